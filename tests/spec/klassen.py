"""
What kind of report is it? The first class that fits, in the order of the chain.
The classes of Veilig Thuis are those of CBS: a follow-up report comes in while something runs,
a renewed report after the involvement ended, a first report when nobody was known.
"""

from spec.example import Example

MEASURE = """
soort: klassen
gebeurtenis: melding
"""

EXAMPLES = (
    Example(
        "One household, four reports, four classes",
        events="""
        day         event                household  persons  spell
        2024-01-01  melding              h1         p1,p2    a
        2024-01-03  melding              h1         p1       b
        2024-01-04  besluit-triage       h1         -        a
        2024-01-04  besluit-triage       h1         -        b
        2024-01-09  melding              h1         p1       c
        2024-01-10  besluit-triage       h1         -        c
        2024-01-20  einde-betrokkenheid  h1         -        -
        2024-03-01  melding              h1         p1,p2    d
        """,
        drawn=("melding", "veiligheidsbeoordeling", "betrokkenheid"),
        answer={
            "eerste-melding / Aandeel": "1 of 4 (0.0456 to 0.6994)",
            "vervolg-tijdens-veiligheidsbeoordeling / Aandeel": "1 of 4",
            "vervolg-na-veiligheidsbeoordeling / Aandeel": "1 of 4",
            "hermelding-meer-personen / Aandeel": "1 of 4",
            "vervolgmelding / Aandeel": "2 of 4 (0.15 to 0.85)",
            "totaal / Aantal": "4",
        },
        why="""
        3 January: the assessment of report a still runs. 9 January: the assessments are done, the involvement runs.
        1 March: the involvement has ended, and both persons are known from it.
        """,
    ),
    Example(
        "A report on the day that the involvement ends comes after it",
        events="""
        day         event                household  spell
        2024-01-01  melding              h1         a
        2024-01-04  besluit-triage       h1         a
        2024-02-01  einde-betrokkenheid  h1         -
        2024-02-01  melding              h1         b
        """,
        answer={"eerste-melding / Aantal": "1", "hermelding-meer-personen / Aantal": "1"},
        why="""
        A stage covers its days up to, not including, the day of its end.
        The report names no persons: a known household counts as several persons known.
        """,
    ),
    Example(
        "An assessment that nobody closed is still running",
        events="""
        day         event                household  spell
        2024-01-01  melding              h1         a
        2024-02-01  einde-betrokkenheid  h1         -
        2024-06-01  melding              h1         b
        """,
        answer={"vervolg-tijdens-veiligheidsbeoordeling / Aantal": "1", "hermelding / Aantal": "0"},
        why="""
        No decision was registered on report a, so its assessment is open until the end of the data.
        The program does not guess the day. Many of these point to decisions missing from the registration.
        """,
    ),
    Example(
        "Two reports on one household on one day are classified once",
        events="""
        day         event    household  spell
        2024-01-01  melding  h1         a
        2024-01-01  melding  h1         b
        """,
        answer={"eerste-melding / Aandeel": "1 of 1", "totaal / Aantal": "1"},
        why="The second is no follow-up of the first: only what began on an earlier day can be running.",
    ),
    Example(
        "Of two classes that fit, the first in the order of the chain counts",
        events="""
        day         event             household  spell
        2024-01-01  melding           h1         a
        2024-01-04  besluit-triage    h1         a
        2024-02-01  start-monitoring  h1         m
        2024-03-01  melding           h1         b
        """,
        answer={
            "vervolg-in-monitoring / Aantal": "1",
            "vervolg-na-veiligheidsbeoordeling / Aantal": "0",
            "vervolgmelding / Aandeel": "1 of 2",
        },
        why="Monitoring runs, and so does the involvement. The chain names monitoring first.",
    ),
    Example(
        "Who moved to another household is still known",
        events="""
        day         event                household  persons  spell
        2023-01-01  melding              h1         p1,p2    a
        2023-01-04  besluit-triage       h1         -        a
        2023-02-01  einde-betrokkenheid  h1         -        -
        2024-03-01  melding              h2         p1,p9    b
        """,
        answer={"hermelding-een-persoon / Aandeel": "1 of 1", "eerste-melding / Aantal": "0"},
        why="The household h2 is new, but p1 was known: a renewed report with one person known.",
    ),
    Example(
        "A family that left the region and came back is a renewed report",
        events="""
        day         event              household  spell
        2023-01-01  melding            h1         a
        2023-01-04  besluit-triage     h1         a
        2023-03-01  vertrek-uit-regio  h1         -
        2024-03-01  melding            h1         b
        """,
        answer={"hermelding-meer-personen / Aandeel": "1 of 1"},
        why="Leaving ended the involvement, whether or not anybody registered the end of it.",
    ),
    Example(
        "A report that cannot be linked has a class of its own",
        events="""
        day         event    household
        2024-03-01  melding  h1
        2024-03-02  melding  -
        """,
        answer={"niet-ingedeeld / Aandeel": "1 of 2", "totaal / Aantal": "2"},
        why="Here nothing is left out: the classes add up to all reports of the period.",
    ),
)

"""
Is one organisation responsible, does each person have help of their own, and what comes after?
Responsible is who has the case in one of the stages named; a transfer hands it over.
"""

from spec.example import Example

MEASURE = """
soort: regie
vanaf: {gebeurtenis: melding}
fasen: [betrokkenheid, wachten-op-hulp, hulp]
overdracht: overdracht
bestemming: naar-organisatie
hulp: hulp
meetmoment: {duur: 90, eenheid: dagen}
uitkomsten:
  - {id: nieuw, naam: nieuwe melding, gebeurtenissen: melding}
horizon: {duur: 6, eenheid: maanden}
"""

EXAMPLES = (
    Example(
        "Days with one organisation responsible, and with nobody",
        events="""
        day         event                household
        2024-01-10  melding              h1
        2024-02-09  einde-betrokkenheid  h1
        """,
        drawn=("betrokkenheid",),
        answer={
            "een / Tot het meetmoment": "0.3333",
            "geen / Tot het meetmoment": "0.6667",
            "een / Daarna, tot 6 maanden verder": "0",
            "{aandeel}": "0.1099",
        },
        why="30 of the first 90 days, none of the 183 after those: 30 of 273 together.",
    ),
    Example(
        "A transfer hands the responsibility over, closed or not",
        events="""
        day         event       household  spell  naar-organisatie
        2024-01-10  melding     h1         -      -
        2024-02-09  overdracht  h1         a      lokaal-team
        2024-03-10  start-hulp  h1         a      -
        """,
        drawn=("betrokkenheid", "wachten-op-hulp", "hulp"),
        answer={"{aandeel}": "1", "meer / Tot het meetmoment": "0"},
        why="""
        Veilig Thuis until 9 February, the local team until 10 March, the provider from then on.
        Nobody closed the involvement; the transfer ended it all the same.
        """,
    ),
    Example(
        "Two organisations at once is not one responsible",
        events="""
        day         event                household  spell  naar-organisatie
        2024-01-10  melding              h1         -      -
        2024-02-09  einde-betrokkenheid  h1         -      -
        2024-02-09  start-hulp           h1         a      jeugdhulpaanbieder
        2024-03-10  start-hulp           h1         b      ggz
        """,
        drawn=("betrokkenheid", "hulp"),
        answer={
            "een / Tot het meetmoment": "0.6667",
            "meer / Tot het meetmoment": "0.3333",
            "geen / Tot het meetmoment": "0",
        },
        why="30 days Veilig Thuis, 30 days youth care, and from 10 March youth care and mental health care.",
    ),
    Example(
        "The days of all cases are added, and each case is one observation",
        events="""
        day         event                household
        2024-01-10  melding              h1
        2024-02-09  einde-betrokkenheid  h1
        2024-01-10  melding              h2
        """,
        answer={"een / Tot het meetmoment": "0.6667", "{aandeel}": "0.5549"},
        why="30 + 90 of 180 days, and 30 + 273 of 546. The interval is one of two cases, not of 546 days.",
    ),
    Example(
        "Own help is help that names the person",
        events="""
        day         event       household  persons  spell
        2024-01-10  melding     h1         p1,p2    -
        2024-02-09  start-hulp  h1         p1       a
        """,
        answer={"90-dagen / Personen": "2", "90-dagen / Kans": "0.5"},
        why="Two persons were named in the report; help started for one of them.",
    ),
    Example(
        "Help that does not say for whom is not zero: its persons are left out",
        events="""
        day         event       household  persons  spell
        2024-01-10  melding     h1         p1,p2    -
        2024-02-09  start-hulp  h1         -        a
        2024-01-10  melding     h2         p3       -
        2024-02-09  start-hulp  h2         p3       b
        """,
        answer={"90-dagen / Kans": "1", "left out: hulp van de casus noemt niemand": "2"},
        why="Help of h1 is for p1, for p2 or for both; nobody wrote which.",
    ),
    Example(
        "Own help that ran already does not start again",
        events="""
        day         event       household  persons  spell
        2023-11-01  start-hulp  h1         p1       a
        2024-01-10  melding     h1         p1,p2    -
        2024-02-09  start-hulp  h1         p2       b
        """,
        answer={"90-dagen / Personen": "1", "90-dagen / Kans": "1", "left out: eigen hulp liep al": "1"},
        why="For p1 the question is no longer whether help starts.",
    ),
    Example(
        "Who is responsible at the moment of reading decides the group",
        events="""
        day         event                household
        2024-01-10  melding              h1
        2024-06-01  melding              h1
        2024-01-10  melding              h2
        2024-01-10  melding              h3
        2024-02-01  einde-betrokkenheid  h3
        """,
        answer={
            "een / Kans": "0.5",
            "anders / Kans": "0",
            "anders / Aantal": "1",
            "gemeten": "-0.5",
        },
        why="""
        On 9 April Veilig Thuis still has h1 and h2, and nobody has h3.
        The difference is *anders* (not exactly one) minus *een*.
        """,
    ),
    Example(
        "An early outcome is in no group",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-02-10  melding  h1
        2024-01-10  melding  h2
        """,
        answer={"een / Aantal": "1", "left out: dat kwam eerder": "1"},
        why="For h1 there was hardly time to get anybody responsible. It is counted, and not compared.",
    ),
)

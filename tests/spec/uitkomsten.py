"""
What is the gravest that happened to cases within a fixed time?
Every case counts once, and only cases that could be followed for the whole time count.
"""

from spec.example import Example

MEASURE = """
soort: uitkomsten
vanaf: {gebeurtenis: melding}
horizon: {duur: 6, eenheid: maanden}
daarna_tot: {duur: 9, eenheid: maanden}
uitkomsten:
  - {id: geweld, naam: nieuw geweld, gebeurtenissen: melding, waar: {kenmerk: zorgsoort, is: [geweld]}}
  - {id: zorgen, naam: alleen nieuwe zorgen, gebeurtenissen: melding, waar: {kenmerk: zorgsoort, is: [zorgen]}}
"""

EXAMPLES = (
    Example(
        "A case with violence and concerns counts once, as violence",
        events="""
        day         event    household  zorgsoort
        2024-01-10  melding  h1         geweld
        2024-01-30  melding  h1         zorgen
        2024-02-20  melding  h1         geweld
        2024-01-10  melding  h2         geweld
        2024-02-01  melding  h2         zorgen
        2024-01-10  melding  h3         geweld
        """,
        answer={
            "geweld / Aandeel": "1 of 3 (0.0615 to 0.7923)",
            "zorgen / Aandeel": "1 of 3",
            "samen / Aandeel": "2 of 3 (0.2077 to 0.9385)",
        },
        why="Outcomes are in order of gravity. For h1 concerns came first, but violence came within six months.",
    ),
    Example(
        "The day of the horizon belongs to it",
        events="""
        day         event    household  zorgsoort
        2024-01-10  melding  h1         geweld
        2024-07-10  melding  h1         geweld
        2024-01-10  melding  h2         geweld
        2024-07-11  melding  h2         geweld
        """,
        answer={
            "geweld / Aandeel": "1 of 2",
            "geweld / Pas daarna, tot en met 9 maanden": "1 of 2",
        },
        why="Six months after 10 January is 10 July. A day later is *afterwards*, in a column of its own.",
    ),
    Example(
        "What comes after the last day that is looked at counts nowhere",
        events="""
        day         event    household  zorgsoort
        2024-01-10  melding  h1         geweld
        2024-10-11  melding  h1         geweld
        2024-01-10  melding  h2         geweld
        """,
        answer={
            "samen / Aandeel": "0 of 2",
            "samen / Pas daarna, tot en met 9 maanden": "0 of 2",
        },
        why="Nine months after 10 January is 10 October.",
    ),
    Example(
        "A case that was lost is left out, whatever happened to it",
        events="""
        day         event              household  zorgsoort
        2024-01-10  melding            h1         geweld
        2024-01-30  melding            h1         geweld
        2024-03-01  vertrek-uit-regio  h1         -
        2024-01-10  melding            h2         geweld
        """,
        answer={
            "geweld / Aandeel": "0 of 1",
            "left out: overleden of vertrokken voor de horizon": "1",
        },
        why="""
        Counting h1 only because something happened before it left would count the followed by their outcome.
        Use *incidentie* to let such cases count for as long as they were seen.
        """,
    ),
    Example(
        "A case that started too late to be followed is left out",
        events="""
        day         event    household  zorgsoort
        2024-10-01  melding  h1         geweld
        2024-10-20  melding  h1         geweld
        2024-01-10  melding  h2         geweld
        """,
        answer={
            "geweld / Aandeel": "0 of 1",
            "left out: de gegevens eindigen eerder": "1",
            "definition: Te volgen voor 6 maanden": "wie begon tot en met 2024-06-30",
        },
        why="The data end three months after h1 started. Its new report says nothing about six months.",
    ),
    Example(
        "When all started too late, there is no share",
        events="""
        day         event    household  zorgsoort
        2024-10-01  melding  h1         geweld
        2024-10-20  melding  h1         geweld
        """,
        answer={
            "geweld / Aandeel": "nothing",
            "warning": "Niemand was 6 maanden te volgen: de gegevens eindigen eerder. Daar staat geen cijfer.",
        },
        why="Not 0 of 0 and not 0 %: nobody has been looked at for six months.",
    ),
    Example(
        "What happens on the day of the start is part of the start",
        events="""
        day         event    household  zorgsoort
        2024-01-10  melding  h1         zorgen
        2024-01-10  melding  h1         geweld
        2024-01-11  melding  h2         zorgen
        2024-01-12  melding  h2         geweld
        """,
        answer={"geweld / Aandeel": "1 of 2"},
        why="Two reports of one evening on h1 are one happening. For h2 there is a day between.",
    ),
    Example(
        "An outcome on several persons of one household counts once by household",
        events="""
        day         event    household  persons  zorgsoort
        2024-01-10  melding  h1         p1,p2    geweld
        2024-02-01  melding  h1         p1       geweld
        """,
        answer={"geweld / Aandeel": "1 of 1"},
        why="The household is the case.",
    ),
    Example(
        "By person, only the person concerned has the outcome",
        events="""
        day         event    household  persons  zorgsoort
        2024-01-10  melding  h1         p1,p2    geweld
        2024-02-01  melding  h1         p1       geweld
        """,
        study="eenheid: persoon",
        answer={"geweld / Aandeel": "1 of 2 (0.0945 to 0.9055)"},
        why="Two persons are two cases; the second report names p1 only.",
    ),
)

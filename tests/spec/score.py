"""
How did cases change on a scale, from the first to the last measurement?
The chain of this chapter has the domains of the Zelfredzaamheid-Matrix; its cases are persons.
"""

from pathlib import Path

from spec.example import Example

CHAIN = Path(__file__).resolve().parents[1] / "chains" / "zelfredzaamheid"

MEASURE = """
soort: score
gebeurtenis: meting
domeinen: [financien, huisvesting]
schaal: {laagste: 1, hoogste: 5}
minstens_uit_elkaar: {duur: 3, eenheid: maanden}
"""

EXAMPLES = (
    Example(
        "Each domain is compared by itself",
        events="""
        day         event   persons  financien  huisvesting
        2024-01-10  meting  p1       2          3
        2024-06-10  meting  p1       4          3
        2024-01-10  meting  p2       2          4
        2024-06-10  meting  p2       3          4
        2024-01-10  meting  p3       4          3
        2024-06-10  meting  p3       4          2
        """,
        answer={
            "financien / Beter": "2 of 3 (0.2077 to 0.9385)",
            "financien / Gelijk": "1 of 3 (0.0615 to 0.7923)",
            "financien / Slechter": "0 of 3",
            "financien / Verandering": "1 (-1.4841 to 3.4841)",
            "huisvesting / Verandering": "-0.3333 (-1.7676 to 1.1009)",
        },
        why="""
        Changes in *financien* are 2, 1 and 0: mean 1, standard error 1/√3, and t with 2 degrees of freedom is 4.3027.
        In *huisvesting* they are 0, 0 and -1.
        """,
    ),
    Example(
        "Together: first the mean over the domains of each case, then over the cases",
        events="""
        day         event   persons  financien  huisvesting
        2024-01-10  meting  p1       2          3
        2024-06-10  meting  p1       4          3
        2024-01-10  meting  p2       3          4
        2024-06-10  meting  p2       2          5
        """,
        answer={
            "{verandering}": "0.5",
            "{aandeel_vooruit}": "1 of 2 (0.0945 to 0.9055)",
            "{aandeel_gelijk}": "1 of 2",
            "{aandeel_achteruit}": "0 of 2",
        },
        why="p1 went up 2 and 0, on average 1. p2 went down 1 and up 1, on average 0. Two cases, not four changes.",
    ),
    Example(
        "One measurement says nothing about progress",
        events="""
        day         event   persons  financien  huisvesting
        2024-01-10  meting  p1       2          3
        2024-06-10  meting  p1       3          3
        2024-01-10  meting  p2       5          5
        """,
        answer={
            "financien / Beter": "1 of 1",
            "left out: maar één meting: die zegt niets over vooruitgang": "1",
            "twee / Aandeel": "1 of 2",
            "twee / Gemiddelde bij de eerste meting": "2.5",
            "een / Gemiddelde bij de eerste meting": "5",
        },
        why="""
        A high score is no improvement. p2 is not counted as unchanged either: nobody looked again.
        That p2 began higher than p1 is shown, since it may be why nobody did.
        """,
    ),
    Example(
        "The first and the last measurement count, however many lie between",
        events="""
        day         event   persons  financien  huisvesting
        2024-01-10  meting  p1       3          3
        2024-04-10  meting  p1       1          3
        2024-08-10  meting  p1       5          3
        2024-12-10  meting  p1       4          3
        """,
        answer={"financien / Verandering": "1", "financien / Beter": "1 of 1"},
        why="From 3 to 4. Choosing the lowest or the highest in between would choose the answer.",
    ),
    Example(
        "Two measurements too close together are no two",
        events="""
        day         event   persons  financien  huisvesting
        2024-01-10  meting  p1       2          3
        2024-04-10  meting  p1       4          3
        2024-01-10  meting  p2       2          3
        2024-04-09  meting  p2       4          3
        """,
        answer={
            "financien / Beter": "1 of 1",
            "left out: laatste meting te kort na de eerste": "1",
        },
        why="Three months after 10 January is 10 April. A second opinion within weeks is a correction, not a change.",
    ),
    Example(
        "Who began too late for a second measurement is left out apart",
        events="""
        day         event   persons  financien  huisvesting
        2024-01-10  meting  p1       2          3
        2024-06-10  meting  p1       3          3
        2024-11-01  meting  p2       2          3
        """,
        answer={
            "left out: te kort voor het einde van de gegevens begonnen": "1",
            "left out: maar één meting: die zegt niets over vooruitgang": "0",
            "twee / Aandeel": "1 of 1",
        },
        why="Three months after 1 November is past the end of the data: nobody could have measured p2 again.",
    ),
    Example(
        "A level that is missing or off the scale drops that domain, not the case",
        events="""
        day         event   persons  financien  huisvesting
        2024-01-10  meting  p1       9          2
        2024-06-10  meting  p1       3          4
        2024-01-10  meting  p2       2          2
        2024-06-10  meting  p2       3          -
        """,
        answer={
            "financien / Casussen": "1",
            "financien / Niet ingevuld of buiten de schaal": "1",
            "huisvesting / Beter": "1 of 1",
            "{n}": "2",
            "{verandering}": "1.5",
        },
        why="9 is no level. For p1 only *huisvesting* counts (2), for p2 only *financien* (1); on average 1.5.",
    ),
    Example(
        "On a reversed scale, lower is better",
        events="""
        day         event   persons  financien  huisvesting
        2024-01-10  meting  p1       2          3
        2024-06-10  meting  p1       4          3
        """,
        measure="""
        soort: score
        gebeurtenis: meting
        domeinen: financien
        schaal: {laagste: 1, hoogste: 5, omgekeerd: true}
        minstens_uit_elkaar: {duur: 3, eenheid: maanden}
        """,
        answer={"financien / Slechter": "1 of 1", "financien / Verandering": "-2"},
        why="A list of complaints that grows. A change above zero always means better.",
    ),
    Example(
        "A case that was measured before the period does not begin in it",
        events="""
        day         event   persons  financien  huisvesting
        2023-10-01  meting  p1       2          3
        2024-02-01  meting  p1       3          3
        2024-06-10  meting  p1       4          3
        """,
        measure=MEASURE,
        answer={"{n}": "0"},
        why="Its first measurement lies in the year before; it belongs to the report on that year.",
    ),
)

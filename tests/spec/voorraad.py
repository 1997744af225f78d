"""
How many cases are open, and for how long?
A case is open from the day it started up to, not including, the day it ended.
"""

from spec.example import Example

MEASURE = """
soort: voorraad
fase: betrokkenheid
norm: {duur: 3, eenheid: maanden}
"""

THIRTY_DAYS = """
gegevens: {van: 2024-01-01, tot: 2024-01-30}
periode: {van: 2024-01-01, tot: 2024-01-30}
"""
TWENTY_DAYS = """
gegevens: {van: 2024-01-01, tot: 2024-01-20}
periode: {van: 2024-01-01, tot: 2024-01-20}
"""

EXAMPLES = (
    Example(
        "Three cases of ten days in thirty days: one open on average",
        events="""
        day         event                household
        2024-01-01  melding              h1
        2024-01-11  einde-betrokkenheid  h1
        2024-01-06  melding              h2
        2024-01-16  einde-betrokkenheid  h2
        2024-01-20  melding              h3
        2024-01-30  einde-betrokkenheid  h3
        """,
        study=THIRTY_DAYS,
        drawn=("betrokkenheid",),
        answer={
            "{gemiddeld}": "1",
            "instroom": "3 in 30 days",
            "verblijf": "10",
            "product": "1",
            "rand": "0",
        },
        why="""
        30 case-days in 30 days. By Little: 0.1 cases a day times 10 days is 1.
        Everything starts and ends inside the period, so the edges add nothing.
        """,
    ),
    Example(
        "What was open at the begin, came and went gives what is open at the end",
        events="""
        day         event                household
        2023-12-01  melding              h1
        2024-02-01  melding              h2
        2024-03-01  einde-betrokkenheid  h2
        2024-12-30  melding              h3
        """,
        answer={
            "{begin}": "1",
            "erbij": "2",
            "eraf": "1",
            "{eind}": "2",
            "{gemiddeld}": "1.0847",
            "{aandeel_boven_norm}": "1 of 2 (0.0945 to 0.9055)",
        },
        why="""
        1 + 2 - 1 = 2. Open days in 2024: 366 for h1, 29 for h2, 2 for h3; 397 / 366 = 1.0847.
        Of the two that are open on 31 December, h1 has been open longer than three months.
        """,
    ),
    Example(
        "A case carried over from before the period shows at the edge",
        events="""
        day         event                household
        2023-12-20  melding              h1
        2024-01-11  einde-betrokkenheid  h1
        """,
        study="""
        gegevens: {van: 2023-12-01, tot: 2024-01-20}
        periode: {van: 2024-01-01, tot: 2024-01-20}
        """,
        answer={"{gemiddeld}": "0.5", "instroom": "0 in 20 days", "product": "0", "rand": "0.5"},
        why="10 open days in 20, but nothing arrived: inflow times stay is 0, and all of it comes over the edge.",
    ),
    Example(
        "A second report during the involvement opens no second case",
        events="""
        day         event                household
        2024-01-01  melding              h1
        2024-01-05  melding              h1
        2024-01-11  einde-betrokkenheid  h1
        """,
        study=TWENTY_DAYS,
        answer={"{gemiddeld}": "0.5", "erbij": "1", "{eind}": "0"},
        why="It belongs to the case that runs: 10 open days in 20, counted once.",
    ),
    Example(
        "A case that opens and closes on one day came and went, and was open on no day",
        events="""
        day         event                household
        2024-01-05  melding              h1
        2024-01-05  einde-betrokkenheid  h1
        2024-01-08  melding              h2
        2024-01-09  einde-betrokkenheid  h2
        """,
        study=TWENTY_DAYS,
        answer={"{gemiddeld}": "0.05", "erbij": "2", "eraf": "2", "{eind}": "0"},
        why="The day of the end does not count: h1 was open for no day, h2 for one day of twenty.",
    ),
    Example(
        "Leaving the region ends a case, coming back opens it again",
        events="""
        day         event              household
        2024-01-01  melding            h1
        2024-01-06  vertrek-uit-regio  h1
        2024-01-11  melding            h1
        """,
        study=TWENTY_DAYS,
        drawn=("betrokkenheid",),
        answer={"{gemiddeld}": "0.75", "erbij": "2", "eraf": "1", "{eind}": "1"},
        why="5 days, and 10 days until the end of the data: 15 open days in 20.",
    ),
    Example(
        "By person, one household is as many cases as it has persons",
        events="""
        day         event                household  persons
        2024-01-01  melding              h1         p1,p2
        2024-01-11  einde-betrokkenheid  h1         -
        """,
        study=TWENTY_DAYS + "eenheid: persoon",
        answer={"{gemiddeld}": "1", "erbij": "2", "{eind}": "0"},
        why="""
        Two persons, ten days each: 20 open days in 20. The end names the household only,
        so it concerns everyone who belongs to it.
        """,
    ),
)

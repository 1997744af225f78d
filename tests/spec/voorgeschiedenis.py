"""
Of the reports in the period, how many had earlier ones?
Earlier means: on an earlier day, as far back as the data go or as the measure says.
"""

from spec.example import Example

MEASURE = """
soort: voorgeschiedenis
gebeurtenis: melding
volledig_vanaf: {duur: 5, eenheid: jaren}
drempels:
  - {id: minstens-1, naam: minstens 1 eerdere melding, minstens: 1}
  - {id: 3-7, naam: 3 tot en met 7 eerdere meldingen, minstens: 3, hoogstens: 7}
"""

ONE_MOVED = """
day         event    household  persons
2020-01-01  melding  h1         p1,p2
2024-03-01  melding  h2         p2
"""

EXAMPLES = (
    Example(
        "Households with none, one and three earlier reports",
        events="""
        day         event    household
        2024-03-01  melding  h1
        2022-05-10  melding  h2
        2024-03-01  melding  h2
        2019-02-01  melding  h3
        2021-06-01  melding  h3
        2023-11-20  melding  h3
        2024-03-01  melding  h3
        """,
        drawn=("melding",),
        answer={"minstens-1": "2 of 3 (0.2077 to 0.9385)", "3-7": "1 of 3 (0.0615 to 0.7923)"},
        why="""
        Three reports lie in the period, one per household.
        They had 0, 1 and 3 reports before them. Thresholds include both of their bounds.
        """,
    ),
    Example(
        "Every report in the period counts, each with its own past",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-02-10  melding  h1
        2024-03-10  melding  h1
        2024-04-10  melding  h1
        """,
        answer={"minstens-1": "3 of 4 (0.3006 to 0.9544)", "3-7": "1 of 4"},
        why="The same household is counted four times, with 0, 1, 2 and 3 earlier reports.",
    ),
    Example(
        "With the first report of each case as index, a household counts once",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-02-10  melding  h1
        2020-05-01  melding  h2
        2024-04-10  melding  h2
        """,
        measure="""
        soort: voorgeschiedenis
        gebeurtenis: melding
        index: eerste
        volledig_vanaf: {duur: 5, eenheid: jaren}
        drempels:
          - {id: minstens-1, naam: minstens 1 eerdere melding, minstens: 1}
        """,
        answer={"minstens-1": "1 of 2"},
        why="First in the period: the report of h1 in February is no index, and h2 still has its past of 2020.",
    ),
    Example(
        "Two reports on one household on one day are one report",
        events="""
        day         event    household
        2024-03-01  melding  h1
        2024-03-01  melding  h1
        """,
        measure=MEASURE,
        answer={"minstens-1": "0 of 1", "3-7": "0 of 1"},
        why="Police and school report the same evening. That is one report, and no history.",
    ),
    Example(
        "Kept apart, two reports of one day are still not each other's past",
        events="""
        day         event    household
        2024-03-01  melding  h1
        2024-03-01  melding  h1
        """,
        study="zelfde_dag_samenvoegen: false",
        answer={"minstens-1": "0 of 2"},
        why="Which of the two came first cannot be told, so neither is earlier.",
    ),
    Example(
        "Without a full look-back a report is left out, not counted as new",
        events="""
        day         event    household
        2022-06-01  melding  h1
        2020-01-01  melding  h2
        2024-03-01  melding  h2
        """,
        study="periode: {van: 2022-01-01, tot: 2024-12-31}",
        answer={
            "minstens-1": "1 of 1",
            "left out: te weinig gegevens voor de datum van de melding": "1",
        },
        why="""
        The data begin in 2018, so for h1 only four and a half years are known.
        "No earlier report" would only mean "no data".
        """,
    ),
    Example(
        "When no report has a full look-back, there is no share",
        events="""
        day         event    household
        2019-06-01  melding  h1
        2020-03-01  melding  h1
        """,
        study="periode: {van: 2020-01-01, tot: 2020-12-31}",
        answer={
            "minstens-1": "nothing",
            "warning": "Van geen enkele melding is 5 jaar ervoor bekend: de gegevens beginnen later.",
        },
        why="That h1 had an earlier report is known; but of those counted as without one, nothing would be.",
    ),
    Example(
        "A look-back of five years includes the day itself, five years ago",
        events="""
        day         event    household
        2019-03-01  melding  h1
        2024-03-01  melding  h1
        2019-02-28  melding  h2
        2024-03-01  melding  h2
        """,
        measure="""
        soort: voorgeschiedenis
        gebeurtenis: melding
        terugkijk: {duur: 5, eenheid: jaren}
        drempels:
          - {id: minstens-1, naam: minstens 1 eerdere melding, minstens: 1}
        """,
        answer={"minstens-1": "1 of 2 (0.0945 to 0.9055)"},
        why="A look-back runs on the calendar: the same day five years before. The report of h2 is a day too old.",
    ),
    Example(
        "By household, a person who moved leaves the past behind",
        events=ONE_MOVED,
        measure=MEASURE,
        answer={"minstens-1": "0 of 1"},
        why="The report of 2020 was on another household.",
    ),
    Example(
        "By person, the past moves along",
        events=ONE_MOVED,
        study="eenheid: persoon",
        answer={"minstens-1": "1 of 1"},
        why="Person p2 was in both. What is counted are still reports, not persons.",
    ),
    Example(
        "By person, an earlier report on the same household counts as well",
        events="""
        day         event    household  persons
        2020-01-01  melding  h1         p1
        2024-03-01  melding  h1         p2
        """,
        study="eenheid: persoon",
        answer={"minstens-1": "1 of 1"},
        why="A child born since is in a known household. Counting by person never finds less than by household.",
    ),
    Example(
        "A report without household or person is left out and counted",
        events="""
        day         event    household
        2020-01-01  melding  h1
        2024-03-01  melding  h1
        2024-03-02  melding  -
        """,
        answer={"minstens-1": "1 of 1", "left out: niet te koppelen aan een casus": "1"},
        why="Its past cannot be known. Counting it as without one would make the share too low.",
    ),
    Example(
        "A report known to the month only is not on the clock",
        events="""
        day         event    household
        2022-05     melding  h1
        2024-03-01  melding  h1
        """,
        answer={"minstens-1": "0 of 1"},
        why="It is left out of all histories, and the report says how many such events there were.",
    ),
)

"""
How often does something come back?
A chance counts a case once, however many events follow; the mean number counts every one of them.
"""

from spec.example import Example

MEASURE = """
soort: herhaling
vanaf: {gebeurtenis: melding}
gebeurtenissen: melding
horizonnen: [{duur: 6, eenheid: maanden}]
"""

PARTS = """
soort: herhaling
vanaf: {gebeurtenis: melding}
gebeurtenissen: melding
waarvan:
  - {id: geweld, naam: geweld, gebeurtenissen: melding, waar: {kenmerk: zorgsoort, is: [geweld]}}
  - {id: zorgen, naam: zorgen, gebeurtenissen: melding, waar: {kenmerk: zorgsoort, is: [zorgen]}}
horizonnen: [{duur: 6, eenheid: maanden}]
"""

GROUPS = """
soort: herhaling
vanaf: {gebeurtenis: melding}
gebeurtenissen: melding
groepen:
  id: eerder
  naam: Eerdere meldingen
  eerdere: melding
  groepen: [{id: geen, naam: geen, hoogstens: 0}, {id: wel, naam: een of meer, minstens: 1}]
horizonnen: [{duur: 6, eenheid: maanden}]
"""

TWO_STARTS = """
day         event    household
2024-01-10  melding  h1
2024-02-10  melding  h1
2024-03-10  melding  h2
2024-03-20  melding  h2
"""

TWO_PERSONS = """
day         event    household  persons
2024-01-10  melding  h1         p1,p2
2024-03-10  melding  h1         p1
2024-04-10  melding  h1         p1
"""

EXAMPLES = (
    Example(
        "The mean counts every report, the chance every household",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-02-10  melding  h1
        2024-03-10  melding  h1
        2024-04-10  melding  h1
        2024-01-10  melding  h2
        2024-01-10  melding  h3
        2024-02-09  melding  h3
        """,
        drawn=("melding",),
        answer={
            "alle": "1.3333 (0.4626 to 3.8427)",
            "minstens-1": "0.6667",
            "minstens-2": "0.3333",
            "minstens-3": "0.3333",
            "{n}": "3",
        },
        why="""
        3, 0 and 1 new reports: 4 over 3 households. Two of three had one, one of three had two, and three.
        The interval is one of households: squared distances from the mean 2.7778 + 1.7778 + 0.1111,
        divided by 3 squared, give a standard error of 0.7201; on the log scale a factor of 2.882 both ways.
        """,
    ),
    Example(
        "The day of the start does not count, and several reports on a later day count once",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-01-10  melding  h1
        2024-03-10  melding  h1
        2024-03-10  melding  h1
        2024-01-10  melding  h2
        """,
        answer={
            "alle": "0.5",
            "left out: op een dag waarop dezelfde casus er al een had: samen zijn zij één keer": "1",
        },
        why="One new report over two households. What was taken together is counted.",
    ),
    Example(
        "Who is followed for a shorter time counts in the mean for that time",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-03-10  melding  h1
        2024-04-10  melding  h1
        2024-01-10  melding  h2
        2024-12-01  melding  h3
        """,
        answer={"alle": "1"},
        why="On days 60 and 91 only h1 and h2 are followed: 1/2 + 1/2. Divided by all three it would be 0.6667.",
    ),
    Example(
        "Where cases are lost there are two means",
        events="""
        day         event       household
        2024-01-10  melding     h1
        2024-01-20  overlijden  h1
        2024-01-10  melding     h2
        2024-01-30  melding     h2
        2024-02-09  melding     h2
        2024-01-10  melding     h3
        """,
        answer={"alle": "0.6667", "blijvers": "1"},
        why="""
        *alle*: it happened twice over three households; who died stays in the mean and gets no more.
        *blijvers*: on days 20 and 30 one of the two still there has a report: 1/2 + 1/2, as if nobody were lost.
        The first is a burden, the second a rate.
        """,
    ),
    Example(
        "After a loss nothing counts, and that is counted",
        events="""
        day         event              household
        2024-01-10  melding            h1
        2024-02-10  melding            h1
        2024-03-01  vertrek-uit-regio  h1
        2024-04-10  melding            h1
        2024-01-10  melding            h2
        """,
        answer={
            "alle": "0.5",
            "left out: na een verlies: wie overleden of vertrokken is, telt niet meer mee": "1",
        },
        why="Nobody can know what else happened in another region, so what is known by chance is left out.",
    ),
    Example(
        "Parts add up: each report is in the first part that fits, or in none",
        events="""
        day         event    household  zorgsoort
        2024-01-10  melding  h1         -
        2024-02-10  melding  h1         geweld
        2024-03-10  melding  h1         zorgen
        2024-03-10  melding  h1         geweld
        2024-04-10  melding  h1         -
        2024-01-10  melding  h2         -
        """,
        measure=PARTS,
        answer={
            "alle": "1.5",
            "onderdeel-geweld": "1",
            "onderdeel-zorgen": "0",
            "zonder-onderdeel": "0.5",
        },
        why="Three days with new reports. 10 March had both kinds: it is one, and violence is named first.",
    ),
    Example(
        "Time since the start of each case",
        events=TWO_STARTS,
        measure=MEASURE,
        answer={"alle": "1"},
        why="Day 10 for h2, day 31 for h1, both followed all the time: 1/2 + 1/2.",
    ),
    Example(
        "Time on the calendar: a case counts from the day after its start",
        events=TWO_STARTS,
        measure=MEASURE + "klok: kalender\n",
        answer={"alle": "1.5", "minstens-1": "1"},
        why="""
        On 10 February only h1 is in sight: 1 of 1. On 20 March both are: 1/2.
        Chances still run from the start of each case: both had a new report within six months.
        """,
    ),
    Example(
        "Groups are made by what was known at the start, and set beside the first",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-02-10  melding  h1
        2023-05-01  melding  h2
        2024-01-10  melding  h2
        2024-02-10  melding  h2
        2024-03-10  melding  h2
        2024-04-10  melding  h2
        """,
        measure=GROUPS,
        answer={
            "groep-geen / Gemiddeld aantal keer": "1",
            "groep-wel / Gemiddeld aantal keer": "3",
            "groep-wel / Verschil met de eerste groep": "2",
            "{gemiddeld_groep_wel}": "3",
        },
        why="h2 had a report before the period; that h1 would have more later was not known at its start.",
    ),
    Example(
        "By household, a new report on one member is one",
        events=TWO_PERSONS,
        measure=MEASURE,
        answer={"alle": "2"},
        why="One case with two new reports.",
    ),
    Example(
        "By person, only the member concerned has it",
        events=TWO_PERSONS,
        study="eenheid: persoon",
        answer={"alle": "1", "minstens-2": "0.5"},
        why="Two cases; p1 had two new reports, p2 none.",
    ),
)

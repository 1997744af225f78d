"""
How often does an event come back? A chance counts a case once, this counts every time: the mean number per case.
Events of one case hang together, so few cases with many events make the mean less certain.
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
horizonnen: [{duur: 6, eenheid: maanden}]
groepen:
  id: eerder
  naam: Eerdere meldingen
  eerdere: melding
  groepen:
    - {id: geen, naam: geen, hoogstens: 0}
    - {id: wel, naam: een of meer, minstens: 1}
"""

CALENDAR = """
soort: herhaling
vanaf: {gebeurtenis: melding}
gebeurtenissen: melding
klok: kalender
horizonnen: [{duur: 90, eenheid: dagen}, {duur: 6, eenheid: maanden}]
"""

EXAMPLES = (
    Example(
        "The mean counts every new report, the chance every household",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-02-10  melding  h1
        2024-03-10  melding  h1
        2024-01-10  melding  h2
        2024-01-10  melding  h3
        2024-04-10  melding  h3
        """,
        drawn=("melding",),
        answer={
            "alle": "1 (0.397 to 2.5192)",
            "minstens-1": "0.6667",
            "minstens-2": "0.3333",
            "minstens-3": "0",
            "{gemiddeld}": "1",
            "{horizon}": "6 maanden",
        },
        why="""
        Three new reports in three households. Each is held against the mean of 1: h1 has one more, h2 one fewer.
        So the variance is (1 + 1) / 9 and the standard error 0.4714. On the log scale the interval is 1 divided and
        multiplied by exp(1.96 x 0.4714) = 2.519.
        """,
    ),
    Example(
        "The same number of reports in one household says less",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-02-10  melding  h1
        2024-03-10  melding  h1
        2024-04-10  melding  h1
        2024-01-10  melding  h2
        2024-01-10  melding  h3
        """,
        answer={"alle": "1 (0.2018 to 4.9545)", "minstens-1": "0.3333"},
        why="""
        h1 has two more than the mean, h2 and h3 one fewer: (4 + 1 + 1) / 9, and a standard error of 0.8165,
        so 1 divided and multiplied by 4.9545.
        Taking the three reports for independent would give 0.5774, whoever they are about.
        """,
    ),
    Example(
        "Who dies stays in the one mean and leaves the other",
        events="""
        day         event       household
        2024-01-10  melding     h1
        2024-01-20  overlijden  h1
        2024-01-10  melding     h2
        2024-02-10  melding     h2
        2024-03-10  melding     h2
        2024-01-10  melding     h3
        """,
        drawn=("melding", "overlijden"),
        answer={"alle": "0.6667", "blijvers": "1"},
        why="""
        It really happened twice in three households. Among the two that are left it happened once in two, twice:
        that is how fast it goes for those who can still have it.
        """,
    ),
    Example(
        "Parts add up; a day with violence and concerns counts as the first of them",
        measure=PARTS,
        events="""
        day         event    household  zorgsoort
        2024-01-10  melding  h1         -
        2024-02-10  melding  h1         zorgen
        2024-02-10  melding  h1         geweld
        2024-03-10  melding  h1         zorgen
        2024-04-10  melding  h1         -
        2024-01-10  melding  h2         -
        """,
        answer={
            "alle": "1.5",
            "onderdeel-geweld": "0.5",
            "onderdeel-zorgen": "0.5",
            "zonder-onderdeel": "0.5",
            "left out: op een dag waarop dezelfde casus er al een had: samen zijn zij één keer": "1",
        },
        why="""
        Three days with a report in two households: one of violence, one of concerns only, and one of which the kind
        was not registered. Without that last line the parts would not add up.
        """,
    ),
    Example(
        "Reports on the day of the start do not count, and after a move nothing counts",
        measure=MEASURE,
        events="""
        day         event              household
        2024-01-10  melding            h1
        2024-01-10  melding            h1
        2024-02-10  melding            h1
        2024-03-10  vertrek-uit-regio  h1
        2024-04-10  melding            h1
        2024-01-10  melding            h2
        """,
        answer={
            "alle": "0.5",
            "left out: na een verlies: wie overleden of vertrokken is, telt niet meer mee": "1",
        },
        why="h1 came back in sight in April, but who has left is not followed, so nobody would know of the others.",
    ),
    Example(
        "A death on the day of the last report counts, a day later",
        events="""
        day         event       household
        2024-01-10  melding     h1
        2024-02-10  melding     h1
        2024-02-10  overlijden  h1
        2024-01-10  melding     h2
        2024-03-10  melding     h2
        """,
        answer={
            "alle": "1",
            "blijvers": "1.5",
            "left out: verlies op de dag van een herhaling: dat verlies telt een dag later": "1",
        },
        why="""
        Day 31: one of two, 0.5. Then h1 is gone and h2 alone has the report of day 60: one of one.
        With the half that is still there that adds 0.5; among those still there it adds 1.
        Had the death on day 31 been left out, h1 would count as a household that moved out of sight.
        """,
    ),
    Example(
        "Groups by what was known at the start are set beside the first",
        measure=GROUPS,
        events="""
        day         event    household
        2023-05-10  melding  h1
        2024-01-10  melding  h1
        2024-02-10  melding  h1
        2024-03-10  melding  h1
        2023-05-10  melding  h2
        2024-01-10  melding  h2
        2024-01-10  melding  h3
        2024-05-10  melding  h3
        2024-01-10  melding  h4
        """,
        answer={
            "groep-geen / Casussen": "2",
            "groep-geen / Gemiddeld aantal keer": "0.5",
            "groep-wel / Gemiddeld aantal keer": "1",
            "groep-wel / Verschil met de eerste groep": "0.5 (-1.0495 to 2.0495)",
            "groep-wel / p-waarde": "0.5271",
            "groep-geen / p-waarde": "nothing",
        },
        why="""
        The variances are 2 / 4 and 0.5 / 4, together 0.625: the difference is 0.5, give or take 1.96 x 0.7906.
        In the test an event weighs the share at risk in the other group, a half: 2 x 0.5 - 1 x 0.5 = 0.5 more than
        expected, with a variance of 0.25 x (2 + 0.5) = 0.625, so chi-square is 0.4.
        """,
    ),
    Example(
        "On the calendar households come in sight on the day of their report",
        measure=CALENDAR,
        events="""
        day         event    household
        2024-01-01  melding  h1
        2024-01-21  melding  h1
        2024-04-30  melding  h2
        2024-05-30  melding  h2
        """,
        drawn=("melding",),
        answer={"alle / 90 dagen": "1", "alle / 6 maanden": "1.5", "minstens-1": "1"},
        why="""
        On 21 January h1 is the only one in sight: one of one. On 30 May there are two: that day adds a half.
        The chance runs from the start of each household, and both have a new report.
        """,
    ),
    Example(
        "How long until the next one: half of those who had the one before",
        measure=MEASURE,
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-01-20  melding  h1
        2024-01-24  melding  h1
        2024-01-10  melding  h2
        2024-02-09  melding  h2
        2024-03-10  melding  h2
        2024-01-10  melding  h3
        2024-01-10  melding  h4
        """,
        answer={
            "keer-1 / Casussen": "4",
            "keer-1 / De helft binnen": "30",
            "keer-2 / Casussen": "2",
            "keer-2 / De helft binnen": "17",
            "keer-3 / De helft binnen": "not reached",
        },
        why="""
        Half of four had a new report by day 30. Of the two that had one, the second came after 4 and after 30 days:
        the middle is 17. Nobody had a third, and no number of days would tell that.
        """,
    ),
)

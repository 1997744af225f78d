"""
How many are there by inhabitants?
Inhabitants come from outside the registrations. Without them there is a number, and no rate.
"""

from spec.example import Example

MEASURE = """
soort: per-inwoner
fase: hulp
per: 1000
"""

INHABITANTS = "bevolking: [{aantal: 2000, bron: CBS, jaar: 2024}]"

EXAMPLES = (
    Example(
        "Who was in help on some day of the year counts once",
        events="""
        day         event       household  spell
        2023-06-01  start-hulp  h1         a
        2024-01-10  einde-hulp  h1         a
        2024-03-01  start-hulp  h1         b
        2024-05-01  start-hulp  h2         c
        2023-06-01  start-hulp  h3         d
        2023-12-31  einde-hulp  h3         d
        """,
        study=INHABITANTS,
        drawn=("hulp",),
        answer={
            "2024 / Aantal": "2",
            "{per_inwoner}": "2 in 2000 inhabitants (0.1211 to 3.6123)",
            "{jaar}": "2024",
        },
        why="h1 was in help twice and counts once; h3 was out of help before the year began. 2 of 2,000 is 1 per "
        "1,000. The interval is that of a Poisson count of 2: 0.2422 to 7.2247, by R's poisson.test.",
    ),
    Example(
        "Without inhabitants of that year there is no rate",
        events="""
        day         event       household  spell
        2024-03-01  start-hulp  h1         a
        """,
        study="bevolking: [{aantal: 2000, bron: CBS, jaar: 2023}]",
        answer={
            "2024 / Aantal": "1",
            "2024 / Per 1000": "nothing",
            "warning": "ontbreekt voor 2024",
            "{jaar}": "niet te geven",
        },
        why="Inhabitants of another year say nothing of this one.",
    ),
    Example(
        "Every time counts where that is asked, and the interval widens for it",
        events="""
        day         event    household
        2024-02-01  melding  h1
        2024-04-01  melding  h1
        2024-06-01  melding  h1
        2024-08-01  melding  h2
        """,
        measure="""
        soort: per-inwoner
        gebeurtenissen: melding
        elke_keer: true
        """,
        study=INHABITANTS,
        answer={"{per_inwoner}": "4 in 2000 inhabitants (0.1641 to 8.2216)", "{aantal}": "4"},
        why="3 and 1 reports: the sum of squares is 10, so the variance is 10 - 4 x 4 / 2000 = 9.992 where Poisson "
        "expects 4. A dispersion of 2.498 makes 4 reports worth 1.6013: R gives "
        "`2 / 1.6013 * c(qgamma(0.025, 1.6013), qgamma(0.975, 2.6013))`.",
    ),
    Example(
        "Longer than so many months, on some day of the year",
        events="""
        day         event       household  spell
        2023-11-01  start-hulp  h1         a
        2024-02-01  einde-hulp  h1         a
        2023-11-01  start-hulp  h2         b
        2024-02-03  einde-hulp  h2         b
        2024-10-15  start-hulp  h3         c
        """,
        measure="""
        soort: per-inwoner
        fase: hulp
        langer_dan: {duur: 3, eenheid: maanden}
        """,
        study=INHABITANTS,
        drawn=("hulp",),
        answer={"2024 / Aantal": "1"},
        why="Three months after 1 November is 1 February: help of h2 ran on 2 February, that of h1 had ended. "
        "Help of h3 comes to three months in the next year.",
    ),
    Example(
        "A group of inhabitants, in whole school years only",
        events="""
        day         event       household  spell
        2022-09-01  start-hulp  h1         a
        2022-10-01  einde-hulp  h1         a
        2023-09-01  start-hulp  h2         b
        2023-10-01  einde-hulp  h2         b
        """,
        measure="""
        soort: per-inwoner
        fase: hulp
        jaar: schooljaar
        inwoners: 5-tot-18
        inwoners_naam: inwoners van 5 tot 18 jaar
        """,
        study="""
        periode: {van: 2022-08-01, tot: 2023-12-31}
        bevolking:
          - {aantal: 9000, bron: CBS, jaar: 2023}
          - {aantal: 1000, bron: CBS, jaar: 2023, groep: 5-tot-18}
        """,
        answer={
            "2022-23 / Per 1000": "1 in 1000 inhabitants",
            "definition: Noemer 2022-23": "1000 inwoners van 5 tot 18 jaar (CBS)",
            "left out: in een jaar dat maar voor een deel in de periode valt": "1",
            "warning": "2023-24",
        },
        why="The middle of the school year 2022-23 lies in 2023: its inhabitants are those of that year. The school "
        "year 2023-24 is not whole in the period.",
    ),
    Example(
        "Only reports with a code",
        events="""
        day         event    household  zorgsoort
        2024-02-01  melding  h1         geweld
        2024-04-01  melding  h2         zorgen
        2024-06-01  melding  h3         -
        """,
        measure="""
        soort: per-inwoner
        gebeurtenissen: melding
        waar: {kenmerk: zorgsoort, is: [geweld]}
        """,
        study=INHABITANTS,
        answer={"2024 / Aantal": "1", "definition: Alleen": "Geweld"},
        why="A report without a code may have been one of violence; it is not counted as such.",
    ),
    Example(
        "By place, where the study knows the inhabitants of the place",
        events="""
        day         event    household  naar-organisatie
        2024-02-01  melding  h1         noord
        2024-04-01  melding  h2         noord
        2024-06-01  melding  h3         zuid
        2024-08-01  melding  h4         -
        """,
        measure="""
        soort: per-inwoner
        gebeurtenissen: melding
        plaats: naar-organisatie
        """,
        study="""
        bevolking:
          - {aantal: 2000, bron: CBS, jaar: 2024}
          - {aantal: 500, bron: CBS, jaar: 2024, plaats: noord}
        """,
        answer={
            "2024 / Per 1000": "4 in 2000 inhabitants",
            "noord / Per 1000": "2 in 500 inhabitants",
            "zonder-inwoners / Aantal": "2",
        },
        why="The study has no inhabitants of zuid, and of h4 no place is known: together a number, and no rate.",
    ),
)

"""
Which part is this: by whom was help referred, how did it end?
The share is of what has a known code. What has none is counted apart, and never taken for *something else*.
"""

from spec.example import Example

MEASURE = """
soort: aandeel
gebeurtenissen: melding
onderdelen:
  - {id: geweld, naam: Geweld, waar: {kenmerk: zorgsoort, is: [geweld]}}
"""

EXAMPLES = (
    Example(
        "A report without a code is no report of something else",
        events="""
        day         event    household  zorgsoort
        2024-02-01  melding  h1         geweld
        2024-03-01  melding  h2         zorgen
        2024-04-01  melding  h3         -
        """,
        answer={
            "geweld / Aandeel": "1 of 2 (0.0945 to 0.9055)",
            "anders / Aantal": "1",
            "{n}": "2",
            "left out: code niet ingevuld, of ingevuld als onbekend": "1",
        },
        why="Of h3 it is not known what it was about, so it is in no numerator and in no denominator.",
    ),
    Example(
        "Every time counts, of one household too",
        events="""
        day         event    household  zorgsoort
        2024-02-01  melding  h1         geweld
        2024-05-01  melding  h1         geweld
        2024-03-01  melding  h2         zorgen
        """,
        answer={"geweld / Aandeel": "2 of 3"},
        why="The share is of reports. The interval takes them for independent, which the definition says.",
    ),
    Example(
        "A share of cases takes the first time of each",
        events="""
        day         event    household  zorgsoort
        2024-02-01  melding  h1         geweld
        2024-05-01  melding  h1         zorgen
        2024-03-01  melding  h2         zorgen
        2023-03-01  melding  h2         geweld
        """,
        measure="""
        soort: aandeel
        gebeurtenissen: melding
        keuze: eerste
        onderdelen:
          - {id: geweld, naam: Geweld, waar: {kenmerk: zorgsoort, is: [geweld]}}
        """,
        answer={"geweld / Aandeel": "1 of 2", "definition: Telt": "de eerste keer van elke casus"},
        why="The first report of h1 in the period is of violence; that of h2 is not, whatever came before.",
    ),
    Example(
        "What lies outside the period does not count",
        events="""
        day         event    household  zorgsoort
        2023-12-31  melding  h1         geweld
        2024-01-01  melding  h2         geweld
        2024-12-31  melding  h3         zorgen
        """,
        answer={"geweld / Aandeel": "1 of 2"},
        why="Both days of the period are inside it; the report of h1 came a day too early.",
    ),
    Example(
        "Help that ended, by the reason of its end",
        events="""
        day         event       household  spell  reason
        2024-02-01  start-hulp  h1         a      -
        2024-04-01  einde-hulp  h1         a      voortijdig-client
        2024-02-01  start-hulp  h2         b      -
        2024-04-01  einde-hulp  h2         b      volgens-plan
        2024-02-01  start-hulp  h3         c      -
        2024-04-01  einde-hulp  h3         c      -
        2024-02-01  start-hulp  h4         d      -
        """,
        measure="""
        soort: aandeel
        fase: hulp
        onderdelen:
          - {id: uitval, naam: Uitval, einde_redenen: [voortijdig-client, voortijdig-aanbieder]}
        """,
        drawn=("hulp",),
        answer={
            "uitval / Aandeel": "1 of 2",
            "anders / Aantal": "1",
            "left out: code niet ingevuld, of ingevuld als onbekend": "1",
        },
        why="Of h3 nobody wrote down why it ended. Help of h4 still runs, so it is among no ends. A chance from the "
        "start of help, which counts running help too, is *incidentie*.",
    ),
    Example(
        "The first part that fits counts, and each year has its own share",
        events="""
        day         event    household  zorgsoort
        2023-02-01  melding  h1         geweld
        2023-03-01  melding  h2         zorgen
        2024-02-01  melding  h3         geweld
        2024-03-01  melding  h4         -
        """,
        measure="""
        soort: aandeel
        gebeurtenissen: melding
        onderdelen:
          - {id: geweld, naam: Geweld, waar: {kenmerk: zorgsoort, is: [geweld]}}
          - {id: alles, naam: Geweld of zorgen, waar: {kenmerk: zorgsoort, is: [geweld, zorgen]}}
        """,
        study="""
        periode: {van: 2023-01-01, tot: 2024-12-31}
        """,
        answer={
            "{aandeel_geweld}": "2 of 3",
            "{aandeel_alles}": "1 of 3",
            "2023 / Geweld": "1 of 2",
            "2024 / Geweld": "1 of 1",
            "2024 / Onbekend": "1",
        },
        why="A report of violence fits both parts and counts in the first, so no report counts twice.",
    ),
    Example(
        "A period that begins within a year gives a share of that part of the year",
        events="""
        day         event    household  zorgsoort
        2022-10-01  melding  h1         geweld
        2023-02-01  melding  h2         zorgen
        2023-09-01  melding  h3         zorgen
        """,
        measure="""
        soort: aandeel
        gebeurtenissen: melding
        jaar: schooljaar
        onderdelen:
          - {id: geweld, naam: Geweld, waar: {kenmerk: zorgsoort, is: [geweld]}}
        """,
        study="""
        periode: {van: 2022-10-01, tot: 2024-07-31}
        """,
        answer={"2022-23 / Geweld": "1 of 2", "2023-24 / Geweld": "0 of 1"},
        why="A school year runs from 1 August up to and including 31 July.",
    ),
)

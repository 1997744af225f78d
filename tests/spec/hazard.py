"""
How fast does something come, and how much faster in one group or state than in another?
A group rests on what was known when the clock started; a state may change, and each day counts for the state of the
evening before. In these examples the rate is taken as constant over all days, so that a ratio of two groups is
outcomes per day in one divided by outcomes per day in the other.
"""

from spec.example import Example

MEASURE = """
soort: hazard
vanaf: {gebeurtenis: melding}
uitkomst: {id: nieuw, naam: nieuwe melding, gebeurtenissen: melding}
banden: [{duur: 20, eenheid: jaren}]
horizon: {duur: 6, eenheid: maanden}
kenmerken:
  - id: soort
    naam: Geweld of zorgen
    kenmerk: zorgsoort
    groepen: [{id: zorgen, naam: zorgen, is: [zorgen]}, {id: geweld, naam: geweld, is: [geweld]}]
"""

STATES = """
soort: hazard
vanaf: {gebeurtenis: melding}
uitkomst: {id: nieuw, naam: nieuwe melding, gebeurtenissen: melding}
banden: [{duur: 20, eenheid: jaren}]
horizon: {duur: 6, eenheid: maanden}
toestanden:
  - {id: geen-uitval, naam: geen uitval, anders: true}
  - {id: uitval, naam: uitval, beeindigd: hulp, einde_redenen: voortijdig-client}
"""

EVERY_TIME = MEASURE + "elke_keer: true\n"

EARLIER = """
soort: hazard
vanaf: {gebeurtenis: melding}
uitkomst: {id: nieuw, naam: nieuwe melding, gebeurtenissen: melding}
banden: [{duur: 20, eenheid: jaren}]
horizon: {duur: 6, eenheid: maanden}
kenmerken:
  - id: eerder
    naam: Eerdere meldingen
    eerdere: melding
    groepen: [{id: geen, naam: geen, hoogstens: 0}, {id: een, naam: een of meer, minstens: 1}]
"""

PLACES = """
soort: hazard
vanaf: {gebeurtenis: melding}
uitkomst: {id: nieuw, naam: nieuwe melding, gebeurtenissen: melding}
banden: [{duur: 20, eenheid: jaren}]
horizon: {duur: 6, eenheid: maanden}
onderweg:
  - id: plaatsen
    naam: Aantal plaatsen
    gebeurtenis: overdracht
    verschillende: naar-organisatie
    groepen: [{id: hoogstens-een, naam: hoogstens een, hoogstens: 1}, {id: meer, naam: meer, minstens: 2}]
"""

WAITING = """
soort: hazard
vanaf: {gebeurtenis: melding}
uitkomst: {id: nieuw, naam: nieuwe melding, gebeurtenissen: melding}
banden: [{duur: 20, eenheid: jaren}]
horizon: {duur: 6, eenheid: maanden}
onderweg:
  - id: gewacht
    naam: Gewacht
    fase: wachten-op-hulp
    groepen: [{id: kort, naam: kort of niet, hoogstens: 41}, {id: lang, naam: 42 dagen of langer, minstens: 42}]
"""

EXAMPLES = (
    Example(
        "Outcomes in one group per day are divided by those in the other",
        events="""
        day         event    household  zorgsoort
        2024-01-01  melding  h1         zorgen
        2024-04-10  melding  h1         -
        2024-01-01  melding  h2         zorgen
        2024-10-27  melding  h2         -
        2024-01-01  melding  h3         geweld
        2024-02-20  melding  h3         -
        2024-01-01  melding  h4         geweld
        2024-05-30  melding  h4         -
        """,
        answer={
            "soort-zorgen / nieuwe melding": "2",
            "soort-geweld / nieuwe melding": "2",
            "{verhouding}": "2",
            "{n}": "4",
        },
        why="""
        Concerns: two in 100 + 300 days. Violence: two in 50 + 150 days.
        Each case is followed until its new report; what came with that report is not known at the start.
        """,
    ),
    Example(
        "A day counts for the state of the evening before",
        measure=STATES,
        events="""
        day         event       household  spell  reason
        2024-01-01  melding     h1         -      -
        2024-01-01  start-hulp  h1         t1     -
        2024-04-10  einde-hulp  h1         t1     voortijdig-client
        2024-10-27  melding     h1         -      -
        2024-01-01  melding     h2         -      -
        2024-10-27  melding     h2         -      -
        """,
        answer={
            "toestand-geen-uitval / nieuwe melding": "1",
            "toestand-geen-uitval / Casussen": "2",
            "toestand-uitval / Casussen": "1",
            "{verhouding}": "2",
        },
        why="""
        h1 has 100 days without drop-out and 200 days after it, h2 has 300 days without: one in 400 days
        against one in 200. Counting all 300 days of h1 as days of drop-out would give a ratio of 1, because h1 could
        only drop out by having had 100 days without a new report.
        """,
    ),
    Example(
        "A report on the day of drop-out is a report while help ran",
        measure=STATES,
        events="""
        day         event       household  spell  reason
        2024-01-01  melding     h1         -      -
        2024-01-01  start-hulp  h1         t1     -
        2024-04-10  einde-hulp  h1         t1     voortijdig-client
        2024-04-10  melding     h1         -      -
        """,
        answer={
            "toestand-geen-uitval / nieuwe melding": "1",
            "{n}": "1",
        },
        why="It cannot be told which of the two came first, and drop-out is often registered because of the report.",
    ),
    Example(
        "With every time a case is followed on after its outcome",
        measure=EVERY_TIME,
        study="gegevens: {van: 2018-01-01, tot: 2024-10-27}\nperiode: {van: 2024-01-01, tot: 2024-06-30}",
        events="""
        day         event    household  zorgsoort
        2024-01-01  melding  h1         zorgen
        2024-02-01  melding  h1         -
        2024-01-01  melding  h2         zorgen
        2024-01-01  melding  h3         geweld
        2024-02-01  melding  h3         -
        2024-03-01  melding  h3         -
        """,
        answer={
            "alle / nieuwe melding": "3",
            "soort-zorgen / Tempo": "1 in 600 days",
            "soort-geweld / Tempo": "2 in 300 days",
            "{verhouding}": "4",
        },
        why="All are followed until the data end, 300 days: one in 600 days against two in 300 days.",
    ),
    Example(
        "Death and leaving the region end the days at risk",
        study="gegevens: {van: 2018-01-01, tot: 2024-10-27}\nperiode: {van: 2024-01-01, tot: 2024-06-30}",
        events="""
        day         event              household  zorgsoort
        2024-01-01  melding            h1         zorgen
        2024-01-11  vertrek-uit-regio  h1         -
        2024-02-01  melding            h1         -
        2024-01-01  melding            h2         zorgen
        2024-01-01  melding            h3         geweld
        2024-04-10  melding            h3         -
        """,
        answer={
            "soort-zorgen / Tempo": "0 in 310 days",
            "soort-geweld / Tempo": "1 in 100 days",
            "{verhouding}": "cannot be estimated",
        },
        why="""
        h1 counts for 10 days; a report after it left is not seen as one of this region.
        Nothing can be divided by a rate of none.
        """,
    ),
    Example(
        "Earlier reports lie before the day of the start, also before the period",
        measure=EARLIER,
        events="""
        day         event    household
        2021-01-01  melding  h1
        2024-01-01  melding  h1
        2024-02-20  melding  h1
        2024-01-01  melding  h2
        2024-04-10  melding  h2
        """,
        answer={
            "eerder-geen / Casussen": "1",
            "eerder-een / Casussen": "1",
            "{verhouding}": "2",
        },
        why="h1 had one in 2021. Its outcome comes after 50 days, that of h2 after 100.",
    ),
    Example(
        "The part of the outcomes that goes with a group is what came beyond the rate of the first",
        events="""
        day         event    household  zorgsoort
        2024-01-01  melding  h1         zorgen
        2024-04-10  melding  h1         -
        2024-01-01  melding  h2         zorgen
        2024-10-27  melding  h2         -
        2024-01-01  melding  h3         geweld
        2024-02-20  melding  h3         -
        2024-01-01  melding  h4         geweld
        2024-05-30  melding  h4         -
        """,
        answer={
            "soort-geweld / Deel van de uitkomsten": "0.25",
            "soort / Deel van de uitkomsten": "0.25",
            "{deel_soort_geweld}": "0.25",
        },
        why="""
        At the rate of concerns, two in 400 days, the 200 days of violence would have had one outcome; they had two.
        One of four outcomes came beyond that. It goes with violence; nobody says that it would go away.
        """,
    ),
    Example(
        "Two groups with one rate: no part goes with either, and nothing is needed to explain it",
        measure=EVERY_TIME,
        events="""
        day         event    household  zorgsoort
        2024-01-01  melding  h1         zorgen
        2024-04-10  melding  h1         -
        2024-01-01  melding  h2         geweld
        2024-04-10  melding  h2         -
        """,
        answer={
            "{verhouding}": "1",
            "{deel_soort_geweld}": "0",
            "{e_waarde_soort_geweld}": "1",
            "{e_waarde_grens_soort_geweld}": "1",
        },
        why="The ratio is 1, so the E-value is 1 as well: that is the smallest that it can be.",
    ),
    Example(
        "The E-value says how strong something unmeasured would have to be",
        measure=EVERY_TIME,
        study="gegevens: {van: 2018-01-01, tot: 2024-10-27}\nperiode: {van: 2024-01-01, tot: 2024-06-30}",
        events="""
        day         event    household  zorgsoort
        2024-01-01  melding  h1         zorgen
        2024-02-01  melding  h1         -
        2024-01-01  melding  h2         zorgen
        2024-01-01  melding  h3         geweld
        2024-02-01  melding  h3         -
        2024-03-01  melding  h3         -
        """,
        answer={
            "{verhouding}": "4",
            "{e_waarde_soort_geweld}": "7.4641",
            "{deel_soort_geweld}": "0.5",
        },
        why="""
        4 + the root of 4 x 3 is 7.46. Reports may repeat, so the ratio of rates is taken as it is.
        Of three reports two came in 300 days of violence, where half a report was expected: 1.5 of 3.
        """,
    ),
    Example(
        "A case counts for several places from the day of the second on",
        measure=PLACES,
        events="""
        day         event       household  spell  naar-organisatie
        2024-01-01  melding     h1         -      -
        2024-01-11  overdracht  h1         t1     06
        2024-02-10  overdracht  h1         t2     06
        2024-04-10  overdracht  h1         t3     08
        2024-07-19  melding     h1         -      -
        2024-01-01  melding     h2         -      -
        2024-04-10  melding     h2         -      -
        """,
        answer={
            "plaatsen-hoogstens-een / Tempo": "1 in 200 days",
            "plaatsen-meer / Tempo": "1 in 100 days",
            "{verhouding}": "2",
        },
        why="""
        Twice the same place is one place. h1 has one place for 100 days, two for the 100 days after that;
        h2 had none in its 100 days.
        """,
    ),
    Example(
        "A wait counts as long from the day that it has become long",
        measure=WAITING,
        events="""
        day         event       household  spell
        2024-01-01  melding     h1         -
        2024-01-11  overdracht  h1         t1
        2024-03-31  start-hulp  h1         t1
        2024-04-10  melding     h1         -
        2024-01-01  melding     h2         -
        2024-01-11  overdracht  h2         t2
        2024-02-20  start-hulp  h2         t2
        2024-04-10  melding     h2         -
        """,
        answer={
            "gewacht-kort / Tempo": "1 in 152 days",
            "gewacht-lang / Tempo": "1 in 48 days",
        },
        why="""
        h1 is transferred after 10 days and waits 80. The 42nd day of that is day 52: 52 days are short, 48 are long,
        also those after help has started. h2 waited 40 days: all its 100 days are short.
        """,
    ),
    Example(
        "What is not known is a group of its own",
        events="""
        day         event    household  zorgsoort
        2024-01-01  melding  h1         zorgen
        2024-04-10  melding  h1         -
        2024-01-01  melding  h2         -
        2024-02-20  melding  h2         geweld
        """,
        answer={
            "soort-onbekend / Casussen": "1",
            "{verhouding_soort_onbekend}": "2",
        },
        why="Leaving out the unknown would make the others a selection. What was registered later was not known.",
    ),
)

"""
What does the caseload consist of, and why does it differ from the period before?
First reports, times reports per first report, times open days per report, is the caseload.
"""

from spec.example import Example

MEASURE = """
soort: caseload
gebeurtenis: melding
fase: betrokkenheid
hulp: hulp
"""

TWENTY_DAYS = """
gegevens: {van: 2023-01-01, tot: 2024-01-20}
periode: {van: 2024-01-01, tot: 2024-01-20}
"""

EXAMPLES = (
    Example(
        "First reports and repeats are all reports, and open days over days the caseload",
        events="""
        day         event                household
        2024-01-02  melding              h1
        2024-01-07  einde-betrokkenheid  h1
        2024-01-10  melding              h1
        2024-01-20  einde-betrokkenheid  h1
        2024-01-06  melding              h2
        2024-01-11  einde-betrokkenheid  h2
        """,
        study=TWENTY_DAYS,
        drawn=("betrokkenheid",),
        answer={
            "meldingen / deze periode": "3",
            "eerste / deze periode": "2",
            "herhaald / deze periode": "1",
            "gemiddeld / deze periode": "1",
        },
        why="""
        5 + 10 + 5 = 20 open days in 20 days. 2 first reports, times 3 / 2 reports per first report, times 20 / 3 days
        per report, is 20. No help was registered at all, so how help went before the repeat is not said.
        """,
    ),
    Example(
        "A repeat after drop-out, one after help as planned, and one without help",
        events="""
        day         event       household  reason
        2023-03-01  melding     h1         -
        2023-04-01  start-hulp  h1         -
        2023-05-01  einde-hulp  h1         voortijdig-client
        2024-01-02  melding     h1         -
        2023-03-01  melding     h2         -
        2023-04-01  start-hulp  h2         -
        2023-05-01  einde-hulp  h2         volgens-plan
        2024-01-02  melding     h2         -
        2023-03-01  melding     h3         -
        2024-01-02  melding     h3         -
        2023-03-01  melding     h4         -
        2023-04-01  start-hulp  h4         -
        2024-01-02  melding     h4         -
        """,
        study=TWENTY_DAYS,
        drawn=("hulp",),
        answer={
            "eerste / deze periode": "0",
            "hulp-uitval / deze periode": "1",
            "hulp-volgens-plan / deze periode": "1",
            "geen-hulp / deze periode": "1",
            "hulp-loopt / deze periode": "1",
            "meldingen / deze periode": "4",
        },
        why="Of each case it is the help since the report before that counts, and whether it still runs.",
    ),
    Example(
        "Help that ended before the earlier report is no help after it",
        events="""
        day         event       household  reason
        2023-01-05  melding     h1         -
        2023-02-01  start-hulp  h1         -
        2023-03-01  einde-hulp  h1         voortijdig-client
        2023-06-01  melding     h1         -
        2024-01-02  melding     h1         -
        """,
        study=TWENTY_DAYS,
        answer={"hulp-uitval / deze periode": "0", "geen-hulp / deze periode": "1"},
        why="After the report of 1 June nobody started.",
    ),
    Example(
        "An open day is of one stage: of two that run the first in the list",
        events="""
        day         event                household  spell
        2024-01-01  melding              h1         a
        2024-01-03  vaststelling-onderzoek  h1      a
        2024-01-06  besluit-triage       h1         a
        2024-01-11  oordeel-onderzoek    h1         a
        2024-01-21  einde-betrokkenheid  h1         -
        """,
        study="""
        gegevens: {van: 2023-01-01, tot: 2024-01-31}
        periode: {van: 2024-01-01, tot: 2024-01-20}
        """,
        drawn=("betrokkenheid", "veiligheidsbeoordeling", "onderzoek"),
        answer={
            "veiligheidsbeoordeling / deze periode": "0.25",
            "onderzoek / deze periode": "0.25",
            "overig / deze periode": "0.5",
            "gemiddeld / deze periode": "1",
        },
        why="5 days of assessment, of which 3 also of investigation; 5 more of investigation; 10 of neither; of 20.",
    ),
    Example(
        "What began before the period, and what runs on after it, stand apart",
        events="""
        day         event                household
        2023-12-22  melding              h1
        2024-01-06  einde-betrokkenheid  h1
        2024-01-11  melding              h2
        2024-01-31  einde-betrokkenheid  h2
        """,
        study="""
        gegevens: {van: 2023-01-01, tot: 2024-01-31}
        periode: {van: 2024-01-01, tot: 2024-01-20}
        """,
        drawn=("betrokkenheid",),
        answer={
            "gemiddeld / deze periode": "0.75",
            "van-ervoor / deze periode": "0.25",
            "overig / deze periode": "0",
            "veiligheidsbeoordeling / deze periode": "0.5",
            "erna / deze periode": "0.5",
            "rand / deze periode": "-0.25",
            "gemiddeld / de periode ervoor": "0.5",
        },
        why="""
        5 days of h1 and 10 of h2 in 20. The days of h2 from 21 to 30 January are not in the caseload of the period:
        10 / 20. In the 20 days before, from 12 December, h1 was open for 10.
        """,
    ),
    Example(
        "With a look-back a report long after another is a first one again",
        events="""
        day         event    household
        2020-01-01  melding  h1
        2024-01-02  melding  h1
        2022-06-01  melding  h2
        2024-01-02  melding  h2
        """,
        measure=MEASURE + "terugkijk: {duur: 2, eenheid: jaren}\n",
        study="""
        gegevens: {van: 2018-01-01, tot: 2024-01-20}
        periode: {van: 2024-01-01, tot: 2024-01-20}
        """,
        answer={"eerste / deze periode": "1", "herhaald / deze periode": "1"},
        why="Two years before 2 January 2024 hold the report of June 2022, not that of 2020.",
    ),
)

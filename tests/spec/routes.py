"""
Where do cases go, to how many places, and what comes after?
Routes are read at one moment for all, 90 days after the start in these examples; only what comes later is an outcome.
"""

from spec.example import Example

MEASURE = """
soort: routes
vanaf: {gebeurtenis: melding}
overdracht: overdracht
bestemming: naar-organisatie
meetmoment: {duur: 90, eenheid: dagen}
uitkomst: {id: nieuw, naam: nieuwe melding, gebeurtenissen: melding}
horizon: {duur: 6, eenheid: maanden}
"""

EXAMPLES = (
    Example(
        "Places are counted, and the first is named",
        events="""
        day         event       household  naar-organisatie
        2024-01-10  melding     h1         -
        2024-02-01  overdracht  h1         lokaal-team
        2024-01-10  melding     h2         -
        2024-02-01  overdracht  h2         lokaal-team
        2024-03-01  overdracht  h2         ggz
        2024-01-10  melding     h3         -
        """,
        answer={
            "een / Aandeel": "1 of 3 (0.0615 to 0.7923)",
            "meer / Aandeel": "1 of 3",
            "twee / Aandeel": "1 of 3",
            "geen / Aandeel": "1 of 3",
            "lokaal-team / Aandeel": "2 of 3 (0.2077 to 0.9385)",
        },
        why="h1 went to one place, h2 to two, of which the local team came first, h3 was not transferred yet.",
    ),
    Example(
        "Two transfers to one place are one place",
        events="""
        day         event       household  naar-organisatie
        2024-01-10  melding     h1         -
        2024-02-01  overdracht  h1         lokaal-team
        2024-03-01  overdracht  h1         lokaal-team
        """,
        answer={"een / Aandeel": "1 of 1", "meer / Aandeel": "0 of 1"},
        why="Counted are different destinations, not transfers.",
    ),
    Example(
        "What comes after the moment of reading is no route",
        events="""
        day         event       household  naar-organisatie
        2024-01-10  melding     h1         -
        2024-04-09  overdracht  h1         lokaal-team
        2024-01-10  melding     h2         -
        2024-04-10  overdracht  h2         lokaal-team
        """,
        answer={"een / Aandeel": "1 of 2", "geen / Aandeel": "1 of 2"},
        why="90 days after 10 January is 9 April; that day still counts.",
    ),
    Example(
        "The chance runs from the moment of reading, by route",
        events="""
        day         event       household  naar-organisatie
        2024-01-10  melding     h1         -
        2024-02-01  overdracht  h1         lokaal-team
        2024-06-01  melding     h1         -
        2024-01-10  melding     h2         -
        2024-02-01  overdracht  h2         lokaal-team
        2024-01-10  melding     h3         -
        2024-02-01  overdracht  h3         lokaal-team,ggz
        2024-06-01  melding     h3         -
        """,
        answer={"een / Kans": "0.5", "meer / Kans": "1", "gemeten": "0.5"},
        why="""
        One place: one of two has a new report. Two places, of one transfer: the only one has.
        The difference is several places minus one; without splits it is not adjusted for anything.
        """,
    ),
    Example(
        "Who had the outcome before the moment of reading has no route to compare",
        events="""
        day         event       household  naar-organisatie
        2024-01-10  melding     h1         -
        2024-02-10  melding     h1         -
        2024-01-10  melding     h2         -
        2024-02-01  overdracht  h2         lokaal-team
        """,
        answer={"{n}": "1", "left out: dat kwam eerder": "1"},
        why="""
        h1 had little time to go anywhere. Counting it as not transferred would make transfers look protective:
        those who were transferred had, by definition, time without a report.
        """,
    ),
    Example(
        "Who was lost or started too late does not reach the moment of reading",
        events="""
        day         event              household  naar-organisatie
        2024-01-10  melding            h1         -
        2024-02-01  vertrek-uit-regio  h1         -
        2024-11-01  melding            h2         -
        2024-01-10  melding            h3         -
        2024-02-01  overdracht         h3         ggz
        """,
        answer={
            "{n}": "1",
            "left out: eerder overleden of vertrokken": "1",
            "left out: de gegevens eindigen eerder": "1",
        },
        why="Both are counted apart; neither has a route of 90 days.",
    ),
    Example(
        "A destination that is not registered is not known, and a text of a registration is not repeated",
        events="""
        day         event       household  naar-organisatie
        2024-01-10  melding     h1         -
        2024-02-01  overdracht  h1         -
        2024-01-10  melding     h2         -
        2024-02-01  overdracht  h2         praktijk-jansen
        2024-01-10  melding     h3         -
        2024-02-01  overdracht  h3         ggz
        """,
        answer={
            "onbekend / Aandeel": "1 of 3",
            "een / Aandeel": "2 of 3",
            "andere-bestemming / Aandeel": "1 of 3",
            "ggz / Aandeel": "1 of 3",
        },
        why="h1 went somewhere, nobody wrote where. The place of h2 is one the chain does not name.",
    ),
)

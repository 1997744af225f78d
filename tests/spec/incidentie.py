"""
How large is the chance of an outcome within so many months, given that other things may come first?
Who cannot be followed to the end counts for as long as they were seen (Aalen-Johansen).
"""

from spec.example import Example

MEASURE = """
soort: incidentie
vanaf: {gebeurtenis: melding}
uitkomsten:
  - {id: nieuw, naam: nieuwe melding, gebeurtenissen: melding}
concurrerend:
  - {id: weg, naam: overlijden of vertrek, gebeurtenissen: [overlijden, vertrek-uit-regio]}
horizonnen: [{duur: 6, eenheid: maanden}]
"""

FROM_CLOSURE = """
soort: incidentie
vanaf: {fase: betrokkenheid, moment: einde}
uitkomsten:
  - {id: nieuw, naam: nieuwe melding, gebeurtenissen: melding}
horizonnen: [{duur: 6, eenheid: maanden}]
"""

DROP_OUT = """
soort: incidentie
vanaf: {fase: hulp, moment: begin, keuze: elke}
uitkomsten:
  - {id: uitval, naam: "uitval (32, 33)", einde_redenen: [voortijdig-client, voortijdig-aanbieder]}
concurrerend:
  - {id: plan, naam: volgens plan (31), einde_redenen: volgens-plan}
  - {id: overleg, naam: in overleg (34), einde_redenen: voortijdig-in-overleg}
  - {id: ander, naam: "ander einde (35, 36, 39)", einde_redenen: [externe-omstandigheden, gemeente, ander-domein]}
  - {id: dood, naam: overlijden, gebeurtenissen: overlijden, einde_redenen: overleden}
horizonnen: [{duur: 6, eenheid: maanden}]
"""

BROAD = """
soort: incidentie
vanaf: {fase: hulp, moment: begin, keuze: elke}
uitkomsten:
  - id: uitval-breed
    naam: "uitval (32, 33, 34)"
    einde_redenen: [voortijdig-client, voortijdig-aanbieder, voortijdig-in-overleg]
concurrerend:
  - {id: plan, naam: volgens plan (31), einde_redenen: volgens-plan}
horizonnen: [{duur: 6, eenheid: maanden}]
"""

HELP_OF_FIVE = """
day         event       household  spell  reason
2024-01-10  start-hulp  h1         a      -
2024-02-09  einde-hulp  h1         a      voortijdig-client
2024-01-10  start-hulp  h2         b      -
2024-02-19  einde-hulp  h2         b      voortijdig-aanbieder
2024-01-10  start-hulp  h3         c      -
2024-02-29  einde-hulp  h3         c      voortijdig-in-overleg
2024-01-10  start-hulp  h4         d      -
2024-03-10  einde-hulp  h4         d      volgens-plan
2024-01-10  start-hulp  h5         e      -
"""

TWO_PERSONS = """
day         event    household  persons
2024-01-10  melding  h1         p1,p2
2024-03-10  melding  h1         p1
"""

EXAMPLES = (
    Example(
        "Ten households: three new reports, one move, one followed for a shorter time",
        events="""
        day         event              household
        2024-09-02  melding            h01
        2024-09-22  melding            h01
        2024-09-02  melding            h02
        2024-10-22  melding            h02
        2024-09-02  melding            h03
        2024-12-01  melding            h03
        2024-09-02  melding            h04
        2024-10-12  vertrek-uit-regio  h04
        2024-10-22  melding            h05
        2024-09-02  melding            h06
        2024-09-02  melding            h07
        2024-09-02  melding            h08
        2024-09-02  melding            h09
        2024-09-02  melding            h10
        """,
        drawn=("melding", "vertrek-uit-regio"),
        measure=MEASURE.replace("6, eenheid: maanden", "120, eenheid: dagen"),
        answer={
            "nieuw": "0.3167 (0.1137 to 0.6991)",
            "weg": "0.1 (0.0147 to 0.527)",
            "120-dagen": "9 of 10",
            "definition: Te volgen voor 120 dagen": "wie begon tot en met 2024-09-02",
        },
        why="""
        Day 20: 1 of 10. Day 40: the move of h04 leaves 8 at risk, and a share of 0.8.
        Day 50: 0.8 x 1/8 = 0.1. Day 70: the data end for h05. Day 90: 0.7 x 1/6 = 0.1167. Together 0.3167.
        With the move as censoring it would be 0.3438, too high; 3 of 10 is 0.3, too low.
        Nine of the ten could have been followed for 120 days, and the report says so.
        """,
    ),
    Example(
        "A second report on the day of the start is no new report, one on the day after is",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-01-10  melding  h1
        2024-01-10  melding  h2
        2024-01-11  melding  h2
        """,
        measure=MEASURE,
        answer={"nieuw": "0.5"},
        why="What came first on 10 January cannot be told; only what happens after the day of the start counts.",
    ),
    Example(
        "Who starts on the last day of the data has not been followed at all",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-03-10  melding  h1
        2024-12-31  melding  h2
        """,
        answer={"nieuw": "1", "left out: begin en einde van de waarneming op dezelfde dag": "1"},
        why="For h2 there is no day on which anything could have been seen.",
    ),
    Example(
        "Who is followed for a shorter time counts for that time",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-03-10  melding  h1
        2024-01-10  melding  h2
        2024-12-01  melding  h3
        """,
        answer={"nieuw": "0.5"},
        why="""
        On day 60, when h1 had its new report, only h1 and h2 were still followed: 1 of 2.
        Dividing by all three would treat thirty days of h3 as six months without a report.
        """,
    ),
    Example(
        "Where nobody could be followed so long, there is no figure",
        events="""
        day         event    household
        2024-02-01  melding  h1
        2024-03-01  melding  h1
        2024-04-01  melding  h2
        """,
        measure=MEASURE.replace("[{duur", "[{duur: 1, eenheid: maanden}, {duur"),
        study="""
        gegevens: {van: 2018-01-01, tot: 2024-06-30}
        periode: {van: 2024-01-01, tot: 2024-06-30}
        """,
        answer={
            "nieuw / 1 maand": "0.5",
            "nieuw / 6 maanden": "nothing",
            "{kans}": "0.5",
            "{horizon}": "1 maand",
            "warning": "Niemand was 6 maanden te volgen: de gegevens eindigen eerder. Daar staat geen cijfer.",
        },
        why="""
        The last step of the curve would give 0.5 at six months too, as if nothing could happen after the data end.
        The sentence is about the longest horizon that says something.
        """,
    ),
    Example(
        "A loss competes, also when the measure does not name it",
        events="""
        day         event       household
        2024-01-10  melding     h1
        2024-03-10  melding     h1
        2024-01-10  melding     h2
        2024-02-09  overlijden  h2
        2024-01-10  melding     h3
        """,
        measure=MEASURE[: MEASURE.index("concurrerend")] + MEASURE[MEASURE.index("horizonnen") :],
        answer={"nieuw": "0.3333", "overlijden": "0.3333"},
        why="Day 30: 1 of 3 dies. Day 60: of the 2/3 that is left, 1 of 2: 1/3. As censoring it would be 1/2.",
    ),
    Example(
        "Of two causes on one day, the first in the measure counts",
        events="""
        day         event       household
        2024-01-10  melding     h1
        2024-03-10  melding     h1
        2024-03-10  overlijden  h1
        """,
        measure=MEASURE,
        answer={"nieuw": "1", "weg": "0"},
        why="Outcomes stand before competing events.",
    ),
    Example(
        "The first report of each household starts the clock, once",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-03-10  melding  h1
        """,
        answer={"{kans}": "1"},
        why="One start, and its household had a new report.",
    ),
    Example(
        "Every report may start the clock",
        events="""
        day         event    household
        2024-01-10  melding  h1
        2024-03-10  melding  h1
        """,
        measure=MEASURE.replace("melding}\nuitkomsten", "melding, keuze: elke}\nuitkomsten"),
        answer={"{kans}": "0.5"},
        why="Two starts: the first is followed by a new report, the second is not.",
    ),
    Example(
        "By household, a report on one member is a report on all",
        events=TWO_PERSONS,
        measure=MEASURE,
        answer={"nieuw": "1"},
        why="One case.",
    ),
    Example(
        "By person, it is a report on that member",
        events=TWO_PERSONS,
        study="eenheid: persoon",
        answer={"nieuw": "0.5"},
        why="Two cases started, p1 had a new report.",
    ),
    Example(
        "From the end of involvement, an open case has no clock",
        events="""
        day         event                household
        2024-01-01  melding              h1
        2024-02-01  einde-betrokkenheid  h1
        2024-02-11  melding              h1
        2024-01-01  melding              h2
        2024-01-20  melding              h2
        """,
        measure=FROM_CLOSURE,
        drawn=("melding", "betrokkenheid"),
        answer={"{kans}": "1"},
        why="The involvement with h2 still runs: its second report is a follow-up, not a relapse after closure.",
    ),
    Example(
        "Drop-out is help that one side stops: reason 32 or 33",
        events=HELP_OF_FIVE,
        measure=DROP_OUT,
        drawn=("hulp",),
        answer={"uitval": "0.4", "overleg": "0.2", "plan": "0.2"},
        why="""
        Days 30 and 40: 1 of 5 each. Stopping by agreement (34) and as planned (31) compete:
        after those, drop-out is no longer possible. Help that still runs is not counted as a success.
        """,
    ),
    Example(
        "In the broad definition, stopping by agreement counts too",
        events=HELP_OF_FIVE,
        measure=BROAD,
        answer={"uitval-breed": "0.6", "plan": "0.2"},
        why="Reason 34 can also be a good ending; so both definitions are shown, never one alone.",
    ),
    Example(
        "A temporary stop, a change or a switch of provider is no end",
        events="""
        day         event       household  spell  reason
        2024-01-10  start-hulp  h1         a      -
        2024-02-10  einde-hulp  h1         a      overstap-aanbieder
        2024-03-01  start-hulp  h1         b      -
        2024-05-10  einde-hulp  h1         b      voortijdig-client
        2024-01-10  start-hulp  h2         c      -
        2024-02-10  einde-hulp  h2         c      tijdelijk-gestopt
        2024-01-10  start-hulp  h3         d      -
        """,
        measure=DROP_OUT,
        drawn=("hulp",),
        answer={"uitval": "0.5", "plan": "0"},
        why="""
        Trajectory b goes on where a stopped: one spell from 10 January, with drop-out on day 121.
        For h2 nothing followed within 90 days: it is censored on the day of its temporary stop (20), day 31.
        So on day 121 two are followed, and one drops out. Reasons 37 and 38 work as 20 does.
        """,
    ),
    Example(
        "Death competes, as an event and as an end reason",
        events="""
        day         event       household  spell  reason
        2024-01-10  start-hulp  h1         a      -
        2024-03-10  einde-hulp  h1         a      voortijdig-client
        2024-01-10  start-hulp  h2         b      -
        2024-02-09  overlijden  h2         -      -
        2024-01-10  start-hulp  h3         c      -
        2024-02-14  einde-hulp  h3         c      overleden
        2024-01-10  start-hulp  h4         d      -
        """,
        measure=DROP_OUT,
        answer={"uitval": "0.25", "dood": "0.5"},
        why="Days 30 and 35: two of four die. Day 60: half is left, of which 1 of 2 drops out.",
    ),
    Example(
        "An end without a known reason is neither drop-out nor success",
        events="""
        day         event       household  spell  reason
        2024-01-10  start-hulp  h1         a      -
        2024-03-10  einde-hulp  h1         a      -
        2024-01-10  start-hulp  h2         b      -
        """,
        measure=DROP_OUT,
        answer={
            "uitval": "0",
            "overig": "0.5",
            "warning": "Sommige trajecten eindigden met een andere of onbekende reden.",
        },
        why="It competes under a name of its own, and the report warns: many of these make the drop-out too low.",
    ),
    Example(
        "Two kinds of help at the same time are two trajectories",
        events="""
        day         event       household  spell  reason
        2024-01-10  start-hulp  h1         a      -
        2024-01-20  start-hulp  h1         b      -
        2024-03-10  einde-hulp  h1         a      voortijdig-client
        """,
        measure=DROP_OUT,
        drawn=("hulp",),
        answer={"uitval": "0.5"},
        why="One of two drops out; the other runs on.",
    ),
    Example(
        "Help that never started is no drop-out",
        events="""
        day         event       household  spell  reason
        2024-01-10  overdracht  h1         a      -
        2024-01-10  overdracht  h2         b      -
        2024-01-20  start-hulp  h2         b      -
        2024-03-10  einde-hulp  h2         b      voortijdig-client
        """,
        measure=DROP_OUT,
        answer={"{kans}": "1"},
        why="The clock starts when help does, so h1 is not in it. That nobody picked it up is counted by *oppakken*.",
    ),
)

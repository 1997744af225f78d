"""
After how many transfers did nobody start?
This is not drop-out: help that never started cannot stop early. The two are never added.
"""

from spec.example import Example

MEASURE = """
soort: oppakken
fase: wachten-op-hulp
opgepakt_met: start-hulp
grenzen:
  - {duur: 42, eenheid: dagen}
  - {duur: 90, eenheid: dagen}
"""

EXAMPLES = (
    Example(
        "A start on the last day of the limit is a start",
        events="""
        day         event       household  spell
        2024-02-01  overdracht  h1         a
        2024-03-14  start-hulp  h1         a
        2024-02-01  overdracht  h2         b
        2024-03-15  start-hulp  h2         b
        """,
        drawn=("wachten-op-hulp",),
        answer={"42-dagen / Aandeel": "1 of 2 (0.0945 to 0.9055)", "90-dagen / Aandeel": "0 of 2"},
        why="1 February plus 42 days is 14 March. A day later is not within 42 days, but well within 90.",
    ),
    Example(
        "Nobody started: it counts at every limit",
        events="""
        day         event       household  spell
        2024-02-01  overdracht  h1         a
        2024-02-01  overdracht  h2         b
        2024-02-20  start-hulp  h2         b
        2024-03-20  einde-hulp  h2         b
        """,
        answer={"42-dagen / Aandeel": "1 of 2", "90-dagen / Aandeel": "1 of 2"},
        why="How help that did start went on does not matter here: see the drop-out under *incidentie*.",
    ),
    Example(
        "A transfer shortly before the end of the data counts where it could be followed",
        events="""
        day         event       household  spell
        2024-11-01  overdracht  h1         a
        2024-02-01  overdracht  h2         b
        """,
        answer={
            "42-dagen / Aandeel": "2 of 2",
            "90-dagen / Aandeel": "1 of 1",
            "90-dagen / Gevolgd": "1",
        },
        why="The data end 60 days after the transfer of h1: long enough for 42 days, too short for 90.",
    ),
    Example(
        "Who was lost before anybody could start is left out",
        events="""
        day         event              household  spell
        2024-02-01  overdracht         h1         a
        2024-02-06  vertrek-uit-regio  h1         -
        2024-02-01  overdracht         h2         b
        """,
        answer={
            "42-dagen / Aandeel": "1 of 1",
            "left out: anders beëindigd: overleden of vertrokken": "1",
        },
        why="Nobody failed to pick up h1: the family was gone after five days.",
    ),
    Example(
        "Two transfers of one household are two",
        events="""
        day         event       household  spell
        2024-02-01  overdracht  h1         a
        2024-02-05  overdracht  h1         b
        2024-02-20  start-hulp  h1         b
        """,
        answer={"42-dagen / Aandeel": "1 of 2"},
        why="The number of the trajectory says that the start belongs to transfer b; a is still waiting.",
    ),
    Example(
        "Help that ran already before the transfer is no pick-up",
        events="""
        day         event       household  spell
        2024-01-08  start-hulp  h1         x
        2024-02-01  overdracht  h1         a
        """,
        answer={"42-dagen / Aandeel": "1 of 1"},
        why="""
        A transfer to help that is already there often has no new start. The measure cannot know that,
        which is why it stands among the caveats.
        """,
    ),
)

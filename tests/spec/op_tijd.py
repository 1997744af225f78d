"""
How often is the term met?
The day after the clock starts is day 1, and a decision on the last day is in time.
What is still open past its term is late; what is still open within it does not count yet.
"""

from spec.example import Example

MEASURE = """
soort: op-tijd
fase: veiligheidsbeoordeling
termijn: besluit-5-werkdagen
"""

EXAMPLES = (
    Example(
        "The fifth working day is in time, the sixth is late",
        events="""
        day         event           household  spell
        2019-05-02  melding         h1         a
        2019-05-09  besluit-triage  h1         a
        2019-05-02  melding         h2         b
        2019-05-10  besluit-triage  h2         b
        """,
        study="periode: {van: 2019-01-01, tot: 2019-12-31}",
        answer={"op-tijd / Aandeel": "1 of 2 (0.0945 to 0.9055)", "te-laat / Aandeel": "1 of 2"},
        why="From Thursday 2 May: Friday 3 is the first, Thursday 9 the fifth working day. A weekend lies between.",
    ),
    Example(
        "A public holiday is no working day",
        events="""
        day         event           household  spell
        2024-05-08  melding         h1         a
        2024-05-16  besluit-triage  h1         a
        2024-05-08  melding         h2         b
        2024-05-17  besluit-triage  h2         b
        """,
        answer={"op-tijd / Aandeel": "1 of 2", "te-laat / Aandeel": "1 of 2"},
        why="""
        Thursday 9 May 2024 is Ascension Day. Friday 10 is the first working day, Thursday 16 the fifth.
        """,
    ),
    Example(
        "Good Friday is a working day, Easter Monday is not",
        events="""
        day         event           household  spell
        2024-03-27  melding         h1         a
        2024-04-04  besluit-triage  h1         a
        2024-03-27  melding         h2         b
        2024-04-05  besluit-triage  h2         b
        """,
        answer={"op-tijd / Aandeel": "1 of 2"},
        why="Thursday 28 March, Good Friday 29, then Tuesday 2, Wednesday 3 and Thursday 4 April.",
    ),
    Example(
        "Liberation Day is a day off every fifth year",
        events="""
        day         event           household  spell
        2020-05-04  melding         h1         a
        2020-05-12  besluit-triage  h1         a
        2021-05-03  melding         h2         b
        2021-05-11  besluit-triage  h2         b
        """,
        study="periode: {van: 2020-01-01, tot: 2021-12-31}",
        answer={"op-tijd / Aandeel": "1 of 2"},
        why="""
        Tuesday 5 May 2020 is a day off, so 12 May is the fifth working day.
        Wednesday 5 May 2021 is not, so 10 May is, and 11 May is late.
        """,
    ),
    Example(
        "Open past its term is late, open within it does not count yet",
        events="""
        day         event           household  spell
        2024-06-03  melding         h1         a
        2024-06-05  besluit-triage  h1         a
        2024-06-03  melding         h2         b
        2024-12-30  melding         h3         c
        2024-06-03  melding         h4         d
        2024-06-04  overlijden      h4         -
        """,
        answer={
            "op-tijd / Aandeel": "1 of 2",
            "te-laat / Aandeel": "0 of 2",
            "open-te-laat / Aandeel": "1 of 2",
            "left out: nog open en nog binnen de termijn": "1",
            "left out: overleden of vertrokken voordat de termijn om was": "1",
        },
        why="""
        Leaving out h2 would make the share 1 of 1. The term of h3 is not over when the data end,
        and h4 was lost before it was.
        """,
    ),
    Example(
        "Lost after the term has passed is late",
        events="""
        day         event           household  spell
        2024-06-03  melding         h1         a
        2024-06-05  besluit-triage  h1         a
        2024-06-03  melding         h2         b
        2024-06-20  overlijden      h2         -
        """,
        answer={"op-tijd / Aandeel": "1 of 2", "te-laat / Aandeel": "1 of 2"},
        why="The fifth working day after 3 June was 10 June; nothing had been decided by then.",
    ),
    Example(
        "Two reports that overlap each have their own decision",
        events="""
        day         event           household  spell
        2024-06-03  melding         h1         a
        2024-06-10  melding         h1         b
        2024-06-12  besluit-triage  h1         b
        2024-06-14  besluit-triage  h1         a
        """,
        drawn=("veiligheidsbeoordeling",),
        answer={"op-tijd / Aandeel": "1 of 2", "te-laat / Aandeel": "1 of 2"},
        why="""
        The number of the report says which decision belongs to which. Report a was due on 10 June, b on 17 June.
        """,
    ),
    Example(
        "A decision on the day of the report took no days",
        events="""
        day         event           household  spell
        2024-06-03  melding         h1         a
        2024-06-03  besluit-triage  h1         a
        2024-06-03  melding         h2         b
        2024-06-07  besluit-triage  h2         b
        2024-06-03  melding         h3         c
        2024-06-12  besluit-triage  h3         c
        """,
        answer={"op-tijd / Aandeel": "2 of 3", "kwart": "0", "helft": "4", "driekwart": "9"},
        why="Unlike an outcome, it counts: it was a fast one. Of lengths 0, 4 and 9 days, a half is done after 4.",
    ),
    Example(
        "Ten weeks by law: from the determination that an investigation is needed",
        events="""
        day         event                   household  spell
        2024-01-08  melding                 h1         a
        2024-01-22  vaststelling-onderzoek  h1         a
        2024-04-01  oordeel-onderzoek       h1         a
        """,
        measure="""
        soort: op-tijd
        fase: onderzoek
        termijn: oordeel-10-weken
        """,
        answer={"op-tijd / Aandeel": "1 of 1"},
        why="Ten weeks are 70 days: 22 January plus 70 days is 1 April, in time. Holidays do not matter to weeks.",
    ),
    Example(
        "The same investigation, counted from the report",
        events="""
        day         event                   household  spell
        2024-01-08  melding                 h1         a
        2024-01-22  vaststelling-onderzoek  h1         a
        2024-04-01  oordeel-onderzoek       h1         a
        """,
        measure="""
        soort: op-tijd
        fase: onderzoek
        termijn: oordeel-10-weken-na-melding
        """,
        answer={"op-tijd / Aandeel": "0 of 1"},
        why="From 8 January the term ended on 18 March. Where the clock starts decides, so the definition says it.",
    ),
)

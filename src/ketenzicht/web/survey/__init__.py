"""The pages of a survey (uitvraag): organisations fill in what they are asked, a coordinator sees who has not.

Unlike the guide these pages keep what is typed, and know who types it. So they are a Django site of their own, with
settings of its own: the pages of the guide stay without database, session and cookie.

What a region types is never overwritten. Each save is a row more (:mod:`~ketenzicht.web.survey.versions`), each act
is in a trail that the application cannot change (:mod:`~ketenzicht.web.survey.trail`), and one function decides who
may do what (:func:`ketenzicht.web.survey.access.decide`).
"""

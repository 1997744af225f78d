"""The pages of a study, for people with accounts: what was released, drafts and checks, who looked at what.

Accounts, logging in and sessions are those of surveys (:mod:`ketenzicht.web.survey`). Nothing here computes or reads
a row: it shows files that ``study run`` and ``study check`` wrote in ``out``, and never one of ``out/secure``. Every
page of the study that somebody opens stands in its trail (:mod:`ketenzicht.study.trail`).
"""

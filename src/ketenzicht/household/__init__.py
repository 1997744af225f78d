"""Households over time, from the addresses and family relations of the population register (BRP).

Who lives with whom is not written down anywhere: it is concluded from where people are registered, since when, and
how they are related. The definition is in ``docs/reference/households.md``: what of it is that of Statistics
Netherlands (CBS), and what is our own choice.
"""

"""Checks on registrations, in the terms of Kahn and others (2016): conformance, completeness, plausibility.

Each check is a small function that fills the table ``problem`` (rows to look at) or gives findings (counts).
"""

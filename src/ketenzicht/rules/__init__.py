"""Conditions and amounts of a chain, held against the facts of one case: yes, no, or not yet known."""

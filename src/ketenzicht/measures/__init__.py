"""Counts to estimates with intervals, one declared measure at a time."""

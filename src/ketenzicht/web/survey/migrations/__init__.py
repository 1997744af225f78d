"""The tables of the pages of a survey, step by step."""

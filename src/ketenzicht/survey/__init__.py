"""A survey (uitvraag): organisations asked for figures or case rows, their answers checked, and what they tell."""

"""The only way out for figures: disclosure control, charts, report."""

"""Statistics in one call on a table of spells, rows or counts, for one stratum or thousands."""

"""Events to spells to cases, and the count tables."""

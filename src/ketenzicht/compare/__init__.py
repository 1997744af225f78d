"""Places beside each other: comparable units, standardised rates, limits of chance, and where the places lie."""

"""Tours: which driver fetches and brings which car when (Hol- und Bringservice)."""

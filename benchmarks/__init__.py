"""Measurements side by side with peers, within one run: ``make bench``. Never part of the tests' verdict."""

"""Sections of the settings that describe what a house writes: its kinds of cases, its letters."""

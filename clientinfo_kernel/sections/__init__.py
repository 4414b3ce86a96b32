"""Sections of the settings that describe what a house does its own way: its kinds of cases, its letters, its tours."""

"""Connectors: each reads one outside system and delivers raw tables that keep a declared contract.

A kind of source is a folder: ``contract.py`` says which tables it must deliver, every other module
is one vendor. Nothing here knows the snapshot, the screen or another kind.
"""

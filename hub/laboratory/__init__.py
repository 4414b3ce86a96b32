"""Analysts' JupyterLab as clientinfo sets it up: in German, without calls home, with what the house adds to it."""

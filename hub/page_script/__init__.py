"""The script of the published pages, in place of Voila's: its sources (src/), and how it is bundled and found."""

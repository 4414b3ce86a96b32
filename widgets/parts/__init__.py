"""Pieces that several tabs share, or that would make one tab's file long: frames in, view models out."""

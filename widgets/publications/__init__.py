"""The page on which analysts see what became of their notebooks, and others release them."""

from widgets.publications.app import PublicationsApp

__all__ = ["PublicationsApp"]

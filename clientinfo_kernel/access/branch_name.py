"""When two spellings name the same branch."""


def branch_key(name: str) -> str:
    """Return what the spellings of one branch have in common: accounts say ``hof``, the sources ``Hof``."""
    return name.strip().casefold()

"""The files of a package that hold our rules: code and shipped tables, read as files."""

from importlib.resources.abc import Traversable

_RULES = (".py", ".toml", ".csv")


def rule_files(folder: Traversable, path: str = "") -> list[tuple[str, bytes]]:
    """Return names and contents of the files below a folder that hold rules, by name.

    What Python compiled is passed over: whoever ran the modules first perhaps kept that folder to themselves.
    """
    found = []
    for each in folder.iterdir():
        name = f"{path}/{each.name}"
        if each.is_dir():
            found += [] if each.name == "__pycache__" else rule_files(each, name)
        elif name.endswith(_RULES):
            found.append((name, each.read_bytes()))
    return sorted(found)

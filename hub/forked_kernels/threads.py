"""Which threads can run while a process is forked: a fork copies memory and locks, but only the forking thread."""

from __future__ import annotations

from pathlib import Path

# Each holds no lock while it sleeps, and it sleeps until somebody allocates or spills.
HARMLESS = frozenset(
    {
        "jemalloc_bg_thd",  # gives unused memory of Polars and Arrow back; without it the allocating thread does that
        "polars-ooc-clea",  # deletes files of queries larger than memory, which no page runs
    }
)


def unknown_threads() -> list[str]:
    """Return the names of this process's threads other than the main one that are not known to be harmless."""
    tasks = Path("/proc/self/task")
    main = str(Path("/proc/self").readlink())
    names = [_name(each) for each in tasks.iterdir() if each.name != main]
    return sorted(name for name in names if name not in HARMLESS | {""})


def _name(task: Path) -> str:
    try:
        return (task / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""  # ended meanwhile

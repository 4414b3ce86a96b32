"""Work that is measured in a process of its own, so that its memory is its own: ``python -m benchmarks.jobs NAME ...``.

Prints one JSON line: ``seconds`` and ``cpu_seconds`` of the work (imports excluded), ``peak_bytes`` of the process, ``rows``.
"""

from __future__ import annotations

import importlib
import json
import re
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from clientinfo_kernel.operation.allocator import keep_freed_memory

if TYPE_CHECKING:
    from collections.abc import Callable

_PREAMBLES = (b'"EXTF"', b'"DTVF"', b"EXTF", b"DTVF")


def refresh(settings_file: str) -> int:
    """Refresh from sources to snapshot; return the records read."""
    from clientinfo_kernel.ingest.refresh import refresh
    from clientinfo_kernel.settings import read_settings

    report = refresh(read_settings(Path(settings_file)))
    return sum(source.rows for source in report.sources)


def read_csv(*files: str) -> int:
    """The bare reading of the same files as text, one after the other; return the rows.

    Quotes are not looked at: each demo file holds a torn one, for which ``read_csv`` would refuse the whole file.
    Text is not decoded from cp1252 either. Both are in the peer's favour.
    """
    import polars as pl

    rows = 0
    for name in files:
        file = Path(name)
        with file.open("rb") as opened:
            start = opened.read(9).removeprefix(b"\xef\xbb\xbf")
        rows += pl.read_csv(
            file,
            separator=";",
            quote_char=None,
            infer_schema=False,
            encoding="utf8-lossy",
            truncate_ragged_lines=True,
            skip_lines=int(start.startswith(_PREAMBLES)),
        ).height
    return rows


def peak_bytes() -> int:
    """The most memory this process held, mapped pages of files included.

    ``ru_maxrss`` would count the parent's memory at the fork, so Linux is asked first.
    """
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return 1024 * (int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _main(name: str, *arguments: str) -> None:
    keep_freed_memory()  # as `clientinfo refresh` does; the peer has the same
    importlib.import_module("clientinfo_kernel.ingest.refresh")  # imports are not what is measured here
    jobs: dict[str, Callable[..., int]] = {"refresh": refresh, "read_csv": read_csv}
    started, started_cpu = time.perf_counter(), time.process_time()
    rows = jobs[name](*arguments)
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - started_cpu
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, "peak_bytes": peak_bytes(), "rows": rows}))


if __name__ == "__main__":
    _main(*sys.argv[1:])

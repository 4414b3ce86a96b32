"""``python -m benchmarks.mutation_run PATTERN ...``: try mutmut's mutants in one process, each on the tests nearest to it.

mutmut writes the mutants and finds out which test calls which function (before its run of any of them); its own runs
start a process per mutant, whose imports alone are a second of processor time. Here the tests are collected once, and a
mutant costs what its tests cost until the first one fails. What is killed already is not tried again; outcomes are kept
where mutmut keeps them, so ``mutmut results`` and ``mutmut show NAME`` tell of them.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from contextlib import contextmanager
from fnmatch import fnmatch
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.utils.format_utils import mangled_name_from_mutant_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FOLDER = Path("mutants")
# mutmut's exit codes.
KILLED, SURVIVED, WITHOUT_TEST, TOO_SLOW = 1, 0, 33, 36
_LEAST_SECONDS, _TIMES_SLOWER, _WAITS_LONGER = 10.0, 10.0, 6.0
# A rule that every test comes by is tried on those of its own file and so many seconds of the others.
_ENOUGH_SECONDS = 2.0
_ARGUMENTS = (
    "-q", "--rootdir=.", "-p", "no:cacheprovider", "-p", "no:unraisableexception",
    "-p", "_hypothesis_pytestplugin", "--hypothesis-profile=mutants", "-o", "tmp_path_retention_policy=none",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip


class _TooSlow(BaseException):
    """A mutant's tests take many times the processor time of the unchanged rule's: it does not come to an end."""


class MutationLoop:
    """Runs tests again and again, once for each mutant; a pytest plugin.

    Args:
        metas: mutmut's files of outcomes, one for each module.
        patterns: Of the names of mutants.
        tests: By function (mutmut's mangled name) those that call it.
        seconds: By test what it takes.
        most: So many mutants of a module are tried; 0: all.
    """

    def __init__(
        self,
        metas: Sequence[Path],
        patterns: Sequence[str],
        tests: dict[str, list[str]],
        seconds: dict[str, float],
        most: int,
    ) -> None:
        self._metas = metas
        self._patterns = patterns
        self._tests = tests
        self._seconds = seconds
        self._most = most
        self._sound: set[pytest.Item] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the mutants, module by module."""
        items = {item.nodeid: item for item in session.items}
        for meta in self._metas:
            kept = json.loads(meta.read_text(encoding="utf-8"))
            codes: dict[str, int | None] = kept["exit_code_by_key"]
            for name in spread([name for name in codes if self._is_wanted(name)], self._most):
                if codes[name] == KILLED:
                    continue
                callers = self._tests.get(mangled_name_from_mutant_name(name), ())
                nearest = [items[each] for each in self._nearest(meta, callers) if each in items]
                codes[name] = self._outcome(name, nearest)
                meta.write_text(json.dumps(kept, indent=4), encoding="utf-8")
                _say(f"{name}: {codes[name]}")
        return True

    def _is_wanted(self, name: str) -> bool:
        return any(fnmatch(name, pattern) for pattern in self._patterns)

    def _nearest(self, meta: Path, tests: Iterable[str]) -> list[str]:
        """Return tests of a module's room (else all): those in the files of its name, then the quickest others."""
        room = Path("tests", *meta.parts[:2]).as_posix() + "/"
        near = [each for each in tests if each.startswith(room)] or list(tests)
        near.sort(key=lambda each: self._seconds.get(each, 0.0))
        own_file = f"/test_{meta.name.partition('.')[0]}"
        own = [each for each in near if own_file in each.partition("::")[0]]
        others = [each for each in near if own_file not in each.partition("::")[0]]
        so_far = accumulate(self._seconds.get(each, 0.0) for each in others)
        return own + [each for each, seconds in zip(others, so_far, strict=True) if seconds < _ENOUGH_SECONDS]

    def _outcome(self, name: str, tests: Sequence[pytest.Item]) -> int:
        if not tests:
            return WITHOUT_TEST
        limit = _LEAST_SECONDS + _TIMES_SLOWER * sum(self._seconds.get(test.nodeid, 0.0) for test in tests)
        for test in tests:
            if test not in self._sound:
                if not self._passes(test, tell=True):
                    pytest.exit(f"{test.nodeid} fails without any mutant", 1)
                self._sound.add(test)
            set_mutant_under_test(name)
            try:
                with _at_most(limit):
                    if not self._passes(test):
                        return KILLED
            except (_TooSlow, UserWarning):  # the latter (of pluggy) where a hook of pytest's was just at work
                return TOO_SLOW
            finally:
                set_mutant_under_test("")
        return SURVIVED

    def _passes(self, test: pytest.Item, *, tell: bool = False) -> bool:
        """Run a test with fixtures of its own, but for those of a session: a rule that is changed never made these."""
        # What comes next is not a test: everything that this one needed is torn down, except what the session holds.
        reports = runtestprotocol(test, log=False, nextitem=cast("pytest.Item", test.session))
        if any(each.failed and "_TooSlow" in each.longreprtext for each in reports):
            raise _TooSlow
        failed = [each for each in reports if each.failed]
        for each in failed if tell else ():
            _say(each.longreprtext)
        return not failed


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """End what goes on within after so many seconds of processor time, or of many times as long a wait.

    On a busy machine a clock says little, but who waits for what never comes takes no processor time.
    """

    def stop(*_: object) -> None:
        raise _TooSlow

    before = [signal.signal(each, stop) for each in (signal.SIGPROF, signal.SIGALRM)]
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * _WAITS_LONGER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGPROF, before[0])
        signal.signal(signal.SIGALRM, before[1])


def spread(names: Sequence[str], most: int) -> list[str]:
    """Return at most so many names (0: all), evenly spread over all of them."""
    if not most or most >= len(names):
        return list(names)
    return [names[place * len(names) // most] for place in range(most)]


def _say(text: str) -> None:
    os.write(_SCREEN, f"{text}\n".encode())


# pytest takes the usual ones away from what runs within it.
_SCREEN = os.dup(2)


@click.command()
@click.argument("patterns", nargs=-1)
@click.option("--most", default=0, help="So many mutants of each module, evenly spread; 0: all.")
def main(patterns: tuple[str, ...], most: int) -> None:
    """Try the mutants that any of the patterns names."""
    patterns = patterns or ("*",)
    os.chdir(FOLDER)
    sys.path.insert(0, os.fspath(Path.cwd()))
    stats: dict[str, Any] = json.loads(Path("mutmut-stats.json").read_text(encoding="utf-8"))
    tests: dict[str, list[str]] = stats["tests_by_mangled_function_name"]
    metas = sorted(each for each in Path().rglob("*.meta") if _names(each, patterns))
    chosen = {mangled_name_from_mutant_name(name) for each in metas for name in _names(each, patterns)}
    files = sorted({test.partition("::")[0] for function in chosen for test in tests.get(function, ())})
    if not files:
        sys.exit("no test calls any of these functions")
    # A failure is enough: nobody looks at its smallest example.
    settings.register_profile("mutants", deadline=None, database=None, phases=(Phase.explicit, Phase.generate))
    loop = MutationLoop(metas, patterns, tests, stats["duration_by_test"], most)
    # A folder of its own: pytest deletes all but the last three, and other runs are quicker.
    with tempfile.TemporaryDirectory() as folder:
        ended = pytest.main([*_ARGUMENTS, f"--basetemp={folder}", *files], plugins=[loop])
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        sys.exit(1)


def _names(meta: Path, patterns: Sequence[str]) -> list[str]:
    codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    return [name for name in codes if any(fnmatch(name, pattern) for pattern in patterns)]


if __name__ == "__main__":
    main()

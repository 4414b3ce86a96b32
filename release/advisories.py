"""What is known against the packages that we pin: ``python -m release.advisories UV``.

Asks OSV for the Python packages (``uv audit``) and npm's registry for the npm packages (``npm audit``), and says whom it
could not ask. Exit codes: 0 nothing is known, 1 something is known, 2 somebody could not be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from release.sbom import NPM_LOCKS, ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Verdict = Literal["nothing known", "known", "not asked"]
_SECONDS = 120
# Words of uv for what it found; anything else that fails means that it could not find out.
_UV_FOUND = ("vulnerabilit", "advisor")
# The gravest first.
_CODES: dict[Verdict, int] = {"known": 1, "not asked": 2, "nothing known": 0}


@dataclass(frozen=True)
class Answer:
    """What somebody knows against a set of packages; ``said`` is in their words."""

    about: str
    verdict: Verdict
    said: str


def main() -> None:
    """Ask everybody and print what they say."""
    from hub.node_packages import node, npm

    answers = [
        python_answer(_run([sys.argv[1], "audit", "--locked", "--no-dev", "--preview-features", "audit-command"], ROOT))
    ]
    for lock in NPM_LOCKS:
        folder = (ROOT / lock).parent
        done = _run([node(), npm(), "audit", "--package-lock-only", "--json"], folder)
        answers.append(npm_answer(folder.relative_to(ROOT).as_posix(), done))
    for answer in answers:
        print(f"{answer.about}: {answer.verdict}")  # noqa: T201  # a command's answer
        if answer.said:
            print(f"  {answer.said}".replace("\n", "\n  "))  # noqa: T201
    verdicts = {answer.verdict for answer in answers}
    sys.exit(next(code for verdict, code in _CODES.items() if verdict in verdicts))


def python_answer(done: subprocess.CompletedProcess[str]) -> Answer:
    """Return what ``uv audit`` says."""
    said = f"{done.stdout}\n{done.stderr}".strip()
    if done.returncode == 0:
        return Answer("Python packages (uv.lock)", "nothing known", "")
    found = done.stdout.strip() and any(word in done.stdout.lower() for word in _UV_FOUND)
    return Answer("Python packages (uv.lock)", "known" if found else "not asked", said)


def npm_answer(folder: str, done: subprocess.CompletedProcess[str]) -> Answer:
    """Return what ``npm audit --json`` says."""
    about = f"npm packages ({folder})"
    try:
        report = json.loads(done.stdout)
        known = report["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        last = (done.stderr or done.stdout).strip().splitlines()[-3:]
        return Answer(about, "not asked", "\n".join(last) or "npm said nothing")
    if not known:
        return Answer(about, "nothing known", "")
    return Answer(
        about, "known", "\n".join(f"{name}: {each.get('severity', '')}" for name, each in sorted(known.items()))
    )


def _run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False)  # noqa: S603  # our own words
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(list(command), 127, "", str(error))


if __name__ == "__main__":
    main()

"""The whole publication with a login of another system, and what administrators and the audit log know about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

from clientinfo_kernel.settings import read_settings
from hub.configuration.state_folder import hub_state
from tests import command
from tests.stack import PATIENCE, Stack

if TYPE_CHECKING:
    import subprocess


def login_settings(demo: Path, name: str, sections: str) -> Path:
    """The demo's settings and these sections, in a file beside."""
    file = demo.with_name(f"{name}.toml")
    file.write_text(f"{demo.read_text(encoding='utf-8')}\n{sections}", encoding="utf-8")
    return file


@dataclass(frozen=True)
class Office:
    """The shell's view on a running publication."""

    stack: Stack
    settings_file: Path

    def account(self, name: str) -> dict[str, Any]:
        """One account, as the users API has it."""
        accounts = self.ask("GET").json()
        return next(account for account in accounts if account["name"] == name)

    def names(self) -> set[str]:
        return {account["name"] for account in self.ask("GET").json()}

    def ask(self, method: str, path: str = "", body: Any = None) -> requests.Response:
        """Ask the users API."""
        state = hub_state(read_settings(self.settings_file, state=self.stack.state))
        address = f"{state.address_file.read_text()}api/clientinfo/accounts{path}"
        headers = {"Authorization": f"token {state.secrets().shell}"}
        return requests.request(method, address, json=body, headers=headers, timeout=PATIENCE)

    def clientinfo(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command at the shell."""
        return command.clientinfo(*words, "--settings", self.settings_file, "--state", self.stack.state)

    def audit(self, name: str) -> list[tuple[str, list[str], str]]:
        """Action, roles and detail of the events of a name, in their order."""
        lines = [
            line
            for file in sorted(self.stack.state.glob("audit/*.jsonl"))
            for line in file.read_text(encoding="utf-8").splitlines()
        ]
        events = [json.loads(line) for line in lines]
        return [(event["action"], event["roles"], event["detail"]) for event in events if event["user"] == name]

"""No two tests get one port, however many workers there are."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import TYPE_CHECKING

from tests import ports
from tests.stack import REPOSITORY

if TYPE_CHECKING:
    import pytest

CLAIM = "import sys; from tests.ports import claimed; print(claimed(int(sys.argv[1])))"


def test_a_port_that_is_given_is_given_to_no_other_process() -> None:
    """Also before anybody listens at it: workers beyond the sixteenth share the ports of the first ones."""
    port = ports.free_port()
    done = subprocess.run(
        [sys.executable, "-c", CLAIM, str(port)], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
    assert ports.free_port() != port


def test_a_port_where_somebody_listens_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # nobody else takes it, and nobody answers there
        numbers = [each.getsockname()[1] for each in (listening, deaf)]
        monkeypatch.setattr(ports, "_PORTS", iter(numbers))
        assert ports.free_port() == numbers[1]

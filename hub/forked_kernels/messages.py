"""What service, zygote and forked process say to each other: JSON in packets of a private socket pair."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from hub.forked_kernels.errors import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKET_BYTES = 1 << 20
# To the zygote goes nothing but this and the socket of the request: it must never see an environment, because what it
# saw would stand in the memory of every later session.
FORK = b"fork"

Event: TypeAlias = Literal["warm", "forked", "ready", "failed"]


@dataclass(frozen=True)
class Work:
    """What the forked process is to be.

    Attributes:
        kind: A kernel, one in stock (it starts, and waits to hear whom it works for: ``appointment``), or the self-test.
        arguments: The kernel's command line, without the program.
        environment: All of its environment.
        folder: Its working directory, "" for the one of the zygote.
    """

    kind: Literal["kernel", "spare", "check"]
    arguments: tuple[str, ...]
    environment: dict[str, str]
    folder: str = ""

    def packet(self) -> bytes:
        """As it is sent."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def read(cls, packet: bytes) -> Work:
        """As it was sent."""
        values = json.loads(packet)
        return cls(values["kind"], tuple(values["arguments"]), values["environment"], values["folder"])


@dataclass(frozen=True)
class Reply:
    """What has happened.

    Attributes:
        event: warm (the zygote has imported everything), forked (a pidfd comes with it), ready (the kernel listens),
            failed.
        pid: Of the process that is meant.
        reason: Why it failed.
        detail: For the log.
    """

    event: Event
    pid: int = 0
    reason: Reason = "system"
    detail: str = ""

    def packet(self) -> bytes:
        """As it is sent."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def read(cls, packet: bytes) -> Reply:
        """As it was sent."""
        return cls(**json.loads(packet))


def appointment(environment: Mapping[str, str]) -> bytes:
    """Return what a kernel in stock is sent when a page takes it: all of its environment from now on."""
    return json.dumps(dict(environment)).encode()


def read_appointment(packet: bytes) -> dict[str, str]:
    """Return the environment, as it was sent."""
    environment: dict[str, str] = json.loads(packet)
    return environment

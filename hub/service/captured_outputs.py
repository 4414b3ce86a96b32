"""What cells display inside of ipywidgets' Output (``with output: display(...)``) while a page starts.

Later the page's script does it, as every front end of Jupyter does; but the cells ran before there was one.
"""

from __future__ import annotations

from typing import Any


class CapturedOutputs:
    """Follows which Output widgets are entered, and keeps what is displayed meanwhile."""

    def __init__(self) -> None:
        self._entered: list[str] = []
        self._shown: dict[str, list[dict[str, Any]]] = {}

    def follow(self, message: dict[str, Any]) -> None:
        """Hear of a comm message: an Output is entered or left when its ``msg_id`` changes."""
        content = message["content"]
        data = content.get("data", {})
        if data.get("method") != "update" or "msg_id" not in data.get("state", {}):
            return
        comm = content["comm_id"]
        if comm in self._entered:
            self._entered.remove(comm)
        if data["state"]["msg_id"]:
            self._entered.append(comm)

    def take(self, output: dict[str, Any]) -> bool:
        """Keep an output for the Output that was entered last; says whether there is one."""
        if self._entered:
            self._shown.setdefault(self._entered[-1], []).append(output)
        return bool(self._entered)

    def clear(self) -> None:
        """Forget what the Output shows that was entered last (``clear_output``)."""
        if self._entered:
            self._shown.pop(self._entered[-1], None)

    def put_into(self, states: dict[str, Any]) -> None:
        """Write what was kept into the states of the widgets, by their ids."""
        for comm, outputs in self._shown.items():
            if comm in states:
                state = states[comm]["state"]
                state["outputs"] = [*state.get("outputs", []), *outputs]

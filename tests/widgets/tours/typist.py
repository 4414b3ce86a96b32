"""A planner who fills in the board's forms, as the browser sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.widgets.tours.planner import Planner

if TYPE_CHECKING:
    from clientinfo_kernel.query.directory import CustomerDirectory

_CHECKS = {True: "yes", False: "no"}


class Typist(Planner):
    """A planner who fills in forms."""

    def __init__(self, directory: CustomerDirectory) -> None:
        super().__init__(directory)
        self.heard: list[dict[str, Any]] = []
        self.board.send = lambda content, buffers=None: self.heard.append(content)  # type: ignore[method-assign]  # noqa: ARG005
        self.count = 0

    def opens(self, form: str, item: str = "") -> dict[str, Any]:
        """What the browser keeps of a form that is opened."""
        said = len(self.heard)
        self.does(do="open", form=form, item=item)
        there = self.heard[-1]["form"] if len(self.heard) > said else {"fields": [], "version": 0}
        shown = {each["key"]: _CHECKS.get(each["value"], each["value"]) for each in there["fields"]}
        return {"form": form, "item": item, "shown": shown, "version": there["version"]}

    def saves(self, opened: dict[str, Any], command: str = "", **typed: str) -> str:
        """What comes back of a form that was opened before: empty where it is kept."""
        self.count += 1
        command = command or f"{self.desk.directory.viewer.name} {self.count}"
        self.does(do="form", command=command, values=opened["shown"] | typed, **opened)
        said = self.heard[-1]
        return " ".join(filter(None, (said["problem"], *said["wrong"].values())))

    def renewed(self, opened: dict[str, Any]) -> dict[str, Any]:
        """What the browser keeps of a form of which it heard how it is now."""
        form = self.heard[-1]["form"]
        shown = {each["key"]: _CHECKS.get(each["value"], each["value"]) for each in form["fields"]}
        return opened | {"shown": shown, "version": form["version"]}

    def types(self, form: str, item: str = "", **typed: str) -> str:
        """What comes back of a form that is opened and saved."""
        return self.saves(self.opens(form, item), **typed)

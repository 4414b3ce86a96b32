"""Analysts' JupyterLab as units of systemd, each with a user that exists while it runs."""

from __future__ import annotations

from systemdspawner import SystemdSpawner


class AnalystUnit(SystemdSpawner):  # type: ignore[misc]  # it has no types
    """One analyst's unit.

    Its folder is ``/var/lib/clientinfo-analyst-NAME``. systemd gives the folder of that name to the unit's user, whatever
    is in it; under the bare login name an analyst called ``clientinfo`` or ``postgresql`` would be given theirs.
    """

    def _expand_user_vars(self, text: str) -> str:
        return str(super()._expand_user_vars(text.replace("{USERNAME}", "clientinfo-analyst-{USERNAME}")))

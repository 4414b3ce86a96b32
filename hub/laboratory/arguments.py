"""The arguments that make a JupyterLab the house's: for the Hub's servers, the container's and ``clientinfo lab``."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent
# Defaults that each analyst can change in the settings editor (German; no news); what was changed stands in their home.
SETTINGS = _HERE / "settings"
# Front-end extensions as JupyterLab loads them: written by hand, so that no build has to run.
EXTENSIONS = _HERE / "extensions"
# What those ask (imported by JupyterLab alone, as it takes its time).
SERVER_EXTENSION = "hub.laboratory.server_extension"


def laboratory_arguments() -> list[str]:
    """Return the arguments, for ``jupyter lab`` and ``jupyterhub-singleuser`` alike."""
    return [
        # JupyterLab would ask another host for news and updates.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        f"--LabApp.app_settings_dir={SETTINGS}",
        f"--LabApp.extra_labextensions_path={EXTENSIONS}",
        f"--ServerApp.jpserver_extensions={SERVER_EXTENSION}=True",
    ]

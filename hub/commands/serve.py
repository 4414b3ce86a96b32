"""``clientinfo serve``: make sure there is something to show, then publish the notebooks."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from clientinfo_kernel.errors import SnapshotMissing
from clientinfo_kernel.query.snapshot import SnapshotStore
from clientinfo_kernel.settings import SETTINGS_FILE, Settings, read_settings

_DEMO_CUSTOMERS = 2000


def run(settings_file: Path | None, state: Path | None, port: int | None, notebooks: Path | None, *, demo: bool) -> int:
    """Serve until Ctrl-C; the first start with the demo builds it, later ones take it as it is."""
    file = prepare(settings_file, state, demo=demo)
    # The children read the same settings, wherever we were called.
    os.environ["CLIENTINFO_SETTINGS"] = str(file.resolve())
    from hub.accounts.demo_accounts import ensure_demo_accounts
    from hub.configuration.addresses import Addresses
    from hub.configuration.extras import check_extras
    from hub.configuration.hub_settings import hub_settings
    from hub.configuration.notebooks import shipped_notebooks
    from hub.configuration.state_folder import hub_state
    from hub.hub_server.analyst_servers import WARNING as ANALYSTS_WARNING
    from hub.login.configure_login import prepare_login
    from hub.supervision.supervisor import Publication, serve

    settings = read_settings(file)
    hub = hub_settings(settings)
    check_extras(hub)
    prepare_login(settings)
    addresses = Addresses.choose(hub, port)
    publication = Publication(
        hub_state(settings), addresses, notebooks or shipped_notebooks(), hub.pages, "JOURNAL_STREAM" in os.environ
    )
    logins = ensure_demo_accounts(publication.state) if demo else {}
    if hub.analysts == "same-user":
        print(ANALYSTS_WARNING, file=sys.stderr, flush=True)
    return serve(publication, lambda: _say_ready(addresses.public, logins))


def _say_ready(address: str, logins: dict[str, str]) -> None:
    print(f"clientinfo is ready: {address}  (Ctrl-C ends it)", flush=True)
    if logins:
        print("\nlogins of the demo, one per role:")
        for name, password in logins.items():
            print(f"  {name:<12} {password}")
        print(flush=True)


def prepare(settings_file: Path | None, state: Path | None, *, demo: bool) -> Path:
    """The settings file to serve: with ``demo`` a demo dealership in the state folder, refreshed if it has no snapshot.

    The state folder is handed on to the kernels by CLIENTINFO_STATE.
    """
    if state is not None:
        os.environ["CLIENTINFO_STATE"] = str(state.resolve())
    file = _demo_settings(Path(os.environ.get("CLIENTINFO_STATE", "var")).resolve()) if demo else settings_file
    settings = read_settings(file, state=state)
    if demo:
        _refresh_once(settings)
    return file or Path(os.environ.get("CLIENTINFO_SETTINGS", SETTINGS_FILE))


def _demo_settings(state: Path) -> Path:
    folder = state / "demo"
    if not (folder / SETTINGS_FILE).exists():
        from demo_dealership import write_demo

        print(f"writing a demo dealership with {_DEMO_CUSTOMERS} customers to {folder} ...", flush=True)
        write_demo(folder, customers=_DEMO_CUSTOMERS)
    return folder / SETTINGS_FILE


def _refresh_once(settings: Settings) -> None:
    try:
        SnapshotStore(settings.state_folder / "snapshots").newest()
    except SnapshotMissing:
        from clientinfo_kernel.ingest.refresh import refresh

        print("building the first snapshot ...", flush=True)
        report = refresh(settings)
        print(f"{report.customers} customers in {report.seconds:.0f} s", flush=True)

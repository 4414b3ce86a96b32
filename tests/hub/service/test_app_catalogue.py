"""Which apps there are, and for whom."""

import json
from pathlib import Path

from hub.service.app_catalogue import ACCOUNTS, catalogue

ROOT = Path(__file__).parents[3]


def notebook(folder: Path, name: str, **own: object) -> None:
    (folder / name).write_text(json.dumps({"metadata": {"title": name.upper(), "clientinfo": own}, "cells": []}))


def test_an_app_is_open_to_the_roles_that_it_names(tmp_path: Path) -> None:
    notebook(tmp_path, "audit.ipynb", roles=["privacy"], order=2)
    notebook(tmp_path, "users.ipynb", roles=["admin"], order=3)
    notebook(tmp_path, "customer.ipynb", order=1)
    apps = {app.file: app for app in catalogue(tmp_path)}
    assert list(apps) == ["customer.ipynb", "audit.ipynb", "users.ipynb"]
    assert [file for file, app in apps.items() if app.open_to({"sales"})] == ["customer.ipynb"]
    assert [file for file, app in apps.items() if app.open_to({"privacy"})] == ["customer.ipynb", "audit.ipynb"]
    # An administrator manages users and sees no customer; nobody without a role sees anything.
    assert [file for file, app in apps.items() if app.open_to({"admin"})] == ["users.ipynb"]
    assert not [file for file, app in apps.items() if app.open_to(())]


def test_an_app_says_from_where_people_come_to_it(tmp_path: Path) -> None:
    notebook(tmp_path, "customer.ipynb", order=1)
    notebook(tmp_path, "lists.ipynb", order=2, part_of="customer.ipynb")
    assert [app.part_of for app in catalogue(tmp_path)] == ["", "customer.ipynb"]


def test_a_broken_notebook_takes_no_other_with_it(tmp_path: Path) -> None:
    notebook(tmp_path, "customer.ipynb")
    (tmp_path / "broken.ipynb").write_text("{")
    (tmp_path / "list.ipynb").write_text("[]")
    assert [app.file for app in catalogue(tmp_path)] == ["customer.ipynb"]


def test_every_shipped_notebook_says_what_it_is_for() -> None:
    apps = catalogue(ROOT / "notebooks")
    assert apps
    icons = (ROOT / "widgets" / "assets" / "icons.svg").read_text()
    for app in apps:
        assert app.text, app.file
        assert f'id="i-{app.icon}"' in icons, app.file


def test_the_accounts_are_for_the_notebook_that_declares_its_need() -> None:
    assert [app.file for app in catalogue(ROOT / "notebooks") if ACCOUNTS in app.needs] == ["users.ipynb"]

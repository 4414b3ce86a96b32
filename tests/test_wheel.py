"""The wheel in an environment of its own, away from the checkout: it holds everything, and it publishes the demo."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from contextlib import contextmanager
from email import message_from_string
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psutil
import pytest

from tests.ports import free_port
from tests.stack import PATIENCE, REPOSITORY, Client, Stack, page_config, plain
from tests.test_package import PRODUCT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.wheel

WITHOUT_CHECKOUT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("CLIENTINFO_", "COVERAGE_", "PYTEST_", "PYTHON", "UV_", "VIRTUAL_ENV"))
}


def uv(*arguments: str | Path) -> None:
    """Run uv as the Makefile finds it: from the cache where it can, from the registry where it must."""
    program = shutil.which("uv", path=os.pathsep.join([os.environ["PATH"], str(REPOSITORY / ".tools" / "bin")]))
    assert program, "no uv on PATH; `make .venv/ready` fetches it"
    for more in (["--offline"], []):
        done = subprocess.run([program, *arguments, *more], cwd=REPOSITORY, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
    pytest.fail(done.stderr)


class Installed(NamedTuple):
    """An environment with the wheel and what the lock says it needs, without any extra."""

    environment: Path
    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.environment / "bin" / arguments[0], *arguments[1:]],
            cwd=self.folder,
            env=WITHOUT_CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", "--quiet", "--wheel", "--out-dir", folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("elsewhere")
    environment = folder / "environment"
    uv("venv", "--quiet", "--no-project", "--python", sys.executable, environment)
    uv("export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--output-file", folder / "pylock.toml")
    # Files of its own, not links into uv's cache: their times are changed.
    install = ("pip", "install", "--quiet", "--link-mode", "copy", "--python", environment)
    uv(*install, "--requirement", folder / "pylock.toml")
    take_what_is_compiled(environment)
    uv(*install, "--no-deps", wheel)
    uv("pip", "check", "--quiet", "--python", environment)
    return Installed(environment, folder)


def take_what_is_compiled(environment: Path) -> None:
    """Give the libraries of an environment what is compiled of them in ours, which has them from the same lock.

    Hub, service and kernels would each compile the same thousands of files when they start. Python tells by size and
    time of a file whether what is compiled belongs to it.
    """
    ours = Path(sysconfig.get_path("purelib"))
    theirs = environment / ours.relative_to(sys.prefix)
    suffix = f".{sys.implementation.cache_tag}.pyc"
    for compiled in ours.rglob(f"__pycache__/*{suffix}"):
        source = compiled.parents[1] / f"{compiled.name.removesuffix(suffix)}.py"
        twin, known = theirs / source.relative_to(ours), theirs / compiled.relative_to(ours)
        if source.is_file() and twin.is_file() and twin.stat().st_size == source.stat().st_size:
            os.utime(twin, (source.stat().st_atime, source.stat().st_mtime))
            known.parent.mkdir(exist_ok=True)
            shutil.copyfile(compiled, known)


def shipped(folder: str) -> set[str]:
    """The files of a folder of the checkout, but for what running it leaves there."""
    files = (path.relative_to(REPOSITORY) for path in (REPOSITORY / folder).rglob("*") if path.is_file())
    return {path.as_posix() for path in files if not any(part[0] in "._" for part in path.parts[:-1])}


def test_the_wheel_holds_every_file_of_the_packages_and_the_notebooks(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    notebooks = {f"hub/{name}" for name in shipped("notebooks")}
    assert "hub/notebooks/examples/own_tab.ipynb" in notebooks
    assert held == notebooks.union(*(shipped(package) for package in PRODUCT))


def test_it_says_whose_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        metadata = message_from_string(archive.read(name).decode())
        folder = name.removesuffix("METADATA") + "licenses/"
        texts = [archive.read(folder + each).decode() for each in metadata.get_all("License-File")]
    assert metadata["Author"] == "clientinfo developers"
    assert metadata["License-Expression"] == "LicenseRef-Proprietary"
    assert metadata.get_all("License-File") == ["LICENSE", "THIRD_PARTY_NOTICES.md"]
    assert "All rights reserved" in texts[0]


@contextmanager
def serving_the_demo(installed: Installed) -> Iterator[Stack]:
    """``clientinfo serve --demo`` as somebody types it in any folder; the demo is smaller than theirs."""
    state, port = installed.folder / "state", free_port()
    done = installed.run("clientinfo", "demo", str(state / "demo"), "--customers", "20")
    assert done.returncode == 0, done.stderr
    with subprocess.Popen(
        [installed.environment / "bin" / "clientinfo", "serve", "--demo", "--port", str(port), "--state", state.name],
        cwd=installed.folder,
        env=WITHOUT_CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        output: list[str] = []
        for line in server.stdout:
            output.append(line)
            if "is ready" in line:
                break
        else:
            pytest.fail("".join([*output, *(log.read_text() for log in (state / "logs").glob("*.log"))]))
        logins = json.loads((state / "demo-logins.json").read_text(encoding="utf-8"))
        try:
            yield Stack(port, psutil.Process(server.pid), state, logins, output)
        finally:
            server.terminate()
            server.communicate(timeout=PATIENCE)
        assert server.returncode == 0


def test_it_publishes_the_demo(installed: Installed) -> None:
    with serving_the_demo(installed) as stack:
        controller = Client.of(stack, "controlling")
        page = controller.get(stack.page("customer.ipynb", "?customer=10012"))
        assert page.status_code == 200, plain(page.text)
        assert page_config(page.text)["kernelId"]
        assert "application/vnd.jupyter.widget-view+json" in page.text


def test_analysts_find_the_examples(installed: Installed) -> None:
    program = (
        "from hub.configuration.notebooks import shipped_notebooks as s; print(*sorted((s() / 'examples').iterdir()))"
    )
    done = installed.run("python", "-c", program)
    assert "own_tab.ipynb" in done.stdout, done.stderr
    assert str(installed.environment) in done.stdout


NEEDS_AN_EXTRA = {
    'login = "ldap"\nldap = { servers = ["ldaps://dc1.example"], bind_dn = "uid={username},dc=example" }': "ldap",
    'login = "oidc"\noidc = { issuer = "https://login.example", client_id = "clientinfo" }': "oidc",
    'analysts = "systemd"': "spawners",
    'analysts = "docker"': "spawners",
}
# The command with one settings file after the other, in one process: each alone is a second of imports.
EACH_IN_TURN = """
import contextlib, io, json, sys
from hub.cli import main
said = []
for file in sys.argv[1:]:
    sys.argv = ["clientinfo", "serve", "--settings", file]
    with contextlib.redirect_stderr(io.StringIO()) as written:
        try:
            main()
        except SystemExit as ended:
            said.append([ended.code, written.getvalue()])
print(json.dumps(said))
"""


def test_a_setting_that_needs_an_extra_says_which(installed: Installed) -> None:
    files = [installed.folder / f"{place}.toml" for place in range(len(NEEDS_AN_EXTRA))]
    for file, setting in zip(files, NEEDS_AN_EXTRA, strict=True):
        file.write_text(f'state = "{installed.folder}/unused"\n[hub]\n{setting}\n', encoding="utf-8")
    done = installed.run("python", "-c", EACH_IN_TURN, *map(str, files))
    assert done.returncode == 0, done.stderr
    for (setting, extra), (code, said) in zip(NEEDS_AN_EXTRA.items(), json.loads(done.stdout), strict=True):
        assert code == 2, setting
        assert said.endswith(f'needs more packages: pip install "clientinfo[{extra}]"\n'), (setting, said)
        assert len(said.splitlines()) == 1, (setting, said)

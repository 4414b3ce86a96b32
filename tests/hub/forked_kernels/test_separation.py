"""What one session knows, no other session can find out; what one draws, no other draws."""

from __future__ import annotations

import secrets

import pytest

# Looks for a word in everything that the process may write to. The word comes reversed, and is sought letter by letter,
# so that it does not find itself.
SEARCH = """
import re
def holds(word):
    wanted = re.compile("".join(f"[{letter}]" for letter in reversed(word)).encode())
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            start, end, rights = re.match(r"(\\w+)-(\\w+) (\\S+)", line).groups()
            if not rights.startswith("rw") or "[v" in line:
                continue
            place, end = int(start, 16), int(end, 16)
            while place < end:
                memory.seek(place)
                try:
                    block = memory.read(min(1 << 20, end - place))
                except OSError:
                    break
                if wanted.search(block):
                    return True
                del block
                place += 1 << 20
    return False
"""
RANDOM = [
    "import random, uuid, tempfile, secrets, numpy, pathlib",
    "from ipykernel.kernelapp import IPKernelApp",
    "folder = tempfile.mkdtemp()",
    "pathlib.Path(folder).rmdir()",
]
DRAWN = (
    "[random.random(), float(numpy.random.rand()), float(numpy.random.default_rng().random()), str(uuid.uuid4()), "
    "folder, secrets.token_hex(), IPKernelApp.instance().session.session, IPKernelApp.instance().session.msg_id]"
)


@pytest.fixture(scope="module", autouse=True)
def secret_of_the_service():
    """Something like the Hub's token in the service's environment, set before the zygote starts."""
    with pytest.MonkeyPatch.context() as patch:
        word = secrets.token_hex()
        patch.setenv("JUPYTERHUB_API_TOKEN", word)
        yield word


def test_each_session_has_its_own_environment_only(secret_of_the_service, service):
    first = service.kernel({"CLIENTINFO_USER": "anna", "CLIENTINFO_ACCOUNTS_TOKEN": "t0ken"})
    second = service.kernel({"CLIENTINFO_USER": "bert"})
    assert first.ask("import os", "os.environ['CLIENTINFO_USER']") == "anna"
    environment = second.ask("import os", "dict(os.environ)")
    assert environment["CLIENTINFO_USER"] == "bert"
    assert not {"CLIENTINFO_ACCOUNTS_TOKEN", "JUPYTERHUB_API_TOKEN", "PYTEST_CURRENT_TEST"} & set(environment)
    assert second.ask("import subprocess", "subprocess.run(['env'], capture_output=True, text=True).stdout").count(
        "bert"
    )
    for source in ("/proc/self/environ", f"/proc/{service.zygote.status.pid}/environ"):
        seen = second.ask(f"open({source!r}).read()")
        assert secret_of_the_service not in seen
        assert "anna" not in seen


def test_no_session_finds_in_its_memory_what_another_one_or_the_service_was_given(secret_of_the_service, service):
    word = secrets.token_hex()
    first = service.kernel({"CLIENTINFO_ACCOUNTS_TOKEN": word})
    second = service.kernel({})
    search = word[::-1]
    assert first.ask(SEARCH, f"holds({search!r})") is True
    assert second.ask(SEARCH, f"holds({search!r})") is False
    assert second.ask(SEARCH, f"holds({secret_of_the_service[::-1]!r})") is False


def test_two_sessions_draw_different_numbers_and_names(service):
    first, second = (service.kernel().ask(*RANDOM, DRAWN) for _ in range(2))
    assert not set(first) & set(second)


def test_a_generator_of_a_library_is_seeded_anew(own_service, imported_module):
    service = own_service(imported_module("import random\nown = random.Random(1)"))
    service.start()
    draws = [service.kernel().ask("import imported_by_a_page", "imported_by_a_page.own.random()") for _ in range(2)]
    assert len({*draws}) == len(draws)

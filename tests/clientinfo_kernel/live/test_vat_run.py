"""A run over all customers: slow, kept, stopped, gone on with."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.audit import AuditLog
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import AuditNotWritten, ChangeNotPermitted, NotPermitted, SettingsError
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.sections.vat import VatServices
from clientinfo_kernel.settings import BERLIN, read_settings
from clientinfo_kernel.vat import asking
from clientinfo_kernel.vat.asking import trader_named_by
from clientinfo_kernel.vat.pacing import Pacing
from clientinfo_kernel.vat.run import RunStopped, VatRun
from hub.commands.vat import _run as report_of_a_run
from hub.commands.vat import _write_proof as write_proof
from tests.data_sources.vat_ids.scripted_service import Service, http, service
from tests.house import House
from tests.stack import own_state

if TYPE_CHECKING:
    from pathlib import Path

# Austria's own example (ATU13585627) and numbers of its form.
IDS = [f"ATU1358562{digit}" for digit in range(8)]


def noon() -> datetime:
    """When all are asked, of the day on which the test runs: a run of all tests can go past midnight."""
    return datetime.now(BERLIN).replace(hour=12)


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = House.at(tmp_path_factory.mktemp("run") / "house")
    named = [
        {"customer_number": f"3000{place}", "name": f"Haus {place}", "vat_id": each} for place, each in enumerate(IDS)
    ]
    rows = [
        *named,
        {"customer_number": "30010", "name": "Ohne"},
        {"customer_number": "30011", "name": "Falsch", "vat_id": "DE136695977"},
        {"customer_number": "30012", "name": "Schweiz", "vat_id": "CHE107787577"},
    ]
    house.dealer_system("customers", *({"kind": "company", **row} for row in rows))
    house.refresh()
    return house.folder / "clientinfo.toml"


@pytest.fixture
def directory(refreshed: Path, tmp_path: Path) -> CustomerDirectory:
    settings = read_settings(refreshed, state=own_state(refreshed, tmp_path))
    return CustomerDirectory(settings, viewer=Viewer("carla", frozenset({"accounting"}), "Carla Konto"))


def run_of(directory: CustomerDirectory, running: Service, slept: list[float], now: datetime | None = None) -> VatRun:
    services = VatServices("DE136695976", running.url, "", seconds=30.0)
    at = now or noon()
    return VatRun(directory, services, pause=2.5, now=lambda: at, sleep=slept.append)


def answer(_path: str, asked: dict[str, Any]) -> bytes:
    is_there = asked["angefragteUstid"] != IDS[3]
    return http(200, {"status": "evatr-0000"}) if is_there else http(404, {"status": "evatr-2001"})


def test_all_are_asked_once_with_a_pause_and_never_again_until_they_are_due(directory: CustomerDirectory) -> None:
    slept: list[float] = []
    with service(answer) as running:
        steps = list(run_of(directory, running, slept).steps())
        results = [each.proof["result"] for each in steps]
        assert results == ["valid"] * 3 + ["invalid"] + ["valid"] * 4 + ["invalid"]  # the German one by its check digit
        assert [(each.place, each.of) for each in steps] == [(place, 9) for place in range(1, 10)]
        assert [asked["angefragteUstid"] for _, asked in running.asked] == IDS
        assert slept == [2.5] * 8
        assert run_of(directory, running, slept).due() == []
        in_a_year = noon() + timedelta(days=366)
        assert len(run_of(directory, running, slept, in_a_year).due()) == 9


def test_a_stopped_run_goes_on_where_it_was(directory: CustomerDirectory) -> None:
    with service(answer) as running:
        steps = run_of(directory, running, []).steps()
        for _ in range(3):
            next(steps)
        steps.close()
        assert [each.customer_number for each in run_of(directory, running, []).steps()] == [
            *(f"3000{place}" for place in range(3, 8)), "30011",
        ]  # fmt: skip
        assert len(running.asked) == len(IDS)


def test_a_service_that_is_away_is_left_alone(directory: CustomerDirectory) -> None:
    with service(lambda _path, _asked: http(503, {"status": "evatr-0011"})) as running:
        found = []
        with pytest.raises(RunStopped, match="silence"):
            found.extend(run_of(directory, running, []).steps())
        assert len(running.asked) == 5
        # who was asked today is not asked again today, but on another day
        assert len(run_of(directory, running, []).due()) == 9 - 5
        assert len(run_of(directory, running, [], datetime.now(BERLIN) + timedelta(days=1, hours=1)).due()) == 9


def test_two_runs_at_once_share_the_limit_of_a_day(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = iter((["30000", "30001"], ["30002", "30003"]))
    monkeypatch.setattr(VatRun, "due", lambda _run: next(due))
    with service(answer) as running:
        run = run_of(directory, running, [], datetime.now(BERLIN))
        run = replace(run, services=replace(run.services, most_per_day=2), is_at_any_time=True)
        one, other = run.steps(), run.steps()
        next(one)
        next(other)
        for each in (one, other):
            with pytest.raises(RunStopped, match="limit"):
                next(each)
        assert [asked["angefragteUstid"] for _, asked in running.asked] == [IDS[0], IDS[2]]


def test_nobody_is_asked_where_the_log_refuses_and_the_limit_of_the_day_is_as_before(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = asking.record

    def refuse(*_args: Any, **_names: Any) -> None:
        raise AuditNotWritten("disk full")

    with service(answer) as running:
        run = run_of(directory, running, [], datetime.now(BERLIN))
        run = replace(run, services=replace(run.services, most_per_day=1), is_at_any_time=True)
        monkeypatch.setattr(asking, "record", refuse)
        with pytest.raises(AuditNotWritten):
            next(run.steps())
        assert running.asked == []
        monkeypatch.setattr(asking, "record", write)
        assert next(run.steps()).proof["result"] == "valid"


def test_two_checks_of_one_customer_have_a_share_each(directory: CustomerDirectory) -> None:
    with service(answer) as running:
        services = replace(run_of(directory, running, []).services, most_per_day=2)
        pacing, trader = Pacing(services, directory), trader_named_by(directory.customer("30000"))
        first, second = (pacing.begin("30000", trader) for _two in range(2))
        assert pacing.begin("30000", trader) is None
        assert first is not None
        assert second is not None
        pacing.give_back(first)
        assert pacing.begin("30000", trader) is not None
        assert pacing.begin("30000", trader) is None  # the second one's answer is not kept yet


def test_numbers_that_cannot_be_asked_do_not_stand_in_the_way_of_others(directory: CustomerDirectory) -> None:
    def odd(_path: str, asked: dict[str, Any]) -> bytes:
        is_odd = asked["angefragteUstid"] in IDS[:6]
        return http(400, {"status": "evatr-0005"}) if is_odd else http(200, {"status": "evatr-0000"})

    with service(odd) as running:
        steps = list(run_of(directory, running, []).steps())
        assert [each.proof["result"] for each in steps] == ["not_answered"] * 6 + ["valid"] * 2 + ["invalid"]
        # each is asked again on another day, who waits the longest first
        tomorrow = run_of(directory, running, [], noon() + timedelta(days=1))
        assert tomorrow.due() == [f"3000{place}" for place in range(6)]
        assert tomorrow.unaskable() == ["30012"]


def test_after_a_day_of_silence_those_who_were_not_asked_come_first(directory: CustomerDirectory) -> None:
    with service(lambda _path, _asked: http(503, {"status": "evatr-0011"})) as running:
        with pytest.raises(RunStopped, match="silence"):
            list(run_of(directory, running, []).steps())
        tomorrow = run_of(directory, running, [], noon() + timedelta(days=1))
        assert tomorrow.due()[:4] == ["30005", "30006", "30007", "30011"]


def test_a_run_that_is_broken_off_says_what_it_found(
    directory: CustomerDirectory, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_off(_seconds: float) -> None:
        raise KeyboardInterrupt

    with service(answer) as running:
        run = replace(run_of(directory, running, []), sleep=break_off)
        with pytest.raises(KeyboardInterrupt):
            report_of_a_run(run, as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["valid"], said["stopped"], said["unaskable"]) == (1, "broken", ["30012"])


def test_a_day_is_a_day_and_not_24_hours(directory: CustomerDirectory) -> None:
    with service(lambda _path, _asked: http(400, {"status": "evatr-0005"})) as running:
        next(run_of(directory, running, []).steps())
        early = (datetime.now(BERLIN) + timedelta(days=1)).replace(hour=0, minute=0)
        assert "30000" in run_of(directory, running, [], early).due()


def test_without_a_service_there_is_no_run(directory: CustomerDirectory) -> None:
    with pytest.raises(SettingsError, match=r"services\.vat"):
        next(VatRun(directory, VatServices(None, "", "")).steps())


def test_who_is_gone_meanwhile_is_passed_over(directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    with service(answer) as running:
        run = run_of(directory, running, [])
        monkeypatch.setattr(VatRun, "due", lambda _run: ["gone", "30000"])
        assert [each.customer_number for each in run.steps()] == ["30000"]


@pytest.mark.parametrize("hour", [23, 0, 4])
def test_by_night_nobody_is_asked(directory: CustomerDirectory, hour: int) -> None:
    with service(answer) as running:
        run = run_of(directory, running, [], noon().replace(hour=hour))
        with pytest.raises(RunStopped, match="night"):
            next(run.steps())
        assert running.asked == []
        next(replace(run, is_at_any_time=True).steps())


def test_who_does_not_see_receivables_starts_none(directory: CustomerDirectory) -> None:
    with service(answer) as running, pytest.raises((NotPermitted, ChangeNotPermitted)):
        next(run_of(replace(directory, viewer=Viewer("s", frozenset({"sales"}))), running, []).steps())


def test_a_proof_that_is_written_in_an_accounts_name_is_in_the_audit_log(
    directory: CustomerDirectory, tmp_path: Path, audit_log: Path
) -> None:
    with service(answer) as running:
        next(run_of(directory, running, []).steps())
    pdf = tmp_path / "proof.pdf"
    at_shell = replace(directory.viewer, at_shell="ops")
    write_proof(at_shell, directory.customer("30000"), "30000", None, pdf)
    lines = [json.loads(line) for each in AuditLog(audit_log).files() for line in each.read_text().splitlines()]
    exports = [(each["user"], each["subject"], each["detail"]) for each in lines if each["action"] == "export"]
    assert exports[-1] == ("carla", "customer 30000", "vat_proof (shell:ops)")  # after that of the question
    assert pdf.read_bytes().startswith(b"%PDF")

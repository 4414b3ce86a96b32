"""Section [hub] of clientinfo.toml."""

from pathlib import Path

import pytest

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.settings import read_settings
from hub.configuration.hub_settings import hub_settings
from hub.configuration.machine_users import check_proxy_users
from hub.configuration.state_folder import hub_state
from hub.web.caller import TrustedProxies


def settings(folder: Path, text: str):
    (folder / "clientinfo.toml").write_text(text)
    return read_settings(folder / "clientinfo.toml")


def test_without_a_section_everything_has_its_default(tmp_path: Path) -> None:
    hub = hub_settings(settings(tmp_path, ""))
    assert (hub.port, hub.login, hub.address) == (8000, "accounts", "127.0.0.1")


def test_the_environment_overrides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTINFO_HUB__IDLE_MINUTES", "0.5")
    monkeypatch.setenv("CLIENTINFO_HUB__FORKED_KERNELS", "false")
    hub = hub_settings(settings(tmp_path, "[hub]\nport = 9000\n"))
    assert (hub.port, hub.idle_minutes, hub.forked_kernels) == (9000, 0.5, False)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("prot = 1", "prot"),
        ('port = "x"', "port"),
        ('login = "pam"', "login"),
        # what would let nobody in, keep every page for ever, or end each at once
        ("port = 0", r"port"),
        ("hub_port = 65536", r"hub_port"),
        ("sessions_at_most = 0", r"sessions_at_most"),
        ("sessions_per_user = -1", r"sessions_per_user"),
        ("idle_minutes = nan", r"idle_minutes"),
        ("idle_minutes = 0", r"idle_minutes"),
        ("abandoned_seconds = inf", r"abandoned_seconds"),
        ("start_seconds = -1", r"start_seconds"),
        ("message_seconds = nan", r"message_seconds"),
        ("warn_seconds = -1", r"warn_seconds"),
        ("kernel_megabytes = -1", r"kernel_megabytes"),
        # everybody behind a proxy that is not known has one address, and one brake
        ('trusted_proxies = ["10.0.0.0/8"]', r"trusted_proxies has '10.0.0.0/8'"),
        ('trusted_proxies = ["::1", "proxy.example"]', r"trusted_proxies has 'proxy.example'"),
        ("trusted_proxy_users = [-1]", r"trusted_proxy_users"),
        ('pages = ["10.0.0.2:8100"]', r"pages has '10.0.0.2:8100'"),
        ('database = "hub.sqlite"', r"database is not an SQLAlchemy URL"),  # else a file where the Hub was started
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        hub_settings(settings(tmp_path, f"[hub]\n{line}\n"))


def test_whose_process_a_proxy_is_has_to_be_known_where_the_publication_starts(tmp_path: Path) -> None:
    """A machine with pages, or one where somebody looks a customer up, reads the same file and need not have that user."""
    read = [
        hub_settings(settings(tmp_path, f"[hub]\ntrusted_proxy_users = {users}\n"))
        for users in ('["www-data", 4711]', '["www-data", "envoi"]')
    ]
    check_proxy_users(read[0])
    with pytest.raises(SettingsError, match=r"trusted_proxy_users has 'envoi', and this machine has no such"):
        check_proxy_users(read[1])
    assert TrustedProxies.of((), read[0].trusted_proxy_users).owners >= {4711}


def test_analysts_with_accounts_of_the_machine_need_the_group_that_says_who_they_are(tmp_path: Path) -> None:
    """Else the account of the machine's own administrator is one of them, by a login name."""
    mode = '[hub]\nanalysts = "system-users"\n'
    with pytest.raises(SettingsError, match="snapshot_readers"):
        hub_settings(settings(tmp_path, mode))
    assert hub_settings(settings(tmp_path, f'snapshot_readers = "games"\n{mode}')).analysts == "system-users"


def test_keys_stay_the_same_and_are_for_their_owner_only(tmp_path: Path) -> None:
    state = hub_state(settings(tmp_path, ""))
    first = state.secrets()
    assert hub_state(settings(tmp_path, "")).secrets() == first
    assert len({first.service, first.proxy, first.shell, first.cookie}) == 4
    assert (state.folder.stat().st_mode & 0o777, (state.folder / "secrets.json").stat().st_mode & 0o777) == (
        0o700,
        0o600,
    )

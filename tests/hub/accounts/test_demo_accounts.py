import json
import stat

from clientinfo_kernel.settings import read_settings
from hub.accounts.bootstrap import open_door
from hub.accounts.demo_accounts import ensure_demo_accounts
from hub.configuration.state_folder import hub_state
from tests.hub.accounts.hub_process import running_hub, write_settings
from tests.hub.accounts.visitor import Visitor

NAMES = {"service", "sales", "accounting", "controlling", "analyst", "privacy", "release", "admin"}


def test_one_account_per_role_that_logs_in_without_changing_its_password(tmp_path):
    settings = write_settings(tmp_path)
    state = hub_state(read_settings(settings))
    logins = ensure_demo_accounts(state)
    assert set(logins) == NAMES
    assert len(set(logins.values())) == 8
    file = tmp_path / "var" / "demo-logins.json"
    assert json.loads(file.read_text()) == logins
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with running_hub(settings) as hub:
        assert ensure_demo_accounts(state) == logins
        for name, password in logins.items():
            browser = Visitor(hub.port)
            assert browser.login(name, password).location == "/services/clientinfo/"
            model = Visitor(hub.port).ask("GET", "/hub/api/user", Authorization=f"token {browser.page_token()}").json
            assert (model["groups"], model["admin"]) == (([], True) if name == "admin" else ([name], False))


def test_what_is_lost_is_made_again_and_the_rest_stays(tmp_path):
    state = hub_state(read_settings(write_settings(tmp_path)))
    logins = ensure_demo_accounts(state)
    with open_door(state) as door:
        door.delete("sales")
    remaining = {name: password for name, password in logins.items() if name != "service"}
    state.demo_logins_file.write_text(json.dumps(remaining))
    again = ensure_demo_accounts(state)
    assert set(again) == NAMES
    assert again["service"] != logins["service"]
    assert {name: again[name] for name in remaining} == remaining
    with open_door(state) as door:
        assert {account.name for account in door.accounts()} == NAMES

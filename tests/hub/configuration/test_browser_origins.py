"""Where browsers come to, and that analysts' JupyterLab is elsewhere."""

import pytest

from clientinfo_kernel.errors import SettingsError
from hub.configuration.browser_origins import BrowserOrigins, browser_origins
from hub.configuration.hub_settings import HubSettings, hub_settings
from tests.hub.configuration.test_hub_settings import settings


def test_nobody_has_a_laboratory_by_default() -> None:
    assert HubSettings().analysts == "off"
    assert browser_origins(HubSettings(), 8000) == BrowserOrigins("http://localhost:8000", "")


def test_on_one_machine_it_has_a_name_below_localhost() -> None:
    hub = HubSettings(analysts="system-users")
    assert browser_origins(hub, 8100) == BrowserOrigins("http://localhost:8100", "http://lab.localhost:8100")


def test_both_names_are_the_operator_s() -> None:
    hub = HubSettings(
        analysts="docker", public_url="https://Kunden.house.test/", analysts_url="https://lab.house.test:444/"
    )
    assert browser_origins(hub, 8000) == BrowserOrigins("https://kunden.house.test", "https://lab.house.test:444")


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('analysts = "same-user"', "analysts_may_read_everything"),
        ('analysts = "docker"\npublic_url = "https://house.test/"', "analysts_url"),
        ('analysts = "docker"\nanalysts_url = "https://lab.house.test/"', "public_url"),
        # A port separates no cookies.
        ('analysts = "docker"\npublic_url = "https://house.test/"\nanalysts_url = "https://HOUSE.test:444/"', "port"),
        ('analysts = "docker"\npublic_url = "https://house.test/"\nanalysts_url = "http://lab.house.test/"', "https"),
        ('public_url = "house.test"', "public_url"),
        ('public_url = "https://house.test:x/"', "public_url"),
    ],
)
def test_what_does_not_separate_is_refused(tmp_path, lines: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        hub_settings(settings(tmp_path, f"[hub]\n{lines}\n"))


def test_the_explicit_word(tmp_path) -> None:
    text = '[hub]\nanalysts = "same-user"\nanalysts_may_read_everything = true\n'
    assert hub_settings(settings(tmp_path, text)).analysts == "same-user"

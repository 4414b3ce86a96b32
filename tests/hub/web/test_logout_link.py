"""Which address of a logout one of our pages wrote, for the login of the browser that opens it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from hub.web.logout_link import is_meant, logout_link

KEY, SESSION = "shared by the Hub and the pages", "5f0c"


def proof(address: str) -> str:
    return parse_qs(urlsplit(address).query).get("proof", [""])[0]


def test_our_own_link_is_meant_for_its_login_alone() -> None:
    own = proof(logout_link("/hub/logout", SESSION, KEY))
    assert is_meant(own, SESSION, KEY)
    assert own == proof(logout_link("/services/clientinfo/logout", SESSION, KEY))
    assert not is_meant(own, "another login", KEY)
    assert not is_meant(own, "", KEY)
    assert not is_meant(proof(logout_link("/hub/logout", SESSION, "another house")), SESSION, KEY)
    assert SESSION not in own
    assert len(own) == 32


@pytest.mark.parametrize("given", ["", "0", "x" * 32, "ä\ud800", "null"])
def test_no_other_is(given: str) -> None:
    assert not is_meant(given, SESSION, KEY)
    assert not is_meant(given, "", KEY)


def test_where_nobody_is_logged_in_there_is_nothing_to_prove() -> None:
    assert logout_link("/hub/logout", "", KEY) == "/hub/logout"

"""What is believed of a person: the signed token. OpenID Connect Core 5.3.2 lets userinfo say anything else."""

from hub.configuration.login_settings import OidcSettings
from hub.login.claims import believed, claim, groups
from hub.login.oidc_login import OidcAuthenticator

OPENS = ("preferred_username", "realm.groups", "email_verified")
SHOWN = ("name", "email")


def test_what_opens_something_is_believed_of_the_signed_token_alone() -> None:
    verified = {"sub": "1", "preferred_username": "anna", "name": "Anna"}
    more = {"sub": "1", "preferred_username": "admin", "realm": {"groups": ["IT"]}, "email_verified": True,
            "email": "anna@house.test", "name": "Somebody", "iss": "x"}  # fmt: skip
    assert believed(verified, more, shown=SHOWN, opens=OPENS) == verified | {"email": "anna@house.test"}


def test_a_claim_that_opens_is_not_shown_either_where_it_has_two_uses() -> None:
    """The login name is the address: then userinfo has no word about it."""
    found = believed({"sub": "1"}, {"email": "chef@house.test"}, shown=SHOWN, opens=("email", "groups"))
    assert found == {"sub": "1"}


def test_a_way_to_a_nested_claim_counts_by_its_beginning() -> None:
    more = {"realm": {"name": "Anna", "groups": ["IT"]}}
    assert believed({}, more, shown=("realm.name",), opens=("realm.groups",)) == {}
    assert believed({}, more, shown=("realm.name",), opens=("groups",)) == more


def test_without_a_setting_the_groups_stand_where_most_providers_put_them() -> None:
    settings = OidcSettings(issuer="https://login.autohaus.test", client_id="clientinfo")
    for way in (settings.groups_claim, OidcAuthenticator.groups_claim.default_value):
        assert groups(claim({"sub": "1", "groups": ["IT", "Verkauf"]}, way)) == {"IT", "Verkauf"}

import pytest

from clientinfo_kernel.access.rights import GRANTS, viewer
from widgets.texts.language import session
from widgets.texts.signed_in import ROLE_NAMES, signed_in


def who(name, roles=""):
    return signed_in(viewer({"CLIENTINFO_USER": name, "CLIENTINFO_ROLES": roles}))


def test_nobody_is_signed_in_outside_of_the_service():
    assert signed_in(viewer({})) is None


def test_roles_are_named_in_the_order_of_the_house():
    with session("de"):
        assert who("petra.koenig", "controlling,sales").roles == "Verkauf, Controlling"
        assert who("chef", "admin").roles == "Administration"
        assert who("neu").roles == "ohne Rolle"
    with session("en"):
        assert who("petra.koenig", "controlling,sales").roles == "Sales, Controlling"


@pytest.mark.parametrize(
    ("name", "initials"),
    [("petra.koenig", "PK"), ("p_k-lang", "PK"), ("sales", "SA"), ("anna.ott@haus.example", "AO"), ("ö", "Ö")],
)
def test_initials(name, initials):
    assert who(name).initials == initials


def test_people_are_called_by_their_full_name():
    found = signed_in(
        viewer({"CLIENTINFO_USER": "pk", "CLIENTINFO_ROLES": "sales", "CLIENTINFO_FULL_NAME": "Petra König"})
    )
    assert (found.name, found.initials) == ("Petra König", "PK")


def test_every_role_has_a_name():
    assert set(ROLE_NAMES) == {"admin", *GRANTS}

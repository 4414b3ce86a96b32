"""What a page's kernel knows."""

from datetime import UTC, datetime

from clientinfo_kernel.access.rights import Viewer, viewer
from hub.service.app_catalogue import App
from hub.service.hub_identity import Person
from hub.service.kernel_environment import accounts_environment, kernel_environment

SECRETS = {
    "JUPYTERHUB_API_TOKEN": "s1",
    "CLIENTINFO_COOKIE_SECRET": "s2",
    "CONFIGPROXY_AUTH_TOKEN": "s3",
    "CLIENTINFO_SOURCES__LEDGER__PASSWORD": "s4",
    "AWS_SECRET_ACCESS_KEY": "s5",
    "CLIENTINFO_HUB__OIDC__CLIENT_SECRET": "s6",
}


def test_no_secret_of_the_service_reaches_a_kernel() -> None:
    own = {**SECRETS, "PATH": "/bin", "CLIENTINFO_SETTINGS": "/etc/clientinfo.toml"}
    found = kernel_environment(Person("anna", frozenset({"sales"})), "customer=1", own)
    assert not set(found.values()) & set(SECRETS.values())
    assert found["PATH"] == "/bin"
    assert found["CLIENTINFO_SETTINGS"] == "/etc/clientinfo.toml"


def test_who_a_kernel_works_for_comes_from_the_hub_alone() -> None:
    forged = {"CLIENTINFO_USER": "chef", "CLIENTINFO_ROLES": "controlling", "CLIENTINFO_ACCOUNTS_TOKEN": "x"}
    found = kernel_environment(Person("anna", frozenset({"sales", "service"})), "CLIENTINFO_ROLES=admin", forged)
    assert (found["CLIENTINFO_USER"], found["CLIENTINFO_ROLES"]) == ("anna", "sales,service")
    assert "CLIENTINFO_ACCOUNTS_TOKEN" not in found


def test_a_kernel_knows_what_its_person_is_called_and_where_they_work() -> None:
    forged = {"CLIENTINFO_FULL_NAME": "x", "CLIENTINFO_BRANCH": "x", "CLIENTINFO_ACCOUNT_SINCE": "2000-01-01T00:00Z"}
    made = datetime(2026, 11, 29, 8, 15, tzinfo=UTC)
    petra = Person(
        "pk", frozenset({"sales"}), full_name="Petra König", branch="Naila", since="2026-11-29T08:15:00+00:00"
    )
    assert viewer(kernel_environment(petra, "", forged)) == petra.viewer
    assert petra.viewer == Viewer("pk", frozenset({"sales"}), "Petra König", "Naila", since=made)
    assert viewer(kernel_environment(Person("pk", frozenset()), "", forged)).since is None


def test_somebody_without_a_role_is_not_taken_for_the_shell() -> None:
    found = kernel_environment(Person("new", frozenset()), "", {})
    assert (found["CLIENTINFO_USER"], found["CLIENTINFO_ROLES"]) == ("new", "")


def users_app(*roles: str, needs: frozenset[str] = frozenset({"accounts"})) -> App:
    return App("users.ipynb", "Benutzer", "", "key", frozenset(roles), 90, needs)


def test_an_administrator_s_token_goes_to_the_app_that_needs_the_accounts() -> None:
    adam = Person("adam", frozenset({"admin"}), token="adams-token")
    given = {"CLIENTINFO_ACCOUNTS_URL": "http://hub/accounts", "CLIENTINFO_ACCOUNTS_TOKEN": "adams-token",
             "CLIENTINFO_ANALYSTS": "docker"}  # fmt: skip
    # Another role that may open the page takes nothing from the administrator.
    for app in (users_app("admin"), users_app("admin", "privacy")):
        assert accounts_environment(app, adam, "http://hub/accounts", "docker") == given
    assert accounts_environment(users_app("admin", needs=frozenset()), adam, "http://hub/accounts", "docker") == {}


def test_no_other_person_s_token_leaves_the_service() -> None:
    dora = Person("dora", frozenset({"privacy"}), token="doras-token")
    assert accounts_environment(users_app("admin", "privacy"), dora, "http://hub/accounts", "docker") == {}


def test_a_cold_kernel_has_few_threads() -> None:
    found = kernel_environment(Person("anna", frozenset()), "", {"OMP_NUM_THREADS": "64"})
    assert found["OMP_NUM_THREADS"] == found["OPENBLAS_NUM_THREADS"] == found["MKL_NUM_THREADS"] == "1"
    assert 1 <= int(found["POLARS_MAX_THREADS"]) <= 4


def test_a_page_begins_in_the_language_of_its_reader() -> None:
    anna = Person("anna", frozenset())
    assert kernel_environment(anna, "", {"CLIENTINFO_LANGUAGE": "de"}, language="en")["CLIENTINFO_LANGUAGE"] == "en"
    assert kernel_environment(anna, "", {})["CLIENTINFO_LANGUAGE"] == "de"

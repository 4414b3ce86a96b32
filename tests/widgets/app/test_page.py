import ipywidgets
import lxml.html
import pytest

from widgets.app.data_state import DataState
from widgets.app.page import AppPage
from widgets.texts.language import N_, language, session

TITLE = N_("Offene Posten")


@pytest.fixture
def user(monkeypatch):
    monkeypatch.setenv("CLIENTINFO_USER", "petra.koenig")
    monkeypatch.setenv("CLIENTINFO_ROLES", "sales,controlling")


def say(page, **message):
    page.bridge._on_message(page.bridge, message, [])


def test_an_app_without_search_has_its_title_in_the_bar_and_the_browser_s_tab():
    page = AppPage(TITLE, house="Haus & Hof")
    assert lxml.html.fromstring(page._middle.value).text == "Offene Posten"
    assert page.bridge.page_title == "Offene Posten · clientinfo"
    bar = lxml.html.fromstring(page._brand.value)
    assert "Haus & Hof" in bar.text_content()
    assert bar.xpath("//a[@data-ci-apps]")
    assert bar.xpath("//a[@data-ci-skip]")


def test_a_page_of_ones_own_bears_the_name_of_the_house_without_being_told(tmp_path, monkeypatch):
    settings = tmp_path / "clientinfo.toml"
    settings.write_text('house = "Autohaus Südhof"\n')
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(settings))
    assert "Autohaus Südhof" in AppPage(TITLE)._brand.value
    settings.unlink()
    assert "Südhof" not in AppPage(TITLE)._brand.value


def test_what_is_shown_replaces_what_stood_there():
    page = AppPage(TITLE)
    first, second = ipywidgets.HTML("1"), ipywidgets.HTML("2")
    page.show(first)
    page.show(second, first)
    assert page._main.children == (second, first)


@pytest.mark.usefixtures("user")
def test_the_user_menu_has_the_name_and_the_roles():
    page = AppPage(TITLE)
    assert page._tools.user == {"name": "petra.koenig", "initials": "PK", "roles": "Verkauf, Controlling"}


def test_nobody_in_particular_has_no_menu():
    assert AppPage(TITLE)._tools.user == {}


@pytest.mark.usefixtures("user")
def test_another_language_says_the_frame_anew_and_lets_the_app_draw():
    drawn = []
    with session("de"):
        page = AppPage(TITLE, redraw=lambda: drawn.append(language()))
        say(page, do="hello", language="en")
        assert drawn == ["en"]
        assert page.bridge.page_title == "Open items · clientinfo"
        assert "Open items" in page._middle.value
        assert page._tools.user["roles"] == "Sales, Controlling"
        assert page._session.texts["work_on"] == "Keep working"
        # The same again, or none that there is, changes nothing.
        say(page, do="hello", language="en")
        say(page, do="hello", language=["en"])
        page._tools._on_message(page._tools, {"do": "language", "language": "xx"}, [])
        assert drawn == ["en"]
        page._tools._on_message(page._tools, {"do": "language", "language": "de"}, [])
        assert drawn == ["en", "de"]


def test_an_error_in_the_app_is_an_incident_without_its_text(capfd):
    def fails(_message):
        raise ValueError("secret")

    page = AppPage(TITLE, receive=fails)
    say(page, do="anything")
    logged = capfd.readouterr().err
    assert "message anything" in logged
    assert "secret" not in logged


def test_freshness_is_shown_only_where_the_app_says_it():
    page = AppPage(TITLE)
    assert page._tools.state == {}
    page.show_state(DataState("Stand 06:15", "ok", ()))
    assert page._tools.state["label"] == "Stand 06:15"


def test_the_kernel_answers_the_session_s_ping_and_nothing_else():
    page = AppPage(TITLE)
    sent = []
    page._session.send = sent.append
    page._session._on_message(page._session, {"do": "ping"}, [])
    page._session._on_message(page._session, {"do": ["ping"]}, [])
    page._session._on_message(page._session, "ping", [])
    assert sent == [{"do": "pong"}]

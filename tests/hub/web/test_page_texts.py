"""The pages without a kernel speak the language of who reads them: every text, in both languages."""

import asyncio
import re
import string
from collections.abc import Iterator
from html import unescape
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import nodes
from tornado import web
from tornado.httpclient import AsyncHTTPClient
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from clientinfo_kernel.settings import Settings
from hub.accounts.account import NewAccount
from hub.accounts.configure_accounts import page_variables
from hub.web.away_page import away_page, write_away_page
from hub.web.page_templates import templates
from hub.web.page_texts import LANGUAGE_COOKIE, RequestLanguage, _, ngettext, requested_language, translate
from tests.hub.web.catalogue import PACKAGE, forms, page_messages
from tests.loops import finish
from widgets.texts.language import LANGUAGES, Language, language, session

PO = PACKAGE / "locale/en/LC_MESSAGES/clientinfo.po"
TEMPLATES = sorted(path for path in (PACKAGE / "templates").rglob("*") if path.is_file())
# Names, and what is the same in both languages.
SAME = {"clientinfo", "JupyterLab", "MB", "Musterbetrieb", "GmbH"}


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name is not None}


def entry(message: Any) -> str:
    return "\n".join(f'msgid "{form}"' for form in forms(message)) + '\nmsgstr ""\n'


@pytest.fixture(scope="module")
def english() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def english_of_the_apps() -> Catalog:
    with (PACKAGE.parent / "widgets/locale/en/LC_MESSAGES/clientinfo.po").open("rb") as file:
        return read_po(file, locale="en")


def test_every_text_has_an_english_translation(english: Catalog, english_of_the_apps: Catalog) -> None:
    missing = []
    for message, place in page_messages().items():
        known = english.get(forms(message)[0]) or english_of_the_apps.get(forms(message)[0])
        if known is None or not all(forms(known.string)) or known.fuzzy:
            missing.append(f"#: {place}\n{entry(message)}")
    assert not missing, f"translate these in {PO}:\n\n" + "\n".join(missing)


def test_no_translation_outlived_its_text_or_lost_a_placeholder(english: Catalog) -> None:
    used = {forms(message)[0] for message in page_messages()}
    assert [message.id for message in english if message.id and forms(message.id)[0] not in used] == []
    for message in english:
        for source, translated in zip(forms(message.id), forms(message.string), strict=True):
            assert not message.id or placeholders(source) == placeholders(translated), source
        assert not list(message.check(english)), message.id


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE / "templates").as_posix())
def test_a_template_has_no_text_that_cannot_be_translated(path: Path) -> None:
    tree = jinja2.Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    page = "".join(part.data if isinstance(part, nodes.TemplateData) else "\0" for part in parts(tree))
    labels = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', page)
    texts = re.sub(r"<(script|style)\b.*?</\1>|<!.*?>|<[^>]*>", " ", page, flags=re.DOTALL)
    words = re.findall(r"[^\W\d_]{2,}", " ".join([unescape(texts), *labels]))
    assert set(words) <= SAME


def parts(tree: nodes.Template) -> Iterator[nodes.Node]:
    """What a template writes, in order: its own text, and expressions."""
    for output in tree.find_all(nodes.Output):
        yield from output.nodes


HUB_PAGE: dict[str, Any] = {
    "base_url": "/hub/", "prefix": "/", "login_url": "/hub/login", "logout_url": "/hub/logout", "xsrf": "x",
    "user": SimpleNamespace(name="anna", url="/user/anna", escaped_name="anna"), "username": "anna", "minimum": 10,
    "new": NewAccount(name=""), "start": "/", "enable_signup": True, "spawn_url": "/hub/spawn", "progress_url": "/p",
    "oauth_client": SimpleNamespace(description="Programm"), "scope_descriptions": [], "allowed_scopes": [],
}  # fmt: skip
SERVICE_PAGE: dict[str, Any] = {
    "base_url": "/services/clientinfo/", "links": {"home": "/", "logout": "/l", "password": "/p", "lab": "/lab"},
    "user": SimpleNamespace(name="anna", initials="A", roles="S"), "house": "Nordhof", "apps": [], "has_role": True,
}  # fmt: skip
BRANCHES: dict[str, list[Any]] = {
    "status_code": [400, 403, 404, 424, 429, 500, 503], "of_person": [True, False], "done": [True, False],
    "sent": [True, False], "failed": [True, False], "logged_out": [True, False], "own_passwords": [True, False],
}  # fmt: skip


def rendered(page: jinja2.Template, source: str, context: dict[str, Any]) -> str:
    """A page in each of its branches, as one text."""
    names = [name for name in BRANCHES if re.search(rf"\b{name}\b", source)]
    cases = product(*(BRANCHES[name] for name in names))
    spawners = [
        SimpleNamespace(pending=pending, ready=ready) for pending, ready in (("stop", 0), ("spawn", 0), (0, 1), (0, 0))
    ]
    return "".join(
        page.render(context | dict(zip(names, case, strict=True)) | {"spawner": spawner})
        for case in cases
        for spawner in (spawners if "spawner" in source else [None])
    )


def hub_page(name: str) -> str:
    known = {
        key: value("anna") if callable(value) else value
        for key, value in page_variables(Settings(house="Nordhof")).items()
    }
    folder = PACKAGE / "templates" / "hub"
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True)
    return rendered(environment.get_template(name), (folder / name).read_text("utf-8"), known | HUB_PAGE)


def service_page(name: str) -> str:
    source = (PACKAGE / "templates" / "clientinfo" / name).read_text("utf-8")
    return rendered(
        templates().get_template(name), source, SERVICE_PAGE | {"contact": translate("Ihre Administration")}
    )


PAGES = [
    *((hub_page, name) for name in (
        "error.html", "first_password.html", "home.html", "login.html", "logout.html", "logout_question.html", "not_running.html",
        "oauth.html", "password.html", "signup.html", "spawn.html", "spawn_pending.html", "stop_pending.html",
    )),
    *((service_page, name) for name in ("away.html.j2", "error.html", "full.html.j2", "start.html.j2")),
]  # fmt: skip


@pytest.mark.parametrize(("page", "name"), PAGES, ids=lambda value: getattr(value, "__name__", value))
def test_a_page_is_whole_in_each_language(page: Any, name: str, english: Catalog, english_of_the_apps: Catalog) -> None:
    translated = {
        forms(message.id)[0]: forms(message.string)[0] for message in (*english_of_the_apps, *english) if message.id
    }
    shown: dict[Language, str] = {}
    for each in LANGUAGES:
        with session(each):
            shown[each] = unescape(page(name))
        assert set(re.findall(r'<html lang="(\w+)"', shown[each])) == {each}
    german = [text for text in translated if f">{text}<" in shown["de"]]
    assert german
    for text in german:
        assert f">{translated[text]}<" in shown["en"], text
    assert not re.search("[äöüßÄÖÜ]", re.sub(r"<[^>]*>", "", shown["en"]))


def test_the_page_for_an_absent_part_comes_in_the_reader_s_language(tmp_path: Path) -> None:
    with session("en"):
        assert "Unavailable at the moment" in away_page()
    with session("de"):
        assert "Im Moment nicht erreichbar" in away_page()
    # The proxy knows one file for everybody, whoever asks first.
    with session("en"):
        both = (write_away_page(tmp_path) / "error.html").read_text("utf-8")
    assert '<html lang="de"' in both
    assert both.index("Im Moment nicht erreichbar</h1>") < both.index('<div lang="en"><h2>Unavailable at the moment')
    with session("de"):
        assert 'lang="en"' not in away_page()


@pytest.mark.parametrize(
    ("cookie", "accepted", "spoken"),
    [
        (None, "", "de"),
        (None, "en-US,en;q=0.9", "en"),
        (None, "de-AT,de;q=0.9,en;q=0.8", "de"),
        (None, "en;q=0.5, de", "de"),
        (None, "fr-FR, en;q=0.4, de;q=0.3", "en"),
        (None, "fr, *;q=0.5", "de"),
        (None, "en;q=0", "de"),
        (None, "en;q=often, ;;,=", "de"),
        ("en", "de", "en"),
        ("de", "en", "de"),
        ("klingon", "en", "en"),
        ('"><script>', "", "de"),
    ],
)
def test_the_language_is_the_person_s_choice_else_the_browser_s(cookie: str | None, accepted: str, spoken: str) -> None:
    headers = HTTPHeaders(
        {"Host": "hub", "Accept-Language": accepted} | ({"Cookie": f"{LANGUAGE_COOKIE}={cookie}"} if cookie else {})
    )
    assert (
        requested_language(HTTPServerRequest(start_line=RequestStartLine("GET", "/", "HTTP/1.1"), headers=headers))
        == spoken
    )


def test_one_minute_is_no_minutes() -> None:
    form = (
        "Zu viele Versuche. Bitte warten Sie {count} Minute.",
        "Zu viele Versuche. Bitte warten Sie {count} Minuten.",
    )
    for each, one, ten in (("de", "1 Minute.", "10 Minuten."), ("en", "1 minute.", "10 minutes.")):
        with session(each):
            assert ngettext(*form, 1).endswith(f" {one}")
            assert ngettext(*form, 10).endswith(f" {ten}")


def test_the_language_switch_of_the_apps_writes_the_cookie_that_is_read_here() -> None:
    switch = (PACKAGE.parent / "widgets/assets/theme.js").read_text("utf-8")
    assert f"`{LANGUAGE_COOKIE}=${{language}}; path=/;" in switch


class Spoken(web.RequestHandler):
    """Says in which language it is, after all requests have arrived."""

    arrived: list[str]
    all_there: asyncio.Event

    def initialize(self, arrived: list[str], all_there: asyncio.Event) -> None:
        self.arrived, self.all_there = arrived, all_there

    async def get(self) -> None:
        self.arrived.append(language())
        if len(self.arrived) == 3:
            self.all_there.set()
        await self.all_there.wait()
        self.write(f"{language()} {_('Fehler {code}').format(code=1)}")


def test_requests_that_are_answered_at_once_keep_their_languages() -> None:
    async def ask(*accepted: str) -> list[tuple[str, str]]:
        shared: dict[str, Any] = {"arrived": [], "all_there": asyncio.Event()}
        server = web.Application([("/", Spoken, shared)], transforms=[RequestLanguage]).listen(0, "127.0.0.1")
        port = next(iter(server._sockets.values())).getsockname()[1]
        asked = [
            AsyncHTTPClient().fetch(f"http://127.0.0.1:{port}/", headers={"Accept-Language": each}) for each in accepted
        ]
        answers = [(answer.body.decode(), answer.headers["Vary"]) for answer in await asyncio.gather(*asked)]
        server.stop()
        await server.close_all_connections()
        return answers

    answers = finish(ask("en", "de", "en-GB"))
    assert [text for text, _vary in answers] == ["en Error 1", "de Fehler 1", "en Error 1"]
    assert {vary for _text, vary in answers} == {"Accept-Language, Cookie"}
    assert language() == "de"

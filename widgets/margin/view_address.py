"""The address of the page, which spells all that it shows: bookmarks, saved questions and the *back* button are addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin import DIMENSIONS, TARGET, Question
from clientinfo_kernel.margin.bridge import PARTS
from clientinfo_kernel.margin.what_if import Assumptions
from clientinfo_kernel.margin.year_before import comparable
from widgets.margin.view import BEFORE, LENGTHS, MOST_LENGTH, PIVOT, SHOWS, View, charted
from widgets.margin.words import ADDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from widgets.margin.view import Path

LONGEST, LONGEST_ID = 16_000, 64
MOST_FIELDS = 400
# What spells a question in an address.
_SPELLED = frozenset({"by", "where", "measures", "compare"})


def address_of(view: View) -> str:
    """Return the query of the page's address."""
    own = {
        "select": "" if view.selection is None else _written((view.selection[0], *view.selection[1])),
        "open": None if view.opened is None else " ".join(sorted(map(_written, view.opened))),
        "whole": " ".join(sorted(map(_written, view.whole))),
        "cell": None if view.cell is None else _written(view.cell),
        "rest": "1" if view.rest else "",
        "part": view.part,
        "customer": view.customer,
        "document": view.document,
        "of": view.year,
        "owner": view.owner,
        "side": view.side,
        "rows": "" if view.length == LENGTHS[0] else str(view.length),
        "show": "" if view.show == PIVOT else view.show,
        "saved": view.saved,
        "model": view.model,
        "columns": " ".join(view.added),
    }
    kept = {key: value for key, value in own.items() if value or (value == "" and key == "open")}
    return "?" + "&".join(part for part in (view.question.to_query(), urlencode(kept)) if part)


def is_spelled(view: View) -> bool:
    """Return whether the address of a page can be read again: one of very many values would be cut by browsers and proxies."""
    address = address_of(view)
    return len(address) <= LONGEST and address.count("&") < MOST_FIELDS


def view_at(search: str, first: View) -> View:
    """Read a page from its address. It is outside text: what is odd in it is as on the page at first.

    Args:
        search: The query, with or without its question mark.
        first: The page at first.
    """
    text = search.removeprefix("?")
    if not text or len(text) > LONGEST:
        return first
    try:
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return first
    own = dict(fields)
    question = _question(text, first.question)
    selected = _read(own.get("select", ""))
    view = View(
        question,
        (selected[0], selected[1:]) if len(selected) > 1 and selected[0] in DIMENSIONS else None,
        frozenset(map(_read, own["open"].split())) if "open" in own else None,
        frozenset(map(_read, own.get("whole", "").split())),
        show=own["show"] if own.get("show") in SHOWS else PIVOT,
        saved=own.get("saved", "")[:LONGEST_ID],
        model=_model(own.get("model", "")),
        added=tuple(each for each in ADDED if each in own.get("columns", "").split()),
    )
    return _with_origin(view, own)


def _with_origin(view: View, own: Mapping[str, str]) -> View:
    """Return the page with the origin that an address names, without one where it cannot be asked for."""
    cell = _read(own["cell"]) if "cell" in own else None
    if cell is None or len(cell) > len(view.levels):
        return view
    owner, year, customer = own.get("owner", ""), own.get("of", ""), own.get("customer", "")
    within = {**dict(view.within(cell)), **({"year": (year,)} if year else {})}
    try:
        replace(view.question, within=tuple(within.items()), by=())
    except QuestionError:
        return view
    # Without a comparison, and beside a target, there is neither a bridge nor another side.
    compared: Mapping[str, str] = own if view.question.compare not in {"", TARGET} else {}
    return replace(
        view,
        cell=cell,
        rest=own.get("rest") == "1" and len(cell) < len(view.levels),
        part=next((part for part in PARTS if part == compared.get("part")), ""),
        customer=customer,
        document=own.get("document", ""),
        year=year,
        owner=owner,
        side=BEFORE if compared.get("side") == BEFORE else "",
        length=next((each for each in (*LENGTHS, MOST_LENGTH) if str(each) == own.get("rows")), LENGTHS[0]),
    )


def _written(values: Iterable[str]) -> str:
    return "/" + "/".join(quote(value, safe="") for value in values)


def _read(text: str) -> Path:
    return tuple(unquote(value) for value in text.split("/")[1:] if value)


def _question(text: str, first: Question) -> Question:
    """Return the question in an address, with the levels and the measure of the first page where it names none."""
    try:
        found = Question.of_query(text)
    except QuestionError:
        return first
    asked = {key for key, _value in parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)}
    if not asked & _SPELLED:
        return first
    return replace(
        found,
        by=found.by or first.by,
        measures=charted(found.measures if "measures" in asked else ()) or first.measures,
        compare=comparable(found.compare, found.where),
    )


def _model(text: str) -> str:
    """Return the assumptions in an address; odd ones are none."""
    try:
        return Assumptions.of_words(text).words()
    except QuestionError:
        return ""

"""Kinds of cases that a house adds in its settings, with fields of their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add, Change, Conflict, Saved, Undo
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.house_cases import entity_of, house_case, unfolded
from clientinfo_kernel.sections.cases import CaseField, CaseKind, CaseSettings
from clientinfo_kernel.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.live.store import LiveStore

MEIER = "10012"
TYRES = CaseSettings(
    {
        "tyre_storage": CaseKind(
            "Reifeneinlagerung",
            (
                CaseField("place", "Lagerplatz"),
                CaseField("until", "Eingelagert bis", "date"),
                CaseField("price", "Preis", "amount"),
                CaseField("season", "Reifen", "choice", ("Sommer", "Winter")),
            ),
        )
    }
)
HOUSE_CASE = house_case(TYRES)
STORED: dict[str, Any] = {
    "kind": "tyre_storage",
    "status": "open",
    "text": "4 Räder",
    "tyre_storage.place": "R 17",
    "tyre_storage.until": "2012-11-01",
    "tyre_storage.price": "49.90",
    "tyre_storage.season": "Winter",
}


def stored(store: LiveStore) -> dict[str, Any]:
    (row,) = store.rows(CASE, MEIER)
    return unfolded(HOUSE_CASE, row)


def test_a_house_s_own_fields_are_typed_kept_and_told(store: LiveStore) -> None:
    saved = store.do(Add("a", MEIER, HOUSE_CASE, STORED))
    assert isinstance(saved, Saved)
    row = stored(store)
    assert (row["kind"], row["tyre_storage.place"], row["tyre_storage.until"]) == (
        "tyre_storage",
        "R 17",
        date(2012, 11, 1),
    )
    assert row["tyre_storage.price"] == Decimal("49.90")
    store.do(Change("c", MEIER, HOUSE_CASE, saved.entity_id, 1, {"tyre_storage.price": "59.90"}))
    event = store.history(entity_of("case", TYRES), saved.entity_id, MEIER)[0]
    assert (event.before, event.after) == (
        {"tyre_storage.price": Decimal("49.90")},
        {"tyre_storage.price": Decimal("59.90")},
    )
    store.do(Undo("u", MEIER, HOUSE_CASE, saved.entity_id))
    assert stored(store)["tyre_storage.price"] == Decimal("49.90")


def test_two_people_who_change_two_of_them_do_not_meet(store: LiveStore, other: LiveStore) -> None:
    saved = store.do(Add("a", MEIER, HOUSE_CASE, STORED))
    assert isinstance(saved, Saved)

    def changed(who: LiveStore, **values: object) -> Saved | Conflict:
        named = {f"tyre_storage.{name}": value for name, value in values.items()}
        return who.do(Change(f"{who.viewer.name}{values}", MEIER, HOUSE_CASE, saved.entity_id, 1, named))

    assert isinstance(changed(store, place="R 18"), Saved)
    assert isinstance(changed(other, season="Sommer"), Saved)
    conflict = changed(other, place="R 19")
    assert isinstance(conflict, Conflict)
    assert list(conflict.fields) == ["tyre_storage.place"]
    row = stored(store)
    assert (row["tyre_storage.place"], row["tyre_storage.season"], row["tyre_storage.until"]) == (
        "R 18",
        "Sommer",
        date(2012, 11, 1),
    )


def test_a_time_of_day_is_gone_with_a_kind_that_has_one_and_back_with_it(store: LiveStore) -> None:
    drive = {"kind": "test_drive", "status": "open", "text": "Kombi", "due_at": "2012-10-20", "due_time": "14:30"}
    case_id = store.do(Add("t1", MEIER, HOUSE_CASE, drive)).entity_id

    def becomes(kind: str, version: int) -> tuple[str, str | None]:
        store.do(Change(f"t{version + 1}", MEIER, HOUSE_CASE, case_id, version, {"kind": kind}))
        return held()

    def held() -> tuple[str, str | None]:
        (row,) = store.rows(HOUSE_CASE, MEIER)
        return row["kind"], row["due_time"]

    assert becomes("appointment", 1) == ("appointment", "14:30")
    assert becomes("tyre_storage", 2) == ("tyre_storage", None)
    store.do(Undo("u1", MEIER, HOUSE_CASE, case_id))
    assert held() == ("appointment", "14:30")
    assert becomes("complaint", 4) == ("complaint", None)


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("until", "morgen", "not_a_day"),
        ("price", "49,90", "not_an_amount"),
        ("season", "Herbst", "not_a_word"),
        ("rim", "Alu", "unknown_field"),
    ],
)
def test_what_cannot_stand_in_a_field_is_refused(store: LiveStore, field: str, value: str, rule: str) -> None:
    with pytest.raises(InputRefused) as caught:
        store.do(Add("a", MEIER, HOUSE_CASE, STORED | {f"tyre_storage.{field}": value}))
    assert (caught.value.field, caught.value.rule) == (f"tyre_storage.{field}", rule)
    with pytest.raises(InputRefused):
        store.do(Add("b", MEIER, CASE, {"kind": "tyre_storage", "text": "x", "status": "open"}))  # of another house


def test_the_settings_say_kinds_and_what_is_wrong_with_them(tmp_path: Path) -> None:
    file = tmp_path / "clientinfo.toml"

    def read(text: str) -> CaseSettings:
        file.write_text(text, "utf-8")
        return read_settings(file).cases

    kind = '[cases.kinds.tyre_storage]\ntitle = "Reifeneinlagerung"\n'
    place = '{name = "place", title = "Lagerplatz"}'
    assert read(f"{kind}fields = [{place}]") == CaseSettings(
        {"tyre_storage": CaseKind("Reifeneinlagerung", (CaseField("place", "Lagerplatz"),))}
    )
    wrong = {
        '[cases.kinds.complaint]\ntitle = "x"': r"cases\.kinds\.complaint: this kind is there already",
        '[cases.kinds."Reifen!"]\ntitle = "x"': r"a key has small letters",
        '[cases.kinds.tyres]\ntitle = ""': r"cases\.kinds\.tyres\.title",
        f"{kind}fields = [{place}, {place}]": r"fields\.place: each name is there once",
        f'{kind}fields = [{{name = "s", title = "S", type = "choice"}}]': r"options = \[\.\.\.\] belong to",
        f'{kind}fields = [{{name = "s", title = "S", type = "money"}}]': r"Invalid enum value 'money'",
        **{
            f'{kind}fields = [{{name = "s", title = "S", type = "choice", options = {options}}}]': r"fields\.s\.options"
            for options in ('["a", ""]', '["a", "a"]', f'["{"x" * 201}"]')
        },
        f'{kind}[cases.kinds.wheels]\ntitle = "reifeneinlagerung"': r"another kind is called so",
        f"{kind}feilds = []": r"unknown field `feilds`",
    }
    for text, why in wrong.items():
        with pytest.raises(SettingsError, match=why):
            read(text)

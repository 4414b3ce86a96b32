"""Whose VAT ID is to be asked about is found for all customers at once, by the rules that hold for one."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.query.vat_form import is_formally_valid, spelled_plainly, surely_valid, written_plainly
from clientinfo_kernel.sections.vat import VatServices
from clientinfo_kernel.vat.checking import is_anybody

RIGHT, WRONG, AUSTRIA, GREECE, BELFAST, SWISS = (
    "DE136695976", "DE136695977", "ATU13585627", "EL094259216", "XI434031494", "CHE107787577",
)  # fmt: skip
OWN, TAX_OFFICE, VIES = "DE136695976", "http://evatr.example", "http://vies.example"


@pytest.mark.parametrize(
    ("services", "asked"),
    [
        # VIES answers about every member state, and about Northern Ireland
        (VatServices(None, "", VIES), {RIGHT, WRONG, AUSTRIA, GREECE, BELFAST}),
        # the tax office tells nothing about German IDs; that one is wrong is seen by its check digit
        (VatServices(OWN, TAX_OFFICE, ""), {WRONG, AUSTRIA, GREECE}),
        # and it wants the asking house's own ID
        (VatServices(None, TAX_OFFICE, ""), {WRONG}),
        (VatServices(None, "", ""), {WRONG}),
    ],
)
def test_somebody_can_be_asked_about_an_id(services: VatServices, asked: set[str]) -> None:
    every = pl.Series("vat_id", [RIGHT, WRONG, AUSTRIA, GREECE, BELFAST, SWISS, ""])
    assert set(every.filter(is_anybody(every, services))) == asked


@given(st.lists(st.text(" .:-/deatgrelxiDEGRß0123456789\t", max_size=20), min_size=1, max_size=20))
def test_a_column_is_written_plainly_as_each_of_its_values_is(ids: list[str]) -> None:
    column = pl.Series("vat_id", ids)
    assert column.to_frame().select(spelled_plainly("vat_id"))["vat_id"].to_list() == [*map(written_plainly, ids)]


# right ones, and what is one letter away from them; signs and marks that a cast to a number would take or drop
_GERMAN = st.sampled_from([RIGHT, "DE 136 695 976", WRONG, "DE+13669597", "DE-13669597", "DE012345679", "de136695976"])
_GERMAN |= st.from_regex(r"DE[0-9]{8,10}", fullmatch=True) | st.from_regex(
    r"(DE|AT|D)[0-9+_. \t٣]{7,11}", fullmatch=True
)


@given(st.lists(_GERMAN | st.none(), min_size=1, max_size=20))
def test_what_is_surely_valid_is_what_the_public_rules_say_of_a_german_one(ids: list[str | None]) -> None:
    sure = surely_valid(pl.Series("vat_id", ids, dtype=pl.String)).to_list()
    for each, is_sure in zip(ids, sure, strict=True):
        assert not is_sure or is_formally_valid(each or "")
        if (each or "").isascii() and len(each or "") == len(RIGHT) and (each or "")[2:].isdigit():
            assert is_sure == (is_formally_valid(each or "") and (each or "").startswith("DE"))

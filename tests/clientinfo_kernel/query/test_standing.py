"""How a customer stands, for roles that see the figures."""

from datetime import date

import polars as pl
import pytest

from clientinfo_kernel.access.rights import Access
from clientinfo_kernel.query.standing import standing
from clientinfo_kernel.query.tables import table_named


@pytest.mark.parametrize(
    ("items", "level"),
    [
        ([], 0),
        ([(10, 0), (20, 2)], 2),
        ([(10, None), (20, 1)], 1),
        ([(10, None), (20, 0)], None),
        ([(-10, None), (20, 0)], 0),
    ],
)
def test_a_dunning_level_that_no_list_says_is_no_level(items: list[tuple[int, int | None]], level: int | None) -> None:
    """Nobody is dunned for a credit; one level that is known is the least that the customer has."""
    frames = {
        "open_items": pl.DataFrame(items, {"balance": pl.Decimal(18, 2), "dunning_level": pl.Int32}, orient="row")
    }

    def rows(name: str, columns: tuple[str, ...]) -> pl.DataFrame:
        empty = pl.DataFrame(schema=table_named(name).columns)
        return frames.get(name, empty).select(columns)

    assert standing(rows, Access(receivables="yes"), date(2021, 12, 31))["dunning_level"] == level

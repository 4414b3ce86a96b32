"""Lines of a number that two orders have, delivered in pieces: whose they are, and which of them count."""

from __future__ import annotations

import polars as pl
import pytest

from clientinfo_kernel.ingest.order_beginnings import placed_lines

OLD, NEW = "A1@2023-03-02", "A1@2024-04-01"
ORDERS = pl.DataFrame({"order_number": ["A1", "A1"], "order_key": [OLD, NEW]})
FIRST, AGAIN = [("a", 1, 40), ("a", 2, 60)], [("b", 1, 25), ("b", 2, 5)]


def splits(*totals: tuple[str, int]) -> pl.DataFrame:
    rows = [(key, 1, total * 100) for key, total in totals]
    return pl.DataFrame(rows, {"order_key": pl.String, "split": pl.Int32, "total": pl.Int64}, orient="row")


BOTH = splits((OLD, 100), (NEW, 30))


@pytest.mark.parametrize(
    ("lines", "stated", "of_old", "older"),
    [
        pytest.param([*FIRST, *AGAIN], BOTH, [0, 1], [], id="each order once"),
        pytest.param([*FIRST, ("b", 1, 20), ("b", 2, 5), ("c", 1, 25)], BOTH, [0, 1], [2], id="this year's line corrected"),
        pytest.param([("a", 1, 40), ("a", 2, 50), *AGAIN, ("c", 2, 60)], BOTH, [0, 1, 4], [1], id="last year's corrected"),
        pytest.param([("a", 1, 40), ("b", 1, 30), ("c", 2, 60)], BOTH, [0, 2], [], id="last year's second line comes late"),
        pytest.param([*FIRST, *AGAIN, *FIRST, *AGAIN], BOTH, None, [0, 1, 2, 3], id="both delivered again"),
        pytest.param([*FIRST, *AGAIN, *AGAIN], BOTH, [0, 1], [2, 3], id="this year's delivered again"),
        pytest.param([*FIRST, *AGAIN], splits((OLD, 100)), None, [0, 1], id="this year's split is not there: his twice"),
        # Nothing to go by: each beginning is the next order's, the last one the last's.
        pytest.param([*FIRST, *AGAIN, ("c", 1, 20)], splits((OLD, 0), (NEW, 0)), [0, 1, 2, 3], [0, 1], id="no totals"),
        pytest.param([*FIRST, *AGAIN], splits(), [0, 1], [], id="no splits"),
        pytest.param([*FIRST, *AGAIN], splits((OLD, 30), (NEW, 100)), [2, 3], [], id="in the other order"),
        pytest.param([*FIRST, *AGAIN], splits((OLD, 7), (NEW, 8)), [0, 1], [], id="totals of something else"),
    ],
)  # fmt: skip
def test_whose_lines_they_are_and_which_count(
    lines: list[tuple[str, int, int]], stated: pl.DataFrame, of_old: list[int] | None, older: list[int]
) -> None:
    frame = pl.DataFrame(
        [(file, line, amount * 100) for file, line, amount in lines],
        {"source_file": pl.String, "line": pl.Int32, "cents": pl.Int64}, orient="row",
    ).with_row_index("__row").with_columns(order_number=pl.lit("A1"), split=pl.lit(1, pl.Int32))  # fmt: skip
    placed = placed_lines(frame, ORDERS, stated)
    assert placed.filter("is_older")["__row"].to_list() == older
    if of_old is not None:
        assert placed.filter(pl.col("order_key") == OLD)["__row"].to_list() == of_old

"""Which record of a key counts where several files hold it."""

from pathlib import Path

import polars as pl
import pytest

from clientinfo_kernel.ingest.delivery import Delivery, FileRecord
from clientinfo_kernel.ingest.settled import CheckedPart
from clientinfo_kernel.ingest.settlement import settle
from data_sources.ledger.contract import PaymentTerms


def parts(folder: Path, *numbers: list[str]) -> list[CheckedPart]:
    made = []
    for at, keys in enumerate(numbers):
        place = folder / f"{at}.parquet"
        rows = pl.DataFrame({"number": keys}).with_columns(
            pl.lit(f"{at}.csv").alias("source_file"), pl.int_range(1, len(keys) + 1).alias("source_row")
        )
        rows.write_parquet(place)
        made.append(CheckedPart(place, f"{at}.csv", None, at))
    return made


@pytest.mark.parametrize(
    ("numbers", "gone"),
    [
        ([["10", "20"], ["30"]], {}),
        ([["10", "20", "30"], ["40"], ["30", "20"]], {0: [1, 2]}),
        ([["10"], ["20", "10"], ["10", "30"]], {0: [0], 1: [1]}),
    ],
)
def test_the_last_file_that_has_a_key_counts(
    tmp_path: Path, numbers: list[list[str]], gone: dict[int, list[int]]
) -> None:
    settled = settle("ledger", "payment_terms", PaymentTerms, parts(tmp_path, *numbers), tmp_path)
    assert {number: rows.to_list() for number, rows in settled.gone.items()} == gone
    assert {rule for rejects in settled.rejects for rule in rejects["rule"]} <= {"duplicate_key"}


def test_the_files_of_a_delivery_are_put_in_order_once() -> None:
    """Each mail of an inbox asks for its own: made anew each time, a refresh took as long as their number squared."""
    delivery = Delivery("inbox", "imap", "", (), records=(FileRecord("a.eml", "documents"),))
    assert delivery.by_file is delivery.by_file
    assert Delivery.from_json(delivery.to_json()) == delivery

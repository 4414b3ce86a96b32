"""One spelling of a document number per debtor: that of its claim, where only one spelling has claims."""

from typing import Any

import pytest

from clientinfo_kernel.ingest.movements.spellings import with_one_spelling
from tests.clientinfo_kernel.ingest.ledger_rows import posting, postings, roles
from tests.clientinfo_kernel.ingest.small_ledger import MAPPING, invoice, payment

SALE = invoice("2021-03-01", "119.00", "RE-21/5")
PAID = payment("2021-03-11", "119.00", "re 215")


def numbers(*rows: dict[str, Any]) -> list[str | None]:
    frame = postings(*rows)
    return with_one_spelling(frame, roles(frame, MAPPING)).collect()["document_ref1"].to_list()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param((SALE, PAID), ["RE-21/5", "RE-21/5"], id="a payment"),
        pytest.param((PAID, SALE), ["RE-21/5", "RE-21/5"], id="that came first"),
        pytest.param(
            (SALE, payment("2021-03-11", "119.00", "RE215")), ["RE-21/5", "RE-21/5"], id="a number without any mark"
        ),
        pytest.param(
            (invoice("2021-03-01", "119.00", "RE215"), PAID), ["RE215", "RE215"], id="a claim without any mark"
        ),
        pytest.param(
            (SALE, invoice("2021-03-02", "119.00", "re215", is_reversal=True)), ["RE-21/5", "RE-21/5"], id="a reversal"
        ),
        pytest.param(
            (SALE, invoice("2021-03-02", "119.00", "re215", tax_key="20")),
            ["RE-21/5", "RE-21/5"],
            id="one by its tax key",
        ),
        pytest.param(
            (SALE, posting("2021-03-05", "19.00", "S", "8300", "10012", document_ref1="re215")),
            ["RE-21/5", "RE-21/5"],
            id="a credit note",
        ),
        pytest.param(
            (posting("2021-03-01", "119.00", "H", "8300", "10012", document_ref1="RE-21/5"), PAID),
            ["RE-21/5", "RE-21/5"],
            id="the debtor on the right",
        ),
        pytest.param(
            (posting("2021-01-01", "119.00", "S", "10012", "9008", document_ref1="RE-21/5"), PAID),
            ["RE-21/5", "RE-21/5"],
            id="what the year opens with",
        ),
        pytest.param(
            (posting("2021-02-01", "119.00", "S", "10012", "1710", document_ref1="RE-21/5"), PAID),
            ["RE-21/5", "RE-21/5"],
            id="a deposit",
        ),
        pytest.param(
            (SALE, invoice("2021-04-01", "238.00", "RE215"), PAID), ["RE-21/5", "RE215", "re 215"], id="two claims"
        ),
        pytest.param((PAID, payment("2021-03-12", "1.00", "RE215")), ["re 215", "RE215"], id="no claim"),
        pytest.param(
            (SALE, posting("2021-03-11", "119.00", "S", "1200", "10013", document_ref1="re215")),
            ["RE-21/5", "re215"],
            id="another debtor",
        ),
        pytest.param((SALE, payment("2021-03-11", "119.00", None)), ["RE-21/5", None], id="no number"),
        pytest.param((SALE, payment("2021-03-11", "119.00", "0RE215")), ["RE-21/5", "0RE215"], id="a leading zero"),
    ],
)
def test_which_number_a_posting_has(rows: tuple[dict[str, Any], ...], expected: list[str | None]) -> None:
    assert numbers(*rows) == expected

"""Which movement a posting is: by the debtor's side and by the account on the other side."""

from datetime import date
from typing import Any

import pytest

from clientinfo_kernel.ingest.movements.booked import booked
from tests.clientinfo_kernel.ingest.ledger_rows import mapping, posting, postings, roles

MAPPING = mapping(
    (8000, 8999, "revenue", "unassigned", {}),
    (8700, 8799, "revenue_deduction", "unassigned", {}),
    (7000, 7999, "cost_of_goods", "unassigned", {}),
    (7800, 7899, "labour_cost", "unassigned", {}),
    (6000, 6999, "internal", "unassigned", {}),
    (2650, 2650, "dunning_charge", "unassigned", {}),
    (1590, 1590, "transfer", "unassigned", {}),
    (9500, 9500, "revenue", "unassigned", {}),
)
# The account against a debtor -> what it is when the debtor is charged, and when they are credited.
AGAINST = [
    ("8300", {}, ("invoice", "revenue_charged"), ("credit_note", "revenue_credited")),
    ("8300", {"circumstance": "31"}, *[("dunning_charge", "dunning_circumstance")] * 2),
    ("8300", {"circumstance": "40"}, *[("dunning_charge", "dunning_circumstance")] * 2),
    ("8300", {"circumstance": "32"}, ("invoice", "revenue_charged"), ("credit_note", "revenue_credited")),
    ("8300", {"booking_type": "AA"}, ("invoice", "revenue_charged"), ("credit_note", "revenue_credited")),
    ("9500", {}, ("invoice", "revenue_charged"), ("credit_note", "revenue_credited")),
    ("8735", {}, ("cash_discount", "cash_discount_withdrawn"), ("cash_discount", "cash_discount_account")),
    ("8750", {}, ("invoice", "revenue_charged"), ("credit_note", "deduction_account")),
    ("7300", {}, *[("other", "cost_charged")] * 2),
    ("7800", {}, *[("other", "cost_charged")] * 2),
    ("1000", {}, ("refund", "money_paid_out"), ("payment", "money_received")),
    ("1200", {}, ("refund", "money_paid_out"), ("payment", "money_received")),
    ("1360", {}, ("refund", "money_paid_out"), ("payment", "money_received")),
    ("1500", {}, ("refund", "paid_out_unknown_account"), ("payment", "money_received_unknown_account")),
    # What customers pay with lies between the accounts of tax in SKR03: interim accounts (card terminal, online), vouchers.
    *(
        (account, {}, ("refund", "paid_out_unknown_account"), ("payment", "money_received_unknown_account"))
        for account in ("1730", "1792", "1796")
    ),
    ("1460", {}, *[("transfer", "between_ledger_accounts")] * 2),
    ("1776", {}, ("invoice", "tax_apart"), ("credit_note", "tax_apart")),
    ("1590", {}, *[("transfer", "between_ledger_accounts")] * 2),
    ("1718", {}, ("deposit", "deposit_account"), ("deposit_offset", "deposit_account")),
    ("3970", {}, *[("other", "no_rule")] * 2),
    *(
        ("3970", {"booking_type": kind}, ("deposit", "deposit_type"), ("other", "no_rule"))
        for kind in ("AA", "AG", "AV")
    ),
    ("3970", {"booking_type": "SR"}, *[("other", "no_rule")] * 2),
    ("2400", {}, ("write_off", "write_off_recovered"), ("write_off", "write_off_account")),
    ("2650", {}, *[("dunning_charge", "dunning_account")] * 2),
    ("9008", {}, *[("opening_balance", "carried_forward")] * 2),
    ("10013", {}, *[("transfer", "between_personal_accounts")] * 2),
]  # fmt: skip
# Between two accounts of the general ledger.
WITHOUT_A_DEBTOR = [
    ("7300", "3970", ("other", "cost_posted")),
    ("7800", "3970", ("other", "cost_posted")),
    ("6100", "3970", ("internal", "internal_account")),
    ("1200", "1360", ("transfer", "between_ledger_accounts")),
    ("8300", "1000", ("transfer", "between_ledger_accounts")),
]


def movements(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    frame = postings(*({"document_ref1": f"R{place}", **row} for place, row in enumerate(rows)))
    found = booked(frame, roles(frame, MAPPING)).sort("source_row").collect()
    assert not {"on_debtor", "claim", "role", "account_class_other", "is_current_other"} & set(found.columns)
    return found.select("movement", "movement_reason").rows()


@pytest.mark.parametrize("debtor_first", [True, False], ids=["debtor first", "debtor second"])
def test_what_a_posting_on_a_debtor_is(*, debtor_first: bool) -> None:
    rows, expected = [], []
    for account, more, charged, credited in AGAINST:
        for side, kind in (("S", charged), ("H", credited)):
            turned = side if debtor_first else {"S": "H", "H": "S"}[side]
            sides = ("10012", account) if debtor_first else (account, "10012")
            rows.append(posting("2021-03-01", "11.90", turned, *sides, **more))
            expected.append((account, more, side, kind))
    found = movements(rows)
    assert [(*case[:3], kind) for case, kind in zip(expected, found, strict=True)] == expected


@pytest.mark.parametrize("turned", [False, True])
def test_what_a_posting_without_a_debtor_is(*, turned: bool) -> None:
    rows = [posting("2021-03-01", "11.90", "S", *((b, a) if turned else (a, b))) for a, b, _ in WITHOUT_A_DEBTOR]
    assert movements(rows) == [kind for _, _, kind in WITHOUT_A_DEBTOR]


def test_opening_a_bank_account_is_an_opening_balance() -> None:
    assert movements([posting("2021-01-01", "11.90", "S", "1200", "9008")]) == [("opening_balance", "carried_forward")]


def test_a_reversal_with_its_original_and_without_one() -> None:
    sold = posting("2021-03-01", "11.90", "S", "10012", "8300", document_ref1="X")
    back = {**sold, "posted_on": date(2021, 3, 9), "is_reversal": True}
    assert movements([sold, back, {**back, "document_ref1": "Y"}]) == [
        ("invoice", "revenue_charged"),
        ("reversal", "reverses_original"),
        ("reversal", "reversal_without_original"),
    ]

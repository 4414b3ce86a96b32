"""Every tab of every customer builds, down to the last detail, and its tables have the columns they name."""

import pytest

from widgets.panel import all_panels
from widgets.texts.language import session


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_brochures_customer(meier, every_panel, language):
    with session(language):
        assert every_panel(meier) > 50


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_customer_without_anything(nobody, every_panel, language):
    with session(language):
        assert every_panel(nobody) >= len(all_panels())


@pytest.mark.parametrize("answer", ["cases", "vehicles", "orders", "open_items", "inbox_invoices", "inbox_customers"])
def test_rows_of_which_only_the_keys_are_known(nobody, every_panel, answer):
    """What a poor source leaves out is left out on the screen, too."""
    required = {
        "cases": {"case_id": "C", "kind": "K", "text": "T", "status": "S", "is_open": True},
        "vehicles": {"vehicle_number": "V"},
        "orders": {"order": "1", "split": 1, "state": "open", "payer": "customer", "is_current": True},
        "open_items": {"kind": "R", "balance": 1, "amount": 1, "ageing": "not_due"},
        "inbox_invoices": {"entry_id": "I", "source_system": "X", "state": "error", "kind": "invoice"},
        "inbox_customers": {"entry_id": "I", "source_system": "X", "state": "error"},
    }
    nobody.rows[answer] = [required[answer]]
    assert every_panel(nobody) >= len(all_panels())

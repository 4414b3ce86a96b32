"""Whole tables for each role: what a role is not allowed to see it cannot read, in notebooks too."""

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from clientinfo_kernel.access.rights import ADMIN, ROLES, SHELL, Viewer
from clientinfo_kernel.errors import ColumnUnknown, NotPermitted, TableUnknown
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from clientinfo_kernel.query.permitted import permitted_row
from clientinfo_kernel.query.tables import TABLES

# The tables that each role reads, by the matrix of roles (design), written down once more.
EVERYBODY = {
    *("customers", "debtor_accounts", "identity_links", "contact_persons", "communication", "places", "vehicles"),
    *("recalls", "orders", "payer_orders", "order_lines", "appointments", "cases", "contact_events", "timeline"),
}
REVENUE = {"revenue", "invoices"}
RECEIVABLES = {
    *("open_items", "payments", "debtor_documents", "debtor_entries", "inbox_invoices", "inbox_customers", "documents"),
    *("inbox_unassigned", "unassigned_documents", "order_deposits"),
    *("ledger_open_items", "open_item_differences", "findings", "refused_rows"),
}
GROSS_PROFIT = {
    *("profit_entries", "gross_profit_invoices", "unassigned_entries", "ledger_months", "unmapped_accounts"),
    *(
        "margin_facts",
        "margin_cube",
        "customer_months",
        "fiscal_years",
        "account_mapping",
        "account_sums",
        "account_taxes",
        "ledger_postings",
    ),
}
READS = {
    "service": EVERYBODY,
    "sales": EVERYBODY | REVENUE,
    "accounting": EVERYBODY | REVENUE | RECEIVABLES,
    "controlling": EVERYBODY | REVENUE | RECEIVABLES | GROSS_PROFIT,
    "analyst": EVERYBODY | REVENUE | RECEIVABLES | GROSS_PROFIT,
    "privacy": EVERYBODY,
}
LEDGER = {"accounting", "controlling", "analyst"}


@pytest.fixture
def directory(demo_settings: Path) -> CustomerDirectory:
    return open_directory(demo_settings)


def seen_by(directory: CustomerDirectory, *roles: str) -> CustomerDirectory:
    return replace(directory, viewer=Viewer("anna", frozenset(roles)))


def test_each_table_of_a_snapshot_is_declared_and_each_declared_one_is_there(directory: CustomerDirectory) -> None:
    folder = directory._newest()[1].folder
    assert {path.stem for path in folder.glob("*.arrow")} == set(TABLES)
    assert {path.stem for path in folder.glob("*.offsets")} == {name for name, t in TABLES.items() if t.by_customer}
    for name, table in TABLES.items():
        assert directory.table(name).schema == table.columns, name


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reads_its_tables_and_no_other(directory: CustomerDirectory, role: str) -> None:
    seen = seen_by(directory, role)
    for name, table in TABLES.items():
        if name in READS[role]:
            assert seen.table(name, table.columns.names()[:1]).width == 1
        else:
            for columns in (None, table.columns.names()[:1]):
                with pytest.raises(NotPermitted):
                    seen.table(name, columns)
                with pytest.raises(NotPermitted):
                    seen.opened().table(name, columns)
                with pytest.raises(NotPermitted):
                    seen.opened().coded(name, columns)
                with pytest.raises(NotPermitted):
                    seen.opened().lazily(name, columns)
            with pytest.raises(NotPermitted):
                seen.opened().rows_at(name, pl.Series([0], dtype=pl.UInt32), table.columns.names()[:1])


@pytest.mark.parametrize("roles", [(), (ADMIN,), (ADMIN, "controlling")])
def test_who_sees_no_customer_reads_no_table(directory: CustomerDirectory, roles: tuple[str, ...]) -> None:
    for name in TABLES:
        with pytest.raises(NotPermitted):
            seen_by(directory, *roles).table(name)


@pytest.mark.parametrize("role", ROLES)
def test_the_credit_limit_is_no_column_for_who_sees_a_light(directory: CustomerDirectory, role: str) -> None:
    seen = seen_by(directory, role)
    if role in LEDGER:
        assert "credit_limit" in seen.table("customers").columns
        assert seen.table("customers", ["credit_limit"]).width == 1
    else:
        assert set(TABLES["customers"].columns) - set(seen.table("customers").columns) == {"credit_limit"}
        with pytest.raises(NotPermitted, match="credit"):
            seen.table("customers", ["customer_number", "credit_limit"])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("columns", [None, ["kind", "amount"], ["amount"]])
def test_the_timeline_has_the_events_of_a_role(
    directory: CustomerDirectory, role: str, columns: list[str] | None
) -> None:
    whole, seen = directory.table("timeline"), seen_by(directory, role).table("timeline", columns)
    assert seen.columns == (columns or whole.columns)
    ledger = {"invoice", "payment", "inbox"}
    expected = whole.filter(~whole["kind"].is_in(ledger)) if role not in LEDGER else whole
    assert 0 < expected.height == seen.height
    assert seen["amount"].to_list() == expected["amount"].to_list()


def test_rows_as_they_lie_in_their_file_pass_the_same_gate(directory: CustomerDirectory) -> None:
    service = seen_by(directory, "service").opened()
    assert "credit_limit" not in service.table("customers").columns
    assert service.coded("customers", ["customer_number", "name"]).rows.width == 2
    for columns in (None, ["credit_limit"]):
        with pytest.raises(NotPermitted, match="credit"):
            service.coded("customers", columns)
        with pytest.raises(NotPermitted, match="credit"):
            service.lazily("customers", columns)
    first = pl.Series([0], dtype=pl.UInt32)
    with pytest.raises(NotPermitted, match="credit"):
        service.rows_at("customers", first, ["name", "credit_limit"])
    with pytest.raises(NotPermitted):
        directory.opened().rows_at("timeline", first, ["kind"])
    # Which of its rows are allowed is asked of each row: as a whole it is nobody's.
    with pytest.raises(NotPermitted):
        directory.opened().coded("timeline")
    with pytest.raises(NotPermitted):
        directory.opened().lazily("timeline")
    with pytest.raises(NotPermitted):
        seen_by(directory).opened().customer_id("10012")


def test_what_is_allowed_is_read_as_it_was_asked_for(directory: CustomerDirectory) -> None:
    service, names = seen_by(directory, "service").opened(), ["customer_number", "name"]
    whole = directory.table("customers", names)
    assert service.table("customers", names).equals(whole)
    assert service.lazily("customers", names).collect().equals(whole)
    last = pl.Series([whole.height - 1], dtype=pl.UInt32)
    assert service.rows_at("customers", last, names).rows() == whole.tail(1).rows()


def test_a_customers_row_passes_the_same_gate(directory: CustomerDirectory) -> None:
    snapshot, customer_id = directory._newest()[1], directory.opened().customer_id("10012")
    assert customer_id is not None
    name = directory.customer("10012").header().name
    service = seen_by(directory, "service").viewer.access
    assert permitted_row(snapshot, "customers", service, customer_id, ("customer_number", "name")) == {
        "customer_number": "10012",
        "name": name,
    }
    billed = set(directory.table("open_items", ["customer_id"])["customer_id"])
    nobody = next(each for each in range(1000) if each not in billed)
    assert permitted_row(snapshot, "open_items", SHELL.access, nobody, ("balance",)) == {}
    for viewer, table, column in (
        (service, "customers", "credit_limit"),
        (service, "open_items", "balance"),
        (seen_by(directory).viewer.access, "customers", "name"),
    ):
        with pytest.raises(NotPermitted):
            permitted_row(snapshot, table, viewer, customer_id, (column,))


def test_a_condition_looks_at_what_is_allowed_alone(directory: CustomerDirectory) -> None:
    over = pl.col("credit_limit") > 5000
    limited = directory.table("customers", ["customer_number", "credit_limit"], over)
    assert limited.height > 0
    assert (limited["credit_limit"] > 5000).all()
    everybody = directory.table("customers", ["customer_number", "credit_limit"])
    assert limited.equals(everybody.filter(over))
    assert directory.table("customers", where=over).equals(directory.table("customers").filter(over))
    with pytest.raises(NotPermitted):
        seen_by(directory, "service").table("customers", ["customer_number"], over)
    payments = seen_by(directory, "service").table("timeline", ["text"], pl.col("kind") == "payment")
    assert payments.is_empty()
    with pytest.raises(ColumnUnknown):
        directory.table("customers", ["customer_number"], pl.col("limit") > 0)


def test_a_mistyped_name_is_said_before_anything_else(directory: CustomerDirectory) -> None:
    with pytest.raises(TableUnknown, match="no table 'vehicel'; did you mean 'vehicles'"):
        directory.table("vehicel")
    with pytest.raises(ColumnUnknown, match="'customers' has no column 'twon'; did you mean 'town'"):
        directory.table("customers", ["customer_number", "twon"])


def _open_names(names: Iterable[str]) -> set[str]:
    """Those without an underscore, and without the other spellings of a method that ``make mutants`` puts beside it."""
    return {name for name in names if not name.startswith("_") and "__mutmut_" not in name}


def test_ids_of_customers_are_for_those_who_see_customers(directory: CustomerDirectory) -> None:
    numbers = pl.Series(["10012", None, "1001", "99999", "10001"])
    ids = directory.opened().customer_ids(numbers)
    assert ids.to_list() == [*(directory.opened().customer_id(each or "") for each in numbers)]
    assert ids.null_count() == 3
    with pytest.raises(NotPermitted, match="customers"):
        seen_by(directory, ADMIN).opened().customer_ids(numbers)


def test_nothing_else_that_a_directory_or_a_file_shows_leads_to_rows(directory: CustomerDirectory) -> None:
    """What a notebook reaches by names without an underscore: these, and the file's questions (test_access)."""
    assert _open_names(dir(directory)) == {
        *("settings", "viewer", "key_date", "as_of", "customer", "search", "sources", "table", "verdict", "live"),
        *("open_cases", "state", "written", "last_change", "is_newest", "colleagues", "opened", "wrote_since"),
        *("calendars", "live_of_house", "keep_open", "vat_shares", "own_people", "is_model"),
    }
    assert _open_names(dir(directory.opened())) == {
        *("snapshot_id", "access", "coded", "customer_id", "customer_ids", "lazily", "rows_at", "table"),
        "words_of",
    }
    with pytest.raises(NotPermitted, match="customers"):
        seen_by(directory, ADMIN).opened().words_of("customers", "name")
    file = seen_by(directory, "service").customer("10012")
    assert _open_names(vars(file)) == {
        *("customer_id", "key_date", "access", "as_of", "account", "account_since", "own_names", "settings"),
    }


@pytest.mark.slow
def test_a_notebook_of_the_service_reads_no_open_items(demo_settings: Path) -> None:
    code = "from clientinfo_kernel.query.directory import open_directory; open_directory().table('open_items')"
    environment = {
        **os.environ,
        "CLIENTINFO_SETTINGS": str(demo_settings),
        "CLIENTINFO_USER": "anna",
        "CLIENTINFO_ROLES": "service",
    }
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "NotPermitted: your roles do not allow you to see receivables" in run.stderr


def test_the_shell_reads_everything(directory: CustomerDirectory) -> None:
    assert directory.viewer == SHELL
    assert directory.table("profit_entries", ["amount"]).height > 0

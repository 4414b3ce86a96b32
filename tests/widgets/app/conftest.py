"""A directory of two customers, without a snapshot, and three tabs instead of the shipped ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from clientinfo_kernel.access.rights import EVERYTHING, SHELL, Viewer
from clientinfo_kernel.errors import CustomerUnknown
from clientinfo_kernel.query import answers
from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.query.header import CustomerHeader
from clientinfo_kernel.query.written_rows import NOTHING_WRITTEN, WrittenRows
from clientinfo_kernel.query.written_table import written_schema
from clientinfo_kernel.search.hit import Hit
from clientinfo_kernel.settings import Settings
from tests.once import once_per_run
from tests.widgets.app.dialogs import write_two_customers
from tests.widgets.app.own_tabs import panel
from widgets.texts.language import session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from clientinfo_kernel.live.fields import Entity
    from widgets.panel import Panel

AS_OF = datetime(2012, 10, 11, 4, 15, tzinfo=UTC)
HEADER = CustomerHeader(
    customer_number="0815",
    name="Söhne & <Töchter> GmbH",
    kind="company",
    salutation=None,
    name_2=None,
    street="Weg 1",
    postal_code="01067",
    town="Dresden",
    country="DE",
    phone="0351 123456",
    email="post@soehne.example",
    web=None,
    vat_id="DE136695976",
    vat_id_formally_valid=True,
    days_to_pay=21,
    days_to_pay_last_12=14,
    days_to_pay_before=None,
    payment_delay_days=-2,
    paid_invoices=1234,
    open_balance=Decimal("500.00"),
    credit_limit=Decimal("1000.00"),
    credit_limit_exceeded=False,
    unposted_invoices=Decimal("0.00"),
    unbilled_orders=Decimal("0.00"),
    exposure=Decimal("500.00"),
    dunning_level=0,
    credit_rating="Kreditkunde",
    classification=None,
    payment_terms="30 NETTO",
    customer_group="55",
    remark=None,
    salesperson=None,
    debtor_accounts=("0815",),
    stale_sources=(),
    key_date=date(2012, 10, 11),
)


class HeaderOnly(CustomerFile):
    """A customer of whom only the header card is known."""

    access = EVERYTHING
    settings = Settings()

    def __init__(self, header: CustomerHeader) -> None:
        self._header = header

    @property
    def key_date(self) -> date:  # type: ignore[override]  # a field there
        return self._header.key_date

    def written(self) -> WrittenRows:
        return NOTHING_WRITTEN

    def written_rows(self, kind: str) -> list[Mapping[str, Any]]:  # noqa: ARG002  # nobody wrote anything
        return []

    def header(self) -> CustomerHeader:
        return self._header

    @property
    def customer_number(self) -> str:
        return self._header.customer_number


@dataclass
class TwoCustomers:
    """Stands in for the directory of a snapshot."""

    sources_rows: list[dict[str, Any]] = field(default_factory=list)
    settings: Settings = field(default_factory=lambda: Settings(house="Haus <1>"))
    as_of: datetime = AS_OF
    key_date: date = HEADER.key_date
    viewer: Viewer = SHELL
    headers: dict[str, CustomerHeader] = field(
        default_factory=lambda: {"0815": HEADER, "4711": replace(HEADER, customer_number="4711", name="Otto Ort")}
    )

    def customer(self, number: str) -> HeaderOnly:
        self.viewer.access.require("customers")
        if number not in self.headers:
            raise CustomerUnknown(number)
        return HeaderOnly(self.headers[number])

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        self.viewer.access.require("customers")
        if text in ("+49928255510", "+4992825559"):
            met = (("phone", "+49 9282 555-10"),)
            names = ["0815"] if text == "+49928255510" else ["0815", "4711"]
            return [Hit(each, self.headers[each].name, "Dresden", met, 1.0, None) for each in names]
        if text == "broken":
            raise RuntimeError("secret")
        return [Hit("0815", HEADER.name, "Dresden", (("town", "Dresden"),), 0.9, None, "Weg 1", date(1960, 3, 12))][
            :limit
        ]

    def verdict(self) -> None:
        """Nothing was checked."""

    def written(self, entity: Entity, _filled: str) -> pl.DataFrame:
        return pl.DataFrame(schema=written_schema(entity))

    def sources(self) -> pl.DataFrame:
        return pl.DataFrame(self.sources_rows, schema=answers.SOURCES)


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with session("de"):
        yield


@pytest.fixture
def directory() -> TwoCustomers:
    return TwoCustomers()


@pytest.fixture
def header() -> CustomerHeader:
    return HEADER


@pytest.fixture(scope="session")
def two_customers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings file of a house with two customers, refreshed for real."""
    return once_per_run(tmp_path_factory, "two_customers", write_two_customers) / "clientinfo.toml"


@pytest.fixture
def query(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the query that the page was opened with."""
    return lambda text: monkeypatch.setenv("QUERY_STRING", text)


@pytest.fixture
def panels(monkeypatch: pytest.MonkeyPatch) -> tuple[Panel, ...]:
    """Three tabs instead of the shipped ones."""
    shipped = (panel("one", 0), panel("two", 10), panel("three", 20))
    monkeypatch.setattr("widgets.app.customer_app.all_panels", lambda: shipped)
    return shipped

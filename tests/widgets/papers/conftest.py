"""A house with one customer who owes, and one who does not; nobody has written anything yet."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from clientinfo_kernel.sections.letters import LetterSettings
from tests.house import House
from tests.once import once_per_run
from tests.stack import own_state

if TYPE_CHECKING:
    from pathlib import Path

COMPANY, WOMAN, MAN = "10001", "10002", "10003"
SERVICE_OF_MAN = datetime(2012, 10, 15, 10, 0)  # noqa: DTZ001
CLERK = Viewer("carla", frozenset({"accounting"}), "Carla Konto")
SELLER = Viewer("lena", frozenset({"sales"}), "Lena Lack")
LETTERS = LetterSettings(
    company="Autohaus Probe GmbH",
    address=("Industriestraße 12", "95028 Hof"),
    contact=("Tel. 09281 100",),
    footer=("Sparkasse Hof\nIBAN DE02 1203 0000 0000 2020 51", "HRB 123 Hof"),
)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    return open_directory(once_per_run(tmp_path_factory, "papers", _make_house) / "clientinfo.toml")


def _make_house(folder: Path) -> None:
    house = House.at(folder)
    company = {"customer_number": COMPANY, "kind": "company", "name": "Söhne & #Rad *GmbH*", "street": "Am Markt 1"}
    woman = {"customer_number": WOMAN, "kind": "person", "salutation": "Frau", "title": "Dr.", "first_name": "Berta"}
    man = {"customer_number": MAN, "kind": "person", "salutation": "Herr", "first_name": "Hans"}
    house.dealer_system(
        "customers",
        man | {"name": "von der Heide", "street": "Am Hang 3", "postal_code": "95119", "town": "Naila"},
        company | {"postal_code": "95119", "town": "Naila"},
        woman | {"name": "Berg", "street": "Ring 2", "postal_code": "1010", "town": "Wien", "country": "AT"},
    )
    house.dealer_system(
        "communication",
        {"customer_number": WOMAN, "kind": "email", "address": "berta@berg.example", "is_preferred": True},
    )
    house.dealer_system("debtor_accounts", {"customer_number": COMPANY, "debtor_account": "1010001"})
    house.dealer_system("vehicles", {"vehicle_number": "7", "owner_number": MAN, "license_plate": "HO-VH 7"})
    house.dealer_system(
        "appointments",
        {"appointment_number": "1", "customer_number": MAN, "vehicle_number": "7", "bring_at": SERVICE_OF_MAN},
    )
    house.open_items(
        "1010001;R1;01.06.2012;01.07.2012;119,00;0,00;119,00;840000;Inspektion;1",
        "1010001;R2;01.10.2012;31.10.2012;1.050,00;0,00;1.050,00;840000;Reifen;0",
        "1010001;G1;05.10.2012;05.10.2012;0,00;20,00;-20,00;840000;Gutschrift;0",
    )
    house.refresh()


@pytest.fixture
def house(built: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    """The house as accounting sees it, with a state folder of its own."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    state = own_state(built.settings.base / "clientinfo.toml", tmp_path)
    return CustomerDirectory(with_settings(built, state=state, letters=LETTERS).settings, CLERK)


def with_settings(directory: CustomerDirectory, **changed: Any) -> CustomerDirectory:
    """The same house with other settings."""
    return CustomerDirectory(msgspec.structs.replace(directory.settings, **changed), directory.viewer)

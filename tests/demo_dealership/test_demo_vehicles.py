"""Vehicles: identification numbers, plates, inspections."""

import numpy as np
import polars as pl
import pytest

from demo_dealership.plates import plates
from demo_dealership.vins import with_check_digits
from demo_dealership.world import AS_OF

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
LETTER_VALUES = (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9)  # 49 CFR 565, table III
VALUES = {str(digit): digit for digit in range(10)} | dict(zip(LETTERS, LETTER_VALUES, strict=True))
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def check_digit(vin: str) -> str:
    rest = sum(VALUES[letter] * weight for letter, weight in zip(vin, WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "11111111111111111", "5GZCZ43D13S812715"])
def test_published_vins_keep_their_check_digit(vin):
    """Examples of the standard's descriptions."""
    assert check_digit(vin) == vin[8]
    broken = vin[:8] + "0" + vin[9:]
    assert with_check_digits(pl.Series([broken])).to_list() == [vin]


def test_vins_are_well_formed(world):
    vins = world["vehicles"]["vin"]
    assert vins.str.contains("^[A-HJ-NPR-Z0-9]{17}$").all()
    assert vins.is_duplicated().sum() == 0
    american = [vin for vin in vins if vin[0] in "12345"]
    assert [vin for vin in american if vin[8] != check_digit(vin)] == []
    if len(vins) > 1000:
        assert american


def test_plates_follow_the_towns_district(world):
    plate = world["vehicles"]["license_plate"]
    assert plate.str.contains(r"^[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} [1-9]\d{0,3}H?$").all()
    assert plate.is_duplicated().sum() == 0
    assert not plate.str.contains(r"-(HJ|KZ|NS|SA|SS) ").any()


def test_reserved_plates_stay_with_their_owner():
    every = plates(pl.Series(["NA"] * 700_000), np.arange(700_000), ("NA-PT 193",))
    assert "NA-PT 193" not in every
    assert "NA-PT 193H" in every
    assert every.is_duplicated().sum() == 0


def test_general_inspections_are_due_every_two_years_from_the_third(world):
    drawn = world["vehicles"].filter(pl.col("owner_number") != "10012")
    months = drawn.select(
        (pl.col("next_general_inspection_on").dt.year() - pl.col("first_registration_on").dt.year()) * 12
        + pl.col("next_general_inspection_on").dt.month().cast(pl.Int32)
        - pl.col("first_registration_on").dt.month().cast(pl.Int32)
    ).to_series()
    assert (months >= 36).all()
    assert ((months - 36) % 24 == 0).all()


def test_contracts_and_recalls_in_plausible_shares(large):
    """Some are under contract, companies alone lease, and few have a recall that is open."""
    vehicles = large["vehicles"].filter(pl.col("sold_on").is_null())
    under_contract = vehicles.filter(
        pl.col("leasing_end_on").is_not_null() | pl.col("financing_end_on").is_not_null()
    ).height
    assert 0.08 < under_contract / vehicles.height < 0.35
    ends = vehicles.select("leasing_end_on", "financing_end_on", "warranty_end_on").unpivot()["value"].drop_nulls()
    assert ends.min() >= AS_OF, "what has ended is no contract any more"
    companies = large["customers"].filter(pl.col("kind") == "company")["customer_number"]
    leased = vehicles.filter(pl.col("leasing_end_on").is_not_null())
    assert leased["owner_number"].is_in(companies.implode()).all()
    recalls = large["recalls"]
    assert recalls["vehicle_number"].is_in(large["vehicles"]["vehicle_number"].implode()).all()
    still_open = recalls.filter(pl.col("done_on").is_null()).height
    assert 0.01 < still_open / large["vehicles"].height < 0.05
    done = recalls.filter(pl.col("done_on").is_not_null())
    assert (done["done_on"] > done["announced_on"]).all()
    assert (done["done_on"] < AS_OF).all()

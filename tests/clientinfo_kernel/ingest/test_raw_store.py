"""The raw readings of the sources: what an earlier release kept goes on being read."""

from pathlib import Path

import polars as pl

from clientinfo_kernel.ingest.raw_store import RawStore
from data_sources.dealer_system.contract import Vehicles


def test_columns_that_the_contract_gained_are_empty_in_an_older_reading(tmp_path: Path) -> None:
    """The source may be away when an update comes: its last good reading still makes a snapshot."""
    kept = Vehicles.create_empty().select("vehicle_number", "license_plate", "source_file", "source_row")
    row = pl.DataFrame({"vehicle_number": ["1"], "license_plate": ["HO-A 1"], "source_file": ["x"], "source_row": [2]})
    (tmp_path / "dealer_system" / "vehicles").mkdir(parents=True)
    pl.concat([kept, row]).write_parquet(tmp_path / "dealer_system" / "vehicles" / "0.parquet")
    read = RawStore(tmp_path).scan("dealer_system", "vehicles", Vehicles).collect()
    assert read.select("license_plate", "leasing_end_on", "warranty_end_on").rows() == [("HO-A 1", None, None)]
    Vehicles.validate(read, cast=False)

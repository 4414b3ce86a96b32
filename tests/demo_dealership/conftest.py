"""The demo dealership, built once for all tests of this folder."""

from dataclasses import dataclass

import polars as pl
import pytest

from demo_dealership import DemoReport, write_demo
from demo_dealership.dealership import chunks


@dataclass(frozen=True)
class World:
    """All tables in memory, by kind of source and name."""

    tables: dict[str, pl.DataFrame]

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.tables[name]


def build(size: int, seed: int = 1) -> World:
    parts = list(chunks(size, seed))
    kinds = [{**part.dealer_system, **part.ledger, **part.inbox, **part.crm} for part in parts]
    return World({name: pl.concat([kind[name] for kind in kinds]) for name in kinds[0]})


@pytest.fixture(scope="session")
def large() -> World:
    return build(2000)


LARGE = pytest.param(2000, marks=pytest.mark.slow, id="2000 customers")


@pytest.fixture(scope="session", params=[pytest.param(50, id="50 customers"), LARGE])
def world(request: pytest.FixtureRequest) -> World:
    return build(50) if request.param == 50 else request.getfixturevalue("large")


@pytest.fixture(scope="session", params=[pytest.param(1, id="1 customer"), pytest.param(50, id="50 customers"), LARGE])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    return write_demo(tmp_path_factory.mktemp("demo") / "here", request.param, seed=7)

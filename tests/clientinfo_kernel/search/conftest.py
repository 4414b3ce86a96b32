from collections.abc import Iterator
from pathlib import Path

import pytest

from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.search import SearchIndex
from clientinfo_kernel.settings import Settings, read_settings
from demo_dealership import write_demo
from tests.clientinfo_kernel.search.dealership import dealership
from tests.once import once_per_run


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    with SearchIndex.open(dealership(tmp_path_factory.mktemp("search"))) as opened:
        yield opened


@pytest.fixture(scope="session")
def demo_of_2000(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a demo dealership that is large enough for names to be alike: 2,000 customers, seed 1."""
    return read_settings(once_per_run(tmp_path_factory, "demo-of-2000", _make_demo) / "clientinfo.toml")


def _make_demo(folder: Path) -> None:
    write_demo(folder, customers=2000, seed=1)
    refresh(read_settings(folder / "clientinfo.toml"))

from collections.abc import Iterator

import pytest

from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.search import SearchIndex
from clientinfo_kernel.settings import Settings, read_settings
from demo_dealership import write_demo
from tests.clientinfo_kernel.search.dealership import dealership


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    with SearchIndex.open(dealership(tmp_path_factory.mktemp("search"))) as opened:
        yield opened


@pytest.fixture(scope="session")
def demo_of_2000(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a demo dealership that is large enough for names to be alike: 2,000 customers, seed 1."""
    folder = tmp_path_factory.mktemp("demo-of-2000")
    write_demo(folder, customers=2000, seed=1)
    settings = read_settings(folder / "clientinfo.toml")
    refresh(settings)
    return settings

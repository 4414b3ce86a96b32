from collections.abc import Iterator

import pytest

from clientinfo_kernel.search import SearchIndex
from tests.clientinfo_kernel.search.dealership import dealership


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    with SearchIndex.open(dealership(tmp_path_factory.mktemp("search"))) as opened:
        yield opened

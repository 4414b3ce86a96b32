from collections.abc import Iterator

import pytest
from dealership import dealership

from clientinfo_kernel.search import SearchIndex


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    with SearchIndex.open(dealership(tmp_path_factory.mktemp("search"))) as opened:
        yield opened

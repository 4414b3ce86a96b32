"""What several tests share: one small demo dealership, refreshed once per run."""

from pathlib import Path

import pytest
from hypothesis import settings

CUSTOMERS = 60

# A test never times anything: a slow machine is not a failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def demo_settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings file of a demo dealership with a fresh snapshot."""
    from clientinfo_kernel.refresh import refresh
    from clientinfo_kernel.settings import read_settings
    from data_sources.demo import write_demo

    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder, customers=CUSTOMERS, seed=1)
    settings = folder / "clientinfo.toml"
    refresh(read_settings(settings))
    return settings

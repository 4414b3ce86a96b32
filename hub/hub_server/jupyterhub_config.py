"""The Hub's configuration file: ``python -m jupyterhub -f hub/hub_server/jupyterhub_config.py``. See ``hub.hub_server.hub_config``."""

import os

import msgspec

from clientinfo_kernel.settings import read_settings
from hub.configuration.addresses import ADDRESSES_VARIABLE, Addresses
from hub.hub_server.hub_config import hub_config

settings = read_settings()
c = get_config()  # type: ignore[name-defined]  # noqa: F821  # traitlets' way
c.merge(hub_config(settings, msgspec.json.decode(os.environ[ADDRESSES_VARIABLE], type=Addresses)))

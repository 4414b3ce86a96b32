"""Sessions forked from one process must not draw the same random numbers."""

from __future__ import annotations

import gc
import random
import sys
import tempfile


def generators() -> list[random.Random]:
    """Return every generator of the standard library that some module has made. To be called before ``gc.freeze()``."""
    return [each for each in gc.get_objects() if isinstance(each, random.Random)]


def reseed(known: list[random.Random]) -> None:
    """Seed them, and NumPy's shared generator, from the operating system.

    ``os.urandom``, and with it ``secrets``, ``uuid4``, TLS and the ids of Jupyter's messages, need none of this.
    """
    for generator in known:
        generator.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    tempfile.tempdir = None  # read TMPDIR again

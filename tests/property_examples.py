"""How many examples a property test tries: all that it asks for in ``make test``, a quarter of them in ``make quick``, and
two and a half times as many in ``make audit``.

Hypothesis also tries words and numbers of the code. Looking for them costs each worker half a second of the processor, in a
fresh clone seconds: ``make quick`` does without.
"""

from __future__ import annotations

from hypothesis import settings
from hypothesis.internal.conjecture import providers

# Without a number of its own a test tries this many.
USUAL = 100
# The share of the profile that ``make quick`` chooses.
QUICK = USUAL // 4
AUDIT = USUAL * 5 // 2

_constants_of_the_code = providers._get_local_constants
_NONE = providers.Constants()


def register_profiles() -> None:
    """Make the profiles known, and load that of ``make test``; ``--hypothesis-profile quick`` is read after it.

    A test never times anything: a slow machine is not a failure.
    """
    settings.register_profile("untimed", deadline=None, max_examples=USUAL)
    settings.register_profile("quick", deadline=None, max_examples=QUICK)
    settings.register_profile("audit", deadline=None, max_examples=AUDIT)
    settings.load_profile("untimed")
    providers._get_local_constants = _constants


def _constants() -> providers.Constants:
    return _NONE if settings.get_current_profile_name() == "quick" else _constants_of_the_code()


def examples(most: int) -> int:
    """Return how many examples a test with a number of its own tries in this run.

    Args:
        most: In ``make test``.
    """
    return most * settings().max_examples // USUAL

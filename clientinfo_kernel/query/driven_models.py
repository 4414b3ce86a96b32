"""Whether a text names a model of the vehicles that customers drive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.errors import NotPermitted
from clientinfo_kernel.search.spelling import canonical_words

if TYPE_CHECKING:
    from clientinfo_kernel.query.permitted import OpenedSnapshot


def is_model(text: str, opened: OpenedSnapshot) -> bool:
    """Return whether the words of a text name a make, a model or both: ``Sprinter 313``, ``A4``, ``VW``.

    Args:
        text: As typed; figures alone name no model.
        opened: The snapshot, as far as the viewer is allowed to see it.
    """
    typed = canonical_words(text)
    if not any(letter.isalpha() for word in typed for letter in word):
        return False
    try:
        makes, models = (opened.words_of("vehicles", column) for column in ("make", "model"))
    except NotPermitted:
        return False
    rest = typed - frozenset().union(*map(canonical_words, makes))
    return not rest or any(rest <= canonical_words(model) for model in models)

"""Which words of a text name a make or a model of the vehicles that customers drive."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from clientinfo_kernel.errors import NotPermitted
from clientinfo_kernel.search.spelling import canonical_words

if TYPE_CHECKING:
    from clientinfo_kernel.query.permitted import OpenedSnapshot

_SHORT = {"vw": "volkswagen", "mb": "mercedes"}


class ModelBeside(NamedTuple):
    """A text that names a model beside something else.

    Attributes:
        rest: What else it says: ``Müller Hof`` of ``Müller Hof VW Golf``.
        model: The keys of the words of make and model.
    """

    rest: str
    model: frozenset[str]


def is_model(text: str, opened: OpenedSnapshot) -> bool:
    """Return whether the words of a text name a make, a model or both: ``Sprinter 313``, ``A4``, ``VW``.

    Args:
        text: As typed; figures alone name no model.
        opened: The snapshot, as far as the viewer is allowed to see it.
    """
    typed = model_words(text)
    if not any(letter.isalpha() for word in typed for letter in word):
        return False
    try:
        makes, models = (opened.words_of("vehicles", column) for column in ("make", "model"))
    except NotPermitted:
        return False
    rest = typed - frozenset().union(*map(model_words, makes))
    return not rest or any(rest <= model_words(model) for model in models)


def model_beside(text: str, opened: OpenedSnapshot) -> ModelBeside | None:
    """Return the model that a text names beside other words; None: it names none, or nothing else.

    Args:
        text: As typed.
        opened: The snapshot, as far as the viewer is allowed to see it.
    """
    pieces = text.split()
    if len(pieces) == 1:
        return None
    try:
        known = frozenset(each for column in ("make", "model") for each in opened.words_of("vehicles", column))
    except NotPermitted:
        return None
    words = _every_word(known)
    named = [piece for piece in pieces if (keys := model_words(piece)) and keys <= words]
    rest = [piece for piece in pieces if piece not in named]
    if not rest or not any(map(str.isalpha, "".join(named))):
        return None
    return ModelBeside(" ".join(rest), frozenset().union(*map(model_words, named)))


def model_words(text: str) -> frozenset[str]:
    """Return the keys of the words of make and model, short makes in full."""
    return frozenset(_SHORT.get(word, word) for word in canonical_words(text))


@lru_cache(maxsize=2)  # each key that is pressed asks, and a house can have ten thousands of models
def _every_word(known: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*map(model_words, known))

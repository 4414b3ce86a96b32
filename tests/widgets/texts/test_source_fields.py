"""What the fields of the sources are called on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dataframely as dy
import pytest

from data_sources.crm import contract as crm
from data_sources.dealer_system import contract as dealer_system
from data_sources.inbox import contract as inbox
from data_sources.ledger import contract as ledger
from data_sources.places import contract as places
from widgets.texts.source_fields import SOURCE_FIELDS

if TYPE_CHECKING:
    from types import ModuleType

PROVENANCE = {"source_file", "source_row"}


def fields(contract: ModuleType) -> set[str]:
    own = (each for each in vars(contract).values() if isinstance(each, type) and issubclass(each, dy.Schema))
    return {name for each in own for name in each.column_names()} - PROVENANCE


@pytest.mark.parametrize("contract", [crm, dealer_system, inbox, ledger, places], ids=lambda module: module.__name__)
def test_every_field_that_a_row_can_be_refused_for_has_a_word(contract: ModuleType) -> None:
    assert fields(contract) - SOURCE_FIELDS.keys() == set()


def test_no_word_is_left_of_a_field_that_is_gone() -> None:
    every = set().union(*(fields(contract) for contract in (crm, dealer_system, inbox, ledger, places)))
    assert SOURCE_FIELDS.keys() - every == set()

"""The contract of the places: where an address lies, and how exactly that is known."""

import dataframely as dy

from data_sources.contract import Traced

ACCURACIES = ("address", "street", "postal_code", "town")


class Places(Traced):
    """One row per known place. ``street`` null: the middle of the postal code or town. Degrees, WGS 84."""

    country = dy.String()
    postal_code = dy.String(nullable=True)
    town = dy.String()
    street = dy.String(nullable=True)
    latitude = dy.Float64(min=-90, max=90)
    longitude = dy.Float64(min=-180, max=180)
    accuracy = dy.Enum(ACCURACIES)


class PlaceDirectory(dy.Collection):
    """Everything a directory of places delivers."""

    places: dy.LazyFrame[Places] | None

"""Exact points of customers: where somebody said that they are, in place of the middle of their postal code.

``source`` says who set it; a geocoder's licence asks for its ``attribution`` wherever the point is shown. A geocoder that does not know the address leaves a row
without a point, so that it is not asked again. A point holds for the address that the customer had when it was set; with another address it says nothing.
"""

from __future__ import annotations

from clientinfo_kernel.live.fields import Field, entity

# Degrees are kept in millionths (0.1 m), so that what was set is what is read.
_LATITUDES, _LONGITUDES = 90_000_000, 180_000_000

CUSTOMER_POINT = entity(
    "customer_point",
    "customer_points",
    "point_id",
    Field("latitude_e6", "number", least=-_LATITUDES, most=_LATITUDES),
    Field("longitude_e6", "number", least=-_LONGITUDES, most=_LONGITUDES),
    Field("note"),
    Field("source", "code", words=("hand", "geocoder"), is_circumstance=True),
    Field("attribution", is_circumstance=True),
    Field("street", is_circumstance=True),
    Field("postal_code", is_circumstance=True),
    Field("town", is_circumstance=True),
    Field("written_by", is_writer=True),
    together=(("latitude_e6", "longitude_e6"),),
)

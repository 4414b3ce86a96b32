"""Profiles in social networks: typed by people, never fetched."""

from __future__ import annotations

from clientinfo_kernel.live.fields import Field, entity

NETWORKS = (
    *("linkedin", "xing", "facebook", "instagram", "x", "youtube", "tiktok", "bluesky", "mastodon"),
    "website",
)

# ``person`` empty: the customer's own; ``source``: where the address is from; ``consent_on``: the person agreed.
PROFILE = entity(
    "profile",
    "profiles",
    "profile_id",
    Field("network", "code", required=True, words=NETWORKS),
    Field("address", required=True, longest=500),
    Field("person"),
    Field("source", required=True),
    Field("found_on", "date", required=True, is_over=True),
    Field("consent_on", "date", is_over=True),
    Field("written_by", is_writer=True),
)

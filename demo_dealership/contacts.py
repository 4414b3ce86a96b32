"""How to reach the customers: phone numbers in every spelling, addresses of mail, people to talk to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from demo_dealership.alphaplus_layouts import COMMUNICATION, CONTACT_PERSONS
from demo_dealership.names import people
from demo_dealership.randomness import pick, stream

if TYPE_CHECKING:
    from demo_dealership.customers import Clients

_AREAS = ("9281", "9282", "9283", "9286", "9287", "9288", "9232", "921", "9221", "911")
_SPELLINGS = 6
_ROLES = ("Geschäftsführer", "Fuhrpark", "Buchhaltung", "Einkauf", "Fahrer", "Sekretariat")


def _phone(area: pl.Expr, number: pl.Expr, way: pl.Expr) -> pl.Expr:
    ways = (
        pl.format("+49 {} {}", area, number),
        pl.format("0{}/{}", area, number),
        pl.format("(0{}) {} {}", area, number.str.slice(0, 3), number.str.slice(3)),
        pl.format("0049{}{}", area, number),
        pl.format("0{} - {}", area, number),
        pl.format("+49 (0){} / {}", area, number),
    )
    text = ways[0]
    for index, spelled in enumerate(ways[1:], start=1):
        text = pl.when(way == index).then(spelled).otherwise(text)
    return text


def _slug(text: pl.Expr) -> pl.Expr:
    plain = text.str.to_lowercase().str.replace_many(["ä", "ö", "ü", "ß"], ["ae", "oe", "ue", "ss"])
    return plain.str.replace_all(r"[^a-z0-9]+", "-").str.strip_chars("-").str.slice(0, 40).str.strip_chars("-")


def _reach(seed: int, chunk: int, clients: Clients) -> pl.DataFrame:
    """Per customer: area, digits, mobile, domain and two spellings; duplicates share digits, not spelling."""
    size = clients.customers.height
    rng = stream(seed, chunk, "reach")
    key = clients.traits["contact_index"]
    frame = clients.customers.select("customer_number", "kind", "first_name", "name").with_columns(key.alias("key"))
    area = pl.Series("area", _AREAS).gather(key * 7 % len(_AREAS))
    mobile = pl.Series("mobile_area", ("151", "160", "170", "171", "172", "175")).gather(key % 6)
    return frame.with_columns(
        area,
        mobile,
        (key * 7_919 % 8_999_993 + 1_000_000).cast(pl.String).alias("digits"),
        (key * 104_729 % 89_999_999 + 10_000_000).cast(pl.String).alias("mobile_digits"),
        pl.Series("way", rng.integers(0, _SPELLINGS, size)),
        pl.Series("mobile_way", rng.integers(0, _SPELLINGS - 2, size)),
        pl.Series("draw", rng.random(size)),
    ).with_columns(
        pl.when(pl.col("kind") == "company")
        .then(pl.format("{}-{}.example", _slug(pl.col("name")), "key"))
        .otherwise(pl.lit("mail.example"))
        .alias("domain")
    )


def communication(seed: int, chunk: int, clients: Clients) -> pl.DataFrame:
    """Return the rows of the customers' phone numbers, addresses of mail and web pages."""
    reach = _reach(seed, chunk, clients)
    company = pl.col("kind") == "company"
    draw = pl.col("draw")
    area, digits = pl.col("area"), pl.col("digits")
    local = pl.when(company).then(pl.lit("info")).otherwise(pl.format("{}.{}.{}", _slug(pl.col("first_name")), _slug(pl.col("name")), "key"))  # fmt: skip
    parts = (
        ("phone", _phone(area, digits, pl.col("way")), draw < 0.92),
        ("fax", pl.format("0{}/{}-99", area, digits), company & (draw < 0.6)),
        ("mobile", _phone(pl.col("mobile_area"), pl.col("mobile_digits"), pl.col("mobile_way")), (draw > 0.45)),
        ("email", pl.format("{}@{}", local, "domain"), draw < 0.8),
        ("web", pl.format("https://www.{}", "domain"), company & (draw < 0.5)),
    )
    frames = [
        reach.with_row_index("place").filter(present).select(
            "place", pl.lit(rank).alias("rank"), "customer_number", pl.lit(kind).alias("kind"), address.alias("address"),
            pl.lit(rank == 0).alias("is_preferred"),
            pl.when(pl.lit(kind == "phone") & company).then(pl.lit("Zentrale")).alias("note"),
        )
        for rank, (kind, address, present) in enumerate(parts)
    ]  # fmt: skip
    return COMMUNICATION.of(pl.concat(frames).sort("place", "rank"))


def contact_persons(seed: int, chunk: int, clients: Clients) -> pl.DataFrame:
    """Return the rows of the people to talk to: none to three per company."""
    rng = stream(seed, chunk, "contact_persons")
    reach = _reach(seed, chunk, clients).with_columns(pl.Series("people", rng.integers(0, 4, clients.customers.height)))
    frame = reach.filter(pl.col("kind") == "company").with_columns(
        pl.int_ranges(1, pl.col("people") + 1).alias("person")
    )
    rows = (
        frame.explode("person", empty_as_null=False) if frame.height else frame.with_columns(pl.lit(0).alias("person"))
    )
    named = people(rng, rows.height)
    number = pl.col("person").cast(pl.String)
    table = rows.select("customer_number", "person", "area", "digits", "domain", "mobile_digits", "draw").with_columns(
        named["salutation"], named["first_name"], named["last_name"], pick(rng, _ROLES, rows.height).alias("role")
    )
    return CONTACT_PERSONS.of(
        table.with_columns(
            number.alias("person_number"),
            pl.format("+49 {} {}-1{}", "area", "digits", "person").alias("phone"),
            pl.when(pl.col("draw") > 0.6).then(pl.format("0170 {}", "mobile_digits")).alias("mobile"),
            pl.format("{}.{}@{}", _slug(pl.col("first_name")), _slug(pl.col("last_name")), "domain").alias("email"),
            (pl.col("person") == 1).alias("is_main"),
        ),
    )

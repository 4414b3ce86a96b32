"""What every contract shares: the origin of a row, and the form of a rejected one."""

from functools import cache

import dataframely as dy
import polars as pl

ORIGIN = ("source_file", "source_row")


class Traced(dy.Schema):
    """Base of every raw table: each row knows the file (or database table) and line it came from."""

    source_file = dy.String()
    source_row = dy.Int64()


class Reject(dy.Schema):
    """One quarantined record: what was wrong, where it stands, and the record itself.

    Grain: one row per record of a source file. ``record`` keeps the raw values, so nothing is lost.
    """

    source = dy.String()
    table = dy.String()
    file = dy.String()
    line = dy.Int64()
    rule = dy.String()
    value = dy.String(nullable=True)
    record = dy.String(nullable=True)


REJECT_SCHEMA = Reject.create_empty().schema


@cache
def no_rows(schema: type[dy.Schema]) -> pl.DataFrame:
    """Return a contract's table without any row, and so its columns and types. Each refresh asks for it often."""
    return schema.create_empty()

"""Whom a new customer record of an inbox resembles, and why: the question before somebody enters a customer twice.

An entry names a new customer in one line, as its system writes it ("H. Meier, Naila"). It resembles a customer whose
name it holds, and one of the customer's town or a contact person as well; the keys are those of ``identity``.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest import normalise

# What agrees, the most telling first.
REASONS = ("customer_number", "name_and_town", "name", "contact_person_and_town", "last_name_and_town")
_MOST = 5
_ENTRY = ("source_system", "entry_id")


def with_resemblances(
    records: pl.LazyFrame, customers: pl.DataFrame, contact_persons: pl.LazyFrame, customer_ids: pl.DataFrame
) -> pl.LazyFrame:
    """Add ``resembles`` (``query.resemblance``) to entries that are a whole new record; null where nobody is alike.

    Args:
        records: ``inbox.CustomerEntries`` with the ``customer_id`` of their owner.
        customers: ``Identity.customers``.
        contact_persons: Contract ``dealer_system.ContactPersons``.
        customer_ids: ``customer_number`` -> ``customer_id``.
    """
    entries = records.filter(pl.col("field").is_null()).select(
        *_ENTRY, pl.col("customer_id").alias("owner_id"), _words("name").alias("typed")
    )
    entries = entries.filter(pl.col("typed").list.len() > 0).collect().lazy()
    if entries.limit(1).collect().is_empty():
        return records.with_columns(pl.lit(None, pl.String).alias("resembles"))
    people = _callable(customers, contact_persons, customer_ids)
    by_word = entries.explode("typed", empty_as_null=False).rename({"typed": "first_word"}).unique()
    alike = (
        by_word.join(people, on="first_word")
        .join(entries.select(*_ENTRY, "typed"), on=_ENTRY)
        .filter(pl.col("last").list.set_difference("typed").list.len() == 0)
        .with_columns(_agreement().alias("reason"))
        .filter(pl.col("reason").is_not_null())
    )
    named = entries.filter(pl.col("owner_id").is_not_null()).select(
        *_ENTRY, pl.col("owner_id").alias("customer_id"), pl.lit("customer_number").alias("reason")
    )
    found = pl.concat([alike.select(named.collect_schema().names()), named])
    return records.join(_as_text(found, customers), on=_ENTRY, how="left")


def _words(*columns: str) -> pl.Expr:
    text = pl.concat_str([pl.col(column) for column in columns], separator=" ", ignore_nulls=True)
    return normalise.name_key(text).str.split(" ").list.eval(pl.element().filter(pl.element() != "")).fill_null([])


def _callable(customers: pl.DataFrame, contact_persons: pl.LazyFrame, customer_ids: pl.DataFrame) -> pl.LazyFrame:
    """Return under which names somebody might be entered: ``customer_id``, words of name, first name and town."""
    town = normalise.text_key(pl.col("town")).str.split(" ").alias("town_words")
    own = customers.lazy().select(
        "customer_id",
        _words("name").alias("last"),
        _words("first_name").alias("first"),
        town,
        is_person=pl.lit(value=False),
    )
    persons = contact_persons.join(customer_ids.lazy(), on="customer_number").select(
        "customer_id",
        _words("last_name").alias("last"),
        _words("first_name").alias("first"),
        is_person=pl.lit(value=True),
    )
    theirs = persons.join(own.select("customer_id", "town_words"), on="customer_id")
    both = pl.concat([own, theirs], how="diagonal")
    return both.filter(pl.col("last").list.len() > 0).with_columns(pl.col("last").list.first().alias("first_word"))


def _agreement() -> pl.Expr:
    """Return which of the ``REASONS`` holds; null: too little agrees."""
    typed, first = pl.col("typed"), pl.col("first")
    has_town = pl.col("town_words").list.set_intersection("typed").list.len() == pl.col("town_words").list.len()
    in_town = (has_town & (pl.col("town_words").list.len() > 0)).fill_null(value=False)
    # Without a first name (a company) the name is whole; of a person the first name counts, its initial less.
    whole = (first.list.len() == 0) | (first.list.set_intersection(typed).list.len() > 0)
    initial = typed.list.contains(first.list.first().str.head(1)).fill_null(value=False)
    only_last = typed.list.set_difference("last").list.set_difference("town_words").list.len() == 0
    reasons = {
        "contact_person_and_town": pl.col("is_person") & in_town & (whole | initial),
        "name_and_town": ~pl.col("is_person") & whole & in_town,
        "name": ~pl.col("is_person") & whole,
        "last_name_and_town": ~pl.col("is_person") & in_town & (initial | only_last),
    }
    return pl.coalesce(pl.when(holds).then(pl.lit(reason)) for reason, holds in reasons.items())


def _as_text(found: pl.LazyFrame, customers: pl.DataFrame) -> pl.LazyFrame:
    """Return per entry the JSON of whom it resembles, the most telling first."""
    rank = pl.col("reason").replace_strict(
        {reason: place for place, reason in enumerate(REASONS)}, return_dtype=pl.Int8
    )
    name = pl.concat_str("first_name", "name", separator=" ", ignore_nulls=True)
    shown = customers.lazy().select("customer_id", "customer_number", name.alias("name"), "town")
    each = pl.struct("customer_number", "name", "town", "reason").struct.json_encode()
    per_customer = (
        found.with_columns(rank.alias("rank"))
        .group_by(*_ENTRY, "customer_id")
        .agg(pl.col("reason").sort_by("rank").unique(maintain_order=True).str.join(", "), pl.col("rank").min())
    )
    return (
        per_customer.join(shown, on="customer_id")
        .sort("rank", "customer_number")
        .group_by(_ENTRY, maintain_order=True)
        .agg(each.head(_MOST).str.join(",").alias("listed"))
        .select(*_ENTRY, pl.format("[{}]", "listed").alias("resembles"))
    )

"""From the values of a DATEV record to the contract's columns, one function per kind of file.

Each function is pure: a frame of text columns named by the layout, and the file's header, to a frame of the
contract's column names, ready for the intake, and an expression that names the rule a record breaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from data_sources.eu_members import MEMBERS, SPELLINGS
from data_sources.ledger.datev.distinct import by_text
from data_sources.ledger.datev.layout import ACCOUNTS, DEBTORS, PAYMENT_TERMS, POSTINGS
from data_sources.ledger.datev.values import (
    account,
    account_fault,
    account_kind,
    day_and_month,
    due_date_in_reference,
    filled,
    full_date,
    hundredths,
    is_negative,
    without_leading_zeros,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from data_sources.ledger.datev.header import Header

ISO_DATES = ("%Y-%m-%d",)
_EURO = "EUR"


@dataclass(frozen=True)
class Prepared:
    """A frame ready for the intake, and the rule that each record breaks (null for a sound one)."""

    rows: pl.DataFrame
    rule: pl.Expr


def postings(raw: pl.DataFrame, header: Header) -> Prepared:
    """Prepare category 21. Money in EUR: a foreign amount is taken from its base amount or converted at its rate.

    A cash discount has the currency of the amount that it stands beside. ``currency`` and ``currency_amount`` are filled for foreign postings only.
    """
    raw, length = _without_minus(raw), header.account_length
    currency = pl.coalesce(filled("currency").str.to_uppercase(), pl.lit(header.currency))
    base_currency = pl.coalesce(filled("base_currency").str.to_uppercase(), pl.lit(_EURO))
    is_foreign = pl.col("currency") != _EURO
    dated = raw.with_columns(
        *by_text(raw, "posted_on", day_and_month("posted_on", header).alias("posted_on")),
        *by_text(raw, "service_on", full_date("service_on").alias("service_on")),
        *_of_account(raw, "account", "account", length),
        *_of_account(raw, "contra_account", "contra", length),
        *by_text(raw, "discount_account", *_discount_account(length)),
    )
    rows = dated.with_columns(
        currency.alias("currency"),
        base_currency.alias("base_currency"),
        pl.col("side").str.strip_chars().str.to_uppercase(),
        pl.lit(header.fiscal_year_start).alias("fiscal_year_start"),
        pl.lit(header.chart_of_accounts, pl.String).alias("chart_of_accounts"),
        pl.coalesce(filled("is_locked"), pl.lit("1" if header.is_locked else "0")).alias("is_locked"),
        pl.coalesce(filled("is_reversal").str.to_uppercase().replace("G", "1"), pl.lit("0")).alias("is_reversal"),
        _due_days(dated),
    ).with_columns(pl.when(is_foreign).then("amount").alias("currency_amount"))
    rule = pl.coalesce(
        pl.when(is_negative("amount")).then(pl.lit("amount|negative")),
        "account_fault",
        "contra_fault",
        pl.when(filled("cash_discount").str.contains("[1-9]")).then("discount_fault"),
    )
    if not rows.select(is_foreign.any()).item():
        return Prepared(rows.with_columns(pl.lit(None, pl.String).alias("currency")), rule)
    euro = pl.coalesce(filled("base_amount"), _converted("currency_amount", "exchange_rate"))
    rows = rows.with_columns(
        pl.when(is_foreign).then(euro).otherwise("amount").alias("amount"),
        pl.when(is_foreign).then("currency").alias("currency"),
    ).with_columns(
        pl.when(is_foreign)
        .then(pl.coalesce(_in_proportion("cash_discount", "amount", "currency_amount"), "cash_discount"))
        .otherwise("cash_discount")
        .alias("cash_discount")
    )
    foreign_rule = (
        pl.when(is_negative("currency_amount"))
        .then(pl.lit("currency_amount|negative"))
        .when(is_foreign & filled("currency_amount").is_null())
        .then(pl.lit("currency_amount|missing"))
        .when(is_foreign & filled("amount").is_null())
        .then(pl.lit("amount|no_euro_amount"))
        .when(is_foreign & (pl.col("base_currency") != _EURO))
        .then(pl.lit("base_currency|not_euro"))
    )
    return Prepared(rows, pl.coalesce(_no_currency(), foreign_rule, rule))


def debtors(raw: pl.DataFrame, header: Header) -> Prepared:
    """Prepare category 16, debtors and creditors."""
    length = header.account_length
    company, person, other = filled("company"), filled("person"), filled("other_name")
    name_kind = filled("name_kind")
    name = (
        pl.when(name_kind == "1")
        .then(pl.coalesce(person, company, other))
        .when(name_kind == "0")
        .then(pl.coalesce(other, company, person))
        .otherwise(pl.coalesce(company, person, other))
    )
    vat_number, vat_country = filled("vat_number"), filled("vat_country")
    # A French number begins with two letters, too: BX123456789 of the country FR.
    begins, country = vat_number.str.slice(0, 2).str.to_uppercase(), vat_country.str.to_uppercase()
    has_prefix = begins.is_in([*MEMBERS, *SPELLINGS]) | (begins == country).fill_null(value=False)
    is_creditor = pl.col("kind") == "creditor"
    rows = raw.with_columns(
        account_kind("account", length).alias("kind"),
        account_fault("account", length).alias("account_fault"),
    ).with_columns(
        account("account", length).alias("account"),
        name.alias("name"),
        pl.when(has_prefix)
        .then(vat_number)
        .otherwise(pl.concat_str(pl.coalesce(vat_country, pl.lit("")), vat_number))
        .alias("vat_id"),
        pl.coalesce(filled("street"), pl.lit("Postfach ") + filled("post_box")).alias("street"),
        without_leading_zeros("payment_terms").alias("payment_terms"),
        pl.when(is_creditor).then(filled("creditor_days")).otherwise(filled("due_days")).alias("due_days"),
        pl.when(is_creditor)
        .then(filled("creditor_discount"))
        .otherwise(filled("cash_discount_percent"))
        .alias("cash_discount_percent"),
        full_date("dunning_block_until").alias("dunning_block_until"),
    )
    not_personal = pl.when(pl.col("kind") == "gl").then(pl.lit("account|not_a_personal_account"))
    return Prepared(rows, pl.coalesce("account_fault", not_personal))


def accounts(raw: pl.DataFrame, header: Header) -> Prepared:
    """Prepare category 20. Where an account has names in several languages, the German one is taken."""
    length = header.account_length
    rows = raw.with_columns(
        account_fault("account", length).alias("account_fault"),
        account("account", length).alias("account"),
        pl.coalesce(filled("long_label"), filled("label")).alias("name"),
    )
    language = pl.coalesce(filled("language").str.to_lowercase(), pl.lit("de"))
    is_german = language.str.starts_with("de")
    other = pl.when(~is_german & is_german.any().over("account")).then(pl.lit("language|other_language"))
    return Prepared(rows, pl.coalesce("account_fault", other))


def payment_terms(raw: pl.DataFrame, _header: Header) -> Prepared:
    """Prepare category 46. Percentages are whole hundredths."""
    rows = raw.with_columns(
        without_leading_zeros("number").alias("number"),
        hundredths("discount1_percent").alias("discount1_percent"),
        hundredths("discount2_percent").alias("discount2_percent"),
    )
    return Prepared(rows, pl.lit(None, pl.String))


PREPARE: dict[int, Callable[[pl.DataFrame, Header], Prepared]] = {
    DEBTORS.category: debtors,
    ACCOUNTS.category: accounts,
    POSTINGS.category: postings,
    PAYMENT_TERMS.category: payment_terms,
}


def _without_minus(raw: pl.DataFrame) -> pl.DataFrame:
    """Return postings whose minus amounts stand on the other side: DATEV writes none, programs that cancel by minus do.

    Not where the base amount has another sign: nobody can tell which of the two is meant.
    """
    if not raw["amount"].str.contains("-", literal=True).any():
        return raw
    minus = is_negative("amount") & (filled("base_amount").is_null() | is_negative("base_amount"))
    side = pl.col("side").str.strip_chars().str.to_uppercase()
    amounts = [pl.col(name).str.replace(r"^\s*-", "") for name in ("amount", "base_amount", "cash_discount")]
    turned = [*amounts, side.replace({"S": "H", "H": "S"})]
    return raw.with_columns(pl.when(minus).then(each).otherwise(each.meta.output_name()) for each in turned)


def _of_account(raw: pl.DataFrame, name: str, side: str, length: int) -> Sequence[pl.Series]:
    """Return the account in its canonical form, its kind and the rule that it breaks: ``<side>_kind``, ``<side>_fault``."""
    return by_text(
        raw,
        name,
        account(name, length).alias(name),
        account_kind(name, length).alias(f"{side}_kind"),
        account_fault(name, length).alias(f"{side}_fault"),
    )


def _discount_account(length: int) -> Sequence[pl.Expr]:
    """Return the account of a cash discount in its canonical form (zeros alone name none) and the rule that it breaks."""
    named, kind = pl.col("discount_account").str.contains("[^0 ]"), account_kind("discount_account", length)
    wrong = pl.coalesce(
        account_fault("discount_account", length),
        pl.when(kind != "gl").then(pl.lit("discount_account|not_an_account")),
    )
    return (
        pl.when(named & (kind == "gl")).then(account("discount_account", length)).alias("discount_account"),
        pl.when(named).then(wrong).alias("discount_fault"),
    )


def _due_days(dated: pl.DataFrame) -> pl.Series:
    """Return ``due_on`` of postings: as its own column says it, else as a program wrote it into the second reference."""
    (own,) = by_text(dated, "due_on", full_date("due_on").alias("due_on"))
    # Few have five digits there, and what follows is dear.
    can_say = own.is_null() & dated["document_ref2"].str.contains("[0-9]{5}").fill_null(value=False)
    places = can_say.arg_true()
    posted = pl.col("posted_on").str.to_date(ISO_DATES[0], strict=False)
    said = dated.select("document_ref2", "posted_on")[places].select(due_date_in_reference("document_ref2", posted))
    return own.scatter(places, said.to_series()) if places.len() else own


def _no_currency() -> pl.Expr:
    """Return the rule that a currency breaks which is not three letters."""
    return pl.when(~pl.col("currency").str.contains("^[A-Z]{3}$")).then(pl.lit("currency|unknown_code"))


def _converted(amount: str, rate: str) -> pl.Expr:
    """Convert an amount to EUR, as text: rates say how much of the foreign currency one euro buys. Half a cent rounds up."""
    per_euro = _scaled(rate, 6)
    return pl.when(per_euro > 0).then(_quotient(_scaled(amount, 2) * 1_000_000, per_euro))


def _in_proportion(part: str, whole: str, of: str) -> pl.Expr:
    """Return ``part`` x ``whole`` / ``of``, all with two decimals, as text. Half a cent rounds up."""
    divisor = _scaled(of, 2)
    return pl.when(divisor > 0).then(_quotient(_scaled(part, 2) * _scaled(whole, 2), divisor))


def _quotient(dividend: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    """Return a quotient in whole cents, as text with a decimal comma."""
    digits = ((dividend * 2 + divisor) // (divisor * 2)).cast(pl.String).str.zfill(3)
    return digits.str.replace(r"([0-9]{2})$", ",$1")


def _scaled(name: str, places: int) -> pl.Expr:
    """Return a number with a decimal comma, with or without groups of three, as a whole number of its last decimal place.

    Null if it has more places.
    """
    written = pl.col(name).str.strip_chars().str.strip_prefix("+")
    grouped = written.str.contains(r"^[0-9]{1,3}(\.[0-9]{3})+(,|$)")
    text = pl.when(grouped).then(written.str.replace_all(".", "", literal=True)).otherwise(written)
    whole = text.str.extract(r"^([0-9]+)", 1)
    decimals = pl.coalesce(text.str.extract(r",([0-9]*)$", 1), pl.lit("")).str.pad_end(places, "0")
    digits = (whole + decimals).cast(pl.Int128, strict=False)
    return pl.when(text.str.contains(rf"^[0-9]{{1,12}}(,[0-9]{{0,{places}}})?$")).then(digits)

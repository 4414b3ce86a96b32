"""Which ledger account is revenue, deduction or cost, and of which division (domain.md 2.4).

A mapping is a CSV table of account ranges; the narrowest range that holds an account wins. Rates on a revenue
account calculate its cost where no real cost is posted.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.ingest.movements.account_classes import ACCOUNT_CLASSES, BASE_LENGTH
from clientinfo_kernel.query.profit_lines import DIVISIONS, GROSS_PROFIT_LINES

if TYPE_CHECKING:
    from pathlib import Path

ROLES = (*GROSS_PROFIT_LINES, *ACCOUNT_CLASSES, "internal", "ignore")
_RANGE = {"account_from": "range_from", "account_to": "range_to"}
_CHARTS = {"03": "skr03.csv", "04": "skr04.csv", "51": "skr51.csv"}
# Shipped mappings that the settings can name in place of a file.
NAMED_CHARTS = {"skr03": "skr03.csv", "skr04": "skr04.csv", "skr51": "skr51.csv", "mercedes": "mercedes.csv"}
_PERCENTAGES = ("cost_of_goods_percent", "labour_cost_percent", "tax_percent")
_PERCENT = r"^\s*[0-9]{1,3}([.,][0-9]{0,2})?\s*$"

# Rates in hundredths of a per cent (13 % = 1300), so that all arithmetic stays in whole numbers.
MAPPING = pl.Schema(
    {
        "account_from": pl.Int64,
        "account_to": pl.Int64,
        "role": pl.String,
        "division": pl.String,
        "is_warranty": pl.Boolean,
        "cost_of_goods_rate": pl.Int64,
        "labour_cost_rate": pl.Int64,
        "tax_rate": pl.Int64,
        "name": pl.String,
        "mapping_file": pl.String,
        "mapping_row": pl.Int64,
    }
)


def read_account_mapping(file: Path) -> pl.DataFrame:
    """Read a mapping (schema ``MAPPING``).

    Args:
        file: UTF-8 CSV with ``;``, headings as in the shipped charts, percentages with decimal comma.

    Raises:
        SettingsError: The file is missing, or a row names an unknown role, division or range; with its line.
    """
    try:
        text = file.read_bytes()
    except OSError as error:
        raise SettingsError(f"account mapping {file} cannot be read: {error.strerror}") from error
    return _parse(text, file.name)


def chosen_mapping(chosen: Path, file: Path, account_length: int) -> pl.DataFrame:
    """Read the mapping that the settings choose: a shipped one by its name (``mercedes``), else a file of the house.

    The Mercedes frame is known by its classes and the counter's accounts alone (handbook of the accounting of contract
    partners): what else a house sells by is mapped by itself.

    Args:
        chosen: As the settings say.
        file: Where that is.
        account_length: Digits of the ledger's accounts, for a shipped one.

    Raises:
        SettingsError: There is neither, or the file is wrong.
    """
    if str(chosen) in NAMED_CHARTS and not file.exists():
        return _scaled(NAMED_CHARTS[str(chosen)], account_length)
    return read_account_mapping(file)


def shipped_mapping(chart_of_accounts: str | None, account_length: int) -> pl.DataFrame:
    """Return the mapping of a standard chart (DATEV header field 27), scaled to the ledger's account length.

    An unknown chart gives an empty mapping: every account is then shown as unmapped rather than guessed.
    """
    name = _CHARTS.get(chart_of_accounts or "")
    if name is None:
        return MAPPING.to_frame()
    return _scaled(name, account_length)


def _scaled(name: str, account_length: int) -> pl.DataFrame:
    scale = 10 ** max(account_length - BASE_LENGTH, 0)
    return _parse((files("clientinfo_kernel.ingest.charts") / name).read_bytes(), name).with_columns(
        pl.col("account_from") * scale, (pl.col("account_to") + 1) * scale - 1
    )


def map_accounts(accounts: pl.Series, mapping: pl.DataFrame) -> pl.DataFrame:
    """Give each account the narrowest range that holds it.

    Args:
        accounts: General ledger accounts as text.
        mapping: Schema ``MAPPING``.

    Returns:
        One row per distinct account: ``account`` and the mapping's columns, null where no range holds it; the range
        itself is ``range_from`` and ``range_to``.
    """
    distinct = pl.DataFrame({"account": accounts.unique().sort()}).with_columns(
        pl.col("account").cast(pl.Int64, strict=False).alias("value")
    )
    hits = (
        distinct.join(mapping, how="cross")
        .filter(pl.col("value").is_between("account_from", "account_to"))
        .sort(pl.col("account_to") - pl.col("account_from"), "mapping_row")
        .unique("account", keep="first", maintain_order=True)
    )
    return distinct.select("account").join(hits.drop("value").rename(_RANGE), on="account", how="left")


def _parse(text: bytes, name: str) -> pl.DataFrame:
    try:
        raw = pl.read_csv(text, separator=";", infer_schema=False, encoding="utf8-lossy")
    except pl.exceptions.PolarsError as error:
        reason = str(error).splitlines()[0]
        raise SettingsError(f"account mapping {name}: not a table with ';': {reason}") from error
    wanted = [
        "account_from", "account_to", "role", "division", "warranty",
        *_PERCENTAGES, "name",
    ]  # fmt: skip
    missing = [each for each in wanted if each not in raw.columns]
    if missing:
        raise SettingsError(f"account mapping {name}: the columns {', '.join(missing)} are missing")
    rows = raw.select(
        pl.col("account_from").str.strip_chars().cast(pl.Int64, strict=False),
        pl.col("account_to").str.strip_chars().cast(pl.Int64, strict=False),
        "role",
        "division",
        (pl.col("warranty").str.strip_chars() == "1").fill_null(value=False).alias("is_warranty"),
        _rate("cost_of_goods_percent").alias("cost_of_goods_rate"),
        _rate("labour_cost_percent").alias("labour_cost_rate"),
        _rate("tax_percent").alias("tax_rate"),
        "name",
        pl.lit(name).alias("mapping_file"),
        (pl.int_range(pl.len(), dtype=pl.Int64) + 2).alias("mapping_row"),
    )
    sound_range = pl.col("account_from") <= pl.col("account_to")
    sound_words = pl.col("role").is_in(ROLES) & pl.col("division").is_in(DIVISIONS)
    _refuse(rows, ~(sound_range & sound_words), name, "unknown role, division or account range")
    sound_rates = pl.all_horizontal(_blank(each) | pl.col(each).str.contains(_PERCENT) for each in _PERCENTAGES)
    sound_flag = _blank("warranty") | pl.col("warranty").str.strip_chars().is_in(("0", "1"))
    _refuse(raw, ~(sound_rates & sound_flag), name, "warranty is not 0 or 1, or a rate is not a percentage")
    return rows


def _refuse(rows: pl.DataFrame, wrong: pl.Expr, name: str, what: str) -> None:
    lines = rows.select(wrong.fill_null(value=True)).to_series().arg_true() + 2
    if len(lines):
        raise SettingsError(f"account mapping {name}: {what} in line {', '.join(map(str, lines))}")


def _blank(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.strip_chars() == ""


def _rate(column: str) -> pl.Expr:
    return (
        (pl.col(column).str.strip_chars().str.replace(",", ".").cast(pl.Decimal(9, 2), strict=False))
        .to_physical()
        .cast(pl.Int64)
    )

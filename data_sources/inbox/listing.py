"""The lists of an upstream system: rechnungen.csv and kunden.csv.

They are read by the refresh itself and not in the box: the reader of delimited text goes over the bytes once, in
stretches of bounded size, with no library of a format underneath (``data_sources.delimited_text``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import dataframely as dy
import polars as pl

from data_sources.contract import REJECT_SCHEMA
from data_sources.delimited_text import Delimited
from data_sources.errors import SourceUnreadable
from data_sources.formula_texts import without_formulas
from data_sources.inbox.contract import CustomerEntries, InvoiceEntries
from data_sources.inbox.currencies import is_iso_code, iso_code
from data_sources.intake import Checked, Intake, rejected
from data_sources.read_as import encoding_note
from data_sources.records import Records, cut_off
from data_sources.remarks import Remark, remark

INVOICE_LIST = "rechnungen.csv"
CUSTOMER_LIST = "kunden.csv"

STATE_WORDS = {
    "W": "waiting", "waiting": "waiting", "wartend": "waiting",
    "A": "rejected", "rejected": "rejected", "abgelehnt": "rejected",
    "F": "error", "error": "error", "fehler": "error",
    "G": "posted", "posted": "posted", "gebucht": "posted",
}  # fmt: skip
_KINDS = {
    "R": "invoice", "invoice": "invoice", "G": "credit_note", "credit_note": "credit_note",
    "P": "proforma", "proforma": "proforma",
}  # fmt: skip
_COMMON = {
    "EINGANG_ID": "entry_id",
    "STATUS": "state",
    "GRUND": "reason",
    "EINGANG": "received_at",
    "KDNR": "customer_number",
}
_REQUIRED = ("EINGANG_ID", "STATUS")
# Far more than anything that waits in an inbox: each record of a file costs memory, whatever it says, and can cost two bytes.
_MOST_RECORDS, _MOST_COLUMNS = 500_000, 500
_SHOWN, _MOST_SHOWN = 20, 3  # letters of an odd currency, and how many of them are named


@dataclass(frozen=True)
class ListKind:
    """One kind of list.

    Attributes:
        table: Member of the contract.
        schema: Its schema.
        columns: Headings, and the contract's columns for them.
        codes: Codes of the columns.
    """

    table: str
    schema: type[dy.Schema]
    columns: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]

    def intake(self) -> Intake:
        """Make the check of this list's records."""
        return Intake("inbox", self.table, self.schema, codes=self.codes)


INVOICES = ListKind(
    "invoice_entries",
    InvoiceEntries,
    {
        **_COMMON,
        "ART": "kind", "BELEGNR": "document_number", "BELEGDATUM": "document_on", "FAELLIG": "due_on",
        "DEBITOR": "debtor_account", "VERKAEUFER_NAME": "seller_name", "KAEUFER": "buyer_name",
        "KAEUFER_USTID": "buyer_vat_id", "NETTO": "net", "STEUER": "tax", "BRUTTO": "gross",
        "WAEHRUNG": "currency", "DATEI": "document_id",
    },
    {"state": STATE_WORDS, "kind": _KINDS},
)  # fmt: skip
CUSTOMERS = ListKind(
    "customer_entries",
    CustomerEntries,
    {**_COMMON, "NAME": "name", "FELD": "field", "ALT": "old_value", "NEU": "new_value"},
    {"state": STATE_WORDS},
)


@dataclass(frozen=True)
class Read:
    """A list as read: checked records, why the whole file could not be understood, and which headings it lacks."""

    checked: Checked
    damage: str | None = None
    notes: tuple[Remark, ...] = ()


def read_list(kind: ListKind, path: Path, file: str, key: str, system_name: str) -> Read:
    """Read and check a list.

    Args:
        kind: Which list.
        path: Where it lies.
        file: Its name as shown to people.
        key: Prefix that makes the entries' ids unique over all systems.
        system_name: Name of the upstream system.

    Returns:
        Kept records (``document_id`` still names a file that might be missing) and rejects.

    Raises:
        SourceUnreadable: The file cannot be opened.
    """
    form = Delimited(separator=";")
    try:
        opened = form.opened(path)
        names = _unique([name.strip().upper() for name in opened.headings])
        if len(names) > _MOST_COLUMNS:
            return _refused(kind, f"it has {len(names)} columns, more than {_MOST_COLUMNS}")
        stretches: list[Records] = []
        count = 0
        for stretch in opened.records(names) if names else ():
            count += stretch.fields.height + stretch.broken.height
            if count > _MOST_RECORDS:
                return _refused(kind, f"it has more than {_MOST_RECORDS} records")
            stretches.append(stretch)
    except OSError as error:
        raise SourceUnreadable("inbox", f"{file} cannot be read: {error.strerror}") from error
    broken = [
        rejected("inbox", kind.table, file, lines, str(rule))
        for stretch in stretches
        for (rule,), lines in stretch.broken.group_by("rule", maintain_order=True)
    ]
    no_records = pl.DataFrame(schema={**dict.fromkeys(names, pl.String()), "source_row": pl.Int64()})
    fields = without_formulas(pl.concat(stretch.fields for stretch in stretches)) if stretches else no_records
    missing = [name for name in _REQUIRED if name not in names]
    if missing or not names:
        text = f"the heading {', '.join(missing)} is missing" if names else "the file is empty: no headings"
        whole = fields.select(
            pl.col("source_row").alias("line"), pl.concat_str(pl.exclude("source_row"), separator=";").alias("record")
        ) if fields.height else None  # fmt: skip
        if whole is not None:
            broken.append(rejected("inbox", kind.table, file, whole, "missing_column"))
        return Read(Checked(kind.schema.create_empty(), _together(broken)), text)
    raw = fields.rename({name: kind.columns[name] for name in names if name in kind.columns})
    raw = raw.with_columns(pl.lit(file).alias("source_file"), pl.lit(system_name).alias("source_system"))
    if kind is INVOICES:
        raw = _with_kinds(raw)
    checked = kind.intake().check(_with_keys(raw, key))
    kept = _with_currency(_negative_credit_notes(checked.kept)) if kind is INVOICES else checked.kept
    cut = next((found for stretch in stretches if (found := cut_off(stretch.broken))), None)
    notes = [
        remark("heading_missing", heading=heading, field=field)
        for heading, field in kind.columns.items()
        if heading not in names
    ]
    if kind is INVOICES and (odd := _no_currencies(kept)):
        notes.append(remark("currencies_odd", heading="WAEHRUNG", shown=", ".join(odd)))
    notes += encoding_note(opened.encoding, form.encoding)
    return Read(Checked(kept, _together([*broken, checked.rejects])), cut, tuple(notes))


def _refused(kind: ListKind, why: str) -> Read:
    return Read(Checked(kind.schema.create_empty(), REJECT_SCHEMA.to_frame()), f"is refused: {why}")


def _with_keys(raw: pl.DataFrame, key: str) -> pl.DataFrame:
    """Make ids unique over the systems, and per field where one entry changes several fields."""
    entry_id = pl.col("entry_id").str.strip_chars()
    own: pl.Expr = pl.when(entry_id != "").then(pl.concat_str(pl.lit(f"{key}/"), entry_id))
    if "field" in raw.columns:
        field = pl.col("field").str.strip_chars()
        several = entry_id.is_duplicated() & (field != "")
        own = pl.when(several).then(pl.concat_str(own, pl.lit("/"), field)).otherwise(own)
    raw = raw.with_columns(own.alias("entry_id"))
    if "document_id" not in raw.columns:
        return raw
    path = pl.col("document_id").str.strip_chars().str.replace_all("\\", "/", literal=True).str.strip_prefix("./")
    return raw.with_columns(pl.when(path != "").then(pl.concat_str(pl.lit(f"{key}/"), path)).alias("document_id"))


def _with_kinds(raw: pl.DataFrame) -> pl.DataFrame:
    """Tell what an entry is where its list does not: what it charges is an invoice, what it gives back a credit note."""
    amounts = [pl.col(name).str.strip_chars().replace("", None) for name in ("gross", "net") if name in raw.columns]
    amount = pl.coalesce(amounts) if amounts else pl.lit(None, pl.String)
    gives_back = amount.str.contains(r"^-|-$").fill_null(value=False)
    stated = pl.col("kind").str.strip_chars().replace("", None) if "kind" in raw.columns else pl.lit(None, pl.String)
    return raw.with_columns(
        pl.coalesce(stated, pl.when(gives_back).then(pl.lit("G")).otherwise(pl.lit("R"))).alias("kind")
    )


def _negative_credit_notes(kept: pl.DataFrame) -> pl.DataFrame:
    credit = pl.col("kind").cast(pl.String) == "credit_note"
    return kept.with_columns(
        pl.when(credit).then(-pl.col(name).abs()).otherwise(pl.col(name)).cast(pl.Decimal(18, 2)).alias(name)
        for name in ("net", "tax", "gross")
    )


def _with_currency(kept: pl.DataFrame) -> pl.DataFrame:
    """Write currencies as ISO 4217 does."""
    written = kept["currency"].drop_nulls().unique()
    return kept.with_columns(pl.col("currency").replace({each: iso_code(each) for each in written}))


def _no_currencies(kept: pl.DataFrame) -> list[str]:
    """Return the first of what stands for a currency and is not a code of ISO 4217: amounts in it do not count as euros."""
    written = kept["currency"].drop_nulls().unique().sort()
    return [each[:_SHOWN] for each in written if not is_iso_code(each)][:_MOST_SHOWN]


def _unique(names: list[str]) -> list[str]:
    """Return headings without duplicates: a second one of the same name keeps its values under another name."""
    seen: dict[str, int] = {}
    result = []
    for place, name in enumerate(names, 1):
        seen[name] = seen.get(name, 0) + 1
        result.append(name if name and seen[name] == 1 else f"{name or 'SPALTE'}#{place}")
    return result


def _together(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([REJECT_SCHEMA.to_frame(), *frames]).sort("line", maintain_order=True)

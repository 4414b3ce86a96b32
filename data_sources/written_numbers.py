"""Numbers as sources write them: with groups of three, with a sign, with digits on one side of the mark."""

import polars as pl

_EURO = r"(?i)^(€|EUR)\s*|\s*(€|EUR)$"
_IN_BRACKETS = r"^\(\s*([0-9][^()+\-]*?)\s*\)$"
_PRINTED_MINUS = "\N{MINUS SIGN}"
# The side or sign of an amount can stand behind it.
_BLANKS = r"^[+-]?[0-9]{1,3}(\s[0-9]{3})+(,[0-9]{1,2})?\s*[-SsHh]?$"
_APOSTROPHES = r"^[+-]?[0-9]{1,3}(['\u{2019}][0-9]{3})+(,[0-9]{1,2})?\s*[-SsHh]?$"


def plain_form(dtype: pl.Decimal, *, decimal_comma: bool) -> str:
    """Return the pattern (Rust) of a decimal as most are written: no groups, no plus, digits on both sides of the mark."""
    mark = "," if decimal_comma else r"\."
    decimals = rf"(?:{mark}\d{{1,{dtype.scale}}})?" if dtype.scale else ""
    return rf"^-?\d+{decimals}$"


def plain_number(text: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Read what has the plain form, in half the time of ``number``; where the mark is a point there is no comma."""
    return text.str.replace(",", ".", literal=True).cast(dtype, strict=False)


def without_print(text: pl.Expr) -> pl.Expr:
    """Return an amount without what spreadsheets print around it: the euro, a printed minus, blanks or apostrophes in it.

    Bookkeepers put what is negative in brackets: ``(1.190,00 €)``.
    """
    amount = text.str.replace(_EURO, "").str.replace(_IN_BRACKETS, "-${1}")
    bare = amount.str.replace(_EURO, "").str.replace(_PRINTED_MINUS, "-")
    has_groups = bare.str.contains(_BLANKS) | bare.str.contains(_APOSTROPHES)
    return pl.when(has_groups).then(bare.str.replace_all(r"[\s'\u{2019}]", "")).otherwise(bare)


def number(text: pl.Expr, dtype: pl.DataType, *, decimal_comma: bool) -> pl.Expr:
    """Read numbers as the source writes them: with groups of three, with a sign, with digits on one side of the mark.

    A Decimal takes no more decimals than it has; a float takes any, and a power of ten. Amounts can be as printed.
    """
    text = without_print(text)
    some, alone, power = "*", "+", r"([eE][+-]?\d{1,2})?"
    if isinstance(dtype, pl.Decimal):
        some, alone, power = f"{{0,{dtype.scale}}}", f"{{1,{dtype.scale}}}", ""
    group, mark = (r"\.", ",") if decimal_comma else (",", r"\.")
    whole = rf"(\d+|\d{{1,3}}({group}\d{{3}})+)"
    form = rf"^[+-]?({whole}({mark}\d{some})?|{mark}\d{alone}){power}$"
    plain = text.str.replace_all("." if decimal_comma else ",", "", literal=True)
    if decimal_comma:
        plain = plain.str.replace(",", ".", literal=True)
    return pl.when(text.str.contains(form)).then(
        plain.str.strip_suffix(".").str.strip_prefix("+").cast(dtype, strict=False)
    )

"""Our checks of an invoice: the fields EN 16931 requires, sums that agree, a formally valid VAT ID of the buyer."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from data_sources.inbox.rendition import Finding, Rendition

if TYPE_CHECKING:
    from data_sources.remarks import Code

MINIMUM = "ZUGFeRD MINIMUM"
_WITHOUT_LINES = (MINIMUM, "ZUGFeRD BASIC WL")
_ZUGFERD_1 = "ZUGFeRD 1.0"
_TAX_TOLERANCE = Decimal(1)  # EN 16931, BR-CO-17 leaves one unit of the currency for rounding


def checked(rendition: Rendition) -> Rendition:
    """Return the rendition with the findings of all checks."""
    with localcontext(prec=100):  # no amount that can be read is rounded while it is added
        findings = [*_required(rendition), *_sums(rendition), *_vat_id(rendition), *_profile(rendition)]
    return rendition.with_findings(*findings)


def plain(amount: Decimal) -> str:
    """Write 1234.5 as 1234.50: with a point, at least two decimals, and none lost."""
    places = max(2, -int(amount.as_tuple().exponent))
    return f"{amount:.{places}f}"


def _required(invoice: Rendition) -> Iterator[Finding]:
    totals = invoice.totals
    wanted = {
        "BT-1": invoice.number,
        "BT-2": invoice.issued_on,
        "BT-5": invoice.currency,
        "BT-27": invoice.seller.name,
        "BT-44": invoice.buyer.name,
        "BT-109": totals.net,
        "BT-112": totals.gross,
        "BT-115": totals.due,
    }
    if invoice.profile != MINIMUM:
        wanted["BT-106"] = totals.lines
    if (invoice.profile or "").startswith(_ZUGFERD_1):
        del wanted["BT-115"]  # optional there
    missing = [name for name, value in wanted.items() if value is None]
    for name in missing:
        yield Finding.of("error", "field_missing", term=name)
    if not invoice.lines and invoice.profile not in _WITHOUT_LINES:
        yield Finding.of("error", "lines_missing")
    elif not missing:
        yield Finding.of("ok", "required_fields")


def _sums(invoice: Rendition) -> Iterator[Finding]:
    totals, zero = invoice.totals, Decimal(0)
    nets = [line.net for line in invoice.lines if line.counts and line.net is not None]
    taxes = [share.tax for share in invoice.taxes if share.tax is not None]
    paid, rounding, others = totals.prepaid or zero, totals.rounding or zero, totals.third_parties or zero
    equations: tuple[tuple[Code, Decimal | None, list[Decimal | None]], ...] = (
        ("sum_of_lines_wrong", totals.lines, [sum(nets, start=zero) if nets else None]),
        ("net_total_wrong", totals.net, [totals.lines, -(totals.allowances or zero), totals.charges or zero]),
        ("tax_total_wrong", totals.tax, [sum(taxes, start=zero) if taxes else None]),
        ("gross_total_wrong", totals.gross, [totals.net, totals.tax or zero]),
        ("due_total_wrong", totals.due, [totals.gross, -paid, rounding, others]),
    )
    if invoice.profile == MINIMUM:  # it has no prepaid amount (BT-113), and its tax (BT-110) is optional
        equations = equations[3:4] if totals.tax is not None else ()
    agree = True
    for code, stated, parts in equations:
        present = [part for part in parts if part is not None]
        if stated is None or len(present) < len(parts):
            continue
        computed = sum(present, start=zero)
        if stated != computed:
            agree = False
            yield Finding.of("error", code, stated=plain(stated), computed=plain(computed))
    for share in invoice.taxes:
        if share.base is None or share.percent is None or share.tax is None:
            continue
        exact = (share.base * share.percent / 100).quantize(Decimal("0.01"))
        if abs(exact - share.tax) > _TAX_TOLERANCE:
            agree = False
            given = {"percent": plain(share.percent), "stated": plain(share.tax), "computed": plain(exact)}
            yield Finding.of("error", "tax_rate_wrong", **given)
    if agree and totals.gross is not None:
        yield Finding.of("ok", "sums_agree")


def _vat_id(invoice: Rendition) -> Iterator[Finding]:
    """Say whether the buyer's VAT ID can be one: only Germany's rules are ours to judge by, each state knows its numbers."""
    from stdnum.eu import vat

    vat_id = invoice.buyer.vat_id
    if vat_id is None:
        return
    if vat.is_valid(vat_id):
        yield Finding.of("ok", "buyer_vat_id_valid", vat_id=vat_id)
    elif vat_id[:2].isalpha() and vat_id[:2].lower() not in {*vat.MEMBER_STATES, "el"}:
        yield Finding.of("warn", "buyer_vat_id_foreign", vat_id=vat_id)
    elif vat_id[:2].isalpha() and vat_id[:2].upper() != "DE":
        yield Finding.of("warn", "buyer_vat_id_odd", vat_id=vat_id)
    else:
        yield Finding.of("error", "buyer_vat_id_invalid", vat_id=vat_id)


def _profile(invoice: Rendition) -> Iterator[Finding]:
    if invoice.kind == "proforma":
        yield Finding.of("warn", "proforma")
    if invoice.profile in _WITHOUT_LINES:
        yield Finding.of("warn", "profile_without_lines", profile=invoice.profile)

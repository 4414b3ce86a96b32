"""Our checks of an invoice: the fields EN 16931 requires, sums that agree, a formally valid VAT ID of the buyer."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Literal

from data_sources.inbox.rendition import Finding, Rendition

_WITHOUT_LINES = ("ZUGFeRD MINIMUM", "ZUGFeRD BASIC WL")
_TAX_TOLERANCE = Decimal(1)  # EN 16931, BR-CO-17 leaves one unit of the currency for rounding


def checked(rendition: Rendition) -> Rendition:
    """The rendition with the findings of all checks."""
    with localcontext(prec=100):  # no amount that can be read is rounded while it is added
        findings = [*_required(rendition), *_sums(rendition), *_vat_id(rendition), *_profile(rendition)]
    return rendition.with_findings(*findings)


def german(amount: Decimal) -> str:
    """1234.5 as 1.234,50, without losing decimals."""
    places = max(2, -int(amount.as_tuple().exponent))
    return f"{amount:,.{places}f}".translate(str.maketrans(",.", ".,"))


def _finding(severity: Literal["ok", "warn", "error"], code: str, text: str) -> Finding:
    return Finding(severity=severity, code=code, text=text)


def _required(invoice: Rendition) -> Iterator[Finding]:
    totals = invoice.totals
    wanted = {
        "Rechnungsnummer (BT-1)": invoice.number,
        "Rechnungsdatum (BT-2)": invoice.issued_on,
        "Währung (BT-5)": invoice.currency,
        "Name des Verkäufers (BT-27)": invoice.seller.name,
        "Name des Käufers (BT-44)": invoice.buyer.name,
        "Nettobetrag (BT-109)": totals.net,
        "Bruttobetrag (BT-112)": totals.gross,
        "Zahlbetrag (BT-115)": totals.due,
    }
    if invoice.profile != "ZUGFeRD MINIMUM":
        wanted["Summe der Positionen (BT-106)"] = totals.lines
    missing = [name for name, value in wanted.items() if value is None]
    for name in missing:
        yield _finding("error", "field_missing", f"Pflichtangabe fehlt: {name}.")
    if not invoice.lines and invoice.profile not in _WITHOUT_LINES:
        yield _finding("error", "lines_missing", "Die Rechnung hat keine Positionen (BG-25).")
    elif not missing:
        yield _finding("ok", "required_fields", "Alle Pflichtangaben sind vorhanden.")


def _sums(invoice: Rendition) -> Iterator[Finding]:
    totals, zero = invoice.totals, Decimal(0)
    nets = [line.net for line in invoice.lines if line.counts and line.net is not None]
    taxes = [share.tax for share in invoice.taxes if share.tax is not None]
    equations = (
        ("sum_of_lines", "Summe der Positionen (BT-106)", totals.lines, [sum(nets, start=zero) if nets else None]),
        (
            "net_total",
            "Nettobetrag (BT-109)",
            totals.net,
            [totals.lines, -(totals.allowances or zero), totals.charges or zero],
        ),
        ("tax_total", "Steuerbetrag (BT-110)", totals.tax, [sum(taxes, start=zero) if taxes else None]),
        ("gross_total", "Bruttobetrag (BT-112)", totals.gross, [totals.net, totals.tax or zero]),
        (
            "due_total",
            "Zahlbetrag (BT-115)",
            totals.due,
            [totals.gross, -(totals.prepaid or zero), totals.rounding or zero],
        ),
    )
    agree = True
    for code, name, stated, parts in equations:
        present = [part for part in parts if part is not None]
        if stated is None or len(present) < len(parts):
            continue
        computed = sum(present, start=zero)
        if stated != computed:
            agree = False
            text = f"{name}: angegeben {german(stated)}, gerechnet {german(computed)}."
            yield _finding("error", f"{code}_wrong", text)
    for share in invoice.taxes:
        if share.base is None or share.percent is None or share.tax is None:
            continue
        exact = (share.base * share.percent / 100).quantize(Decimal("0.01"))
        if abs(exact - share.tax) > _TAX_TOLERANCE:
            agree = False
            text = f"Steuer zu {german(share.percent)} %: angegeben {german(share.tax)}, gerechnet {german(exact)}."
            yield _finding("error", "tax_rate_wrong", text)
    if agree and totals.gross is not None:
        yield _finding("ok", "sums_agree", "Die Summen stimmen.")


def _vat_id(invoice: Rendition) -> Iterator[Finding]:
    from stdnum.eu import vat

    vat_id = invoice.buyer.vat_id
    if vat_id is None:
        return
    if vat.is_valid(vat_id):
        yield _finding("ok", "buyer_vat_id_valid", f"Die USt-IdNr. des Käufers ist formal gültig: {vat_id}.")
    elif vat_id[:2].isalpha() and vat_id[:2].lower() not in {*vat.MEMBER_STATES, "el"}:
        yield _finding("warn", "buyer_vat_id_foreign", f"USt-IdNr. des Käufers von außerhalb der EU: {vat_id}.")
    else:
        yield _finding("error", "buyer_vat_id_invalid", f"Die USt-IdNr. des Käufers ist formal ungültig: {vat_id}.")


def _profile(invoice: Rendition) -> Iterator[Finding]:
    if invoice.profile in _WITHOUT_LINES:
        text = f"{invoice.profile} ist keine Rechnung im Sinne von § 14 UStG: es fehlen die Positionen."
        yield _finding("warn", "profile_without_lines", text)

"""The means of the audit's recalculation: a program that only reads what stands beside formulas is found out."""

from io import BytesIO

import xlsxwriter

from tests.audit.recalculation import NOT_COMPUTED, different, formula_values, without_values


def test_values_beside_formulas_are_overwritten_and_what_differs_or_is_missing_is_named() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_number("A1", 7.5)
        sheet.write_formula("B1", "=A1*2", None, 15)
        sheet.write_formula("C1", '=IF(A1=0,"",1)', None, "")
    ours = formula_values(file.getvalue())
    assert ours == {(1, "B1"): "15", (1, "C1"): ""}
    only_read = formula_values(without_values(file.getvalue()))
    assert only_read == {(1, "B1"): NOT_COMPUTED, (1, "C1"): NOT_COMPUTED}
    assert different(ours, only_read) == {(1, "B1"): ("15", NOT_COMPUTED), (1, "C1"): ("", NOT_COMPUTED)}
    assert different(ours, {(1, "B1"): "15.0000001"}) == {(1, "C1"): ("", "missing")}

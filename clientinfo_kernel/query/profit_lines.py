"""How revenue and gross profit are broken down: the divisions, and the lines of the calculation."""

# Divisions of the dealership, as the account mapping names them; ``unassigned``: the account has none.
DIVISIONS = ("new_vehicles", "used_vehicles", "workshop", "body_and_paint", "parts", "other", "unassigned")
# Role of a ledger account (account mapping) -> line of the gross profit that its entries add up to.
GROSS_PROFIT_LINES = {
    "revenue": "revenue",
    "revenue_deduction": "revenue_deductions",
    "cost_of_goods": "cost_of_goods",
    "labour_cost": "calculated_labour_cost",
}
LINES = tuple(GROSS_PROFIT_LINES.values())
# The amounts of a calculation, as tables have them: its lines, and what they add up to.
GROSS_PROFIT_AMOUNTS = (*LINES, "gross_profit")

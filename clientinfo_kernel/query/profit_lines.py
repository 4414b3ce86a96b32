"""How revenue and gross profit are broken down: the divisions, and the lines of the calculation."""

from clientinfo_kernel.live import account_ranges

# Divisions of the dealership, as ranges of accounts name them; ``unassigned``: the account has none.
DIVISIONS = account_ranges.DIVISIONS
# Those that sell vehicles: nobody buys one every year.
VEHICLE_DIVISIONS = ("new_vehicles", "used_vehicles")
# Those that sell hours of work.
LABOUR_DIVISIONS = ("workshop", "body_and_paint")
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

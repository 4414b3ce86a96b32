"""What margins are asked by here."""

LINES = {
    "revenue": "revenue",
    "revenue_deduction": "revenue_deductions",
    "cost_of_goods": "cost_of_goods",
    "labour_cost": "calculated_labour_cost",
}
ADDITIVE = (*LINES.values(), "net_revenue", "gross_profit")
FEW = (
    "year",
    "month",
    "branch",
    "division",
    "payer",
    "customer_group",
    "make",
    "classification",
    "order_kind",
    "account",
)

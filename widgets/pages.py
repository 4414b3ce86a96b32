"""The pages that others link to, by their notebooks."""

CUSTOMER_PAGE = "customer.ipynb"
FINDINGS_PAGE = "data_quality.ipynb"
LISTS_PAGE = "lists.ipynb"

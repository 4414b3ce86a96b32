"""Work lists over all customers: one file each, a pure function from a desk to a table."""

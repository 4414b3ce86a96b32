"""The tabs of the customer view: one file each, a pure function from CustomerFile to a view model."""

"""The tree behind a figure: from a total down to the vouchers, every step with its clause and formula."""

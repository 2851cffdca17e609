"""The tree behind a figure: from a total down to the vouchers, with clause and formula."""

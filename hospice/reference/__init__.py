"""Pages of the reference data: where they come from, and the borders that maps draw."""

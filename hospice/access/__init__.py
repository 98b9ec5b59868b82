"""Who may do what, where: said once, as one table."""

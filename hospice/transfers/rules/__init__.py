"""The lives of a transfer and of its requests as tables, with their clocks and orders. Pure: no database, no web."""

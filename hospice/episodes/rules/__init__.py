"""The arithmetic of beds, stays and reservations. Pure: no database, no web."""

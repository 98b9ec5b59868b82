"""Divisions of the province, their residents and their borders: reference data, dated, with successors."""

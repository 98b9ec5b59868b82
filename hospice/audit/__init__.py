"""The audit trail: every deed leaves a row in the same transaction, and no row is ever changed."""

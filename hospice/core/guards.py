"""What the database itself refuses, said in each database's own way: used by migrations only.

Confirmed rows of one subject never cover the same day twice, whoever writes them and by whatever way. PostgreSQL says it
as an exclusion constraint, SQLite as triggers; both surface as an IntegrityError.
"""

from __future__ import annotations

from alembic import op

CURRENT = "confirmed_at IS NOT NULL AND superseded_at IS NULL"


def forbid_overlap(table: str, *subject: str) -> None:
    """Guard a fact table whose facts are told apart by the columns `subject`."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        same = ", ".join(f"{column} WITH =" for column in subject)
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT ex_{table}_overlap EXCLUDE USING gist "
            f"({same}, daterange(valid_from, valid_to) WITH &&) WHERE ({CURRENT})"
        )
        return
    for verb in ("INSERT", "UPDATE"):
        op.execute(_sqlite_trigger(table, subject, verb))


def allow_overlap(table: str) -> None:
    """Take the guard away again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ex_{table}_overlap")
        return
    for verb in ("insert", "update"):
        op.execute(f"DROP TRIGGER IF EXISTS tr_{table}_overlap_{verb}")


def _sqlite_trigger(table: str, subject: tuple[str, ...], verb: str) -> str:
    same = " AND ".join(f"other.{column} = NEW.{column}" for column in subject)
    return f"""
        CREATE TRIGGER tr_{table}_overlap_{verb.lower()} BEFORE {verb} ON {table}
        WHEN NEW.confirmed_at IS NOT NULL AND NEW.superseded_at IS NULL
        AND EXISTS (
            SELECT 1 FROM {table} AS other
            WHERE other.id IS NOT NEW.id AND {same}
            AND other.confirmed_at IS NOT NULL AND other.superseded_at IS NULL
            AND (NEW.valid_to IS NULL OR other.valid_from < NEW.valid_to)
            AND (other.valid_to IS NULL OR NEW.valid_from < other.valid_to)
        )
        BEGIN SELECT RAISE(ABORT, 'ex_{table}_overlap'); END
    """  # noqa: S608 - table and column names come from our own migrations


def forbid_two_at_once(table: str, subject: str, start: str, end: str, only: str = "") -> None:
    """Guard intervals `[start, end)` of instants: two of one subject never hold at once. Rows without a start are plans.

    `only` names a column that is true for the rows that count.
    """
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        counts = f"{start} IS NOT NULL" + (f" AND {only}" if only else "")
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT ex_{table}_{subject} EXCLUDE USING gist "
            f"({subject} WITH =, tstzrange({start}, {end}) WITH &&) WHERE ({counts})"
        )
        return
    both = f"AND NEW.{only} AND other.{only}" if only else ""
    for verb in ("INSERT", "UPDATE"):
        op.execute(f"""
            CREATE TRIGGER tr_{table}_{subject}_{verb.lower()} BEFORE {verb} ON {table}
            WHEN NEW.{start} IS NOT NULL AND EXISTS (
                SELECT 1 FROM {table} AS other
                WHERE other.id IS NOT NEW.id AND other.{subject} = NEW.{subject} AND other.{start} IS NOT NULL {both}
                AND (NEW.{end} IS NULL OR other.{start} < NEW.{end})
                AND (other.{end} IS NULL OR NEW.{start} < other.{end})
            )
            BEGIN SELECT RAISE(ABORT, 'ex_{table}_{subject}'); END
        """)  # noqa: S608 - table and column names come from our own migrations


def allow_two_at_once(table: str, subject: str) -> None:
    """Take the guard away again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ex_{table}_{subject}")
        return
    for verb in ("insert", "update"):
        op.execute(f"DROP TRIGGER IF EXISTS tr_{table}_{subject}_{verb}")


def forbid_change(table: str) -> None:
    """Make a table append-only: rows are added, never changed, never removed."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER tr_{table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER tr_{table}_append_only_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def permit_change(table: str) -> None:
    """Take the guard away again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER tr_{table}_append_only ON {table}")
        op.execute(f"DROP FUNCTION {table}_is_append_only()")
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER IF EXISTS tr_{table}_append_only_{verb}")

"""The three administrators are three people, and nothing else: the database refuses any other grant (domain §7.1)."""

from alembic import op

revision = "administrators_apart"
down_revision = "guards"
branch_labels = None
depends_on = None

ADMINISTRATORS = "('system_admin', 'security_admin', 'audit_admin')"


def seat(row):
    """Every administrator's role is a seat of its own; all other roles share one."""
    return f"CASE WHEN {row}role IN {ADMINISTRATORS} THEN {row}role ELSE 'work' END"


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            "ALTER TABLE role_grant ADD CONSTRAINT ex_role_grant_one_seat EXCLUDE USING gist "
            f"(user_id WITH =, (({seat('')})::text) WITH <>, daterange(valid_from, valid_to) WITH &&) "
            "WHERE (ended_at IS NULL)"
        )
        return
    for verb in ("INSERT", "UPDATE"):
        op.execute(f"""
            CREATE TRIGGER tr_role_grant_one_seat_{verb.lower()} BEFORE {verb} ON role_grant
            WHEN NEW.ended_at IS NULL AND EXISTS (
                SELECT 1 FROM role_grant AS other
                WHERE other.id IS NOT NEW.id AND other.user_id = NEW.user_id AND other.ended_at IS NULL
                AND {seat('other.')} <> {seat('NEW.')}
                AND (NEW.valid_to IS NULL OR other.valid_from < NEW.valid_to)
                AND (other.valid_to IS NULL OR NEW.valid_from < other.valid_to)
            )
            BEGIN SELECT RAISE(ABORT, 'ex_role_grant_one_seat'); END
        """)


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE role_grant DROP CONSTRAINT ex_role_grant_one_seat")
        return
    for verb in ("insert", "update"):
        op.execute(f"DROP TRIGGER IF EXISTS tr_role_grant_one_seat_{verb}")

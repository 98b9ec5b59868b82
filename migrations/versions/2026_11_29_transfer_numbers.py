"""Every transfer has a number that people can say on the telephone."""

from datetime import UTC
from itertools import groupby
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "transfer_numbers"
down_revision = "place_of_death"
branch_labels = None
depends_on = None

ZONE = ZoneInfo("Asia/Shanghai")
INSTANT = sa.DateTime(timezone=True)
transfer = sa.table("transfer", sa.column("id", sa.Integer), sa.column("created_at", INSTANT), sa.column("number", sa.String))
counts = sa.table("transfer_number", sa.column("day", sa.Date), sa.column("last", sa.Integer))


def upgrade():
    op.create_table(
        "transfer_number",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_transfer_number")),
    )
    op.add_column("transfer", sa.Column("number", sa.String(length=14), server_default="", nullable=False))
    number_those_that_are_there()
    op.create_index("uq_transfer_number", "transfer", ["number"], unique=True)


def number_those_that_are_there():
    """The column cannot be unique before: so the rows are numbered here, in the order in which they were made."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(transfer.c.id, transfer.c.created_at).order_by(transfer.c.created_at, transfer.c.id))
    for day, of_day in groupby(rows.all(), key=lambda row: on_the_clock(row.created_at)):
        numbered = [{"row": row.id, "n": f"{day:%Y-%m%d}-{n:03d}"} for n, row in enumerate(of_day, 1)]
        statement = sa.update(transfer).where(transfer.c.id == sa.bindparam("row")).values(number=sa.bindparam("n"))
        connection.execute(statement, numbered)
        connection.execute(sa.insert(counts).values(day=day, last=len(numbered)))


def on_the_clock(instant):
    """The business date; SQLite gives the naive reading of UTC."""
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(ZONE).date()


def downgrade():
    op.drop_index("uq_transfer_number", table_name="transfer")
    op.drop_column("transfer", "number")
    op.drop_table("transfer_number")

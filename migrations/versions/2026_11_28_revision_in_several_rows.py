"""The counter of changes of facts stands in several rows, one for each part of the institutions: deeds no longer meet at one."""

import sqlalchemy as sa
from alembic import op

revision = "revision_in_several_rows"
down_revision = "stays_never_overlap"
branch_labels = None
depends_on = None

ROWS = 64


def upgrade():
    with op.batch_alter_table("registry_revision") as batch:
        batch.drop_constraint(op.f("ck_registry_revision_one_row"), type_="check")
        batch.create_check_constraint("known_row", sa.text(f"id BETWEEN 1 AND {ROWS}"))
    others = [{"id": number, "number": 0} for number in range(2, ROWS + 1)]
    table = sa.table("registry_revision", sa.column("id", sa.Integer), sa.column("number", sa.Integer))
    op.bulk_insert(table, others)


def downgrade():
    op.execute("UPDATE registry_revision SET number = (SELECT sum(number) FROM registry_revision) WHERE id = 1")
    op.execute("DELETE FROM registry_revision WHERE id > 1")
    with op.batch_alter_table("registry_revision") as batch:
        batch.drop_constraint(op.f("ck_registry_revision_known_row"), type_="check")
        batch.create_check_constraint("one_row", sa.text("id = 1"))

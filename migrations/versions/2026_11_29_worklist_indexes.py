"""Work lists and the register find their rows without reading all transfers that were ever stored."""

from alembic import op

revision = "worklist_indexes"
down_revision = "transfer_numbers"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_transfer_region_status": ["region_id", "status"],
    "ix_transfer_region_submitted": ["region_id", "submitted_at"],
    "ix_transfer_institution_submitted": ["institution_id", "submitted_at"],
    "ix_transfer_submitted": ["submitted_at", "id"],
}


def upgrade():
    for name, columns in INDEXES.items():
        op.create_index(name, "transfer", columns)


def downgrade():
    for name in INDEXES:
        op.drop_index(name, table_name="transfer")

"""What the pages of a patient ask for: initials for the search, customs and family, treatment, days of devices, wounds."""

import sqlalchemy as sa
from alembic import op

revision = "patient_pages"
down_revision = "discharge_pushes"
branch_labels = None
depends_on = None

TEXTS = (
    ("patient", "initials", 60),
    ("patient", "customs", 200),
    ("patient", "family", 400),
    ("patient_diagnosis", "treatment", 400),
)


def upgrade():
    for table, column, length in TEXTS:
        op.add_column(table, sa.Column(column, sa.String(length), nullable=False, server_default=""))
    op.add_column("patient_state", sa.Column("device_days", sa.JSON(), nullable=True))
    op.add_column("patient_state", sa.Column("wounds", sa.JSON(), nullable=True))
    op.add_column("patient_state", sa.Column("only_medicines", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade():
    for column in ("only_medicines", "wounds", "device_days"):
        op.drop_column("patient_state", column)
    for table, column, _length in reversed(TEXTS):
        op.drop_column(table, column)

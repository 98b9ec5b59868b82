"""Find the stays of one bed at once: the guard against two at a time asks for them at every admission."""

from alembic import op

revision = "stays_by_bed"
down_revision = "patient_pages"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_bed_assignment_bed_started_at", "bed_assignment", ["bed_id", "started_at"])


def downgrade():
    op.drop_index("ix_bed_assignment_bed_started_at", "bed_assignment")

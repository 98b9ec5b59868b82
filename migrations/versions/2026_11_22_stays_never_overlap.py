"""No bed and no patient has two stays at once, also with times entered afterwards; no step of a transfer is rewritten."""

from alembic import op

from hospice.core.guards import allow_two_at_once, forbid_change, forbid_two_at_once, permit_change

revision = "stays_never_overlap"
down_revision = "transfers"
branch_labels = None
depends_on = None


def upgrade():
    forbid_two_at_once("bed_assignment", "bed_id", "started_at", "ended_at")
    forbid_two_at_once("bed_assignment", "patient_id", "started_at", "ended_at", only="in_bed")
    forbid_change("transfer_step")


def downgrade():
    permit_change("transfer_step")
    allow_two_at_once("bed_assignment", "patient_id")
    allow_two_at_once("bed_assignment", "bed_id")

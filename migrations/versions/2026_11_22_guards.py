"""What the database refuses by itself: overlapping facts, and any change of the audit trail."""

from alembic import op

from hospice.core.guards import allow_overlap, forbid_change, forbid_overlap, permit_change

revision = "guards"
down_revision = "ground_floor"
branch_labels = None
depends_on = None

FACTS = {
    "institution_record": ("institution_id",),
    "unit_record": ("unit_id",),
    "unit_state": ("unit_id",),
    "unit_capacity": ("unit_id",),
    "service_declaration": ("institution_id",),
    "service_activity": ("institution_id",),
    "designation": ("unit_id", "region_id", "goal"),
    "program_unit": ("institution_id", "kind", "region_id"),
}


def upgrade():
    for table, subject in FACTS.items():
        forbid_overlap(table, *subject)
    forbid_change("audit_event")
    op.execute("INSERT INTO registry_revision (id, number) VALUES (1, 0)")


def downgrade():
    op.execute("DELETE FROM registry_revision")
    permit_change("audit_event")
    for table in FACTS:
        allow_overlap(table)

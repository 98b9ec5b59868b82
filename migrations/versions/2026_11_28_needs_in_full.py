"""Why a suggestion was not followed, what the clinician judged, the visiting relative's place, the units wished for."""

import sqlalchemy as sa
from alembic import op

revision = "needs_in_full"
down_revision = "at_the_bed"
branch_labels = None
depends_on = None

_WORDS = ("setting_reason", "priority_reason")
_LISTS = {"judged": "{}", "preferred": "[]"}


def upgrade():
    for name in _WORDS:
        op.add_column("transfer", sa.Column(name, sa.String(length=400), nullable=False, server_default=""))
    for name, empty in _LISTS.items():
        op.add_column("transfer", sa.Column(name, sa.JSON(), nullable=False, server_default=empty))
    # Said in one breath: SQLite adds no constraint to a table that stands.
    op.execute(
        "ALTER TABLE transfer ADD COLUMN relative_region_id INTEGER "
        "CONSTRAINT fk_transfer_relative_region_id REFERENCES region (id)"
    )
    op.create_index(
        "ix_transfer_request_asked", "transfer_request",
        ["asked_at", "unit_id", "decided_at", "answer_by", "status", "decline_reason"],
    )  # fmt: skip


def downgrade():
    op.drop_index("ix_transfer_request_asked", "transfer_request")
    for name in ("relative_region_id", *_LISTS, *_WORDS):
        op.drop_column("transfer", name)

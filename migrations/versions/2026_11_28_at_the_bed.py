"""When somebody is expected to leave, when a blocked bed is expected back, and what a review of the waiting list found."""

import sqlalchemy as sa
from alembic import op

revision = "at_the_bed"
down_revision = "revision_in_several_rows"
branch_labels = None
depends_on = None

_OUTCOME = sa.Enum(
    "DIED_HERE", "TO_HOME", "TO_COMMUNITY", "TO_WARD", "TO_ACUTE", "SELF_DISCHARGE",
    name="dischargeoutcome", native_enum=False, create_constraint=True, length=40,
)  # fmt: skip


def upgrade():
    op.create_table(
        "planned_departure",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=True),
        sa.Column("outcome", _OUTCOME, nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(leaves_on IS NULL) = (outcome IS NULL)", name=op.f("ck_planned_departure_planned_for_somewhere")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["bed_assignment.id"], name=op.f("fk_planned_departure_assignment_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_planned_departure_by_id")),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_planned_departure")),
    )
    op.add_column("bed", sa.Column("state_until", sa.Date(), nullable=True))
    op.add_column("waiting_entry", sa.Column("review_words", sa.String(length=200), nullable=True))


def downgrade():
    op.drop_column("waiting_entry", "review_words")
    op.drop_column("bed", "state_until")
    op.drop_table("planned_departure")

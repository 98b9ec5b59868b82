"""Where a patient died."""

from alembic import op

revision = "place_of_death"
down_revision = "stays_by_bed"
branch_labels = None
depends_on = None

# Both databases take a column together with its own check; neither then needs the table to be copied.
COLUMN = "died_where VARCHAR(40) CONSTRAINT ck_patient_deathplace CHECK (died_where IN ('1', '2', '3', '4', '9', '0'))"


def upgrade():
    op.execute(f"ALTER TABLE patient ADD COLUMN {COLUMN}")


def downgrade():
    op.drop_column("patient", "died_where")

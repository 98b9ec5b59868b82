"""Episodes of care and who has which bed or place."""

import sqlalchemy as sa
from alembic import op

revision = 'episodes'
down_revision = 'patients'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('episode',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Enum('DIED_HERE', 'TO_HOME', 'TO_COMMUNITY', 'TO_WARD', 'TO_ACUTE', 'SELF_DISCHARGE', name='dischargeoutcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(ended_at IS NULL) = (outcome IS NULL)', name=op.f('ck_episode_ended_with_an_outcome')),
    sa.CheckConstraint('ended_at IS NULL OR ended_at >= started_at', name=op.f('ck_episode_ends_after_start')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_episode_patient_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_episode')),
    sa.UniqueConstraint('key', name=op.f('uq_episode_key'))
    )
    with op.batch_alter_table('episode', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_episode_patient_id'), ['patient_id'], unique=False)
        batch_op.create_index('uq_episode_open', ['patient_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('bed_assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('episode_id', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('bed_id', sa.Integer(), nullable=True),
    sa.Column('place_no', sa.Integer(), nullable=True),
    sa.Column('setting', sa.Enum('HOME', 'COMMUNITY', 'CLINIC', 'WARD', 'CENTER', name='setting', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('in_bed', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('RESERVED', 'ACTIVE', 'COMPLETED', 'RELEASED', name='assignmentstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reserved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('extended', sa.Boolean(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Enum('DIED_HERE', 'TO_HOME', 'TO_COMMUNITY', 'TO_WARD', 'TO_ACUTE', 'SELF_DISCHARGE', name='dischargeoutcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(ended_at IS NULL) = (state IN ('RESERVED', 'ACTIVE'))", name=op.f('ck_bed_assignment_open_until_it_ends')),
    sa.CheckConstraint("(started_at IS NOT NULL) = (state IN ('ACTIVE', 'COMPLETED'))", name=op.f('ck_bed_assignment_active_since_arrival')),
    sa.CheckConstraint("state <> 'COMPLETED' OR outcome IS NOT NULL OR end_reason <> ''", name=op.f('ck_bed_assignment_left_for_a_reason')),
    sa.CheckConstraint("state <> 'RESERVED' OR expires_at > reserved_at", name=op.f('ck_bed_assignment_reserved_until')),
    sa.CheckConstraint('(bed_id IS NULL) <> (place_no IS NULL)', name=op.f('ck_bed_assignment_a_bed_or_a_place')),
    sa.CheckConstraint('place_no IS NULL OR place_no > 0', name=op.f('ck_bed_assignment_places_begin_at_one')),
    sa.CheckConstraint('started_at IS NULL OR ended_at IS NULL OR ended_at > started_at', name=op.f('ck_bed_assignment_ends_after_start')),
    sa.ForeignKeyConstraint(['bed_id'], ['bed.id'], name=op.f('fk_bed_assignment_bed_id')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_bed_assignment_by_id')),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_bed_assignment_episode_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_bed_assignment_patient_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['care_unit.id'], name=op.f('fk_bed_assignment_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bed_assignment')),
    sa.UniqueConstraint('key', name=op.f('uq_bed_assignment_key'))
    )
    with op.batch_alter_table('bed_assignment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bed_assignment_episode_id'), ['episode_id'], unique=False)
        batch_op.create_index('ix_bed_assignment_patient', ['patient_id'], unique=False)
        batch_op.create_index('ix_bed_assignment_unit_state', ['unit_id', 'state'], unique=False)
        batch_op.create_index('uq_bed_assignment_open_bed', ['bed_id'], unique=True, sqlite_where=sa.text("bed_id IS NOT NULL AND state IN ('RESERVED', 'ACTIVE')"), postgresql_where=sa.text("bed_id IS NOT NULL AND state IN ('RESERVED', 'ACTIVE')"))
        batch_op.create_index('uq_bed_assignment_open_place', ['unit_id', 'place_no'], unique=True, sqlite_where=sa.text("place_no IS NOT NULL AND state IN ('RESERVED', 'ACTIVE')"), postgresql_where=sa.text("place_no IS NOT NULL AND state IN ('RESERVED', 'ACTIVE')"))
        batch_op.create_index('uq_bed_assignment_reserved', ['patient_id'], unique=True, sqlite_where=sa.text("in_bed AND state = 'RESERVED'"), postgresql_where=sa.text("in_bed AND state = 'RESERVED'"))


def downgrade():
    op.drop_table('bed_assignment')
    op.drop_table('episode')

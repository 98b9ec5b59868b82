"""Patients who go home are pushed to who cares on; a handover says when the next prescriber first comes."""

import sqlalchemy as sa
from alembic import op

revision = 'discharge_pushes'
down_revision = 'needs_in_full'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('discharge_push',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('region_id', sa.Integer(), nullable=False),
    sa.Column('from_institution_id', sa.Integer(), nullable=False),
    sa.Column('from_unit_id', sa.Integer(), nullable=True),
    sa.Column('assignment_id', sa.Integer(), nullable=True),
    sa.Column('transfer_id', sa.Integer(), nullable=True),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ack_by', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contact_by', sa.DateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_by_id', sa.Integer(), nullable=True),
    sa.Column('first_contact_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_contact_by_id', sa.Integer(), nullable=True),
    sa.Column('first_contact_kind', sa.Enum('PHONE', 'VISIT', 'CLINIC', name='contactkind', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('words', sa.String(length=400), nullable=False),
    sa.Column('last_doses', sa.String(length=400), nullable=False),
    sa.Column('on_opioid', sa.Boolean(), nullable=True),
    sa.Column('opioid_days_left', sa.Integer(), nullable=True),
    sa.Column('next_prescriber', sa.String(length=100), nullable=False),
    sa.Column('next_contact_on', sa.Date(), nullable=True),
    sa.Column('open_needs', sa.String(length=1000), nullable=False),
    sa.Column('briefed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('briefed_by_id', sa.Integer(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_for', sa.Enum('DIED', 'BACK', 'ANEW', name='pushend', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.CheckConstraint('(acknowledged_at IS NULL AND first_contact_at IS NULL) OR institution_id IS NOT NULL', name=op.f('ck_discharge_push_acknowledged_by_a_house')),
    sa.CheckConstraint('(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)', name=op.f('ck_discharge_push_acknowledged_by_somebody')),
    sa.CheckConstraint('(briefed_at IS NULL) = (briefed_by_id IS NULL)', name=op.f('ck_discharge_push_briefed_by_somebody')),
    sa.CheckConstraint('(cancelled_at IS NULL) = (cancelled_for IS NULL)', name=op.f('ck_discharge_push_cancelled_for_a_reason')),
    sa.CheckConstraint('(first_contact_at IS NULL) = (first_contact_by_id IS NULL) AND (first_contact_at IS NULL) = (first_contact_kind IS NULL)', name=op.f('ck_discharge_push_contacted_by_somebody_somehow')),
    sa.CheckConstraint('ack_by > made_at AND contact_by >= ack_by', name=op.f('ck_discharge_push_due_in_order')),
    sa.CheckConstraint('assignment_id IS NOT NULL OR transfer_id IS NOT NULL', name=op.f('ck_discharge_push_after_a_stay_or_a_transfer')),
    sa.CheckConstraint('cancelled_at IS NULL OR first_contact_at IS NULL', name=op.f('ck_discharge_push_not_done_and_cancelled')),
    sa.CheckConstraint('first_contact_at IS NULL OR acknowledged_at IS NOT NULL', name=op.f('ck_discharge_push_acknowledged_first')),
    sa.CheckConstraint('first_contact_at IS NULL OR first_contact_at >= left_at', name=op.f('ck_discharge_push_contacted_afterwards')),
    sa.CheckConstraint('opioid_days_left IS NULL OR opioid_days_left >= 0', name=op.f('ck_discharge_push_days_not_negative')),
    sa.CheckConstraint('unit_id IS NULL OR institution_id IS NOT NULL', name=op.f('ck_discharge_push_a_unit_has_a_house')),
    sa.ForeignKeyConstraint(['acknowledged_by_id'], ['user.id'], name=op.f('fk_discharge_push_acknowledged_by_id')),
    sa.ForeignKeyConstraint(['assignment_id'], ['bed_assignment.id'], name=op.f('fk_discharge_push_assignment_id')),
    sa.ForeignKeyConstraint(['briefed_by_id'], ['user.id'], name=op.f('fk_discharge_push_briefed_by_id')),
    sa.ForeignKeyConstraint(['first_contact_by_id'], ['user.id'], name=op.f('fk_discharge_push_first_contact_by_id')),
    sa.ForeignKeyConstraint(['from_institution_id'], ['institution.id'], name=op.f('fk_discharge_push_from_institution_id')),
    sa.ForeignKeyConstraint(['from_unit_id'], ['care_unit.id'], name=op.f('fk_discharge_push_from_unit_id')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_discharge_push_institution_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_discharge_push_patient_id')),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_discharge_push_region_id')),
    sa.ForeignKeyConstraint(['transfer_id'], ['transfer.id'], name=op.f('fk_discharge_push_transfer_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['care_unit.id'], name=op.f('fk_discharge_push_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_discharge_push')),
    sa.UniqueConstraint('key', name=op.f('uq_discharge_push_key'))
    )
    with op.batch_alter_table('discharge_push', schema=None) as batch_op:
        batch_op.create_index('ix_discharge_push_from_institution_made_at', ['from_institution_id', 'made_at'], unique=False)
        batch_op.create_index('ix_discharge_push_institution_contact_by', ['institution_id', 'contact_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_discharge_push_patient_id'), ['patient_id'], unique=False)
        batch_op.create_index('ix_discharge_push_region_contact_by', ['region_id', 'contact_by'], unique=False)
        batch_op.create_index('uq_discharge_push_open', ['patient_id', 'institution_id'], unique=True, sqlite_where=sa.text('institution_id IS NOT NULL AND first_contact_at IS NULL AND cancelled_at IS NULL'), postgresql_where=sa.text('institution_id IS NOT NULL AND first_contact_at IS NULL AND cancelled_at IS NULL'))
        batch_op.create_index('uq_discharge_push_open_unknown', ['patient_id'], unique=True, sqlite_where=sa.text('institution_id IS NULL AND first_contact_at IS NULL AND cancelled_at IS NULL'), postgresql_where=sa.text('institution_id IS NULL AND first_contact_at IS NULL AND cancelled_at IS NULL'))

    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.add_column(sa.Column('last_doses', sa.String(length=400), nullable=False))
        batch_op.add_column(sa.Column('next_contact_on', sa.Date(), nullable=True))



def downgrade():
    # Not in a batch, which makes the table anew: SQLite refuses that while entries refer to it.
    op.drop_column('handover', 'next_contact_on')
    op.drop_column('handover', 'last_doses')

    with op.batch_alter_table('discharge_push', schema=None) as batch_op:
        batch_op.drop_index('uq_discharge_push_open_unknown', sqlite_where=sa.text('institution_id IS NULL AND first_contact_at IS NULL AND cancelled_at IS NULL'), postgresql_where=sa.text('institution_id IS NULL AND first_contact_at IS NULL AND cancelled_at IS NULL'))
        batch_op.drop_index('uq_discharge_push_open', sqlite_where=sa.text('institution_id IS NOT NULL AND first_contact_at IS NULL AND cancelled_at IS NULL'), postgresql_where=sa.text('institution_id IS NOT NULL AND first_contact_at IS NULL AND cancelled_at IS NULL'))
        batch_op.drop_index('ix_discharge_push_region_contact_by')
        batch_op.drop_index(batch_op.f('ix_discharge_push_patient_id'))
        batch_op.drop_index('ix_discharge_push_institution_contact_by')
        batch_op.drop_index('ix_discharge_push_from_institution_made_at')

    op.drop_table('discharge_push')

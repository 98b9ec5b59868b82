"""Transfers, the receivers asked, every step, the waiting lists, and the handover."""

import sqlalchemy as sa
from alembic import op

revision = 'transfers'
down_revision = 'episodes'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('calendar_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.Enum('HOLIDAY', 'WORKDAY', name='daykind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_calendar_day'))
    )
    op.create_table('transfer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('region_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('DRAFT', 'ACTIVE', 'PLACED', 'UNDERWAY', 'ADMITTED', 'CLOSED', 'ENDED', 'CANCELLED', 'EXPIRED', 'DELETED', name='transferstatus', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('setting', sa.Enum('HOME', 'COMMUNITY', 'CLINIC', 'WARD', 'CENTER', name='setting', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('inpatient', sa.Boolean(), nullable=False),
    sa.Column('priority', sa.Enum('P1', 'P2', 'P3', 'P4', name='priority', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('abilities', sa.JSON(), nullable=False),
    sa.Column('wanted_on', sa.Date(), nullable=True),
    sa.Column('words', sa.String(length=1000), nullable=False),
    sa.Column('mobility', sa.Enum('WALK', 'WHEELCHAIR', 'STRETCHER', name='mobility', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('escort', sa.Enum('NONE', 'NURSE', 'PHYSICIAN', name='escort', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('vehicle', sa.Enum('OWN', 'AMBULANCE', 'TRANSFER', name='vehicle', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('oxygen_on_the_way', sa.Boolean(), nullable=True),
    sa.Column('pick_up_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pick_up_to', sa.DateTime(timezone=True), nullable=True),
    sa.Column('bridging_plan', sa.String(length=400), nullable=False),
    sa.Column('outside', sa.String(length=100), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Enum('ADMITTED_WARD', 'ADMITTED_COMMUNITY', 'HOME_CARE_STARTED', 'CLINIC_FIRST_VISIT', 'DIED_BEFORE_TRANSFER', 'DIED_IN_TRANSIT', 'DIED_HERE', 'WITHDRAWN_PATIENT', 'WITHDRAWN_FAMILY', 'IMPROVED', 'MOVED_OUT_OF_AREA', 'HOSPITALISED_ELSEWHERE', 'LOST_CONTACT', 'OTHER', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(outcome IS NOT NULL) = (status IN ('CANCELLED', 'CLOSED', 'ENDED', 'EXPIRED'))", name=op.f('ck_transfer_over_with_an_outcome')),
    sa.CheckConstraint("inpatient = (setting NOT IN ('CLINIC', 'HOME'))", name=op.f('ck_transfer_a_visit_is_no_bed')),
    sa.CheckConstraint("status IN ('DRAFT', 'DELETED') OR submitted_at IS NOT NULL", name=op.f('ck_transfer_submitted_at_a_time')),
    sa.CheckConstraint('(outcome IS NULL) = (ended_at IS NULL)', name=op.f('ck_transfer_ended_at_a_time')),
    sa.CheckConstraint('pick_up_to IS NULL OR pick_up_to > pick_up_from', name=op.f('ck_transfer_picked_up_between')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user.id'], name=op.f('fk_transfer_created_by_id')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_transfer_institution_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_transfer_patient_id')),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_transfer_region_id')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['user.id'], name=op.f('fk_transfer_submitted_by_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['care_unit.id'], name=op.f('fk_transfer_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transfer')),
    sa.UniqueConstraint('key', name=op.f('uq_transfer_key'))
    )
    with op.batch_alter_table('transfer', schema=None) as batch_op:
        batch_op.create_index('ix_transfer_institution_status', ['institution_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_transfer_patient_id'), ['patient_id'], unique=False)
        batch_op.create_index('ix_transfer_status_submitted', ['status', 'submitted_at'], unique=False)
        batch_op.create_index('uq_transfer_open_inpatient', ['patient_id'], unique=True, sqlite_where=sa.text("inpatient AND status IN ('ACTIVE', 'PLACED', 'UNDERWAY')"), postgresql_where=sa.text("inpatient AND status IN ('ACTIVE', 'PLACED', 'UNDERWAY')"))
    op.create_table('transfer_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('transfer_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('SUBMITTED', 'RECEIVED', 'RETURNED', 'DECLINED', 'REROUTED', 'RELEASED', 'ACCEPTED', 'WAITLISTED', 'BED_HELD', 'SCHEDULED', 'IN_TRANSIT', 'ARRIVED', 'ADMITTED', 'CLOSED', 'CANCELLED', 'EXPIRED', 'NO_SHOW', 'DIED_WAITING', 'DIED_IN_TRANSIT', 'ABORTED', 'REFUSED_ON_ARRIVAL', name='requeststatus', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decline_reason', sa.Enum('NO_BED', 'NO_CAPABILITY', 'ISOLATION_NOT_POSSIBLE', 'SEX_ROOM_MISMATCH', 'NOT_END_STAGE', 'NOT_CONSENTED', 'INSURANCE_AREA', 'TOO_FAR', 'TOO_ILL_TO_MOVE', 'DUPLICATE', 'INCOMPLETE', 'OTHER', name='declinereason', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('words', sa.String(length=400), nullable=False),
    sa.Column('second_option', sa.String(length=200), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=True),
    sa.Column('scheduled_for', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sender_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('receiver_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('departed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('admitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer_by', sa.DateTime(timezone=True), nullable=True),
    sa.Column('place_by', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pauses', sa.JSON(), nullable=False),
    sa.Column('escalated', sa.Integer(), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(status = 'DECLINED') = (decline_reason IS NOT NULL) OR status = 'REROUTED'", name=op.f('ck_transfer_request_declined_for_a_reason')),
    sa.CheckConstraint("status <> 'BED_HELD' OR assignment_id IS NOT NULL", name=op.f('ck_transfer_request_holds_a_bed')),
    sa.CheckConstraint("status NOT IN ('ACCEPTED', 'ADMITTED', 'ARRIVED', 'BED_HELD', 'DECLINED', 'IN_TRANSIT', 'SCHEDULED', 'WAITLISTED') OR decided_at IS NOT NULL", name=op.f('ck_transfer_request_nothing_taken_undecided')),
    sa.CheckConstraint('(decided_at IS NULL) = (decided_by_id IS NULL)', name=op.f('ck_transfer_request_decided_by_somebody')),
    sa.CheckConstraint('slot BETWEEN 1 AND 3', name=op.f('ck_transfer_request_at_most_three')),
    sa.ForeignKeyConstraint(['assignment_id'], ['bed_assignment.id'], name=op.f('fk_transfer_request_assignment_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user.id'], name=op.f('fk_transfer_request_decided_by_id')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_transfer_request_institution_id')),
    sa.ForeignKeyConstraint(['transfer_id'], ['transfer.id'], name=op.f('fk_transfer_request_transfer_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['care_unit.id'], name=op.f('fk_transfer_request_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transfer_request')),
    sa.UniqueConstraint('assignment_id', name=op.f('uq_transfer_request_assignment_id')),
    sa.UniqueConstraint('key', name=op.f('uq_transfer_request_key'))
    )
    with op.batch_alter_table('transfer_request', schema=None) as batch_op:
        batch_op.create_index('ix_transfer_request_institution_status', ['institution_id', 'status', 'since'], unique=False)
        batch_op.create_index(batch_op.f('ix_transfer_request_transfer_id'), ['transfer_id'], unique=False)
        batch_op.create_index('ix_transfer_request_unit_status', ['unit_id', 'status'], unique=False)
        batch_op.create_index('uq_transfer_request_slot', ['transfer_id', 'slot'], unique=True, sqlite_where=sa.text("status IN ('ACCEPTED', 'ARRIVED', 'BED_HELD', 'IN_TRANSIT', 'RECEIVED', 'RETURNED', 'SCHEDULED', 'SUBMITTED', 'WAITLISTED')"), postgresql_where=sa.text("status IN ('ACCEPTED', 'ARRIVED', 'BED_HELD', 'IN_TRANSIT', 'RECEIVED', 'RETURNED', 'SCHEDULED', 'SUBMITTED', 'WAITLISTED')"))
        batch_op.create_index('uq_transfer_request_taken', ['transfer_id'], unique=True, sqlite_where=sa.text("status IN ('ACCEPTED', 'ARRIVED', 'BED_HELD', 'IN_TRANSIT', 'SCHEDULED')"), postgresql_where=sa.text("status IN ('ACCEPTED', 'ARRIVED', 'BED_HELD', 'IN_TRANSIT', 'SCHEDULED')"))
        batch_op.create_index('uq_transfer_request_unit', ['transfer_id', 'unit_id'], unique=True, sqlite_where=sa.text("status IN ('ACCEPTED', 'ARRIVED', 'BED_HELD', 'IN_TRANSIT', 'RECEIVED', 'RETURNED', 'SCHEDULED', 'SUBMITTED', 'WAITLISTED')"), postgresql_where=sa.text("status IN ('ACCEPTED', 'ARRIVED', 'BED_HELD', 'IN_TRANSIT', 'RECEIVED', 'RETURNED', 'SCHEDULED', 'SUBMITTED', 'WAITLISTED')"))
    op.create_table('handover',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.String(length=1000), nullable=False),
    sa.Column('mind', sa.String(length=1000), nullable=False),
    sa.Column('social', sa.String(length=1000), nullable=False),
    sa.Column('meaning', sa.String(length=1000), nullable=False),
    sa.Column('on_opioid', sa.Boolean(), nullable=True),
    sa.Column('opioid_days_left', sa.Integer(), nullable=True),
    sa.Column('next_prescriber', sa.String(length=100), nullable=False),
    sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('summary_hash', sa.String(length=64), nullable=False),
    sa.CheckConstraint('opioid_days_left IS NULL OR opioid_days_left >= 0', name=op.f('ck_handover_days_not_negative')),
    sa.ForeignKeyConstraint(['request_id'], ['transfer_request.id'], name=op.f('fk_handover_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover')),
    sa.UniqueConstraint('request_id', name=op.f('uq_handover_request_id'))
    )
    op.create_table('transfer_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('transfer_id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=True),
    sa.Column('target', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(length=400), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=50), nullable=False),
    sa.Column('party', sa.String(length=40), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['user.id'], name=op.f('fk_transfer_step_actor_id')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_transfer_step_institution_id')),
    sa.ForeignKeyConstraint(['request_id'], ['transfer_request.id'], name=op.f('fk_transfer_step_request_id')),
    sa.ForeignKeyConstraint(['transfer_id'], ['transfer.id'], name=op.f('fk_transfer_step_transfer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transfer_step'))
    )
    with op.batch_alter_table('transfer_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_transfer_step_request_id'), ['request_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_transfer_step_transfer_id'), ['transfer_id'], unique=False)
    op.create_table('waiting_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('priority', sa.Enum('P1', 'P2', 'P3', 'P4', name='priority', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_for', sa.String(length=40), nullable=False),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(left_at IS NULL) = (left_for = '')", name=op.f('ck_waiting_entry_left_for_a_reason')),
    sa.ForeignKeyConstraint(['request_id'], ['transfer_request.id'], name=op.f('fk_waiting_entry_request_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['care_unit.id'], name=op.f('fk_waiting_entry_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waiting_entry')),
    sa.UniqueConstraint('key', name=op.f('uq_waiting_entry_key'))
    )
    with op.batch_alter_table('waiting_entry', schema=None) as batch_op:
        batch_op.create_index('ix_waiting_entry_unit', ['unit_id', 'priority', 'since'], unique=False)
        batch_op.create_index('uq_waiting_entry_open', ['request_id'], unique=True, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
    op.create_table('bed_offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('override_reason', sa.String(length=400), nullable=False),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['bed_assignment.id'], name=op.f('fk_bed_offer_assignment_id')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_bed_offer_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['waiting_entry.id'], name=op.f('fk_bed_offer_entry_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['care_unit.id'], name=op.f('fk_bed_offer_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bed_offer')),
    sa.UniqueConstraint('assignment_id', name=op.f('uq_bed_offer_assignment_id')),
    sa.UniqueConstraint('key', name=op.f('uq_bed_offer_key'))
    )
    with op.batch_alter_table('bed_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bed_offer_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bed_offer_unit_id'), ['unit_id'], unique=False)
    op.create_table('handover_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.Enum('IDENTITY', 'CONSENT_FORMS', 'WISHES', 'ALLERGIES', 'LAST_DOSES', 'CONTROLLED_DRUGS', 'DEVICES', 'SKIN', 'ISOLATION', 'BELONGINGS', 'CONTACTS', 'PENDING_RESULTS', 'FOLLOW_UP', 'TRANSPORT', name='handoveritem', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('not_done', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_handover_entry_handover_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover_entry')),
    sa.UniqueConstraint('handover_id', 'item', name=op.f('uq_handover_entry_handover_id_item'))
    )
    op.create_table('handover_need',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('handover_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('owner', sa.String(length=100), nullable=True),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['handover_id'], ['handover.id'], name=op.f('fk_handover_need_handover_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover_need'))
    )
    with op.batch_alter_table('handover_need', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handover_need_handover_id'), ['handover_id'], unique=False)
    op.create_table('bed_offer_passed',
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('why', sa.String(length=400), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['waiting_entry.id'], name=op.f('fk_bed_offer_passed_entry_id')),
    sa.ForeignKeyConstraint(['offer_id'], ['bed_offer.id'], name=op.f('fk_bed_offer_passed_offer_id')),
    sa.PrimaryKeyConstraint('offer_id', 'place', name=op.f('pk_bed_offer_passed'))
    )
    op.create_table('handover_signature',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.Enum('ORIGIN', 'DESTINATION', 'COORDINATION', 'FAMILY', 'SYSTEM', name='side', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('by_name', sa.String(length=50), nullable=False),
    sa.Column('witness', sa.String(length=50), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("side IN ('ORIGIN', 'DESTINATION')", name=op.f('ck_handover_signature_one_of_two_sides')),
    sa.CheckConstraint('witness <> by_name', name=op.f('ck_handover_signature_counted_by_another')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_handover_signature_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['handover_entry.id'], name=op.f('fk_handover_signature_entry_id')),
    sa.PrimaryKeyConstraint('entry_id', 'side', name=op.f('pk_handover_signature'))
    )


def downgrade():
    op.drop_table('handover_signature')
    op.drop_table('bed_offer_passed')
    op.drop_table('handover_need')
    op.drop_table('handover_entry')
    op.drop_table('bed_offer')
    op.drop_table('waiting_entry')
    op.drop_table('transfer_step')
    op.drop_table('handover')
    op.drop_table('transfer_request')
    op.drop_table('transfer')
    op.drop_table('calendar_day')

"""Patients, the people around, what they have, wish and agreed to."""

import sqlalchemy as sa
from alembic import op

revision = 'patients'
down_revision = 'jobs'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('diagnosis_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.String(length=40), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('initials', sa.String(length=60), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_diagnosis_code')),
    sa.UniqueConstraint('version', 'code', name=op.f('uq_diagnosis_code_version_code'))
    )
    with op.batch_alter_table('diagnosis_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_diagnosis_code_initials'), ['initials'], unique=False)
    op.create_table('patient',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=50), nullable=False),
    sa.Column('sex', sa.Enum('0', '1', '2', '9', name='sex', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('ethnic_group', sa.String(length=2), nullable=False),
    sa.Column('id_type', sa.Enum('01', '02', '03', '04', '05', '06', '07', '99', name='idtype', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('id_hash', sa.String(length=64), nullable=True),
    sa.Column('id_missing_reason', sa.String(length=200), nullable=False),
    sa.Column('region_id', sa.Integer(), nullable=False),
    sa.Column('township_id', sa.Integer(), nullable=True),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('floor', sa.Integer(), nullable=True),
    sa.Column('has_lift', sa.Boolean(), nullable=True),
    sa.Column('lon', sa.Double(), nullable=True),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('capacity', sa.Enum('FULL', 'PARTIAL', 'NONE', 'UNKNOWN', name='capacity', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('knows_diagnosis', sa.Enum('YES', 'PARTLY', 'NO', 'UNKNOWN', name='knowsdiagnosis', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('family_disagrees', sa.Boolean(), nullable=False),
    sa.Column('insurance', sa.Enum('310', '390', '340', '392', '410', '399', 'SELF', 'COMMERCIAL', name='insurance', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('insurance_region_id', sa.Integer(), nullable=True),
    sa.Column('off_site_filed', sa.Boolean(), nullable=True),
    sa.Column('hardship', sa.Enum('NONE', 'LOW_INCOME', 'DESTITUTE', name='hardship', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('religion', sa.String(length=40), nullable=False),
    sa.Column('language', sa.String(length=40), nullable=False),
    sa.Column('diet', sa.String(length=100), nullable=False),
    sa.Column('died_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(id_sealed IS NULL) = (id_hash IS NULL)', name=op.f('ck_patient_sealed_and_found')),
    sa.CheckConstraint('(lon IS NULL) = (lat IS NULL)', name=op.f('ck_patient_a_point_has_two_numbers')),
    sa.CheckConstraint('length(name) > 0', name=op.f('ck_patient_has_a_name')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_patient_institution_id')),
    sa.ForeignKeyConstraint(['insurance_region_id'], ['region.id'], name=op.f('fk_patient_insurance_region_id')),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_patient_region_id')),
    sa.ForeignKeyConstraint(['township_id'], ['region.id'], name=op.f('fk_patient_township_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_patient')),
    sa.UniqueConstraint('id_hash', name=op.f('uq_patient_id_hash')),
    sa.UniqueConstraint('key', name=op.f('uq_patient_key'))
    )
    with op.batch_alter_table('patient', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_patient_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_patient_region_id'), ['region_id'], unique=False)
    op.create_table('patient_consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('CARE', 'SHARING', name='consentkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('document_version', sa.String(length=40), nullable=False),
    sa.Column('signer_name', sa.String(length=50), nullable=False),
    sa.Column('signer_relation', sa.Enum('SELF', 'SPOUSE', 'SON', 'DAUGHTER', 'FATHER', 'MOTHER', 'SIBLING', 'GRANDCHILD', 'RELATIVE', 'GUARDIAN', 'FRIEND', 'ORGANISATION', name='relation', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_reason', sa.String(length=200), nullable=False),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.CheckConstraint('signed_at <= recorded_at', name=op.f('ck_patient_consent_not_in_the_future')),
    sa.CheckConstraint('withdrawn_at IS NULL OR withdrawn_at >= signed_at', name=op.f('ck_patient_consent_withdrawn_after_signed')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_patient_consent_patient_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user.id'], name=op.f('fk_patient_consent_recorded_by_id')),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['user.id'], name=op.f('fk_patient_consent_withdrawn_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_patient_consent')),
    sa.UniqueConstraint('key', name=op.f('uq_patient_consent_key'))
    )
    with op.batch_alter_table('patient_consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_patient_consent_patient_id'), ['patient_id'], unique=False)
    op.create_table('patient_contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=50), nullable=False),
    sa.Column('relation', sa.Enum('SELF', 'SPOUSE', 'SON', 'DAUGHTER', 'FATHER', 'MOTHER', 'SIBLING', 'GRANDCHILD', 'RELATIVE', 'GUARDIAN', 'FRIEND', 'ORGANISATION', name='relation', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('phone', sa.String(length=30), nullable=False),
    sa.Column('is_main_carer', sa.Boolean(), nullable=False),
    sa.Column('is_decision_maker', sa.Boolean(), nullable=False),
    sa.Column('legal_basis', sa.Enum('SELF', 'AGREED_GUARDIAN', 'LEGAL_GUARDIAN', 'CLOSE_RELATIVE', 'ENTRUSTED', name='legalbasis', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('lives_with', sa.Boolean(), nullable=True),
    sa.Column('carer_hours', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('NOT is_decision_maker OR legal_basis IS NOT NULL', name=op.f('ck_patient_contact_decides_on_a_basis')),
    sa.CheckConstraint('carer_hours IS NULL OR carer_hours BETWEEN 0 AND 24', name=op.f('ck_patient_contact_a_day_has_24_hours')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_patient_contact_patient_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_patient_contact')),
    sa.UniqueConstraint('key', name=op.f('uq_patient_contact_key'))
    )
    with op.batch_alter_table('patient_contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_patient_contact_patient_id'), ['patient_id'], unique=False)
        batch_op.create_index('uq_patient_contact_cares', ['patient_id'], unique=True, sqlite_where=sa.text('is_main_carer AND ended_at IS NULL'), postgresql_where=sa.text('is_main_carer AND ended_at IS NULL'))
        batch_op.create_index('uq_patient_contact_decides', ['patient_id'], unique=True, sqlite_where=sa.text('is_decision_maker AND ended_at IS NULL'), postgresql_where=sa.text('is_decision_maker AND ended_at IS NULL'))
    op.create_table('patient_diagnosis',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('version', sa.String(length=40), nullable=False),
    sa.Column('is_main', sa.Boolean(), nullable=False),
    sa.Column('is_cancer', sa.Boolean(), nullable=False),
    sa.Column('stage', sa.String(length=100), nullable=False),
    sa.Column('metastasis', sa.String(length=100), nullable=False),
    sa.Column('diagnosed_on', sa.Date(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_patient_diagnosis_patient_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user.id'], name=op.f('fk_patient_diagnosis_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_patient_diagnosis')),
    sa.UniqueConstraint('key', name=op.f('uq_patient_diagnosis_key'))
    )
    with op.batch_alter_table('patient_diagnosis', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_patient_diagnosis_patient_id'), ['patient_id'], unique=False)
        batch_op.create_index('uq_patient_diagnosis_main', ['patient_id'], unique=True, sqlite_where=sa.text('is_main AND ended_at IS NULL'), postgresql_where=sa.text('is_main AND ended_at IS NULL'))
    op.create_table('patient_place_wish',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('care', sa.Enum('HOME', 'COMMUNITY', 'CLINIC', 'WARD', 'CENTER', name='caresetting', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('death', sa.Enum('HOME', 'COMMUNITY', 'CLINIC', 'WARD', 'CENTER', name='deathsetting', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_patient_place_wish_patient_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user.id'], name=op.f('fk_patient_place_wish_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_patient_place_wish'))
    )
    with op.batch_alter_table('patient_place_wish', schema=None) as batch_op:
        batch_op.create_index('ix_patient_place_wish_patient_said_at', ['patient_id', 'said_at'], unique=False)
    op.create_table('patient_score',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.String(length=20), nullable=False),
    sa.Column('formula_version', sa.String(length=20), nullable=False),
    sa.Column('inputs', sa.JSON(), nullable=False),
    sa.Column('result', sa.String(length=20), nullable=True),
    sa.Column('band', sa.String(length=20), nullable=False),
    sa.Column('rated_by', sa.Enum('PATIENT', 'CARER', 'STAFF', name='ratedby', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.CheckConstraint('at <= recorded_at', name=op.f('ck_patient_score_not_in_the_future')),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_patient_score_by_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_patient_score_patient_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_patient_score')),
    sa.UniqueConstraint('key', name=op.f('uq_patient_score_key'))
    )
    with op.batch_alter_table('patient_score', schema=None) as batch_op:
        batch_op.create_index('ix_patient_score_patient_score_at', ['patient_id', 'score', 'at'], unique=False)
    op.create_table('patient_state',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('prognosis', sa.Enum('LT24H', 'D1_3', 'D4_7', 'W1_2', 'W3_4', 'W5_6', 'W7_8', 'W9_10', 'W11_12', 'M3_6', 'GT6M', 'UNKNOWN', name='prognosis', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('phase', sa.Enum('STABLE', 'UNSTABLE', 'DETERIORATING', 'TERMINAL', name='phase', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('consciousness', sa.Enum('ALERT', 'DROWSY', 'CONFUSED', 'STUPOR', 'LIGHT_COMA', 'DEEP_COMA', 'DELIRIUM', name='consciousness', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('devices', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('infections', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('isolation', sa.Enum('STANDARD', 'CONTACT', 'DROPLET', 'AIRBORNE', name='isolation', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('allergy', sa.Enum('NONE_KNOWN', 'UNKNOWN', 'LISTED', name='allergy', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('allergies', sa.String(length=400), nullable=False),
    sa.Column('medicines', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('severe_dyspnoea', sa.Boolean(), nullable=True),
    sa.Column('severe_bleeding', sa.Boolean(), nullable=True),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_patient_state_by_id')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_patient_state_patient_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_patient_state')),
    sa.UniqueConstraint('key', name=op.f('uq_patient_state_key'))
    )
    with op.batch_alter_table('patient_state', schema=None) as batch_op:
        batch_op.create_index('ix_patient_state_patient_at', ['patient_id', 'at'], unique=False)
    op.create_table('patient_wish',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('patient_id', sa.Integer(), nullable=False),
    sa.Column('wish', sa.Enum('CPR', 'VENTILATION', 'ICU', 'TRANSFUSION', 'ARTIFICIAL_FEEDING', 'SEDATION', 'ORGAN_DONATION', name='wish', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('answer', sa.Enum('WANTED', 'REFUSED', 'UNDECIDED', 'NOT_ASKED', name='wishanswer', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=400), nullable=False),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_patient_wish_patient_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user.id'], name=op.f('fk_patient_wish_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_patient_wish'))
    )
    with op.batch_alter_table('patient_wish', schema=None) as batch_op:
        batch_op.create_index('ix_patient_wish_patient_said_at', ['patient_id', 'said_at'], unique=False)
    op.create_table('patient_consent_receiver',
    sa.Column('consent_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('position BETWEEN 1 AND 3', name=op.f('ck_patient_consent_receiver_at_most_three')),
    sa.ForeignKeyConstraint(['consent_id'], ['patient_consent.id'], name=op.f('fk_patient_consent_receiver_consent_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['care_unit.id'], name=op.f('fk_patient_consent_receiver_unit_id')),
    sa.PrimaryKeyConstraint('consent_id', 'position', name=op.f('pk_patient_consent_receiver')),
    sa.UniqueConstraint('consent_id', 'unit_id', name=op.f('uq_patient_consent_receiver_consent_id_unit_id'))
    )
    with op.batch_alter_table('patient_consent_receiver', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_patient_consent_receiver_unit_id'), ['unit_id'], unique=False)


def downgrade():
    op.drop_table('patient_consent_receiver')
    op.drop_table('patient_wish')
    op.drop_table('patient_state')
    op.drop_table('patient_score')
    op.drop_table('patient_place_wish')
    op.drop_table('patient_diagnosis')
    op.drop_table('patient_contact')
    op.drop_table('patient_consent')
    op.drop_table('patient')
    op.drop_table('diagnosis_code')

"""Jobs of the clock, when it last ran, and messages that wait to be delivered."""

import sqlalchemy as sa
from alembic import op

revision = 'jobs'
down_revision = 'administrators_apart'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('heartbeat',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_heartbeat'))
    )
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('run_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('ready', 'running', 'done', 'failed', name='jobstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(length=400), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_state_run_at', ['state', 'run_at'], unique=False)
        batch_op.create_index('uq_job_live', ['kind', 'subject'], unique=True, sqlite_where=sa.text("state IN ('ready', 'running')"), postgresql_where=sa.text("state IN ('ready', 'running')"))
    op.create_table('message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('once', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('region_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('institution_id IS NOT NULL OR region_id IS NOT NULL OR user_id IS NOT NULL', name=op.f('ck_message_goes_to_somebody')),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_message_institution_id')),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_message_region_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['care_unit.id'], name=op.f('fk_message_unit_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_message_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('key', name=op.f('uq_message_key')),
    sa.UniqueConstraint('once', name=op.f('uq_message_once'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index('ix_message_institution_created', ['institution_id', 'created_at'], unique=False)
        batch_op.create_index('ix_message_region_created', ['region_id', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_message_subject'), ['subject'], unique=False)
        batch_op.create_index('ix_message_user_created', ['user_id', 'created_at'], unique=False)
    op.create_table('message_seen',
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_message_seen_message_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_message_seen_user_id')),
    sa.PrimaryKeyConstraint('message_id', 'user_id', name=op.f('pk_message_seen'))
    )


def downgrade():
    op.drop_table('message_seen')
    op.drop_table('message')
    op.drop_table('job')
    op.drop_table('heartbeat')

"""Migrations: they make what the models say, on both databases, upwards and downwards."""

from __future__ import annotations

import flask_migrate
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from hospice.core.db import db
from tests.databases import Store, application


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names())


def test_migrations_lead_up_down_and_up_again(store: Store):
    with application(store.empty()) as app, app.app_context():
        flask_migrate.upgrade()
        made = tables()
        assert made >= set(db.metadata.tables)
        flask_migrate.downgrade(revision="base")
        assert tables() == {"alembic_version"}
        flask_migrate.upgrade()
        assert tables() == made


def test_models_equal_migrations(store: Store):
    with application(store.copy()) as app, app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_checks_of_the_models_stand_in_the_database(store: Store):
    """Alembic compares no CHECK, and a code list is one."""
    with application(store.copy()) as app, app.app_context():
        inspector = sa.inspect(db.engine)
        for table in db.metadata.sorted_tables:
            found = {str(check["name"]) for check in inspector.get_check_constraints(table.name)}
            wanted = {str(check.name) for check in table.constraints if isinstance(check, sa.CheckConstraint)}
            assert wanted <= found, table.name


def test_a_code_list_in_the_database_is_the_code_list_in_the_code(store: Store):
    with application(store.copy()) as app, app.app_context():
        inspector = sa.inspect(db.engine)
        for table in db.metadata.sorted_tables:
            texts = {check["name"]: check["sqltext"] for check in inspector.get_check_constraints(table.name)}
            for column in table.columns:
                if isinstance(column.type, sa.Enum):
                    text = texts[f"ck_{table.name}_{column.type.name}"]
                    assert [code for code in column.type.enums if f"'{code}'" not in text] == [], (
                        f"{table.name}.{column.name}"
                    )
                    assert text.count("'") == 2 * len(column.type.enums), f"{table.name}.{column.name}"

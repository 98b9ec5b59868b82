"""How Alembic reaches the application's database; always online, since `flask db` has the application at hand."""

from alembic import context
from flask import current_app

import hospice.app  # noqa: F401 - knows every model
from hospice.core.types import UtcDateTime

migrate = current_app.extensions["migrate"]


def render(kind: str, thing: object, _context: object) -> str | bool:
    """A migration names plain SQL types, so that it outlives our own."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


def main() -> None:
    """Run the migrations on the application's engine. SQLite keeps its write lock from start to end."""
    with migrate.db.engine.connect().execution_options(writes=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            render_item=render,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


main()

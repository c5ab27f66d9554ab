"""The schema, step by step (Alembic)."""

from sqlalchemy import Connection


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the schema forward, within the transaction that the connection has begun.

    Raises:
        ValueError: the schema that is there, or the one wanted, is none of ours.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "commonlist.storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except CommandError as error:
        raise ValueError(str(error)) from None

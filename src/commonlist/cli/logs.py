"""What the server's processes write of themselves: one line an event, to standard error.

Whatever was asked or answered stays out of it: an error is told by its kind and by where in the
program it was met, never by its message, in which a name may stand.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import msgspec
import structlog

from commonlist.settings import Settings

_FRAMES = 6


def configure(settings: Settings) -> None:
    """Let our own events and those of libraries be written in the same way."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
    ]
    written = _renderer(settings)
    structlog.configure(
        processors=[*before, written],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, written],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)


def without_words(
    logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Put in an exception's place its kind and the places of the program that it came through."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else None
    if given and error is None:
        error = given[1] if isinstance(given, tuple) else sys.exc_info()[1]
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        event["error"] = type(error).__name__
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _renderer(settings: Settings) -> Any:
    if settings.log_format == "json":
        return structlog.processors.JSONRenderer(
            serializer=lambda value, **_: msgspec.json.encode(value, enc_hook=str).decode()
        )
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())

"""Logs: structured, one line each; JSON in production, coloured columns for people.

Whatever is bound to ``structlog.contextvars`` (request, tenant, correlation and trace ids) is on every line, also on
those of Django, Celery and other libraries that use the standard library's logging.
"""

from __future__ import annotations

import logging
import logging.config
import sys
from typing import Any

import structlog


def _drop_colour_message(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    # granian and uvicorn add the same text again with escape codes.
    event.pop("color_message", None)
    return event


def configure(settings: dict[str, Any]) -> None:
    """Set up logging; called by Django with ``LOGGING`` = ``{"level": ..., "format": "json" | "console"}``."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        _drop_colour_message,
    ]
    if settings["format"] == "json":
        render: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(sort_keys=True)]
    else:
        # Not the renderer's own tracebacks: they show local variables, so passwords, and fill screens.
        plain = structlog.dev.plain_traceback
        render = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["stderr"], "level": settings["level"]},
            "loggers": {
                # Every 4xx would be a warning; the request line of the middleware says it once and better.
                "django.request": {"level": "ERROR"},
                "django.server": {"level": "ERROR"},
                "celery.worker.strategy": {"level": "WARNING"},
                # Wake-ups that came too late say so; that is what they expire for.
                "celery.worker.request": {"level": "WARNING"},
                "celery.app.trace": {"level": "WARNING"},
                "celery.beat": {"level": "WARNING"},
            },
        }
    )
    structlog.configure(
        processors=[*shared[:3], *shared[4:], structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )

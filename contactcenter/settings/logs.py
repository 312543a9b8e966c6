"""What is logged, in which form, and what is left out of every line."""

from typing import Any
from urllib.parse import unquote, urlsplit

from contactcenter.settings.environment import Environment

FORMATTERS = {"text": "logs.lines.Lines", "json": "logs.json_lines.JsonLines"}


def logging_of(environment: Environment, secret_key: str) -> dict[str, Any]:
    """Return Django's LOGGING."""
    formatter = {
        "()": FORMATTERS[environment.log_format],
        "secrets": [secret_key, *secrets_of(environment)],
        "shows_numbers": environment.log_numbers,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line"}
        },
        "root": {"handlers": ["console"], "level": environment.log_level.upper()},
        "loggers": {
            # A 404 or a refused command is the visitor's news, not the operator's; and
            # `contactcenter.request_lines` tells of every request.
            "django.request": {"level": "ERROR"},
            # So is a host that is not ours: strangers try them all day.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # A memory:// broker warns about itself at each start.
            "kombu": {"level": "ERROR"},
            # Where they lead, each of them, with the number in the address.
            "httpx": {"level": "WARNING"},
            # Every ring of a sweep.
            "celery.beat": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }


def secrets_of(environment: Environment) -> list[str]:
    """Return what opens something, as it was given."""
    addresses = (environment.database_url, environment.redis_url, environment.email_url)
    passwords = (urlsplit(one).password or "" for one in addresses)
    return [
        environment.telnyx_api_key,
        environment.oidc_client_secret,
        *(form for one in passwords for form in (one, unquote(one))),
    ]

"""System checks of the data fences: `manage.py check --database default` and readiness ask the same question."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connections

from synthai.core.postgres.roles import database_role_problems


@register(Tags.database)
def database_role_is_fenced(*, databases: Sequence[str] | None = None, **_: Any) -> list[Error]:
    """The serving connection must be subject to row-level security."""
    return [
        Error(problem, hint="Serve as the application role, migrate as the owner role.", id="core.E002")
        for alias in databases or ()
        for problem in database_role_problems(connections[alias])
    ]

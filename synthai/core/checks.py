"""System checks of the data fences: `manage.py check --database default` and readiness ask the same question."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import connections

from synthai.core.postgres.roles import database_role_problems


@register(Tags.database)
def database_role_is_fenced(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckWarning]:
    """The serving connection must be subject to row-level security.

    A warning, since `migrate` runs this check too, rightly as the owner; readiness treats it as an error.
    """
    return [
        CheckWarning(
            problem, hint="Serve as the application role, migrate as the owner role.", id="core.W001"
        )
        for alias in databases or ()
        for problem in database_role_problems(connections[alias])
    ]

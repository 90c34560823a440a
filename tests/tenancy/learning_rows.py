"""Rows of everything about courses, for the sweeps."""

from typing import Any

from synthai.core.testing.cast import Person
from tests.tenancy import courses_rows, handin_rows, live_rows, quiz_rows, selling_rows, social_rows


def store(organisation: Any, owner: Person, report: str) -> dict[str, str]:
    """Stores a row of every kind. Returns what addresses call them."""
    taught = courses_rows.store(organisation, owner, report)
    return {
        **taught,
        **social_rows.store(organisation, owner, taught["course"], taught["lesson"]),
        **quiz_rows.store(organisation, owner, report),
        **selling_rows.store(organisation, owner, taught["course"]),
        **live_rows.store(organisation, owner),
        **handin_rows.store(organisation, owner, report),
    }

"""What an agreement's state means once a charge is late."""

from datetime import date

import pytest

from billing.gateways.payfast import overdue
from billing.gateways.payfast.agreements import Agreement


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (1, "ACTIVE", "active"),
        (1, "", "active"),
        (1, "active ", "active"),
        (1, "LOCKED", "attention"),
        (2, "ACTIVE", "attention"),
        (3, "CANCELLED", "attention"),
        (None, "ACTIVE", "attention"),
        (None, "", "attention"),
    ],
)
def test_only_active_is_good(status: int | None, text: str, expected: str) -> None:
    fact = overdue.meaning("t", Agreement(status=status, status_text=text))
    assert (fact.agreement, fact.status) == ("t", expected)
    assert bool(fact.reason) is (expected != "active")


def test_grace_ends_with_its_last_day() -> None:
    due = date(2026, 11, 28)
    assert not overdue.is_overdue(due, today=date(2026, 11, 30), grace_days=2)
    assert overdue.is_overdue(due, today=date(2026, 12, 1), grace_days=2)

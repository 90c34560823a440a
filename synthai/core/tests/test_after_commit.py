"""Work after the commit: once, with its arguments, and without harm to what is committed."""

import logging

import pytest
from django.db import transaction

from synthai.core.after_commit import after_commit

pytestmark = pytest.mark.django_db(transaction=True)


def refuse(reason: str) -> None:
    raise ConnectionError(reason)


def test_calls_after_the_commit_with_its_arguments() -> None:
    seen: list[str] = []
    with transaction.atomic():
        after_commit(seen.append, "told")
        assert seen == []
    assert seen == ["told"]


def test_is_not_called_when_the_transaction_is_undone() -> None:
    seen: list[str] = []
    with transaction.atomic():
        after_commit(seen.append, "told")
        transaction.set_rollback(True)
    assert seen == []


@pytest.mark.parametrize("inside", [True, False])
def test_failure_is_logged_not_raised(inside: bool, caplog: pytest.LogCaptureFixture) -> None:
    """Both of Django's roads: inside a transaction, and at once outside of one."""
    with caplog.at_level(logging.ERROR):
        if inside:
            with transaction.atomic():
                after_commit(refuse, "Valkey is away")
        else:
            after_commit(refuse, "Valkey is away")
    assert "Error calling refuse in on_commit()" in caplog.text

"""A row that somebody else holds is not waited for without end."""

import time

import pytest
from django.db import OperationalError, transaction

from synthai.core.api.problems import as_problem
from synthai.core.errors import Busy
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import Meeting, run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_a_held_row_is_a_conflict_after_three_seconds() -> None:
    organisation, held = build_cast().umoja, Meeting(2)
    rows = type(organisation).objects.select_for_update(no_key=True).filter(pk=organisation.pk)

    def hold() -> None:
        with transaction.atomic():
            rows.get()
            held.wait()
            time.sleep(8)

    def want() -> float:
        held.wait()
        started = time.monotonic()
        with pytest.raises(OperationalError) as caught, transaction.atomic():
            rows.get()
        assert isinstance(as_problem(caught.value)[0], Busy)
        return time.monotonic() - started

    _holder, waited = run_together(hold, want, is_patient=False)
    assert waited.error is None
    assert 2.5 < waited.value < 7.5

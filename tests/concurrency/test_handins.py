"""Hand-ins on two devices, and two markers, at the same moment: on real parallel transactions."""

from typing import Any

import pytest
from django.utils import timezone

from courses.handin_refusals import BeingMarked
from courses.handin_terms import Outcome
from courses.models import Submission, SubmissionMark
from courses.services.handins import marking, working
from courses.services.handins.marking import Judgement
from courses.services.handins.working import NEW, Work
from courses.tests.handing import assigned, handed_in
from synthai.core.errors import PreconditionFailed
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import run_together, values
from synthai.core.versions import version_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_pressed_three_times_at_once_is_handed_in_once() -> None:
    cast = build_cast()
    _, place = assigned(cast.thandi, cast.bongani)

    def press() -> Any:
        with tenant(cast.umoja):
            work = Work(text="Once")
            now = timezone.now()
            return working.hand_in(
                place, by=cast.bongani.actor, now=now, work=work, number=1, expected=NEW
            ).pk

    assert len(set(values(run_together(press, press, press)))) == 1
    with tenant(cast.umoja):
        assert Submission.objects.count() == 1
        assert OutboxEvent.objects.filter(name="courses.SubmissionHandedIn").count() == 1


def test_two_markers_take_two_pieces_and_mark_one_only_once() -> None:
    cast = build_cast()
    other = cast.hire("manager", name="Zanele")
    rows = []
    for _ in range(2):
        _, place = assigned(cast.thandi, cast.bongani)
        rows.append(handed_in(cast.bongani, place))

    def take(person: Any) -> Any:
        with tenant(cast.umoja):
            found = marking.claim_next(by=person.actor, now=timezone.now())
            return found.pk if found else None

    taken = values(run_together(lambda: take(cast.thandi), lambda: take(other)))
    assert set(taken) == {row.pk for row in rows}
    with tenant(cast.umoja):
        marking.claim(rows[0].pk, by=cast.thandi.actor, now=timezone.now(), takes_over=True)
        seen = version_of(Submission.objects.get(pk=rows[0].pk))

    def mark(person: Any) -> Any:
        judgement = Judgement(outcome=Outcome.PASSED)
        try:
            with tenant(cast.umoja):
                now = timezone.now()
                marking.mark(rows[0].pk, judgement, by=person.actor, now=now, expected=seen)
        except (PreconditionFailed, BeingMarked):
            return "refused"
        return "marked"

    results = values(run_together(*(lambda who=who: mark(who) for who in (cast.thandi, other, cast.thandi))))
    assert sorted(results) == ["marked", "refused", "refused"]
    with tenant(cast.umoja):
        assert SubmissionMark.objects.count() == 1

"""Hints to open tabs: real sockets and a real Valkey. Who hears what, for how long, and how often."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import channel_layers
from django.utils import timezone

from accounts import selectors as people
from accounts.services import memberships
from courses import tasks
from courses.models import Course
from courses.services import hints as live
from courses.services import progress
from courses.services.happenings import Happened
from courses.services.hints import Change
from courses.tests.handing import assigned, handed_in, marked
from courses.tests.writing import keys_of
from synthai.core import realtime, valkey
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person, build_cast
from synthai.core.testing.queries import assert_max_queries
from synthai.core.testing.sockets import Tab

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Each test runs in a loop of its own, and begins with nothing told."""
    channel_layers.backends.pop("default", None)
    forget_what_was_told()
    yield
    channel_layers.backends.pop("default", None)


def forget_what_was_told() -> None:
    for key in valkey.client().scan_iter(valkey.key("courses", "live", "*")):
        valkey.client().delete(key)


def topic(cast: Cast, area: str) -> str:
    return live.topic_of(cast.umoja.public_id, area)


def tell(cast: Cast, event: str) -> None:
    """Run the receiver for the newest fact of a kind, as the relay does."""
    with tenant(cast.umoja):
        row = OutboxEvent.objects.filter(name__endswith=event).order_by("-pk").first()
    assert row is not None, event
    tasks.live_tell(organisation_id=cast.umoja.pk, payload=row.payload)


def heard_by(person: Person, wanted: str, act: Any) -> list[dict[str, Any]]:
    """What a tab that listens to a topic hears up to the end of `act`, without its bell."""
    client = person.client()

    async def scene() -> list[dict[str, Any]]:
        tab = await Tab(client).open()
        if not wanted.startswith("user."):
            assert await tab.ask(wanted) == "subscribed"
        await sync_to_async(act)()
        await sync_to_async(realtime.push)(realtime.user_topic(person.user.public_id), "end", "end")
        found = await tab.until(kind="end")
        await tab.leave()
        return [hint for hint in found if hint["topic"] == wanted and hint["kind"] == live.KIND]

    return async_to_sync(scene)()


class TestWhoHears:
    def test_a_trainer_hears_of_lessons_hand_ins_and_queues(self, cast: Cast) -> None:
        enrolment, place = assigned(cast.thandi, cast.bongani)
        handed_in(cast.bongani, place)
        for area, event, about in (
            (live.LEARNING, "LessonCompleted", place.course),
            (live.PEOPLE, "LearnerEnrolled", ""),
            (live.MARKING, "SubmissionHandedIn", ""),
        ):
            forget_what_was_told()
            hints = heard_by(cast.thandi, topic(cast, area), lambda event=event: tell(cast, event))
            assert [hint["id"] for hint in hints] == [about], area
            assert set(hints[0]) == {"topic", "kind", "id", "version"}
        assert enrolment.course_id

    def test_a_learner_hears_of_marks_and_of_other_devices_on_their_own_line(self, cast: Cast) -> None:
        enrolment, place = assigned(cast.thandi, cast.bongani)
        mine = realtime.user_topic(cast.bongani.user.public_id)
        row = handed_in(cast.bongani, place)

        def learn() -> None:
            marked(cast.thandi, row)
            tell(cast, "SubmissionMarked")

        assert [hint["id"] for hint in heard_by(cast.bongani, mine, learn)] == [place.course]
        time.sleep(live.PAUSE)

        def read_on_the_phone() -> None:
            with tenant(cast.umoja):
                course = Course.objects.select_related("live_version").get()
                told = Happened(enrolment=enrolment.public_id, lesson=keys_of(course)[1], kind="viewed")
                progress.take([told], by=cast.bongani.actor, now=timezone.now())
            tell(cast, "CourseCompleted")

        assert [hint["id"] for hint in heard_by(cast.bongani, mine, read_on_the_phone)] == [place.course]

    @pytest.mark.parametrize("area", [live.LEARNING, live.PEOPLE, live.MARKING])
    def test_learners_strangers_and_other_organisations_are_refused(self, cast: Cast, area: str) -> None:
        async def scene() -> list[str]:
            answers = []
            for person in (cast.bongani, cast.charlize):
                tab = await Tab(await sync_to_async(person.client)()).open()
                answers.append(await tab.ask(topic(cast, area)))
                await tab.leave()
            return answers

        assert async_to_sync(scene)() == ["refused", "refused"]

    def test_who_leaves_the_organisation_hears_no_more(self, cast: Cast) -> None:
        trainer = cast.hire("manager", name="Zanele")
        enrolment, place = assigned(cast.thandi, cast.bongani)
        handed_in(cast.bongani, place)
        wanted, client = topic(cast, live.MARKING), trainer.client()

        def remove(person: Person) -> None:
            with tenant(cast.umoja):
                row = people.members_query(cast.umoja.pk).get(user=person.user)
                memberships.remove(row.public_id, by=cast.thandi.actor)

        async def scene() -> None:
            tab = await Tab(client).open()
            assert await tab.ask(wanted) == "subscribed"
            await sync_to_async(remove)(trainer)
            await tab.until(topic=wanted, kind="refused")
            await sync_to_async(tell)(cast, "SubmissionHandedIn")
            assert await tab.is_silent()
            assert await tab.ask(wanted) == "refused"
            await tab.leave()

        async_to_sync(scene)()
        remove(cast.bongani)
        mine = realtime.user_topic(cast.bongani.user.public_id)
        forget_what_was_told()
        assert heard_by(cast.bongani, mine, lambda: tell(cast, "SubmissionHandedIn")) == []
        assert enrolment.course_id

    def test_a_fact_of_a_quiz_is_told_in_the_courses_one_is_in(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        with tenant(cast.umoja):
            told = {"attempt_id": 1, "user_id": cast.bongani.user.pk}
            changes = live.changes_of(told, cast.umoja.pk)
            course = Course.objects.get(public_id=place.course).pk
        asked = {"organisation_id": cast.umoja.pk}
        assert Change(**asked, area=live.LEARNING, course_id=course) in changes
        assert Change(**asked, area=live.MARKING) in changes
        assert Change(**asked, user_id=cast.bongani.user.pk, course_id=course) in changes


class TestBursts:
    def test_five_hundred_facts_are_a_few_hints_and_the_last_is_never_lost(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        with tenant(cast.umoja):
            course = Course.objects.get(public_id=place.course).pk
        change = Change(organisation_id=cast.umoja.pk, area=live.LEARNING, course_id=course)
        late: list[bool] = []

        def burst() -> None:
            started = time.monotonic()
            with tenant(cast.umoja):
                late.extend(live.ring(change) for _ in range(500))
            assert time.monotonic() - started < live.PAUSE * 3

        def end() -> None:
            with tenant(cast.umoja):
                live.ring_late(change)

        hints = heard_by(cast.thandi, topic(cast, live.LEARNING), burst)
        assert 1 <= len(hints) <= 4  # one a second, where this machine is slow
        assert sum(late) == 1
        assert [hint["id"] for hint in heard_by(cast.thandi, topic(cast, live.LEARNING), end)] == [
            place.course
        ]
        with tenant(cast.umoja):
            assert live.ring(change), "what comes right after the end of a burst is told late again"

    def test_what_is_told_later_costs_no_query(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        handed_in(cast.bongani, place)
        with tenant(cast.umoja):
            payload = OutboxEvent.objects.filter(name="courses.LessonCompleted").order_by("-pk")[0].payload
            for change in live.changes_of(payload, cast.umoja.pk):
                live.ring(change)
            with assert_max_queries(0):
                for change in live.changes_of(payload, cast.umoja.pk):
                    live.ring(change)

    def test_the_end_of_a_burst_is_sent_to_a_worker(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        handed_in(cast.bongani, place)
        sent: list[dict[str, Any]] = []
        monkeypatch.setattr(tasks.live_tell_late, "apply_async", lambda **told: sent.append(told))
        for _ in range(50):
            tell(cast, "SubmissionHandedIn")
        assert len(sent) == 4  # the course, everybody, the queues, the learner
        assert {told["countdown"] for told in sent} == {live.PAUSE}
        mine = realtime.user_topic(cast.bongani.user.public_id)
        late = next(told["kwargs"] for told in sent if told["kwargs"]["user_id"])
        assert len(heard_by(cast.bongani, mine, lambda: tasks.live_tell_late(**late))) == 1

    def test_without_valkey_the_work_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def away() -> Any:
            raise OSError("away")

        monkeypatch.setattr(valkey, "client", away)
        change = Change(organisation_id=1, area=live.LEARNING)
        assert live.ring(change) is False
        live.ring_late(change)

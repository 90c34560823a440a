"""Courses at size: a long course with many learners, progress of many devices, people by course, the weight of a lesson.

Requests go through the WSGI handler with everything a real one passes: middleware, session, membership, tenant, row-level
security, layout. Progress comes in batches from threads, each with a database connection of its own.
"""

import gzip
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.db import connection, connections

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Courses"
LESSONS, FEW, MANY = 300, 10, 10_000
PEOPLE, COURSES = 500, 50
BATCHES, AT_ONCE, THREADS = 60, 100, 2
MAX_QUERIES, MAX_GROWTH, MIN_EVENTS, MAX_TABLE_MS, MAX_LESSON_KB = 8, 1.5, 500, 300, 60

Ask = Callable[[], Any]


def run(options: Options) -> list[Table]:
    """Fill one organisation step by step and measure at each."""
    lessons, many, people, courses = (60, 300, 40, 6) if options.quick else (LESSONS, MANY, PEOPLE, COURSES)
    with _django():
        from benchmarks import _courses_rows as rows

        world = rows.a_long_course(lessons, FEW)
        page = _asking(world.bongani, f"/o/umoja-foods/courses/{world.course.public_id}/")
        queries, few = _queries(page), _median_ms(page)
        rows.more_learners(world, many - FEW)
        lines = [_page_line(few, _median_ms(page), queries, _queries(page), many)]
        lines.append(_progress_line(world))
        lines.append(_lesson_line(world))
        rows.many_courses(world, people=people, courses=courses)
        lines.append(_table_line(_asking(world.thandi, "/o/umoja-foods/courses/people/"), people, courses))
        lines.append(_selector_line(world, people, courses))
    note = f"A course of {lessons} lessons; medians of 15 requests."
    return [Table(title=NAME, columns=("what", "measured", "to reach", "met"), rows=lines, note=note)]


@contextmanager
def _django() -> Iterator[None]:
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        yield


def _page_line(few: float, lots: float, before: int, after: int, many: int) -> tuple[str, ...]:
    growth = lots / few
    told = f"{after} queries (with {FEW}: {before}), {lots:.0f} ms, {growth:.2f} times the time with {FEW}"
    is_met = max(before, after) <= MAX_QUERIES and growth <= MAX_GROWTH
    return (
        f"course page, {many:,} learners",
        told,
        f"at most {MAX_QUERIES} queries, {MAX_GROWTH} times",
        _yes(is_met),
    )


def _progress_line(world: Any) -> tuple[str, ...]:
    from django.utils import timezone

    from courses.models import ProgressEvent
    from courses.services import progress
    from synthai.core.tenancy import tenant

    learners = world.learners[:BATCHES]
    batches = _batches(world, learners)

    def send(place: int) -> int:
        actor = learners[place % len(learners)][0]
        try:
            with tenant(world.umoja):
                return progress.take(batches[place], by=actor, now=timezone.now()).verdicts.count("taken")
        finally:
            if place >= BATCHES - THREADS:
                connections.close_all()

    with tenant(world.umoja):
        before = ProgressEvent.objects.count()
    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        taken = sum(pool.map(send, range(BATCHES)))
    took = time.perf_counter() - started
    with ThreadPoolExecutor(THREADS) as pool:  # phones that never got the answer send all of it again
        again = sum(pool.map(send, range(BATCHES)))
    with tenant(world.umoja):
        kept = ProgressEvent.objects.count() - before
    rate = taken / took
    told = f"{rate:,.0f} a second; sent {BATCHES * AT_ONCE:,} twice, kept {kept:,}, counted again {again}"
    is_met = rate >= MIN_EVENTS and kept == BATCHES * AT_ONCE and not again
    return (
        f"progress events, batches of {AT_ONCE}",
        told,
        f"{MIN_EVENTS} a second, none lost or doubled",
        _yes(is_met),
    )


def _batches(world: Any, learners: list[Any]) -> list[list[Any]]:
    from courses.services.happenings import Happened

    return [
        [
            Happened(
                enrolment=learners[place % len(learners)][1],
                lesson=world.keys[number % len(world.keys)],
                kind="time",
                seconds=1,
                event_id=uuid4(),
            )
            for number in range(AT_ONCE)
        ]
        for place in range(BATCHES)
    ]


def _lesson_line(world: Any) -> tuple[str, ...]:
    address = f"/o/umoja-foods/courses/{world.course.public_id}/lessons/{world.keys[0]}/"
    answer = world.bongani.client().get(address)
    weight = len(gzip.compress(answer.content)) / 1000
    return (
        "lesson page of 1 000 words, compressed",
        f"{weight:.1f} kB",
        f"at most {MAX_LESSON_KB} kB",
        _yes(weight <= MAX_LESSON_KB),
    )


def _table_line(ask: Ask, people: int, courses: int) -> tuple[str, ...]:
    took, queries = _median_ms(ask), _queries(ask)
    told = f"{took:.0f} ms, {queries} queries"
    return (
        f"people by course, page, {people} x {courses}",
        told,
        f"under {MAX_TABLE_MS} ms",
        _yes(took < MAX_TABLE_MS),
    )


def _selector_line(world: Any, people: int, courses: int) -> tuple[str, ...]:
    from django.utils import timezone

    from courses.selectors.matrix import matrix
    from synthai.core.tenancy import tenant

    def ask() -> Any:
        with tenant(world.umoja):
            return matrix(world.umoja.pk, today=timezone.localdate())

    took = _median_ms(ask)
    return (
        f"people by course, all {people} x {courses} cells",
        f"{took:.0f} ms",
        f"under {MAX_TABLE_MS} ms",
        _yes(took < MAX_TABLE_MS),
    )


def _asking(person: Any, address: str) -> Ask:
    client = person.client()

    def ask() -> Any:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}.")
        return answer

    return ask


def _queries(ask: Ask) -> int:
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def _median_ms(ask: Ask, rounds: int = 15) -> float:
    ask()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        ask()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1e3


def _yes(is_met: bool) -> str:
    return "yes" if is_met else "no"

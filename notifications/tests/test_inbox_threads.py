"""The inbox by thread: the newest on top, the others under it, deeds for all of them, and undoing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notifications import selectors, threads
from notifications.models import Notification
from notifications.services import inbox
from notifications.services import threads as deeds
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def tell(person: Any, key: str, *, thread: str = "", organisation: Any = None) -> Notification:
    inbox.notify(
        "pricing.run",
        [person.user.pk],
        title=f"News {key}",
        key=key,
        thread=thread,
        organisation_id=organisation.pk if organisation else None,
    )
    return Notification.objects.get(user_id=person.user.pk, key=key)


def read(person: Any, show: str = "all") -> list[threads.Group]:
    return threads.read(person.user.pk, show, now=timezone.now()).groups


def test_a_thread_is_one_line_with_its_others_under_it(cast: Cast, client: Client) -> None:
    for number in range(8):
        tell(cast.thandi, f"a{number}", thread="runs", organisation=cast.umoja)
    tell(cast.thandi, "b", thread="runs", organisation=cast.karoo)
    tell(cast.thandi, "c")
    newest, elsewhere, runs = read(cast.thandi)
    assert [newest.line.key, elsewhere.line.key, runs.line.key] == ["c", "b", "a7"]
    assert (runs.count, runs.more, runs.unread, runs.hidden) == (8, 7, 8, 2)
    assert [other["title"] for other in runs.others] == [f"News a{number}" for number in (6, 5, 4, 3, 2)]
    client.force_login(cast.thandi.user)
    page = client.get("/notifications/").content.decode()
    assert "7 more</summary>" in page
    assert page.count("News a6") == 1, "it unfolds without script"
    whole = client.get(f"/notifications/?thread={runs.line.public_id}").content.decode()
    assert re.findall(r"News (a\d)<", whole) == [f"a{number}" for number in range(7, -1, -1)]


def test_a_deed_is_for_the_thread_up_to_the_line_that_was_shown_and_is_undone(cast: Cast) -> None:
    person, now = cast.thandi.user.pk, timezone.now()
    shown = [tell(cast.thandi, key, thread="runs") for key in ("old", "new")][-1]
    inbox.mark_read(person, Notification.objects.get(key="old").public_id, now=now)
    later = tell(cast.thandi, "later", thread="runs")
    done = deeds.archive(person, shown.public_id, now=timezone.now())
    assert done.count == 2
    assert [group.line.key for group in read(cast.thandi)] == ["later"], "it came after what was shown"
    assert selectors.unread_count(person) == 1
    assert deeds.undo(cast.bongani.user.pk, done.name) == 0
    assert deeds.undo(person, done.name) == 3 - 1
    assert selectors.unread_count(person) == 2, "what was read before stays read"
    assert deeds.archive(cast.bongani.user.pk, later.public_id, now=now).count == 0


def test_archives_all_that_is_read(cast: Cast, client: Client) -> None:
    for key in ("a", "b", "c"):
        tell(cast.thandi, key)
    client.force_login(cast.thandi.user)
    line = Notification.objects.get(key="a")
    client.post(f"/notifications/{line.public_id}/read/", {"read": "1"})
    answer = client.post("/notifications/archive-read/", headers=HTMX)
    assert answer.status_code == 204
    assert "1 notification archived." in answer["HX-Trigger"]
    undo = re.search(r"/notifications/undo/\d+/", answer["HX-Trigger"])
    assert undo is not None
    assert [group.line.key for group in read(cast.thandi)] == ["c", "b"]
    client.post(undo.group(), headers=HTMX)
    assert len(read(cast.thandi)) == 3


def test_undo_without_script_stands_on_the_page(cast: Cast, client: Client) -> None:
    line = tell(cast.thandi, "a")
    client.force_login(cast.thandi.user)
    page = client.post(f"/notifications/{line.public_id}/put-away/", {"to": "archive"}, follow=True)
    assert "1 notification archived." in page.content.decode()
    undo = re.search(r'action="(/notifications/undo/\d+/)"', page.content.decode())
    assert undo is not None
    assert "1 notification is back." in client.post(undo[1], follow=True).content.decode()
    assert len(read(cast.thandi)) == 1


def test_puts_off_by_ones_own_clock_and_comes_back_on_top(cast: Cast, client: Client) -> None:
    line = tell(cast.thandi, "a")
    client.force_login(cast.thandi.user)
    address = f"/notifications/{line.public_id}/snooze/"
    nothing = client.post(address, {"to": "own", "until": ""}, headers=HTMX)
    assert "Choose the day and the time" in nothing["HX-Trigger"]
    client.post("/notifications/choices/", {"zone": "Asia/Tokyo", "digest_hour": "7", "digest_weekday": "0"})
    day = (timezone.now() + timedelta(days=3)).date()
    client.post(address, {"to": "own", "until": f"{day}T09:30"})
    line.refresh_from_db()
    assert line.snoozed_until is not None
    assert line.snoozed_until.isoformat() == f"{day}T00:30:00+00:00", "half past nine in Tokyo"
    tell(cast.thandi, "b")
    back = line.snoozed_until + timedelta(minutes=1)
    groups = threads.read(cast.thandi.user.pk, "all", now=back).groups
    assert [group.line.key for group in groups] == ["a", "b"]
    assert inbox.wake(now=back, since=back - timedelta(minutes=2)) == 1


def test_page_by_page_over_threads(cast: Cast) -> None:
    for number in range(threads.PAGE_SIZE + 5):
        for part in range(2):
            tell(cast.thandi, f"{number}:{part}", thread=f"t{number}")
    first = threads.read(cast.thandi.user.pk, "all", now=timezone.now())
    assert first.page.next is not None
    second = threads.read(cast.thandi.user.pk, "all", now=timezone.now(), cursor=first.page.next)
    keys = [group.line.key for group in [*first.groups, *second.groups]]
    assert keys == [f"{number}:1" for number in range(threads.PAGE_SIZE + 4, -1, -1)]

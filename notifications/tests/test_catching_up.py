"""The cursor: what was missed is told, whatever the order in which transactions end."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from notifications import catching_up
from notifications.models import Notification
from notifications.services import inbox
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
CHANGES = "/api/v1/notifications/changes/"


def tell(person: Any, key: str, **more: Any) -> None:
    inbox.notify("pricing.run", [person.user.pk], title=f"News {key}", key=key, **more)


def missed(person: Any, after: str, *, now: Any = None) -> catching_up.Changes:
    return catching_up.changes(person.user.pk, after, now=now or timezone.now())


def keys(found: catching_up.Changes) -> set[str]:
    assert found.is_whole
    return {line.key for line in found.lines}


def test_tells_a_line_whose_transaction_began_first_and_ended_last(cast: Cast) -> None:
    """With a sequence or the clock as cursor "slow" would stand before it for ever."""
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            tell(cast.thandi, "slow")
            begun.set()
            assert may_end.wait(20)
        connection.close()

    start = missed(cast.thandi, "").cursor
    worker = threading.Thread(target=slow)
    worker.start()
    assert begun.wait(20)
    tell(cast.thandi, "quick")
    first = missed(cast.thandi, start)
    assert keys(first) == {"quick"}
    assert keys(missed(cast.thandi, first.cursor)) == set(), "nothing twice, although the other has not ended"
    may_end.set()
    worker.join(20)
    second = missed(cast.thandi, first.cursor)
    assert keys(second) == {"slow"}
    assert keys(missed(cast.thandi, second.cursor)) == set()


def test_tells_what_was_read_archived_or_put_off_elsewhere(cast: Cast) -> None:
    for key in ("read", "archived", "later", "left"):
        tell(cast.thandi, key)
    person, now = cast.thandi.user.pk, timezone.now()
    ids = dict(Notification.objects.values_list("key", "public_id"))
    cursor = missed(cast.thandi, "").cursor
    inbox.mark_seen(person, list(ids.values()), now=now)
    assert keys(missed(cast.thandi, cursor)) == set(), "seen is no news"
    inbox.mark_read(person, ids["read"], now=now)
    inbox.archive(person, ids["archived"], now=now)
    inbox.snooze(person, ids["later"], until=now + timedelta(hours=1), now=now)
    found = missed(cast.thandi, cursor)
    assert (keys(found), found.unread) == ({"read", "archived", "later"}, 1)
    woken = missed(cast.thandi, found.cursor, now=now + timedelta(hours=2))
    assert (keys(woken), woken.unread) == ({"later"}, 2), "time alone brings it back"
    assert keys(missed(cast.bongani, missed(cast.bongani, "").cursor)) == set()


def test_asks_for_the_whole_list_where_a_cursor_is_of_no_use(cast: Cast) -> None:
    tell(cast.thandi, "a", organisation_id=cast.umoja.pk)
    person = cast.thandi.user.pk
    cursor = missed(cast.thandi, "").cursor
    for nonsense in ("", "x", "é", missed(cast.bongani, "").cursor):
        assert not missed(cast.thandi, nonsense).is_whole
    assert not missed(cast.thandi, cursor, now=timezone.now() + timedelta(days=15)).is_whole
    foreign = catching_up.write(person, catching_up.Cursor("9000000:9000000:", timezone.now()))
    assert not missed(cast.thandi, foreign).is_whole, "of a database that was restored since"
    inbox.forget(person, organisation_id=cast.umoja.pk)
    gone = missed(cast.thandi, cursor)
    assert (gone.is_whole, gone.unread) == (False, 0)
    assert missed(cast.thandi, gone.cursor).is_whole
    Notification.objects.bulk_create(
        Notification(
            user_id=person, kind="pricing.run", key=f"n{each}", title="News", created_at=timezone.now()
        )
        for each in range(catching_up.MOST + 1)
    )
    assert not missed(cast.thandi, gone.cursor).is_whole


def test_the_phone_catches_up_in_three_queries_and_304_costs_nothing(
    cast: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(cast.thandi.user)
    start = client.get(CHANGES).json()
    assert (start["is_whole"], start["results"]) == (False, [])
    for number in range(3):
        tell(cast.thandi, f"n{number}")
    address = f"{CHANGES}?after={start['cursor']}"
    with django_assert_num_queries(3):
        told = client.get(address).json()
    assert ({line["title"] for line in told["results"]}, told["unread"]) == (
        {"News n0", "News n1", "News n2"},
        3,
    )
    address = f"{CHANGES}?after={told['cursor']}"
    first = client.get(address)
    assert first.json()["cursor"] == told["cursor"], "the same question has the same answer"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    line = Notification.objects.get(key="n1").public_id
    client.patch(f"/api/v1/notifications/{line}/", {"read": True}, "application/json")
    fresh = client.get(address, headers={"If-None-Match": first["ETag"]}).json()
    assert ([each["id"] for each in fresh["results"]], fresh["unread"]) == ([line], 2)


def test_the_page_fetches_threads_that_changed(
    cast: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    tell(cast.thandi, "a", thread="runs")
    tell(cast.thandi, "b")
    client.force_login(cast.thandi.user)
    page = client.get("/notifications/").content.decode()
    cursor = page.partition('data-cursor="')[2].partition('"')[0]
    address = f"/notifications/changes/?show=all&after={cursor}"
    nothing = client.get(address)
    assert f'<ul data-cursor="{cursor}"' in nothing.content.decode()
    assert client.get(address, headers={"If-None-Match": nothing["ETag"]}).status_code == 304
    tell(cast.thandi, "c", thread="runs")
    gone = Notification.objects.get(key="b")
    inbox.archive(cast.thandi.user.pk, gone.public_id, now=timezone.now())
    with django_assert_num_queries(5):  # who, the cursor, what changed, the threads, and that they were seen
        piece = client.get(address).content.decode()
    assert "1 more</summary>" in piece
    assert f'<li id="thread-{gone.group}" data-gone></li>' in piece
    bell = client.get("/notifications/bell/")
    assert bell.content.startswith(b"2<")
    assert client.get("/notifications/bell/", headers={"If-None-Match": bell["ETag"]}).status_code == 304

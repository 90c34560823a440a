"""The inbox: told once, read by its owner only, over all organisations."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications import selectors
from notifications.models import Notification
from notifications.services import inbox
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


def tell(*people: Any, key: str = "run:1", url: str = "/organisations/") -> int:
    return inbox.notify(
        "pricing.run", [person.user.pk for person in people], title="12 prices to change", url=url, key=key
    )


def test_tells_each_person_once(cast: Cast) -> None:
    assert tell(cast.thandi, cast.bongani) == 2
    assert tell(cast.thandi, cast.bongani, cast.charlize) == 1
    assert selectors.unread_count(cast.thandi.user.pk) == 1


def test_only_the_owner_reads_and_marks(cast: Cast, client: Client) -> None:
    tell(cast.thandi)
    line = Notification.objects.for_person(cast.thandi.user.pk).get()
    assert inbox.mark_read(cast.bongani.user.pk, line.public_id, now=timezone.now()) is False
    assert inbox.mark_read(cast.thandi.user.pk, line.public_id, now=timezone.now()) is True
    assert inbox.mark_read(cast.thandi.user.pk, line.public_id, now=timezone.now()) is False
    assert inbox.mark_unread(cast.thandi.user.pk, line.public_id) is True
    client.force_login(cast.bongani.user)
    assert b"12 prices" not in client.get(reverse("notifications:notification-list")).content
    assert client.post(reverse("notifications:notification-open", args=[line.public_id])).status_code == 404


def test_page_lists_marks_and_opens(cast: Cast, client: Client) -> None:
    tell(cast.thandi)
    tell(cast.thandi, key="run:2")
    client.force_login(cast.thandi.user)
    page = client.get(reverse("notifications:notification-list")).content.decode()
    assert page.count("12 prices to change") == 2
    assert client.get(reverse("notifications:bell")).content.startswith(b"2<")
    line = Notification.objects.for_person(cast.thandi.user.pk).first()
    assert line is not None
    opened = client.post(reverse("notifications:notification-open", args=[line.public_id]))
    assert opened["Location"] == "/organisations/"
    assert client.get(reverse("notifications:bell")).content.startswith(b"1<")
    client.post(reverse("notifications:notification-read-all"))
    assert client.get(reverse("notifications:bell")).content.strip() == b""
    assert b"You have read everything" in client.get("/notifications/?show=unread").content


def test_a_line_names_the_organisation_it_is_about(cast: Cast, client: Client) -> None:
    for organisation in (cast.umoja, cast.karoo):
        person = [cast.thandi.user.pk]
        inbox.notify(
            "pricing.run", person, title="Paid", organisation_id=organisation.pk, key=organisation.slug
        )
    tell(cast.thandi)
    client.force_login(cast.thandi.user)
    page = client.get(reverse("notifications:notification-list")).content.decode()
    assert f"<span>{cast.umoja.name}</span>" in page
    assert f"<span>{cast.karoo.name}</span>" in page
    told = {line["organisation_name"] for line in client.get("/api/v1/notifications/").json()["results"]}
    assert told == {cast.umoja.name, cast.karoo.name, None}


def test_never_leads_off_this_site(cast: Cast, client: Client) -> None:
    tell(cast.thandi, url="//evil.example/")
    client.force_login(cast.thandi.user)
    line = Notification.objects.for_person(cast.thandi.user.pk).get()
    opened = client.post(reverse("notifications:notification-open", args=[line.public_id]))
    assert opened["Location"] == reverse("notifications:notification-list")


def test_page_costs_the_same_for_many_lines(
    cast: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(60):
        tell(cast.thandi, key=f"run:{number}")
    client.force_login(cast.thandi.user)
    client.get(reverse("notifications:notification-list"))
    with django_assert_num_queries(3):
        assert client.get(reverse("notifications:notification-list")).status_code == 200


def test_forgets_what_an_organisation_told_somebody_who_left(cast: Cast) -> None:
    organisation_id = cast.umoja.pk
    inbox.notify(
        "pricing.run", [cast.bongani.user.pk], title="Inside", organisation_id=organisation_id, key="a"
    )
    inbox.notify("pricing.run", [cast.bongani.user.pk], title="Elsewhere", key="b")
    assert inbox.forget(cast.bongani.user.pk, organisation_id=organisation_id) == 1
    assert selectors.unread_count(cast.bongani.user.pk) == 1


def test_archived_put_off_and_brought_back(cast: Cast, client: Client) -> None:
    tell(cast.thandi)
    tell(cast.thandi, key="run:2")
    client.force_login(cast.thandi.user)
    first, second = Notification.objects.order_by("pk")

    def shown(show: str) -> int:
        return (
            client.get(f"/notifications/?show={show}")
            .content.decode()
            .count("data-thread-title>12 prices to change")
        )

    client.post(reverse("notifications:notification-put-away", args=[first.public_id]), {"to": "archive"})
    client.post(reverse("notifications:notification-snooze", args=[second.public_id]), {"to": "tomorrow"})
    assert [shown(each) for each in ("all", "unread", "snoozed", "archived")] == [0, 0, 1, 1]
    assert selectors.unread_count(cast.thandi.user.pk) == 0
    tomorrow = timezone.now() + timedelta(days=2)
    assert selectors.unread_count(cast.thandi.user.pk, now=tomorrow) == 1, "it comes back by itself"
    for line in (first, second):
        client.post(reverse("notifications:notification-put-away", args=[line.public_id]), {"to": "inbox"})
    assert shown("all") == 2
    client.force_login(cast.bongani.user)
    client.post(reverse("notifications:notification-put-away", args=[first.public_id]), {"to": "archive"})
    assert Notification.objects.filter(archived_at=None).count() == 2


def test_what_was_on_the_page_is_seen_and_says_why_it_came(cast: Cast, client: Client) -> None:
    tell(cast.thandi)
    assert Notification.objects.all().unseen().count() == 1
    client.force_login(cast.thandi.user)
    page = client.get(reverse("notifications:notification-list")).content.decode()
    assert "You get this because you may decide about prices here." in page
    assert "E-mail: not sent (our default)" in page
    line = Notification.objects.get()
    assert line.seen_at is not None
    assert line.read_at is None


def test_the_api_archives_and_puts_off(cast: Cast, client: Client) -> None:
    tell(cast.thandi)
    client.force_login(cast.thandi.user)
    path = f"/api/v1/notifications/{Notification.objects.get().public_id}/"
    kind = "application/json"
    until = (timezone.now() + timedelta(hours=3)).isoformat()
    assert client.patch(path, {"snoozed_until": until}, kind).json()["snoozed_until"]
    assert client.get("/api/v1/notifications/?show=snoozed").json()["results"]
    assert client.patch(path, {"snoozed_until": None}, kind).json()["snoozed_until"] is None
    assert client.patch(path, {"archived": True}, kind).json()["read_at"]
    far = client.patch(path, {"snoozed_until": "2099-01-01T00:00:00Z"}, kind)
    assert far.status_code == 422
    assert client.get("/api/v1/notifications/unread/").json() == {"unread": 0}

"""Pages of notifications that write to customers, show a person's data, or send again: for staff who hold the right to it."""

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from notifications.models import Announcement, Fact, Mail, MailState
from notifications.services import mail

if TYPE_CHECKING:
    from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


def helper(cast: "Cast", *rights: str) -> Client:
    """Somebody of staff with these rights and no others."""
    person = cast.hire("viewer", name="Helper", organisation=cast.karoo).user
    person.is_staff = True
    person.save()
    person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(person)
    return client


def pages(cast: "Cast") -> list[tuple[str, list[Any], str]]:
    return [
        ("notifications-announcement-new", [], "get"),
        ("notifications-announcement-new", [], "post"),
        ("notifications-consent-ask", [], "post"),
        ("notifications-proof", [cast.thandi.user.pk], "get"),
        ("notification-truth", [], "get"),
        ("notification-replays", [], "get"),
        ("notification-replays", [], "post"),
        ("notification-replay-stop", ["x"], "post"),
        ("notification-story", ["x"], "get"),
        ("notification-story", ["x"], "post"),
        ("notification-mail-story", ["x"], "get"),
        ("notification-mail-story", ["x"], "post"),
    ]


def test_without_a_right_none_of_them_opens(cast: "Cast") -> None:
    client = helper(cast)
    for name, args, method in pages(cast):
        answer = getattr(client, method)(reverse(f"admin:{name}", args=args))
        assert answer.status_code == 403, (name, method)
    assert not Fact.objects.exists()


def test_who_may_look_may_not_press(cast: "Cast") -> None:
    client = helper(cast, "view_announcement", "view_delivery")
    row = Announcement.objects.create(title="x", audience="staff.people", created_at="2026-06-10T10:00Z")
    path = reverse("admin:notifications-announcement", args=[row.public_id])
    assert client.get(path).status_code == 200
    assert client.post(path, {"verb": "press"}).status_code == 403
    assert client.get(reverse("admin:notification-replays")).status_code == 200
    assert client.post(reverse("admin:notification-replays")).status_code == 403


def test_who_may_look_at_mails_and_deliveries_sends_none_again(cast: "Cast") -> None:
    client = helper(cast, "view_mail", "view_delivery", "view_providercallback")
    row = mail.queue("accounts.test", "somebody@example.co.za", subject="x", text="x")
    Mail.objects.update(state=MailState.FAILED)
    path = reverse("admin:notifications_mail_changelist")
    assert client.get(path).status_code == 200
    client.post(path, {"action": "send_again", "_selected_action": [row.pk]})
    story = reverse("admin:notification-mail-story", args=[row.public_id])
    assert client.get(story).status_code == 200
    assert client.post(story).status_code == 403
    row.refresh_from_db()
    assert row.state == MailState.FAILED

"""The apps' own mails count in every figure about providers, and staff reach what became of each."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications import carriers
from notifications.channels.protocol import Busy, Channel, News, Refused, Verdict
from notifications.models import Mail, MailState, ProviderTrouble
from notifications.services import mail, mail_settling, routing, truth, watching
from notifications.tests.providers import Book, carrier
from synthai.core.testing.cast import Cast
from tests.staff.trail import entries

pytestmark = pytest.mark.django_db
INVOICE = "billing/invoice"
SAID = "Your code is 482913"


@pytest.fixture
def post() -> Any:
    book = Book("post", Channel.EMAIL)
    cache.clear()
    with carriers.only(carrier(book)):
        yield book


def send(cast: Cast, *, count: int = 1) -> list[Mail]:
    """So many own mails of Umoja Foods, tried now."""
    rows = [
        mail.queue(
            INVOICE, f"ann{number}@example.co.za", subject="It", text=SAID, organisation_id=cast.umoja.pk
        )
        for number in range(count)
    ]
    for row in rows:
        mail.deliver(row.pk, now=timezone.now())
        row.refresh_from_db()
    return rows


def test_the_figures_and_the_records_count_own_mails(cast: Cast, post: Book) -> None:
    now = timezone.now()
    takes, post.trouble = post.trouble, lambda _parcel: Refused("550 too large")
    refused = send(cast)[0]
    post.trouble = takes
    arrived, bounced, late, spam = send(cast, count=4)
    for row, verdict in (
        (arrived, Verdict.DELIVERED),
        (bounced, Verdict.BOUNCED),
        (late, Verdict.FAILED),
        (spam, Verdict.COMPLAINED),
    ):
        mail_settling.learn(
            "post", News(provider_id=row.provider_id, verdict=verdict, at=now, answer="told later"), now=now
        )
    (line,) = truth.lines(since=now)
    assert (line.channel, line.provider, line.attempts) == ("email", "post", 5)
    assert (line.sent, line.delivered, line.failed, line.lost_mails) == (0, 1, 4, 4)
    assert (line.bounced, line.complained) == (1, 1)
    assert line.faults == 1, "taken, and told later that it failed; a refusal is not the provider's fault"
    assert [(each.channel, each.answer) for each in truth.reasons(since=now)] == [("email", "550 too large")]
    assert sum(each.arrived for each in truth.points("hour", now=timezone.now())) == 3
    own = routing.records_of(cast.umoja.pk, now=now)[Channel.EMAIL, "post"]
    assert (own.arrived, own.failed) == (3, 1)
    assert routing.records_of(cast.karoo.pk, now=now) == {}
    assert routing.records_of(None, now=now)[Channel.EMAIL, "post"] == own
    assert refused.state == MailState.FAILED


def test_a_provider_that_fails_own_mails_alone_is_in_trouble_and_what_waits_is_shown(
    cast: Cast, post: Book, staff: Client
) -> None:
    assert truth.queues(now=timezone.now()) == [], "nothing waits"
    post.trouble = lambda _parcel: Busy("421 try later")
    rows = send(cast, count=20)
    now = timezone.now()
    Mail.objects.filter(pk=rows[0].pk).update(not_before=now)
    (queue,) = [each for each in truth.queues(now=now) if each.channel == "email"]
    assert (queue.due, queue.later, queue.oldest) == (1, 19, now)
    (trouble,) = watching.watch(now=now)
    assert (trouble.channel, trouble.provider, trouble.failed_count) == ("email", "post", 20)
    assert ProviderTrouble.objects.get().ended_at is None


def test_staff_reach_the_story_of_an_own_mail_from_its_failure(
    cast: Cast, post: Book, staff: Client, django_assert_max_num_queries: Any
) -> None:
    post.trouble = lambda _parcel: Refused("550 too large")
    row = send(cast)[0]
    page = reverse("admin:notification-truth")
    story = reverse("admin:notification-mail-story", args=[row.public_id])
    staff.get(page)
    with django_assert_max_num_queries(40) as few:
        shown = staff.get(page)
    price = len(few)
    (figures,) = [each for each in shown.context["rows"] if each["line"]]
    assert "1 own mail" in shown.content.decode()
    reason = shown.context["reasons"][0][-1]
    for way in (figures["mails_url"], reason):
        assert story in staff.get(way).content.decode(), way
    send(cast, count=6)
    with django_assert_max_num_queries(price):
        staff.get(page)
    with django_assert_max_num_queries(30) as listed:
        staff.get(reason)
    price = len(listed)
    send(cast, count=6)
    with django_assert_max_num_queries(price):
        staff.get(reason)
    replays = staff.get(reverse("admin:notification-replays"), {"channel": "email"}).content.decode()
    assert "13 own mails failed as well" in replays


def test_the_story_of_an_own_mail_tells_each_try_and_sends_again_on_record(
    cast: Cast, post: Book, staff: Client
) -> None:
    post.trouble = lambda _parcel: Refused("550 too large")
    row = send(cast)[0]
    path = reverse("admin:notification-mail-story", args=[row.public_id])
    told = staff.get(path).content.decode()
    for words in ("550 too large", "Refused", "ms", "ann0@example.co.za", "Umoja Foods"):
        assert words in told
    assert SAID not in told
    assert cast.thandi.client().get(path).status_code == 302
    post.trouble = lambda _parcel: None
    assert staff.post(path).status_code == 302
    mail.deliver(row.pk, now=timezone.now())
    row.refresh_from_db()
    assert (row.state, row.attempts, len(post.taken)) == (MailState.SENT, 2, 1)
    assert "post-1" in staff.get(path).content.decode()
    staff.post(path)
    row.refresh_from_db()
    assert row.state == MailState.SENT, "only what nobody took goes again"
    assert len(entries("notifications.mail.sent_again")) == 1
    assert len(entries("notifications.mail.viewed")) == 2
    assert staff.get(reverse("admin:notification-mail-story", args=["nonsense"])).status_code == 404

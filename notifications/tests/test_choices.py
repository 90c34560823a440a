"""Choices: by page, by link without sign-in, by a mail program's button; history; quiet hours; the owner's defaults."""

from datetime import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.models import ChannelBudget, Choice, ChoiceChange, Mail, OrganisationDefault, Personal
from notifications.services import choices, links, mail
from notifications.services.choices import HoursHalfSaid, Way, ZoneUnknown
from notifications.tests.kinds import CATEGORY
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
HOURS = {
    "zone": "Africa/Johannesburg",
    "quiet_from": "21:00",
    "quiet_until": "06:30",
    "digest_hour": "8",
    "digest_weekday": "4",
}
FACT = {"title": "Paid", "body": "Thank you.", "url": "/", "organisation": "Umoja"}


def test_the_page_shows_every_category_and_saves_by_a_plain_post(cast: Cast, client: Client) -> None:
    client.force_login(cast.thandi.user)
    page = client.get(reverse("notifications:choices")).content.decode()
    for category in registry.categories().values():
        assert (f"<legend>{category.title}</legend>" in page) is category.is_offered
    assert "often-security-email" in page
    assert 'name="often-security-email"' not in page, "all of it is critical: nothing to choose"
    answer = client.post(
        reverse("notifications:choices"),
        {**HOURS, "often-prices-email": "daily", "often-security-email": "off", "often-prices-fax": "now"},
    )
    assert answer.status_code == 302
    assert [str(choice) for choice in Choice.objects.all()] == ["prices email: daily"]
    hours = Personal.objects.get()
    assert (hours.quiet_from, hours.quiet_until, hours.digest_hour) == (time(21), time(6, 30), 8)
    page = client.get(reverse("notifications:choices")).content.decode()
    assert '<option value="daily" selected>' in page
    assert "Prices and imports, E-mail: default → Daily" in page


def test_every_change_is_kept_as_proof_and_nothing_else(cast: Cast) -> None:
    person, place = cast.thandi.user.pk, ("prices", Channel.EMAIL)
    for often in (Frequency.DAILY, Frequency.DAILY, None, None):
        choices.choose(person, {place: often}, way=Way("page", "192.0.2.7"), now=timezone.now())
    kept = ChoiceChange.objects.order_by("pk").values_list("what", "before", "after", "way", "ip")
    assert list(kept) == [
        ("prices/email", "", "daily", "page", "192.0.2.7"),
        ("prices/email", "daily", "", "page", "192.0.2.7"),
    ]
    assert ChoiceChange.objects.filter(wording__startswith="Prices and imports:").count() == 2


def test_by_link_without_signing_in_for_its_person_alone(cast: Cast, client: Client) -> None:
    path = links.choices_path(cast.thandi.user.pk)
    page = client.get(path)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin", (
        'browsers post from the origin "null" where nothing is said at all'
    )
    assert cast.thandi.user.email not in page.content.decode()
    assert client.post(path, {**HOURS, "often-prices-email": "weekly"})["Location"] == path
    assert Choice.objects.get().user == cast.thandi.user
    assert ChoiceChange.objects.filter(way="link").count() == 5
    assert client.get(path[:-4] + "aaa/").status_code == 404
    stop = links.stop_path(cast.thandi.user.pk, "prices").rstrip("/").rpartition("/")[2]
    assert client.get(reverse("notifications:choices-by-link", args=[stop])).status_code == 404


def test_one_click_stops_a_category_and_a_look_alone_does_not(cast: Cast) -> None:
    path = links.stop_path(cast.thandi.user.pk, "prices")
    program = Client(enforce_csrf_checks=True)
    assert program.get(path).status_code == 200
    assert not Choice.objects.exists(), "scanners follow links"
    answer = program.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Choice.objects.get().frequency == "off"
    assert ChoiceChange.objects.get().way == "one_click"
    program.post(path, {"List-Unsubscribe": "One-Click"})
    assert ChoiceChange.objects.count() == 1


def test_a_mail_of_an_app_can_be_stopped_unless_it_is_critical(cast: Cast, client: Client) -> None:
    to = cast.thandi.user.email
    row = mail.send("billing/fact", to, FACT, kind="billing.paid")
    assert row is not None
    assert row.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client.post(urlsplit(row.headers["List-Unsubscribe"].strip("<>")).path)
    assert mail.send("billing/fact", to, FACT, kind="billing.paid") is None
    critical = mail.send("billing/fact", to, FACT, kind="billing.payment_overdue")
    assert critical is not None
    assert critical.headers == {}
    assert Mail.objects.count() == 2


def test_refuses_hours_that_make_no_sense_in_words(cast: Cast, client: Client) -> None:
    client.force_login(cast.thandi.user)
    answer = client.post(reverse("notifications:choices"), {**HOURS, "quiet_until": ""})
    assert "Say from when until when it should be quiet" in answer.content.decode()
    assert not Personal.objects.exists()
    hours: dict[str, Any] = {"quiet_from": None, "digest_hour": 7, "digest_weekday": 0, "way": Way("page")}
    with pytest.raises(ZoneUnknown):
        choices.set_hours(1, zone="Mars/Base", quiet_until=None, **hours, now=timezone.now())
    with pytest.raises(HoursHalfSaid):
        choices.set_hours(1, zone="Africa/Lagos", quiet_until=time(7), **hours, now=timezone.now())


def test_the_owner_sets_defaults_and_a_budget_on_record(cast: Cast, client: Client) -> None:
    client.force_login(cast.thandi.user)
    path = reverse("notifications-organisation:defaults", args=[cast.umoja.slug])
    posted = {f"often-{CATEGORY}-email": "weekly", "often-team-email": "daily", "monthly_limit": "150"}
    assert client.post(path, posted).status_code == 302
    with tenant(cast.umoja):
        assert {str(row) for row in OrganisationDefault.objects.all()} == {
            f"{CATEGORY} email: weekly",
            "team email: daily",
        }
        assert ChannelBudget.objects.get().monthly_limit == 150
        codes = set(AuditEntry.objects.values_list("code", flat=True))
    assert {"notifications.defaults.changed", "notifications.budget.changed"} <= codes
    assert "Spent this month" in client.get(path).content.decode()
    with tenant(cast.karoo):
        assert not OrganisationDefault.objects.exists()
    client.force_login(cast.bongani.user)
    assert client.post(path, posted).status_code == 403

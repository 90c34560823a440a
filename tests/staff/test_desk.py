"""The support desk: one customer's timeline, complete, in order, paged, on record, and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import SupportAccess, TokenFamily
from notifications.models import Mail, MailState
from notifications.services import mail
from pricing.models import Import
from pricing.tests.advice import make_run
from synthai.core.audit import audit
from synthai.core.models import FailedTask
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries
from synthai.staff import desk
from tests.staff.trail import address, entries

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def address_of(cast: Cast) -> str:
    return reverse("admin:organisation-desk", args=[cast.umoja.pk])


def fill(cast: Cast) -> None:
    """One of everything at Umoja Foods."""
    make_run(cast.umoja, state="failed")
    with tenant(cast.umoja):
        Import.objects.create(
            file_name="till.csv", path="nowhere", sha256="0" * 64, state="failed", error="Empty."
        )
        FailedTask.objects.create(name="pricing.tasks.run_train", error="OSError", organisation=cast.umoja)
    row = mail.queue("accounts/test", cast.thandi.user.email, subject="Your new password", text="secret link")
    Mail.objects.filter(pk=row.pk).update(state=MailState.FAILED, last_error="550 no such box")
    UserSession.objects.create(
        user=cast.thandi.user, session_key="k" * 32, ip="127.0.0.1", user_agent="Firefox on Windows"
    )
    TokenFamily.objects.create(user=cast.bongani.user, current_jti="x", expires_at=NOW, device="Pixel 9")


def test_shows_everything_that_happened_and_nothing_of_others(cast: Cast, staff: Client) -> None:
    fill(cast)
    make_run(cast.karoo)
    audit(None, "pricing.test.elsewhere", by=cast.charlize.actor, organisation_id=cast.karoo.pk)
    page = staff.get(address_of(cast)).content.decode()
    for words in (
        "Umoja Foods",
        "joined",
        "Import of “till.csv”",
        "Empty.",
        "Price run",
        "Task pricing.tasks.run_train gave up",
        "Mail “Test”",
        "550 no such box",
        "Firefox on Windows",
        "Pixel 9",
    ):
        assert words in page, words
    assert "elsewhere" not in page
    assert "secret link" not in page
    assert "Your new password" not in page
    assert "Charlize" not in page


def test_says_whether_support_may_come_in_and_in_south_african_time(cast: Cast, staff: Client) -> None:
    assert "lets nobody in now" in staff.get(address_of(cast)).content.decode()
    until = datetime(2999, 1, 1, 22, 30, tzinfo=UTC)
    with tenant(cast.umoja):
        access = SupportAccess.objects.create(reason="March", allowed_by_label="Thandi", expires_at=until)
    page = staff.get(address_of(cast)).content.decode()
    assert "Thandi let support in" in page
    assert "until 2\N{NO-BREAK SPACE}January 2999, 00:30" in page
    assert address(SupportAccess, "change", access.pk) in page
    assert address(SupportAccess, "changelist") in page, "the side bar"


def test_a_look_is_in_the_customers_trail_and_strangers_stay_out(cast: Cast, staff: Client) -> None:
    staff.get(address_of(cast))
    (entry,) = entries("staff.organisation.desk")
    assert (entry.organisation_id, entry.actor_kind, entry.object_id) == (
        cast.umoja.pk, "staff", cast.umoja.public_id,
    )  # fmt: skip
    assert cast.thandi.client().get(address_of(cast)).status_code == 302
    assert staff.post(address_of(cast)).status_code == 405
    assert staff.get(reverse("admin:organisation-desk", args=[10**9])).status_code == 404


def test_pages_are_whole_even_where_many_things_share_a_moment(cast: Cast, staff: Client) -> None:
    with all_tenants(reason="test"):
        FailedTask.objects.bulk_create(
            FailedTask(
                name=f"task-{number}", organisation=cast.umoja, failed_at=NOW - timedelta(hours=number // 70)
            )
            for number in range(140)
        )
        start: desk.Moment | None = desk.Moment(NOW)
        seen: list[str] = []
        while start is not None:
            found = desk.timeline(cast.umoja, start=start, kind="errors")
            seen += [line.title for line in found.lines]
            start = found.older
    assert len(seen) == len(set(seen)) == 140
    page = staff.get(address_of(cast), {"kind": "errors"}).content.decode()
    assert 'rel="next"' in page


def test_costs_the_same_for_a_busy_customer(cast: Cast, staff: Client) -> None:
    fill(cast)
    staff.get(address_of(cast))
    for _ in range(60):
        audit(None, "pricing.test.deed", by=cast.thandi.actor, organisation_id=cast.umoja.pk)
    with assert_max_queries(26):
        page = staff.get(address_of(cast)).content.decode()
    assert page.count("pricing.test.deed") == 50


def test_an_organisations_row_leads_to_its_desk(cast: Cast, staff: Client) -> None:
    for page in (address(type(cast.umoja), "changelist"), address(type(cast.umoja), "change", cast.umoja.pk)):
        assert address_of(cast) in staff.get(page).content.decode()


@pytest.mark.parametrize("until", ["nonsense", "2026-01-01T00:00:00+00:00,x", ""])
def test_bears_odd_addresses(cast: Cast, staff: Client, until: str) -> None:
    assert staff.get(address_of(cast), {"until": until, "kind": "nonsense"}).status_code == 200

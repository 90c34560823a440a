"""Staff write to people of all organisations by the admin's pages; who they are, by plan, role and activity; templates and proof."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import Plan, Subscription, SubscriptionState
from billing.tests.plans import put_on_sale
from notifications import announcement_kinds
from notifications.models import Announcement, ConsentAsk, Fact, WhatsAppTemplate
from synthai.core.models import AuditEntry
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast
from synthai.staff import audiences

pytestmark = pytest.mark.django_db
NEW = "admin:notifications-announcement-new"
SAID: dict[str, Any] = {"title": "Maintenance", "body": "On Sunday.", "channels": ["in_app", "email"]}


def found(**args: str) -> set[int]:
    return set(audiences.people(None, args, 0, 100))


def test_people_by_plan_role_and_when_they_were_here(cast: Cast) -> None:
    thandi, bongani, charlize = (each.user.pk for each in (cast.thandi, cast.bongani, cast.charlize))
    assert found(role="all") == {thandi, bongani, charlize}
    assert found(role="owners") == {thandi, charlize}
    put_on_sale(now=timezone.now())
    plan = Plan.objects.get(code="growth")
    with tenant(cast.umoja):
        Subscription.objects.create(
            state=SubscriptionState.ACTIVE, price=plan.prices.order_by("pk")[0], created_at=timezone.now()
        )
    assert found(plan="growth", role="owners") == {thandi}
    assert found(plan="starter") == set()
    cast.thandi.user.last_login = timezone.now() - timedelta(days=40)
    cast.bongani.user.last_login = timezone.now()
    cast.thandi.user.save()
    cast.bongani.user.save()
    assert found(activity="lately") == {bongani}
    assert found(activity="away") == {thandi, charlize}
    cast.umoja.delete_after = cast.umoja.deletion_requested_at = timezone.now()
    cast.umoja.save()
    assert found() == {charlize}


def test_written_counted_and_pressed_twice_by_the_pages(cast: Cast, staff: Client) -> None:
    page = staff.get(reverse(NEW)).content.decode()
    assert "Any plan" in page
    answer = staff.post(reverse(NEW), {**SAID, "purpose": "service", "role": "owners"})
    row = Announcement.objects.get()
    assert answer["Location"] == reverse("admin:notifications-announcement", args=[row.public_id])
    assert row.audience_args == {"plan": "all", "role": "owners", "activity": "all"}
    page = staff.get(answer["Location"]).content.decode()
    assert "2 people" in page
    for _ in range(2):
        staff.post(answer["Location"], {"verb": "press"})
    assert Fact.objects.get().kind == announcement_kinds.ANNOUNCED
    assert "On its way" in staff.get(answer["Location"]).content.decode()
    assert staff.get(reverse("admin:notifications_announcement_changelist")).status_code == 200
    with all_tenants(reason="test"):
        assert AuditEntry.objects.filter(code="notifications.announcement.pressed").count() == 1
    assert cast.thandi.client().get(reverse(NEW)).status_code in (302, 403)


def test_who_wrote_marketing_cannot_approve_it(cast: Cast, staff: Client) -> None:
    staff.post(reverse(NEW), {**SAID, "purpose": "marketing"})
    row = Announcement.objects.get()
    url = reverse("admin:notifications-announcement", args=[row.public_id])
    staff.post(url, {"verb": "press"})
    page = staff.post(url, {"verb": "approve"}, follow=True).content.decode()
    assert "somebody else of staff has read it" in page
    assert not Fact.objects.exists()
    second = cast.hire("viewer", name="Second", organisation=cast.karoo).user
    second.is_staff = second.is_superuser = True
    second.save()
    other = Client()
    other.force_login(second)
    other.post(url, {"verb": "approve"})
    assert Fact.objects.get().kind == announcement_kinds.OFFERED


def test_everybody_is_asked_for_consent_once(cast: Cast, staff: Client) -> None:
    url = reverse("admin:notifications-consent-ask")
    for _ in range(2):
        assert staff.post(url).status_code == 302
    assert ConsentAsk.objects.count() == 4
    assert staff.get(url).status_code == 405


def test_a_template_is_entered_with_places_that_the_kind_can_fill(cast: Cast, staff: Client) -> None:
    url = reverse("admin:notifications_whatsapptemplate_add")
    said = {"provider": "meta", "name": "news", "language": "en", "kind": announcement_kinds.ANNOUNCED}
    page = staff.post(url, {**said, "values": "title, colour", "state": "approved"}).content.decode()
    assert "The kind has no colour" in page
    staff.post(url, {**said, "values": "sender, title", "state": "approved"})
    assert WhatsAppTemplate.objects.get().values == ["sender", "title"]


def test_the_proof_of_a_person_is_a_file_and_the_look_is_on_record(cast: Cast, staff: Client) -> None:
    url = reverse("admin:notifications-proof", args=[cast.thandi.user.pk])
    assert json.loads(staff.get(url).content)["consents"] == []
    with all_tenants(reason="test"):
        assert AuditEntry.objects.filter(code="notifications.consent.looked_at").count() == 1
    assert cast.thandi.client().get(url).status_code in (302, 403)


def test_an_address_that_names_no_announcement_is_not_found(staff: Client) -> None:
    for key in ("new", "0", "9" * 30):
        answer = staff.get(reverse("admin:notifications_announcement_change", args=[key]))
        assert answer.status_code == 404

"""The staff admin: every list opens, every look is on record, failed work runs again, customers stay out."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.models import Mail, MailState
from notifications.services import mail
from pricing.models import Run, RunState
from pricing.tests.advice import make_advice, make_product, make_run
from synthai.core.models import FailedTask
from synthai.core.staff.site import staff_site
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.staff.trail import address, entries

pytestmark = pytest.mark.django_db
MODELS = sorted(staff_site._registry, key=lambda model: model._meta.label)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_list_opens_and_is_on_record(cast: Cast, staff: Client, model: Any) -> None:
    make_advice(cast.umoja, make_run(cast.umoja), make_product(cast.umoja))
    assert staff.get(address(model, "changelist")).status_code == 200
    if model._meta.app_label != "django_celery_beat":
        (entry,) = entries(f"staff.{model._meta.model_name}.listed")
        assert (entry.actor_kind, entry.organisation_id) == ("staff", None)


def test_a_look_at_a_tenants_row_is_in_that_tenants_trail(cast: Cast, staff: Client) -> None:
    run = make_run(cast.umoja)
    page = staff.get(address(Run, "change", run.pk))
    assert page.status_code == 200
    assert run.public_id in page.content.decode()
    (entry,) = entries("staff.run.viewed")
    assert (entry.organisation_id, entry.object_id) == (cast.umoja.pk, run.public_id)
    assert "Support" in entry.actor_label or "support" in entry.actor_label


def test_customers_and_strangers_stay_out(cast: Cast, client: Client) -> None:
    inside = reverse("admin:index")
    assert client.get(inside).status_code == 302
    assert cast.thandi.client().get(inside).status_code == 302
    assert cast.thandi.client().get(reverse("admin:login"))["Location"] == "/"
    assert client.get(reverse("admin:login"))["Location"].startswith("/accounts/login/?next=")


def test_front_page_shows_live_figures(cast: Cast, staff: Client) -> None:
    make_run(cast.umoja, state="failed")
    FailedTask.objects.create(name="pricing.tasks.run_train", error="RuntimeError")
    page = staff.get(reverse("admin:index")).content.decode()
    for words in (
        "Organisations",
        "Price runs, 24 hours",
        "Queues",
        "Outbox",
        "Failed tasks",
        "Mails not sent",
    ):
        assert words in page


def test_a_failed_run_is_tried_again(cast: Cast, staff: Client) -> None:
    run = make_run(cast.umoja, state="failed")
    staff.post(address(Run, "changelist"), {"action": "try_again", "_selected_action": [run.pk]})
    with tenant(cast.umoja):
        run.refresh_from_db()
    assert run.state == RunState.WAITING
    (entry,) = entries("pricing.run.retried")
    assert (entry.actor_kind, entry.organisation_id) == ("staff", cast.umoja.pk)


def test_a_failed_mail_is_sent_again_and_its_body_is_never_shown(cast: Cast, staff: Client) -> None:
    row = mail.queue(
        "accounts/test", "thandi@umoja.example", subject="Link", text="https://secret.example/one-time"
    )
    Mail.objects.filter(pk=row.pk).update(state=MailState.FAILED)
    page = staff.get(address(Mail, "change", row.pk)).content.decode()
    assert "secret.example" not in page
    staff.post(address(Mail, "changelist"), {"action": "send_again", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert (row.state, row.attempts) == (MailState.WAITING, 0)
    assert row.not_before <= timezone.now()


def test_rows_with_rules_cannot_be_changed_by_form(cast: Cast, staff: Client) -> None:
    run = make_run(cast.umoja)
    assert staff.post(address(Run, "change", run.pk), {"state": "failed"}).status_code == 403
    assert staff.post(address(Run, "delete", run.pk), {"post": "yes"}).status_code == 403
    assert staff.get(address(Run, "add")).status_code == 403


def test_only_the_admin_relaxes_the_content_policy(staff: Client) -> None:
    relaxed = staff.get(reverse("admin:index"))["Content-Security-Policy"]
    strict = staff.get("/organisations/")["Content-Security-Policy"]
    assert "unsafe-eval" in relaxed
    assert "unsafe" not in strict

"""Staff write templates without a deploy: draft, four eyes, publish, back again, and try them, all on record."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifications import carriers
from notifications.channels.protocol import Channel
from notifications.models import Delivery, Message, TemplateVersion
from notifications.services import delivering, messages, template_faults, wording
from notifications.tests.kinds import STOCK, VALUES, drill_kinds
from notifications.tests.providers import Book, carrier
from synthai.core.testing.cast import Cast
from tests.staff.trail import entries

pytestmark = pytest.mark.django_db
SUPPORT, EDITOR = "support.viewer@umoja.example", "editor.viewer@umoja.example"
EMAIL = (STOCK, "email", "en-za")


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    wording.forget()
    template_faults.forget()
    with drill_kinds():
        yield
    wording.forget()


@pytest.fixture
def second(cast: Cast) -> Client:
    """Somebody else of SynthAI."""
    person = cast.hire("viewer", name="Editor", organisation=cast.karoo).user
    person.is_staff = person.is_superuser = True
    person.save()
    client = Client()
    client.force_login(person)
    return client


def page(*place: str, verb: str = "") -> str:
    name = f"admin:notification-wording-{verb}" if verb else "admin:notification-wording"
    return reverse(name, args=place or EMAIL)


def step(version: TemplateVersion, verb: str) -> str:
    return reverse("admin:notification-wording-step", args=[version.pk, verb])


def words(title: str = "Only %(left)s of %(product)s", **more: Any) -> dict[str, Any]:
    return {"title": title, "body": "Please order.", "revision": "0", **more}


def publish(writer: Client, reader: Client, *place: str, **said: Any) -> TemplateVersion:
    assert writer.post(page(*place, verb="hand-in"), words(**said)).status_code == 302
    row = TemplateVersion.objects.filter(state="ready").get()
    reader.post(step(row, "publish"), {"revision": row.revision})
    row.refresh_from_db()
    return row


def test_a_draft_is_approved_by_somebody_else_and_then_goes_out(
    cast: Cast, staff: Client, second: Client
) -> None:
    staff.post(page(verb="hand-in"), words())
    row = TemplateVersion.objects.get()
    assert row.state == "ready"
    answer = staff.post(step(row, "publish"), {"revision": row.revision}, follow=True).content.decode()
    assert "somebody else with the right to approve" in answer
    row.refresh_from_db()
    assert row.state == "ready", "four eyes"
    second.post(step(row, "publish"), {"revision": row.revision})
    row.refresh_from_db()
    assert (row.state, str(row.written_by), str(row.approved_by)) == ("published", SUPPORT, EDITOR)
    post, now = Book("post", Channel.EMAIL), timezone.now()
    with carriers.only(carrier(post)):
        messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="a", now=now)
        delivering.deliver(Delivery.objects.get(channel="email").pk, now=now)
    assert post.taken[0].subject == "Only 1 204 of Brown bread"
    codes = ("written", "handed_in", "published")
    assert [len(entries(f"notifications.template.{code}")) for code in codes] == [1, 1, 1]


def test_who_changes_a_draft_may_not_approve_it_and_old_pages_change_nothing(
    staff: Client, second: Client
) -> None:
    staff.post(page(verb="hand-in"), words())
    row = TemplateVersion.objects.get()
    old = row.revision
    second.post(page(verb="hand-in"), words("Now %(left)s of %(product)s", revision=row.revision))
    row.refresh_from_db()
    for reader in (staff, second):
        reader.post(step(row, "publish"), {"revision": row.revision})
    answer = staff.post(page(verb="save"), words("Late", revision=old)).content.decode()
    assert "Somebody changed this template meanwhile" in answer
    assert "Late" in answer, "what was typed stays in the form"
    row.refresh_from_db()
    assert (row.state, row.title) == ("ready", "Now %(left)s of %(product)s")


def test_errors_block_and_warnings_do_not(staff: Client, second: Client) -> None:
    answer = staff.post(page(verb="hand-in"), words("Only %(stock)s left")).content.decode()
    assert "This kind has no value “stock”" in answer
    assert not TemplateVersion.objects.exists(), "it was not handed in, nor kept half"
    row = publish(
        staff, second, title="A rather long subject that goes on and on, about %(product)s and %(left)s"
    )
    assert row.state == "published"


def test_back_to_an_earlier_version_to_code_and_forth(staff: Client, second: Client) -> None:
    first = publish(staff, second)
    latest = publish(staff, second, title="%(product)s: order %(left)s")
    first.refresh_from_db()
    assert (first.state, latest.state, latest.number) == ("replaced", "published", 2)
    staff.post(step(first, "put-back"))
    again = TemplateVersion.objects.get(state="published")
    assert (again.number, again.title) == (3, first.title)
    staff.post(step(again, "withdraw"))
    assert not TemplateVersion.objects.in_use().exists()
    with CaptureQueriesContext(connection) as few:
        shown = staff.get(page()).content.decode()
    assert "Put version 2 back" in shown
    for number in range(4, 20):
        row = TemplateVersion.objects.create(
            kind=STOCK,
            channel="email",
            locale="en-za",
            number=number,
            state="discarded",
            title="x",
            written_by=first.written_by,
            created_at=timezone.now(),
            changed_at=timezone.now(),
        )
    with CaptureQueriesContext(connection) as many:
        staff.get(page())
    assert len(many) == len(few), row
    staff.post(step(latest, "put-back"))
    assert TemplateVersion.objects.in_use().get().title == latest.title
    assert len(entries("notifications.template.put_back")) == 2


def test_a_draft_that_was_thrown_away_is_taken_up_again(staff: Client, second: Client) -> None:
    staff.post(page(verb="save"), words())
    row = TemplateVersion.objects.get()
    second.post(step(row, "discard"), {"revision": row.revision})
    assert "Go on writing at version 1" in second.get(page()).content.decode()
    second.post(step(row, "take-up"))
    draft = TemplateVersion.objects.open().get()
    assert (draft.number, draft.title, len(draft.author_ids)) == (2, row.title, 2), (
        "both wrote: neither approves"
    )
    again = second.post(step(row, "take-up"), follow=True).content.decode()
    assert "Somebody changed this template meanwhile" in again, "one draft at a time"


def test_the_page_counts_and_prices_an_sms_by_plain_post_and_by_script(staff: Client) -> None:
    place = (STOCK, "sms", "en-za")
    said = words(body="“Order now” – or never. " * 4)
    whole = staff.post(page(*place, verb="check"), said).content.decode()
    part = staff.post(page(*place, verb="check"), said, headers={"HX-Request": "true"}).content.decode()
    for answer in (whole, part):
        assert "<strong>2 SMS</strong>" in answer
        assert ">–</code>" in answer, "the letters that cost are named"
        assert "With plain signs it is 1 SMS" in answer
    assert "<html" in whole
    assert "<html" not in part
    plain = staff.post(page(*place, verb="plainer"), said).content.decode()
    assert "&quot;Order now&quot; - or never." in plain
    assert "<strong>1 SMS</strong>" in plain
    assert not TemplateVersion.objects.exists(), "nothing was kept"


def test_a_test_goes_to_oneself_is_marked_and_counts_nowhere(cast: Cast, staff: Client) -> None:
    staff.post(page(verb="save"), words(html="<p>Order <strong>%(product)s</strong>, %(left)s left</p>"))
    row, post = TemplateVersion.objects.get(), Book("post", Channel.EMAIL)
    with carriers.only(carrier(post)):
        for _ in range(11):
            answer = staff.post(step(row, "test"), {"value-product": "<b>Rye</b>"}, follow=True)
    sent = post.taken[0]
    assert (sent.to, sent.subject) == (
        SUPPORT,
        "[Test] Only 1 204 of <b>Rye</b>",
    )
    assert "Order <strong>&lt;b&gt;Rye&lt;/b&gt;</strong>" in sent.html
    assert sent.text
    assert len(post.taken) == 10
    assert "ten tests within an hour" in answer.content.decode()
    assert not Delivery.objects.exists()
    assert not Message.objects.exists()


def test_a_preview_runs_nothing_of_what_was_typed(staff: Client) -> None:
    said = words(body="%(product)s", **{"value-product": '<img src=x onerror="x()">'})
    answer = staff.post(page(verb="check"), said)
    assert "img-src 'self' data: https:;" in answer["Content-Security-Policy"] + ";", "a mail's own pictures"
    shown = answer.content.decode()
    assert "<img src=x" not in shown
    assert 'sandbox=""' in shown
    assert "&amp;lt;img src=x" in shown, "in the frame it is text too"


def test_rights_decide_who_reads_writes_and_approves(cast: Cast, staff: Client) -> None:
    from django.contrib.auth.models import Permission

    reader = cast.hire("viewer", name="Reader", organisation=cast.karoo).user
    reader.is_staff = True
    reader.save()
    client = Client()
    client.force_login(reader)
    assert client.get(page()).status_code == 403
    reader.user_permissions.add(
        Permission.objects.get(codename="view_templateversion", content_type__app_label="notifications")
    )
    shown = client.get(page()).content.decode()
    assert "Save the draft" not in shown
    assert client.post(page(verb="save"), words()).status_code == 403
    staff.post(page(verb="hand-in"), words())
    row = TemplateVersion.objects.get()
    assert client.post(step(row, "publish"), {"revision": row.revision}).status_code == 403
    assert staff.get(page("drill.nothing", "email", "en-za")).status_code == 404
    assert staff.get(page(STOCK, "whatsapp", "en-za")).status_code == 404
    assert staff.get(page(STOCK, "email", "fr")).status_code == 404
    assert cast.thandi.client().get(page()).status_code == 302


def test_the_list_of_kinds_says_what_staff_wrote_in_one_query(staff: Client, second: Client) -> None:
    kinds = reverse("admin:notification-kinds")
    with CaptureQueriesContext(connection) as few:
        staff.get(kinds)
    publish(staff, second)
    publish(staff, second, STOCK, "sms", "af", title="Nog %(left)s van %(product)s")
    with CaptureQueriesContext(connection) as many:
        shown = staff.get(kinds).content.decode()
    assert len(many) == len(few)
    assert "Afrikaans 1: In use" in shown
    found = staff.get(reverse("admin:notifications_templateversion_changelist"), {"q": "Nog"})
    assert page(STOCK, "sms", "af") in found.content.decode()

"""Confidential documents: born so, seen by few, made so and opened again; and the language a document is begun in."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.services import custom_roles, memberships
from content import live
from content.models import Document, RememberedAnswer, WritingRun
from content.refusals import NotInLanguage
from content.selectors import documents as selectors
from content.selectors.documents import DocumentFilter
from content.services import (
    answering,
    approvals,
    confidentiality,
    documents,
    live_text,
    obligations,
    telling,
)
from content.services.obligations import Due
from content.tests import offers
from content.tests.offers import NOW
from notifications.models import Notification
from synthai.core import realtime
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
PAYSLIP, REMINDER = "library:payslip:1", "library:payment-reminder:1"


def _payslip(by: Person) -> Document:
    return documents.begin(PAYSLIP, by=by.actor, now=NOW)


def _sees(document: Document, by: Person) -> bool:
    listed = selectors.documents(DocumentFilter(), by=by.actor).filter(pk=document.pk).exists()
    try:
        selectors.get_document(document.public_id, by=by.actor)
    except NotFound:
        assert not listed
        return False
    assert listed
    return True


def test_about_people_it_is_born_confidential(cast: Cast) -> None:
    naledi = cast.hire("manager", name="Naledi")
    viewer, sipho = cast.hire("viewer", name="Vusi"), cast.hire("member", name="Sipho")
    with tenant(cast.umoja):
        payslip = _payslip(cast.bongani)
        assert payslip.is_confidential
        assert not documents.begin(REMINDER, by=cast.bongani.actor, now=NOW).is_confidential
        assert [_sees(payslip, each) for each in (cast.bongani, naledi, cast.thandi)] == [True] * 3
        assert [_sees(payslip, each) for each in (viewer, sipho)] == [False] * 2
        assert documents.copy_as_new(payslip.pk, by=cast.thandi.actor, now=NOW).is_confidential


def test_a_key_that_was_learnt_elsewhere_opens_nothing(cast: Cast) -> None:
    sipho = cast.hire("member", name="Sipho")
    with tenant(cast.umoja):
        payslip = _payslip(cast.bongani)
        by: Any = {"by": sipho.actor, "now": NOW}
        for verb in (documents.put_away, documents.copy_as_new, documents.confirm, documents.refresh):
            with pytest.raises(NotFound):
                verb(payslip.pk, **by)
        with pytest.raises(NotFound):
            answering.answer(payslip.pk, {}, **by)


def test_made_so_and_opened_by_its_writer_and_who_may_see_such(cast: Cast) -> None:
    sipho = cast.hire("member", name="Sipho")
    document = offers.begin(cast.bongani)
    with tenant(cast.umoja):
        change = confidentiality.set_confidential
        with pytest.raises(NotAllowed):
            change(document.pk, is_confidential=True, by=sipho.actor, now=NOW)
        change(document.pk, is_confidential=True, by=cast.bongani.actor, now=NOW)
        change(document.pk, is_confidential=True, by=cast.bongani.actor, now=NOW)
        assert not _sees(document, sipho)
        with pytest.raises(NotFound):
            change(document.pk, is_confidential=False, by=sipho.actor, now=NOW)
        change(document.pk, is_confidential=False, by=cast.thandi.actor, now=NOW)
        assert _sees(document, sipho)
        told = AuditEntry.objects.filter(code__in=["content.document.hidden", "content.document.opened"])
        assert told.count() == 2


def test_not_while_it_is_written(cast: Cast) -> None:
    document = offers.begin(cast.bongani)
    with tenant(cast.umoja):
        WritingRun.objects.create(document=document, requested_at=NOW)
        with pytest.raises(confidentiality.StillWriting):
            confidentiality.set_confidential(
                document.pk, is_confidential=True, by=cast.bongani.actor, now=NOW
            )


def test_its_answers_are_offered_to_nobody(cast: Cast) -> None:
    with tenant(cast.umoja):
        payslip = _payslip(cast.bongani)
        answering.answer(payslip.pk, {"overtime.times": "1.5"}, by=cast.bongani.actor, now=NOW)
        assert not RememberedAnswer.objects.exists()


def test_only_who_may_see_it_is_told_of_it(cast: Cast) -> None:
    document = offers.confirmed(cast.bongani)
    with tenant(cast.umoja):
        confidentiality.set_confidential(document.pk, is_confidential=True, by=cast.bongani.actor, now=NOW)
        asked = approvals.ask(document.pk, by=cast.bongani.actor, now=NOW)
        telling.asked(asked.pk)
        assert set(Notification.objects.values_list("user", flat=True)) == {cast.thandi.user.pk}


def test_the_trail_names_it_to_nobody_who_may_not_see_it(cast: Cast) -> None:
    wanted = ["accounts.audit.view", "accounts.audit.export"]
    clerk = cast.hire("member", name="Zinhle")
    document = offers.begin(cast.bongani)
    with tenant(cast.umoja):
        owner = cast.thandi.actor
        role = custom_roles.create(name="Auditor", description="", wanted=wanted, by=owner)
        memberships.change_role(clerk.membership.public_id, role=role.public_id, by=owner)
        documents.rename(document.pk, "Warning of Sipho", by=cast.bongani.actor, now=NOW)
    trail, api = "/o/umoja-foods/audit/", "/api/v1/o/umoja-foods/audit/"

    def told(person: Person) -> list[bool]:
        client = person.client()
        csv: Any = client.get(f"{trail}export/")
        pages = [client.get(each).content for each in (trail, api)]
        return [b"Warning of Sipho" in each for each in (*pages, b"".join(csv.streaming_content))]

    assert told(clerk) == [True] * 3
    with tenant(cast.umoja):
        confidentiality.set_confidential(document.pk, is_confidential=True, by=cast.bongani.actor, now=NOW)
    assert told(clerk) == [False] * 3
    veiled = clerk.client().get(f"{api}?code=content.document.renamed").json()["results"][0]
    assert (veiled["is_veiled"], veiled["changes"]) == (True, {})
    assert "confidential" in clerk.client().get(trail).content.decode()
    assert told(cast.thandi) == [True] * 3


def test_staff_see_that_it_is_there_and_not_what_it_is_called(cast: Cast) -> None:
    person = cast.hire("viewer", name="Support", organisation=cast.karoo).user
    person.is_staff = person.is_superuser = True
    person.save()
    document = offers.begin(cast.bongani)
    with tenant(cast.umoja):
        documents.rename(document.pk, "Warning of Sipho", by=cast.bongani.actor, now=NOW)
        due = Due(what="Sipho is heard", due_on=NOW.date())
        date = obligations.add(document, due, by=cast.bongani.actor, now=NOW)
    staff = Client()
    staff.force_login(person)
    for name, row in (("document", document), ("obligation", date)):
        page = staff.get(reverse(f"admin:content_{name}_change", args=[row.pk])).content.decode()
        assert document.public_id in page
        assert "Sipho" not in page
    with tenant(cast.umoja):
        entry = AuditEntry.objects.get(code="content.document.renamed")
    page = staff.get(reverse("admin:core_auditentry_change", args=[entry.pk])).content.decode()
    assert "content.document.renamed" in page
    assert "Sipho" not in page


def test_live_text_is_heard_by_its_writer_and_few(cast: Cast) -> None:
    naledi, sipho = cast.hire("manager", name="Naledi"), cast.hire("member", name="Sipho")
    with tenant(cast.umoja):
        run = WritingRun.objects.create(
            document=_payslip(cast.bongani), requested_at=NOW + timedelta(seconds=1)
        )
        topic = live_text.topic_of(run)
        assert topic == live_text.topic_for(cast.bongani.actor, run)
    assert realtime.is_shared_topic(topic)
    heard = [live.may_read(each.user, topic) for each in (cast.bongani, naledi, cast.thandi)]
    assert heard == [True] * 3
    assert not live.may_read(sipho.user, topic)
    assert not live.may_read(cast.charlize.user, topic)
    assert realtime.groups_of(topic)[0] == realtime.audience_group(cast.umoja.public_id)


def test_the_page_hides_and_opens(cast: Cast) -> None:
    document = offers.begin(cast.bongani)
    place = f"/o/umoja-foods/documents/{document.public_id}/"
    client = cast.bongani.client()
    assert "Make confidential" in client.get(place).content.decode()
    client.post(f"{place}confidential/", {"is_confidential": "1"})
    page = client.get(place).content.decode()
    assert "Open to everybody who reads documents" in page
    assert cast.hire("member", name="Sipho").client().get(place).status_code == 404
    api = f"/api/v1{place}confidentiality/"
    reply = client.put(api, {"is_confidential": False}, content_type="application/json")
    assert reply.json()["document"]["is_confidential"] is False


def test_begun_in_a_language_that_the_template_has(cast: Cast) -> None:
    client = cast.bongani.client()
    page = client.get("/o/umoja-foods/documents/new/?q=reminder").content.decode()
    assert f'value="{REMINDER} af"' in page
    assert "In Afrikaans" in page
    client.post("/o/umoja-foods/documents/new/", {"template": f"{REMINDER} af"})
    with tenant(cast.umoja):
        document = Document.objects.get()
        assert document.language == "af"
        paper = client.get(f"/o/umoja-foods/documents/{document.public_id}/questions/1/").content.decode()
        assert "lang=" in paper
        with pytest.raises(NotInLanguage, match="en, af"):
            documents.begin(REMINDER, language="zu", by=cast.bongani.actor, now=NOW)
    body = {"template": REMINDER, "language": "af"}
    made = client.post("/api/v1/o/umoja-foods/documents/", body, content_type="application/json")
    assert (made.status_code, made.json()["document"]["language"]) == (201, "af")
    assert any("Waarskuwing" in str(each) or "herinner" in str(each).lower() for each in [made.json()])

"""Approval before a document goes out, and what is locked when it does."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from content import events
from content.models import Approval, Document, DocumentVersion, Verdict
from content.refusals import (
    AlreadyAsked,
    ApprovalNeeded,
    DocumentLocked,
    NotConfirmed,
    NothingToApprove,
    OwnWork,
    WordsNeeded,
)
from content.selectors import approvals as asked
from content.services import approvals, documents, drawing, erasure, locking, sections, telling
from content.tests import offers
from content.tests.offers import NOW
from notifications.models import Notification
from synthai.core.errors import NotAllowed, PreconditionFailed
from synthai.core.events import Event
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
LATER = NOW + timedelta(hours=1)


def test_nobody_approves_their_own_work_while_somebody_else_may(cast: Cast) -> None:
    manager = cast.hire("manager", name="Naledi")
    document = offers.confirmed(manager)
    with tenant(cast.umoja):
        with pytest.raises(NothingToApprove):
            approvals.approve(document.pk, by=cast.thandi.actor, now=LATER)
        approvals.ask(document.pk, by=manager.actor, now=NOW, note="Before noon")
        with pytest.raises(AlreadyAsked):
            approvals.ask(document.pk, by=manager.actor, now=NOW)
        with pytest.raises(OwnWork, match="Thandi Mokoena may"):
            approvals.approve(document.pk, by=manager.actor, now=LATER)
        with pytest.raises(NotAllowed):
            approvals.approve(document.pk, by=cast.bongani.actor, now=LATER)
        with pytest.raises(PreconditionFailed):
            approvals.approve(document.pk, by=cast.thandi.actor, now=LATER, seen=1)
        given = approvals.approve(document.pk, by=cast.thandi.actor, now=LATER, words="Good", seen=2)
        assert given.verdict == Verdict.APPROVED
        document.refresh_from_db()
        assert document.state == "approved"
        assert AuditEntry.objects.filter(code="content.document.approved").count() == 1


def test_the_only_one_who_may_approve_may_approve_their_own(cast: Cast) -> None:
    document = offers.confirmed(cast.thandi)
    with tenant(cast.umoja):
        approvals.ask(document.pk, by=cast.thandi.actor, now=NOW)
        standing = asked.standing(document, cast.thandi.actor)
        assert standing.may_decide
        approvals.approve(document.pk, by=cast.thandi.actor, now=LATER)


def test_sent_back_with_words_and_void_after_a_change(cast: Cast) -> None:
    document = offers.confirmed(cast.bongani)
    with tenant(cast.umoja):
        by = cast.bongani.actor
        approvals.ask(document.pk, by=by, now=NOW)
        with pytest.raises(WordsNeeded):
            approvals.send_back(document.pk, words=" ", by=cast.thandi.actor, now=LATER)
        approvals.send_back(document.pk, words="Name the deposit", by=cast.thandi.actor, now=LATER)
        document.refresh_from_db()
        assert (document.state, document.is_confirmed) == ("draft", True)
        approvals.ask(document.pk, by=by, now=LATER)
        approvals.approve(document.pk, by=cast.thandi.actor, now=LATER)
        sections.write_section(document.pk, "payment", "Half in advance.", by=by, now=LATER)
        document.refresh_from_db()
        assert (document.state, document.is_confirmed) == ("draft", False)
        assert list(Approval.objects.order_by("pk").values_list("verdict", flat=True)) == [
            "sent_back",
            "void",
        ]
        with pytest.raises(NotConfirmed):
            approvals.ask(document.pk, by=by, now=LATER)
        assert OutboxEvent.objects.filter(name="content.ApprovalVoided").count() == 1


def test_approvers_and_the_asker_are_told_once(cast: Cast) -> None:
    document = offers.confirmed(cast.bongani)
    with tenant(cast.umoja):
        approval = approvals.ask(document.pk, by=cast.bongani.actor, now=NOW, note="Today")
        telling.asked(approval.pk)
        telling.asked(approval.pk)
        told = Notification.objects.get(user=cast.thandi.user)
        assert told.title == "To approve: Offer to Kasi Café"
        assert "“Today”" in told.body
        approvals.approve(document.pk, by=cast.thandi.actor, now=LATER)
        telling.decided(approval.pk)
        assert Notification.objects.get(user=cast.bongani.user).title == "Approved: Offer to Kasi Café"


def test_what_is_sent_is_hashed_and_never_changes(cast: Cast) -> None:
    document = offers.begin(cast.thandi)
    with tenant(cast.umoja):
        by = cast.thandi.actor
        with pytest.raises(NotConfirmed):
            locking.lock_for_sending(document.pk, by=by, now=LATER)
        documents.confirm(document.pk, by=by, now=NOW)
        version = locking.lock_for_sending(document.pk, by=by, now=LATER)
        content = locking.pdf_of(version)
        assert content[:5] == b"%PDF-"
        assert hashlib.sha256(content).hexdigest() == version.sha256
        assert locking.lock_for_sending(document.pk, by=by, now=LATER) == version
        with pytest.raises(DocumentLocked):
            sections.write_section(document.pk, "opening", "x", by=by, now=LATER)
        with pytest.raises(DatabaseError), transaction.atomic():
            DocumentVersion.objects.filter(pk=version.pk).update(sha256="0" * 64)
        copy = documents.copy_as_new(document.pk, by=by, now=LATER)
        assert (copy.title, copy.state, copy.copied_from_id) == (document.title, "draft", document.pk)
        sent = OutboxEvent.objects.get(name="content.DocumentSent")
        assert sent.payload["sha256"] == version.sha256
    page = cast.thandi.client().get(f"/o/umoja-foods/documents/{document.public_id}/document.pdf")
    assert page.content == content


def test_a_change_while_the_paper_is_drawn_sends_nothing_and_leaves_no_file(
    cast: Cast, files_in_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = offers.confirmed(cast.thandi)
    draw = drawing.as_pdf

    def slowly(row: Document, *, is_final: bool = False) -> bytes:
        made = draw(row, is_final=is_final)
        sections.write_section(document.pk, "payment", "Cash.", by=cast.bongani.actor, now=LATER)
        return made

    monkeypatch.setattr(drawing, "as_pdf", slowly)
    with tenant(cast.umoja):
        with pytest.raises(PreconditionFailed):
            locking.lock_for_sending(document.pk, by=cast.thandi.actor, now=LATER)
        document.refresh_from_db()
        assert document.state == "draft"
        assert not DocumentVersion.objects.filter(kind="sent").exists()
    assert not list(files_in_tmp.rglob("*.pdf"))


def test_an_organisation_may_want_approval_first(cast: Cast) -> None:
    document = offers.confirmed(cast.bongani)
    with tenant(cast.umoja):
        with pytest.raises(NotAllowed):
            approvals.set_needed(needs_approval=True, by=cast.bongani.actor)
        approvals.set_needed(needs_approval=True, by=cast.thandi.actor)
        with pytest.raises(ApprovalNeeded):
            locking.lock_for_sending(document.pk, by=cast.thandi.actor, now=LATER)
        approvals.ask(document.pk, by=cast.bongani.actor, now=NOW)
        approvals.approve(document.pk, by=cast.thandi.actor, now=LATER)
        assert locking.lock_for_sending(document.pk, by=cast.thandi.actor, now=LATER).kind == "sent"


def test_approval_on_pages(cast: Cast) -> None:
    document = offers.confirmed(cast.bongani)
    home = f"/o/umoja-foods/documents/{document.public_id}/"
    thandi, bongani = cast.thandi.client(), cast.bongani.client()
    thandi.post("/o/umoja-foods/documents/settings/", {"needs_approval": "on", "version": ""})
    assert "Ask for approval" in str(bongani.get(home).content, "utf-8")
    bongani.post(f"{home}approval/ask/", {"words": "Before noon", "seen": "2"})
    page = str(thandi.get(home).content, "utf-8")
    assert "asks for your approval" in page
    assert "Before noon" in page
    thandi.post(f"{home}approval/refuse/", {"words": "Add the deposit", "seen": "2"})
    assert "Add the deposit" in str(bongani.get(home).content, "utf-8")
    bongani.post(f"{home}approval/ask/", {"words": "", "seen": "2"})
    thandi.post(f"{home}approval/give/", {"words": "", "seen": "2"})
    assert "Approved by Thandi Mokoena" in str(bongani.get(home).content, "utf-8")


def test_erasing_takes_every_row_and_file(
    cast: Cast, files_in_tmp: Path, django_capture_on_commit_callbacks: Any
) -> None:
    document = offers.confirmed(cast.thandi)
    with tenant(cast.umoja):
        approvals.ask(document.pk, by=cast.thandi.actor, now=NOW)
        approvals.approve(document.pk, by=cast.thandi.actor, now=NOW)
        locking.lock_for_sending(document.pk, by=cast.thandi.actor, now=NOW)
        documents.copy_as_new(document.pk, by=cast.thandi.actor, now=NOW)
        assert list(files_in_tmp.rglob("*.pdf"))
        with django_capture_on_commit_callbacks(execute=True):
            erasure.erase(cast.umoja.pk)
        assert not Document.objects.exists()
        assert not Approval.objects.exists()
    assert not list(files_in_tmp.rglob("*.pdf"))


def test_every_fact_has_its_public_name() -> None:
    facts = {each for each in vars(events).values() if isinstance(each, type) and issubclass(each, Event)}
    assert facts - {Event} == set(events.PUBLIC_NAMES)

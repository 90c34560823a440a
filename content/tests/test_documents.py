"""Documents from the first answer to the confirmed paper: what is kept, who is first, and what a change undoes."""

from datetime import timedelta
from typing import Any

import pytest

from content.models import Document, DocumentState, DocumentVersion, RememberedAnswer, VersionKind
from content.refusals import (
    AnswersRefused,
    ChangedMeanwhile,
    DocumentLocked,
    DocumentPutAway,
    NothingNewer,
    NotWhole,
    SectionTooLong,
    SectionUnknown,
    TemplateGone,
)
from content.selectors import compositions
from content.services import answering, documents, sections, upgrading, versions
from content.services.sections import Written
from content.tests import offers
from content.tests.offers import NOW
from synthai.core.documents.papers.blocks import Prose
from synthai.core.errors import NotAllowed, PreconditionFailed
from synthai.core.facts.base import Use
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def prose(document: Document, key: str) -> str:
    """What a section says now."""
    blocks = documents.current(document).paper.blocks
    return next(block.body for block in blocks if isinstance(block, Prose) and block.key == key)


def test_a_document_knows_its_organisation_and_is_called_as_its_template_says(cast: Cast) -> None:
    document = offers.begin(cast.thandi)
    with tenant(cast.umoja):
        assert document.title == "Offer to Kasi Café"
        assert prose(document, "opening") == "Umoja Foods offers Kasi Café what follows."
        assert prose(document, "payment") == "Please pay within 30\N{NO-BREAK SPACE}days."
        assert documents.current(document).paper.watermark == "DRAFT"
        assert compositions.missing(document) == []
        assert AuditEntry.objects.filter(code="content.document.begun").count() == 1
        event = OutboxEvent.objects.get(name="content.DocumentBegun")
        assert event.payload["public_id"] == document.public_id


def test_every_screen_is_kept_and_wrong_answers_are_named_one_by_one(cast: Cast) -> None:
    document = offers.begin(cast.thandi, {"customer.name": "Kasi Café"})
    with tenant(cast.umoja):
        assert [field.key for field in compositions.missing(document)] == ["lines", "terms.days"]
        with pytest.raises(AnswersRefused) as refused:
            answering.answer(
                document.pk,
                {"customer.phone": "12", "lines": [{"what": "Pap", "price": "1,234"}], "shoe.size": "9"},
                by=cast.thandi.actor,
                now=NOW,
            )
        assert set(refused.value.by_key) == {"customer.phone", "lines.0.price", "shoe.size"}
        assert "082 123 4567" in refused.value.by_key["customer.phone"]
        answering.answer(document.pk, {"customer.phone": ""}, by=cast.thandi.actor, now=NOW)
        document.refresh_from_db()
        assert document.answers == {"customer.name": "Kasi Café", "customer.phone": ""}
        assert "customer.phone" not in {field.key for field in compositions.still_asked(document)}
        with pytest.raises(NotWhole, match="In how many days"):
            documents.confirm(document.pk, by=cast.thandi.actor, now=NOW)


def test_what_was_answered_is_remembered_but_never_an_id_number(cast: Cast) -> None:
    offers.begin(cast.thandi, {**offers.ANSWERS, "signer.id_number": "8001015009087"})
    with tenant(cast.umoja):
        kept = RememberedAnswer.objects.get()
        assert (kept.key, kept.value) == ("terms.days", "30")


def test_a_known_fact_is_corrected_for_one_document_only(cast: Cast) -> None:
    document = offers.begin(cast.thandi)
    with tenant(cast.umoja):
        answering.answer(
            document.pk, {"organisation.name": "Umoja Foods (Pty) Ltd"}, by=cast.thandi.actor, now=LATER
        )
        document.refresh_from_db()
        assert prose(document, "opening").startswith("Umoja Foods (Pty) Ltd offers")
        have = compositions.known(document)
        assert str(have.facts["organisation.name"].source.words) == "Corrected for this document"
        answering.answer(document.pk, {"organisation.name": None}, by=cast.thandi.actor, now=LATER)
        document.refresh_from_db()
        assert prose(document, "opening").startswith("Umoja Foods offers")


def test_two_editors_of_one_section_lose_nothing_and_two_of_different_ones_do_not_meet(cast: Cast) -> None:
    document = offers.begin(cast.thandi)
    seen = document.version
    with tenant(cast.umoja):
        thandi: dict[str, Any] = {"by": cast.thandi.actor, "now": LATER}
        bongani: dict[str, Any] = {"by": cast.bongani.actor, "now": LATER}
        sections.write_section(document.pk, "opening", "Dear *Kasi*.", seen=seen, **thandi)
        sections.write_section(document.pk, "payment", "Pay soon.", seen=seen, **bongani)
        with pytest.raises(ChangedMeanwhile) as refused:
            sections.write_section(document.pk, "opening", "Hello there.", seen=seen, **bongani)
        clash = refused.value.clashes[0]
        assert (clash.theirs, clash.mine, clash.label) == ("Dear *Kasi*.", "Hello there.", "What we offer")
        with pytest.raises(ChangedMeanwhile):
            answering.answer(document.pk, {"terms.days": "7"}, seen=0, **bongani)
        sections.write_section(document.pk, "opening", "Hello.", seen=refused.value.version, **bongani)
        document.refresh_from_db()
        assert document.version == seen + 3
        assert document.changed_by_id == cast.bongani.user.pk
        assert prose(document, "opening") == "Hello."


def test_sections_are_bounded_known_and_given_back_to_the_template(cast: Cast) -> None:
    document = offers.begin(cast.thandi)
    with tenant(cast.umoja):
        by, now = cast.thandi.actor, LATER
        with pytest.raises(SectionUnknown, match="opening, payment"):
            sections.write_section(document.pk, "nothing", "x", by=by, now=now)
        with pytest.raises(SectionTooLong, match="40001"):
            sections.write_section(document.pk, "opening", "x" * 40_001, by=by, now=now)
        sections.write_section(document.pk, "opening", "a", by=by, now=now)
        sections.write_section(document.pk, "opening", "a\r\nb\x00\u202e", by=by, now=now)
        assert AuditEntry.objects.filter(code="content.document.section_written").count() == 1
        document.refresh_from_db()
        assert document.texts["opening"]["body"] == "a\nb"
        sections.reset_section(document.pk, "opening", by=by, now=now)
        document.refresh_from_db()
        assert prose(document, "opening") == "Umoja Foods offers Kasi Café what follows."
        assert DocumentVersion.objects.get().texts["opening"]["body"] == "a\nb"


def test_a_run_never_writes_over_what_a_person_changed_meanwhile(cast: Cast) -> None:
    document = offers.begin(cast.thandi)
    since = document.version
    said = "Umoja Foods is glad to offer this."
    with tenant(cast.umoja):
        sections.write_section(document.pk, "payment", "Cash only.", by=cast.bongani.actor, now=LATER)
        outcome = sections.apply_run(
            document.pk,
            {
                "opening": Written(
                    body=said, by="machine", model="small-1", uses=[Use(0, 11, "organisation.name")]
                ),
                "payment": Written(body="Pay by card.", by="machine"),
                "gone": Written(body="Nobody asked.", by="machine"),
            },
            by=cast.thandi.actor,
            now=LATER,
            since=since,
        )
        assert (outcome.applied, outcome.left) == (("opening",), ("payment", "gone"))
        document.refresh_from_db()
        assert prose(document, "payment") == "Cash only."
        assert prose(document, "opening") == said
        assert document.texts["opening"]["said"] == {"organisation.name": "Umoja Foods"}
        assert DocumentVersion.objects.get().kind == VersionKind.GENERATED
        assert "What we offer" in documents.current(document).paper.machine_note


def test_a_change_takes_the_confirmation_away_and_a_new_name_does_not(cast: Cast) -> None:
    document = offers.confirmed(cast.thandi)
    with tenant(cast.umoja):
        by = cast.thandi.actor
        assert documents.current(document).paper.watermark == ""
        assert DocumentVersion.objects.get().kind == VersionKind.CONFIRMED
        document = documents.rename(document.pk, "  Offer  for December ", by=by, now=LATER)
        assert (document.title, document.is_confirmed) == ("Offer for December", True)
        document = answering.answer(document.pk, {"customer.name": "Shisa Nyama"}, by=by, now=LATER)
        assert (document.title, document.is_confirmed) == ("Offer for December", False)
        with pytest.raises(PreconditionFailed):
            documents.confirm(document.pk, by=by, now=LATER, seen=document.version - 1)


def test_an_earlier_version_comes_back_and_that_is_undone_the_same_way(cast: Cast) -> None:
    document = offers.confirmed(cast.thandi)
    with tenant(cast.umoja):
        by = cast.thandi.actor
        sections.write_section(document.pk, "opening", "Another opening.", by=by, now=LATER)
        document = versions.restore(document.pk, 1, by=by, now=LATER)
        assert prose(document, "opening") == "Umoja Foods offers Kasi Café what follows."
        kinds = list(DocumentVersion.objects.order_by("number").values_list("kind", flat=True))
        assert kinds == ["confirmed", "saved", "restored"]
        document = versions.restore(document.pk, 2, by=by, now=LATER)
        assert prose(document, "opening") == "Another opening."


def test_the_newest_template_keeps_answers_and_says_what_is_other(cast: Cast) -> None:
    document = offers.begin(cast.thandi)
    with tenant(cast.umoja):
        by = cast.thandi.actor
        with pytest.raises(NothingNewer):
            upgrading.upgrade(document.pk, by=by, now=LATER)
        offers.publish(2)
        upgraded = upgrading.upgrade(document.pk, by=by, now=LATER)
        assert upgraded.document.ref == "test:offer:2"
        assert upgraded.changes == (
            "New question: “Until when does the offer hold?”",
            "New section: “How long it holds”",
            "Other words: “Payment”",
        )
        assert [field.key for field in compositions.missing(upgraded.document)] == ["offer.ends_on"]


def test_put_away_copied_and_forbidden(cast: Cast) -> None:
    document = offers.begin(cast.thandi)
    with tenant(cast.umoja):
        by, now = cast.thandi.actor, LATER
        with pytest.raises(TemplateGone):
            documents.begin("library:no-such-thing:1", by=by, now=now)
        copy = documents.copy_as_new(document.pk, by=by, now=now)
        assert (copy.title, copy.copied_from_id) == ("Offer to Kasi Café (copy)", document.pk)
        assert copy.answers == document.answers
        documents.put_away(document.pk, by=by, now=now)
        with pytest.raises(DocumentPutAway):
            sections.write_section(document.pk, "opening", "x", by=by, now=now)
        documents.bring_back(document.pk, by=by)
        viewer = cast.hire("viewer").actor
        with pytest.raises(NotAllowed):
            sections.write_section(document.pk, "opening", "x", by=viewer, now=now)
        Document.objects.filter(pk=document.pk).update(state=DocumentState.SENT)
        with pytest.raises(DocumentLocked):
            answering.answer(document.pk, {"terms.days": "8"}, by=by, now=now)

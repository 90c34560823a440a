"""Private details in a document: whoever neither began it nor holds the capability meets dots, at every way to them."""

from typing import Any

import pytest
from django.urls import reverse

from content.models import Document, RunSection, WritingRun
from content.refusals import AnswersRefused, PrivateHidden
from content.selectors import compositions
from content.selectors.documents import get_document
from content.services import answering, documents, locking, sections
from content.tests import offers
from content.tests.offers import NOW
from synthai.core.facts import veil
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person
from synthai.core.testing.pdf import text_of

ID = "8001015009087"
DOTS = veil.veiled(ID)
pytestmark = pytest.mark.django_db


def begun(cast: Cast) -> Document:
    """An offer with an identity number, which its writer put into a text as well."""
    document = offers.begin(cast.thandi, {**offers.ANSWERS, "signer.id_number": ID})
    with tenant(cast.umoja):
        key = compositions.sections_of(document)[0].key
        return sections.write_section(document.pk, key, f"Signed by {ID}.", by=cast.thandi.actor, now=NOW)


def as_seen(document: Document, by: Person) -> dict[str, Any]:
    """What each way to the document says to somebody."""
    client, slug = by.client(), by.organisation.slug
    names = {
        "page": ("content:document", [slug, document.public_id]),
        "questions": ("content:question-step", [slug, document.public_id, 3]),
        "sources": ("content:document-sources", [slug, document.public_id]),
        "api": ("api:documents-document", [slug, document.public_id]),
    }
    found = {}
    for way, (name, args) in names.items():
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 200, way
        found[way] = answer.content.decode()
    with tenant(by.organisation):
        row = get_document(document.public_id, by=by.actor)
        found["pdf"] = text_of(locking.as_seen(row))
        found["word"] = "".join(map(str, compositions.current(row).paper.blocks))
    return found


def test_a_member_meets_dots_at_every_way_and_a_manager_and_the_writer_the_words(cast: Cast) -> None:
    document = begun(cast)
    member, manager = cast.hire("member"), cast.hire("manager")
    hidden = as_seen(document, member)
    assert [way for way, said in hidden.items() if ID in said] == []
    assert DOTS in hidden["api"]
    assert DOTS in hidden["page"]
    for person in (cast.thandi, manager):
        shown = as_seen(document, person)
        assert [way for way, said in shown.items() if ID not in said] == [
            "sources"
        ]  # no fact of it stands there


def test_a_detail_behind_dots_decides_as_before(cast: Cast) -> None:
    document = begun(cast)
    with tenant(cast.umoja):
        plain = compositions.current(document).paper
        veiled = compositions.current(get_document(document.public_id, by=cast.hire("viewer").actor)).paper
    assert [type(each) for each in veiled.blocks] == [type(each) for each in plain.blocks]


def test_dots_that_come_back_change_nothing_and_cannot_be_put_in(cast: Cast) -> None:
    document, member = begun(cast), cast.hire("member")
    with tenant(cast.umoja):
        answering.answer(document.pk, {"signer.id_number": DOTS}, by=member.actor, now=NOW)
        assert Document.objects.get(pk=document.pk).answers["signer.id_number"] == ID
        with pytest.raises(AnswersRefused):
            answering.answer(document.pk, {"signer.id_number": "•••• ••"}, by=member.actor, now=NOW)
        answering.answer(document.pk, {"signer.id_number": "9202204720083"}, by=member.actor, now=NOW)
        assert Document.objects.get(pk=document.pk).answers["signer.id_number"] == "9202204720083"


def test_a_text_with_a_hidden_detail_is_not_written_over(cast: Cast) -> None:
    document, member = begun(cast), cast.hire("member")
    with tenant(cast.umoja):
        key = compositions.sections_of(document)[0].key
        seen = compositions.section_text(get_document(document.public_id, by=member.actor), key)
        assert ID not in seen
        with pytest.raises(PrivateHidden):
            sections.write_section(document.pk, key, f"{seen} More.", by=member.actor, now=NOW)


def test_a_copy_of_somebody_who_may_not_see_it_has_no_private_detail(cast: Cast) -> None:
    document, member = begun(cast), cast.hire("member")
    with tenant(cast.umoja):
        theirs = documents.copy_as_new(document.pk, by=member.actor, now=NOW)
        ours = documents.copy_as_new(document.pk, by=cast.thandi.actor, now=NOW)
    assert "signer.id_number" not in theirs.answers
    assert ID not in str(theirs.texts)
    assert ours.answers["signer.id_number"] == ID


def test_what_a_run_wrote_is_dotted_over_the_api_as_on_its_page(cast: Cast) -> None:
    document, member, manager = begun(cast), cast.hire("member"), cast.hire("manager")
    with tenant(cast.umoja):
        run = WritingRun.objects.create(
            document=document,
            state="done",
            requested_by=cast.thandi.user,
            requested_at=NOW,
            notes=f"Use {ID}",
        )
        told = [{"code": "unknown_figure", "said": ID}]
        RunSection.objects.create(
            run=run,
            key="opening",
            title="Opening",
            position=0,
            state="written",
            text=f"Signed by {ID}.",
            findings=told,
        )
    slug = cast.umoja.slug
    ways = [
        reverse("content:run", args=[slug, run.public_id]),
        reverse("api:documents-run", args=[slug, run.public_id]),
        reverse("api:documents-run-cancel", args=[slug, run.public_id]),
    ]
    for person, is_shown in ((member, False), (manager, True)):
        for way in ways[:2]:
            said = person.client().get(way)
            assert said.status_code == 200, way
            assert (ID in said.content.decode()) is is_shown, (way, is_shown)
    stopped = member.client().post(ways[2], content_type="application/json")
    assert ID not in stopped.content.decode()

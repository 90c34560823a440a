"""Documents, templates and clauses in search: for whom, what of them, and as they are now."""

from typing import Any

import pytest

from content.models import Document
from content.selectors import compositions
from content.services import clauses, confidentiality, documents, sections, templates
from content.tests import offers
from content.tests.offers import NOW
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.finding.looking import guest, look, paths, queries_of, ruled

pytestmark = pytest.mark.django_db
KIND = "content.document"
ID = "8001015009087"


@pytest.fixture(autouse=True)
def _offers(monkeypatch: pytest.MonkeyPatch) -> None:
    from content.selectors import blueprints

    monkeypatch.setitem(blueprints.SOURCES, "test", offers.SOURCE)
    offers.publish(1)


def titled(cast: Cast, title: str, by: Any = None) -> Document:
    document = offers.begin(by or cast.thandi)
    with tenant(cast.umoja):
        return documents.rename(document.pk, title, by=(by or cast.thandi).actor, now=NOW)


def test_found_by_what_they_say_by_whoever_may_read_documents(cast: Cast) -> None:
    document = titled(cast, "Offer for the wedding")
    assert paths("vetkoek", cast.thandi, kind=KIND) == [f"/o/umoja-foods/documents/{document.public_id}/"]
    viewer = cast.hire("viewer")
    assert list(look("wedding", viewer)) == ["Offer for the wedding"]
    assert look("wedding", guest(cast.bongani)) == {}
    assert look("wedding", cast.charlize) == {}
    assert look("wedding", ruled(viewer.actor, "content.document.view")) == {}


def test_names_changes_and_removal_are_followed(cast: Cast) -> None:
    document = titled(cast, "Offer for the wedding")
    by: Any = {"by": cast.thandi.actor}
    assert look("wedding", cast.bongani)
    with tenant(cast.umoja):
        documents.rename(document.pk, "Offer for the funeral", now=NOW, **by)
    assert look("wedding", cast.bongani) == {}
    assert look("funeral", cast.bongani)
    with tenant(cast.umoja):
        key = compositions.sections_of(document)[0].key
        sections.write_section(document.pk, key, "We bring our own marquee.", now=NOW, **by)
    assert "marquee" in look("marquee", cast.bongani)["Offer for the funeral"]
    with tenant(cast.umoja):
        documents.put_away(document.pk, now=NOW, **by)
    assert look("funeral", cast.bongani) == {}
    with tenant(cast.umoja):
        documents.bring_back(document.pk, **by)
    assert look("funeral", cast.bongani)


def test_private_details_are_found_by_nobody_and_shown_to_nobody(cast: Cast) -> None:
    document = offers.begin(cast.thandi, {**offers.ANSWERS, "signer.id_number": ID})
    with tenant(cast.umoja):
        key = compositions.sections_of(document)[0].key
        sections.write_section(document.pk, key, f"Signed by {ID}.", by=cast.thandi.actor, now=NOW)
    for person in (cast.thandi, cast.hire("manager"), cast.hire("member"), cast.hire("viewer")):
        assert look(ID, person) == {}
        (shown,) = look("signed", person, kind=KIND).values()
        assert ID not in shown
        assert "•" not in shown


def test_confidential_ones_are_found_by_their_writer_and_by_who_may_see_such(cast: Cast) -> None:
    document = titled(cast, "Warning for lateness", by=cast.bongani)
    sipho, viewer, manager = cast.hire("member", name="Sipho"), cast.hire("viewer"), cast.hire("manager")
    assert look("lateness", sipho)
    with tenant(cast.umoja):
        confidentiality.set_confidential(document.pk, is_confidential=True, by=cast.bongani.actor, now=NOW)
    assert look("lateness", sipho, is_worked=False) == {}  # at once, before any worker comes
    for person, finds in (
        (sipho, False),
        (viewer, False),
        (manager, True),
        (cast.bongani, True),
        (cast.thandi, True),
    ):
        assert bool(look("lateness", person)) is finds
    assert look("lateness", ruled(manager.actor, "content.confidential.view")) == {}
    assert look("lateness", ruled(cast.bongani.actor, "content.document.view")) == {}
    with tenant(cast.umoja):
        confidentiality.set_confidential(document.pk, is_confidential=False, by=cast.bongani.actor, now=NOW)
    assert look("lateness", sipho)


def test_templates_and_clauses_are_found_by_who_writes_them(cast: Cast) -> None:
    by: Any = {"by": cast.thandi.actor, "now": NOW}
    with tenant(cast.umoja):
        template = templates.create("Catering agreement", source="", **by)
        wish = clauses.ClauseSettings(
            slug="rain", title="When it rains", text="The marquee is put up by noon."
        )
        clause = clauses.create(wish, **by)
    manager, viewer = cast.hire("manager"), cast.hire("viewer")
    assert paths("catering", manager, kind="content.template") == [
        f"/o/umoja-foods/documents/templates/{template.public_id}/"
    ]
    assert paths("marquee", manager, kind="content.clause") == [
        f"/o/umoja-foods/documents/clauses/{clause.public_id}/"
    ]
    assert look("catering marquee", viewer) == look("catering marquee", cast.bongani) == {}
    assert look("catering marquee", cast.charlize) == {}
    with tenant(cast.umoja):
        block = templates.add_block(template.pk, "note", **by)
        templates.save_block(
            template.pk, block, {"id": block, "kind": "note", "template": "Bring umbrellas."}, **by
        )
        clauses.put_away(clause.pk, **by)
    assert look("umbrellas", manager)
    assert look("marquee", manager) == {}


def test_reading_ten_takes_as_many_statements_as_one(cast: Cast) -> None:
    made = [offers.begin(cast.thandi).public_id for _ in range(5)]
    assert queries_of(KIND, made, cast.umoja) == queries_of(KIND, made[:1], cast.umoja) <= 4

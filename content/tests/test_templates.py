"""Templates of one's own: begun, edited by two at once, published, used for documents, put away; and the clauses they share."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from content.engine import template_editing as editing
from content.models import Clause, ClauseVersion, Template, TemplateVersion
from content.selectors import blueprints, clauses, compositions, linting, own_blueprints, templates
from content.services import clauses as clause_services
from content.services import documents
from content.services import templates as services
from content.services.clauses import ClauseSettings
from content.template_refusals import (
    ClauseRefused,
    NothingToPublish,
    NothingToUndo,
    PartChanged,
    PartGone,
    TemplateNotReady,
    TemplatePutAway,
)
from content.tests.offers import NOW
from notifications.models import Notification
from synthai.core.documents.blueprints import reading
from synthai.core.documents.blueprints.refusing import BlueprintRefused
from synthai.core.documents.papers.blocks import Prose
from synthai.core.errors import NotAllowed, PreconditionFailed
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.versions import version_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
HEADING: dict[str, Any] = {"kind": "heading", "text": "Our offer"}


def begun(cast: Cast, *, source: str = "", title: str = "Our offer") -> Template:
    with tenant(cast.umoja):
        return services.create(title, source=source, by=cast.thandi.actor, now=NOW)


def clause(
    cast: Cast, slug: str = "liability", text: str = "We are liable for {{ organisation.name }}.", **more: Any
) -> Clause:
    with tenant(cast.umoja):
        settings = ClauseSettings(slug=slug, title=slug.title(), text=text, **more)
        return clause_services.create(settings, by=cast.thandi.actor, now=NOW)


def first(template: Template) -> str:
    return str(template.body["block"][0]["id"])


def test_a_template_begins_as_a_copy_of_ours_and_lints_clean(cast: Cast) -> None:
    template = begun(cast, source="library:delivery-note:1", title=" Our  note ")
    with tenant(cast.umoja):
        blueprint = reading.from_data(template.body)
        assert (template.title, template.origin, template.number) == (
            "Our note",
            "library:delivery-note:1",
            0,
        )
        assert blueprint.title == "Our note"
        assert linting.findings_of(blueprint) == []
        ids = [block["id"] for _path, block in editing.walk(template.body["block"])]
        assert len(set(ids)) == len(ids) > 0
        assert linting.example_of(blueprint, on=date(2026, 11, 29)).paper is not None
        assert AuditEntry.objects.filter(code="content.template.created").count() == 1


def test_documents_are_made_of_what_was_published_and_stay_so(cast: Cast) -> None:
    template = begun(cast)
    by = cast.thandi.actor
    with tenant(cast.umoja):
        block = services.add_block(template.pk, "text", by=by, now=NOW)
        services.save_block(
            template.pk, block, {"kind": "text", "key": "intro", "template": "First words."}, by=by, now=NOW
        )
        assert services.publish(template.pk, by=by, now=NOW).number == 1
        with pytest.raises(NothingToPublish):
            services.publish(template.pk, by=by, now=NOW)
        template.refresh_from_db()
        document = documents.begin(template.ref, by=by, now=NOW)
        services.save_block(
            template.pk,
            block,
            {"kind": "text", "key": "intro", "template": "Second words."},
            by=by,
            now=LATER,
        )
        services.publish(template.pk, by=by, now=LATER, note="Better words")

        assert _said(document) == ["First words."]
        assert blueprints.newest(document.ref) == f"own:{template.public_id}:2"
        assert template.public_id in {choice.ref.split(":")[1] for choice in own_blueprints.choices()}
        services.put_away(template.pk, by=by, now=LATER)
        assert list(own_blueprints.choices()) == []
        assert _said(document) == ["First words."]
        with pytest.raises(TemplatePutAway):
            services.move_block(template.pk, block, "up", by=by, now=LATER)
        services.bring_back(template.pk, by=by)
        version = templates.get_version(template.public_id, 1)
        assert version is not None
        with pytest.raises(DatabaseError, match="kept as it was"), transaction.atomic():
            TemplateVersion.objects.filter(pk=version.pk).update(title="Another")
        services.begin_again(template.pk, 1, by=by, now=LATER)
        template.refresh_from_db()
        assert editing.block_of(template.body, block)["template"] == "First words."


def test_what_would_go_wrong_is_not_published(cast: Cast) -> None:
    template = begun(cast)
    by = cast.thandi.actor
    with tenant(cast.umoja):
        block = services.add_block(template.pk, "text", by=by, now=NOW)
        services.save_block(
            template.pk, block, {"kind": "text", "template": "{{ customer.name.__class__ }}"}, by=by, now=NOW
        )
        with pytest.raises(TemplateNotReady, match="reach the program behind"):
            services.publish(template.pk, by=by, now=NOW)
        with pytest.raises(BlueprintRefused, match="no kind of block"):
            services.save_block(template.pk, block, {"kind": "script"}, by=by, now=NOW)
        with pytest.raises(PartGone):
            services.add_block(template.pk, "script", by=by, now=NOW)
        template.refresh_from_db()
        assert TemplateVersion.objects.count() == 0


def test_every_kind_of_block_can_be_added_moved_and_taken_out(cast: Cast) -> None:
    clause(cast, "clause")
    template = begun(cast)
    by = cast.thandi.actor
    with tenant(cast.umoja):
        made = [services.add_block(template.pk, kind, by=by, now=NOW) for kind in editing._NEW]
        holder = made[list(editing._NEW).index("if")]
        inner = services.add_block(template.pk, "heading", by=by, now=NOW, inside=holder, container="else")
        services.add_block(template.pk, "each", by=by, now=NOW, inside=holder)
        template.refresh_from_db()
        assert [
            each
            for each in linting.findings_of(reading.from_data(template.body))
            if each.is_error and "clause" not in each.what
        ] == []
        assert editing.path_of(template.body, inner).endswith(".else[0]")
        services.move_block(template.pk, made[1], "up", by=by, now=NOW)
        services.move_block(template.pk, made[1], "up", by=by, now=NOW)  # at the end nothing happens
        services.save_block(
            template.pk, holder, {"kind": "if", "when": "organisation.email is known"}, by=by, now=NOW
        )
        template.refresh_from_db()
        assert [block["id"] for block in template.body["block"][:2]] == [made[1], made[0]]
        assert editing.block_of(template.body, inner)["text"] == "Heading"  # what stands inside stays
        with pytest.raises(PartGone):
            services.add_block(template.pk, "text", by=by, now=NOW, inside=made[0])


def test_what_was_taken_out_comes_back_until_something_else_was_changed(cast: Cast) -> None:
    template = begun(cast, source="library:delivery-note:1")
    by = cast.thandi.actor
    with tenant(cast.umoja):
        before = template.body
        services.remove_block(template.pk, first(template), by=by, now=NOW)
        services.undo(template.pk, by=by, now=NOW)
        template.refresh_from_db()
        assert template.body == before
        services.remove_block(template.pk, first(template), by=by, now=NOW)
        template.refresh_from_db()
        services.move_block(template.pk, first(template), "down", by=by, now=NOW)
        with pytest.raises(NothingToUndo):
            services.undo(template.pk, by=by, now=NOW)


def test_the_second_of_two_editors_is_told_and_loses_nothing(cast: Cast) -> None:
    template = begun(cast)
    thandi: Any
    bongani: Any
    thandi, bongani = (
        {"by": cast.thandi.actor, "now": NOW},
        {"by": cast.hire("manager", name="Lindiwe").actor, "now": LATER},
    )
    with tenant(cast.umoja):
        one = services.add_block(template.pk, "heading", **thandi)
        other = services.add_block(template.pk, "heading", **thandi)
        template.refresh_from_db()
        seen = editing.digest(editing.block_of(template.body, one))
        services.save_block(template.pk, one, HEADING, seen=seen, **thandi)
        with pytest.raises(PartChanged, match="Thandi"):
            services.save_block(template.pk, one, {"kind": "heading", "text": "Mine"}, seen=seen, **bongani)
        unseen = editing.digest(editing.block_of(template.body, other))
        services.save_block(template.pk, other, HEADING, seen=unseen, **bongani)  # another block: no clash
        services.remove_block(template.pk, one, **thandi)
        with pytest.raises(PartGone):
            services.save_block(template.pk, one, {"kind": "heading", "text": "Mine"}, seen=seen, **bongani)
        version = version_of(template)
        with pytest.raises(PreconditionFailed):
            services.change_settings(template.pk, services.Settings(title="X"), version=version, **bongani)


def test_questions_are_added_changed_ordered_and_taken_out(cast: Cast) -> None:
    template = begun(cast)
    with_now: Any = {"by": cast.thandi.actor, "now": NOW}
    with tenant(cast.umoja):
        for key in ("customer.name", "due"):
            services.add_field(template.pk, {"key": key, "kind": "text", "label": key}, **with_now)
        with pytest.raises(BlueprintRefused, match="twice"):
            services.add_field(template.pk, {"key": "due", "kind": "date", "label": "Due"}, **with_now)
        services.save_field(template.pk, "due", {"key": "due", "kind": "date", "label": "Due?"}, **with_now)
        services.move_field(template.pk, "due", "up", **with_now)
        services.remove_field(template.pk, "customer.name", **with_now)
        services.undo(template.pk, **with_now)
        template.refresh_from_db()
        assert [(each["key"], each["kind"]) for each in template.body["field"]] == [
            ("due", "date"),
            ("customer.name", "text"),
        ]


def test_only_who_may_write_templates_changes_them(cast: Cast) -> None:
    template = begun(cast)
    member = cast.hire("member", name="Sipho").actor
    with tenant(cast.umoja), pytest.raises(NotAllowed):
        services.add_block(template.pk, "text", by=member, now=NOW)
    with tenant(cast.karoo):
        assert not Template.objects.exists()
        assert own_blueprints.get(template.public_id, 1) is None


def test_a_clause_stands_in_documents_as_it_was_approved_last(cast: Cast) -> None:
    law = clause(cast)
    template = begun(cast)
    by = cast.thandi.actor
    with tenant(cast.umoja):
        block = services.add_block(template.pk, "library_clause", by=by, now=NOW)
        services.save_block(
            template.pk, block, {"kind": "library_clause", "clause": "liability"}, by=by, now=NOW
        )
        with pytest.raises(TemplateNotReady, match="no approved clause"):
            services.publish(template.pk, by=by, now=NOW)
        clause_services.approve(law.pk, by=by, now=NOW)
        services.publish(template.pk, by=by, now=NOW)
        template.refresh_from_db()
        assert [each.title for each in clauses.templates_using(law)] == ["Our offer"]

        confirmed, draft = (documents.begin(template.ref, by=by, now=NOW) for _number in range(2))
        confirmed = documents.confirm(confirmed.pk, by=by, now=NOW)
        assert _said(draft) == ["We are liable for Umoja Foods."]
        settings = ClauseSettings(slug="liability", title="Liability", text="We are not liable.")
        clause_services.change(law.pk, settings, by=by, now=LATER)
        assert _said(draft) == ["We are liable for Umoja Foods."]  # a draft of a clause stands nowhere
        clause_services.approve(law.pk, by=by, now=LATER)

        assert _said(draft) == ["We are not liable."]
        assert _said(confirmed) == ["We are liable for Umoja Foods."]
        blueprint = blueprints.get(confirmed.ref)
        assert [(each.slug, each.number) for each in clauses.changed_since(confirmed, blueprint)] == [
            ("liability", 2)
        ]
        version = ClauseVersion.objects.order_by("pk")[0]
        with pytest.raises(DatabaseError, match="kept as it was"), transaction.atomic():
            ClauseVersion.objects.filter(pk=version.pk).update(text="Another")


def test_a_clause_that_was_put_away_gives_way_to_its_fallback(cast: Cast) -> None:
    by = cast.thandi.actor
    softer = clause(cast, "softer", "Softer words.")
    law = clause(cast, "liability", "Hard words.", fallback=softer.public_id)
    with tenant(cast.umoja):
        for each in (softer, law):
            clause_services.approve(each.pk, by=by, now=NOW)
        clause_services.put_away(law.pk, by=by, now=LATER)
        assert clauses.in_force(["liability"])["liability"].text == "Softer words."
        assert clauses.in_force(["liability"], at=NOW)["liability"].text == "Hard words."
        with pytest.raises(ClauseRefused, match="itself"):
            clause_services.change(
                softer.pk,
                ClauseSettings(slug="softer", title="S", text="x", fallback=law.public_id),
                by=by,
                now=LATER,
            )
        with pytest.raises(ClauseRefused, match="square brackets"):
            clause_services.change(
                softer.pk, ClauseSettings(slug="softer", title="S", text="{{ a['b'] }}"), by=by, now=LATER
            )
        with pytest.raises(ValidationError):
            clause_services.create(ClauseSettings(slug="softer", title="Again", text="x"), by=by, now=LATER)


def test_owners_are_told_once_that_a_review_is_due(cast: Cast) -> None:
    owner = cast.bongani.membership.public_id
    law = clause(cast, owner=owner, review_on=date(2026, 11, 30))
    with tenant(cast.umoja):
        assert clause_services.remind_owners(cast.umoja.pk, now=NOW) == 0
        due = NOW + timedelta(days=2)
        assert clause_services.remind_owners(cast.umoja.pk, now=due) == 1
        assert clause_services.remind_owners(cast.umoja.pk, now=due) == 0
        notice = Notification.objects.get(user=cast.bongani.user)
        assert "Liability" in notice.title
        assert law.public_id in notice.url
        settings = ClauseSettings(
            slug="liability", title="Liability", text=law.text, owner=owner, review_on=date(2026, 12, 1)
        )
        clause_services.change(law.pk, settings, by=cast.thandi.actor, now=due)
        law.refresh_from_db()
        assert law.version == 1  # an owner and a day are no other words
        assert clause_services.remind_owners(cast.umoja.pk, now=due + timedelta(days=1)) == 1


def _said(document: Any) -> list[str]:
    document.refresh_from_db()
    return [block.body for block in compositions.current(document).paper.blocks if isinstance(block, Prose)]

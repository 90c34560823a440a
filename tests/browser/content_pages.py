"""Rows for the pages of documents that every browser check visits."""

from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from content.models import Document
from content.selectors import asking, blueprints, compositions
from content.services import approvals, documents, sections, versions
from content.services.sections import Written
from synthai.core.documents.blueprints import examples
from synthai.core.facts.base import Use
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

QUOTATION: Final = "library:quotation:2"


def address(view: str, *ids: Any) -> str:
    """A page of Umoja Foods."""
    return reverse(f"content:{view}", args=["umoja-foods", *ids])


def a_document(cast: Cast, *, ref: str = QUOTATION) -> Document:
    """One with every answer, whose first section a machine wrote and whose last one a person did."""
    now = timezone.now()
    with tenant(cast.umoja):
        blueprint = blueprints.get(ref)
        made = documents.begin(ref, by=cast.thandi.actor, now=now, answers=examples.answers(blueprint))
        keys = [spec.key for spec in compositions.sections_of(made)]
        text = "Umoja Foods thanks you for asking, and is glad to offer what follows."
        run = {keys[0]: Written(body=text, by="machine", uses=[Use(0, 11, "organisation.name")])}
        sections.apply_run(made.pk, run, by=cast.thandi.actor, now=now, since=made.version)
        mine = "Call **Thandi** before you decide.\n\n- We deliver in Soweto.\n- We deliver on Fridays."
        sections.write_section(made.pk, keys[-1], mine, by=cast.thandi.actor, now=now)
        made.refresh_from_db()
    return made


def listed(cast: Cast) -> str:
    a_document(cast)
    now = timezone.now() + timedelta(minutes=1)
    with tenant(cast.umoja):
        documents.begin(QUOTATION, by=cast.bongani.actor, now=now, answers={"customer.name": "Shisa Nyama"})
    return address("document-list")


def shown(cast: Cast) -> str:
    return address("document", a_document(cast).public_id)


def asked(cast: Cast) -> str:
    with tenant(cast.umoja):
        made = documents.begin(QUOTATION, by=cast.thandi.actor, now=timezone.now())
    return address("question-step", made.public_id, 1)


def rows(cast: Cast) -> str:
    made = a_document(cast)
    with tenant(cast.umoja):
        titles = [step.title for step in asking.steps(made)]
    return address("question-step", made.public_id, titles.index("Lines") + 1)


def edited(cast: Cast) -> str:
    made = a_document(cast)
    with tenant(cast.umoja):
        key = compositions.sections_of(made)[0].key
    return address("section", made.public_id, key)


def corrected(cast: Cast) -> str:
    return address("fact", a_document(cast).public_id, "organisation.name")


def kept(cast: Cast) -> str:
    made = a_document(cast)
    now = timezone.now()
    with tenant(cast.umoja):
        versions.save(made.pk, by=cast.thandi.actor, now=now, note="Before Lerato's comments")
        documents.confirm(made.pk, by=cast.thandi.actor, now=now)
    return address("versions", made.public_id)


def compared(cast: Cast) -> str:
    made = a_document(cast)
    now = timezone.now()
    with tenant(cast.umoja):
        key = compositions.sections_of(made)[0].key
        other = "Umoja Foods thanks Kasi Café, and offers what follows."
        sections.write_section(made.pk, key, other, by=cast.thandi.actor, now=now)
    return f"{address('compare', made.public_id)}?old=1"


def to_approve(cast: Cast) -> str:
    made = a_document(cast)
    now = timezone.now()
    with tenant(cast.umoja):
        approvals.set_needed(needs_approval=True, by=cast.thandi.actor)
        documents.confirm(made.pk, by=cast.thandi.actor, now=now)
        approvals.ask(made.pk, by=cast.thandi.actor, now=now, note="It goes out today.")
        cast.hire("manager", name="Naledi")
    return address("document", made.public_id)


def an_old_version(cast: Cast) -> str:
    made = a_document(cast)
    return address("version", made.public_id, 1)


LISTED: Final[list[dict[str, Any]]] = [
    {"name": "documents-empty", "who": "thandi", "path": lambda: address("document-list")},
    {"name": "documents", "who": "thandi", "prepare": listed},
    {"name": "document-new", "who": "thandi", "path": lambda: address("document-new")},
    {"name": "document", "who": "thandi", "prepare": shown},
    {"name": "document-questions", "who": "thandi", "prepare": asked},
    {"name": "document-rows", "who": "thandi", "prepare": rows},
    {"name": "document-section", "who": "thandi", "prepare": edited},
    {"name": "document-fact", "who": "thandi", "prepare": corrected},
    {"name": "document-versions", "who": "thandi", "prepare": kept},
    {"name": "document-version", "who": "bongani", "prepare": an_old_version},
    {"name": "document-compare", "who": "thandi", "prepare": compared},
    {"name": "document-approval", "who": "thandi", "prepare": to_approve},
    {"name": "document-settings", "who": "thandi", "path": lambda: address("settings")},
]

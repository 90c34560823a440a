"""What tests of writing share: a document, and how it is asked for and written."""

from typing import Any

from django.utils import timezone

from content.models import Document, RunSection, WritingRun
from content.services import material, runs, writing
from content.services.material import Material, SectionSpec
from synthai.core.facts.wording import Wording
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.guard.scenes import UMOJA

GOOD = {
    "funding": "To grow, Thandi asks for R350 000, to be paid back over 36 months.",
    "team": "Thandi Mokoena leads the firm.",
}
WRONG = "To grow, Thandi asks for R450 000 from Nedbank."


def make_document(cast: Cast, monkeypatch) -> Document:
    now = timezone.now()
    specs = (
        SectionSpec("funding", "Funding request", "", "{{ organisation.owner }} asks for {{ funding.amount }} over {{ funding.term }}.", True, 200),
        SectionSpec("team", "Team", "", "{{ organisation.owner }} leads us.", True, 200),
        SectionSpec("terms", "Terms", "", "As agreed.", False, 200),
    )
    monkeypatch.setattr(material, "FOR_NOW", Material(specs, UMOJA.facts, Wording()))
    with tenant(cast.umoja):
        return Document.objects.create(
            title="Business plan", ref="library:business-plan:1", created_by=cast.thandi.user, created_at=now, changed_at=now
        )


def start(cast: Cast, document: Document, **more: Any) -> WritingRun:
    """Thandi asks for it."""
    with tenant(cast.umoja):
        return runs.start(document.pk, by=cast.thandi.actor, now=timezone.now(), **more)


def write(cast: Cast, run: WritingRun) -> WritingRun:
    """Have it written, here and now."""
    with tenant(cast.umoja):
        writing.write(run.pk, go_on=lambda _run: None)
        run.refresh_from_db()
    return run


def sections(cast: Cast, run: WritingRun) -> list[RunSection]:
    """Its sections in order."""
    with tenant(cast.umoja):
        return list(run.sections.order_by("position"))


def reread(cast: Cast, document: Document) -> Document:
    """As it stands now."""
    with tenant(cast.umoja):
        return Document.objects.get(pk=document.pk)

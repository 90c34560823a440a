"""The questions of benchmarks/data/ask_questions.txt, and the library of our own writing, published and indexed, to ask them of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parent / "data" / "ask_questions.txt"


@dataclass(frozen=True)
class Question:
    """One question: of the set that thresholds were chosen with, or held back. `answered_by` are folders of the library; empty: none."""

    is_held: bool
    language: str
    answered_by: tuple[str, ...]
    text: str


def asked() -> list[Question]:
    """All of them, in their order."""
    made = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            part, language, answered_by, text = (each.strip() for each in line.split("|", 3))
            known = () if answered_by == "-" else tuple(answered_by.split(","))
            made.append(Question(part == "held", language, known, text))
    return made


def folders() -> dict[tuple[str, str], str]:
    """The folder of each piece, by its address and language."""
    from publishing.services import library

    return {(each.slug, each.language): each.folder for each in library.written()}


def library() -> Any:
    """Publish and index it. Who asks is of the platform's own organisation, so that plans close nothing."""
    from django.apps import apps
    from django.conf import settings
    from django.utils import timezone

    from publishing.services import library as shelf
    from synthai.core.search import work
    from synthai.core.tenancy import tenant
    from synthai.core.testing import cast

    organisations = apps.get_model(settings.ORGANISATION_MODEL).objects
    organisation = organisations.create(slug=settings.PLATFORM_ORGANISATION, name="SynthAI")
    people = cast.build_cast()
    editor = people.hire("owner", name="Editor", organisation=organisation)
    with tenant(organisation):
        shelf.load(by=editor.actor, now=timezone.now())
        while work.batch(organisation.pk, now=timezone.now()):
            pass
    return editor.actor

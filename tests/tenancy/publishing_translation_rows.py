"""Rows of translations for the sweeps: a piece in a second language, and a machine's draft of it."""

from typing import Any

from django.utils import timezone

from publishing.models import Piece, Revision, TranslationRun
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person, original: str) -> dict[str, str]:
    """Stores both. Returns what addresses call them."""
    now = timezone.now()
    with tenant(organisation):
        first = Piece.objects.get(public_id=original)
        piece = Piece.objects.create(
            title=f"Pryse van {organisation.name}",
            slug="pryse",
            language="af",
            blocks=first.blocks,
            original=first,
            follows=Revision.objects.get(piece=first).number,
            created_by=owner.user,
            created_at=now,
            changed_at=now,
        )
        TranslationRun.objects.create(
            piece=piece,
            state="finished",
            parts=[{"key": "title", "state": "written", "why": ""}],
            requested_by=owner.user,
            requested_at=now,
            finished_at=now,
        )
    return {"library_translation": piece.public_id}

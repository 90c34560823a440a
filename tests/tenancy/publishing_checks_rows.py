"""Rows of checks and suggestions, for the sweeps."""

from typing import Any

from django.utils import timezone

from publishing.models import Finding, HelpChoice, LinkCheck, Piece, PieceCheck, Suggestion
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person, piece: str) -> dict[str, str]:
    """Stores a row of every kind for a piece that is there. Returns what addresses call them."""
    now = timezone.now()
    with tenant(organisation):
        row = Piece.objects.get(public_id=piece)
        PieceCheck.objects.create(piece=row, due_at=now, links=["a" * 32])
        finding = Finding.objects.create(
            piece=row,
            fingerprint="f" * 32,
            kind="tags_missing",
            urgency=1,
            part="settings",
            words=f"Tags of {organisation.name}",
            in_draft=True,
            in_live=True,
            found_at=now,
            seen_at=now,
        )
        LinkCheck.objects.create(
            key="a" * 32, url="https://www.sars.gov.za/", host="www.sars.gov.za", due_at=now, seen_at=now
        )
        Suggestion.objects.create(
            piece=row, part="summary", state="ready", values=["Ask more."], asked_at=now, asked_by=owner.user
        )
        HelpChoice.objects.create(uses_models=False, changed_at=now, changed_by=owner.user)
    return {"library_finding": finding.public_id}

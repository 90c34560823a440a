"""Rows of documents for the sweeps: what was gathered, an approval, settings, a remembered answer."""

from datetime import datetime
from typing import Any

from content.models import Approval, Document, DocumentSettings, RememberedAnswer, Verdict
from synthai.core.facts import storing
from synthai.core.facts.base import Fact, Source, SourceKind
from synthai.core.facts.values import Name


def store(document: Document, organisation: Any, *, now: datetime) -> dict[str, str]:
    """Needs the tenant. Returns what addresses call them."""
    source = Source(SourceKind.ORGANISATION, "Your organisation's details")
    document.facts = storing.dump([Fact("organisation.name", Name(organisation.name), source, now.date())])
    document.save(update_fields=["facts"])
    Approval.objects.create(
        document=document, of_version=1, verdict=Verdict.SENT_BACK, words="Change it", asked_at=now
    )
    DocumentSettings.objects.create(needs_approval=True)
    RememberedAnswer.objects.create(key="payment.days", kind="quantity", value="30", answered_at=now)
    return {"content_version": document.title}

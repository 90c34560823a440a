"""What of the audit trail is for few eyes: what was done to a confidential document, and the names of files that were read in."""

from collections.abc import Collection
from typing import Any

from content import permissions
from content.models import Document, Obligation, ReadDocument, ShareLink, SigningRequest
from content.selectors import confidential
from synthai.core.access import Actor
from synthai.core.audit_veils import Hides, veil


def hang() -> None:
    """Called once, when the app is ready."""
    veil(Document._meta.label_lower, _behind(Document, ""))
    for model in (ShareLink, SigningRequest, Obligation):
        veil(model._meta.label_lower, _behind(model, "document__"))
    veil(ReadDocument._meta.label_lower, _unread)


def _behind(model: Any, path: str) -> Hides:
    def hides(ids: Collection[str], by: Actor) -> Collection[str]:
        if confidential.may_see_all(by):
            return ()
        seen = model.objects.filter(confidential.visible(by, path), public_id__in=ids)
        return set(ids) - set(seen.values_list("public_id", flat=True))

    return hides


def _unread(ids: Collection[str], by: Actor) -> Collection[str]:
    return () if by.can(permissions.READING_USE) else ids

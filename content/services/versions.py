"""Versions: a document as it stood. Kept when it is written, confirmed, sent and by hand; any of them can be brought back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from content import events, permissions
from content.models import Document, DocumentVersion, VersionKind
from content.refusals import TooManyVersions
from content.services import changing
from content.terms import MOST_VERSIONS, NOTE_LENGTH
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.events import publish

_CONTENT = ("title", "ref", "language", "answers", "texts", "facts")


@transaction.atomic
def save(document_id: int, *, by: Actor, now: datetime, note: str = "") -> DocumentVersion:
    """Keep the document as it stands, with a note of one's own. Raises NotAllowed, NotFound, TooManyVersions."""
    document = changing.lock(document_id, by=by)
    require(by, permissions.DOCUMENT_WRITE)
    version = keep(document, VersionKind.SAVED, by=by, now=now, note=note)
    audit(document, "content.document.version_saved", by=by, changes={"number": ["", version.number]})
    return version


def keep(
    document: Document, kind: VersionKind, *, by: Actor, now: datetime, note: str = ""
) -> DocumentVersion:
    """Keep it as it stands. Part of a transaction; needs the document's lock. Raises TooManyVersions."""
    last = DocumentVersion.objects.filter(document_id=document.pk).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_VERSIONS and kind in {VersionKind.SAVED, VersionKind.GENERATED}:
        raise TooManyVersions
    kept: DocumentVersion = DocumentVersion.objects.create(
        organisation_id=document.organisation_id,
        document=document,
        number=last + 1,
        of_version=document.version,
        kind=kind,
        note=note.strip()[:NOTE_LENGTH],
        made_by_id=by.user_id,
        made_at=now,
        **{name: getattr(document, name) for name in _CONTENT},
    )
    return kept


def keep_if_new(document: Document, kind: VersionKind, *, by: Actor, now: datetime, note: str = "") -> None:
    """Keep it unless the newest version says the same already."""
    newest = DocumentVersion.objects.filter(document_id=document.pk).order_by("-number").first()
    if newest is None or any(getattr(newest, name) != getattr(document, name) for name in _CONTENT):
        keep(document, kind, by=by, now=now, note=note)


@transaction.atomic
def restore(document_id: int, number: int, *, by: Actor, now: datetime) -> Document:
    """Let the document say again what that version says. What stood there is kept as a version first, so this can be undone the same way.

    Raises NotFound, NotAllowed, DocumentLocked, DocumentPutAway.
    """
    document = changing.changeable(document_id, by=by)
    version = DocumentVersion.objects.filter(document_id=document.pk, number=number).order_by("pk").first()
    if version is None:
        raise NotFound
    keep_if_new(document, VersionKind.SAVED, by=by, now=now, note=_("Before version %d came back") % number)
    parts = {*_parts(document), changing.TITLE, changing.FACTS}
    for name in _CONTENT:
        setattr(document, name, getattr(version, name))
    changing.changed(document, parts | _parts(document), by=by, now=now)
    keep(document, VersionKind.RESTORED, by=by, now=now, note=_("Version %d again") % number)
    audit(document, "content.document.restored", by=by, changes={"number": ["", number]})
    publish(events.DocumentRestored(document_id=document.pk, public_id=document.public_id, number=number))
    return document


def _parts(document: Document) -> set[str]:
    texts = {changing.text(key) for key in document.texts}
    return texts | {changing.answer(key) for key in document.answers}

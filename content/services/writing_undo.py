"""Put back what stood in a section before a run wrote it, and take that back again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.models import RunSection, SectionState
from content.services import changing, run_ending, sections
from content.services.sections import Written
from content.terms import KEY_LENGTH
from synthai.core.access import Actor
from synthai.core.errors import Conflict, DomainError
from synthai.core.facts.base import Use


class WrittenSince(Conflict):
    """A person, or another run, has written in the section after this run."""

    code = "content.writing.written_since"
    title = _("The section has another text by now")
    message = _(
        "“%(title)s” was changed after this run, so nothing is put back over it. Its versions are kept with the document."
    )
    remedy = _("Open the document and restore the version that you want.")


class NotWritten(DomainError):
    """The run wrote no such section, or is still writing."""

    code = "content.writing.not_written"
    title = _("This run wrote no such section")
    message = _("This run has not written a section “%(key)s”, so there is nothing to put back.")
    remedy = _("Name a section that the run has written, once it has ended.")
    field = "section"
    status = 422


@transaction.atomic
def swap(run_id: int, key: str, *, by: Actor, now: datetime) -> RunSection:
    """The old text for the new one, or the new one for the old. Raises NotFound, NotAllowed, DocumentLocked, DocumentPutAway, NotWritten, WrittenSince."""
    run = run_ending.lock(run_id)
    document = changing.changeable(run.document_id, by=by)
    section = (
        RunSection.objects.of_run(run)
        .filter(key=key[:KEY_LENGTH], state=SectionState.WRITTEN)
        .order_by("pk")
        .first()
    )
    if section is None or run.is_active:
        raise NotWritten(key=key[:KEY_LENGTH])
    is_back = section.put_back_at is not None
    stands = document.texts.get(key)
    expected = (section.before or {}).get("body") if is_back else section.text
    if (stands or {}).get("body") != expected:
        raise WrittenSince(title=section.title or key)
    wanted = run_ending.as_written(section) if is_back else _old(section)
    if wanted is None:
        sections.reset_section(document.pk, key, by=by, now=now)
    else:
        sections.apply_run(document.pk, {key: wanted}, by=by, now=now, since=document.version)
    section.put_back_at = None if is_back else now
    section.save(update_fields=["put_back_at"])
    return section


def _old(section: RunSection) -> Written | None:
    before = section.before
    if before is None:
        return None
    return Written(
        body=before["body"],
        by=before["by"],
        because=before.get("because", ""),
        uses=tuple(Use(use["start"], use["end"], use["key"]) for use in before.get("uses", ())),
        model=before.get("model", ""),
    )

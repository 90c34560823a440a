"""A document on a newer version of its template. Answers and texts come along; what changed is said."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from content import events
from content.models import Document, VersionKind
from content.refusals import NothingNewer
from content.selectors import blueprints
from content.services import changing, versions
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.documents.blueprints import composing
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.events import publish


@dataclass(frozen=True, kw_only=True)
class Upgraded:
    """The document on its new template, and sentences that say what is other than before."""

    document: Document
    changes: tuple[str, ...]


@transaction.atomic
def upgrade(document_id: int, *, by: Actor, now: datetime) -> Upgraded:
    """Take the newest version of the template. What stood there is kept as a version. Raises NothingNewer, TemplateGone, NotFound, NotAllowed,
    DocumentLocked, DocumentPutAway."""
    document = changing.changeable(document_id, by=by)
    newest = blueprints.newest(document.ref)
    if newest == document.ref:
        raise NothingNewer
    old, new = blueprints.get(document.ref), blueprints.get(newest)
    versions.keep_if_new(document, VersionKind.SAVED, by=by, now=now, note=_("Before the newer template"))
    told = {"old_ref": document.ref, "new_ref": newest}
    document.ref = newest
    changing.changed(document, ["ref"], by=by, now=now)
    audit(document, "content.document.upgraded", by=by, changes={"ref": [told["old_ref"], newest]})
    publish(events.DocumentUpgraded(document_id=document.pk, public_id=document.public_id, **told))
    return Upgraded(document=document, changes=tuple(differences(old, new)))


def differences(old: Blueprint, new: Blueprint) -> list[str]:
    """What is other in the newer template, in sentences."""
    return [*_of_questions(old, new), *_of_sections(old, new)]


def _of_questions(old: Blueprint, new: Blueprint) -> list[str]:
    before, after = ({field.key: field for field in each.fields} for each in (old, new))
    told = [_("New question: “%s”") % after[key].label for key in after if key not in before]
    told += [_("No longer asked: “%s”") % before[key].label for key in before if key not in after]
    told += [
        _("Has to be answered now: “%s”") % after[key].label
        for key in after
        if key in before and after[key].required and not before[key].required
    ]
    return told


def _of_sections(old: Blueprint, new: Blueprint) -> list[str]:
    before, after = ({spec.key: spec for spec in composing.sections(each)} for each in (old, new))
    told = [_("New section: “%s”") % (after[key].title or key) for key in after if key not in before]
    told += [_("Section left out: “%s”") % (before[key].title or key) for key in before if key not in after]
    told += [
        _("Other words: “%s”") % (after[key].title or key)
        for key in after
        if key in before and after[key].template != before[key].template
    ]
    if not told and old.blocks != new.blocks:
        told.append(_("The layout was changed"))
    return told

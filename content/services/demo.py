"""Documents of the demo organisation: made by the verbs that people use, of the library and of the shop's own sales."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from content.models import Document
from content.refusals import TemplateGone
from content.selectors import blueprints, compositions
from content.services import demo_around, documents, sections, sending, versions
from content.services.sharing import Wish
from content.services.signing import asking
from content.services.signing.asking import Terms, Wanted
from synthai.core.access import Actor
from synthai.core.documents.blueprints import examples

_OPEN: Final = timedelta(days=45)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A document to be there: of which template, how long ago, answers other than the template's examples, and how far it came."""

    slug: str
    days_ago: int
    answers: dict[str, Any]
    is_confirmed: bool = False
    is_open: bool = False  # only the answers given here: the rest is still asked
    goes_to: tuple[str, ...] = ()  # whom a link is for, with an address when it is mailed
    signers: tuple[Wanted, ...] = ()


_SIGNERS: Final = (
    Wanted(name="Thandi Mokoena", email="thandi@example.com", label="For Umoja Foods", role="us", place=1),
    Wanted(name="Lindiwe Nkosi", email="lindiwe@kasi.example", label="For Kasi Café", role="them", place=2),
)
SAMPLES: Final = (
    Sample(
        slug="business-plan", days_ago=31, answers={}, is_confirmed=True, goes_to=("SEDFA, Nomsa Dlamini",)
    ),
    Sample(slug="nda", days_ago=8, answers={}, is_confirmed=True, signers=_SIGNERS),
    Sample(slug="quotation", days_ago=6, answers={"quote.number": "Q-0041"}, is_confirmed=True),
    Sample(slug="payment-reminder", days_ago=3, answers={}),
    Sample(slug="quotation", days_ago=1, answers={"customer.name": "Shisa Nyama Corner"}, is_open=True),
)


def load(*, by: Actor, now: datetime) -> list[Document]:
    """Make them where no document is yet; a template that the library does not have is left out. Needs the tenant. Idempotent."""
    if Document.objects.exists():
        return []
    made = []
    for sample in SAMPLES:
        then = now - timedelta(days=sample.days_ago)
        for document in _made(sample, by=by, now=then):
            made += [document, *_gone_out(document, sample, by=by, now=then + timedelta(hours=1))]
    demo_around.load(by=by, now=now)
    return made


def _gone_out(document: Document, sample: Sample, *, by: Actor, now: datetime) -> list[Document]:
    """Sent and asked for signatures as the sample says; of what was sent, its next version, a draft. Not in one transaction, as sending is none."""
    if sample.signers:
        version = sending.locked(document, by=by, now=now)
        asking.begin(version, sample.signers, Terms(expires_at=now + _OPEN), by=by, now=now)
    for name in sample.goes_to:
        sending.send(document, Wish(name=name, expires_at=now + _OPEN), by=by, now=now)
    return [_next_version(document, by=by, now=now + timedelta(days=21))] if sample.goes_to else []


def _next_version(document: Document, *, by: Actor, now: datetime) -> Document:
    """A draft that says more than what was sent, so that the two can be compared."""
    made = documents.copy_as_new(document.pk, by=by, now=now)
    key = compositions.sections_of(made)[0].key
    more = "Since we sent you our plan, two schools have asked us for lunches every day of the week."
    text = f"{compositions.section_text(made, key)}\n\n{more}"
    sections.write_section(made.pk, key, text, by=by, now=now)
    made.refresh_from_db()
    return made


@transaction.atomic
def _made(sample: Sample, *, by: Actor, now: datetime) -> list[Document]:
    ref = demo_around.newest_of(sample.slug)
    try:
        blueprint = blueprints.get(ref)
    except TemplateGone:
        return []
    answers = sample.answers if sample.is_open else {**examples.answers(blueprint), **sample.answers}
    asked = {field.key for field in blueprint.fields}
    given = {key: raw for key, raw in answers.items() if key in asked}
    document = documents.begin(ref, answers=given, by=by, now=now)
    if sample.is_confirmed:
        versions.save(document.pk, note="First draft", by=by, now=now)
        if not sample.signers:
            _personal_touch(document, by=by, now=now + timedelta(minutes=20))
        documents.confirm(document.pk, by=by, now=now + timedelta(minutes=30))
    return [document]


def _personal_touch(document: Document, *, by: Actor, now: datetime) -> None:
    """A sentence of the owner's below the last section, so that two versions can be compared."""
    specs = compositions.sections_of(document)
    if specs:
        key = specs[-1].key
        text = compositions.section_text(document, key)
        more = f"{text}\n\nCall me when anything is unclear. Thandi"
        sections.write_section(document.pk, key, more, by=by, now=now)

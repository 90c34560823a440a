"""What stands on the page of signatures behind a signed paper, and in the places of the paper itself."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.services import logos
from content.models import Signer, SigningEvent, SigningRequest
from content.selectors import read_off
from content.selectors.read_off import Place
from synthai.core.documents import Brand, Column, Fact, Row, Table, pages, signatures
from synthai.core.documents.marks import Mark
from synthai.core.documents.papers.wording import wording_for

_RIGHT: Final = 74.0  # points from the word beside a line to the line
_COLUMN: Final = 8.0
_GROUP: Final = 16


def reference_of(request: SigningRequest) -> str:
    """How a sealed file says, in plain bytes, which request it belongs to: what the checking page looks for."""
    return f"SynthAI seal {request.organisation.public_id} {request.public_id}"


def check_url(request: SigningRequest) -> str:
    """Where anybody checks the sealed file."""
    path = reverse("content-public:check-one", args=[request.organisation.public_id, request.public_id])
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def appendix(request: SigningRequest, signers: Sequence[Signer], entries: Sequence[SigningEvent]) -> bytes:
    """The page of signatures as PDF, in the document's language where we have its words."""
    with translation.override(request.shown.language or "en"):
        drawn = tuple(bytes(signer.drawing) for signer in signers)
        return signatures.as_pdf(_paper(request, signers, entries), drawn, at=entries[-1].at, brand=_brand())


def marks(request: SigningRequest, original: bytes, signers: Sequence[Signer]) -> list[Mark]:
    """Each signature in its place on the pages, where the place is found: the page of signatures shows them all in any case."""
    places = read_off.places(request.shown)
    words = wording_for(request.shown.language)
    found = []
    for signer, number in _taken(signers, places):
        same = [each for each, place in enumerate(places) if place.label == places[number].label]
        for line, pdf in ((words.signature, _hand(signer)), (words.date, _day(signer))):
            spots = _lines_of(original, places[number].label, line)[-len(same) :]
            if len(spots) == len(same):
                page, left, bottom = spots[same.index(number)]
                found.append(Mark(page=page, x=left + _RIGHT, y=bottom, pdf=pdf))
    return found


def _taken(signers: Sequence[Signer], places: Sequence[Place]) -> Iterator[tuple[Signer, int]]:
    """Who signs in which place, by its number. Several places may have one role (each director's): then the one with the signer's name, else the next."""
    free = dict(enumerate(places))
    named = {(place.role, place.name) for place in places}
    for signer in sorted(signers, key=lambda each: (each.role, each.name) not in named):
        own = [number for number, place in free.items() if place.role == signer.role]
        if own:
            number = min(own, key=lambda each: free[each].name != signer.name)
            del free[number]
            yield signer, number


def moment(at: datetime | None) -> str:
    """Day and time by South Africa's clock."""
    return "" if at is None else date_format(timezone.localtime(at), "j M Y, H:i:s")


def _lines_of(pdf: bytes, label: str, word: str) -> list[tuple[int, float, float]]:
    """The lines to write on, in the order of reading: below each place with this label the first such word in its column."""
    lines = pages.places_of(pdf, word)
    found: dict[tuple[int, float, float], None] = {}
    for page, left, bottom in pages.places_of(pdf, label):
        below = [
            each for each in lines if each[0] == page and each[2] < bottom and abs(each[1] - left) < _COLUMN
        ]
        if below:
            found[max(below, key=lambda each: each[2])] = None
    return list(found)


def _hand(signer: Signer) -> bytes:
    return signatures.mark_of(signer.signed_name, is_name=True, drawing=bytes(signer.drawing))


def _day(signer: Signer) -> bytes:
    at = timezone.localtime(signer.ended_at)
    return signatures.mark_of(_("%(day)s, electronically") % {"day": date_format(at, "j F Y")})


def _brand() -> Brand:
    return Brand(logo=logos.on_paper())


def _paper(
    request: SigningRequest, signers: Sequence[Signer], entries: Sequence[SigningEvent]
) -> signatures.SignaturesPaper:
    return signatures.SignaturesPaper(
        sender=request.organisation.name,
        title=_("Signatures"),
        subject=request.shown.title,
        lead=_("The pages before this one were signed electronically. This page belongs to them."),
        facts=(
            Fact(label=_("Sent by"), value=request.organisation.name),
            Fact(label=_("Signing began"), value=moment(request.created_at)),
            Fact(label=_("Signed by everybody"), value=moment(request.ended_at)),
            Fact(label=_("Version"), value=str(request.shown.number)),
            Fact(label=_("Reference"), value=request.public_id),
            Fact(label=_("Signatures"), value=str(len(signers))),
        ),
        hash_label=_("SHA-256 of the file that was signed: it is the beginning of this one, byte by byte"),
        hash=_grouped(request.shown.sha256),
        signers_title=_("Who signed"),
        signers=tuple(_signed(signer) for signer in signers),
        events=_events(entries),
        notes=(
            _("All times are South Africa's (UTC+2)."),
            _("Each line's code is the beginning of its SHA-256 over the line and the code before it."),
            *sorted({signer.consent for signer in signers}),
            _(
                "The whole file carries a digital signature of the platform (PAdES): a PDF reader shows when a byte was changed since. "
                "It shows that the file is unchanged, and is not the signature of a person."
            ),
        ),
        footer=_("Check this file: %(url)s") % {"url": check_url(request).split("://")[-1]},
        link=check_url(request),
        code_alt=_("Code that leads to the page where this file is checked"),
        page_words=_("Signatures, page {page} of {pages}"),
    )


def _signed(signer: Signer) -> signatures.SignedBy:
    facts = (
        Fact(label=_("Signed"), value=moment(signer.ended_at)),
        Fact(label=_("E-mail, proved by a code"), value=signer.email),
        Fact(label=_("Code typed"), value=moment(signer.proved_at)),
        Fact(label=_("Network address"), value=signer.ip or _("not known")),
        Fact(label=_("Browser"), value=signer.agent or _("not known")),
        Fact(label=_("Way"), value=_("Drawn by hand") if signer.drawing else _("Typed name")),
    )
    label = f"{signer.label} ({signer.capacity})" if signer.capacity else signer.label
    alt = _("Signature of %(name)s, drawn by hand") % {"name": signer.signed_name}
    return signatures.SignedBy(label=label, name=signer.signed_name, facts=facts, alt=alt)


def _events(entries: Sequence[SigningEvent]) -> Table:
    return Table(
        caption=_("What happened"),
        columns=(
            Column(label=_("No.")),
            Column(label=_("When")),
            Column(label=_("What"), is_wide=True),
            Column(label=_("From")),
            Column(label=_("Code")),
        ),
        rows=tuple(
            Row(
                cells=(
                    str(entry.number),
                    f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}",
                    sentence(entry),
                    entry.ip or "",
                    entry.sha256[:12],
                )
            )
            for entry in entries
        ),
    )


def sentence(entry: SigningEvent) -> str:
    """An entry in words."""
    said = {"who": entry.who, **entry.details}
    words = {
        "begun": _("%(who)s asked for %(signers)s signatures"),
        "asked": _("%(who)s was asked by e-mail to %(address)s"),
        "code_sent": _("A code was sent to %(address)s"),
        "code_right": _("%(who)s typed the right code"),
        "code_wrong": _("A wrong code was typed for %(who)s"),
        "opened": _("%(who)s opened the document"),
        "signed": _("%(who)s signed as “%(name)s”"),
        "declined": _("%(who)s declined: %(reason)s"),
        "passed_on": _("%(who)s passed it on to %(to)s (%(address)s)"),
        "reminded": _("A reminder was sent to %(address)s"),
        "withdrawn": _("%(who)s withdrew the request: %(reason)s"),
        "expired": _("The time for signing was over"),
        "completed": _("Everybody had signed"),
    }.get(entry.kind)
    return words % said if words else f"{entry.kind}: {entry.who}"


def _grouped(digest: str) -> str:
    return " ".join(digest[place : place + _GROUP] for place in range(0, len(digest), _GROUP))

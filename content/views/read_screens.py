"""What the pages of documents that were read in show: contexts of templates, without rules."""

from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content import reading_terms, slip_words
from content.forms.reads import ACCEPTED, ReadUploadForm, SlipForm
from content.models import ReadDocument, ReadState, SummaryState
from content.selectors import reads as selectors
from content.services import read_live, read_slips, reads
from content.services.reads import Wish
from synthai.core import keyset
from synthai.core.access import TenantRequest
from synthai.core.ai import calling
from synthai.core.errors import DomainError

PAGE_SIZE: Final = 25
TONES: Final = {"waiting": "neutral", "reading": "info", "read": "success", "failed": "danger"}
KINDS: Final = (
    ("amount", _("Amounts")),
    ("date", _("Days")),
    ("company", _("Companies")),
    ("vat_number", _("VAT numbers")),
    ("registration_number", _("Registration numbers")),
    ("phone", _("Phone numbers")),
    ("email", _("E-mail addresses")),
    ("id_number", _("ID numbers, masked")),
)
LANGUAGES: Final = {
    "en": _("English"), "af": _("Afrikaans"), "xh": _("isiXhosa"), "zu": _("isiZulu"), "st": _("Sesotho"), "tn": _("Setswana"),
    "ts": _("Xitsonga"),
}  # fmt: skip
_PASSING: Final = ("content.read.", "core.reading.refused.too_much")  # another try may go better
CUTS: Final = {
    "pages": _("Only the first %(read)s of its %(pages)s pages were read; longer documents are cut there."),
    "letters": _("It is so long that only its first 1 500 000 letters were read."),
    "rows": _("It has so many rows that only the first 5 000 were read."),
}


def read_list(request: TenantRequest) -> dict[str, Any]:
    """One page of documents."""
    page = keyset.page(
        selectors.reads(),
        ordering=("-uploaded_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="content:reads",
    )
    removed = request.GET.get("removed", "")
    rows = [(row, TONES[row.state], LANGUAGES.get(row.language, "")) for row in page.rows]
    return {"page": page, "rows": rows, "undo": removed if removed and selectors.is_removed(removed) else ""}


def upload(form: ReadUploadForm) -> dict[str, Any]:
    """The upload page."""
    return {
        "form": form,
        "max_bytes": reading_terms.MOST_BYTES,
        "accept": ACCEPTED,
        "megabytes": reading_terms.MOST_MEGABYTES,
        "most_pages": reading_terms.MOST_PAGES,
    }


def uploaded(request: TenantRequest, form: ReadUploadForm) -> ReadDocument:
    """The document that the form brought."""
    given = form.cleaned_data
    wish = Wish(keep_days=given["keep_days"], with_model=given.get("with_model", False))
    return reads.upload(
        given["file"], name=given["file"].name, wish=wish, by=request.actor, now=timezone.now()
    )


def show_on(form: forms.Form, error: DomainError) -> None:
    """A refusal of the service beside the field it is about."""
    form.is_valid()
    form.errors.pop(error.field or "", None)
    form.add_error(error.field if error.field in form.fields else None, str(error))


def detail(request: TenantRequest, found: ReadDocument) -> dict[str, Any]:
    """One document in whatever state it is."""
    shown = {
        "read": found,
        "is_working": found.is_working or found.summary_state == SummaryState.ASKED,
        "topic": read_live.topic_of(found),
        "tone": TONES[found.state],
        "can_retry": found.state == ReadState.FAILED
        and bool(found.path)
        and found.error_code.startswith(_PASSING),
    }
    return shown | _known(request, found) if found.is_read else shown


def _known(request: TenantRequest, found: ReadDocument) -> dict[str, Any]:
    known = found.knowledge
    taken = {(row["kind"], row["value"]): row["label"] for row in found.accepted}
    entities = known.get("entities", {})
    return {
        "spoken": LANGUAGES.get(found.language, ""),
        "guesses": [LANGUAGES[code] for code, share in known["language"]["guesses"] if share >= 0.2],
        "cut": CUTS[found.cut] % {"read": found.pages_read, "pages": found.pages} if found.cut else "",
        "ease": _ease(known.get("readability")),
        "mood": known.get("tone"),
        "groups": [
            (kind, label, _rows(kind, entities[kind], taken)) for kind, label in KINDS if entities.get(kind)
        ],
        "drafts": selectors.drafts(by=request.actor) if found.accepted else [],
        "is_by_model": found.summary_state == SummaryState.WRITTEN,
        "is_refused": found.summary_state == SummaryState.REFUSED,
        "can_ask_model": calling.is_there() and found.summary_state != SummaryState.ASKED,
        "can_check": request.actor.can(read_slips.CHECK) and bool(read_slips.fields_of(found)),
        "is_invoice": found.slip.get("is_likely", False),
        "extent": _extent(found),
    }


def _extent(found: ReadDocument) -> str:
    number = found.pages
    if found.has_pages:
        return ngettext("%(number)s page", "%(number)s pages", number) % {"number": number}
    return ngettext("%(number)s part", "%(number)s parts", number) % {"number": number}


def _rows(kind: str, rows: list[dict[str, Any]], taken: dict[tuple[str, str], str]) -> list[dict[str, Any]]:
    return [
        {
            **row,
            "is_taken": (kind, row["value"]) in taken,
            "label": taken.get((kind, row["value"]), ""),
            "choice": f"{kind}|{row['value']}",
            "can_be_taken": kind != "id_number",
        }
        for row in rows
    ]


def _ease(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Flesch's number with a word for it."""
    if not found:
        return None
    words = (
        (70, _("easy to read")),
        (50, _("fairly hard to read")),
        (30, _("hard to read")),
        (-1, _("very hard to read")),
    )
    return {**found, "word": next(word for least, word in words if found["ease"] >= least)}


def chosen(request: TenantRequest) -> list[dict[str, str]]:
    """The facts that were ticked, each with what it was called."""
    made = []
    for choice in request.POST.getlist("fact"):
        kind, _bar, value = choice.partition("|")
        made.append({"kind": kind, "value": value, "label": request.POST.get(f"label|{choice}", "")})
    return made


def text(request: TenantRequest, found: ReadDocument) -> dict[str, Any]:
    """One page of the text, with what the search found."""
    numbers = selectors.pages_with_text(found)
    words = request.GET.get("q", "").strip()[:100]
    asked = request.GET.get("page", "")
    first = numbers[0] if numbers else 1
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else first
    finds = selectors.search(found, words)
    return {
        "read": found,
        "number": number,
        "text_page": selectors.page_of(found, number),
        "numbers": numbers,
        "before": max((each for each in numbers if each < number), default=None),
        "after": min((each for each in numbers if each > number), default=None),
        "words": words,
        "finds": finds,
        "is_full": len(finds) == selectors.MOST_FINDS,
        "name": _("Page") if found.has_pages else _("Part"),
    }


def invoice(found: ReadDocument, form: SlipForm) -> dict[str, Any]:
    """Each field with where it was found and how sure that is."""
    by_name = {each["name"]: each for each in read_slips.fields_of(found)}
    ticked = set(form.data.getlist("confirmed")) if form.is_bound else set()  # type: ignore[attr-defined]
    rows = []
    for name in read_slips.FIELDS:
        told = by_name.get(name)
        confidence, tone = slip_words.CONFIDENCE[told["confidence"]] if told else ("", "")
        reason = slip_words.REASONS[told["reason"]] if told else ""
        rows.append(
            {"field": form[name], "name": name, "told": told, "confidence": confidence, "tone": tone, "reason": reason,
             "is_ticked": name in ticked}
        )  # fmt: skip
    return {"read": found, "form": form, "rows": rows, "is_likely": found.slip.get("is_likely", False)}


def sent(request: TenantRequest, found: ReadDocument, form: SlipForm) -> str:
    """The id of the checked invoice; empty when the form says why there is none."""
    if not form.is_valid():
        return ""
    try:
        return read_slips.send(found, form.values(), form.ticked(), by=request.actor, now=timezone.now())
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return ""

"""Documents that were read in, as pages, API and other parts find them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from content.models import Document, DocumentState, ReadDocument, ReadPage, ReadQuerySet
from content.selectors import confidential
from synthai.core.access import Actor
from synthai.core.errors import NotFound
from synthai.core.facts.base import Fact, Source, SourceKind
from synthai.core.facts.values import Identifier, Name, NameKind, Value, Words
from synthai.core.money import Money

_AROUND: Final = 90  # letters before and after a find
MOST_FINDS: Final = 50
MOST_OFFERED: Final = 20  # documents whose facts questions offer
_FIELD_KINDS: Final = {"amount": "money", "person": "name"}
_IDENTIFIERS: Final = frozenset({"vat_number", "registration_number", "phone", "email"})


@dataclass(frozen=True, kw_only=True)
class Find:
    """Where a search found something: what stands before, the words themselves, what stands after."""

    page: int
    before: str
    words: str
    after: str


def reads() -> ReadQuerySet:
    """All that are kept, for a list by key; without the long fields that no list shows."""
    return ReadDocument.objects.kept().defer("knowledge", "slip", "accepted", "summary")


def get_read(public_id: str) -> ReadDocument:
    """One that is kept. Raises NotFound."""
    return _one(ReadDocument.objects.kept(), public_id)


def get_removed(public_id: str) -> ReadDocument:
    """One that was removed and can be put back, or is kept. Raises NotFound."""
    return _one(ReadDocument.objects.all(), public_id)


def is_removed(public_id: str) -> bool:
    """Whether it can be put back."""
    return ReadDocument.objects.filter(public_id=public_id, removed_at__isnull=False).exists()


def _one(rows: "ReadQuerySet | Any", public_id: str) -> ReadDocument:
    found: ReadDocument | None = (
        rows.select_related("organisation").filter(public_id=public_id).order_by("pk").first()
    )
    if found is None:
        raise NotFound
    return found


def page_of(found: ReadDocument, number: int) -> ReadPage | None:
    """One page of the text; None where it has none."""
    page: ReadPage | None = ReadPage.objects.filter(document=found, number=number).order_by("pk").first()
    return page


def pages_with_text(found: ReadDocument) -> list[int]:
    """The numbers of the pages that have text. One query."""
    return list(ReadPage.objects.filter(document=found).order_by("number").values_list("number", flat=True))


def search(found: ReadDocument, words: str) -> list[Find]:
    """Where these words stand in the text, however they are parted by spaces and lines; `MOST_FINDS` at most. One query."""
    wanted = words.split()
    if not wanted:
        return []
    pattern = re.compile(r"\s+".join(re.escape(each) for each in wanted), re.IGNORECASE)
    rows = ReadPage.objects.filter(document=found, text__icontains=wanted[0]).order_by("number")
    finds: list[Find] = []
    for page in rows.only("number", "text").iterator(chunk_size=50):
        finds += _finds(pattern, page)
        if len(finds) >= MOST_FINDS:
            break
    return finds[:MOST_FINDS]


def _finds(pattern: "re.Pattern[str]", page: ReadPage) -> Iterator[Find]:
    for found in pattern.finditer(page.text):
        start, end = found.span()
        yield Find(
            page=page.number,
            before=_whole_words(page.text, max(0, start - _AROUND), start),
            words=" ".join(found.group().split()),
            after=_whole_words(page.text, end, min(len(page.text), end + _AROUND)),
        )


def _whole_words(text: str, start: int, end: int) -> str:
    """A stretch without the halves of words at its far ends."""
    stretch = text[start:end]
    if start and text[start - 1].isalnum() and stretch[:1].isalnum() and end - start == _AROUND:
        stretch = stretch[re.search(r"\W|\Z", stretch).start() :]  # type: ignore[union-attr]  # the end is always found
    if end < len(text) and text[end].isalnum() and stretch[-1:].isalnum() and end - start == _AROUND:
        stretch = re.sub(r"\w+\Z", "", stretch)
    return " ".join(stretch.split())


def drafts(*, by: Actor) -> list[Document]:
    """The documents that facts can be put into: the 20 drafts that changed last, of those they may see. One query."""
    rows = (
        Document.objects.kept()
        .filter(confidential.visible(by), state=DocumentState.DRAFT)
        .only("pk", "public_id", "title")
    )
    return list(rows.order_by("-changed_at", "-pk")[:20])


def facts_of(read_id: int) -> list[Fact]:
    """The facts that a person took over from a document, for documents to be written: `read.<label>`. Needs the tenant. Raises NotFound."""
    found = ReadDocument.objects.kept().filter(pk=read_id).order_by("pk").first()
    if found is None:
        raise NotFound
    on = timezone.localdate(found.read_at or found.uploaded_at)
    return [_fact(found, row, on) for row in found.accepted]


def offers() -> dict[str, list[tuple[str, str]]]:
    """What people took over from documents, for the inputs of questions: by kind of field, the value and where it is from. One query."""
    rows = ReadDocument.objects.kept().exclude(accepted=[]).only("file_name", "accepted")
    found: dict[str, list[tuple[str, str]]] = {}
    for each in rows.order_by("-uploaded_at", "-pk")[:MOST_OFFERED]:
        for row in each.accepted:
            kind = _FIELD_KINDS.get(row["kind"], row["kind"])
            raw = row["value"] if kind in {"money", "date"} else row["text"]
            words = _("%(label)s, from %(file)s") % {"label": row["label"], "file": each.file_name}
            found.setdefault(kind, []).append((raw, words))
    return found


def _fact(found: ReadDocument, row: dict[str, Any], on: date) -> Fact:
    words = _("%(file)s, page %(page)s") % {"file": found.file_name, "page": row["page"]}
    source = Source(SourceKind.DOCUMENT, words, f"read:{found.public_id}:{row['page']}")
    return Fact(f"read.{row['key']}", _value(row), source, on)


def _value(row: dict[str, Any]) -> Value:
    kind, value = row["kind"], row["value"]
    if kind == "amount":
        return Money(Decimal(value), "ZAR")
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "company":
        return Name(row["text"], NameKind.COMPANY)
    if kind in _IDENTIFIERS:
        return Identifier(row["text"])
    return Words(row["text"])

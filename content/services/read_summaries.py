"""A summary by a language model, for who wants one: the text goes out masked and fenced, and what comes back is read against it.

A sentence with a figure, day or name that is not in the text is sent back once; after that the summary stays the one taken from the text.
"""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content import locks
from content.engine.grounding import Ground
from content.models import ReadDocument, ReadPage, ReadState, SummaryState
from content.services import read_live
from synthai.core import leases
from synthai.core.ai import calling, masking
from synthai.core.ai.prompts import Prompts
from synthai.core.ai.protocol import Schema
from synthai.core.errors import DomainError

PROMPTS: Final = Prompts(Path(__file__).parents[1] / "engine" / "prompts")
MOST_SENTENCES: Final = 6
_LETTERS: Final = 40_000
_SHAPE: Final = Schema(
    name="summary",
    schema={
        "type": "object",
        "properties": {"sentences": {"type": "array", "items": {"type": "string"}}},
        "required": ["sentences"],
        "additionalProperties": False,
    },
)
_LANGUAGES: Final = {"en": "South African English", "af": "Afrikaans"}


class _Refused(Exception):
    """It said what the text does not."""


def write(read_id: int) -> None:
    """Ask a model for the summary, if that is still wanted. No transaction is open meanwhile. Needs the tenant.

    A wish is taken once: who was killed over it may have had the answer, so nobody pays for another unasked (`give_up` says that none came).
    """
    now = timezone.now()
    rows = ReadDocument.objects.filter(pk=read_id)
    wanted = rows.filter(state=ReadState.READ, summary_state=SummaryState.ASKED, lease_token="")
    token = leases.take(wanted, now=now)
    if token is None:
        return
    found, reason = rows.get(), ""
    sentences: list[str] | None = None
    try:
        with leases.pulse(
            lambda: leases.renew(rows, token, now=timezone.now()), organisation_id=found.tenant_id
        ):
            sentences = _written(found, now=now)
    except _Refused:
        reason = _(
            "The language model's summary said something that is not in the document, so it was refused."
        )
    except DomainError as error:
        reason = str(error)
    _settle(read_id, token, sentences, reason)


def _written(found: ReadDocument, *, now: datetime) -> list[str]:
    text = sent_text(found)
    ground = Ground(text, found.language or "en")
    wrong: list[str] = []
    for _attempt in range(2):
        sentences = _asked(found, text, wrong, now=now)
        wrong = [each for sentence in sentences for each in ground.strange(sentence)]
        if sentences and not wrong:
            return sentences
    raise _Refused


def sent_text(found: ReadDocument) -> str:
    """What goes out: the beginning of the text, without numbers that tell who a person is."""
    pages = ReadPage.objects.filter(document=found).order_by("number").values_list("text", flat=True)
    text, size = [], 0
    for page in pages.iterator(chunk_size=20):
        text.append(page[: _LETTERS - size])
        size += len(page)
        if size >= _LETTERS:
            break
    return masking.mask("\n\n".join(text)).text


def _asked(found: ReadDocument, text: str, wrong: list[str], *, now: datetime) -> list[str]:
    template = PROMPTS.get("read_summary")
    prompt = template.filled(
        {
            "language": _LANGUAGES.get(found.language, "the language of the document"),
            "most_sentences": MOST_SENTENCES,
            "document": text,
            "wrong": "\n".join(f"Not in the document: {each}" for each in wrong[:20]) or "(nothing)",
        },
        schema=_SHAPE,
    )
    value, _reply = calling.structured(
        prompt, origin=template.origin("content.read_summary", read=found.public_id), now=now
    )
    return [" ".join(each.split())[:600] for each in value["sentences"] if each.strip()][:MOST_SENTENCES]


def give_up(*, now: datetime) -> int:
    """Say of those whose worker is gone that nothing came; they may be asked again. Needs the tenant. Returns how many."""
    unsummed = ReadDocument.objects.unsummed(now=now).order_by("pk")
    lost = list(unsummed.values_list("pk", "lease_token")[:200])
    reason = _("The language model did not answer in time. You may ask for the summary again.")
    for read_id, token in lost:
        _settle(read_id, token, None, reason)
    return len(lost)


@transaction.atomic
def _settle(read_id: int, token: str, sentences: list[str] | None, reason: str) -> None:
    found = locks.lock_read(read_id)
    if found.summary_state != SummaryState.ASKED or found.lease_token != token:
        return
    if sentences is None:
        found.summary_state, found.summary_reason = SummaryState.REFUSED, reason[:300]
    else:
        found.summary_state, found.summary_reason = SummaryState.WRITTEN, ""
        rows: list[dict[str, Any]] = [{"text": each, "page": 0} for each in sentences]
        found.summary = rows
    found.lease_until, found.lease_token = None, ""
    found.version += 1
    found.save(
        update_fields=["summary", "summary_state", "summary_reason", "lease_until", "lease_token", "version"]
    )
    read_live.hint_on_commit(found)

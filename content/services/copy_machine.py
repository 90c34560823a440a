"""Variants by a language model: checked against the facts, the channel's limits and the words that are never used, once sent back, then left out.

What the rules wrote stands beside them from the beginning, so a model that is away costs nothing.
"""

import logging
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from content import copy_terms, locks
from content.engine.copywriting import judging, writing
from content.engine.copywriting.channels import CHANNELS, words_for
from content.engine.grounding import Ground
from content.models import CopyRequest, CopyVariant, MachineState, WrittenBy
from content.services import copies
from synthai.core import leases, realtime
from synthai.core.after_commit import after_commit
from synthai.core.ai import calling
from synthai.core.ai.prompts import Prompts
from synthai.core.ai.protocol import Schema
from synthai.core.errors import DomainError
from synthai.core.facts import guard
from synthai.core.facts.base import FactBase
from synthai.core.facts.guard.reading import folded
from synthai.core.facts.values import Words
from synthai.core.facts.wording import Wording

AREA: Final = "copies"
KIND: Final = "copy"
PROMPTS: Final = Prompts(Path(__file__).parents[1] / "engine" / "prompts")
logger = logging.getLogger("synthai.content.copies")
_VARIANT: Final = {
    "type": "object",
    "properties": {"subject": {"type": "string"}, "text": {"type": "string"}},
    "required": ["subject", "text"],
    "additionalProperties": False,
}
_SHAPE: Final = Schema(
    name="variants",
    schema={
        "type": "object",
        "properties": {"variants": {"type": "array", "items": _VARIANT}},
        "required": ["variants"],
        "additionalProperties": False,
    },
)


@dataclass
class _Work:
    """One request while a model writes for it."""

    row: CopyRequest
    facts: FactBase | None
    banned: tuple[str, ...]
    stop: str
    wrong: list[str] = field(default_factory=list)

    @property
    def is_checked(self) -> bool:
        """Whether the guard knows the language well enough to vouch for it."""
        return self.row.language in copy_terms.BY_RULE


def write(copy_id: int) -> None:
    """Ask a model for variants, if that is still wanted. No transaction is open meanwhile. Needs the tenant.

    A request is taken once: who was killed over it may have had its answer, so nobody pays for another (`give_up` says that none came).
    """
    now = timezone.now()
    rows = CopyRequest.objects.filter(pk=copy_id)
    token = leases.take(rows.filter(machine_state=MachineState.ASKED, lease_token=""), now=now)
    if token is None:
        return
    work = _work(rows.get(), now=now)
    reason = ""
    try:
        with leases.pulse(
            lambda: leases.renew(rows, token, now=timezone.now()), organisation_id=work.row.tenant_id
        ):
            found = _asked(work, now=now)
    except DomainError as error:
        found, reason = [], str(error)
    else:
        if not found:
            reason = _(
                "What the language model wrote said more than your facts, or did not fit, so it was left out."
            )
    _settle(copy_id, token, found, reason, now=now, is_checked=work.is_checked)


def _work(row: CopyRequest, *, now: datetime) -> _Work:
    banned = copies.all_banned(row.banned)
    if row.is_rewriting:
        return _Work(row, None, banned, "")
    facts = copies.facts_of(row, now=now)
    wish = writing.Wish(
        channel=CHANNELS[row.kind], tone=row.tone, length=row.length, language=row.language, banned=banned
    )
    return _Work(row, facts, banned, writing.stop_line(wish, facts))


def _asked(work: _Work, *, now: datetime) -> list[tuple[str, str]]:
    """What is sound of the first answer, and of a second one when something was wrong: (text, subject)."""
    wanted = int(work.row.answers.get("number", 1))
    sound: dict[str, str] = {}
    for _attempt in range(2):
        try:
            answered = _answered(work, now=now)
        except DomainError:
            if sound:  # of the first answer, which is paid
                break
            raise
        found: list[str] = []
        for each in answered:
            text, subject = _whole(work, each["text"]), " ".join(each["subject"].split())[:200]
            wrong = _wrong(work, text, subject)
            found += wrong
            if text and not wrong:
                sound.setdefault(text, subject)
        work.wrong = found
        if len(sound) >= wanted or not work.wrong:
            break
    return list(sound.items())[:wanted]


def _answered(work: _Work, *, now: datetime) -> list[dict[str, str]]:
    row = work.row
    template = PROMPTS.get("rewrite" if row.is_rewriting else "copy")
    prompt = template.filled(_values(work), schema=_SHAPE)
    origin = template.origin("content.rewrite" if row.is_rewriting else "content.copy", copy=row.public_id)
    value, _reply = calling.structured(prompt, origin=origin, now=now)
    found: list[dict[str, str]] = value["variants"][: copy_terms.MOST_VARIANTS]
    return found


def _values(work: _Work) -> dict[str, Any]:
    row, channel = work.row, CHANNELS[work.row.kind]
    with translation.override("en"):
        name = str(copy_terms.CHANNELS[row.kind])
        tone = " ".join(str(each) for each in copy_terms.TONES[row.tone])
    shared = {
        "channel": name,
        "language": copy_terms.LANGUAGE_NAMES[row.language],
        "most_letters": channel.most - len(work.stop),
        "banned": "\n".join(work.banned) or "(none)",
        "wrong": "\n".join(work.wrong[:20]) or "(nothing)",
    }
    if row.is_rewriting:
        return {**shared, "how": row.answers["how"], "own": row.answers["own"]}
    wording = Wording(language=row.language)
    facts = "\n".join(
        f"{fact.key}: {wording.of(fact.value)}" for fact in work.facts or () if not fact.is_private
    )
    return {
        **shared,
        "tone": tone,
        "words": words_for(channel, row.length),
        "number": row.answers.get("number", 3),
        "facts": facts,
    }


def _whole(work: _Work, text: str) -> str:
    """With the line that says how to stop; an SMS is one line."""
    body = text.strip()
    if CHANNELS[work.row.kind].is_sms:
        body = " ".join(body.split())
    join = " " if CHANNELS[work.row.kind].is_sms else "\n\n"
    return f"{body}{join}{work.stop}" if work.stop and body and not judging.says_stop(body) else body


def _wrong(work: _Work, text: str, subject: str) -> list[str]:
    """What speaks against it, as the model is told."""
    row = work.row
    language = row.language if work.is_checked else "en"
    if work.facts is None:
        told = [f"Not in the text: {each}" for each in Ground(row.answers["own"], language).strange(text)]
    else:
        said = text.replace(work.stop, "") if work.stop else text
        found = guard.check(f"{subject}\n{said}", work.facts, language=language)
        found = tuple(each for each in found if not _was_typed(work.facts, each.text))
        if not work.is_checked:  # of a language it does not know the guard reads figures, days and addresses
            found = tuple(each for each in found if each.kind != "name")
        told = [f"Not in the facts: {each.text}" for each in found]
    verdict = judging.judge(text, CHANNELS[row.kind], work.banned)
    told += [f"Never used: {each}" for each in verdict.banned]
    if verdict.over:
        told.append(f"Too long by {verdict.over} letters")
    if verdict.tags_over:
        told.append(f"{verdict.tags_over} hashtags too many")
    return told


def _was_typed(facts: FactBase, words: str) -> bool:
    """Whether the person typed it, in words that the guard does not read as a figure: "six teas"."""
    typed = " ".join(folded(fact.value.text) for fact in facts if isinstance(fact.value, Words))
    return bool(re.search(rf"(?<!\w){re.escape(folded(words))}(?!\w)", typed))


def give_up(*, now: datetime) -> int:
    """Say of those whose worker is gone that nothing came. Needs the tenant. Returns how many."""
    unwritten = CopyRequest.objects.unwritten(now=now).order_by("pk")
    lost = list(unwritten.values_list("pk", "lease_token")[:200])
    for copy_id, token in lost:
        reason = _("The language model did not answer in time. Ask for the text again.")
        _settle(copy_id, token, [], reason, now=now, is_checked=True)
    return len(lost)


@transaction.atomic
def _settle(
    copy_id: int, token: str, found: list[tuple[str, str]], reason: str, *, now: datetime, is_checked: bool
) -> None:
    row = locks.lock_copy(copy_id)
    if row.machine_state != MachineState.ASKED or row.lease_token != token:
        return
    first = CopyVariant.objects.filter(request=row).count() + 1
    CopyVariant.objects.bulk_create(
        [
            CopyVariant(
                organisation_id=row.organisation_id,
                request=row,
                number=number,
                text=text,
                subject=subject if CHANNELS[row.kind].has_subject else "",
                by=WrittenBy.MACHINE,
                is_unchecked=not is_checked,
                created_at=now,
            )
            for number, (text, subject) in enumerate(found, start=first)
        ]
    )
    row.machine_state = MachineState.WRITTEN if found else MachineState.REFUSED
    row.machine_reason = reason[:300]
    row.lease_until, row.lease_token = None, ""
    row.version += 1
    row.save(update_fields=["machine_state", "machine_reason", "lease_until", "lease_token", "version"])
    after_commit(hint, row)


def topic_of(row: CopyRequest) -> str:
    """What its page listens to."""
    return realtime.organisation_topic(row.organisation.public_id, AREA)


def hint(row: CopyRequest) -> None:
    """Tell open tabs; a broker that is away is no reason to stop."""
    try:
        realtime.push(topic_of(row), KIND, row.public_id, row.version)
    except (RedisError, OSError) as error:
        logger.warning("no hint about a marketing text: %s", type(error).__name__)

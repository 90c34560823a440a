"""Suggestions for who writes: taken from the text at once, and by a language model where the organisation wants that.

Nothing that is suggested stands in the piece until a person uses it. A model gets the draft's words without numbers that tell who a
person is, fenced as material; what comes back is dropped when it says a number that is not in the text, or names a tag that is
not there. When no answer comes, what was taken from the text stays, with the reason.
"""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing import events, locks, permissions
from publishing.engine import extracts
from publishing.help_terms import HelpPart, HelpState, SuggestedBy
from publishing.models import HelpChoice, Piece, Suggestion
from publishing.refusals import TooLittleText
from publishing.selectors import helping
from publishing.services import changing
from publishing.terms import LANGUAGES, SUMMARY_LENGTH
from synthai.core import leases
from synthai.core.access import Actor, require
from synthai.core.ai import calling, masking
from synthai.core.ai.prompts import Prompts
from synthai.core.ai.protocol import Schema
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish

PROMPTS: Final = Prompts(Path(__file__).parents[1] / "engine" / "prompts")
MOST_LETTERS: Final = 200  # of a summary that is suggested
_LETTERS: Final = 20_000  # of the draft that a model reads
_LANGUAGES: Final = dict(LANGUAGES)


def _shape(name: str, value: dict[str, Any]) -> Schema:
    schema = {
        "type": "object",
        "properties": {name: value},
        "required": [name],
        "additionalProperties": False,
    }
    return Schema(name=name, schema=schema)


_SUMMARY: Final = _shape("summary", {"type": "string"})
_TAGS: Final = _shape("tags", {"type": "array", "items": {"type": "string"}})


@transaction.atomic
def ask(piece_id: int, part: str, *, by: Actor, now: datetime) -> Suggestion:
    """Suggest something for a part: from the text at once, and a model is asked when the organisation chose so. What is being made is
    not begun again. Raises NotFound, NotAllowed, PiecePutAway, TooLittleText."""
    piece = changing.changeable(piece_id, by=by)
    if sum(len(each.split()) for each in extracts.paragraphs(piece.blocks)) < extracts.LEAST_WORDS:
        raise TooLittleText
    row = Suggestion.objects.filter(piece_id=piece.pk, part=part).order_by("pk").first()
    if row is not None and row.state == HelpState.ASKED:
        return row
    row = row or Suggestion(piece=piece, part=part)
    row.values, row.made_by, row.why = _extract(piece, part), SuggestedBy.EXTRACT, ""
    row.of_version, row.asked_at, row.asked_by_id = piece.version, now, by.user_id
    row.lease_until, row.lease_token = None, ""
    asks_model = helping.may_use_models()
    row.state = HelpState.ASKED if asks_model else HelpState.READY
    row.save()
    if asks_model:
        publish(events.SuggestionAsked(suggestion_id=row.pk))
    return row


def write(suggestion_id: int) -> None:
    """Ask a model, if that is still wanted. No transaction is open meanwhile. Needs the tenant.

    A wish is taken once: who was killed over it may have had its answer, so nobody pays for another (`give_up` says that none came).
    """
    rows = Suggestion.objects.filter(pk=suggestion_id)
    token = leases.take(rows.filter(state=HelpState.ASKED, lease_token=""), now=timezone.now())
    if token is None:
        return
    row, why = rows.select_related("piece").get(), ""
    values: list[str] = []
    if not helping.wants_models():
        _settle(suggestion_id, token, values, _("Your organisation lets no language model read drafts."))
        return
    try:
        with leases.pulse(
            lambda: leases.renew(rows, token, now=timezone.now()), organisation_id=row.organisation_id or 0
        ):
            values = _summed_up(row) if row.part == HelpPart.SUMMARY else _tagged(row)
    except DomainError as error:
        why = str(error)
    else:
        if not values:
            why = _("What the language model wrote did not hold against your text, so it was left out.")
    _settle(suggestion_id, token, values, why)


def give_up(*, now: datetime) -> int:
    """Say of those whose worker is gone that no model answered; what was taken from the text stays. Needs the tenant. Returns how many."""
    lost = list(Suggestion.objects.lost(now=now).order_by("pk").values_list("pk", "lease_token")[:200])
    why = _("The language model did not answer in time.")
    for suggestion_id, token in lost:
        _settle(suggestion_id, token, [], why)
    return len(lost)


@transaction.atomic
def choose(*, uses_models: bool, by: Actor, now: datetime) -> HelpChoice:
    """Let language models read drafts for suggestions, or not. Raises NotAllowed."""
    require(by, permissions.HELP_CHOOSE)
    row: HelpChoice
    row, _made = HelpChoice.objects.get_or_create(
        organisation_id=by.organisation_id, defaults={"changed_at": now}
    )
    if row.uses_models != uses_models:
        row.uses_models, row.changed_at, row.changed_by_id = uses_models, now, by.user_id
        row.save()
        audit(row, "publishing.help.chosen", by=by, changes={"uses_models": [not uses_models, uses_models]})
    return row


def _extract(piece: Piece, part: str) -> list[str]:
    if part == HelpPart.TAGS:
        return extracts.tags(piece.title, piece.blocks, helping.tag_choices(piece))
    taken = extracts.summary(piece.blocks, most=SUMMARY_LENGTH)
    return [taken] if taken else []


def _sent(piece: Piece) -> str:
    """What goes out of a draft: its words, without numbers that tell who a person is."""
    return masking.mask("\n\n".join(extracts.paragraphs(piece.blocks))[:_LETTERS]).text


def _summed_up(row: Suggestion) -> list[str]:
    """A summary that holds against the text; a second try when the first did not."""
    piece, text, wrong = row.piece, _sent(row.piece), ""
    template = PROMPTS.get("piece_summary")
    for _attempt in range(2):
        prompt = template.filled(
            {
                "language": _LANGUAGES.get(piece.language, "English"),
                "most_letters": MOST_LETTERS,
                "title": masking.mask(piece.title).text,
                "text": text,
                "wrong": wrong or "(nothing)",
            },
            schema=_SUMMARY,
        )
        origin = template.origin("publishing.summary", piece=piece.public_id)
        value, _reply = calling.structured(prompt, origin=origin, now=timezone.now())
        said = " ".join(value["summary"].split())
        strange = extracts.strange_numbers(said, f"{piece.title} {text}")
        if said and len(said) <= SUMMARY_LENGTH and not strange:
            return [said]
        wrong = "\n".join(f"Not in the text: {each}" for each in strange[:10]) or "It was too long, or empty."
    return []


def _tagged(row: Suggestion) -> list[str]:
    """Tags of those there are."""
    piece, template = row.piece, PROMPTS.get("piece_tags")
    known = {name.casefold(): name for name in helping.tag_choices(piece)}
    if not known:
        return []
    prompt = template.filled(
        {
            "most": extracts.MOST_TAGS,
            "tags": "\n".join(known.values()),
            "title": masking.mask(piece.title).text,
            "text": _sent(piece),
        },
        schema=_TAGS,
    )
    origin = template.origin("publishing.tags", piece=piece.public_id)
    value, _reply = calling.structured(prompt, origin=origin, now=timezone.now())
    said = (" ".join(each.split()).casefold() for each in value["tags"])
    return list(dict.fromkeys(known[each] for each in said if each in known))[: extracts.MOST_TAGS]


@transaction.atomic
def _settle(suggestion_id: int, token: str, values: list[str], why: str) -> None:
    row = locks.lock_suggestion(suggestion_id)
    if row is None or row.state != HelpState.ASKED or row.lease_token != token:
        return
    if values:
        row.values, row.made_by = values, SuggestedBy.MODEL
    row.state, row.why = HelpState.READY, why[:300]
    row.lease_until, row.lease_token = None, ""
    row.save()

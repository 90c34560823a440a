"""What the pages of marketing texts show: contexts of templates, without rules."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content import copy_terms, permissions
from content.engine.copywriting import judging
from content.engine.copywriting.channels import CHANNELS, LIMITS_OF, Channel
from content.forms.copies import BannedForm, CopyForm, OwnTextForm, VariantForm
from content.models import CopyRequest, CopyVariant, MachineState
from content.selectors import copies as selectors
from content.services import copies, copy_machine
from content.services.copies import Wish
from content.views.attempts import attempt
from notifications.engine import segments
from synthai.core import keyset
from synthai.core.access import TenantRequest
from synthai.core.ai import calling
from synthai.core.facts import gathering
from synthai.core.reading.knowledge import readability, sentences

PAGE_SIZE: Final = 25


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A text with what is to be said about it, in sentences; `parts` are those of an SMS."""

    verdict: judging.Verdict
    channel: Channel
    faults: list[str]
    parts: segments.Segments | None

    @property
    def share(self) -> int:
        """How full the channel is, in per cent."""
        return min(100, round(100 * self.verdict.letters / self.channel.most))


def judged(text: str, kind: str, words: tuple[str, ...]) -> Judged:
    """What is wrong with a text for this channel, in words."""
    channel = CHANNELS[kind]
    verdict = judging.judge(text, channel, words)
    faults = []
    if verdict.over:
        faults.append(
            ngettext("%(number)s letter too long.", "%(number)s letters too long.", verdict.over)
            % {"number": verdict.over}
        )
    if verdict.tags_over:
        faults.append(_("More hashtags than fit here: %(most)s at most.") % {"most": channel.most_tags})
    if verdict.banned:
        faults.append(_("Words that you never use: %(words)s.") % {"words": ", ".join(verdict.banned)})
    if verdict.lacks_stop:
        faults.append(
            _(
                "It does not say how to stop such messages (ECT Act, section 45; POPIA, section 69). Add: reply STOP."
            )
        )
    return Judged(
        verdict=verdict,
        channel=channel,
        faults=faults,
        parts=segments.count(text) if channel.is_sms else None,
    )


def copy_list(request: TenantRequest) -> dict[str, Any]:
    """One page of texts."""
    page = keyset.page(
        selectors.copies(),
        ordering=("-created_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="content:copies",
    )
    removed = request.GET.get("removed", "")
    rows = [
        (row, copy_terms.CHANNELS[row.kind], copy_terms.LANGUAGES.get(row.language, "")) for row in page.rows
    ]
    undo = removed if removed and selectors.is_removed(removed) else ""
    kept = [(each, copy_terms.CHANNELS[each.request.kind]) for each in selectors.favourites()]
    return {"page": page, "rows": rows, "undo": undo, "favourites": kept}


def create(request: TenantRequest, form: CopyForm) -> dict[str, Any]:
    """The form in its parts."""
    about = ("name", "what", "benefits")
    offer = ("price", "before", "until")
    reach = ("place", "contact")
    how = ("kind", "language", "tone", "length", "number", "banned")
    return {
        "form": form,
        "about": [form[name] for name in about],
        "offer": [form[name] for name in offer],
        "reach": [form[name] for name in reach],
        "how": [form[name] for name in how],
        "products": _products(request),
        "tones": copy_terms.TONES.values(),
        "has_model": calling.is_there(),
    }


def _products(request: TenantRequest) -> list[str]:
    """Names of products that sold, to be chosen from."""
    by = request.actor
    found = gathering.gather(by.organisation_id or 0, language="en", now=timezone.now(), by=by)
    return [
        str(fact.value.text)  # type: ignore[union-attr]  # names are names
        for fact in found
        if fact.key.startswith("products.") and fact.key.endswith(".name")
    ]


def written(request: TenantRequest, form: CopyForm) -> CopyRequest | None:
    """The text that was asked for; None when the form says why there is none."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    wish = Wish(
        kind=given["kind"],
        tone=given["tone"],
        length=given["length"],
        language=given["language"],
        number=given["number"],
        banned=form.words(),
        with_model=given.get("with_model", False),
        answers=form.answers(),
    )
    return attempt(form, lambda: copies.write(wish, by=request.actor, now=timezone.now()))


def rewritten(request: TenantRequest, form: OwnTextForm) -> CopyRequest | None:
    """The request to write a text anew; None when the form says why there is none."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    return attempt(
        form,
        lambda: copies.rewrite(
            given["own"],
            how=given["how"] or "shorter",
            kind=given["kind"],
            language=given["language"],
            by=request.actor,
            now=timezone.now(),
        ),
    )


def detail(request: TenantRequest, row: CopyRequest) -> dict[str, Any]:
    """The variants, each judged anew: a word may have been banned since."""
    words = copies.all_banned(row.banned)
    variants = [(each, judged(each.text, row.kind, words)) for each in selectors.variants_of(row)]
    return {
        "copy": row,
        "channel": copy_terms.CHANNELS[row.kind],
        "tone": copy_terms.TONES[row.tone][0],
        "length": copy_terms.LENGTHS[row.length],
        "spoken": copy_terms.LANGUAGES.get(row.language, ""),
        "variants": variants,
        "is_writing": row.machine_state == MachineState.ASKED,
        "is_refused": row.machine_state == MachineState.REFUSED,
        "topic": copy_machine.topic_of(row),
        "is_direct": CHANNELS[row.kind].is_direct,
        "is_sms_or_whatsapp": row.kind in {"sms", "whatsapp"},
        "limits_of": LIMITS_OF,
    }


def edit(row: CopyVariant, form: VariantForm) -> dict[str, Any]:
    """One variant to be changed, with what its counters need."""
    channel = CHANNELS[row.request.kind]
    return {
        "variant": row,
        "form": form,
        "channel": channel,
        "channel_name": copy_terms.CHANNELS[row.request.kind],
        "judged": judged(form["text"].value() or "", row.request.kind, copies.all_banned(row.request.banned)),
    }


def own(form: OwnTextForm) -> dict[str, Any]:
    """The form, and what rules can say of the text."""
    shown: dict[str, Any] = {"form": form, "has_model": calling.is_there()}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        said = [sentences.Sentence(text=text, page=1) for text in sentences.split(given["own"])]
        ease = readability.of(said) if given["language"] == "en" else None
        shown |= {"judged": judged(given["own"], given["kind"], copies.all_banned()), "ease": ease}
        shown["channel_name"] = copy_terms.CHANNELS[given["kind"]]
    return shown


def words(request: TenantRequest, form: BannedForm) -> dict[str, Any]:
    """The list, and the form for who may change it."""
    return {"words": selectors.words(), "form": form, "can_change": request.actor.can(permissions.COPY_WORDS)}


def banned(request: TenantRequest, form: BannedForm) -> bool:
    """Whether the words of the form are in the list now."""
    if not form.is_valid():
        return False
    added = attempt(
        form,
        lambda: copies.ban(form.cleaned_data["words"].splitlines(), by=request.actor, now=timezone.now()),
    )
    if added is None:
        return False
    messages.success(
        request, ngettext("%(number)s word added.", "%(number)s words added.", added) % {"number": added}
    )
    return True


def place_of(organisation: str, row: CopyVariant) -> str:
    """Where the variant stands."""
    return f"{reverse('content:copy', args=[organisation, row.request.public_id])}#v{row.number}"

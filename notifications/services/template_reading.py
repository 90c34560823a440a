"""A template as staff see it: filled by an example, set in its channel's layout, counted, and read by lint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

from notifications import branding, carriers
from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine import lint, segments, wording
from notifications.engine.lint import Finding
from notifications.engine.lint_links import Fetched
from notifications.engine.segments import Segments
from notifications.kinds import BadValues, Kind, Told
from notifications.models import TemplateVersion
from notifications.services import layouts, link_checks, rendering
from notifications.services import wording as sentences
from notifications.services.wording import Published, Said
from synthai.core.errors import NotFound

_RATE = Decimal("0.30")  # rand a message, where no provider of ours says a price


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is to be shown: words of a form or of a version, and values to fill them with (else the kind's example)."""

    kind: str
    channel: str
    locale: str
    title: str = ""
    body: str = ""
    html: str = ""
    fetched: tuple[Fetched, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, row: TemplateVersion, values: Mapping[str, str] | None = None) -> "Given":
        """A version."""
        return cls(
            kind=row.kind,
            channel=row.channel,
            locale=row.locale,
            title=row.title,
            body=row.body,
            html=row.html,
            fetched=link_checks.fetched_of(row),
            values=values or {},
        )


@dataclass(frozen=True, kw_only=True)
class Preview:
    """How it will look. `trouble` is why it cannot be filled; then the rest is empty."""

    title: str = ""
    text: str = ""
    html: str = ""
    trouble: str = ""
    is_marketing: bool = False


@dataclass(frozen=True, kw_only=True)
class SmsPrice:
    """What an SMS of these words costs. `plainer_parts` is how many parts
    the same with plain signs has, where that is cheaper, else 0."""

    counted: Segments
    rand: Decimal
    is_known: bool
    plainer_parts: int = 0


def kind_of(kind: str, channel: str) -> Kind:
    """The kind, when it uses the channel and the pipeline writes that. Raises NotFound."""
    found = registry.known(kind)
    if found is None or channel not in found.rules.channels:
        raise NotFound
    return found


def words_in_code(kind: Kind, channel: str, locale: str) -> Told:
    """The sentences in code, with their variables, in a language."""
    words = kind.by_channel.get(Channel(channel), kind.words)
    with translation.override(locale):
        return Told(title=str(words.title), body=str(words.body))


def findings(given: Given) -> list[Finding]:
    """What lint says of it."""
    kind, channel = kind_of(given.kind, given.channel), Channel(given.channel)
    shown, code = preview(given), words_in_code(kind, given.channel, settings.LANGUAGE_CODE)
    return lint.lint(
        lint.Draft(
            channel=channel,
            title=given.title,
            body=given.body,
            html=given.html,
            shown_title=shown.title,
            shown_text=shown.text,
            variables=frozenset(kind.variables),
            declared=frozenset(wording.variables(f"{code.title} {code.body}")),
            is_marketing=kind.rules.is_marketing,
            fetched=given.fetched,
        ),
        site=link_checks.site(),
        resolves=_resolves,
    )


def preview(given: Given, look: branding.Look | None = None) -> Preview:
    """How a phone or a mail program will show it."""
    kind, channel = kind_of(given.kind, given.channel), Channel(given.channel)
    look = look or branding.Look()
    try:
        said = filled(given, kind)
    except BadValues as error:
        return Preview(trouble=str(error))
    if channel is not Channel.EMAIL:
        with translation.override(given.locale):
            laid = layouts.laid(said, channel, is_marketing=kind.rules.is_marketing, sender=look.name)
        return Preview(title=laid.title, text=laid.text, is_marketing=kind.rules.is_marketing)
    with translation.override(given.locale):
        text, html = rendering.sample_mail(kind, said, look)
    return Preview(
        title=said.title, text=_plain(text), html=_plain(html), is_marketing=kind.rules.is_marketing
    )


def sample(look: branding.Look) -> Preview:
    """A mail as an organisation's people get it: the first kind of its own that the pipeline mails, with its example."""
    mailed = [each for each in registry.kinds() if Channel.EMAIL in each.rules.channels and _is_its_own(each)]
    kind = next(iter(mailed), None)
    if kind is None:
        return Preview(trouble="–")
    said = sentences.told(kind, kind.example, Channel.EMAIL)
    text, html = rendering.sample_mail(kind, said, look)
    return Preview(title=said.title, text=_plain(text), html=_plain(html))


def _is_its_own(kind: Kind) -> bool:
    """Whether it tells of the organisation, not of us, and not only our staff."""
    category = registry.categories()[kind.category]
    return category.is_offered and not (category.is_ours or category.is_marketing)


def filled(given: Given, kind: Kind) -> Said:
    """The words with the values that were typed, or the example's. Raises BadValues."""
    values: dict[str, Any] = {
        **kind.example,
        **{name: value for name, value in given.values.items() if value},
    }
    kind.checked(values)
    words = Published(
        version_id=0,
        number=0,
        locale=given.locale,
        title=given.title,
        body=given.body,
        html=given.html,
    )
    return sentences.filled(kind, values, words)


def sms_price(given: Given, shown: Preview) -> SmsPrice | None:
    """Parts and rand of an SMS, and a plainer way to say it; None for other channels."""
    if given.channel != Channel.SMS.value or shown.trouble:
        return None
    counted = segments.count(shown.text)
    known = [each.cost for each in carriers.of_channel(Channel.SMS) if each.cost]
    plain = segments.count(segments.plainer(shown.text))
    is_cheaper = plain.parts < counted.parts or len(plain.foreign) < len(counted.foreign)
    return SmsPrice(
        counted=counted,
        rand=(min(known) if known else _RATE) * counted.parts,
        is_known=bool(known),
        plainer_parts=plain.parts if is_cheaper else 0,
    )


def _plain(rendered: str) -> str:
    """What a template made, no longer marked as safe: a page that shows it escapes it."""
    return rendered + ""


def plainer(title: str, body: str) -> tuple[str, str]:
    """The same with plain signs."""
    return segments.plainer(title), segments.plainer(body)


def _resolves(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True

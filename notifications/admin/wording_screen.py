"""The page on which staff write the sentences of a kind for one channel and language: its form and what it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from notifications.channels.protocol import Channel
from notifications.engine import locales
from notifications.kinds import Kind
from notifications.models import TemplateState, TemplateVersion
from notifications.models.message import CHANNELS
from notifications.services import link_checks, template_reading
from notifications.services.template_reading import Given
from notifications.services.templates import WORDS, Place
from synthai.core.staff.site import staff_site

VIEW, WRITE = "notifications.view_templateversion", "notifications.change_templateversion"
APPROVE = "notifications.approve_templateversion"
HISTORY = 50
VALUE = "value-"
_NAMES = dict(CHANNELS)


class WordsForm(forms.Form):
    """What staff write. `revision` is the draft's when it was read, 0 without a draft."""

    title = forms.CharField(
        label=_("Title"), max_length=300, required=False, widget=UnfoldAdminTextInputWidget, strip=False
    )
    body = forms.CharField(
        label=_("Text"), required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}), strip=False
    )
    html = forms.CharField(
        label=_("Html"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
        help_text=_("Stands in place of the text where a mail program shows html. Empty: made of the text."),
    )
    note = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("For whoever approves, and for the history."),
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel is not Channel.EMAIL:
            del self.fields["html"]

    @property
    def words(self) -> dict[str, str]:
        """As a service takes them; browsers send line breaks as two signs."""
        said = self.cleaned_data
        return {name: str(said.get(name, "")).replace("\r\n", "\n").strip() for name in WORDS}


@dataclass(frozen=True)
class ValueField:
    """A value to fill the preview with."""

    name: str
    label: str
    value: str


def form_of(place: Place, row: TemplateVersion | None, kind: Kind) -> WordsForm:
    """The form as it opens: the draft, else what is in use, else the words in code."""
    code = template_reading.words_in_code(kind, place.channel, place.locale)
    initial: dict[str, Any] = {"title": code.title, "body": code.body}
    if row is not None:
        initial = {name: getattr(row, name) for name in WORDS}
    initial["revision"] = row.revision if row is not None and row.is_open else 0
    return WordsForm(initial=initial, channel=Channel(place.channel))


def values_of(posted: Mapping[str, str], kind: Kind) -> dict[str, str]:
    """What was typed to fill the preview with."""
    found = {name: posted.get(VALUE + name, "") for name in kind.variables}
    return {name: value[:500] for name, value in found.items() if value}


def judged(place: Place, kind: Kind, words: Mapping[str, str], posted: Mapping[str, str], **more: Any) -> Any:
    """What stands beside the form: findings, preview, price."""
    known: dict[str, Any] = {name: words.get(name, "") for name in WORDS if name != "note"}
    given = Given(**place.key, **known, values=values_of(posted, kind), **more)  # type: ignore[arg-type]  # texts
    shown = template_reading.preview(given)
    return {
        "kind": kind,
        "channel": place.channel,
        "channel_name": _NAMES[place.channel],
        "findings": template_reading.findings(given),
        "preview": shown,
        "price": template_reading.sms_price(given, shown),
    }


def context(
    request: HttpRequest,
    place: Place,
    form: WordsForm | None = None,
    *,
    words: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Everything on the page. Two queries, however long the history is. Raises NotFound."""
    kind = template_reading.kind_of(place.kind, place.channel)
    versions = list(
        TemplateVersion.objects.of(place.kind, place.channel, place.locale).select_related(
            "written_by", "approved_by"
        )[:HISTORY]
    )
    draft = next((row for row in versions if row.is_open), None)
    in_use = next((row for row in versions if row.state == TemplateState.PUBLISHED), None)
    shown = draft or in_use
    form = form or form_of(place, shown, kind)
    words = words or {name: str(form.initial.get(name, "")) for name in WORDS}
    fetched = link_checks.fetched_of(shown) if shown else ()
    return {
        **staff_site.each_context(request),
        **judged(place, kind, words, request.POST, fetched=fetched),
        "title": _("%(kind)s: %(channel)s") % {"kind": kind.title, "channel": _NAMES[place.channel]},
        "place": place,
        "form": form,
        "draft": draft,
        "in_use": in_use,
        "shown": shown,
        "versions": versions,
        "code_words": template_reading.words_in_code(kind, place.channel, place.locale),
        "values": _values(kind, request.POST),
        "tabs": _tabs(place),
        **_rights(request, draft),
    }


def _rights(request: HttpRequest, draft: TemplateVersion | None) -> dict[str, bool]:
    may_approve = request.user.has_perm(APPROVE)
    wrote = draft is not None and request.user.pk in draft.author_ids
    return {
        "may_write": request.user.has_perm(WRITE),
        "may_approve": may_approve,
        "may_approve_draft": may_approve and not wrote,
        "wrote": wrote,
    }


def _values(kind: Kind, posted: Mapping[str, str]) -> list[ValueField]:
    return [
        ValueField(name, f"{name} ({type_.value})", posted.get(VALUE + name) or str(kind.example[name]))
        for name, type_ in kind.variables.items()
    ]


def _tabs(place: Place) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "url": reverse("admin:notification-wording", args=[place.kind, place.channel, code]),
            "is_chosen": code == place.locale,
        }
        for code, name in locales.LANGUAGES.items()
    ]

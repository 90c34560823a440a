"""What is typed to share a document, to ask for signatures, and to note a date."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import signing_terms as terms
from content.models import Obligation
from content.selectors.read_off import Place
from content.services.obligations import Due
from content.services.sharing import Wish
from content.services.signing.asking import Terms, Wanted

_DAYS = {"min_value": 1, "max_value": terms.MOST_DAYS}


class ShareForm(forms.Form):
    """Whom a link is for."""

    name = forms.CharField(
        label=_("Who is it for?"),
        max_length=terms.NAME_LENGTH,
        help_text=_("A person or company. You see later by which link the document was opened."),
    )
    email = forms.EmailField(label=_("Their e-mail address"), max_length=terms.EMAIL_LENGTH, required=False)
    is_mailed = forms.BooleanField(
        label=_("Mail them the link"), required=False, initial=True,
        help_text=_("Otherwise you copy the link and send it yourself, by WhatsApp for example."),
    )  # fmt: skip
    message = forms.CharField(
        label=_("A word from you"), max_length=terms.MESSAGE_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    days = forms.IntegerField(label=_("Open for how many days"), initial=terms.LINK_DAYS, **_DAYS)  # type: ignore[arg-type]
    may_download = forms.BooleanField(label=_("They may download it"), required=False, initial=True)
    has_watermark = forms.BooleanField(
        label=_("Print their name across each page"), required=False,
        help_text=_("“for Kasi Café”, light grey: whoever passes it on shows whose copy it was."),
    )  # fmt: skip
    asks_code = forms.BooleanField(
        label=_("Ask for a code by e-mail before it opens"), required=False,
        help_text=_("The code goes to their address only. Who gets the link from somebody else stays outside."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """An address where one is needed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("email") and "email" not in self.errors:
            if cleaned.get("asks_code"):
                self.add_error("email", _("Type the address to which the code goes."))
            elif cleaned.get("is_mailed"):
                self.add_error("email", _("Type the address to which the link goes, or do not mail it."))
        return cleaned

    def wish(self, *, now: datetime) -> Wish:
        """What was typed."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "days"}
        return Wish(expires_at=now + timedelta(days=self.cleaned_data["days"]), **told)


class SignerForm(forms.Form):
    """One signer."""

    label = forms.CharField(label=_("Signs as"), max_length=terms.LABEL_LENGTH, required=False)
    name = forms.CharField(label=_("Name"), max_length=terms.NAME_LENGTH, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=terms.EMAIL_LENGTH, required=False)
    place = forms.IntegerField(label=_("Order"), min_value=1, max_value=terms.MOST_SIGNERS, required=False)
    role = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    capacity = forms.CharField(widget=forms.HiddenInput, required=False, max_length=terms.LABEL_LENGTH)

    def clean(self) -> dict[str, Any]:
        """Both or neither."""
        cleaned: dict[str, Any] = super().clean() or {}
        name, email = cleaned.get("name"), cleaned.get("email")
        if name and not email and "email" not in self.errors:
            self.add_error("email", _("Type the e-mail address of this signer."))
        if email and not name:
            self.add_error("name", _("Type the name of this signer."))
        return cleaned

    @property
    def wanted(self) -> Wanted | None:
        """The signer; None for a row that was left empty."""
        typed = self.cleaned_data
        if not typed.get("name") or not typed.get("email"):
            return None
        return Wanted(
            name=typed["name"],
            email=typed["email"],
            label=typed["label"] or str(_("Signer")),
            role=typed["role"],
            capacity=typed["capacity"],
            place=typed["place"] or 1,
        )


_Signers = forms.formset_factory(
    SignerForm, extra=0, max_num=terms.MOST_SIGNERS, absolute_max=terms.MOST_SIGNERS, validate_max=True
)
SPARE_ROWS = 2


def signer_rows(data: Any, places: Sequence[Place]) -> Any:
    """A row for each place of the paper, filled with what it says, and spare ones."""
    found: list[dict[str, Any]] = [
        {
            "label": each.label,
            "name": each.name,
            "role": each.role,
            "capacity": each.capacity,
            "place": number,
        }
        for number, each in enumerate(places, start=1)
    ]
    spare: list[dict[str, Any]] = [{"place": len(found) + number} for number in range(1, SPARE_ROWS + 1)]
    return _Signers(data, initial=[*found, *spare][: terms.MOST_SIGNERS], prefix="signers")


class SigningForm(forms.Form):
    """How it goes."""

    in_turn = forms.TypedChoiceField(
        label=_("Who is asked when"),
        choices=[("1", _("One after the other, in the order above")), ("", _("All at once"))],
        coerce=bool,
        required=False,
        initial="1",
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=_("A word from you"), max_length=terms.MESSAGE_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    days = forms.IntegerField(label=_("Open for how many days"), initial=terms.SIGNING_DAYS, **_DAYS)  # type: ignore[arg-type]
    reminders = forms.CharField(
        label=_("Remind after how many days"), required=False, initial="2, 5", max_length=40,
        help_text=_("Days after somebody was asked, with commas between. Leave it empty for no reminder."),
    )  # fmt: skip

    def clean_reminders(self) -> tuple[int, ...]:
        """Whole days, each once, in order."""
        typed = self.cleaned_data["reminders"].replace(";", ",").split(",")
        words = [word.strip() for word in typed if word.strip()]
        if not all(word.isdecimal() and 1 <= int(word) <= terms.MOST_DAYS for word in words):
            raise forms.ValidationError(_("Type whole days with commas between, such as 2, 5."))
        if len(words) > terms.MOST_REMINDERS:
            raise forms.ValidationError(_("Four reminders are the most."))
        return tuple(sorted({int(word) for word in words}))

    def terms(self, *, now: datetime) -> Terms:
        """What was typed."""
        typed = self.cleaned_data
        return Terms(
            expires_at=now + timedelta(days=typed["days"]),
            in_turn=bool(typed["in_turn"]),
            message=typed["message"],
            remind_after=typed["reminders"],
        )


class ReasonForm(forms.Form):
    """Why a request is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"), max_length=terms.REASON_LENGTH, required=False,
        help_text=_("Everybody who was asked reads it."), widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ObligationForm(forms.Form):
    """A date in a document."""

    what = forms.CharField(label=_("What happens"), max_length=terms.LABEL_LENGTH)
    due_on = forms.DateField(
        label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    lead_days = forms.IntegerField(
        label=_("Tell how many days before"), min_value=0, max_value=terms.MOST_DAYS, initial=terms.LEAD_DAYS
    )
    tells = forms.TypedChoiceField(label=_("Who is told"), coerce=int, empty_value=None, required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[tuple[int, str]],
        row: Obligation | None = None,
        version: str = "",
    ) -> None:
        initial = {"version": version}
        if row is not None:
            initial |= {
                "what": row.what,
                "due_on": row.due_on,  # type: ignore[dict-item]
                "lead_days": row.lead_days,  # type: ignore[dict-item]
                "tells": row.tells_id,  # type: ignore[dict-item]
            }
        super().__init__(data, initial=initial)
        self.is_new = row is None
        told: Any = self.fields["tells"]
        told.choices = [("", _("Everybody who may send documents")), *people]

    def clean_due_on(self) -> Any:
        """A day to come, for a new one."""
        day = self.cleaned_data["due_on"]
        if self.is_new and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose one to come."))
        return day

    def due(self) -> Due:
        """What was typed."""
        typed = self.cleaned_data
        return Due(
            what=typed["what"], due_on=typed["due_on"], lead_days=typed["lead_days"], tells=typed["tells"]
        )

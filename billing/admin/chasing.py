"""Staff view of overdue payments: the campaigns, and the case of each customer."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from billing.admin import fields
from billing.admin.deeds import BillingAdmin, Deed, DeedForm, Table, Work, address
from billing.engine import chasing as engine
from billing.models import Campaign, ChaseCase
from billing.services import campaigns, cases, chasing
from synthai.core.staff.site import staff_site


class CampaignForm(DeedForm):
    """A campaign as text."""

    code = fields.text(label=_("Code"), max_length=40)
    name = fields.text(label=_("Name"), max_length=80)
    steps = forms.CharField(
        label=_("Steps"),
        initial=engine.written(engine.USUAL),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 10}),
        help_text=_(
            "A step a line: days after the payment failed, then tell (write), charge (the kept card again), narrow (metered "
            "things wait), free (the free plan holds) or end; “payday” behind it moves it to the next 25th or last working day."
        ),
    )
    is_default = fields.yes(label=_("New cases take it"))

    def clean_steps(self) -> str:
        text: str = self.cleaned_data["steps"]
        try:
            campaigns.read(text)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return text


def _make(work: Work) -> Any:
    data = work.data
    campaigns.make(
        code=data["code"], name=data["name"], text=data["steps"], is_default=data["is_default"], by=work.by
    )
    return _("The campaign is written. Cases that run keep theirs.")


def _choose(work: Work) -> Any:
    campaigns.choose(work.row.pk, by=work.by)
    return _("New cases take it.")


def _usual(work: Work) -> Any:
    campaigns.choose(None, by=work.by)
    return _("New cases take the usual steps again.")


@admin.register(Campaign, site=staff_site)
class CampaignAdmin(BillingAdmin):
    """Campaigns. Where none is chosen the usual steps hold."""

    list_display = ("code", "name", "is_default")
    search_fields = ("code", "name")
    ordering = ("code",)
    deeds = (
        Deed(name="new", title=_("New campaign"), do=_make, form=CampaignForm, is_of_list=True),
        Deed(
            name="choose", title=_("Take for new cases"), do=_choose, offered=lambda row: not row.is_default
        ),
        Deed(name="usual", title=_("Back to the usual steps"), do=_usual, offered=lambda row: row.is_default),
    )

    def tables(self, row: Campaign) -> list[Table]:
        steps = [
            (step.after_days, step.get_action_display(), _("on a pay day") if step.on_pay_day else "")
            for step in row.steps.all()
        ]
        return [Table(title=_("Steps"), heads=(_("Days after"), _("What happens"), ""), rows=steps)]


def _go_on(work: Work) -> Any:
    chasing.go_on(work.row.public_id, by=work.by, now=work.now)
    return _("The steps go on, later by the days of the objection.")


@admin.register(ChaseCase, site=staff_site)
class ChaseCaseAdmin(BillingAdmin):
    """Overdue payments: where each stands, who promised and who objects."""

    list_display = ("public_id", "organisation", "began_at", "position", "promised_on", "held_until",
                    "held_reason", "ended_at", "outcome")  # fmt: skip
    list_filter = ("outcome", "held_until", "promised_on", "campaign")
    list_select_related = ("organisation", "subscription")
    search_fields = ("public_id", "organisation__name", "organisation__slug")
    find_exactly = ("pk", "public_id")
    ordering = ("-began_at",)
    exclude = ("steps",)
    deeds = (
        Deed(
            name="go-on",
            title=_("Objection looked into: go on"),
            do=_go_on,
            intro=_("When she is right, give credit or cancel the charge first."),
            offered=lambda row: row.held_until is not None and row.ended_at is None,
        ),
    )

    def links(self, row: Any) -> list[tuple[Any, str]]:
        return [] if row is None else [(_("Subscription"), address(row.subscription))]

    def tables(self, row: ChaseCase) -> list[Table]:
        words = [(step.day, step.label, _("done") if step.is_done else "") for step in chasing.timeline(row)]
        ahead = "" if row.ended_at else cases.due_at(row)
        title = _("Steps; the next one on %(at)s") % {"at": ahead} if ahead else _("Steps")
        return [Table(title=title, heads=(_("Day"), _("What the customer reads"), ""), rows=words)]

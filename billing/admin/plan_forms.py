"""Forms of the catalogue: a plan with what it gives, a new price, a move to it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from billing.admin import fields
from billing.admin.deeds import DeedForm
from billing.engine.amounts import TiersWrong, tiers_from
from billing.models import Interval, Plan, PlanKind, PlanValue, Price, PriceModel
from synthai.core import entitlements

ON_OFF = [("", _("not given")), ("yes", _("yes")), ("no", _("no"))]


class PlanForm(DeedForm):
    """A plan in words, and what it gives of each declared feature."""

    name = fields.text(label=_("Name"), max_length=80)
    summary = fields.text(label=_("In one sentence"), max_length=200, required=False)
    position = fields.number(label=_("Position"), help_text=_("Also the rank: a higher plan is an upgrade."))
    trial_days = fields.number(label=_("Days of trial"), max_value=365)
    is_public = fields.yes(label=_("On the public page"))

    def __init__(self, *args: Any, row: Plan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        given = {value.feature: value for value in row.values.all()} if row else {}
        known = entitlements.features()
        self.features = sorted({*known, *given})
        for code in self.features:
            self._add(code, known.get(code), given.get(code))

    def _add(self, code: str, feature: entitlements.Feature | None, given: PlanValue | None) -> None:
        title = f"{feature.title} ({code})" if feature else code
        if (feature is not None and feature.kind == "switch") or (given and isinstance(given.value, bool)):
            initial = "" if given is None else ("no" if given.value is False else "yes")
            self.fields[f"give:{code}"] = fields.choice(
                label=title, choices=ON_OFF, required=False, initial=initial
            )
            return
        unit = f"{feature.unit}. " if feature and feature.unit else ""
        self.fields[f"give:{code}"] = fields.GivenField(
            label=title,
            initial=fields.shown_given(given.value) if given else "",
            help_text=unit + str(_("A number, or “no limit”; empty: not given.")),
        )
        self.fields[f"soft:{code}"] = fields.yes(
            label=_("soft: over it work goes on, and people are told"), initial=bool(given and given.is_soft)
        )

    def values(self) -> dict[str, tuple[Any, bool]]:
        """What was typed, as catalogue.put_values takes it."""
        found: dict[str, tuple[Any, bool]] = {}
        for code in self.features:
            typed = self.cleaned_data[f"give:{code}"]
            is_given, value = typed if isinstance(typed, tuple) else (bool(typed), typed == "yes")
            if is_given:
                found[code] = value, self.cleaned_data.get(f"soft:{code}", False)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            cleaned["values"] = self.values()
        return cleaned


class NewPlanForm(PlanForm):
    """A plan that is not there yet."""

    code = fields.text(
        label=_("Code"),
        max_length=40,
        validators=[validate_slug],
        help_text=_("Letters, digits and dashes. Programs name it, so it never changes."),
    )
    kind = fields.choice(label=_("Kind"), choices=PlanKind.choices)
    field_order = ("code", "kind")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Plan.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is a plan of this code already."))
        return code


class PriceForm(DeedForm):
    """A new version of what a plan costs."""

    interval = fields.choice(label=_("Interval"), choices=Interval.choices)
    model = fields.choice(label=_("Price model"), choices=PriceModel.choices)
    amount = fields.money(label=_("Amount a period"), min_value=Decimal(0))
    unit_amount = fields.money(
        label=_("For each further one"), min_value=Decimal(0), decimal_places=4, required=False
    )
    included_quantity = fields.number(label=_("Included"), required=False)
    package_size = fields.number(label=_("Package of"), min_value=1, initial=1)
    minimum_amount = fields.money(label=_("At least"), min_value=Decimal(0), required=False)
    tiers = fields.lines(
        label=_("Tiers"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("A line each: up to, price each, price once; the last one “rest”. Like: 10, 25.00, 0"),
    )
    metric = fields.text(label=_("Charged by"), required=False, help_text=_("A feature: accounts.seats."))
    currency = fields.text(label=_("Currency"), initial="ZAR", min_length=3, max_length=3)
    includes_vat = fields.yes(label=_("Includes VAT"), initial=True)

    def clean_tiers(self) -> list[dict[str, Any]]:
        found = []
        for line in self.cleaned_data["tiers"].splitlines():
            parts = [part.strip() for part in line.replace(";", ",").split(",")]
            if any(parts):
                up_to, unit, flat = (*parts, "0", "0")[:3]
                found.append(
                    {"up_to": None if up_to.lower() == "rest" else up_to, "unit": unit, "flat": flat}
                )
        try:
            tiers_from(found)
        except TiersWrong as error:
            raise forms.ValidationError(str(error)) from error
        return found

    def clean_metric(self) -> str:
        metric: str = self.cleaned_data["metric"].strip()
        if metric and metric not in entitlements.features() and not metric.endswith("seats"):
            known = ", ".join(entitlements.features()) or "–"
            raise forms.ValidationError(
                _("There is no such feature. Known: %(known)s."), params={"known": known}
            )
        return metric


class MoveForm(DeedForm):
    """Who moves, to what, from when."""

    old = fields.choice(label=_("Everybody who pays"))
    from_day = fields.day(label=_("Not before"))
    notice_days = fields.number(label=_("Days of notice"), min_value=1, max_value=365, initial=30)

    def __init__(self, *args: Any, row: Plan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        rows = Price.objects.filter(plan=row, sold_until__isnull=False).order_by("interval", "-version")
        self.fields["old"].choices = [(price.public_id, price_words(price)) for price in rows]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        old = Price.objects.filter(public_id=cleaned.get("old", ""), plan=self.row).first()
        if old is not None:
            kin = Price.objects.filter(plan=self.row, currency=old.currency, interval=old.interval)
            cleaned["old"], cleaned["new"] = old, kin.filter(sold_until__isnull=True).first()
            if cleaned["new"] is None:
                raise forms.ValidationError(
                    _("Nothing of this interval is sold now. Make a new price first.")
                )
        return cleaned


def price_words(price: Price) -> str:
    """A price in a line."""
    each = f" + {price.unit_amount.normalize():f}" if price.unit_amount else ""
    return (
        f"{price.get_interval_display()}, {price.get_model_display()}, v{price.version}: "
        f"{price.amount}{each} {price.currency}"
    )

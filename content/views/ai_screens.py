"""What the page of machine writing shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.selectors import usage
from billing.services.usage_caps import version_of_cap
from content import features, permissions
from content.engine import crediting
from content.forms.writing import CapForm
from content.selectors import writing as selectors
from content.services import ai_settings
from content.views.writing_screens import standing
from synthai.core import entitlements
from synthai.core.access import TenantRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_NAMES: "Final[dict[str, _StrOrPromise]]" = {
    "openai": "OpenAI",
    "anthropic": "Anthropic",
    "compatible": _("A server of the operator's choice"),
}


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A provider that is set up, in the order in which they are asked."""

    name: "_StrOrPromise"
    host: str
    model: str


def page(request: TenantRequest, *, now: datetime, form: CapForm | None = None) -> dict[str, Any]:
    """This month and those before, what is sent where, and what the organisation allows."""
    month = timezone.localdate(now).replace(day=1)
    months = selectors.spent(now=now)
    return {
        "standing": standing(request, now=now),
        "meter": usage.meter(request.actor.organisation_id or 0, features.AI_CREDITS, now=now),
        "month": month,
        "this_month": next((each for each in months if each.month == month), None),
        "months": months,
        "by_model": selectors.spent_by_model(month),
        "destinations": destinations(),
        "days": settings.AI_LOG_DAYS,
        "settings": ai_settings.current(),
        "form": form or cap_form(request, now=now),
        "can_manage": request.actor.can(permissions.AI_MANAGE),
        "can_cap": request.actor.can(ai_settings.MAY_CAP),
        "rand_a_credit": crediting.RAND_A_CREDIT,
        "tokens_a_credit": crediting.TOKENS_A_CREDIT,
    }


def cap_form(request: TenantRequest, *, now: datetime) -> CapForm:
    """The form of the cap, filled with what was sent or what holds."""
    meter = usage.meter(request.actor.organisation_id or 0, features.AI_CREDITS, now=now)
    cap = meter.cap if meter else None
    present = entitlements.plain(cap.quantity) if cap else ""
    data = request.POST if request.method == "POST" else None
    return CapForm(data, initial={"quantity": present, "version": version_of_cap(cap)}, auto_id="cap-%s")


def destinations() -> list[Destination]:
    """Where text may go from here."""
    return [
        Destination(
            name=_NAMES.get(code, code),
            host=urlsplit(str(config["api"])).hostname or "",
            model=str(config["model"]),
        )
        for code, config in settings.AI_PROVIDERS.items()
        if config["is_ready"]
    ]

"""What the pages of statements and pro formas show."""

from datetime import datetime
from typing import Any

from billing import permissions
from billing.documents import sheet_of
from billing.forms.statements import MonthForm
from billing.services import pro_formas, statements
from synthai.core.access import TenantRequest


def account(request: TenantRequest, form: MonthForm) -> statements.Account:
    """The account of the month that was asked for."""
    owner = request.actor.organisation_id or 0
    start, end = form.period()
    seller = form.cleaned_data.get("seller", "")
    return statements.of_period(owner, entity=statements.entity_for(owner, seller), start=start, end=end)


def statement(request: TenantRequest, form: MonthForm) -> dict[str, Any]:
    """One month as on paper, and what is to be paid now."""
    found = account(request, form)
    return {
        "form": form,
        "account": found,
        "sheet": sheet_of(found.document),
        "owed": found.closing > 0,
        "month_key": form.period()[0].isoformat()[:7],
        "sellers": statements.sellers_of(request.actor.organisation_id or 0),
        "can_pay": request.actor.can(permissions.PAYMENT_MAKE),
    }


def pro_forma(request: TenantRequest, public_id: str, *, now: datetime) -> dict[str, Any]:
    """A charge that is to be paid, as on paper."""
    charge, document = pro_formas.of_charge(public_id, now=now)
    return {
        "charge": charge,
        "sheet": sheet_of(document),
        "can_pay": request.actor.can(permissions.PAYMENT_MAKE),
    }

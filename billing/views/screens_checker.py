"""What the pages of the invoice checker show."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from billing.engine.invoicing.checker import asking
from billing.engine.invoicing.checker.verdict import Claim, Outcome, Ruling
from billing.engine.invoicing.shapes import Tier
from billing.forms.checker import CheckForm, InvoiceFileForm
from billing.models import CheckedInvoice
from billing.selectors import checks
from billing.services import checking, invoice_files
from billing.services.checking_answers import Known, known
from synthai.core import keyset
from synthai.core.access import TenantRequest

PAGE_SIZE = 25
TONES = {"yes": "success", "part": "warning", "ask": "warning", "no": "danger"}
ICONS = {
    Outcome.FAILED: "x-circle",
    Outcome.ASK: "question-circle",
    Outcome.WARNING: "exclamation-triangle",
    Outcome.PASSED: "check-circle",
}


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rulings with one outcome. Those that passed are folded away."""

    title: str
    icon: str
    rows: "list[tuple[str, Ruling]]"  # what it is about, and what was said
    is_folded: bool


def who(request: TenantRequest) -> Known:
    """Who claims. Two queries."""
    return known(request.actor.organisation_id or 0)


def empty(request: TenantRequest) -> dict[str, Any]:
    """The page before anything was asked."""
    return page(request, CheckForm(initial={"our_vat_number": who(request).vat_number}))


def page(
    request: TenantRequest,
    form: CheckForm,
    *,
    answer: checking.Answer | None = None,
) -> dict[str, Any]:
    """The form in its parts, and the answer where there is one."""
    parts = [
        (_("The invoice"), "", form.PAPER),
        (_("The supplier"), "", form.SUPPLIER),
        (_("The sums"), "", form.SUMS),
        (_("You, as they wrote you"), _("Needed above R5 000 only."), form.RECIPIENT),
        (_("What you bought"), _("Only you know this."), form.BOUGHT),
        (_("You"), "", form.YOU),
    ]
    return {
        "form": form,
        "parts": [(title, lead, [form[name] for name in names]) for title, lead, names in parts],
        "more": [form[name] for name in form.MORE],
        "is_more_open": any(form[name].errors for name in form.MORE)
        or any(form[name].value() for name in form.MORE if name.startswith("is_")),
        "file_form": InvoiceFileForm(),
        "bytes_at_most": invoice_files.BYTES_AT_MOST,
        "megabytes": invoice_files.BYTES_AT_MOST >> 20,
        **(_answer(answer) if answer else {}),
    }


def _answer(answer: checking.Answer) -> dict[str, Any]:
    return {
        "answer": answer,
        "tone": TONES[answer.verdict.claim.value],
        "headline": headline(answer.verdict.claim),
        "groups": groups(answer.verdict.rulings),
        "tier": _tier(answer.tier),
        "message": answer.message,
    }


def headline(claim: Claim) -> str:
    """The verdict in a few words."""
    return {
        Claim.YES: _("You may claim this VAT"),
        Claim.PART: _("You may claim a part of this VAT"),
        Claim.ASK: _("Ask your accountant before you claim"),
        Claim.NO: _("You may not claim this VAT as it stands"),
    }[claim]


def groups(rulings: tuple[Ruling, ...]) -> list[Group]:
    """What stands against the claim first."""
    titles = {
        Outcome.FAILED: _("What stands against it"),
        Outcome.ASK: _("For your accountant"),
        Outcome.WARNING: _("Look at this"),
        Outcome.PASSED: _("What is in order"),
    }
    labels = {name: str(field.label or "") for name, field in CheckForm.base_fields.items()}
    held = ((outcome, tuple(each for each in rulings if each.outcome == outcome)) for outcome in titles)
    return [
        Group(
            title=titles[outcome],
            icon=ICONS[outcome],
            rows=[(labels.get(each.field, ""), each) for each in found],
            is_folded=outcome is Outcome.PASSED,
        )
        for outcome, found in held
        if found
    ]


def _tier(tier: Tier) -> str:
    return {
        Tier.NONE: _("To R50.00 no tax invoice is needed, section 20(6)."),
        Tier.ABRIDGED: _("To R5 000.00 an abridged tax invoice is enough, section 20(5)."),
        Tier.FULL: _("Above R5 000.00 a full tax invoice is needed, section 20(4)."),
    }.get(tier, "")


def kept(request: TenantRequest) -> dict[str, Any]:
    """One page of what was kept, newest first. Two queries."""
    rows = keyset.page(
        checks.checks(),
        ordering=("-checked_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="billing:checks",
    )
    removed = request.GET.get("removed", "")
    undo = removed if removed and checks.is_removed(removed) else ""
    return {"page": rows, "sums": checks.sums(), "undo": undo}


def one(request: TenantRequest, row: CheckedInvoice) -> dict[str, Any]:
    """One that was kept, with what was said of it then."""
    rulings = checking.rulings_of(row)
    return {
        "row": row,
        "tone": TONES[row.claim],
        "headline": headline(Claim(row.claim)),
        "groups": groups(rulings),
        "has_theirs": any(asking.is_theirs(ruling) for ruling in rulings),
    }

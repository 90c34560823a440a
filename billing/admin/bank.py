"""Staff view of our bank's statements: upload one, confirm what it paid with one press."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminFileFieldWidget

from billing.admin.deeds import BillingAdmin, address
from billing.admin.payments import proof_urls
from billing.models import BankLine, BankStatement, Charge, ChargeState, LineState, Payment
from billing.services import bank
from synthai.core.access import staff_actor
from synthai.core.errors import DomainError
from synthai.core.staff.site import StaffAdmin, staff_site

PAGE = 25
# What the page's filters show: state of a line, and whether its suggestion is clear.
FILTERS: dict[str, Any] = {
    "clear": _("Sure matches"),
    "doubtful": _("To be looked at"),
    "matched": _("Matched"),
    "ignored": _("Not ours"),
    "reversed": _("Reversed by the bank"),
}


class StatementForm(forms.Form):
    """A bank's export."""

    file = forms.FileField(label=_("Bank statement (CSV or OFX)"), widget=UnfoldAdminFileFieldWidget)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A payment that a line may pay."""

    reference: str
    percent: int
    difference: Decimal
    reasons: list[str]
    customer: str
    amount: str
    url: str
    proof_url: str = ""
    is_credit: bool = False  # what it was for is paid or called off

    @property
    def is_too_little(self) -> bool:
        return self.difference < 0


@dataclass(frozen=True, kw_only=True)
class Card:
    """One line with what may be done about it."""

    line: BankLine
    choices: list[Choice]
    paid: Payment | None


def cards(lines: list[BankLine]) -> list[Card]:
    """Lines with their suggestions in words. Three queries."""
    named = {each["reference"] for line in lines for each in line.suggestion.get("choices", [])}
    named |= {line.matched_reference for line in lines if line.matched_reference}
    rows = Payment.objects.filter(reference__in=named).select_related("organisation", "charge")
    payments = {payment.reference: payment for payment in rows}
    urls = proof_urls(payments.values())
    charges = Charge.objects.filter(reference__in=named - payments.keys()).select_related("organisation")
    known: dict[str, Payment | Charge] = {**payments, **{charge.reference: charge for charge in charges}}
    return [
        Card(line=line, choices=_choices(line, known, urls), paid=payments.get(line.matched_reference))
        for line in lines
    ]


def _choices(line: BankLine, known: dict[str, Payment | Charge], urls: dict[int, str]) -> list[Choice]:
    if line.state != LineState.OPEN:
        return []
    choices = line.suggestion.get("choices", [])
    return [
        _choice(line, each, known[each["reference"]], urls) for each in choices if each["reference"] in known
    ]


def _choice(line: BankLine, said: dict[str, Any], row: Payment | Charge, urls: dict[int, str]) -> Choice:
    charge, amount = (row.charge, row.amount) if isinstance(row, Payment) else (row, row.due or row.total)
    return Choice(
        reference=said["reference"],
        percent=int(Decimal(said["confidence"]) * 100),
        difference=line.amount - amount,  # what it asks for may have moved
        reasons=said["reasons"],
        customer=str(row.organisation),
        amount=str(amount),
        url=address(row),
        is_credit=not charge.is_open,
        proof_url=urls.get(row.pk, "") if isinstance(row, Payment) else "",
    )


def filtered(chosen: str, words: str) -> Any:
    """Lines of one filter, those with some words alone. Debits are none of a customer's and stand under "Not ours"."""
    rows = BankLine.objects.all() if chosen == LineState.IGNORED else BankLine.objects.filter(amount__gt=0)
    if chosen in ("clear", "doubtful"):
        rows = rows.filter(state=LineState.OPEN)
        owed = Payment.objects.filter(reference=OuterRef("best"), charge__state=ChargeState.OPEN)
        is_clear = Q(suggestion__is_clear=True) & Exists(owed)  # else what it pays became credit meanwhile
        rows = rows.annotate(best=KT("suggestion__reference")).filter(
            is_clear if chosen == "clear" else ~is_clear
        )
    else:
        rows = rows.filter(state=chosen)
    if words:
        rows = rows.filter(description__icontains=words) | rows.filter(matched_reference=words.upper())
    return rows.order_by("-booked_on", "-pk")


def act(what: str, public_id: str, reference: str, *, by: Any, now: Any) -> Any:
    """One press of a button. Raises DomainError."""
    if what == "confirm":
        bank.confirm(public_id, reference=reference, by=by, now=now)
        return _t("%(reference)s is paid.") % {"reference": reference.upper()}
    if what == "credit":
        bank.keep_as_credit(public_id, reference=reference, by=by, now=now)
        return _t(
            "Kept for the customer who was given %(reference)s: it counts for what is open, the rest is credit."
        ) % {"reference": reference}
    if what == "ignore":
        bank.ignore(public_id, by=by, now=now)
        return _t("Put aside as not ours.")
    if what == "undo":
        bank.undo(public_id, by=by, now=now)
        return _t("Undone. What it had paid is owed again.")
    raise DomainError


@admin.register(BankLine, site=staff_site)
class BankLineAdmin(BillingAdmin):
    """Lines of bank statements. Worked on under “Match”."""

    list_display = ("booked_on", "amount", "description", "state", "matched_reference", "matched_by")
    list_filter = ("state", "booked_on")
    search_fields = ("description", "matched_reference", "public_id")
    find_exactly = ("pk", "public_id")
    ordering = ("-booked_on", "-pk")
    list_select_related = ("statement",)
    exclude = ("line_key", "content_key", "suggestion")

    def get_urls(self) -> list[URLPattern]:
        """And the page where they are matched."""
        page = self.admin_site.admin_view(self.match_view)
        return [path("match/", page, name="billing_bankline_match"), *super().get_urls()]

    def links(self, row: Any) -> list[tuple[Any, str]]:
        """From the list and a row to the page where lines are matched."""
        del row
        return [(_("Match"), reverse("admin:billing_bankline_match"))]

    def match_view(self, request: HttpRequest) -> HttpResponse:
        """Upload, look, confirm."""
        if not self.may_do(request):
            return redirect("admin:billing_bankline_changelist")
        form = StatementForm()
        if request.method == "POST":
            form = StatementForm(request.POST, request.FILES) if "upload" in request.POST else form
            if self._posted(request, form):
                return redirect(f"{request.path}?{self._kept(request)}")
        asked = request.GET.get("show", "")
        chosen = asked if asked in FILTERS else self._first_filter()
        words = request.GET.get("q", "").strip()
        page = Paginator(filtered(chosen, words), PAGE).get_page(request.GET.get("page"))
        self._record(request, "listed", None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Match EFT payments"),
            "form": form,
            "cards": cards(list(page.object_list)),
            "page": page,
            "show": chosen,
            "q": words,
            "filters": [(key, title, key == chosen) for key, title in FILTERS.items()],
            "counts": bank.counts(),
        }
        return TemplateResponse(request, "admin/billing/match.html", context)

    def _posted(self, request: HttpRequest, form: StatementForm) -> bool:
        by, now = staff_actor(request), timezone.now()
        try:
            if "upload" in request.POST:
                return form.is_valid() and self._import(request, form, by=by, now=now)
            what, reference = request.POST.get("do", ""), request.POST.get("reference", "").strip()
            said = act(what, request.POST.get("line", ""), reference, by=by, now=now)
        except DomainError as error:
            messages.error(request, str(error))
            return "upload" not in request.POST
        messages.success(request, said)
        return True

    def _import(self, request: HttpRequest, form: StatementForm, *, by: Any, now: Any) -> bool:
        file = form.cleaned_data["file"]
        found = bank.import_statement(file.name, file.read(), by=by, now=now)
        made = found.statement
        said = ngettext(
            "%(lines)d line read, %(new)d new.", "%(lines)d lines read, %(new)d new.", made.line_count
        )
        messages.success(request, said % {"lines": made.line_count, "new": made.new_count})
        if found.undone:
            undone = ngettext(
                "The bank took money back: %(number)d match is undone, and what it had paid is owed again. See “Reversed by the bank”.",
                "The bank took money back: %(number)d matches are undone, and what they had paid is owed again. See “Reversed by the bank”.",
                found.undone,
            )
            messages.warning(request, undone % {"number": found.undone})
        return True

    def _kept(self, request: HttpRequest) -> str:
        kept = QueryDict(mutable=True)
        for name in ("show", "q", "page"):
            if request.GET.get(name):
                kept[name] = request.GET[name]
        return kept.urlencode()

    def _first_filter(self) -> str:
        return "clear" if filtered("clear", "").exists() else "doubtful"


@admin.register(BankStatement, site=staff_site)
class BankStatementAdmin(StaffAdmin):
    """Imported files."""

    list_display = ("file_name", "line_count", "new_count", "imported_by", "imported_at")
    list_filter = ("imported_at",)
    search_fields = ("file_name", "public_id", "imported_by")
    find_exactly = ("pk", "public_id")
    ordering = ("-imported_at",)

"""Where customers pay."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions, step_up
from accounts.bank_forms import BankForm
from accounts.services import bank_details
from accounts.views import scope
from accounts.views.feedback import attempt, say
from synthai.core.access import page
from synthai.core.versions import version_of


@require_http_methods(["GET", "POST"])
@page(permissions.BANK_CHANGE)
@step_up.proved_to_send
def details(request: HttpRequest, organisation: str) -> HttpResponse:
    """Say into which account customers pay."""
    row, by = bank_details.current(), scope.actor(request)
    shown = ("holder", "bank", "branch_code")
    initial = {"version": version_of(row), **{name: getattr(row, name) for name in shown}} if row else None
    form = BankForm(request.POST or None, row=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"] or None
        if attempt(form, lambda: bank_details.save(form.wish(), by=by, now=timezone.now(), version=seen)):
            say(request, _("The bank details were saved. Owner and administrators are told."))
            return redirect("accounts:bank-details", organisation)
    return render(request, "accounts/bank_details.html", {"form": form, "row": row})


@require_POST
@page(permissions.BANK_CHANGE)
@step_up.proved_to_send
def remove(request: HttpRequest, organisation: str) -> HttpResponse:
    """Take the bank account off new documents."""
    bank_details.remove(by=scope.actor(request), now=timezone.now())
    say(request, _("Your documents name no bank account any more. Owner and administrators are told."))
    return redirect("accounts:bank-details", organisation)

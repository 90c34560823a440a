"""The keys that sign an organisation's certificates: a new one, and one that leaked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import permissions
from courses.selectors import certificates as selectors
from courses.services.certificates import addresses, keys
from synthai.core.access import TenantRequest, page


@require_GET
@page(permissions.KEY_MANAGE)
def key_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every key: which one signs, which verify, which were withdrawn."""
    owner = request.organisation.public_id
    rows, counts = selectors.keys(), keys.signed_counts(owner)
    signs = next((row.public_id for row in rows if row.withdrawn_at is None), "")
    context = {
        "rows": [(row, counts.get(row.public_id, 0), row.public_id == signs) for row in rows],
        "keys_url": addresses.of_keys(owner),
    }
    return render(request, "courses/certificate_keys.html", context)


@require_POST
@page(permissions.KEY_MANAGE)
def key_turn(request: TenantRequest, organisation: str) -> HttpResponse:
    """A new key signs from now on."""
    keys.turn(by=request.actor, now=timezone.now())
    messages.success(request, _("A new key signs from now on. Certificates given before still hold."))
    return redirect("courses:key-list", organisation)


@require_POST
@page(permissions.KEY_MANAGE)
def key_withdraw(request: TenantRequest, organisation: str, key: str) -> HttpResponse:
    """Trust a key no more."""
    found = selectors.get_key(key)
    keys.withdraw(found.pk, by=request.actor, now=timezone.now())
    messages.success(
        request,
        _(
            "The key is withdrawn. What it signed is signed again, which takes a moment for many certificates."
        ),
    )
    return redirect("courses:key-list", organisation)

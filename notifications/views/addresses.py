"""Where I am reached: numbers with their codes, browsers, phones; removing, and taking that back."""

from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from notifications import reach
from notifications.address_forms import CodeForm, NumberForm
from notifications.channels.protocol import Channel
from notifications.services import addresses, numbers
from notifications.services.choices import Way
from synthai.core import user_agents
from synthai.core.access import signed_in_id
from synthai.core.errors import DomainError

TEMPLATE = "notifications/addresses.html"
SENDING = "notifications/addresses_sending.html"
LARGEST = 10_000  # bytes of a subscription; real ones have some hundred


@require_GET
@login_required
def address_page(request: HttpRequest) -> HttpResponse:
    """Every way to me, and how to add one."""
    template = SENDING if vars(request).get("htmx") else TEMPLATE
    return render(request, template, _context(request))


@require_POST
@login_required
def number_ask(request: HttpRequest) -> HttpResponse:
    """Send a code to a number; with `drop` think no more of the one that is asked for."""
    user_id, now, form = signed_in_id(request), timezone.now(), NumberForm(request.POST)
    if "drop" in request.POST:
        numbers.drop(user_id, now=now)
    elif not form.is_valid() or not _done(form, lambda: _ask(user_id, form, now)):
        return render(request, TEMPLATE, {**_context(request), "form": form})
    return redirect("notifications:addresses")


@require_POST
@login_required
def number_again(request: HttpRequest) -> HttpResponse:
    """Send another code to the same number."""
    user_id, now, form = signed_in_id(request), timezone.now(), CodeForm(request.POST)
    code = numbers.open_code(user_id, now=now)
    if code is None:
        return redirect("notifications:addresses")
    channels = [Channel(each) for each in code.channels]
    form.is_valid()
    form.errors.clear()
    if not _done(form, lambda: numbers.ask(user_id, code.number, channels, now=now)):
        return render(request, TEMPLATE, {**_context(request), "code_form": form})
    return redirect("notifications:addresses")


@require_POST
@login_required
def number_prove(request: HttpRequest) -> HttpResponse:
    """Take the code."""
    user_id, form = signed_in_id(request), CodeForm(request.POST)
    if not form.is_valid() or not _done(form, lambda: _prove(request, user_id, form)):
        key = "code_form" if numbers.open_code(user_id, now=timezone.now()) else "form"
        shown = form if key == "code_form" else _asked_anew(form)
        return render(request, TEMPLATE, {**_context(request), key: shown})
    messages.success(request, _("The number is yours. Under “What reaches you” you choose what goes there."))
    return redirect("notifications:addresses")


@require_POST
@login_required
def address_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Reach me there no more; the page after it can take that back."""
    way = Way("page", get_client_ip(request))
    note = addresses.remove(signed_in_id(request), public_id, way=way, now=timezone.now())
    return redirect(f"{addresses.page_path()}?undo={note}")


@require_POST
@login_required
def address_undo(request: HttpRequest) -> HttpResponse:
    """Take a removal back."""
    way, note = Way("page", get_client_ip(request)), request.POST.get("note", "")
    try:
        addresses.bring_back(signed_in_id(request), note, way=way, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is back."))
    return redirect("notifications:addresses")


@require_POST
@login_required
def browser_keep(request: HttpRequest) -> HttpResponse:
    """This browser is told from now on; its subscription comes as JSON from push.js."""
    label = user_agents.name_of(request.headers.get("User-Agent", ""))
    try:
        found = addresses.keep_browser(
            signed_in_id(request), _subscription(request), label=label, now=timezone.now()
        )
    except DomainError as error:
        return JsonResponse({"detail": str(error)}, status=error.status)
    request.session[addresses.SESSION_KEY] = found.public_id
    return JsonResponse({"renewal": addresses.renewal_of(found)})


@csrf_exempt  # a service worker has no page and no token; what it was given when it subscribed is the proof
@require_POST
def browser_renew(request: HttpRequest) -> HttpResponse:
    """The browser exchanged its subscription by itself."""
    renewal = request.headers.get("X-Renewal", "")
    try:
        addresses.renew_browser(renewal, _subscription(request), now=timezone.now())
    except DomainError as error:
        return JsonResponse({"detail": str(error)}, status=error.status)
    return HttpResponse(status=204)


def _subscription(request: HttpRequest) -> str:
    """The body as text; nothing for one that is far too long."""
    return request.body.decode("utf-8", "replace") if len(request.body) <= LARGEST else ""


def _context(request: HttpRequest) -> dict[str, Any]:
    user_id = signed_in_id(request)
    return {
        **reach.sorts(reach.places_of(user_id)),
        "awaited": reach.awaited(numbers.open_code(user_id, now=timezone.now())),
        "form": NumberForm(),
        "code_form": CodeForm(),
        "offers_numbers": bool(numbers.offered()),
        "push_key": reach.push_key(),
        "undo": request.GET.get("undo", ""),
    }


def _ask(user_id: int, form: NumberForm, now: Any) -> None:
    channels = [Channel(each) for each in form.cleaned_data["channels"]]
    numbers.ask(user_id, form.cleaned_data["number"], channels, now=now)


def _prove(request: HttpRequest, user_id: int, form: CodeForm) -> None:
    way = Way("page", get_client_ip(request))
    numbers.prove(user_id, form.cleaned_data["code"], way=way, now=timezone.now())


def _done(form: forms.Form, verb: Any) -> bool:
    """Do it; a refusal goes beside the field it is about."""
    try:
        verb()
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


def _asked_anew(refused: CodeForm) -> NumberForm:
    """The form of the number, with what was said of its code."""
    form = NumberForm(data={})
    form.errors.clear()
    for error in refused.non_field_errors():
        form.add_error(None, error)
    return form

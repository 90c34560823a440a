"""The proof of what a person agreed to, and all that we hold about what she is told: for herself."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from notifications.services import consents, person_export
from synthai.core.access import signed_in_id


@require_GET
@login_required
def proof(request: HttpRequest) -> HttpResponse:
    """Each consent given or withdrawn, with what she saw, when and how."""
    user_id = signed_in_id(request)
    context = {
        "consents": consents.of_person(user_id),
        "history": consents.history(user_id),
        "asked": consents.asked(user_id),
    }
    return render(request, "notifications/consent_proof.html", context)


@require_GET
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """All of it as a file."""
    found = person_export.of_person(signed_in_id(request), now=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="synthai-notifications.json"'}
    return JsonResponse(found, headers=headers, json_dumps_params={"indent": 2, "ensure_ascii": False})

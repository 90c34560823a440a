"""Where gateways send their messages: judged on the raw bytes, stored, answered. Nothing else."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.actors import client_ip
from billing import tasks
from billing.gateways import RawMessage
from billing.services import inbox


@csrf_exempt
@require_POST
def gateway_message(request: HttpRequest, gateway: str) -> HttpResponse:
    """200 with nothing in it for a genuine message, 400 for any other; gateways send what is not answered 200 again."""
    if len(request.body) > inbox.LARGEST_BODY:  # Django itself reads no more than DATA_UPLOAD_MAX_MEMORY_SIZE
        return HttpResponse(status=413)
    message = RawMessage(
        body=request.body,
        headers={name.lower(): value for name, value in request.headers.items()},
        source_ip=client_ip(request) or "",
        received_at=timezone.now(),
    )
    kept = inbox.receive(gateway, message)
    if kept is None:
        return HttpResponse(status=400)
    if inbox.wants_wake():
        tasks.messages_sweep.enqueue()
    return HttpResponse(status=200)

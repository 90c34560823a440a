"""Where providers tell what became of messages: judged on the raw bytes, stored, answered. Nothing else."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications import tasks
from notifications.channels.protocol import Callback
from notifications.services import callbacks, rendering


@csrf_exempt
@require_http_methods(["GET", "POST"])
def provider_callback(request: HttpRequest, channel: str, provider: str) -> HttpResponse:
    """200 with the word that the provider waits for, 403 for what is not genuine. GET is how Meta makes sure of the address."""
    callback = Callback(
        method=request.method or "",
        url=rendering.absolute(request.get_full_path()),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
        received_at=timezone.now(),
    )
    judged = callbacks.receive(channel, provider, callback)
    if judged.is_genuine and callbacks.wants_wake():
        tasks.callbacks_sweep.enqueue()
    return HttpResponse(judged.answer, content_type="text/plain", status=200 if judged.is_genuine else 403)

"""The Idempotency-Key header of unsafe calls: from HTTP to synthai.core.idempotency and back."""

import hashlib
from collections.abc import Callable, Iterator

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from synthai.core.access import Actor
from synthai.core.idempotency import Answer, once, parse_key

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Content-Disposition")


def key_of(request: Request) -> str | None:
    """The key of an unsafe call of somebody signed in; None otherwise. Raises IdempotencyKeyMalformed.

    Calls of nobody (sign-in, token refresh) are never stored: their answers are secrets.
    """
    header = request.headers.get(HEADER)
    if header is None or request.method not in UNSAFE or not request.user.is_authenticated:
        return None
    return parse_key(header)


def answered_once(request: Request, key: str, respond: Callable[[], HttpResponse]) -> HttpResponse:
    """What `respond` answers, or answered before. `respond` returns a rendered reply."""

    def work() -> Answer:
        response = respond()
        kept = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
        return Answer(response.status_code, response.content, kept)

    answer = once(
        key,
        actor_key=_actor_key(request),
        fingerprint=fingerprint_of(request),
        now=timezone.now(),
        work=work,
    )
    response = HttpResponse(answer.body, status=answer.status, headers=answer.headers)
    if answer.replayed:
        response[REPLAYED] = "true"
    return response


def _actor_key(request: Request) -> str:
    actor = getattr(request, "actor", None)
    kind = actor.kind if isinstance(actor, Actor) else "person"
    return f"{kind}:{getattr(request.user, 'public_id', '')}"


def fingerprint_of(request: Request) -> str:
    """SHA-256 (hex) of method, address and body. Uploads are read in pieces, not into memory."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for part in _body_parts(request):
        digest.update(part)
    return digest.hexdigest()


def _body_parts(request: Request) -> Iterator[bytes]:
    if not (request.content_type or "").startswith("multipart/"):
        yield request._request.body  # noqa: SLF001 - the raw body is Django's, to be read before it is parsed
        return
    cleaned = request.data  # parses, or refuses a format the view does not take
    del cleaned
    # A repeat has another boundary, so the fields count and not the raw bytes.
    for name, values in sorted(request.POST.lists()):
        yield repr((name, values)).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield repr((name, file.name, file.size)).encode()
            yield from file.chunks()
            file.seek(0)

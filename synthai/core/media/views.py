"""Addresses that carry their own permission: pieces of uploads come in, files go out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from synthai.core import files
from synthai.core.media import links, uploads
from synthai.core.media.stages import FolderStage, OtherOffset, TooMuch
from synthai.core.models import Upload
from synthai.core.ranges import ranged
from synthai.core.tenancy import tenant

OFFSET = "Upload-Offset"


@csrf_exempt
@require_http_methods(["HEAD", "PUT"])
def piece(request: HttpRequest, ticket: str) -> HttpResponse:
    """HEAD tells how far an upload is (Upload-Offset); PUT adds the piece that begins there."""
    found = links.read_ticket(ticket)
    if found is None:
        raise Http404
    organisation_id, public_id = found
    with tenant(organisation_id):
        upload = uploads.growing(public_id)
        if upload is None:
            raise Http404
        return _told(request, upload) if request.method == "HEAD" else _received(request, upload)


def _told(request: HttpRequest, upload: Upload) -> HttpResponse:
    length = {OFFSET: str(FolderStage().received(upload)), "Upload-Length": str(upload.size)}
    return HttpResponse(status=200, headers={**length, "Cache-Control": "no-store"})


def _received(request: HttpRequest, upload: Upload) -> HttpResponse:
    way, status = FolderStage(), 204
    try:
        offset = int(request.headers.get(OFFSET, ""))
        way.receive(upload, request, offset=offset)  # type: ignore[arg-type]  # a request reads as a file does
    except ValueError:
        status = 400
    except OtherOffset:
        status = 409
    except TooMuch:
        status = 413
    except UnreadablePostError:  # the line broke: what came is kept, and nobody hears the answer
        status = 400
    uploads.note(upload, now=timezone.now())
    return HttpResponse(status=status, headers={OFFSET: str(way.received(upload))})


@require_safe
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """A stored file for who has the link, a part of it where a part is asked for."""
    linked = links.read_file_link(token)
    if linked is None:
        raise Http404
    return answer(request, linked)


@require_safe
def steady(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same for a link that stays the same for half a day. Behind S3 the browser is sent on to an address that S3 checks."""
    linked = links.read_steady_link(token, now=timezone.now())
    if linked is None:
        raise Http404
    if not links.is_remote():
        return answer(request, linked, seconds=links.STEADY_SECONDS)
    reply = HttpResponseRedirect(links.file_link(linked))
    reply["Cache-Control"] = f"private, max-age={links.FILE_SECONDS // 2}"
    return reply


def answer(
    request: HttpRequest, linked: links.Linked, *, seconds: int = links.FILE_SECONDS
) -> HttpResponseBase:
    """A file of the folder, kept by the browser for so long. It never runs as a page of ours. Raises Http404."""
    try:
        content = files.open_file(linked.path)
    except FileNotFoundError as error:
        raise Http404 from error
    reply = ranged(request, content, size=content.size, content_type=linked.content_type)
    reply["Content-Disposition"] = links.disposition(linked.name, is_saved=linked.is_saved)
    reply["Cache-Control"] = f"private, max-age={seconds}, immutable"
    reply["X-Content-Type-Options"] = "nosniff"
    reply["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return reply

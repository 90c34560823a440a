"""Files of courses, for who may see the course. Behind S3 the browser is sent on to an address that S3 checks."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_safe

from courses import permissions
from courses.models import MediaFile
from courses.selectors import drafts, learners, playing
from courses.terms import BlockKind
from synthai.core.access import TenantRequest, page
from synthai.core.media import captions as writing
from synthai.core.media import links
from synthai.core.media.links import Linked
from synthai.core.media.views import answer

_A_YEAR = 365 * 24 * 3600


@require_safe
@page(permissions.COURSE_VIEW, is_part=True)
def media(request: TenantRequest, organisation: str, media: str, size: str) -> HttpResponseBase:
    """A picture, video, sound or file; a part of it where the browser asks for a part."""
    row = _visible(request, media)
    if not request.actor.can(permissions.COURSE_CHANGE) and not playing.is_for_learners(row):
        raise Http404
    path = row.small_path if size == "small" and row.small_path else row.path
    return _sent(request, row, path, row.content_type)


@require_safe
@page(permissions.COURSE_VIEW, is_part=True)
def rendition(
    request: TenantRequest, organisation: str, media: str, label: str, ending: str
) -> HttpResponseBase:
    """One of the things made of a file."""
    row = _visible(request, media)
    made = playing.get_rendition(row, label, ending)
    return _sent(request, row, made.path, made.content_type)


@require_safe
@page(permissions.COURSE_VIEW, is_part=True)
def captions(request: TenantRequest, organisation: str, media: str, language: str) -> HttpResponse:
    """What is said, for the player."""
    row = playing.get_caption(_visible(request, media), language)
    headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(writing.written(row.cues), content_type="text/vtt; charset=utf-8", headers=headers)


def _visible(request: TenantRequest, media: str) -> MediaFile:
    row = drafts.get_media(media)
    may_write = request.actor.can(permissions.COURSE_CHANGE)
    if not may_write and not learners.may_see_media(row.course_id, request.actor.user_id):
        raise Http404
    return row


def _sent(request: TenantRequest, row: MediaFile, path: str, content_type: str) -> HttpResponseBase:
    """Private, and kept by the browser for good: a file never changes. What is no picture, film or sound is saved."""
    linked = Linked(path=path, content_type=content_type, name=row.name, is_saved=row.kind == BlockKind.FILE)
    if not links.is_remote():
        return answer(request, linked, seconds=_A_YEAR)
    reply = HttpResponseRedirect(links.file_link(linked))
    reply["Cache-Control"] = f"private, max-age={links.FILE_SECONDS // 2}"
    return reply

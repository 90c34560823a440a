"""Files of courses, for who may see the course."""

from typing import Final

from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from courses import permissions
from courses.models import MediaFile
from courses.selectors import drafts, learners
from courses.terms import BlockKind
from synthai.core import files
from synthai.core.access import TenantRequest, page
from synthai.core.ranges import ranged

_A_YEAR: Final = 365 * 24 * 3600


@require_safe
@page(permissions.COURSE_VIEW, is_part=True)
def media(request: TenantRequest, organisation: str, media: str, size: str) -> HttpResponseBase:
    """A picture, video, sound or file; a part of it where the browser asks for a part."""
    row = drafts.get_media(media)
    may_write = request.actor.can(permissions.COURSE_CHANGE)
    if not may_write and not learners.may_see_media(row.course_id, request.actor.user_id):
        raise Http404
    return _answer(request, row, is_small=size == "small")


def _answer(request: TenantRequest, row: MediaFile, *, is_small: bool) -> HttpResponseBase:
    """Private, and kept by the browser for good: a file never changes. What is no picture, film or sound is saved."""
    small = is_small and bool(row.small_path)
    try:
        content = files.open_file(row.small_path if small else row.path)
    except FileNotFoundError as error:
        raise Http404 from error
    length = row.small_size if small else row.size
    answer = ranged(request, content, size=length, content_type=row.content_type)
    way = "attachment" if row.kind == BlockKind.FILE else "inline"
    answer["Content-Disposition"] = f'{way}; filename="{plain_name(row.name)}"'
    answer["Cache-Control"] = f"private, max-age={_A_YEAR}, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def plain_name(name: str) -> str:
    """A file's name as a header can carry it."""
    kept = "".join(each if each.isascii() and each not in '"\\' else "_" for each in name)
    return kept or "file"

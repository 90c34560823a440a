"""Pictures and sounds of questions: shown to who was asked, added while a question is written."""

from pathlib import PurePosixPath
from typing import Any, Final

from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses import permissions
from courses.forms.quizzes import PictureForm, QuestionForm
from courses.models import QuestionMedia
from courses.selectors import question_media as selectors
from courses.services.quizzes import pictures
from courses.services.quizzes.pictures import Where
from synthai.core import files
from synthai.core.access import Actor, TenantRequest, page
from synthai.core.errors import DomainError
from synthai.core.ranges import ranged

_A_YEAR: Final = 365 * 24 * 3600
_BOXES: Final = {"is_all_or_nothing", "minds_case", "minds_accents"}


@require_safe
@page(permissions.COURSE_VIEW, is_part=True)
def question_media(request: TenantRequest, organisation: str, media: str, size: str) -> HttpResponseBase:
    """A picture or a sound, for who writes questions and for who was asked one that shows it."""
    return answer(request, request.actor, media, size)


def answer(request: HttpRequest, by: Actor, media: str, size: str) -> HttpResponseBase:
    """The file, for pages and for the API. Raises Http404, NotFound."""
    row = selectors.get_media(media)
    if not by.can(permissions.QUIZ_CHANGE) and not selectors.may_see(row, by.user_id):
        raise Http404
    return _answer(request, row, is_small=size == "small" and bool(row.small_path))


def _answer(request: HttpRequest, row: QuestionMedia, *, is_small: bool) -> HttpResponseBase:
    """Kept by the browser for good, since a file never changes. Its name is "picture" or "sound", never the author's."""
    try:
        content = files.open_file(row.small_path if is_small else row.path)
    except FileNotFoundError as error:
        raise Http404 from error
    length = row.small_size if is_small else row.size
    answer = ranged(request, content, size=length, content_type=row.content_type)
    ending = PurePosixPath(row.path).suffix
    answer["Content-Disposition"] = (
        f'inline; filename="{"sound" if row.kind == "audio" else "picture"}{ending}"'
    )
    answer["Cache-Control"] = f"private, max-age={_A_YEAR}, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def is_adding(request: TenantRequest) -> bool:
    """Whether the button beside the file was pressed, and not the one that saves."""
    return request.method == "POST" and "add_picture" in request.POST


def added(request: TenantRequest) -> tuple[QuestionForm, PictureForm]:
    """The question as it stands in the page, not saved, with the file in its place; or what is wrong with the file."""
    form = PictureForm(request.POST, request.FILES)
    typed = _typed(request.POST)
    if not form.is_valid():
        return QuestionForm(initial=typed), form
    given = form.cleaned_data
    where = Where(place=given["picture_place"], line=given["picture_line"] or 1)
    try:
        pictures.put(typed, "", where)  # before the file is stored: is there such a line?
        kept = pictures.add(
            given["picture"], name=given["picture"].name, by=request.actor, now=timezone.now()
        )
        typed |= pictures.put(typed, pictures.notation_of(kept, given["picture_alt"]), where)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else "picture", str(error))
        return QuestionForm(initial=typed), form
    return QuestionForm(initial=typed), PictureForm()


def _typed(data: QueryDict) -> dict[str, Any]:
    """What the page holds, whether it would pass or not."""
    return {name: name in data if name in _BOXES else data.get(name, "") for name in QuestionForm().fields}

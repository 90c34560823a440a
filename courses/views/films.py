"""Films and sounds: how far the smaller sizes are, captions, and how one likes to watch."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import permissions
from courses.forms.media import WatchingForm
from courses.models import Block, Caption, MediaFile
from courses.selectors import drafts, playing
from courses.services import captions, films, watching
from courses.views import screens
from courses.views.answers import attempt, first_error
from synthai.core.access import TenantRequest, page
from synthai.core.errors import NotFound
from synthai.core.files import refuse_if_too_large
from synthai.core.media.forms import CaptionForm


@require_GET
@page(permissions.COURSE_CHANGE, is_part=True)
def state(request: TenantRequest, organisation: str, course: str, block: str) -> HttpResponse:
    """How far the smaller sizes are; the page asks again while they are being made."""
    row, _media = _film(course, block)
    context = {"course": drafts.get_course(course), "block": row, "film": screens.film(row)}
    return render(request, "courses/film_state.html", context)


@require_POST
@page(permissions.COURSE_CHANGE)
def try_again(request: TenantRequest, organisation: str, course: str, block: str) -> HttpResponse:
    """Have another go at what failed."""
    row, media = _film(course, block)
    films.try_again(media, by=request.actor, now=timezone.now())
    return _to_block(organisation, course, row)


@require_POST
@page(permissions.COURSE_CHANGE)
def captions_put(request: TenantRequest, organisation: str, course: str, block: str) -> HttpResponse:
    """Captions out of a file."""
    row, media = _film(course, block)
    refuse_if_too_large(request)
    form = CaptionForm(request.POST, request.FILES)
    if form.is_valid() and attempt(form, lambda: _put(request, media, form)) is not None:
        messages.success(request, _("The captions are in. They show at once, also in what is published."))
    else:
        messages.error(request, first_error(form))
    return _to_block(organisation, course, row)


@require_POST
@page(permissions.COURSE_CHANGE)
def captions_remove(
    request: TenantRequest, organisation: str, course: str, block: str, language: str
) -> HttpResponse:
    """Take the captions of a language out."""
    row, media = _film(course, block)
    captions.remove(media, language=language, by=request.actor, now=timezone.now())
    messages.success(request, _("The captions are out."))
    return _to_block(organisation, course, row)


@require_POST
@page(permissions.COURSE_VIEW)
def choose(request: TenantRequest, organisation: str) -> HttpResponse:
    """Remember how one likes to watch; back to where one was."""
    form = WatchingForm(request.POST)
    if form.is_valid():
        watching.choose(by=request.actor, **form.chosen())
    if request.POST.get("quietly"):
        return HttpResponse(status=204)
    return redirect(_back(request, organisation))


def _back(request: TenantRequest, organisation: str) -> str:
    home = reverse("courses:mine", args=[organisation])
    wish = request.POST.get("next", "")
    is_ours = wish.startswith(home) and url_has_allowed_host_and_scheme(wish, allowed_hosts=None)
    return wish if is_ours else home


def _put(request: TenantRequest, media: MediaFile, form: CaptionForm) -> Caption:
    given = form.cleaned_data
    return captions.put(
        given["file"], media=media, language=given["language"], by=request.actor, now=timezone.now()
    )


def _film(course: str, block: str) -> tuple[Block, MediaFile]:
    row = drafts.get_block(drafts.get_course(course), block)
    if row.media is None or not playing.is_film(row.media):
        raise NotFound
    return row, row.media


def _to_block(organisation: str, course: str, row: Block) -> HttpResponse:
    place = reverse("courses:write-lesson", args=[organisation, course, row.lesson.public_id])
    return redirect(f"{place}#block-{row.public_id}")

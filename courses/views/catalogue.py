"""What strangers see of an organisation's courses: the catalogue, a course, a lesson to try. Works without script and sign-in."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.engine.selling.structured import CourseFacts, Rating, course_data
from courses.selectors import selling as selectors
from courses.selectors import talk
from courses.selectors.selling import Shop, Shown
from courses.selectors.talk import Summary
from courses.services.selling import places
from courses.terms import BlockKind, Tone
from synthai.core import files
from synthai.core.richtext import html_of
from synthai.core.structured import in_page

P = ParamSpec("P")
RATE = {"catalogue": "120/m/ip"}
_READ = (BlockKind.TEXT, BlockKind.CALLOUT, BlockKind.CODE, BlockKind.IMAGE)
_TONES = dict(Tone.choices)


def of_shop(view: Callable[Concatenate[HttpRequest, Shop, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the organisation in the address around the view and the drawing of its page."""

    @wraps(view)
    def guarded(request: HttpRequest, shop: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not ratelimit.consume(request, app="courses", action="catalogue", config=RATE, limit_get=True):
            return ratelimit.respond_429(request)  # type: ignore[no-any-return]
        with selectors.opened(shop) as found:
            return view(request, found, *args, **kwargs)

    return guarded


@require_safe
@of_shop
def catalogue(request: HttpRequest, shop: Shop) -> HttpResponse:
    """Every public course."""
    listed = selectors.catalogue(shop, today=timezone.localdate())
    context = {"shop": shop, "listed": listed, "canonical": address(catalogue_path(shop))}
    return render(request, "courses/catalogue.html", context)


@require_safe
@of_shop
def sitemap(request: HttpRequest, shop: Shop) -> HttpResponse:
    """The public courses, for search engines."""
    listed = selectors.catalogue(shop, today=timezone.localdate())
    pages = [(address(catalogue_path(shop)), None)] + [
        (address(course_path(shop, each.course.public_id)), each.course.changed_at) for each in listed
    ]
    return render(request, "courses/sitemap.xml", {"pages": pages}, content_type="application/xml")


@require_safe
@of_shop
def course(request: HttpRequest, shop: Shop, course: str, key: str = "") -> HttpResponse:
    """A course: what it teaches, what it costs, who sells it."""
    found = get_shown(shop, course, key)
    return marked(found, render(request, "courses/public_course.html", course_context(shop, found, key)))


@require_safe
@of_shop
def lesson(request: HttpRequest, shop: Shop, course: str, lesson: str, key: str = "") -> HttpResponse:
    """A lesson to try."""
    found = get_shown(shop, course, key)
    row, kept = selectors.preview(found, lesson)
    context = {
        **course_context(shop, found, key),
        "lesson": row,
        "blocks": [_block(shop, found, key, each) for each in kept if each["kind"] in _READ],
        "has_more": any(each["kind"] not in _READ for each in kept),
    }
    return marked(found, render(request, "courses/public_lesson.html", context))


@require_safe
@of_shop
def picture(request: HttpRequest, shop: Shop, course: str, media: str, key: str = "") -> HttpResponse:
    """A picture of a lesson that is open to everybody."""
    found = get_shown(shop, course, key)
    row = selectors.open_picture(found, media)
    with files.open_file(row.small_path or row.path) as stored:
        response = HttpResponse(stored.read(), content_type=row.content_type)
    response["Cache-Control"] = "public, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def get_shown(shop: Shop, course: str, key: str) -> Shown:
    """The course with its free places."""
    now = timezone.now()
    found = selectors.get_shown(shop, course, key=key, today=timezone.localdate(now))
    return replace(found, left=places.left(found.course, now=now))


def course_context(shop: Shop, found: Shown, key: str) -> dict[str, Any]:
    """What every public page of a course shows."""
    path = course_path(shop, found.course.public_id, key)
    rated = talk.summary(found.course.pk)
    return {
        "shop": shop,
        "shown": found,
        "reviews": rated,
        "key": key,
        "canonical": address(path),
        "course_path": path,
        "buy_path": buy_path(shop, found.course.public_id, key),
        "data": in_page(course_data(_facts(shop, found, rated))) if found.is_indexed else "",
    }


def marked(found: Shown, response: HttpResponse) -> HttpResponse:
    """Search engines list public courses only."""
    if not found.is_indexed:
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"  # with "no-referrer" a browser posts the form from "null"
    return response


def catalogue_path(shop: Shop) -> str:
    """The catalogue's address."""
    return reverse("courses-public:catalogue", args=[shop.slug])


def course_path(shop: Shop, course: str, key: str = "") -> str:
    """A course's address, by its link where it has a key."""
    if key:
        return reverse("courses-public:course-by-link", args=[shop.slug, course, key])
    return reverse("courses-public:course", args=[shop.slug, course])


def buy_path(shop: Shop, course: str, key: str = "") -> str:
    """Where it is bought."""
    if key:
        return reverse("courses-public:buy-by-link", args=[shop.slug, course, key])
    return reverse("courses-public:buy", args=[shop.slug, course])


def address(path: str) -> str:
    """The whole address."""
    return settings.SITE_URL.rstrip("/") + path


def _block(shop: Shop, found: Shown, key: str, kept: dict[str, Any]) -> dict[str, Any]:
    """A block as a stranger reads it. Films, sounds, files and quizzes are in the course alone."""
    text, data = kept.get("text", ""), kept.get("data", {})
    told = {"kind": kept["kind"], "text": text, "data": data, "html": ""}
    if kept["kind"] != BlockKind.CODE:
        told["html"] = html_of(text)
    if kept["kind"] == BlockKind.CALLOUT:
        told["title"] = _TONES.get(data.get("tone", ""), _TONES[Tone.INFO])
    if media := kept.get("media"):
        parts = [shop.slug, found.course.public_id, *([key] if key else []), media["id"]]
        told["url"] = reverse(
            "courses-public:picture-by-link" if key else "courses-public:picture", args=parts
        )
    return told


def _facts(shop: Shop, found: Shown, rated: Summary) -> CourseFacts:
    return CourseFacts(
        title=found.title,
        summary=found.summary,
        url=address(course_path(shop, found.course.public_id)),
        provider=shop.name,
        provider_url=address(catalogue_path(shop)),
        minutes=found.minutes,
        price=found.price.now,
        is_on_sale=found.offer.is_on_sale,
        price_until=found.price.early_until if found.price.is_early else None,
        trainer=found.offer.trainer,
        points=tuple(found.offer.points),
        rating=Rating(average=Decimal(str(rated.average)), count=rated.count),
    )

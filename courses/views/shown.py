"""Blocks of a lesson as the page shows them: Markdown as clean HTML, addresses of files, videos elsewhere on request."""

from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.engine.outline import OutlineLesson
from courses.engine.rules import share_watched
from courses.models import Caption
from courses.selectors import playing
from courses.selectors.blocks import drawn
from courses.selectors.learning import Study, in_words
from courses.selectors.playing import Found
from courses.terms import BlockKind, Rule, Tone
from courses.views import handin_screens
from synthai.core import realtime
from synthai.core.access import TenantRequest
from synthai.core.media.embeds import FRAMES, embed_of
from synthai.core.media.languages import language_label

MOST_LINES: Final = 300  # of a transcript that comes with its page

_TONE_TITLES: Final = dict(Tone.choices)


def lesson(
    request: TenantRequest, study: Study, lesson: OutlineLesson, blocks: list[dict[str, Any]]
) -> dict[str, Any]:
    """The context of a lesson's page."""
    before, after = study.outline.neighbours(lesson.key)
    place = next(
        place for place, each in enumerate(study.outline.lessons(), start=1) if each.key == lesson.key
    )
    row = study.rows.get(lesson.key)
    closed_next = study.closed.get(after.key) if after else None
    found = playing.found_in(blocks, user_id=request.actor.user_id, saves_data=wants_less(request))
    handins = handin_screens.cards(study, blocks)
    return {
        "study": study,
        "lesson": lesson,
        "blocks": [
            {**block(request, each, found), **handin_screens.card(handins.get(each["key"]))}
            for each in blocks
        ],
        "taste": found.taste,
        "has_films": any(each["kind"] in {BlockKind.VIDEO, BlockKind.AUDIO} for each in blocks),
        "user_topic": topic_of(request),
        "before": before,
        "after": after,
        "after_why": in_words(closed_next) if closed_next and not study.is_done(lesson.key) else "",
        "place": place,
        "count": sum(1 for _each in study.outline.lessons()),
        "is_done": study.is_done(lesson.key),
        "stopped_at": row.place if row else {},
        "rule_words": rule_words(lesson),
        "so_far": so_far(study, lesson),
    }


def wants_less(request: TenantRequest) -> bool:
    """Whether the browser asks to save data."""
    return request.headers.get("Save-Data", "").strip().lower() == "on"


def block(request: TenantRequest, kept: dict[str, Any], found: Found | None = None) -> dict[str, Any]:
    """One block, ready for the template."""
    told = drawn(request.organisation.slug, kept, found)
    if captions := told.get("player", {}).get("captions"):
        told["tracks"] = [
            track(request, kept["media"]["id"], each, place) for place, each in enumerate(captions)
        ]
    data = told["data"]
    if kept["kind"] == BlockKind.EMBED and data.get("url"):
        told["embed"] = embed_of(data["url"])
        told["is_open"] = request.GET.get("play") == kept["key"]
    if kept["kind"] == BlockKind.CALLOUT:
        told["title"] = _TONE_TITLES.get(data.get("tone", ""), _TONE_TITLES[Tone.INFO])
    return told


def topic_of(request: TenantRequest) -> str:
    """What a learner's own pages listen to."""
    return realtime.user_topic(getattr(request.user, "public_id", ""))


def track(request: TenantRequest, media: str, caption: Caption, place: int = 0) -> dict[str, Any]:
    """Captions of one language with their address, and the transcript made of them: a long one once it is asked for."""
    key = f"{media}-{caption.language}"
    is_here = len(caption.cues) <= MOST_LINES or request.GET.get("read") == key
    address = reverse("courses:media-captions", args=[request.organisation.slug, media, caption.language])
    return {
        "language": caption.language,
        "label": language_label(caption.language),
        "url": address,
        "is_first": place == 0,
        "key": key,
        "is_asked_for": request.GET.get("read") == key,
        "line_count": len(caption.cues),
        "cues": [{"start": start, "clock": clock(start), "text": text} for start, _end, text in caption.cues]
        if is_here
        else [],
    }


def clock(seconds: float) -> str:
    """ "1:05", or "1:02:05"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def rule_words(lesson: OutlineLesson) -> str:
    """What makes this lesson done, for the learner; empty where it is no more than reading on."""
    if lesson.rule == Rule.TIME:
        return _("Done when you have spent %(minutes)d minutes on it.") % {"minutes": lesson.rule_value // 60}
    if lesson.rule == Rule.VIDEO:
        return _("Done when you have watched %(share)d%% of its video.") % {"share": lesson.rule_value}
    if lesson.rule == Rule.QUIZ:
        return _("Done when you have passed its quiz.")
    if lesson.rule == Rule.SUBMITTED:
        return _("Done when its assignment is handed in, or passed where it asks for that.")
    if lesson.rule == Rule.ATTENDED:
        return _("Done when you have been at its live class.")
    return ""


def so_far(study: Study, lesson: OutlineLesson) -> str:
    """How much of it was done, where that is a number."""
    row = study.rows.get(lesson.key)
    if lesson.rule == Rule.TIME:
        return _("So far: %(minutes)d minutes.") % {"minutes": (row.seconds if row else 0) // 60}
    if lesson.rule == Rule.VIDEO:
        share = share_watched(lesson.videos, row.watched if row else {})
        return _("So far: %(share)d%%.") % {"share": share}
    return ""


def framed(response: HttpResponse) -> HttpResponse:
    """Let the page hold frames of the services that play videos, and of nobody else."""
    setattr(response, "_csp_update", {"frame-src": list(FRAMES)})  # noqa: B010 - read by django-csp
    return response

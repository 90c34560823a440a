"""Reads of the pictures and sounds of the question bank."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from courses.engine.quiz.inlays import PICTURE, Inlay
from courses.models import AttemptQuestion, QuestionMedia
from synthai.core.errors import NotFound


def get_media(public_id: str) -> QuestionMedia:
    """A file of the active organisation's bank. Raises NotFound."""
    found: QuestionMedia | None = QuestionMedia.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def known(public_ids: Collection[str]) -> dict[str, str]:
    """Which of these files there are, with their kinds. No query for none."""
    if not public_ids:
        return {}
    rows = QuestionMedia.objects.filter(public_id__in=public_ids)
    return dict(rows.values_list("public_id", "kind"))


def files_of(public_ids: Collection[str]) -> dict[str, QuestionMedia]:
    """These files, by their id."""
    return {row.public_id: row for row in QuestionMedia.objects.filter(public_id__in=public_ids)}


def with_content(sha256: str) -> QuestionMedia | None:
    """A file of the bank that is the same, byte by byte."""
    found: QuestionMedia | None = QuestionMedia.objects.filter(sha256=sha256).order_by("pk").first()
    return found


def may_see(media: QuestionMedia, user_id: int | None) -> bool:
    """Whether an attempt of the person showed it; what only a review shows (feedback, reasons) once an attempt is over."""
    mine = AttemptQuestion.objects.filter(attempt__user_id=user_id or 0)
    if _naming(mine, "shown", media).exists():
        return True
    return _naming(mine.exclude(attempt__state="open"), "version__body", media).exists()


def addresses(organisation: str, inlays: Iterable[Inlay]) -> list[dict[str, str]]:
    """What an app needs to show pictures and play sounds of an organisation (its slug), in their order."""
    return [
        {
            "kind": inlay.kind,
            "alt": inlay.alt,
            "url": _for_apps(organisation, inlay.key, "large"),
            "small_url": _for_apps(organisation, inlay.key, "small") if inlay.kind == PICTURE else "",
        }
        for inlay in inlays
    ]


def address(organisation: str, public_id: str, size: str) -> str:
    """Where a page fetches a file: an id and a size, nothing that tells what it shows."""
    return reverse("courses:question-media", args=[organisation, public_id, size])


def _for_apps(organisation: str, public_id: str, size: str) -> str:
    return reverse("api:courses-question-file", args=[organisation, public_id, size])


def _naming(rows: QuerySet[AttemptQuestion], field: str, media: QuestionMedia) -> QuerySet[AttemptQuestion]:
    written = rows.annotate(written=Cast(field, TextField()))
    return written.filter(written__contains=f":{media.public_id})")

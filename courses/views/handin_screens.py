"""What the pages of assignments and hand-ins show: contexts of templates, without rules and without writes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import permissions
from courses.engine.handins.task import Task
from courses.forms.handins import MarkWorkForm, WorkForm
from courses.handin_terms import FileKind, Outcome, Takes
from courses.models import Submission, SubmissionFile, SubmissionMark
from courses.selectors import handin_queue, handins
from courses.selectors.handins import Bench, Place
from courses.selectors.learning import Study
from courses.services import hints
from courses.services.handins.working import NEW, last_day_in_words
from courses.terms import BlockKind
from synthai.core import realtime
from synthai.core.access import TenantRequest
from synthai.core.media import links
from synthai.core.richtext import html_of
from synthai.core.versions import version_of

TONES = {
    "draft": "neutral",
    "waiting": "info",
    "passed": "success",
    "returned": "warning",
    "failed": "danger",
}
ACCEPTED = {
    "picture": "image/png,image/jpeg,image/webp",
    "document": ".pdf,.docx,.xlsx,.pptx,.csv,.txt",
    "sound": "audio/mpeg,audio/mp4,audio/ogg",
    "video": "video/mp4,video/webm",
    "archive": ".zip",
}


def work_form(bench: Bench, data: Any = None) -> WorkForm:
    """The form of a draft, with what it holds."""
    draft = bench.draft
    held = {"text": draft.text, "link": draft.link} if draft else {}
    return WorkForm(data, task=bench.task, initial={**held, **versions(bench)})


def versions(bench: Bench) -> dict[str, Any]:
    """What a form must have seen when it is sent."""
    draft = bench.draft
    number = draft.number if draft else bench.next_number
    return {"version": version_of(draft) if draft else NEW, "number": number}


def bench(request: TenantRequest, found: Bench, form: WorkForm) -> dict[str, Any]:
    """An assignment's page for its learner."""
    now, draft, last = timezone.now(), found.draft, found.latest
    return {
        "bench": found,
        "place": found.place,
        "study": found.study,
        "lesson": found.lesson,
        "brief": html_of(found.brief),
        "facts": facts(found.task, found.due_at, now),
        "rubric": found.task.criteria,
        "form": form,
        "draft": draft,
        "files": found.files.get(draft.pk, []) if draft else [],
        "accept": ",".join(ACCEPTED[kind] for kind in found.task.kinds),
        "most": found.task.most_bytes,
        "pause_attrs": {"data_upload_pause": True},
        "go_on_attrs": {"data_upload_go_on": True, "hidden": True},
        "takes_photos": "picture" in found.task.kinds,
        "may_write": found.may_begin and not found.is_over(now),
        "seen": versions(found),
        "may_take_back": last is not None and last.is_waiting and not last.is_claimed_by_other(None, now=now),
        "is_over": found.is_over(now),
        "tries": [
            tried(row, found.files.get(row.pk, []), found.marks.get(row.pk))
            for row in found.tries
            if not row.is_draft
        ],
        "topic": realtime.user_topic(request.actor.user_public_id or ""),
    }


def tried(row: Submission, files: list[SubmissionFile], mark: SubmissionMark | None) -> dict[str, Any]:
    """One try with its files, and its mark where its reader may see it."""
    return {
        "row": row,
        "tone": TONES[row.seen_state],
        "words": row.seen_words,
        "html": html_of(row.text),
        "files": files,
        "mark": mark,
    }


def facts(task: Task, due_at: datetime | None, now: datetime) -> list[str]:
    """What an assignment asks for, in short lines."""
    takes = ", ".join(str(Takes(each).label).lower() for each in task.takes)
    return [
        _("Hand in: %(takes)s.") % {"takes": takes},
        *_of_files(task),
        *_of_day(task, due_at, now),
        *_of_passing(task),
        _again(task.again),
        *_of_tries(task),
    ]


def _of_files(task: Task) -> list[str]:
    if "files" not in task.takes:
        return []
    kinds = ", ".join(str(FileKind(each).label) for each in task.kinds)
    count = ngettext("%(count)d file", "%(count)d files", task.most_files) % {"count": task.most_files}
    told = {"count": count, "mb": task.most_mb, "kinds": kinds}
    return [_("At most %(count)s of %(mb)d MB each: %(kinds)s.") % told]


def _of_day(task: Task, due_at: datetime | None, now: datetime) -> list[str]:
    if due_at is None:
        return []
    told = {"day": last_day_in_words(due_at)}
    if now >= due_at:
        return [_("It was due on %(day)s.") % told]
    if task.is_hard:
        return [_("Due on %(day)s; nothing is taken after that.") % told]
    return [_("Due on %(day)s. Later work is taken and marked as late.") % told]


def _of_passing(task: Task) -> list[str]:
    if task.pass_points is None or task.maximum is None:
        return []
    told = {"needed": _plain(task.pass_points), "most": _plain(task.maximum)}
    return [_("Passed from %(needed)s of %(most)s points.") % told]


def _of_tries(task: Task) -> list[str]:
    if task.most_tries is None or task.again == "never":
        return []
    words = ngettext("%(count)d try in all.", "%(count)d tries in all.", task.most_tries)
    return [words % {"count": task.most_tries}]


def _again(rule: str) -> str:
    if rule == "never":
        return _("It is handed in once.")
    if rule == "returned":
        return _("You may hand in again when it is sent back to you.")
    return _("You may hand in again until it is passed.")


def marking_tabs(request: TenantRequest, active: str) -> dict[str, Any]:
    """The two queues, with how much waits in each, and the line they listen to."""
    counts, slug = handin_queue.waiting(), request.organisation.slug
    pages = []
    if request.actor.can(permissions.SUBMISSION_MARK):
        pages.append(("handins", "courses:handin-list", _("Assignments"), counts.handins))
    if request.actor.can(permissions.ATTEMPT_MARK):
        pages.append(("answers", "courses:marking-list", _("Answers"), counts.answers))
    return {
        "marking_tabs": [
            {"label": label, "url": reverse(view, args=[slug]), "count": count, "active": name == active}
            for name, view, label, count in pages
        ],
        "marking_topic": hints.topic_of(request.organisation.public_id, hints.MARKING),
    }


def marking(request: TenantRequest, found: handin_queue.Work, form: MarkWorkForm) -> dict[str, Any]:
    """One hand-in, for who marks it."""
    row, now = found.row, timezone.now()
    task = row.asked
    is_other = row.is_waiting and row.is_claimed_by_other(request.actor.user_id, now=now)
    is_mine = row.claimed_by_id is not None and row.claimed_by_id == request.actor.user_id and not is_other
    return {
        "row": row,
        "work": found,
        "task": task,
        "brief": html_of(row.brief),
        "work_html": html_of(row.text),
        "form": form,
        "outcomes": [
            (Outcome.PASSED, _("Passed"), "primary", "check-lg"),
            (Outcome.RETURNED, _("Send back for another try"), "secondary", "arrow-counterclockwise"),
            (Outcome.FAILED, _("Not passed"), "secondary", "x-lg"),
        ],
        "is_other": is_other,
        "is_mine": is_mine,
        "may_mark": not row.is_draft and (is_mine or not row.is_waiting),
        "may_undo": row.settles_at is not None and row.settles_at > now,
        "tone": TONES[row.state],
        "scored": found.mark.scored if found.mark else [],
        "earlier": [tried(each, [], found.earlier_marks.get(each.pk)) for each in found.earlier],
        "marking_topic": hints.topic_of(request.organisation.public_id, hints.MARKING),
    }


def mark_form(found: handin_queue.Work, data: Any = None) -> MarkWorkForm:
    """The marker's form, with the mark that counts in it."""
    mark = found.mark
    scores = mark.scored if mark else []
    return MarkWorkForm(
        data,
        task=found.row.asked,
        places={score.key: score.place for score in scores},
        comments={score.key: score.comment for score in scores},
        initial={"comment": mark.comment if mark else "", "version": version_of(found.row)},
    )


def cards(study: Study, blocks: list[dict[str, Any]]) -> Mapping[str, Submission]:
    """Where one stands with the assignments of a lesson, by block. One query, none without assignments."""
    keys = [each["key"] for each in blocks if each["kind"] == BlockKind.ASSIGNMENT]
    return handins.standing_in(study.enrolment, keys)


def card(row: Submission | None) -> dict[str, Any]:
    """What the card of an assignment shows of one's newest try."""
    return {} if row is None else {"handin": row, "handin_tone": TONES[row.seen_state]}


def to_assignment(request: TenantRequest, place: Place, *, at: str = "") -> HttpResponse:
    """Back to the assignment's page."""
    address = reverse(
        "courses:assignment", args=[request.organisation.slug, place.course, place.lesson, place.block]
    )
    return redirect(f"{address}{at}")


def served(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    """A stranger's file: to be saved, under its own name, believed in nothing."""
    answer["Content-Disposition"] = links.disposition(name, is_saved=True)
    answer["Cache-Control"] = "private, max-age=3600"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _plain(points: Any) -> str:
    return f"{points.normalize():f}"

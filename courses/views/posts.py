"""Questions under lessons: asked, answered, mended, taken back with undo, hidden by trainers; and those that wait."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import permissions
from courses.forms.social import PostForm, ReasonForm
from courses.models import Post
from courses.refusals import NotInCourse
from courses.selectors import talk
from courses.selectors.talk import Forum
from courses.services import posts
from courses.views.answers import attempt, refused, said, sent
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.errors import NotFound
from synthai.core.versions import version_of

PAGE_SIZE = 20
PAGE = "courses:lesson-posts"


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_VIEW)
def lesson_posts(request: TenantRequest, organisation: str, course: str, lesson: str) -> HttpResponse:
    """The questions under a lesson, newest first, and the form to ask one."""
    forum = talk.forum(course, lesson, by=request.actor)
    if request.method == "POST" and not forum.may_write:
        raise NotInCourse
    form = PostForm(sent(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _asked(request, forum, form))
        if made is not None:
            told = _("Asked. Your bell rings when somebody answers.")
            return said(request, told, PAGE, organisation, course, lesson, at=f"#post-{made.public_id}")
    return render(request, "courses/lesson_posts.html", _forum(request, forum, form))


def _asked(request: TenantRequest, forum: Forum, form: PostForm) -> Post:
    return posts.ask(forum, text=form.cleaned_data["text"], by=request.actor, now=timezone.now())


def _forum(request: TenantRequest, forum: Forum, form: PostForm) -> dict[str, Any]:
    found = keyset.page(
        talk.questions_query(forum.course.pk, forum.lesson),
        ordering=("-id",),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"posts:{forum.course.public_id}:{forum.lesson}",
    )
    undo = request.GET.get("undo", "")
    return {
        "forum": forum,
        "form": form,
        "page": found,
        "threads": talk.threads(found.rows, by=request.actor),
        "undo": undo if undo.isalnum() else "",
        "can_write": forum.may_write and request.actor.can(permissions.COURSE_LEARN),
    }


@require_POST
@page(permissions.COURSE_LEARN)
def post_answer(request: TenantRequest, organisation: str, post: str) -> HttpResponse:
    """An answer to a question."""
    asked = talk.get_post(post)
    forum = talk.forum(asked.course.public_id, asked.lesson, by=request.actor)
    form, ids = PostForm(request.POST), _place(request, asked)
    if form.is_valid():
        made = attempt(form, lambda: _answered(request, forum, post, form))
        if made is not None:
            return said(request, _("Your answer stands."), PAGE, *ids, at=f"#post-{made.public_id}")
    return refused(request, form, PAGE, *ids)


def _answered(request: TenantRequest, forum: Forum, post: str, form: PostForm) -> Post:
    return posts.answer(forum, post, text=form.cleaned_data["text"], by=request.actor, now=timezone.now())


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_LEARN)
def post_edit(request: TenantRequest, organisation: str, post: str) -> HttpResponse:
    """Mend what one wrote."""
    found = talk.get_post(post)
    if found.author_id != request.actor.user_id:
        raise NotFound
    form = PostForm(sent(request), initial={"text": found.text, "version": version_of(found)})
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and attempt(form, lambda: _changed(request, post, form)) is not None:
        return said(request, _("Changed."), PAGE, *_place(request, found), at=f"#post-{post}")
    return render(request, "courses/post_edit.html", {"post": found, "form": form})


def _changed(request: TenantRequest, post: str, form: PostForm) -> Post:
    given = form.cleaned_data
    version = given["version"] or None
    return posts.change(post, text=given["text"], by=request.actor, now=timezone.now(), version=version)


@require_POST
@page(permissions.COURSE_LEARN)
def post_remove(request: TenantRequest, organisation: str, post: str) -> HttpResponse:
    """Take back what one wrote, with the way back at hand."""
    gone = posts.take_back(post, by=request.actor, now=timezone.now())
    return redirect(f"{reverse(PAGE, args=_place(request, gone))}?undo={post}")


@require_POST
@page(permissions.COURSE_LEARN)
def post_restore(request: TenantRequest, organisation: str, post: str) -> HttpResponse:
    """Undo."""
    back = posts.put_back(post, by=request.actor)
    return said(request, _("It is back."), PAGE, *_place(request, back), at=f"#post-{post}")


@require_POST
@page(permissions.COURSE_LEARN)
def post_answered(request: TenantRequest, organisation: str, post: str) -> HttpResponse:
    """Say that a question is answered, or is not yet."""
    is_answered = request.POST.get("answered") == "yes"
    found = posts.mark_answered(post, is_answered=is_answered, by=request.actor, now=timezone.now())
    told = _("Marked as answered.") if is_answered else _("It waits for an answer again.")
    return said(request, told, PAGE, *_place(request, found), at=f"#post-{post}")


@require_http_methods(["GET", "POST"])
@page(permissions.POST_MODERATE)
def post_hide(request: TenantRequest, organisation: str, post: str) -> HttpResponse:
    """Take a post out of everybody's sight, with a word why."""
    found = talk.get_post(post)
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason, by, now = form.cleaned_data["reason"], request.actor, timezone.now()
        if attempt(form, lambda: posts.hide(post, reason=reason, by=by, now=now)) is not None:
            told = _("Hidden. Only its author and trainers see it.")
            return said(request, told, PAGE, *_place(request, found), at=f"#post-{post}")
    return render(request, "courses/post_hide.html", {"post": found, "form": form})


@require_POST
@page(permissions.POST_MODERATE)
def post_show(request: TenantRequest, organisation: str, post: str) -> HttpResponse:
    """Let everybody see it again."""
    found = posts.show(post, by=request.actor)
    return said(request, _("Everybody sees it again."), PAGE, *_place(request, found), at=f"#post-{post}")


@require_GET
@page(permissions.POST_MODERATE)
def post_unanswered(request: TenantRequest, organisation: str) -> HttpResponse:
    """Questions that wait for an answer, the oldest first."""
    rows = keyset.page(
        talk.unanswered_query(),
        ordering=("created_at", "id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="posts:unanswered",
    )
    context = {"page": rows, "waiting": talk.waiting(rows.rows, now=timezone.now())}
    return render(request, "courses/post_unanswered.html", context)


def _place(request: TenantRequest, post: Post) -> tuple[str, str, str]:
    return request.organisation.slug, post.course.public_id, post.lesson

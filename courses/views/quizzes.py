"""Quizzes as they are written: list, rules, sections, questions in them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import permissions
from courses.forms.quizzes import AddForm, BankFilterForm, QuizForm, SectionForm
from courses.models import Quiz
from courses.selectors import bank as bank_selectors
from courses.selectors import drafts
from courses.selectors import quizzes as selectors
from courses.services import blocks
from courses.services.blocks import Content
from courses.services.quizzes import editing
from courses.views.answers import attempt
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError
from synthai.core.versions import version_of

PAGE_SIZE = 50
OFFERED = 100


@require_GET
@page(permissions.COURSE_VIEW)
def quiz_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Quizzes: published ones with one's own result; all of them for who writes."""
    return render(request, "courses/quiz_list.html", _listed(request))


def _listed(request: TenantRequest) -> dict[str, Any]:
    writes = request.actor.can(permissions.QUIZ_CHANGE)
    rows = keyset.page(
        selectors.quizzes(only_live=not writes),
        ordering=("-changed_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="quizzes",
    )
    mine = selectors.results_of(request.actor.user_id or 0, rows.rows)
    return {
        "page": rows,
        "listed": [(quiz, mine.get(quiz.pk)) for quiz in rows.rows],
        "writes": writes,
        "marks": request.actor.can(permissions.ATTEMPT_MARK),
    }


@require_http_methods(["GET", "POST"])
@page(permissions.QUIZ_CHANGE)
def quiz_create(request: TenantRequest, organisation: str) -> HttpResponse:
    """Begin a quiz."""
    form = QuizForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = editing.create(form.rules(), by=request.actor, now=timezone.now())
        _into_lesson(request, made)
        return redirect("courses:quiz-edit", organisation, made.public_id)
    return render(request, "courses/quiz_rules.html", {"form": form})


def _into_lesson(request: TenantRequest, quiz: Quiz) -> None:
    """Let the lesson ask it that one came from, where it asks nothing yet."""
    block = drafts.quiz_block(request.GET.get("block", ""))
    if block is None or block.data.get("ref") or not request.actor.can(permissions.COURSE_CHANGE):
        return
    content = Content(text=block.text, data={**block.data, "ref": quiz.public_id})
    blocks.save(block.pk, content, by=request.actor, now=timezone.now())
    messages.success(request, _("The lesson “%(title)s” asks this quiz.") % {"title": block.lesson.title})


@require_http_methods(["GET", "POST"])
@page(permissions.QUIZ_CHANGE)
def quiz_rules(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Change the rules."""
    quiz = selectors.get_quiz(public_id)
    form = QuizForm(request.POST or None, instance=quiz, initial={"version": version_of(quiz)})
    if request.method == "POST" and form.is_valid() and _saved(request, quiz, form):
        messages.success(request, _("Saved. Attempts that began before keep their rules."))
        return redirect("courses:quiz-edit", organisation, public_id)
    return render(request, "courses/quiz_rules.html", {"form": form, "quiz": quiz})


def _saved(request: TenantRequest, quiz: Quiz, form: QuizForm) -> bool:
    expected = form.cleaned_data["version"] or None
    by, now = request.actor, timezone.now()
    kept = attempt(form, lambda: editing.change(quiz.pk, form.rules(), by=by, now=now, expected=expected))
    return kept is not None


@require_GET
@page(permissions.QUIZ_CHANGE)
def quiz_edit(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """A quiz with its sections and their questions."""
    quiz = selectors.get_quiz(public_id)
    sections = selectors.sections_of(quiz)
    context = {
        "quiz": quiz,
        "sections": sections,
        "asks": sum(section.asks for section in sections),
        "lessons": drafts.lessons_asking(quiz) if request.actor.can(permissions.COURSE_CHANGE) else [],
    }
    return render(request, "courses/quiz_edit.html", context)


def _do(request: TenantRequest, public_id: str, verb: Any, said: str) -> HttpResponse:
    """Carry a verb out on a quiz and say so, or say why not."""
    quiz = selectors.get_quiz(public_id)
    try:
        verb(quiz.pk, by=request.actor, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("courses:quiz-edit", request.organisation.slug, public_id)


@require_POST
@page(permissions.QUIZ_CHANGE)
def quiz_publish(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Let learners take it."""
    return _do(request, public_id, editing.publish_quiz, _("The quiz is published."))


@require_POST
@page(permissions.QUIZ_CHANGE)
def quiz_close(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Let nobody begin it any more."""
    return _do(request, public_id, editing.close, _("The quiz is closed. Whoever is in it may finish."))


@require_POST
@page(permissions.QUIZ_CHANGE)
def quiz_remove(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Put a quiz away; its page offers to take it back."""
    return _do(request, public_id, editing.remove, _("The quiz is put away. Results stay."))


@require_POST
@page(permissions.QUIZ_CHANGE)
def quiz_restore(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Take a quiz back."""
    return _do(request, public_id, editing.restore, _("The quiz is back."))


@require_http_methods(["GET", "POST"])
@page(permissions.QUIZ_CHANGE)
def section_create(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Add a section."""
    quiz = selectors.get_quiz(public_id)
    form = SectionForm(request.POST or None, tags=bank_selectors.tag_names())
    if request.method == "POST" and form.is_valid():
        by, now = request.actor, timezone.now()
        if attempt(form, lambda: editing.add_section(quiz.pk, form.cleaned_data, by=by, now=now)):
            return redirect("courses:quiz-edit", organisation, public_id)
    return render(request, "courses/section_edit.html", {"form": form, "quiz": quiz})


@require_http_methods(["GET", "POST"])
@page(permissions.QUIZ_CHANGE)
def section_edit(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Change a section."""
    section = selectors.get_section(public_id)
    initial = {"title": section.title, "draws": section.draws, "tag": section.tag}
    form = SectionForm(request.POST or None, initial=initial, tags=bank_selectors.tag_names())
    if request.method == "POST" and form.is_valid():
        by, now, given = request.actor, timezone.now(), form.cleaned_data
        if attempt(form, lambda: editing.change_section(section.pk, given, by=by, now=now)) is not None:
            return redirect("courses:quiz-edit", organisation, section.quiz.public_id)
    context = {"form": form, "quiz": section.quiz, "section": section}
    return render(request, "courses/section_edit.html", context)


@require_POST
@page(permissions.QUIZ_CHANGE)
def section_remove(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Take a section out."""
    section = selectors.get_section(public_id)
    editing.remove_section(section.pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The section is gone. Its questions are still in the bank."))
    return redirect("courses:quiz-edit", organisation, section.quiz.public_id)


@require_http_methods(["GET", "POST"])
@page(permissions.QUIZ_CHANGE)
def section_add(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Choose questions of the bank for a section."""
    section = selectors.get_section(public_id)
    filters = BankFilterForm(request.GET, tags=bank_selectors.tag_names())
    chosen = filters.chosen()
    offered = selectors.addable(section.quiz, words=chosen.words, tag=chosen.tag)
    form = AddForm(request.POST or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        by, now = request.actor, timezone.now()
        count = attempt(form, lambda: editing.add_questions(section.pk, form.keys(), by=by, now=now))
        if count is not None:
            messages.success(request, ngettext("%d question added.", "%d questions added.", count) % count)
            return redirect("courses:quiz-edit", organisation, section.quiz.public_id)
    context = {"section": section, "quiz": section.quiz, "filters": filters, "form": form}
    return render(request, "courses/section_add.html", {**context, "offered": offered[:OFFERED]})


@require_POST
@page(permissions.QUIZ_CHANGE)
def entry_remove(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Take a question out."""
    entry = selectors.get_entry(public_id)
    quiz = editing.remove_entry(entry.pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The question is out of this quiz, and still in the bank."))
    return redirect("courses:quiz-edit", organisation, quiz.public_id)


@require_POST
@page(permissions.QUIZ_CHANGE)
def entry_move(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Move a question up or down."""
    entry = selectors.get_entry(public_id)
    down = request.POST.get("to") == "down"
    quiz = editing.move_entry(entry.pk, down=down, by=request.actor, now=timezone.now())
    return redirect("courses:quiz-edit", organisation, quiz.public_id)

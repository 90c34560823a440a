"""The question bank: list, write, put away, files."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import permissions
from courses.engine.quiz.formats.files import Refused, marking_words, write_csv, write_text
from courses.engine.quiz.formats.writing import written_answers, written_text
from courses.engine.quiz.layout import lay_out
from courses.engine.quiz.reading import Sent
from courses.engine.quiz.shown import show
from courses.forms.quizzes import BankFilterForm, PictureForm, QuestionFileForm, QuestionForm
from courses.models import Question, QuizSection
from courses.quiz_terms import QuestionKind
from courses.selectors import bank as selectors
from courses.selectors import quizzes
from courses.services.quizzes import bank, editing, packs
from courses.views import question_media
from courses.views import quiz_screens as screens
from courses.views.answers import attempt
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.versions import version_of

PAGE_SIZE = 50
PREVIEW_SEED = "preview"


@require_GET
@page(permissions.QUIZ_CHANGE)
def question_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Questions with their tags and how often they are used; a fragment for HTMX."""
    context = _listed(request)
    template = "courses/question_list.html"
    return render(request, f"{template}#rows" if request.htmx else template, context)


def _listed(request: TenantRequest) -> dict[str, Any]:
    form = BankFilterForm(request.GET, tags=selectors.tag_names())
    chosen = form.chosen()
    rows = keyset.page(
        selectors.questions(chosen),
        ordering=("-changed_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"questions:{chosen}",
    )
    tags = selectors.tags_of([question.pk for question in rows.rows])
    return {
        "form": form,
        "page": rows,
        "listed": [(question, tags.get(question.pk, [])) for question in rows.rows],
        "chosen": chosen,
        "query": request.GET.urlencode(),
    }


@require_http_methods(["GET", "POST"])
@page(permissions.QUIZ_CHANGE)
def question_create(request: TenantRequest, organisation: str) -> HttpResponse:
    """Write a question."""
    if question_media.is_adding(request):
        return _with_picture(request, {"kinds": QuestionKind.choices, "section": _section_of(request)})
    kind = request.GET.get("kind", "")
    initial = {"kind": kind if kind in QuestionKind.values else "choice"}
    form = QuestionForm(request.POST or None, initial=initial)
    section = _section_of(request)
    if request.method == "POST" and form.is_valid() and (made := _made(request, form, section)):
        if section is not None:
            return redirect("courses:quiz-edit", organisation, section.quiz.public_id)
        return redirect("courses:question-edit", organisation, made.public_id)
    context = {"form": form, "picture_form": PictureForm(), "kinds": QuestionKind.choices, "section": section}
    return render(request, "courses/question_edit.html", context)


def _section_of(request: TenantRequest) -> QuizSection | None:
    """The section of a quiz that the question is written for, where one came from there."""
    asked = request.GET.get("section", "")
    return quizzes.get_section(asked) if asked else None


def _made(request: TenantRequest, form: QuestionForm, section: QuizSection | None) -> Question | None:
    """The question in the bank, and in the section it was written for; None with what is wrong on the form."""
    by, now = request.actor, timezone.now()

    @transaction.atomic
    def written() -> Question:
        question = bank.create(form.written(), tags=form.tags_given(), by=by, now=now)
        if section is not None:
            editing.add_questions(section.pk, [question.pk], by=by, now=now)
        return question

    made = attempt(form, written)
    if made is None:
        return None
    told = (
        _("The question is in the quiz, and in the bank.") if section else _("The question is in the bank.")
    )
    messages.success(request, told)
    return made


@require_http_methods(["GET", "POST"])
@page(permissions.QUIZ_CHANGE)
def question_edit(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Change a question; see it as learners do, where it is used, and its versions."""
    question = selectors.get_question(public_id)
    if question_media.is_adding(request):
        return _with_picture(request, _around(question))
    form = QuestionForm(request.POST or None, initial=_initial(question) if request.method == "GET" else None)
    if request.method == "POST" and form.is_valid() and _saved(request, question, form):
        messages.success(request, _("Saved. Attempts that began before keep the text they showed."))
        return redirect("courses:question-edit", organisation, public_id)
    context = {"form": form, "picture_form": PictureForm(), **_around(question)}
    return render(request, "courses/question_edit.html", context)


def _with_picture(request: TenantRequest, context: dict[str, Any]) -> HttpResponse:
    """The page once more with a picture or sound in the question, or with what is wrong with the file; nothing is saved yet."""
    form, picture_form = question_media.added(request)
    is_in = not picture_form.is_bound
    shown = {"form": form, "picture_form": picture_form, "picture_is_in": is_in, **context}
    return render(request, "courses/question_edit.html", shown)


def _around(question: Question) -> dict[str, Any]:
    return {"question": question, "used": selectors.used(question), **_preview(question)}


def _initial(question: Question) -> dict[str, Any]:
    asked = selectors.newest_version(question).asked
    words = marking_words(asked)
    return {
        "version": version_of(question),
        "kind": asked.kind.value,
        "text": written_text(asked),
        "answers": written_answers(asked),
        "points": asked.points,
        "explanation": asked.explanation,
        "tags": ", ".join(selectors.tags_of([question.pk]).get(question.pk, [])),
        "is_all_or_nothing": "all or nothing" in words,
        "minds_case": "case counts" in words,
        "minds_accents": "accents count" in words,
    }


def _preview(question: Question) -> dict[str, Any]:
    asked = selectors.newest_version(question).asked
    seen = show(asked, lay_out(asked, seed=PREVIEW_SEED, scope=question.public_id))
    return {"filled": screens.filled(seen, Sent())}


def _saved(request: TenantRequest, question: Question, form: QuestionForm) -> bool:
    changed = attempt(
        form,
        lambda: bank.change(
            question.pk,
            form.written(),
            tags=form.tags_given(),
            by=request.actor,
            now=timezone.now(),
            expected=form.cleaned_data["version"] or None,
        ),
    )
    return changed is not None


@require_POST
@page(permissions.QUIZ_CHANGE)
def question_remove(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Put a question away."""
    bank.remove(selectors.get_question(public_id).pk, by=request.actor, now=timezone.now())
    messages.success(
        request, _("The question is put away. You find it under “Put away”, and can take it back.")
    )
    return redirect("courses:question-list", organisation)


@require_POST
@page(permissions.QUIZ_CHANGE)
def question_restore(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Take a question back."""
    bank.restore(selectors.get_question(public_id).pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The question is back in the bank."))
    return redirect("courses:question-edit", organisation, public_id)


@require_http_methods(["GET", "POST"])
@page(permissions.QUIZ_CHANGE)
def question_import(request: TenantRequest, organisation: str) -> HttpResponse:
    """Bring in a file of questions; what is unclear is listed with its line."""
    form = QuestionFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "max_bytes": packs.PACK_BYTES}
    if request.method == "POST" and form.is_valid():
        brought = attempt(form, lambda: _brought_in(request, form.cleaned_data["file"]))
        if brought is not None:
            added, context["refused"] = brought
            return _imported(request, context, len(added))
    return render(request, "courses/question_import.html", context)


def _brought_in(request: TenantRequest, file: Any) -> tuple[list[Question], list[Refused]]:
    if packs.is_pack(file):
        return packs.unpack(file, by=request.actor, now=timezone.now())
    text = bank.decoded(file.read(bank.FILE_LIMIT + 1))
    return bank.import_text(text, by=request.actor, now=timezone.now())


def _imported(request: TenantRequest, context: dict[str, Any], count: int) -> HttpResponse:
    said = ngettext("%(count)d question came in.", "%(count)d questions came in.", count) % {"count": count}
    if not context["refused"] and count:
        messages.success(request, said)
        return redirect("courses:question-list", request.organisation.slug)
    return render(request, "courses/question_import.html", {**context, "said": said, "is_read": True})


@require_GET
@page(permissions.QUIZ_CHANGE)
def question_export(request: TenantRequest, organisation: str, file_format: str) -> HttpResponseBase:
    """The questions that the list shows, as a file that comes in again the same; the archive holds their pictures and sounds too."""
    form = BankFilterForm(request.GET, tags=selectors.tag_names())
    rows = bank.export(form.chosen(), by=request.actor)
    if file_format == "zip":
        return FileResponse(packs.pack(rows), as_attachment=True, filename="questions.zip")
    content = write_csv(rows) if file_format == "csv" else write_text(rows)
    kind = "text/csv" if file_format == "csv" else "text/plain"
    response = HttpResponse(
        f"\ufeff{content}" if file_format == "csv" else content, content_type=f"{kind}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="questions.{file_format}"'
    return response

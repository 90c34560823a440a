"""Questions of the bank: written, changed into a new version, put away and taken back."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from courses import events, locks, permissions
from courses.engine.quiz import inlays
from courses.engine.quiz.formats.files import Filed, Refused, read_file
from courses.engine.quiz.formats.parsing import Written, parse
from courses.engine.quiz.formats.problems import QuestionUnclear
from courses.engine.quiz.keeping import as_json
from courses.engine.quiz.questions import Question as Asked
from courses.models import Question, QuestionTag, QuestionVersion
from courses.quiz_terms import MOST_TAGS, TAG_LENGTH
from courses.selectors import bank as selectors
from courses.selectors import question_media
from courses.terms import BlockKind
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish
from synthai.core.versions import check_version

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

FILE_LIMIT = 2 * 1024 * 1024


class QuestionRefused(DomainError):
    """The question cannot be used as it is written."""

    code = "courses.question.unclear"
    title = _("The question cannot be used as it is")
    status = 422
    message = _("The question cannot be used as it is.")
    remedy = _("Mend the line that the detail names. docs/quizzes.md shows how each kind is written.")

    def __init__(self, why: "_StrOrPromise", *, field: str, line: int | None = None) -> None:
        said = _("Line %(line)d: %(why)s") % {"line": line, "why": why} if line else why
        super().__init__(str(said).replace("%", "%%"), field=field)


class FileRefused(DomainError):
    """The file is none we can read."""

    code = "courses.question.file"
    title = _("The file of questions cannot be read")
    field = "file"
    message = _("The file cannot be read as text. Save it as plain text or CSV (UTF-8), up to 2 MB.")


@transaction.atomic
def create(written: Written, *, tags: Iterable[str], by: Actor, now: datetime) -> Question:
    """Add a question to the bank. Raises NotAllowed, QuestionRefused."""
    require(by, permissions.QUIZ_CHANGE)
    question = _add(_parsed(written), clean_tags(tags), by=by, now=now)
    audit(question, "courses.question.created", by=by)
    publish(events.QuestionsChanged(count=1))
    return question


@transaction.atomic
def change(
    question_id: int,
    written: Written,
    *,
    tags: Iterable[str],
    by: Actor,
    now: datetime,
    expected: str | None = None,
) -> Question:
    """Write a question anew. What is asked from now on is the new version; attempts keep the one they showed.

    A change of tags alone makes no version. Raises NotAllowed, PreconditionFailed, QuestionRefused.
    """
    question = locks.lock_question(question_id)
    require(by, permissions.QUIZ_CHANGE)
    check_version(question, expected)
    asked, before = _parsed(written), _newest(question)
    changes: dict[str, Any] = {}
    if as_json(asked) != before.body or asked.kind.value != before.kind:
        question.mark_changed(asked, at=now)
        _keep_version(question, asked, by=by, now=now)
        changes["version"] = [before.number, question.number]
    changes |= _retag(question, clean_tags(tags))
    if not changes:
        return question
    if "version" not in changes:
        question.touch(at=now)
    question.save()
    audit(question, "courses.question.changed", by=by, changes=changes)
    publish(events.QuestionsChanged(count=1))
    return question


@transaction.atomic
def remove(question_id: int, *, by: Actor, now: datetime) -> Question:
    """Put a question away: quizzes ask it no more; what was asked stays. Idempotent. Raises NotAllowed."""
    return _put(question_id, now, "courses.question.removed", by=by, now=now)


@transaction.atomic
def restore(question_id: int, *, by: Actor, now: datetime) -> Question:
    """Take a question back into the bank, and into the quizzes it was in. Idempotent. Raises NotAllowed."""
    return _put(question_id, None, "courses.question.restored", by=by, now=now)


@transaction.atomic
def import_text(text: str, *, by: Actor, now: datetime) -> tuple[list[Question], list[Refused]]:
    """Add the questions of a file; what is unclear is refused one by one. Raises NotAllowed."""
    require(by, permissions.QUIZ_CHANGE)
    found, refused = read_file(text)
    added, refused = _add_all(found, refused, by=by, now=now)
    if added:
        audit(None, "courses.question.imported", by=by, changes={"count": [0, len(added)]})
        publish(events.QuestionsChanged(count=len(added)))
    return added, refused


@transaction.atomic
def add_many(filed: Iterable[Filed], *, by: Actor, now: datetime) -> list[Question]:
    """The bank's questions for what was read from a file, in its order, each once: six queries at most, however many they are.

    One that the bank has word for word is taken and not added again, so that no pool asks it twice. Part of what brings a
    whole quiz in, which audits it. Raises NotAllowed, QuestionRefused, ValidationError.
    """
    require(by, permissions.QUIZ_CHANGE)
    wanted = {_mark(one.question.kind.value, as_json(one.question)): one for one in filed}
    known = question_media.known(keys_of(one.question for one in wanted.values()))
    for one in wanted.values():
        refuse_unknown(one.question, known)
    found = _held({inlays.plain(one.question.text) for one in wanted.values()})
    new = {mark: one for mark, one in wanted.items() if mark not in found}
    rows = {mark: _row(one.question, by=by, now=now) for mark, one in new.items()}
    for row in rows.values():
        row.clean_fields(exclude=["organisation", "created_by"])
    Question.objects.bulk_create(rows.values())
    QuestionVersion.objects.bulk_create(
        _version(rows[mark], one.question, by=by, now=now) for mark, one in new.items()
    )
    QuestionTag.objects.bulk_create(
        QuestionTag(organisation_id=by.organisation_id, question=rows[mark], name=tag)
        for mark, one in new.items()
        for tag in clean_tags(one.tags)
    )
    if rows:
        publish(events.QuestionsChanged(count=len(rows)))
    return [(found | rows)[mark] for mark in wanted]


def _held(texts: set[str]) -> dict[str, Question]:
    """Questions of the bank with these texts, by what they say; the oldest of those that say the same."""
    rows = QuestionVersion.objects.filter(
        question__text__in=texts, question__removed_at__isnull=True, number=F("question__number")
    )
    return {
        _mark(version.kind, version.body): version.question
        for version in rows.select_related("question").order_by("-question_id")
    }


def _mark(kind: str, body: dict[str, Any]) -> str:
    """What two questions share that say the same, with the same key."""
    return f"{kind} {json.dumps(body, sort_keys=True)}"


@transaction.atomic
def export(chosen: selectors.BankFilter, *, by: Actor) -> list[tuple[Asked, list[str]]]:
    """The questions a filter shows with their keys and tags, for a file; taking keys out is audited. Raises NotAllowed."""
    require(by, permissions.QUIZ_CHANGE)
    found = [(version.asked, tags) for version, tags in selectors.for_export(chosen)]
    audit(None, "courses.question.exported", by=by, changes={"count": [None, len(found)]})
    return found


def decoded(data: bytes) -> str:
    """The text of an uploaded file. Raises FileRefused."""
    if len(data) > FILE_LIMIT or b"\x00" in data:
        raise FileRefused
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252")  # how spreadsheets of Windows save CSV
        except UnicodeDecodeError as error:
            raise FileRefused from error


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Tags in small letters, each once. Raises QuestionRefused."""
    found = list(dict.fromkeys(" ".join(tag.casefold().split()) for tag in tags if tag.strip()))
    if len(found) > MOST_TAGS or any(len(tag) > TAG_LENGTH for tag in found):
        raise QuestionRefused(
            _("Use at most %(most)d tags of at most %(long)d letters.")
            % {"most": MOST_TAGS, "long": TAG_LENGTH},
            field="tags",
        )
    return found


def _add_all(
    found: list[Filed], refused: list[Refused], *, by: Actor, now: datetime
) -> tuple[list[Question], list[Refused]]:
    added = []
    known = question_media.known(keys_of(filed.question for filed in found))
    for filed in found:
        try:
            refuse_unknown(filed.question, known)
            tags = clean_tags(filed.tags)
        except QuestionRefused as error:
            refused.append(Refused(at=filed.at, title=inlays.plain(filed.question.text)[:80], why=str(error)))
        else:
            added.append(_add(filed.question, tags, by=by, now=now))
    return added, sorted(refused, key=lambda refusal: refusal.at)


def _add(asked: Asked, tags: list[str], *, by: Actor, now: datetime) -> Question:
    question = _row(asked, by=by, now=now)
    question.full_clean(exclude=["created_by"])
    question.save()
    _keep_version(question, asked, by=by, now=now)
    _retag(question, tags)
    return question


def _row(asked: Asked, *, by: Actor, now: datetime) -> Question:
    return Question(
        organisation_id=by.organisation_id,
        kind=asked.kind.value,
        text=inlays.plain(asked.text),
        points=asked.points,
        created_by_id=by.user_id,
        created_at=now,
        changed_at=now,
    )


def _keep_version(question: Question, asked: Asked, *, by: Actor, now: datetime) -> None:
    _version(question, asked, by=by, now=now).save()


def _version(question: Question, asked: Asked, *, by: Actor, now: datetime) -> QuestionVersion:
    return QuestionVersion(
        organisation_id=question.organisation_id,
        question=question,
        number=question.number,
        kind=asked.kind.value,
        body=as_json(asked),
        created_by_id=by.user_id,
        created_at=now,
    )


def _newest(question: Question) -> QuestionVersion:
    newest: QuestionVersion = QuestionVersion.objects.get(question_id=question.pk, number=question.number)
    return newest


def _retag(question: Question, tags: list[str]) -> dict[str, Any]:
    held = set(QuestionTag.objects.filter(question_id=question.pk).values_list("name", flat=True))
    if held == set(tags):
        return {}
    QuestionTag.objects.filter(question_id=question.pk).exclude(name__in=tags).delete()
    QuestionTag.objects.bulk_create(
        QuestionTag(organisation_id=question.organisation_id, question=question, name=tag)
        for tag in tags
        if tag not in held
    )
    return {"tags": [sorted(held), sorted(tags)]}


def _put(question_id: int, at: datetime | None, code: str, *, by: Actor, now: datetime) -> Question:
    question = locks.lock_question(question_id)
    require(by, permissions.QUIZ_CHANGE)
    if (question.removed_at is None) is (at is None):
        return question
    question.removed_at = at
    question.touch(at=now)
    question.save(update_fields=["removed_at", "version", "changed_at"])
    audit(question, code, by=by)
    publish(events.QuestionsChanged(count=1))
    return question


def _parsed(written: Written) -> Asked:
    try:
        asked = parse(written)
    except QuestionUnclear as error:
        raise QuestionRefused(error.why, field=error.field, line=error.line) from error
    refuse_unknown(asked, question_media.known(keys_of([asked])))
    return asked


def keys_of(asked: Iterable[Asked]) -> set[str]:
    """The pictures and sounds that questions name."""
    return {inlay.key for each in asked for inlay in inlays.of_question(each)}


def refuse_unknown(asked: Asked, known: dict[str, str]) -> None:
    """Each picture and sound that is named is a file of this bank, of that kind. Raises QuestionRefused."""
    kinds = {inlays.PICTURE: BlockKind.IMAGE, inlays.SOUND: BlockKind.AUDIO}
    for inlay in inlays.of_question(asked):
        if known.get(inlay.key) != kinds[inlay.kind]:
            raise QuestionRefused(
                _("The picture or sound “%(alt)s” is not in this bank. Add it again.") % {"alt": inlay.alt},
                field="text",
            )

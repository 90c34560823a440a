"""Pictures and sounds for questions: judged and stored as files of courses are, and put where the author points."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final

from django.utils.translation import gettext_lazy as _

from courses import permissions
from courses.engine.quiz import inlays
from courses.models import QuestionMedia
from courses.refusals import FileRefused
from courses.services import media
from courses.terms import BlockKind
from synthai.core.access import Actor, require
from synthai.core.errors import DomainError
from synthai.core.media.judging import PICTURE_BYTES

FILE_BYTES: Final = PICTURE_BYTES
KINDS: Final = (BlockKind.IMAGE, BlockKind.AUDIO)
PLACES: Final = ("text", "answer", "feedback", "explanation")


class LineMissing(DomainError):
    """There is no such answer."""

    code = "courses.question.no_such_answer"
    status = 422
    field = "picture_line"
    message = _("There is no answer in line %(line)s. Write it first, or choose another line.")


@dataclass(frozen=True, kw_only=True)
class Where:
    """The place of a picture: the question, the reason, or an answer (or what is said to whoever chose it) by its line."""

    place: str
    line: int = 1


def add(file: IO[bytes], *, name: str, by: Actor, now: datetime) -> QuestionMedia:
    """Keep a picture or a sound for questions. Pictures are drawn anew: nothing stays of the upload but its pixels.

    Not one transaction (see services.media). Needs the tenant. Raises NotAllowed, FileRefused.
    """
    require(by, permissions.QUIZ_CHANGE)
    row = QuestionMedia(organisation_id=by.organisation_id)
    file.seek(0, 2)
    if file.tell() > FILE_BYTES:
        raise FileRefused(_("This file is larger than 20 MB. Save it smaller and upload that."))
    return media.keep(file, row, name=name, by=by, now=now, wanted=KINDS)


def notation_of(row: QuestionMedia, alt: str) -> str:
    """How a question names the file."""
    kind = inlays.PICTURE if row.kind == BlockKind.IMAGE else inlays.SOUND
    return inlays.written(kind, row.public_id, alt)


def put(fields: dict[str, str], notation: str, where: Where) -> dict[str, str]:
    """The texts of a question as it is being written, with the notation in its place. Raises LineMissing."""
    if where.place in {"text", "explanation"}:
        held = fields.get(where.place, "").rstrip()
        return {**fields, where.place: f"{held}\n{notation}".strip()}
    lines = fields.get("answers", "").splitlines()
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if not 1 <= where.line <= len(filled):
        raise LineMissing(line=where.line)
    at = filled[where.line - 1]
    said, sign, feedback = lines[at].partition(" # ")
    if where.place == "answer":
        said = _before_last(said.rstrip(), notation)
    else:
        sign, feedback = " # ", f"{feedback} {notation}".strip()
    lines[at] = f"{said.rstrip()}{sign}{feedback}"
    return {**fields, "answers": "\n".join(lines)}


def _before_last(said: str, notation: str) -> str:
    """Behind an answer's words: before the arrow of a match, and before what pins it."""
    for sign in (" -> ", " [last]"):
        words, found, rest = said.partition(sign)
        if found:
            return f"{words} {notation}{found}{rest}"
    return f"{said} {notation}"

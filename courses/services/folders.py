"""A course out of a zip archive of Markdown and media. What the files look like: courses.engine.folder."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses import permissions
from courses.engine.folder import Page, Piece, heading_taken, name_in_words, read
from courses.engine.handins.task import TaskBroken, task_from
from courses.engine.quiz.formats import sheets as formats
from courses.models import Course, MediaFile, Quiz
from courses.models.certificates import NAME_LENGTH, Look
from courses.refusals import FileRefused, FolderRefused
from courses.services import captions, copying, courses, media, media_cleaning
from courses.services.certificates import issuing
from courses.services.copying import BlockPart, ChapterPart, LessonPart
from courses.services.folder_judging import judged
from courses.services.outline import LessonSettings
from courses.services.quizzes import carrying, sheets
from courses.terms import MEDIA_KINDS, TITLE_LENGTH, BlockKind, Entry, Lock, Rule
from synthai.core import archives, files
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.media.captions import BYTES_AT_MOST
from synthai.core.media.languages import LANGUAGES

MOST_QUIZZES: Final = 100
_PAGE_BYTES: Final = 1024 * 1024
_MOST_MONTHS: Final = 240
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
_YES: Final = {"yes", "true", "1"}


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What came of an archive: the draft, its quizzes (drafts too), and what was left out and why."""

    course: Course
    findings: list[str] = field(default_factory=list)
    quizzes: list[Quiz] = field(default_factory=list)


def bring_in(file: IO[bytes], *, by: Actor, now: datetime) -> Brought:
    """A new draft from an archive. Files that cannot be used are left out and told of.

    Not one transaction: files are stored first, and removed when the draft cannot be written. Needs the tenant. Raises
    NotAllowed, FolderRefused.
    """
    require(by, permissions.COURSE_CHANGE)
    members = judged(file)
    try:
        with zipfile.ZipFile(file) as archive:
            return _Reading(archive, members, by=by, now=now).brought()
    except archives.Damaged as error:
        raise FolderRefused(_("A file in this archive is damaged. Make the archive again.")) from error


class _Reading:
    """One archive while it is read."""

    def __init__(
        self, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], *, by: Actor, now: datetime
    ) -> None:
        self.archive, self.members, self.by, self.now = archive, members, by, now
        self.findings: list[str] = []
        self.wanted: dict[str, str] = {}
        self.kept: dict[str, MediaFile] = {}
        self.quizzes: dict[str, formats.Sheet] = {}
        self.carried = carrying.Carried()
        self.written: dict[str, Quiz] = {}

    def brought(self) -> Brought:
        """Read everything, then write it."""
        head = self.page("course.md") if "course.md" in self.members else Page()
        parts = self.chapters()
        if not parts:
            raise FolderRefused(_("There is no lesson in this archive: no file that ends in .md."))
        course = self.course(head)
        try:
            self.keep_media(course)
            self.keep_pictures()
            with transaction.atomic():
                self.put_quizzes()
                copying.put_in(course, _asking(parts, self.written), self.kept, now=self.now)
                told = {"lessons": [None, sum(len(part.lessons) for part in parts)]}
                if self.quizzes:
                    told["quizzes"] = [None, len(self.quizzes)]
                audit(course, "courses.course.imported", by=self.by, changes=told)
        except BaseException as error:
            self.undo(course)
            if isinstance(error, ValidationError):
                raise FolderRefused(" ".join(error.messages)) from error
            raise
        return Brought(course=course, findings=self.findings, quizzes=list(self.written.values()))

    def undo(self, course: Course) -> None:
        """Nothing stays of an archive that could not be read to the end."""
        for path in media_cleaning.let_go([row.pk for row in self.kept.values()]):
            files.delete(path)
        carrying.undo(self.carried)
        Course.objects.filter(pk=course.pk).delete()

    def page(self, name: str) -> Page:
        return read(self.text(name))

    def text(self, name: str) -> str:
        member = self.members[name]
        if member.file_size > _PAGE_BYTES:
            raise FolderRefused(_("“%(name)s” is larger than a lesson or a quiz may be (1 MB)."), name=name)
        try:
            found = archives.read(self.archive, member).decode("utf-8-sig")
            if "\0" in found:  # text holds none, and the database takes none
                raise FolderRefused(
                    _("“%(name)s” is no text. Save it as UTF-8 text and make the archive again."), name=name
                )
            return found
        except UnicodeDecodeError as error:
            raise FolderRefused(
                _("“%(name)s” is not written in UTF-8. Save it as UTF-8 text."), name=name
            ) from error

    def chapters(self) -> list[ChapterPart]:
        """Folders in the order of their names; lessons that lie in none come first."""
        names = sorted(name for name in self.members if name.lower().endswith(".md") and name != "course.md")
        folders: dict[str, list[str]] = {}
        for name in names:
            folders.setdefault(str(PurePosixPath(name).parent), []).append(name)
        found = (self.chapter(folder, files_) for folder, files_ in sorted(folders.items()))
        return [part for part in found if part.lessons]

    def chapter(self, folder: str, names: Sequence[str]) -> ChapterPart:
        title = _("Lessons") if folder == "." else name_in_words(PurePosixPath(folder).name)
        own = f"{folder}/chapter.md"
        given = self.page(own).settings if own in names else {}
        title = given.get("title") or title
        lessons = [
            self.lesson(name) for name in names if name != own and not name.lower().endswith("readme.md")
        ]
        return ChapterPart(title=title[:TITLE_LENGTH], lessons=lessons, **_opening(given))

    def lesson(self, name: str) -> LessonPart:
        page = self.page(name)
        title = page.settings.get("title", "")
        if not title:
            title, page = heading_taken(page)
        title = title or name_in_words(PurePosixPath(name).name)
        blocks = [part for piece in page.pieces if (part := self.block(piece, name)) is not None]
        return LessonPart(settings=_lesson_settings(title, page.settings), blocks=blocks)

    def block(self, piece: Piece, name: str) -> BlockPart | None:
        if piece.kind == BlockKind.QUIZ and piece.src:
            return self.quiz(piece, name)
        if piece.kind not in BlockKind.values or piece.kind == BlockKind.QUIZ:
            self.findings.append(
                _("A “%(kind)s” in “%(name)s” was left out.") % {"kind": piece.kind, "name": name}
            )
            return None
        if piece.kind == BlockKind.ASSIGNMENT and not _is_task(piece):
            self.findings.append(
                _("The rules of the assignment in “%(name)s” were left out.") % {"name": name}
            )
            return BlockPart(kind=piece.kind, text=piece.text, data={})
        if piece.kind not in MEDIA_KINDS:
            return BlockPart(kind=piece.kind, text=piece.text, data=piece.data)
        src = self.named(piece, name)
        if not src:
            return None
        self.wanted.setdefault(src, piece.kind)
        return BlockPart(kind=piece.kind, text=piece.text, data=piece.data, media=src)

    def named(self, piece: Piece, name: str) -> str:
        """The file that a block names, or an empty text when the archive does not hold it."""
        src = PurePosixPath(piece.src).as_posix().removeprefix("./")
        if src in self.members:
            return src
        told = {"src": piece.src, "name": name}
        self.findings.append(_("The file “%(src)s” of “%(name)s” is not in the archive.") % told)
        return ""

    def quiz(self, piece: Piece, name: str) -> BlockPart | None:
        """A quiz whose file is read now and written with the lessons; its block names the file until then."""
        src = self.named(piece, name)
        if src and src not in self.quizzes:
            sheet = formats.read(self.text(src))
            self.findings += [f"{src}: {problem}" for problem in sheet.problems]
            said = _("%(src)s, line %(line)d: %(why)s This question was left out.")
            self.findings += [said % {"src": src, "line": one.at, "why": one.why} for one in sheet.refused]
            if not sheet.count:
                self.leave_out(src)
                return None
            self.quizzes[src] = sheet
        if len(self.quizzes) > MOST_QUIZZES:
            raise FolderRefused(
                _("A course can bring at most %(most)d quizzes. Use fewer, or make two courses of it."),
                most=MOST_QUIZZES,
            )
        return BlockPart(kind=piece.kind, text=piece.text, data={"src": src}) if src else None

    def put_quizzes(self) -> None:
        """Write the quizzes that lessons name. Part of a transaction."""
        for src, sheet in self.quizzes.items():
            title = name_in_words(PurePosixPath(src).name)
            self.written[src] = sheets.bring_in(sheet, title=title, by=self.by, now=self.now)

    @transaction.atomic
    def course(self, head: Page) -> Course:
        given = head.settings
        title = given.get("title") or heading_taken(head)[0] or _("Imported course")
        course = courses.create(
            title=title[:TITLE_LENGTH], summary=given.get("summary", "")[:400], by=self.by, now=self.now
        )
        course.entry = given["entry"] if given.get("entry") in Entry.values else Entry.SELF
        course.lock = given["lessons_open"] if given.get("lessons_open") in Lock.values else Lock.NONE
        places = given.get("places", "")
        course.seats = _whole(places) if 0 < _whole(places) < 1_000_000 else None
        course.save(update_fields=["entry", "lock", "seats"])
        self.certificate(course, given)
        return course

    def certificate(self, course: Course, given: dict[str, str]) -> None:
        """The terms of its certificate, where the settings speak of one."""
        if given.get("certificate", "").lower() not in _YES:
            return
        months = given.get("certificate_months", "")
        is_known = 0 < _whole(months) <= _MOST_MONTHS
        if months and not is_known:
            told = {"months": months, "most": _MOST_MONTHS}
            self.findings.append(
                _("“certificate_months: %(months)s” was left out; write whole months from 1 to %(most)d.")
                % told
            )
        terms = {
            "is_on": True,
            "months": _whole(months) if is_known else None,
            "text": given.get("certificate_says", "")[:300],
            "signed_by": given.get("certificate_signed_by", "")[:NAME_LENGTH],
        }
        if given.get("certificate_look") in Look.values:
            terms["look"] = given["certificate_look"]
        if _COLOUR.fullmatch(given.get("certificate_colour", "")):
            terms["colour"] = given["certificate_colour"]
        issuing.set_terms(course, terms, by=self.by)

    def keep_media(self, course: Course) -> None:
        """Store the files that lessons name; what cannot be used is left out and told of."""
        for src, kind in self.wanted.items():
            with TemporaryFile() as content:
                archives.unpack(self.archive, self.members[src], content)
                try:
                    self.kept[src] = media.take(
                        content, name=src, course=course, by=self.by, now=self.now, wanted=kind
                    )
                    self.keep_captions(src)
                except (FileRefused, files.FileTooLarge) as refusal:
                    self.findings.append(f"{src}: {refusal}")

    def keep_pictures(self) -> None:
        """Store the files that questions name. A question whose file cannot be used is left out and told of."""
        texts = {src: self.text(src) for src in self.quizzes}
        carrying.take_in(
            self.archive, self.members, texts.values(), by=self.by, now=self.now, into=self.carried
        )
        self.findings += [f"{refused.title}: {refused.why}" for refused in self.carried.refused]
        for src, text in texts.items():
            sheet, findings = sheets.without_unknown(formats.read(self.carried.renamed(text)))
            self.findings += [f"{src}: {finding}" for finding in findings]
            if sheet.count:
                self.quizzes[src] = sheet
            else:
                self.leave_out(src)

    def leave_out(self, src: str) -> None:
        """Tell of a quiz without a question that could be used."""
        self.quizzes.pop(src, None)
        self.findings.append(_("The quiz “%(src)s” has no question, so it was left out.") % {"src": src})

    def keep_captions(self, src: str) -> None:
        """Captions that lie beside a film or sound: film.mp4, film.en.vtt, film.zu.srt."""
        if self.wanted[src] not in {BlockKind.VIDEO, BlockKind.AUDIO}:
            return
        for language, _label in LANGUAGES:
            stem = f"{src.rpartition('.')[0]}.{language}"
            name = next((f"{stem}{end}" for end in (".vtt", ".srt") if f"{stem}{end}" in self.members), None)
            if name is None:
                continue
            if self.members[name].file_size > BYTES_AT_MOST:  # before it is read into memory
                self.findings.append(f"{name}: {_('Captions are 1 MB at most.')}")
                continue
            content = io.BytesIO(archives.read(self.archive, self.members[name]))
            try:
                captions.put(content, media=self.kept[src], language=language, by=self.by, now=self.now)
            except FileRefused as refusal:
                self.findings.append(f"{name}: {refusal}")


def _asking(parts: Sequence[ChapterPart], quizzes: Mapping[str, Quiz]) -> list[ChapterPart]:
    """The parts, their blocks of quizzes naming the quizzes that were written."""

    def block(part: BlockPart) -> BlockPart:
        if part.kind != BlockKind.QUIZ:
            return part
        return replace(part, data={"ref": quizzes[part.data["src"]].public_id})

    def lesson(part: LessonPart) -> LessonPart:
        kept = (each for each in part.blocks if each.kind != BlockKind.QUIZ or each.data["src"] in quizzes)
        return replace(part, blocks=[block(each) for each in kept])

    return [replace(part, lessons=[lesson(each) for each in part.lessons]) for part in parts]


def _is_task(piece: Piece) -> bool:
    try:
        return task_from(piece.data.get("task", "{}")) is not None
    except TaskBroken:
        return False


def _lesson_settings(title: str, given: dict[str, str]) -> LessonSettings:
    rule = given["done_when"] if given.get("done_when") in Rule.values else Rule.VIEWED
    minutes, amount = given.get("minutes", ""), given.get("how_much", "")
    return LessonSettings(
        title=title[:TITLE_LENGTH],
        minutes=min(max(_whole(minutes), 1), 600) if minutes.isdecimal() else 5,
        rule=rule,
        rule_value=min(_whole(amount), 100 if rule == Rule.VIDEO else 36_000),
        is_optional=given.get("counts", "yes").lower() not in _YES,
        is_open=given.get("open", "").lower() in _YES,
        **_opening(given),
    )


def _whole(text: str) -> int:
    """A whole number as somebody wrote it; 0 for what is none, or has more digits than any setting needs."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _opening(given: dict[str, str]) -> dict[str, Any]:
    """On which day something opens; what is no day, or out of bounds, counts as not said."""
    days = given.get("opens_after_days", "")
    try:
        day = date.fromisoformat(given.get("opens_on", ""))
    except ValueError:
        day = None
    is_count = days.isascii() and days.isdecimal() and len(days) < 4
    return {"opens_on": day, "opens_after": min(_whole(days), 730) if is_count else None}

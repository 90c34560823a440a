"""A course out of a zip archive of Markdown and media. What the files look like: courses.engine.folder."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses import permissions
from courses.engine.folder import Page, Piece, heading_taken, name_in_words, read
from courses.models import Course, MediaFile
from courses.refusals import FileRefused, FolderRefused
from courses.services import captions, copying, courses, media, media_cleaning
from courses.services.copying import BlockPart, ChapterPart, LessonPart
from courses.services.outline import LessonSettings
from courses.terms import LANGUAGES, MEDIA_KINDS, TITLE_LENGTH, BlockKind, Entry, Lock, Rule
from synthai.core import archives, files
from synthai.core.access import Actor, require
from synthai.core.audit import audit

MOST_BYTES: Final = 600 * 1024 * 1024
MOST_FILES: Final = 2_000
_PAGE_BYTES: Final = 1024 * 1024
_YES: Final = {"yes", "true", "1"}


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What came of an archive: the draft, and what was left out and why."""

    course: Course
    findings: list[str] = field(default_factory=list)


def bring_in(file: IO[bytes], *, by: Actor, now: datetime) -> Brought:
    """A new draft from an archive. Files that cannot be used are left out and told of.

    Not one transaction: files are stored first, and removed when the draft cannot be written. Needs the tenant. Raises
    NotAllowed, FolderRefused.
    """
    require(by, permissions.COURSE_CHANGE)
    members = _judged(file)
    try:
        with zipfile.ZipFile(file) as archive:
            return _Reading(archive, members, by=by, now=now).brought()
    except archives.Damaged as error:
        raise FolderRefused(_("A file in this archive is damaged. Make the archive again.")) from error


def _judged(file: IO[bytes]) -> dict[str, zipfile.ZipInfo]:
    """Files of the archive by their path, without a folder that all of them lie in."""
    try:
        members = archives.directory(file)
    except archives.Damaged as error:
        raise FolderRefused(_("This is no zip archive, or a damaged one.")) from error
    if archives.is_protected(members):
        raise FolderRefused(_("This archive is protected by a password. Make it without one."))
    if archives.is_swollen(members, max_bytes=MOST_BYTES, max_members=MOST_FILES):
        raise FolderRefused(
            _(
                "This archive holds more than %(mb)s MB or %(count)s files, or unpacks to far more than it should."
            ),
            mb=MOST_BYTES >> 20,
            count=MOST_FILES,
        )
    named = {
        name: member for member in members if (name := archives.safe_name(member)) and not _is_litter(name)
    }
    tops = {PurePosixPath(name).parts[0] for name in named}
    is_wrapped = (
        len(tops) == 1 and all("/" in name for name in named) and f"{next(iter(tops))}/course.md" in named
    )
    return {name.partition("/")[2] if is_wrapped else name: member for name, member in named.items()}


def _is_litter(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


class _Reading:
    """One archive while it is read."""

    def __init__(
        self, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], *, by: Actor, now: datetime
    ) -> None:
        self.archive, self.members, self.by, self.now = archive, members, by, now
        self.findings: list[str] = []
        self.wanted: dict[str, str] = {}
        self.kept: dict[str, MediaFile] = {}

    def brought(self) -> Brought:
        """Read everything, then write it."""
        head = self.page("course.md") if "course.md" in self.members else Page()
        parts = self.chapters()
        if not parts:
            raise FolderRefused(_("There is no lesson in this archive: no file that ends in .md."))
        course = self.course(head)
        try:
            self.keep_media(course)
            with transaction.atomic():
                copying.put_in(course, parts, self.kept, now=self.now)
                told = {"lessons": [None, sum(len(part.lessons) for part in parts)]}
                audit(course, "courses.course.imported", by=self.by, changes=told)
        except BaseException as error:
            self.undo(course)
            if isinstance(error, ValidationError):
                raise FolderRefused(" ".join(error.messages)) from error
            raise
        return Brought(course=course, findings=self.findings)

    def undo(self, course: Course) -> None:
        """Nothing stays of an archive that could not be read to the end."""
        for path in media_cleaning.let_go(list(self.kept.values())):
            files.delete(path)
        Course.objects.filter(pk=course.pk).delete()

    def page(self, name: str) -> Page:
        member = self.members[name]
        if member.file_size > _PAGE_BYTES:
            raise FolderRefused(_("“%(name)s” is larger than a lesson may be (1 MB)."), name=name)
        try:
            return read(archives.read(self.archive, member).decode("utf-8-sig"))
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
        if own in names:
            title = self.page(own).settings.get("title") or title
        lessons = [
            self.lesson(name) for name in names if name != own and not name.lower().endswith("readme.md")
        ]
        return ChapterPart(title=title[:TITLE_LENGTH], lessons=lessons)

    def lesson(self, name: str) -> LessonPart:
        page = self.page(name)
        title = page.settings.get("title", "")
        if not title:
            title, page = heading_taken(page)
        title = title or name_in_words(PurePosixPath(name).name)
        blocks = [part for piece in page.pieces if (part := self.block(piece, name)) is not None]
        return LessonPart(settings=_lesson_settings(title, page.settings), blocks=blocks)

    def block(self, piece: Piece, name: str) -> BlockPart | None:
        if piece.kind not in BlockKind.values or piece.kind in {BlockKind.QUIZ, BlockKind.ASSIGNMENT}:
            self.findings.append(
                _("A “%(kind)s” in “%(name)s” was left out.") % {"kind": piece.kind, "name": name}
            )
            return None
        if piece.kind not in MEDIA_KINDS:
            return BlockPart(kind=piece.kind, text=piece.text, data=piece.data)
        src = PurePosixPath(piece.src).as_posix().removeprefix("./")
        if src not in self.members:
            told = {"src": piece.src, "name": name}
            self.findings.append(_("The file “%(src)s” of “%(name)s” is not in the archive.") % told)
            return None
        self.wanted.setdefault(src, piece.kind)
        return BlockPart(kind=piece.kind, text=piece.text, data=piece.data, media=src)

    def course(self, head: Page) -> Course:
        given = head.settings
        title = given.get("title") or heading_taken(head)[0] or _("Imported course")
        course = courses.create(
            title=title[:TITLE_LENGTH], summary=given.get("summary", "")[:400], by=self.by, now=self.now
        )
        course.entry = given["entry"] if given.get("entry") in Entry.values else Entry.SELF
        course.lock = given["lessons_open"] if given.get("lessons_open") in Lock.values else Lock.NONE
        places = given.get("places", "")
        course.seats = int(places) if places.isdecimal() and 0 < int(places) < 1_000_000 else None
        course.save(update_fields=["entry", "lock", "seats"])
        return course

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

    def keep_captions(self, src: str) -> None:
        """Captions that lie beside a film or sound: film.mp4, film.en.vtt, film.zu.srt."""
        if self.wanted[src] not in {BlockKind.VIDEO, BlockKind.AUDIO}:
            return
        for language, _label in LANGUAGES:
            stem = f"{src.rpartition('.')[0]}.{language}"
            name = next((f"{stem}{end}" for end in (".vtt", ".srt") if f"{stem}{end}" in self.members), None)
            if name is None:
                continue
            content = io.BytesIO(archives.read(self.archive, self.members[name]))
            try:
                captions.put(content, media=self.kept[src], language=language, by=self.by, now=self.now)
            except FileRefused as refusal:
                self.findings.append(f"{name}: {refusal}")


def _lesson_settings(title: str, given: dict[str, str]) -> LessonSettings:
    rule = given["done_when"] if given.get("done_when") in Rule.values else Rule.VIEWED
    minutes, amount = given.get("minutes", ""), given.get("how_much", "")
    return LessonSettings(
        title=title[:TITLE_LENGTH],
        minutes=min(max(int(minutes), 1), 600) if minutes.isdecimal() else 5,
        rule=rule,
        rule_value=min(int(amount), 100 if rule == Rule.VIDEO else 36_000) if amount.isdecimal() else 0,
        is_optional=given.get("counts", "yes").lower() not in _YES,
        is_open=given.get("open", "").lower() in _YES,
    )

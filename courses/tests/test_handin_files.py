"""Files of hand-ins: what they really are, how many, and that nothing of them stays; archives take assignments along."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from courses.handin_refusals import (
    AlreadyHandedIn,
    NotTaken,
    TooManyFiles,
    WorkFileRefused,
)
from courses.models import Block, Submission, SubmissionFile, SubmissionMark
from courses.selectors.handins import Place
from courses.services import copying, erasure, exporting, folders
from courses.services.handins import uploads
from courses.tests.handing import (
    RUBRIC,
    assigned,
    handed_in,
    packed,
    written_course,
)
from courses.tests.writing import png
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("files_in_tmp")
class TestFiles:
    def keep(self, cast: Cast, place: Place, file: Any, name: str = "") -> SubmissionFile:
        with tenant(cast.umoja):
            return uploads.keep(
                place, file, name=name or file.name, by=cast.bongani.actor, now=timezone.now()
            )

    def test_pictures_are_drawn_anew_and_the_same_one_is_one(self, cast: Cast, files_in_tmp: Path) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        first = self.keep(cast, place, png(300, 200), "C:\\photos\\wall.png")
        again = self.keep(cast, place, png(300, 200), "again.png")
        assert (first.name, first.content_type, again.pk) == ("wall.webp", "image/webp", first.pk)
        assert len([path for path in files_in_tmp.rglob("*") if path.is_file()]) == 2  # large and small

    def test_are_held_to_kind_count_and_size(self, cast: Cast) -> None:
        _, place = assigned(
            cast.thandi, cast.bongani, takes=["files"], kinds=["document"], most_files=2, most_mb=1
        )
        with pytest.raises(WorkFileRefused, match="does not take"):
            self.keep(cast, place, png())
        with pytest.raises(WorkFileRefused, match="1 MB"):
            self.keep(cast, place, io.BytesIO(b"%PDF-" + b"x" * (1 << 20)), "big.pdf")
        for number in range(2):
            self.keep(cast, place, io.BytesIO(b"%%PDF-%d" % number), f"{number}.pdf")
        with pytest.raises(TooManyFiles):
            self.keep(cast, place, io.BytesIO(b"%PDF-3"), "3.pdf")

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"<svg onload=alert(1)>", "logo.svg"),
            (b"<html><script>", "page.pdf"),
            (b"MZ\x90", "plan.docx"),
            (b"%PDF-1.7", "photo.jpg"),
            (b"\x89PNG\r\n\x1a\nbroken", "photo.png"),
            (b"PK\x03\x04broken", "plan.docx"),
        ],
    )
    def test_that_are_not_what_they_seem_are_refused_and_nothing_stays(
        self, cast: Cast, files_in_tmp: Path, content: bytes, name: str
    ) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        with pytest.raises(WorkFileRefused):
            self.keep(cast, place, io.BytesIO(content), name)
        assert not [path for path in files_in_tmp.rglob("*") if path.is_file()]

    def test_archives_are_judged_by_their_directory(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, kinds=["archive", "document"])
        assert self.keep(cast, place, packed("plan.txt", "photo.jpg")).kind == "archive"
        with pytest.raises(WorkFileRefused, match="program"):
            self.keep(cast, place, packed("plan.txt", "setup.EXE"))
        with pytest.raises(WorkFileRefused, match="macro"):
            self.keep(cast, place, packed("word/vbaProject.bin", name="plan.docx"))
        with pytest.raises(WorkFileRefused, match="unpacks"):
            self.keep(cast, place, packed("zeros.txt", content=b"0" * (60 << 20)))

    def test_leave_storage_when_removed_and_with_the_organisation(
        self, cast: Cast, files_in_tmp: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        kept = self.keep(cast, place, png())
        with tenant(cast.umoja), django_capture_on_commit_callbacks(execute=True):
            uploads.remove(place, kept.public_id, by=cast.bongani.actor, now=timezone.now())
        assert not [path for path in files_in_tmp.rglob("*") if path.is_file()]
        self.keep(cast, place, png())
        handed_in(cast.bongani, place)
        with tenant(cast.umoja), pytest.raises(AlreadyHandedIn):
            uploads.remove(
                place, SubmissionFile.objects.get().public_id, by=cast.bongani.actor, now=timezone.now()
            )
        with tenant(cast.umoja), django_capture_on_commit_callbacks(execute=True):
            erasure.erase(cast.umoja.pk)
            assert not Submission.objects.exists()
            assert not SubmissionMark.objects.exists()
        assert not [path for path in files_in_tmp.rglob("*") if path.is_file()]

    def test_go_from_storage_with_the_person(
        self, cast: Cast, files_in_tmp: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        _, place = assigned(cast.thandi, cast.bongani)
        self.keep(cast, place, png())
        handed_in(cast.bongani, place)
        with all_tenants(reason="test"), django_capture_on_commit_callbacks(execute=True):
            get_user_model().objects.get(pk=cast.bongani.user.pk).delete()
            assert not Submission.objects.exists()
        assert not [path for path in files_in_tmp.rglob("*") if path.is_file()]

    def test_are_not_taken_where_none_are_asked(self, cast: Cast) -> None:
        _, place = assigned(cast.thandi, cast.bongani, takes=["text"])
        with pytest.raises(NotTaken):
            self.keep(cast, place, png())


@pytest.mark.usefixtures("files_in_tmp")
def test_an_archive_and_a_copy_take_rules_and_rubric_along(cast: Cast) -> None:
    course = written_course(cast.thandi, criteria=RUBRIC, pass_points="5", most_tries=2)
    with tenant(cast.umoja):
        (kept,) = Block.objects.filter(kind="assignment")
        now, by = timezone.now(), cast.thandi.actor
        with exporting.export(course, by=by) as archive:
            brought = folders.bring_in(archive, by=by, now=now)
        assert brought.findings == []
        copied = copying.duplicate(course.pk, by=by, now=now)
        for made in (brought.course, copied):
            (block,) = Block.objects.filter(kind="assignment", lesson__course=made)
            assert (block.text, block.data) == (kept.text, kept.data)


@pytest.mark.usefixtures("files_in_tmp")
def test_an_archive_with_broken_rules_is_told_of_and_brings_the_brief(cast: Cast) -> None:
    page = '---\ntitle: Plan\n---\n\n::: assignment task="{broken"\nWrite a plan.\n:::\n'
    file = packed("01-lesson.md", content=page.encode())
    with tenant(cast.umoja):
        brought = folders.bring_in(file, by=cast.thandi.actor, now=timezone.now())
        assert "rules of the assignment" in brought.findings[0]
        (block,) = Block.objects.filter(kind="assignment")
        assert (block.text, block.data) == ("Write a plan.", {})

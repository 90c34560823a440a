"""Pages of assignments, hand-ins and the board of a course, under /o/<organisation>/courses/."""

from django.urls import path, re_path

from courses.views import board, handin_marking, handin_uploading, handins, tasks

_ASSIGNMENT = "<slug:course>/lessons/<slug:lesson>/assignments/<slug:block>"
_UPLOAD = f"{_ASSIGNMENT}/uploads/<slug:upload>"
_HANDIN = "marking/assignments/<slug:public_id>"

urlpatterns = [
    path("marking/assignments/", handin_marking.handin_list, name="handin-list"),
    path("marking/assignments/next/", handin_marking.handin_next, name="handin-next"),
    path(f"{_HANDIN}/", handin_marking.handin_marking, name="handin-marking"),
    path(f"{_HANDIN}/claim/", handin_marking.handin_claim, name="handin-claim"),
    path(f"{_HANDIN}/release/", handin_marking.handin_release, name="handin-release"),
    path(f"{_HANDIN}/undo/", handin_marking.handin_undo, name="handin-undo"),
    re_path(
        r"^submissions/files/(?P<file>[a-z2-7]{16})/(?P<size>large|small)/$",
        handins.submission_file,
        name="submission-file",
    ),
    path("<slug:course>/board/", board.course_board, name="write-board"),
    path("<slug:course>/blocks/<slug:block>/assignment/", tasks.task_edit, name="write-task"),
    path(f"{_ASSIGNMENT}/", handins.assignment, name="assignment"),
    path(f"{_ASSIGNMENT}/files/", handins.assignment_file, name="assignment-file"),
    path(
        f"{_ASSIGNMENT}/files/<slug:file>/remove/",
        handins.assignment_file_remove,
        name="assignment-file-remove",
    ),
    path(f"{_ASSIGNMENT}/uploads/", handin_uploading.begin, name="assignment-upload-begin"),
    path(f"{_UPLOAD}/", handin_uploading.state, name="assignment-upload-state"),
    path(f"{_UPLOAD}/end/", handin_uploading.end, name="assignment-upload-end"),
    path(f"{_ASSIGNMENT}/take-back/", handins.assignment_take_back, name="assignment-take-back"),
]

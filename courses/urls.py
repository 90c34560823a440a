"""Pages under /o/<organisation>/courses/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import path, re_path

from courses import (
    certificate_urls,
    handin_urls,
    live_urls,
    media_urls,
    path_urls,
    quiz_urls,
    selling_urls,
    social_urls,
)
from courses.views import learn, lessons, outline, people, publish, write

app_name = "courses"
_COURSE = "<slug:course>"
_CHAPTER = f"{_COURSE}/chapters/<slug:chapter>"
_LESSON = f"{_COURSE}/lessons/<slug:lesson>"
_BLOCK = f"{_COURSE}/blocks/<slug:block>"

urlpatterns = [
    *handin_urls.urlpatterns,
    *quiz_urls.urlpatterns,
    *certificate_urls.urlpatterns,
    *social_urls.urlpatterns,
    *live_urls.urlpatterns,
    *path_urls.urlpatterns,
    *selling_urls.urlpatterns,
    *media_urls.urlpatterns,
    path("", learn.mine, name="mine"),
    path("write/", write.course_list, name="write-list"),
    path("write/new/", write.course_create, name="write-create"),
    path("write/upload/", write.course_import, name="write-import"),
    path("people/", people.table, name="people"),
    re_path(r"^people/people\.(?P<file_format>csv|xlsx)$", people.table_file, name="people-file"),
    path(f"{_COURSE}/", learn.course, name="course"),
    path(f"{_COURSE}/start/", learn.start, name="course-start"),
    path(f"{_COURSE}/go-on/", learn.go_on, name="course-go-on"),
    path(f"{_COURSE}/leave/", learn.leave, name="course-leave"),
    path(f"{_COURSE}/newest/", learn.move, name="course-move"),
    path(f"{_LESSON}/", learn.lesson, name="lesson"),
    path(f"{_LESSON}/done/", learn.done, name="lesson-done"),
    path(f"{_COURSE}/edit/", write.contents, name="write-contents"),
    path(f"{_COURSE}/settings/", write.settings, name="write-settings"),
    path(f"{_COURSE}/put-away/", write.put_away, name="course-put-away"),
    path(f"{_COURSE}/bring-back/", write.bring_back, name="course-bring-back"),
    path(f"{_COURSE}/duplicate/", write.duplicate, name="course-duplicate"),
    path(f"{_COURSE}/course.zip", write.course_export, name="course-export"),
    path(f"{_COURSE}/publish/", publish.publish, name="publish"),
    path(f"{_COURSE}/publish/cancel/", publish.cancel, name="publish-cancel"),
    path(f"{_COURSE}/unpublish/", publish.unpublish, name="unpublish"),
    path(f"{_COURSE}/reopen/", publish.reopen, name="reopen"),
    path(f"{_COURSE}/preview/", publish.preview, name="preview"),
    path(f"{_COURSE}/preview/<slug:lesson>/", publish.preview_lesson, name="preview-lesson"),
    path(f"{_COURSE}/chapters/", outline.chapter_add, name="chapter-add"),
    path(f"{_CHAPTER}/rename/", outline.chapter_rename, name="chapter-rename"),
    path(f"{_CHAPTER}/move/", outline.chapter_move, name="chapter-move"),
    path(f"{_CHAPTER}/remove/", outline.chapter_remove, name="chapter-remove"),
    path(f"{_CHAPTER}/restore/", outline.chapter_restore, name="chapter-restore"),
    path(f"{_CHAPTER}/lessons/", outline.lesson_add, name="lesson-add"),
    path(f"{_LESSON}/edit/", lessons.edit, name="write-lesson"),
    path(f"{_LESSON}/settings/", lessons.settings, name="write-lesson-settings"),
    path(f"{_LESSON}/move/", outline.lesson_move, name="lesson-move"),
    path(f"{_LESSON}/remove/", outline.lesson_remove, name="lesson-remove"),
    path(f"{_LESSON}/restore/", outline.lesson_restore, name="lesson-restore"),
    path(f"{_LESSON}/blocks/", lessons.block_add, name="block-add"),
    path(f"{_BLOCK}/save/", lessons.block_save, name="block-save"),
    path(f"{_BLOCK}/file/", lessons.block_file, name="block-file"),
    path(f"{_BLOCK}/move/", lessons.block_move, name="block-move"),
    path(f"{_BLOCK}/remove/", lessons.block_remove, name="block-remove"),
    path(f"{_BLOCK}/restore/", lessons.block_restore, name="block-restore"),
    path(f"{_COURSE}/people/", people.of_course, name="learners"),
    path(f"{_COURSE}/people/<slug:learner>/end/", people.learner_end, name="learner-end"),
    path(f"{_COURSE}/assignments/<slug:assignment>/end/", people.assignment_end, name="assignment-end"),
]

"""Pages around learning: notes, bookmarks, questions, reviews, one learner, under /o/<organisation>/courses/."""

from django.urls import path

from courses.views import learner, notes, posts, reviews

_COURSE = "<slug:course>"
_LESSON = f"{_COURSE}/lessons/<slug:lesson>"
_POST = "posts/<slug:post>"
_REVIEW = "reviews/<slug:review>"
_LEARNER = f"{_COURSE}/people/<slug:learner>"

urlpatterns = [
    path("unanswered/", posts.post_unanswered, name="post-unanswered"),
    path(f"{_POST}/answer/", posts.post_answer, name="post-answer"),
    path(f"{_POST}/edit/", posts.post_edit, name="post-edit"),
    path(f"{_POST}/remove/", posts.post_remove, name="post-remove"),
    path(f"{_POST}/restore/", posts.post_restore, name="post-restore"),
    path(f"{_POST}/answered/", posts.post_answered, name="post-answered"),
    path(f"{_POST}/hide/", posts.post_hide, name="post-hide"),
    path(f"{_POST}/show/", posts.post_show, name="post-show"),
    path(f"{_REVIEW}/remove/", reviews.review_remove, name="review-remove"),
    path(f"{_REVIEW}/restore/", reviews.review_restore, name="review-restore"),
    path(f"{_REVIEW}/reply/", reviews.review_reply, name="review-reply"),
    path(f"{_REVIEW}/hide/", reviews.review_hide, name="review-hide"),
    path(f"{_REVIEW}/show/", reviews.review_show, name="review-show"),
    path("bookmarks/<slug:bookmark>/remove/", notes.bookmark_remove, name="bookmark-remove"),
    path("people/remind/", learner.remind, name="people-remind"),
    path(f"{_COURSE}/notes/", notes.note_list, name="note-list"),
    path(f"{_COURSE}/notes.txt", notes.note_file, name="note-file"),
    path(f"{_LESSON}/note/", notes.note_save, name="note-save"),
    path(f"{_LESSON}/bookmark/", notes.bookmark_add, name="bookmark-add"),
    path(f"{_LESSON}/questions/", posts.lesson_posts, name="lesson-posts"),
    path(f"{_COURSE}/reviews/", reviews.review_list, name="review-list"),
    path(f"{_COURSE}/invite/", learner.invite, name="learner-invite"),
    path(f"{_COURSE}/invited/<slug:invited>/end/", learner.invited_end, name="invited-end"),
    path(f"{_COURSE}/waiting/<slug:waiter>/end/", learner.waiting_end, name="waiting-end"),
    path(f"{_COURSE}/chapters/<slug:chapter>/opening/", learner.chapter_opening, name="chapter-opening"),
    path(f"{_LEARNER}/", learner.learner, name="learner"),
    path(f"{_LEARNER}/opening/", learner.opening, name="learner-opening"),
]

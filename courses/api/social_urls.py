"""API addresses around learning."""

from django.urls import path

from courses.api import social

_COURSE = "<slug:course>"
_LESSON = f"{_COURSE}/lessons/<slug:lesson>"
_POST = "posts/<slug:post>"
_LEARNER = "enrolments/<slug:learner>"

urlpatterns = [
    path("posts/unanswered/", social.UnansweredView.as_view(), name="courses-posts-unanswered"),
    path(f"{_POST}/", social.PostView.as_view(), name="courses-post"),
    path(f"{_POST}/answers/", social.AnswersView.as_view(), name="courses-post-answers"),
    path(f"{_POST}/restoration/", social.PostRestorationView.as_view(), name="courses-post-restoration"),
    path(f"{_POST}/answered/", social.PostAnsweredView.as_view(), name="courses-post-answered"),
    path(f"{_POST}/hidden/", social.PostHiddenView.as_view(), name="courses-post-hidden"),
    path("bookmarks/<slug:bookmark>/", social.BookmarkView.as_view(), name="courses-bookmark"),
    path(f"{_LEARNER}/opening/", social.OpeningView.as_view(), name="courses-enrolment-opening"),
    path(f"{_LEARNER}/due/", social.DueView.as_view(), name="courses-enrolment-due"),
    path(f"{_LEARNER}/reminder/", social.ReminderView.as_view(), name="courses-enrolment-reminder"),
    path(f"{_COURSE}/notes/", social.NotesView.as_view(), name="courses-notes"),
    path(f"{_COURSE}/bookmarks/", social.BookmarksView.as_view(), name="courses-bookmarks"),
    path(f"{_COURSE}/reviews/", social.ReviewsView.as_view(), name="courses-reviews"),
    path(f"{_COURSE}/reviews/summary/", social.ReviewSummaryView.as_view(), name="courses-reviews-summary"),
    path(f"{_COURSE}/review/", social.MyReviewView.as_view(), name="courses-review"),
    path(f"{_LESSON}/note/", social.NoteView.as_view(), name="courses-note"),
    path(f"{_LESSON}/posts/", social.LessonPostsView.as_view(), name="courses-lesson-posts"),
]

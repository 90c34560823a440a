"""API addresses of quizzes and attempts."""

from django.urls import path

from courses.api import quizzes

urlpatterns = [
    path("quizzes/", quizzes.QuizzesView.as_view(), name="courses-quizzes"),
    path("quizzes/<slug:public_id>/", quizzes.QuizView.as_view(), name="courses-quiz"),
    path("quizzes/<slug:public_id>/attempts/", quizzes.AttemptsView.as_view(), name="courses-attempts"),
    path("attempts/<slug:public_id>/", quizzes.AttemptView.as_view(), name="courses-attempt"),
    path(
        "attempts/<slug:public_id>/answers/<int:position>/",
        quizzes.AnswerView.as_view(),
        name="courses-attempt-answer",
    ),
    path("attempts/<slug:public_id>/hand-in/", quizzes.HandInView.as_view(), name="courses-attempt-hand-in"),
    path("attempts/<slug:public_id>/review/", quizzes.ReviewView.as_view(), name="courses-attempt-review"),
]

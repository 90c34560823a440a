"""The API under /api/v1/o/<organisation>/ask/."""

from django.urls import URLPattern, path

from publishing.api import ask

urlpatterns: list[URLPattern] = [
    path("", ask.QuestionsView.as_view(), name="ask-list"),
    path("<slug:key>/", ask.QuestionView.as_view(), name="ask-question"),
    path("<slug:key>/cancel/", ask.CancelView.as_view(), name="ask-cancel"),
]

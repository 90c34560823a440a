"""Writing runs and language models over the API."""

from django.urls import path

from content.api import writing

urlpatterns = [
    path("machine-writing/", writing.AiUsageView.as_view(), name="documents-machine-writing"),
    path("runs/<slug:public_id>/", writing.RunView.as_view(), name="documents-run"),
    path("runs/<slug:public_id>/cancel/", writing.RunCancelView.as_view(), name="documents-run-cancel"),
    path("<slug:document>/runs/", writing.RunsOfDocumentView.as_view(), name="documents-runs"),
]

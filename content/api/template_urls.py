"""API addresses of templates and clauses."""

from django.urls import path

from content.api import templates

urlpatterns = [
    path("templates/<str:ref>/", templates.TemplateView.as_view(), name="documents-template"),
    path("clauses/", templates.ClausesView.as_view(), name="documents-clauses"),
    path("clauses/<slug:clause>/", templates.ClauseView.as_view(), name="documents-clause"),
]

"""API addresses of templates and clauses."""

from django.urls import path

from content.api import own_templates, templates

_CLAUSE = "clauses/<slug:clause>"
_OWN = "own-templates/<slug:template>"

urlpatterns = [
    path("templates/<str:ref>/", templates.TemplateView.as_view(), name="documents-template"),
    path("clauses/", templates.ClausesView.as_view(), name="documents-clauses"),
    path(f"{_CLAUSE}/", templates.ClauseView.as_view(), name="documents-clause"),
    path(f"{_CLAUSE}/approval/", templates.ClauseApprovalView.as_view(), name="documents-clause-approval"),
    path(f"{_CLAUSE}/return/", templates.ClauseReturnView.as_view(), name="documents-clause-return"),
    path("own-templates/", own_templates.OwnTemplatesView.as_view(), name="documents-own-templates"),
    path(f"{_OWN}/", own_templates.OwnTemplateView.as_view(), name="documents-own-template"),
    path(f"{_OWN}/publication/", own_templates.PublicationView.as_view(), name="documents-own-publication"),
    path(f"{_OWN}/return/", own_templates.TemplateReturnView.as_view(), name="documents-own-return"),
]

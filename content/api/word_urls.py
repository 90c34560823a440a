"""API addresses of Word templates."""

from django.urls import path

from content.api import returns, word_templates

urlpatterns = [
    path("word-templates/", word_templates.WordTemplatesView.as_view(), name="documents-word-templates"),
    path(
        "word-templates/<slug:template>/",
        word_templates.WordTemplateView.as_view(),
        name="documents-word-template",
    ),
    path(
        "word-templates/<slug:template>/return/",
        returns.WordTemplateReturnView.as_view(),
        name="documents-word-template-return",
    ),
    path(
        "word-templates/<slug:template>/file/",
        word_templates.WordTemplateFileView.as_view(),
        name="documents-word-template-file",
    ),
]

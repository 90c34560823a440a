"""The API under /api/v1/o/<organisation>/documents/."""

from django.urls import URLPattern

from content.api import document_urls, template_urls, word_urls, writing_urls

urlpatterns: list[URLPattern] = [
    *writing_urls.urlpatterns,
    *word_urls.urlpatterns,
    *template_urls.urlpatterns,
    *document_urls.urlpatterns,
]

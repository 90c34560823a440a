"""The API under /api/v1/o/<organisation>/documents/."""

from django.urls import URLPattern

from content.api import document_urls, sending_urls, template_urls, word_urls

urlpatterns: list[URLPattern] = [
    *word_urls.urlpatterns,
    *template_urls.urlpatterns,
    *sending_urls.urlpatterns,
    *document_urls.urlpatterns,
]

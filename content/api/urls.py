"""The API under /api/v1/o/<organisation>/documents/."""

from django.urls import URLPattern

from content.api import document_urls, reading_urls, sending_urls, template_urls, word_urls, writing_urls

urlpatterns: list[URLPattern] = [
    *template_urls.urlpatterns,
    *writing_urls.urlpatterns,
    *sending_urls.urlpatterns,
    *reading_urls.urlpatterns,
    *word_urls.urlpatterns,
    *document_urls.urlpatterns,
]

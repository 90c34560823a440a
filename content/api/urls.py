"""The API under /api/v1/o/<organisation>/documents/."""

from django.urls import URLPattern

from content.api import (
    bulk_urls,
    document_urls,
    reading_urls,
    sending_urls,
    template_urls,
    word_urls,
    writing_urls,
)

urlpatterns: list[URLPattern] = [
    *bulk_urls.urlpatterns,
    *template_urls.urlpatterns,
    *writing_urls.urlpatterns,
    *sending_urls.urlpatterns,
    *reading_urls.urlpatterns,
    *word_urls.urlpatterns,
    *document_urls.urlpatterns,
]

"""The API under /api/v1/o/<organisation>/documents/."""

from django.urls import URLPattern

from content.api import document_urls, reading_urls

urlpatterns: list[URLPattern] = [
    *reading_urls.urlpatterns,
    *document_urls.urlpatterns,
]

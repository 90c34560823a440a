"""The API under /api/v1/o/<organisation>/documents/."""

from django.urls import URLPattern

from content.api import document_urls

urlpatterns: list[URLPattern] = [
    *document_urls.urlpatterns,
]

"""The API under /api/v1/o/<organisation>/documents/."""

from django.urls import URLPattern

from content.api import document_urls, sending_urls

urlpatterns: list[URLPattern] = [
    *sending_urls.urlpatterns,
    *document_urls.urlpatterns,
]

"""The API under /api/v1/o/<organisation>/documents/."""

from django.urls import URLPattern

from content.api import reading_urls

urlpatterns: list[URLPattern] = [
    *reading_urls.urlpatterns,
]

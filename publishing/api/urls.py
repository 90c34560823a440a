"""The API under /api/v1/o/<organisation>/library/."""

from django.urls import URLPattern

from publishing.api import writing_urls

urlpatterns: list[URLPattern] = [
    *writing_urls.urlpatterns,
]

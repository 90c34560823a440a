"""The API under /api/v1/o/<organisation>/library/."""

from django.urls import URLPattern

from publishing.api import comment_urls, reading_urls, writing_urls

urlpatterns: list[URLPattern] = [
    *writing_urls.urlpatterns,
    *comment_urls.urlpatterns,
    *reading_urls.urlpatterns,
]

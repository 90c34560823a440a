"""The API under /api/v1/o/<organisation>/library/."""

from django.urls import URLPattern

from publishing.api import comment_urls, reading_urls, workflow_urls, writing_urls

urlpatterns: list[URLPattern] = [
    *workflow_urls.urlpatterns,  # before writing, whose ids would take the word "reviews" for a piece
    *writing_urls.urlpatterns,
    *comment_urls.urlpatterns,
    *reading_urls.urlpatterns,
]

"""The API under /api/v1/o/<organisation>/library/."""

from django.urls import URLPattern

from publishing.api import reading_urls, writing_urls

urlpatterns: list[URLPattern] = [*writing_urls.urlpatterns, *reading_urls.urlpatterns]

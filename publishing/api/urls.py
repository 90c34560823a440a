"""The API under /api/v1/o/<organisation>/library/."""

from django.urls import URLPattern

from publishing.api import reading_urls

urlpatterns: list[URLPattern] = [*reading_urls.urlpatterns]

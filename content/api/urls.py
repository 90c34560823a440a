"""The API under /api/v1/o/<organisation>/documents/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""The API under /api/v1/o/<organisation>/library/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

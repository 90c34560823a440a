"""The API under /api/v1/o/<organisation>/media/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""API addresses of courses."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

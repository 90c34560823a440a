"""Pages under /o/<organisation>/documents/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import URLPattern

app_name = "content"

urlpatterns: list[URLPattern] = []

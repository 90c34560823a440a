"""Pages under /o/<organisation>/media/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import URLPattern

app_name = "media"

urlpatterns: list[URLPattern] = []

"""Pages under /o/<organisation>/library/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "publishing"

urlpatterns: list[URLPattern | URLResolver] = [path("", include("publishing.library_urls"))]

"""Pages under /o/<organisation>/library/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import URLPattern, URLResolver, include, path

from publishing import wanted_urls, writing_urls

app_name = "publishing"

urlpatterns: list[URLPattern | URLResolver] = [
    *writing_urls.urlpatterns,
    *wanted_urls.urlpatterns,
    path("", include("publishing.library_urls")),
]

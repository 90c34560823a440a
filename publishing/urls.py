"""Pages under /o/<organisation>/library/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import URLPattern, URLResolver, include, path

from publishing import wanted_urls, workflow_urls, writing_urls

app_name = "publishing"

urlpatterns: list[URLPattern | URLResolver] = [
    *workflow_urls.urlpatterns,  # before writing, whose ids would take the word "reviews" for a piece
    *writing_urls.urlpatterns,
    *wanted_urls.urlpatterns,
    path("", include("publishing.library_urls")),
]

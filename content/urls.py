"""Pages under /o/<organisation>/documents/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import URLPattern

from content import copy_urls, document_urls, reading_urls

app_name = "content"

urlpatterns: list[URLPattern] = [
    *reading_urls.urlpatterns,
    *copy_urls.urlpatterns,
    *document_urls.urlpatterns,
]

"""Pages under /o/<organisation>/documents/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import URLPattern

from content import (
    bulk_urls,
    copy_urls,
    document_urls,
    reading_urls,
    sending_urls,
    template_urls,
    word_urls,
    writing_urls,
)

app_name = "content"

urlpatterns: list[URLPattern] = [
    *bulk_urls.urlpatterns,
    *template_urls.urlpatterns,
    *writing_urls.urlpatterns,
    *sending_urls.urlpatterns,
    *word_urls.urlpatterns,
    *reading_urls.urlpatterns,
    *copy_urls.urlpatterns,
    *document_urls.urlpatterns,
]

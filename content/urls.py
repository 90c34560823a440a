"""Pages under /o/<organisation>/documents/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import URLPattern

from content import document_urls, sending_urls, template_urls, word_urls

app_name = "content"

urlpatterns: list[URLPattern] = [
    *sending_urls.urlpatterns,
    *word_urls.urlpatterns,
    *template_urls.urlpatterns,
    *document_urls.urlpatterns,
]

"""Pages under /o/<organisation>/documents/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import URLPattern

from content import document_urls, template_urls, word_urls, writing_urls

app_name = "content"

urlpatterns: list[URLPattern] = [
    *writing_urls.urlpatterns,
    *word_urls.urlpatterns,
    *template_urls.urlpatterns,
    *document_urls.urlpatterns,
]

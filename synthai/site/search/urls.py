"""Addresses of searching. They stand before those of pieces, so that no piece is called "search"."""

from django.urls import path

from synthai.site.search import views

_OF = "o/<slug:organisation>/search"

app_name = "search"
urlpatterns = [
    path(f"{_OF}/", views.search, name="search"),
    path(f"{_OF}/palette/", views.palette_list, name="palette"),
    path(f"{_OF}/opened/", views.opened, name="opened"),
    path("read/search-opened", views.public_opened, name="public-opened"),
    path("read/<slug:language>/search/", views.public, name="public"),
]

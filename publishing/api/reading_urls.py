"""API addresses of reading."""

from django.urls import path

from publishing.api import reading

urlpatterns = [
    path("reading/<slug:shelf>/", reading.ShelfView.as_view(), name="library-reading-list"),
    path("reading/<slug:shelf>/<slug:key>/", reading.PieceView.as_view(), name="library-reading"),
]

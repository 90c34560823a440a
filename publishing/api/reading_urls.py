"""API addresses of reading."""

from django.urls import path

from publishing.api import reading
from publishing.api.graphql import view

urlpatterns = [
    path("graphql/", view.GraphQLView.as_view(), name="library-graphql"),
    path("previews/<str:token>/", reading.PreviewView.as_view(), name="library-preview"),
    path("reading/<slug:shelf>/", reading.ShelfView.as_view(), name="library-reading-list"),
    path("reading/<slug:shelf>/<slug:key>/", reading.PieceView.as_view(), name="library-reading"),
]

"""Addresses of the pieces of uploads and of files by link; both signed."""

from django.urls import path

from synthai.core.media import views

app_name = "core-media"

urlpatterns = [
    path("uploads/<str:ticket>/", views.piece, name="piece"),
    path("files/<str:token>/", views.file, name="file"),
    path("shown/<str:token>/", views.steady, name="steady"),
]

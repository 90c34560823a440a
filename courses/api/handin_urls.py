"""API addresses of assignments and hand-ins."""

from django.urls import path

from courses.api import handins

_ASSIGNMENT = "<slug:course>/lessons/<slug:lesson>/assignments/<slug:block>"

urlpatterns = [
    path("submissions/", handins.SubmissionsView.as_view(), name="courses-submissions"),
    path(f"{_ASSIGNMENT}/", handins.AssignmentView.as_view(), name="courses-assignment"),
    path(f"{_ASSIGNMENT}/draft/", handins.DraftView.as_view(), name="courses-assignment-draft"),
    path(f"{_ASSIGNMENT}/files/", handins.FilesView.as_view(), name="courses-assignment-files"),
    path(f"{_ASSIGNMENT}/files/<slug:file>/", handins.FileView.as_view(), name="courses-assignment-file"),
    path(f"{_ASSIGNMENT}/hand-in/", handins.HandInWorkView.as_view(), name="courses-assignment-hand-in"),
    path(f"{_ASSIGNMENT}/take-back/", handins.TakeBackView.as_view(), name="courses-assignment-take-back"),
]

"""Pages of the audit trail, under /o/<slug>/audit/."""

from django.urls import path

from accounts.views import trail

urlpatterns = [
    path("", trail.trail, name="trail"),
    path("export/", trail.export, name="trail-export"),
    path("check/", trail.check_start, name="trail-check"),
    path("check/<slug:check>/", trail.check_state, name="trail-check-state"),
]

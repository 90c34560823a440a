"""Pages of support access, under /o/<slug>/support/."""

from django.urls import path

from accounts.views import support

urlpatterns = [
    path("", support.support, name="support"),
    path("end/", support.end, name="support-end"),
    path("leave/", support.leave, name="support-leave"),
]

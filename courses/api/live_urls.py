"""API addresses of live classes and learning paths."""

from django.urls import path

from courses.api import live, paths

urlpatterns = [
    path("classes/", live.ClassesView.as_view(), name="courses-classes"),
    path("classes/<slug:live_class>/", live.ClassView.as_view(), name="courses-class"),
    path("classes/<slug:live_class>/answer/", live.AnswerView.as_view(), name="courses-class-answer"),
    path("classes/<slug:live_class>/check-in/", live.CheckInView.as_view(), name="courses-class-check-in"),
    path("classes/<slug:live_class>/people/", live.PeopleView.as_view(), name="courses-class-people"),
    path(
        "classes/<slug:live_class>/people/<slug:booking>/",
        live.AttendanceView.as_view(),
        name="courses-class-attendance",
    ),
    path("paths/", paths.PathsView.as_view(), name="courses-paths"),
    path("paths/<slug:path>/", paths.PathView.as_view(), name="courses-path"),
    path("paths/<slug:path>/start/", paths.StartView.as_view(), name="courses-path-start"),
    path("paths/<slug:path>/courses/<slug:step>/", paths.TakeView.as_view(), name="courses-path-take"),
]

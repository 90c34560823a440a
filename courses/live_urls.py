"""Pages of live classes, under /o/<organisation>/courses/."""

from django.urls import path

from courses.views import attendance, calendar_feeds, classes, classes_lead

_CLASS = "classes/<slug:live_class>"
_BOOKING = f"{_CLASS}/people/<slug:booking>"
urlpatterns = [
    path("classes/", classes.class_list, name="class-list"),
    path("classes/new/", classes_lead.class_create, name="class-create"),
    path("calendar/", calendar_feeds.own, name="calendar"),
    path("calendar/dates/", calendar_feeds.dates, name="calendar-dates"),
    path("calendar/close/", calendar_feeds.close, name="calendar-close"),
    path(f"{_CLASS}/", classes.class_detail, name="class-detail"),
    path(f"{_CLASS}/answer/", classes.class_answer, name="class-answer"),
    path(f"{_CLASS}/join/", classes.class_join, name="class-join"),
    path(f"{_CLASS}/class.ics", classes.class_file, name="class-file"),
    path(f"{_CLASS}/check-in/", attendance.check_in, name="class-check-in"),
    path(f"{_CLASS}/edit/", classes_lead.class_edit, name="class-edit"),
    path(f"{_CLASS}/cancel/", classes_lead.class_cancel, name="class-cancel"),
    path(f"{_CLASS}/recording/", classes_lead.class_recording, name="class-recording"),
    path(f"{_CLASS}/people/", attendance.people, name="class-people"),
    path(f"{_CLASS}/people/ask/", attendance.ask, name="class-ask"),
    path(f"{_CLASS}/people/attendance.csv", attendance.file, name="class-attendance-file"),
    path(f"{_CLASS}/code/", attendance.code, name="class-code"),
    path(f"{_CLASS}/report/", attendance.report, name="class-report"),
    path(f"{_BOOKING}/mark/", attendance.mark, name="class-mark"),
    path(f"{_BOOKING}/take-out/", attendance.take_out, name="class-take-out"),
    path(f"{_BOOKING}/put-back/", attendance.put_back, name="class-put-back"),
]

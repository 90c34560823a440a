"""The private addresses from which calendars fetch a person's classes. They never change."""

from django.urls import path

from courses.views import calendar_feeds

app_name = "live-calendars"
urlpatterns = [
    path("calendar/<slug:owner>/<slug:token>.ics", calendar_feeds.feed, name="feed"),
]

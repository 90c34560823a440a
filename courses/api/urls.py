"""API addresses of courses."""

from django.urls import path

from courses.api import handin_urls, live_urls, quiz_urls, selling_urls, social_urls, views, watching

urlpatterns = [
    *handin_urls.urlpatterns,
    *quiz_urls.urlpatterns,
    *selling_urls.inside,
    *live_urls.urlpatterns,
    *social_urls.urlpatterns,
    path("", views.CoursesView.as_view(), name="courses"),
    path("enrolments/", views.EnrolmentsView.as_view(), name="courses-enrolments"),
    path("people/", views.PeopleView.as_view(), name="courses-people"),
    path("watching/", watching.WatchingView.as_view(), name="courses-watching"),
    path("progress/", views.ProgressView.as_view(), name="courses-progress"),
    path("<slug:course>/", views.CourseView.as_view(), name="courses-course"),
    path("<slug:course>/enrolment/", views.EnrolmentView.as_view(), name="courses-enrolment"),
    path("<slug:course>/lessons/<slug:lesson>/", views.LessonView.as_view(), name="courses-lesson"),
]

"""Pages of the shell."""

from django.conf import settings
from django.urls import path

from synthai.site import views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("robots.txt", views.robots, name="robots"),
]

if settings.DEVELOPMENT:
    from synthai.site import styleguide

    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))

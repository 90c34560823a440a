"""Pages under /o/<organisation>/billing/."""

from django.urls import path

from billing.views import usage

app_name = "billing"
urlpatterns = [
    path("usage/", usage.usage, name="usage"),
    path("usage/caps/<str:feature>/", usage.set_cap, name="usage-cap"),
]

"""Pages of notifications under an organisation."""

from django.urls import path

from notifications.views import choices, costs

app_name = "notifications-organisation"
urlpatterns = [
    path("", choices.organisation_defaults, name="defaults"),
    path("costs/", costs.page_of_costs, name="costs"),
]

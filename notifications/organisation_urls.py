"""Pages of notifications under an organisation."""

from django.urls import path

from notifications.views import choices, costs, looks

app_name = "notifications-organisation"
urlpatterns = [
    path("", choices.organisation_defaults, name="defaults"),
    path("costs/", costs.page_of_costs, name="costs"),
    path("look/", looks.look, name="look"),
    path("look/mail/", looks.look_mail, name="look-mail"),
]

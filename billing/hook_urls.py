"""Addresses that gateways call: no session, no organisation."""

from django.urls import path

from billing.views import hooks

app_name = "billing-hooks"
urlpatterns = [path("payments/<slug:gateway>/", hooks.gateway_message, name="gateway")]

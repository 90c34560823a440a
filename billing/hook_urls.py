"""Addresses that gateways call: no session, no organisation."""

from django.urls import path

from billing.views import hooks, sales

app_name = "billing-hooks"
urlpatterns = [
    path("payments/<slug:gateway>/", hooks.gateway_message, name="gateway"),
    path("sales/<slug:owner>/<slug:gateway>/", sales.message, name="sale"),
]

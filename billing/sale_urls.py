"""Addresses of buyers of what organisations sell: no sign-in, the token is the permission."""

from django.urls import path

from billing.views import sales

app_name = "billing-sales"
urlpatterns = [
    path("orders/<slug:token>/pay/", sales.pay, name="pay"),
    path("orders/<slug:token>/back/", sales.back, name="back"),
    path("orders/<slug:token>/documents/<slug:public_id>/", sales.document, name="document"),
]

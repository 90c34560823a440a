"""API addresses under /api/v1/o/<organisation>/billing/."""

from django.urls import path

from billing.api import usage

urlpatterns = [
    path("usage/", usage.UsageView.as_view(), name="billing-usage"),
    path("usage/caps/<str:feature>/", usage.CapView.as_view(), name="billing-usage-cap"),
]

"""API addresses of runs, advice and decisions, under /api/v1/o/<organisation>/pricing/."""

from django.urls import path

from pricing.api import decisions

urlpatterns = [
    path("runs/", decisions.RunsView.as_view(), name="pricing-runs"),
    path("runs/<slug:public_id>/", decisions.RunView.as_view(), name="pricing-run"),
    path("runs/<slug:public_id>/cancel/", decisions.RunCancelView.as_view(), name="pricing-run-cancel"),
    path("recommendations/", decisions.RecommendationsView.as_view(), name="pricing-recommendations"),
    path("recommendations/accept/", decisions.AcceptManyView.as_view(), name="pricing-accept-many"),
    path(
        "recommendations/<slug:public_id>/",
        decisions.RecommendationView.as_view(),
        name="pricing-recommendation",
    ),
    path("recommendations/<slug:public_id>/accept/", decisions.AcceptView.as_view(), name="pricing-accept"),
    path("recommendations/<slug:public_id>/reject/", decisions.RejectView.as_view(), name="pricing-reject"),
    path("recommendations/<slug:public_id>/undo/", decisions.UndoView.as_view(), name="pricing-undo"),
    path("price-list/", decisions.PriceListView.as_view(), name="pricing-price-list"),
    path("guard-rails/", decisions.SettingsView.as_view(), name="pricing-guard-rails"),
]

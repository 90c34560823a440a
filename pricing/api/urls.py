"""API addresses of pricing."""

from pricing.api import decision_urls

urlpatterns = [*decision_urls.urlpatterns]

"""API addresses of pricing."""

from pricing.api import decision_urls, import_urls

urlpatterns = [*import_urls.urlpatterns, *decision_urls.urlpatterns]

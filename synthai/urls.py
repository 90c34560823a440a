"""Every address of the product."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from synthai.core import health
from synthai.core.api import urls as api_ground
from synthai.core.media import urls as core_media
from synthai.core.staff.site import staff_site
from synthai.site.search.api import SearchView

api_v1: list[URLPattern | URLResolver] = [
    path("", include("accounts.api.urls")),
    path("", include("notifications.api.urls")),
    path("o/<slug:organisation>/billing/", include("billing.api.urls")),
    path("o/<slug:organisation>/pricing/", include("pricing.api.urls")),
    path("o/<slug:organisation>/documents/", include("content.api.urls")),
    path("o/<slug:organisation>/media/", include("media.api.urls")),
    path("o/<slug:organisation>/library/", include("publishing.api.urls")),
    path("o/<slug:organisation>/ask/", include("publishing.api.ask_urls")),
    path("o/<slug:organisation>/courses/", include("courses.api.urls")),
    path("", include("courses.api.selling_urls")),
    path("o/<slug:organisation>/search/", SearchView.as_view(), name="search"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("synthai.site.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("accounts.social_urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("accounts.mfa_urls")),
    path("", include("accounts.urls")),
    path("notifications/", include("notifications.urls")),
    path("o/<slug:organisation>/notifications/", include("notifications.organisation_urls")),
    path("hooks/", include("billing.hook_urls")),
    path("hooks/", include("notifications.hook_urls")),
    path("", include("notifications.worker_urls")),
    path("", include("billing.public_urls")),
    path("", include("billing.sale_urls")),
    path("", include("courses.public_urls")),
    path("", include("courses.calendar_urls")),
    path("", include("courses.catalogue_urls")),
    path("", include("content.public_urls")),
    path("", include("synthai.site.search.urls")),
    path("", include("publishing.reading_urls")),
    path("", include(core_media)),
    path("o/<slug:organisation>/billing/", include("billing.urls")),
    path("o/<slug:organisation>/pricing/", include("pricing.urls")),
    path("o/<slug:organisation>/documents/", include("content.urls")),
    path("o/<slug:organisation>/media/", include("media.urls")),
    path("o/<slug:organisation>/library/", include("publishing.urls")),
    path("o/<slug:organisation>/ask/", include("publishing.ask_urls")),
    path("o/<slug:organisation>/courses/", include("courses.urls")),
    path("admin/", staff_site.urls),
    path("api/v1/", include((api_v1, "api"))),
    path("", include(api_ground)),
]

if settings.DEVELOPMENT:
    urlpatterns.append(path("dev/", include("notifications.development_urls")))

handler400 = "synthai.core.error_pages.bad_request"
handler403 = "synthai.core.error_pages.permission_denied"
handler404 = "synthai.core.error_pages.page_not_found"
handler500 = "synthai.core.error_pages.server_error"

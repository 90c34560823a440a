"""What everybody may see: catalogues, courses on sale, orders by their address."""

from django.urls import path

from courses.views import buying, catalogue

_SHOP = "c/<slug:shop>/courses"
_LINK = f"{_SHOP}/<slug:course>/link/<slug:key>"

app_name = "courses-public"
urlpatterns = [
    path(f"{_SHOP}/", catalogue.catalogue, name="catalogue"),
    path(f"{_SHOP}/sitemap.xml", catalogue.sitemap, name="sitemap"),
    path(f"{_SHOP}/<slug:course>/", catalogue.course, name="course"),
    path(f"{_SHOP}/<slug:course>/try/<slug:lesson>/", catalogue.lesson, name="lesson"),
    path(f"{_SHOP}/<slug:course>/pictures/<slug:media>/", catalogue.picture, name="picture"),
    path(f"{_SHOP}/<slug:course>/buy/", buying.buy, name="buy"),
    path(f"{_LINK}/", catalogue.course, name="course-by-link"),
    path(f"{_LINK}/try/<slug:lesson>/", catalogue.lesson, name="lesson-by-link"),
    path(f"{_LINK}/pictures/<slug:media>/", catalogue.picture, name="picture-by-link"),
    path(f"{_LINK}/buy/", buying.buy, name="buy-by-link"),
    path("c/orders/<slug:token>/", buying.order, name="order"),
    path("c/orders/<slug:token>/let-be/", buying.order_withdraw, name="order-withdraw"),
    path("c/orders/<slug:token>/mail/", buying.order_access, name="order-access"),
    path("c/claim/<slug:token>/", buying.claim, name="claim"),
    path("c/claim/<slug:token>/sign-out/", buying.claim_sign_out, name="claim-sign-out"),
]

"""API addresses of selling: catalogues for everybody, purchases inside an organisation."""

from django.urls import path

from courses.api import selling

inside = [path("purchases/", selling.PurchasesView.as_view(), name="courses-purchases")]
urlpatterns = [
    path("c/<slug:shop>/courses/", selling.CatalogueView.as_view(), name="catalogue"),
    path(
        "c/<slug:shop>/courses/<slug:course>/", selling.CatalogueCourseView.as_view(), name="catalogue-course"
    ),
    path(
        "c/<slug:shop>/courses/<slug:course>/orders/", selling.OrdersView.as_view(), name="catalogue-orders"
    ),
]

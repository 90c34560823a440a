"""Pages of selling inside an organisation, under /o/<organisation>/courses/."""

from django.urls import path

from courses.views import sales

urlpatterns = [
    path("sales/", sales.sale_list, name="sale-list"),
    path("sales/sales.csv", sales.sale_file, name="sale-file"),
    path("sales/<slug:sale>/return/", sales.sale_return, name="sale-return"),
    path("coupons/", sales.coupon_list, name="coupon-list"),
    path("coupons/<slug:coupon>/", sales.coupon_set, name="coupon-set"),
    path("purchases/", sales.purchase_list, name="purchase-list"),
    path("<slug:course>/offer/", sales.offer, name="offer"),
    path("<slug:course>/offer/link/", sales.offer_link, name="offer-link"),
]

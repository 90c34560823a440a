"""Selling over the API: a catalogue that everybody may read, an order begun from an app, one's own purchases."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import permissions as rest
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.selectors import sales
from billing.services.selling import links
from courses import permissions
from courses.models import Purchase
from courses.selectors import selling as selectors
from courses.selectors.selling import Shop
from courses.services.selling import purchases
from courses.services.selling.purchases import TooManyOrders, Wish
from courses.views import catalogue
from courses.views.tries import may_order
from synthai.core.api.views import Ground, TenantListView, validated

_MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


class CatalogueOut(serializers.Serializer[Any]):
    """A course in a catalogue. The price includes VAT where the seller is registered (`has_vat`)."""

    id = serializers.CharField(source="course.public_id")
    title = serializers.CharField(source="course.live_version.title")
    summary = serializers.CharField(source="course.live_version.summary")
    lessons = serializers.IntegerField(source="course.live_version.lesson_count")
    minutes = serializers.IntegerField(source="course.live_version.minutes")
    is_on_sale = serializers.BooleanField(source="offer.is_on_sale")
    price = serializers.DecimalField(source="price.now", **_MONEY)
    usual_price = serializers.DecimalField(source="price.usual", **_MONEY)
    has_vat = serializers.BooleanField(source="price.has_vat")
    currency = serializers.SerializerMethodField()
    trainer = serializers.CharField(source="offer.trainer")
    teaches = serializers.ListField(child=serializers.CharField(), source="offer.points")

    def get_currency(self, _listed: Any) -> str:
        """Rand."""
        return "ZAR"


class CatalogueListOut(serializers.Serializer[Any]):
    """A whole catalogue; it is short."""

    results = CatalogueOut(many=True)


class LessonTitleOut(serializers.Serializer[Any]):
    """A lesson in an outline."""

    key = serializers.CharField()
    title = serializers.CharField()
    minutes = serializers.IntegerField()
    is_open = serializers.BooleanField()


class ChapterTitleOut(serializers.Serializer[Any]):
    """A chapter in an outline."""

    title = serializers.CharField()
    lessons = LessonTitleOut(many=True)


class CatalogueCourseOut(CatalogueOut):
    """A course on sale with its outline."""

    chapters = ChapterTitleOut(many=True, source="outline.chapters")
    places_left = serializers.IntegerField(source="left", allow_null=True)


class OrderIn(serializers.Serializer[Any]):
    """Who buys. `key` makes it once; `agrees` says that the course begins with the first lesson that is opened."""

    key = serializers.UUIDField()
    name = serializers.CharField(max_length=160)
    email = serializers.EmailField()
    phone = serializers.CharField(max_length=30, required=False, default="", allow_blank=True)
    address = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)
    vat_number = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    coupon = serializers.CharField(max_length=30, required=False, default="", allow_blank=True)
    agrees = serializers.BooleanField()


class OrderOut(serializers.Serializer[Any]):
    """An order that was begun: the buyer pays at `pay_url`, and sees where it stands at `order_url`."""

    reference = serializers.CharField()
    total = serializers.DecimalField(**_MONEY)
    vat = serializers.DecimalField(**_MONEY)
    state = serializers.CharField()
    held_until = serializers.DateTimeField()
    pay_url = serializers.CharField()
    order_url = serializers.CharField()


class PurchaseOut(serializers.Serializer[Purchase]):
    """One's own purchase."""

    id = serializers.CharField(source="public_id")
    course = serializers.CharField(source="course.public_id")
    title = serializers.CharField(source="course.title")
    state = serializers.CharField()
    paid_at = serializers.DateTimeField(allow_null=True)
    order_url = serializers.SerializerMethodField()

    def get_order_url(self, purchase: Purchase) -> str:
        """Where its papers are."""
        token = links.make(purchase.organisation.public_id, purchase.sale)
        return catalogue.address(reverse("courses-public:order", args=[token]))


class ShopView(Ground):
    """Open to everybody: what it says anybody may read."""

    permission_classes = [rest.AllowAny]  # noqa: RUF012 - as REST framework declares it


class CatalogueView(ShopView):
    """The courses that an organisation offers to everybody."""

    @extend_schema(operation_id="catalogue_list", responses=CatalogueListOut)
    def get(self, request: Request, shop: str) -> Response:
        """Every public course."""
        with selectors.opened(shop) as found:
            listed = selectors.catalogue(found, today=timezone.localdate())
            return Response(CatalogueListOut({"results": listed}).data)


class CatalogueCourseView(ShopView):
    """One of them."""

    @extend_schema(operation_id="catalogue_course", responses=CatalogueCourseOut)
    def get(self, request: Request, shop: str, course: str) -> Response:
        """With its outline and free places."""
        with selectors.opened(shop) as found:
            return Response(CatalogueCourseOut(catalogue.get_shown(found, course, "")).data)


class OrdersView(ShopView):
    """Orders of a course."""

    keeps_own_key: ClassVar[bool] = True

    @extend_schema(operation_id="catalogue_order_create", request=OrderIn, responses={201: OrderOut})
    def post(self, request: Request, shop: str, course: str) -> Response:
        """Begin one: a place is held for half an hour."""
        given = validated(OrderIn, request)
        if not may_order(request._request):  # noqa: SLF001 - limits count Django's
            raise TooManyOrders
        with selectors.opened(shop) as found:
            return Response(_ordered(found, course, given), status=201)


class PurchasesView(TenantListView):
    """One's own purchases, newest first."""

    capability = permissions.COURSE_LEARN
    serializer_class = PurchaseOut
    ordering = ("-created_at", "-pk")

    def get_queryset(self) -> Any:
        """Those that were paid."""
        rows = selectors.purchases_of(self.actor.user_id or 0)
        return rows.select_related("course", "organisation")


def _ordered(shop: Shop, course: str, given: dict[str, Any]) -> Any:
    shown = catalogue.get_shown(shop, course, "")
    wish = Wish(**{**given, "key": str(given["key"])})
    made = purchases.begin(shown.course.pk, wish, owner=shop.public_id, now=timezone.now())
    sale = sales.get_sale(made.sale)
    pay = catalogue.address(reverse("billing-sales:pay", args=[links.token_of(sale)]))
    told = {name: getattr(sale, name) for name in ("reference", "total", "vat", "state", "held_until")}
    return OrderOut({**told, "pay_url": pay, "order_url": catalogue.address(sale.continue_path)}).data

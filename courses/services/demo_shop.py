"""The demo organisation's shop: one of its courses on sale with a coupon, paid at the gateways that the sandbox plays."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from billing.services.selling import accounts, coupons, sellers
from courses import permissions
from courses.models import Course, Visibility
from courses.services.selling import offers
from synthai.core.access import Actor

ON_SALE: Final = "Pricing for small shops"
COUPON: Final = "WELCOME20"
SELLER: Final[dict[str, Any]] = {  # nobody's: neither number nor address is given to anybody
    "legal_name": "Umoja Foods (demo)",
    "trading_name": "Umoja Foods",
    "legal_form": "sole",
    "registration_number": "",
    "office_bearers": "",
    "address": "1 Sandbox Street\nCape Town 8001",
    "service_address": "",
    "phone": "+27 21 555 0100",
    "email": "sales@example.com",
    "website": "",
    "memberships": "",
    "disputes": "",
    "terms": "A sample: nothing is really sold here. One place is for one person, and stays open.",
    "privacy": "",
    "vat_number": "4000000002",
    "vat_since": None,
    "vat_until": None,
    "number_prefix": "UF",
}
OFFER: Final[dict[str, Any]] = {
    "visibility": Visibility.PUBLIC,
    "is_on_sale": True,
    "price": Decimal("345.00"),
    "early_price": None,
    "early_until": None,
    "trainer": "Thandi Mokoena",
    "learns": "Know what a product really costs you\nWork out a price with its margin and VAT\nSee what a discount must bring",
    "promise_days": 14,
    "promise_share": 30,
}


@transaction.atomic
def open_shop(*, by: Actor, now: datetime) -> bool:
    """Whether it was opened now: never without the sandbox, nor once somebody said who sells. Needs the tenant."""
    course = Course.objects.filter(title=ON_SALE).order_by("pk").first()
    if course is None or not course.is_live or sellers.present() is not None or accounts.present():
        return False
    if not accounts.keep_sandbox(by=by, now=now):
        return False
    sellers.change(SELLER, by=by)
    offers.change(course.pk, OFFER, by=by, now=now)
    values = {"code": COUPON, "percent_off": Decimal(20), "amount_off": None}
    coupons.make(values, capability=permissions.OFFER_CHANGE, by=by)
    return True

"""Lines of tests/tenancy/expectations.py for selling to the public."""

from tests.tenancy.lines import Everyone, Expectation, form, posts, reads

_SELLER, _OFFER = "billing.seller.change", "courses.offer.change"
_SEE, _RETURN, _LEARN = "courses.sale.view", "courses.sale.return", "courses.course.learn"
_COURSE, _ACCOUNT = {"course": "course"}, {"gateway": "seller_gateway"}
_SHOP = {"shop": "nonsense", "course": "nonsense"}
_LINK = {**_SHOP, "key": "nonsense"}
_TOKEN = {"token": "nonsense"}
_NOTHING = (404,)

SELLING: dict[str, Expectation] = {
    "billing:seller": form(_SELLER),
    "billing:seller-account": form(_SELLER, **_ACCOUNT),
    "billing:seller-account-remove": posts(_SELLER, **_ACCOUNT),
    "billing-hooks:sale": Everyone((405,), {"owner": "nonsense", "gateway": "nonsense"}),
    "billing-sales:pay": Everyone(_NOTHING, _TOKEN),
    "billing-sales:back": Everyone(_NOTHING, _TOKEN),
    "billing-sales:document": Everyone(_NOTHING, {**_TOKEN, "public_id": "nonsense"}),
    "courses:offer": form(_OFFER, **_COURSE),
    "courses:offer-link": posts(_OFFER, **_COURSE),
    "courses:sale-list": reads(_SEE),
    "courses:sale-file": reads(_SEE),
    "courses:sale-return": form(_RETURN, sale="sale"),
    "courses:coupon-list": form(_OFFER),
    "courses:coupon-set": posts(_OFFER, coupon="coupon"),
    "courses:purchase-list": reads(_LEARN),
    "courses-public:catalogue": Everyone(_NOTHING, {"shop": "nonsense"}),
    "courses-public:sitemap": Everyone(_NOTHING, {"shop": "nonsense"}),
    "courses-public:course": Everyone(_NOTHING, _SHOP),
    "courses-public:lesson": Everyone(_NOTHING, {**_SHOP, "lesson": "nonsense"}),
    "courses-public:picture": Everyone(_NOTHING, {**_SHOP, "media": "nonsense"}),
    "courses-public:buy": Everyone(_NOTHING, _SHOP),
    "courses-public:course-by-link": Everyone(_NOTHING, _LINK),
    "courses-public:lesson-by-link": Everyone(_NOTHING, {**_LINK, "lesson": "nonsense"}),
    "courses-public:picture-by-link": Everyone(_NOTHING, {**_LINK, "media": "nonsense"}),
    "courses-public:buy-by-link": Everyone(_NOTHING, _LINK),
    "courses-public:order": Everyone(_NOTHING, _TOKEN),
    "courses-public:order-withdraw": Everyone((405,), _TOKEN),
    "courses-public:order-access": Everyone((405,), _TOKEN),
    "courses-public:claim": Everyone(_NOTHING, _TOKEN),
    "courses-public:claim-sign-out": Everyone((405,), _TOKEN),
    "site:robots": Everyone(),
    "api:courses-purchases": reads(_LEARN),
    "api:catalogue": Everyone(_NOTHING, {"shop": "nonsense"}),
    "api:catalogue-course": Everyone(_NOTHING, _SHOP),
    "api:catalogue-orders": Everyone((405,), _SHOP),
}

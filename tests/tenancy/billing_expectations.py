"""Who may open the pages and API of plans and payments."""

from tests.tenancy.lines import Everyone, Expectation, Guarded, form, posts, reads

_PLAN, _CHANGE, _PAY = "billing.plan.view", "billing.subscription.change", "billing.payment.make"

BILLING: dict[str, Expectation] = {
    "billing-hooks:gateway": Everyone((405,), {"gateway": "nonsense"}),
    "billing-public:plans": Everyone(),
    "billing-public:plans-yearly": Everyone(),
    "billing-public:pay": Everyone((404,), {"token": "nonsense"}),
    "billing-public:pay-back": Everyone((404,), {"token": "nonsense"}),
    "billing:overview": reads(_PLAN),
    "billing:plans": reads(_PLAN),
    "billing:change": form(_CHANGE),
    "billing:change-forget": posts(_CHANGE),
    "billing:trial": posts(_CHANGE),
    "billing:cancel": form(_CHANGE),
    "billing:keep": posts(_CHANGE),
    "billing:pause": form(_CHANGE),
    "billing:resume": posts(_CHANGE),
    "billing:history": reads(_PLAN),
    "billing:charge": reads(_PLAN, public_id="charge"),
    "billing:pay": form(_PAY, public_id="charge"),
    "billing:pay-link": posts(_PAY, public_id="charge"),
    "billing:payment": reads(_PLAN, public_id="payment"),
    "billing:payment-proof": posts(_PAY, public_id="payment"),
    "billing:methods": reads(_PLAN),
    "billing:method-choose": posts(_PAY, public_id="method"),
    "billing:method-remove": posts(_PAY, public_id="method"),
    "billing:details": form(_PAY),
    "billing:usage": reads("billing.usage.view"),
    "billing:usage-cap": posts("billing.usage.cap", feature="meter"),
}

BILLING_API: dict[str, Expectation] = {
    "api:billing-usage": reads("billing.usage.view"),
    "api:billing-usage-cap": Guarded({"PUT": "billing.usage.cap"}, {"feature": "meter"}, {"quantity": "5"}),
    "api:billing-plans": reads(_PLAN),
    "api:billing-coupon": posts(_CHANGE),
    "api:billing-subscription": reads(_PLAN),
    "api:billing-trial": posts(_CHANGE),
    "api:billing-start": posts(_CHANGE),
    "api:billing-preview": posts(_CHANGE),
    "api:billing-change": posts(_CHANGE),
    "api:billing-forget": posts(_CHANGE),
    "api:billing-pause": posts(_CHANGE),
    "api:billing-resume": posts(_CHANGE),
    "api:billing-cancel": posts(_CHANGE),
    "api:billing-keep": posts(_CHANGE),
    "api:billing-charges": reads(_PLAN),
    "api:billing-charge": reads(_PLAN, public_id="charge"),
    "api:billing-ways": reads(_PLAN),
    "api:billing-payments": posts(_PAY),
    "api:billing-payment": reads(_PLAN, public_id="payment"),
    "api:billing-methods": reads(_PLAN),
    "api:billing-method": Guarded({"GET": _PLAN, "DELETE": _PAY}, {"public_id": "method"}),
    "api:billing-method-choose": posts(_PAY, public_id="method"),
}

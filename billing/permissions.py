"""What may be done about plans and payments, and by which roles. Roles without a name are staff's alone."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.access import capability

_LEADERS = ("owner", "administrator")
_MANAGERS = ("owner", "administrator", "manager")

PLAN_VIEW: Final = capability("billing.plan.view", title=_("See plan and payments"), roles=_LEADERS)
USAGE_VIEW: Final = capability("billing.usage.view", title=_("See usage and limits"), roles=_MANAGERS)
SUBSCRIPTION_CHANGE: Final = capability(
    "billing.subscription.change",
    title=_("Change, pause or cancel the plan"),
    roles=_LEADERS,
    facts=("amount",),
)
PAYMENT_MAKE: Final = capability(
    "billing.payment.make", title=_("Pay, and change how"), roles=_LEADERS, facts=("amount",)
)
DOCUMENT_CORRECT: Final = capability(
    "billing.document.correct", title=_("Ask for a corrected invoice"), roles=_LEADERS
)
INVOICE_CHECK: Final = capability(
    "billing.invoice.check", title=_("Check suppliers' invoices"), roles=_MANAGERS
)
USAGE_CAP: Final = capability("billing.usage.cap", title=_("Set caps on usage"), roles=_LEADERS)
# Staff's: no role of a customer holds them.
REFUND_MAKE: Final = capability("billing.refund.make", title=_("Give money back"), roles=())
CREDIT_GIVE: Final = capability("billing.credit.give", title=_("Give credit"), roles=())
PAYMENT_CONFIRM: Final = capability("billing.payment.confirm", title=_("Confirm an EFT"), roles=())
DOCUMENT_NOTE: Final = capability("billing.document.note", title=_("Issue credit and debit notes"), roles=())
BOOKS_CLOSE: Final = capability("billing.books.close", title=_("Close the books"), roles=())
SELLER_CHANGE: Final = capability(
    "billing.seller.change", title=_("Say who sells to the public, and where the money goes"), roles=_LEADERS
)
ENTITY_CHANGE: Final = capability("billing.entity.change", title=_("Change who sells"), roles=())
CATALOGUE_CHANGE: Final = capability("billing.catalogue.change", title=_("Change plans and prices"), roles=())
SCHEDULE_LINK: Final = capability(
    "billing.schedule.link", title=_("Link a subscription of a gateway's"), roles=()
)

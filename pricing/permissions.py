"""What may be done with prices, and who may do it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.access import capability
from synthai.core.support import open_to_support

_EVERYBODY = ("owner", "administrator", "manager", "member", "viewer")
_MEMBERS = ("owner", "administrator", "manager", "member")
_MANAGERS = ("owner", "administrator", "manager")
_LEADERS = ("owner", "administrator")

PRODUCT_VIEW: Final = capability("pricing.product.view", title=_("See products and prices"), roles=_EVERYBODY)
PRODUCT_CHANGE: Final = capability(
    "pricing.product.change", title=_("Change products and costs"), roles=_MEMBERS
)
IMPORT_CREATE: Final = capability("pricing.import.create", title=_("Import files"), roles=_MEMBERS)
IMPORT_UNDO: Final = capability("pricing.import.undo", title=_("Undo an import"), roles=_MANAGERS)
RUN_CREATE: Final = capability("pricing.run.create", title=_("Work out prices"), roles=_MANAGERS)
RUN_CANCEL: Final = capability("pricing.run.cancel", title=_("Stop a price run"), roles=_MANAGERS)
RECOMMENDATION_ACCEPT: Final = capability(
    "pricing.recommendation.accept",
    title=_("Accept and reject prices"),
    roles=_MANAGERS,
    facts=("amount", "percent", "category"),
)
RECOMMENDATION_OVERRIDE_COST: Final = capability(
    "pricing.recommendation.override_cost",
    title=_("Accept a price below cost"),
    roles=_LEADERS,
    facts=("amount", "percent", "category"),
)
PRICE_LIST_EXPORT: Final = capability(
    "pricing.pricelist.export", title=_("Download the price list"), roles=_EVERYBODY
)
SETTINGS_CHANGE: Final = capability("pricing.settings.change", title=_("Change guard rails"), roles=_LEADERS)

open_to_support("look", PRODUCT_VIEW)
open_to_support("work", IMPORT_CREATE, IMPORT_UNDO, RUN_CREATE, RUN_CANCEL)
open_to_support("decide", PRODUCT_CHANGE, RECOMMENDATION_ACCEPT)

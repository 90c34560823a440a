"""dj-stripe, which keeps a copy of Stripe's objects. Key, secret and address come from payments.STRIPE.

Stripe answers in the API version that is asked for, and this code was written for one: raise it together with stripe-python.
"""

import warnings

from synthai.settings import env, payments

__all__ = [
    "DJSTRIPE_FOREIGN_KEY_TO_FIELD",
    "DJSTRIPE_SUBSCRIBER_CUSTOMER_KEY",
    "DJSTRIPE_SUBSCRIBER_MODEL",
    "MIGRATION_MODULES",
    "STRIPE",
    "STRIPE_API_VERSION",
    "STRIPE_LIVE_MODE",
    "STRIPE_SECRET_KEY",
    "STRIPE_TIMEOUT",
]

STRIPE = payments.gateways(payments.sandbox())["STRIPE"]
STRIPE_API_VERSION = "2026-08-26.dahlia"
STRIPE_SECRET_KEY = str(STRIPE["secret_key"])
STRIPE_LIVE_MODE = STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))
# Seconds until an answer of Stripe counts as not clear.
STRIPE_TIMEOUT = env.integer("STRIPE_TIMEOUT", 20)
DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
# Customers are found by our own metadata; dj-stripe ties none to a person. Its column for that stays empty, and points to a table
# of its own: were it people's, each later migration of a table near people would render all of dj-stripe's again.
DJSTRIPE_SUBSCRIBER_CUSTOMER_KEY = None
DJSTRIPE_SUBSCRIBER_MODEL = "djstripe.Account"
# dj-stripe's own migrations take a minute to make tables and drop them again; ours makes those of today in seconds.
# `makemigrations --check` tells when a new dj-stripe needs another one.
MIGRATION_MODULES = {"djstripe": "billing.gateways.stripe.migrations"}
# dj-stripe registers forms with an admin site that has no address here; what they warn about concerns nobody.
warnings.filterwarnings("ignore", message="The default scheme will be changed", module=r"djstripe\.admin")

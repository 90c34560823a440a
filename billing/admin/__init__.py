"""Staff view of billing. Read-only rows; what changes goes through a service, as a form that says what it does."""

from billing.admin import (
    bank,
    catalogue,
    chasing,
    coupons,
    customers,
    documents,
    entities,
    inbox,
    ledger,
    money,
    payments,
    selling,
    subscriptions,
    wallets,
)

__all__ = [
    "bank",
    "catalogue",
    "chasing",
    "coupons",
    "customers",
    "documents",
    "entities",
    "inbox",
    "ledger",
    "money",
    "payments",
    "selling",
    "subscriptions",
    "wallets",
]

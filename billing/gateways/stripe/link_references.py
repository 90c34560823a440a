"""The reference that says for whom a payment link at Stripe is. It stands in the address, so anybody may write another: it is signed."""

from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "billing.stripe.link_reference"
_LENGTH = 32  # of Stripe's 200 characters; letters, digits, "-" and "_" are allowed


def made_for(organisation: str) -> str:
    """The `client_reference_id` of an organisation, by its public id."""
    return f"{organisation}_{_signature(organisation)}"


def owner_of(reference: str) -> str:
    """The public id of the organisation that it was made for; empty for a reference that nobody here made."""
    organisation, _, signature = reference.rpartition("_")
    return organisation if constant_time_compare(signature, _signature(organisation)) else ""


def _signature(organisation: str) -> str:
    return salted_hmac(_SALT, organisation, algorithm="sha256").hexdigest()[:_LENGTH]

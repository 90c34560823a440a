"""The address of an order: whoever has it sees and pays this one order. Sealed, so that none can be guessed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from accounts import selectors as people
from billing.models import Sale
from billing.selectors import sales
from synthai.core.errors import NotFound
from synthai.core.sealing import BrokenSeal, seal, unseal
from synthai.core.tenancy import tenant

_PURPOSE: Final = "billing.sale"


def token_of(sale: Sale) -> str:
    """The token of a sale's address."""
    return make(people.public_id_of(sale.organisation_id or 0), sale.public_id)


def make(owner: str, sale: str) -> str:
    """The same, from public ids."""
    return seal(f"{owner}:{sale}".encode(), purpose=_PURPOSE)


@contextmanager
def opened(token: str) -> Iterator[Sale]:
    """The sale behind a token, its organisation's tenant active inside the block. Raises NotFound."""
    try:
        owner, _colon, public_id = unseal(token, purpose=_PURPOSE).decode().partition(":")
    except (BrokenSeal, UnicodeDecodeError) as error:
        raise NotFound from error
    organisation = people.organisation_by_public_id(owner)
    with tenant(organisation.pk):
        yield sales.get_sale(public_id)

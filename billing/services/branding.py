"""How an entity looks on paper: its colour and, when it has one, its logo."""

from billing.models import BillingEntity
from synthai.core import files
from synthai.core.documents import Brand, Logo


def brand_of(entity: BillingEntity) -> Brand:
    """For the document engine. A logo whose file is gone is left out: the name stands there in letters."""
    return Brand(colour=entity.accent, logo=_logo(entity))


def _logo(entity: BillingEntity) -> Logo | None:
    if not entity.logo_path:
        return None
    try:
        with files.open_file(entity.logo_path) as stored:
            return Logo(content=stored.read(), alt=str(entity))
    except FileNotFoundError:
        return None

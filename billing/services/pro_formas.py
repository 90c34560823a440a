"""What an open charge will cost, written down before it is paid: never a tax invoice, without a number, not stored."""

from datetime import datetime

from billing.documents import as_pdf
from billing.engine.invoicing.shapes import Document
from billing.models import Charge
from billing.services import branding, charges, drafting, entities
from synthai.core.errors import NotFound


def of_charge(public_id: str, *, now: datetime) -> tuple[Charge, Document]:
    """The charge and its pro forma. Needs the tenant. Raises NotFound, ChargeClosed: what is paid has its tax invoice."""
    charge = Charge.objects.select_related("entity").filter(public_id=public_id).order_by("pk").first()
    if charge is None:
        raise NotFound
    if not charge.is_open:
        raise charges.ChargeClosed
    document = drafting.pro_forma(charge, now=now)
    return charge, document


def pdf_of(public_id: str, *, now: datetime) -> tuple[str, bytes]:
    """Its file and the file's name."""
    charge, document = of_charge(public_id, now=now)
    content = as_pdf(document, brand=branding.brand_of(charge.entity or entities.selling()))
    return f"pro-forma-{charge.reference}.pdf", content

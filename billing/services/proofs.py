"""A customer's proof of an EFT: taken in, replaced, shown to staff. It confirms nothing: only our bank's statement does."""

from dataclasses import replace
from datetime import datetime
from typing import IO, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.gateways.eft import Eft
from billing.models import Payment, PaymentProof, PaymentState
from billing.models.proofs import ProofKind
from billing.services.payments import LINK_LABEL
from synthai.core import files
from synthai.core.access import Actor, require, system_actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.files import StoredFile
from synthai.core.rules import Facts

BYTES_AT_MOST: Final = 5 * 1024 * 1024
CONTENT_TYPES: Final = {
    ProofKind.PDF: "application/pdf",
    ProofKind.PNG: "image/png",
    ProofKind.JPEG: "image/jpeg",
}
_HEADS: Final = (
    (b"%PDF-", ProofKind.PDF),
    (b"\x89PNG\r\n\x1a\n", ProofKind.PNG),
    (b"\xff\xd8\xff", ProofKind.JPEG),
)


class ProofRefused(DomainError):
    """The file cannot be a proof."""

    code = "billing.proof.refused"
    title = _("Not a proof of payment")
    message = _("Choose the proof of payment that your bank gave you: PDF, PNG or JPEG.")
    remedy = _("Send the bank's PDF, or a picture of it.")
    status = 422
    field = "file"


class ProofEmpty(ProofRefused):
    """Nothing in it."""

    code = "billing.proof.empty"
    message = _("This file is empty. Save the proof again at your bank and upload that.")


class ProofOfOtherKind(ProofRefused):
    """Neither a PDF nor a picture, whatever it is called."""

    code = "billing.proof.other_kind"
    message = _(
        "This file is neither a PDF nor a PNG or JPEG picture, whatever its name ends in. Save the proof at your bank as "
        "PDF, or take a screenshot of it."
    )


class ProofTooBig(ProofRefused):
    """Too many bytes."""

    code = "billing.proof.too_big"
    message = _("This file is larger than %(limit)s MB. Save the proof smaller, or as PDF, and upload that.")
    status = 413

    def __init__(self) -> None:
        super().__init__(limit=BYTES_AT_MOST >> 20)


class ProofNotAwaited(Conflict):
    """The payment is no EFT that we wait for."""

    code = "billing.proof.not_awaited"
    title = _("No proof is needed here")
    message = _("We do not wait for an EFT here any more, so no proof is needed.")
    field = "file"


class ProofKept(Conflict):
    """By link nobody replaces what the organisation itself uploaded."""

    code = "billing.proof.kept"
    title = _("We have a proof already")
    message = _("We have a proof of this payment already, so no other is needed.")
    field = "file"


def attach(public_id: str, file: IO[bytes], *, name: str, by: Actor, now: datetime) -> PaymentProof:
    """Keep the file as the proof of a pending EFT, in place of one that was there. Needs the tenant.

    Not one transaction: the file is stored first, and removed again when its row cannot be written.
    Raises NotAllowed, NotFound, ProofNotAwaited, ProofEmpty, ProofTooBig, ProofOfOtherKind.
    """
    payment = _awaited(public_id, by)  # before anything is stored
    return _keep(payment, file, name=name, by=by, now=now)


def attach_by_link(payment: Payment, file: IO[bytes], *, name: str, now: datetime) -> PaymentProof:
    """As `attach`, for whoever holds the pay link of the payment's charge (services.pay_links has judged it).

    One that the organisation itself uploaded is not replaced by a stranger's. Raises ProofKept and what `attach` raises.
    """
    by = replace(system_actor(payment.organisation_id), label=LINK_LABEL)
    if not is_awaited(payment):
        raise ProofNotAwaited
    return _keep(payment, file, name=name, by=by, now=now)


def is_by_link(proof: PaymentProof) -> bool:
    """Whether it came by a pay link."""
    return proof.by_label == LINK_LABEL


def of(payment: Payment) -> PaymentProof | None:
    """The proof of a payment, if there is one. Read only."""
    found: PaymentProof | None = PaymentProof.objects.filter(payment=payment).order_by("pk").first()
    return found


def is_awaited(payment: Payment) -> bool:
    """Whether it is an EFT that we wait for."""
    return payment.gateway == Eft.code and payment.state == PaymentState.PENDING


def forget_all(organisation_id: int) -> None:
    """The files of an organisation that ends, after the commit; its rows are the eraser's."""
    rows = PaymentProof.objects.filter(organisation_id=organisation_id).order_by("pk")
    for path in rows.values_list("path", flat=True):
        after_commit(files.delete, path)


def _keep(payment: Payment, file: IO[bytes], *, name: str, by: Actor, now: datetime) -> PaymentProof:
    _refuse_to_replace(of(payment), by)
    kind = _kind_of(file)
    folder = f"proofs/{payment.organisation.public_id}"
    stored = files.save_stream(file, folder=folder, name=f"proof.{kind}")
    try:
        return _register(payment.pk, stored, kind, name=name, by=by, now=now)
    except BaseException:
        files.delete(stored.path)
        raise


def _refuse_to_replace(before: PaymentProof | None, by: Actor) -> None:
    if before is not None and by.label == LINK_LABEL and not is_by_link(before):
        raise ProofKept


@transaction.atomic
def _register(
    payment_id: int, stored: StoredFile, kind: ProofKind, *, name: str, by: Actor, now: datetime
) -> PaymentProof:
    payment = locks.lock_payment(payment_id)
    if not is_awaited(payment):  # decided while the file came in
        raise ProofNotAwaited
    before = of(payment)
    _refuse_to_replace(before, by)
    proof = before or PaymentProof(payment=payment)
    old_path, old_digest = proof.path, proof.sha256 or None
    proof.file_name, proof.path, proof.kind = name[-200:], stored.path, kind
    proof.size, proof.sha256 = stored.size, stored.sha256
    proof.by_label, proof.uploaded_at = by.label, now
    proof.save()
    code = "billing.payment.proof_replaced" if before else "billing.payment.proof_added"
    audit(payment, code, by=by, changes={"proof": [old_digest, stored.sha256]})
    if before:
        after_commit(files.delete, old_path)
    return proof


def _awaited(public_id: str, by: Actor) -> Payment:
    found: Payment | None = Payment.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    require(by, permissions.PAYMENT_MAKE, Facts(resource="billing.payment", amount=found.amount))
    if not is_awaited(found):
        raise ProofNotAwaited
    return found


def _kind_of(file: IO[bytes]) -> ProofKind:
    """By the first bytes; what the file is called counts nothing."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if not size:
        raise ProofEmpty
    if size > BYTES_AT_MOST:
        raise ProofTooBig
    for start, kind in _HEADS:
        if head.startswith(start):
            return kind
    raise ProofOfOtherKind

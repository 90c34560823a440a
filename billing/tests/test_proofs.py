"""A customer's proof of an EFT: judged by its bytes, replaced, shown to staff as a download, erased; it confirms nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from billing.gateways import registry
from billing.gateways.eft import Eft
from billing.models import BankLine, ChargeState, Payment, PaymentProof, PaymentState
from billing.services import erasure, proofs
from billing.tests.pages import LiveShop, at
from billing.tests.staffroom import entries, hired, page
from billing.tests.test_bank import ACCOUNT, ask_for, csv, take_in
from billing.tests.test_pages_portal import text_of
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n% proof of payment"
PNG = b"\x89PNG\r\n\x1a\n picture"
JPEG = b"\xff\xd8\xff\xe0 picture"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where files lie in this test."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    return tmp_path


@pytest.fixture
def eft(live: LiveShop, folder: Path) -> LiveShop:
    """A shop where one pays by EFT."""
    registry.use({"till": live.till, "eft": Eft(ACCOUNT)})
    return live


def send(live: LiveShop, payment: Payment, content: bytes, name: str = "proof.pdf") -> Any:
    return live.client.post(
        at("payment-proof", payment.public_id), {"file": SimpleUploadedFile(name, content)}, follow=True
    )


def proof_of(live: LiveShop) -> PaymentProof:
    with tenant(live.organisation_id):
        return PaymentProof.objects.get()


def stored(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("content", "kind"), [(PDF, "pdf"), (PNG, "png"), (JPEG, "jpg")])
def test_a_proof_is_kept_by_what_it_is_and_confirms_nothing(
    eft: LiveShop, folder: Path, content: bytes, kind: str
) -> None:
    payment = ask_for(eft)
    assert "Upload the proof" in text_of(eft.client.get(at("payment", payment.public_id)))
    shown = text_of(send(eft, payment, content, "from my bank.exe"))
    assert "we still wait for the money" in shown
    assert "from my bank.exe" in shown
    proof = proof_of(eft)
    assert (proof.kind, proof.size, stored(folder)) == (kind, len(content), [content])
    assert proof.path.endswith(f".{kind}")
    with tenant(eft.organisation_id):
        assert Payment.objects.get().state == PaymentState.PENDING
    assert eft.charges()[0].state == ChargeState.OPEN
    (entry,) = entries("billing.payment.proof_added")
    assert (entry.organisation_id, entry.changes["proof"]) == (eft.organisation_id, [None, proof.sha256])


def test_another_takes_its_place_and_the_old_file_goes(
    eft: LiveShop, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    payment = ask_for(eft)
    send(eft, payment, PDF)
    with django_capture_on_commit_callbacks(execute=True):
        assert "Replace the proof" in text_of(send(eft, payment, PNG, "better.png"))
    assert (proof_of(eft).file_name, stored(folder)) == ("better.png", [PNG])
    assert len(entries("billing.payment.proof_replaced")) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ a programme", "neither a PDF nor"),
        (b"<html><script>", "neither a PDF nor"),
        (b"", "This file is empty"),
        (PDF + b"x" * proofs.BYTES_AT_MOST, "larger than 5 MB"),
    ],
)
def test_what_is_no_proof_is_said_and_nothing_kept(
    eft: LiveShop, folder: Path, content: bytes, words: str
) -> None:
    answer = send(eft, ask_for(eft), content)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert stored(folder) == []


def test_no_file_and_one_that_was_stopped_while_it_came(eft: LiveShop, settings: Any, folder: Path) -> None:
    payment = ask_for(eft)
    answer = eft.client.post(at("payment-proof", payment.public_id))
    assert "Choose the proof of payment" in text_of(answer)
    settings.UPLOAD_MAX_BYTES = 1000
    assert "larger than 5 MB" in text_of(send(eft, payment, PDF + b"x" * 200_000))
    assert stored(folder) == []


def test_only_for_an_eft_that_is_awaited_and_by_who_may_pay(eft: LiveShop, folder: Path) -> None:
    payment = ask_for(eft)
    viewer = eft.cast.hire("viewer", name="Vusi", organisation=eft.cast.umoja).client()
    url = at("payment-proof", payment.public_id)
    assert viewer.post(url, {"file": SimpleUploadedFile("p.pdf", PDF)}).status_code == 403
    with tenant(eft.organisation_id):
        Payment.objects.update(state=PaymentState.FAILED)
    assert "We do not wait for an EFT here any more" in text_of(send(eft, payment, PDF))
    assert "Upload the proof" not in text_of(eft.client.get(at("payment", payment.public_id)))
    assert stored(folder) == []


def test_staff_download_it_and_that_is_on_record(eft: LiveShop) -> None:
    payment = ask_for(eft)
    send(eft, payment, PDF, "<script>.html")
    take_in(eft, csv((timezone.localdate().isoformat(), f"FNB {payment.reference}", "199.00")))
    url = page(Payment, "proof", payment.pk)
    staff = hired(eft, is_superuser=True)
    assert url in staff.get(page(Payment, "change", payment.pk)).content.decode()
    assert url in staff.get(page(BankLine, "match") + "?show=clear").content.decode()
    answer = staff.get(url)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == f'attachment; filename="proof-{payment.reference}.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    (entry,) = entries("staff.payment.proof_opened")
    assert (entry.organisation_id, entry.actor_kind) == (eft.organisation_id, "staff")


def test_nobody_else_opens_it(eft: LiveShop) -> None:
    payment = ask_for(eft)
    send(eft, payment, PDF)
    url = page(Payment, "proof", payment.pk)
    assert eft.client.get(url).status_code == 302
    assert Client().get(url).status_code == 302
    assert hired(eft).get(url).status_code == 403
    assert entries("staff.payment.proof_opened") == []


def test_a_payment_without_one_answers_404(eft: LiveShop) -> None:
    payment = ask_for(eft)
    staff = hired(eft, is_superuser=True)
    assert staff.get(page(Payment, "proof", payment.pk)).status_code == 404
    assert "Download the proof" not in staff.get(page(Payment, "change", payment.pk)).content.decode()


def test_it_goes_with_the_organisation(
    eft: LiveShop, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    send(eft, ask_for(eft), PDF)
    with django_capture_on_commit_callbacks() as later:
        with tenant(eft.organisation_id):
            erasure.erase(eft.organisation_id)
            assert not PaymentProof.objects.exists()
        assert stored(folder) == [PDF]
    for call in later:
        call()
    assert stored(folder) == []

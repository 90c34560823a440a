"""Proofs of payment by the pay link and by API: the same checks, and no stranger replaces what the organisation sent."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from billing.models import Payment, PaymentProof, PaymentState
from billing.services import pay_links, proofs
from billing.tests.pages import SLUG, LiveShop, at
from billing.tests.staffroom import entries
from billing.tests.test_bank import ask_for
from billing.tests.test_pages_portal import text_of
from billing.tests.test_proofs import JPEG, PDF, PNG, eft, folder, proof_of, send, stored
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db
__all__ = ["eft", "folder"]  # fixtures


def link_of(live: LiveShop) -> str:
    charge = live.charges()[0]
    return f"/pay/{pay_links.make(charge, live.cast.umoja.public_id, now=timezone.now())}/"


def by_link(live: LiveShop, content: bytes | None, name: str = "proof.pdf") -> Any:
    sent = {"file": SimpleUploadedFile(name, content)} if content is not None else {}
    return Client().post(f"{link_of(live)}proof/", sent, follow=True)


def by_api(live: LiveShop, payment: str, content: bytes | None, key: str = "", who: Any = None) -> Any:
    sent = {"file": SimpleUploadedFile("proof.pdf", content)} if content is not None else {}
    headers = {"Idempotency-Key": key} if key else {}
    url = f"/api/v1/o/{SLUG}/billing/payments/{payment}/proof/"
    return (who or live.client).post(url, sent, headers=headers)


class TestByLink:
    def test_it_is_kept_replaced_and_confirms_nothing(
        self, eft: LiveShop, folder: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        ask_for(eft)
        assert "Upload the proof" in text_of(Client().get(f"{link_of(eft)}back/"))
        shown = text_of(by_link(eft, PDF, "my salary account.pdf"))
        assert "We have a proof, uploaded on" in shown
        assert "my salary account" not in shown, "others have the link too"
        with django_capture_on_commit_callbacks(execute=True):
            by_link(eft, PNG)
        assert stored(folder) == [PNG]
        assert proof_of(eft).path.startswith(f"proofs/{eft.cast.umoja.public_id}/")
        with tenant(eft.organisation_id):
            assert Payment.objects.get().state == PaymentState.PENDING
        (entry,) = entries("billing.payment.proof_added")
        assert (entry.actor_kind, entry.actor_label) == ("system", "Pay link")

    @pytest.mark.parametrize(
        ("content", "status", "words"),
        [
            (b"MZ a programme", 422, "neither a PDF nor"),
            (b"", 422, "This file is empty"),
            (PDF + b"x" * proofs.BYTES_AT_MOST, 422, "larger than 5 MB"),
            (None, 422, "Choose the proof of payment"),
        ],
    )
    def test_what_is_no_proof_is_said(
        self, eft: LiveShop, folder: Path, content: bytes | None, status: int, words: str
    ) -> None:
        ask_for(eft)
        answer = by_link(eft, content)
        assert (answer.status_code, stored(folder)) == (status, [])
        assert words in text_of(answer)

    def test_a_stranger_replaces_nothing_of_the_organisation(self, eft: LiveShop, folder: Path) -> None:
        send(eft, ask_for(eft), PDF)
        assert "Upload the proof" not in text_of(Client().get(f"{link_of(eft)}back/"))
        answer = by_link(eft, JPEG)
        assert answer.status_code == 422
        assert "We have a proof, uploaded on" in text_of(answer)
        assert stored(folder) == [PDF]

    def test_the_organisation_sees_that_it_came_by_the_link_and_may_replace_it(
        self, eft: LiveShop, folder: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        payment = ask_for(eft)
        by_link(eft, JPEG)
        page = eft.client.get(at("payment", payment.public_id))
        assert "It came by the pay link" in text_of(page)
        with django_capture_on_commit_callbacks(execute=True):
            assert "It came by the pay link" not in text_of(send(eft, payment, PDF))
        assert stored(folder) == [PDF]

    def test_only_while_an_eft_is_awaited(self, eft: LiveShop, folder: Path) -> None:
        charge = eft.start("starter")
        assert f"Pay {charge.money}".replace("\xa0", " ") in text_of(by_link(eft, PDF))
        back = Client().get(f"{link_of(eft)}proof/")  # reloaded by its address
        assert (back.status_code, back["Location"]) == (302, f"{link_of(eft)}back/")
        assert Client().post("/pay/nonsense/proof/").status_code == 404
        assert stored(folder) == []


class TestByApi:
    def test_it_is_kept_and_the_same_key_keeps_it_once(self, eft: LiveShop, folder: Path) -> None:
        payment = ask_for(eft)
        first, again = (by_api(eft, payment.public_id, PDF, "proof-1") for _twice in range(2))
        assert (first.status_code, again.status_code) == (201, 201)
        assert again["Idempotency-Replayed"] == "true"
        proof = proof_of(eft)
        assert first.json() == again.json()
        assert {name: first.json()[name] for name in ("payment", "kind", "size", "sha256")} == {
            "payment": payment.public_id, "kind": "pdf", "size": len(PDF), "sha256": proof.sha256,
        }  # fmt: skip
        assert "path" not in first.json()
        assert len(entries("billing.payment.proof_added")) == 1
        assert stored(folder) == [PDF]
        other = by_api(eft, payment.public_id, PNG, "proof-1")
        assert (other.status_code, other.json()["code"]) == (422, "core.idempotency_key_reused")

    @pytest.mark.parametrize(
        ("content", "status", "code"),
        [
            (b"MZ a programme", 422, "billing.proof.other_kind"),
            (b"", 422, "billing.proof.empty"),
            (PDF + b"x" * proofs.BYTES_AT_MOST, 413, "billing.proof.too_big"),
            (None, 422, "billing.proof.refused"),
        ],
    )
    def test_what_is_no_proof_is_refused(
        self, eft: LiveShop, folder: Path, content: bytes | None, status: int, code: str
    ) -> None:
        payment = ask_for(eft)
        for key in ("", "proof-2"):
            answer = by_api(eft, payment.public_id, content, key)
            assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert stored(folder) == []
        with tenant(eft.organisation_id):
            assert not PaymentProof.objects.exists()

    def test_who_may_not_and_what_is_not_awaited(self, eft: LiveShop, folder: Path) -> None:
        payment = ask_for(eft)
        viewer = eft.cast.hire("viewer", name="Vusi", organisation=eft.cast.umoja).client()
        assert by_api(eft, payment.public_id, PDF, who=viewer).status_code == 403
        assert by_api(eft, "nonsense", PDF).status_code == 404
        url = f"/api/v1/o/{SLUG}/billing/payments/{payment.public_id}/proof/"
        assert eft.client.post(url, {"file": "x"}, content_type="application/json").status_code == 415
        with tenant(eft.organisation_id):
            Payment.objects.update(state=PaymentState.FAILED)
        answer = by_api(eft, payment.public_id, PDF)
        assert (answer.status_code, answer.json()["code"]) == (409, "billing.proof.not_awaited")
        assert stored(folder) == []

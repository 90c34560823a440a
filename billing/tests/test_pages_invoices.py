"""Invoices as customers and staff see them: pages, files, mails, the API, the admin."""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.tests.mails import mails_to
from billing.engine.invoicing.ubl.reading import read as read_ubl
from billing.models import (
    Account,
    BillingEntity,
    BookClosing,
    Customer,
    DocumentDelivery,
    JournalEntry,
    RetainedDocument,
    TaxDocument,
    VendorPeriod,
    WaitingDocument,
)
from billing.services import delivering, entities, erasure, invoices, mail_returns
from billing.tests.documented import SELLER, documents, follow
from billing.tests.pages import SLUG, LiveShop
from billing.tests.staffroom import hired, page, press
from notifications.channels.protocol import News, Verdict
from notifications.models import Notification
from notifications.services import mail, mail_settling
from synthai.core import files
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seller() -> Iterator[None]:
    before = settings.BILLING_ENTITY
    settings.BILLING_ENTITY = SELLER
    yield
    settings.BILLING_ENTITY = before


def at(name: str, *args: Any) -> str:
    return reverse(f"billing:{name}", args=[SLUG, *args])


def sold(live: LiveShop) -> TaxDocument:
    live.subscribe("growth")
    follow(live)
    return documents(live)[-1]


def api(live: LiveShop, path: str) -> Any:
    return live.client.get(f"/api/v1/o/{SLUG}/billing/{path}")


class TestFiles:
    def test_it_is_rendered_stored_and_mailed_once_whatever_comes_twice(self, live: LiveShop) -> None:
        document = sold(live)
        with tenant(live.organisation_id):
            Customer.objects.update(email="bills@umoja.example")
            for _ in range(3):
                delivering.deliver(document.public_id, now=live.now)
            delivery = DocumentDelivery.objects.get()
        assert (delivery.mails, delivery.mailed_to, delivery.next_try_at) == (1, "bills@umoja.example", None)
        (queued,) = [each for each in mails_to("bills@umoja.example") if each.kind == "billing/document"]
        assert queued.subject == f"Tax invoice {document.number}"
        assert mail.deliver(queued.pk, now=timezone.now())
        (name, content, kind) = outbox.outbox[-1].attachments[0]
        assert (name, kind) == (f"tax-invoice-{document.number}.pdf", "application/pdf")
        assert hashlib.sha256(content).hexdigest() == delivery.file_sha256
        reply = live.client.get(at("invoice-pdf", document.public_id))
        assert reply.content == content, "the download is not the original"
        with tenant(live.organisation_id):
            assert delivering.is_intact(document)
        with files.open_file(delivery.path) as stored:
            assert stored.read(5) == b"%PDF-"

    def test_killed_after_the_file_and_before_the_mail(
        self, live: LiveShop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        document = sold(live)

        def dies(*_args: Any, **_more: Any) -> None:
            raise ConnectionError

        with tenant(live.organisation_id):
            with monkeypatch.context() as broken:
                broken.setattr(delivering, "_mail", dies)
                with pytest.raises(ConnectionError):
                    delivering.deliver(document.public_id, now=live.now)
            first = DocumentDelivery.objects.get()
            assert first.path
            assert first.mailed_at is None
            later = first.next_try_at
            assert later is not None
            assert delivering.to_do(now=later) == [document.public_id]
            delivering.deliver(document.public_id, now=later)
            second = DocumentDelivery.objects.get()
        assert (second.path, second.mails) == (first.path, 1)

    def test_mailed_again_it_is_a_copy(self, live: LiveShop) -> None:
        document = sold(live)
        with tenant(live.organisation_id):
            delivering.deliver(document.public_id, now=live.now)
            delivering.mail_again(document.public_id, by=live.by, now=live.now)
            assert DocumentDelivery.objects.get().mails == 2
        (copy,) = [each for each in mails_to("owner@umoja.example") if "Copy" in each.subject]
        assert copy.attachments[0]["name"].endswith("-copy.pdf")

    def test_a_mail_that_came_back_shows_on_its_page_and_is_told(self, live: LiveShop) -> None:
        document = sold(live)
        with tenant(live.organisation_id):
            delivering.deliver(document.public_id, now=live.now)
        (queued,) = [each for each in mails_to("owner@umoja.example") if each.kind == "billing/document"]
        assert mail.deliver(queued.pk, now=timezone.now())
        assert "did not arrive" not in live.client.get(at("invoice", document.public_id)).content.decode()
        gone = News(provider_id="x", verdict=Verdict.BOUNCED, at=timezone.now(), key=queued.public_id)
        assert mail_settling.learn("smtp", gone, now=timezone.now())
        shown = live.client.get(at("invoice", document.public_id)).content.decode()
        assert "The mail to owner@umoja.example" in shown
        assert "There is no such mailbox." in shown
        with tenant(live.organisation_id):
            fact = OutboxEvent.objects.get(name="notifications.MailBounced")
            for _ in range(2):
                mail_returns.tell(
                    str(fact.public_id), fact.payload["about"], organisation_id=live.organisation_id
                )
        (line,) = Notification.objects.filter(kind=mail_returns.KIND)
        assert line.title == f"The mail with {document.number} did not arrive"
        assert line.url == at("invoice", document.public_id)

    def test_the_ubl_says_the_same(self, live: LiveShop) -> None:
        document = sold(live)
        reply = live.client.get(at("invoice-xml", document.public_id))
        assert read_ubl(reply.content).totals.incl == document.incl


class TestPages:
    def test_list_and_document(self, live: LiveShop) -> None:
        document = sold(live)
        listed = live.client.get(at("invoices")).content.decode()
        assert document.number in listed
        shown = live.client.get(at("invoice", document.public_id)).content.decode()
        for words in ("Tax invoice", document.number, SELLER["vat_number"], "Umoja Foods"):
            assert words in shown

    def test_empty_says_what_will_be_there(self, live: LiveShop) -> None:
        assert "Seconds after you pay" in live.client.get(at("invoices")).content.decode()

    def test_what_waits_is_said_and_filled_in(self, live: LiveShop) -> None:
        live.pay(live.start("growth", "year"))
        follow(live)
        shown = live.client.get(at("invoices")).content.decode()
        assert "waits for your details" in shown
        form = live.client.get(at("details")).context["form"]
        typed = {
            "address": "5 Vilakazi Street",
            "version": form.initial["version"],
            "vat_number": "4111111111",
        }
        assert "its last digit checks" in live.client.post(at("details"), typed).content.decode()
        typed["vat_number"] = "4740101508"
        assert live.client.post(at("details"), typed).status_code == 302
        with tenant(live.organisation_id):
            assert invoices.complete(now=live.now) == 1
        assert documents(live)[0].tier == "full"

    def test_a_corrected_invoice_is_asked_for(self, live: LiveShop) -> None:
        document = sold(live)
        correct = at("invoice-correct", document.public_id)
        refused = live.client.post(correct, {"reason": "Name"})
        assert (refused.status_code, "Change those first" in refused.content.decode()) == (422, True)
        with tenant(live.organisation_id):
            Customer.objects.update(legal_name="Umoja Foods (Pty) Ltd")
        shown = live.client.post(correct, {"reason": "Name"}, follow=True).content.decode()
        assert "SY-INV-000002" in shown
        assert "Umoja Foods (Pty) Ltd" in shown

    def test_the_list_asks_the_database_the_same_for_many(self, live: LiveShop) -> None:
        sold(live)
        live.client.get(at("invoices"))
        with assert_max_queries(40) as one:
            live.client.get(at("invoices"))
        for number in range(4):
            live.pay(live.start_again(), card=f"tok_{number + 7}")
        follow(live)
        with assert_max_queries(len(one)):
            live.client.get(at("invoices"))


class TestApi:
    def test_documents_and_what_waits(self, live: LiveShop) -> None:
        document = sold(live)
        (listed,) = api(live, "documents/").json()["results"]
        assert (listed["number"], listed["incl"], listed["kind"]) == (
            document.number,
            "599.00",
            "tax_invoice",
        )
        one = api(live, f"documents/{document.public_id}/").json()
        assert one["document"]["number"] == document.number
        assert api(live, f"documents/{document.public_id}/pdf/").content[:5] == b"%PDF-"
        assert api(live, "documents/waiting/").json() == []

    def test_details_are_put_with_their_version(self, live: LiveShop) -> None:
        present = api(live, "details/")
        body = {**present.json(), "legal_name": "Umoja Foods (Pty) Ltd", "vat_number": "4740 101 508"}
        url, kind = f"/api/v1/o/{SLUG}/billing/details/", "application/json"
        put = live.client.put(url, json.dumps(body), content_type=kind, headers={"If-Match": present["ETag"]})
        assert (put.status_code, put.json()["vat_number"]) == (200, "4740101508")
        late = live.client.put(
            url, json.dumps(body), content_type=kind, headers={"If-Match": present["ETag"]}
        )
        assert late.status_code == 412
        wrong = {**body, "vat_number": "1234567890"}
        said = live.client.put(url, json.dumps(wrong), content_type=kind, headers={"If-Match": put["ETag"]})
        assert (said.status_code, said.json()["code"]) == (400, "billing.customer.vat_number")

    def test_a_corrected_invoice(self, live: LiveShop) -> None:
        document = sold(live)
        with tenant(live.organisation_id):
            Customer.objects.update(legal_name="Umoja Foods (Pty) Ltd")
        url = f"/api/v1/o/{SLUG}/billing/documents/{document.public_id}/correct/"
        made = live.client.post(url, {"reason": "Name"}, content_type="application/json")
        assert (made.status_code, made.json()["corrects"]) == (201, document.public_id)


class TestStaff:
    @pytest.fixture
    def staff(self, live: LiveShop) -> Client:
        made: Client = hired(live, is_superuser=True)
        return made

    def test_notes_are_written_once_for_each_form(self, live: LiveShop, staff: Client) -> None:
        document = sold(live)
        url = page(TaxDocument, "deed", document.pk, "credit")
        assert "Credit note SY-CN-000001" in press(staff, url, amount="50.00", reason="Two seats")
        refused = press(staff, url, amount="550.00", reason="More").replace("\N{NO-BREAK SPACE}", " ")
        assert "is more than is left of invoice" in refused
        assert "Debit note SY-DN-000001" in press(
            staff, page(TaxDocument, "deed", document.pk, "debit"), amount="10.00", reason="Late"
        )
        shown = staff.get(page(TaxDocument, "change", document.pk)).content.decode()
        assert "SY-CN-000001" in shown
        assert f"document:{document.number}" in shown

    def test_trial_balance_leads_down_to_the_entry(self, live: LiveShop, staff: Client) -> None:
        document = sold(live)
        entity = entities.selling()
        shown = staff.get(reverse("admin:billing_entity_trial", args=[entity.pk])).content.decode()
        assert "vat_output.15" in shown
        account = Account.objects.get(code="vat_output.15")
        assert document.number in staff.get(page(Account, "change", account.pk)).content.decode()
        entry = JournalEntry.objects.get(source=document.number)
        assert "revenue.plan" in staff.get(page(JournalEntry, "change", entry.pk)).content.decode()

    def test_the_books_are_closed_with_a_reason_to_refuse(self, live: LiveShop, staff: Client) -> None:
        sold(live)
        entity = entities.selling()
        url = page(BillingEntity, "deed", entity.pk, "close")
        assert "is not over yet" in press(staff, url, until=timezone.localdate().isoformat())
        assert "The books are closed until" in press(staff, url, until="2026-01-31")
        assert "already" in press(staff, url, until="2026-01-31")
        assert BookClosing.objects.count() == 1

    def test_who_sells_is_kept_here(self, live: LiveShop, staff: Client) -> None:
        entity = entities.selling()
        url = page(BillingEntity, "deed", entity.pk, "change")
        assert "Saved." in press(staff, url, trading_name="SynthAI", phone="021 555 0100")
        added = press(
            staff,
            page(BillingEntity, "list_deed", "new"),
            rounding="document",
            vat_periods="odd",
            legal_name="Other",
            number_prefix="SY",
            accent="#123456",
        )
        assert "begin with SY already" in added
        register = page(BillingEntity, "deed", entity.pk, "register")
        assert "10 digits" in press(staff, register, vat_number="123")
        assert "overlap" in press(staff, register, vat_number="4740101508", since="2026-01-01")
        assert VendorPeriod.objects.get(entity=entity).vat_number == "4740101508"
        assert BillingEntity.objects.get(pk=entity.pk).phone == "021 555 0100"

    def test_the_prefix_stays_once_something_was_issued(self, live: LiveShop, staff: Client) -> None:
        sold(live)
        url = page(BillingEntity, "deed", entities.selling().pk, "change")
        assert "so it stays" in press(staff, url, number_prefix="XX")

    def test_what_waits_is_tried_again(self, live: LiveShop, staff: Client) -> None:
        live.pay(live.start("growth", "year"))
        follow(live)
        with tenant(live.organisation_id):
            waiting = WaitingDocument.objects.get()
            Customer.objects.update(address="5 Vilakazi Street")
        assert "1 documents" in press(staff, page(WaitingDocument, "deed", waiting.pk, "again"))

    def test_a_retained_document_is_opened_for_a_reason(self, live: LiveShop, staff: Client) -> None:
        sold(live)
        with tenant(live.organisation_id):
            erasure.erase(live.organisation_id)
        kept = RetainedDocument.objects.get()
        url = page(RetainedDocument, "change", kept.pk)
        assert "Umoja" not in staff.get(url).content.decode()
        deed = page(RetainedDocument, "deed", kept.pk, "open")
        assert "Umoja Foods" in press(staff, deed, reason="SARS asked")
        with all_tenants(reason="test"):
            entry = AuditEntry.objects.get(code="billing.document.opened")
        assert entry.changes["reason"] == [None, "SARS asked"]
        assert kept.incl == Decimal("599.00")

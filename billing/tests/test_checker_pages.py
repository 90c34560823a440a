"""The invoice checker as people and programs use it."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from billing.documents import as_pdf
from billing.engine.invoicing.ubl import writing
from billing.models import CheckedInvoice
from billing.services import checking
from billing.tests.engine.invoicing.cast import invoice, line
from billing.tests.pages import SLUG, LiveShop
from synthai.core.tenancy import tenant

FULL = {
    "heading": "Tax invoice",
    "supplier_name": "Kasi Fresh (Pty) Ltd",
    "supplier_address": "12 Vilakazi Street, Soweto, 1804",
    "supplier_vat_number": "4740101508",
    "number": "KF-00917",
    "issued_on": "2026-11-03",
    "description": "Maize meal 10 kg",
    "has_quantity": "on",
    "incl": "R11 500,00",
    "vat": "1500.00",
    "excl": "10 000.00",
    "recipient_name": "Umoja Foods",
    "recipient_address": "4 Market Street, Polokwane, 0699",
    "recipient_vat_number": "4220101501",
    "our_vat_number": "4220101501",
}


def at(name: str, *args: str) -> str:
    return reverse(f"billing:{name}", args=[SLUG, *args])


def body(response: Any) -> str:
    return str(response.content.decode())


def post(live: LiveShop, **changes: str) -> Any:
    values = {name: value for name, value in {**FULL, **changes}.items() if value}
    return live.client.post(at("check"), values)


def upload(live: LiveShop, content: bytes, name: str = "invoice.xml") -> Any:
    return live.client.post(at("check-file"), {"file": SimpleUploadedFile(name, content)})


def test_a_good_invoice_may_be_claimed_and_says_how_much(live: LiveShop) -> None:
    shown = body(post(live))
    assert "You may claim this VAT" in shown
    assert "R 1 500.00" in shown.replace("\xa0", " ")
    assert "section 20(4)" in shown
    assert "Write to the supplier" not in shown
    with tenant(live.organisation_id):
        assert not CheckedInvoice.objects.exists()


def test_what_is_missing_is_said_by_field_with_a_message_to_the_supplier(live: LiveShop) -> None:
    shown = body(post(live, supplier_vat_number="", recipient_address=""))
    assert "You may not claim this VAT as it stands" in shown
    assert "Who is not registered may not charge VAT" in shown
    assert "- your VAT number, if you are registered for VAT" in shown
    assert "KF-00917" in shown
    assert "21 days" in shown


def test_a_dinner_is_denied_with_its_section_though_the_paper_is_good(live: LiveShop) -> None:
    shown = body(post(live, expense="entertainment"))
    assert "You may not claim this VAT" in shown
    assert "section 17(2)(a)" in shown
    assert "Write to the supplier" not in shown  # nothing for them to mend


def test_an_empty_form_is_told_where_to_begin(live: LiveShop) -> None:
    page = live.client.post(at("check"), {"heading": "", "expense": "general"})
    page = live.client.post(at("check"), {"expense": "general"})
    assert page.status_code == 422
    assert "Type what stands on the invoice, first the amount with VAT." in body(page)
    assert "Ask the supplier" not in body(page)


def test_an_amount_nobody_can_read_is_refused_beside_its_field(live: LiveShop) -> None:
    answer = post(live, vat="about 1500", issued_on="3 November")
    assert answer.status_code == 422
    assert "about 1500" in body(answer)
    assert "2026-11-27" in body(answer)  # how to write a day


def test_an_electronic_invoice_is_read_judged_and_put_into_the_form(live: LiveShop) -> None:
    shown = body(upload(live, writing.write(invoice(line("11500.00")))))
    assert "Umoja Foods (Pty) Ltd" in shown
    assert 'value="INV-1"' in shown
    assert "Above R5 000.00 a full tax invoice" in shown.replace("\xa0", " ")
    assert "which is not yours" in shown  # made out to the lodge


def test_zeros_behind_the_cents_do_not_matter_and_long_descriptions_are_read(live: LiveShop) -> None:
    content = writing.write(invoice(line("115.00", description="Bread " * 100)))
    longer = content.replace(b">115.00<", b">115.0000<")
    assert longer != content
    answer = upload(live, longer)
    assert answer.status_code == 200
    assert 'value="115.00"' in body(answer)


def test_a_pdf_with_an_electronic_invoice_inside_is_read_too(live: LiveShop) -> None:
    document = invoice(line("115.00"))
    shown = body(upload(live, as_pdf(document, ubl=writing.write(document)), "invoice.pdf"))
    assert 'value="INV-1"' in shown
    assert 'value="pdf"' in shown


def test_wrong_files_get_a_sentence_that_says_what_to_do(live: LiveShop) -> None:
    plain = as_pdf(invoice(line("115.00")))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Invoice>&a;</Invoice>'
    cases = [
        (b"", "This file is empty"),
        (b"\xff\xd8\xff\xe0 a photo", "neither an electronic invoice"),
        (plain, "has no electronic invoice inside"),
        (b"%PDF-1.7 broken", "damaged"),
        (bomb, "defines entities or a DTD"),
        (b"<html><body>hello</body></html>", "no UBL 2.1 invoice"),
        (b"<Invoice", "it is not XML"),
        (b"<a>" + b" " * (5 * 1024 * 1024), "larger than 5 MB"),
    ]
    for content, sentence in cases:
        answer = upload(live, content)
        assert answer.status_code == 422, sentence
        assert sentence in body(answer), sentence
    assert "Choose an electronic invoice" in body(live.client.post(at("check-file")))


def test_an_invoice_is_kept_once_removed_and_put_back(live: LiveShop) -> None:
    for number in ("KF-00917", "kf-00917 "):  # the same, written otherwise
        assert post(live, do="keep", number=number).status_code == 302
    with tenant(live.organisation_id):
        row = CheckedInvoice.objects.get()
    assert (row.claim, row.amount, row.vat) == ("yes", Decimal("1500.00"), Decimal("1500.00"))
    assert "KF-00917".lower() in body(live.client.get(at("checks"))).lower()
    assert "You may claim this VAT" in body(live.client.get(at("checked", row.public_id)))
    assert 'value="2026-11-03"' in body(live.client.get(at("check-again", row.public_id)))
    gone = live.client.post(at("checked-remove", row.public_id), follow=True)
    assert "Not what you wanted?" in body(gone)
    assert live.client.get(at("checked", row.public_id)).status_code == 404
    live.client.post(at("checked-put-back", row.public_id))
    assert live.client.get(at("checked", row.public_id)).status_code == 200


@pytest.mark.parametrize("removed", ["a/b", "nobody-removed-it", "%27"])
def test_an_undo_of_nothing_is_not_offered(live: LiveShop, removed: str) -> None:
    page = live.client.get(at("checks"), {"removed": removed})
    assert page.status_code == 200
    assert "undo-bar" not in body(page)


def test_without_supplier_and_number_nothing_is_kept(live: LiveShop) -> None:
    answer = post(live, do="keep", number="")
    assert answer.status_code == 422
    assert "Type the supplier" in body(answer)


def test_removed_ones_go_for_good_after_a_day_and_old_ones_when_nobody_needs_them(live: LiveShop) -> None:
    now = timezone.now()
    for number in ("1", "2", "3"):
        post(live, do="keep", number=number)
    with tenant(live.organisation_id):
        first, second, _third = CheckedInvoice.objects.order_by("pk")
        CheckedInvoice.objects.filter(pk=first.pk).update(removed_at=now - timedelta(days=2))
        CheckedInvoice.objects.filter(pk=second.pk).update(keep_until=now.date() - timedelta(days=1))
        assert checking.tidy(now=now) == 2
        assert CheckedInvoice.objects.get().number == "3"


def test_the_list_goes_into_a_spreadsheet_with_formulas_made_harmless(live: LiveShop) -> None:
    post(live, do="keep", supplier_name="=HYPERLINK(1)")
    answer: Any = live.client.get(at("checks-file"))
    file = b"".join(answer.streaming_content)
    head, row = csv.reader(io.StringIO(file.decode("utf-8-sig")))
    held = dict(zip(head, row, strict=True))
    assert held["supplier"] == "'=HYPERLINK(1)"
    assert (held["vat"], held["input_tax"], held["issued_on"]) == ("1500.00", "1500.00", "2026-11-03")
    workbook: Any = live.client.get(at("checks-file") + "?as=xlsx")
    assert b"".join(workbook.streaming_content).startswith(b"PK")
    assert live.client.get(at("checks-file") + "?as=exe").status_code == 404


def test_the_list_asks_as_many_queries_for_three_rows_as_for_one(live: LiveShop) -> None:
    client = live.client
    counts = []
    for number in ("1", "2", "3"):
        post(live, do="keep", number=number)
        client.get(at("checks"))
        with CaptureQueriesContext(connection) as asked:
            client.get(at("checks"))
        counts.append(len(asked))
    assert counts[1] == counts[2]
    assert counts[0] == counts[2]


def test_programs_judge_keep_and_remove_over_the_api(live: LiveShop) -> None:
    def url(name: str, *args: str) -> str:
        return reverse(f"api:billing-{name}", args=[SLUG, *args])

    given = {
        **{name: value for name, value in FULL.items() if name not in {"incl", "excl", "has_quantity"}},
        "incl": "11500.00", "excl": "10000.00", "rates": ["15"], "has_quantity": True,
    }  # fmt: skip
    client = live.client
    verdict = client.post(url("check"), given, content_type="application/json").json()
    assert (verdict["claim"], verdict["amount"], verdict["message"]) == ("yes", "1500.00", "")
    wrong = client.post(url("check"), {**given, "vat": "1700.00"}, content_type="application/json").json()
    assert wrong["claim"] == "no"
    assert {"sums", "rate"} <= {each["code"] for each in wrong["rulings"] if each["outcome"] == "failed"}
    made = client.post(url("checks"), given, content_type="application/json")
    assert made.status_code == 201
    assert len(client.get(url("checks")).json()["results"]) == 1
    assert client.delete(url("checked", made.json()["id"])).status_code == 204
    assert client.get(url("checked", made.json()["id"])).status_code == 404
    content = writing.write(invoice(line("115.00")))
    read = client.post(url("check-file"), {"file": SimpleUploadedFile("x.xml", content)}).json()
    assert (read["source"], read["invoice"]["number"], read["invoice"]["incl"]) == ("ubl", "INV-1", "115.00")

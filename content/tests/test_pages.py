"""Documents in the browser: by plain form posts, and by fragments where they make it nicer."""

import io
import re
from typing import Any

import pytest
from docx import Document as WordFile
from pypdf import PdfReader

from content.models import Document, DocumentVersion
from content.services import documents, sections
from content.services.sections import Written
from content.tests import offers
from content.tests.offers import NOW
from synthai.core.facts.base import Use
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/documents/"
HTMX = {"HX-Request": "true"}


def body(reply: Any) -> str:
    return str(reply.content, "utf-8")


def test_a_document_is_made_screen_by_screen_without_a_script(cast: Cast) -> None:
    browser = cast.thandi.client()
    assert "Kasi" not in body(browser.get(BASE))
    gallery = body(browser.get(f"{BASE}new/"))
    assert "What you offer to a customer" in gallery
    assert "5 questions at most" in gallery
    begun = browser.post(f"{BASE}new/", {"template": offers.REF})
    assert begun.status_code == 302
    first = browser.get(begun["Location"], follow=True)
    assert "Step 1 of 3" in body(first)
    here = first.request["PATH_INFO"]
    wrong = body(browser.post(here, {"customer.name": "Kasi Café", "customer.phone": "12", "go": "on"}))
    assert "is no telephone number" in wrong
    assert 'value="Kasi Café"' in wrong
    second = browser.post(here, {"customer.name": "Kasi Café", "customer.phone": "", "go": "on"})
    assert second["Location"].endswith("/questions/2/")
    grown = body(
        browser.post(second["Location"], {"lines.0.what": "Pap", "lines.0.price": "20", "row_in": "lines"})
    )
    assert 'name="lines.1.what"' in grown
    assert 'value="Pap"' in grown
    two = {"lines.0.what": "Pap", "lines.0.price": "20", "lines.1.what": "Vleis", "lines.1.price": "45.50"}
    shrunk = body(browser.post(second["Location"], {**two, "row_out": "lines.0"}))
    assert 'name="lines.1.what"' not in shrunk
    assert 'value="Vleis"' in shrunk
    third = browser.post(second["Location"], {**two, "go": "on"})
    assert third["Location"].endswith("/questions/3/")
    blank = body(browser.post(third["Location"], {"terms.days": "", "go": "on"}))
    assert "This has no answer yet. Write one." in blank
    back = browser.post(third["Location"], {"terms.days": "", "go": "back"})
    assert back["Location"].endswith("/questions/2/")
    done = browser.post(third["Location"], {"terms.days": "14", "go": "on"}, follow=True)
    assert "Everything is answered" in body(done)
    assert "R\xa065.50" not in body(done)
    assert "Please pay within 14\xa0days." in body(done)
    with tenant(cast.umoja):
        made = Document.objects.get()
        assert made.answers["lines"][1] == {"what": "Vleis", "price": "45.50"}
        assert made.answers["signer.id_number"] == ""


def test_a_screen_saves_itself_what_can_be_read_and_was_changed(cast: Cast) -> None:
    document = offers.begin(cast.thandi, {"customer.name": "Kasi"})
    here = f"{BASE}{document.public_id}/questions/1/"
    thandi, bongani = cast.thandi.client(), cast.bongani.client()
    shown = {"asked": ["customer.name", "customer.phone"], "seen": str(document.version)}
    typed = {**shown, "customer.name": "Kasi Café", "customer.phone": "12"}
    saved = body(thandi.post(f"{here}?autosave=1", typed, headers=HTMX))
    assert "Not kept yet:" in saved
    assert "is no telephone number" in saved
    with tenant(cast.umoja):
        document.refresh_from_db()
    assert document.answers == {"customer.name": "Kasi Café"}
    assert f'name="seen" value="{document.version}"' in saved
    blank = {**shown, "seen": str(document.version), "customer.name": "Kasi Café", "customer.phone": ""}
    assert "Saved at" in body(thandi.post(f"{here}?autosave=1", blank, headers=HTMX))
    with tenant(cast.umoja):
        document.refresh_from_db()
    assert "customer.phone" not in document.answers, "left open on purpose by nobody yet"
    late = bongani.post(f"{here}?autosave=1", {**typed, "customer.name": "Kasi Corner"}, headers=HTMX)
    assert late["HX-Retarget"] == "#question-form"
    assert "Somebody else answered here" in body(late)
    assert 'value="Kasi Corner"' in body(late)


def test_what_one_s_own_refused_screen_kept_is_no_clash(cast: Cast) -> None:
    document = offers.begin(cast.thandi, {})
    here, browser = f"{BASE}{document.public_id}/questions/1/", cast.thandi.client()
    first = {"customer.name": "Kasi", "customer.phone": "12", "seen": str(document.version), "go": "on"}
    refused = body(browser.post(here, first))
    seen = re.search(r'name="seen" value="(\d+)"', refused)
    assert seen is not None
    again = {**first, "customer.name": "Kasi Café", "customer.phone": "", "seen": seen[1]}
    assert browser.post(here, again).status_code == 302


def test_what_is_known_is_filled_in_and_only_an_other_answer_is_kept(cast: Cast) -> None:
    with tenant(cast.umoja):
        first = offers.begin(cast.thandi)
        documents.put_away(first.pk, by=cast.thandi.actor, now=NOW)
        second = documents.begin(offers.REF, by=cast.bongani.actor, now=NOW)
    page = body(cast.bongani.client().get(f"{BASE}{second.public_id}/questions/3/"))
    assert 'value="30"' in page
    assert "As you answered it last time" in page
    assert "8001015009087" not in page


def test_the_paper_shows_who_wrote_a_section_and_where_each_figure_is_from(cast: Cast) -> None:
    document = offers.begin(cast.thandi)
    with tenant(cast.umoja):
        text = "Umoja Foods would like to feed you."
        run = {"opening": Written(body=text, by="machine", uses=[Use(0, 11, "organisation.name")])}
        sections.apply_run(document.pk, run, by=cast.thandi.actor, now=NOW, since=document.version)
    browser = cast.thandi.client()
    page = body(browser.get(f"{BASE}{document.public_id}/"))
    assert "Written by a machine" in page
    assert "Your organisation&#x27;s details" in page
    assert "I have read it: confirm" in page
    fact = f"{BASE}{document.public_id}/facts/organisation.name/"
    assert "Umoja Foods" in body(browser.get(fact))
    browser.post(fact, {"value": "Umoja Foods (Pty) Ltd", "seen": "3"})
    page = body(browser.get(f"{BASE}{document.public_id}/"))
    assert "was Umoja Foods, is Umoja Foods (Pty) Ltd" in page
    assert browser.get(f"{BASE}{document.public_id}/facts/customer.shoe/").status_code == 404


def test_a_section_is_edited_in_place_and_two_editors_see_both_texts(cast: Cast) -> None:
    document = offers.begin(cast.thandi)
    here = f"{BASE}{document.public_id}/sections/opening/"
    thandi, bongani = cast.thandi.client(), cast.bongani.client()
    editor = body(thandi.get(here, headers=HTMX))
    assert "<html" not in editor
    assert "Umoja Foods offers Kasi Café what follows." in editor
    seen = re.search(r'name="seen" value="(\d+)"', editor)
    assert seen is not None
    saved = thandi.post(f"{here}?autosave=1", {"body": "Dear <b>Kasi</b>", "seen": seen[1]}, headers=HTMX)
    assert "Saved at" in body(saved)
    late = body(bongani.post(here, {"body": "Hello Kasi", "seen": seen[1]}, headers=HTMX))
    assert "Somebody else changed this section" in late
    assert "Hello Kasi</textarea>" in late
    assert "Dear &lt;b&gt;Kasi&lt;/b&gt;" in late
    assert "<ins>" in late
    newer = re.search(r'name="seen" value="(\d+)"', late)
    assert newer is not None
    fragment = body(bongani.post(here, {"body": "Hello Kasi", "seen": newer[1]}, headers=HTMX))
    assert "Hello Kasi" in fragment
    assert 'id="document-state"' in fragment
    assert thandi.post(here, {"body": "Plain.", "seen": "99"}).status_code == 302
    assert "Plain." in body(thandi.get(f"{BASE}{document.public_id}/"))
    assert thandi.get(f"{BASE}{document.public_id}/sections/nothing/").status_code == 404
    thandi.post(f"{here}reset/", {"seen": "99"})
    assert "what follows" in body(thandi.get(f"{BASE}{document.public_id}/"))


def test_versions_are_compared_word_by_word_and_brought_back(cast: Cast) -> None:
    document = offers.confirmed(cast.thandi)
    home = f"{BASE}{document.public_id}/"
    browser = cast.thandi.client()
    browser.post(f"{home}sections/payment/", {"body": "Please pay within 14\xa0days.", "seen": "9"})
    browser.post(f"{home}versions/", {"note": "Shorter terms"})
    page = body(browser.get(f"{home}versions/"))
    assert "Shorter terms" in page
    compared = body(browser.get(f"{home}versions/compare/?old=1&new=2"))
    assert re.search(r"<del>.*?30.*?</del>", compared)
    assert re.search(r"<ins>.*?14.*?</ins>", compared)
    assert "added:" in compared
    assert "Words added: 1. Words removed: 1." in compared
    assert "They say the same" in body(browser.get(f"{home}versions/compare/?old=2"))
    assert "30\xa0days" in body(browser.get(f"{home}versions/1/"))
    browser.post(f"{home}versions/1/restore/")
    assert "30\xa0days" in body(browser.get(home))
    assert browser.get(f"{home}versions/9/").status_code == 404


def test_files_say_what_the_page_says(cast: Cast) -> None:
    document = offers.begin(cast.thandi)
    home = f"{BASE}{document.public_id}/"
    browser = cast.thandi.client()
    pdf = browser.get(f"{home}document.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Bunny chow" in text
    assert "DRAFT" in text
    assert 'filename="offer-to-kasi-cafe.pdf"' in pdf["Content-Disposition"]
    word = WordFile(io.BytesIO(browser.get(f"{home}document.docx").content))
    assert any("offers Kasi Café" in paragraph.text for paragraph in word.paragraphs)
    sources = body(browser.get(f"{home}sources.csv"))
    assert "organisation.name,Umoja Foods,Your organisation's details" in sources
    assert browser.get(f"{home}versions/1/document.pdf").status_code == 404


def test_the_list_is_searched_filtered_and_asks_as_much_for_one_as_for_many(cast: Cast) -> None:
    with tenant(cast.umoja):
        for number in range(40):
            documents.begin(
                offers.REF, by=cast.thandi.actor, now=NOW, answers={"customer.name": f"Shop {number}"}
            )
        away = documents.begin(offers.REF, by=cast.thandi.actor, now=NOW, answers={"customer.name": "Gone"})
        documents.put_away(away.pk, by=cast.thandi.actor, now=NOW)
    browser = cast.thandi.client()
    browser.get(BASE)
    with assert_max_queries(8):
        page = body(browser.get(BASE))
    assert "Offer to Shop 39" in page
    assert "Gone" not in page
    assert "cursor=" in page
    assert "Gone" in body(browser.get(f"{BASE}?shelf=away"))
    found = body(browser.get(f"{BASE}?q=Shop+7", headers=HTMX))
    assert "Shop 7" in found
    assert "Shop 8" not in found
    assert "<html" not in found
    assert "No document fits" in body(browser.get(f"{BASE}?state=sent"))
    with tenant(cast.umoja):
        one = Document.objects.kept().order_by("pk").first()
    assert one is not None
    with assert_max_queries(10):
        browser.get(f"{BASE}{one.public_id}/")


def test_nothing_of_it_for_strangers_and_only_reading_for_viewers(cast: Cast) -> None:
    document = offers.begin(cast.thandi)
    home = f"{BASE}{document.public_id}/"
    viewer = cast.hire("viewer").client()
    page = body(viewer.get(home))
    assert "Kasi Café" in page
    assert "I have read it" not in page
    assert "sections/opening" not in page
    assert viewer.post(f"{home}confirm/").status_code == 403
    assert cast.charlize.client().get(home).status_code == 404
    with tenant(cast.umoja):
        assert not DocumentVersion.objects.exists()

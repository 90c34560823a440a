"""The story of documents from end to end at 360 px: asked, written, read, sent, opened, written anew, compared, signed, sealed."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any, Final

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from content.models import Document, SigningRequest
from content.selectors import blueprints, compositions
from content.services import answering, documents
from content.services.signing import papers
from content.tests import signing_scene
from synthai.core.ai import registry
from synthai.core.documents.blueprints import examples
from synthai.core.tenancy import tenant
from synthai.core.testing import seals
from synthai.core.testing.cast import Cast
from synthai.core.testing.pdf import first_out_of_order, text_of
from tests.ai.conftest import _closed_breakers, _closed_connections, _short_pauses, played, serve
from tests.browser.content_pages import address
from tests.browser.story import Workers, downloaded, fits

__all__ = ["_closed_breakers", "_closed_connections", "_short_pauses", "played", "serve"]
PLAN: Final = "library:business-plan:2"
DRAFTED: Final = "We ask for R 180 000, and cook for people who come back."
CHANGED: Final = "We ask for R 180 000, and cook for schools and for people who come back."
FUNDER: Final = "nomsa@funder.example"
OpenTab = Callable[..., Tab]


@pytest.fixture
def workers(cast: Cast, settings: Any, live_server: Any, tmp_path: Any) -> Workers:
    """Workers, files in the test's own folder, and our address as mails tell it."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    settings.SITE_URL = live_server.url
    return Workers(cast)


def test_a_plan_is_asked_for_written_by_a_model_sent_compared_and_signed(
    cast: Cast, open_tab: OpenTab, workers: Workers, played: Callable[..., list[Any]]
) -> None:
    [service] = played("openai")
    service.said = lambda _schema: DRAFTED
    owner = open_tab(cast.thandi, width=360)
    made = begins_and_answers(cast, owner)
    has_it_written(owner, made, workers)
    sees_who_wrote_and_where_figures_are_from(owner, made)
    takes_both_files(owner)
    edits(owner, "summary", DRAFTED)
    confirms(owner)
    link = sends(owner)

    funder = open_tab(width=360)
    funder.goto(link)
    expect(funder.locator(".pages img").first).to_have_js_property("complete", value=True)
    assert fits(funder)
    workers.follow()
    owner.reload()
    expect(owner.locator("main")).to_contain_text("Opened")
    assert "Nobody has opened it yet" not in owner.locator("main").inner_text()

    owner.goto(address("document", made.public_id))
    writes_the_next_version_and_compares(owner)
    confirms(owner)
    asks_for_a_signature(owner)
    workers.follow()
    signs(funder)
    workers.follow()
    gets_the_sealed_file(cast, owner)


def test_without_a_provider_the_same_way_leads_to_a_paper_from_facts_alone(
    cast: Cast, open_tab: OpenTab, workers: Workers
) -> None:
    registry.use([])
    owner = open_tab(cast.thandi, width=360)
    with tenant(cast.umoja):
        given = examples.answers(blueprints.get(PLAN))
        made = documents.begin(PLAN, by=cast.thandi.actor, now=timezone.now(), answers=given)
    has_it_written(owner, made, workers, done="Written from your facts, no AI was used")
    owner.goto(address("document", made.public_id))
    expect(owner.get_by_text("Written by a machine")).to_have_count(0)
    confirms(owner)
    expect(owner.get_by_text("Ready to go out")).to_be_visible()


def begins_and_answers(cast: Cast, tab: Tab) -> Document:
    """The owner chooses; all answers but one come by the service that the screens use, the last by its screen."""
    tab.goto(address("document-list"))
    tab.get_by_role("link", name="New document").first.click()
    tab.get_by_role("button", name="Choose Business plan").click()
    expect(tab.get_by_role("progressbar")).to_be_visible()
    assert fits(tab)
    expect(tab.get_by_label("What is the name of your business?")).to_have_count(0)
    with tenant(cast.umoja):
        made = Document.objects.get()
        blueprint = blueprints.get(PLAN)
        given = examples.answers(blueprint)
        last = next(each for each in reversed(blueprint.fields) if each.kind == "longtext" and each.required)
        said = given.pop(last.key)
        answering.answer(made.pk, given, by=cast.thandi.actor, now=timezone.now())
        made.refresh_from_db()
        assert [field.key for field in compositions.missing(made)] == [last.key]
    tab.goto(address("document", made.public_id))
    expect(tab.get_by_text("1 question is still open")).to_be_visible()
    expect(tab.get_by_role("link", name="Have it written")).to_have_count(0)
    tab.get_by_role("link", name="Answer them").click()
    tab.get_by_label(last.label).fill(str(said))
    tab.get_by_role("button", name="Save and look at the document").click()
    expect(tab.get_by_text("Everything is answered: have it written")).to_be_visible()
    return made


def has_it_written(
    tab: Tab, made: Document, workers: Workers, *, done: str = "The document is written"
) -> None:
    tab.goto(address("document", made.public_id))
    tab.locator("#document-state").get_by_role("link", name="Have it written").click()
    tab.get_by_role("button", name="Write").click()
    expect(tab.get_by_role("button", name="Stop writing")).to_be_visible()
    workers.follow()
    tab.reload()
    expect(tab.get_by_text(done)).to_be_visible()
    assert fits(tab)
    tab.get_by_role("link", name="Read it and confirm it").click()
    expect(tab.get_by_text("Read it through, then confirm it")).to_be_visible()


def sees_who_wrote_and_where_figures_are_from(tab: Tab, made: Document) -> None:
    section = tab.locator("#section-summary")
    expect(section).to_contain_text(DRAFTED)
    expect(section).to_contain_text("Written by a machine")
    section.get_by_text("figure or name: where it is from").click()
    expect(section.locator(".doc-sources")).to_contain_text("R 180 000")
    assert fits(tab)


def takes_both_files(tab: Tab) -> None:
    tab.get_by_text("Download", exact=True).click()
    pdf = downloaded(tab, lambda: tab.get_by_role("link", name="PDF").click())
    assert first_out_of_order(text_of(pdf), ["Business plan", "Summary", DRAFTED, "Cash flow"]) is None
    word = downloaded(tab, lambda: tab.get_by_role("link", name="Word file").click())
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        assert DRAFTED in parts.read("word/document.xml").decode()
    tab.keyboard.press("Escape")


def edits(tab: Tab, key: str, was: str) -> None:
    section = tab.locator(f"#section-{key}")
    section.get_by_role("link", name="Edit").click()
    box = section.get_by_role("textbox")
    expect(box).to_have_value(was)
    box.fill(CHANGED if was == DRAFTED else f"{was}\n\nWe need the money before February.")
    section.get_by_role("button", name="Save").click()
    expect(section).to_contain_text("Written by a person")


def confirms(tab: Tab) -> None:
    tab.get_by_role("button", name="I have read it: confirm").click()
    expect(tab.get_by_text("Ready to go out")).to_be_visible()


def sends(tab: Tab) -> str:
    """A link that ends in a week; the address of it."""
    tab.get_by_role("link", name="Send it or have it signed").click()
    tab.get_by_role("link", name="Send or share").click()
    tab.get_by_label("Who is it for?").fill("Nomsa Dlamini")
    tab.get_by_label("Mail them the link").uncheck()
    tab.get_by_label("Open for how many days").fill("7")
    tab.get_by_role("button", name="Make the link").click()
    expect(tab.get_by_text("Nobody has opened it yet")).to_be_visible()
    return tab.locator("main input[readonly]").input_value()


def writes_the_next_version_and_compares(tab: Tab) -> None:
    expect(tab.get_by_text("This document was sent")).to_be_visible()
    tab.locator(".page-actions summary").last.click()
    tab.get_by_role("button", name="Make a new version").click()
    edits(tab, "summary", CHANGED)
    document = tab.url
    tab.get_by_role("link", name="Versions").click()
    tab.get_by_role("link", name=re.compile("Compare with what was sent")).click()
    expect(tab.locator("ins").first).to_contain_text("We need the money before February.")
    expect(tab.locator("del")).to_have_count(0)
    assert fits(tab)
    tab.goto(document)


def asks_for_a_signature(tab: Tab) -> None:
    tab.get_by_role("link", name="Send it or have it signed").click()
    tab.get_by_role("link", name="Ask for signatures").click()
    tab.locator("[name=signers-0-name]").fill("Nomsa Dlamini")
    tab.locator("[name=signers-0-email]").fill(FUNDER)
    tab.get_by_role("button", name="Send it to be signed").click()
    expect(tab.locator("main")).to_contain_text("0 of 1 signed")


def signs(tab: Tab) -> None:
    """By the link in the mail, with the code of another one."""
    [sent] = [each for each in mail.outbox if each.to == [FUNDER]]
    found = re.search(r"http\S+/sign/\S+", str(sent.body))
    assert found is not None, sent.body
    tab.goto(found[0])
    tab.get_by_role("button", name="Send me the code").click()
    tab.locator("[name=code]").fill(signing_scene.code_in_mail(FUNDER))
    tab.get_by_role("button", name="Open the document").click()
    tab.get_by_label("I sign electronically").check()
    tab.get_by_role("button", name="Sign the document").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("You have signed")
    assert fits(tab)


def gets_the_sealed_file(cast: Cast, tab: Tab) -> None:
    """The seal is checked by libraries that did not make it, and the text is read in its order."""
    tab.reload()
    sealed = downloaded(tab, lambda: tab.get_by_role("link", name="Download the sealed PDF").click())
    with tenant(cast.umoja):
        assert seals.check(sealed).reason == papers.reference_of(SigningRequest.objects.get())
    told = ["Business plan", "Summary", CHANGED, "We need the money before February.", "Signatures", "Nomsa"]
    assert first_out_of_order(text_of(sealed), told) is None
    with tenant(cast.umoja):
        document = SigningRequest.objects.get().document
    tab.goto(address("document", document.public_id))
    expect(tab.get_by_text("Everybody has signed")).to_be_visible()

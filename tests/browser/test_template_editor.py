"""What only a browser shows: the paper follows what one types, and nothing is kept before Save."""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from content.services import templates
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.template_pages import address


def test_the_paper_follows_what_is_typed_and_keeps_nothing_before_save(
    cast: Cast, open_tab: Callable[..., Tab]
) -> None:
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        template = templates.create("Thank you letter", by=by, now=now)
        block = templates.add_block(template.pk, "text", by=by, now=now)
    tab = open_tab(cast.thandi, width=360)
    tab.goto(address("template-block", template.public_id, block))
    paper = tab.locator("#preview")
    tab.locator("#id_template").fill("With thanks from {{ organisation.name }}.")
    expect(paper).to_contain_text("With thanks from Umoja Foods (Pty) Ltd.")
    tab.locator("#id_template").fill("With thanks from {{ organisation.name }")
    expect(paper).to_contain_text("The paper cannot be drawn")
    expect(tab.locator("#id_template")).to_have_value("With thanks from {{ organisation.name }")
    with tenant(cast.umoja):
        template.refresh_from_db()
        assert "With thanks" not in str(template.body)
    tab.locator("#id_template").fill("Thank you.")
    tab.get_by_role("button", name="Save").click()
    expect(tab.locator(".template-words")).to_contain_text("Thank you.")

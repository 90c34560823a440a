"""The page on which the API can be tried, under the same strict policy as every other page."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from synthai.core.api.areas import areas

if TYPE_CHECKING:
    from synthai.core.testing.cast import Cast


def test_a_call_can_be_tried(open_tab: Callable[..., Tab], live_server: Any, cast: "Cast") -> None:
    tab = open_tab(cast.thandi)
    tab.goto(f"{live_server.url}/api/docs/")
    tab.get_by_role("link", name="organisations", exact=True).click()
    expect(tab.get_by_role("heading", name="SynthAI API: organisations")).to_be_visible()
    operation = tab.locator(".opblock", has_text="/api/v1/organisations/").and_(tab.locator(".opblock-get"))
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    expect(operation.locator(".live-responses-table")).to_contain_text("Umoja Foods")


def test_a_call_is_opened_from_the_list(open_tab: Callable[..., Tab], live_server: Any) -> None:
    tab = open_tab(
        quiet=True
    )  # Swagger UI warns of the names of our calls, which hold "_", on its own links too
    tab.goto(f"{live_server.url}/api/docs/")
    area = tab.locator(".api-area", has=tab.get_by_role("heading", name="branches"))
    area.locator("summary").click()
    area.get_by_role("link", name="PATCH").click()
    expect(tab.locator(".opblock-patch.is-open")).to_contain_text(
        "/api/v1/o/{organisation}/branches/{branch}/"
    )


def test_the_largest_area_is_drawn_to_its_end(open_tab: Callable[..., Tab], live_server: Any) -> None:
    """Swagger UI once stopped drawing after some of 150 calls that were opened."""
    largest = max(areas(), key=lambda area: len(area.calls))
    tab = open_tab()
    tab.goto(f"{live_server.url}/api/docs/{largest.name}/")
    expect(tab.locator(".opblock")).to_have_count(len(largest.calls))
    expect(tab.locator(".opblock").last).to_contain_text(
        largest.calls[-1].path.rpartition("/o/{organisation}")[2]
    )

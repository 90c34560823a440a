"""What only a browser shows: it posts the forms of secret addresses from our own origin, so a buyer comes in."""

from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from courses.models import Offer
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.selling import shop


def test_a_stranger_takes_a_course_by_its_link_and_comes_in_by_the_mail(
    cast: Cast, open_tab: Callable[..., Tab]
) -> None:
    course = shop.on_sale(cast, price=Decimal(0), visibility="link")
    with tenant(cast.umoja):
        key = Offer.objects.get(course=course).link_key
    tab = open_tab(width=360)
    tab.goto(f"/c/umoja-foods/courses/{course.public_id}/link/{key}/buy/")
    tab.locator("[name=name]").fill("Lerato Dube")
    tab.locator("[name=email]").fill("lerato@example.com")
    tab.locator("[name=agrees]").check()
    tab.locator("main form .btn-primary").last.click()
    tab.wait_for_url("**/c/orders/**")
    shop.Follower(cast).run()
    tab.goto(shop.claim_links()[-1])
    tab.locator("[name=password]").fill("quiet-otter-71-lamp")
    tab.get_by_role("button", name="Open the course").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(course.title)
    expect(tab.get_by_text("Welcome. The course is yours.")).to_be_visible()

"""The page and the API of usage and limits."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from billing import tasks
from billing.engine.periods import month_of
from billing.forms.caps import CapForm
from billing.models import Plan, UsageCap, ValueOverride
from billing.selectors import usage as selectors
from billing.services import overrides, usage
from billing.services.usage_caps import version_of_cap
from billing.tests.factories import Shop
from synthai.core import entitlements
from synthai.core.access import system_actor
from synthai.core.entitlements import LimitReached
from synthai.core.events import receivers_of
from synthai.core.realtime import may_listen, organisation_topic
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.queries import assert_max_queries

PAGE, API, RUNS = "/o/umoja-foods/billing/usage/", "/api/v1/o/umoja-foods/billing/usage/", "pricing.runs"
QUERIES_OF_PAGE = 20


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


@pytest.fixture
def shop(cast: Cast) -> Shop:
    return Shop(cast, now=timezone.now())


def used(shop: Shop, count: int) -> None:
    uses = [usage.Use(f"run-{number}", RUNS, timezone.now()) for number in range(count)]
    with tenant(shop.organisation_id):
        usage.record_many(shop.organisation_id, uses, now=timezone.now())


class TestPage:
    def test_without_plans_it_counts_and_limits_nothing(self, cast: Cast) -> None:
        text = cast.thandi.client().get(PAGE).content.decode()
        assert "Nothing is limited." in text
        assert "Without limit." in text

    def test_shows_used_of_limit_in_words_and_bar(self, cast: Cast, shop: Shop) -> None:
        used(shop, 3)
        text = cast.thandi.client().get(PAGE).content.decode()
        assert "What your plan, Free, gives" in text
        assert "3 of 4" in text
        assert 'value="75"' in text
        assert "2 of 2" in text  # seats
        assert "The limit is reached: free some" in text
        assert "Not in your plan" in text  # single sign-on
        assert "content.documents" not in text
        assert "What a larger plan has" in text
        Plan.objects.filter(position__gt=Plan.objects.get(code="growth").position).update(is_public=False)
        shop.subscribe("growth")
        text = cast.thandi.client().get(PAGE).content.decode()
        assert "What a larger plan has" not in text  # there is none
        assert "Compare the plans" in text

    def test_only_declared_features_are_shown(self, cast: Cast, shop: Shop) -> None:
        features = [row["feature"] for row in cast.thandi.client().get(API).json()["features"]]
        assert features == [
            "accounts.api_keys",
            "accounts.seats",
            "accounts.single_sign_on",
            "content.ai_credits",
            "media.storage",
            "pricing.products",
            "pricing.runs",
            "publishing.library",
        ]

    def test_the_fragment_alone_for_a_live_hint(self, cast: Cast, shop: Shop) -> None:
        reply = cast.thandi.client().get(PAGE, headers={"HX-Request": "true"})
        text = reply.content.decode().strip()
        assert text.startswith('<section id="meters"')
        assert f'data-live="{organisation_topic(cast.umoja.public_id, "usage")}"' in text
        assert text.count("<form") == text.count('hx-swap-oob="true"') == 2  # the caps', for live.js to judge

    def test_the_fragment_brings_the_cap_as_it_stands(self, cast: Cast, shop: Shop) -> None:
        client = cast.thandi.client()
        client.post(f"{PAGE}caps/{RUNS}/", {"quantity": "3", "version": "none"})
        text = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
        with tenant(cast.umoja):
            version = version_of_cap(UsageCap.objects.get())
        assert 'id="cap-pricing-runs-quantity-form"' in text
        assert f'value="{version}"' in text
        assert 'name="quantity" value="3"' in text
        manager = cast.hire("manager").client()
        assert "<form" not in manager.get(PAGE, headers={"HX-Request": "true"}).content.decode()

    def test_hints_are_for_who_may_see_usage(self, cast: Cast) -> None:
        topic = organisation_topic(cast.umoja.public_id, "usage")
        assert may_listen(cast.hire("manager").user, topic)
        assert not may_listen(cast.bongani.user, topic)

    def test_a_use_moves_open_tabs_after_its_commit(
        self,
        cast: Cast,
        shop: Shop,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        hints: list[tuple[Any, ...]] = []
        monkeypatch.setattr("synthai.core.realtime.push", lambda *hint: hints.append(hint))
        with django_capture_on_commit_callbacks(execute=True):
            used(shop, 3)
            assert hints == []
        assert hints == [(organisation_topic(cast.umoja.public_id, "usage"), "usage", RUNS)]

    def test_seats_keys_products_and_agreed_values_move_them_too(
        self,
        cast: Cast,
        shop: Shop,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        hints: list[tuple[Any, ...]] = []
        monkeypatch.setattr("synthai.core.realtime.push", lambda *hint: hints.append(hint))
        for name in ("MemberJoined", "MemberRemoved", "InvitationSent", "InvitationClosed", "AccessChanged"):
            assert tasks.usage_hint in receivers_of(f"accounts.{name}")
        tasks.usage_hint(
            organisation_id=cast.umoja.pk, event_id="1", name="accounts.MemberJoined", payload={}
        )
        topic = organisation_topic(cast.umoja.public_id, "usage")
        assert hints.pop() == (topic, "usage", "")
        staff = system_actor(cast.umoja.pk)
        with tenant(cast.umoja), django_capture_on_commit_callbacks(execute=True):
            overrides.agree(cast.umoja.pk, "accounts.seats", value=9, reason="agreed", by=staff)
        assert hints.pop() == (topic, "usage", "accounts.seats")

    def test_managers_see_but_do_not_cap(self, cast: Cast, shop: Shop) -> None:
        client = cast.hire("manager").client()
        assert "Save the cap" not in client.get(PAGE).content.decode()
        assert client.post(f"{PAGE}caps/{RUNS}/", {"quantity": "1"}).status_code == 403
        assert cast.bongani.client().get(PAGE).status_code == 403

    def test_queries_do_not_grow_with_use(self, cast: Cast, shop: Shop) -> None:
        client = cast.thandi.client()
        client.get(PAGE)
        with assert_max_queries(QUERIES_OF_PAGE) as before:
            client.get(PAGE)
        used(shop, 200)
        with assert_max_queries(len(before)):
            client.get(PAGE)

    def test_a_cap_by_plain_form(self, cast: Cast, shop: Shop) -> None:
        client = cast.thandi.client()
        assert "Cap on price runs, a month" in client.get(PAGE).content.decode()
        reply = client.post(f"{PAGE}caps/{RUNS}/", {"quantity": "2", "version": "none"}, follow=True)
        assert "The cap is saved." in reply.content.decode()
        stale = client.post(f"{PAGE}caps/{RUNS}/", {"quantity": "3", "version": "none"}, follow=True)
        assert "It was changed meanwhile. Load it again" in stale.content.decode()
        wrong = client.post(f"{PAGE}caps/{RUNS}/", {"quantity": "two"})
        assert wrong.status_code == 422
        assert "Write a number from 0 on" in wrong.content.decode()
        client.post(f"{PAGE}caps/{RUNS}/", {"quantity": ""})
        with tenant(cast.umoja):
            assert not UsageCap.objects.exists()
        assert client.post(f"{PAGE}caps/no.such/", {"quantity": "2"}).status_code == 404

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("-1", "Write a number from 0 on"),
            ("many", "Write a number from 0 on"),
            ("NaN", "Write a number from 0 on"),
            ("1.2.3", "Write a number from 0 on"),
            ("0.0000001", "at most 6 decimals"),
            ("1.5", "Write a whole number from 0 on"),
            ("1000000000000", "below 1 000 000 000 000"),
        ],
    )
    def test_what_is_no_cap_is_said_beside_what_was_typed(
        self, cast: Cast, shop: Shop, typed: str, words: str
    ) -> None:
        reply = cast.thandi.client().post(f"{PAGE}caps/{RUNS}/", {"quantity": typed})
        assert reply.status_code == 422
        assert words in reply.content.decode()
        assert f'value="{typed}"' in reply.content.decode()
        assert "Your own cap, a month" not in reply.content.decode()
        with tenant(cast.umoja):
            assert not UsageCap.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("1 000", "1000"), ("1\u00a0000,0", "1000"), ("2,0", "2"), ("0", "0")],
    )
    def test_numbers_are_taken_as_people_write_them(
        self, cast: Cast, shop: Shop, typed: str, kept: str
    ) -> None:
        cast.thandi.client().post(f"{PAGE}caps/{RUNS}/", {"quantity": typed})
        with tenant(cast.umoja):
            assert UsageCap.objects.get().quantity == Decimal(kept)

    def test_what_is_measured_may_be_capped_in_parts(self) -> None:
        for typed, kept in (("1\u00a0000,5", "1000.5"), ("1,5", "1.5"), ("2.5", "2.5")):
            form = CapForm({"quantity": typed})
            assert form.is_valid()
            assert form.cleaned_data["quantity"] == Decimal(kept)

    def test_a_cap_below_what_is_used_says_so_and_stops_the_next_use(self, cast: Cast, shop: Shop) -> None:
        used(shop, 3)
        client = cast.thandi.client()
        text = client.post(f"{PAGE}caps/{RUNS}/", {"quantity": "2"}, follow=True).content.decode()
        assert "The cap is saved. This month 3 was used already" in text
        assert "Your own cap is reached" in text
        with tenant(cast.umoja), pytest.raises(LimitReached):
            entitlements.consume(cast.umoja.pk, RUNS, event_id="one-more", at=timezone.now())
        text = client.post(f"{PAGE}caps/{RUNS}/", {"quantity": "4"}, follow=True).content.decode()
        assert "was used already" not in text


class TestApi:
    def put(self, cast: Cast, quantity: Any, version: str | None, feature: str = RUNS) -> Any:
        headers = {} if version is None else {"If-Match": version}
        body = {"quantity": quantity}
        client = cast.thandi.client()
        return client.put(f"{API}caps/{feature}/", body, content_type="application/json", headers=headers)

    def meter(self, cast: Cast) -> dict[str, Any]:
        rows = cast.thandi.client().get(API).json()["features"]
        return next(row for row in rows if row["feature"] == RUNS)

    def test_says_everything(self, cast: Cast, shop: Shop) -> None:
        used(shop, 1)
        found = self.meter(cast)
        assert (found["kind"], found["used"], found["limit"], found["percent"]) == ("meter", "1", "4", 25)
        assert found["cap"] == {"quantity": None, "version": "none"}
        assert found["period_start"].endswith("T00:00:00+02:00")

    def test_a_cap_with_if_match(self, cast: Cast, shop: Shop) -> None:
        assert self.put(cast, "3", None).status_code == 428
        made = self.put(cast, "3", '"none"')
        assert (made.status_code, made.json()["quantity"]) == (200, "3")
        assert self.meter(cast)["cap"]["version"] == made.json()["version"]
        assert self.put(cast, "4", '"none"').status_code == 412
        assert self.put(cast, "4", made["ETag"]).status_code == 200
        taken = {"quantity": None, "version": "none", "is_reached": False}
        assert self.put(cast, None, "*").json() == taken

    def test_a_cap_below_what_is_used_is_marked(self, cast: Cast, shop: Shop) -> None:
        used(shop, 3)
        assert self.put(cast, "4", "*").json()["is_reached"] is False
        assert self.put(cast, "3", "*").json()["is_reached"] is True

    @pytest.mark.parametrize("wrong", ["", " ", "two", "-1", "NaN", True, [1], "1,5", 10**12, 0.0000001])
    def test_what_is_no_cap_takes_none_away(self, cast: Cast, shop: Shop, wrong: Any) -> None:
        self.put(cast, "3", "*")
        refused = self.put(cast, wrong, "*")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "#/quantity")
        assert self.meter(cast)["cap"]["quantity"] == "3"

    def test_wrong_input_has_words(self, cast: Cast, shop: Shop) -> None:
        assert self.put(cast, "-1", "*").json()["errors"][0]["pointer"] == "#/quantity"
        part = self.put(cast, "1.5", "*").json()
        assert (part["code"], part["errors"][0]["pointer"]) == ("billing.usage.cap_wrong", "#/quantity")
        assert "Price runs are counted whole" in part["detail"]
        refused = self.put(cast, "3", "*", feature="accounts.seats")
        assert (refused.status_code, refused.json()["code"]) == (404, "billing.usage.meter_unknown")

    def test_queries_do_not_grow_with_use(self, cast: Cast, shop: Shop) -> None:
        client = cast.thandi.client()
        client.get(API)
        with assert_max_queries(QUERIES_OF_PAGE) as before:
            client.get(API)
        used(shop, 200)
        with assert_max_queries(len(before)):
            client.get(API)


class TestForecast:
    def test_a_month_goes_by_its_pace(self, cast: Cast, shop: Shop) -> None:
        month = month_of(timezone.now())[0]
        uses = [usage.Use(f"run-{number}", RUNS, month) for number in range(2)]
        with tenant(cast.umoja):
            usage.record_many(cast.umoja.pk, uses, now=month)
            early, later = (
                selectors.meter(cast.umoja.pk, RUNS, now=month + timedelta(days=days)) for days in (2, 10)
            )
        assert early is not None
        assert later is not None
        assert early.forecast is None  # two days are no pace
        assert later.forecast == (month + timedelta(days=20)).date()
        assert later.forecast_day.startswith("21 ")

    def test_seats_from_recent_growth(self, cast: Cast, shop: Shop) -> None:
        now = timezone.now()
        with tenant(cast.umoja):
            ValueOverride.objects.create(feature="accounts.seats", value=6, reason="test")
            type(cast.thandi.membership).objects.update(joined_at=now - timedelta(days=200))
            cast.hire("viewer")
            cast.hire("manager")
            meter = selectors.meter(cast.umoja.pk, "accounts.seats", now=now)
        assert meter is not None
        assert meter.used == 4
        assert meter.forecast == (now + timedelta(days=30)).astimezone().date()

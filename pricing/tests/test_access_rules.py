"""Rules of the organisation bind acceptances: on the page, over the API, one by one and in bulk."""

from accounts.tests.test_rules import ACCEPT, ROOT, RuleCase, limit
from pricing.tests.advice import make_advice, make_product, make_run


class LimitedAcceptanceTests(RuleCase):
    """ "May approve price changes up to 10 %": a role of ticks, a rule, and prices."""

    def setUp(self) -> None:
        super().setUp()
        role = self.make("pricing.product.view", ACCEPT)
        self.give(role, self.cast.bongani)
        self.write(limit(10, subject={"kind": "role", "id": role.public_id}))
        run = make_run(self.cast.umoja)
        self.small, self.big = (
            make_advice(
                self.cast.umoja, run, make_product(self.cast.umoja, sku), current_price=now, price=then
            )
            for sku, now, then in (("S", "100.00", "109.99"), ("B", "100.00", "115.99"))
        )
        self.client = self.cast.bongani.client()

    def test_page_accepts_the_small_step_and_names_the_rule_for_the_big_one(self) -> None:
        for advice, state in ((self.small, "accepted"), (self.big, "open")):
            reply = self.client.post(
                f"/o/umoja-foods/pricing/recommendations/{advice.public_id}/accept/", {}, follow=True
            )
            advice.refresh_from_db()
            assert advice.state == state
        assert (
            "The rule “Up to 10 %” allows “Accept and reject prices” only when the change is at most 10 %"
            in (reply.content.decode())
        )

    def test_api_accept_and_bulk(self) -> None:
        reply = self.client.post(
            f"{ROOT}pricing/recommendations/{self.big.public_id}/accept/", {}, "application/json"
        )
        assert (reply.status_code, reply.json()["code"]) == (403, "core.refused_by_rule")
        assert "16 %" in reply.json()["detail"]
        ids = {"ids": [self.small.public_id, self.big.public_id]}
        done = self.client.post(f"{ROOT}pricing/recommendations/accept/", ids, "application/json").json()
        assert done["accepted"] == [self.small.public_id]
        assert "Up to 10 %" in done["refused"][0]["detail"]

    def test_owner_accepts_the_big_step_and_the_limited_one_cannot_undo_it(self) -> None:
        owner = self.cast.thandi.client()
        owner.post(f"{ROOT}pricing/recommendations/{self.big.public_id}/accept/", {}, "application/json")
        reply = self.client.post(
            f"{ROOT}pricing/recommendations/{self.big.public_id}/undo/", {}, "application/json"
        )
        assert reply.json()["code"] == "core.refused_by_rule"
        rejected = self.client.post(
            f"{ROOT}pricing/recommendations/{self.small.public_id}/reject/", {}, "application/json"
        )
        assert rejected.status_code == 200


class RefusedAtTheDoorTests(RuleCase):
    """Where a rule certainly refuses, one sentence stands where the buttons were."""

    def setUp(self) -> None:
        super().setUp()
        role = self.make("pricing.product.view", ACCEPT)
        self.give(role, self.cast.bongani)
        run = make_run(self.cast.umoja)
        advice = make_advice(
            self.cast.umoja,
            run,
            make_product(self.cast.umoja, "S"),
            current_price="100.00",
            price="109.99",
        )
        here = "/o/umoja-foods/pricing/"
        self.pages = (f"{here}", f"{here}products/{advice.product.public_id}/")
        self.client = self.cast.bongani.client()
        self.subject = {"kind": "role", "id": role.public_id}

    def read(self, page: str) -> str:
        reply = self.client.get(page)
        assert reply.status_code == 200
        return reply.content.decode()

    def test_sentence_and_way_to_the_reasons_instead_of_the_buttons(self) -> None:
        for page in self.pages:
            assert "The rule “" not in self.read(page)
        self.write(
            {"effect": "deny", "subject": self.subject, "actions": [ACCEPT], "when": {}}, name="Not now"
        )
        for page in self.pages:
            text = self.read(page)
            assert text.count("The rule “Not now” refuses “Accept and reject prices”.") == 1
            assert 'href="/o/umoja-foods/team/why/"' in text
            assert "/accept/" not in text

    def test_a_limit_that_may_be_kept_and_a_role_without_the_right_say_nothing(self) -> None:
        self.write(limit(10, subject=self.subject))
        viewer = self.cast.hire("viewer").client()
        for page in self.pages:
            assert "The rule “" not in self.read(page)
            assert "The rule “" not in viewer.get(page).content.decode()

    def test_price_list_is_offered_to_who_may_open_it(self) -> None:
        link = 'href="/o/umoja-foods/pricing/price-list/"'
        assert link not in self.read(self.pages[0])
        assert link in self.cast.thandi.client().get(self.pages[0]).content.decode()

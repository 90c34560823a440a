"""Rules of an organisation: written, refused by the linter, in force on page and API, explained."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import policy
from accounts.models import AccessRule, Membership, Organisation
from accounts.services import custom_roles, giving, rules
from accounts.tests.factories import AccessRuleFactory, BranchFactory
from accounts.tests.test_custom_roles import RoleCase
from synthai.core.models import AuditEntry
from synthai.core.testing.queries import assert_max_queries

ACCEPT = "pricing.recommendation.accept"
ROOT = "/api/v1/o/umoja-foods/"


def limit(percent: int, *, subject: Any = None, actions: tuple[str, ...] = (ACCEPT,)) -> dict[str, Any]:
    return {
        "effect": "allow",
        "subject": subject or {"kind": "role", "id": "manager"},
        "actions": list(actions),
        "when": {"percent": {"at_most": percent}},
    }


class RuleCase(RoleCase):
    def write(self, definition: Any, name: str = "Up to 10 %", by: Any = None) -> AccessRule:
        return rules.create(name=name, definition=definition, by=by or self.cast.thandi.actor)


class ServiceTests(RuleCase):
    def test_written_on_record_and_in_force_from_the_next_request(self) -> None:
        manager = self.cast.hire("manager")
        rule = self.write(limit(10))
        assert AuditEntry.objects.get(code="accounts.rule.created").object_id == rule.public_id
        assert self.present(manager).has_rules_on(ACCEPT)
        rules.change(
            rule.public_id,
            name=rule.name,
            definition=rule.definition,
            is_active=False,
            by=self.cast.thandi.actor,
        )
        assert not self.present(manager).has_rules_on(ACCEPT)
        rules.delete(rule.public_id, by=self.cast.thandi.actor)
        assert not AccessRule.objects.exists()

    def test_mistakes_are_refused_with_a_pointer_each(self) -> None:
        with pytest.raises(rules.RuleWrong) as caught:
            self.write(
                {**limit(10), "actions": ["pricing.nonsense"], "subject": {"kind": "role", "id": "owner"}}
            )
        assert [error["pointer"] for error in caught.value.errors] == [
            "#/definition/subject",
            "#/definition/actions",
        ]
        assert "There is no capability “pricing.nonsense”." in str(caught.value)

    def test_names_tell_rules_apart(self) -> None:
        self.write(limit(10))
        with pytest.raises(rules.RuleNameTaken):
            self.write(limit(5), name="up to 10 %")
        with pytest.raises(rules.RuleNameMissing):
            self.write(limit(5), name=" ")

    def test_nobody_lifts_their_own_limit_or_gives_what_is_limited(self) -> None:
        admin = self.cast.hire("administrator")
        rule = self.write(limit(10, subject={"kind": "everybody"}))
        present = self.present(admin)
        with pytest.raises(giving.MoreThanYouHold):
            rules.delete(rule.public_id, by=present)
        with pytest.raises(giving.MoreThanYouHold):
            self.write(limit(90, subject={"kind": "person", "id": admin.user.public_id}), "Mine", by=present)
        with pytest.raises(giving.MoreThanYouHold):
            custom_roles.create(name="Boss", description="", wanted=[ACCEPT], by=present)
        rules.delete(rule.public_id, by=self.cast.thandi.actor)

    def test_a_crowd_of_rules_on_one_action_is_refused(self) -> None:
        for number in range(rules.ABOUT_ONE_ACTION_AT_MOST):
            AccessRuleFactory(
                organisation=self.cast.umoja, name=f"Rule {number}", definition=limit(number + 1)
            )
        with pytest.raises(rules.TooManyRules):
            self.write(limit(90))
        self.write(
            limit(90, actions=("pricing.recommendation.override_cost",), subject={"kind": "everybody"})
        )

    def test_no_rule_binds_the_owner(self) -> None:
        self.write(
            {
                "effect": "deny",
                "subject": {"kind": "everybody"},
                "actions": ["accounts.rule.change"],
                "when": {},
            }
        )
        assert self.present(self.cast.thandi).can("accounts.rule.change")
        assert not self.present(self.cast.hire("administrator")).can("accounts.rule.change")

    def test_rules_of_a_deleted_role_go_with_it(self) -> None:
        role = self.make(ACCEPT)
        self.write(limit(10, subject={"kind": "role", "id": role.public_id}))
        custom_roles.delete(role.public_id, by=self.cast.thandi.actor)
        assert not AccessRule.objects.exists()
        assert policy.of(Organisation.objects.get(pk=self.cast.umoja.pk)).rules == ()

    def test_rule_altered_by_hand_refuses(self) -> None:
        broken = {
            "id": "x",
            "name": "Broken",
            "definition": {**limit(10), "when": {"percent": {"at_most": "many"}}},
        }
        with self.assertLogs("synthai.access", "ERROR"):
            read = policy.read({"rules": [broken]})
        assert read.rules[0].definition["effect"] == "deny"


class QueryTests(RuleCase):
    def test_rules_and_own_roles_ask_no_query_more(self) -> None:
        client = self.cast.bongani.client()
        client.get(f"{ROOT}members/")
        with CaptureQueriesContext(connection) as plain:
            assert client.get(f"{ROOT}members/").status_code == 200
        role = self.make("accounts.member.view", ACCEPT)
        self.give(role, self.cast.bongani)
        for number in range(5):
            self.write(limit(10 + number, subject={"kind": "role", "id": role.public_id}), f"Rule {number}")
        with CaptureQueriesContext(connection) as ruled:
            assert client.get(f"{ROOT}members/").status_code == 200
        assert len(ruled) == len(plain)


class PageTests(RuleCase):
    def test_form_offers_nothing_that_is_the_owners_alone_and_says_that_branches_are_needed(self) -> None:
        client, root = self.cast.thandi.client(), "/o/umoja-foods/team/rules/"
        page = client.get(root + "new/").content.decode()
        assert "act-accounts.organisation.delete" not in page
        assert "act-accounts.organisation.transfer" not in page
        assert "act-accounts.role.change" in page
        assert "It needs a branch first." in page
        BranchFactory(organisation=self.cast.umoja)
        assert "It needs a branch first." not in client.get(root + "new/").content.decode()

    def test_form_writes_what_it_says_and_reads_it_back(self) -> None:
        client, root = self.cast.thandi.client(), "/o/umoja-foods/team/rules/"
        filled = {
            "name": "Small steps", "subject": "role:manager", "effect": "allow", "actions": [ACCEPT],
            "percent_at_most": "10", "category": "Bread, Milk", "weekdays": ["mon", "fri"],
            "hours_from": "08:00", "hours_until": "17:00", "is_active": "on",
        }  # fmt: skip
        self.assertRedirects(client.post(root + "new/", filled), root)
        rule = AccessRule.objects.get()
        assert rule.definition["when"] == {
            "percent": {"at_most": "10"},
            "category": ["Bread", "Milk"],
            "weekdays": ["mon", "fri"],
            "hours": {"from": "08:00", "until": "17:00"},
        }
        self.assertContains(
            client.get(root), "the category is Bread or Milk and on Monday or Friday and from 08:00"
        )
        page = client.get(f"{root}{rule.public_id}/")
        self.assertContains(page, 'value="Bread, Milk"')
        again = client.post(f"{root}{rule.public_id}/", {**filled, "percent_at_most": "5"})
        assert again.status_code == 302
        rule.refresh_from_db()
        assert rule.definition["when"]["percent"] == {"at_most": "5"}

    def test_mistakes_stand_beside_their_fields(self) -> None:
        filled = {
            "name": "Odd", "subject": "role:viewer", "effect": "deny", "actions": ["pricing.product.view"],
            "percent_above": "10", "is_active": "on",
        }  # fmt: skip
        reply = self.cast.thandi.client().post("/o/umoja-foods/team/rules/new/", filled)
        self.assertContains(reply, "has no change in per cent, so the rule would never match")

    def test_thirty_rules_ask_no_more_queries(self) -> None:
        for number in range(30):
            self.write(limit(10 + number), f"Rule {number}")
        client = self.cast.thandi.client()
        with assert_max_queries(10):
            self.assertContains(client.get("/o/umoja-foods/team/rules/"), "Rule 29")


class WhyTests(RuleCase):
    def setUp(self) -> None:
        super().setUp()
        self.manager = self.cast.hire("manager")
        self.write(limit(10))

    def test_page_names_the_rule_that_decides(self) -> None:
        member = Membership.objects.get(pk=self.manager.membership.pk).public_id
        query = {"who": f"member:{member}", "capability": ACCEPT, "percent": "15"}
        reply = self.cast.thandi.client().get("/o/umoja-foods/team/why/", query)
        self.assertContains(reply, "The rule “Up to 10 %” allows")
        self.assertContains(reply, "This rule decided.")
        allowed = self.cast.thandi.client().get("/o/umoja-foods/team/why/", {**query, "percent": "9"})
        self.assertContains(allowed, "lets it pass")

    def test_api_answers_about_oneself_and_others_only_for_who_gives_roles(self) -> None:
        ask = {"capability": ACCEPT, "percent": "15"}
        mine = self.manager.client().post(ROOT + "why/", ask, "application/json").json()
        assert (mine["is_allowed"], mine["reason"], mine["rules"][0]["decided"]) == (False, "outside", True)
        other = {**ask, "member": self.cast.bongani.membership.public_id}
        assert self.manager.client().post(ROOT + "why/", other, "application/json").status_code == 404
        reply = self.cast.thandi.client().post(ROOT + "why/", other, "application/json").json()
        assert (reply["reason"], reply["who"]) == ("not_held", "Bongani Dlamini")

    def test_refused_page_leads_there(self) -> None:
        reply = self.cast.bongani.client().get("/o/umoja-foods/team/invite/")
        self.assertContains(reply, "/o/umoja-foods/team/why/", status_code=403)


class ApiTests(RuleCase):
    def test_round_trip_with_the_linter(self) -> None:
        client = self.cast.thandi.client()
        body = {"name": "Up to 10 %", "definition": limit(10)}
        wrong = {"definition": {**limit(10), "when": {"percent": {"at_least": 9, "at_most": 3}}}}
        found = client.post(ROOT + "rules/lint/", wrong, "application/json").json()
        assert [(each["level"], each["code"]) for each in found] == [("error", "impossible_range")]
        refused = client.post(ROOT + "rules/", {**body, **wrong}, "application/json")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (
            422,
            "#/definition/when/percent",
        )
        made = client.post(ROOT + "rules/", body, "application/json")
        assert (
            made.json()["sentence"]
            == "Manager: “Accept and reject prices” only when the change is at most 10 %"
        )
        address = f"{ROOT}rules/{made.json()['id']}/"
        off = client.patch(
            address, {**body, "is_active": False}, "application/json", headers={"If-Match": made["ETag"]}
        )
        assert off.json()["is_active"] is False
        assert len(client.get(ROOT + "rules/").json()) == 1
        assert client.delete(address).status_code == 204

"""The audit trail's page, its download and its API: what they say, to whom, and at what cost."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services import custom_roles, memberships, people, rules
from synthai.core import audit_checks, audit_words
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.models import AuditCheck, AuditEntry
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.trail import link_now

pytestmark = pytest.mark.django_db
URL, API = "/o/umoja-foods/audit/", "/api/v1/o/umoja-foods/audit/"


@pytest.fixture
def thandi(cast: Cast) -> Client:
    return cast.thandi.client()


@pytest.fixture
def promoted(cast: Cast) -> None:
    with tenant(cast.umoja):
        memberships.change_role(cast.bongani.membership.public_id, role="manager", by=cast.thandi.actor)
    link_now()


def page(client: Client, query: str = "") -> str:
    response = client.get(f"{URL}{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def entry_at(at: datetime, code: str, cast: Cast) -> None:
    with tenant(cast.umoja):
        AuditEntry.objects.create(code=code, actor_kind="system", actor_label="SynthAI", at=at)


@pytest.mark.usefixtures("promoted")
class TestPage:
    def test_says_in_words_who_did_what(self, thandi: Client) -> None:
        html = page(thandi)
        assert "Thandi Mokoena" in html
        assert "changed somebody" in html
        assert "Member</span> → <span>Manager" in html  # labels, not the stored words
        assert "accounts.member.role_changed" not in html
        assert "Entry 1" in html

    @pytest.mark.parametrize(("role", "status"), [("administrator", 200), ("manager", 403), ("viewer", 403)])
    def test_is_for_owners_and_administrators(self, cast: Cast, role: str, status: int) -> None:
        assert cast.hire(role).client().get(URL).status_code == status

    def test_shows_nothing_of_another_organisation(self, cast: Cast) -> None:
        assert "Bongani" not in cast.charlize.client().get("/o/karoo-cycles/audit/").content.decode()

    def test_filters_by_person_kind_and_noun(self, cast: Cast, thandi: Client) -> None:
        with tenant(cast.umoja):
            audit(None, "pricing.run.requested", by=Actor(kind="ai", label="Adviser"))
        by_thandi = page(thandi, f"?actor=person:{cast.thandi.user.public_id}")
        by_ai, runs = page(thandi, "?actor=kind:ai"), page(thandi, "?noun=pricing.run")
        assert ("changed somebody" in by_thandi, "asked for new prices" in by_thandi) == (True, False)
        assert ("changed somebody" in by_ai, "asked for new prices" in by_ai) == (False, True)
        assert ("changed somebody" in runs, "asked for new prices" in runs) == (False, True)
        assert "Nothing fits" in page(thandi, "?actor=person:aaaaaaaaaaaaaaaa")

    def test_filters_by_object_and_by_request(self, cast: Cast, thandi: Client) -> None:
        here = page(thandi, f"?object=accounts.membership:{cast.bongani.membership.public_id}")
        elsewhere = page(thandi, f"?object=accounts.membership:{cast.thandi.membership.public_id}")
        assert ("changed somebody" in here, "changed somebody" in elsewhere) == (True, False)
        assert "changed somebody" in page(thandi, "?request=test-request")
        assert "Nothing fits" in page(thandi, "?request=another")

    def test_days_are_cut_in_south_africa(self, cast: Cast, thandi: Client) -> None:
        entry_at(datetime(2026, 3, 1, 21, 59, tzinfo=UTC), "pricing.run.requested", cast)  # 23:59 on the 1st
        entry_at(datetime(2026, 3, 1, 22, 0, tzinfo=UTC), "pricing.run.cancelled", cast)  # midnight: the 2nd
        first = page(thandi, "?since=2026-03-01&until=2026-03-01")
        second = page(thandi, "?since=2026-03-02&until=2026-03-02")
        assert ("asked for new prices" in first, "stopped a price run" in first) == (True, False)
        assert ("asked for new prices" in second, "stopped a price run" in second) == (False, True)

    @pytest.mark.parametrize(
        "query", ["?since=31-31-2026", "?actor=kind:x", "?noun=x", "?object=<b>", "?cursor=", "?request=%00"]
    )
    def test_nonsense_is_said_not_crashed_on(self, thandi: Client, query: str) -> None:
        assert thandi.get(f"{URL}{query}").status_code == 200

    def test_pages_by_key(self, cast: Cast, thandi: Client) -> None:
        with tenant(cast.umoja):
            for number in range(60):
                audit(None, "pricing.run.requested", by=cast.thandi.actor, changes={"number": [None, number]})
        response = thandi.get(URL)
        assert len(response.context["lines"]) == 50
        following = thandi.get(URL, {"cursor": response.context["page"].next})
        assert len(following.context["lines"]) == 11
        seen = [line.number for line in response.context["lines"] + following.context["lines"]]
        assert len(seen) == 61

    def test_costs_the_same_for_one_entry_and_for_fifty(self, cast: Cast, thandi: Client) -> None:
        page(thandi)
        with CaptureQueriesContext(connection) as few:
            page(thandi)
        people = [cast.hire("viewer", name=f"Viewer{number}") for number in range(5)]
        with tenant(cast.umoja):
            for number in range(50):
                audit(people[number % 5].membership, "accounts.member.left", by=people[number % 5].actor)
        with CaptureQueriesContext(connection) as many:
            page(thandi)
        assert len(many) == len(few) <= 10


class TestDownload:
    def rows(self, client: Client, query: str = "") -> list[dict[str, str]]:
        response: Any = client.get(f"{URL}export/{query}")
        assert response.status_code == 200
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def test_has_the_entries_and_is_one_itself(self, thandi: Client, promoted: None) -> None:
        (row,) = self.rows(thandi)
        assert (row["Number"], row["Actor"], row["Code"]) == (
            "1",
            "Thandi Mokoena",
            "accounts.member.role_changed",
        )
        assert row["Changes"] == "Role: Member → Manager"
        assert len(row["Fingerprint"]) == 64
        assert [each["What"] for each in self.rows(thandi)] == [
            "downloaded the audit trail",
            "changed somebody's role",
        ]

    def test_keeps_the_filters(self, thandi: Client, promoted: None) -> None:
        assert self.rows(thandi, "?noun=pricing.run") == []
        (row,) = self.rows(thandi, "?noun=core.audit")
        assert "pricing.run" in row["Changes"]

    def test_no_cell_is_a_formula(self, cast: Cast, thandi: Client) -> None:
        with tenant(cast.umoja):
            audit(None, "=cmd", by=Actor(kind="person", label="@SUM(A1)"), changes={"+x": ["-1", "=2"]})
        (row,) = self.rows(thandi)
        assert [value for value in row.values() if value[:1] in {"=", "+", "-", "@"}] == []
        assert row["Actor"] == "'@SUM(A1)"

    def test_goes_on_over_batches(self, cast: Cast, thandi: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("synthai.core.audit_export.BATCH", 3)
        with tenant(cast.umoja):
            for number in range(8):
                audit(None, "pricing.run.requested", by=cast.thandi.actor, changes={"n": [None, number]})
        assert [row["Values"] for row in self.rows(thandi)] == [
            f'{{"n": [null, {n}]}}' for n in range(7, -1, -1)
        ]

    def test_asks_for_fresh_proof(self, cast: Cast) -> None:
        client = cast.thandi.client()
        with time_machine.travel(timezone.now() + timedelta(minutes=30)):
            response = client.get(f"{URL}export/")
        assert response.status_code == 302
        assert "next=%2Fo%2Fumoja-foods%2Faudit%2Fexport%2F" in response["Location"]

    def test_needs_its_own_capability(self, cast: Cast) -> None:
        assert cast.hire("manager").client().get(f"{URL}export/").status_code == 403


class TestCheck:
    def run(self, cast: Cast) -> AuditCheck:
        link_now()
        with tenant(cast.umoja):
            check: AuditCheck = AuditCheck.objects.get()
            audit_checks.audit_check_run(
                organisation_id=cast.umoja.pk, check_id=check.pk, kind="person", user_id=cast.thandi.user.pk
            )
            check.refresh_from_db()
        return check

    def test_button_starts_one_check_and_the_page_tells_the_outcome(
        self, cast: Cast, thandi: Client, promoted: None
    ) -> None:
        for _turn in range(2):
            assert thandi.post(f"{URL}check/").status_code == 302
        assert "data-live" in page(thandi)
        check = self.run(cast)
        assert (check.state, check.checked, check.percent) == ("passed", 1, 100)
        html = page(thandi)
        assert "The audit trail is unbroken" in html
        assert "computed again" in html
        assert "checked the audit trail again: it is unbroken" in html
        with tenant(cast.umoja):
            entry = AuditEntry.objects.get(code="core.audit.passed")
        assert (entry.actor_kind, entry.actor_label) == ("person", cast.thandi.user.label)

    def test_a_broken_chain_is_said_with_the_entry(self, cast: Cast, thandi: Client, promoted: None) -> None:
        with tenant(cast.umoja):
            AuditCheck.objects.create(requested_by="x", state="passed", head_seq=7, head_hash=b"x" * 32)
            asked = audit_checks.start(by=cast.thandi.actor, now=timezone.now())
            audit_checks.run(asked.pk)
        html = page(thandi)
        assert "The audit trail is broken" in html
        assert "Entry 2 and what followed it are missing" in html
        fragment = thandi.get(f"{URL}check/{asked.public_id}/").content.decode()
        assert "data-live=" not in fragment  # it rests

    def test_progress_is_hinted(self, cast: Cast, promoted: None, monkeypatch: pytest.MonkeyPatch) -> None:
        hints: list[tuple[Any, ...]] = []
        monkeypatch.setattr("synthai.core.realtime.push", lambda *hint: hints.append(hint))
        with tenant(cast.umoja):
            asked = audit_checks.start(by=cast.thandi.actor, now=timezone.now())
        self.run(cast)
        assert (f"org.{cast.umoja.public_id}.audit", "check", asked.public_id, 1) in hints


class TestWords:
    """Ids and rules are told by name, the values stay as they were stored."""

    def test_rules_roles_and_capabilities(self, cast: Cast, thandi: Client) -> None:
        with tenant(cast.umoja):
            role = custom_roles.create(
                name="Shop manager",
                description="",
                wanted=["pricing.product.view", "pricing.recommendation.accept"],
                by=cast.thandi.actor,
            )
            rules.create(
                name="Small steps",
                definition={
                    "effect": "allow",
                    "subject": {"kind": "role", "id": role.public_id},
                    "actions": ["pricing.recommendation.accept"],
                    "when": {"percent": {"at_most": 10}},
                },
                by=cast.thandi.actor,
            )
        html = page(thandi)
        assert "Shop manager: “Accept and reject prices” only when the change is at most 10 %" in html
        assert "See products and prices" in html
        assert role.public_id not in html.replace(f":{role.public_id}", ""), (
            "but in the link to the thing itself"
        )
        assert "{&quot;" not in html

    def test_a_price_decision_names_the_product(self, cast: Cast, thandi: Client) -> None:
        with tenant(cast.umoja):
            audit(
                None, "pricing.recommendation.accept", by=cast.thandi.actor,
                changes={"product": [None, "Full cream milk (MILK-1)"], "price": ["24.99", "26.49"]},
            )  # fmt: skip
        html = page(thandi)
        assert "Full cream milk (MILK-1)" in html
        assert '<span class="trail-field">Product</span>' in html

    def test_the_first_password_is_not_a_change(self, cast: Cast) -> None:
        user = cast.bongani.user
        user.set_unusable_password()
        user.save()
        for _turn in range(2):
            people.set_password(user, "A long enough one 7", by=cast.bongani.actor, now=timezone.now())
        with all_tenants(reason="test"):
            codes = AuditEntry.objects.filter(code__startswith="accounts.user.password_").order_by("pk")
            assert [entry.code.rpartition("_")[2] for entry in codes] == ["chosen", "changed"]

    def test_a_stored_value_that_is_no_rule_stays_readable(self) -> None:
        assert audit_words.value("", "definition", {"when": {}}) == '{"when": {}}'
        assert audit_words.value("", "group_roles", {"Till": "manager", "Shop": "x"}, {"x": "Own"}) == (
            "Till: Manager, Shop: Own"
        )


@pytest.mark.usefixtures("promoted")
class TestApi:
    def test_lists_entries_with_a_cursor(self, cast: Cast) -> None:
        with tenant(cast.umoja):
            audit(None, "pricing.run.requested", by=cast.thandi.actor)
        client = cast.thandi.client()
        first = client.get(f"{API}?limit=1").json()
        second = client.get(first["next"]).json()
        assert [each["code"] for each in first["results"] + second["results"]] == [
            "pricing.run.requested",
            "accounts.member.role_changed",
        ]
        (entry,) = second["results"]
        assert (entry["number"], entry["actor"], entry["sentence"]) == (
            1,
            cast.thandi.user.public_id,
            "changed somebody's role",
        )
        assert entry["previous_hash"] == "0" * 64

    def test_filters_and_refuses_nonsense(self, cast: Cast) -> None:
        client = cast.thandi.client()
        assert client.get(f"{API}?noun=pricing.run").json()["results"] == []
        assert len(client.get(f"{API}?actor={cast.thandi.user.public_id}").json()["results"]) == 1
        assert client.get(f"{API}?actor=aaaaaaaaaaaaaaaa").json()["results"] == []
        assert client.get(f"{API}?since=yesterday").status_code == 400

    def test_checks_the_chain(self, cast: Cast) -> None:
        client = cast.thandi.client()
        asked = client.post(f"{API}checks/")
        assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
        with tenant(cast.umoja):
            audit_checks.run(AuditCheck.objects.get().pk)
        done = client.get(f"{API}checks/{asked.json()['id']}/").json()
        assert (done["state"], done["entries"], done["broken_entry"], done["detail"]) == (
            "passed",
            1,
            None,
            "",
        )


def test_codes_nobody_described_are_told_all_the_same() -> None:
    assert audit_words.sentence("accounts.member.danced_away") == "Members: danced away"
    assert audit_words.sentence("billing.tax_invoice.sent") == "tax invoice: sent"
    assert (
        audit_words.sentence("staff.organisation.viewed") == "looked at “organisations” in the administration"
    )


def test_values_are_told_as_people_read_them() -> None:
    told = [
        audit_words.value("accounts.invitation", "status", "pending"),
        audit_words.value("", "is_active", True),
        audit_words.value("", "starts_on", "2026-12-01"),
        audit_words.value("", "at", "2026-12-01T10:00:00Z"),
        audit_words.value("", "note", "2026-99-99"),
        audit_words.value("", "x", None),
        audit_words.value("", "x", ["a", 1]),
        audit_words.value("", "x", {"a": [1]}),
    ]
    assert [each.replace("\xa0", " ") for each in told] == [
        "Waiting",
        "yes",
        "1 December 2026",
        "1 December 2026, 12:00",
        "2026-99-99",
        "–",
        "a, 1",
        '{"a": [1]}',
    ]

"""API keys: made, shown once, used, narrowed, rotated, refused."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import key_text
from accounts.models import ApiKey
from accounts.services import api_keys, gate, giving, memberships, rules
from accounts.tests.factories import ApiKeyFactory
from accounts.tests.test_custom_roles import RoleCase
from notifications.models import Notification
from synthai.core.models import AuditEntry
from synthai.core.testing.queries import assert_max_queries

ROOT = "/api/v1/o/umoja-foods/"
SEE, INVITE, VIEW = "accounts.member.view", "accounts.member.invite", "pricing.product.view"


class KeyCase(RoleCase):
    def key(self, *scopes: str, by: Any = None, **given: Any) -> api_keys.KeyWithSecret:
        now = timezone.now()
        values = {"name": "Till", "expires_at": now + timedelta(days=30), "addresses": [], **given}
        return api_keys.create(scopes=scopes or (SEE,), by=by or self.cast.thandi.actor, now=now, **values)

    def call(self, secret: str, path: str = "members/", method: str = "get", **more: Any) -> Any:
        ask = getattr(Client(), method)
        return ask(ROOT + path, headers={"Authorization": f"Bearer {secret}"}, **more)


class TextTests(KeyCase):
    def test_form_is_known_to_scanners_and_refuses_a_mistyped_one_without_a_query(self) -> None:
        secret = key_text.make().text
        assert re.fullmatch(r"synthai_[0-9A-Za-z]{49}", secret)
        assert key_text.is_whole(secret)
        wrong = secret[:20] + ("A" if secret[20] != "A" else "B") + secret[21:]
        assert not key_text.is_whole(wrong)
        assert not key_text.is_whole(secret[:-1])
        assert not key_text.is_whole("synthai_")
        with assert_max_queries(0):
            assert self.call(wrong).json()["code"] == "accounts.key.unknown"

    def test_only_a_hash_is_kept(self) -> None:
        made = self.key()
        row = ApiKey.objects.filter(pk=made.key.pk).values().get()
        assert made.secret not in str(row)
        assert row["prefix"] == made.secret[:14]
        assert made.secret not in str(list(AuditEntry.objects.values()))


class UseTests(KeyCase):
    def test_opens_its_scopes_and_nothing_else_in_few_queries(self) -> None:
        made = self.key(SEE)
        reply = self.call(made.secret)
        assert (reply.status_code, len(reply.json()["results"])) == (200, 2)
        refused = self.call(made.secret, "invitations/")
        assert refused.status_code == 403
        assert "needs the scope accounts.member.invite" in refused.json()["detail"]
        used_at = ApiKey.objects.get().used_at
        assert used_at is not None
        assert used_at == made.key.created_at, "to the hour, but not before it was made"
        with assert_max_queries(2):  # the key, the list
            self.call(made.secret)

    def test_list_says_last_day_as_the_form_and_the_hour_of_its_last_use(self) -> None:
        made = self.key(SEE)
        row = ApiKey.objects.filter(pk=made.key.pk)
        row.update(
            created_at=datetime(2026, 1, 5, 0, 20, tzinfo=UTC),
            expires_at=datetime(2999, 2, 27, 22, 0, tzinfo=UTC),  # midnight after the 27th in Johannesburg
        )
        for used, said in ((40, "between 02:20 and 03:20"), (85, "between 03:00 and 04:00")):
            moment = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=used)
            api_keys.note_use(row.get(), now=moment)
            page = self.cast.thandi.client().get("/o/umoja-foods/settings/keys/").content.decode()
            assert said in page
        assert "the end of 27\N{NO-BREAK SPACE}February 2999" in page
        row.update(expires_at=datetime(2999, 2, 27, 12, 0, tzinfo=UTC))
        page = self.cast.thandi.client().get("/o/umoja-foods/settings/keys/").content.decode()
        assert "27\N{NO-BREAK SPACE}February 2999, 14:00" in page

    def test_what_a_key_can_never_do_is_no_scope(self) -> None:
        for code in ("accounts.member.change_role", "accounts.audit.export"):
            assert code not in api_keys.offered()
            with pytest.raises(api_keys.ScopeWrong, match="stay with people"):
                self.key(code)

    def test_does_what_its_scope_says_on_record_as_itself(self) -> None:
        made = self.key(INVITE)
        body = {"email": "x@example.co.za", "role": "viewer"}
        reply = self.call(made.secret, "invitations/", "post", data=body, content_type="application/json")
        assert reply.status_code == 403, "it cannot give what it does not hold"
        everything = self.key(
            *[code for code in api_keys.offered() if code in self.cast.thandi.actor.capabilities]
        )
        reply = self.call(
            everything.secret, "invitations/", "post", data=body, content_type="application/json"
        )
        assert reply.status_code == 201, reply.content
        entry = AuditEntry.objects.get(code="accounts.invitation.sent")
        assert (entry.actor_kind, entry.actor_label) == ("api_key", f"Till ({everything.key.prefix}…)")

    def test_other_organisation_and_personal_addresses_are_closed(self) -> None:
        secret = self.key().secret
        headers = {"Authorization": f"Bearer {secret}"}
        assert Client().get("/api/v1/o/karoo-cycles/members/", headers=headers).status_code == 404
        assert Client().get("/api/v1/me/", headers=headers).json()["code"] == "core.key_not_here"
        assert Client().get("/o/umoja-foods/team/", headers=headers).status_code == 302
        leave = self.call(secret, "leave/", "post")
        assert (leave.status_code, leave.json()["code"]) == (403, "accounts.key.person_only")

    def test_each_end_is_told_apart(self) -> None:
        made = self.key()
        ApiKey.objects.update(expires_at=timezone.now() - timedelta(days=1))
        expired = self.call(made.secret)
        assert (expired.status_code, expired.json()["code"]) == (401, "accounts.key.expired")
        assert expired["WWW-Authenticate"].startswith("Bearer")
        api_keys.revoke(made.key.public_id, by=self.cast.thandi.actor, now=timezone.now())
        assert self.call(made.secret).json()["code"] == "accounts.key.revoked"
        assert self.call(key_text.make().text).json()["code"] == "accounts.key.unknown"

    def test_address_list(self) -> None:
        near = self.key(addresses=["127.0.0.1", "196.25.1.7/24"])
        assert near.key.addresses == ["127.0.0.1/32", "196.25.1.0/24"]
        assert self.call(near.secret).status_code == 200
        far = self.key(addresses=["196.25.1.0/24", "2001:db8::/32"])
        reply = self.call(far.secret, HTTP_X_FORWARDED_FOR="196.25.1.7")
        assert (reply.status_code, reply.json()["code"]) == (403, "accounts.key.address")

    def test_never_more_than_its_person_holds_now(self) -> None:
        admin = self.cast.hire("administrator")
        made = self.key(SEE, INVITE, by=admin.actor)
        assert self.call(made.secret, "invitations/").status_code == 200
        memberships.change_role(admin.membership.public_id, role="viewer", by=self.cast.thandi.actor)
        assert self.call(made.secret, "invitations/").status_code == 403
        assert self.call(made.secret).status_code == 200
        memberships.remove(admin.membership.public_id, by=self.cast.thandi.actor)
        assert self.call(made.secret).json()["code"] == "accounts.key.of_nobody"
        api_keys.take_over(made.key.public_id, by=self.cast.thandi.actor)
        assert self.call(made.secret, "invitations/").status_code == 200

    def test_rule_binds_a_key(self) -> None:
        made = self.key(SEE)
        no = {
            "effect": "deny",
            "subject": {"kind": "key", "id": made.key.public_id},
            "actions": [SEE],
            "when": {},
        }
        rules.create(name="Not now", definition=no, by=self.cast.thandi.actor)
        reply = self.call(made.secret)
        assert (reply.status_code, reply.json()["code"]) == (403, "core.refused_by_rule")
        assert "Not now" in reply.json()["detail"]

    def test_each_key_has_its_own_rate(self) -> None:
        first, second = self.key().secret, self.key().secret
        with self.settings(API_RATE_KEY="2/minute"):
            statuses = [self.call(first).status_code for _ in range(3)]
            assert statuses == [200, 200, 429]
            assert self.call(second).status_code == 200
        assert '"key";q=' in self.call(second)["RateLimit-Policy"]

    def test_revoked_while_the_call_is_on_its_way(self) -> None:
        from accounts import actors, selectors

        made = self.key(*[code for code in api_keys.offered() if code in self.cast.thandi.actor.capabilities])
        found = selectors.key_with_role(self.cast.umoja.pk, made.key.public_id)
        assert found is not None
        actor = actors.of_key(found.key, role=found.role)
        api_keys.revoke(made.key.public_id, by=self.cast.thandi.actor, now=timezone.now())
        with pytest.raises(gate.NoLongerMember):
            memberships.remove(self.cast.bongani.membership.public_id, by=actor)


class RotateTests(KeyCase):
    def test_both_secrets_work_for_the_overlap(self) -> None:
        made, now = self.key(), timezone.now()
        new = api_keys.rotate(made.key.public_id, overlap_hours=24, by=self.cast.thandi.actor, now=now)
        assert (self.call(made.secret).status_code, self.call(new.secret).status_code) == (200, 200)
        ApiKey.objects.update(previous_until=now - timedelta(seconds=1))
        assert (self.call(made.secret).status_code, self.call(new.secret).status_code) == (401, 200)

    def test_without_overlap_the_old_one_ends_now(self) -> None:
        made = self.key()
        new = api_keys.rotate(
            made.key.public_id, overlap_hours=0, by=self.cast.thandi.actor, now=timezone.now()
        )
        assert (self.call(made.secret).status_code, self.call(new.secret).status_code) == (401, 200)
        with pytest.raises(api_keys.OverlapWrong):
            api_keys.rotate(
                made.key.public_id, overlap_hours=999, by=self.cast.thandi.actor, now=timezone.now()
            )


class MakeTests(KeyCase):
    def test_bad_input_in_words(self) -> None:
        now = timezone.now()
        for given, error in (
            ({"name": " "}, api_keys.KeyNameMissing),
            ({"expires_at": now - timedelta(hours=1)}, api_keys.ExpiryWrong),
            ({"expires_at": now + timedelta(days=400)}, api_keys.ExpiryWrong),
            ({"addresses": ["the office"]}, api_keys.AddressWrong),
        ):
            with pytest.raises(error):
                self.key(**given)
        with pytest.raises(api_keys.ScopeWrong):
            self.key("accounts.key.change")
        viewer = self.cast.hire("administrator")
        clerk = self.make("accounts.key.change", SEE, name="Clerk")
        present = self.give(clerk, viewer)
        with pytest.raises(giving.MoreThanYouHold):
            self.key(INVITE, by=present)

    def test_page_shows_the_secret_once(self) -> None:
        client, root = self.cast.thandi.client(), "/o/umoja-foods/settings/keys/"
        last = (timezone.now() + timedelta(days=9)).date()
        filled = {"name": "Web shop", "last_day": last.isoformat(), "scopes": [SEE], "addresses": ""}
        made = client.post(root + "new/", filled)
        secret = re.search(r"synthai_[0-9A-Za-z]{49}", made.content.decode())
        assert secret
        assert "no-store" in made["Cache-Control"]
        assert self.call(secret[0]).status_code == 200
        listed = client.get(root).content.decode()
        assert ("Web shop" in listed, secret[0] in listed) == (True, False)
        address = f"{root}{ApiKey.objects.get().public_id}/"
        self.assertContains(client.get(address), "Make a new secret")
        assert client.post(address, {**filled, "scopes": [SEE, VIEW]}).status_code == 302
        self.assertContains(client.post(address + "rotate/", {"overlap_hours": "1"}), "You see it this once")
        assert client.post(address + "revoke/").status_code == 302
        self.assertContains(client.get(root), "revoked on")

    def test_api_round_trip_and_a_key_manages_no_keys(self) -> None:
        client = self.cast.thandi.client()
        body = {
            "name": "Script",
            "scopes": [SEE],
            "expires_at": (timezone.now() + timedelta(days=5)).isoformat(),
        }
        made = client.post(ROOT + "keys/", body, "application/json", headers={"Idempotency-Key": "k1"})
        assert made.status_code == 201, made.content
        assert made["Cache-Control"] == "no-store"
        key = made.json()
        assert self.call(key["secret"], "keys/").status_code == 403
        address = f"{ROOT}keys/{key['id']}/"
        assert "secret" not in client.get(address).json()
        rotated = client.post(address + "rotate/", {"overlap_hours": 0}, "application/json").json()
        assert self.call(rotated["secret"]).status_code == 200
        assert client.delete(address).status_code == 204
        assert client.get(address).status_code == 404

    def test_tells_a_week_before_the_end_once(self) -> None:
        self.key(expires_at=timezone.now() + timedelta(days=6))
        self.key(expires_at=timezone.now() + timedelta(days=20))
        assert [api_keys.tell_of_expiry(now=timezone.now()) for _ in range(2)] == [1, 1]
        assert Notification.objects.filter(kind="accounts.key_expiring").count() == 1

    def test_list_asks_as_many_queries_for_thirty(self) -> None:
        for _ in range(30):
            ApiKeyFactory(organisation=self.cast.umoja, responsible=self.cast.thandi.user)
        client = self.cast.thandi.client()
        with assert_max_queries(6):
            assert client.get("/o/umoja-foods/settings/keys/").status_code == 200

"""An open socket lives no longer than its session, and hears no more than its person may see now."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import channel_layers
from django.test import Client
from django.utils import timezone
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from accounts import live, support_visits
from accounts.models import Membership, SsoProvider
from accounts.services import (
    custom_roles,
    deletion,
    factor_rules,
    memberships,
    people,
    rules,
    sso_providers,
    support,
)
from accounts.services import sessions as session_service
from accounts.sso import selectors
from accounts.tests.factories import UserFactory
from accounts.tests.sso_rows import own, saml_row
from notifications import consumers
from synthai.core import realtime
from synthai.core.access import system_actor
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import PASSWORD, Cast, Person, build_cast
from synthai.core.testing.sockets import ORIGIN, Tab, cookie_of, running_sockets

pytestmark = pytest.mark.django_db(transaction=True)
ENDED, RENEWED = 4401, 4402
AREA = "imports"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture(autouse=True)
def _fresh_layer() -> Iterator[None]:
    """Each test runs in a loop of its own."""
    channel_layers.backends.pop("default", None)
    yield
    channel_layers.backends.pop("default", None)


def sign_in(person: Person) -> Client:
    """A browser on the list of devices."""
    client = Client()
    reply = client.post("/accounts/login/", {"login": person.user.email, "password": PASSWORD})
    assert reply.status_code == 302
    return client


def topic_of(cast: Cast, area: str = AREA) -> str:
    return realtime.organisation_topic(cast.umoja.public_id, area)


def name_of(client: Client) -> str:
    return session_service.public_name(UserSession.objects.get(session_key=client.session.session_key))


def ended_by(client: Client, act: Callable[[], object], *, others: tuple[Client, ...] = ()) -> int:
    """The code the client's socket is closed with once `act` is done; sockets of others stay open."""

    async def scene() -> int:
        tab = await Tab(client).open()
        beside = [await Tab(other).open() for other in others]
        await sync_to_async(act)()
        code = await tab.end()
        for each in beside:
            assert await each.is_silent()
            await each.leave()
        return code

    return async_to_sync(scene)()


def hears_no_more(person: Person, topic: str, act: Callable[[], object]) -> None:
    """Subscribed, then `act`: the tab is told, hears no hint of it any more, and stays open for the rest."""
    client, own = person.client(), realtime.user_topic(person.user.public_id)

    async def scene() -> None:
        tab = await Tab(client).open()
        assert await tab.ask(topic) == "subscribed"
        await sync_to_async(realtime.push)(topic, "progress", "before")
        assert (await tab.heard())["id"] == "before"
        await sync_to_async(act)()
        await tab.until(topic=topic, kind="refused")
        await sync_to_async(realtime.push)(topic, "progress", "after")
        await sync_to_async(realtime.push)(own, "notification", "last")
        assert topic not in {hint["topic"] for hint in await tab.until(id="last")}
        assert await tab.ask(topic) == "refused"
        await tab.leave()

    async_to_sync(scene)()


class TestSessionEnds:
    def test_by_signing_out(self, cast: Cast) -> None:
        laptop, phone = sign_in(cast.thandi), sign_in(cast.thandi)
        assert ended_by(laptop, lambda: laptop.post("/accounts/logout/"), others=(phone,)) == ENDED

    def test_by_ending_one_on_another_device(self, cast: Cast) -> None:
        laptop, phone = sign_in(cast.thandi), sign_in(cast.thandi)
        address = f"/profile/devices/browsers/{name_of(phone)}/sign-out/"
        assert ended_by(phone, lambda: laptop.post(address), others=(laptop,)) == ENDED

    def test_by_ending_all_others(self, cast: Cast) -> None:
        laptop, phone = sign_in(cast.thandi), sign_in(cast.thandi)
        colleague = sign_in(cast.bongani)
        end = ended_by(
            phone, lambda: laptop.post("/profile/devices/sign-out-others/"), others=(laptop, colleague)
        )
        assert end == ENDED

    def test_by_a_new_password(self, cast: Cast) -> None:
        laptop, phone = sign_in(cast.thandi), sign_in(cast.thandi)
        fields = {"oldpassword": PASSWORD, "password1": "kraal-en-veld-99", "password2": "kraal-en-veld-99"}
        assert ended_by(phone, lambda: laptop.post("/accounts/password/change/", fields)) == ENDED
        assert laptop.get("/profile/").status_code == 200

    def test_with_a_new_password_here_it_comes_again_under_another_key(self, cast: Cast) -> None:
        laptop = sign_in(cast.thandi)
        fields = {"oldpassword": PASSWORD, "password1": "kraal-en-veld-99", "password2": "kraal-en-veld-99"}
        assert ended_by(laptop, lambda: laptop.post("/accounts/password/change/", fields)) == RENEWED

        async def again() -> bool:
            tab = await Tab(laptop).open()
            is_silent = await tab.is_silent()
            await tab.leave()
            return is_silent

        assert async_to_sync(again)()

    def test_of_a_session_that_no_list_knows_by_a_new_password(self, cast: Cast) -> None:
        """As made by a command or an older release: it has no row among the devices."""
        bare = cast.thandi.client()
        UserSession.objects.all().delete()

        def change() -> None:
            people.set_password(
                cast.thandi.user, "kraal-en-veld-99", by=cast.thandi.actor, now=timezone.now()
            )

        assert ended_by(bare, change) == ENDED

    def test_by_blocking_the_account(self, cast: Cast) -> None:
        laptop, colleague = sign_in(cast.bongani), sign_in(cast.thandi)

        def block() -> None:
            people.set_active(cast.bongani.user.pk, is_active=False, by=system_actor(), now=timezone.now())

        assert ended_by(laptop, block, others=(colleague,)) == ENDED
        assert not UserSession.objects.filter(user=cast.bongani.user).exists()

    def test_by_a_request_after_it_was_unused_for_too_long(self, cast: Cast) -> None:
        laptop = sign_in(cast.thandi)

        def come_back() -> None:
            with time_machine.travel(datetime.now(tz=UTC) + timedelta(hours=73), tick=False):
                assert laptop.get("/profile/").status_code == 302

        assert ended_by(laptop, come_back) == ENDED

    def test_by_time_alone_or_where_the_word_was_lost(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(consumers, "LOOK_EVERY", 0.05)
        laptop = sign_in(cast.thandi)

        def lose_the_word() -> None:
            monkeypatch.setattr(realtime, "_send", lambda *_: None)
            laptop.post("/accounts/logout/")

        assert ended_by(laptop, lose_the_word) == ENDED

    def test_a_socket_of_a_session_that_is_over_ends_at_once(self, cast: Cast) -> None:
        laptop = sign_in(cast.thandi)
        session = laptop.session
        stamp = session["stamp"]
        session["stamp"] = {**stamp, "began": stamp["began"] - timedelta(days=15).total_seconds()}
        session.save()
        assert ended_by(laptop, lambda: None) == ENDED

    def test_nobody_is_ended_likewise(self, cast: Cast) -> None:
        assert ended_by(Client(), lambda: None) == ENDED


class TestRightsGo:
    def test_with_the_membership(self, cast: Cast) -> None:
        def remove() -> None:
            with tenant(cast.umoja):
                memberships.remove(cast.bongani.membership.public_id, by=cast.thandi.actor)

        hears_no_more(cast.bongani, topic_of(cast), remove)

    def test_by_leaving(self, cast: Cast) -> None:
        phone = cast.bongani.client()
        hears_no_more(cast.bongani, topic_of(cast), lambda: phone.post("/o/umoja-foods/team/leave/"))

    def test_with_the_role(self, cast: Cast) -> None:
        paula = cast.hire("administrator")

        def demote() -> None:
            memberships.change_role(paula.membership.public_id, role="member", by=cast.thandi.actor)

        hears_no_more(paula, topic_of(cast, "audit"), demote)

    def test_with_what_an_own_role_may_do(self, cast: Cast) -> None:
        with tenant(cast.umoja):
            role = custom_roles.create(
                name="Auditor",
                description="",
                wanted=["accounts.audit.view", "accounts.member.view"],
                by=cast.thandi.actor,
            )
            memberships.change_role(
                cast.bongani.membership.public_id, role=role.public_id, by=cast.thandi.actor
            )

        def narrow() -> None:
            with tenant(cast.umoja):
                custom_roles.change(
                    role.public_id,
                    name="Auditor",
                    description="",
                    wanted=["accounts.member.view"],
                    by=cast.thandi.actor,
                )

        hears_no_more(cast.bongani, topic_of(cast, "audit"), narrow)

    def test_by_a_rule(self, cast: Cast) -> None:
        paula = cast.hire("administrator")
        definition = {
            "effect": "deny",
            "subject": {"kind": "role", "id": "administrator"},
            "actions": ["accounts.audit.view"],
            "when": {},
        }

        def forbid() -> None:
            with tenant(cast.umoja):
                rules.create(name="No trail", definition=definition, by=cast.thandi.actor)

        hears_no_more(paula, topic_of(cast, "audit"), forbid)

    def test_where_single_sign_on_becomes_the_only_way(self, cast: Cast) -> None:
        own(cast.umoja, "umoja.example")
        saml_row(cast.umoja)

        def require() -> None:
            with tenant(cast.umoja):
                sso_providers.require_sso(is_required=True, by=cast.thandi.actor)

        hears_no_more(cast.bongani, topic_of(cast), require)

    def test_where_a_second_factor_is_asked_for_at_once(self, cast: Cast) -> None:
        def ask() -> None:
            with tenant(cast.umoja):
                factor_rules.set_rule(
                    roles=["member"], grace_days=0, by=cast.thandi.actor, now=timezone.now()
                )

        hears_no_more(cast.bongani, topic_of(cast), ask)

    def test_of_others_stay(self, cast: Cast) -> None:
        """A word to the whole organisation costs nobody what they still may hear."""

        async def scene() -> None:
            tab = await Tab(owner).open()
            assert await tab.ask(topic_of(cast, "audit")) == "subscribed"
            await sync_to_async(realtime.judge_organisation_again)(cast.umoja.public_id)
            await sync_to_async(realtime.judge_person_again)(cast.thandi.user.public_id)
            assert await tab.is_silent()
            await sync_to_async(realtime.push)(topic_of(cast, "audit"), "check", "x")
            assert (await tab.heard())["id"] == "x"
            await tab.leave()

        owner = cast.thandi.client()
        async_to_sync(scene)()

    def test_also_where_the_word_was_lost(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(consumers, "LOOK_EVERY", 0.05)

        def vanish() -> None:
            Membership.objects.filter(pk=cast.bongani.membership.pk).delete()

        hears_no_more(cast.bongani, topic_of(cast), vanish)


class TestListening:
    """Asked as the pages ask."""

    def test_through_single_sign_on_only_where_that_is_the_only_way(self, cast: Cast) -> None:
        cast.umoja.requires_sso = True
        cast.umoja.save()
        provider: SsoProvider = saml_row(cast.umoja)
        session, user = cast.bongani.client().session, cast.bongani.user
        assert not live.is_member(user, topic_of(cast), session)
        record = {"method": "socialaccount", "provider": selectors.id_of(provider), "uid": "b"}
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
        session["account_authentication_methods_user"] = str(user.pk)
        assert live.is_member(user, topic_of(cast), session)
        owner = cast.thandi
        assert live.is_member(owner.user, topic_of(cast), owner.client().session), "the owner's other ways"

    def test_not_by_support_that_was_let_in(self, cast: Cast) -> None:
        """It reads pages on record; so nothing has to end when the visit is over."""
        staff = UserFactory.create(is_staff=True)
        with tenant(cast.umoja):
            access = support.allow(
                reason="help", minutes=60, level="look", by=cast.thandi.actor, now=timezone.now()
            )
        by = replace(system_actor(), kind="staff", user_id=staff.pk)
        support.enter(access.public_id, organisation_id=cast.umoja.pk, staff=staff, by=by, now=timezone.now())
        client = Client()
        client.force_login(staff)
        session = client.session
        session[support_visits.SESSION_KEY] = {cast.umoja.slug: access.public_id}
        session.save()
        assert client.get("/o/umoja-foods/").status_code == 200
        assert not live.is_member(staff, topic_of(cast), session)

    def test_while_it_is_being_deleted_what_may_be_read_is_heard(self, cast: Cast) -> None:
        deletion.request(by=cast.thandi.actor, now=timezone.now())
        realtime.register_area("deeds", capability="accounts.member.invite")
        user = cast.thandi.user
        assert live.is_member(user, topic_of(cast, "audit"))
        assert not live.is_member(user, topic_of(cast, "deeds"))

    @pytest.mark.parametrize("topic", ["user.somebodyelse", "org", "org.x\n", "a" * 200, "org.x.y.z", ""])
    def test_nonsense_is_refused_and_the_socket_lives(self, cast: Cast, topic: str) -> None:
        client = cast.thandi.client()

        async def scene() -> None:
            tab = await Tab(client).open()
            assert await tab.ask(topic) == "refused"
            assert await tab.ask(topic_of(cast)) == "subscribed"
            await tab.leave()

        async_to_sync(scene)()

    def test_the_key_of_a_session_names_no_group(self, cast: Cast) -> None:
        key = str(cast.thandi.client().session.session_key)
        assert key not in realtime.session_group(key)
        assert realtime.session_group(key) != realtime.session_group(f"{key}x")


def test_a_real_socket_ends_when_its_session_is_ended_on_another_device(cast: Cast) -> None:
    """uvicorn, Valkey and a WebSocket client; the request comes from another process."""
    laptop, phone = sign_in(cast.thandi), sign_in(cast.thandi)
    address = f"/profile/devices/browsers/{name_of(phone)}/sign-out/"
    headers = {"Cookie": cookie_of(phone), "Origin": ORIGIN}

    async def scene(url: str) -> tuple[int, int]:
        async with connect(url, additional_headers=headers) as tab:
            await tab.send('{"subscribe": ["' + topic_of(cast) + '"]}')
            assert '"subscribed"' in str(await asyncio.wait_for(tab.recv(), 10))
            await sync_to_async(laptop.post)(address)
            first = await _code(tab.recv)
        async with connect(url, additional_headers=headers) as again:
            return first, await _code(again.recv)

    with running_sockets() as url:
        assert async_to_sync(scene)(url) == (ENDED, ENDED)


async def _code(receive: Callable[[], Awaitable[Any]]) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        await asyncio.wait_for(receive(), 10)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code

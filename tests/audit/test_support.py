"""Support access: nobody comes in without consent, nobody goes further than said, everything is on record."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts import permissions
from accounts.models import Membership, SupportAccess, User
from accounts.services import gate, support
from accounts.tests.factories import UserFactory
from notifications.models import Notification
from pricing.tests.advice import make_advice, make_product, make_run
from synthai.core import audit_words
from synthai.core import support as core_support
from synthai.core.access import capabilities, staff_actor
from synthai.core.errors import NotAllowed
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.parallel import errors, run_together

pytestmark = pytest.mark.django_db
HOME, PAGE = "/o/umoja-foods/", "/o/umoja-foods/support/"
NOON = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def nomsa() -> User:
    """Somebody of SynthAI's staff, who belongs to no organisation."""
    user: Any = UserFactory(email="nomsa@synthai.example", name="Nomsa")
    user.is_staff = user.is_superuser = True
    user.save()
    found: User = user
    return found


@pytest.fixture
def desk(nomsa: User) -> Client:
    """Her browser."""
    client = Client()
    client.force_login(nomsa)
    return client


def allow(cast: Cast, *, minutes: int = 60, level: str = "look") -> SupportAccess:
    with tenant(cast.umoja):
        return support.allow(
            reason="The file of March", minutes=minutes, level=level, by=cast.thandi.actor, now=timezone.now()
        )


def enter(desk: Client, access: SupportAccess) -> Any:
    data = {"action": "enter", "_selected_action": [access.pk]}
    return desk.post("/admin/accounts/supportaccess/", data)


def codes(cast: Cast) -> list[str]:
    with tenant(cast.umoja):
        return list(AuditEntry.objects.order_by("pk").values_list("code", flat=True))


def told(cast: Cast) -> list[str]:
    return list(
        Notification.objects.filter(user=cast.thandi.user).order_by("pk").values_list("title", flat=True)
    )


@pytest.mark.usefixtures("clock")
class TestConsent:
    def test_without_it_staff_are_strangers(self, cast: Cast, desk: Client) -> None:
        assert desk.get(HOME).status_code == 404

    def test_it_alone_opens_nothing_they_must_come_in_on_record(self, cast: Cast, desk: Client) -> None:
        allow(cast)
        assert desk.get(HOME).status_code == 404

    def test_they_come_in_from_the_admin(self, cast: Cast, desk: Client) -> None:
        assert enter(desk, allow(cast))["Location"] == HOME
        response = desk.get(HOME)
        assert response.status_code == 200
        assert "You are inside Umoja Foods as SynthAI support" in response.content.decode()

    def test_one_of_staff_coming_in_does_not_let_the_others_in(self, cast: Cast, desk: Client) -> None:
        enter(desk, allow(cast))
        colleague = Client()
        other: Any = UserFactory(is_staff=True, is_superuser=True)
        colleague.force_login(other)
        assert colleague.get(HOME).status_code == 404

    def test_it_opens_no_other_organisation_and_no_api(self, cast: Cast, desk: Client) -> None:
        enter(desk, allow(cast))
        assert desk.get("/o/karoo-cycles/").status_code == 404
        assert desk.get("/api/v1/o/umoja-foods/members/").status_code == 404

    def test_customers_cannot_use_the_door(self, cast: Cast) -> None:
        access = allow(cast)
        session_of_charlize = cast.charlize.client()
        session = session_of_charlize.session
        session["support_visits"] = {"umoja-foods": access.public_id}
        session.save()
        assert session_of_charlize.get(HOME).status_code == 404

    def test_whoever_is_no_longer_staff_is_out(self, cast: Cast, desk: Client, nomsa: User) -> None:
        enter(desk, allow(cast))
        User.objects.filter(pk=nomsa.pk).update(is_staff=False)
        assert desk.get(HOME).status_code == 404


class TestTime:
    def test_it_ends_by_itself(self, cast: Cast, desk: Client, clock: Any) -> None:
        enter(desk, allow(cast, minutes=60))
        clock.move_to(NOON + timedelta(minutes=59, seconds=59))
        assert desk.get(HOME).status_code == 200
        clock.move_to(NOON + timedelta(minutes=60))
        assert desk.get(HOME).status_code == 404

    def test_its_end_is_written_down_and_told_once(self, cast: Cast, clock: Any) -> None:
        access = allow(cast, minutes=15)
        clock.move_to(NOON + timedelta(minutes=20))
        assert organisations_with_abandoned("accounts.SupportAccess") == [cast.umoja.pk]
        with tenant(cast.umoja):
            assert support.expire(cast.umoja.pk, now=timezone.now())
            assert not support.expire(cast.umoja.pk, now=timezone.now())
            access.refresh_from_db()
        assert access.ended_at == NOON + timedelta(minutes=15)
        assert codes(cast) == ["accounts.support.allowed", "accounts.support.expired"]
        assert told(cast)[-1] == "SynthAI support's access is over: its time ran out"
        assert organisations_with_abandoned("accounts.SupportAccess") == []

    def test_the_customer_ends_it_at_once(self, cast: Cast, desk: Client, clock: Any) -> None:
        enter(desk, allow(cast))
        assert cast.thandi.client().post(f"{PAGE}end/").status_code == 302
        assert desk.get(HOME).status_code == 404
        assert "accounts.support.ended" in codes(cast)
        assert told(cast)[-1] == "Thandi Mokoena ended SynthAI support's access"

    def test_a_verb_on_its_way_is_refused_under_the_lock(self, cast: Cast, nomsa: User, clock: Any) -> None:
        from accounts import actors

        access = allow(cast, level="decide")
        with tenant(cast.umoja):
            inside = actors.of_support(access, nomsa)
            assert gate.enter(inside, permissions.MEMBER_VIEW) == cast.umoja
            support.end(by=cast.thandi.actor, now=timezone.now())
            with pytest.raises(gate.NoLongerMember):
                gate.enter(inside, permissions.MEMBER_VIEW)

    def test_after_its_end_it_can_be_allowed_anew_but_not_twice_at_once(self, cast: Cast, clock: Any) -> None:
        allow(cast, minutes=15)
        with pytest.raises(support.AlreadyOpen):
            allow(cast)
        clock.move_to(NOON + timedelta(minutes=16))
        assert allow(cast).is_active(at=timezone.now())

    @pytest.mark.parametrize(
        ("wanted", "refusal"),
        [
            ({"minutes": 14}, support.TimeOutOfRange),
            ({"minutes": 481}, support.TimeOutOfRange),
            ({"level": "everything"}, support.LevelUnknown),
            ({"reason": "  "}, support.ReasonMissing),
        ],
    )
    def test_nonsense_is_refused(
        self, cast: Cast, wanted: dict[str, Any], refusal: type[Exception], clock: Any
    ) -> None:
        said: dict[str, Any] = {"reason": "x", "minutes": 60, "level": "look", **wanted}
        with tenant(cast.umoja), pytest.raises((refusal, ValidationError)):
            support.allow(**said, by=cast.thandi.actor, now=timezone.now())


@pytest.mark.usefixtures("clock")
class TestReach:
    SHUT = ("support/", "audit/", "audit/export/", "team/invite/", "settings/delete/", "team/transfer/")

    @pytest.mark.parametrize("level", ["look", "work", "decide"])
    def test_security_and_the_trail_stay_shut_at_every_level(
        self, cast: Cast, desk: Client, level: str
    ) -> None:
        enter(desk, allow(cast, level=level))
        assert {path: desk.get(f"{HOME}{path}").status_code for path in self.SHUT} == dict.fromkeys(
            self.SHUT, 403
        )
        member = cast.bongani.membership
        assert desk.post(f"{HOME}team/members/{member.public_id}/role/", {"role": "owner"}).status_code == 403
        assert desk.post(f"{HOME}settings/", {"name": "Mine"}).status_code == 403
        assert desk.post(f"{HOME}team/leave/").status_code in {302, 403}
        assert Membership.objects.filter(organisation=cast.umoja).count() == 2

    def test_what_no_app_opened_is_closed(self) -> None:
        opened = core_support.capabilities_at("decide")
        reading = {code for code in opened if code.startswith("accounts.")}
        assert reading == {"accounts.member.view"}
        assert opened < set(capabilities())
        assert core_support.capabilities_at("nonsense") == frozenset()
        assert "pricing.recommendation.override_cost" not in opened

    @pytest.mark.parametrize(("level", "state"), [("look", "open"), ("work", "open"), ("decide", "accepted")])
    def test_prices_are_decided_only_when_that_was_allowed(
        self, cast: Cast, desk: Client, level: str, state: str
    ) -> None:
        advice = make_advice(cast.umoja, make_run(cast.umoja), make_product(cast.umoja))
        enter(desk, allow(cast, level=level))
        assert desk.get(f"{HOME}pricing/").status_code == 200
        desk.post(f"{HOME}pricing/recommendations/{advice.public_id}/accept/")
        with tenant(cast.umoja):
            advice.refresh_from_db()
        assert advice.state == state

    def test_support_cannot_lengthen_its_own_stay(self, cast: Cast, nomsa: User) -> None:
        from accounts import actors

        access = allow(cast, level="decide")
        with tenant(cast.umoja):
            inside = actors.of_support(access, nomsa)
            with pytest.raises(NotAllowed):
                support.allow(reason="x", minutes=480, level="decide", by=inside, now=timezone.now())
            with pytest.raises(NotAllowed):
                support.end(by=inside, now=timezone.now())

    def test_only_staff_enter(self, cast: Cast, rf: Any) -> None:
        access, request = allow(cast), rf.get("/")
        request.user = cast.charlize.user
        with pytest.raises(support.NoConsent):
            support.enter(
                access.public_id,
                organisation_id=cast.umoja.pk,
                staff=cast.charlize.user,
                by=staff_actor(request),
                now=timezone.now(),
            )


@pytest.mark.usefixtures("clock")
class TestRecord:
    def test_everything_is_in_the_customers_trail(self, cast: Cast, desk: Client) -> None:
        enter(desk, allow(cast))
        desk.get(f"{HOME}team/")
        desk.get(f"{HOME}team/", headers={"HX-Request": "true"})
        desk.post(f"{HOME}settings/", {"name": "Mine"})
        desk.post(f"{PAGE}leave/")
        with tenant(cast.umoja):
            rows = AuditEntry.objects.filter(actor_label="SynthAI support (Nomsa)").order_by("pk")
            found = [(row.code.rpartition(".")[2], row.changes.get("page", ["", ""])[1]) for row in rows]
            kinds = {row.actor_kind for row in rows}
        assert kinds == {"staff"}
        assert found == [
            ("entered", ""),
            ("viewed", f"{HOME}team/"),
            ("sent", f"{HOME}settings/"),
            ("left", ""),
            ("sent", f"{PAGE}leave/"),
        ]
        assert desk.get(HOME).status_code == 404
        html = cast.thandi.client().get("/o/umoja-foods/audit/?actor=kind:staff").content.decode()
        assert "SynthAI support (Nomsa)" in html
        assert "entered with your consent" in html

    def test_the_customer_is_told_at_begin_and_end(self, cast: Cast, desk: Client) -> None:
        access = allow(cast)
        for _turn in range(2):
            enter(desk, access)
        cast.thandi.client().post(f"{PAGE}end/")
        assert told(cast) == [
            "Thandi Mokoena let SynthAI support in",
            "Nomsa of SynthAI support came in",
            "Thandi Mokoena ended SynthAI support's access",
        ]

    def test_the_banner_is_on_every_page_also_a_refusal(self, cast: Cast, desk: Client) -> None:
        enter(desk, allow(cast))
        for path in ("", "team/", "pricing/", "settings/", "audit/", "no-such-page/"):
            assert "support-banner" in desk.get(f"{HOME}{path}").content.decode(), path
        assert "support-banner" not in cast.thandi.client().get(HOME).content.decode()

    def test_who_was_inside_is_told_that_it_is_over_and_led_back(self, cast: Cast, desk: Client) -> None:
        enter(desk, allow(cast))
        cast.thandi.client().post(f"{PAGE}end/")
        for reply in (desk.get(f"{HOME}team/"), desk.post(f"{PAGE}leave/")):
            html = reply.content.decode()
            assert reply.status_code == 404
            assert "Your access is over" in html
            assert 'href="/admin/accounts/supportaccess/"' in html
            assert cast.umoja.name not in html
        assert "Your access is over" not in desk.get("/o/karoo-cycles/").content.decode()

    def test_every_code_has_words(self, cast: Cast) -> None:
        for verb in ("allowed", "ended", "expired", "entered", "left", "viewed", "sent"):
            assert audit_words.is_described(f"accounts.support.{verb}")


class TestPage:
    def test_allows_and_shows(self, cast: Cast) -> None:
        thandi = cast.thandi.client()
        said = {"reason": "The file of March", "minutes": "60", "level": "look"}
        assert thandi.post(PAGE, said)["Location"] == PAGE
        html = thandi.get(PAGE).content.decode()
        assert "What staff see without it" in html
        assert "Support may come in now" in html
        assert "The file of March" in html
        assert (
            "This field is required"
            in cast.charlize.client().post("/o/karoo-cycles/support/", {"reason": ""}).content.decode()
        )

    @pytest.mark.parametrize(("role", "status"), [("administrator", 200), ("manager", 403), ("viewer", 403)])
    def test_is_for_owners_and_administrators(self, cast: Cast, role: str, status: int) -> None:
        assert cast.hire(role).client().get(PAGE).status_code == status


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_two_who_allow_at_once_make_one_access(cast: Cast) -> None:
    outcomes = run_together(lambda: allow(cast), lambda: allow(cast))
    assert [type(error) for error in errors(outcomes)] == [support.AlreadyOpen]


def test_from_a_phone(cast: Cast) -> None:
    client, address = cast.thandi.client(), "/api/v1/o/umoja-foods/support/"
    assert client.get(address).json() == {"access": None}
    refused = client.post(address, {"reason": "x", "minutes": 1000}, content_type="application/json")
    assert refused.status_code == 400
    made = client.post(address, {"reason": "The file of March"}, content_type="application/json")
    assert (made.status_code, made.json()["level"]) == (201, "look")
    assert client.get(address).json()["access"]["reason"] == "The file of March"
    assert client.post(address, {"reason": "x"}, content_type="application/json").status_code == 409
    assert client.delete(address).status_code == 204
    assert client.get(address).json() == {"access": None}

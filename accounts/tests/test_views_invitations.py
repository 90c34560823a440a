"""The page behind an invitation link, for everybody who may hold it."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts import invitation_links
from accounts.models import Invitation, Membership, User
from accounts.services import deletion, invitations
from accounts.tests.factories import PASSWORD, UserFactory
from notifications.models import Notification
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cases import CastTestCase

ADDRESS = "bookkeeper@example.co.za"
JOIN = {"name": "Lerato", "password": PASSWORD}


class LinkCase(CastTestCase):
    def setUp(self) -> None:
        with tenant(self.cast.umoja):
            self.invitation = invitations.send(
                ADDRESS, role="viewer", by=self.thandi.actor, now=timezone.now()
            )
        self.path = self.link()

    def link(self) -> str:
        token = invitation_links.token_of(self.invitation, self.cast.umoja)
        return f"/invitations/{token}/"

    def change(self, **fields: object) -> None:
        with tenant(self.cast.umoja):
            Invitation.objects.filter(pk=self.invitation.pk).update(**fields)

    def role(self, email: str = ADDRESS) -> str | None:
        found = Membership.objects.filter(organisation=self.cast.umoja, user__email=email)
        return found.values_list("role", flat=True).first()


class NewPersonTests(LinkCase):
    def test_joins_in_one_step_with_a_confirmed_address(self) -> None:
        page = self.client.get(self.path).content.decode()
        assert "Join Umoja Foods" in page
        assert "Thandi Mokoena" in page
        reply = self.client.post(self.path, JOIN)
        assert reply.headers["Location"] == "/o/umoja-foods/"
        assert self.client.get("/o/umoja-foods/").status_code == 200
        assert self.role() == "viewer"
        user = User.objects.get(email=ADDRESS)
        assert user.name == "Lerato"
        assert EmailAddress.objects.get(user=user).verified
        told = Notification.objects.get(user=self.thandi.user)
        assert told.title == "Lerato joined Umoja Foods"
        with tenant(self.cast.umoja):
            codes = AuditEntry.objects.order_by("pk").values_list("code", flat=True)
            assert list(codes)[-1] == "accounts.invitation.accepted"

    def test_weak_password_is_refused_in_words(self) -> None:
        reply = self.client.post(self.path, {**JOIN, "password": "password12"})
        assert b"thieves try first" in reply.content
        assert not User.objects.filter(email=ADDRESS).exists()

    def test_takes_over_an_account_that_was_never_confirmed(self) -> None:
        """Somebody signed up with this address before, and chose a password: it must not open anything."""
        squatter = UserFactory.create(email=ADDRESS, password="squatters-own-9", confirmed=False)
        self.client.post(self.path, JOIN)
        squatter.refresh_from_db()
        assert squatter.check_password(PASSWORD)
        assert self.role() == "viewer"


class KnownPersonTests(LinkCase):
    def test_signs_in_then_joins(self) -> None:
        user = UserFactory.create(email=ADDRESS)
        page = self.client.get(self.path).content.decode()
        assert "/accounts/login/?next=" in page
        assert 'name="password"' not in page
        reply = self.client.post(
            f"/accounts/login/?next={self.path}", {"login": ADDRESS, "password": PASSWORD, "next": self.path}
        )
        assert reply.headers["Location"] == self.path
        reply = self.client.post(self.path)
        assert reply.headers["Location"] == "/o/umoja-foods/"
        assert Membership.objects.get(user=user).role == "viewer"

    def test_known_address_cannot_be_joined_with_a_new_password(self) -> None:
        user = UserFactory.create(email=ADDRESS)
        self.client.post(self.path, JOIN)
        user.refresh_from_db()
        assert user.check_password(PASSWORD)
        assert user.name != "Lerato"
        assert self.role() is None

    def test_second_confirmed_address_counts(self) -> None:
        user = UserFactory.create(email="main@example.co.za")
        EmailAddress.objects.create(user=user, email=ADDRESS, verified=True)
        self.client.force_login(user)
        self.client.post(self.path)
        assert self.role("main@example.co.za") == "viewer"

    def test_somebody_else_is_asked_to_sign_out(self) -> None:
        client = self.charlize.client()
        assert b"You are signed in as charlize@karoo.example" in client.get(self.path).content
        client.post(self.path)
        assert self.role("charlize@karoo.example") is None
        assert client.post(f"{self.path}sign-out/").headers["Location"] == self.path
        assert b'name="password"' in client.get(self.path).content


class DeadLinkTests(LinkCase):
    def assert_dead(self, sentence: str, status: int) -> None:
        for reply in (self.client.get(self.path), self.client.post(self.path, JOIN)):
            assert sentence in reply.content.decode()
            assert reply.status_code == status
        assert self.role() is None

    def test_used_link(self) -> None:
        Client().post(self.path, JOIN)
        reply = self.client.post(self.path, JOIN)
        assert "accepted already" in reply.content.decode()
        assert Membership.objects.filter(organisation=self.cast.umoja).count() == 3

    def test_expired_link(self) -> None:
        self.change(expires_at=timezone.now() - timedelta(seconds=1))
        self.assert_dead("has expired", 409)

    def test_withdrawn_link(self) -> None:
        self.change(status="revoked", closed_at=timezone.now())
        self.assert_dead("was withdrawn", 409)

    def test_replaced_link(self) -> None:
        self.change(link_number=2)
        self.assert_dead("does not work", 404)

    def test_altered_link(self) -> None:
        self.path = self.path.replace("-1.", "-2.")
        self.assert_dead("does not work", 404)

    def test_organisation_on_its_way_out(self) -> None:
        with tenant(self.cast.umoja):
            deletion.request(by=self.thandi.actor, now=timezone.now())
        self.assert_dead("is being deleted", 409)

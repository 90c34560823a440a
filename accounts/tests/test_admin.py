"""Staff look at people and organisations of all tenants; what they do goes through services and leaves a trace."""

from typing import ClassVar

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import invitations
from accounts.tests.factories import UserFactory
from synthai.core.models import AuditEntry
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cases import CastTestCase
from synthai.core.testing.queries import assert_max_queries

NAMES = ("user", "organisation", "membership", "invitation", "tokenfamily")


class AdminTests(CastTestCase):
    staff: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.staff = UserFactory.create(is_staff=True, is_superuser=True, email="staff@synthai.example")
        with tenant(cls.cast.umoja):
            invitations.send("invited@example.co.za", role="viewer", by=cls.thandi.actor, now=timezone.now())

    def setUp(self) -> None:
        self.client.force_login(self.staff)

    def test_lists_rows_of_all_organisations(self) -> None:
        seen = {}
        for name in NAMES:
            with assert_max_queries(15):
                reply = self.client.get(reverse(f"admin:accounts_{name}_changelist"))
            assert reply.status_code == 200, name
            seen[name] = reply.content.decode()
        assert "Karoo Cycles" in seen["organisation"]
        assert "Umoja Foods" in seen["membership"]
        assert "invited@example.co.za" in seen["invitation"]

    def test_shows_rows_without_secrets_and_takes_no_changes(self) -> None:
        path = reverse("admin:accounts_user_change", args=[self.bongani.user.pk])
        page = self.client.get(path).content.decode()
        assert "bongani@umoja.example" in page
        assert self.bongani.user.password not in page
        self.client.post(path, {"email": "changed@example.co.za"})
        assert not User.objects.filter(email="changed@example.co.za").exists()

    def test_look_into_an_organisation_is_on_its_record(self) -> None:
        self.client.get(reverse("admin:accounts_organisation_change", args=[self.cast.karoo.pk]))
        with tenant(self.cast.karoo):
            entry = AuditEntry.objects.get()
        assert (entry.code, entry.actor_kind) == ("staff.organisation.viewed", "staff")

    def test_blocks_and_unblocks(self) -> None:
        path = reverse("admin:accounts_user_changelist")
        chosen = [self.bongani.user.pk, self.staff.pk]
        bongani = self.bongani.client()
        self.client.post(path, {"action": "block", "_selected_action": chosen})
        assert bongani.get("/o/umoja-foods/").status_code == 302
        self.staff.refresh_from_db()
        assert self.staff.is_active  # nobody blocks themselves
        with all_tenants(reason="test"):
            assert AuditEntry.objects.filter(code="accounts.user.deactivated").count() == 1
        self.client.post(path, {"action": "unblock", "_selected_action": chosen[:1]})
        assert bongani.get("/o/umoja-foods/").status_code == 200

    def test_owner_of_an_organisation_is_no_staff(self) -> None:
        reply = self.thandi.client().get(reverse("admin:accounts_user_changelist"))
        assert reply.status_code == 302

"""Pages of an organisation, and moving between organisations."""

from django.urls import reverse

from accounts.models import Membership, Organisation
from synthai.core.testing.cases import CastTestCase
from synthai.core.testing.queries import assert_max_queries


class DashboardTests(CastTestCase):
    def test_offers_the_first_steps(self) -> None:
        page = self.thandi.client().get("/o/umoja-foods/").content.decode()
        assert "Umoja Foods" in page

    def test_stranger_gets_404_like_for_what_does_not_exist(self) -> None:
        client = self.charlize.client()
        there, nowhere = client.get("/o/umoja-foods/"), client.get("/o/no-such-shop/")
        assert there.status_code == nowhere.status_code == 404

    def test_blocked_person_is_out_at_once(self) -> None:
        client = self.bongani.client()
        assert client.get("/o/umoja-foods/").status_code == 200
        self.bongani.user.is_active = False
        self.bongani.user.save()
        assert client.get("/o/umoja-foods/").status_code == 302

    def test_counts_queries(self) -> None:
        client = self.thandi.client()
        client.get("/o/umoja-foods/")
        with assert_max_queries(16):
            client.get("/o/umoja-foods/")


class SettingsTests(CastTestCase):
    path = "/o/umoja-foods/settings/"

    def test_owner_changes_details(self) -> None:
        reply = self.thandi.client().post(self.path, {"name": "Umoja Fresh", "vat_number": "4740101508"})
        assert reply.headers["Location"] == self.path
        self.cast.umoja.refresh_from_db()
        assert (self.cast.umoja.name, self.cast.umoja.vat_number) == ("Umoja Fresh", "4740101508")

    def test_member_looks_only(self) -> None:
        client = self.bongani.client()
        assert b'<form method="post" novalidate' not in client.get(self.path).content
        client.post(self.path, {"name": "Mine"})
        assert Organisation.objects.get(slug="umoja-foods").name == "Umoja Foods"


class DeletePagesTests(CastTestCase):
    def test_deletes_then_keeps(self) -> None:
        """Proof of who one is comes before: test_step_up.py."""
        client = self.thandi.client()
        client.post("/o/umoja-foods/settings/delete/")
        assert Organisation.objects.being_deleted().get() == self.cast.umoja
        assert b"Undo the deletion" in client.get("/o/umoja-foods/").content
        assert b"The owner can undo this" in self.bongani.client().get("/o/umoja-foods/").content
        assert client.get("/o/umoja-foods/team/invite/").status_code == 403
        client.post("/o/umoja-foods/settings/keep/")
        assert Organisation.objects.being_deleted().count() == 0

    def test_administrator_may_not(self) -> None:
        zanele = self.cast.hire("administrator")
        reply = zanele.client().post("/o/umoja-foods/settings/delete/")
        assert reply.status_code in {302, 403}
        assert Organisation.objects.being_deleted().count() == 0


class SwitchTests(CastTestCase):
    def setUp(self) -> None:
        Membership.objects.create(organisation=self.cast.karoo, user=self.thandi.user, role="viewer")
        self.client = self.thandi.client()

    def switch_urls(self, path: str) -> dict[str, str]:
        context = self.client.get(path).context
        return {str(option["name"]): str(option["url"]) for option in context["organisations"]}

    def test_keeps_the_page(self) -> None:
        assert self.switch_urls("/o/umoja-foods/team/")["Karoo Cycles"] == "/o/karoo-cycles/team/"
        assert self.switch_urls("/o/umoja-foods/team/roles/")["Karoo Cycles"] == "/o/karoo-cycles/team/roles/"

    def test_goes_up_where_the_role_does_not_reach(self) -> None:
        assert self.switch_urls("/o/umoja-foods/team/invite/")["Karoo Cycles"] == "/o/karoo-cycles/team/"

    def test_personal_pages_lead_to_the_dashboard(self) -> None:
        assert self.switch_urls("/profile/")["Karoo Cycles"] == "/o/karoo-cycles/"

    def test_lists_organisations_with_roles(self) -> None:
        page = self.client.get(reverse("accounts:organisation-list")).content.decode()
        assert "Karoo Cycles" in page
        assert "Viewer" in page
        with assert_max_queries(7):
            self.client.get(reverse("accounts:organisation-list"))


class ProfileTests(CastTestCase):
    def test_renames_oneself(self) -> None:
        client = self.bongani.client()
        client.post("/profile/", {"name": "  Bongani  D "})
        self.bongani.user.refresh_from_db()
        assert self.bongani.user.name == "Bongani D"

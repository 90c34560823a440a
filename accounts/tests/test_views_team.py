"""The team's pages over HTTP: who sees and does what, and how it is taken back."""

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Invitation, Membership
from accounts.services import invitations
from accounts.tests.mails import last_mail_to
from notifications.models import Mail, MailState
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cases import CastTestCase
from synthai.core.testing.queries import assert_max_queries

TEAM = "/o/umoja-foods/team/"


def note_in(reply: Any) -> str:
    found = re.search(r'name="note" value="([^"]+)"', reply.content.decode())
    assert found, "no undo on the page"
    return found[1]


class TeamPageTests(CastTestCase):
    def test_shows_members_to_all_roles_and_actions_to_administrators(self) -> None:
        owner, member = self.thandi.client(), self.bongani.client()
        seen_by_owner = owner.get(TEAM).content.decode()
        seen_by_member = member.get(TEAM).content.decode()
        for page in (seen_by_owner, seen_by_member):
            assert "Thandi Mokoena" in page
            assert "Bongani Dlamini" in page
        assert f"{TEAM}members/{self.bongani.membership.public_id}/remove/" in seen_by_owner
        assert "/remove/" not in seen_by_member
        assert f"{TEAM}invite/" not in seen_by_member

    def test_stranger_gets_404_and_nobody_signs_in(self) -> None:
        assert self.charlize.client().get(TEAM).status_code == 404
        reply = self.client.get(TEAM)
        assert reply.headers["Location"] == f"/accounts/login/?next={TEAM}"

    def test_asks_as_many_queries_for_thirty_as_for_two(self) -> None:
        for number in range(30):
            self.cast.hire("viewer", name=f"Viewer{number}")
        client = self.thandi.client()
        client.get(TEAM)
        with assert_max_queries(8):
            client.get(TEAM)

    def test_role_table_shows_every_capability(self) -> None:
        page = self.bongani.client().get(f"{TEAM}roles/").content.decode()
        assert "Hand the organisation to another owner" in page
        assert "Administrator" in page


class InviteTests(CastTestCase):
    def invite(self, email: str = "bookkeeper@example.co.za", role: str = "viewer") -> Any:
        return self.thandi.client().post(f"{TEAM}invite/", {"email": email, "role": role})

    def test_invites_by_mail(self) -> None:
        assert self.invite().headers["Location"] == TEAM
        mail = last_mail_to("bookkeeper@example.co.za")
        assert "Thandi Mokoena invites you to Umoja Foods" in mail.subject
        assert "/invitations/" in mail.text
        with tenant(self.cast.umoja):
            invitation = Invitation.objects.get()
            assert AuditEntry.objects.get().code == "accounts.invitation.sent"
        assert (invitation.role, invitation.status) == ("viewer", "pending")
        assert "bookkeeper@example.co.za" in self.thandi.client().get(TEAM).content.decode()

    def test_an_invitation_whose_mail_did_not_arrive_says_so(self) -> None:
        self.invite()
        assert "did not arrive" not in self.thandi.client().get(TEAM).content.decode()
        sent = last_mail_to("bookkeeper@example.co.za")
        with tenant(self.cast.umoja):
            assert sent.about == f"accounts.invitation:{Invitation.objects.get().public_id}"
        Mail.objects.filter(pk=sent.pk).update(state=MailState.BOUNCED)
        page = self.thandi.client().get(TEAM).content.decode()
        assert "Mail did not arrive" in page
        assert "There is no such mailbox." in page

    def test_says_what_is_wrong_beside_the_field(self) -> None:
        self.invite()
        assert "has an open invitation" in self.invite().content.decode()
        assert "in your team already" in self.invite("BONGANI@umoja.example").content.decode()
        assert self.invite("not an address").status_code == 200
        assert self.invite("x@example.co.za", role="owner").status_code == 200
        with tenant(self.cast.umoja):
            assert Invitation.objects.count() == 1

    def test_member_may_not(self) -> None:
        reply = self.bongani.client().post(f"{TEAM}invite/", {"email": "x@example.co.za", "role": "viewer"})
        assert reply.status_code in {302, 403}
        with tenant(self.cast.umoja):
            assert not Invitation.objects.exists()

    def test_withdraws_and_takes_it_back(self) -> None:
        self.invite()
        with tenant(self.cast.umoja):
            invitation = Invitation.objects.get()
        client = self.thandi.client()
        reply = client.post(f"{TEAM}invitations/{invitation.public_id}/revoke/", follow=True)
        invitation = self.reload(invitation)
        assert invitation.status == "revoked"
        client.post(f"{TEAM}undo/", {"note": note_in(reply)})
        assert self.reload(invitation).status == "pending"

    def test_sends_again_not_twice_in_a_minute(self) -> None:
        self.invite()
        with tenant(self.cast.umoja):
            invitation = Invitation.objects.get()
            Invitation.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
        client = self.thandi.client()
        path = f"{TEAM}invitations/{invitation.public_id}/send-again/"
        client.post(path)
        assert self.reload(invitation).link_number == 2
        client.post(path)
        assert self.reload(invitation).link_number == 2

    def test_brakes_at_a_hundred_a_day(self) -> None:
        now = timezone.now()
        with tenant(self.cast.umoja):
            Invitation.objects.bulk_create(
                Invitation(
                    organisation=self.cast.umoja,
                    email=f"guest{number}@example.co.za",
                    created_at=now,
                    expires_at=now,
                )
                for number in range(100)
            )
        assert "Send more tomorrow" in self.invite().content.decode()

    def reload(self, invitation: Invitation) -> Invitation:
        with tenant(self.cast.umoja):
            found: Invitation = Invitation.objects.get(pk=invitation.pk)
        return found


class MemberTests(CastTestCase):
    def test_changes_role_and_takes_it_back(self) -> None:
        client = self.thandi.client()
        path = f"{TEAM}members/{self.bongani.membership.public_id}/role/"
        reply = client.post(path, {"role": "manager"}, follow=True)
        assert self.role_of_bongani() == "manager"
        client.post(f"{TEAM}undo/", {"note": note_in(reply)})
        assert self.role_of_bongani() == "member"

    def test_removes_at_once_and_takes_it_back(self) -> None:
        bongani = self.bongani.client()
        assert bongani.get(TEAM).status_code == 200
        client = self.thandi.client()
        reply = client.post(f"{TEAM}members/{self.bongani.membership.public_id}/remove/", follow=True)
        assert bongani.get(TEAM).status_code == 404
        client.post(f"{TEAM}undo/", {"note": note_in(reply)})
        assert bongani.get(TEAM).status_code == 200

    def test_undo_of_another_organisation_or_of_nobody_is_refused(self) -> None:
        reply = self.thandi.client().post(
            f"{TEAM}members/{self.bongani.membership.public_id}/remove/", follow=True
        )
        note = note_in(reply)
        self.charlize.client().post("/o/karoo-cycles/team/undo/", {"note": note})
        self.thandi.client().post(f"{TEAM}undo/", {"note": note + "x"})
        assert self.role_of_bongani() is None

    def test_viewer_cannot_take_back_what_an_owner_did(self) -> None:
        reply = self.thandi.client().post(
            f"{TEAM}members/{self.bongani.membership.public_id}/remove/", follow=True
        )
        viewer = self.cast.hire("viewer")
        viewer.client().post(f"{TEAM}undo/", {"note": note_in(reply)})
        assert self.role_of_bongani() is None

    def test_leaves(self) -> None:
        client = self.bongani.client()
        assert client.get(f"{TEAM}leave/").status_code == 200
        assert client.post(f"{TEAM}leave/").headers["Location"] == "/organisations/"
        assert client.get(TEAM).status_code == 404

    def test_owner_is_told_to_hand_over_first(self) -> None:
        client = self.thandi.client()
        assert b"Hand it to another member first" in client.get(f"{TEAM}leave/").content
        client.post(f"{TEAM}leave/")
        assert client.get(TEAM).status_code == 200

    def test_hands_over(self) -> None:
        """Proof of who one is comes before: test_step_up.py."""
        client = self.thandi.client()
        client.post(f"{TEAM}transfer/", {"member": self.bongani.membership.public_id})
        assert self.role_of_bongani() == "owner"
        assert client.get(f"{TEAM}transfer/").status_code == 403

    def role_of_bongani(self) -> str | None:
        return Membership.objects.filter(user=self.bongani.user).values_list("role", flat=True).first()


class InvitationLinksStayInTheirOrganisation(CastTestCase):
    def test_other_organisation_cannot_touch_it(self) -> None:
        with tenant(self.cast.umoja):
            sent = invitations.send(
                "x@example.co.za", role="viewer", by=self.thandi.actor, now=timezone.now()
            )
        self.charlize.client().post(f"/o/karoo-cycles/team/invitations/{sent.public_id}/revoke/")
        with tenant(self.cast.umoja):
            assert Invitation.objects.get().status == "pending"

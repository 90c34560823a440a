"""What the organisation sees and does: links, signatures, dates."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import DocumentState, Obligation, ShareLink, Signer, SigningRequest
from content.selectors import read_off
from content.services import documents, obligations, sharing
from content.services.obligations import Due
from content.services.sharing import Wish
from content.tests import signing_scene as scene
from content.tests.signing_scene import NOW
from notifications.models import Mail, Notification
from synthai.core.errors import PreconditionFailed
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]


def at(document: object, rest: str = "sending/") -> str:
    return f"/o/umoja-foods/documents/{document.public_id}/{rest}"  # type: ignore[attr-defined]


def test_sharing_locks_the_document_mails_the_link_and_closing_has_an_undo(cast: Cast) -> None:
    document, client = scene.draft(cast.thandi), cast.thandi.client()
    assert "It has not gone out yet" in client.get(at(document)).content.decode()
    wrong = client.post(at(document, "sending/share/"), {"name": "Kasi", "days": "30", "is_mailed": "on"})
    assert "Type the address to which the link goes" in wrong.content.decode()
    form = {
        "name": "Kasi Café",
        "email": "lerato@kasi.example",
        "days": "30",
        "is_mailed": "on",
        "message": "As agreed.",
    }
    reply = client.post(at(document, "sending/share/"), form)
    assert reply.status_code == 302, reply.content.decode()
    shown = client.get(reply["Location"]).content.decode()
    mail = Mail.objects.get(kind="content/share")
    assert (mail.recipient, "As agreed." in mail.text) == ("lerato@kasi.example", True)
    with tenant(cast.umoja):
        document.refresh_from_db()
        link = ShareLink.objects.get()
        address = sharing.address_of(link)
    assert document.state == DocumentState.SENT
    assert address in shown
    assert address in mail.text
    assert address.rstrip("/").rsplit("/", 1)[1] not in link.token_hash
    closed = client.post(at(document, f"sending/links/{link.public_id}/close/"))
    assert "Undo" in client.get(closed["Location"]).content.decode()
    client.post(at(document, f"sending/links/{link.public_id}/open/"))
    with tenant(cast.umoja):
        link.refresh_from_db()
        assert link.is_open(timezone.now())


def test_the_signers_are_the_places_of_the_paper(cast: Cast) -> None:
    document, client = scene.draft(cast.thandi), cast.thandi.client()
    form = client.get(at(document, "sending/sign/")).content.decode()
    assert "For Umoja Foods" in form
    assert "For Kasi Café" in form
    rows = {"signers-TOTAL_FORMS": "2", "signers-INITIAL_FORMS": "2"}
    for number, (name, email) in enumerate((("Thandi", "thandi@umoja.example"), ("Lindiwe", ""))):
        rows |= {
            f"signers-{number}-name": name,
            f"signers-{number}-email": email,
            f"signers-{number}-place": str(number + 1),
        }
    how = {"in_turn": "1", "days": "14", "reminders": "2, 5"}
    assert (
        "Type the e-mail address of this signer"
        in client.post(at(document, "sending/sign/"), rows | how).content.decode()
    )
    rows["signers-1-email"] = "lindiwe@kasi.example"
    assert (
        "Type whole days"
        in client.post(at(document, "sending/sign/"), rows | how | {"reminders": "soon"}).content.decode()
    )
    reply = client.post(at(document, "sending/sign/"), rows | how)
    assert reply.status_code == 302, reply.content.decode()
    page = client.get(reply["Location"]).content.decode()
    assert "asked for 2 signatures" in page
    assert "Thandi was asked by e-mail" in page
    with tenant(cast.umoja):
        assert SigningRequest.objects.count() == 1
        first = Signer.objects.get(place=1)
    client.post(f"{reply['Location']}{first.public_id}/remind/")
    again = client.post(at(document, "sending/sign/"), rows | how)
    assert "waits for signatures already" in again.content.decode()
    client.post(f"{reply['Location']}withdraw/", {"reason": "A mistake"})
    assert "A mistake" in client.get(reply["Location"]).content.decode()
    assert client.get(f"{reply['Location']}file/").status_code == 302
    assert cast.bongani.client().get(reply["Location"]).status_code == 200
    assert cast.bongani.client().post(f"{reply['Location']}withdraw/").status_code == 403


def test_dates_of_a_document_become_reminders_by_themselves(cast: Cast) -> None:
    ends = date(2027, 1, 31)
    with scene.followed():
        version = scene.sent(
            cast.thandi, ref="test:lease:1", **{"lease.ends": ends.isoformat(), "lease.began": "2020-01-01"}
        )
    with tenant(cast.umoja):
        (row,) = Obligation.objects.all()
        assert (row.what, row.due_on, row.tell_on, row.tells) == (
            "When does it end?",
            ends,
            date(2027, 1, 17),
            cast.thandi.user,
        )
        assert obligations.from_version(version.document.public_id, version.number, now=NOW) == 1
        assert Obligation.objects.count() == 1
        assert not Obligation.objects.to_tell(now=NOW)
    moment = NOW.replace(year=2027, month=1, day=17)
    for _twice in range(2):
        with scene.followed(), tenant(cast.umoja):
            obligations.announce(now=moment)
    (told,) = Notification.objects.filter(user=cast.thandi.user)
    assert told.title.startswith("31 January 2027: ")
    assert told.body == "When does it end?"


def test_each_day_in_a_list_comes_back_and_none_is_lost_while_its_document_is_away(cast: Cast) -> None:
    document = scene.draft(cast.thandi, ref="library:minutes:1")
    with tenant(cast.umoja):
        found = read_off.due_days(document)
        assert found["actions.0.by"] == ("Bongani Nkosi, Tells both suppliers", date(2026, 12, 4))
        assert set(found) == {"actions.0.by", "actions.1.by", "meeting.next"}
        due = Due(what="Pay", due_on=date(2026, 12, 1))
        row = obligations.add(document, due, by=cast.thandi.actor, now=NOW)
        documents.put_away(document.pk, by=cast.thandi.actor, now=NOW)
        assert obligations.announce(now=NOW) == 0
        documents.bring_back(document.pk, by=cast.thandi.actor)
        assert obligations.announce(now=NOW) == 1
        row.refresh_from_db()
        assert row.told_at == NOW


def test_a_date_is_moved_done_and_opened_again(cast: Cast) -> None:
    document, client = scene.draft(cast.thandi), cast.thandi.client()
    form = {"what": "Renew the lease", "due_on": "2020-01-01", "lead_days": "14"}
    assert "This day has passed" in client.post(at(document, "dates/add/"), form).content.decode()
    form["due_on"] = (timezone.localdate() + timedelta(days=60)).isoformat()
    client.post(at(document, "dates/add/"), form)
    with tenant(cast.umoja):
        row = Obligation.objects.get()
        with pytest.raises(PreconditionFailed):
            obligations.change(row.pk, Due(what="x", due_on=row.due_on), by=cast.thandi.actor, expected="old")
    base = "/o/umoja-foods/documents/dates/"
    assert "Renew the lease" in client.get(base).content.decode()
    form["due_on"] = (timezone.localdate() + timedelta(days=90)).isoformat()
    assert client.post(f"{base}{row.public_id}/change/", form).status_code == 302
    done = client.post(f"{base}{row.public_id}/done/")
    page = client.get(done["Location"]).content.decode()
    assert "Undo" in page
    assert "Renew the lease" in client.get(f"{base}?show=done").content.decode()
    assert client.get(f"{base}?done=../../x").status_code == 200
    client.post(f"{base}{row.public_id}/reopen/")
    calendar = client.get(f"{base}calendar/")
    assert calendar["Content-Type"].startswith("text/calendar")
    assert f"DTSTART;VALUE=DATE:{form['due_on'].replace('-', '')}" in calendar.content.decode()


def test_lists_ask_the_same_number_of_queries_however_long(cast: Cast) -> None:
    version = scene.sent(cast.thandi)
    client, counts = cast.thandi.client(), []
    addresses = (at(version.document), "/o/umoja-foods/documents/dates/")
    for more in (1, 6):
        with tenant(cast.umoja):
            for number in range(more):
                sharing.share(version, Wish(name=f"{more} {number}", expires_at=timezone.now() + timedelta(days=3)), by=cast.thandi.actor, now=timezone.now())  # fmt: skip
                obligations.add(version.document, Due(what="x", due_on=timezone.localdate()), by=cast.thandi.actor, now=timezone.now())  # fmt: skip
        found = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1], counts

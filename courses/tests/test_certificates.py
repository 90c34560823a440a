"""Certificates: given once, checked by anybody, renewed, taken back; the credential by somebody else's verifier."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.test import Client
from django.utils import timezone
from jwt.algorithms import ECAlgorithm
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from courses import tasks
from courses.models import Certificate, Course, Enrolment, IssuerKey
from courses.services import progress
from courses.services.certificates import issuing
from courses.services.happenings import Happened
from courses.tests import writing
from synthai.core.errors import NotAllowed
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses"


def _completed(cast: Cast, person: Person, *, months: int | None = 12, gives: bool = True) -> Course:
    """A course that gives a certificate, done by a person; what follows has followed."""
    course = writing.published_course(cast.thandi, title="Food safety", chapters=1, lessons=1)
    with tenant(cast.umoja):
        terms = {"is_on": gives, "months": months, "text": "Ten lessons.", "signed_by": "Thandi Mokoena"}
        issuing.set_terms(course, terms, by=cast.thandi.actor)
    enrolment = writing.enrol(person, course)
    with tenant(cast.umoja):
        read = Happened(
            enrolment=enrolment.public_id, lesson=writing.keys_of(course)[0], kind="viewed", event_id=uuid4()
        )
        progress.take([read], by=person.actor, now=timezone.now())
        done = OutboxEvent.objects.filter(name="courses.CourseCompleted").order_by("-pk")[0]
    for _ in range(2):
        tasks.certificate_issue(organisation_id=cast.umoja.pk, payload=done.payload)
    return course


def _only(cast: Cast) -> Certificate:
    with tenant(cast.umoja):
        found: Certificate = Certificate.objects.get()
        return found


def _path(cast: Cast, found: Certificate) -> str:
    return f"/verify/{cast.umoja.public_id}/{found.number}/"


def test_who_completes_a_course_gets_one_certificate(cast: Cast) -> None:
    _completed(cast, cast.bongani)
    found = _only(cast)
    assert (found.name, found.title, found.place) == ("Bongani Dlamini", "Food safety", 0)
    assert found.last_on is not None
    assert (found.last_on - timezone.localdate()).days in {364, 365}
    with tenant(cast.umoja):
        assert OutboxEvent.objects.filter(name="courses.CertificateIssued").count() == 1
        assert AuditEntry.objects.filter(code="courses.certificate.issued").count() == 1


def test_a_course_that_gives_none_gives_none(cast: Cast) -> None:
    _completed(cast, cast.bongani, gives=False)
    with tenant(cast.umoja):
        assert not Certificate.objects.exists()


def test_anybody_with_the_code_sees_that_it_holds(cast: Cast) -> None:
    _completed(cast, cast.bongani)
    found = _only(cast)
    reply = Client().get(_path(cast, found))
    page = reply.content.decode()
    assert "This certificate is valid" in page
    assert "Bongani Dlamini" in page
    assert "bongani@umoja.example" not in page
    assert reply["X-Robots-Tag"] == "noindex, nofollow"
    typed = f"/verify/{cast.umoja.public_id}/{str(found).lower()}/"
    assert "This certificate is valid" in Client().get(typed).content.decode()


def test_a_guessed_number_or_another_owner_finds_nothing(cast: Cast) -> None:
    _completed(cast, cast.bongani)
    found = _only(cast)
    wrong = found.number[:-2] + ("A" if found.number[-2] != "A" else "B") + found.number[-1]
    for path in (
        f"/verify/{cast.umoja.public_id}/{wrong}/",
        f"/verify/{cast.karoo.public_id}/{found.number}/",
        f"/verify/{cast.karoo.public_id}/{found.number}/credential/",
    ):
        assert Client().get(path).status_code == 404


def test_one_that_ended_says_so_and_lists_it_in_time(cast: Cast) -> None:
    _completed(cast, cast.bongani)
    found, client = _only(cast), cast.thandi.client()
    soon = f"{BASE}/certificates/people/?ends=soon"
    assert "None ends within 60 days" in client.get(soon).content.decode()
    with tenant(cast.umoja):
        Certificate.objects.update(last_on=timezone.localdate() + timedelta(days=30))
    assert "Bongani Dlamini" in client.get(soon).content.decode()
    with tenant(cast.umoja):
        Certificate.objects.update(last_on=timezone.localdate() - timedelta(days=1))
    assert "This certificate has ended" in Client().get(_path(cast, found)).content.decode()


def test_the_course_and_the_table_of_people_lead_on_to_it(cast: Cast) -> None:
    course = _completed(cast, cast.bongani)
    found, owner = _only(cast), cast.thandi.client()
    page = cast.bongani.client().get(f"{BASE}/{course.public_id}/").content.decode()
    paper = f"{BASE}/certificates/{found.number}/"
    assert f'href="{paper}' in page
    assert f"{BASE}/{course.public_id}/reviews/" in page
    assert "Bongani Dlamini" not in owner.get(f"{BASE}/people/?state=expiring").content.decode()
    ends = timezone.localdate() + timedelta(days=30)
    with tenant(cast.umoja):
        Certificate.objects.update(last_on=ends)
    reply = owner.get(f"{BASE}/people/?state=expiring")
    assert "Bongani Dlamini" in reply.content.decode()
    assert "Renew by" in reply.content.decode()
    assert [(key, count) for key, _word, count, _tone in reply.context["totals"] if count] == [
        ("expiring", 1)
    ]
    told = b"".join(owner.get(f"{BASE}/people/people.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert ends.isoformat() in told


# The credential, by somebody else's verifier over our own public addresses


def _fetch(url: str) -> bytes:
    reply = Client().get("/" + url.split("/", 3)[3].split("#", maxsplit=1)[0])
    assert reply.status_code == 200, url
    return reply.content


def _verify(cast: Cast, found: Certificate) -> Any:
    token = _fetch(f"https://any.example{_path(cast, found)}credential/").decode()
    kid = jwt.get_unverified_header(token)["kid"]
    key: Any = ECAlgorithm.from_jwk(_fetch(kid).decode())
    return OB3Verifier(key).verify(token, check_status=True, download=_fetch)


def test_an_independent_verifier_follows_our_addresses_and_accepts(cast: Cast) -> None:
    _completed(cast, cast.bongani)
    found = _only(cast)
    credential = _verify(cast, found)
    assert (credential.issuer.name, credential.achievement.name) == ("Umoja Foods", "Food safety")
    profile = json.loads(_fetch(credential.issuer.id))
    assert profile["id"] == credential.issuer.id
    keys = json.loads(_fetch(f"{credential.issuer.id}keys/"))["keys"]
    assert [sorted(set(key) & {"d", "kid", "x"}) for key in keys] == [["kid", "x"]], "no private half"


def test_it_refuses_what_we_took_back(cast: Cast) -> None:
    _completed(cast, cast.bongani)
    found = _only(cast)
    page = cast.thandi.client().post(f"{BASE}/certificates/{found.number}/revoke/", {"reason": ""})
    assert "This field is required" in page.content.decode()
    cast.thandi.client().post(f"{BASE}/certificates/{found.number}/revoke/", {"reason": "Given by mistake."})
    shown = Client().get(_path(cast, found)).content.decode()
    assert "This certificate was taken back" in shown
    assert "Given by mistake." in shown
    with pytest.raises(OB3VerificationError, match="revocation"):
        _verify(cast, found)
    with tenant(cast.umoja):
        enrolment = Enrolment.objects.get()
        assert issuing.issue_for(enrolment.pk, now=timezone.now()) is None, "not given again by itself"


def test_renewing_gives_a_new_one_and_the_old_one_says_so(cast: Cast) -> None:
    _completed(cast, cast.bongani)
    old, client = _only(cast), cast.thandi.client()
    with tenant(cast.umoja):
        Certificate.objects.update(last_on=timezone.localdate() + timedelta(days=10))
    client.post(f"{BASE}/certificates/{old.number}/renew/")
    with tenant(cast.umoja):
        new = Certificate.objects.present().get()
    assert new.number != old.number
    assert new.last_on is not None
    assert (new.last_on - timezone.localdate()).days in {375, 376}, "no day is lost"
    assert "was renewed" in Client().get(_path(cast, old)).content.decode()
    again = client.post(f"{BASE}/certificates/{old.number}/renew/", follow=True).content.decode()
    assert "taken back or renewed already" in again
    assert _verify(cast, new).achievement.name == "Food safety"


def test_the_paper_is_for_its_person_and_for_managers(cast: Cast) -> None:
    _completed(cast, cast.bongani)
    found = _only(cast)
    path = f"{BASE}/certificates/{found.number}/certificate.pdf"
    reply = cast.bongani.client().get(path)
    assert reply["Content-Type"] == "application/pdf"
    assert reply.content.startswith(b"%PDF")
    assert cast.thandi.client().get(path).content == reply.content
    assert cast.hire("member", name="Sipho").client().get(path).status_code == 404
    assert str(found) in cast.bongani.client().get(f"{BASE}/certificates/").content.decode()


def test_learners_neither_renew_nor_take_back(cast: Cast) -> None:
    _completed(cast, cast.bongani)
    found = _only(cast)
    with tenant(cast.umoja), pytest.raises(NotAllowed):
        issuing.revoke(found.pk, "No.", by=cast.bongani.actor, now=timezone.now())
    with tenant(cast.umoja), pytest.raises(NotAllowed):
        issuing.renew(found.pk, by=cast.bongani.actor, now=timezone.now())


def test_an_author_says_what_the_certificate_says(cast: Cast) -> None:
    course, client = writing.write_course(cast.thandi), cast.thandi.client()
    path = f"{BASE}/{course.public_id}/certificate/"
    assert "Who completes the course gets a certificate" in client.get(path).content.decode()
    reply = client.post(
        path, {"is_on": "on", "months": "24", "text": "Well done.", "signed_by": "T"}, follow=True
    )
    assert "Certificates given before stay as they are." in reply.content.decode()
    stale = client.post(path, {"is_on": "on", "months": "12", "version": "old"}).content.decode()
    assert "changed" in stale


def test_the_private_key_is_not_readable_in_the_database(cast: Cast) -> None:
    _completed(cast, cast.bongani)
    with tenant(cast.umoja):
        key = IssuerKey.objects.get()
    assert "PRIVATE" not in key.private
    assert key.public.startswith("-----BEGIN PUBLIC KEY-----")


def test_before_the_first_certificate_there_is_no_list(cast: Cast) -> None:
    assert Client().get(f"/badges/{cast.umoja.public_id}/revoked/").status_code == 404
    assert Client().get(f"/badges/{cast.umoja.public_id}/keys/").json() == {"keys": []}

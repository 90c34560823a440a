"""A certificate through its years: its look, the reminders before its end, the course taken again, and keys that turn."""

import io
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.services import logos
from courses import tasks
from courses.engine.certificates import signing
from courses.models import Certificate, Chapter, Course, Enrolment, IssuerKey
from courses.selectors import learning
from courses.services import blocks, courses, enrolments, progress, renewing
from courses.services.blocks import Content
from courses.services.certificates import issuing, keys, reminding
from courses.services.happenings import Happened
from courses.services.quizzes import following
from courses.services.renewing import NothingToRenew
from courses.tests import quizzing, writing
from courses.tests.quizzing import FRIDGE
from notifications.models import Notification
from synthai.core.errors import NotAllowed
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses"
TERMS = {"is_on": True, "months": 12, "text": "Ten lessons.", "signed_by": "Thandi Mokoena"}


def _course(cast: Cast, **terms: Any) -> Course:
    course = writing.published_course(cast.thandi, title="Food safety", chapters=1, lessons=1)
    with tenant(cast.umoja):
        issuing.set_terms(course, {**TERMS, **terms}, by=cast.thandi.actor)
    return course


def _read(cast: Cast, person: Person, course: Course) -> None:
    """The person reads the one lesson; what follows has followed."""
    with tenant(cast.umoja):
        mine = Enrolment.objects.get(user=person.user, course=course)
        told = Happened(
            enrolment=mine.public_id, lesson=writing.keys_of(course)[0], kind="viewed", event_id=uuid4()
        )
        assert progress.take([told], by=person.actor, now=timezone.now()).verdicts == ["taken"]
        done = OutboxEvent.objects.filter(name="courses.CourseCompleted").order_by("-pk")[0]
    tasks.certificate_issue(organisation_id=cast.umoja.pk, payload=done.payload)


def _given(cast: Cast, person: Person, *, ends_in: int = 365, **terms: Any) -> Certificate:
    course = _course(cast, **terms)
    writing.enrol(person, course)
    _read(cast, person, course)
    with tenant(cast.umoja):
        Certificate.objects.update(last_on=timezone.localdate() + timedelta(days=ends_in))
        found: Certificate = Certificate.objects.select_related("course__live_version").get()
        return found


def test_an_author_sees_the_certificate_before_it_counts(cast: Cast) -> None:
    course, client = writing.write_course(cast.thandi), cast.thandi.client()
    path = f"{BASE}/{course.public_id}/certificate/"
    typed = {"is_on": "on", "months": "12", "text": "Well <done> & so on.", "signed_by": "T"}
    page = client.post(path, {**typed, "look": "band", "colour": "#AA3300", "preview": "1"}).content.decode()
    assert "it counts once it is saved" in page
    assert "look=band&amp;colour=%23aa3300" in page
    with tenant(cast.umoja):
        assert not OutboxEvent.objects.filter(name="courses.CertificateIssued").exists()
    drawn = {}
    for look in ("frame", "band"):
        reply = client.get(f"{path}preview.webp", {**typed, "look": look, "colour": "#aa3300"})
        assert reply["Content-Type"] == "image/webp"
        drawn[look] = reply.content
        with Image.open(io.BytesIO(reply.content)) as picture:
            assert picture.width > picture.height
    assert drawn["frame"] != drawn["band"]
    assert client.get(f"{path}preview.webp", {"colour": "red"}).status_code == 404
    wrong = client.post(path, {**typed, "look": "band", "colour": "blue"}).content.decode()
    assert "Write the colour like #0b6b4f." in wrong


def test_what_was_given_keeps_its_look(cast: Cast, files_in_tmp: Any) -> None:
    found = _given(cast, cast.bongani, look="band", colour="#aa3300")
    path, client = f"{BASE}/certificates/{found.number}/certificate.pdf", cast.bongani.client()
    before = client.get(path).content
    with tenant(cast.umoja):
        issuing.set_terms(found.course, {**TERMS, "look": "frame", "colour": "#0b6b4f"}, by=cast.thandi.actor)
    assert client.get(path).content == before
    assert (found.look, found.colour) == ("band", "#aa3300")
    with tenant(cast.umoja):
        logos.replace(writing.png(300, 120), by=cast.thandi.actor, now=timezone.now())
        logo = logos.on_paper()
    assert logo is not None
    assert logo.alt == "Umoja Foods"
    assert len(client.get(path).content) != len(before), "the logo stands on it"


@pytest.mark.parametrize(("left", "step"), [(60, 60), (45, 60), (30, 30), (8, 30), (7, 7), (0, 7)])
def test_its_person_is_told_at_each_step_once(cast: Cast, left: int, step: int) -> None:
    found = _given(cast, cast.bongani, ends_in=left)
    assert organisations_with_abandoned("courses.Certificate", "to_remind") == [cast.umoja.pk]
    for _ in range(2):
        tasks.certificates_remind(organisation_id=cast.umoja.pk)
    (line,) = Notification.objects.filter(kind="courses.certificate_ends")
    assert line.user_id == cast.bongani.user.pk
    assert line.title.startswith("Your certificate ends on ")
    assert "Take the course again" in line.body
    with tenant(cast.umoja):
        found.refresh_from_db()
    assert found.reminded_days == step
    assert organisations_with_abandoned("courses.Certificate", "to_remind") == []


def test_over_two_months_three_words_and_no_more(cast: Cast) -> None:
    found = _given(cast, cast.bongani, ends_in=70)
    now = timezone.now()
    with tenant(cast.umoja):
        told = [
            day for day in range(80) if reminding.remind(cast.umoja.pk, now=now + timedelta(days=day)) == 1
        ]
        issuing.revoke(found.pk, "No.", by=cast.thandi.actor, now=now)
        Certificate.objects.update(reminded_days=None)
        assert reminding.remind(cast.umoja.pk, now=now + timedelta(days=20)) == 0, "taken back"
    assert told == [10, 40, 63]


def test_the_course_is_taken_again_and_the_certificate_renewed(cast: Cast) -> None:
    found = _given(cast, cast.bongani, ends_in=20)
    client = cast.bongani.client()
    page = client.get(f"{BASE}/certificates/").content.decode()
    assert "Take it again" in page
    assert "linkedin.com/profile/add?startTask=CERTIFICATION_NAME" in page
    address = f"{BASE}/{found.course.public_id}/certificate/again/"
    for _ in range(2):
        reply = client.post(address, follow=True)
        assert "Your certificate holds meanwhile" in reply.content.decode()
    with tenant(cast.umoja):
        mine = Enrolment.objects.get(user=cast.bongani.user)
        assert (mine.state, mine.done_count, mine.due_on) == ("active", 0, found.last_on)
        assert mine.completed_at is not None, "courses that need this one stay open"
        assert Certificate.objects.present().get().pk == found.pk
        assert OutboxEvent.objects.filter(name="courses.EnrolmentBegunAgain").count() == 1
    _read(cast, cast.bongani, found.course)
    with tenant(cast.umoja):
        new = Certificate.objects.present().get()
        found.refresh_from_db()
    assert new.pk != found.pk
    assert found.renewed_at is not None
    assert new.last_on is not None
    assert found.last_on is not None
    assert new.last_on - found.last_on >= timedelta(days=364), "no day is lost"
    assert "Take it again" not in client.get(f"{BASE}/certificates/").content.decode()


def test_a_course_that_was_put_away_is_not_offered_once_more(cast: Cast) -> None:
    found = _given(cast, cast.bongani, ends_in=20)
    with tenant(cast.umoja):
        courses.put_away(found.course_id, by=cast.thandi.actor, now=timezone.now())
    assert "Take it again" not in cast.bongani.client().get(f"{BASE}/certificates/").content.decode()
    with tenant(cast.umoja):
        courses.bring_back(found.course_id, by=cast.thandi.actor)
    assert "Take it again" in cast.bongani.client().get(f"{BASE}/certificates/").content.decode()


def test_nothing_is_renewed_before_its_time_nor_by_who_holds_none(cast: Cast) -> None:
    found = _given(cast, cast.bongani, ends_in=61)
    for person in (cast.bongani, cast.thandi):
        with tenant(cast.umoja), pytest.raises(NothingToRenew):
            renewing.begin_again(found.course_id, by=person.actor, now=timezone.now())
    with tenant(cast.umoja):
        assert Enrolment.objects.get(user=cast.bongani.user).state == "done"


def test_who_goes_on_offline_cannot_renew_by_what_was_done_before(cast: Cast) -> None:
    found = _given(cast, cast.bongani, ends_in=20)
    now = timezone.now()
    with tenant(cast.umoja):
        mine = renewing.begin_again(found.course_id, by=cast.bongani.actor, now=now)
        told = Happened(
            enrolment=mine.public_id,
            lesson=writing.keys_of(found.course)[0],
            kind="opened",
            at=now - timedelta(days=3),
        )
        progress.take([told], by=cast.bongani.actor, now=now)
        study = learning.get_study(found.course.public_id, cast.bongani.user.pk)
        (row,) = study.rows.values()
    assert row.opened_at == mine.begun_again_at


def test_quizzes_are_taken_again_with_new_attempts(cast: Cast) -> None:
    with tenant(cast.umoja):
        quiz = quizzing.quiz(cast.thandi.actor, FRIDGE, attempts_allowed=1)
    course = writing.write_course(cast.thandi, title="Food safety", chapters=1, lessons=0)
    with tenant(cast.umoja):
        chapter = Chapter.objects.get(course=course)
    lesson = writing.write_lesson(cast.thandi, chapter, title="The test", rule="quiz")
    with tenant(cast.umoja):
        content = Content(data={"ref": quiz.public_id})
        blocks.add(lesson, kind="quiz", by=cast.thandi.actor, now=timezone.now(), content=content)
        issuing.set_terms(course, TERMS, by=cast.thandi.actor)
    course = writing.publish(cast.thandi, course)
    enrolment = writing.enrol(cast.bongani, course)
    now = timezone.now()
    client = cast.bongani.client()
    with tenant(cast.umoja):
        quizzing.take(quiz, cast.bongani.actor, at=now - timedelta(minutes=9))
        assert following.lesson_opened(enrolment.pk, now=now) == 1
        issuing.issue_for(enrolment.pk, now=now)
        Certificate.objects.update(last_on=timezone.localdate() + timedelta(days=5))
    assert (
        "You have used all your attempts" in client.get(f"{BASE}/quizzes/{quiz.public_id}/").content.decode()
    )
    with tenant(cast.umoja):
        renewing.begin_again(course.pk, by=cast.bongani.actor, now=now)
        assert following.lesson_opened(enrolment.pk, now=now) == 0, "the pass of last year counts no more"
    assert "1 attempt left" in client.get(f"{BASE}/quizzes/{quiz.public_id}/").content.decode()
    with tenant(cast.umoja):
        quizzing.take(quiz, cast.bongani.actor, at=timezone.now())
        assert following.quiz_passed(cast.bongani.user.pk, quiz.public_id, now=timezone.now()) == 1
        enrolment.refresh_from_db()
    assert enrolment.state == "done"


def test_who_leaves_a_course_taken_again_keeps_the_one_before(cast: Cast) -> None:
    found = _given(cast, cast.bongani, ends_in=20)
    with tenant(cast.umoja):
        mine = renewing.begin_again(found.course_id, by=cast.bongani.actor, now=timezone.now())
        enrolments.leave(mine.pk, by=cast.bongani.actor, now=timezone.now())
        assert Certificate.objects.present().get().pk == found.pk
    assert mine.completed_at is not None


def _keys(cast: Cast) -> dict[str, Any]:
    found: dict[str, Any] = Client().get(f"/badges/{cast.umoja.public_id}/keys/").json()
    return found


def test_a_new_key_signs_and_the_old_one_verifies(cast: Cast) -> None:
    found = _given(cast, cast.bongani)
    client = cast.thandi.client()
    page = client.get(f"{BASE}/certificates/keys/").content.decode()
    assert "1 certificate carries its signature." in page
    client.post(f"{BASE}/certificates/keys/new/")
    assert len(_keys(cast)["keys"]) == 2
    with tenant(cast.umoja):
        new = issuing.renew(found.pk, by=cast.thandi.actor, now=timezone.now())
        found.refresh_from_db()
    kids = [jwt.get_unverified_header(each.token)["kid"] for each in (found, new)]
    assert kids == [key["kid"] for key in reversed(_keys(cast)["keys"])]
    for each in (found, new):
        assert _verifies(cast, each)
    with tenant(cast.umoja):
        assert AuditEntry.objects.filter(code="courses.key.turned").count() == 1


def _verifies(cast: Cast, found: Certificate) -> bool:
    listed = {key["kid"]: jwt.PyJWK(key).key for key in _keys(cast)["keys"]}
    try:
        body = signing.read(found.token, listed)
    except signing.CredentialBroken:
        return False
    return bool(body["credentialSubject"])


def test_a_leaked_key_is_withdrawn_and_its_certificates_signed_again(cast: Cast) -> None:
    found = _given(cast, cast.bongani)
    with tenant(cast.umoja):
        leaked = IssuerKey.objects.get()
        others = _sign_like(cast, leaked, found)
    stolen = found.token
    reply = cast.thandi.client().post(f"{BASE}/certificates/keys/{leaked.public_id}/withdraw/", follow=True)
    assert "Withdrawn" in reply.content.decode()
    assert _keys(cast)["keys"] == []
    assert Client().get(f"/badges/{cast.umoja.public_id}/keys/{leaked.public_id}/").status_code == 404
    with tenant(cast.umoja):
        fact = OutboxEvent.objects.get(name="courses.CredentialKeyWithdrawn")
    for _ in range(2):
        tasks.credentials_sign_again(organisation_id=cast.umoja.pk, payload=fact.payload)
    with tenant(cast.umoja):
        found.refresh_from_db()
        leaked.refresh_from_db()
    assert (leaked.private, found.token != stolen) == ("", True)
    assert signing.said(found.token) == signing.said(stolen), "word for word"
    assert _verifies(cast, found)
    found.token = stolen
    assert not _verifies(cast, found)
    assert not _verifies(cast, others), "what a thief signs holds no more"


def _sign_like(cast: Cast, key: IssuerKey, found: Certificate) -> Certificate:
    """A certificate that a thief makes with the key."""
    held = keys.signing(now=timezone.now())
    kid = jwt.get_unverified_header(found.token)["kid"]
    body = {**signing.said(found.token), "name": "Brain surgery"}
    return Certificate(token=signing.sign(body, key=held.key, kid=kid))


def test_only_owners_and_administrators_turn_keys(cast: Cast) -> None:
    manager = cast.hire("manager", name="Sipho")
    with tenant(cast.umoja), pytest.raises(NotAllowed):
        keys.turn(by=manager.actor, now=timezone.now())
    assert manager.client().get(f"{BASE}/certificates/keys/").status_code == 403


def test_a_guessed_number_is_told_nothing(cast: Cast) -> None:
    """A slip, a number that was never given, another organisation's, one that is no organisation's: one and the same answer."""
    found = _given(cast, cast.bongani)
    slip = found.number[:-1] + ("A" if found.number[-1] != "A" else "B")
    umoja, karoo = cast.umoja.public_id, cast.karoo.public_id
    never = "0" * 17
    guesses = [(umoja, slip), (umoja, never), (karoo, found.number), ("nobody", found.number), (umoja, "x")]
    for tail in ("", "check/", "credential/"):
        cache.clear()
        replies = [Client().get(f"/verify/{owner}/{number}/{tail}") for owner, number in guesses]
        assert {reply.status_code for reply in replies} == {404}
        assert len({_without_noise(reply.content.decode()) for reply in replies}) == 1


def _without_noise(text: str) -> str:
    """Without what differs from one request to the next, whatever is asked."""
    return re.sub(r"[0-9a-f]{16,}|[\w-]{20,}", "", text)


def test_who_tries_number_after_number_is_stopped(cast: Cast) -> None:
    cache.clear()
    found = _given(cast, cast.bongani)
    client = Client()
    for number in range(60):
        client.get(f"/verify/{cast.umoja.public_id}/{number:017d}/check/")
    right = client.get(f"/verify/{cast.umoja.public_id}/{found.number}/")
    assert right.status_code == 429, "the right one is not told apart either"
    cache.clear()


def test_another_system_checks_one(cast: Cast) -> None:
    found = _given(cast, cast.bongani)
    cache.clear()
    path = f"/verify/{cast.umoja.public_id}/{found.number}/"
    told = Client().get(f"{path}check/").json()
    assert (told["holds"], told["standing"], told["name"]) == (True, "valid", "Bongani Dlamini")
    assert date.fromisoformat(told["last_on"]) == found.last_on
    assert "bongani@" not in str(told)
    linked: Any = Client().get(f"{path}credential/", headers={"accept": "application/ld+json"})
    assert linked["Content-Type"] == "application/ld+json"
    assert linked.json() == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": f"data:application/vc+jwt,{found.token}",
        "type": "EnvelopedVerifiableCredential",
    }
    assert Client().get(f"{path}credential/")["Content-Type"] == "application/vc+jwt"


def test_an_app_has_ones_own_certificates_and_nobody_elses(cast: Cast) -> None:
    found = _given(cast, cast.bongani)
    api = f"/api/v1{BASE}/certificates/"
    client, other = cast.bongani.client(), cast.thandi.client()
    (one,) = client.get(api).json()["results"]
    assert (one["number"], one["standing"], one["course"]) == (str(found), "valid", found.course.public_id)
    assert one["check_url"].endswith(f"/verify/{cast.umoja.public_id}/{found.number}/")
    assert client.get(f"{api}{str(found).lower()}/").json() == one, "as somebody types it"
    assert client.get(f"{api}{found.number}/certificate.pdf").content.startswith(b"%PDF")
    assert client.get(f"{api}{found.number}/credential/").content.decode() == found.token
    assert other.get(api).json()["results"] == []
    for tail in ("", "certificate.pdf", "credential/"):
        assert other.get(f"{api}{found.number}/{tail}").status_code == 404

"""Signatures from the first mail to the sealed file, and what goes wrong on the way."""

import io
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import ProgrammingError, connection, transaction

from content import sending_refusals as refusals
from content.models import (
    Document,
    DocumentState,
    DocumentVersion,
    RequestState,
    SealState,
    Signer,
    SignerState,
    SigningEvent,
    SigningRequest,
)
from content.refusals import DocumentLocked
from content.services import sections, sending
from content.services.signing import asking, chain, checking, ending, giving, papers, sealing
from content.services.signing.asking import Terms
from content.services.signing.giving import Given
from content.tests import signing_scene as scene
from content.tests.signing_scene import NOW, THEM, US, VISIT
from notifications.models import Mail, Notification
from synthai.core import files
from synthai.core.documents.signing_key import signing_key
from synthai.core.errors import NotAllowed
from synthai.core.models import OutboxEvent, SearchEntry
from synthai.core.tenancy import tenant
from synthai.core.testing import seals
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
LATER = NOW + timedelta(hours=1)


def prove(found: Signer, *, now: object = NOW) -> None:
    """The code was asked for and typed."""
    giving.send_code(found.pk, visit=VISIT, now=NOW)
    giving.confirm(found.pk, scene.code_in_mail(found.email), visit=VISIT, now=NOW)
    found.refresh_from_db()


def sign(found: Signer, *, drawing: bytes = b"") -> None:
    """From the code to the signature."""
    prove(found)
    giving.sign(found.pk, Given(name=found.name, agrees=True, drawing=drawing), visit=VISIT, now=NOW)


def sealed(cast: Cast) -> SigningRequest:
    """Both signed, one by hand, and a worker sealed it. Leaves the tenant."""
    request = scene.asked(cast.thandi)
    with tenant(cast.umoja):
        sign(scene.signer(request, US), drawing=scene.drawn())
        sign(scene.signer(request, THEM))
        sealing.seal(request.pk)
        request.refresh_from_db()
    return request


def test_all_sign_one_after_the_other_and_each_hears_of_it(cast: Cast) -> None:
    with scene.followed():
        request = scene.asked(cast.thandi)
    assert list(Mail.objects.values_list("recipient", "kind")) == [(US.email, "content/sign")]
    with tenant(cast.umoja):
        us, them = scene.signer(request, US), scene.signer(request, THEM)
        assert (us.state, them.state) == (SignerState.ASKED, SignerState.WAITING)
        with pytest.raises(refusals.NotYourTurn):
            giving.send_code(them.pk, visit=VISIT, now=NOW)
    with scene.followed(), tenant(cast.umoja):
        sign(us, drawing=scene.drawn())
    assert Mail.objects.filter(recipient=THEM.email, kind="content/sign").count() == 1
    with scene.followed(), tenant(cast.umoja):
        sign(them)
    with tenant(cast.umoja):
        assert SearchEntry.objects.get(key=request.document.public_id).facets == {"state": ["signed"]}
        request.refresh_from_db()
        assert (request.state, request.seal_state) == (RequestState.COMPLETED, SealState.DONE)
        assert Document.objects.get(pk=request.document_id).state == DocumentState.SIGNED
    told = Notification.objects.filter(user=cast.thandi.user).order_by("pk").values_list("title", flat=True)
    assert [title.split(" ", 1)[0] for title in told] == ["Thandi", "Non-disclosure"], list(told)
    copies = Mail.objects.filter(kind="content/signed").order_by("recipient")
    assert [mail.recipient for mail in copies] == [THEM.email, US.email]
    assert all(mail.attachments[0]["path"] == request.sealed_path for mail in copies)


def test_somebody_elses_library_finds_the_seal_whole_and_reads_the_pages_in_order(cast: Cast) -> None:
    request = sealed(cast)
    with tenant(cast.umoja):
        content, original = sealing.sealed_file(request), sending.sent_version(request.document_id)
        seal = seals.check(content)
        assert (seal.sub_filter, seal.allows_changes, seal.timestamp) == ("/ETSI.CAdES.detached", False, None)
        assert seal.reason == papers.reference_of(request)
        assert seal.certificate.fingerprint(SHA256()).hex() == signing_key().fingerprint
        with Path(original_path(original.pdf)).open("rb") as file:
            assert content.startswith(file.read()), "what was signed is the beginning of what was sealed"
        reader = pypdf.PdfReader(io.BytesIO(content))
        texts = [page.extract_text() for page in reader.pages]
        order = [
            "1.",
            "Why we make this agreement",
            "10.",
            "General",
            "For Umoja Foods",
            "Signatures",
            "Who signed",
            "Thandi Mokoena",
        ]
        order += [
            "Lindiwe Nkosi",
            "What happened",
            "Everybody had signed",
            "section 13 of the Electronic Communications",
        ]
        places: list[int] = []
        whole = " ".join("\n".join(texts).split())
        for words in order:
            places.append(whole.index(words, places[-1] if places else 0))
        assert places == sorted(places)
        assert "29 November 2026, electronically" in texts[1], "the date stands on the page that was signed"
        assert len(reader.pages) >= 3


def original_path(path: str) -> str:
    from django.core.files.storage import default_storage  # noqa: PLC0415 - the test's own storage

    return str(default_storage.path(path))


def test_any_change_of_the_bytes_is_found(cast: Cast) -> None:
    request = sealed(cast)
    with tenant(cast.umoja):
        content = sealing.sealed_file(request)
    step = len(content) // 60
    for place in range(200, len(content), step):
        changed = bytearray(content)
        changed[place] ^= 1
        assert checking.judge(checking.look(io.BytesIO(bytes(changed)))).outcome != "whole"
        if not seals.is_in_hole(
            content, place
        ):  # what is there is no part of what was signed, so only our own check sees it
            with pytest.raises(Exception):  # noqa: B017, PT011 - a broken file may break its reader first
                seals.check(bytes(changed))
    with pytest.raises(seals.SealBroken):
        seals.check(content + b"\n%more\n")
    longer = checking.judge(checking.look(io.BytesIO(content + b"\n")))
    assert (longer.outcome, longer.organisation) == ("changed", "Umoja Foods")
    whole = checking.judge(checking.look(io.BytesIO(content)))
    assert (whole.outcome, whole.signatures, whole.organisation) == ("whole", 2, "Umoja Foods")
    assert checking.judge(checking.look(io.BytesIO(b"%PDF-1.7 something else"))).outcome == "unknown"


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler's pdfsig is not installed here")
def test_poppler_finds_the_seal_valid(cast: Cast, tmp_path: Path) -> None:
    request = sealed(cast)
    path = tmp_path / "sealed.pdf"
    with tenant(cast.umoja):
        path.write_bytes(sealing.sealed_file(request))
    said = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout  # noqa: S607 - by its name
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_the_code_goes_to_the_signer_alone_and_guessing_ends(cast: Cast) -> None:
    request = scene.asked(cast.thandi)
    with tenant(cast.umoja):
        us = scene.signer(request, US)
        with pytest.raises(refusals.NeedsConfirming):
            giving.sign(us.pk, Given(name="Mallory", agrees=True), visit=VISIT, now=NOW)
        giving.send_code(us.pk, visit=VISIT, now=NOW)
        assert set(Mail.objects.filter(kind="content/code").values_list("recipient", flat=True)) == {US.email}
        us.refresh_from_db()
        code = scene.code_in_mail(US.email)
        assert code not in us.code_hash
        with pytest.raises(refusals.CodeTooSoon):
            giving.send_code(us.pk, visit=VISIT, now=NOW + timedelta(seconds=30))
        wrong = "000000" if code != "000000" else "111111"
        for _try in range(5):
            with pytest.raises(refusals.CodeWrong):
                giving.confirm(us.pk, wrong, visit=VISIT, now=NOW)
        with pytest.raises(refusals.CodeOver):
            giving.confirm(us.pk, code, visit=VISIT, now=NOW)
        giving.send_code(us.pk, visit=VISIT, now=LATER)
        fresh = scene.code_in_mail(US.email)
        with pytest.raises(refusals.CodeOver):
            giving.confirm(us.pk, fresh, visit=VISIT, now=LATER + timedelta(minutes=10))
        for sent in range(6):
            giving.send_code(us.pk, visit=VISIT, now=LATER + timedelta(minutes=2 * sent + 2))
        with pytest.raises(refusals.CodesUsedUp):
            giving.send_code(us.pk, visit=VISIT, now=LATER + timedelta(hours=2))
        giving.send_code(us.pk, visit=VISIT, now=NOW + timedelta(hours=25))


def test_a_signature_cannot_be_given_twice_nor_without_consent_nor_changed(cast: Cast) -> None:
    request = scene.asked(cast.thandi)
    with tenant(cast.umoja):
        us = scene.signer(request, US)
        prove(us)
        with pytest.raises(refusals.ConsentMissing):
            giving.sign(us.pk, Given(name="Thandi", agrees=False), visit=VISIT, now=NOW)
        giving.sign(us.pk, Given(name="Thandi", agrees=True), visit=VISIT, now=NOW)
        for again in (
            lambda: giving.sign(us.pk, Given(name="Other", agrees=True), visit=VISIT, now=NOW),
            lambda: giving.decline(us.pk, "No", visit=VISIT, now=NOW),
            lambda: giving.delegate(us.pk, "Other", "other@x.example", visit=VISIT, now=NOW),
        ):
            with pytest.raises(refusals.SignedAlready):
                again()
        with pytest.raises(ProgrammingError), transaction.atomic():
            Signer.objects.filter(pk=us.pk).update(signed_name="Other")
        with pytest.raises(ProgrammingError), transaction.atomic():
            SigningEvent.objects.filter(request=request).update(who="Other")


def test_after_expiry_and_withdrawal_nothing_is_signed(cast: Cast) -> None:
    request = scene.asked(cast.thandi, US)
    with tenant(cast.umoja):
        us = scene.signer(request, US)
        prove(us)
        over = request.expires_at
        with pytest.raises(refusals.SigningOver):
            giving.sign(us.pk, Given(name="Thandi", agrees=True), visit=VISIT, now=over)
        assert list(SigningRequest.objects.due(now=over)) == [request]
    with scene.followed(), tenant(cast.umoja):
        ending.look_after(request.pk, now=over)
        ending.look_after(request.pk, now=over)
    assert Mail.objects.filter(kind="content/signing_over", recipient=US.email).count() == 1
    with tenant(cast.umoja):
        request.refresh_from_db()
        assert request.state == RequestState.EXPIRED
        version = sending.sent_version(request.document_id)
        other = asking.begin(version, [THEM], Terms(expires_at=over), by=cast.thandi.actor, now=NOW)
        with pytest.raises(refusals.SigningBegun):
            asking.begin(version, [US], Terms(expires_at=over), by=cast.thandi.actor, now=NOW)
        with pytest.raises(NotAllowed):
            ending.withdraw(other.pk, "", by=cast.bongani.actor, now=NOW)
        ending.withdraw(other.pk, "A mistake", by=cast.thandi.actor, now=NOW)
        them = scene.signer(other, THEM)
        with pytest.raises(refusals.SigningOver):
            giving.send_code(them.pk, visit=VISIT, now=NOW)
        with pytest.raises(refusals.SigningOver):
            ending.withdraw(other.pk, "", by=cast.thandi.actor, now=NOW)


def test_declining_ends_it_for_all_and_says_why(cast: Cast) -> None:
    request = scene.asked(cast.thandi, in_turn=False)
    with scene.followed(), tenant(cast.umoja):
        them = scene.signer(request, THEM)
        prove(them)
        giving.decline(them.pk, "Too long", visit=VISIT, now=NOW)
    with tenant(cast.umoja):
        request.refresh_from_db()
        assert (request.state, request.reason) == (RequestState.DECLINED, "Too long")
        assert Document.objects.get(pk=request.document_id).state == DocumentState.DECLINED
        assert SearchEntry.objects.get(key=request.document.public_id).facets == {"state": ["declined"]}
        with pytest.raises(refusals.SigningOver):
            giving.send_code(scene.signer(request, US).pk, visit=VISIT, now=NOW)
    assert Notification.objects.get(user=cast.thandi.user).body == "Too long"
    (told,) = Mail.objects.filter(kind="content/signing_over")
    assert told.recipient == US.email
    assert "Too long" not in f"{told.subject}{told.text}{told.html}", "why is for the sender alone"


def test_passing_it_on_gives_a_link_of_its_own_and_tells_the_sender(cast: Cast) -> None:
    request = scene.asked(cast.thandi, THEM)
    with scene.followed(), tenant(cast.umoja):
        them = scene.signer(request, THEM)
        prove(them)
        with pytest.raises(refusals.ToOneself):
            giving.delegate(them.pk, "Same", THEM.email.upper(), visit=VISIT, now=NOW)
        other = giving.delegate(them.pk, "Sipho Zulu", "sipho@kasi.example", visit=VISIT, now=NOW)
    assert other.token_hash != them.token_hash
    mail = Mail.objects.get(kind="content/sign", recipient="sipho@kasi.example")
    assert "Lindiwe Nkosi asks you to sign" in mail.text
    assert "Sipho Zulu" in Notification.objects.get(user=cast.thandi.user).title
    with tenant(cast.umoja):
        sign(other)
        sealing.seal(request.pk)
        request.refresh_from_db()
        seals.check(sealing.sealed_file(request))
        kinds = list(
            SigningEvent.objects.filter(request=request).order_by("number").values_list("kind", flat=True)
        )
    assert kinds == [
        "begun",
        "asked",
        "code_sent",
        "code_right",
        "passed_on",
        "asked",
        "code_sent",
        "code_right",
        "signed",
        "completed",
    ]


def test_reminders_go_out_on_their_days_and_only_to_who_was_asked(cast: Cast) -> None:
    with scene.followed():
        request = scene.asked(cast.thandi, remind_after=(2, 5))
    for day, reminded in ((1, 0), (2, 1), (3, 1), (5, 2), (9, 2)):
        moment = NOW + timedelta(days=day)
        with scene.followed(), tenant(cast.umoja):
            for request_id in SigningRequest.objects.due(now=moment).values_list("pk", flat=True):
                ending.look_after(request_id, now=moment)
        mails = Mail.objects.filter(kind="content/sign", subject__startswith="Reminder")
        assert [mail.recipient for mail in mails] == [US.email] * reminded, day
    with scene.followed(), tenant(cast.umoja):
        ending.remind_now(scene.signer(request, US).pk, by=cast.thandi.actor, now=NOW)
        with pytest.raises(refusals.NotYourTurn):
            ending.remind_now(scene.signer(request, THEM).pk, by=cast.thandi.actor, now=NOW)
    assert Mail.objects.filter(kind="content/sign", subject__startswith="Reminder").count() == 3


def test_after_a_long_standstill_one_reminder_goes_out(cast: Cast) -> None:
    request = scene.asked(cast.thandi, US, remind_after=(2, 5, 8))
    with scene.followed(), tenant(cast.umoja):
        ending.look_after(request.pk, now=NOW + timedelta(days=6))
        request.refresh_from_db()
        assert request.remind_at == NOW + timedelta(days=8)
    assert Mail.objects.filter(subject__startswith="Reminder").count() == 1


def test_what_is_being_signed_cannot_be_changed_meanwhile(cast: Cast) -> None:
    request = scene.asked(cast.thandi)
    with tenant(cast.umoja):
        with pytest.raises(DocumentLocked):
            sections.write_section(request.document_id, "purpose", "Else", by=cast.thandi.actor, now=LATER)
        with pytest.raises(ProgrammingError), transaction.atomic():
            DocumentVersion.objects.filter(pk=request.shown_id).update(sha256="1" * 64)
        other = DocumentVersion.objects.filter(document_id=request.document_id).order_by("number")[0]
        with pytest.raises(ProgrammingError), transaction.atomic():
            SigningRequest.objects.filter(pk=request.pk).update(shown=other)


def test_the_chain_shows_what_was_changed_or_left_out(cast: Cast) -> None:
    request = sealed(cast)
    with tenant(cast.umoja):
        entries = chain.entries(request)
        assert chain.first_broken(request, entries) is None
        assert chain.first_broken(request, [*entries[:3], *entries[4:]]) == 4
        entries[5].who = "Somebody else"
        assert chain.first_broken(request, entries) == 6


def test_who_seals_later_does_not_count_and_a_dead_worker_is_followed_by_another(cast: Cast) -> None:
    request = scene.asked(cast.thandi, US)
    with tenant(cast.umoja):
        sign(scene.signer(request, US))
        first = sealing._claimed(request.pk, now=NOW)  # noqa: SLF001 - a worker that dies here
        assert first
        assert sealing.unsealed(now=NOW + timedelta(minutes=1)) == []
        assert sealing._claimed(request.pk, now=NOW + timedelta(minutes=1)) is None  # noqa: SLF001
        assert sealing.unsealed(now=NOW + timedelta(minutes=4)) == [request.pk]
        SigningRequest.objects.filter(pk=request.pk).update(lease_until=NOW)
        sealing.seal(request.pk)
        request.refresh_from_db()
        kept = request.sealed_sha256
        late = sealing._settle(request.pk, first, files.StoredFile("late", 1, "0" * 64), now=NOW)  # noqa: SLF001
        request.refresh_from_db()
        assert (late, request.sealed_sha256) == (False, kept)
        with pytest.raises(ProgrammingError), transaction.atomic():
            SigningRequest.objects.filter(pk=request.pk).update(sealed_sha256="1" * 64)
        sealing.seal(request.pk)
        assert OutboxEvent.objects.filter(name="content.SigningSealed").count() == 1
    assert connection.in_atomic_block


def test_a_file_that_was_exchanged_is_not_sealed_and_staff_see_why(cast: Cast) -> None:
    request = scene.asked(cast.thandi, US)
    with tenant(cast.umoja):
        sign(scene.signer(request, US))
        Path(original_path(sending.sent_version(request.document_id).pdf)).write_bytes(b"%PDF-1.7 another")
        for attempt in range(1, 9):
            SigningRequest.objects.filter(pk=request.pk).update(lease_until=None)
            with pytest.raises(ValueError, match="not the one that was sent"):
                sealing.seal(request.pk)
            request.refresh_from_db()
            assert request.attempts == attempt
        assert (request.seal_state, request.trouble) == (SealState.FAILED, "ValueError")
        assert sealing.unsealed(now=NOW + timedelta(days=9)) == []
        sealing.try_again(request.pk, by=cast.thandi.actor, now=NOW)
        request.refresh_from_db()
        assert request.seal_state == SealState.WAITING
        SigningRequest.objects.filter(pk=request.pk).update(attempts=8, lease_until=NOW)
        assert sealing._claimed(request.pk, now=LATER) is None, "eight workers died of it"  # noqa: SLF001
        request.refresh_from_db()
        assert (request.seal_state, request.trouble) == (SealState.FAILED, "WorkerKilled")

"""An organisation's logo: page, API, undo, who may, what is refused in which words, and what becomes of the files."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from accounts import logo_marks
from accounts.models import Logo, Organisation
from accounts.services import deletion, erasure, logos
from accounts.services.logo_refusals import LogoGone, LogoTooHeavy
from accounts.tests import pictures
from notifications import branding
from synthai.core import limits
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.object_storage import local_bucket
from synthai.core.testing.queries import assert_max_queries

PAGE = "/o/umoja-foods/settings/"
API = "/api/v1/o/umoja-foods/logo/"


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Any, db: None) -> None:
    """Files in a folder of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


def upload(client: Any, content: bytes, name: str = "logo.png", **extra: Any) -> Any:
    return client.post(f"{PAGE}logo/", {"file": SimpleUploadedFile(name, content)}, **extra)


def put_up(cast: Cast, colour: str = "red") -> logos.LogoChange:
    with tenant(cast.umoja):
        return logos.replace(io.BytesIO(pictures.png(colour)), by=cast.thandi.actor, now=timezone.now())


def present(cast: Cast) -> dict[str, Any]:
    kept: dict[str, Any] = Organisation.objects.get(pk=cast.umoja.pk).logo
    return kept


def stored() -> int:
    """How many files lie in storage."""
    folders = default_storage.listdir("logos")[0] if default_storage.exists("logos") else []
    return sum(len(default_storage.listdir(f"logos/{folder}")[1]) for folder in folders)


def test_an_owner_puts_a_logo_up_and_everybody_sees_it(cast: Cast) -> None:
    reply = upload(cast.thandi.client(), pictures.png(), follow=True)
    page = reply.content.decode()
    assert "The logo was saved." in page
    large = logo_marks.address("umoja-foods", present(cast)["digest"], "256")
    assert f'src="{large}" alt="Umoja Foods"' in page
    small = logo_marks.address("umoja-foods", present(cast)["digest"], "64")
    colleague = cast.bongani.client()
    assert small in colleague.get("/o/umoja-foods/").content.decode()
    assert small in colleague.get("/organisations/").content.decode()
    picture: Any = colleague.get(small)
    assert picture["Content-Type"] == "image/webp"
    assert picture["Cache-Control"] == "private, max-age=31536000, immutable"
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert b"".join(picture.streaming_content)[:4] == b"RIFF"
    assert cast.charlize.client().get(small).status_code == 404
    assert cast.charlize.client().get(small.replace("umoja-foods", "karoo-cycles")).status_code == 404


def test_the_trail_and_an_event_tell(cast: Cast) -> None:
    put_up(cast)
    with tenant(cast.umoja):
        entry = AuditEntry.objects.get(code="accounts.organisation.logo_set")
        assert entry.changes == {"logo": [None, present(cast)["digest"]]}
        event = OutboxEvent.objects.get(name__endswith="OrganisationChanged")
    assert event.payload["fields"] == ["logo"]


def test_without_a_logo_the_initials_stand(cast: Cast) -> None:
    page = cast.bongani.client().get("/o/umoja-foods/").content.decode()
    assert 'aria-hidden="true">UF</span>' in page
    assert [logo_marks.initials_of(name) for name in ("Café", "7 Seas (Pty)", "& Co", "***")] == [
        "C",
        "7S",
        "C",
        "?",
    ]


def test_members_look_only(cast: Cast) -> None:
    client = cast.bongani.client()
    assert "Save the logo" not in client.get(PAGE).content.decode()
    assert upload(client, pictures.png()).status_code == 403
    assert client.post(f"{PAGE}logo/remove/").status_code == 403
    assert (present(cast), stored()) == ({}, 0)


REFUSED = {
    "svg": (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "This is an SVG. It may carry programs"),
    "gif": (b"GIF89a" + b"\0" * 40, "This is a GIF."),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 40, "for example HEIC"),
    "pdf": (b"%PDF-1.7 ...", "This is a PDF."),
    "text": (b"hello", "This is not a picture"),
    "empty": (b"", "This file is empty."),
    "truncated": (pictures.png()[:60], "This picture is damaged"),
    "one pixel": (pictures.png(size=(1, 1)), "This picture has 1 × 1 pixels. Each side needs at least 16"),
    "bomb": (pictures.huge_png(20_000), "This picture has 20000 × 20000 pixels"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_bad_input_gets_a_clear_sentence_and_leaves_nothing(cast: Cast, what: str) -> None:
    content, sentence = REFUSED[what]
    reply = upload(cast.thandi.client(), content)
    assert sentence in reply.content.decode()
    assert (present(cast), stored()) == ({}, 0)


def test_the_name_counts_nothing(cast: Cast) -> None:
    client = cast.thandi.client()
    assert upload(client, pictures.png(), name="logo.exe").status_code == 302
    assert present(cast)["ground"] == "none"


def test_too_large_a_file(cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(logos, "BYTES_AT_MOST", 1 << 20)
    client, content = cast.thandi.client(), pictures.png() + b"\0" * (1 << 20)
    sentence = "This file is larger than a logo may be: 1 MB."
    assert sentence in upload(client, content).content.decode()
    settings.UPLOAD_MAX_BYTES = 1000  # stopped on its way in
    page = upload(client, content).content.decode()
    assert sentence in page
    assert "Choose a picture first" not in page
    assert stored() == 0


def test_no_file_at_all(cast: Cast) -> None:
    page = cast.thandi.client().post(f"{PAGE}logo/").content.decode()
    assert "Choose a picture first: PNG, JPEG or WebP." in page


def test_what_takes_too_much_memory_is_said_in_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_much(*_args: Any, **_limits: Any) -> None:
        raise limits.LimitExceeded

    monkeypatch.setattr(logos, "run_limited", too_much)
    with pytest.raises(LogoTooHeavy):
        put_up(cast)


def test_the_same_picture_again_changes_nothing(cast: Cast) -> None:
    put_up(cast)
    before, files = present(cast), stored()
    change = put_up(cast)
    assert change.before == change.after
    assert (present(cast), stored(), files) == (before, 4, 4)


def test_undo_brings_the_one_before_back(cast: Cast) -> None:
    first = put_up(cast, "red").after
    client = cast.thandi.client()
    page = upload(client, pictures.png("blue"), follow=True)
    assert present(cast)["id"] != first
    client.post(f"{PAGE}undo/", {"note": page.context["undo"]})
    assert present(cast)["id"] == first
    with tenant(cast.umoja):
        assert Logo.objects.current().get().public_id == first
        assert AuditEntry.objects.filter(code="accounts.organisation.logo_restored").count() == 1
    again = client.post(f"{PAGE}undo/", {"note": page.context["undo"]}, follow=True)
    assert "can no longer be undone" in again.content.decode()


def test_undo_of_a_removal_and_of_the_first_one(cast: Cast) -> None:
    client = cast.thandi.client()
    first = upload(client, pictures.png(), follow=True)
    kept = present(cast)
    removed = client.post(f"{PAGE}logo/remove/", follow=True)
    assert present(cast) == {}
    client.post(f"{PAGE}undo/", {"note": removed.context["undo"]})
    assert present(cast) == kept
    client.post(f"{PAGE}undo/", {"note": first.context["undo"]})
    assert present(cast) == {}


def test_undo_asks_for_the_capability(cast: Cast) -> None:
    page = upload(cast.thandi.client(), pictures.png(), follow=True)
    assert cast.bongani.client().post(f"{PAGE}undo/", {"note": page.context["undo"]}).status_code == 403
    assert present(cast)


def test_old_files_go_when_nobody_can_bring_them_back(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    first, now = put_up(cast, "red").after, timezone.now()
    second = put_up(cast, "blue").after
    assert stored() == 8
    with tenant(cast.umoja):
        assert logos.forget_replaced(now=now + timedelta(minutes=10)) == 0
        with django_capture_on_commit_callbacks() as later:
            assert logos.forget_replaced(now=now + timedelta(minutes=16)) == 1
        assert stored() == 8, "before the commit nothing is gone"
        for call in later:
            call()
        assert stored() == 4
        with pytest.raises(LogoGone):
            logos.restore(first, present=second, by=cast.thandi.actor, now=now)


def test_goes_with_the_organisation(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    put_up(cast, "red")
    put_up(cast, "blue")
    now = timezone.now()
    with tenant(cast.umoja):
        deletion.request(by=cast.thandi.actor, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        assert erasure.purge(cast.umoja.pk, now=now + timedelta(days=31))
    assert stored() == 0


def test_behind_the_s3_api(cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    with local_bucket() as storage:
        settings.STORAGES = {**settings.STORAGES, "default": storage}
        put_up(cast)
        for name, start in (("256", b"RIFF"), ("document", b"\x89PNG")):
            address = logo_marks.address("umoja-foods", present(cast)["digest"], name)
            picture: Any = cast.bongani.client().get(address)
            assert b"".join(picture.streaming_content).startswith(start)
        with tenant(cast.umoja), django_capture_on_commit_callbacks(execute=True):
            logos.remove(by=cast.thandi.actor, now=timezone.now())
            assert logos.forget_replaced(now=timezone.now() + timedelta(minutes=16)) == 1
        assert stored() == 0


def test_initials_where_this_session_could_not_fetch_the_picture(cast: Cast) -> None:
    put_up(cast)
    Organisation.objects.filter(pk=cast.umoja.pk).update(requires_sso=True)
    address = logo_marks.address("umoja-foods", present(cast)["digest"], "64")
    assert cast.bongani.client().get(address).status_code == 403
    assert address not in cast.bongani.client().get("/organisations/").content.decode()


def test_pages_ask_nothing_for_the_logo(cast: Cast) -> None:
    put_up(cast)
    client = cast.thandi.client()
    client.get("/organisations/")
    with assert_max_queries(7):
        client.get("/organisations/")


class TestApi:
    def etag(self, client: Any) -> dict[str, Any]:
        return {"HTTP_IF_MATCH": client.get("/api/v1/o/umoja-foods/")["ETag"]}

    def put(self, client: Any, content: bytes, **headers: Any) -> Any:
        body, kind = _multipart(content)
        return client.put(API, body, content_type=kind, **headers)

    def test_puts_reads_and_removes(self, cast: Cast) -> None:
        client = cast.thandi.client()
        assert client.get(API).status_code == 404
        reply = self.put(client, pictures.png(), **self.etag(client))
        assert reply.status_code == 200, reply.content
        found = client.get(API).json()
        assert (found["width"], found["height"], found["ground"]) == (300, 200, "none")
        picture = client.get(found["pictures"]["document"])
        assert picture["Content-Type"] == "image/png"
        assert "immutable" in picture["Cache-Control"]
        reply = client.delete(API, **self.etag(client))
        assert reply.status_code == 204
        assert client.get(API).status_code == 404

    def test_an_edit_names_its_version(self, cast: Cast) -> None:
        client = cast.thandi.client()
        assert self.put(client, pictures.png()).status_code == 428
        stale = self.etag(client)
        put_up(cast, "blue")
        assert self.put(client, pictures.png(), **stale).status_code == 412
        assert stored() == 4, "the refused one left no files"

    def test_a_repeated_request_has_what_it_wants(self, cast: Cast) -> None:
        """As after a reply that got lost on a bad line."""
        client = cast.thandi.client()
        before = self.etag(client)
        first, again = (self.put(client, pictures.png(), **before) for _ in range(2))
        assert (first.status_code, again.status_code) == (200, 200)
        assert first["ETag"] == again["ETag"]
        before = self.etag(client)
        assert [client.delete(API, **before).status_code for _ in range(2)] == [204, 204]

    def test_refuses_with_a_problem_document(self, cast: Cast) -> None:
        client = cast.thandi.client()
        reply = self.put(client, b"<svg/>", **self.etag(client))
        assert reply.status_code == 422
        assert reply.json()["code"] == "accounts.logo.not_a_picture"
        body, kind = _multipart(None)
        reply = client.put(API, body, content_type=kind, **self.etag(client))
        assert reply.json()["code"] == "accounts.logo.missing"


def _multipart(content: bytes | None) -> tuple[bytes, str]:
    parts = {} if content is None else {"file": SimpleUploadedFile("x.png", content)}
    return encode_multipart(BOUNDARY, parts), MULTIPART_CONTENT


def test_mails_carry_the_present_logo_at_an_address_that_needs_no_sign_in(cast: Cast, client: Any) -> None:
    assert branding.of(present_row(cast)) == branding.Look(name=cast.umoja.name), "no logo, no address"
    put_up(cast, "red")
    look = branding.of(present_row(cast))
    assert 0 < look.logo_height <= 40
    path = look.logo_url.removeprefix(settings.SITE_URL)
    first = client.get(path)
    assert (first.status_code, first["Content-Type"]) == (200, "image/png")
    red = b"".join(first.streaming_content)
    put_up(cast, "blue")
    assert branding.of(present_row(cast)).logo_url == look.logo_url, "old mails show the new one"
    assert b"".join(client.get(path).streaming_content) != red
    page = cast.thandi.client().get("/o/umoja-foods/notifications/look/mail/")
    assert look.logo_url in page.content.decode()
    assert "'unsafe-inline'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    Organisation.objects.filter(pk=cast.umoja.pk).update(requires_sso=True)
    assert client.get(path).status_code == 404
    assert branding.of(present_row(cast)).logo_url == ""


def present_row(cast: Cast) -> Organisation:
    return Organisation.objects.get(pk=cast.umoja.pk)

"""Pages for people without an account: a shared document, a document to sign, the check of a sealed file."""

import io
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content import signing_terms as terms
from content.models import ShareLink, ShareView, Signer, SignerState
from content.selectors import sending as selectors
from content.services import sharing
from content.services.sharing import Wish
from content.services.signing import ending, sealing
from content.services.visits import Visit
from content.tests import signing_scene as scene
from content.tests.signing_scene import PHONE, THEM, US, Browser
from notifications.models import Notification
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
ROBOT = "WhatsApp/2.24.1 A"


def shared(cast: Cast, **wish: Any) -> tuple[ShareLink, str]:
    """A link to a sent agreement, and its address on this site."""
    version, now = scene.sent(cast.thandi), timezone.now()
    with tenant(cast.umoja):
        asked = Wish(**{"name": "Kasi Café", "expires_at": now + timedelta(days=30), **wish})
        made = sharing.share(version, asked, by=cast.thandi.actor, now=now)
    return made.link, made.address.partition("://")[2].partition("/")[2].join(("/", ""))


def browser(agent: str = PHONE) -> Client:
    return Client(headers={"User-Agent": agent})


def looks(cast: Cast) -> list[str]:
    with tenant(cast.umoja):
        return list(ShareView.objects.order_by("pk").values_list("kind", flat=True))


def test_a_recipient_reads_and_downloads_and_the_sender_hears_of_the_first_look(cast: Cast) -> None:
    link, address = shared(cast)
    reply = browser().get(address)
    assert reply.status_code == 200
    assert (reply["X-Robots-Tag"], reply["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")
    text = reply.content.decode()
    assert "Umoja Foods" in text
    assert "Why we make this agreement" in text, "who sees no pictures reads the words"
    assert looks(cast) == [], "a program that only reads the page did not look"
    with scene.followed():
        picture = browser().get(f"{address}page/1/")
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
        browser().get(f"{address}page/1/")
        large = browser().get(f"{address}page/2/?large")
        assert len(large.content) > 2 * len(browser().get(f"{address}page/2/").content)
        file = browser().get(f"{address}file/")
    assert file.content.startswith(b"%PDF")
    assert "for Kasi Café" not in pypdf.PdfReader(io.BytesIO(file.content)).pages[0].extract_text()
    assert looks(cast) == ["viewed", "downloaded"], "again so soon is the same line"
    assert browser().get(f"{address}page/9/").status_code == 404
    told = Notification.objects.filter(user=cast.thandi.user)
    assert [row.title for row in told] == ["Kasi Café opened Non-disclosure agreement with Kasi Café"]
    with tenant(cast.umoja):
        view = ShareView.objects.order_by("pk")[0]
        assert (view.agent, view.ip, view.times) == ("Chrome on Android", "127.0.0.1", 2)
        assert OutboxEvent.objects.filter(name="content.DocumentViewed").count() == 2
        link.refresh_from_db()
        sharing.forget_old(now=timezone.now() + timedelta(days=15))
        assert set(ShareView.objects.values_list("ip", flat=True)) == {None}
        sharing.forget_old(now=timezone.now() + timedelta(days=91))
        assert not ShareView.objects.exists()


def test_whoever_fetches_it_over_and_over_writes_few_lines(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, _address = shared(cast)
    monkeypatch.setattr(terms, "MOST_VIEWS", 3)
    now = timezone.now()
    with tenant(cast.umoja):
        for number in range(12):
            visit = Visit(ip=f"196.25.1.{number}", agent="Chrome on Android")
            for kind in ("viewed", "downloaded"):
                assert sharing.note(link.pk, kind, visit, now=now + timedelta(seconds=number))
        assert ShareView.objects.count() == 8, "three lines, and one for all who came after"
        last = ShareView.objects.order_by("-pk")[0]
        assert (last.agent, last.ip, last.times) == ("", None, 9)
        (row,) = selectors.links(link.document)
        assert (row.looks, row.downloads) == (12, 12)
        again = Visit(ip="196.25.1.0", agent="Chrome on Android")
        monkeypatch.setattr(terms, "MOST_VIEWS", 30)
        sharing.note(link.pk, "viewed", again, now=now + timedelta(minutes=31))
        assert ShareView.objects.filter(ip="196.25.1.0", kind="viewed").count() == 2


def test_robots_and_the_team_are_not_counted(cast: Cast) -> None:
    _link, address = shared(cast)
    for agent in (
        ROBOT,
        "Mozilla/5.0 (compatible; Googlebot/2.1)",
        "facebookexternalhit/1.1",
        "curl/8.1",
        "",
    ):
        browser(agent).get(f"{address}page/1/")
    browser().get(f"{address}page/1/", headers={"Sec-Purpose": "prefetch"})
    for person in (cast.thandi, cast.bongani):
        person.client().get(f"{address}page/1/", headers={"User-Agent": PHONE})
    assert looks(cast) == []
    cast.charlize.client().get(f"{address}page/1/", headers={"User-Agent": PHONE})
    assert looks(cast) == ["viewed"]


def test_a_link_that_may_only_be_looked_at_bears_the_name_and_gives_no_file(cast: Cast) -> None:
    _link, address = shared(cast, may_download=False, has_watermark=True)
    text = browser().get(address).content.decode()
    assert "Download as PDF" not in text
    assert browser().get(f"{address}file/").status_code == 404
    plain_link, plain = shared(cast)
    del plain_link
    assert browser().get(f"{address}page/1/").content != browser().get(f"{plain}page/1/").content
    _other, marked = shared(cast, has_watermark=True)
    copy = browser().get(f"{marked}file/").content
    assert "for Kasi Café" in " ".join(pypdf.PdfReader(io.BytesIO(copy)).pages[1].extract_text().split())


def test_a_code_comes_first_where_the_sender_asks_for_it(cast: Cast) -> None:
    _link, address = shared(cast, asks_code=True, email="lerato@kasi.example")
    client, forwarded = browser(), browser()
    door = client.get(address).content.decode()
    assert "l…@kasi.example" in door
    assert "lerato@kasi.example" not in door
    assert "Non-disclosure" not in door, "not even its name"
    assert client.get(f"{address}page/1/").status_code == 403
    assert client.get(f"{address}file/").status_code == 403
    client.post(f"{address}code/")
    code = scene.code_in_mail("lerato@kasi.example")
    assert client.post(f"{address}confirm/", {"code": "12"}).status_code == 422
    assert client.post(f"{address}confirm/", {"code": f" {code[:3]} {code[3:]} "}).status_code == 302
    assert "Non-disclosure" in client.get(address).content.decode()
    assert client.get(f"{address}page/1/").status_code == 200
    assert "Non-disclosure" not in forwarded.get(address).content.decode()
    assert forwarded.post(f"{address}confirm/", {"code": code}).status_code == 422, "a code counts once"


def test_closed_expired_and_wrong_links_open_nothing(cast: Cast) -> None:
    link, address = shared(cast)
    with tenant(cast.umoja):
        sharing.close(link.pk, by=cast.thandi.actor, now=timezone.now())
    for page in ("", "page/1/", "file/", "logo/"):
        assert browser().get(f"{address}{page}").status_code == 410
    with tenant(cast.umoja):
        sharing.open_again(link.pk, by=cast.thandi.actor, now=timezone.now())
    assert browser().get(address).status_code == 200
    with tenant(cast.umoja):
        ShareLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    assert browser().get(address).status_code == 410
    parts = address.strip("/").split("/")
    karoo = cast.karoo.public_id
    for wrong in (f"/d/{karoo}/{parts[2]}/", f"/d/{parts[1]}/{'a' * 40}/", f"/d/{'a' * 16}/{parts[2]}/"):
        assert browser().get(wrong).status_code == 404


def test_a_signer_signs_by_hand_in_a_browser_and_two_tabs_do_so_once(cast: Cast) -> None:
    request = scene.asked(cast.thandi, US, THEM, in_turn=False, now=timezone.now())
    with tenant(cast.umoja):
        tab, them = Browser.of(scene.signer(request, US)), Browser.of(scene.signer(request, THEM))
    assert "Non-disclosure" not in tab.get().content.decode()
    assert tab.get("sign-page", 1).status_code == 403
    assert tab.post(name="Thandi", consent="on").status_code == 200, "the door again, and nothing signed"
    tab.prove(US.email)
    text = tab.get().content.decode()
    assert "section 13 of the Electronic Communications and Transactions Act 25 of 2002" in text
    assert "A sale of land, a will" in text
    assert tab.get("sign-page", 2).status_code == 200
    assert tab.post(name="Thandi Mokoena").status_code == 422, "without the tick"
    assert (
        tab.post(name="Thandi Mokoena", consent="on", drawing="data:image/png;base64,AAAA").status_code == 422
    )
    drawing = scene.data_url(scene.drawn())
    first = tab.post(name="Thandi Mokoena", consent="on", drawing=drawing)
    second = tab.post(name="Somebody else", consent="on")
    assert (first.status_code, second.status_code) == (302, 200)
    assert "You have signed" in second.content.decode()
    with tenant(cast.umoja):
        found = scene.signer(request, US)
        assert (found.state, found.signed_name, found.ip, found.agent) == (
            SignerState.SIGNED,
            "Thandi Mokoena",
            "127.0.0.1",
            "Chrome on Android",
        )
        assert bytes(found.drawing).startswith(b"\x89PNG")
        assert found.consent.startswith("I want to sign this document electronically")
    them.prove(THEM.email)
    with scene.followed():
        them.post(name="Lindiwe Nkosi", consent="on")
    assert "Everybody has signed" in them.get().content.decode()
    assert them.get("sign-file").content.count(b"SynthAI seal") == 1
    forwarded = Browser(them.owner, them.token, browser())
    assert forwarded.get("sign-file").status_code == 403, "who was sent the link by somebody else"
    assert "Download the signed" not in forwarded.get().content.decode()


def test_declining_and_passing_on_in_a_browser(cast: Cast) -> None:
    request = scene.asked(cast.thandi, US, THEM, in_turn=False, now=timezone.now())
    with tenant(cast.umoja):
        us, them = Browser.of(scene.signer(request, US)), Browser.of(scene.signer(request, THEM))
    assert us.post("sign-decline", reason="No").status_code == 302, "to the door: the code first"
    us.prove(US.email)
    assert us.get("sign-pass-on").status_code == 200
    assert us.post("sign-pass-on", name="Sipho", email=US.email).status_code == 200
    us.post("sign-pass-on", name="Sipho Zulu", email="sipho@umoja.example")
    assert "You have passed it on" in us.get().content.decode()
    them.prove(THEM.email)
    assert "This field is required" in them.post("sign-decline", reason="").content.decode()
    them.post("sign-decline", reason="The term is too long")
    assert "You have declined" in them.get().content.decode()
    with tenant(cast.umoja):
        other = Browser.of(Signer.objects.get(email="sipho@umoja.example"))
    over = other.get()
    assert (over.status_code, "There is nothing to sign any more" in over.content.decode()) == (410, True)


def test_a_withdrawn_request_takes_no_signature_from_a_tab_that_was_open(cast: Cast) -> None:
    request = scene.asked(cast.thandi, US, now=timezone.now())
    with tenant(cast.umoja):
        tab = Browser.of(scene.signer(request, US))
    tab.prove(US.email)
    with tenant(cast.umoja):
        ending.withdraw(request.pk, "A mistake", by=cast.thandi.actor, now=timezone.now())
    reply = tab.post(name="Thandi", consent="on")
    assert (reply.status_code, "withdrew the document" in reply.content.decode()) == (410, True)


def test_posts_from_a_mail_link_need_their_own_token_and_no_account(cast: Cast) -> None:
    request = scene.asked(cast.thandi, US, now=timezone.now())
    with tenant(cast.umoja):
        tab = Browser.of(scene.signer(request, US))
    tab.client = Client(enforce_csrf_checks=True, headers={"User-Agent": PHONE})
    assert tab.post("sign-code").status_code == 403
    tab.get()
    token = tab.client.cookies["csrftoken"].value
    assert tab.post("sign-code", csrfmiddlewaretoken=token).status_code == 302
    assert scene.code_in_mail(US.email)


def test_anybody_checks_a_sealed_file_and_learns_nothing_of_what_is_in_it(cast: Cast) -> None:
    request = scene.asked(cast.thandi, US, now=timezone.now())
    with tenant(cast.umoja):
        tab = Browser.of(scene.signer(request, US))
    tab.prove(US.email)
    with scene.followed():
        tab.post(name="Thandi Mokoena", consent="on")
    with tenant(cast.umoja):
        request.refresh_from_db()
        content = sealing.sealed_file(request)
    address = reverse("content-public:check")

    def check(data: bytes) -> str:
        file = SimpleUploadedFile("signed.pdf", data, content_type="application/pdf")
        return browser().post(address, {"file": file}).content.decode()

    whole = check(content)
    assert "Ours, and unchanged" in whole
    assert "Umoja Foods" in whole
    assert "Non-disclosure" not in whole
    assert "Thandi" not in whole
    assert "Changed since it was sealed" in check(content + b" ")
    assert "Not one of ours" in check(b"%PDF-1.7")
    named = {"sha256": request.sealed_sha256, "reference": f"{cast.umoja.public_id} {request.public_id}"}
    assert "Ours, and unchanged" in browser().post(address, named).content.decode()
    named["reference"] = f"{cast.karoo.public_id} {request.public_id}"
    assert "Not one of ours" in browser().post(address, named).content.decode()
    assert "Choose the signed PDF first" in browser().post(address, {}).content.decode()
    paper = reverse("content-public:check-one", args=[cast.umoja.public_id, request.public_id])
    assert "paper can be copied" in browser().get(paper).content.decode()


def test_a_withdrawn_paper_is_closed_at_once_to_who_proved_their_address(cast: Cast) -> None:
    with scene.followed():
        request = scene.asked(cast.thandi, THEM, now=timezone.now())
    with tenant(cast.umoja):
        them = Browser.of(scene.signer(request, THEM))
    with scene.followed():
        them.prove(THEM.email)
    assert them.get("sign-file").status_code == 200
    with tenant(cast.umoja):
        ending.withdraw(request.pk, "Another price", by=cast.thandi.actor, now=timezone.now())
    assert them.get("sign-file").status_code == 410
    assert them.get("sign-page", 1).status_code == 410

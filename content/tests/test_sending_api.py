"""Links, signatures and dates over the API."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from content.models import Document, ShareLink, Signer, SigningRequest
from content.services import drawing
from content.services.signing import giving, sealing
from content.services.signing.giving import Given
from content.tests import signing_scene as scene
from content.tests.signing_scene import PHONE, VISIT
from notifications.models import Mail
from synthai.core.models import IdempotencyRecord
from synthai.core.tenancy import tenant
from synthai.core.testing import seals
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
API = "/api/v1/o/umoja-foods/documents/"
JSON = "application/json"


def test_a_link_is_made_once_and_closed(cast: Cast) -> None:
    document, client = scene.draft(cast.thandi), cast.thandi.client()
    here = f"{API}{document.public_id}/links/"
    wrong = client.post(here, {"name": "Kasi", "asks_code": True}, content_type=JSON)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "#/email")
    body = {"name": "Kasi Café", "days": 9, "has_watermark": True}
    made = [
        client.post(here, body, content_type=JSON, headers={"Idempotency-Key": "one-link"}) for _ in range(2)
    ]
    assert [reply.status_code for reply in made] == [201, 201]
    assert made[0].json() == made[1].json()
    address = made[0].json()["url"].partition("://")[2].partition("/")[2]
    assert client.get(f"/{address}", headers={"User-Agent": PHONE}).status_code == 200
    (row,) = client.get(here).json()["results"]
    assert (row["views"], row["downloads"], row["closed_at"]) == (0, 0, None)
    assert client.delete(f"{here}{row['id']}/").status_code == 204
    assert client.get(f"/{address}").status_code == 410
    again = client.post(f"{here}{row['id']}/return/").json()
    assert (again["views"], again["closed_at"]) == (0, None)
    assert client.get(f"/{address}").status_code == 200
    assert cast.bongani.client().get(here).status_code == 403, "addresses are for who may send"
    with tenant(cast.umoja):
        assert ShareLink.objects.count() == 1


def test_no_transaction_waits_for_a_drawing_and_no_record_keeps_a_secret(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw, open_while_drawn = drawing.as_pdf, []

    def watched(row: Document, *, is_final: bool = False) -> bytes:
        open_while_drawn.append(len(connection.savepoint_ids))
        return draw(row, is_final=is_final)

    monkeypatch.setattr(drawing, "as_pdf", watched)
    client, outside = cast.thandi.client(), len(connection.savepoint_ids)
    key = {"Idempotency-Key": "once-only"}
    linked, signed = scene.draft(cast.thandi), scene.draft(cast.thandi)
    place = f"{API}{linked.public_id}/links/"
    link = [client.post(place, {"name": "Kasi"}, content_type=JSON, headers=key) for _ in range(2)]
    signers = {"signers": [{"name": "Lindiwe Nkosi", "email": "lindiwe@kasi.example", "role": "them"}]}
    place = f"{API}{signed.public_id}/signings/"
    asked = [client.post(place, signers, content_type=JSON, headers=key) for _ in range(2)]
    for first, second in (link, asked):
        assert [first.status_code, second.status_code] == [201, 201]
        assert first.json()["id"] == second.json()["id"]
    assert open_while_drawn == [outside, outside]
    other = client.post(f"{API}{signed.public_id}/links/", {"name": "X"}, content_type=JSON, headers=key)
    assert other.status_code == 422, "the key came with another document before"
    with tenant(cast.umoja):
        assert not IdempotencyRecord.objects.exists()


def test_signatures_are_asked_for_followed_and_fetched(cast: Cast) -> None:
    document, client = scene.draft(cast.thandi), cast.thandi.client()
    here = f"{API}{document.public_id}/signings/"
    assert client.post(here, {"signers": []}, content_type=JSON).status_code == 400
    signers = [{"name": "Lindiwe Nkosi", "email": "lindiwe@kasi.example", "role": "them"}]
    made = client.post(here, {"signers": signers, "days": 5}, content_type=JSON)
    assert made.status_code == 201, made.json()
    said = made.json()
    assert (said["state"], said["signers"][0]["state"], len(said["sha256"])) == ("open", "asked", 64)
    again = client.post(here, {"signers": signers}, content_type=JSON)
    assert (again.status_code, "waits for signatures already" in again.json()["detail"]) == (409, True)
    one, signer = f"{here}{said['id']}/", said["signers"][0]["id"]
    with scene.followed():
        assert client.post(f"{one}signers/{signer}/reminder/").status_code == 204
    assert Mail.objects.filter(kind="content/sign", subject__startswith="Reminder").count() == 1
    assert client.get(f"{one}file.pdf").status_code == 409
    with tenant(cast.umoja):
        request = SigningRequest.objects.get()
        found, now = Signer.objects.get(request=request), timezone.now()
        giving.send_code(found.pk, visit=VISIT, now=now)
        giving.confirm(found.pk, scene.code_in_mail(found.email), visit=VISIT, now=now)
        giving.sign(found.pk, Given(name="Lindiwe Nkosi", agrees=True), visit=VISIT, now=now)
        sealing.seal(request.pk)
    seals.check(client.get(f"{one}file.pdf").content)
    shown = client.get(one).json()
    assert (shown["state"], shown["is_sealed"]) == ("completed", True)
    assert client.post(f"{one}withdrawal/", {}, content_type=JSON).status_code == 410
    assert len(client.get(here).json()) == 1


def test_dates_are_noted_moved_and_done(cast: Cast) -> None:
    document, client = scene.draft(cast.thandi), cast.bongani.client()
    day = (timezone.localdate() + timedelta(days=60)).isoformat()
    made = client.post(
        f"{API}{document.public_id}/dates/", {"what": "It ends", "due_on": day}, content_type=JSON
    )
    assert made.status_code == 201
    here = f"{API}dates/{made.json()['id']}/"
    later = (timezone.localdate() + timedelta(days=90)).isoformat()
    assert client.patch(here, {"due_on": later}, content_type=JSON).status_code == 428
    moved = client.patch(here, {"due_on": later}, content_type=JSON, headers={"If-Match": made["ETag"]})
    assert (moved.status_code, moved.json()["due_on"]) == (200, later)
    stale = client.patch(here, {"is_done": True}, content_type=JSON, headers={"If-Match": made["ETag"]})
    assert stale.status_code == 412
    done = client.patch(here, {"is_done": True}, content_type=JSON, headers={"If-Match": moved["ETag"]})
    assert done.json()["done_at"] is not None
    assert client.get(f"{API}dates/").json()["results"] == []

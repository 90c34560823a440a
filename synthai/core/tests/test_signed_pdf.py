"""The seal on a PDF: whose key signs it, what it spans, and the time that a time-stamp server adds by real HTTP."""

import asyncio
import hashlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, keys, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from django.core.exceptions import ImproperlyConfigured
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from synthai.core.documents import Sheet, as_pdf, pages, signed_pdf
from synthai.core.documents.marks import Mark
from synthai.core.documents.signing_key import SigningKey, signing_key
from synthai.core.testing import seals

NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> SigningKey:
    settings.SIGNING_FOLDER = tmp_path
    return signing_key()


def paper(title: str, lines: int = 3) -> bytes:
    notes = tuple(f"Line {number} of {title}." for number in range(lines))
    return as_pdf(Sheet(language="en-ZA", sender="Umoja Foods", title=title, notes=notes), at=NOW)


def test_the_laptops_key_is_made_once_and_its_file_is_private(key: SigningKey, settings: Any) -> None:
    folder = Path(settings.SIGNING_FOLDER) / "signing"
    assert signing_key().fingerprint == key.fingerprint
    assert (folder / "signing-key.pem").stat().st_mode & 0o077 == 0
    assert "self-made" in key.subject


def test_a_deployment_must_bring_a_key_and_the_certificate_of_it(
    key: SigningKey, settings: Any, tmp_path: Path
) -> None:
    made = tmp_path / "signing"
    settings.DEVELOPMENT = False
    with pytest.raises(ImproperlyConfigured, match="are not set"):
        signing_key()
    settings.SIGNING_KEY_FILE = str(made / "signing-key.pem")
    with pytest.raises(ImproperlyConfigured, match="both"):
        signing_key()
    settings.SIGNING_CERTIFICATE_FILE = str(tmp_path / "absent.pem")
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        signing_key()
    settings.SIGNING_CERTIFICATE_FILE = str(made / "signing-certificate.pem")
    assert signing_key().fingerprint == key.fingerprint
    settings.SIGNING_FOLDER, settings.DEVELOPMENT = tmp_path / "other", True
    settings.SIGNING_KEY_FILE, settings.SIGNING_CERTIFICATE_FILE = "", ""
    signing_key()
    settings.SIGNING_KEY_FILE = str(made / "signing-key.pem")
    settings.SIGNING_CERTIFICATE_FILE = str(tmp_path / "other" / "signing" / "signing-certificate.pem")
    with pytest.raises(ImproperlyConfigured, match="does not belong"):
        signing_key()


def test_a_key_on_an_elliptic_curve_seals_as_well(tmp_path: Path) -> None:
    key = seals.own_key(tmp_path, ec.generate_private_key(ec.SECP256R1()))
    sealed = signed_pdf.seal(paper("Agreement"), paper("Signatures"), key=key, reason="For a test")
    assert seals.check(sealed).certificate.fingerprint(hashes.SHA256()).hex() == key.fingerprint
    with pytest.raises(seals.SealBroken):
        seals.check(sealed.replace(b"For a test", b"For a lest"))


@pytest.mark.parametrize(
    "make", [ed25519.Ed25519PrivateKey.generate, lambda: ec.generate_private_key(ec.SECP256K1())]
)
def test_a_key_that_cannot_seal_is_refused_as_it_is_read(make: Any, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="cannot seal"):
        seals.own_key(tmp_path, make())


def test_what_was_there_stays_and_the_seal_spans_all(key: SigningKey) -> None:
    original, appendix = paper("Agreement", 90), paper("Signatures")
    mark = Mark(page=1, x=60, y=60, pdf=paper("Mark", 1))
    sealed = signed_pdf.seal(original, appendix, key=key, reason="For a test", marks=[mark])
    assert sealed.startswith(original)
    assert pages.count(sealed) == pages.count(original) + 1
    assert "Line 0 of Mark." in pages.texts(sealed)[1]
    assert pages.texts(sealed)[-1].startswith("Umoja Foods")
    found = seals.check(sealed)
    assert (found.reason, found.allows_changes, found.timestamp) == ("For a test", False, None)
    with pytest.raises(seals.SealBroken):
        seals.check(sealed.replace(b"For a test", b"For a lest"))


class _TimeStampServer(BaseHTTPRequestHandler):
    """RFC 3161 over HTTP: a request in its media type, a reply in its own."""

    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.seen.append((self.headers["Content-Type"], tsp.TimeStampReq.load(body)))
        reply = asyncio.run(server.stamper.async_request_tsa_response(server.seen[-1][1])).dump()
        self.send_response(503 if server.is_down else 200)
        self.send_header(
            "Content-Type", "application/timestamp-reply" if not server.is_down else "text/plain"
        )
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def tsa(key: SigningKey, settings: Any) -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), _TimeStampServer)
    server.stamper = DummyTimeStamper(
        x509.Certificate.load(key.certificate), keys.PrivateKeyInfo.load(key.key), fixed_dt=NOW
    )
    server.seen, server.is_down = [], False
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}/"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_time_stamp_server_says_when(key: SigningKey, tsa: Any) -> None:
    sealed = signed_pdf.seal(paper("Agreement"), paper("Signatures"), key=key, reason="For a test")
    token = seals.check(sealed).timestamp
    assert token is not None
    assert {media for media, _request in tsa.seen} == {"application/timestamp-query"}
    said = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
    assert said["gen_time"].native == NOW
    assert (
        said["message_imprint"]["hashed_message"].native
        == hashlib.sha256(seals.signature_of(sealed)).digest()
    )


def test_without_its_time_stamp_server_nothing_is_sealed(key: SigningKey, tsa: Any) -> None:
    tsa.is_down = True
    with pytest.raises(OSError, match="imestamp"):
        signed_pdf.seal(paper("Agreement"), paper("Signatures"), key=key, reason="For a test")

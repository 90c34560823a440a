"""The identity provider's side of single logout: written, read and checked by pysaml2, XML signed by signxml."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lxml import etree
from saml2 import BINDING_HTTP_REDIRECT, samlp
from saml2.pack import http_redirect_message
from saml2.s_utils import status_message_factory, success_status_factory
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.sigver import RSACrypto, verify_redirect_signature

from accounts.tests.saml_peer import ENTITY_ID, Idp, Key, loaded, sign

RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
RSA_SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
PARTIAL = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout"


@contextmanager
def listening() -> Iterator[str]:
    """Somebody answers at the logout address; what is said there is not looked at."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the library's name
            self.send_response(400)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/slo"
    finally:
        server.shutdown()
        server.server_close()


def check_signature(idp: Idp, address: str, ours: str) -> dict[str, str]:
    """The query of an address of ours, whose signature pysaml2 checks with a certificate of our metadata."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert set(query) <= {"SAMLRequest", "SAMLResponse", "SigAlg", "Signature"}, sorted(query)
    certificates = [text for _name, text in idp.server.metadata.certs(ours, "spsso", "signing")]
    assert any(verify_redirect_signature(query, RSACrypto(None), cert=each) for each in certificates)
    return query


def logout_request_in(idp: Idp, query: dict[str, str]) -> Any:
    """Our LogoutRequest, read by pysaml2."""
    xml = idp.server.unravel(query["SAMLRequest"], BINDING_HTTP_REDIRECT)
    return samlp.logout_request_from_string(xml)


def logout_response_in(idp: Idp, query: dict[str, str]) -> Any:
    """Our LogoutResponse, read by pysaml2."""
    xml = idp.server.unravel(query["SAMLResponse"], BINDING_HTTP_REDIRECT)
    return samlp.logout_response_from_string(xml)


def request(idp: Idp, destination: str, subject: str, indexes: tuple[str, ...] = (), **changes: Any) -> Any:
    """A LogoutRequest as XML, not yet signed; `changes` are attributes of it."""
    _number, made = idp.server.create_logout_request(
        destination,
        "not used",
        name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=subject),
        session_indexes=list(indexes),
        expire=instant(timedelta(minutes=5)),
        sign=False,
    )
    return _changed(etree.fromstring(str(made).encode()), changes)


def response(idp: Idp, asked: Any, *, status: str = "", **changes: Any) -> Any:
    """The LogoutResponse to a request of ours, as XML, not yet signed."""
    said = status_message_factory("", status, samlp.STATUS_RESPONDER) if status else success_status_factory()
    made = idp.server.create_logout_response(asked, [BINDING_HTTP_REDIRECT], status=said, sign=False)
    return _changed(etree.fromstring(str(made).encode()), changes)


def in_address(
    idp: Idp, document: Any, *, key: Key | None = None, algorithm: str = RSA_SHA256, state: str = ""
) -> str:
    """The query by which a browser brings the message, signed by pysaml2."""
    kind = "SAMLResponse" if document.tag.endswith("Response") else "SAMLRequest"
    made = http_redirect_message(
        etree.tostring(document).decode(),
        "http://x/",
        state,
        kind,
        sigalg=algorithm,
        sign=True,
        backend=RSACrypto(loaded((key or idp.key).private)),
    )
    return str(urlsplit(made["headers"][0][1]).query)


def in_form(idp: Idp, document: Any, *, key: Key | None = None) -> dict[str, str]:
    """The form by which a browser brings the message, signed inside."""
    kind = "SAMLResponse" if document.tag.endswith("Response") else "SAMLRequest"
    signed = sign(document, document.get("ID"), key or idp.key)
    return {kind: base64.b64encode(etree.tostring(signed)).decode(), "RelayState": "https://evil.example/"}


def instant(change: timedelta) -> str:
    return (datetime.now(UTC) + change).strftime("%Y-%m-%dT%H:%M:%SZ")


def _changed(document: Any, changes: dict[str, Any]) -> Any:
    """With other attributes; a duration is an instant that far from now."""
    for name, value in changes.items():
        if name == "issuer":
            document.find("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer").text = value
        else:
            document.set(name, instant(value) if isinstance(value, timedelta) else value)
    assert "issuer" in changes or ENTITY_ID.encode() in etree.tostring(document)
    return document

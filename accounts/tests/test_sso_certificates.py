"""Metadata and certificates of SAML providers: taken from the administrator, renewed daily, told before they end."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from accounts.models import SsoProvider
from accounts.services import sso_upkeep
from accounts.tests.saml_peer import ENTITY_ID, SIGN_IN_URL, Idp, Key, make_key
from accounts.tests.sso_rows import saml_row
from notifications.models import Notification
from synthai.core import fan_out
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/o/umoja-foods/settings/sign-in/"


@pytest.fixture(scope="module")
def key() -> Key:
    return make_key()


class TestMetadata:
    """Set up by metadata."""

    def test_pasted_on_the_page_and_the_addresses_to_register_come_back(self, cast: Cast, key: Key) -> None:
        client = cast.thandi.client()
        form = {
            "name": "Umoja SAML",
            "default_role": "viewer",
            "metadata_text": Idp(key).metadata().decode(),
        }
        place_of_it = client.post(f"{PAGE}add/saml/", form).headers["Location"]
        with tenant(cast.umoja):
            row = SsoProvider.objects.get()
        assert (row.sign_in_url, row.certificates) == (SIGN_IN_URL, [key.in_metadata])
        page = client.get(place_of_it).content.decode()
        assert f"/accounts/saml/sso-{cast.umoja.public_id}-{row.public_id}/acs/" in page
        assert "Valid" in page

    @pytest.mark.parametrize(
        ("document", "why"),
        [
            ("not xml", "It is not XML."),
            ("<a/>", "exactly one identity provider"),
            ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
            (
                '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"/>',
                "describes no identity provider",
            ),
        ],
    )
    def test_says_what_is_wrong_with_it(self, cast: Cast, document: str, why: str) -> None:
        form = {"name": "X", "default_role": "viewer", "metadata_text": document}
        reply = cast.thandi.client().post(f"{PAGE}add/saml/", form)
        assert why in reply.content.decode()

    def test_an_expired_and_an_ending_certificate_are_shown(self, cast: Cast) -> None:
        old, ending = make_key(ends=timedelta(days=-1)), make_key(ends=timedelta(days=10))
        row = saml_row(cast.umoja, entity_id="x", certificates=[old.in_metadata, ending.in_metadata])
        page = cast.thandi.client().get(f"{PAGE}providers/{row.public_id}/").content.decode()
        assert "Expired" in page
        assert "Ends soon" in page


class TestUpkeep:
    """Daily: new certificates come by themselves, ending ones are told."""

    def test_fetches_new_certificates_from_the_metadata_address(
        self, cast: Cast, key: Key, served: Callable[[bytes], str]
    ) -> None:
        new = make_key()
        one, two = Idp(key).metadata().decode(), Idp(new).metadata().decode()
        start, end = (
            two.index("<ns0:KeyDescriptor"),
            two.index("</ns0:KeyDescriptor>") + len("</ns0:KeyDescriptor>"),
        )
        both = one.replace("<ns0:KeyDescriptor", two[start:end] + "<ns0:KeyDescriptor", 1)
        row = saml_row(
            cast.umoja,
            entity_id=ENTITY_ID,
            certificates=[key.in_metadata],
            metadata_url=served(both.encode()),
        )
        self.run(cast)
        with tenant(cast.umoja):
            row.refresh_from_db()
            assert row.certificates == [new.in_metadata, key.in_metadata]
            assert AuditEntry.objects.filter(code="accounts.sso.certificates_renewed").count() == 1

    @pytest.mark.parametrize("served_now", [b"no metadata", b""])
    def test_keeps_what_it_has_when_the_address_says_nothing_good(
        self, cast: Cast, key: Key, served: Callable[[bytes], str], served_now: bytes
    ) -> None:
        row = saml_row(
            cast.umoja, entity_id=ENTITY_ID, certificates=[key.in_metadata], metadata_url=served(served_now)
        )
        self.run(cast)
        with tenant(cast.umoja):
            row.refresh_from_db()
        assert row.certificates == [key.in_metadata]

    def test_tells_of_the_end_once_a_week(self, cast: Cast) -> None:
        saml_row(cast.umoja, entity_id="x", certificates=[make_key(ends=timedelta(days=10)).in_metadata])
        self.run(cast)
        self.run(cast)
        told = Notification.objects.filter(kind="accounts.sso_certificate_ends")
        assert [line.user for line in told] == [cast.thandi.user]
        self.run(cast, later=timedelta(days=8))
        assert told.all().count() == 2

    def test_the_sweep_finds_the_organisation(self, cast: Cast, key: Key) -> None:
        saml_row(cast.karoo, entity_id="x", certificates=[key.in_metadata])
        found = fan_out.organisations_with_abandoned("accounts.SsoProvider", "to_look_after")
        assert found == [cast.karoo.pk]

    def run(self, cast: Cast, *, later: timedelta = timedelta(0)) -> None:
        with tenant(cast.umoja):
            sso_upkeep.look_after(now=timezone.now() + later)


@pytest.fixture
def served() -> Iterator[Callable[[bytes], str]]:
    """Serves a document over HTTP; returns its address."""
    servers = []

    def serve(document: bytes) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802 - the library's name
                self.send_response(200)
                self.end_headers()
                self.wfile.write(document)

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/metadata"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()

"""A finished PDF gets pages behind it, marks on its pages, and one signature over all (PAdES, ETSI EN 319 142).

What was there stays: everything is an addition behind the first file (an incremental update), so the file that people signed is found, byte by byte, at
the beginning of the sealed one. The signature certifies the whole and allows no change after it. With an address in `TIMESTAMP_URL`
a time-stamp server (RFC 3161) says when that was.
"""

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from asn1crypto import keys, x509
from django.conf import settings
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from synthai.core.documents.marks import Mark

if TYPE_CHECKING:
    from synthai.core.documents.signing_key import SigningKey

FIELD: Final = "Seal"
TIMESTAMP_SECONDS: Final = 10
_Name = generic.NameObject


def seal(
    original: bytes,
    appendix: bytes,
    *,
    key: "SigningKey",
    reason: str,
    marks: Sequence[Mark] = (),
) -> bytes:
    """The original with marks on its pages and the appendix's pages behind them, signed. Raises OSError when the time-stamp server fails."""
    writer = IncrementalPdfFileWriter(io.BytesIO(original))
    for mark in marks:
        _lay(writer, mark)
    reader = PdfFileReader(io.BytesIO(appendix))
    for place in range(int(reader.root["/Pages"]["/Count"])):
        _append(writer, writer.import_page_as_xobject(reader, page_ix=place))
    with ThreadPoolExecutor(
        max_workers=1
    ) as apart:  # pyHanko starts an event loop of its own, and this thread may have one
        return apart.submit(_signed, writer, _signer(key, reason)).result()


def _signed(writer: IncrementalPdfFileWriter, signer: signers.PdfSigner) -> bytes:
    out = io.BytesIO()
    signer.sign_pdf(writer, output=out)
    return out.getvalue()


def _signer(key: "SigningKey", reason: str) -> signers.PdfSigner:
    certificates = SimpleCertificateStore()
    certificates.register_multiple([x509.Certificate.load(each) for each in key.others])
    simple = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(key.certificate),
        signing_key=keys.PrivateKeyInfo.load(key.key),
        cert_registry=certificates,
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    stamper = (
        RequestsHTTPTimeStamper(settings.TIMESTAMP_URL, timeout=TIMESTAMP_SECONDS)
        if settings.TIMESTAMP_URL
        else None
    )
    return signers.PdfSigner(metadata, signer=simple, timestamper=stamper)


def _append(writer: IncrementalPdfFileWriter, drawn: Any) -> None:
    """A page that shows another file's page."""
    box = drawn.get_object()["/BBox"]
    content = generic.StreamObject(stream_data=b"q /Page Do Q")
    page = generic.DictionaryObject(
        {
            _Name("/Type"): _Name("/Page"),
            _Name("/MediaBox"): generic.ArrayObject(box),
            _Name("/Resources"): _shows("/Page", drawn),
            _Name("/Contents"): writer.add_object(content),
        }
    )
    writer.insert_page(page)


def _lay(writer: IncrementalPdfFileWriter, mark: Mark) -> None:
    reader = PdfFileReader(io.BytesIO(mark.pdf))
    drawn = writer.import_page_as_xobject(reader, page_ix=0)
    name = f"/Mark{drawn.reference.idnum}"
    content = f"q 1 0 0 1 {mark.x:.2f} {mark.y:.2f} cm {name} Do Q".encode()
    # A page may leave its own drawing turned or scaled: what it does is put between q and Q.
    before = writer.add_object(generic.StreamObject(stream_data=b"q"))
    after = writer.add_object(generic.StreamObject(stream_data=b"Q " + content))
    writer.add_stream_to_page(mark.page, before, prepend=True)
    writer.add_stream_to_page(mark.page, after, resources=_shows(name, drawn))


def _shows(name: str, drawn: Any) -> generic.DictionaryObject:
    objects = generic.DictionaryObject({_Name(name): drawn})
    return generic.DictionaryObject({_Name("/XObject"): objects})

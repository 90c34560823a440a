"""Files for the tests of reading: real ones, made by the libraries that people's programs use, and hostile ones by hand."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from functools import cache

import docx
import pypdf
import typst
import xlsxwriter

_ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
CONTRACT = """
#set document(title: "Supply agreement", author: "Umoja Foods")
#set page(numbering: "1")
#align(center)[#text(22pt)[*Supply agreement*]]
Between Umoja Foods (Pty) Ltd (registration 2015/123456/07, VAT 4740101508) and Karoo Cycles CC, signed on 12 March 2026. Call 021 555 0134 or write to thandi\\@umoja.example. Identity number 8001015009087.
= Delivery
We deliver maize meal every Friday before noon. The price of a pallet is R 1 250.00, and the whole order comes to R45,000.50. Deliveries to schools in the north take two days longer. The customer signs for each delivery on the day it arrives.
#columns(2)[
The left column says that the driver waits at the gate for half an hour. After that the driver leaves and the delivery is made again on the next working day.
#colbreak()
The right column says that the customer counts the bags before signing. Bags that are missing are written on the note and taken off the next invoice.
]
#pagebreak()
= Payment
The customer pays within 30 days of the date of the invoice. The supplier may stop deliveries when an invoice is not paid for 60 days. Interest is charged on late payment from the first day. The customer may end this agreement by giving notice of one month. The supplier keeps the goods as its own until they are paid.
"""


def pdf(source: str = CONTRACT) -> bytes:
    """A PDF by typst."""
    made = typst.compile(source.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


@cache
def long_pdf(pages: int) -> bytes:
    """A PDF with so many pages of a sentence each."""
    lines = "\n#pagebreak()\n".join(
        f"Page {n} says that we deliver to school number {n} on Fridays." for n in range(1, pages + 1)
    )
    return pdf(f"#set page(height: 6cm, width: 9cm)\n{lines}")


def locked_pdf() -> bytes:
    """One that wants a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("umoja", algorithm="AES-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def drawn_pdf(contents: bytes) -> bytes:
    """A page with this content stream, by hand: for what no program writes."""
    packed = zlib.compress(contents, 9)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def endless_pdf() -> bytes:
    """Some kilobytes that draw text for a very long time."""
    return drawn_pdf(b"BT /F1 9 Tf 10 800 Td\n" + b"(maize meal) Tj 0 -1 Td\n" * 12_000_000 + b"ET")


def scanned_pdf() -> bytes:
    """A page with a drawing and no text."""
    return drawn_pdf(b"0.9 g 10 10 500 700 re f")


def word(
    *, heading: str = "Price list", paragraphs: Sequence[str] = ("Our prices hold until 31 December 2026.",)
) -> bytes:
    """A Word file with a heading, paragraphs and a table."""
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = "Prices", "Thandi Mokoena"
    made.sections[0].header.paragraphs[0].text = "Umoja Foods (Pty) Ltd"
    made.add_heading(heading, 1)
    for text in paragraphs:
        made.add_paragraph(text)
    table = made.add_table(2, 2)
    for place, text in enumerate(("Bread", "R 18.99", "Milk", "R 24.99")):
        table.cell(place // 2, place % 2).text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def word_with(body: bytes, *, name: str = "word/document.xml") -> bytes:
    """A Word file one part of which is replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word())) as whole,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for member in whole.infolist():
            if member.filename != name:
                made.writestr(member, whole.read(member))
        made.writestr(name, body)
    return out.getvalue()


def laughing_word() -> bytes:
    """Entities that grow to gigabytes."""
    text = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "lol">{_ENTITIES}]>'
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return word_with(
        f'{text}<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'.encode()
    )


def reaching_word() -> bytes:
    """An entity that names a file of the server."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return word_with(
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'.encode()
    )


def bomb() -> bytes:
    """300 kB that unpack to 300 MB."""
    return word_with(b" " * 300_000_000)


def workbook() -> bytes:
    """A workbook with two sheets."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    prices, notes = book.add_worksheet("Prices"), book.add_worksheet("Notes")
    for row, cells in enumerate((("Product", "Price"), ("Bread", 18.99), ("Milk", 24.5), ("Eggs", 40))):
        prices.write_row(row, 0, cells)
    prices.write_formula(4, 1, "=SUM(B2:B4)", None, 83.49)
    notes.write(0, 0, "Prices hold until 2026-12-31.")
    book.close()
    return out.getvalue()

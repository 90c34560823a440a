"""Word files for tests: as a customer writes them, and as somebody with bad intentions would."""

import io
import zipfile
from collections.abc import Callable
from typing import Any, Final

import docx

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REL: Final = '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'


def made(*paragraphs: str, header: str = "", rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """A plain Word file with these paragraphs and one table."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def letter() -> bytes:
    """A letter with places in its text, its header, a condition and a row for each line."""
    return made(
        "Dear {{ customer.name }}",
        "{% if customer.vat_number is known %}Your VAT number is {{ customer.vat_number }}.{% endif %} We begin on {{ start }}.",
        "{%p for person in witnesses %}",
        "Witness: {{ person.name }}",
        "{%p endfor %}",
        "{{ organisation.name }}",
        header="Our reference {{ reference }}",
        rows=(
            ("What", "Amount"),
            ("{%tr for line in lines %}", ""),
            ("{{ line.what }}", "{{ line.amount | whole }}"),
            ("{%tr endfor %}", ""),
        ),
    )


def changed(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The same archive with one part changed, or added."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        names = source.namelist()
        for each in names:
            data = source.read(each)
            target.writestr(each, change(data.decode()) if each == name else data)
        if name not in names:
            target.writestr(name, change(""))
    return packed.getvalue()


def related(content: bytes, kind: str, target: str, *, mode: str = "External") -> bytes:
    """With one more relation of the document."""
    relation = _REL.format(kind=kind, target=target, mode=mode)
    return changed(
        content, "word/_rels/document.xml.rels", lambda text: text.replace("</Relationships>", f"{relation}</Relationships>")
    )  # fmt: skip


def in_body(content: bytes, xml: str) -> bytes:
    """With more XML at the begin of the body."""
    return changed(content, "word/document.xml", lambda text: text.replace("<w:body>", f"<w:body>{xml}", 1))


def text_of(content: bytes) -> str:
    """Paragraphs and cells of the body and of the header, by another reader's view."""
    document = docx.Document(io.BytesIO(content))
    found = [paragraph.text for paragraph in document.sections[0].header.paragraphs]
    found += [_line(element) for element in document.element.body.iter(f"{_W}p")]
    return "\n".join(found)


def _line(paragraph: Any) -> str:
    shown = (each for each in paragraph.iter(f"{_W}t", f"{_W}br"))
    return "".join(str(each.text or "") if each.tag == f"{_W}t" else "\n" for each in shown)

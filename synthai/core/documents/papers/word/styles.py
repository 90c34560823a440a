"""Styles, lists and settings of a Word file: the names are Word's own, so a customer's template can restyle it at once."""

from typing import Final

from synthai.core.documents.papers.word import xml

INK: Final = "13211B"
SOFT: Final = "4D5C55"
HAIR: Final = "D3DCD7"
SUNKEN: Final = "F3F6F4"
TONES: Final = {"plain": SUNKEN, "success": "DFF2EA", "warning": "FDF0D2"}
EDGES: Final = {"success": "0B6B4F", "warning": "885200"}
HANG: Final = 567  # of a clause, in twentieths of a point
HUNG: Final = (
    f'<w:tabs><w:tab w:val="left" w:pos="{HANG}"/></w:tabs><w:ind w:left="{HANG}" w:hanging="{HANG}"/>'
)
TEXT_WIDTH: Final = 9412  # A4 less margins of 22 mm
_TITLE_SIZES: Final = {"letter": 36, "report": 48, "agreement": 42, "form": 40, "copy": 36}
_FONT: Final = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>'


def styles(*, ink: str, locale: str, layout: str, has_cover: bool) -> str:
    """styles.xml. `ink` is the brand's colour as text, six digits."""
    size = 64 if has_cover else _TITLE_SIZES[layout]
    found = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_FONT}<w:color w:val=\"{INK}\"/><w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/>"
        f'<w:lang w:val="{locale}" w:eastAsia="{locale}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>',
        _style("Normal", "Normal", is_default=True),
        _style("Title", "Title", '<w:keepNext/><w:spacing w:before="240" w:after="100" w:line="240" w:lineRule="auto"/>', f'<w:b/><w:color w:val="{ink}"/><w:sz w:val="{size}"/>'),
        _style("Subtitle", "Subtitle", '<w:spacing w:after="120"/>', f'<w:color w:val="{SOFT}"/><w:sz w:val="26"/>'),
        _heading(1, ink, 29, 360),
        _heading(2, INK, 24, 280),
        _heading(3, INK, 21, 240),
        _style("ListBullet", "List Bullet", _list(1), after=60),
        _style("ListBullet2", "List Bullet 2", _list(1, 1), after=60),
        _style("ListNumber", "List Number", _list(2), after=60),
        _style("ListNumber2", "List Number 2", _list(2, 1), after=60),
        _style("ListChecklist", "List Checklist", _list(3), after=60),
        _style("BodyTextIndent", "Body Text Indent", f'<w:ind w:left="{HANG}"/>'),
        _style("Caption", "caption", '<w:keepNext/><w:spacing w:before="200" w:after="100"/>', "<w:b/>"),
        _style("Label", "Label", '<w:keepNext/><w:spacing w:after="0"/>', f'<w:color w:val="{SOFT}"/><w:sz w:val="17"/>'),
        _style("SmallPrint", "Small Print", '<w:spacing w:after="80" w:line="252" w:lineRule="auto"/>', f'<w:color w:val="{SOFT}"/><w:sz w:val="17"/>'),
        _style("TableText", "Table Text", '<w:spacing w:after="0" w:line="252" w:lineRule="auto"/>', '<w:sz w:val="19"/>'),
        _style("TableTextDense", "Table Text Dense", '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>', '<w:sz w:val="16"/>'),
        _style("Header", "header", f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs><w:spacing w:after="0"/>', f'<w:color w:val="{SOFT}"/><w:sz w:val="17"/>'),
        _style("Footer", "footer", f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="{HAIR}"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs><w:spacing w:after="0"/>', f'<w:color w:val="{SOFT}"/><w:sz w:val="16"/>'),
        _style("TOCHeading", "TOC Heading", '<w:keepNext/><w:spacing w:before="240" w:after="160"/>', f'<w:b/><w:color w:val="{ink}"/><w:sz w:val="29"/>'),
        *(_contents(level) for level in (1, 2, 3)),
        f'<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="{ink}"/><w:u w:val="single"/></w:rPr></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        _table_style(ink),
    )  # fmt: skip
    return xml.root("styles", "".join(found))


def _style(
    identity: str,
    name: str,
    paragraph: str = "",
    run: str = "",
    *,
    is_default: bool = False,
    after: int | None = None,
) -> str:
    default = ' w:default="1"' if is_default else ""
    custom = (
        ' w:customStyle="1"'
        if name in {"List Checklist", "Label", "Small Print", "Table Text", "Table Text Dense"}
        else ""
    )
    based = "" if is_default else '<w:basedOn w:val="Normal"/>'
    spaced = f'<w:spacing w:after="{after}"/>' if after is not None else ""
    order = (
        (
            paragraph.split("<w:ind ", maxsplit=1)[0]
            + spaced
            + ("<w:ind " + paragraph.split("<w:ind ")[1] if "<w:ind " in paragraph else "")
        )
        if spaced
        else paragraph
    )
    return (
        f'<w:style w:type="paragraph"{default}{custom} w:styleId="{identity}"><w:name w:val="{name}"/>{based}'
        f"<w:qFormat/><w:pPr>{order}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )  # fmt: skip


def _heading(level: int, colour: str, size: int, before: int) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="100" w:line="252" w:lineRule="auto"/>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/><w:color w:val="{colour}"/><w:sz w:val="{size}"/></w:rPr></w:style>'
    )  # fmt: skip


def _contents(level: int) -> str:
    strong = "<w:b/>" if level == 1 else ""
    tabs = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH}"/></w:tabs>'
    return (
        f'<w:style w:type="paragraph" w:styleId="TOC{level}"><w:name w:val="toc {level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
        f'<w:pPr>{tabs}<w:spacing w:before="{60 if level == 1 else 0}" w:after="40"/><w:ind w:left="{284 * (level - 1)}"/></w:pPr><w:rPr>{strong}</w:rPr></w:style>'
    )  # fmt: skip


def _list(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def _table_style(ink: str) -> str:
    hair = f'w:val="single" w:sz="4" w:space="0" w:color="{HAIR}"'
    return (
        '<w:style w:type="table" w:customStyle="1" w:styleId="PaperTable"><w:name w:val="Paper Table"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders><w:bottom {hair}/><w:insideH {hair}/></w:tblBorders>"
        '<w:tblCellMar><w:top w:w="70" w:type="dxa"/><w:left w:w="90" w:type="dxa"/><w:bottom w:w="70" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{SOFT}"/></w:rPr><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ink}"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>'
    )  # fmt: skip


def numbering(starts: list[tuple[int, int]]) -> str:
    """numbering.xml: bullets, numbers, boxes to tick; `starts` are further numbered lists as number and first number."""
    found = [
        _abstract(1, [("bullet", "•"), ("bullet", "–")]),
        _abstract(2, [("decimal", "%1."), ("decimal", "%2.")]),
        _abstract(3, [("bullet", "☐"), ("bullet", "☐")]),
        *(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number in (1, 2, 3)),
    ]
    for number, first in starts:
        restart = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{first if level == 0 else 1}"/></w:lvlOverride>'
            for level in (0, 1)
        )
        found.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="2"/>{restart}</w:num>')
    return xml.root("numbering", "".join(found))


def _abstract(identity: int, levels: list[tuple[str, str]]) -> str:
    font = (
        '<w:rPr><w:rFonts w:ascii="Segoe UI Symbol" w:hAnsi="Segoe UI Symbol" w:cs="Segoe UI Symbol"/></w:rPr>'
        if identity == 3
        else ""
    )
    found = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{400 * (place + 1)}" w:hanging="340"/></w:pPr>{font}</w:lvl>'
        for place, (kind, mark) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{identity}"><w:multiLevelType w:val="multilevel"/>{found}</w:abstractNum>'  # fmt: skip


def settings(locale: str) -> str:
    """settings.xml: of today's Word, so that nothing opens in compatibility mode."""
    return xml.root(
        "settings",
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{locale}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>',
    )

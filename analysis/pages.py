"""A briefing on paper and on the screen: its blocks as a Word file, as a PDF and as a web page.

A page is made of what the programs that open it understand, and not of what looks like it: headings are headings, a
caption counts itself, a picture says what it shows, a number stands between two marks that name its slug. Nothing in a
file tells when or where it was made, so the same blocks give the same bytes.

A block is a dict with a kind (heading, paragraph, item, quote, code, table, figure) and what that kind needs; a run is a
dict with its text, whether it is bold, italic or code, the address it links to, and the slug of the number that it is.
"""

import datetime
import html
import io
import json
import re
import shutil
import tempfile
import unicodedata
import zipfile
from pathlib import Path

import docx
import typst
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from analysis import citations
from analysis.formats import BadInput

INK, BLUE, GREY = RGBColor(0x22, 0x22, 0x22), RGBColor(0x1B, 0x4F, 0x72), RGBColor(0x59, 0x59, 0x59)
ANNEX = "Figures and numbers used"
COLUMNS = ["slug", "value", "notebook", "digest"]
LACKING, CODE = re.compile(r'the text `"(.+?)"` could not be displayed'), re.compile(r"\\u\{(\w+)\}")  # as typst says it
STANDARD = ["ua-1"]
MARKS = ("Cf", "Mn", "Mc", "Me")  # marks and joiners: what they stand on is shown or not, and nobody looks for them alone
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can tell
WIDTHS = (5.0, 4.2, 4.2, 2.6)  # of the annex, in cm
DRAWN = 0.75  # a picture's share of the width of the text: its letters stay readable, and it fits under half a page of text
LOOKS = {"Normal": (10.5, False, INK, 0, 7), "Title": (24, True, BLUE, 0, 10), "Heading 1": (15, True, BLUE, 18, 5), "Heading 2": (12.5, True, BLUE, 14, 4), "Heading 3": (11, True, INK, 10, 3)}


def bookmark(slug, number, form="value"):
    """Return the name of the mark around a number in a Word file: at most 40 characters, as Word allows; at its end the running number, and the first letter of its form.

    >>> bookmark("corpus-share-counted", 3, "low")
    'a_corpus_share_counted__3l'
    >>> len(bookmark("a-very-long-name-of-a-number-that-nobody-remembers", 12))
    40
    """
    tail = f"__{number}{form[0]}"
    return f"a_{slug.replace('-', '_')}"[: 40 - len(tail)] + tail


def check_line(corpora=()):
    """Return the sentence that stands under the annex: in which corpus its numbers were counted, and how they are held to their source.

    >>> check_line(["64cb9d6a105d"]).partition(" with ")[0]
    'Counted in corpus 64cb9d6a105d'
    """
    about = citations.package()
    where = f" in {', '.join(f'corpus {one}' for one in corpora)}" if corpora else ""
    return f"Counted{where} with {about['title']}, version {about['version']}. A digest is a checksum of the values: it changes when they do."


def word(title, blocks, annex, template=None, corpora=()):
    """Return a briefing as the bytes of a Word file.

    title: for the file's properties. blocks: as above. annex: rows of slug, value, notebook and digest. corpora: their fingerprints. template: a Word file whose styles, page,
    headers and footers are taken and whose text is not. Raises BadInput where the template is no Word file.
    """
    document = _template(template) if template else _house(docx.Document())
    count, lists = [0], {}
    for block in blocks:
        _WORD[block["kind"]](document, block, count, lists)
    _paragraph(document, "Heading 1", [{"text": ANNEX}], count)
    _grid(document, [COLUMNS, *annex], WIDTHS)
    _paragraph(document, "Figure note", [{"text": check_line(corpora)}], count)
    anonymous(document.core_properties, title)
    return still(document)


def _template(template):
    """A document with the template's styles, page and headers, and none of its text."""
    if not Path(template).exists():
        raise BadInput(f"{template}: found no such file, wanted a Word file as the template: check the path")
    try:
        document = docx.Document(str(template))
    except (OSError, ValueError, KeyError, SyntaxError, RuntimeError, zipfile.BadZipFile, docx.opc.exceptions.PackageNotFoundError) as error:
        raise BadInput(f"{template}: found no Word file that can be read ({type(error).__name__}), wanted a template: save it as .docx") from None
    for element in list(document.element.body):
        if element.tag != qn("w:sectPr"):
            document.element.body.remove(element)
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/metadata/core-properties") and relation.reltype != RELATIONSHIP_TYPE.CORE_PROPERTIES]:
        del relations[key]  # as LibreOffice names it: python-docx would write the properties a second time
    return document


def _house(document):
    """The look of a document without a template: one page size, one family of letters, and the number of the page."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
    for name in LOOKS:
        style = _look(document.styles[name])
        style.font.name = "Arial"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
    document.styles["Normal"].paragraph_format.line_spacing = 1.15
    for line in document.styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        line.getparent().remove(line)
    for name, after in (("List Bullet", 3), ("List Number", 3), ("Quote", 7)):
        document.styles[name].paragraph_format.space_after = Pt(after)
    caption = document.styles["Caption"]
    caption.font.size, caption.font.bold, caption.font.color.rgb = Pt(10.5), True, INK
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(12), Pt(4)
    note = _style(document, "Figure note")
    note.font.size, note.font.color.rgb = Pt(8.5), GREY
    note.paragraph_format.space_after, note.paragraph_format.line_spacing = Pt(1), 1.0
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(foot, "PAGE", "1")
    return document


def _look(style):
    """Give a style the size, weight, colour and room above and below that LOOKS has for its name."""
    size, bold, colour, before, after = LOOKS[style.name]
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, colour
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    return style


def _style(document, name):
    """A style of the document, made from its plain text where it has none of the name; programs write the names large or small."""
    own = {(style.name or "").casefold(): style for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    if name.casefold() in own:
        return own[name.casefold()]
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name != "Figure note")
    made.base_style = own.get("normal")
    if name in LOOKS:
        _look(made).paragraph_format.keep_with_next = name != "Normal"
    if name.startswith("Heading "):
        made.element.get_or_add_pPr().append(_element("w:outlineLvl", val=int(name[8:]) - 1))
    return made


def _paragraph(document, style, runs, count, prefix=""):
    paragraph = document.add_paragraph(prefix, _style(document, style))
    for run in runs:
        _run(paragraph, run, count)
    return paragraph


def _run(paragraph, run, count):
    """Set a run; a number between the two ends of its bookmark, a link with its address."""
    made = paragraph.add_run(run["text"])
    made.bold, made.italic = run.get("bold") or None, run.get("italic") or None
    if run.get("code"):
        made.font.name = "Consolas"
    if run.get("slug"):
        count[0] += 1
        made._r.addprevious(_element("w:bookmarkStart", id=count[0], name=bookmark(run["slug"], count[0], run["form"])))
        made._r.addnext(_element("w:bookmarkEnd", id=count[0]))
    if run.get("href"):
        made.font.underline, made.font.color.rgb = True, BLUE
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(run["href"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        made._r.addprevious(link)
        link.append(made._r)


def _element(tag, **attributes):
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def _field(paragraph, code, shown):
    """Set a field of Word's own, which counts itself, with what it shows until then."""
    field = _element("w:fldSimple", instr=f" {code} ")
    paragraph._p.append(field)
    run = paragraph.add_run(shown)
    field.append(run._r)


def _word_heading(document, block, count, lists):
    style = "Title" if block["level"] == 1 else f"Heading {min(block['level'] - 1, 9)}"
    _paragraph(document, style, block["runs"], count)


def _word_item(document, block, count, lists):
    """A list item: with the style's own bullet or number, which starts anew in each list, or with a typed one where the template has none."""
    name = ("List Number" if block["ordered"] else "List Bullet") + (f" {min(block['depth'], 3)}" if block["depth"] > 1 else "")
    own = _style(document, name).element.find(f".//{qn('w:numId')}")
    paragraph = _paragraph(document, name, block["runs"], count, "" if own is not None else f"{block['number']}. " if block["ordered"] else "• ")
    if block["ordered"] and own is not None:
        if block["list"] not in lists:
            numbering = document.part.numbering_part.element
            number = numbering.add_num(numbering.num_having_numId(int(own.get(qn("w:val")))).abstractNumId.val)
            number.add_lvlOverride(ilvl=0).add_startOverride(block["number"])
            lists[block["list"]] = number.numId
        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = lists[block["list"]]


def _word_figure(document, block, count, lists):
    """Caption, picture, note and source, which stay on one page."""
    caption = _paragraph(document, "Caption", [], count)
    caption.add_run("Figure ")
    _field(caption, r"SEQ Figure \* ARABIC", str(block["number"]))
    caption.add_run(f". {block['title']} ")
    caption.add_run(f"({block['unit']})").bold = False
    picture = _paragraph(document, "Normal", [], count)
    page = document.sections[-1]
    room = (DRAWN * (page.page_width - page.left_margin - page.right_margin), 0.72 * (page.page_height - page.top_margin - page.bottom_margin))
    drawn = picture.add_run().add_picture(io.BytesIO(block["picture"]))
    scale = min(room[0] / drawn.width, room[1] / drawn.height)
    drawn.width, drawn.height = int(drawn.width * scale), int(drawn.height * scale)
    about = drawn._inline.docPr
    about.set("name", block["slug"])
    about.set("descr", block["alt"])
    note = _paragraph(document, "Figure note", [{"text": "Note: ", "bold": True}, {"text": block["note"]}], count)
    _paragraph(document, "Figure note", [{"text": "Source: ", "bold": True}, {"text": block["source"]}], count).paragraph_format.space_after = Pt(14)
    picture.paragraph_format.space_after, picture.paragraph_format.line_spacing = Pt(2), 1.0
    for paragraph in (caption, picture, note):
        paragraph.paragraph_format.keep_with_next = True


def _word_table(document, block, count, lists):
    _grid(document, block["rows"], None, count)


def _grid(document, rows, widths, count=None):
    """Set a table: a head that is repeated on the next page, rows that are not cut, thin lines between them."""
    table = document.add_table(len(rows), len(rows[0]))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, widths is None
    for j, width in enumerate(widths or []):
        table.columns[j].width = Cm(width)
    for i, row in enumerate(rows):
        properties = table.rows[i]._tr.get_or_add_trPr()
        properties.append(_element("w:cantSplit"))
        if i == 0:
            properties.append(_element("w:tblHeader"))
        for j, cell in enumerate(row):
            paragraph = table.cell(i, j).paragraphs[0]
            for run in [{"text": cell}] if isinstance(cell, str) else cell:
                _run(paragraph, run | {"bold": i == 0 or run.get("bold")}, count)
            paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(2), 1.0
            for made in paragraph.runs:
                made.font.size = Pt(9)
            if widths:
                table.cell(i, j).width = Cm(widths[j])
    lines = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        lines.append(_element(f"w:{side}", val="single", sz=4, space=0, color="BFBFBF"))
    table._tbl.tblPr.append(lines)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


_WORD = {
    "heading": _word_heading,
    "item": _word_item,
    "figure": _word_figure,
    "table": _word_table,
    "paragraph": lambda document, block, count, lists: _paragraph(document, "Normal", block["runs"], count),
    "quote": lambda document, block, count, lists: _paragraph(document, "Quote", block["runs"], count),
    "code": lambda document, block, count, lists: _paragraph(document, "Normal", [{"text": block["text"], "code": True}], count),
}


def pdf(title, blocks, annex, corpora=()):
    """Return a briefing as the bytes of a tagged PDF (PDF/UA-1), and the letters that could not be shown; briefing.typ has its look.

    Where the fonts that typst brings have every letter, the bytes are the same on any machine. Where they lack one (Chinese, Korean, Japanese, an emoji), the
    machine's own fonts are asked; a letter that these lack too is printed as �, and a line under the annex says so. Alternative texts and links keep it.
    """
    plain = _outlined([{key: value for key, value in block.items() if key != "picture"} for block in blocks])
    words = {"title": title, "blocks": plain, "annex": annex, "heading": ANNEX, "columns": COLUMNS, "widths": WIDTHS, "check": check_line(corpora), "drawn": DRAWN}
    with tempfile.TemporaryDirectory(prefix="analysis-") as place:
        for block in blocks:
            if block["kind"] == "figure":
                (Path(place) / f"{block['number']}.png").write_bytes(block["picture"])
        return _typeset(Path(shutil.copy(Path(__file__).parent / "briefing.typ", place)), words)


def _typeset(look, words):
    """The PDF and the letters it lacks: in typst's own fonts; with those of the machine; with these and without what they lack.

    Where a font of the machine cannot be used, as when it may not be embedded, in typst's own again, without what these lack.
    """
    options = {"root": str(look.parent), "timestamp": int(released().timestamp()), "pdf_standards": STANDARD}
    told = {True: set(), False: set()}
    for own in (True, False, False, True):
        marks = {letter for letter in told[own] if unicodedata.category(letter) in MARKS}
        missing = "".join(sorted(_lacking(told[own] - marks, own)))
        signs = dict.fromkeys(map(ord, marks), "") | dict.fromkeys(map(ord, missing), "\N{REPLACEMENT CHARACTER}")
        shown = {name: _without(words[name], signs) for name in ("blocks", "annex")}
        (look.parent / "briefing.json").write_text(json.dumps(words | shown | {"lacking": missing}), encoding="utf-8")
        try:
            return typst.compile(str(look), ignore_system_fonts=own, **options), missing
        except typst.TypstError as error:
            message = str(error)
            told[own] = _told(error)
    raise BadInput(f"found what cannot be set as a PDF ({message}), wanted a briefing that can: take out what it names")


def _lacking(letters, own):
    """Those of these letters that no font has; each is asked for alone, for typst calls a run of letters lacking where its first is.

    >>> sorted(_lacking({"1", "é", "双", "停"}, own=True))
    ['停', '双']
    """
    if not letters:
        return set()
    source = '#set document(title: "Letters")\n' + "".join(f'#"\\u{{{ord(letter):x}}}"\n\n' for letter in sorted(letters))
    try:
        typst.compile(source.encode(), ignore_system_fonts=own, pdf_standards=STANDARD)
    except typst.TypstError as error:
        return _told(error)
    return set()


def _told(error):
    """The letters that typst says it could not display."""
    return set(CODE.sub(lambda code: chr(int(code[1], 16)), "".join(LACKING.findall(error.diagnostic))))


def _without(value, letters):
    """Blocks or rows with other signs for these letters, but for what is not printed.

    >>> _without([{"text": "Coal 煤", "alt": "煤"}], {ord("煤"): "?"})
    [{'text': 'Coal ?', 'alt': '煤'}]
    """
    if isinstance(value, dict):
        return {name: part if name == "alt" else _without(part, letters) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without(part, letters) for part in value]
    return value.translate(letters) if isinstance(value, str) else value


def _outlined(blocks):
    """Blocks with the items of a list in one, and without a gap in the levels of the headings, as a tagged PDF wants them."""
    made, level = [], 1
    for block in blocks:
        if block["kind"] == "heading":
            level = min(block["level"], level + 1)
            block = block | {"level": level}
        if block["kind"] == "item" and made and made[-1]["kind"] == "list" and made[-1]["list"] == block["list"]:
            made[-1]["items"].append(block["runs"])
        elif block["kind"] == "item":
            made.append(block | {"kind": "list", "items": [block["runs"]]})
        else:
            made.append(block)
    return made


class Page(str):
    """A web page, as a string that shows itself in a notebook."""

    def __repr__(self):
        return f"[page of {len(re.sub('<[^>]*>', ' ', self).split())} words, {self.count('<img')} figures]"

    def _repr_html_(self):
        return str(self)


def web(blocks):
    """Return a briefing as HTML for a notebook: its headings as bold lines, for the notebook has headings of its own."""
    return "\n".join(_WEB[block["kind"]](block) for block in blocks)


def _spans(runs):
    said = []
    for run in runs:
        text = html.escape(run["text"])
        for key, tag in (("code", "code"), ("bold", "strong"), ("italic", "em")):
            text = f"<{tag}>{text}</{tag}>" if run.get(key) else text
        text = f'<a href="{html.escape(run["href"])}">{text}</a>' if run.get("href") else text
        said.append(f'<span title="{run["slug"]}">{text}</span>' if run.get("slug") else text)
    return "".join(said)


def _web_row(tag, row):
    return "<tr>" + "".join(f"<{tag}>{_spans(cell)}</{tag}>" for cell in row) + "</tr>"


def _web_figure(block):
    caption, alt, note, source = (html.escape(text) for text in (f"Figure {block['number']}. {block['title']} ({block['unit']})", block["alt"], block["note"], block["source"]))
    return f'<figure><figcaption><strong>{caption}</strong></figcaption><img src="figures/{block["slug"]}.print.png" alt="{alt}" width="640"><p><small>Note: {note}<br>Source: {source}</small></p></figure>'


_WEB = {
    "heading": lambda block: f"<p><strong>{_spans(block['runs'])}</strong></p>",
    "paragraph": lambda block: f"<p>{_spans(block['runs'])}</p>",
    "item": lambda block: f"<p>{block['number'] if block['ordered'] else '•'} {_spans(block['runs'])}</p>",
    "quote": lambda block: f"<blockquote>{_spans(block['runs'])}</blockquote>",
    "code": lambda block: f"<pre>{html.escape(block['text'])}</pre>",
    "table": lambda block: f"<table><thead>{_web_row('th', block['rows'][0])}</thead><tbody>{''.join(_web_row('td', row) for row in block['rows'][1:])}</tbody></table>",
    "figure": _web_figure,
}


def released():
    """Return the day of the package's release: the only date that a file of ours knows."""
    date = citations.package()["date"]
    return datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.timezone.utc)


def anonymous(properties, title):
    """Say what the file is, and nothing of when, where and by whom it was made."""
    day = released().replace(tzinfo=None)
    properties.title, properties.author, properties.last_modified_by, properties.comments, properties.keywords = title[:255], "", "", "", ""  # as long as Word lets it be
    properties.created = properties.modified = properties.last_printed = day
    properties.revision, properties.language = 1, "en-GB"


def still(file):
    """Return a document or show of slides as bytes, without the time of its making."""
    made, still = io.BytesIO(), io.BytesIO()
    file.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return still.getvalue()

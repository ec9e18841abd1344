"""What a finished file shows, piece by piece: its texts, its pictures, and the markers around our numbers.

`formats` reads a document for what it argues, and leaves pictures out. Here nothing is left out, since a number may stand in a
footnote, in a table or in the notes to a slide. A piece is a paragraph or a row of a table, so that what stands in it belongs together; of a PDF
it is a page, for a PDF does not know its paragraphs. Files come from anybody: nothing outside them is fetched, and what swells is refused.
"""

import itertools
import posixpath
import re
from pathlib import Path

from analysis import figures, formats, pdf, pictures
from analysis.formats import BadInput

HIDDEN = {"del", "moveFrom", "Fallback"}  # what is not shown: deleted, moved away, or said a second time for old programs
SIDES = {"header": "header", "footer": "footer", "footnotes": "footnotes", "endnotes": "endnotes"}
SLUG = figures.SLUG.pattern.replace("(", "(?:")
MARK = re.compile(rf"\{{\{{\s*({SLUG})(?: +(\w+))?\s*(?:\|\s*([^{{}}]*?)\s*)?\}}\}}")
BOOKMARK = re.compile(r"a_([a-z0-9_]+?)_*__(\d+)([a-z]?)")
FORMS = {name[0]: name for name in ("value", "numerator", "denominator", "low", "high", "interval", "sentence")}  # by the letter at the end of a bookmark
LONGEST = 40  # letters of a bookmark's name: longer slugs are cut in it


def pieces(path):
    """Return what a file shows, in its order, as tuples (kind, place, what).

    Kind is text (a paragraph, or a row of a table), page (the text of a PDF's page), mark (slug, form, text) or picture (bytes or an image, or None where it
    cannot be had, and a message). The form of a mark is figure or what is printed of a number (empty where the mark does not say); its text is None where a build fills it in. Raises BadInput where the file cannot be read.
    """
    path = Path(path)
    if path.suffix.lower() not in READERS:
        raise BadInput(f"{path}: found a {path.suffix or 'file without a suffix'}, wanted {', '.join(READERS)}: save the briefing as one of these first")
    data = formats.raw(path)
    try:
        return list(READERS[path.suffix.lower()](path, data))
    except BadInput:
        raise
    except formats.BROKEN as error:
        raise BadInput(f"{path}: found a broken {path.suffix} ({type(error).__name__}), wanted one that opens: open it in its program and save it again") from None


def _markdown(path, data):
    from markdown_it import MarkdownIt

    for token in MarkdownIt("commonmark").parse(formats.decode(path, data).replace("\r\n", "\n")):
        if token.type == "html_block":
            for source in _sources(token.content):
                yield "picture", f"line {token.map[0] + 1}", _linked(path, source)
        elif token.type == "inline":
            yield from _line(path, token)


def _line(path, token):
    """The pieces of a paragraph of Markdown: its markers and pictures, then its text without them; a table goes row by row."""
    number, texts = token.map[0] + 1, [""]
    first = number
    for child in token.children:
        place = f"line {number}"
        if child.type == "image" and (named := re.fullmatch(r"figure:(.*)", child.attrs["src"])):
            yield "mark", place, (named[1], "figure", None)
        elif child.type in ("image", "html_inline"):
            for source in [child.attrs["src"]] if child.type == "image" else _sources(child.content):
                yield "picture", place, _linked(path, source)
        elif child.type in ("softbreak", "hardbreak"):
            number += 1
            texts.append("")
        elif child.type == "text":
            for found in MARK.finditer(child.content):
                yield "mark", place, (found[1], found[2] or "value", found[3] or None)
            texts[-1] += MARK.sub(" ", child.content)
        elif child.type == "code_inline":
            texts[-1] += f"`{child.content}`"
    if texts[0].lstrip().startswith("|"):
        yield from (("text", f"line {first + i}", text) for i, text in enumerate(texts))
    else:
        yield "text", f"line {first}", " ".join(texts)


def _sources(text):
    return re.findall(r"""<img\b[^>]*?\bsrc\s*=\s*["']([^"']+)""", text, re.I)


def _linked(path, source):
    """The picture that a Markdown file names, and what is to be said of it where it cannot be had."""
    from markdown_it import MarkdownIt

    if re.match(r"[a-z][a-z0-9+.-]+:|//", source, re.I):
        return None, f"{source[:80]}: not in a file beside it, and not fetched"
    try:
        file = path.parent / MarkdownIt().normalizeLinkText(source)
        return (formats.raw(file), "") if file.is_file() else (None, f"{source}: no such file")
    except (BadInput, ValueError):
        return None, f"{source}: cannot be read"


def _word(path, data):
    archive, main = formats.package(path, data)
    targets = _targets(archive, main)
    yield from _shown(archive, main, "")
    for kind, name in dict.fromkeys((kind, name) for kind, name in targets.values() if kind in SIDES):
        yield from _shown(archive, name, SIDES[kind])


def _slides(path, data):
    archive, main = formats.package(path, data)
    targets, root = _targets(archive, main), formats.xml(archive, main)
    for number, slide in enumerate(root.iter("{*}sldId"), 1):
        name = targets[_attribute(slide, "id", "relationships")][1]
        yield from _shown(archive, name, f"slide {number}")
        for kind, notes in _targets(archive, name).values():
            if kind == "notesSlide":
                yield from _shown(archive, notes, f"slide {number}, notes")


def _targets(archive, name):
    """What a part names: {id: (kind, part)}; the part is empty where it is outside the file."""
    folder, _, base = name.rpartition("/")
    rels = posixpath.join(folder, "_rels", base + ".rels")
    if rels not in archive.namelist():
        return {}
    found = {}
    for relation in formats.xml(archive, rels):
        inside = relation.get("TargetMode") != "External"
        target = posixpath.normpath(posixpath.join("/" + folder, relation.get("Target") or "")).lstrip("/") if inside else ""
        found[relation.get("Id")] = (relation.get("Type") or "").rpartition("/")[2], target
    return found


def _shown(archive, name, place):
    """The pieces of a part of a Word or PowerPoint file, in one walk over its elements."""
    targets, marks = _targets(archive, name), {}
    headings, above, number, rows, here = _headings(archive, targets), "", 0, 0, place
    for element in formats.xml(archive, name).iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "p" and next(element.iterancestors("{*}tr"), None) is None:
            number += 1
            here = place or f"{above}paragraph {number}"
            yield "text", here, _text(element)
            if _value(element, "{*}pPr/{*}pStyle") in headings and (title := _text(element).strip()):
                above, number = f"“{title[:40].rstrip()}{'…' * (len(title) > 40)}”, ", 0
        elif tag == "tbl":
            rows = 0
        elif tag == "tr":
            rows += 1
            here = place or f"{above}row {rows} of a table"
            yield "text", here, " \t".join(" ".join(map(_text, cell.iter("{*}p"))) for cell in element.iter("{*}tc"))
        if tag == "p":
            yield from (("mark", here, mark) for mark in _marked(element))
        elif tag == "bookmarkStart" and (found := BOOKMARK.fullmatch(_attribute(element, "name"))):
            marks[_attribute(element, "id")] = (here, found, [])
        elif tag == "bookmarkEnd" and (mark := marks.pop(_attribute(element, "id"), None)):
            yield "mark", mark[0], (_slug(mark[1]), FORMS.get(mark[1][3], ""), "".join(mark[2]).strip())
        elif tag in ("blip", "imagedata") and not _hidden(element):
            yield "picture", here, _embedded(archive, targets, element)
        elif tag == "t" and not _hidden(element):
            for mark in marks.values():
                mark[2].append(element.text or "")


def _headings(archive, targets):
    """The styles of a Word file that are those of headings: Word names them in English, whatever its language."""
    part = next((name for kind, name in targets.values() if kind == "styles"), "")
    styles = formats.xml(archive, part).iter("{*}style") if part in archive.namelist() else []
    return {_attribute(style, "styleId") for style in styles if re.fullmatch(r"title|heading \d", _value(style, "{*}name").lower())}


def _value(element, path):
    return next((_attribute(part, "val") for part in element.iterfind(path)), "")


def _slug(found):
    """The slug that a bookmark's name stands for, with … where it is cut."""
    return found[1].replace("_", "-") + ("…" if len(found[0]) >= LONGEST else "")


def _marked(paragraph):
    """The numbers in a paragraph of a slide as (slug, form, text): runs that carry a bookmark's name; those in a row with one name are one number."""
    for name, runs in itertools.groupby(paragraph.iterfind("{*}r"), lambda run: next((part.get("bmk", "") for part in run.iterfind("{*}rPr")), "")):
        if found := BOOKMARK.fullmatch(name):
            yield _slug(found), FORMS.get(found[3], ""), "".join(part.text or "" for run in runs for part in run.iterfind("{*}t")).strip()


def _embedded(archive, targets, element):
    """The picture that an element of a Word or PowerPoint file shows (its SVG, where it has both), and whether it is shown cut."""
    source = next(element.iter("{*}svgBlip"), element)
    cut = element.getparent().find("{*}srcRect")
    cut = cut is not None and any(value not in ("0", "0%") for value in cut.attrib.values())
    name = targets.get(_attribute(source, "embed") or _attribute(source, "id", "relationships"), ("", ""))[1]
    if not name or name not in archive.namelist():
        return None, "a picture that is not in the file, and not fetched"
    return archive.read(name), "shown cut: what is cut off is not seen" if cut else ""


def _attribute(element, name, space=""):
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name and space in key), "")


def _hidden(element):
    return any(parent.tag.rpartition("}")[2] in HIDDEN for parent in element.iterancestors())


def _text(element):
    """The text of a paragraph, without what was deleted and without that of text boxes that hang on it."""
    found = []
    for part in element.iter():
        tag = part.tag.rpartition("}")[2]
        if tag in ("t", "tab", "br", "noBreakHyphen") and next(part.iterancestors("{*}p")) is element and not _hidden(part):
            found.append((part.text or "") if tag == "t" else "-" if tag == "noBreakHyphen" else " ")
    return "".join(found)


def _pages(path, data):
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pdf.opened(data)
    except ValueError as error:
        raise BadInput(f"{path}: {error}") from None
    try:
        for number in range(len(document)):
            page = document[number]
            for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=8):
                yield "picture", f"page {number + 1}", _bitmap(image)
            yield "page", f"page {number + 1}", page.get_textpage().get_text_range()
    except pypdfium2.PdfiumError:
        raise BadInput(f"{path}: found a PDF with broken pages, wanted one that opens: open it in a viewer and print it to a new PDF") from None
    finally:
        document.close()


def _bitmap(image):
    import pypdfium2

    width, height = image.get_px_size()
    if width * height > pictures.LARGEST:
        return None, f"a picture of {width} × {height} pixels, too large to be compared"
    try:
        return image.get_bitmap(render=False).to_pil(), ""
    except (pypdfium2.PdfiumError, ValueError, RuntimeError):
        return None, "a picture that cannot be unpacked"


READERS = {".md": _markdown, ".docx": _word, ".pptx": _slides, ".pdf": _pages}

"""A briefing on slides: what stands under a heading, its figure or table with it where they fit, in letters that a room can read.

A slide holds less than a page: a figure stands beside its sentences, a table below them, and text that does not fit goes on to another slide. A figure has its
caption, note and source below, and the pictures say what they show. The text stands in the slides' own frames, so that the outline
of the show can be read aloud and the look of a house can be laid over it.
"""

import io
import math
import re

import pptx
import pptx.enum.text
import pptx.oxml.ns
from pptx.dml.color import RGBColor
from pptx.util import Emu, Inches, Pt

from analysis import pages

LINES, LETTERS = 14, 92  # of text that a slide holds
LINE = 0.37  # inches that a line of it is high
BESIDE, NARROW = 15, 35  # lines beside a figure, and letters in one
ROWS = 13  # of a table on a slide
WHITE, PALE = RGBColor(0xFF, 0xFF, 0xFF), RGBColor(0xF3, 0xF3, 0xF3)


def build(title, blocks, annex, corpora=()):
    """Return a briefing as the bytes of a PowerPoint file: slides for each heading with what stands under it, and the annex."""
    show = pptx.Presentation()
    _widen(show)
    parts = [{"heading": title, "blocks": []}]
    for block in blocks:
        if block["kind"] == "heading" and block["level"] > 1:
            parts.append({"heading": "".join(run["text"] for run in block["runs"]), "blocks": []})
        elif block["kind"] != "heading":
            parts[-1]["blocks"].append(block)
    _opening(show, parts[0])
    for part in parts:
        _part(show, part["heading"], part["blocks"])
    _table_slides(show, pages.ANNEX, [[[{"text": text}] for text in row] for row in [pages.COLUMNS, *annex]], (4.3, 2.6, 3.4, 1.8))
    _write(_box(show.slides[-1], 0.6, 6.8, 12.1, 0.5).paragraphs[0], [{"text": pages.check_line(corpora)}], 12, pages.GREY)
    pages.anonymous(show.core_properties, title)
    return pages.still(show)


def _part(show, heading, blocks):
    """Set what stands under a heading, in its order: a figure or table with the text before it, and with the last text after it, where they fit."""
    begin, text = len(show.slides), []
    for i, block in enumerate(blocks):
        if block["kind"] not in DRAWN:
            text.append(block)
            continue
        after = blocks[i + 1 :] if not any(other["kind"] in DRAWN for other in blocks[i + 1 :]) else []
        if not _fits(block, text):
            _text_slides(show, heading, text, len(show.slides) > begin)
            text = []
        after = after if _fits(block, [*text, *after]) else []
        DRAWN[block["kind"]](show, f"{heading} (continued)" if len(show.slides) > begin else heading, block, text, after)
        text = []
        if after:
            return
    _text_slides(show, heading, text, len(show.slides) > begin)


def _fits(block, text):
    """Whether text fits on the slide of a figure, beside it, or on that of a table, above and below it."""
    if any(part["kind"] == "code" for part in text):
        return False
    if block["kind"] == "figure":
        return sum(_lines(part, NARROW) for part in text) <= BESIDE
    return sum(map(_lines, text)) + _height(block["rows"], _even(block["rows"])) / LINE <= LINES


def _widen(show):
    """Make the slides as wide as screens are, and set the masters' letters once."""
    stretch, show.slide_width = Inches(13.333) / show.slide_width, Inches(13.333)
    for page in [show.slide_master, *show.slide_layouts]:
        for shape in page.placeholders:
            shape.left, shape.width = Emu(int(shape.left * stretch)), Emu(int(shape.width * stretch))
    opening, text, plain = show.slide_layouts[0], show.slide_layouts[1], show.slide_layouts[5]
    for page in (show.slide_master, text, plain):
        _put(page.placeholders[0], 0.6, 0.3, 12.1, 0.9)
    for page in (show.slide_master, text):
        _put(page.placeholders[1], 0.6, 1.4, 12.1, 5.6)
    for shape, top, height in zip(opening.placeholders, (1.9, 4.1), (2.0, 2.0)):
        _put(shape, 0.9, top, 11.5, height)
    level = show.slide_master._element.find(f".//{pptx.oxml.ns.qn('p:titleStyle')}/{pptx.oxml.ns.qn('a:lvl1pPr')}")
    level.set("algn", "l")
    letters = level.find(pptx.oxml.ns.qn("a:defRPr"))
    letters.set("sz", "2800")
    letters.set("b", "1")


def _put(shape, left, top, width, height):
    shape.left, shape.top, shape.width, shape.height = Inches(left), Inches(top), Inches(width), Inches(height)


def _slide(show, title, layout=5):
    slide = show.slides.add_slide(show.slide_layouts[layout])
    slide.shapes.title.text = title
    for run in slide.shapes.title.text_frame.paragraphs[0].runs:
        run.font.color.rgb = _colour(pages.BLUE)
        run.font.size = Pt(40 if layout == 0 else 28 if len(title) < 50 else 24)
    return slide


def _colour(colour):
    return RGBColor(*colour)


def _box(slide, left, top, width, height):
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height)).text_frame
    box.word_wrap = True
    return box


def _opening(show, part):
    """The first slide: the title, and the first paragraphs if they are short."""
    slide, lead = _slide(show, part["heading"], 0), []
    while part["blocks"] and part["blocks"][0]["kind"] == "paragraph" and sum(map(_lines, [*lead, part["blocks"][0]])) < 5:
        lead.append(part["blocks"].pop(0))
    frame = slide.placeholders[1].text_frame
    for block in lead:
        paragraph = frame.paragraphs[0] if block is lead[0] else frame.add_paragraph()
        paragraph.alignment = pptx.enum.text.PP_ALIGN.LEFT
        _write(paragraph, block["runs"], 20, pages.GREY)
    if not lead:
        slide.placeholders[1]._element.getparent().remove(slide.placeholders[1]._element)


def _text_slides(show, heading, blocks, goes_on):
    """Set the text under a heading, on as many slides as it needs; it may go on from slides before."""
    filled, room = [], 0
    for block in [piece for block in blocks for piece in _pieces(block)]:
        if not filled or _lines(block) > room:
            filled.append([])
            room = LINES
        filled[-1].append(block)
        room -= _lines(block)
    for i, page in enumerate(filled):
        _fill(_slide(show, f"{heading} (continued)" if i or goes_on else heading, 1).placeholders[1].text_frame, page, 20)


def _fill(frame, blocks, size):
    """Set blocks of text into a frame, in letters of this size."""
    for i, block in enumerate(blocks):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        _listed(paragraph, block)
        _write(paragraph, block["runs"], size, pages.INK)
        paragraph.space_after, paragraph.line_spacing = Pt(size / 2), 1.05


def _listed(paragraph, block):
    """Give a paragraph its bullet or number, or take the slide's own bullet off."""
    indent = 342900 if block["kind"] == "item" else 0
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(indent * block.get("depth", 1)))
    properties.set("indent", str(-indent))
    properties.set("lvl", str(block.get("depth", 1) - 1))
    tag = "a:buNone" if block["kind"] != "item" else "a:buAutoNum" if block["ordered"] else "a:buChar"
    mark = properties.makeelement(pptx.oxml.ns.qn(tag), {"a:buAutoNum": {"type": "arabicPeriod", "startAt": str(block.get("number", 1))}, "a:buChar": {"char": "•"}}.get(tag, {}))
    properties.append(mark)


def _pieces(block):
    """A block as blocks that fit on a slide: a long paragraph is cut after a sentence."""
    if block["kind"] == "code":
        return [{"kind": "paragraph", "runs": [{"text": block["text"], "code": True}]}]
    pieces = [[]]
    for run in block["runs"]:
        for part in [run["text"]] if run.get("slug") else re.split(r"(?<=[.!?] )", run["text"]):
            if sum(len(other["text"]) for other in pieces[-1]) > 0.7 * LINES * LETTERS and pieces[-1][-1]["text"].endswith((". ", "! ", "? ")):
                pieces.append([])
            pieces[-1].append(run | {"text": part})
    return [block | {"runs": piece} for piece in pieces]


def _lines(block, letters=LETTERS):
    room = letters - 4 * block.get("depth", 0)
    return math.ceil(sum(len(run["text"]) for run in block["runs"]) / room) + 0.4


def _write(paragraph, runs, size, colour):
    """Set runs; a number of ours carries the name of its mark, as in a Word file, so that it can be held to its source when it was retyped."""
    for number, run in enumerate(runs, 1):
        made = paragraph.add_run()
        made.text, made.font.size, made.font.color.rgb = run["text"], Pt(size), _colour(colour)
        made.font.bold, made.font.italic = run.get("bold") or None, run.get("italic") or None
        if run.get("code"):
            made.font.name = "Consolas"
        if run.get("slug"):
            made._r.get_or_add_rPr().set("bmk", pages.bookmark(run["slug"], number, run["form"]))
        if run.get("href"):
            made.hyperlink.address = run["href"]


def _figure_slide(show, heading, block, before, after):
    """The picture as large as the slide lets it be, beside its text where it has some; caption, note and source below."""
    text = [*before, *after]
    slide, left = _slide(show, heading if text else block["title"], 1 if text else 5), 5.2 if text else 0.6
    below = [
        [{"text": f"Figure {block['number']}. ", "bold": True}, {"text": f"{block['title']} ({block['unit']}). "}, {"text": "Source: ", "bold": True}, {"text": block["source"]}],
        [{"text": "Note: ", "bold": True}, {"text": block["note"]}],
    ]
    height = 0.22 * sum(math.ceil(sum(len(run["text"]) for run in runs) / 140) for runs in below) + 0.15
    picture = slide.shapes.add_picture(io.BytesIO(block["picture"]), 0, 0)
    scale = min(Inches(12.7 - left) / picture.width, Inches(7.4 - 1.2 - height) / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    picture.left, picture.top = int(Inches(left) + (Inches(12.7 - left) - picture.width) / 2), Inches(1.3 if text else 1.15)
    if text:
        _put(slide.placeholders[1], 0.6, 1.2, 4.4, 7.4 - 1.3 - height)
        _fill(slide.placeholders[1].text_frame, text, 18)
    about = picture._element.nvPicPr.cNvPr
    about.set("name", block["slug"])
    about.set("descr", block["alt"])
    box = _box(slide, 0.6, 7.4 - height, 12.1, height)
    for i, runs in enumerate(below):
        _write(box.paragraphs[0] if i == 0 else box.add_paragraph(), runs, 12, pages.GREY)


def _table_slide(show, heading, block, before, after):
    """A table between its texts, or on slides of its own where it has none."""
    if not before and not after:
        _table_slides(show, f"{heading.removesuffix(' (continued)')} (table)", block["rows"])
        return
    slide, rows = _slide(show, heading, 1), block["rows"]
    frames = [sum(map(_lines, text)) * LINE for text in (before, after)]
    top = 1.4 + frames[0]
    if before:
        _put(slide.placeholders[1], 0.6, 1.4, 12.1, frames[0])
        _fill(slide.placeholders[1].text_frame, before, 20)
    else:
        slide.placeholders[1]._element.getparent().remove(slide.placeholders[1]._element)
    _table(slide, rows, _even(rows), top)
    if after:
        _fill(_box(slide, 0.6, top + _height(rows, _even(rows)) + 0.2, 12.1, frames[1]), after, 20)


def _even(rows):
    return [12.1 / len(rows[0])] * len(rows[0])


def _height(rows, widths):
    """How high a table is, in inches: a row as high as the longest of its cells."""
    return sum(0.15 + 0.23 * max(math.ceil(sum(len(run["text"]) for run in cell) / (10 * width)) or 1 for cell, width in zip(row, widths)) for row in rows)


def _table_slides(show, title, rows, widths=None):
    """A table, cut evenly into slides that each repeat its head."""
    widths = widths or _even(rows)
    size = math.ceil((len(rows) - 1) / math.ceil(max(len(rows) - 1, 1) / ROWS))
    for start in range(1, max(len(rows), 2), max(size, 1)):
        _table(_slide(show, title if start == 1 else f"{title} (continued)"), [rows[0], *rows[start : start + size]], widths, 1.35)


def _table(slide, rows, widths, top):
    table = slide.shapes.add_table(len(rows), len(widths), Inches(0.6), Inches(top), Inches(sum(widths)), Inches(0.38 * len(rows))).table
    for j, width in enumerate(widths):
        table.columns[j].width = Inches(width)
    for i, row in enumerate(rows):
        for j, runs in enumerate(row):
            cell, colour = table.cell(i, j), WHITE if i == 0 else pages.INK
            _write(cell.text_frame.paragraphs[0], [run | {"bold": i == 0 or run.get("bold")} for run in runs], 14, colour)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _colour(pages.BLUE if i == 0 else PALE if i % 2 else WHITE)


DRAWN = {"figure": _figure_slide, "table": _table_slide}  # what takes a slide of its own, with the text around it where that fits

"""Which part of a document is its argument.

A report is printed with much that nobody argues: a title, a byline, a list of contents that names every subject once
more, a note on the authors, and on web pages the menu. Whoever counts words counts these too, unless they are set
apart first. Here every document is cut into sections that tile its text: each character belongs to one section, each
section to one zone. `front` is what stands before the argument, `contents` announces it, `body` is it, `back` follows
it, `chrome` is what the page put there. Only `body` is counted by default.

The rules read lines as a person leafing through would: by their length, their end, the blank lines around them, their
numbers and capitals. Words that give a line away stand in `zones.csv`, each with a line that counts and one that does not.
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

ZONES = ["front", "contents", "body", "back", "chrome"]
SHOWN = ["body", "heading", "front", "contents", "back", "chrome"]  # in a chart: what counts first, and headings apart
COLUMNS = ["document", "section", "level", "number", "heading", "path", "zone", "start", "end", "prose"]

LINE = re.compile(r"[^\n]*\n?")
PROSE = re.compile(r"[.?!:;…。！？：；][\"'”’)\]*_~`»]*(\[\d+\]|[¹²³⁰⁴-⁹]+)?$")
MARKDOWN = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
NUMBER = re.compile(r"((?:\d+\.)*\d+\.?|[IVX]+\.|[A-Z]\.|Article \d+\.?)\s+(?=[^\W\d_])")
BULLET = re.compile(r"([-–—*•·▪◦‣]|\(?[a-z0-9]{1,3}\))\s")
CAPTION = re.compile(r"(figure|table|chart|map|box|note|source)s?\b[^.:]{0,12}[.:]", re.I)
LABEL = re.compile(r"([A-Z]{2,}[A-Z ]{0,18}|Authors?|Cc|Contact|Date|From|Issued|Place|Present|Published|Publisher|Re|Record issued|Ref|Reference|Series|Subject|Time|Title|To|Venue|Version) ?:(\s|$)")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
NAME = re.compile(r"([A-Z][\w.’'-]*\s){1,3}[A-Z][\w’'-]*")
DATE = re.compile(r"(\d{1,2}\.? )?(January|February|March|April|May|June|July|August|September|October|November|December)( \d{1,2},?)? \d{4}")
SALUTATION = re.compile(r"(Mr|Mrs|Madam|Dear|Ladies|Distinguished|Your Excellenc|Excellencies)\b.*[,:!]$")
WHOLE = 120  # characters: a line longer than this is a paragraph, not a line that was broken to fit the page
ENTRY_TAIL = re.compile(r"[\s.…·]*\d*\s*$")


class Line(NamedTuple):
    """A line of a text, with its place."""

    start: int
    end: int  # after the newline
    text: str  # without blanks around it
    first: bool  # a blank line, or the text's edge, stands before it
    last: bool  # … and after it


def split(documents):
    """Return the sections of the documents: they tile each text, in order, from its first character to its last.

    Columns: document, section (from 1 in each document), level (1 is the highest; 0 where there is no heading), number
    ("2.1"), heading, path ("3 Means > 3.1 Money"), zone, start, end, and prose, the offset where the heading ends and the
    text under it starts. `text[start:end]` is the whole section, `text[prose:end]` what may be counted. A section that
    the page interrupts goes on in a new row with the same path and no heading. Levels of headings without numbers are read off
    their style only, and can be wrong.
    """
    rows = [
        {"document": document, "section": section, **row}
        for document, text in zip(documents.document, documents.text)
        for section, row in enumerate(outline(text), 1)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def outline(text):
    """Return the sections of one text as a list of dicts.

    >>> text = "On Coal\\nBy A. Reader\\n\\nCoal crosses the Yalu by rail, and has done so for years.\\n\\n1. Prices\\n\\nThey fell."
    >>> [(row["zone"], row["number"], row["heading"]) for row in outline(text)]
    [('front', '', ''), ('body', '', ''), ('body', '1', 'Prices')]
    """
    rows, path = [], []
    for line, zone, level in _walk(_lines(text)):
        if level:
            number, heading = _numbered(line.text)
            path = [*path[: level - 1], f"{number} {heading}".strip()]
            rows.append(_row(level, number, heading, path, zone, line, line.end))
        elif not rows or zone != rows[-1]["zone"]:
            rows.append(_row(0, "", "", path if zone == "body" else [], zone, line, line.start))
        elif level is None:
            rows[-1] |= {"heading": f"{rows[-1]['heading']} {line.text}", "prose": line.end}
        rows[-1]["end"] = line.end
    return rows


def headings(sections):
    """Return the headings of the body, shaped like sentences, so that what they would add to a count can be shown.

    Columns: document, section, sentence (0: a heading is none), zone ("heading"), start, end. Pass them to `words.split`
    beside the sentences to count them too.
    """
    found = sections[(sections.zone == "body") & (sections.heading != "")]
    return found.assign(sentence=0, zone="heading", end=found.prose)[["document", "section", "sentence", "zone", "start", "end"]].reset_index(drop=True)


def _row(level, number, heading, path, zone, line, prose):
    return {"level": level, "number": number, "heading": heading, "path": " > ".join(path), "zone": zone, "start": line.start, "end": line.end, "prose": prose}


def _numbered(heading):
    """Split a heading's line into its number and its words.

    >>> _numbered("2.1 China’s coal")
    ('2.1', 'China’s coal')
    >>> _numbered("## Trade")
    ('', 'Trade')
    """
    marked = MARKDOWN.fullmatch(heading)
    heading = marked[2] if marked else heading
    found = NUMBER.match(heading)
    return (found[1].rstrip("."), heading[found.end() :]) if found else ("", heading)


def _lines(text):
    spans = [(m.start(), m.end(), m[0].strip()) for m in LINE.finditer(text) if m[0]]
    blank = [True, *(not stripped for _, _, stripped in spans), True]
    return [Line(start, end, stripped, blank[i], blank[i + 2]) for i, (start, end, stripped) in enumerate(spans)]


@cache
def _marks():
    """The lines that give their zone away, from zones.csv: {zone: expression that matches the whole line}."""
    with (Path(__file__).parent / "zones.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {zone: re.compile("|".join(f"(?:{row['whole_line']})" for row in rows if row["zone"] == zone), re.I) for zone in {row["zone"] for row in rows}}


def _is(zone, line):
    """Does the line, without a number before it or a colon after it, belong to this zone by its words?"""
    words = _numbered(line.text)[1].rstrip(":").strip()
    return len(words) < 200 and bool(_marks()[zone].fullmatch(words))


def _walk(lines):
    """Yield (line, zone, level) for every line, as one leafs through a document from its front to its back.

    `level` is 0 for what is no heading and None for a heading's second line. A blank line goes with the line before it.
    Back matter lasts until the next heading of another kind; a name over a note on its bearer is none.
    """
    chrome = {line.start for line in lines if _is("chrome", line)}
    seen = [line for line in lines if line.text and line.start not in chrome]
    contents = _contents(seen)
    rest = [line for line in seen if line.start not in contents]
    opening = _opening(rest)
    levels = _levels([line for line in rest if line.start >= opening])
    zone, part, who = "front", "body", False
    for line in lines:
        if levels.get(line.start) and not (who and NAME.fullmatch(line.text)):
            part = "back" if _is("back", line) else "body"
            who = part == "back" and bool(re.search("author|contributor|editor", line.text, re.I))
        if line.start in chrome:
            zone = "chrome"
        elif line.start in contents:
            zone = "contents"
        elif line.text:
            zone = part if line.start >= opening else "front"
        yield line, zone, levels.get(line.start, 0) if zone in ("body", "back") else 0


def _contents(lines):
    """Return the starts of the lines of the contents list: its heading, and entries until one of them comes again.

    An entry is short and does not end like a sentence. A list has three of them at least, and most of them are numbered, linked, end in a page
    number, or come again as headings: a list of key points is none.
    """
    keys = [_entry(line.text) for line in lines]
    for i, line in enumerate(lines):
        if not _is("contents", line):
            continue
        entries, later = {}, set()
        for j in range(i + 1, len(lines)):
            text = lines[j].text
            if keys[j] in entries or len(text) > 150 or _is("back", lines[j]) or (PROSE.search(text) and not text.endswith("?")):
                later = set(keys[j:])
                break
            entries[keys[j]] = lines[j]
        sure = [key in later or bool(NUMBER.match(entry.text) or LINK.search(entry.text) or re.search(r"[\s.…·]\d+$", entry.text)) for key, entry in entries.items()]
        if len(entries) >= 3 and sum(sure) * 2 >= len(sure):
            while sure and not sure[-1]:  # what follows the last entry is not of the list
                entries.popitem(), sure.pop()
            return {line.start, *(entry.start for entry in entries.values())}
    return set()


def _entry(text):
    """The words of an entry of a contents list, without bullet, number, link and page.

    >>> _entry("- [2.1 Coal at Sea](#coal)"), _entry("2.1 Coal at Sea ..... 14")
    ('coal at sea', 'coal at sea')
    """
    text = LINK.sub(r"\1", BULLET.sub("", text, count=1))
    return ENTRY_TAIL.sub("", _numbered(text)[1]).casefold()


def _opening(lines):
    """Return the offset where the argument starts: at its first paragraph or list, or at the heading that stands over it.

    Without either it starts after the first block, so that a text is rather counted with its title than not at all.
    """
    blocks = _blocks(lines)
    for i, block in enumerate(blocks):
        longest = max(len(line.text) for line in block)
        while len(block) > 1 and len(block[0].text) < longest / 2 and not _finished(block[0].text):
            block = block[1:]  # title, byline and date may stand right over the text
        text = " ".join(line.text for line in block)
        if SALUTATION.match(text) or _is_paragraph(text) or (BULLET.match(text) and len(text.split()) > 4):
            return (_heading_before(blocks, i) if block[0] is blocks[i][0] else None) or block[0].start
        alone = [line.start for line in block if len(line.text) >= WHOLE and _is_paragraph(line.text)]
        if alone:
            return alone[0]
    return blocks[1][0].start if len(blocks) > 1 else lines[-1].end if lines else 0


def _is_paragraph(text):
    """Is this running text? A sentence of some length, or a short one in small letters, but no label, caption or heading."""
    if LABEL.match(text) or CAPTION.match(text) or MARKDOWN.fullmatch(text):
        return False
    words = text.split()
    if not text.isascii() and len(text) >= 40 and len(words) <= len(text) / 20:  # a script without blanks
        return bool(PROSE.search(text))
    small = sum(word[0].islower() for word in words)
    return _finished(text) and (len(words) >= 9 or (len(words) >= 2 and small * 2 >= len(words) and not text.endswith((",", "?", ":"))))


def _finished(text):
    return bool(PROSE.search(text)) or text.endswith(",") and len(text.split()) >= 9


def _heading_before(blocks, i):
    """The start of the heading over the first paragraph, when it is one: a title is not."""
    start = None
    while i > 1 and len(blocks[i - 1]) == 1:
        line = blocks[i - 1][0]
        alike = [b[0] for b in blocks[i + 1 :] if len(b) <= 2 and _style(b[0]) == _style(line)]
        if not _style(line) or _date_or_name(line) or not (NUMBER.match(line.text) or MARKDOWN.match(line.text) or alike):
            break
        start, i = line.start, i - 1
    return start


def _date_or_name(line):
    return bool(DATE.search(line.text) or LABEL.match(line.text) or re.match(r"by\b", line.text, re.I))


def _blocks(lines):
    """Lines between two blank lines stand together."""
    blocks = []
    for line in lines:
        if line.first or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _levels(lines):
    """Return {start of line: level} for the headings among the lines; None for a heading's second line."""
    levels, blocks = {line.start: len(MARKDOWN.fullmatch(line.text)[1]) for line in lines if MARKDOWN.fullmatch(line.text)}, _blocks(lines)
    numbered = any(len(block) == 1 and _style(block[0]) == "number" for block in blocks)
    for block in blocks:
        if _is("back", block[0]) and not block[0].text.endswith("."):
            levels[block[0].start] = 1
            continue
        for line, below in zip(block, block[1:]):  # a heading right over a paragraph that is one line
            if len(below.text) >= WHOLE and _style(line) not in ("", "markdown", "number"):
                levels[line.start] = 1
        style = _style(block[0]) if block[0].first else ""
        if style in ("", "markdown") or len(block) > 2 or (len(block) == 2 and style != "capitals"):
            continue
        if len(block) == 2 and _style(block[1]) != style:
            continue
        if style == "number":
            levels[block[0].start] = _numbered(block[0].text)[0].count(".") + 1
        else:
            levels[block[0].start] = 2 if numbered and style == "title" and not _is("back", block[0]) else 1
        levels |= {line.start: None for line in block[1:]}
    return levels


def _style(line):
    """Name the style in which a line is a heading: markdown, number, capitals, question or title; "" if it is none."""
    text = line.text
    if MARKDOWN.fullmatch(text):
        return "markdown"
    words = text.split()
    if len(words) > 14 or len(text) > 110 or BULLET.match(text) or CAPTION.match(text) or " | " in text:
        return ""
    if text.endswith("?"):
        return "question" if text[0].isupper() else ""
    if PROSE.search(text) or text.endswith((",", "-", "–")) or text[0] in "“\"'‘([" or text[-1] in "”\"":
        return ""
    if NUMBER.match(text):
        return "number"
    if not text[0].isupper() or LABEL.match(text) or DATE.fullmatch(text):
        return ""
    return "capitals" if text.isupper() else "title"

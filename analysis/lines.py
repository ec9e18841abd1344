"""What kind of line is this: a heading, a title, an entry of a contents list, a menu, or a line of the argument?

The rules read lines as a person leafing through would: by their length, their end, the blank lines around them, their
numbers and capitals. Words that give a line away stand in `zones.csv`, each with a line that counts and one that does not.
Where a format's reader has marked the headings (see `cut`), these are taken and none are guessed.

That a line is a heading can mostly be told, how high it ranks often not: two levels look alike in most reports. So every level
comes with where it was read (level_source) and how sure it is (level_confidence), and one that the text leaves open is low.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from analysis import corpus

ZONES = ["front", "contents", "body", "back", "chrome"]

LINE = re.compile(r"[^\n]*\n?")
PROSE = re.compile(r"[.?!:;…。！？：；][\"'”’)\]*_~`»]*(\[\d+\]|[¹²³⁰⁴-⁹]+)?$")
MARKDOWN = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
NUMBER = re.compile(r"((?:\d+\.)*\d+\.?|[A-Z](?:\.\d+)+\.?|[IVX][IVXivx]*\.|[A-Z]\.|Article \d+\.?)\s+(?=[^\W\d_]|\d+ [A-Z])")
CLAUSE = re.compile(r"(\d[\d.]*(?:\([A-Za-z0-9]{1,4}\))+)\s*(?=[A-Z]|$)")  # 7(c)(2), where a notice goes through a law
FIELD = re.compile(r"[A-Z][\w-]*( [\w-]+){0,2}: +\S")
BULLET = re.compile(r"([-–—*•·▪◦‣]|\(?[a-z0-9]{1,3}\))\s")
CAPTION = re.compile(r"(figure|table|chart|map|box|note|source)s?\b[^.:]{0,12}[.:]", re.I)
NOTED = re.compile(r"(foot|end)?notes?|.*\b(bibliography|references|sources|works cited|further reading):?", re.I)  # what stands under these may have numbers
LABEL = re.compile(r"([A-Z]{2,}[A-Z ]{0,18}|Authors?|Cc|Contact|Date|From|Issued|Place|Present|Published|Publisher|Re|Record issued|Ref|Reference|Series|Subject|Time|Title|To|Venue|Version) ?:(\s|$)")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
NAME = re.compile(r"([A-Z][\w.’'-]*\s){1,3}[A-Z][\w’'-]*")
MONTH = "(January|February|March|April|May|June|July|August|September|October|November|December)"
DATE = re.compile(rf"(\d{{1,2}}\.? )?{MONTH}( \d{{1,2}},?)? \d{{4}}")
DAY = re.compile(rf"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? (\d{{1,2}} )?{MONTH}( \d{{1,2}})?(,? \d{{4}})?")
SALUTATION = re.compile(r"(Mr|Mrs|Madam|Dear|Ladies|Distinguished|Your Excellenc|Excellencies)\b.*[,:!]$")
LEADERS = re.compile(r"(?<![.…·])(?<![.…·]\s)(?:(?:\s?[.…·]){3,}|(?:\s[.…·]){2,})\s*\d+\s*")  # the dots from an entry of a contents list to its page
MARKUP = {"markdown": "high", "html": "high", "docx-title": "high", "docx-style": "high", "pdf-outline": "high", "pdf-font": "medium"}  # who says so, how sure
PERSON = r"[A-ZÀ-ÖØ-Þ][\w.’'-]*(?: (?:van|von|de|der|den|bin|[A-ZÀ-ÖØ-Þ][\w.’'-]*)){1,4}(?:,? [JS]r\.?)?"
BYLINE = re.compile(rf"(?:(?:By|BY|by|Authors?|authors?)(?: ?: ?| ))?({PERSON}(?:(?:,|,? and|,? &) {PERSON})*)(?:,? et al\.?)?")
SCHOLAR = r"fellow|researcher|analyst|professor|lecturer|editor|correspondent|journalist|columnist|reporter|scholar|intern|historian|economist|associate|(?:PhD|Ph\.D\.|doctoral) (?:candidate|student)"
OFFICER = r"(?:co-?)?director|advis[eo]r|(?:co-?)?founder|consultant|coordinator|head|chair|president(?! of)"
LIFE = re.compile(rf"({PERSON})(?: \([^)]{{1,40}}\))?(,| (?:is|was)(?: currently| also)?)(?: an?| the)? (?:(?!of |for |to |who |that |in |on |at |with |by )[\w’'.&()-]+,? ){{0,8}}?(?:((?i:{SCHOLAR}))|(?i:{OFFICER}))\b")
BEARER = re.compile(rf"(She|He|They|Dr|Prof|Professor|Mr|Mrs|Ms)\b|(?!The |This )(?:[\w-]+ ){{0,3}}(?i:{SCHOLAR}|{OFFICER})\b|{PERSON} (works|writes|teaches|studies|covers|serves|joined)\b")
SAYS = re.compile(r"\b(said|says|told|tells|warned|warns|added|adds|replied)\b")
IMPRINT = re.compile(r"[-–—*_ ]+|.*\b(views?|opinions?)\b.*\b(authors?|own|reflect|represent)\b.*|(this|the) (article|commentary|essay|piece|post|report)\b.*\bpublished\b.*|.*(©|https?://|@).*", re.I | re.S)
FIRST = {"1", "A", "I"}  # the numbers that a row starts with
WHOLE = 120  # characters: a line longer than this is a paragraph, not a line that was broken to fit the page


class Line(NamedTuple):
    """A line of a text, with its place."""

    start: int
    end: int  # after the newline
    text: str  # without blanks around it
    first: bool  # a blank line, or the text's edge, stands before it
    last: bool  # … and after it
    indent: int = 0
    mark: tuple = ()  # what a format's reader says it is: (kind, level, source, where its mark starts)


def cut(text, marks=()):
    """Return the sections of one text as a list of dicts.

    `marks` are tuples (kind, level, start, end, source) of a format's reader. Its headings are the headings then, and the rules
    for lines add none but those of the back matter; furniture is chrome, a footnote back matter, a caption or table no heading.

    >>> text = "On Coal\\nBy A. Reader\\n\\nCoal crosses the Yalu by rail, and has done so for years.\\n\\n1. Prices\\n\\nThey fell."
    >>> [(row["zone"], row["number"], row["heading"]) for row in cut(text)]
    [('front', '', ''), ('body', '', ''), ('body', '1', 'Prices')]
    """
    rows, path = [], []
    for line, zone, found in _walk(_lines(text, marks)):
        if found and found[0]:
            number, heading = _numbered(line.text)
            path = [*path[: found[0] - 1], f"{number} {heading}".strip()]
            rows.append(_row(found, number, heading, path, zone, line, line.end))
        elif not rows or zone != rows[-1]["zone"]:
            rows.append(_row((0, "", ""), "", "", path if zone == "body" else [], zone, line, line.start))
        elif found and rows[-1]["level"] and rows[-1]["prose"] == line.start:
            rows[-1] |= {"heading": f"{rows[-1]['heading']} {line.text}", "prose": line.end}
        rows[-1]["end"] = line.end
    return rows


def _row(found, number, heading, path, zone, line, prose):
    level, source, confidence = found
    row = {"level": level, "number": number, "heading": heading, "path": " > ".join(path), "zone": zone, "start": line.start, "end": line.end}
    return row | {"prose": prose, "level_source": source, "level_confidence": confidence}


def _numbered(heading):
    """Split a heading's line into its number and its words.

    >>> _numbered("2.1 China’s coal")
    ('2.1', 'China’s coal')
    >>> _numbered("## Trade")
    ('', 'Trade')
    """
    marked = MARKDOWN.fullmatch(heading)
    heading = marked[2] if marked else heading
    found = NUMBER.match(heading) or CLAUSE.match(heading)
    return (found[1].rstrip("."), heading[found.end() :]) if found and found.end() < len(heading) else ("", heading)


def _lines(text, marks=()):
    spans, said = [m.span() for m in LINE.finditer(text) if m[0]], {}
    if marks:
        spans, said = _marked(text, spans, marks)
    stripped = [text[start:end].strip() for start, end in spans]
    blank = [True, *(not line for line in stripped), True]
    indents = [len(raw) - len(raw.lstrip()) for raw in (text[start : min(start + 80, end)] for start, end in spans)]
    return [Line(start, end, stripped[i], blank[i], blank[i + 2], indents[i], said.get(start, ())) for i, (start, end) in enumerate(spans)]


def _marked(text, spans, marks):
    """Cut the lines where marks begin and end, too, and return them with what is said of each: {start: (kind, level, source, where the mark starts)}.

    What stands before a heading on its line and is no word (# or **) belongs to it.
    """
    starts, edges, kept = [start for start, _ in spans], {len(text)}, []
    for kind, level, start, end, source in marks:
        start, end = max(0, start), min(len(text), end)
        if start < end and kind in ("furniture", "footnote", "heading", "caption", "table"):
            line = spans[bisect_left(starts, start + 1) - 1][0]
            until = spans[bisect_left(starts, end) - 1][1]
            start = line if start - line < 10 and not text[line:start].strip(" \t#*_>-") else start
            end = until if until - end < 10 and not text[end:until].strip(" \t\r\n#*_") else end
            edges |= {start, end} if kind not in ("caption", "table") else set()
            kept.append((["furniture", "footnote", "heading", "caption", "table"].index(kind), start, end, (kind, level, source, start)))
    starts = sorted((edges | set(starts)) - {len(text)})
    said = {}
    for _, start, end, what in sorted(kept, key=lambda mark: mark[:3]):
        for place in starts[bisect_left(starts, start) : bisect_left(starts, end)]:
            said.setdefault(place, what)
    return list(zip(starts, [*starts[1:], len(text)])), said


@cache
def _marks():
    """The lines that give their zone away, from zones.csv: {zone: expression that matches the whole line}."""
    rows = [row for _, row in corpus.table(Path(__file__).parent / "zones.csv", ["zone", "whole_line"])]
    return {zone: re.compile("|".join(f"(?:{row['whole_line']})" for row in rows if row["zone"] == zone), re.I) for zone in {row["zone"] for row in rows}}


def _is(zone, line):
    """Does the line, without a number before it or a colon after it, belong to this zone by its words?"""
    if len(line.text) > 220:
        return False
    words = _numbered(line.text)[1].rstrip(":").strip()
    return len(words) < 200 and bool(_marks()[zone].fullmatch(words))


def _walk(lines):
    """Yield (line, zone, found) for every line, as one leafs through a document from its front to its back.

    `found` is None for what is no heading, and (level, source, confidence) for a heading: level 0 for its second line. A blank
    line goes with the line before it. Back matter lasts until the next heading of another kind; a name over a note on its bearer is none
    (see `_bearers`). It starts at the notes on the authors, too, where no heading stands over them (see `_lives`).
    """
    chrome = {line.start for line in lines if line.mark[:1] == ("furniture",) or _is("chrome", line)}
    chrome |= _furniture([line for line in lines if line.text and line.start not in chrome and line.mark[:1] != ("heading",)])
    chrome |= _boxes([line for line in lines if line.text and line.start not in chrome])
    notes = {line.start for line in lines if line.mark[:1] == ("footnote",)}
    seen = [line for line in lines if line.text and line.start not in chrome and line.start not in notes]
    seen = _apart(seen)
    contents, entries = _contents(seen)
    rest = [line for line in seen if line.start not in contents]
    names, introduced = _introduced(rest)
    opening = min(_opening([line for line in rest if line.start not in introduced]), _first_marked(rest))
    rest = [line for line in rest if line.start >= opening]
    lives = _lives(rest, names)
    levels = _from_one(_levels([line for line in rest if line.start not in lives], entries))
    bearers, resumes = _bearers(rest, levels), _resumes(rest, levels)
    zone, part = "front", "body"
    for line in lines:
        found = levels.get(line.start)
        if line.start in lives:
            part = "back"
        elif found and found[0] and line.start not in bearers:
            part = "back" if _is("back", line) else "body"
        elif line.start == resumes:
            part = "body"
        if line.start in chrome:
            zone = "chrome"
        elif line.start in contents:
            zone = "contents"
        elif line.start in notes:
            zone = "back"
        elif line.text:
            zone = part if line.start >= opening else "front"
        yield line, zone, found if zone in ("body", "back") else None


def _bearers(lines, levels):
    """Return the starts of the headings that are names over notes on their bearers, in a part that tells who wrote the text.

    What stands under a name speaks of a person or is no paragraph; "What China Wants" looks like a name, and has something else under it.
    """
    found, who, blocks = set(), False, _blocks(lines) if any(levels[line.start][0] and _is("back", line) for line in lines if line.start in levels) else []
    for block, below in zip(blocks, [*blocks[1:], []]):
        if levels.get(block[0].start, (0,))[0]:
            under = block[1:] or below
            text = " ".join(line.text for line in under)
            if who and NAME.fullmatch(block[0].text) and not _is("first", block[0]) and (not _is_paragraph(text) or BEARER.match(text) or _life(under)):
                found.add(block[0].start)
            else:
                who = _is("back", block[0]) and bool(re.search("author|contributor|editor", block[0].text, re.I))
    return found


def _resumes(lines, levels):
    """Return where the argument goes on without a heading, after thanks or a note on the author at the front, or None.

    Such a note has one paragraph, and the lives that follow; but where the next heading leaves most of the text after it, it lasts until there.
    """
    heads = [line for line in lines if levels.get(line.start, (0,))[0]]
    if not heads or heads[0] is not lines[0] or not _is("back", heads[0]) or NOTED.fullmatch(heads[0].text):
        return None
    until = heads[1].start if len(heads) > 1 else lines[-1].end
    if 2 * (until - lines[0].start) <= lines[-1].end - lines[0].start:
        return None
    blocks = [block for block in _blocks(lines[1:]) if block[0].start < until]
    return next((block[0].start for block in blocks[1:] if not _life(block) and not BEARER.match(block[0].text)), None)


def _from_one(levels):
    """The same levels with the highest that occurs as 1, as where a title has taken the first."""
    least = min((level for level, *_ in levels.values() if level), default=1)
    return {start: (max(level - least + 1, 0) if level else 0, *how) for start, (level, *how) in levels.items()}


def _first_marked(lines):
    """Where the first heading stands that a format's reader marked and that is not the title.

    The title is before all others, and is called so, or is the only one of its level, or has a by-line or a date under it, or is not in the outline of a PDF.
    """
    marked = [line for line in lines if line.mark[:1] == ("heading",)]
    first = marked[0].mark if marked else ()
    others = [line for line in marked if line.mark != first]
    if not others:
        return lines[-1].end if lines else 0
    outlined = [line for line in others if "pdf-font" in first and "pdf-outline" in line.mark]
    under = next(line.text for line in lines if line.start > marked[0].start and line.mark != first)
    titled = "docx-title" in first or all(line.mark[1] != first[1] for line in others) or len(under) < WHOLE and not PROSE.search(under) and _signed(under)
    return (outlined or others)[0].start if outlined or titled else marked[0].start


def _signed(text):
    return bool(BYLINE.fullmatch(text) or DATE.search(text) or re.match(r"by\b", text, re.I))


def _apart(lines):
    """Where no blank lines are left, find the paragraphs without them, and return the lines as if blank lines stood between.

    If a paragraph is one line (most of the text is in long lines, or hardly a line begins in small letters), every line stands
    by itself. If lines were broken to fit the page, a line that stops well before the edge is the end of something.
    """
    if len(lines) < 8 or sum(line.first for line in lines) > max(1, len(lines) * 0.1):
        return lines
    long = sum(len(line.text) for line in lines if len(line.text) >= WHOLE)
    if long * 2 >= sum(len(line.text) for line in lines) or sum(line.text[0].islower() and not line.indent for line in lines) <= len(lines) * 0.03:
        return [line._replace(first=True, last=True) for line in lines]
    edge = sorted(len(line.text) for line in lines)[len(lines) * 9 // 10] * 0.75
    opens = [True, *(len(above.text) < edge or len(line.text) < edge and _finished(above.text) for above, line in zip(lines, lines[1:])), True]
    return [line._replace(first=line.first or opens[i], last=line.last or opens[i + 1]) for i, line in enumerate(lines)]


def _furniture(lines):
    """Return the starts of running heads and feet: they come again and again, and cut sentences in two.

    A heading may come again as well ("Conclusion"), but no sentence goes on under it. The first of the lines may be the heading
    that the others repeat, as may one that is written otherwise; they are kept unless they cut a sentence or stand beside a page number.
    """
    keys = [re.sub(r"[\W\d_]+", "", line.text).casefold() if 2 < len(line.text) <= 100 and not line.text[0].islower() else None for line in lines]
    places = defaultdict(list)
    for i, key in enumerate(keys):
        places[key].append(i)
    often = {key for key, found in places.items() if len(found) >= 3 and key is not None}
    pages = {i for key in often for i in places[key] if re.search(r"^page \d+|\bpage \d+( of \d+)?\]?$", lines[i].text, re.I)}
    found = {lines[i].start for i in pages}
    for key in often:
        here = []
        for i in places[key]:
            before = next((j for j in range(i - 1, max(i - 4, -1), -1) if keys[j] not in often), None)
            after = next((j for j in range(i + 1, min(i + 4, len(lines))) if keys[j] not in often), None)
            cuts = before is not None and after is not None and lines[after].text[0].islower()
            cuts = cuts and not PROSE.search(lines[before].text) and len(lines[before].text.split()) >= 5
            here.append((i, "page" if {i - 1, i + 1} & pages else "cuts" if cuts else ""))
        sure = [i for i, why in here if why]
        if len(sure) * 2 >= len(here) and any(why == "page" for _, why in here) or sum(why == "cuts" for _, why in here) >= 2 and len(sure) * 4 >= len(here):
            forms = Counter(re.sub(r"\d", "", lines[i].text) for i, _ in here)
            found |= {lines[i].start for i, why in here if why or i != here[0][0] and forms[re.sub(r"\d", "", lines[i].text)] > 1}
    return found


def _boxes(lines):
    """Return the starts of the lines that send a reader elsewhere ("Related content") and of the links or short lines under them.

    A box ends at a heading, a sentence or after a dozen. Where no headings are marked, its last line may be the heading of what follows, and is left to it.
    """
    found, opens = set(), [i for i, line in enumerate(lines) if len(line.text) < 60 and _is("links", line)]
    marked = bool(opens) and any(line.mark[:1] == ("heading",) or MARKDOWN.fullmatch(line.text) for line in lines)
    for i in opens:
        below = lines[i + 1 : i + 13]
        ends = next((j for j, other in enumerate(below) if not _is_entry(other, marked)), len(below))
        if ends > 1 and not marked and i + 1 + ends < len(lines) and below[ends - 1].first and not BULLET.match(below[ends - 1].text):
            ends -= 1
        found |= {other.start for other in lines[i : i + 1 + ends]} if ends else set()
    return found


def _is_entry(line, marked):
    """Is this a link, or short enough for the name of one, and neither a heading nor a sentence? Where headings are `marked`, a number makes none."""
    text = LINK.sub("", line.text).strip(" -–—*•·|")
    heading = line.mark[:1] == ("heading",) or MARKDOWN.fullmatch(line.text) or not marked and NUMBER.match(line.text) or _is("first", line) or _is("back", line)
    return not heading and (not text or len(text) <= 150 and not PROSE.search(text.rstrip("?")))


def _life(lines):
    """Tell of the lines of a note on a person: (the last word of the name, whether the post is a scholar's), or None where they are none.

    >>> _life([Line(0, 0, "__Ada B. Reader__ is a senior fellow at the Institute of Ports, where she counts ships.", True, True)])
    ('Reader', True)
    >>> _life([Line(0, 0, "Li Wei, Director, Institute of Ports.", True, True)]), _life([Line(0, 0, "Kim Jong Un is the leader of the north.", True, True)])
    (('Wei', False), None)
    """
    text = re.sub("[*_]+", "", " ".join(line.text for line in lines))
    found = LIFE.match(text) if len(text) < 1500 else None
    if not found or found[2] == "," and re.search(r"(?<![\w-])(?!from|with)[a-z]{4,}", text):
        return None
    return _surname(found[1]), bool(found[3]) and not SAYS.search(text)


def _surname(name):
    return re.sub(r",? [JS]r\.?$", "", name).split()[-1]


def _introduced(lines):
    """Return the last words of the names in the by-lines, and the starts of the lines that tell who they are, before the first other paragraph."""
    names, found = set(), set()
    for block in _blocks(lines):
        signed = next((j for j, line in enumerate(block) if not BYLINE.fullmatch(line.text)), len(block))
        names |= {_surname(name) for line in block[:signed] for name in re.split(r", (?![JS]r)|,? and |,? & ", BYLINE.fullmatch(line.text)[1])}
        life = _life(block[signed:]) if signed < len(block) else None
        if life and life[0] in names:
            found |= {line.start for line in block[signed:]}
        elif _is_paragraph(" ".join(line.text for line in block)):
            break
    return names, found


def _lives(lines, names):
    """Return the starts of the lines at the end, or before the notes and sources there, that tell who wrote the text.

    The last paragraphs do, if each starts with a person's name and post, and one of them with a name of the by-line, or where there is none a scholar's post; between and after
    them may stand an imprint or short lines. The leader of a state, or a scholar who is quoted, in the midst of the text is of the argument.
    """
    blocks = _blocks(lines)
    end = next((i for i, block in enumerate(blocks) if i * 2 > len(blocks) and len(block[0].text) < 60 and _is("back", block[0])), len(blocks))
    first, sure = end, False
    for i in range(end - 1, 0, -1):
        text, life = " ".join(line.text for line in blocks[i]), _life(blocks[i])
        if life:
            first, sure = i, sure or (life[0] in names if names else life[1])
        elif not (len(text) < 1500 and IMPRINT.fullmatch(text)) and (len(text) > 100 or PROSE.search(text) or BULLET.match(text)):
            break
    return {line.start for block in blocks[first:end] for line in block} if sure else set()


def _contents(lines):
    """Return the starts of the lines of the contents list, its heading and entries, and {words of an entry: its level, 0 if open}.

    An entry is short and does not end like a sentence; the list lasts until one of them comes again. A list has three of them at least, and most
    of them are numbered, linked, end in a page number, or come again as headings: a list of key points is none. A list that
    was run together is known by the dots before its page numbers.
    """
    keys = again = None
    for i, line in enumerate(lines):
        if not _is("contents", line):
            continue
        keys = keys or [_key(line.text[:200]) for line in lines]
        again = again or {key: j for j, key in enumerate(keys)}
        entries, end, parts = {}, len(lines), set()
        for j in range(i + 1, len(lines)):
            text = lines[j].text
            pieces = LEADERS.split(text)
            flat = len(pieces) > 2
            over = keys[j] in entries or keys[j] in parts or len(text) > 150 or PROSE.search(text) and not text.endswith("?")
            if lines[j].mark[:1] == ("heading",) or not flat and (over or len(pieces) == 1 and _is("back", lines[j])):
                end = j
                break
            entries[keys[j]] = lines[j]
            parts |= {_key(piece) for piece in pieces if piece} if len(pieces) > 1 else set()
        sure = [again[key] >= end or bool(NUMBER.match(entry.text) or LINK.search(entry.text) or re.search(r"[\s.…·]\d+$", entry.text)) for key, entry in entries.items()]
        run = any(len(LEADERS.findall(entry.text)) >= 2 for entry in entries.values())
        if (len(entries) >= 3 or run) and sum(sure) * 2 >= len(sure):
            while sure and not sure[-1]:  # what follows the last entry is not of the list
                entries.popitem(), sure.pop()
            return {line.start, *(entry.start for entry in entries.values())}, _announced(entries.values())
    return set(), {}


def _announced(entries):
    """Return {number and words of an entry: level} as numbers and indents tell; 0 where they do not."""
    parts, carry = [], ""
    paged = any(LEADERS.search(line.text) for line in entries)
    for line in entries:
        *whole, rest = LEADERS.split(f"{carry} {line.text}") if paged else [line.text, ""]
        parts += [(part, line.indent) for part in [*whole, rest] if part.strip()]
        carry = rest if len(rest) < 200 else ""  # an entry that goes on in the next line
    indents = sorted({indent for _, indent in parts})
    ranks = {indent: indents.index(indent) + 1 if 1 < len(indents) <= 4 else 0 for indent in indents}
    return {key: ranks[indent] for part, indent in parts for key in (_key(part), _key(part, tail=True))}


def _key(text, tail=False):
    """Number and words of an entry or heading, to find one by the other; with its tail if that is no page.

    >>> _key("- [2.1 Coal at Sea](#coal)"), _key("2.1 Coal at Sea ..... 14")
    ('2.1 coal at sea', '2.1 coal at sea')
    """
    text = text.strip()
    found = BULLET.match(text)
    text = text[found.end() :] if found else text
    number, words = _numbered(LINK.sub(r"\1", text) if "](" in text else text)
    return f"{number} {words if tail else words.rstrip('0123456789').rstrip(' .…·')}".strip().casefold()


def _opening(lines):
    """Return the offset where the argument starts: at its first paragraph or list, or at the heading that stands over it.

    Without either it starts after the first block, so that a text is rather counted with its title than not at all.
    """
    blocks = _blocks(lines)
    for i, whole in enumerate(blocks):
        longest, first = max(len(line.text) for line in whole), 0
        while first < len(whole) - 1 and len(whole[first].text) < longest / 2 and not _finished(whole[first].text):
            first += 1  # title, byline and date may stand right over the text
        block = whole[first:]
        text = " ".join(line.text for line in block)
        if _is("first", block[0]) and len(block) == 1 and i + 1 < len(blocks) and _says(blocks[i + 1]):
            return block[0].start
        if SALUTATION.match(text) or _is_paragraph(text) or (BULLET.match(text) and len(text.split()) > 4):
            if first and _style(whole[first - 1]) == "number":
                return whole[first - 1].start  # and so may the first heading
            return block[0].start if first else _heading_before(blocks, i)
        alone = [line.start for line in block if len(line.text) >= WHOLE and _is_paragraph(line.text)]
        if alone:
            return alone[0]
    return blocks[1][0].start if len(blocks) > 1 else lines[-1].end if lines else 0


def _says(block):
    """Does the block read like the words of a text, though it may not end like a sentence? No name, date, label or title does."""
    words = " ".join(line.text for line in block).split()
    return len(words) > 4 and sum(word[0].islower() for word in words) * 2 >= len(words) and not _style(block[0]) and not LABEL.match(block[0].text)


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
    """The start of the first paragraph, or of the heading over it when it is one: a title is not."""
    marked = any(block[0].mark[:1] == ("heading",) for block in blocks)
    start, later = blocks[i][0].start, Counter(_style(block[0]) for block in blocks[i + 1 :] if len(block) <= 2)
    while i > 0 and len(blocks[i - 1]) == 1:
        line = blocks[i - 1][0]
        if i == 1 and not _is("first", line) and not any(_numbered(b[0].text)[0].startswith(f"{_numbered(line.text)[0] or '-'}.") for b in blocks[1:]):
            break  # a title; but what 10.1 and 10.2 follow is heading 10
        if marked and line.mark[:1] != ("heading",):
            break  # where headings are marked none are guessed
        if FIELD.match(line.text) and i > 1 and FIELD.match(blocks[i - 2][-1].text):
            break  # the last line of the document's own card
        if not _style(line) or _date_or_name(line) or not (NUMBER.match(line.text) or MARKDOWN.match(line.text) or _is("first", line) or _is("back", line) and not NOTED.fullmatch(line.text) or later[_style(line)] or line.text.endswith(":")):
            break
        start, i, later = line.start, i - 1, later + Counter([_style(blocks[i][0])])
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


def _levels(lines, entries):
    """Return {start of line: (level, source, confidence)} for the headings among the lines; level 0 for a heading's second line."""
    given, style = [i for i, line in enumerate(lines) if line.mark[:1] == ("heading",)], "mark"
    if not given:
        given, style = [i for i, line in enumerate(lines) if MARKDOWN.fullmatch(line.text) and not line.indent], "markdown"
        if len(given) < 2 or not any(lines[i].text.startswith("##") for i in given):  # the comments of some code
            return _ranked(lines, _found(lines, entries), entries)
    found = {i: "back" for i, line in enumerate(lines) if line.first and not line.mark and not line.text.endswith(".") and _is("back", line)}
    for i in given:
        found[i] = 0 if i - 1 in found and style == "mark" and lines[i - 1].mark == lines[i].mark else style
    return _ranked(lines, sorted(found.items()), entries)


def _found(lines, entries):
    """Return [(index, style)] of the headings among the lines; style 0 for a heading's second line."""
    styles, place, open_, told = {}, 0, dict(entries), set()
    margin, hangs = _margin(lines)
    for block in _blocks(lines):
        i, place = place, place + len(block)
        if _is("back", block[0]) and not block[0].text.endswith("."):
            if not (block[0].text.endswith(":") and i + 1 < len(lines) * 0.9 and BULLET.match(lines[i + 1].text)):  # a list of points to note
                styles[i] = "back"
            continue
        for j, line in enumerate(block):
            below = block[j + 1].text if j + 1 < len(block) else ""
            if i + j in styles or len(line.text) > 160:
                continue
            key = _key(line.text, tail=True) if open_ else ""
            both = _key(f"{line.text} {below[:160]}", tail=True) if open_ and below else ""
            if line.indent <= margin and (key in open_ or both in open_) and line.text[0].isalnum() and not line.text.endswith("."):
                open_.pop(both if both in open_ else key)
                told.add(i + j)
                styles[i + j] = _style(line) or "title"
                styles |= {i + j + 1: 0} if both in entries else {}
            elif MARKDOWN.fullmatch(line.text) and not line.indent:
                styles[i + j] = "markdown"
            elif len(below) >= WHOLE and len(line.text) <= 70 and _style(line) not in ("", "markdown", "number"):
                styles[i + j] = _style(line)  # a heading right over a paragraph that is one line
        style = _style(block[0]) if block[0].first and i not in styles else ""
        if style in ("", "markdown") or len(block) > 2 or (len(block) == 2 and (style != "capitals" or _style(block[1]) != style)):
            continue
        if block[0].indent > margin or (hangs and block[0].indent == margin) or (place < len(lines) and _leads(block[-1], lines[place], margin)):
            continue
        styles[i] = style
        styles |= {i + 1: 0} if len(block) == 2 else {}
    return _without_lists(lines, sorted(styles.items()), told)


def _leads(line, below, margin):
    """Is this the start of a sentence that goes on below, in a quotation or a line of code?"""
    words = line.text.split()
    plain = sum(word[0].islower() for word in words) * 2 >= len(words) >= 8
    return _is("text", line) or plain and below.indent > line.indent == margin and not NUMBER.match(line.text) and not BULLET.match(below.text)


def _margin(lines):
    """Return how far the text is indented, and whether headings hang out of it: code, tables and quotations are indented further."""
    indents = Counter(line.indent for line in lines)
    margin = indents.most_common(1)[0][0] if lines else 0
    return margin, margin > 0 and sum(indents[indent] for indent in indents if indent < margin) >= 3


def _without_lists(lines, found, told):
    """Leave out what looks like headings and is a list: numbered notes, and lines in a row with nothing said between them. `told`: the places of those that a contents list has."""
    kept, row, notes, last = [], [], False, ""
    for i, style in [*found, (len(lines) + 1, "")]:
        if notes and style == "number" and i not in told and not _goes_on(lines, i, last):
            continue  # a numbered note
        notes = style == "back" and bool(NOTED.fullmatch(lines[i].text)) and not _numbered(lines[i].text)[0]
        last = _numbered(lines[i].text)[0] if style == "number" else last
        if row and i != row[-1][0] + 1:
            alike = Counter(_alike(lines[j], style) for j, style in row)
            kept += [(j, style) for j, style in row if style in (0, "markdown", "back") or alike[_alike(lines[j], style)] < (4 if style == "number" else 6)]
            row = []
        row.append((i, style))
    return kept


def _goes_on(lines, i, last):
    """Is this numbered line under notes a heading of the argument: by its words, or since it starts anew, or goes on after the last, and stands over a paragraph?"""
    number, words = _numbered(lines[i].text)
    goes_on = number in FIRST or last[:1].isdigit() and number == str(int(last.split(".")[0]) + 1)
    below = next(iter(_blocks(lines[i + 1 : i + 40])), [])
    over = lines[i].last and bool(below) and not NUMBER.match(below[0].text) and not BULLET.match(below[0].text) and _is_paragraph(" ".join(line.text for line in below))
    return _is("first", lines[i]) or bool(words) and goes_on and over


def _alike(line, style):
    number = _numbered(line.text)[0]
    return (style, number.count("."), number.count("(")) if number else style


def _ranked(lines, found, entries):
    """Give each heading its level: as marked, as numbered, as the contents list has it, or by its look and place.

    Kinds of numbers (I, A, 1) rank in the order in which they first come, under the heading right over the first of them. When the highest kind
    starts again, or a few numbers come late (four steps under Recommendations), they stand under the heading before them. Among numbers,
    a heading without one stands over the new row of numbers right below it, else under the last number, since they go on after it. Before
    and after them all it ranks with its like, and at first those in capitals over the rest. Where none has a number, or few,
    see `_by_look`. All that is not said by markup, numbers, contents or words is a guess, and called low.
    """
    heads = [(i, style, _numbered(lines[i].text)[0]) for i, style in found if style]
    numbers = [(i, number) for i, _, number in heads if number]
    few = 0 < len(numbers) * 2 < len(heads) and numbers[0][0] > heads[1][0] and _kind(numbers[0][1], {}) == "digit"
    numbers = [*reversed(numbers)]  # the next one last
    levels, looks = {lines[i].start: (0, "", "") for i, style in found if not style}, _by_look(lines, heads)
    kinds, before, base, over, last, held, like = [], {}, 0, 0, 0, 0, {}  # base: what the first numbers stand under; over: what these do
    for i, style, number in heads:
        if number:
            numbers.pop()
        line, loud, level, source, sure = lines[i], style == "capitals", looks[i], "style", "low"
        below, coming = (numbers[-1][0] - i, numbers[-1][1]) if numbers and not few else (0, "")  # the next number, and how many lines below
        again = bool(kinds) and coming in FIRST and _kind(coming, before) == kinds[0]
        if style == "markdown":
            level, source, sure = len(MARKDOWN.fullmatch(line.text)[1]), "markup", "high"
        elif style == "mark" and line.mark[1]:
            level, source, sure = line.mark[1], "markup", MARKUP.get(line.mark[2], "low")
        elif number:
            kind = _kind(number, before)
            if held and (kind == kinds[0] and number in FIRST if kinds else few or lines[i - 1].start in levels):
                base, over = base if kinds else held, held
            before[kind], kinds = number, kinds if kind in kinds else [*kinds, kind]
            level, source = over + kinds.index(kind) + 1 + number.count(".") * (kind == "digit"), "number"
            sure = "low" if kind == "clause" else "high" if kinds == ["digit"] and over == base else "medium"
            last = last if kind == "clause" else level
        elif entries.get(_key(line.text, tail=True)):
            level, source, sure = entries[_key(line.text, tail=True)], "contents", "medium"
        elif style == "back" or _is("first", line):
            level, sure = like.get(loud, base + 1 if last else 1), "medium"
        elif kinds and below == 1 and coming in FIRST:  # over a new row of numbers
            kind = _kind(coming, before)
            level, source = max(1, base if again else over + (kinds.index(kind) if kind in kinds else len(kinds))), "position"
        elif kinds and coming and not again:  # among the numbers
            level, source = last + 1, "position"
        elif (kinds or coming) and not few:  # before or after them
            level, source = like.get(loud, base + 1 if last else 2 if True in like and not loud else 1), "position"
            like[loud] = level
        held = 0 if number else level
        levels[line.start] = (level, source, sure)
    return levels


def _by_look(lines, heads):
    """Return {index: level} of headings as they would rank without numbers.

    Those in capitals stand over the others if they come first, else each under the one before it; an acronym alone is not in capitals. What comes
    again and again (Checklist) stands under what came before it, and what stands right under a heading, with nothing said between, under that.
    """
    loud = {i for i, style, _ in heads if style == "capitals" and len(lines[i].text) > 5}
    plain = [i for i, style, _ in heads if i not in loud and style != "back" and not _is("first", lines[i])]
    over = bool(loud) and min(loud) < min(plain, default=len(lines))
    often, places = Counter(lines[i].text for i, *_ in heads), {i for i, *_ in heads}
    levels, stacked, open_, above = {}, {i for i in places if i + 1 in places}, False, 0
    for i in sorted(places):
        if often[lines[i].text] > 2 or (i in loud and not over):
            levels[i] = above + 1
        else:
            levels[i] = above = 2 if (over and i not in loud) or i - 1 in stacked or (open_ and i not in stacked) else 1
        open_ = i in stacked or open_
    return levels


def _kind(number, before):
    """Name the kind of a number: digit, roman, letter or clause. I, V and X are letters only right after H, U and W.

    >>> _kind("I", {}), _kind("I", {"letter": "H"}), _kind("C", {"roman": "II"}), _kind("2.1", {})
    ('roman', 'letter', 'letter', 'digit')
    """
    if "(" in number:
        return "clause"
    if number[0].isdigit() or "." in number or number.startswith("Article"):
        return "digit"
    after = len(number) == 1 and before.get("letter", "")[:1] == chr(ord(number) - 1)
    return "letter" if after or not re.fullmatch("[IVX]+", number.upper()) else "roman"


def _style(line):
    """Name the style in which a line is a heading: markdown, number, capitals, question or title; "" if it is none."""
    text = line.text
    if line.mark[:1] in (("caption",), ("table",)):
        return ""
    if MARKDOWN.fullmatch(text):
        return "markdown"
    if len(text) > 160:
        return ""
    words = text.split()
    if CLAUSE.match(text) and len(words) <= 14 and not PROSE.search(text):
        return "number"
    lettered = NUMBER.match(text) and text[0].isupper()  # A. or I.: a number of headings, so these may be longer
    if not lettered and (len(words) > 16 or len(text) > 120) or BULLET.match(text) or CAPTION.match(text) or " | " in text or "://" in text:
        return ""
    if text.endswith("?"):
        return "question" if text[0].isupper() else ""
    if text.endswith(":") and text.isupper() and len(words) > 1:
        return "capitals"
    if PROSE.search(text) or text.endswith((",", "-", "–")) or text[0] in "\"'‘([" or text[-1] in "”\"" or text[0] == "“" and "”" not in text:
        return ""
    if DATE.fullmatch(text) or DAY.fullmatch(text) or re.match(r"\d+ [^\W\d_]", text) and words[1].islower():  # 12 percent
        return ""
    if NUMBER.match(text):
        return "number"
    if not text.lstrip("“")[:1].isupper() or LABEL.match(text):
        return ""
    return "capitals" if text.isupper() else "title"

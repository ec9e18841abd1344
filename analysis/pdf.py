"""The text of a PDF, which has none: it has letters at places on pages.

Letters that stand on one height become lines, lines that follow one another closely become paragraphs, and two columns
are read one after the other. A heading is what the file's outline names, else what is set larger or bolder than the body; a
line that returns at one height on many pages is a running head. A paragraph goes on over the page's end, so that no
sentence is cut there: what stands between its halves (notes, running heads) is put before or behind it, with its page.
"""

import re
from collections import Counter
from dataclasses import dataclass
from statistics import median

HEAVY = re.compile(r"bold|black|heavy|demi|CMBX|BX\d", re.I)
HYPHENS = "-\u2010"
LETTERS = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st", 2: "-", 0xAD: "-", 0xFFFE: "-"}  # ligatures, hyphens
LETTERS = dict.fromkeys(range(32), "\ufffd") | LETTERS  # what has no Unicode is shown as lost
BULLET = re.compile(r"[•‣▪■●○◦➢❖\uf0b7\uf0a7\u2043] *|[–\ufffd-] +")
NUMBERED = re.compile(r"(\d{1,2}[.)]|\(?[a-z]\)|\([ivx]+\)) +\S")
CAPTION = re.compile(r"(Figure|Fig\.|Table|Chart|Map|Exhibit|Box) [A-Z]?\d[\d.-]*( ?[:.–—|-] ?\S|$)")
ENTRY = re.compile(r".*\S( ?(\. ?){4,}|…+) ?(\d+|[ivxl]+)$|.*[^\W\d_]{3}.* {2}(\d{1,3}|[ivxl]+)$")  # of a contents list
NOTE = re.compile(r"(?:\[(\d{1,3})\]|(\d{1,3})[.)]?|[*†‡]) *(?=[^\W\d_]|[\"“‘(])")


@dataclass
class Line:
    """Letters on one height: text, edges, baseline, size of most of them, whether all are bold, page, what the line is."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    page: int
    kind: str = ""
    level: int = 0
    source: str = ""
    top: bool = False
    column: int = 0


def blocks(data):
    """Return the blocks of a PDF, in the shape that `formats.join` takes; ValueError where it cannot be read or has no text."""
    import pypdfium2

    document = opened(data)
    try:
        pages = [_lines(document, number) for number in range(len(document))]
        outline = [(item.level + 1, item.get_title() or "", item.get_dest()) for item in document.get_toc()]
        outline = [(level, title, dest.get_index() if dest else None) for level, title, dest in outline]
    except pypdfium2.PdfiumError:
        raise ValueError("found a PDF with broken pages, wanted one that opens: open it in a viewer and print it to a new PDF") from None
    finally:
        document.close()
    if not pages:
        raise ValueError("found a PDF without pages, wanted some: make it again from its source")
    if not any(pages):
        named = "its one page is a picture" if len(pages) == 1 else f"pages 1 to {len(pages)} are pictures"
        raise ValueError(f"found a PDF without any text ({named}), wanted text: run  ocrmypdf FILE NEW  first")
    sizes = Counter()
    for one in (line for page in pages for line in page):
        sizes[one.size] += len(one.text)
    unknown = sum(line.text.count(LETTERS[0]) for page in pages for line in page)
    if 5 * unknown > sizes.total():
        raise ValueError(f"found a PDF in which {unknown:,} of {sizes.total():,} letters are shapes only, wanted text: run  ocrmypdf --force-ocr FILE NEW  first")
    body = sizes.most_common(1)[0][0]
    _furniture(pages, body)
    pages = [_ordered(page) for page in pages]
    _footnotes(pages, body)
    _headings([line for page in pages for line in page if not line.kind], body)
    _outline(pages, outline)
    known = {word for page in pages for line in page for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.lower())}
    return _blocks([_paragraphs(page, body) for page in pages], known)


def opened(data):
    """Return an open PDF; ValueError where it is broken or has a password."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise ValueError("found a PDF with a password, wanted one without: open it and print it to a new PDF") from None
        raise ValueError("found a broken PDF, wanted one that opens: open it in a viewer and print it to a new PDF") from None


def _lines(document, number):
    """Return the lines of a page, from its letters; those apart by a wide gap are two."""
    import ctypes

    from pypdfium2 import raw

    page = document[number]
    letters = page.get_textpage()
    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF(), raw.FS_MATRIX()
    name, flags, styles, found, run = ctypes.create_string_buffer(128), ctypes.c_int(), {}, [], []
    for i in range(letters.count_chars()):
        code = raw.FPDFText_GetUnicode(letters, i)
        made = raw.FPDFText_IsGenerated(letters, i) == 1
        if made or code in (10, 13, 32, 160):
            if code in (32, 160) and run and run[-1][0] != " ":
                run.append((" ", *run[-1][1:]))
            continue
        if 8 < code < 14:
            continue
        owner = raw.FPDFText_GetTextObject(letters, i)
        key = ctypes.addressof(owner.contents) if owner else i
        if key not in styles:
            raw.FPDFText_GetMatrix(letters, i, matrix)
            raw.FPDFText_GetFontInfo(letters, i, name, 128, flags)
            size = raw.FPDFText_GetFontSize(letters, i) * ((matrix.c**2 + matrix.d**2) ** 0.5 or 1)
            heavy = raw.FPDFText_GetFontWeight(letters, i) >= 600 or bool(HEAVY.search(name.value.decode("latin-1")))
            styles[key] = round(size * 2) / 2, heavy, (matrix.b > 0) - (matrix.b < 0) if abs(matrix.b) > abs(matrix.d) else 0
        size, heavy, turned = styles[key]
        raw.FPDFText_GetCharOrigin(letters, i, x, y)
        raw.FPDFText_GetLooseCharBox(letters, i, box)
        left, right, height = (box.left, max(box.right, box.left), y.value) if not turned else (box.bottom, box.top, -x.value) if turned > 0 else (-box.top, -box.bottom, x.value)
        letter = (LETTERS.get(code) or chr(code), left, right, height, size, heavy, turned)
        if run:
            last, big = run[-1], max(size, run[-1][4], 1)
            if last[6] != turned or abs(last[3] - letter[3]) > 0.55 * big or letter[1] < last[1] - 0.6 * big or letter[1] - last[2] > 1.6 * big and not _is_spaced(run):
                found.append(run)
                run = []
        run.append(letter)
    found.append(run)
    letters.close()
    page.close()
    ways = Counter(letter[6] for run in found for letter in run)
    lines = [(run[0][6], line) for run in found if run and (line := _line(run, number + 1)).text]
    for way, line in lines:
        if way != max(ways, key=lambda one: (ways[one], -abs(one))):  # a note along the page's edge; a table on its side is read as it lies
            line.kind, line.source = "furniture", "pdf-layout"
    return [line for _, line in lines]


def _is_spaced(run):
    """Whether these letters are set with gaps between them, so that a wide one parts words and not columns.

    >>> _is_spaced([(letter, 10 * i, 10 * i + 5, 0, 8, False) for i, letter in enumerate("S E C U")])
    True
    """
    tokens = "".join(letter[0] for letter in run[-12:]).split()
    return len(tokens) > 3 and all(len(token) == 1 for token in tokens)


def _line(run, page):
    """Return the line of a run of letters: raised numbers become [1], letters set apart are joined to words."""
    while run and run[-1][0] == " ":
        run = run[:-1]
    inked = [letter for letter in run if letter[0] != " "]
    if not inked:
        return Line("", 0, 0, 0, 0, False, page)
    sizes = Counter(letter[4] for letter in inked)
    size = max(sizes, key=lambda one: (sizes[one], one))
    level = Counter(round(letter[3], 1) for letter in inked if letter[4] == size).most_common(1)[0][0]
    tokens = "".join(letter[0] for letter in run).split()
    if len(tokens) >= 4 and sum(len(token) == 1 for token in tokens) >= 0.8 * len(tokens) and sum(map(str.isalpha, tokens)) >= 0.7 * len(tokens):
        gaps = [after[1] - before[2] for before, after in zip(inked, inked[1:])]
        text = inked[0][0] + "".join((" " if gap > 1.6 * max(median(gaps), 0.1 * size) else "") + letter[0] for gap, letter in zip(gaps, inked[1:]))
    else:
        raised = [letter[0].isdigit() and letter[4] <= 0.85 * size and letter[3] > level + 0.12 * size for letter in run]
        text = ""
        for i, letter in enumerate(run):
            start = raised[i] and not (i and raised[i - 1]) and (not text or re.search(r"[^\W\d]{3} ?$|[\w)][.,;:!?)”\"’']+ ?$", text))
            text = text.rstrip() if start else text
            text += "[" if start else ""
            opened = start or raised[i] and i and opened
            text += letter[0]
            text += ("] " if len(text) < 5 else "]") if opened and not (i + 1 < len(run) and raised[i + 1]) else ""
    text = re.sub(r" +", " ", text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")).strip()  # halves of letters such as 𝑥
    return Line(text, inked[0][1], max(letter[2] for letter in inked), level, size, all(letter[5] for letter in inked if letter[0].isalnum()), page)


def _rows(lines):
    """Return the lines of a page in rows of one height, from the top; a row runs from left to right."""
    rows = []
    for line in sorted(lines, key=lambda line: (-line.y, line.x0)):
        if rows and rows[-1][0].y - line.y <= 0.4 * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _furniture(pages, body):
    """Mark the first and last rows of pages that return at one height: on three pages and a third of them, or with the page's number.

    Of two pages, those on both in the same words, and a page's number by itself. The numbers of lines at the edge, as drafts have them, are marked, too.
    """
    for page in pages:
        edge = sorted(line.x0 for line in page if not line.text.isdecimal())[len(page) // 20 :]
        numbers = [line for line in sorted(page, key=lambda line: -line.y) if line.text.isdecimal() and edge and line.x1 < edge[0]]
        steps = {int(after.text) - int(before.text) for before, after in zip(numbers, numbers[1:])}
        for line in numbers if len(numbers) > 3 and steps in ({1}, {5}) else []:
            line.kind, line.source = "furniture", "pdf-layout"
    rest = [(number, rows) for number, page in enumerate(pages) if (rows := _rows([line for line in page if not line.kind]))]
    few = len(rest) < 3
    for _ in range(3):
        for end in (0, -1):
            rows = [(number, of, of[end]) for number, of in rest if of]
            keys, seen = [], Counter()
            for number, _, row in rows:
                text, height = " ".join(line.text for line in row), round(row[0].y / 6)
                large = max(line.size for line in row) > 1.12 * body and re.search(r"[^\W\d_]{3}", text)
                same = text if large else re.sub(r"\d+|\b[ivxlc]+\b", "#", text.lower()).replace(" ", "")  # but Chapter 1, Chapter 2 are headings
                numbers = {int(word) - number for word in (text.split()[0], text.split()[-1]) if word.isdecimal() and len(word) < 5} if not large else set()
                if few:
                    label = re.compile(rf"\W*(page )?{number + 1}( ?(of|/) ?{len(pages)})?\W*", re.I)
                    same, numbers = " ".join("#" if label.fullmatch(line.text) else line.text for line in row), set()
                keys.append([(key, height) for key in [same, *numbers]])
                seen.update(keys[-1])
            for (_, of, row), own in zip(rows, keys):
                near = {key: sum(seen[key, height + step] for step in (-1, 0, 1)) for key, height in own}
                if any(count >= (2 - (key == "#") if few else 3 if isinstance(key, int) or key in ("#", "-#-", "–#–") else max(3, len(rest) / 3)) for key, count in near.items()):
                    for line in of.pop(end):
                        line.kind, line.source, line.top = "furniture", "pdf-layout", end == 0


def _gutter(lines):
    """Return where the gap between two columns is, or None: lines on both sides, each filling its side or in columns itself, few across."""
    if len(lines) < 8:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    best, more = None, _goes_on_small(lines)
    for step in range(30, 71):
        x = left + (right - left) * step / 100
        sides = [line for line in lines if line.x1 <= x], [line for line in lines if line.x0 >= x]
        across = len(lines) - len(sides[0]) - len(sides[1])
        if min(map(len, sides)) < 4 or across > 0.5 * min(map(len, sides)):
            continue
        width = min(line.x0 for line in sides[1]) - max(line.x1 for line in sides[0])
        words = all(median(len(line.text) for line in side) > 14 for side in sides)
        if width > 6 and words and (best is None or (across, -width) < best[:2]) and all(_fills(side) or more and _gutter(side) for side in sides):
            best = across, -width, x
    return best and best[2]


def _goes_on_small(lines):
    """Whether many lines begin in small letters, as running text does and the cells of a table do not."""
    return 4 * sum(line.text[0].islower() for line in lines) >= len(lines)


def _fills(lines):
    return median(line.x1 - line.x0 for line in lines) > 0.6 * (max(line.x1 for line in lines) - min(line.x0 for line in lines))


def _ordered(page):
    """Return the lines of a page in reading order, running heads around it."""
    head, foot = ([line for line in page if line.kind and line.top == top] for top in (True, False))
    rows = [*_rows(head), *([line] for line in _columns([line for line in page if not line.kind])), *_rows(foot)]
    return [line for row in rows for line in row]


def _columns(lines, column=0):
    """Return lines in reading order: a band of two columns left and then right, and each of them in the same way, since there may be three."""
    gutter = _gutter(lines)
    if gutter is None:
        return _beside(_rows(lines), column)
    found, band, rows = [], ([], []), _rows(lines)
    head = rows[0] if rows[0][0].y - rows[1][0].y > 2 * rows[0][0].size else None  # a running head is of neither column
    for row in [*rows, None]:
        if row is None or row is head or any(line.x0 < gutter < line.x1 for line in row):
            found += [line for side in (0, 1) for line in _columns(band[side], 2 * column + 1 + side)] + (_merged(row, column) if row else [])
            band = ([], [])
        else:
            for line in row:
                band[line.x0 >= gutter].append(line)
    return found


def _beside(rows, column):
    """Return the lines of rows in one column; a box of running text beside them comes before or after what it stands beside, as it stands left or right."""
    for i, row in enumerate(rows):
        for left, right in zip(row, row[1:]):
            if not (left.text[0].islower() or right.text[0].islower()) or min(len(left.text), len(right.text)) < 15:
                continue  # cells of a table
            x = (left.x1 + right.x0) / 2
            crossed = [j for j, other in enumerate(rows) if any(line.x0 < x < line.x1 for line in other)]
            first, end = max([j + 1 for j in crossed if j < i], default=0), min([j for j in crossed if j > i], default=len(rows))
            sides = [[line for other in rows[first:end] for line in other if (line.x0 > x) == side] for side in (False, True)]
            if all(len(side) > 1 and _fills(side) and _goes_on_small(side) for side in sides):
                band = [line for side in (0, 1) for line in _columns(sides[side], 2 * column + 1 + side)]
                return _beside(rows[:first], column) + band + _beside(rows[end:], column)
    return [line for row in rows for line in _merged(row, column)]


def _merged(row, column):
    """Return a row as one line: cells of a table are parted by tabs, the page number of a contents list by two blanks."""
    if not row:
        return []
    cells = [line.text for line in row]
    plain = len(row) == 1 or BULLET.fullmatch(cells[0] + " ") or re.fullmatch(r"\(?[\w.]{1,6}[.)]?", cells[0]) and len(row) == 2 and not cells[1].isdigit()
    entry = len(row) > 1 and re.fullmatch(r"\d{1,3}|[ivxl]+", cells[-1]) and (len(row) == 2 or "...." in cells[-2].replace(" ", ""))
    text = " ".join(cells) if plain else " ".join(cells[:-1]) + "  " + cells[-1] if entry else "\t".join(cells)
    biggest = max(row, key=lambda line: len(line.text))
    kind = "" if plain or entry else "cells"
    return [Line(text, row[0].x0, row[-1].x1, row[0].y, biggest.size, all(line.bold for line in row), row[0].page, kind, column=column)]


def _footnotes(pages, body):
    """Mark small lines at the foot of a page or column, from the first that starts with a number on; they go to its end."""
    for page in pages:
        for column in sorted({line.column for line in page}):
            lines = [line for line in page if line.column == column and line.kind in ("", "cells")]
            small = len(lines)
            while small and lines[small - 1].size <= 0.93 * body:
                small -= 1
            starts, others, count = [], 0, None
            for i in range(small, len(lines)):
                note = NOTE.match(lines[i].text)
                number = note and int(note[1] or note[2] or 0)
                if note and (count is None or not number or number == count + 1):
                    starts, count = [*starts, i], number
                elif note:
                    others += 1  # such as a listing with numbers at the left
            if starts and others <= len(starts) and (starts[0] or column):
                for i in range(starts[0], len(lines)):
                    lines[i].kind, lines[i].source, lines[i].top = "footnote", "pdf-font", i in starts
        page.sort(key=lambda line: (line.kind == "footnote") + 2 * (line.kind == "furniture" and not line.top))


def _headings(lines, body):
    """Mark lines that are set larger than the body, or bold and short, and give levels by the rank of their style."""
    heavy = sum(len(line.text) for line in lines if line.bold) > 0.4 * sum(len(line.text) for line in lines)
    for line in lines:
        words = line.text.split()
        if not re.search(r"[^\W\d_]{2}|^[IVX\d]+[.)]?$", line.text) or len(words) > 25 or CAPTION.match(line.text) or ENTRY.match(line.text) or line.text[0] in "•▪■●":
            continue
        large = line.size >= 1.12 * body
        small = not heavy and line.bold and line.size >= 0.95 * body and len(words) <= 14 and not line.text.endswith((".", ",", ";"))
        if large or small:
            line.kind, line.source = "heading", "pdf-font"
    for before, line in zip([None, *lines], lines):
        if line.source == "pdf-font" and line.size < 1.12 * body and before and before.bold and before.kind != "heading" and before.page == line.page:
            line.kind = line.source = ""  # the rest of a bold paragraph
    styles = sorted({(line.size, line.bold) for line in lines if line.kind == "heading"}, reverse=True)
    ranks = []
    for size, bold in styles:  # half a point is no level
        if not ranks or ranks[-1][0] - size > 0.5 or ranks[-1][1] != bold:
            ranks.append((size, bold))
    for line in lines:
        if line.kind == "heading":
            rank = next(i for i in range(len(ranks) - 1, -1, -1) if ranks[i][0] >= line.size and (ranks[i][1] == line.bold or ranks[i][0] > line.size) or not i)
            line.level = min(rank + 1, 4)


def _bare(text):
    return re.sub(r"[\W_]+", "", text.casefold())


def _outline(pages, outline):
    """Mark the lines that the outline names, in order. Of places with the same words one that is set as a heading is taken."""
    at, learnt = (0, 0), {}
    for level, title, target in outline:
        wanted = _bare(title)
        places = [(p, i) for p in range(len(pages)) if target is None or p in (target, target + 1) for i in range(len(pages[p])) if (p, i) >= at]
        fits = []
        for p, i in places if wanted else []:
            count = 0 if fits and p > fits[0][0] + 1 else _fits(pages[p][i : i + 4], wanted)
            fits += [(p, i, count)] if count else []
        if not fits:
            continue
        p, i, count = next((fit for fit in fits if pages[fit[0]][fit[1]].kind == "heading"), fits[0])
        for line in pages[p][i : i + count]:
            line.kind, line.level, line.source, line.top = "heading", level, "pdf-outline", False
        pages[p][i].top = True
        learnt.setdefault((pages[p][i].size, pages[p][i].bold), level)
        at = (p, i + count)
    for line in (line for page in pages for line in page if line.source == "pdf-font" and line.kind == "heading"):
        line.level = learnt.get((line.size, line.bold), line.level)


def _fits(lines, wanted):
    """How many of these lines make up a title of the outline: up to four, with a number before it that the outline leaves out; 0 if they do not."""
    text = ""
    for count, line in enumerate(lines, 1):
        if line.kind in ("furniture", "footnote"):
            return 0
        text += _bare(line.text)
        if text == wanted or text.endswith(wanted) and re.fullmatch(r"(chapter|part|section|appendix)?[\divx.]{0,5}[a-z]?", text[: -len(wanted)]):
            return count
        if len(text) > len(wanted) + 12:
            return 0
    return 0


def _paragraphs(page, body):
    """Return the lines of a page gathered into paragraphs: [[line, …], …], each of one kind."""
    gaps = [a.y - b.y for a, b in zip(page, page[1:]) if not a.kind and not b.kind and a.column == b.column and 0 < a.y - b.y < 3 * body]
    leading = median(gaps) if gaps else 1.2 * body
    right = {column: max(line.x1 for line in page if line.column == column) for column in {line.column for line in page}}
    left = Counter((line.column, round(line.x0)) for line in page if not line.kind)
    margin = {column: min((x for (c, x), count in left.items() if c == column and count > 1), default=0) for column in right}
    found = []
    for before, line, after in zip([None, *page], page, [*page[1:], None]):
        row = line.kind == "cells" and any(other and other.kind in ("cells", "table") for other in (before, after))
        line.kind = ("table" if row else "") if line.kind == "cells" else line.kind
        line.source = "pdf-layout" if row else line.source
        line.text = line.text.replace("\t", " | " if row else " ")
        if not line.kind and (BULLET.match(line.text) or NUMBERED.match(line.text) and line.size <= 1.1 * body):
            line.kind, line.source, line.top = "list", "pdf-layout", True
        elif not line.kind and CAPTION.match(line.text):
            line.kind, line.source, line.top = "caption", "pdf-layout", True
        last = found[-1][-1] if found else None
        same = last is not None and not line.top and _follows(last, found[-1][0], line, leading, right, margin, body)
        if same:
            line.kind, line.level, line.source = found[-1][0].kind, found[-1][0].level, found[-1][0].source
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _follows(last, first, line, leading, right, margin, body):
    """Whether a line goes on with the paragraph that starts with `first` and ends with `last`."""
    if last.kind in ("furniture", "table") or line.kind in ("furniture", "table") or ENTRY.match(last.text) or ENTRY.match(line.text):
        return False
    if line.kind and line.kind != last.kind or last.kind == "heading" != line.kind or line.source != last.source and line.kind:
        return False
    if last.kind == "heading":
        return line.size == last.size and line.bold == last.bold and 0 < last.y - line.y <= 1.5 * line.size
    if last.kind == "footnote":
        return True
    if abs(line.size - last.size) > 0.08 * last.size + 0.01:
        return False
    ended = re.search(r"[.!?:][\"”’)\]\d]*$", last.text) is not None
    short = last.x1 < right[last.column] - 0.12 * (right[last.column] - margin[last.column])
    if last.y - line.y > 1.3 * max(leading, 1.0 * line.size):
        return False
    if line.column != last.column or line.y > last.y:  # the next column
        return not (ended and (short or line.x0 > margin[line.column] + 0.8 * body))
    if last.kind in ("list", "caption"):
        return not (last.kind == "list" and line.x0 < first.x0 - 1 or short and (ended or line.x0 <= first.x0 + 1))
    if line.x0 > last.x0 + 0.8 * body and (ended or last is not first):
        return line.x0 > margin[line.column] + 6 * body  # centred lines
    moved = abs(line.x0 - last.x0) > 0.8 * body or last.x1 < right[last.column] - 0.3 * (right[last.column] - margin[last.column])
    cut = re.search(f"\\w[{HYPHENS}]$", last.text)
    return not (short and (ended or moved) and not cut and not line.text[:1].islower())


def _wrap(lines, known):
    """Return the lines of a paragraph as one."""
    text = ""
    for line in lines:
        text = _glued(text, line.text, known)[0]
    return text


def _glued(text, more, known):
    """Return (text, start of what is added) of two lines; a word cut by a hyphen is joined, unless it is known with one.

    >>> _glued("the denuclear-", "ization of", set())
    ('the denuclearization of', 13)
    >>> _glued("a nuclear-", "armed state", {"nuclear-armed"})
    ('a nuclear-armed state', 10)
    """
    if not text:
        return more, 0
    cut, rest = re.search(f"([^\\W\\d_]+)[{HYPHENS}]$", text), re.match(r"[^\W\d_]+", more)
    if not cut or not rest:
        return f"{text} {more}", len(text) + 1
    kept = f"{cut[1]}-{rest[0]}".lower() in known or not rest[0][0].islower()
    text = text[:-1] + "-" * kept
    return text + more, len(text)


def _blocks(pages, known):
    """Return blocks (text, marks, group) with marks of pages; a paragraph that goes on over the page's end stays whole."""
    found, pending, group, last = [], [], 0, None
    for number, paragraphs in enumerate(pages, 1):
        pending.append(("page", number, 0, 0, "pdf-layout"))
        first = next((one for one in paragraphs if one[0].kind not in ("furniture", "footnote")), None)
        if last is not None and first is not None and len(pending) == 1 and _goes_on(found[last], first):
            text, marks, own = found.pop(last)
            if last < len(found) and marks and marks[0][0] == "page" and marks[0][2] == 0:  # notes now come first on the page
                found[last] = (found[last][0], [marks.pop(0), *found[last][1]], found[last][2])
            whole, at = _glued(text, _wrap(first, known), known)
            marks = [(kind, level, start, len(whole) if end == len(text) else end, source) for kind, level, start, end, source in marks]
            found.append((whole, [*marks, ("page", number, at, at, "pdf-layout")], own))
            last, pending = len(found) - 1, []
            paragraphs = [one for one in paragraphs if one is not first]
        for lines in paragraphs:
            kind, text = lines[0].kind, _wrap(lines, known)
            text = re.sub(" +", " ", BULLET.sub("- ", text, count=1) if kind == "list" else text)
            key = "entry" if ENTRY.match(lines[0].text) else kind if kind in ("list", "table") else None
            group += not (key and found and found[-1][2] and found[-1][2][0] == key)
            marks = [(kind, lines[0].level, 0, len(text), lines[0].source)] if kind else []
            found.append((text, pending + marks, key and (key, group)))
            pending = []
            last = last if kind in ("furniture", "footnote") else len(found) - 1
    text, marks, own = found[-1]
    found[-1] = text, marks + [(kind, level, len(text), len(text), source) for kind, level, _, _, source in pending], own
    return found


def _goes_on(block, lines):
    """Whether the first paragraph of a page is the rest of the last one of the page before."""
    text, marks, _ = block
    kinds = {mark[0] for mark in marks} - {"page"}
    starts = lines[0].text[:1].islower() or bool(re.search(f"\\w[{HYPHENS}]$|,$", text)) and lines[0].text[:1].isalpha()
    return kinds <= {"list"} and not lines[0].kind and starts and not re.search(r"[.!?][\"”’)\]\d]*$", text)

"""A file becomes text here, and nowhere else.

Five kinds of file are read: plain text, Markdown, web pages, Word and PDF. What comes out is one plain text, and beside it
what the file itself says of its parts: this is a heading of level 2, this is a footnote, here page 7 begins. Such a mark is
kept with its place and its source, because structure that a file has should be mapped and never guessed again.

A `.txt` file is kept letter for letter, line ends and all, since offsets are counted in it. From the other kinds text is
made: one blank line between blocks, one line for each list item and each row of a table, no signs of markup. What the page
put around the text (menus, running heads, page numbers) stays in it and is marked as furniture, so nothing is lost
silently. A file that is not what it claims to be is refused with the place where it fails; nothing is guessed or fetched.
"""

import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

SUFFIXES = {".txt", ".md", ".html", ".htm", ".docx", ".pdf"}
LIMIT = 100_000_000  # bytes of a file; a report has three
UNPACKED = 200_000_000  # bytes of a Word file once unpacked
SPACE = re.compile(r"[^\S\v]+")  # \v stands for a line break that the author set
UNSEEN = str.maketrans("", "", "\xad\u200b\ufeff")  # soft hyphens and the like: they show nowhere
SIGNS = re.compile(r"[\\`*_\[!<&]|  \n")  # what may be a sign of markup within a line of Markdown
NOTE = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.*(?:\n[ \t]{2,}\S.*)*)", re.M)
CHARSET = re.compile(rb"""<(?:meta[^>]*?charset\s*=\s*|\?xml[^>]*?encoding\s*=\s*)["']?\s*([\w.:-]+)""", re.I)
BROWSERS = {  # how they read what a page declares
    **{"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874", "utf-16": "utf-8"},
    **{"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "euc_kr": "cp949", "shift_jis": "cp932"},
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = set(
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "header hgroup hr html iframe legend li main nav noscript ol option p pre section select summary svg table tbody td textarea "
    "tfoot th thead tr ul".split()
) | set(HEADINGS)
DROPPED = {"script", "style", "template", "title"}  # the title of a page is in its tab, not on it
ROLES = {"banner", "contentinfo", "dialog", "menu", "menubar", "navigation", "search", "toolbar"}
CLASSES = set(
    "ad ads advert advertisement breadcrumb breadcrumbs comment comments consent cookie cookies menu nav navbar navigation newsletter promo related "
    "share sharing sidebar skip social submenu tags".split()
)
CONTAINERS = {"a", "aside", "div", "footer", "header", "ol", "p", "section", "span", "ul"}
WHOLE = dict(heading=0, furniture=False, strong=False, kind=None, group=None, cell=False, pre=False)
BROKEN = (KeyError, ValueError, TypeError, RuntimeError, OSError, EOFError, SyntaxError, zipfile.BadZipFile, zipfile.zlib.error)  # a hostile archive may fail anywhere
OTHERS = {".doc": "docx", ".odt": "docx", ".rtf": "docx", ".docm": "docx", ".pages": "docx", ".wpd": "docx", ".ppt": "pdf", ".pptx": "pdf"}


NOBODY = {"admin", "administrator", "author", "microsoft office user", "owner", "python-docx", "user", "windows user"}  # what programs write
UNDONE = re.compile(r"(\b(a|an|and|at|by|for|from|in|of|on|or|the|to|with)|[:–—-])$", re.I)  # a title that goes on in the next line
UNTITLED = re.compile(r"^(by|dear|copyright|©)\b|^[A-Z][\w ]{0,15}: |[|@#]|://|^(\d{1,2}\.? )?\w+ (\d{1,2}, )?(19|20)\d\d$|^((executive |policy )?summary|abstract|contents|table of contents|press release)$", re.I)
META = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title"),
    "author": ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author"),
    "date": ("citation_publication_date", "dc.date", "dcterms.date", "dcterms.issued", "article:published_time", "date"),
}


class BadInput(ValueError):
    """Something the user gave cannot be used; the message is one line: what was found, what was wanted, what to do."""


def read(path):
    """Return the text of a file as one string: see `load`, which also returns what the file says of its parts."""
    return load(path)[0]


def load(path):
    """Return (text, marks) of a `.txt`, `.md`, `.html`, `.docx` or `.pdf` file.

    Marks are sorted tuples (kind, level, start, end, source), with offsets into the text, end exclusive. Kind is heading,
    page, list, table, caption, footnote, emphasis or furniture (menus, running heads, page numbers); level is that of a
    heading (0: the file does not say) or the number of a page; source is markdown, html, docx-title, docx-style, docx-bold,
    pdf-outline, pdf-font or pdf-layout. Pages tile the text, and a page without text has an empty span. Plain text has no
    marks, and is as stored but for a byte-order mark.

    Raises BadInput where the file is missing, empty, too large, changing, protected, scanned, or not what its name says.
    """
    path = Path(path)
    return parse(path, raw(path))


def parse(path, data):
    """Return (text, marks) of the bytes of a file, as `load` does; its name says of which kind they are."""
    suffix = path.suffix.lower()
    if suffix in OTHERS:
        raise BadInput(f"{path}: found a {suffix}, wanted a .{OTHERS[suffix]}: convert it with  soffice --headless --convert-to {OTHERS[suffix]} FILE")
    if suffix not in SUFFIXES:
        raise BadInput(f"{path}: found a {suffix or 'file without a suffix'}, wanted {', '.join(sorted(SUFFIXES))}: save the document as one of these first")
    if suffix == ".txt":
        text = decode(path, data)
        if "\r" in text and "\n" not in text:
            raise BadInput(f"{path}: found lines that end in CR alone, wanted LF or CRLF: convert the file with  tr '\\r' '\\n' < FILE > NEW")
        return text, []
    text, marks = join(READERS[suffix](path, data))
    if not text.strip():
        raise BadInput(f"{path}: found no text in this {suffix}, wanted some: remove the file or fill it")
    return text, marks


def about(path):
    """Return what a file says of itself: {title, author, date, language}, without those that it does not state.

    Asked are the front matter of Markdown, the meta elements of a page and the properties of Word and PDF files; their date
    is left out, since it is the day of a saving and not of publication. A title that is not stated is the first heading of
    level 1, or the first line of a plain text or Word file where it stands as a title does. Raises BadInput as `load` does.
    """
    path = Path(path)
    data = raw(path)
    return stated(path, data, *parse(path, data))


def stated(path, data, text, marks):
    """Return what the bytes of a file say of themselves, as `about` does; text and marks: what `parse` makes of them."""
    suffix = path.suffix.lower()
    said = STATED[suffix](data) if suffix in STATED else {}
    found = {key: SPACE.sub(" ", value).strip() for key, value in said.items() if value and value.strip()}
    if found.get("author", "").lower() in NOBODY:
        del found["author"]
    if re.search(r"^(untitled|microsoft word|powerpoint)|\.(docx?|indd|pdf|pptx?|qxd|tex)$", found.get("title", ""), re.I):
        del found["title"]
    around = [(start, end) for kind, _, start, end, _ in marks if kind == "furniture"]
    headings = [(start, end) for kind, level, start, end, source in marks if kind == "heading" and (level == 1 or source == "docx-bold" and not text[:start].strip())]
    heading = next((text[slice(*span)] for span in [*(one for one in headings if one not in around), *headings]), None)
    if heading and "title" not in found:
        found["title"] = " ".join(heading.split())
    day = re.match(r"\d{4}(-\d\d){0,2}(?![\d-])", found.pop("date", ""))
    code = re.fullmatch(r"([a-z]{2,3})(-[a-z\d]{2,8})*", found.pop("language", "").replace("_", "-"), re.I)
    found |= {"language": code[1].lower() + code[0][len(code[1]) :]} if code else {}
    return found | ({"date": day[0]} if day and is_date(day[0]) else {})


def is_date(text):
    """Return whether a text is a year, a month or a day of the calendar, as ISO 8601 writes it.

    >>> is_date("2017"), is_date("2017-09-03"), is_date("2017-02-30"), is_date("2017-9")
    (True, True, False, False)
    """
    try:
        return bool(re.fullmatch(r"\d{4}(-\d\d){0,2}", text) and date.fromisoformat(f"{text}-01-01"[:10]))
    except ValueError:
        return False


def join(blocks):
    """Return (text, marks) of blocks (text, marks counted from the block's start, group).

    Blocks stand apart by a blank line, those of one group (a list, a table) by a line end; a table becomes one mark, and a
    page ends where the next one begins.

    >>> join([("One", [("heading", 1, 0, 3, "html")], None), ("- a", [], 7), ("- b", [("list", 0, 0, 3, "html")], 7)])
    ('One\\n\\n- a\\n- b', [('heading', 1, 0, 3, 'html'), ('list', 0, 9, 12, 'html')])
    """
    pieces, marks, at, before, table = [], [], 0, None, None
    for text, own, group in blocks:
        table = table if group is not None and group == before else None
        if pieces:
            pieces.append("\n" if group is not None and group == before else "\n\n")
            at += len(pieces[-1])
        for kind, level, start, end, source in own:
            if kind == "table" and table is not None:
                marks[table] = (*marks[table][:3], at + end, source)
            else:
                table = len(marks) if kind == "table" else table
                marks.append((kind, level, at + start, at + end, source))
        pieces.append(text)
        at, before = at + len(text), group
    pages = [mark for mark in marks if mark[0] == "page"]
    ends = [mark[2] for mark in pages[1:]] + [at]
    marks = [mark for mark in marks if mark[0] != "page"] + [(*mark[:3], end, mark[4]) for mark, end in zip(pages, ends)]
    return "".join(pieces), sorted(marks, key=lambda mark: (mark[2], mark[0] != "page", mark[1] if mark[0] == "page" else -mark[3], mark))


def line(runs):
    """Return (text, spans) of runs (text, emphasised): white space becomes one space, spans are those of the emphasised.

    >>> line([("It ", False), (" must ", True), ("stop.", False)])
    ('It must stop.', [(3, 7)])
    """
    if len(runs) == 1 and not runs[0][1] and "\v" not in runs[0][0]:
        return SPACE.sub(" ", runs[0][0].translate(UNSEEN)).strip(), []
    text, spans, ink = "", [], 0
    for run, strong in runs:
        for piece in re.split(r"(\s*\v\s*)", run.translate(UNSEEN)):
            if "\v" in piece:
                text = text.rstrip(" ")
                text += "\n" if text and text[-1] != "\n" else ""
                continue
            piece = SPACE.sub(" ", piece)
            piece = piece.lstrip() if not text or text[-1] in " \n" else piece
            if piece.strip():
                start, end = len(text) + len(piece) - len(piece.lstrip()), len(text) + len(piece.rstrip())
                if strong:
                    start = spans.pop()[0] if spans and spans[-1][1] == ink else start
                    spans.append((start, end))
                ink = end
            text += piece
    return text.rstrip(), spans


def _block(runs, kinds, source, prefix="", group=None):
    """Return the block of these runs in a list, or nothing where they hold no text; kinds are (kind, level)."""
    text, spans = line(runs)
    if not text:
        return []
    text, by = prefix + text, len(prefix)
    marks = [(kind, level, 0, len(text), source) for kind, level in kinds]
    return [(text, marks + [("emphasis", 0, start + by, end + by, source) for start, end in spans], group)]


def _row(cells, source, group):
    """Return the block of a table's row: its cells joined by bars."""
    text = " | ".join(line(runs)[0].replace("\n", " ") for runs in cells)
    return [(text, [("table", 0, 0, len(text), source)], group)] if text.strip(" |") else []


def raw(path):
    """Return the bytes of a file that is not too large and does not change meanwhile."""
    try:
        before = path.stat()
        if before.st_size > LIMIT:
            raise BadInput(f"{path}: found {before.st_size / 1e6:.0f} MB, wanted at most {LIMIT / 1e6:.0f} MB: cut the file into parts")
        data = path.read_bytes()
        after = path.stat()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror.lower()}, wanted a readable file: check the path") from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise BadInput(f"{path}: found a file that changed while it was read, wanted one at rest: wait until it is written and try again")
    if not data:
        raise BadInput(f"{path}: found an empty file, wanted text: remove it or fill it")
    return data


def decode(path, data, encoding="utf-8"):
    """Return the text of bytes, without a byte-order mark; a byte that does not fit is refused with its place."""
    if encoding == "utf-8" and data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput(f"{path}: found UTF-16, wanted UTF-8: convert it with  iconv -f utf-16 -t utf-8 FILE > NEW")
    mark = 3 if encoding == "utf-8" and data.startswith(b"\xef\xbb\xbf") else 0
    try:
        text = data[mark:].decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start + mark
        number = data.count(b"\n", 0, at) + 1
        named = f"which is not {encoding.upper()}" + ", as the page claims to be" * (encoding != "utf-8")
        codes = "CP1252 for Western texts, GB18030 for Chinese, CP949 for Korean, CP932 for Japanese"
        raise BadInput(f"{path}:{number}: byte {at} is 0x{data[at]:02x}, {named}: convert the file with  iconv -f CODE -t utf-8 FILE > NEW  ({codes})") from None
    if not text.strip():
        raise BadInput(f"{path}: found an empty file, wanted text: remove it or fill it")
    if "\0" in text:
        raise BadInput(f"{path}:{text.count(chr(10), 0, text.index(chr(0))) + 1}: found a NUL character, wanted text: this is a binary file")
    return text


def _markdown(path, data):
    from markdown_it import MarkdownIt

    text = decode(path, data).replace("\r\n", "\n").replace("\r", "\n")
    blocks = []
    if front := re.match(r"---[ \t]*\n(?=[\w-]+[ \t]*:)(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", text, re.S):
        card = front[1].strip()
        blocks.append((card, [("furniture", 0, 0, len(card), "markdown")], None))
        text = text[front.end():]
    text = NOTE.sub(lambda note: f"\n\ue000{note[1]}\ue001 " + re.sub(r"\n[ \t]+", "\n", note[2]) + "\n", text)  # else read as a link's address
    lists, prefix, group, row, level = [], "", 0, None, 0
    reader = MarkdownIt("commonmark").enable("table")
    reader.core.ruler.at("inline", _signs)
    for token in reader.parse(text):
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            group += not lists
            lists.append(kind)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif kind == "list_item_open":
            prefix = f"{token.info}{token.markup} " if token.info else "- "
        elif kind == "heading_open":
            level = int(token.tag[1])
        elif kind == "heading_close":
            level = 0
        elif kind == "table_open":
            group += 1
        elif kind == "tr_open":
            row = []
        elif kind == "tr_close":
            blocks.extend(_row(row, "markdown", group))
            row = None
        elif kind in ("fence", "code_block"):
            if token.content.strip():
                blocks.append((token.content.rstrip().strip("\n"), [], None))
        elif kind == "html_block":
            start = len(blocks)
            blocks += [(text, marks, inner and (start, inner)) for text, marks, inner in _tree(path, token.content)]
        elif kind == "inline":
            runs = _inline(token)
            note = re.match(r"\ue000(.+?)\ue001", runs[0][0]) if runs else None
            if row is not None:
                row.append(runs)
            elif level:
                runs[-1:] = [(re.sub(r"\s*\{#[\w-]+\}\s*$", "", text), strong) for text, strong in runs[-1:]]
                blocks += _block(runs, [("heading", level)], "markdown")
            elif note:
                blocks += _block([(f"[{note[1]}]" + runs[0][0][note.end():], False), *runs[1:]], [("footnote", 0)], "markdown")
            else:
                blocks += _block(runs, [("list", 0)] if lists else [], "markdown", prefix, group if lists else None)
                prefix = ""
        if kind == "heading_open" or not lists:
            prefix = ""
    return blocks


def _signs(state):
    """Read the signs of markup within lines, in the place of markdown-it's own rule: lines without any (most of a report) need no reading."""
    for token in state.tokens:
        if token.type == "inline" and SIGNS.search(token.content):
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _inline(token):
    """Return the runs of a Markdown line: (text, emphasised)."""
    if not token.children and token.content:
        return [(token.content, False)]
    runs, strong = [], 0
    for child in token.children:
        if child.type in ("strong_open", "em_open"):
            strong += 1
        elif child.type in ("strong_close", "em_close"):
            strong -= 1
        elif child.type == "softbreak":
            runs.append((" ", strong > 0))
        elif child.type == "hardbreak" or child.type == "html_inline" and child.content.lower().startswith("<br"):
            runs.append(("\v", strong > 0))
        elif child.type == "code_inline":
            runs.append((child.content, strong > 0))
        elif child.type == "text" and child.content:
            runs.append((re.sub(r"\[\^([^\]\s]+)\]", r"[\1]", child.content), strong > 0))
    return runs


def _html(path, data):
    return _tree(path, _html_text(path, data))


def _html_text(path, data):
    """Return the source of a web page in the encoding that it declares."""
    import codecs

    declared = CHARSET.search(data[:4096])
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif declared and not data.startswith(b"\xef\xbb\xbf"):
        name = declared[1].decode().lower()
        try:
            encoding = codecs.lookup(name).name
        except LookupError:
            raise BadInput(f"{path}: found the encoding {name!r}, wanted one that is known, such as utf-8: save the page as UTF-8") from None
        encoding = BROWSERS.get(encoding, encoding)
    else:
        encoding = "utf-8"
    return decode(path, data, encoding)


def _tree(path, text):
    """Return the blocks of a web page, walking over every element of it: whatever the page shows is in one of them."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return []
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise BadInput(f"{path}: found elements nested more than 2,000 deep, wanted a web page: save it again from a browser")
    prose = _prose(root)
    furniture, held = _parts(root, prose)
    blocks, runs, stack, lists, row, prefix, group, breaks = [], [], [WHOLE | {"furniture": bool(held)}], [], None, "", 0, 0

    def flush(context):
        nonlocal prefix, runs
        if not runs:
            return
        kinds = [("heading", context["heading"])] if context["heading"] else [(context["kind"], 0)] if context["kind"] else []
        kinds += [("furniture", 0)] if context["furniture"] else []
        new = _block(runs, kinds, "html", "" if context["heading"] else prefix, None if context["heading"] else context["group"])
        prefix, runs = "" if new else prefix, []
        blocks.extend(new)

    def add(text, context):
        nonlocal breaks
        if text:
            breaks = breaks if not text.strip() else 0
            runs.append((text.replace("\n", "\v") if context["pre"] else text.replace("\v", " "), context["strong"]))

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag, context = element.tag, stack[-1]
        if event == "start":
            own = dict(context)
            stack.append(own)
            if tag in DROPPED:
                walk.skip_subtree()
                continue
            inside = context["cell"] or context["heading"]
            if not inside and (element in furniture or element in held):
                flush(context)
                own["furniture"] = element in furniture
            if tag in BLOCKS and (not inside or tag in HEADINGS):
                flush(context)
            elif tag in BLOCKS:
                runs.append((" ", False))
            if tag in HEADINGS:
                own |= {"heading": HEADINGS[tag], "pre": False}
            elif tag in ("ul", "ol"):
                group += not lists
                lists.append((int(element.get("start") or 1) if re.fullmatch(r"-?\d+", element.get("start") or "1") else 1) if tag == "ol" else None)
                own |= {"kind": own["kind"] or "list", "group": group}
            elif tag == "li" and not inside:
                value, number = element.get("value") or "", lists[-1] if lists else None
                number = int(value) if number is not None and value.isdecimal() else number
                prefix = "- " if number is None else f"{number}. "
                if number is not None:
                    lists[-1] = number + 1
                own |= {"kind": own["kind"] or "list"}
            elif tag in ("figcaption", "caption"):
                own |= {"kind": "caption", "cell": False, "group": None}
            elif tag == "table" and not inside and _is_data(element, prose, root):
                group += 1
                own["group"] = group
            elif tag == "tr" and own["group"] and not inside and own["kind"] != "list":
                row = []
            elif tag in ("td", "th"):
                own["cell"] = context["cell"] or row is not None
            elif tag in ("strong", "b", "em", "i") and not own["heading"]:
                own["strong"] = True
            elif tag == "pre":
                own["pre"] = True
            elif tag == "br":
                breaks += 1
                runs.append((" " if inside else "\v", False))
                if breaks > 1 and not inside:
                    flush(context)
            elif tag == "sup" and (number := _reference(element)):
                add(f"[{number}]", context)
                walk.skip_subtree()
                continue
            if _is_notes(element):
                own["kind"] = "footnote"
            add(element.text, own)
        else:
            own, context = stack.pop(), stack[-1]
            if own["cell"] and not context["cell"] and row is not None:
                row.append(runs)
                runs = []
            elif tag == "tr" and row is not None and not context["cell"]:
                row += [runs] if any(text.strip() for text, _ in runs) else []  # text that stands in the row and in no cell
                for shown, marks, inner in _row(row, "html", own["group"]):
                    blocks.append((shown, marks + [("furniture", 0, 0, len(shown), "html")] * own["furniture"], inner))
                row, runs = None, []
            elif tag in HEADINGS or own["furniture"] != context["furniture"] or tag in BLOCKS and not own["cell"] and not own["heading"]:
                flush(own)
            elif tag in BLOCKS:
                runs.append((" ", False))
            if tag in ("ul", "ol"):
                lists.pop()
            prefix = "" if tag == "li" else prefix
            add(element.tail, context)
    flush(WHOLE)
    return blocks


def _prose(root):
    """Return {element: characters of running text in it}: of blocks that hold more than 60 outside links, tables of numbers and menus have none."""
    places, own, found = {None: (root, False)}, Counter(), Counter()  # the block that an element's text is of, and whether it is a link's
    for element in root.iter():
        around = places[element.getparent()]
        muted = around[1] or element.tag in DROPPED or element.tag == "a" and element.get("href") is not None
        places[element] = element if element.tag in BLOCKS else around[0], muted
        for (block, muted), text in ((places[element], element.text), (around, element.tail)):
            own[block] += len(text) if text and not muted else 0
    least = 60 if max(own.values()) > 60 else 0
    for element in reversed(places):
        found[element] += own[element] if own[element] > least else 0
        if element is not None:
            found[element.getparent()] += found[element]
    return found


def _parts(root, prose):
    """Return two sets of elements: those that are menus, forms and the like, and those that hold the text (none where the page does not say).

    The text is in the `main` that has most of the prose, or in the one article that has nearly all of it, teasers aside (an article that is not a fifth as
    long; chapters may be articles, too); and in the h1, where it stands outside.
    """
    furniture, within = set(), set()
    for element in root.iter():
        if element.getparent() in within or _is_furniture(element, prose, root):
            furniture |= set() if element.getparent() in within else {element}
            within.add(element)
    for part in furniture:
        for over in part.iterancestors():
            prose[over] -= prose[part]
    shown = [element for element in root.iter() if element not in within]
    main = next((element for element in shown if (element.tag == "main" or element.get("role") == "main") and 2 * prose[element] > prose[root]), root)
    articles = [one for one in main.iter("article") if one not in within and next(one.iterancestors("article"), None) is None]
    longest = max(map(prose.get, articles), default=0)
    held = [one for one in articles if 5 * prose[one] > longest]
    if len(held) != 1 or 4 * prose[held[0]] <= 3 * (prose[main] - sum(prose[one] for one in articles if one not in held)):
        held = [main] if main is not root else []
    over = {parent for one in held for parent in one.iterancestors()}
    titles = [one for one in shown if one.tag == "h1"]
    if held and titles and all(one.find(".//h1") is None for one in held):
        held.append(titles[0] if titles[0].getparent() in over else titles[0].getparent())
    return furniture, set(held)


def _is_furniture(element, prose, root):
    """Whether an element of a page is a menu, a form or the like, and does not hold most of the page.

    A name such as *share* or *navigation* may be that of a chapter: it tells nothing where it is the heading's, nor over much running text without a field
    to fill in, unless what is inside is named so again, as comments are.
    """
    tag = element.tag
    if tag in ("nav", "button", "svg", "select", "textarea", "noscript", "iframe") or element.get("hidden") is not None:
        found = True
    elif tag == "form" or element.get("role") in ROLES:
        found = 2 * prose[element] <= prose[root]
    elif tag == "footer":
        found = not any(parent.tag in ("article", "main", "section", "blockquote") for parent in element.iterancestors())
    else:
        found = tag in CONTAINERS and not _is_notes(element) and _is_beside(element, prose, root)
    return found and not (tag in ("header", "div", "section") and element.find(".//h1") is not None)


def _is_beside(element, prose, root):
    """Whether an element says by its name, or by being hidden or an aside, that it stands beside the text, and nothing in it says otherwise."""
    said = _names(element, "class", "id") & CLASSES
    if not (said or element.tag == "aside" or re.search(r"display\s*:\s*none", element.get("style") or "")):
        return False
    heading = next(element.iter(*HEADINGS), None)
    words = set(re.findall(r"\w+", heading.text_content().lower())) if heading is not None else set()
    again = any({word.rstrip("s") for word in said} & {word.rstrip("s") for word in _names(part, "class")} for part in element.iterdescendants())
    if again and said & {"comment", "comments"}:
        return True
    if words & said and _names(element, "class").isdisjoint(said):
        return False  # an id made of the heading's words
    if again:
        return 2 * prose[element] <= prose[root]
    titled = words & said and words > said and element.tag != "aside"
    filled = next(element.iter("form", "input", "button", "textarea"), None) is not None
    return not prose[element] or not titled and (filled and 2 * prose[element] <= prose[root] or prose[element] <= min(200, prose[root] / 2))


def _is_data(table, prose, root):
    """Whether a table holds data, and is no frame for laying out a page, as one is that has most of it in one cell."""
    parts = {part.tag for part in table.iterdescendants()}
    frame = any(2 * prose[cell] > prose[root] for cell in table.iter("td"))
    return not frame and not parts & {*HEADINGS, "table", "ul", "ol"} and any(len(row) > 1 for row in table.iter("tr"))


def _is_notes(element):
    named = _names(element, "class") & {"footnotes", "endnotes", "footnote", "endnote"}
    return element.get("role") in ("doc-footnote", "doc-endnote", "doc-endnotes") or element.tag in BLOCKS and bool(named)


def _names(element, *attributes):
    """Return the words in these attributes of an element; most elements have none."""
    said = " ".join(filter(None, map(element.get, attributes)))
    return set(re.split(r"[\s_-]+", said.lower())) if said else set()


def _reference(sup):
    """Return the number of a note where the raised text is a link to one, else nothing."""
    text = "".join(sup.itertext()).strip()
    linked = sup.find(".//a") is not None or sup.getparent() is not None and sup.getparent().tag == "a"
    return text if linked and text.isdecimal() else None


def _docx(path, data):
    archive, main = package(path, data)
    try:
        body, related = xml(archive, main), relations(archive, main)
        styles = _styles(xml(archive, related["styles"])) if "styles" in related else {}
        notes = {}
        blocks = _paragraphs(_child(_accepted(body), "body"), styles, notes)
        for kind in ("footnote", "endnote"):
            texts = {_value(note, "id"): note for note in _accepted(xml(archive, related[kind + "s"]))} if kind + "s" in related else {}
            for (of, number), shown in notes.items():
                if of == kind and number in texts:
                    runs = [run[:2] for paragraph in texts[number].iter("{*}p") for run in [*_runs(paragraph, {}, {}, False, []), (" ", False)]]
                    blocks += _block([(f"[{shown}] ", False), *runs], [("footnote", 0)], "docx-style")
    except BROKEN as error:
        raise BadInput(f"{path}: found a broken Word file ({type(error).__name__}), wanted a .docx: open it in a word processor and save it again") from None
    return blocks


def package(path, data):
    """Return the archive of a Word or PowerPoint file and the name of its main part, once it is known to be one and not to swell."""
    import io

    suffix = ".pptx" if path.suffix.lower() == ".pptx" else ".docx"
    program, holds = {".docx": ("Word", "body"), ".pptx": ("PowerPoint", "notesSz")}[suffix]
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise BadInput(f"{path}: found a {program} file with a password, wanted one without: open it and save it without the password")
        raise BadInput(f"{path}: found an old {program} file ({suffix[:-1]}), wanted a {suffix}: convert it with  soffice --headless --convert-to {suffix[1:]} FILE")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise BadInput(f"{path}: found no {program} file or a broken one, wanted a {suffix}: open it in its program and save it again") from None
    if size > UNPACKED or size > 20_000_000 and size > 200 * len(data):
        raise BadInput(f"{path}: found a file of {len(data):,} bytes that unpacks to {size / 1e6:.0f} MB, wanted a document: do not open it")
    try:
        if b"opendocument" in (archive.read("mimetype") if "mimetype" in archive.namelist() else b""):
            raise BadInput(f"{path}: found an OpenDocument text, wanted a {suffix}: convert it with  soffice --headless --convert-to {suffix[1:]} FILE")
        main = relations(archive, "")["officeDocument"]
        if main not in archive.namelist() or _child(xml(archive, main), holds) is None:
            raise KeyError(main)
    except BadInput:
        raise
    except BROKEN:
        raise BadInput(f"{path}: found a ZIP archive that holds no {program} document, wanted a {suffix}: unpack it and give the documents in it") from None
    return archive, main


def xml(archive, name):
    """Return the root of an XML part; one that could name other files is refused."""
    from lxml import etree

    root = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True))
    if root.getroottree().docinfo.doctype:  # no word processor writes one, and it can name other files
        raise ValueError(name)
    return root


def relations(archive, name):
    """Return the parts that a part of a Word file names: {kind: part}. Those outside the file are left out."""
    import posixpath

    folder, _, base = name.rpartition("/")
    found = {}
    for relation in xml(archive, posixpath.join(folder, "_rels", base + ".rels")):
        if relation.get("TargetMode") != "External":
            target = relation.get("Target") or ""
            found.setdefault((relation.get("Type") or "").rpartition("/")[2], posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/"))
    return found


def _child(element, *names):
    """Return what stands under these names in turn, or None; names are without their namespace."""
    for name in names:
        element = None if element is None else element.find("{*}" + name)
    return element


def _value(element, name="val"):
    return None if element is None else next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _is_on(properties, name):
    """Whether bold or the like is on in these properties; None where they do not say."""
    found = _child(properties, name)
    return None if found is None else _value(found) not in ("0", "false", "off", "none")


def _styles(root):
    """Return {id: (name, level, bold, italic, numbered)} of the styles, each with what it takes over from its base."""
    own = {_value(style, "styleId"): style for style in root.iter("{*}style")}
    found = {}
    for name in own:
        chain, at = [], name
        while at in own and at not in chain:
            chain.append(at)
            at = _value(_child(own[at], "basedOn"))
        names = [(_value(_child(own[one], "name")) or one).lower() for one in chain]
        level = 1 if names[0] == "title" else next((int(heading[1]) for one in names if (heading := re.fullmatch(r"heading (\d)", one))), None)
        outlines = [_value(_child(own[one], "pPr", "outlineLvl")) for one in chain]
        level = level or next((int(outline) + 1 for outline in outlines if outline and outline.isdecimal()), 0)
        bold, italic = (next((on for one in chain if (on := _is_on(_child(own[one], "rPr"), key)) is not None), None) for key in "bi")
        numbered = next((number for one in chain if (number := _value(_child(own[one], "pPr", "numPr", "numId")))), None)
        found[name] = names[0], level if level < 10 else 0, bold, italic, numbered
    return found


def _accepted(root):
    """Return the same part of a Word file with its tracked changes accepted, without what is said twice: alternatives, readings over Chinese letters."""
    for row in [row for row in root.iter("{*}tr") if _child(row, "trPr", "del") is not None]:
        row.getparent().remove(row)
    for paragraph in reversed([one for one in root.iter("{*}p") if _child(one, "pPr", "rPr", "del") is not None]):
        following = next((other for other in paragraph.itersiblings() if other.tag in (paragraph.tag, paragraph.tag[:-1] + "tbl")), None)
        if following is not None and following.tag == paragraph.tag:  # its mark is deleted: it goes on in the next, which keeps its style
            at = int(_child(following, "pPr") is not None)
            following[at:at] = [part for part in paragraph if not part.tag.endswith("}pPr")]
            paragraph.getparent().remove(paragraph)
    others = [other for choices in root.iter("{*}AlternateContent") for other in choices[1:]]
    for part in [*others, *root.iter("{*}del", "{*}moveFrom", "{*}rt")]:
        part.getparent().remove(part)
    return root


def _paragraphs(parent, styles, notes, group=0):
    """Return the blocks of a Word body, paragraphs and tables in their order; `notes` gathers the references to notes."""
    blocks = []
    for element in parent:
        name = element.tag.rpartition("}")[2]
        if name == "p":
            blocks += _paragraph(element, styles, notes, group)
        elif name == "tbl":
            group += 1
            blocks += _table(element, styles, notes, (group, id(element)))
        else:
            blocks += _paragraphs(element, styles, notes, group)
    return blocks


def _table(table, styles, notes, group):
    """Return the rows of a table; one of a single column, or with headings in it, is taken for a frame."""
    rows = [row for row in table.iter("{*}tr") if next(row.iterancestors("{*}tbl")) is table]
    cells = [[cell for cell in row.iter("{*}tc") if next(cell.iterancestors("{*}tr")) is row] for row in rows]
    headed = any(styles.get(_value(style), ("", 0))[1] for style in table.iter("{*}pStyle"))
    if headed or all(len(row) < 2 for row in cells):
        return [block for row in cells for cell in row for block in _paragraphs(cell, styles, notes)]
    blocks = []
    for row in cells:
        runs = [[run[:2] for paragraph in cell.iter("{*}p") for run in [*_runs(paragraph, styles, notes, False, []), (" ", False)]] for cell in row]
        blocks += _row(runs, "docx-style", group)
    return blocks


def _paragraph(paragraph, styles, notes, group):
    """Return the block of a paragraph, then those of the text boxes that hang on it."""
    properties, boxes = _child(paragraph, "pPr"), []
    name, level, bold, _, numbered = styles.get(_value(_child(properties, "pStyle")), ("", 0, None, None, None))
    outline = _value(_child(properties, "outlineLvl")) or ""
    level = int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else level if not outline else 0
    runs = _runs(paragraph, styles, notes, bold, boxes)
    shown = "".join(run[0] for run in runs).strip()
    numbered = _value(_child(properties, "numPr", "numId")) or numbered
    listed = numbered not in (None, "0") or name.startswith("list") and name != "list paragraph"
    plain = [run[:2] for run in runs]
    if level:
        blocks = _block([(text, False) for text, _ in plain], [("heading", level)], "docx-title" if name == "title" else "docx-style")
    elif name == "caption":
        blocks = _block(plain, [("caption", 0)], "docx-style")
    elif listed:
        blocks = _block(plain, [("list", 0)], "docx-style", "- ", group)
    elif shown and all(run[2] for run in runs if run[0].strip()) and len(shown.split()) <= 14 and not shown.endswith(".") and re.search(r"[^\W\d]", shown):
        blocks = _block([(text, False) for text, _ in plain], [("heading", 0)], "docx-bold")
    else:
        blocks = _block(plain, [], "docx-style")
    return blocks + [block for box in boxes for block in _paragraphs(box, styles, notes, group)]


def _runs(element, styles, notes, bold, boxes):
    """Return the runs (text, emphasised, bold) of a paragraph, without what is hidden."""
    found = []
    for part in element:
        name = part.tag.rpartition("}")[2]
        if name == "txbxContent":
            boxes.append(part)
        elif name == "r":
            properties = _child(part, "rPr")
            style = styles.get(_value(_child(properties, "rStyle")), ("", 0, None, None, None))
            heavy, slanted = _is_on(properties, "b"), _is_on(properties, "i")
            strong = style[2] if heavy is None else heavy
            if not _is_on(properties, "vanish"):
                inside = _runs(part, styles, notes, bold, boxes)
                found += [(text, bool(strong or (style[3] if slanted is None else slanted)), bold if strong is None else strong) for text, *_ in inside]
        elif name == "t":
            found.append((part.text or "", False, bold))
        elif name in ("tab", "ptab"):
            found.append((" ", False, bold))
        elif name in ("br", "cr"):
            found.append((" " if _value(part, "type") in ("page", "column") else "\v", False, bold))
        elif name == "noBreakHyphen":
            found.append(("-", False, bold))
        elif name in ("footnoteReference", "endnoteReference"):
            shown = notes.setdefault((name[:-9], _value(part, "id")), len(notes) + 1)
            found.append((f"[{shown}]", False, bold))
        elif name not in ("pPr", "rPr"):
            found += _runs(part, styles, notes, bold, boxes)
    return found


def _pdf(path, data):
    from analysis import pdf

    try:
        return pdf.blocks(data)
    except ValueError as error:
        raise BadInput(f"{path}: {error}") from None


def _said_plain(data):
    """The title of a plain text: its first line, where that stands apart from the text, or with a line or two as short, and is no sentence, date or field."""
    parts = re.split(r"\r?\n[ \t]*\r?\n", data[:4000].decode("utf-8-sig", "ignore").strip(), maxsplit=1)
    first, *rest = map(str.strip, parts[0].splitlines() or [""])
    while rest and UNDONE.search(first):
        first = f"{first} {rest.pop(0)}"
    apart = len(parts) > 1 and len(rest) < 3 and not any(len(line) > 120 or re.search(r"[.;:,。；：，]$", line) for line in (first, *rest))
    named = len(re.findall(r"[^\W\d_]", first)) > 3 and not UNTITLED.search(first)
    return {"title": first} if apart and named else {}


def _said_markdown(data):
    front = re.match(r"---[ \t]*\r?\n(.*?)\n(?:---|\.\.\.)", data.decode("utf-8-sig"), re.S)
    lines = dict(re.findall(r"^(title|author|date|lang|language)[ \t]*:[ \t]*(.*?)[ \t]*\r?$", front[1], re.M | re.I)) if front else {}
    lines = {key.lower(): value[1:-1] if value[:1] in ("'", '"') and value[-1:] == value[:1] else value for key, value in lines.items()}
    return {"language": lines.pop("lang", ""), **lines}


def _said_html(data):
    from lxml import html

    root = html.document_fromstring(_html_text("", data).encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    metas = {}
    for meta in root.iter("meta"):
        metas.setdefault((meta.get("name") or meta.get("property") or "").lower(), meta.get("content"))
    found = {key: next((metas[name] for name in names if metas.get(name)), "") for key, names in META.items()}
    titles = [element for element in root.iter("title") if root.find(".//h1") is None]  # the title of a tab often ends with the site's name
    found["title"] = found["title"] or (titles[0].text_content() if titles else "")
    return found | {"language": root.get("lang") or ""}


def _said_docx(data):
    import io

    archive = zipfile.ZipFile(io.BytesIO(data))
    try:
        core = xml(archive, relations(archive, "")["core-properties"])
    except BROKEN:  # the document itself could be read
        return {}
    return {key: getattr(_child(core, name), "text", "") for key, name in (("title", "title"), ("author", "creator"), ("language", "language"))}


def _said_pdf(data):
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    found = document.get_metadata_dict()
    document.close()
    return {"title": found.get("Title"), "author": found.get("Author")}


STATED = {".txt": _said_plain, ".md": _said_markdown, ".html": _said_html, ".htm": _said_html, ".docx": _said_docx, ".pdf": _said_pdf}
READERS = {".md": _markdown, ".html": _html, ".htm": _html, ".docx": _docx, ".pdf": _pdf}

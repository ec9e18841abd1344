"""The notebooks, figures and register as a book of plain pages, to be read in a browser by somebody who runs no code.

It opens from a disk, fetches nothing, and works without scripts; a screen reader finds its way by headings, landmarks and table heads. The pages say
nothing of their own: text, tables and pictures are those of the notebooks and of the figures' folder, and every number leads
to a page with the sentences that it was counted from. The same run gives the same bytes.
"""

import json
import re
from pathlib import Path

import jinja2
import lxml.html
import nbformat
from lxml import etree
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from analysis import citations, corpus, figures
from analysis.formats import BadInput

BOOK = "Count only the argument"
PAGES = Path(__file__).parent / "web"
ROWS = 2000  # rows of a table on a page; what is left is in the file beside it
LABELS = {"png": "picture for slides (PNG)", "print.png": "picture for print (PNG)", "svg": "picture (SVG)", "csv": "values (CSV)", "evidence.csv": "evidence (CSV)", "gone.csv": "evidence gone (CSV)", "json": "card (JSON)"}
PLACED = {"document", "section", "path", "line", "start", "end", "sentence", "quote", "context", "checked_on"}  # columns of evidence with a place of their own, or none
NUMBER = re.compile(r"[-+−]?(\d[\d,]*(\.\d+)?(e[-+]?\d+)?|inf)%?", re.I)
ACTIVE = ("script", "style", "iframe", "object", "embed", "link", "base", "form")
KEPT = ("alt", "colspan", "dir", "height", "lang", "rowspan", "scope", "title", "width")  # attributes that neither act nor load
NEAR = re.compile(r"figures/[\w.-]+|#[\w-]*")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def build(folder):
    """Return the site of a run as {name of a file: its bytes}.

    folder: with notebooks, and figures/ with its register, as `run` writes them. Pages are index.html, one for each notebook, register.html, and
    figures/SLUG.html for each figure and number; the files of figures/ stand beside their pages. Raises BadInput where a file is missing.
    """
    folder = Path(folder)
    entries = _register(folder / "figures")
    notebooks = [_notebook(path, entries) for path in sorted(folder.glob("*.ipynb"))]
    if not notebooks:
        raise BadInput(f"{folder}: found no notebooks, wanted the folder of a run: name one that  python -m analysis run  wrote")
    places = {page["name"]: page for page in notebooks}
    entries = [entry | _where(entry, places) for entry in entries]
    files = {f"figures/{name}": (folder / "figures" / name).read_bytes() for entry in entries for name in _files(folder / "figures", entry)}
    files |= {"figures/register.json": (folder / "figures" / "register.json").read_bytes()}
    files |= {name: (PAGES / name).read_bytes() for name in ("style.css", "sort.js")}
    written = _write(notebooks, entries, {entry["slug"]: _entry(folder / "figures", entry, files) for entry in entries})
    return files | {name: text.encode() for name, text in written.items()}


def _write(notebooks, entries, inner):
    """The pages as {name: text}."""
    loader = jinja2.Environment(loader=jinja2.FileSystemLoader(PAGES), autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    loader.filters["look"] = _look
    some = entries[0] if entries else {}
    menu = [(f"{page['name']}.html", page["label"]) for page in notebooks] + [("register.html", "Register")]
    stands_on = {"documents": some.get("documents", 0), "corpus": some.get("corpus", "not recorded"), "lists": some.get("lists", "not recorded")}
    shared = {"book": BOOK, "menu": menu, "root": "", **stands_on}

    def page(template, here, title, **values):
        return loader.get_template(template).render(**(shared | values), here=here, title=title)

    kinds = {kind: [entry for entry in _in_order(entries, notebooks) if entry["kind"] == kind] for kind in ("number", "figure")}
    written = {"index.html": page("index.html", "index.html", BOOK, notebooks=notebooks, numbers=kinds["number"], charts=kinds["figure"])}
    for before, one, after in zip([None, *notebooks], notebooks, [*notebooks[1:], None]):
        written[f"{one['name']}.html"] = page("notebook.html", f"{one['name']}.html", one["title"], page=one, before=before, after=after)
    written["register.html"] = page("register.html", "register.html", "Register of figures and numbers", entries=[entry | inner[entry["slug"]] for entry in entries])
    for entry in entries:
        written[f"figures/{entry['slug']}.html"] = page("entry.html", "", entry.get("title") or entry["sentence"], root="../", entry=entry, **inner[entry["slug"]])
    return written


def _in_order(entries, notebooks):
    """The entries in the order in which the notebooks first name them; then those of no notebook."""
    said = "".join(str(page["cells"]) for page in notebooks)
    first = {}
    for place in re.finditer(r"[\w-]+", said):
        first.setdefault(place[0], place.start())
    return sorted(entries, key=lambda entry: (not entry["notebook"], first.get(entry["slug"], len(said)), entry["slug"]))


def _register(folder):
    """The entries of a register, with what older versions did not write in it."""
    older = {"notebook": "", "heading": "", "digest": "not recorded", "caption": ""}
    return [older | {"sentence": slug, "alt": slug} | entry for slug, entry in citations.register(folder).items()]


def _citation(path):
    """How a figure or number is cited, as its card says; older cards do not."""
    try:
        return json.loads(path.read_text(encoding="utf-8")).get("citation", {}).get("chicago", "")
    except (ValueError, AttributeError):
        raise BadInput(f"{path}: found something else than what a run writes there, wanted a card: run the notebooks again") from None


def _files(folder, entry):
    """The names of an entry's files; BadInput where one is missing."""
    found = {path.name.removeprefix(f"{entry['slug']}.") for path in folder.glob(f"{entry['slug']}.*")}
    if missing := [end for end in citations.FILES[entry["kind"]] if end.removeprefix(".") not in found]:
        raise BadInput(f"{folder}: found no {entry['slug']}{missing[0]}, wanted all that belongs to {entry['slug']}: run the notebooks again")
    return [f"{entry['slug']}.{end}" for end in LABELS if end in found]


# A notebook


def _notebook(path, entries):
    """What a page shows of a notebook: name, label, title, lead, headings and cells."""
    try:
        cells = nbformat.read(path, as_version=4).cells
    except Exception as error:  # nbformat raises what its parsers raise
        raise BadInput(f"{path}: found no notebook ({type(error).__name__}), wanted one that opens: restore it, or remove it") from None
    headings, slugs = [], {entry["slug"] for entry in entries}
    shown = [_cell(cell, i, headings, slugs) for i, cell in enumerate(cells, 1) if cell.cell_type in ("markdown", "code")]
    label = re.sub(r"^\d+-", "", path.stem).replace("-", " ")
    lead = next((text for cell in shown if "html" in cell for text in re.findall(r"<p>(.*?)</p>", cell["html"], re.S)), "")
    first = [heading for heading in headings if heading["level"] == 1]
    return {
        "name": path.stem,
        "label": label[:1].upper() + label[1:],
        "title": first[0]["text"] if first else label,
        "lead": Markup(lead),
        "headings": [heading for heading in headings if heading["level"] == 2],
        "cells": shown,
    }


def _cell(cell, number, headings, slugs):
    if cell.cell_type == "markdown":
        return {"html": _prose(cell.source, headings)}
    label = f"Table of cell {number}, {headings[-1]['text'] if headings else 'before any heading'}"
    return {"code": cell.source, "outputs": [_output(output, label, slugs) for output in cell.outputs]}


def _prose(source, headings):
    """Markdown as HTML; its headings get anchors and are added to the list, and only the first of the page may be the title."""
    tokens = MARKDOWN.parse(source)
    for i, token in enumerate(tokens):
        if token.type == "heading_open":
            text = MARKDOWN.renderer.renderInlineAsText(tokens[i + 1].children, MARKDOWN.options, {})
            if token.tag == "h1" and any(heading["level"] == 1 for heading in headings):
                token.tag = tokens[i + 2].tag = "h2"
            token.attrs["id"] = _anchor(text, [heading["anchor"] for heading in headings])
            headings.append({"text": text, "anchor": token.attrs["id"], "level": int(token.tag[1])})
    return MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})


def _anchor(text, taken):
    """A name for a heading that no other has.

    >>> _anchor("Who is named?", []), _anchor("Who is named?", ["who-is-named"])
    ('who-is-named', 'who-is-named-2')
    """
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"
    plain = f"{plain}-part" if plain == "content" else plain  # the page's own
    return next(name for name in [plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))] if name not in taken)


def _output(output, label, slugs):
    """What a cell gave: HTML made plain and given what a screen reader needs, or text."""
    data = output.get("data", {})
    if "text/html" in data:
        return _plain("".join(data["text/html"]), label, slugs)
    text = "".join(data.get("text/plain", "") or output.get("text", "") or output.get("evalue", ""))
    return Markup('<pre class="printed">{}</pre>').format(text.rstrip("\n"))


def _plain(source, label, slugs):
    """A piece of HTML without what acts or comes from elsewhere, its tables with heads, its slugs as links."""
    body = lxml.html.fragment_fromstring(source, create_parent="div")
    for element in list(body.iter(*ACTIVE, etree.Comment)):
        element.drop_tree()
    for element in body.iter():
        for name, value in element.attrib.items():
            if name not in KEPT and not (name in ("src", "href") and NEAR.fullmatch(value)):
                del element.attrib[name]
    for image in body.iter("img"):
        image.set("alt", image.get("alt", ""))
    for table in body.iter("table"):
        _unnumber(table)
        _heads(table)
    for element in body.iter("code"):
        if element.text in slugs:
            _link(element)
    for line in body.xpath(".//figcaption//br[1]"):
        _told(line)
    for paragraph in body.iter("p"):
        if paragraph.find(".//code") is not None:
            paragraph.set("class", "finding")
    for table in list(body.iter("table")):
        region = lxml.html.Element("div", {"class": "table", "role": "region", "aria-label": label, "tabindex": "0"})
        table.addprevious(region)
        region.tail, table.tail = table.tail, None
        region.append(table)
    return escape(body.text or "") + Markup("".join(lxml.html.tostring(part, encoding="unicode") for part in body))


def _told(line):
    """The caption below a picture that bears its caption itself: shown where the picture's own is too small to read, and read aloud."""
    line.tag, line.text, line.tail = "span", line.tail, None
    line.set("class", "told")


def _unnumber(table):
    """Take out the first column where it only numbers the rows."""
    rows = table.findall("tbody/tr")
    if rows and all(len(row) and row[0].tag == "th" and row[0].text_content().strip() == str(i) for i, row in enumerate(rows)):
        for row in table.findall(".//tr"):
            row.remove(row[0])


def _heads(table):
    """Say of every head what it is the head of, join the two rows of a head that names rows and columns, and set numbers to the right."""
    heads = table.findall("thead/tr")
    if len(heads) == 2 and not any(cell.text_content().strip() for cell in heads[1][1:]):
        names = [row[0].text_content().strip() for row in heads[::-1]]
        heads[0][0].text = " by ".join(filter(None, names))
        heads[1].drop_tree()
    for cell in table.iter("th"):
        cell.set("scope", "col" if cell.getparent().getparent().tag == "thead" else "row")
        cell.tag = "th" if cell.text_content().strip() else "td"
    for cell in table.iter("td"):
        cell.attrib.pop("scope", None)
        cell.set("class", _look(cell.text_content().strip()))
    for column in zip(*table.findall("tbody/tr")):
        if all(cell.tag == "td" for cell in column) and _are_numbers([cell.text_content().strip() for cell in column]):
            for cell in [*column, *(row[column[0].getparent().index(column[0])] for row in table.findall("thead/tr"))]:
                cell.set("class", "n")


def _are_numbers(texts):
    """Whether a column holds numbers, but for what is missing.

    >>> _are_numbers(["1,234", "NaN", "−0.5%"]), _are_numbers(["2016–2017", "NaN"]), _are_numbers(["NaN"])
    (True, False, False)
    """
    known = [text for text in texts if text not in ("", "NaN", "None")]
    return bool(known) and all(NUMBER.fullmatch(text) for text in known)


def _look(text):
    """How a cell is set: a long text gets room, and a short one without blanks, such as a date, stays in one line."""
    return "long" if len(text) > 40 else "one" if len(text) < 14 and " " not in text else "some"


def _link(code):
    """Make a slug a link to its page."""
    link = lxml.html.Element("a", {"href": f"figures/{code.text}.html"})
    code.addprevious(link)
    link.tail, code.tail = code.tail, None
    link.append(code)


# A figure or number


def _where(entry, places):
    """Where an entry is counted: its page and heading, and how that page is called."""
    page = places.get(Path(entry["notebook"]).stem)
    if not page:
        return {"place": "", "label": "", "notebook": ""}
    anchors = [heading["anchor"] for heading in [*page["headings"]] if heading["text"] == entry["heading"]]
    return {"place": f"{page['name']}.html" + (f"#{anchors[0]}" if anchors else ""), "label": page["label"], "heading": entry["heading"] or page["title"]}


def _entry(folder, entry, files):
    """What the page of an entry, and its row in the register, show besides the card."""
    values, places = (_read(folder / f"{entry['slug']}{end}") for end in (".csv", ".evidence.csv"))
    names = [f"{entry['slug']}.{end}" for end in LABELS if f"figures/{entry['slug']}.{end}" in files]
    return {
        "says": f"{entry['title']} ({entry.get('unit', 'no unit')})" if "title" in entry else entry["sentence"],
        "shown": _printed(entry, "value"),
        "interval": _printed(entry, "interval"),
        "rows": len(places),
        "facts": _facts(entry, _citation(folder / f"{entry['slug']}.json")),
        "files": [{"name": name, "label": LABELS[name.split(".", 1)[1]], "size": _size(len(files[f"figures/{name}"]))} for name in names],
        "values": _rows(values),
        "places": _rows(_quoted(places)),
    }


def _printed(entry, name):
    """A part of a number as a briefing prints it; empty where it has none, and for a figure."""
    return "" if entry.get("value") is None else next(iter(citations.strings(entry, name)), "")


def _facts(entry, citation):
    """(name, text) of what is known of an entry and not said elsewhere on its page."""
    share = "" if entry.get("denominator") is None else f"{entry['numerator']:,} of {entry['denominator']:,}"
    known = {
        "Value": "" if entry.get("value") is None else f"{_printed(entry, 'value')} ({share}; not rounded {entry['value']:,.6g})",
        "Unit": entry.get("unit", ""),
        "Interval": _printed(entry, "interval"),
        "Method": entry.get("method") or "; ".join(text for text in entry.get("variants", []) if not text.isdigit()),
        "In words": entry["alt"] if entry["kind"] == "figure" else "",
        "Zones": ", ".join(entry.get("zones", [])),
        "Documents": f"{entry['documents']:,}, corpus {entry.get('corpus', 'not recorded')}" if "documents" in entry else "",
        "To cite": citation,
    }
    return [(name, text) for name, text in known.items() if text]


def _quoted(places):
    """Evidence as it is read: the sentence with the place marked, what is counted by, document, section and line."""
    if places.empty:
        return places
    counts = [] if "freq" not in places or (places.freq == "1").all() else ["freq"]
    others = [name for name in places if name not in PLACED and name != "freq" and (places[name] != "").any() and places[name].nunique() + (len(places) == 1) > 1]
    where = [name for name in ("document", "path", "line") if name in places and (places[name] != "").any()]
    shown, blank = places[[*others, *counts, *where]].copy(), [""] * len(places)
    shown.insert(0, "text", [_marked(context, quote) for quote, context in zip(places.get("quote", blank), places.get("context", blank))])
    return shown.rename(columns={"path": "section"})


def _marked(context, quote):
    """What stands around a place, with the place marked where it can only be one."""
    quote = " ".join(quote.split())
    if not quote or context.count(quote) != 1:
        return Markup("{} <small>({})</small>").format(context, quote) if quote and quote not in context else context
    left, right = context.split(quote)
    return Markup("{}<mark>{}</mark>{}").format(left, quote, right)


def _read(path):
    """A table of the figures' folder, without the quotation marks that stand before what a spreadsheet would take for a formula."""
    return citations.table(path).replace(corpus.GUARD, "", regex=True)


def _rows(table):
    """A table as a page shows it: head, body, which columns are numbers, and how many rows are left out."""
    body = table.head(ROWS)
    numbers = [_are_numbers(body[name].astype("str").tolist()) for name in body]
    return {"head": [re.sub(r"^p\b", "p-value", name.replace("_", " ")) for name in body], "body": body.values.tolist(), "numbers": numbers, "left": len(table) - len(body)}


def _size(count):
    """A file's size as a reader takes it in.

    >>> _size(512), _size(84_230)
    ('1 kB', '84 kB')
    """
    return f"{max(1, round(count / 1000)):,} kB"

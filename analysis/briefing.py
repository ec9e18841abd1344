"""A briefing names its numbers and never types them: Markdown in, Word, PowerPoint and PDF out.

The writer writes prose and puts a slug where a number or a figure belongs: `{{corpus-share-counted}}`, or a line
`![](figure:terms-most-frequent)`. What the register says of the slug is set in its place, and an annex lists what was
used, from which notebook, with the digest of its values. So a number can be traced from the printed page to its
sentences, and when it moves the briefing can be built again, or found to be out of date.
"""

import re
import sys
from pathlib import Path

import pandas as pd
import yaml
from markdown_it import MarkdownIt

from analysis import citations, figures, pages, quoted, shown, slides
from analysis.formats import BadInput

FRONT = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.S | re.M)  # what a file says of itself, as YAML, before its text
NOTE = re.compile(r"\[\^[^\]\s]+\]")
FIELD = re.compile(r"\{\{\s*([^{}|\s]*)\s*(?:\|([^{}]*)|([^{}|]*))\}\}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what no Word file can hold
TYPED = re.compile(r"(?<![\w.,{])(\d[\d,]*(?:\.\d+)?)(?![.,]?\d)(\s?%|\s+per\s?cent\b)?(?=(?:\s+(\w+))?(?:\s+(\w+))?)")


def build(file, to, template=None, place=None):
    """Build a briefing from Markdown and return its files: one row each, with file, figures and numbers (how many it names).

    file: Markdown; title, author and date may stand before it as YAML front matter. to: a folder, made if it is not there; into it go <name>.docx, .pptx and .pdf. template: a Word file whose styles, page and headers
    are taken. place: the folder of figures (else that of the run, else the package's own). Two runs give the same bytes, but for a PDF with letters that
    need a font of the machine (`pages.pdf`); letters that no font has are told of on stderr.

    Raises BadInput with file and line, and writes nothing, where a slug is unknown, a value is missing, a measured number is typed,
    a picture or HTML comes from elsewhere, a footnote or a control character stands in the text, the front matter says more than title, author and date, or the template cannot be read. What is built says what the
    register says; whether the sentence around a number is true is for its writer.
    """
    blocks, found = _read(file, place)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise BadInput(f"{file}:{found[0][0]}: {found[0][1]}{more}")
    name = Path(file).stem
    title = next(("".join(run["text"] for run in block["runs"]) for block in blocks if block["kind"] == "heading"), name)
    rows = _annex(blocks)
    corpora = _corpora(blocks)
    printed, lacking = pages.pdf(title, blocks, rows, corpora)
    made = {f"{name}.docx": pages.word(title, blocks, rows, template, corpora), f"{name}.pptx": slides.build(title, blocks, rows, corpora), f"{name}.pdf": printed}
    folder = Path(to)
    folder.mkdir(parents=True, exist_ok=True)
    for file, data in made.items():
        (folder / f".{file}.new").write_bytes(data)
    for file in made:
        (folder / f".{file}.new").replace(folder / file)
    if lacking:
        some = lacking[:40] + "…" * (len(lacking) > 40)
        print(f"{name}.pdf: no font on this machine has {some}: printed as \N{REPLACEMENT CHARACTER}; {name}.docx and {name}.pptx have them", file=sys.stderr)
    numbers = sum(bool(run.get("slug")) for block in blocks for run in _runs(block))
    return pd.DataFrame({"file": list(made), "figures": sum(block["kind"] == "figure" for block in blocks), "numbers": numbers})


def faults(file, place=None):
    """Return what keeps a briefing from being built: one row each, with the columns line and fault; none if it can be built.

    Read them before the words: on another corpus the numbers move by themselves, and the sentences around them do not.
    """
    return pd.DataFrame(_read(file, place)[1], columns=["line", "fault"])


def used(file, place=None):
    """Return the annex of a briefing, in the order of first use: slug, value as printed and what it is of the number ("figure" for one), notebook and digest."""
    return pd.DataFrame(_annex(_read(file, place)[0]), columns=pages.COLUMNS)


def preview(file, place=None):
    """Return a briefing as a page that shows itself in a notebook, without its faults and without its annex."""
    return pages.Page(pages.web(_read(file, place)[0]))


def said(field, entries):
    """Return what a field in double braces is printed as: its text, its slug, its value as the annex has it, and its form (`shown.FORMS`).

    field: as it stands between the braces. entries: the register. Raises BadInput where the slug or the form is unknown, or there is no value.

    >>> entries = {"coal": {"kind": "number", "unit": "share of words", "value": 0.333, "low": None, "method": "no interval: 1 document", "numerator": 6, "printed": citations.printed(0.333, "share of words")}}
    >>> said("{{coal}}", entries), said("{{coal numerator}}", entries), said("{{coal|about one third}}", entries)
    (('33%', 'coal', '33%', 'value'), ('6', 'coal', '6', 'numerator'), ('about one third', 'coal', 'about one third', 'value'))
    """
    parts = FIELD.fullmatch(field)
    if not parts:
        raise BadInput(f"found {field}, wanted {{{{SLUG}}}}, {{{{SLUG low}}}} or {{{{SLUG|as printed}}}}: put it right")
    slug, text, form = parts[1], parts[2], (parts[3] or "").strip() or "value"
    entry = _entry(slug, entries, "number")
    if not entry["printed"]:
        raise BadInput(f"found no value of {slug} in the register, wanted one: it could not be counted in these documents ({entry['method']})")
    if text is not None:
        if text.strip() not in entry["printed"]:
            raise BadInput(f"found {slug} printed as {text.strip()!r}, wanted one of {'; '.join(entry['printed'])}: choose one, or leave it out")
        return text.strip(), slug, text.strip(), "value"
    if form not in shown.FORMS.values():
        raise BadInput(f"found {slug} {form}, wanted one of {', '.join(shown.FORMS.values())}: after the slug stands what is to be printed of it")
    if form == "sentence":
        return entry["sentence"], slug, entry["printed"][0], form
    strings = citations.strings(entry, form)
    if not strings and form == "interval":
        return entry["method"], slug, "none", form
    if not strings:
        raise BadInput(f"found no {form} of {slug}, wanted one: {entry['method']}")
    return strings[0], slug, strings[0], form


def _annex(blocks):
    rows = []
    for block in blocks:
        if block["kind"] == "figure":
            rows.append((block["slug"], "figure", block["notebook"], block["digest"]))
        rows += [(run["slug"], f"{run['value']} ({run['form']})", run["notebook"], run["digest"]) for run in _runs(block) if run.get("slug")]
    return list(dict.fromkeys(rows))


def _corpora(blocks):
    """The fingerprints of the corpora in which what a briefing names was counted, each once."""
    named = [part for block in blocks for part in [block, *_runs(block)]]
    return list(dict.fromkeys(part["corpus"] for part in named if part.get("corpus")))


def _runs(block):
    return block.get("runs", []) + [run for row in block.get("rows", []) for cell in row for run in cell]


def _entry(slug, entries, kind):
    if slug not in entries:
        raise citations.unknown(slug, entries)
    if entries[slug]["kind"] != kind:
        raise BadInput(f"found the {entries[slug]['kind']} {slug} where a {kind} is named, wanted " + ("![](figure:SLUG) on a line of its own" if kind == "number" else "{{SLUG}}") + " for it")
    return entries[slug]


def _read(file, place):
    """The blocks of a briefing, and what is wrong with it as (line, fault)."""
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: {getattr(error, 'strerror', None) or 'found bytes that are no UTF-8'}, wanted a Markdown file: check the path and how it was saved") from None
    entries, home = figures.registered(place), figures.home(place)
    known, blocks, found, lists, kind, drawn = _measured(entries), [], [], [], "paragraph", 0
    found += [(text.count("\n", 0, sign.start()) + 1, f"found the control character U+{ord(sign[0]):04X}, wanted text: delete it") for sign in CONTROL.finditer(text)]
    notes = {}
    tokens = MarkdownIt("commonmark").enable("table").parse(_fronted(text, found), notes)
    titles = [token.map[0] + 1 for token in tokens if token.type == "heading_open" and token.tag == "h1"]
    found += [(line, "found a title in the front matter and one here, wanted one: make this a heading with ##") for line in titles[1:] if titles[0] == 1 and FRONT.match(text)]
    found += [(note["map"][0] + 1, _no_note(f"[{label.lower()}]")) for label, note in notes.get("references", {}).items() if label.startswith("^")]
    for i, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else 0
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append({"ordered": token.type[0] == "o", "number": int(token.attrs.get("start", 1)) - 1, "list": i})
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            lists[-1]["number"] += 1
            kind = "item"
        elif token.type in ("blockquote_open", "blockquote_close"):
            kind = "quote" if token.type.endswith("open") else "paragraph"
        elif token.type in ("fence", "code_block"):
            blocks.append({"kind": "code", "text": token.content.rstrip("\n")})
        elif token.type == "html_block" and not token.content.lstrip().startswith("<!--"):
            found.append((line, "found HTML, wanted Markdown: a briefing is no web page"))
        elif token.type == "table_open":
            blocks.append({"kind": "table", "rows": []})
        elif token.type == "tr_open":
            blocks[-1]["rows"].append([])
        elif token.type == "inline":
            opened = tokens[i - 1]
            if opened.type in ("th_open", "td_open"):
                blocks[-1]["rows"][-1].append(_inline(token, line, entries, known, found))
            elif opened.type == "heading_open":
                runs = _inline(token, line, entries, known, found)
                blocks += [{"kind": "heading", "level": int(opened.tag[1]), "runs": runs}] if runs else []
            elif [child.type for child in token.children] == ["image"]:
                drawn += 1
                figure = _figure(token.children[0], line, entries, home, drawn, known, found)
                blocks += [figure] if figure else []
            else:
                runs = _inline(token, line, entries, known, found)
                kind = "item" if lists and kind != "quote" else kind
                blocks.append({"kind": kind, "runs": runs} | (lists[-1] | {"depth": len(lists)} if lists and kind == "item" else {}))
                kind = "quote" if kind == "quote" else "paragraph"
    return blocks, sorted(found, key=lambda fault: fault[0])


def _fronted(text, found):
    """A briefing with its front matter as a heading and a line below it, in as many lines as it had; what cannot be one is told of.

    >>> _fronted("---\\ntitle: Coal\\nauthor: [A. Lee, B. Kim]\\ndate: 2026-11-22\\n---\\nText.", [])
    '# Coal\\n*A. Lee, B. Kim, 2026-11-22*\\n\\n\\n\\nText.'
    """
    front = FRONT.match(text)
    if not front:
        found += [(1, "found --- and no second one, wanted front matter between two: close it, or take the line out")] * (text.partition("\n")[0].strip() == "---")
        return text
    try:
        known = yaml.load(front[1], yaml.BaseLoader) or {}
    except yaml.YAMLError as error:
        found.append((getattr(getattr(error, "problem_mark", None), "line", 0) + 2, "found front matter that is no YAML, wanted lines such as  title: Coal"))
        return "\n" * front[0].count("\n") + text[front.end() :]
    known = known if isinstance(known, dict) else {"this": ""}
    said = {key: ", ".join(value) if isinstance(value, list) else str(value) for key, value in known.items() if not isinstance(value, dict)}
    for key in known:
        if key not in ("title", "author", "date") or key not in said:
            line = next((number for number, row in enumerate(text.splitlines(), 1) if row.lstrip().startswith(f"{key}")), 1)
            found.append((line, f"found {key} in the front matter, wanted title, author or date, each a line: take it out"))
    title, below = (" ".join(", ".join(filter(None, map(said.get, keys))).split()) for keys in (("title",), ("author", "date")))
    heads = ([f"# {title}"] if title else []) + ([f"*{below}*"] if below else [])
    return "\n".join(heads) + "\n" * (front[0].count("\n") - max(len(heads) - 1, 0)) + text[front.end() :]


def _no_note(note):
    return f"found the footnote {note}, wanted its words in the text: put them into brackets there, and take the note out"


def _figure(image, line, entries, home, number, known, found):
    """The block of a figure: what its card says of it, and its picture as it was saved."""
    address, alt = image.attrs["src"], image.content.strip()
    try:
        if not address.startswith("figure:"):
            raise BadInput(f"found the picture {address}, wanted figure:SLUG: a picture without a slug cannot be traced")
        entry = _entry(address.removeprefix("figure:"), entries, "figure")
        picture = home / f"{entry['slug']}.print.png"
        if not picture.exists():
            raise BadInput(f"found no {picture.name} beside the register, wanted it: run the notebooks again")
        if len(alt) > figures.ALT_LENGTH:
            raise BadInput(f"found {len(alt)} characters of alternative text, wanted at most {figures.ALT_LENGTH}")
        _typed(alt, line, known, found)
    except BadInput as error:
        found.append((line, str(error)))
        return None
    data = picture.read_bytes()
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    wide = min(1, 1.15 * width / height)  # a tall picture leaves room for its caption on the page
    about = {key: entry.get(key, "") for key in ("slug", "title", "unit", "note", "source", "notebook", "digest", "corpus")}
    return {"kind": "figure", "number": number, "alt": alt or entry["alt"], "picture": data, "wide": wide, **about}


def _inline(token, line, entries, known, found):
    """The runs of a line of text: its fields filled in, and what is wrong with it told."""
    runs, style, href, prose = [], {}, "", ""
    for child in token.children:
        here = line + prose.count("\n")
        if child.type in ("strong_open", "em_open"):
            style = style | {"bold" if child.type[0] == "s" else "italic": True}
        elif child.type in ("strong_close", "em_close"):
            style = {key: value for key, value in style.items() if key != ("bold" if child.type[0] == "s" else "italic")}
        elif child.type in ("link_open", "link_close"):
            href = child.attrs["href"] if child.type == "link_open" else ""
        elif child.type in ("softbreak", "hardbreak"):
            runs.append({"text": " "})
            prose += "\n"
        elif child.type == "code_inline":
            runs.append({"text": child.content, "code": True})
            prose += "{}"
        elif child.type == "text":
            found += [(here, _no_note(note)) for note in NOTE.findall(child.content)]
            runs += [run | style | ({"href": href} if href else {}) for run in _fields(child.content, here, entries, found)]
            prose += "{}" if href else re.sub(r"\{\{.*?\}\}", "{}", child.content)
        elif child.type == "image":
            found.append((here, "found a picture inside a line, wanted it on a line of its own"))
        elif child.type == "html_inline" and not child.content.startswith("<!--"):
            found.append((here, f"found the HTML {child.content}, wanted Markdown"))
    _typed(prose, line, known, found)
    return [run for run in runs if run["text"]]


def _fields(content, line, entries, found):
    """A stretch of text as runs, each {{field}} a run of its own with its slug."""
    runs = []
    for part in re.split(r"(\{\{.*?\}\})", content):
        try:
            text, slug, *more = said(part, entries) if part.startswith("{{") else (part, None)
        except BadInput as error:
            found.append((line, str(error)))
            continue
        runs.append({"text": text} | (dict(zip(("value", "form"), more)) | {key: entries[slug].get(key, "") for key in ("slug", "notebook", "digest", "corpus")} if slug else {}))
    return runs


def _measured(entries):
    """What is not to be typed: {percentage, decimal, or count with the noun of its unit: the field that prints it}.

    A percentage or decimal is that of a number's value or of an end of its interval, from ten per cent on or with a decimal point; a count
    (numerator, denominator, whole value) is one only beside its noun. Years, dates, resolutions and small numbers stay free.
    """
    known = {}
    for slug, entry in entries.items():
        if entry["kind"] == "number" and entry["printed"]:
            for form in ("value", "low", "high"):
                for string in citations.strings(entry, form):
                    if string.endswith("%") and len(string) > 2 or re.fullmatch(r"[\d,]+\.\d+", string):
                        known.setdefault(string, f"{{{{{slug}|{string}}}}}" if form == "value" else f"{{{{{slug} {form}}}}}")
            for form in ("numerator", "denominator", "value"):
                if float(entry[form]).is_integer():
                    known.setdefault(f"{entry[form]:.0f} {entry['unit'].split()[-1]}", f"{{{{{slug} {form}}}}}")
    return known


def _typed(prose, line, known, found):
    """Tell of measured numbers that are typed; one that stands in a link has a source of its own."""
    for match in TYPED.finditer(prose):
        number, sign, *nouns = match.groups()
        tries = [f"{number}%"] if sign else [number] if "." in number else [f"{number.replace(',', '')} {noun}" for noun in nouns if noun]
        field = next((known[key] for key in tries if key in known), None)
        if field:
            found.append((line + prose.count("\n", 0, match.start()), f"found “{number}{'%' if sign else ''}” typed, wanted {field}: a measured number comes from the register (another's stands in a link to its source)"))


check = quoted.check  # under the name of what is checked

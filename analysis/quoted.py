"""What a finished file quotes from us, and whether it still holds.

Months after a briefing was sent its figures have moved, and nobody can see it. So a file is opened, whoever made it, and what is ours in it is
looked for: pictures (`pictures` says how they are known), and numbers by what is left of the way back to them. That is, in this
order: a bookmark around the number, or the `{{slug}}` of a Markdown source; a row of the annex, with the digest of
the day it was built; else a slug in the same sentence. Each is held against the register of the figures' folder.

A number is current if it stands among the strings that it may be printed as today. It is a matter of *rounding* if it is today's value
rounded in another way, or if the value has moved by less than what is printed. Everything else is out of date, or cannot be
said, or is not known here. A part of a number is held to the same part of today's: an end of an interval to that end, a sentence to the sentence. What was counted in
another corpus is not held against anything, unless its reader names these figures as its own. What is not found cannot be checked, and no program sees whether the sentence means what its number means.
"""

import hashlib
import math
import re

import pandas as pd

from analysis import citations, figures, pictures, sentences, shown

COLUMNS = ["file", "place", "kind", "slug", "found", "current", "state", "how", "message"]
STATES = ["current", "rounding", "out of date", "cannot say", "unknown"]
GOOD = STATES[:2]
ENDS = dict.fromkeys(("low", "high"), "an end of its interval")
PARTS = {"value": "its value", "numerator": "its numerator", "denominator": "its denominator", **ENDS, "documents": "its number of documents"}
OLD = " today, or an old value: cannot say which"
NOT_KNOWN = (
    "Not known: whether a sentence means what its number means, and whether a picture fits the words beside it. "
    "A number without a marker, a row in the annex or its slug near by is not found, and a chart drawn anew from our values is not either."
)
SLUG = shown.SLUG
ANNEX = re.compile(rf"^[ \t]*({SLUG})[ \t]+(\S(?:[^\n]{{0,80}}?\S)?)[ \t]+(\S+\.ipynb)[ \t]+([0-9a-f]{{12}})(?!\w)", re.M)
NAMED = re.compile(rf"(?<![\w.-]){SLUG}(?![\w-])")
DIGEST = re.compile(r"(?<!corpus )(?<![\w-])[0-9a-f]{12}(?![\w-])")
PER = re.compile(r"\b(?:per|in|for (?:each|every)) (?:1,?000|a thousand|thousand)\b|(?<![\w.,])95% interval", re.IGNORECASE)  # a unit and a level, no numbers
NUMBER = re.compile(r"(?<![\w.,–-])[-−+]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(\s?%|\s*per\s?cent\b|(?![\w–-]|[.,]\d))")
LETTERS = re.compile(r"[^\W\d_]+")
CORPUS = re.compile(r"(?<![\w-])corpus\s+([0-9a-f]{12})(?![\w-])")
FORM = re.compile(rf"\s*\(\s*({'|'.join(shown.FORMS.values())})\s*\)$")  # at the end of a value in the annex
TO = re.compile(r"\S+(?:\s?(?:%|per\s?cent))?\s+to\s+\S+(?:\s?(?:%|per\s?cent))?")  # an interval as we print it
OTHER = "made from another corpus"
NOWHERE = "in the annex, and nowhere in the text: taken out, or retyped there"
SPOKEN = {string for above, below in citations.FRACTIONS for string in citations.in_words(above / below) if not string.startswith("about ")}
SENTENCE = 5  # words that make a sentence of what is quoted: its numbers alone do not hold it
DASHES = {ord(sign): "-" for sign in "\u2010\u2011\ufffe\x02"} | {ord(sign): " " for sign in "\u00a0\u2009\u202f\t"} | {ord("\r"): None, 0xAD: None}


def check(paths, figures=None):
    """Return what files quote from us, one row for each figure or number found at a place.

    paths: Markdown, Word, PowerPoint and PDF files. figures: the folder whose register says what is current; the one that notebooks
    write to if not given (`figures.folder`). Columns: file; place (line, paragraph, slide or page); kind (figure or number); slug; found (as
    printed, or the digest); current (the same of today); state; how (bytes, text field, pixels, near hash, marker, annex or text near slug);
    message. States are

    - current: what is there is what the register says today
    - rounding: today's value, but rounded in another way, or moved by less than what is printed
    - out of date: the register says something else today
    - cannot say: it is ours, but too changed to compare, counted in another corpus, or in the annex and not in the text
    - unknown: a slug that the register does not have, or a picture that is none of its figures

    A file in which nothing of ours is found has one row, with the state unknown and no slug: that is not "current". Raises BadInput
    where a file or the register cannot be read.

    A file whose captions or annex name another corpus than the register's is compared only where the folder is named: then the corpus may have grown, and
    the message says that it was another.

    Read "current" as: this number would be printed so today. It does not say that the sentence around it is true.
    """
    entries, table = known(figures)
    parts = [quotes(path, entries, table, figures is not None) for path in paths]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def known(folder=None):
    """Return what a folder of figures says is current: its register as {slug: entry}, and its pictures (`pictures.known`)."""
    folder = figures.home(folder)
    entries = citations.register(folder)
    return entries, pictures.known(folder, [slug for slug, entry in entries.items() if entry["kind"] == "figure"])


def quotes(path, entries, table, own=False):
    """Return the rows of `check` for one file, held against what `known` returns; own: whether its reader says that these are its figures."""
    rows, seen, pieces = [], {}, list(shown.pieces(path))
    judges = {
        "text": lambda text: _texts(text, entries),
        "page": lambda text: _page(text, entries),
        "mark": lambda mark: [_mark(mark, entries)],
        "picture": lambda picture: [_picture(picture, entries, table, seen)],
    }
    texts = [what.translate(DASHES) for kind, _, what in pieces if kind in ("text", "page")]
    corpora, theirs = {entry.get("corpus") for entry in entries.values()}, _corpora(texts)
    for kind, place, what in pieces:
        here = _corpora([what]) if kind in ("text", "page") else set()
        strange = {} if None in corpora else (here or theirs) if not (here or theirs) & corpora else {}
        rows += [{"file": str(path), "place": place, **_elsewhere(row, strange, corpora, own)} for row in judges[kind](what)]
    _settle(rows)
    _placed(rows, "\n".join(ANNEX.sub("\n", text) for text in texts), entries)
    if not any(row["slug"] for row in rows):
        rows.append({"file": str(path), "place": "", **_row("", "", "unknown", "", message="nothing of ours found: no figure, marker, annex or slug")})
    return pd.DataFrame(rows, columns=COLUMNS)


def _settle(rows):
    """Where a number is a part of today's, as an end of its interval, or else an old value, a row of the annex with today's digest decides."""
    today = {(row["slug"], row["found"]) for row in rows if row["how"] == "annex" and row["state"] == "current"}
    for row in rows:
        if row["message"].endswith(OLD) and (row["slug"], row["found"]) in today:
            row.update(state="current", message=row["message"].removesuffix(OLD))


def _corpora(texts):
    """The fingerprints of corpora that texts name."""
    return {fingerprint for text in texts for fingerprint in CORPUS.findall(text)}


def _elsewhere(row, theirs, corpora, own):
    """A row as it is, or, where the file names other corpora, without a value of ours: another corpus has another one and no newer one."""
    if not theirs or not row["slug"]:
        return row
    named, ours = ", ".join(sorted(theirs)), ", ".join(sorted(corpora))
    if own:
        return row | {"message": "; ".join(filter(None, [row["message"], f"its corpus was another ({named}, here {ours})"]))}
    state = "unknown" if row["state"] == "unknown" else "cannot say"
    return row | {"state": state, "current": "", "message": f"{OTHER} ({named}) than these figures ({ours}): name its figures with --figures"}


def _placed(rows, text, entries):
    """Where a number of the annex stands nowhere in the text, say so: what is printed there is another one, or none."""
    marked, text = {(row["slug"], row["form"]) for row in rows if row["how"] in ("marker", "text near slug")}, " ".join(text.split())
    for row in rows:
        if row["how"] == "annex" and row["kind"] == "number" and row["state"] in GOOD and not {(row["slug"], form) for form in (row["form"], "")} & marked:
            strings = [row["found"], *_today(entries[row["slug"]], row["form"].replace("sentence", "") or "value")]
            if not any(re.search(rf"(?<![\w.,]){re.escape(string)}(?![\w]|[.,]\d)", text, re.I) for string in strings):
                row.update(state="cannot say", message=NOWHERE)


def fails(table):
    """Return whether a table from `check` has a row that is not known to be current, other than a picture of somebody else.

    >>> fails(pd.DataFrame({"kind": ["figure", "figure"], "slug": ["coal", ""], "state": ["current", "unknown"]}))
    False
    >>> fails(pd.DataFrame({"kind": [""], "slug": [""], "state": ["unknown"]}))
    True
    """
    ours = (table.slug != "") | (table.kind == "")
    return bool((ours & ~table.state.isin(GOOD)).any())


def report(table):
    """Return a table from `check` as lines to read: each file with its rows, how many there are of each state, and what is not known."""
    lines = []
    for file, rows in table.groupby("file", sort=False):
        strange = rows[rows.message.str.startswith(OTHER)]
        told = [f"  {'cannot say':<11}  {len(strange)} figures and numbers: {message}" for message in strange.message.unique()]
        lines += [file, *told, *(_line(row) for row in rows.drop(strange.index).itertuples())]
    counts = table.state.value_counts(sort=False)
    return [*lines, ", ".join(f"{counts[state]} {state}" for state in STATES if state in counts), NOT_KNOWN]


def _line(row):
    found, current = (" ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split()) for text in (row.found, row.current))
    change = f"{found} → {current}" if row.state == "out of date" else found
    said = " ".join(filter(None, [row.kind, row.slug, change, f"({row.how})" if row.how else ""]))
    return f"  {row.state:<11}  {row.place:<14}  " + ": ".join(filter(None, [said, row.message]))


# What is to be said of a piece


def _row(kind, slug, state, how, found="", current="", message="", form=""):
    return {"kind": kind, "slug": slug, "found": found, "current": current, "state": state, "how": how, "message": message, "form": form}


def _picture(one, entries, table, seen):
    """The row of a picture; equal ones are looked at once."""
    picture, message = one
    if picture is None:
        return _row("figure", "", "unknown", "", message=message)
    key = hashlib.sha256(picture if isinstance(picture, bytes) else f"{picture.size}{picture.mode}".encode() + picture.tobytes()).digest()
    if key not in seen:
        seen[key] = {"kind": "figure"} | pictures.identify(picture, table, entries)
    return seen[key] | {"message": "; ".join(filter(None, [seen[key]["message"], message]))}


def _mark(mark, entries):
    """The row of a marker: (slug, form, text); its text is None in Markdown, where a build fills it in."""
    slug, form, found = mark
    named = [slug] if slug in entries else [other for other in entries if slug.endswith("…") and other.startswith(slug[:-1])]
    if not named:
        return _unknown("figure" if form == "figure" else "number", slug, "marker", entries, found or "")
    entry = entries[named[0]]
    if len(named) > 1:
        return _row("number", slug, "cannot say", "marker", found or "", message=f"the marker is cut and may mean {', '.join(named)}")
    if form == "figure" or entry["kind"] == "figure":
        return _named_figure(named[0], form, entry)
    if found is None:
        return _filled(named[0], form, entry)
    if not found:
        return _row("number", named[0], "cannot say", "marker", message="the marker holds no text: the number was deleted, or retyped outside it", form=form)
    return _row("number", named[0], how="marker", form=form, **held(found, entry, form))


def _named_figure(slug, form, entry):
    kind, wanted = entry["kind"], "figure" if form == "figure" else "number"
    if kind != wanted:
        return _row(kind, slug, "unknown", "marker", message=f"found a {kind}, wanted a {wanted} of this slug")
    return _row("figure", slug, "current", "marker", "", entry.get("digest", ""), "the source names it: a build takes today's")


def _filled(slug, form, entry):
    """The row of a Markdown marker that is filled when the briefing is built."""
    strings = _today(entry, form)
    if not strings:
        return _row("number", slug, "unknown", "marker", message=f"the register has no {form} for it")
    return _row("number", slug, "current", "marker", "", strings[0], "the source names it: a build takes today's", form)


def _today(entry, form):
    """What a part of a number is printed as today: the strings of its value or of what stands beside it, its sentence, or both ends of its interval."""
    if form == "sentence":
        return [entry["sentence"]] if entry.get("sentence") else []
    if form == "interval":
        return citations.strings(entry, form) or [text for text in (entry.get("method"), "none") if text]
    return citations.strings(entry, form)


def _unknown(kind, slug, how, entries, found=""):
    from rapidfuzz import process

    near = process.extractOne(slug.rstrip("…"), entries.keys(), score_cutoff=60)
    return _row(kind, slug, "unknown", how, found, message="not in the register" + (f": perhaps {near[0]}?" if near else ""))


def _texts(text, entries):
    """The rows of a paragraph or of a row of a table: those of an annex, then the slugs named in the rest."""
    text = text.translate(DASHES)
    return [_annex(found, entries) for found in ANNEX.finditer(text)] + _mentions(ANNEX.sub("\n\n", text), entries, True)


def _page(text, entries):
    """The rows of a PDF's page: rows of an annex, also where a narrow column has broken their cells, then the slugs named in the rest."""
    text = text.translate(DASHES)
    lines = list(ANNEX.finditer(text))
    broken = [one for one in _broken(text, entries) if one[0] not in {line[1] for line in lines}]
    rows = [_annex(line, entries) for line in lines if line[1] in entries or line[4] not in {digest for _, _, digest in broken}]
    rows += [_by_digest(slug, value, digest, entries, "annex") for slug, value, digest in broken]
    return rows + [row for row in _mentions(ANNEX.sub("\n\n", text), entries, False) if row["slug"] not in {done["slug"] for done in rows}]


def _broken(text, entries):
    """The rows of an annex as (slug, value, digest), read without regard to blanks, line ends and hyphens."""
    flat = {_flat(slug): slug for slug in entries}
    named = "|".join(sorted(map(re.escape, flat), key=len, reverse=True))
    found = re.findall(rf"({named})(.{{0,60}}?)\.ipynb([0-9a-f]{{12}})", _flat(text)) if named else []
    return [(flat[slug], _before_notebook(cells, entries[flat[slug]]), digest) for slug, cells, digest in found]


def _before_notebook(cells, entry):
    """The value in the flat cells of a row; nothing where the notebook that follows is not the one of today."""
    notebook = _flat(entry.get("notebook") or "?").removesuffix(".ipynb")
    return cells.removesuffix(notebook) if cells.endswith(notebook) else ""


def _flat(text):
    """A text without what a narrow column puts into it: blanks, line ends, hyphens.

    >>> _flat("coal-by-\\nrail 18 %")
    'coalbyrail18%'
    """
    return re.sub(r"[\s-]+", "", text.translate(DASHES))


def _mentions(text, entries, whole):
    """The rows of the slugs named in a text, each with what stands in its sentence, or else in the text, if that is one paragraph.

    Of several numbers in a sentence each is looked for between its slug and the one before, or the one after where the first slug comes before any
    number: what stands elsewhere may be another's. A slug in backticks without a number that could be its own is a name, and quotes nothing.
    """
    named = [found for found in NAMED.finditer(text) if found[0] in entries]
    spans, rows = sentences.spans(text) if named else [], []
    for found, after in zip(named, [*named[1:], None]):
        behind = text[found.end() : after.start() if after else None].partition("\n")[0]
        if digest := DIGEST.search(behind):
            rows.append(_by_digest(found[0], behind[: digest.start()], digest[0], entries, "text near slug"))
        elif "-" in found[0] and entries[found[0]]["kind"] == "number":
            begin, stop = next((span for span in spans if span[0] <= found.start() < span[1]), (0, len(text)))
            rivals = [other for other in named if begin <= other.start() < stop and other[0] != found[0] and entries[other[0]]["kind"] == "number"]
            if rivals:
                row = _among(found, rivals, text, begin, stop, entries)
            else:
                row = _near(found[0], [text[begin:stop], text] if whole else [text[begin:stop]], entries)
            rows += [row] if row["found"] or text.count("`", 0, found.start()) % 2 == 0 else []
    return rows


def _among(found, rivals, text, begin, stop, entries):
    """The row of a slug in a sentence that names others: by its own stretch of it; a number elsewhere in it is one of which we cannot say whose it is."""
    if numbers(text[begin : min(found.start(), rivals[0].start())]):
        own = text[max([begin, *(other.end() for other in rivals if other.start() < found.start())]) : found.end()]
    else:
        own = text[found.start() : min([stop, *(other.start() for other in rivals if other.start() > found.start())])]
    row = _near(found[0], [own], entries)
    if row["found"]:
        return row
    row = _near(found[0], [text[begin:stop]], entries)
    return row | ({"state": "cannot say", "message": "another slug stands nearer to it: cannot say whose number it is"} if row["found"] else {})


def _annex(found, entries):
    slug, value, _, digest = found.groups()
    if slug not in entries:
        return _unknown("figure" if value == "figure" else "number", slug, "annex", entries, value)
    return _by_digest(slug, value, digest, entries, "annex")


def _by_digest(slug, value, digest, entries, how):
    """The row of a slug that stands with the digest of the day, and perhaps with its number as printed."""
    entry, value = entries[slug], value.strip()
    kind, now, form = entry["kind"], entry.get("digest", ""), next(iter(FORM.findall(value)), "")
    value, as_value = FORM.sub("", value), "value" if form == "sentence" else form  # of a sentence the annex has the value
    quoted = kind == "number" and (numbers(_english(value)) or value in _today(entry, as_value or "value"))
    if not now:
        return _row(kind, slug, "cannot say", how, digest, message="the register has no digest for it: it was written by an older version, run the notebooks again")
    if not quoted:
        return _row(kind, slug, "current" if digest == now else "out of date", how, digest, now, form=form)
    said = held(value, entry, as_value)
    if digest != now and said["state"] == "current":
        said |= {"state": "rounding", "message": f"its values have moved (digest {digest}, now {now}), by less than is printed"}
    elif digest == now and said["message"].endswith(OLD):
        said |= {"state": "current", "message": said["message"].removesuffix(OLD)}
    elif digest == now and said["state"] == "out of date":
        said |= {"message": "though the digest beside it is today's: perhaps changed by hand"}
    return _row(kind, slug, how=how, form=form, **said)


def _near(slug, places, entries):
    """The row of a number's slug in a running text: the first of these places that quotes a number like it, or says it in words.

    In the first, the nearest, also what it is counted from.
    """
    entry = entries[slug]
    strings, known = citations.strings(entry), {_normal(string) for other in entries if other in places[-1] for string in _spoken(entries[other])}
    places = [re.sub("|".join(map(re.escape, sorted(entries, key=len, reverse=True))), " ", around) for around in places]
    for around in places:
        said, alike = numbers(around), [one for one in numbers(around) if one not in known and _form(one) in _forms(strings)]
        good = [string for string in strings if NUMBER.fullmatch(string) and _normal(string) in said]
        good = good or [string for string in strings if not NUMBER.fullmatch(string) and not alike and re.search(rf"(?<!\w){re.escape(string)}(?!\w)", around, re.I)]
        good = good or [string for string in _counts(entry) if _normal(string) in said and not alike and around is places[0]]
        if good:
            quote = next((string for string in good if string in around), good[0])
            return _row("number", slug, "current", "text near slug", quote, quote, f"beside it stand {', '.join(alike)}, which were not checked" if alike else "")
        if len(alike) == 1:
            return _row("number", slug, how="text near slug", **judge(alike[0], entry))
        if alike:
            message = "several numbers near the slug, none of them today's: one may be meant"
            return _row("number", slug, "cannot say", "text near slug", ", ".join(alike), ", ".join(strings), message)
    return _row("number", slug, "cannot say", "text near slug", "", ", ".join(strings), "named without a number that could be held against it")


# What is to be said of a number


def held(found, entry, form):
    """Return what `judge` does where it is known which part of the number was printed: value, numerator, denominator, low, high, interval or sentence (empty: not known).

    >>> coal = {"value": 14.4, "unit": "cues per 1,000 words", "low": 11.6, "high": 16.7, "sentence": "94 hedges: 14.4.", "printed": ["14.4", "14"]}
    >>> [held(found, coal, form)["current"] for found, form in (("24.1", "low"), ("24.1 to 44.4", "interval"), ("27 hedges: 27.5.", "sentence"), ("16.7", "value"))]
    ['11.6', '11.6 to 16.7', '94 hedges: 14.4.', '14.4']
    """
    strings, found = _today(entry, form) if form else [], " ".join(found.split())
    if not strings:
        return judge(found, entry)
    if form == "value":
        said = judge(found, entry)
        return said if not said["message"].endswith(OLD) else _said("out of date", found, strings[0], "")
    said = numbers(_english(found))
    if found in [" ".join(string.split()) for string in strings] or (len(said) == 1 and said[0] in map(_normal, strings)):
        return _said("current", found, found, "")
    if len(said) == 1 and form in ("low", "high") and _rounds(said[0], entry[form]):
        return _said("rounding", found, strings[0], "today's value, rounded in another way than the register prints it")
    return _said("out of date", found, strings[0], "")


def judge(found, entry):
    """Return {state, found, current, message} of a printed number, held against its entry in the register.

    >>> coal = {"value": 0.6129, "unit": "share of words", "numerator": 38, "printed": ["0.6", "0.61", "61 per cent", "61%", "61.3 per cent", "61.3%"]}
    >>> [judge(found, coal)["state"] for found in ("61%", "61 percent", "61.29%", "38", "58%", "most")]
    ['current', 'current', 'rounding', 'current', 'out of date', 'cannot say']
    >>> judge("58.2%", coal)["current"]
    '61.3%'
    """
    strings, said = citations.strings(entry), numbers(_english(found))
    parts = [_part(number, entry) for number in said]
    if not strings:
        return _said("cannot say", found, "", "the register does not say how it is printed: it has no value, or was written by an older version")
    one, alike = said[0] if len(said) == 1 else "", bool(said) and _form(said[0]) in _forms(strings)
    if found.casefold() in {string.casefold() for string in strings} or parts == ["its value"]:
        return _said("current", found, found, "")
    if TO.fullmatch(found) and (ends := _today(entry, "interval")):
        return _said("current", found, found, "") if said == numbers(ends[0]) else _said("out of date", found, ends[0], "")
    if one and parts[0] and alike and one not in map(_normal, _counts(entry)):
        return _said("cannot say", found, strings[0], parts[0] + OLD)
    if len(said) > 1 and found in entry.get("sentence", ""):
        return _said("current", found, found, "as in its sentence")
    if said and all(parts) and len(LETTERS.findall(found)) < SENTENCE:
        return _said("current", found, found, " and ".join(dict.fromkeys(parts)))
    if not said and found.casefold().removeprefix("about ") in SPOKEN:
        return _said("out of date", found, next((string for string in strings if string.removeprefix("about ") in SPOKEN), strings[0]), "")
    if not said:
        return _said("cannot say", found, ", ".join(strings), "no number written in digits")
    if not one or not alike:
        return _said("out of date", found, (one and _parts(entry)) or entry.get("sentence") or strings[0], "")
    now = min(strings, key=lambda string: (_form(string) != _form(one), _digits(string) != _digits(one), string[-1] != found[-1]))
    if _rounds(one, entry.get("value")):
        return _said("rounding", found, now, "today's value, rounded in another way than the register prints it")
    if _form(one) == "1":  # a rate without its decimals, or what it is counted from: the nearest of them
        now = min([now, *_counts(entry)], key=lambda string: abs(float(_normal(string).rstrip("%")) - float(one)))
    return _said("out of date", found, now, "")


def _counts(entry):
    """The strings of what a rate or share is counted from, where nobody takes them for an older value of it: they are more than twice as large, and not below ten."""
    value = entry.get("value")
    if not isinstance(value, (int, float)) or float(value).is_integer():
        return []
    strings = [string for name in ("numerator", "denominator") for string in citations.strings(entry, name) if NUMBER.fullmatch(string)]
    return [string for string in strings if float(_normal(string)) > max(9, 2 * abs(value))]


def _english(found):
    """A printed number without blanks between its thousands, with a point before its decimals and a nought before the point.

    >>> _english("6 506"), _english("61,3%"), _english(".61"), _english("6,506 of 12,000")
    ('6506', '61.3%', '0.61', '6,506 of 12,000')
    """
    found = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))|(?<=\d)(,)(?=\d{1,2}(?!\d))", lambda sign: "." if sign[1] else "", found)
    return re.sub(r"(?<!\d)\.(?=\d)", "0.", found)


def _part(number, entry):
    """What of an entry a number is, as PARTS has it; empty where it is nothing of it."""
    return next((said for name, said in PARTS.items() if number in map(_normal, citations.strings(entry, name))), "")


def _parts(entry):
    """What a share or rate is made of, as its sentence may name it: 22 of 162."""
    parts = [entry.get(name) for name in ("numerator", "denominator")]
    return "" if None in parts else " of ".join(f"{part:,}" for part in parts)


def numbers(text):
    """Return the numbers in a text in one way of writing: no commas, % for per cent; dates, ranges and names with digits are none.

    >>> numbers("Of 6,506 words 87.4 per cent (−3%) in D01, 2006–2024, or 5%.")
    ['6506', '87.4%', '-3%', '5%']
    >>> numbers("14.4 per 1,000 words")
    ['14.4']
    """
    return [_normal(found[0]) for found in NUMBER.finditer(PER.sub("", text))]


def _normal(string):
    return re.sub(r"\s*(%|per\s?cent)$", "%", string.strip().lstrip("+").replace(",", "").replace("−", "-"))


def _form(string):
    """What kind of number a string is: a percentage, one with digits after the point, or a whole one."""
    return "%" if _normal(string).endswith("%") else "." if "." in string else "1"


def _forms(strings):
    return {_form(string) for string in strings if NUMBER.fullmatch(string)}


def _digits(string):
    return len(_normal(string).rstrip("%").partition(".")[2])


def _rounds(string, value):
    """Whether a value rounds to this string.

    >>> _rounds("17.84%", 0.178404), _rounds("0.178", 0.178404), _rounds("17.9%", 0.178404), _rounds("0%", 0.001)
    (True, True, False, False)
    """
    if not isinstance(value, (int, float)) or math.isnan(value) or not float(string.rstrip("%")):
        return False
    value = 100 * value if string.endswith("%") else value
    return abs(value - float(string.rstrip("%"))) <= 0.5 * 10.0 ** -_digits(string) * (1 + 1e-9)


def _spoken(entry):
    """The strings of a number, and of what stands beside it: numerator, denominator, interval and number of documents."""
    return [string for name in PARTS for string in citations.strings(entry, name)]


def _said(state, found, current, message):
    return {"state": state, "found": found, "current": current, "message": message}

"""A corpus is a folder: a manifest with one row for each document, and the texts as they were published.

The manifest carries a fingerprint of every text, so that a text cannot change behind a number that was cited. Texts are
never edited: a mistake of the page or of the scanner is put right by a row in `repairs.csv` that says why. A folder of
bare files is a corpus too, with the files' names as ids and nothing known about them; so is a table of documents as Parquet.
"""

import csv
import hashlib
import io
import json
import os
import re
from pathlib import Path

import pandas as pd

from analysis import formats
from analysis.formats import BadInput

HOME = Path(__file__).resolve().parent.parent / "corpus"
COLUMNS = ["document", "file", "title", "author", "publisher", "date", "genre", "language", "source", "licence", "sha256"]
ALIASES = ["actor", "alias", "kind"]
REPAIRS = ["document", "find", "replace", "reason"]
NEW = [*COLUMNS[:6], "period", *COLUMNS[6:-1], "original", "original_sha256", "marks_sha256", "sha256"]  # of a manifest that `add` starts
LANGUAGE = re.compile(r"[a-z]{2,3}(-\w+)*")
STORED = ["stored_path", "stored_group", "stored_bytes", "stored_here", "stored_repairs"]  # columns of an index that say where a text is
OURS = {"text", "marks", *STORED}  # no columns of a manifest
FORMULA = r"(?='*[=+\-@\t\r])"  # before what a spreadsheet would take for a formula, or for the mark before one of ours:
RISKY, GUARD = re.compile(f"^{FORMULA}"), re.compile(f"^'{FORMULA}")  # where that mark goes; and the mark
LITTER = re.compile(r"\..*|~\$.*|thumbs\.db|desktop\.ini", re.I)  # hidden files, what Windows puts into folders, and Word beside an open document
BESIDE = {"aliases.csv", "repairs.csv"}  # what may stand in a folder of bare files
HERE = Path("corpus-path.txt")  # beside notebooks that were run on another corpus: which one


def read(folder=None):
    """Return the documents of a corpus: one row each, ordered by id.

    `folder` holds a `manifest.csv`, or bare files (.txt, .md, .html, .docx, .pdf), of which is known what their properties say; without it the corpus named by the environment
    variable ANALYSIS_CORPUS is read, else the one that comes with this package. Columns: document (id), title, author,
    publisher, date (ISO 8601: year, month or day, as exact as the source states it), period, genre, language, source,
    licence, text, then the manifest's other columns. What the manifest leaves empty is missing (NaN), never "".
    `marks` is there if any file had structure of its own (headings, pages, tables): a JSON list of (kind, level, start, end, source).
    `period` is the manifest's own, else the decade of the date. A notebook that `run` wrote reads the corpus it was run on.

    Raises BadInput, with file and line, for a text without a row, a row without a text, a changed text, an id twice, a
    missing column, a date that is none, or a repair that fits nowhere.

    >>> read().document[0]
    'D01'
    """
    documents = load(index(folder))
    return documents if documents.marks.notna().any() else documents.drop(columns="marks")


def index(folder=None):
    """Return what a corpus holds without the texts, for one that is larger than the memory: one row each, ordered by id.

    Columns: those of `read` but text and marks, and for `load`: stored_path, stored_group (of rows, in Parquet), stored_bytes, stored_here (the
    row's place, for a message) and stored_repairs. `folder` as in `read`, or a table of documents as Parquet: a file, or a folder of files, whose name ends in .parquet,
    with the columns document and text and whatever else is known. Each text is checked against its fingerprint. Raises BadInput as `read` does.

    >>> index().document[0], "text" in index()
    ('D01', False)
    """
    folder = place(folder)
    if folder.suffix == ".parquet" and folder.exists():
        rows = _parquet(folder)
    elif not folder.is_dir():
        raise BadInput(f"{folder}: found no such folder, wanted a corpus: check the path")
    else:
        rows = _manifest(folder) if (folder / "manifest.csv").exists() else _bare(folder)
        _repair(folder, rows)
    for row in rows:
        row["period"] = row.get("period") or (row["date"] and row["date"][:3] + "0s")
    return pd.DataFrame(rows).replace("", None).sort_values("document", ignore_index=True)


def load(rows):
    """Return the documents of some rows of an index, texts and all: columns as in `read`, and always `marks`."""
    made, refused = [], []
    for (path, group), some in rows.groupby(["stored_path", "stored_group"], sort=False):
        try:
            texts = _row_group(path, int(group), some) if group >= 0 else {}
            made += [row | (texts.get(row["document"]) or _texts(row)) for row in some.fillna("").to_dict("records")]
        except BadInput as error:
            refused.append((Path(path).name, str(error)))
    _refuse(refused)
    for row in made:
        for here, find, replace in row["stored_repairs"]:
            _fitting(here, row["document"], row["text"].count(find), find)
            row["text"] = row["text"].replace(find, replace)
    documents = pd.DataFrame([{key: value for key, value in row.items() if key not in STORED} for row in made], dtype="str").replace("", None)
    first = [c for c in COLUMNS if c not in ("file", "sha256")]
    first.insert(first.index("genre"), "period")
    documents = documents[[*first, "text", *[c for c in documents if c not in [*first, "text", "marks"]], "marks"]]
    return documents.sort_values("document", ignore_index=True)


def fingerprint(documents):
    """Return twelve hexadecimal digits that change when a text or anything the manifest says of it changes.

    Order does not matter. Two corpora with one fingerprint hold the same documents; the digits say nothing else.

    >>> documents = pd.DataFrame({"document": ["a", "b"], "text": ["One.", "Two."]})
    >>> fingerprint(documents) == fingerprint(documents[::-1])
    True
    """
    table = documents.sort_values("document")[sorted(documents)]
    return hashlib.sha256(table.to_csv(index=False).encode()).hexdigest()[:12]


def placed(table, documents):
    """Return the rows of a table that are of these documents, in the order of these, with the column `place`: which of them each row is of.

    >>> placed(pd.DataFrame({"document": ["a", "c", "b"]}), pd.DataFrame({"document": ["b", "a"]})).values.tolist()
    [['b', 0], ['a', 1]]
    """
    order = {document: i for i, document in enumerate(documents.document)}
    known = table[table.document.isin(order)]
    return known.assign(place=known.document.map(order).astype(int)).sort_values("place", kind="stable", ignore_index=True)


def aliases(folder=None):
    """Return the names of actors: one row each, with the columns actor, alias and kind.

    The kind is name, adjective, metonym, or none: a name that stands for nobody who is counted (see `actors`).

    Read from `aliases.csv` of the corpus, or of the corpus that comes with the package where there is none.
    """
    own = place(folder) / "aliases.csv"
    path = own if own.exists() else HOME / "aliases.csv"
    return pd.DataFrame([row for _, row in table(path, ALIASES)], columns=ALIASES)


def labels(name, folder=None):
    """Return what readers labelled in a corpus: the rows of its gold/<name>.csv, with start and end as numbers; None where it has no such file.

    The corpus that comes with the package has zones, sections, cues, recommendations, attributions and decisions.
    """
    path = place(folder) / "gold" / f"{name}.csv"
    if not path.exists():
        return None
    rows = table(path, ["document", "start", "end"])
    for line, row in rows:
        if not all(row[end].isascii() and row[end].isdigit() for end in ("start", "end")):
            raise BadInput(f"{path}:{line}: found the place {row['start']!r} to {row['end']!r}, wanted two numbers: count the characters of the text")
    return pd.DataFrame([row for _, row in rows], columns=next(_rows(path))[1]).astype({"start": int, "end": int})


def add(files, into=None, **known):
    """Put files into a corpus and give each its row in the manifest; return the new rows.

    files: .txt, .md, .html, .docx or .pdf. `into` is made if it does not exist. The id is the file's name without its suffix; the text is
    kept as texts/<id>.txt, with what the file says of its structure (headings, pages, tables) beside it as <id>.marks.json; the
    file's own name and sha256 go into the columns original and original_sha256. Title, author, date and language are what the file
    says of itself, else empty (the title: the id); `known` (title, author, publisher, date, genre, language …) goes before that. A manifest
    that lacks one of these columns gets it.

    A file that is there already, byte for byte, is passed over. One that cannot be read, or whose id another file has, is refused: the others
    are added, and then BadInput names it.
    """
    folder = place(into)
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder}: found a file, wanted a folder for the corpus: name another")
    manifest = folder / "manifest.csv"
    if not folder.exists() or not manifest.exists() and _is_empty(folder):
        present, texts, header = {}, {}, NEW
    elif not manifest.exists():
        raise BadInput(f"{folder}: found bare files and no manifest.csv, wanted a corpus: copy the new files there, or name a new folder")
    else:
        there = index(folder).reindex(columns=["document", "sha256", "original_sha256"])
        present, texts, header = dict(zip(there.document, there.original_sha256)), dict(zip(there.sha256, there.document)), next(_rows(manifest))[1]
    rows, written, refused = [], [], []
    try:
        for file in map(Path, files):
            try:
                original = formats.raw(file)
                if present.get(file.stem) != sha256(original):
                    rows.append(_added(file, original, folder, present, texts, known, written))
                    texts[rows[-1]["sha256"]] = file.stem
            except BadInput as error:
                refused.append(str(error))
        header = list(dict.fromkeys([*header, *(column for row in rows for column in row if row[column])]))
        rows = [{column: row.get(column, "") for column in header} for row in rows]
        if rows:
            _append(manifest, header, rows, written)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    if refused:
        raise BadInput("; ".join(refused) + (f" (the other {len(rows)} are in)" if rows else ""))
    return pd.DataFrame(rows, columns=header)


def _added(file, original, folder, present, texts, known, written):
    """Write the text and marks of a file, of which the bytes are given, into a corpus; return its row."""
    name, target = file.stem, folder / "texts" / f"{file.stem}.txt"
    if name in present or target.exists():
        newer = "take out its row of manifest.csv and its files in texts/ (what you know of it goes into the new row again)"
        raise BadInput(f"{file}: found the id or the file {name!r} in the corpus already, wanted each once: rename the file; or, if it is to take the other's place, {newer}")
    text, marks = formats.parse(file, original)
    data, structure = text.encode(), json.dumps(marks).encode() if marks else b""
    about = {key: value for said in (formats.stated(file, original, text, marks), known) for key, value in said.items() if value}
    _plausible(file, about)
    if sha256(data) in texts:
        raise BadInput(f"{file}: found the same text as {texts[sha256(data)]!r}, wanted each once, or it is counted twice: leave it out")
    target.parent.mkdir(parents=True, exist_ok=True)
    for path, content in ((target, data), (target.with_suffix(".marks.json"), structure)):
        if content:
            written.append(path)
            path.write_bytes(content)
    hashes = {"sha256": sha256(data), "marks_sha256": _bound(structure, sha256(data)) if structure else "", "original_sha256": sha256(original)}
    return {"document": name, "file": f"texts/{name}.txt", "title": name, "original": file.name, **about, **hashes}


def sha256(data):
    """Return the sha256 of some bytes, as a manifest writes it."""
    return hashlib.sha256(data).hexdigest()


def _bound(structure, text):
    """The sha256 of the marks of a text together with that of the text: they count its characters, and fit no other."""
    return sha256(structure + text.encode())


def place(folder):
    """Return the folder of a corpus: the one named, else ANALYSIS_CORPUS, else that of the notebook's run, else the package's own."""
    here = HERE.read_text(encoding="utf-8").strip() if HERE.exists() else ""
    return Path(folder or os.environ.get("ANALYSIS_CORPUS") or here or HOME)


def _plausible(here, row):
    """Refuse a language or a date in a row of the manifest that is none."""
    if row.get("language") and not LANGUAGE.fullmatch(row["language"]):
        raise BadInput(f"{here}: found the language {row['language']!r}, wanted its code, such as en, ko or zh: write it so")
    if row.get("date") and not formats.is_date(row["date"]):
        raise BadInput(f"{here}: found the date {row['date']!r}, wanted YYYY-MM-DD, YYYY-MM, YYYY or nothing: write it so")


def _is_empty(folder):
    return all(LITTER.fullmatch(path.name) or path.is_dir() and not any(path.iterdir()) for path in folder.iterdir())


def _append(path, header, rows, written):
    """Write the manifest with its new rows beside the old one, then put it in its place in one step; line ends stay as they are, new columns come last.

    A cell that a spreadsheet would take for a formula gets a guard, which is taken off when it is read.
    """
    old = path.read_bytes() if path.exists() else ",".join(header).encode() + b"\n"
    end = "\r\n" if b"\r\n" in old else "\n"
    old += b"" if old.endswith(b"\n") else end.encode()
    new = io.StringIO(newline="")
    if path.exists() and (there := [cells for _, cells in _rows(path)])[0] != header:
        csv.writer(new, lineterminator=end).writerows([header, *(cells + [""] * (len(header) - len(cells)) for cells in there[1:])])
        old = old[:3] * old.startswith(b"\xef\xbb\xbf")
    csv.DictWriter(new, header, lineterminator=end).writerows({column: RISKY.sub("'", str(cell)) for column, cell in row.items()} for row in rows)
    beside = path.with_suffix(".new")
    written.append(beside)
    beside.write_bytes(old + new.getvalue().encode())
    beside.replace(path)


def _rows(path):
    """Yield (line, cells) of a CSV file, the header first."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8: save the table as CSV UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(f"{path}:{line}: found no table ({error}), wanted CSV: look for a quotation mark that nothing closes") from None


def table(path, wanted):
    """Return the rows of a CSV file as (line, {column: cell}), with the wanted columns there and every row complete."""
    rows = list(_rows(path))
    header = rows[0][1] if rows else []
    missing = [column for column in wanted if column not in header]
    twice = [column for i, column in enumerate(header) if column and column in header[:i]]  # Excel leaves empty ones
    if len(header) == 1 and ";" in header[0]:
        raise BadInput(f"{path}:1: found semicolons between the columns, wanted commas: save the table as CSV with commas")
    if missing:
        raise BadInput(f"{path}:1: found no column {missing[0]!r}, wanted {', '.join(wanted)}: add the column")
    if twice:
        raise BadInput(f"{path}:1: found the column {twice[0]!r} twice, wanted each once: name one of them otherwise")
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            raise BadInput(f"{path}:{line}: found {len(cells)} cells, wanted {len(header)}: put cells that hold a comma in quotation marks")
    return [(line, dict(zip(header, cells))) for line, cells in rows[1:]]


def _manifest(folder):
    path, seen, rows = folder / "manifest.csv", {}, []
    for line, row in table(path, COLUMNS):
        here, row = f"{path}:{line}", {column: GUARD.sub("", cell) for column, cell in row.items()}
        if taken := OURS.intersection(row):
            raise BadInput(f"{path}:1: found the column {min(taken)!r}, which the table of documents has itself: give it another name")
        if not row["document"]:
            raise BadInput(f"{here}: found no id, wanted one in the column 'document': name the document")
        if row["document"] in seen:
            raise BadInput(f"{here}: found the id {row['document']!r} again, wanted each once: it stands in line {seen[row['document']]} too")
        _plausible(here, row)
        file = folder / row["file"]
        if not row["file"] or not file.is_file() or folder.resolve() not in file.resolve().parents:
            raise BadInput(f"{here}: found no text {row['file']!r} inside the corpus, wanted the file of {row['document']!r}: add it or remove the row")
        row |= _placed(file, here)
        if row["stored_path"] in seen:
            raise BadInput(f"{here}: found the text {row['file']!r} again, wanted each once: it stands in line {seen[row['stored_path']]} too")
        _unchanged(row, sha256(formats.raw(file)))
        seen[row["document"]] = seen[row["stored_path"]] = line
        rows.append(row)
    if not rows:
        raise BadInput(f"{path}: found no rows, wanted one for each document: use  python -m analysis add FILE --into {folder}")
    known = {(folder / row["file"]).resolve() for row in rows}
    known |= {file.with_suffix(".marks.json") for file in known}
    texts = [file for suffix in formats.SUFFIXES for file in folder.glob(f"*{suffix}") if file.name != "README.md"]
    for file in sorted([*texts, *(folder / "texts").rglob("*")]):
        if file.is_file() and not LITTER.fullmatch(file.name) and file.resolve() not in known:
            raise BadInput(f"{file}: found a text without a row in {path}, wanted one for each: add it with  python -m analysis add, or remove it")
    return rows


def _placed(file, here=""):
    """Where a text is: the columns that an index has beside those of the manifest."""
    return dict(zip(STORED, (str(file.resolve()), -1, file.stat().st_size, here, ())))


def _unchanged(row, found):
    if row["sha256"] != found:
        raise BadInput(f"{row['stored_here'] or row['stored_path']}: {row['file']} has changed since its row was written (found sha256 {found}): restore the text, and put what is to be changed into repairs.csv beside the manifest (document, find, replace, reason)")


def _texts(row):
    """The text of a row's file, and the marks of its structure: those beside it, else those the file has itself."""
    file = Path(row["stored_path"])
    if not file.is_file():
        raise BadInput(f"{file}: found no such file here, wanted the folder of the corpus under one path on every machine: mount it there")
    data = formats.raw(file)
    _unchanged(row, sha256(data))
    text, marks = formats.parse(file, data)
    beside = file.with_suffix(".marks.json")
    if row.get("marks_sha256"):
        marks = beside.read_bytes() if beside.is_file() else b""
        if row["marks_sha256"] not in (_bound(marks, row["sha256"]), sha256(marks)):  # the second is of version 0.3 and before
            raise BadInput(f"{row['stored_here']}: {beside.name} is not there or has changed since its row was written: add the document again")
        return {"text": text, "marks": marks.decode()}
    return {"text": text, "marks": json.dumps(marks) if marks else ""}


def _parquet(path):
    """The rows of a table of documents as Parquet: read one group of rows at a time."""
    rows, seen = [], set()
    for file in sorted(path.rglob("*.parquet")) if path.is_dir() else [path]:
        for group in range(_parquet_file(file).num_row_groups):
            for row in _parquet_file(file).read_row_group(group).to_pylist():
                here = f"{file}: row group {group}"
                known = {column: str(value) for column, value in row.items() if value is not None and column != "marks"}
                text = known.pop("text", "")
                if not known.get("document") or not text or known["document"] in seen:
                    raise BadInput(f"{here}: found the id {known.get('document')!r} with {len(text)} characters, wanted each id once, with a text: mend the columns document and text")
                seen.add(known["document"])
                mine = {"file": file.name, "sha256": sha256(text.encode()), **_placed(file, here), "stored_group": group, "stored_bytes": len(text.encode())}
                rows.append(dict.fromkeys(COLUMNS, "") | {"title": known["document"]} | known | mine)
    if not rows:
        raise BadInput(f"{path}: found no rows, wanted one for each document, with the columns document and text: check the file")
    return rows


def _row_group(path, number, wanted):
    """{document: its text and marks} of some rows of one group."""
    rows = {str(row["document"]): row for row in _parquet_file(path).read_row_group(number).to_pylist()}
    for document, found in zip(wanted.document, wanted.sha256):
        if sha256(str(rows.get(document, {}).get("text")).encode()) != found:
            raise BadInput(f"{path}: found {document!r} changed while the corpus was read, wanted it as it was: start again")
    return {document: {"text": row["text"], "marks": row.get("marks") or ""} for document, row in rows.items()}


def _parquet_file(path):
    try:
        from pyarrow import ArrowInvalid, parquet
    except ImportError:
        raise BadInput(f"{path}: found Parquet and no package that reads it, wanted pyarrow: install  analysis[dask]") from None
    try:
        return parquet.ParquetFile(path)
    except ArrowInvalid:
        raise BadInput(f"{path}: found no Parquet file, wanted one: check it, or name a folder of documents") from None


def _bare(folder):
    names = {path.name for path in folder.iterdir()}
    saved = {f"{Path(name).stem}_files" for name in names if name.lower().endswith((".html", ".htm"))}  # what browsers save beside a page
    inside = [folder / name for name in sorted(names - saved) if not LITTER.fullmatch(name) and name.lower() not in BESIDE]
    if not inside:
        raise BadInput(f"{folder}: found no corpus: no manifest.csv and no {' or '.join(sorted(formats.SUFFIXES))} files: put documents into it")
    rows, seen, refused = {}, {}, []
    for path in inside:
        try:
            if path.is_dir():
                raise BadInput(f"{path}: found a folder inside the folder, wanted files: name that folder, or move its files up")
            if path.stem in rows:
                raise BadInput(f"{path}: found the id {path.stem!r} twice in this folder, wanted each once: rename the file")
            if path.suffix.lower() not in formats.SUFFIXES:
                formats.load(path)  # says what is wrong with it
            data = formats.raw(path)
            known = {"document": path.stem, "file": path.name, "title": path.stem, **formats.stated(path, data, "", []), "sha256": sha256(data)}
            if (same := seen.setdefault(known["sha256"], path.name)) != path.name:
                raise BadInput(f"{path}: found the same file as {same}, wanted each once, or it is counted twice: take one out")
            rows[path.stem] = dict.fromkeys(COLUMNS, "") | known | _placed(path)
        except BadInput as error:
            refused.append((path.name, str(error)))
    _refuse(refused)
    return list(rows.values())


def _refuse(refused):
    """Raise what is wrong with the first of the refused files, and name the others."""
    if refused:
        others = ", ".join(name for name, _ in refused[4:])
        raise BadInput("; ".join(error for _, error in refused[:4]) + (f" (refused too: {others})" if others else ""))


def _repair(folder, rows):
    """Add what `repairs.csv` puts right in each text: `find`, which stands in the text once, becomes `replace`."""
    path = folder / "repairs.csv"
    known = {row["document"]: row for row in rows}
    for line, repair in table(path, REPAIRS) if path.exists() else []:
        here, row = f"{path}:{line}", known.get(repair["document"])
        if not row or not repair["find"]:
            _fitting(here, repair["document"], 0, repair["find"])
        if not repair["reason"]:
            raise BadInput(f"{here}: found no reason, wanted one: say why the text is repaired")
        row["stored_repairs"] += ((here, repair["find"], repair["replace"]),)


def _fitting(here, document, count, find):
    if count != 1:
        raise BadInput(f"{here}: found {find!r} {count} times in {document!r}, wanted it once: make the row fit the text")

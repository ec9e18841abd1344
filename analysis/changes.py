"""What moved between two runs, from what to what, and what differs in the ground they stood on.

A number that was cited is a promise, and when it moves its reader is owed a reason. A run stands on texts, on what the manifest says of
them, on lists of words, on code, and on libraries. A record keeps one fingerprint for each piece of that ground; two records side by side
show which pieces differ. A difference is a suspect and no proof: where several differ, all are named. What the counts themselves
can tell goes further: the places that came and went, and the documents whose share of a number is another one.
"""

import ast
import json
import re
import subprocess
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

import pandas as pd

from analysis import citations, corpus, quoted
from analysis.formats import BadInput

HOME = corpus.HOME.parent
KINDS = ["text", "manifest row", "list row", "notebook", "code", "library"]
RECORD = "run.csv"  # beside the notebooks of a run with a folder of its own; a checkout is its own record
FOLLOWS = ["text", "marks", "file", "sha256", "original", "original_sha256", "marks_sha256"]  # columns that change whenever the text does
SHIFTING = {"section", "line", "start", "end", "sentence", "context", "checked_by", "checked_on"}  # move with words that stand before or around a place
BRIEFINGS = (".md", ".docx", ".pptx", ".pdf")
SHOWN, MOST = 6, 40  # pieces of one kind that are named as a cause, and of all that differs; the rest are counted
READ = "gold/"  # before the names of what readers labelled and decided
LONG = 60  # letters of a name that are printed: patterns of cues can be long
PIN = re.compile(r"^([\w.-]+)==([^ ;\\\n]+)", re.M)
UNRECORDED = {"corpus": ("text", "texts or manifest"), "lists": ("list row", "word lists")}  # field of the register: (kind of record, what it covers)


def record(folder=None, home=HOME):
    """Return what a run on a corpus stands on, one row for each piece of it, with a digest of what the piece is.

    folder: the corpus (as `corpus.read` takes it). home: the folder that holds the package. Columns: kind, name, digest. Kinds are text (name: document), manifest
    row (document), list row (file and first two cells; also of the corpus's aliases and gold labels), code (a room that the notebooks use), library (its version in place of a digest).
    Nothing of the machine is in it: the same ground gives the same table.
    """
    documents = corpus.read(folder)
    texts = documents.text + documents.marks.fillna("") if "marks" in documents else documents.text
    about = documents.drop(columns=[column for column in FOLLOWS if column in documents]).fillna("")
    rows = [("text", name, _digest(text)) for name, text in zip(documents.document, texts)]
    rows += [("manifest row", row[0], _digest(*row)) for row in about.itertuples(index=False)]
    rows += _list_rows(corpus.place(folder), home)
    rows += [("code", room, _digest(source)) for room, source in _rooms(home)]
    lock = home / "requirements.lock"
    rows += [("library", name, number) for name, number in PIN.findall(lock.read_text(encoding="utf-8") if lock.exists() else "")]
    table = pd.DataFrame(rows, columns=["kind", "name", "digest"])
    return table.groupby(["kind", "name"], as_index=False).digest.agg(" ".join)  # rows with the same first cells, a library pinned twice


def read(place, scratch):
    """Return a run: {figures: its folder of figures, entries: {slug: entry of the register}, record: what it stood on}.

    place: a folder of a run, of notebooks or of figures, a checkout of this repository, or a git revision of it; a folder goes first. scratch: an
    empty folder that a revision may be unpacked into. Raises BadInput where there is no register, or none that can be read.
    """
    folder = Path(place) if Path(place).is_dir() else _revision(place, Path(scratch))
    figures = citations.home(folder, said=place).resolve()
    kept, home = figures.parent / RECORD, figures.parent.parent
    if kept.exists():
        known = citations.table(kept, ["kind", "name", "digest"])
    elif figures.parent.name == "notebooks" and (home / "analysis").is_dir() and (home / "corpus").is_dir():
        known = record(home / "corpus", home)
    else:
        known = pd.DataFrame(columns=["kind", "name", "digest"])
    cells = pd.DataFrame([("notebook", path.name, _digest(_code(path))) for path in sorted(figures.parent.glob("*.ipynb"))], columns=known.columns)
    return {"figures": figures, "entries": citations.register(figures), "record": pd.concat([known, cells], ignore_index=True)}


def differences(old, new):
    """Return what differs between two records: columns kind, name, change (added, removed, or changed; of a library from what to what).

    A document that came or went is named once, as text. Of a kind that one of the records lacks altogether nothing is said.

    >>> old = pd.DataFrame([("text", "a", "1"), ("library", "numpy", "2.0")], columns=["kind", "name", "digest"])
    >>> new = pd.DataFrame([("text", "a", "2"), ("text", "b", "1"), ("code", "words", "1")], columns=["kind", "name", "digest"])
    >>> differences(old, new).values.tolist()
    [['text', 'a', 'changed'], ['text', 'b', 'added']]
    """
    shared = set(old.kind) & set(new.kind)
    both = old.merge(new, on=["kind", "name"], how="outer", suffixes=("_old", "_new")).fillna("")
    both = both[both.kind.isin(shared) & (both.digest_old != both.digest_new)]
    both = both[(both.kind != "manifest row") | ((both.digest_old != "") & (both.digest_new != ""))]
    table = pd.DataFrame([(row.kind, row.name, _change(*row)) for row in both.itertuples(index=False)], columns=["kind", "name", "change"])
    return table.sort_values(["kind", "name"], key=lambda column: column.map(KINDS.index) if column.name == "kind" else column, ignore_index=True)


def moved(old, new):
    """Return the figures and numbers whose values differ between two runs (`read`), or that only one of them has.

    Columns: slug, kind, notebook, old and new (a number's sentence, a figure's alternative text, each with its digest), places (by document, how many places
    of the evidence came and went), cause (all that differs and may be why). Only the digest of the values decides: a caption that was
    reworded moves nothing. Places that only shifted, for a word was put in before them, neither came nor went.
    """
    differ = differences(old["record"], new["record"])
    rows = []
    for slug in sorted(old["entries"].keys() | new["entries"].keys()):
        before, after = old["entries"].get(slug), new["entries"].get(slug)
        if not (before and after and before.get("digest") and before.get("digest") == after.get("digest")):
            last, files = after or before, [run["figures"] / slug for run in (old, new)]
            suspects = _suspects(differ, last.get("notebook"), _shares(*files)) + _unrecorded(before, after, old["record"], new["record"])
            cause = "; ".join(suspects) or "not known: nothing that was recorded differs"
            rows.append((slug, last.get("kind", ""), last.get("notebook", ""), _said(before), _said(after), _places(*files), cause))
    return pd.DataFrame(rows, columns=["slug", "kind", "notebook", "old", "new", "places", "cause"])


def citing(folder, old, slugs):
    """Return which briefings (md, docx, pptx, pdf) in a folder, or in folders inside it, quote figures or numbers of a run.

    old: the run that they were built from (`read`): pictures and numbers are known by its files. slugs: those asked for. Columns: file, slug, message;
    a file that cannot be read has no slug, and the message says why. A number without its slug near by is not found (`quoted.quotes`).
    """
    if not Path(folder).is_dir():
        raise BadInput(f"{folder}: found no such folder, wanted the one with the briefings: check the path")
    rows, slugs, known = [], set(slugs), quoted.known(old["figures"])
    for path in sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in BRIEFINGS and not path.name.startswith((".", "~"))):
        try:
            rows += [(path.relative_to(folder).as_posix(), slug, "") for slug in sorted(slugs & set(quoted.quotes(path, *known).slug))]
        except BadInput as error:
            rows.append((path.relative_to(folder).as_posix(), "", str(error)))
    return pd.DataFrame(rows, columns=["file", "slug", "message"])


def said(table, differ, cited=None):
    """Return what moved as it is printed: a paragraph for each figure and number. table, differ, cited: of `moved`, `differences` and `citing`."""
    ground = _listed(differ, MOST)
    if table.empty:
        later = "These differ and moved nothing" if len(differ) else "Nothing under them differs"
        return f"No figure or number moved. {later}{f': {ground}. If they are newer than the run, run the notebooks and ask again' * bool(ground)}."
    parts = [f"{len(table)} figure{'s' * (len(table) > 1)} or number{'s' * (len(table) > 1)} moved."]
    for row in table.itertuples():
        lines = {"old": row.old, "new": row.new, "places": row.places, "cause": row.cause}
        if cited is not None:
            lines["cited"] = ", ".join(cited.file[cited.slug == row.slug]) or "in no briefing"
        parts.append("\n".join([f"{row.slug} ({row.kind}, {row.notebook})", *(f"    {name:7} {text}" for name, text in lines.items() if text)]))
    unread = [] if cited is None else cited.message[cited.slug == ""]
    return "\n\n".join([*parts, *([f"All that differs: {ground}."] if ground else []), *(f"Not read: {message}" for message in unread)])


def _digest(*parts):
    return corpus.sha256("\x1f".join(map(str, parts)).encode())[:12]


def _list_rows(folder, home):
    """The rows of the word lists, of the names of actors, and of what readers labelled and decided, each under its file and its first cells."""
    files = {path.name: path for path in (home / "analysis").glob("*.csv")} | {f"{READ}{path.name}": path for path in (folder / "gold").glob("*.csv")}
    lists = [(name, [list(row.values()) for _, row in corpus.table(path, [])]) for name, path in sorted(files.items())]
    lists.append(("aliases.csv", corpus.aliases(folder).values.tolist()))
    return [("list row", f"{name}: {', '.join(cells[: 5 if name.startswith(READ) else 2])}", _digest(*cells)) for name, rows in lists for cells in rows]


def _rooms(home):
    """(room, source) of the rooms that the notebooks import, and of those that these import."""
    sources = {path.stem: path.read_text(encoding="utf-8") for path in (home / "analysis").glob("*.py")}
    wanted, found = [name for path in (home / "notebooks").glob("*.ipynb") for name in _imports(_code(path))], set()
    while wanted:
        room = wanted.pop()
        if room in sources and room not in found:
            found.add(room)
            wanted += _imports(sources[room])
    return [(room, sources[room]) for room in sorted(found)]


@cache
def _imports(source):
    """The rooms that a source imports."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return [name for node in nodes for name in ([part.name for part in node.names] if node.module == "analysis" else [(node.module or "").removeprefix("analysis.")])]


def _code(path):
    """The code of a notebook, cell by cell, without its outputs; lines for IPython itself are left out."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return re.sub(r"^[%!].*$", "", "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"), flags=re.M)
    except (ValueError, KeyError, TypeError):
        raise BadInput(f"{path}: found no notebook, wanted the JSON of one: restore it, or remove it") from None


def _revision(name, scratch):
    """Unpack a git revision of this repository into a folder and return the folder."""
    try:
        commit = subprocess.run(["git", "-C", HOME, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"], capture_output=True, text=True)
        if commit.returncode:
            raise BadInput(f"{name}: found no such folder, and no such git revision of this repository, wanted one of them: check the spelling")
        packed = subprocess.run(["git", "-C", HOME, "archive", "--format=zip", commit.stdout.strip()], capture_output=True, check=True)
    except FileNotFoundError:
        raise BadInput(f"{name}: found no such folder, and no git to look for a revision, wanted one of them: install git or name a folder") from None
    with zipfile.ZipFile(BytesIO(packed.stdout)) as archive:
        archive.extractall(scratch)
    return scratch


def _change(kind, name, old, new):
    return "added" if not old else "removed" if not new else f"{old} → {new}" if kind == "library" else "changed"


def _suspects(differ, notebook, shares):
    """What differs and may have moved an entry: not other notebooks, nor texts whose share of it is known to be as it was."""
    differ = differ[(differ.kind != "notebook") | (differ.name == notebook)]
    if shares:
        differ = differ[(differ.kind != "text") | differ.name.isin(shares)]
    return [_listed(differ, SHOWN)] if len(differ) else []


def _listed(differ, most):
    """Differences in words, kind by kind: "text D02 changed, D04 added; code words changed"."""
    kinds = []
    for kind, rows in differ.groupby("kind", sort=False):
        rows = rows.iloc[rows.name.str.startswith(READ).argsort(kind="stable")]  # labels, which are many and bear on little, in the end
        named = [f"{row.name if len(row.name) <= LONG else row.name[:LONG] + '…'} {row.change}" for row in rows[:most].itertuples()]
        kinds.append(f"{kind} {', '.join(named)}" + f" and {len(rows) - most} more" * (len(rows) > most))
    return "; ".join(kinds)


def _unrecorded(before, after, old, new):
    """What the register itself says of grounds that a run has no record of."""
    if not (before and after):
        return []
    gone = [what for field, (kind, what) in UNRECORDED.items() if not {kind} <= set(old.kind) & set(new.kind) and before.get(field) != after.get(field)]
    gone += ["code or libraries"] if "code" not in set(old.kind) & set(new.kind) else []
    return [f"{what}, of which a run has no record" for what in gone]


def _shares(old, new):
    """The documents whose rows differ between the values of two runs; none where values are not by document."""
    tables = [_table(path, ".csv") for path in (old, new)]
    if any("document" not in table for table in tables):
        return set()
    return {name for name in set(tables[0].document) | set(tables[1].document) if _rows(tables[0], name) != _rows(tables[1], name)}


def _rows(table, document):
    return table[table.document == document].values.tolist()


def _places(old, new):
    """By document, how many places of the evidence came and went: "D02 +1 −3"."""
    before, after = _table(old, ".evidence.csv"), _table(new, ".evidence.csv")
    keys = [column for column in before if column in after and column not in SHIFTING]
    if "document" not in keys:
        return ""
    change = after.value_counts(keys).sub(before.value_counts(keys), fill_value=0).rename("change").reset_index()
    came, went = (change.change.clip(**side).groupby(change.document).sum().astype(int) for side in ({"lower": 0}, {"upper": 0}))
    return ", ".join(f"{name} +{came[name]} −{-went[name]}" for name in came.index if came[name] or went[name])


def _table(slug, end):
    path = slug.with_name(slug.name + end)
    return citations.table(path) if path.is_file() else pd.DataFrame()


def _said(entry):
    """What is shown of an entry: its sentence or its alternative text, and its digest."""
    return "not there" if entry is None else f"{entry.get('sentence') or entry.get('alt') or ''} [{entry.get('digest') or 'no digest'}]".strip()

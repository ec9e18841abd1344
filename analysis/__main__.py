"""python -m analysis: run the notebooks, put documents into a corpus, write its tables, cite what was counted.

Exit status: 0 done, 1 bad input, with one line that says what was found, what was wanted and what to do. Of `check`: 0 all is current,
1 something is not or is not known, 2 a file or the register cannot be read.
"""

import argparse
import functools
import hashlib
import json
import logging
import os
import re
import shutil
import sys
import tempfile
import time
from asyncio import CancelledError
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from analysis import corpus
from analysis.formats import BadInput

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
ABOUT = ["title", "author", "publisher", "date", "genre", "language", "source", "licence"]
PARTS = ".parts"  # in a folder of tables: the partitions that a stopped call has finished
OURS = ".analysis"  # in a folder of results: what was written there, by which command
LIMIT = 600  # seconds that a cell may take
KERNEL = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}


def run(arguments):
    """Run the notebooks in order on a corpus and write them, their figures and the register."""
    from analysis import changes as ground
    from analysis import figures

    if arguments.corpus and not arguments.to:
        raise BadInput(f"found the corpus {arguments.corpus} and no folder for the results, wanted both: add  --to FOLDER")
    target = _fresh(arguments.to, arguments.corpus, _names(NOTEBOOKS)) if arguments.to else NOTEBOOKS
    documents = corpus.read(arguments.corpus or corpus.HOME)
    _argument(documents)
    before = _sources()
    with tempfile.TemporaryDirectory(prefix="analysis-") as place:
        place = Path(place)
        names = _executed(place, arguments.corpus, target).notebook
        if arguments.to:
            (place / ground.RECORD).write_text(figures.csv_text(ground.record(arguments.corpus or corpus.HOME)), encoding="utf-8", newline="")
        if not arguments.to and _sources() != before:
            raise BadInput(f"{target}: found a notebook changed while it ran, wanted your changes kept: run them again")
        _publish(place, target, "run")
    print(f"{len(names)} notebooks and {len(list((target / 'figures').glob('*.svg')))} figures in {target}{_unanalysed(documents, target)}")


def _unanalysed(documents, target):
    """Say which documents have no word in the count, for the last line of a run, from what its first notebook has counted: the words of each, and those argued."""
    path = target / "figures" / "corpus-share-counted.csv"
    if not path.exists():
        return ""
    counted = pd.read_csv(path, dtype={"document": "str"}, keep_default_na=False).set_index("document").reindex(documents.document).fillna(0)
    kinds = {"no word of it can be counted": counted["size"] == 0, "all of it was taken for other than argument": (counted["size"] > 0) & (counted.freq == 0)}
    said = [f"{', '.join(counted.index[which])} ({why})" for why, which in kinds.items() if which.any()]
    return f"; {int((counted.freq == 0).sum())} of {len(counted)} documents not analysed: {'; '.join(said)}" if said else f"; all {len(counted)} documents analysed"


def _sources():
    return {path.name: path.read_bytes() for path in NOTEBOOKS.glob("*.ipynb")}


def _executed(place, of, last):
    """Run copies of the notebooks in a folder, in order, on a corpus; return how long each took: columns notebook, seconds, start, imports.

    last: where the results of the run before this one stand, whose evidence a reviewer may have marked.
    """
    kernel = {key: value for key, value in os.environ.items() if key not in ("ANALYSIS_FIGURES", "ANALYSIS_CORPUS")} | {"ANALYSIS_LAST": str(last.resolve() / "figures")}
    names = [Path(shutil.copy(path, place)).name for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    for path in NOTEBOOKS.glob("*.md"):
        shutil.copy(path, place)
    if of:
        (place / corpus.HERE).write_text(f"{Path(of).resolve()}\n", encoding="utf-8")
    return pd.DataFrame([{"notebook": name, **_execute(place / name, kernel)} for name in names], columns=["notebook", "seconds", "start", "imports"])


def profile(arguments):
    """Show where the time goes, and the memory, from the files of a corpus to its measures, room by room; with --notebooks also how long each notebook takes.

    memory: the peak while a table is made, in MB for each MB of files. start and imports: what a notebook spends before its first result.
    """
    from analysis import engine

    index = corpus.index(arguments.corpus)
    with tqdm(total=int(index.stored_bytes.sum()), unit="B", unit_scale=True, leave=False) as bar:
        table = engine.profile(index, lambda part: bar.update(int(part.stored_bytes.sum())))
    formats = {"seconds": "{:.2f}".format, "share": "{:.0%}".format, "mb_per_second": "{:.1f}".format, "memory": "{:.1f}".format}
    print(table.to_string(index=False, formatters=formats, na_rep=""))
    print(f"{len(index):,} documents, {index.stored_bytes.sum() / 1e6:,.2f} MB, {table.seconds.sum():.1f} s")
    if arguments.notebooks:
        with tempfile.TemporaryDirectory(prefix="analysis-") as place:
            took = _executed(Path(place), arguments.corpus, NOTEBOOKS)
        print(took.to_string(index=False, float_format="{:.1f}".format))
        print(f"{len(took)} notebooks, {took.seconds.sum():.1f} s, of which kernel start and imports {(took.start + took.imports).sum() / took.seconds.sum():.0%}")


def add(arguments):
    """Put files into a corpus, each with its row in the manifest; show the outline found in each and what is left out of the count."""
    from analysis import sections

    known = {name: getattr(arguments, name) for name in ABOUT}
    bar = tqdm(arguments.files, unit="file", disable=len(arguments.files) < 5, leave=False)
    before = _ids(arguments.into)
    try:
        corpus.add(bar, arguments.into, **known)
    finally:
        new = [document for document in _ids(arguments.into) if document not in before]
        if new:
            documents = corpus.read(corpus.place(arguments.into))
            documents = documents[documents.document.isin(new)].reset_index(drop=True)
            parts = sections.split(documents)
            for document, title in zip(documents.document, documents.title):
                print(f"{document}: {title}")
                print(_sketch(parts[parts.document == document]))
            print(f"{len(new)} added: fill in what is known of each (author, publisher, date, period, genre, language) in {corpus.place(arguments.into) / 'manifest.csv'}")
    if len(new) < len(arguments.files):
        print(f"{len(arguments.files) - len(new)} of the files are there already, and unchanged")


def _ids(into):
    manifest = corpus.place(into) / "manifest.csv"
    return [row["document"] for _, row in corpus.table(manifest, ["document"])] if manifest.exists() else []


def _sketch(parts):
    """The outline of one document as indented lines, and how much of it is left out."""
    from analysis import sections

    lines = [f"    {line}" for line in sections.outline(parts).tree] or ["    (no headings)"]
    size = (parts.end - parts.start).groupby(parts.zone).sum()
    left = ", ".join(f"{zone} {100 * size[zone] / size.sum():.0f}%" for zone in sections.ZONES if zone != "body" and zone in size)
    alarm = "; LESS THAN HALF IS COUNTED: look above where the argument starts and ends" if 2 * size.get("body", 0) < size.sum() else ""
    return "\n".join([*lines, f"    left out of the count, besides headings: {left or 'nothing'}{alarm}"])


def cite(arguments):
    """Print all that is needed to cite a figure or number: caption, note, source, alternative text, citation, files."""
    from analysis import citations, figures

    folder = citations.home(arguments.figures or os.path.relpath(NOTEBOOKS / "figures"))
    card = figures.card(arguments.slug, folder)
    print(citations.paste(card) if arguments.copy else citations.sheet(card, folder), end="")


def briefing(arguments):
    """Build a briefing as Word, PowerPoint and PDF from Markdown that names figures and numbers by slug.

    A figure is a line of its own, ![](figure:SLUG); a number is {{SLUG}}, {{SLUG low}} or {{SLUG|61 per cent}}. Nothing is written where a slug is
    unknown, a value is missing, or a measured number is typed.
    """
    from analysis import briefing

    target = Path(arguments.to)
    with tempfile.TemporaryDirectory(prefix="analysis-") as place:
        made, known = briefing.build(arguments.file, place, arguments.template, _about(arguments.file, arguments.figures)).file, _ours(target)
        for name in made:
            if (target / name).exists() and not _is_ours(target / name, known.get(name)):
                raise BadInput(f"{target / name}: found a file that is not ours, or changed since, wanted to write it: move it, or name another folder")
        _put(Path(place), target, "briefing", made, known)
    print("\n".join(str(target / name) for name in made))


def _about(file, named):
    """The folder of figures that a briefing is about: the one named, else that beside it or beside its folder, as among the results of a run, else the package's own."""
    from analysis import citations

    return citations.home(*([named] if named else [*Path(file).resolve().parents[:2], NOTEBOOKS]))


def tables(arguments):
    """Write every table of a corpus, and the texts as they are read: offsets count in those.

    The corpus is cut into partitions, of which one at a time, or one for each worker of a Dask cluster, is in memory. A call that was stopped keeps
    those that are finished in FOLDER/.parts, and the same call goes on from there. In the tables, as CSV, a cell that a spreadsheet would take
    for a formula (= + - @) starts with an apostrophe. As Parquet, a table is a folder with a file for each partition. A text has the name of
    its document, with signs that no file's name can hold (such as a stroke) written as in web addresses.
    """
    from analysis import engine

    if arguments.scheduler and not arguments.engine:
        raise BadInput(f"found the scheduler {arguments.scheduler} and no engine, wanted both: add  --engine dask")
    unknown = sorted(set(arguments.only or ()) - set(engine.TABLES))
    if unknown:
        raise BadInput(f"found the table {unknown[0]!r}, wanted one of {', '.join(engine.TABLES)}: name one of these")
    index = corpus.index(arguments.corpus)
    target = _fresh(arguments.to, arguments.corpus, [f"{name}.{arguments.format}" for name in arguments.only or engine.TABLES])
    parts = engine.partitions(index, arguments.partitions)
    wanted = [name for name in engine.TABLES if name in (arguments.only or engine.TABLES)]
    names, place = [""] * len(parts), target / PARTS
    bar = tqdm(total=int(index.stored_bytes.sum()), unit="B", unit_scale=True, postfix=f"0 of {len(index):,} documents", leave=False)
    try:
        for i, name in engine.finish(parts, place, arguments.format, wanted, bool(arguments.engine), arguments.scheduler, arguments.corpus):
            names[i] = name
            bar.set_postfix_str(f"{sum(len(part) for part, name in zip(parts, names) if name):,} of {len(index):,} documents", refresh=False)
            bar.update(int(parts[i].stored_bytes.sum()))
        whole, size = engine.merge(place, names, arguments.format, wanted)
        _publish(whole, target, "tables")
        shutil.rmtree(place)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"; {len(engine.finished(place))} of {len(parts)} partitions are kept: the same call goes on from there") from None
    finally:
        bar.close()
        if not engine.finished(place):
            shutil.rmtree(place, ignore_errors=True)
        if target.exists() and not any(target.iterdir()):
            target.rmdir()
    print("\n".join(f"{target / name}.{arguments.format}: {rows:,} rows" for name, rows in size.items()))


def changes(arguments):
    """Say which figures and numbers moved between two runs, from what to what, and what differs that may be why.

    OLD and NEW are folders that `run` wrote, or git revisions of this repository; the checkout itself is a dot. Exit status: 0 nothing moved, 1
    something moved, 2 one of them could not be read. What stands in NEW is what was written last: run the notebooks first.
    """
    from analysis import changes

    with tempfile.TemporaryDirectory(prefix="analysis-") as place:
        old, new = (changes.read(run, Path(place) / name) for run, name in ((arguments.old, "old"), (arguments.new, "new")))
        table = changes.moved(old, new)
        cited = changes.citing(arguments.briefings, old, table.slug) if arguments.briefings else None
    differ = changes.differences(old["record"], new["record"])
    print(changes.said(table, differ, cited))
    return 2 if cited is not None and (cited.slug == "").any() else int(len(table) > 0)


def site(arguments):
    """Write notebooks, figures and register as a book of web pages that opens from the disk."""
    from analysis import citations, site

    target, pages = _fresh(arguments.to), site.build(citations.home(arguments.run).resolve().parent)
    with tempfile.TemporaryDirectory(prefix="analysis-") as place:
        for name, data in pages.items():
            (Path(place) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(place) / name).write_bytes(data)
        _publish(Path(place), target, "site")
    print(f"{sum(name.endswith('.html') for name in pages)} pages: open {target / 'index.html'}")


def check(arguments):
    """Say of each figure and number of ours in finished files whether it is current, out of date, or unknown; whoever made the files.

    Pictures are known by their bytes, text fields, pixels or likeness, numbers by their marker, a row of the annex, or their slug in the same
    sentence. Exit status: 0 all is current (or differs by rounding only), 1 something is out of date, cannot be said or is unknown, also where
    nothing of ours is found, 2 something cannot be read. What it cannot know: whether a sentence means what its number means.
    """
    from analysis import figures, quoted

    tables, unread, known = [], [], functools.cache(quoted.known)
    for file in tqdm(arguments.files, unit="file", disable=len(arguments.files) < 3, leave=False):
        try:
            if Path(file).is_dir():
                raise BadInput(f"{file}: found a folder, wanted a file: name the files in it")
            about = _about(file, arguments.figures)
            own = bool(arguments.figures) or about.resolve() != (NOTEBOOKS / "figures").resolve()
            tables.append(quoted.quotes(file, *known(about), own=own))
        except BadInput as error:
            unread += [str(error)] * (str(error) not in unread)
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=quoted.COLUMNS)
    if arguments.json:
        print(figures.json_text({"rows": table.to_dict("records"), "unreadable": unread, "not known": quoted.NOT_KNOWN}), end="")
    elif tables:
        print("\n".join(quoted.report(table)))
    print("".join(f"analysis: {message}\n" for message in unread), end="", file=sys.stderr)
    return 2 if unread else int(quoted.fails(table))


def _asked(arguments):
    """Refuse a file or folder without a name, as the shell makes it of a variable that is not set (what is said of a document may be empty), and a file for a corpus."""
    for name, value in vars(arguments).items():
        if name not in ABOUT and "" in (value if isinstance(value, list) else [value]):
            raise BadInput(f"found an empty name for {name}, wanted a file or folder: look at the variable it comes from, or leave it out")
    of = getattr(arguments, "corpus", None)
    if of and Path(of).is_file() and Path(of).suffix != ".parquet":
        raise BadInput(f"{of}: found a file, wanted a folder with files, or a table as .parquet: name its folder")


def _argument(documents):
    """Refuse documents in which nothing would be counted."""
    from analysis import sections, sentences, words

    each = (one.reset_index(drop=True) for _, one in documents.groupby("document"))
    if not any((words.split(one, sentences.split(one, sections.split(one))).zone == "body").any() for one in each):
        raise BadInput(f"found no argument in any of {len(documents)} documents, wanted running text in a script with blanks: look at  python -m analysis tables")


def _fresh(folder, of=None, names=()):
    """Return a folder to write to: new, empty, or with what earlier calls of ours wrote and nobody changed (a reviewer's marks are kept).

    of: the corpus that was named. names: what will be written, as far as it is known. Beside what is ours other files may lie, where they are not in the way.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder}: found a file, wanted a folder for the results: name another")
    if of and Path(of).resolve() in folder.resolve().parents and not (Path(of) / "manifest.csv").exists():
        raise BadInput(f"{folder}: found a folder inside the corpus {of}, whose files are all read, wanted one outside of it: name another")
    known = _ours(folder)
    if not known and (others := _others(folder, known)):
        raise BadInput(f"{folder}: found {others[0]}, which is not ours, wanted a new or empty folder: name another, so that nothing of yours is lost")
    for name in names:
        if name not in known and ((folder / name).exists() or any((folder / part).is_file() for part in Path(name).parents)):
            raise BadInput(f"{folder}: found {name} in the way, or a file where its folder goes, which is not ours: give it another name, so that it is kept")
    for name in sorted(known):
        if (folder / name).is_file() and not _is_ours(folder / name, known[name]):
            raise BadInput(f"{folder}: found {name} {_changed(folder / name)}")
    return folder


def _others(folder, known):
    """The files in a folder of results that are none of ours, without what systems put into folders."""
    return [name for name in _names(folder) if name not in known and not any(map(corpus.LITTER.fullmatch, name.split("/")))]


def _names(folder):
    """The files in a folder, by their paths in it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _changed(path):
    """What to say of a file that was changed since it was written: of evidence also what is changed, and how to keep the checks."""
    from analysis import citations, figures

    if not path.name.endswith(".evidence.csv"):
        return "changed since it was written, wanted it as it was: name another folder, so that your changes are kept"
    table, values = citations.table(path), path.with_name(path.name.replace(".evidence.", "."))
    lost = [column for column in figures.PLACE if column not in table]
    freq = pd.read_csv(values).filter(regex="^freq(_ref)?$").sum().sum() if values.exists() else None
    found = pd.to_numeric(table.get("freq", pd.Series(dtype="str")), errors="coerce").sum()
    what = f"no column {lost[0]}" if lost else f"{found:.0f} places for a count of {freq:.0f}" if freq not in (None, found) else "another word or number in some row"
    return f"changed since it was written ({what}), wanted only checked_by and checked_on filled in, in any order of the rows: undo the rest; or rename the file, run again, and copy your marks into the new one"


def _ours(folder):
    """What earlier calls wrote into a folder: {name: {command, sha256}}; two sums where a call that ended halfway may have left either."""
    if not (folder / OURS).exists():
        return {}
    try:
        known = json.loads((folder / OURS).read_text(encoding="utf-8"))
        return {name: {"command": row["command"], "sha256": row["sha256"]} for name, row in known.items()}
    except (ValueError, AttributeError, TypeError, KeyError):
        raise BadInput(f"{folder / OURS}: found it broken, wanted the list of what was written here: name a new folder") from None


def _is_ours(path, row):
    return row is not None and any(_sha256(path, sort) in row["sha256"].split() for sort in (True, False))


def _sha256(path, sort=True):
    """The checksum of a file as a run wrote it: of evidence without the marks of a reviewer, and in any order of the rows (up to version 0.4 as they stood)."""
    from analysis import figures

    if path.name.endswith(".evidence.csv"):
        lines = figures.unchecked(path).split(b"\n")
        return corpus.sha256(b"\n".join(sorted(lines) if sort else lines))
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _publish(place, target, command):
    """Put what was made into its folder: first everything is there, then what an earlier call of the same command left over goes."""
    from analysis import figures

    known = None if target == NOTEBOOKS else _ours(_fresh(target, names=_names(place)))  # somebody may have worked in it since the call began
    if known is not None and (others := _others(target, known)):
        print(f"{target}: not ours, and left alone: {', '.join(others)}", file=sys.stderr)
    figures.remark(place / "figures", target / "figures")
    made = _names(place)
    old = _registered(target / "figures") if known is None else [name for name, row in known.items() if row["command"] == command]
    _put(place, target, command, made, known, set(_unmarked(target, old, made)) - set(made))


def _put(place, target, command, made, known, gone=()):
    """Put what was made into its folder, and what is gone out of it. Until all is done the list of what is ours has both sums of each file: a call that ends halfway locks nothing."""
    from analysis import engine

    new = {name: {"command": command, "sha256": _sha256(place / name)} for name in made}
    both = {name: row | {"sha256": f"{row['sha256']} {_sha256(target / name)}"} if (target / name).exists() else row for name, row in new.items()}
    target.mkdir(parents=True, exist_ok=True)
    with engine.uninterrupted():  # a folder between two states is not what anybody asked for
        _list(target, known, both)
        for name in made:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            engine.link(place / name, target / name)
        for name in gone:
            (target / name).unlink(missing_ok=True)
            if (target / name).parent.exists() and not any((target / name).parent.iterdir()):
                (target / name).parent.rmdir()
        _list(target, known, new, gone)


def _list(target, known, new, gone=()):
    """Write the list of what is ours in a folder, in one step; known: the list before (None: the notebooks of the package have none)."""
    if known is not None:
        rows = {name: row for name, row in (known | new).items() if name not in gone}
        (target / f"{OURS}.new").write_text(json.dumps(rows, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        (target / f"{OURS}.new").replace(target / OURS)


def _unmarked(target, names, made):
    """The names without those of places that a reviewer has checked for what is not made any more: these are kept, and said."""
    from analysis import figures

    for name in names:
        evidence = re.sub(r"\.gone\.csv$", ".evidence.csv", name)
        if evidence in made or not evidence.endswith(".evidence.csv") or not (target / name).exists() or not figures.is_checked(target / name):
            yield name
        else:
            print(f"{target / name}: not made any more, and kept, for somebody has checked places in it", file=sys.stderr)


def _registered(folder):
    """The files that the register of a folder of figures names."""
    from analysis import citations

    entries = citations.register(folder) if (folder / "register.json").exists() else {}
    return {f"figures/{slug}{end}" for slug in entries for end in (*citations.FILES["figure"], ".gone.csv")}


def _execute(path, environment):
    """Run a notebook from top to bottom in its folder and write it without anything that changes from run to run; return the seconds it took, to start the kernel, and for its first cell."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    code = sum(cell.cell_type == "code" for cell in notebook.cells)
    with tqdm(total=code, desc=path.stem, unit="cell", file=sys.stderr) as bar:
        client = NotebookClient(notebook, timeout=LIMIT, kernel_name="python3", record_timing=False, coalesce_streams=True, resources={"metadata": {"path": str(path.parent)}}, extra_arguments=["--log-level=40"])
        clock = [time.perf_counter()]
        client.on_cell_execute = lambda **_: clock.append(time.perf_counter())
        client.on_cell_executed = lambda **_: clock.append(time.perf_counter()) or bar.update()
        try:
            client.execute(env=environment)
        except (Exception, CancelledError) as error:
            raise _ended(path.name, client, error) from None
    took = {"seconds": time.perf_counter() - clock[0], "start": clock[1] - clock[0], "imports": clock[2] - clock[1]}
    notebook.metadata = nbformat.from_dict(KERNEL)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
    nbformat.write(notebook, path)
    return took


def _ended(name, client, error):
    """What to raise for the error with which a notebook ended."""
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    if hasattr(client, "_async_cleanup_kernel_future"):  # nbclient takes Ctrl-C for itself: it ends the kernel, and then fails in one way or another
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        return KeyboardInterrupt()
    if isinstance(error, CellExecutionError):
        return BadInput(f"{name}: a cell failed with {error.ename}: {error.evalue}: open the notebook in JupyterLab and run it there")
    if isinstance(error, CellTimeoutError):
        return BadInput(f"{name}: a cell took longer than {LIMIT} seconds, wanted it to end: take fewer documents, or run the notebook in JupyterLab, which waits")
    if isinstance(error, DeadKernelError):
        return BadInput(f"{name}: the kernel died, as it does when the memory is full, wanted it to last: take fewer documents, or a machine with more memory")
    return error


def main(argv=None):
    parser = argparse.ArgumentParser(prog="python -m analysis", description="Count only the argument: analyse policy texts and cite what was counted.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    command = commands.add_parser("run", help="run the notebooks on the corpus, or on a folder of your own", description=run.__doc__)
    command.add_argument("corpus", nargs="?", metavar="CORPUS", help="folder with a manifest.csv, or with bare files (default: the corpus that comes with the package)")
    command.add_argument("--to", metavar="FOLDER", help="write notebooks and figures there, and nothing into the repository")
    command.set_defaults(call=run)

    command = commands.add_parser("add", help="put documents into a corpus", description=add.__doc__)
    command.add_argument("files", nargs="+", metavar="FILE", help="a text (UTF-8), Markdown, HTML, Word (.docx) or PDF file")
    for name in ABOUT:
        command.add_argument(f"--{name}", help=f"the {name} of the files, instead of what they say themselves")
    command.add_argument("--into", metavar="CORPUS", help="the corpus, made if it does not exist (default: the one that comes with the package)")
    command.set_defaults(call=add)

    command = commands.add_parser("tables", help="write every table of a corpus as CSV or Parquet", description=tables.__doc__)
    command.add_argument("corpus", metavar="CORPUS", help="folder with a manifest.csv, or with bare files, or documents as .parquet")
    command.add_argument("--to", metavar="FOLDER", required=True, help="folder for the tables")
    command.add_argument("--format", choices=["csv", "parquet"], default="csv", help="of the tables (default: csv)")
    command.add_argument("--only", nargs="+", metavar="TABLE", help="write these tables only, such as  documents counts  for a corpus that is large")
    command.add_argument("--partitions", type=int, metavar="N", help="cut the corpus into so many (default: one for every 8 MB)")
    command.add_argument("--engine", choices=["dask"], help="make the partitions on a Dask cluster: one on this machine, or that of --scheduler")
    command.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster that is running, such as tcp://10.0.0.1:8786")
    command.set_defaults(call=tables)

    command = commands.add_parser("cite", help="what is needed to cite a figure or number", description=cite.__doc__)
    command.add_argument("slug", metavar="SLUG", help="the name of the figure or number, as it stands under it")
    command.add_argument("--copy", action="store_true", help="only what is pasted: caption, note, source, alternative text, citation")
    command.add_argument("--figures", metavar="FOLDER", help="the folder with register.json (default: the figures that come with the package)")
    command.set_defaults(call=cite)

    command = commands.add_parser("briefing", help="build a briefing as DOCX, PPTX and PDF", description=briefing.__doc__)
    command.add_argument("file", metavar="FILE.md", help="Markdown that names figures and numbers by slug")
    command.add_argument("--to", metavar="FOLDER", required=True, help="folder for the three files")
    command.add_argument("--template", metavar="HOUSE.docx", help="a Word file whose styles, page and headers are taken")
    command.add_argument("--figures", metavar="FOLDER", help="the folder with register.json (default: the figures that come with the package)")
    command.set_defaults(call=briefing)

    command = commands.add_parser("changes", help="which figures and numbers moved between two runs, and why", description=changes.__doc__)
    command.add_argument("old", metavar="OLD", help="folder of a run, or git revision such as HEAD~1")
    command.add_argument("new", metavar="NEW", help="folder of a run, or git revision; . for this checkout")
    command.add_argument("--briefings", metavar="FOLDER", help="name the briefings (md, docx, pptx, pdf) in this folder that cite what moved")
    command.set_defaults(call=changes, unreadable=2)

    command = commands.add_parser("site", help="write notebooks, figures and register as web pages", description=site.__doc__)
    command.add_argument("run", nargs="?", metavar="RUN", default=NOTEBOOKS, help="folder that `run` wrote (default: the notebooks that come with the package)")
    command.add_argument("--to", metavar="FOLDER", required=True, help="folder for the pages")
    command.set_defaults(call=site)

    command = commands.add_parser("check", help="say which figures and numbers in a finished briefing are current", description=check.__doc__)
    command.add_argument("files", nargs="+", metavar="FILE", help="a Markdown, Word (.docx), PowerPoint (.pptx) or PDF file")
    command.add_argument("--figures", metavar="FOLDER", help="the folder with the register that says what is current (default: the figures that come with the package)")
    command.add_argument("--json", action="store_true", help="print the result as JSON")
    command.set_defaults(call=check, unreadable=2)

    command = commands.add_parser("profile", help="show where the time goes, room by room", description=profile.__doc__)
    command.add_argument("corpus", nargs="?", metavar="CORPUS", help="folder or .parquet as for tables (default: the corpus that comes with the package)")
    command.add_argument("--notebooks", action="store_true", help="run the notebooks too, and show how long each takes")
    command.set_defaults(call=profile)

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # whatever the machine's own is: arrows are printed
    arguments = parser.parse_args(argv)
    unreadable = getattr(arguments, "unreadable", 1)
    try:
        _asked(arguments)
        return arguments.call(arguments) or 0
    except BadInput as error:
        print(f"analysis: {error}", file=sys.stderr)
        return unreadable
    except BrokenPipeError:  # whoever reads has had enough
        sys.stderr.close()
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"analysis: {where}{error.strerror or error}: look at the path and at who may write there", file=sys.stderr)
        return unreadable
    except KeyboardInterrupt as stop:
        print(f"analysis: stopped{stop}", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())

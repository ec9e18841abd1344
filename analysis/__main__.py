"""python -m analysis: run the notebooks, put documents into a corpus, write its tables.

Exit status: 0 done, 1 bad input, with one line that says what was found, what was wanted and what to do.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tqdm import tqdm

from analysis import corpus
from analysis.formats import BadInput

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
ABOUT = ["title", "author", "publisher", "date", "genre", "language", "source", "licence"]
OURS = ".analysis"  # in a folder of results: what was written there, by which command
KERNEL = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}


def run(arguments):
    """Run the notebooks in order on a corpus and write them, their figures and the register."""
    if arguments.corpus and not arguments.to:
        raise BadInput(f"found the corpus {arguments.corpus} and no folder for the results, wanted both: add  --to FOLDER")
    target = _fresh(arguments.to) if arguments.to else NOTEBOOKS
    kernel = {key: value for key, value in os.environ.items() if key not in ("ANALYSIS_FIGURES", "ANALYSIS_CORPUS")}
    _argument(corpus.read(arguments.corpus or corpus.HOME))
    with tempfile.TemporaryDirectory(prefix="analysis-") as place:
        place = Path(place)
        names = [Path(shutil.copy(path, place)).name for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
        if arguments.corpus:
            (place / corpus.HERE).write_text(f"{Path(arguments.corpus).resolve()}\n", encoding="utf-8")
        for name in names:
            _execute(place / name, kernel)
        _publish(place, target, "run")
    print(f"{len(names)} notebooks and {len(list((target / 'figures').glob('*.svg')))} figures in {target}")


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


def _ids(into):
    manifest = corpus.place(into) / "manifest.csv"
    return [row["document"] for _, row in corpus.table(manifest, ["document"])] if manifest.exists() else []


def _sketch(parts):
    """The outline of one document as indented lines, and how much of it is left out."""
    from analysis import sections

    lines = [f"    {line}" for line in sections.outline(parts).tree] or ["    (no headings)"]
    size = (parts.end - parts.start).groupby(parts.zone).sum()
    left = ", ".join(f"{zone} {100 * size[zone] / size.sum():.0f}%" for zone in sections.ZONES if zone != "body" and zone in size)
    return "\n".join([*lines, f"    left out of the count, besides headings: {left or 'nothing'}"])


def tables(arguments):
    """Write every table of a corpus as CSV, and the texts as they are read: offsets count in those.

    In the tables a cell that a spreadsheet would take for a formula (= + - @) starts with an apostrophe.
    """
    from analysis import figures, sections, sentences, words

    documents = corpus.read(arguments.corpus)
    target = _fresh(arguments.to)
    steps = {"documents": lambda made: documents}
    steps["sections"] = lambda made: sections.split(documents)
    steps["sentences"] = lambda made: sentences.split(documents, made["sections"])
    steps["words"] = lambda made: words.split(documents, made["sentences"])
    made = {}
    with tempfile.TemporaryDirectory(prefix="analysis-") as place:
        for name, step in tqdm(steps.items(), unit="table", leave=False):
            made[name] = step(made)
            (Path(place) / f"{name}.csv").write_text(figures.csv_text(made[name]), encoding="utf-8", newline="")
        (Path(place) / "texts").mkdir()
        for document, text in zip(documents.document, documents.text):
            (Path(place) / "texts" / f"{document}.txt").write_text(text, encoding="utf-8", newline="")
        _publish(Path(place), target, "tables")
    print("\n".join(f"{target / name}.csv: {len(table):,} rows" for name, table in made.items()))


def _argument(documents):
    """Refuse documents in which nothing would be counted."""
    from analysis import sections, sentences, words

    counted = words.split(documents, sentences.split(documents, sections.split(documents)))
    if not (counted.zone == "body").any():
        raise BadInput(f"found no argument in any of {len(documents)} documents, wanted running text in a script with blanks: look at  python -m analysis tables")


def _fresh(folder):
    """Return a folder to write to: new, empty, or holding only what earlier calls of ours wrote and nobody changed."""
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder}: found a file, wanted a folder for the results: name another")
    known = _ours(folder)
    for path in sorted(folder.rglob("*")) if folder.exists() else []:
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != OURS and ".ipynb_checkpoints" not in name:
            if name not in known:
                raise BadInput(f"{folder}: found {name}, which is not ours, wanted a new or empty folder: name another, so that nothing of yours is lost")
            if known[name]["sha256"] != corpus.sha256(path.read_bytes()):
                raise BadInput(f"{folder}: found {name} changed since it was written, wanted it as it was: name another folder, so that your changes are kept")
    return folder


def _ours(folder):
    """What earlier calls wrote into a folder: {name: {command, sha256}}."""
    return json.loads((folder / OURS).read_text(encoding="utf-8")) if (folder / OURS).exists() else {}


def _publish(place, target, command):
    """Put what was made into its folder: first everything is there, then what an earlier call of the same command left over goes."""
    made = sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
    target.mkdir(parents=True, exist_ok=True)
    if target == NOTEBOOKS:
        old = _registered(target / "figures")
    else:
        known = _ours(target)
        old = {name for name, row in known.items() if row["command"] == command}
        kept = {name: row for name, row in known.items() if name not in old}
        new = {name: {"command": command, "sha256": corpus.sha256((place / name).read_bytes())} for name in made}
        (target / OURS).write_text(json.dumps(kept | new, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for name in made:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place / name, target / name)
    for name in set(old) - set(made):
        (target / name).unlink(missing_ok=True)


def _registered(folder):
    """The files that the register of a folder of figures names."""
    entries = json.loads((folder / "register.json").read_text(encoding="utf-8")) if (folder / "register.json").exists() else []
    return {f"figures/{entry['slug']}{end}" for entry in entries for end in (".svg", ".png", ".csv", ".evidence.csv", ".json")}


def _execute(path, environment):
    """Run a notebook from top to bottom in its folder and write it without anything that changes from run to run."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
    code = sum(cell.cell_type == "code" for cell in notebook.cells)
    with tqdm(total=code, desc=path.stem, unit="cell", file=sys.stderr) as bar:
        client = NotebookClient(notebook, timeout=600, kernel_name="python3", record_timing=False, resources={"metadata": {"path": str(path.parent)}}, extra_arguments=["--log-level=40"])
        client.on_cell_executed = lambda **_: bar.update()
        try:
            client.execute(env=environment)
        except CellExecutionError as error:
            raise BadInput(f"{path.name}: a cell failed with {error.ename}: {error.evalue}: open the notebook in JupyterLab and run it there") from None
    notebook.metadata = nbformat.from_dict(KERNEL)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
    nbformat.write(notebook, path)


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

    command = commands.add_parser("tables", help="write every table of a corpus as CSV", description=tables.__doc__)
    command.add_argument("corpus", metavar="CORPUS", help="folder with a manifest.csv, or with bare files")
    command.add_argument("--to", metavar="FOLDER", required=True, help="folder for the CSV files")
    command.set_defaults(call=tables)

    arguments = parser.parse_args(argv)
    try:
        arguments.call(arguments)
    except BadInput as error:
        print(f"analysis: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"analysis: {error.filename}: {error.strerror}: look at the path and at who may write there", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("analysis: stopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

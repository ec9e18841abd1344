"""More text than the memory holds, on this machine or on several.

Every room before this one treats each document by itself. So a corpus can be cut into partitions, each a run of documents in the order
of their ids, which go through the rooms one at a time, or many at once on the workers of a Dask cluster: this room has no scheduler of its own.
What a partition gives is written to a folder that all machines see, and what travels back is its name. The
tables of the partitions, one after the other, are those of the corpus, the same for any way to cut it.

Counts are merged as tables: `counts` has a row for each word of a document, and not for each place where it stands. Sums of whole
numbers do not depend on their order, and rates and statistics are computed once, at the end, by the functions of `terms`. So they are the same, to the last
digit, on one machine and on many.

The result of a partition carries the fingerprint of all it was made from: the documents, the names of actors, a reviewer's decisions, the code, the word lists. One that is there
already is not made again, so that a run that was stopped, or lost a worker, goes on where it was.
"""

import hashlib
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import defaultdict
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from unicodedata import unidata_version

import pandas as pd
from pandas.api.types import union_categoricals

from analysis import actors, corpus, figures, sections, sentences, stance, terms, words
from analysis.formats import BadInput

TABLES = ["documents", "sections", "sentences", "words", "counts", "mentions", "hits", "attributions", "recommendations"]
CATEGORIES = ["document", "zone", "word"]
WITH_HITS = ["attributions", "recommendations"]  # made from the same reading of the sentences
SIZE = 8_000_000  # bytes of the files of a partition: it takes a worker about 60 times as much memory
ROOM = {"documents": "corpus", "counts": "engine", "mentions": "actors", "hits": "stance", "frequencies": "terms", "keyness": "terms"}  # of a table that is not named for it
SAMPLE = 2_000_000  # bytes of the files that memory is measured on
MATTERS = ["lxml", "markdown-it-py", "numpy", "pandas", "pypdfium2", "sentencex"]  # libraries that decide what is read and counted
NUMBERS = ["section", "sentence", "level", "start", "end", "prose", "freq", "strength", "action_start", "action_end"]  # columns that hold whole numbers
AT_ONCE = 500_000  # rows of a CSV file
UNFIT = re.compile(r'[%/\\:*?"<>|\x00-\x1f]')  # in the name of a file, here or on another system


def tables(documents, aliases=None, decisions=None):
    """Yield (name, table) of every table of some documents, each as soon as it is made.

    aliases: names of actors, decisions: those of a reviewer on single hits (default: those of the corpus of `corpus.place`).

    >>> [name for name, table in tables(corpus.read())] == TABLES
    True
    """
    yield "documents", documents
    parts = sections.split(documents)
    yield "sections", parts
    lines = sentences.split(documents, parts)
    yield "sentences", lines
    found = words.split(documents, lines)
    yield "words", found
    yield "counts", counts(found)
    yield "mentions", actors.find(lines, corpus.aliases() if aliases is None else aliases)
    hits, claims, advised = stance.together(lines)
    yield "hits", stance.decide(hits, stance.decisions() if decisions is None else decisions)
    yield "attributions", claims
    yield "recommendations", advised


def counts(words):
    """Return how often each word stands in each zone of each document: columns document, zone, word, freq.

    The functions of `terms` that do not look at the order of words (frequencies, keyness, log_odds) take it for the table of words.

    >>> counts(pd.DataFrame({"document": ["a", "a", "b"], "zone": "body", "word": ["coal", "coal", "ban"]})).values.tolist()
    [['a', 'body', 'coal', 2], ['b', 'body', 'ban', 1]]
    """
    return words.groupby(["document", "zone", "word"], observed=True).size().reset_index(name="freq")


def partitions(index, number=None):
    """Return the rows of an index of a corpus as a list of tables: runs of documents, about equal in bytes, so many or as many as `SIZE` asks for.

    >>> [part.document.tolist() for part in partitions(pd.DataFrame({"document": list("abcd"), "stored_bytes": [1, 1, 1, 9]}), 2)]
    [['a', 'b', 'c'], ['d']]
    """
    end = index.stored_bytes.cumsum()
    if number is not None and number < 1:
        raise BadInput(f"found {number} partitions, wanted 1 or more: leave the number out, or name another")
    number = number or -(-int(end.iloc[-1]) // SIZE)
    home = (end - index.stored_bytes / 2) * number // max(end.iloc[-1], 1)
    return [part.reset_index(drop=True) for _, part in index.groupby(home)]


def write(part, place, name, format, wanted, own, code):
    """Make the wanted tables of a partition and write them to the folder `place`/`name`, all or nothing; return the name.

    part: rows of `corpus.index`. own: aliases and decisions of the corpus. code: `fingerprint` of the machine that asks; BadInput where this one counts differently.
    """
    if code != fingerprint():
        raise BadInput(f"found other code or libraries on a worker ({fingerprint()}), wanted those here ({code}): install the same version of analysis, with the same lock, on both")
    with tempfile.TemporaryDirectory(dir=place, prefix="unfinished-") as beside:
        folder = Path(beside) / name
        folder.mkdir()
        size = {}
        for kind, table in tables(corpus.load(part), *own):
            if kind in wanted:
                size[kind] = len(table)
                _write(table, folder / f"{kind}.{format}")
            if kind == "documents" and kind in wanted:
                _write_texts(table, folder / "texts")
            if set(wanted) <= set(size):
                break  # the later tables are not asked for
        (folder / "rows.json").write_text(json.dumps(size), encoding="utf-8")
        if not (Path(place) / name).exists():  # a worker that was taken for lost may have been here
            os.replace(folder, Path(place) / name)
    return name


def _write(table, path):
    if path.suffix == ".csv":
        path.write_text(figures.csv_text(table), encoding="utf-8", newline="")
    else:
        categories = table.select_dtypes("category")
        table.astype(dict.fromkeys(categories, "str")).to_parquet(path, index=False)


def _write_texts(documents, folder):
    folder.mkdir()
    for document, text in zip(documents.document, documents.text):
        name = UNFIT.sub(lambda sign: f"%{ord(sign[0]):02X}", document)
        (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="")


@cache
def fingerprint():
    """Return twelve hexadecimal digits over all that decides what is counted, besides the texts: code, word lists, libraries, Python's table of letters."""
    here = Path(__file__).parent
    files = sorted(file for file in here.iterdir() if file.suffix in (".py", ".csv"))
    said = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files] + [version(name) for name in MATTERS] + [unidata_version]
    return hashlib.sha256("".join(said).encode()).hexdigest()[:12]


def name(part, format, wanted, own):
    """Return the name of a partition's result: a fingerprint of all it is made from; of `own`, aliases make mentions only and decisions hits."""
    used = [table for table, made in zip(own, ("mentions", "hits")) if made in wanted]
    rows = [table.to_json(orient="records") for table in (part.drop(columns=["stored_path", "stored_here"]), *used)]
    return hashlib.sha256(json.dumps([fingerprint(), format, wanted, *rows]).encode()).hexdigest()[:32]


def finish(parts, place, format="csv", wanted=TABLES, dask=False, scheduler=None, folder=None):
    """Write the wanted tables of the partitions into a folder; yield each partition's number and name as it is finished, those first that are there.

    dask: on the workers of a Dask cluster at the address `scheduler`, or of one on this machine. folder: the corpus, for its aliases and the
    decisions of a reviewer. Raises BadInput as `corpus.load` does, and for a cluster that is not there.
    """
    place = Path(place).resolve()
    place.mkdir(parents=True, exist_ok=True)
    own = corpus.aliases(folder), stance.decisions(folder)
    tasks = {name(part, format, list(wanted), own): (number, part) for number, part in enumerate(parts)}
    there = [made for made in tasks if (place / made).exists()]
    left = [(part, str(place), made, format, list(wanted), own, fingerprint()) for made, (_, part) in tasks.items() if made not in set(there)]
    for made in itertools.chain(there, _on_dask(left, scheduler) if dask and left else (write(*task) for task in left)):
        yield tasks[made][0], made


def _on_dask(tasks, scheduler):
    """Yield what the tasks return, as they finish. Dask gives those of a lost worker to another."""
    try:
        from dask import distributed
    except ImportError:
        raise BadInput("found no Dask, wanted it for this engine: install  analysis[dask]") from None
    try:
        cluster = scheduler or _local(distributed)
        client = distributed.Client(cluster)
    except (OSError, ValueError) as error:
        raise BadInput(f"{scheduler}: found no Dask scheduler ({error}), wanted one at this address: start it with  dask scheduler") from None
    try:
        futures = [client.submit(write, *task, key=task[2], pure=True) for task in tasks]
        for future in distributed.as_completed(futures):
            if not (Path(tasks[0][1]) / future.key).exists():
                future.result()  # raises what went wrong
            yield future.key
    except distributed.KilledWorker:
        raise BadInput("found that four workers were lost with the same partition, wanted one that fits their memory: ask for more --partitions") from None
    except CancelledError:
        raise BadInput(f"{scheduler}: found that the scheduler is gone, wanted it to the end: start it again, the same call goes on from there") from None
    finally:
        client.close()
        if not scheduler:
            cluster.close()


def _local(distributed):
    """A cluster on this machine, a worker for each core. They leave Ctrl-C to the process that asked."""
    with uninterrupted():
        return distributed.LocalCluster(threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL")


@contextmanager
def uninterrupted():
    """Ignore Ctrl-C for a moment, here and in processes that are started meanwhile."""
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


def finished(place):
    """Return the names of the partitions whose results a folder has."""
    return [path.parent.name for path in Path(place).glob("*/rows.json")]


def merge(place, names, format="csv", wanted=TABLES):
    """Join the tables of the partitions, in order, in the folder `place`/whole; return it and the rows of each table.

    CSV becomes one file for each table. Parquet becomes a folder for each, with a file for each partition that has rows: other programs read it as one table.
    """
    whole = Path(place) / "whole"
    shutil.rmtree(whole, ignore_errors=True)
    whole.mkdir()
    folders = [Path(place) / name for name in names]
    size = pd.DataFrame([json.loads((folder / "rows.json").read_text(encoding="utf-8")) for folder in folders])
    for kind in size:
        if format == "csv":
            _join([folder / f"{kind}.csv" for folder in folders], whole / f"{kind}.csv")
        else:
            (whole / f"{kind}.parquet").mkdir()
            full = [i for i in size.index if size[kind][i]] or [0]
            for number, i in enumerate(full):
                link(folders[i] / f"{kind}.parquet", whole / f"{kind}.parquet" / f"{number:06}.parquet")
    for text in (text for folder in folders for text in sorted(folder.glob("texts/*"))):
        (whole / "texts").mkdir(exist_ok=True)
        link(text, whole / "texts" / text.name)
    return whole, size.sum().to_dict()


def _join(files, target):
    with target.open("wb") as whole:
        for i, file in enumerate(files):
            with file.open("rb") as part:
                header = part.readline()
                if i == 0:
                    whole.write(header)
                shutil.copyfileobj(part, whole, 1 << 20)


def link(source, target):
    """Let a file be found under another name too, which in one step takes the place of what was there; copied where the disk has no links."""
    beside = target.with_name(f".{target.name}.new")
    beside.unlink(missing_ok=True)
    try:
        os.link(source, beside)
    except OSError:
        shutil.copyfile(source, beside)
    os.replace(beside, target)


def read(folder, table, columns=None):
    """Return a table that `python -m analysis tables` wrote, from CSV or Parquet; document, zone and word are categories.

    columns: those to read, for a table that is larger than the memory (default: all). Raises BadInput where there is no such table.

    A table of counts takes 13 to 17 bytes a row in memory. Both formats give the same: what the texts have, without the apostrophe before what a
    spreadsheet would take for a formula. What a manifest leaves empty is missing; in other tables nothing is.
    """
    csv, parquet = Path(folder) / f"{table}.csv", Path(folder) / f"{table}.parquet"
    if not csv.exists() and not parquet.exists():
        raise BadInput(f"{folder}: found no table {table}, wanted {csv.name} or {parquet.name}: write it with  python -m analysis tables")
    return together(list(_plain(csv, table == "documents", columns)) if csv.exists() else [pd.read_parquet(file, columns=columns) for file in sorted(parquet.iterdir())])


def _plain(path, own, columns):
    """Yield a table from CSV, some rows at a time, with nothing guessed. own: its columns are those of a manifest, which are strings and may be empty."""
    types = defaultdict(lambda: "str", {} if own else dict.fromkeys(NUMBERS, "int64") | {"counted": "bool"})
    for part in pd.read_csv(path, usecols=columns, dtype=types, keep_default_na=False, na_values=[""] if own else [], chunksize=AT_ONCE):
        part = together([part])
        yield pd.DataFrame({name: _unguarded(part[name]) for name in columns or part})


def _unguarded(column):
    if column.name in CATEGORIES:
        return column.cat.rename_categories(lambda word: corpus.GUARD.sub("", word))
    return column.str.replace(corpus.GUARD, "", regex=True) if column.dtype == "str" else column


def profile(index, done=lambda rows: None):
    """Return where the time goes, and the memory, on the way from the files of a corpus to its measures: one row for each table, in order.

    index: of `corpus.index`. done is called with the rows of each partition that is through. Columns: room, table, seconds, share (of the whole), mb_per_second (of the files), memory (peak while the table
    is made, in MB for each MB of the files, measured on the first two MB). The first two rows are the start of Python and the imports, which every call
    pays once; `hits` are timed with attributions and recommendations; `keyness` compares the first half of the documents with the second.

    Seconds are those of this machine, with whatever else it was doing. Compare shares, and rooms of one run. Below a megabyte of text most of it
    is what is loaded once, such as the list of cues.
    """
    seconds, found = dict(zip(("start", "imports"), _starting())), []
    for part in partitions(index):
        for name, table, took, _ in _clocked(_steps(part)):
            seconds[name] = seconds.get(name, 0) + took
            if name == "counts":
                found.append(table)
        done(part)
    measured = list(_clocked(_measures(together(found), index.document)))
    seconds = {name: took for name, took in seconds.items() if name not in WITH_HITS}
    seconds |= {name: took for name, _, took, _ in measured}
    memory = _memory(partitions(index, max(1, int(index.stored_bytes.sum()) // SAMPLE))[0])
    table = pd.DataFrame({"room": [ROOM.get(name, name) for name in seconds], "table": list(seconds), "seconds": list(seconds.values())})
    table.loc[:1, ["room", "table"]] = [["Python", "start"], ["analysis", "imports"]]
    size = index.stored_bytes.sum() / 1e6
    return table.assign(share=table.seconds / table.seconds.sum(), mb_per_second=(size / table.seconds).where(table.index > 1), memory=table.table.map(memory))


def together(parts):
    """Return tables of several partitions as one; document, zone and word are categories.

    >>> together([pd.DataFrame({"document": ["a"], "word": ["coal"], "freq": [2]}).astype({"word": "category"})] * 2).word.cat.categories.tolist()
    ['coal']
    """
    return pd.DataFrame({column: _column([part[column] for part in parts]) for column in parts[0]})


def _column(parts):
    if parts[0].name not in CATEGORIES:
        return pd.concat(parts, ignore_index=True)
    return union_categoricals([part.astype("category") for part in parts], sort_categories=True)


def _steps(part):
    """The tables of a partition, the first with the reading of its files."""
    yield from tables(corpus.load(part))


def _measures(counts, documents):
    first = counts.document.isin(documents[: (len(documents) + 1) // 2])
    yield "frequencies", terms.frequencies(counts, zone=None)
    yield "keyness", terms.keyness(counts[first], counts[~first], zone=None)


def _clocked(steps):
    """Yield (name, table, seconds, peak of the memory in MB) of each step."""
    while True:
        tracemalloc.reset_peak()
        start, before = time.perf_counter(), tracemalloc.get_traced_memory()[0]
        step = next(steps, None)
        if step is None:
            return
        yield *step, time.perf_counter() - start, (tracemalloc.get_traced_memory()[1] - before) / 1e6


def _memory(part):
    """{table: peak of the memory while it is made, in MB for each MB of files}."""
    tracemalloc.start()
    try:
        found = {name: (peak, table) for name, table, _, peak in _clocked(_steps(part))}
        measured = {name: (peak, None) for name, _, _, peak in _clocked(_measures(found["counts"][1], part.document))}
        return {name: peak / (part.stored_bytes.sum() / 1e6) for name, (peak, _) in (found | measured).items()}
    finally:
        tracemalloc.stop()


def _starting():
    """Seconds that Python takes to start, and those that it then takes to import the rooms."""
    seconds = []
    for program in ("pass", "import analysis.engine"):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True)
        seconds.append(time.perf_counter() - start)
    return seconds[0], seconds[1] - seconds[0]

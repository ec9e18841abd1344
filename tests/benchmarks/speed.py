"""How fast are we beside others, on the same texts? Prints processor seconds and ratios, and draws them.

    python tests/benchmarks/speed.py [FOLDER] [--megabytes 25] [--rounds 5] [--figure FILE.svg]

Texts are generated (see texts.py); with FOLDER also the *.txt files in it. Everything runs in turn, round by round, in one process: a ratio is
that of two times of one round, so that a machine that is busy for a while does not favour anybody; lowest, median and highest are
printed. Time is that of the processor, over all threads. Compared is what is installed: NLTK and sentencex always; polars, DuckDB, pyarrow and
scikit-learn where they are (pip install them in an environment of their own: they are not needed for anything else). What nobody can be faster than
stands in the same table: `wc -w`, and reading the file.

The others split words by one plain expression and count them by document; we do what the package does, with zones, sentences and places, and
draw intervals. That the work is the same is checked: words are put in our normal form, and their counts compared.
"""

import argparse
import functools
import importlib.util
import re
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import texts

from analysis import sentences, terms, words

WORD = r"\w+(?:[-'’]\w+)*"
OURS = re.compile(  # as near to our words as one expression comes: abbreviations, numbers with a point, all hyphens and apostrophes
    r"(?:(?<![^\W_])(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])\.?|[^\W_]+)(?:[-‐‑'’ʼ＇][^\W_]+|(?<=\d)[.,](?=\d)\d[^\W_]*)*"
)
LETTERS = r"[\p{L}\p{M}\p{N}_]"  # \w where \w is ASCII only
ABBREVIATIONS = {"u.s", "no", "dr", "mr", "e.g", "i.e"}


# Each contender takes the table of documents and returns {word: freq}, or how many pieces it found


def ours(documents):
    return terms.frequencies(words.split(documents, _whole(documents)), documents)


def plain_re(documents):
    return [Counter(re.findall(WORD, text.lower())) for text in documents.text]


def re_same_words(documents):
    normal = functools.cache(words.normal)
    counts = []
    for text in documents.text:
        here = Counter()
        for word, freq in Counter(OURS.findall(text)).items():
            here[normal(word)] += freq
        counts.append(here)
    return counts


def nltk_words(documents):
    from nltk import FreqDist
    from nltk.tokenize import RegexpTokenizer

    tokenizer = RegexpTokenizer(WORD)
    return [FreqDist(tokenizer.tokenize(text.lower())) for text in documents.text]


def polars(documents):
    import polars as pl

    frame = pl.DataFrame({"document": documents.document.tolist(), "text": documents.text.tolist()})
    each = frame.select("document", pl.col("text").str.to_lowercase().str.extract_all(WORD).alias("word")).explode("word")
    return each.group_by("document", "word").len()


def duckdb(documents):
    import duckdb

    frame = pd.DataFrame({"document": documents.document.astype(object), "text": documents.text.astype(object)})
    expression = f"{LETTERS}+(?:[-'’]{LETTERS}+)*".replace("'", "''")
    query = f"select document, word, count(*) as len from (select document, unnest(regexp_extract_all(lower(text), '{expression}')) as word from frame) group by all"
    return duckdb.connect().register("frame", frame).sql(query).fetchnumpy()


def pyarrow(documents):
    import pyarrow as pa
    import pyarrow.compute as pc

    lists = pc.split_pattern_regex(pc.utf8_lower(pa.array(documents.text.tolist(), pa.large_string())), pattern=r"[^\p{L}\p{M}\p{N}_'’-]+")
    each = pa.table({"document": pc.list_parent_indices(lists), "word": pc.list_flatten(lists)})
    return each.group_by(["document", "word"]).aggregate([("word", "count")])


def sklearn(documents):
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(token_pattern=WORD)
    return vectorizer.fit_transform(documents.text), vectorizer.get_feature_names_out()


def ours_places(documents):
    return words.split(documents, _whole(documents))


def finditer(documents, expression=WORD):
    return [[(match.group(), match.start(), match.end()) for match in re.finditer(expression, text)] for text in documents.text]


def ours_sentences(documents):
    return sentences.split(documents, _whole(documents).assign(prose=0))


def punkt(documents):
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    known = PunktParameters()
    known.abbrev_types = ABBREVIATIONS
    tokenizer = PunktSentenceTokenizer(known)
    return [list(tokenizer.span_tokenize(text)) for text in documents.text]


def sentencex(documents):
    import sentencex

    return [sentencex.get_sentence_boundaries("en", text) for text in documents.text]


TASKS = {  # the first of each is what the others are compared with
    "words counted by document": {
        "analysis": ours, "re and Counter": plain_re, "re, the same words": re_same_words, "NLTK RegexpTokenizer": nltk_words, "polars": polars, "DuckDB": duckdb, "pyarrow": pyarrow, "scikit-learn": sklearn,
    },
    "words with their places": {"analysis": ours_places, "re.finditer": finditer, "finditer, the same words": functools.partial(finditer, expression=OURS)},
    "sentences with their places": {"analysis": ours_sentences, "NLTK Punkt": punkt, "sentencex alone": sentencex},
}  # fmt: skip
NEEDED = {"NLTK RegexpTokenizer": "nltk", "polars": "polars", "DuckDB": "duckdb", "pyarrow": "pyarrow", "scikit-learn": "sklearn", "NLTK Punkt": "nltk", "sentencex alone": "sentencex"}


def _whole(documents):
    """Each document as one sentence: the others know no zones either."""
    return pd.DataFrame({"document": documents.document, "section": 1, "sentence": 1, "zone": "body", "start": 0, "end": documents.text.str.len()})


def measured(documents, rounds):
    """Return the processor seconds of every contender in every round: columns task, name, round, seconds."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.txt"
        file.write_text("\n".join(documents.text), encoding="utf-8")
        limits = {"wc -w": lambda _: subprocess.run(["wc", "-w", file], capture_output=True, check=True), "reading the file": lambda _: file.read_text(encoding="utf-8")}
        for number in range(rounds):
            for task, contenders in TASKS.items():
                for name, run in {**contenders, **(limits if task.startswith("words counted") else {})}.items():
                    if _installed(name):
                        rows.append((task, name, number, _seconds(run, documents)))
    return pd.DataFrame(rows, columns=["task", "name", "round", "seconds"])


def _installed(name):
    return name not in NEEDED or importlib.util.find_spec(NEEDED[name]) is not None


def _seconds(run, documents):
    """The processor seconds of a run, those of its child processes included."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time()
    run(documents)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() - started + after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def compared(seconds):
    """Return how many times as long as ours each took: columns task, name, seconds (median), ratio (median), low, high."""
    ours = seconds[seconds.name == "analysis"].set_index(["task", "round"]).seconds
    ratio = seconds.seconds / ours.loc[pd.MultiIndex.from_frame(seconds[["task", "round"]])].to_numpy()
    groups = seconds.assign(ratio=ratio).groupby(["task", "name"], sort=False)
    return groups.agg(seconds=("seconds", "median"), ratio=("ratio", "median"), low=("ratio", "min"), high=("ratio", "max")).reset_index()


def same_work(documents):
    """Return {contender: share}: how many of all words are the same, when theirs are put in our normal form."""
    theirs = {}
    for name, run in (("re and Counter", plain_re), ("re, the same words", re_same_words), ("NLTK RegexpTokenizer", nltk_words)):
        theirs[name] = Counter()
        for counts in run(documents):
            theirs[name].update(dict(counts))
    if _installed("polars"):
        theirs["polars"] = dict(polars(documents).drop("document").group_by("word").sum().iter_rows())
    if _installed("DuckDB"):
        found = duckdb(documents)
        theirs["DuckDB"] = pd.Series(found["len"]).groupby(found["word"]).sum().to_dict()
    if _installed("pyarrow"):
        found = pyarrow(documents).group_by("word").aggregate([("word_count", "sum")])
        theirs["pyarrow"] = dict(zip(*(column.to_pylist() for column in found.select(["word", "word_count_sum"]).columns)))
    if _installed("scikit-learn"):
        matrix, names = sklearn(documents)
        theirs["scikit-learn"] = dict(zip(names, np.asarray(matrix.sum(axis=0)).ravel().tolist()))
    counts = ours(documents).set_index("word").freq
    return {name: _agreement(counts, found) for name, found in theirs.items()}


def _agreement(counts, found):
    normal = Counter()
    for token, freq in found.items():
        for word in words.of(token):
            normal[word] += int(freq)
    return sum(min(freq, normal[word]) for word, freq in counts.items()) / max(counts.sum(), sum(normal.values()))


def memory(documents):
    """Return (bytes of the table, highest use while it is made) for each word, beyond the text."""
    tracemalloc.start()
    table = ours_places(documents)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return table.memory_usage(index=False).sum() / len(table), highest / len(table), len(table)


def draw(tables, path):
    """Draw the ratios, one row for each contender, with their range; the same bytes from the same numbers."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    with plt.rc_context({"svg.hashsalt": "speed", "svg.fonttype": "none", "font.size": 9}):
        height = sum(len(table) for table in tables.values())
        figure, axes = plt.subplots(len(tables), 1, figsize=(7, 0.28 * height + 1.2 * len(tables)), layout="constrained", squeeze=False)
        for axis, (name, table) in zip(axes[:, 0], tables.items()):
            labels = [f"{row.name_} · {row.task}" if row.name_ == "analysis" else row.name_ for row in table.rename(columns={"name": "name_"}).itertuples()]
            place = np.arange(len(table))[::-1]
            axis.hlines(place, table.low, table.high, color="#999999", linewidth=3)
            axis.plot(table.ratio, place, "o", color="#1b4965", markersize=5)
            axis.axvline(1, color="#1b4965", linewidth=0.8)
            for x, y in zip(table.high, place):
                axis.annotate(f"{table.ratio.iloc[len(table) - 1 - y]:.2g}", (x, y), xytext=(6, 0), textcoords="offset points", va="center")
            axis.set(yticks=place, yticklabels=labels, xscale="log", xlabel="processor seconds as a multiple of ours (median, lowest to highest)", title=name)
            axis.xaxis.set_major_formatter("{x:g}")
            axis.spines[["top", "right"]].set_visible(False)
        figure.savefig(path, metadata={"Date": None, "Creator": None} if Path(path).suffix == ".svg" else None)
        plt.close(figure)


def report(title, documents, rounds):
    """Print the table for some texts, and return it."""
    each, highest, number = memory(documents)
    size = documents.text.str.len().sum() / 1e6
    print(f"\n{title}: {len(documents):,} documents, {size:.1f} million characters, {number:,} words")
    print(f"memory beyond the text, bytes for each word: {each:.1f} the table with places, {highest:.1f} at most while it is made")
    table = compared(measured(documents, rounds))
    for task, rows in table.groupby("task", sort=False):
        print(f"\n  {task:34} {'seconds':>8} {'ratio':>7} {'lowest':>7} {'highest':>7}")
        for row in rows.itertuples(index=False):
            print(f"  {row.name:34} {row.seconds:8.2f} {row.ratio:7.2f} {row.low:7.2f} {row.high:7.2f}")
    print("\n  the same work: share of words that agree with")
    for name, share in same_work(documents).items():
        print(f"  {name:34} {share:8.2%}{'' if share > 0.97 else '  NOT THE SAME WORK: leave this ratio out'}")
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="a folder of *.txt files")
    parser.add_argument("--megabytes", type=float, default=25, help="how much text to generate (default 25)")
    parser.add_argument("--rounds", type=int, default=5, help="how often everything runs (default 5)")
    parser.add_argument("--figure", type=Path, help="where to write the figure")
    asked = parser.parse_args()
    missing = sorted({name for name in NEEDED if not _installed(name)})
    print("not installed, left out: " + (", ".join(missing) or "nothing"))
    tables = {f"generated texts, {asked.megabytes:g} MB": report("generated texts", texts.documents(asked.megabytes * 1e6), asked.rounds)}
    if asked.folder:
        files = sorted(asked.folder.rglob("*.txt"))
        if not files:
            sys.exit(f"found no *.txt file in {asked.folder}, wanted a folder of texts: name another")
        real = pd.DataFrame({"document": [str(file.relative_to(asked.folder)) for file in files], "text": [file.read_text(encoding="utf-8", errors="replace") for file in files]})
        tables[f"{real.text.nunique():,} real texts, {real.text.str.len().sum() / 1e6:.0f} MB"] = report("real texts", real, asked.rounds)
    if asked.figure:
        draw(tables, asked.figure)


if __name__ == "__main__":
    main()

"""How fast are the cues found, beside the same cues as one expression? Prints megabytes a second (processor time) and ratios.

    python tests/benchmarks/cues.py [FOLDER] [--megabytes 2] [--rounds 5]

The texts are the package's corpus, or the *.txt and *.md files of FOLDER, repeated under other names until they are so long: a rate for many documents,
with the words of few. The expression is the standard library's `re` over the words of our patterns, shaped as a trie, with word borders and IGNORECASE,
by finditer over each sentence. It finds places and no more: no context that excludes, no longest, no voice, no table. So it is compared with five things:

- places: our patterns in the texts, words cut included: the expression's work;
- hits: those that count, with what excludes them;
- find: hits, their voices and holders, as a table;
- attributions and recommendations, with the hits they need;
- together: all three tables at once.

Rounds take turns, so that a busy machine favours nobody; the median is printed. Checked is that every place of a literal pattern that we find is one that
the expression finds, or lies inside or beside one: it takes one of several patterns that start at the same place, and we take all.
"""

import argparse
import itertools
import re
import statistics
import time
from pathlib import Path

import pandas as pd

from analysis import corpus, sections, sentences, stance
from analysis import cues as lists

LITERALS = 2000  # combinations of words of one run; runs with more, and runs with signs, are left out of the expression


def literals(pattern):
    """Return the strings that a pattern stands for, as far as it is words and commas.

    >>> sorted(literals("not? very likely|sure")), literals("# ships")
    (['not very likely', 'not very sure', 'very likely', 'very sure'], set())
    """
    found = set()
    for run in lists.variants(pattern):
        tests = [(test, gap) for test, gap in run if test not in ("^", "$")]
        number = 1
        for test, _ in tests:
            number *= len(test) if isinstance(test, frozenset) else LITERALS + 1
        if number <= LITERALS:
            gaps = ["", *(", " if gap == lists.COMMA else " " for _, gap in tests[1:])]
            found |= {"".join(itertools.chain(*zip(gaps, words))) for words in itertools.product(*(test for test, _ in tests))}
    return found


def expression(strings):
    """Return the strings as one expression in the shape of a trie, with word borders.

    >>> expression({"may", "may be", "must"}).pattern
    '\\\\bm(?:ay(?:\\\\s+be)?|ust)\\\\b'
    """
    root = {}
    for string in sorted(strings):
        node = root
        for letter in string:
            node = node.setdefault(letter, {})
        node[""] = {}
    return re.compile(rf"\b{_branch(root)}\b", re.IGNORECASE)


def _branch(node):
    parts = [(r"\s+" if letter == " " else re.escape(letter)) + _branch(below) for letter, below in sorted(node.items()) if letter]
    joined = parts[0] if len(parts) == 1 and "" not in node else f"(?:{'|'.join(parts)})" if parts else ""
    return joined + "?" if parts and "" in node else joined


def read(folder, size):
    """Return the sentences of a corpus or a folder, repeated up to a size in characters."""
    files = sorted(path for path in Path(folder).rglob("*") if path.suffix in (".txt", ".md")) if folder else []
    texts = pd.DataFrame({"document": [path.name for path in files], "text": [path.read_text(encoding="utf-8", errors="replace") for path in files]})
    documents = texts if folder else corpus.read()
    table = sentences.split(documents, sections.split(documents))
    times = max(1, round(size / table.text.str.len().sum()))
    return pd.concat([table.assign(document=table.document.astype("str") + f" {number}") for number in range(times)], ignore_index=True)


def tasks(table, cues):
    """Return {name: function}: what is timed."""
    cues = cues.sort_values(["pattern", "stance"], ignore_index=True)
    trie, texts = expression(set().union(*map(literals, cues.pattern))), table.text.tolist()
    known = lists.runs(tuple(cues.pattern))
    listed = stance._listed(*(tuple(cues[column]) for column in ("pattern", "stance", "requires", "excludes")))

    def hits():
        found = lists.tokens(texts, listed.known)
        return stance._table(listed, found, stance._matches(listed, found), range(len(stance.NAMES)))

    return {
        "trie expression": lambda: [match.span() for text in texts for match in trie.finditer(text)],
        "places": lambda: lists.places(known, lists.tokens(texts, known)),
        "hits": hits,
        "find": lambda: stance.find(table, cues),
        "attributions": lambda: stance.attributions(table, cues),
        "recommendations": lambda: stance.recommendations(table, cues),
        "together": lambda: stance.together(table, cues),
    }


def same_work(table, cues):
    """Return how many places of literal patterns we find, and how many of these the expression does not meet."""
    literal = [pattern for pattern in cues.pattern if literals(pattern) and all(isinstance(test, frozenset) for run in lists.variants(pattern) for test, _ in run)]
    trie, known, texts = expression(set().union(*map(literals, literal))), lists.runs(tuple(literal)), table.text.tolist()
    found = lists.tokens(texts, known)
    _, first, last = lists.places(known, found)
    covered = {(i, at) for i, text in enumerate(texts) for match in trie.finditer(text) for at in range(*match.span())}
    missed = [(i, start) for i, start in zip(found.home[first].tolist(), (found.starts[first] - found.base[found.home[first]]).tolist()) if (i, start) not in covered]
    return len(first), missed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", help="a folder of *.txt and *.md files (default: the package's corpus)")
    parser.add_argument("--megabytes", type=float, default=2, help="how much text (default 2)")
    parser.add_argument("--rounds", type=int, default=5, help="how often everything runs (default 5)")
    asked = parser.parse_args()
    table, cues = read(asked.folder, asked.megabytes * 1e6), stance.cues()
    size, timed = table.text.str.len().sum() / 1e6, tasks(table, cues)
    seconds = {name: [] for name in timed}
    for _, (name, run) in itertools.product(range(asked.rounds), timed.items()):
        begin = time.process_time()
        run()
        seconds[name].append(time.process_time() - begin)
    print(f"{len(cues)} cues, {len(table):,} sentences, {size:.1f} million characters\n\n{'':18}{'MB/s':>8}{'of the expression':>20}")
    for name, taken in seconds.items():
        ratio = statistics.median(other / mine for mine, other in zip(taken, seconds["trie expression"]))
        print(f"{name:18}{size / statistics.median(taken):8.1f}{ratio:20.2f}")
    number, missed = same_work(table.head(20_000), cues)
    print(f"\nof {number:,} places of literal patterns the expression does not meet {len(missed):,}")
    for i, start in missed[:5]:
        print(f"  {table.text[i][max(start - 20, 0) : start + 30]!r}")


if __name__ == "__main__":
    main()

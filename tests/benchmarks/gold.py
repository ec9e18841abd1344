"""How far do the two passes over the digests agree? Prints Cohen's kappa from the committed labels, as the tables of corpus/README.md.

    python tests/benchmarks/gold.py

Words: each word of the body is inside a cue of the stance (core or optional) or it is not. Sentences: each sentence of the body has a
core cue of the stance, or a row, or it has none. Paired rows: rows of one stance that share at least half of the shorter span, each
used once; status is core, optional or negative, voice is compared where neither pass says negative. Beside kappa stands the positive agreement,
2 both / (one + two): the words, the sentences or the rows that both passes marked, for kappa is high wherever most words are plainly no cue.
"""

import math

import pandas as pd
from nltk.metrics.agreement import AnnotationTask

from analysis import corpus, sections, sentences, words

PASSES = corpus.HOME / "gold" / "passes"
STANCES = ["hedge", "booster", "attitude", "obligation", "conditional", "attribution", "concession", "self_mention"]


def read(name):
    """Return both passes of cues, recommendations or attributions as two tables."""
    return [pd.read_csv(PASSES / f"{name}-{k}.csv", keep_default_na=False) for k in (1, 2)]


def kappa(one, two):
    """Return Cohen's kappa of two lists of labels for the same units; nan where only one label occurs.

    Half of four units would agree by chance, three do:

    >>> kappa([True, True, False, False], [True, True, True, False])
    0.5
    >>> kappa(["core", "core"], ["core", "core"])
    nan
    """
    if len(set(one) | set(two)) < 2:
        return math.nan
    return float(AnnotationTask([row for i, (a, b) in enumerate(zip(one, two)) for row in ((1, i, a), (2, i, b))]).kappa())


def positive(one, two):
    """Return the positive agreement of two lists of True and False.

    >>> positive([True, True, False, False], [True, False, False, False])
    0.6666666666666666
    """
    return 2 * sum(a and b for a, b in zip(one, two)) / (sum(one) + sum(two))


def marked(units, rows):
    """Return for each unit (document, start, end) whether a row shares a character with it.

    >>> units = pd.DataFrame({"document": ["A", "A"], "start": [0, 4], "end": [3, 7]})
    >>> marked(units, pd.DataFrame({"document": ["A"], "start": [5], "end": [6]}))
    [False, True]
    """
    spans = {document: list(zip(some.start, some.end)) for document, some in rows.groupby("document")}
    return [any(start < unit.end and unit.start < end for start, end in spans.get(unit.document, [])) for unit in units.itertuples()]


def pairs(one, two):
    """Return the (row of one, row of two) that share at least half of the shorter span; of several the most alike, each used once.

    >>> one = pd.DataFrame({"document": ["A", "A"], "start": [0, 20], "end": [6, 22]})
    >>> two = pd.DataFrame({"document": ["A", "A"], "start": [2, 30], "end": [10, 32]})
    >>> [(a.start, b.start) for a, b in pairs(one, two)]
    [(0, 2)]
    """
    claims = [
        (common / (max(a.end, b.end) - min(a.start, b.start)), a.Index, b.Index, a, b)
        for a in one.itertuples()
        for b in two[two.document == a.document].itertuples()
        if 2 * (common := min(a.end, b.end) - max(a.start, b.start)) >= min(a.end - a.start, b.end - b.start)
    ]
    found, used = [], set()
    for _, i, j, a, b in sorted(claims, key=lambda claim: (-claim[0], claim[1:3])):
        if not used & {(1, i), (2, j)}:
            used |= {(1, i), (2, j)}
            found.append((a, b))
    return found


def located(rows, column, texts):
    """Return rows with start and end of the words in one column, looked for from the start of their sentence."""
    starts = [texts[row.document].index(getattr(row, column), row.start) for row in rows.itertuples()]
    return rows.assign(start=starts, end=[start + len(text) for start, text in zip(starts, rows[column])])


def compared(paired, column):
    """Return kappa of one column over paired rows."""
    return kappa([getattr(a, column) for a, _ in paired], [getattr(b, column) for _, b in paired])


def cues(body, counted):
    """Return one row a stance: cues of either pass, kappa and positive agreement by word and by sentence, pairs, kappa of status and voice."""
    one, two = read("cues")
    rows, every = [], []
    for stance in [*STANCES, "all"]:
        both = [labels if stance == "all" else labels[labels.stance == stance] for labels in (one, two)]
        real = [labels[labels.status != "negative"] for labels in both]
        by_word = [marked(counted, labels) for labels in real]
        by_sentence = [marked(body, labels[labels.status == "core"]) for labels in both]
        paired = every if stance == "all" else pairs(*both)
        every = [*every, *paired]
        said = [(a, b) for a, b in paired if "negative" not in (a.status, b.status)]
        agreement = [kappa(*by_word), positive(*by_word), kappa(*by_sentence), positive(*by_sentence)]
        rows.append([stance, *map(len, real), *agreement, len(paired), compared(paired, "status"), compared(said, "voice")])
    return pd.DataFrame(rows, columns=["stance", "one", "two", "words κ", "pos.", "sentences κ", "pos.", "pairs", "status κ", "voice κ"])


def acts(body, texts):
    """Return one row for recommendations and one for attributions: rows, agreement by sentence, pairs, and kappa or the share of equal cells."""
    found = []
    for name, column, labels in (("recommendations", "action", ["force", "kind", "addressee"]), ("attributions", "verb", ["voice", "distance"])):
        both = read(name)
        by_sentence = [marked(body, rows) for rows in both]
        paired = pairs(*[located(rows, column, texts) for rows in both])
        said = [f"{label} {sum(getattr(a, label) == getattr(b, label) for a, b in paired)}, κ {compared(paired, label):.2f}" for label in labels]
        found.append([name, *map(len, both), kappa(*by_sentence), positive(*by_sentence), len(paired), "; ".join(said)])
    return pd.DataFrame(found, columns=["rows", "one", "two", "sentences κ", "pos.", "pairs", "the same in the pairs"])


def markdown(table):
    """Return a table as Markdown, shares with two decimals, a dash where there is none.

    >>> print(markdown(pd.DataFrame({"stance": ["hedge"], "κ": [0.5]})))
    | stance | κ |
    |---|---|
    | hedge | 0.50 |
    """
    cells = [["–" if cell != cell else f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row] for row in table.itertuples(index=False)]
    return "\n".join(["| " + " | ".join(table) + " |", "|---" * table.shape[1] + "|", *("| " + " | ".join(row) + " |" for row in cells)])


def tables():
    """Return the two tables of agreement as Markdown."""
    documents = corpus.read()
    lines = sentences.split(documents, sections.split(documents))
    counted = words.split(documents, lines)
    body = lines[lines.zone == "body"]
    return [markdown(cues(body, counted[counted.zone == "body"])), markdown(acts(body, dict(zip(documents.document, documents.text))))]


if __name__ == "__main__":
    print("\n\n".join(tables()))

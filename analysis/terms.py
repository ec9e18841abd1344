"""How often a word is used, in how many documents, and where.

A frequency is attention, not importance and not policy. It is printed with the number of documents it comes from, since a
word that one text repeats is not a word that the corpus shares, and with an interval that resamples documents, not words.
Every count opens the list of places it was counted from: `occurrences` has a row for each.

All functions take a table of words as `words.split` makes it, and count the zone `body` unless another is named (None: all).
They need only the columns document and word, so they work on a table of your own.
"""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import inference
from analysis.words import of

UNSTATED = "not stated"
CHUNK = 1000


def frequencies(words, documents=None, by=None, terms=None, zone="body"):
    """Return how often each word is used: one row for each word, and for each group of documents if `by` is given.

    words: table with document and word. documents: the table of documents, for groups and for documents that have no
    words. by: "document" or a column of `documents` (genre, period, publisher …); documents for which it is missing make
    the group "not stated". terms: words or phrases ("north korea") to count instead of every word; these get a row in
    every group, in the order given, with freq 0 where they do not occur. zone: the zone that is counted; None for all.

    Columns: [by], word, freq, docfreq (documents with the word), documents (of the group), words (counted in the group),
    per_1000 (freq per 1,000 counted words), low and high (its 95 % interval from resampling documents; nan where there
    are fewer than five, or the word is not found), interval (how it was made, or why there is none). Ordered by group, then freq and the alphabet.
    A group without any words has per_1000 nan. Raises KeyError where `by` is no column.

    A higher rate means that the word takes more of the text. Stop words are counted in `words` (`stopwords` lists
    them, so that a table can leave them out). Intervals are for one word each and not for the order of the list.

    >>> words = pd.DataFrame({"document": ["a", "a", "b"], "word": ["coal", "ban", "coal"]})
    >>> frequencies(words)[["word", "freq", "docfreq", "documents", "words"]].values.tolist()
    [['coal', 2, 2, 2, 3], ['ban', 1, 1, 2, 3]]
    """
    counted = _zone(words, zone)
    ids = pd.Index(documents.document if documents is not None else sorted(counted.document.unique()))
    group = _groups(ids, documents, by)
    counted = counted[counted.document.isin(ids)]
    size = np.bincount(ids.get_indexer(counted.document), minlength=len(ids))
    places = counted if terms is None else occurrences(counted, terms, zone=None)
    names = pd.Index(sorted(set(places.word) - {""}) if terms is None else dict.fromkeys(" ".join(_term(term)) for term in _listed(terms)))
    tables = []
    for name in sorted(set(group) or {""}, key=lambda name: (name == UNSTATED, name)):
        inside = np.flatnonzero(group == name)
        table = pd.concat([_rates(names[first : first + CHUNK], freq, size[inside]) for first, freq in _counts(places, ids[inside], names)])
        if terms is None:
            table = table[table.freq > 0].sort_values(["freq", "word"], ascending=[False, True])
        tables.append(table if by is None else table.assign(**{by: name})[[by, *table]])
    return pd.concat(tables, ignore_index=True)


def occurrences(words, terms, zone="body"):
    """Return the places where words or phrases occur: one row each, as many as the frequency.

    Columns: those of `words`, with `word` the term as it is counted; start and end are those of the whole phrase. A phrase
    is found within a sentence only, whatever stands between its words on the page (a line break, a comma). Give it all the words: rows
    taken out of the table bring others together. Of a name made one by `compound` the single words are not found.

    >>> words = pd.DataFrame({"document": "a", "sentence": 1, "word": ["north", "korea", "and", "north"], "start": [0, 6, 12, 16], "end": [5, 11, 15, 21]})
    >>> occurrences(words, "North Korea")[["word", "start", "end"]].values.tolist()
    [['north korea', 0, 11]]
    """
    counted = _zone(words, zone)
    found = []
    for term in dict.fromkeys(map(_term, _listed(terms))):
        first = np.flatnonzero(_starts(counted, term) | (counted.word == " ".join(term)).to_numpy(bool))
        found.append(_spanning(counted, first, first + len(term) - 1).assign(word=" ".join(term)))
    order = [c for c in ("document", "start") if c in counted]
    return pd.concat(found).sort_values(order, ignore_index=True, kind="stable") if found else counted[:0]


def compound(words, names):
    """Return the table of words with names of several words made one: "north korea", and not "north" and "korea".

    names: phrases, of which the longest goes first where two overlap. The name stands in the row of its first word, with the
    end of its last. The rows of the others stay, with "" for a word, so that the number of counted words, and with it
    every rate, stays what it was; no table lists them.

    >>> words = pd.DataFrame({"document": "a", "word": ["the", "north", "korea", "desk"]})
    >>> compound(words, ["North Korea"]).word.tolist()
    ['the', 'north korea', '', 'desk']
    """
    joined = words.astype({"word": object})
    word, end = joined.word.to_numpy(object, copy=True), joined.end.to_numpy(copy=True) if "end" in words else None
    for name in sorted({tuple(of(name)) for name in names}, key=lambda name: (-len(name), name)):
        if len(name) < 2:
            continue
        first = np.flatnonzero(_starts(joined.assign(word=word), name))
        word[first] = " ".join(name)
        for i in range(1, len(name)):
            word[first + i] = ""
        if end is not None:
            end[first] = end[first + len(name) - 1]
    return joined.assign(word=pd.Categorical(word), **({} if end is None else {"end": end}))


def kwic(words, documents, terms, width=50, zone="body"):
    """Return each occurrence in its context (keyword in context): one row each, in reading order.

    Columns: document, section, sentence, zone, start, end, left, quote, right. `left` and `right` are up to `width` characters
    of the page on either side, with line breaks shown as blanks; `quote` is the text from start to end, letter for letter.
    """
    found = occurrences(words, terms, zone)
    texts = dict(zip(documents.document, documents.text))
    pages = [texts[document] for document in found.document]
    spans = list(zip(pages, found.start, found.end))
    return found[[c for c in ("document", "section", "sentence", "zone", "start", "end") if c in found]].assign(
        left=[_one_line(text[max(0, start - width) : start]) for text, start, _ in spans],
        quote=[text[start:end] for text, start, end in spans],
        right=[_one_line(text[end : end + width]) for text, _, end in spans],
    )


@cache
def stopwords():
    """Return the words that say nothing of a subject ("the", "of"), as `stopwords.csv` lists them: a frozen set.

    They are counted like any other; the list is for tables that should show the others only.

    >>> "the" in stopwords(), "sanctions" in stopwords()
    (True, False)
    """
    with (Path(__file__).parent / "stopwords.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file))


def content(table):
    """Return the rows of a table of terms that name a subject: no stop word, no number, in the same order, numbered anew.

    >>> content(pd.DataFrame({"word": ["the", "coal", "2017", "3.5", "38north"]})).word.tolist()
    ['coal', '38north']
    """
    plain = table.word.isin(stopwords()) | table.word.str.fullmatch(r"[\d.,-]+")
    return table[~plain.astype(bool)].reset_index(drop=True)


def _zone(words, zone):
    if words[["document", "word"]].isna().any().any():
        raise ValueError("found a row without document or word, wanted both in every row: drop or fill it")
    return words if zone is None or "zone" not in words else words[words.zone == zone]


def _starts(words, term):
    """Where, row by row, does a phrase start that stands in one sentence of one document?"""
    name = words.word.astype("category").cat
    known = {word: i for i, word in enumerate(name.categories)}
    code, n = name.codes.to_numpy(), max(len(words) - len(term) + 1, 0)
    here = np.ones(n, bool)
    for i, word in enumerate(term):
        here &= code[i : i + n] == known.get(word, -2)
    for unit in ("document", "sentence"):
        if unit in words and len(term) > 1:
            key = words[unit].astype("category").cat.codes.to_numpy()
            here &= key[:n] == key[len(term) - 1 : len(term) - 1 + n]
    return np.append(here, np.zeros(len(words) - n, bool))


def _spanning(words, first, last):
    """The rows of the first words, each with the end of its last; a name that is one row already ends where it ends."""
    rows = words.iloc[first]
    if "end" not in words:
        return rows
    whole = rows.word.astype(object).str.contains(" ", regex=False).to_numpy(bool)
    return rows.assign(end=np.where(whole, rows.end, words.end.to_numpy()[np.minimum(last, len(words) - 1)]))


def _listed(terms):
    return [terms] if isinstance(terms, str) else list(terms)


def _term(term):
    """The words of a term, in their normal form."""
    if not of(term):
        raise ValueError(f"found no word in the term {term!r}, wanted a word or phrase")
    return tuple(of(term))


def _one_line(text):
    return " ".join(text.splitlines())


def _groups(ids, documents, by):
    """The group of each document, by a column of the table of documents."""
    if not (by is None or isinstance(by, str)):
        raise TypeError(f"found {by!r} to group by, wanted the name of one column")
    if by is None:
        return np.full(len(ids), "")
    if by == "document":
        return ids.to_numpy(object)
    if documents is None or by not in documents:
        wanted = "the table of documents" if documents is None else ", ".join(c for c in documents if c != "text")
        raise KeyError(f"found no column {by!r} to group by, wanted one of: {wanted}")
    return documents[by].astype(object).where(documents[by].notna(), UNSTATED).to_numpy()


def _counts(places, ids, names):
    """Yield (first, freq): how often each name stands in each document, for so many names at a time as fit the memory."""
    row, column = ids.get_indexer(places.document), names.get_indexer(places.word)
    order = np.argsort(column, kind="stable")
    row, column = row[order], column[order]
    for first in range(0, max(len(names), 1), CHUNK):
        part = slice(*np.searchsorted(column, [first, first + CHUNK]))
        inside, width = row[part] >= 0, len(names[first : first + CHUNK])
        freq = np.bincount(row[part][inside] * width + column[part][inside] - first, minlength=len(ids) * width)
        yield first, freq.reshape(len(ids), width)


def _rates(names, freq, size):
    total, words = freq.sum(axis=0), int(size.sum())
    low, high = inference.interval(freq, size, per=1000)
    return pd.DataFrame(
        {
            "word": names,
            "freq": total,
            "docfreq": (freq > 0).sum(axis=0),
            "documents": len(size),
            "words": words,
            "per_1000": 1000 * total / words if words else np.nan,
            "low": np.where(total > 0, low, np.nan),
            "high": np.where(total > 0, high, np.nan),
            "interval": np.where(total > 0, inference.method(int((size > 0).sum())), "no interval: not found"),
        }
    )

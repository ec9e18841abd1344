"""How often a word is used, in how many documents, and where.

A frequency is attention, not importance and not policy. It is printed with the number of documents it comes from, since a
word that one text repeats is not a word that the corpus shares, and with an interval that resamples documents, not words.
Every count opens the list of places it was counted from: `occurrences` has a row for each.

All functions take a table of words as `words.split` makes it, and count the zone `body` unless another is named (None: all).
They need only the columns document and word, so they work on a table of your own. Those that do not look at the order of words (`frequencies`,
`rates`, `keyness`, `log_odds`) take counts as well: rows of document, word and freq, such as `engine.counts` makes of a corpus larger than the memory.
"""

import time
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import regex

from analysis import corpus, inference, measures, sections
from analysis.formats import BadInput
from analysis.words import normal, of

ZONES = [*sections.ZONES, "heading"]
UNSTATED = "not stated"
RATES = ["freq", "docfreq", "documents", "words", "per_1000", "low", "high", "interval"]  # what the tables of rates say of each name
CHUNK, MANY, MOST = 1000, 10_000, 200  # words at a time; of many words, so many get an interval


def frequencies(words, documents=None, by=None, terms=None, zone="body"):
    """Return how often each word is used: one row for each word, and for each group of documents if `by` is given.

    words: table with document and word. documents: the table of documents, for groups and for documents that have no
    words. by: "document" or a column of `documents` (genre, period, publisher …); documents for which it is missing make
    the group "not stated". terms: words or phrases ("north korea") to count instead of every word; these get a row in
    every group, in the order given, with freq 0 where they do not occur (per_1000 is nan for those that occur in no group). zone: the zone that is counted; None for all.

    Columns: [by], word, freq, docfreq (documents with the word), documents (of the group), words (counted in the group),
    per_1000 (freq per 1,000 counted words), low and high (its 95% interval from resampling documents; nan where there
    are fewer than five, or its rate is the same in all), interval (how it was made, or why there is none). Ordered by group, then freq and the alphabet.
    A group without any words has per_1000 nan. Raises KeyError where `by` is no column, and BadInput where it is one of the result.

    Of more than 10,000 words those but the 200 most frequent of each group have no interval; name them in `terms` to have it.

    A higher rate means that the word takes more of the text. Stop words are counted in `words` (`stopwords` lists
    them, so that a table can leave them out). Intervals are for one word each and not for the order of the list.

    >>> words = pd.DataFrame({"document": ["a", "a", "b"], "word": ["coal", "ban", "coal"]})
    >>> frequencies(words)[["word", "freq", "docfreq", "documents", "words"]].values.tolist()
    [['coal', 2, 2, 2, 3], ['ban', 1, 1, 2, 3]]
    """
    counted = _counted(words, zone)
    names = None if terms is None else list(dict.fromkeys(" ".join(_term(term)) for term in _listed(terms)))
    if terms is None or "freq" in words and not any(" " in name or _is_pattern(name) for name in names):
        return _rates(counted, counted, documents, by, "word", names)
    return _rates(occurrences(words, terms, zone), counted, documents, by, "word", names)


def rates(places, words, documents=None, by=None, label="word", names=None, zone="body"):
    """Return how often places of any kind occur per 1,000 counted words: one row for each value of `label`, and for each group.

    places: a table with document and `label`, such as mentions with their actor. words: the table of words that were counted. names: the values to
    count, in this order, with freq 0 where there are none; else all that occur. Columns and all else are as in `frequencies`.

    >>> words = pd.DataFrame({"document": list("aab"), "word": ["coal", "ban", "coal"]})
    >>> rates(pd.DataFrame({"document": ["a"], "actor": ["China"]}), words, label="actor")[["actor", "freq", "docfreq", "words"]].values.tolist()
    [['China', 1, 1, 3]]
    """
    places = _occurred(places if zone is None or "zone" not in places else places[places.zone == zone])
    return _rates(places, _counted(words, zone), documents, by, label, names)


def occurrences(words, terms, zone="body"):
    """Return the places where words or phrases occur: one row each, as many as the frequency.

    terms: a word, a phrase, or a list of them; a part between slashes is a regular expression for a whole word in its normal form
    ("north /korea.*/", "/sanction(s|ed)?/").

    Columns: those of `words`, with `word` the term as it is counted; start and end are those of the whole phrase. A phrase
    is found within a sentence only, whatever stands between its words on the page (a line break, a comma). Give it all the words: rows
    taken out of the table bring others together. Of a name made one by `compound` the single words are not found.

    >>> words = pd.DataFrame({"document": "a", "sentence": 1, "word": ["north", "korea", "and", "north"], "start": [0, 6, 12, 16], "end": [5, 11, 15, 21]})
    >>> occurrences(words, "North Korea")[["word", "start", "end"]].values.tolist()
    [['north korea', 0, 11]]
    """
    counted = _zone(words, zone)
    found = [_spanning(counted, first, first + name.count(" ")).assign(word=name) for name, first in _firsts(counted, terms)]
    order = [c for c in ("document", "start") if c in counted]
    table = pd.concat(found).sort_values(order, ignore_index=True, kind="stable") if found else counted[:0]
    return table.drop(columns="run", errors="ignore")


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
    reading = _reading(joined)
    for name in sorted({tuple(of(name)) for name in _listed(names)}, key=lambda name: (-len(name), name)):
        if len(name) < 2:
            continue
        first = _apart(np.flatnonzero(_starts(name, *reading, word == "")), len(name))
        word[first] = " ".join(name)
        for i in range(1, len(name)):
            word[first + i] = ""
        if end is not None:
            end[first] = end[first + len(name) - 1]
    return joined.assign(word=pd.Categorical(word), **({} if end is None else {"end": end}))


def _apart(first, length):
    """Of uses that overlap, the first."""
    kept = []
    for i in first:
        if not kept or i >= kept[-1] + length:
            kept.append(i)
    return np.array(kept, int)


def kwic(words, documents, terms, width=50, zone="body", sections=None, sort=("document", "start")):
    """Return each occurrence in its context (keyword in context): one row each.

    Columns: document, section, [path, if `sections` is given], sentence, zone, start, end, left, quote, right. `left` and `right` are up to `width`
    characters of the page on either side, in whole words, with line breaks shown as blanks; `quote` is the text from start to end, letter for
    letter. sort: columns to order the rows by, and L1, L2 … or R1, R2 … for the first, second … word to the left or right.
    """
    if "start" not in words or "end" not in words:
        raise ValueError("found words without start and end, wanted the table of words.split: a context needs places in a text")
    found = occurrences(words, terms, zone)
    texts = dict(zip(documents.document, documents.text))
    spans = [(texts[document], start, end) for document, start, end in zip(found.document, found.start, found.end)]
    table = found[[c for c in ("document", "section", "sentence", "zone", "start", "end") if c in found]].assign(
        left=[_one_line(text[_whole(text, max(0, start - width), start) : start]) for text, start, _ in spans],
        quote=[text[start:end] for text, start, end in spans],
        right=[_one_line(text[end : _whole(text, min(len(text), end + width), end)]) for text, _, end in spans],
    )
    if sections is not None:
        paths = sections.set_index(["document", "section"]).path
        table.insert(2, "path", [paths[key] for key in zip(table.document, table.section)])
    keys = [_sort_key(key, table, spans) for key in sort]
    order = sorted(range(len(table)), key=lambda i: [key[i] for key in keys])
    return table.iloc[order].reset_index(drop=True)


def _sort_key(key, table, spans):
    """The values to sort a table of contexts by: those of a column, or the n-th word on one side."""
    if key in table:
        return list(table[key])
    side, number = key[:1], key[1:]
    if side not in ("L", "R") or not number.isdigit() or number == "0":
        raise KeyError(f"found {key!r} to sort by, wanted a column ({', '.join(table)}), or L1, L2 … or R1, R2 …")
    n = int(number) - 1
    sides = [of(text[max(0, start - 200) : start])[::-1] if side == "L" else of(text[end : end + 200]) for text, start, end in spans]
    return [words[n] if n < len(words) else "" for words in sides]


@cache
def stopwords():
    """Return the words that say nothing of a subject ("the", "of"), as `stopwords.csv` lists them: a frozen set.

    They are counted like any other; the list is for tables that should show the others only.

    >>> "the" in stopwords(), "sanctions" in stopwords()
    (True, False)
    """
    return frozenset(row["word"] for _, row in corpus.table(Path(__file__).parent / "stopwords.csv", ["word"]))


def keyness(target, reference, min_freq=5, cells=4, zone="body"):
    """Return what sets a group of documents apart from a reference: one row for each word, the strongest evidence first.

    target, reference: tables of words (document, word), or for the reference a table of frequencies (word, freq), as `frequency_list` reads
    it. min_freq: words used less often in both together (in the target alone, where the reference is a list) are not compared. cells: 4 or 2, the variant of the log-likelihood.

    Columns: word, freq, freq_ref, docfreq, docfreq_ref, words, words_ref, per_1000, per_1000_ref; evidence: log_likelihood (positive where the
    target has more), cells, p (of that, with words as the unit: far too small wherever a few texts repeat a word), p_holm (for all
    comparisons), comparisons, bic; size: log_ratio with its interval for all comparisons (log_ratio_low, log_ratio_high) and lrc (its conservative bound), percent_difference, odds_ratio; spread: dp_norm
    over the target's documents; and the second opinion with documents as the unit: p_documents, p_documents_holm (for
    all comparisons), p_documents_smallest (no p can be lower), method. nan where one side has no words, or where the reference has no documents.

    Of more than 10,000 words only the 200 with the strongest evidence get the second opinion; it is still adjusted for all comparisons.

    Read evidence, size and spread together: a word that matters has an lrc away from 0, stands in several documents (docfreq) and is not
    clumped (dp_norm near 0). A small p alone shows nothing but that texts differ.

    >>> early = pd.DataFrame({"document": list("aabbcc"), "word": ["coal", "and"] * 3})
    >>> late = pd.DataFrame({"document": list("ddeeff"), "word": ["rice", "and"] * 3})
    >>> keyness(early, late, min_freq=3)[["word", "freq", "freq_ref", "p_documents"]].values.tolist()
    [['coal', 3, 0, 0.1], ['and', 3, 3, 1.0], ['rice', 0, 3, 0.1]]
    """
    if cells not in (2, 4):
        raise ValueError(f"found cells={cells!r}, wanted 4 or 2")
    listed = "document" not in reference
    counted, other = _counted(target, zone), _list_of_counts(reference) if listed else _counted(reference, zone)
    whole = _totals(counted)
    if not listed:
        shared = set(counted.document) & set(other.document)
        if shared:
            raise ValueError(f"found the document {min(shared)!r} in target and reference, wanted it in one: reference[~reference.document.isin(target.document)]")
        whole = whole.add(_totals(other), fill_value=0)
    names = pd.Index(sorted(word for word, freq in whole.items() if freq >= min_freq and word))
    counts, size = _by_document(counted, names)
    counts_ref, size_ref = _from_list(other, names) if listed else _by_document(other, names)
    (a, docfreq), (b, docfreq_ref) = (_summed(*table, len(names)) for table in (counts, counts_ref))
    c, d = size.sum(), size_ref.sum()
    table = pd.DataFrame({"word": names, "freq": a, "freq_ref": b, "docfreq": docfreq, "docfreq_ref": np.nan if listed else docfreq_ref})
    if c and d:
        table = table.assign(words=c, words_ref=d, per_1000=1000 * a / c, per_1000_ref=1000 * b / d, **_compared(a, b, c, d, cells))
    else:
        table = table.assign(words=c, words_ref=d, **dict.fromkeys(["per_1000", "per_1000_ref", *_compared(a, b, 1, 1, cells)], np.nan))
    table["dp_norm"] = _dp_norm(*counts, a, size)
    strongest = np.argsort(-table.log_likelihood.abs().to_numpy(), kind="stable")[: MOST if len(names) > MANY else None]
    p, smallest, method = _second_opinion(*(_dense(*table, len(sizes), len(names), strongest) for table, sizes in ((counts, size), (counts_ref, size_ref))), size, size_ref, listed)
    table = table.assign(p_documents=np.nan, p_documents_smallest=smallest, method=f"no inference over documents: one of more than {MANY:,} words")
    table.loc[strongest, ["p_documents", "method"]] = pd.DataFrame({"p_documents": p, "method": method}, index=strongest)
    table["p_documents_holm"] = inference.holm(table.p_documents, len(table))
    return table.sort_values(["log_likelihood", "word"], ascending=[False, True], ignore_index=True)


def _compared(a, b, c, d, cells):
    from scipy.stats import chi2

    g2 = measures.log_likelihood(a, b, c, d, cells)
    p = chi2.sf(np.abs(g2), 1)
    low, high = measures.log_ratio_interval(a, b, c, d, comparisons=max(len(p), 1))
    return {
        "log_likelihood": g2,
        "cells": cells,
        "p": p,
        "p_holm": inference.holm(p),
        "comparisons": len(p),
        "bic": measures.bic(g2, c + d),
        "log_ratio": measures.log_ratio(a, b, c, d),
        "log_ratio_low": low,
        "log_ratio_high": high,
        "lrc": measures.conservative(low, high),
        "percent_difference": measures.percent_difference(a, b, c, d),
        "odds_ratio": measures.odds_ratio(a, b, c, d),
    }


def _second_opinion(freq, freq_ref, size, size_ref, listed):
    if listed:
        return np.nan, np.nan, "no inference over documents: the reference is a list"
    both, sizes, member = np.vstack([freq, freq_ref]), np.concatenate([size, size_ref]), np.arange(len(size) + len(size_ref)) < len(size)
    parts = [inference.permutation(both[:, i : i + CHUNK // 4], sizes, member) for i in range(0, max(both.shape[1], 1), CHUNK // 4)]
    return np.concatenate([p for p, *_ in parts]), *parts[0][1:]


def frequency_list(path):
    """Return a frequency list from a CSV file with the columns word and freq, such as a reference corpus comes with.

    Words are put into their normal form, and equal ones added up. Raises BadInput, with the line, for a missing column or a freq that is no
    whole number or is negative. A list of rates or ranks is none: without counts there is no evidence to compute.
    """
    rows = {}
    for line, row in corpus.table(Path(path), ["word", "freq"]):
        word, freq = " ".join(of(row["word"])), row["freq"].strip()
        if not (freq.isascii() and freq.isdigit()):
            raise BadInput(f"{path}:{line}: found the freq {row['freq']!r}, wanted a whole number, 0 or more: mend or remove the row")
        if not word:
            raise BadInput(f"{path}:{line}: found no word in {row['word']!r}, wanted one: remove the row, and mind that the list's size changes")
        rows[word] = rows.get(word, 0) + int(freq)
    return pd.DataFrame({"word": list(rows), "freq": list(rows.values())})


def log_odds(target, reference, prior=0.01, zone="body"):
    """Return the log-odds of each word between two groups (Monroe et al. 2008), the target's words first.

    prior: pseudo-counts of each word, the same for all (an uninformative Dirichlet prior, above 0). nan where one side has no words. Columns: word, freq, freq_ref, log_odds, z (the paper's approximate variance, as ConvoKit), z_exact (variance of all
    four terms, as scattertext), prior. High z: the target's word, more surely than by chance if words were independent.
    """
    counts = [_totals(_counted(table, zone)) for table in (target, reference)]
    names = pd.Index(sorted((set(counts[0].index) | set(counts[1].index)) - {""}))
    a, b = (count.reindex(names, fill_value=0).to_numpy() for count in counts)
    if prior <= 0:
        raise ValueError(f"found the prior {prior!r}, wanted a number above 0")
    delta, z, exact = measures.log_odds(a, b, a.sum(), b.sum(), prior, prior * len(names)) if a.sum() and b.sum() else [np.nan] * 3
    table = pd.DataFrame({"word": names, "freq": a, "freq_ref": b, "log_odds": delta, "z": z, "z_exact": exact, "prior": prior})
    return table.sort_values(["z", "word"], ascending=[False, True], ignore_index=True)


def dispersion(words, parts="document", terms=None, min_freq=5, zone="body"):
    """Return how evenly each word is spread over the documents (or over the sections): one row each, the most frequent first.

    parts: "document" or "section". terms: words or phrases; else every word with at least `min_freq` uses. Columns: word, freq, range (parts
    with the word), parts, dp (Gries 2008: 0 even, near 1 clumped), dp_norm (Lijffijt & Gries 2012), d_a, d_kl, s (Rosengren), juilland_d (population):
    1 even, 0 clumped; arf (the frequency, less where uses stand close). All nan for a term that occurs nowhere.

    The measures agree on extremes and not between. Compare words of like frequency: rare ones cannot be even.
    """
    if parts not in ("document", "section") or parts not in words:
        raise ValueError(f"found parts={parts!r}, wanted document or section, a column of the table")
    counted = _zone(words, zone).reset_index(drop=True)
    unit = counted.groupby(["document"] if parts == "document" else ["document", "section"], observed=True, sort=False).ngroup().to_numpy()
    size = np.bincount(unit)
    rows = []
    for name, first in _each_word(counted, min_freq) if terms is None else _firsts(counted, terms):
        rows.append({"word": name, **_spread(np.bincount(unit[first], minlength=len(size)), size / size.sum(), first, len(counted))})
    table = pd.DataFrame(rows, columns=["word", "freq", "range", "parts", "dp", "dp_norm", "d_a", "d_kl", "s", "juilland_d", "arf"])
    return table if terms is not None else table.sort_values(["freq", "word"], ascending=[False, True], ignore_index=True)


def _each_word(words, min_freq):
    """Yield (word, rows) for each word with so many uses."""
    column = words.word.astype("category").cat
    order = np.argsort(column.codes.to_numpy(), kind="stable")
    ends = np.cumsum(np.bincount(column.codes, minlength=len(column.categories)))
    for name, rows in zip(column.categories, np.split(order, ends[:-1])):
        if name and len(rows) >= min_freq:
            yield name, rows


def _spread(v, share, positions, n):
    row = {"freq": int(v.sum()), "range": int((v > 0).sum()), "parts": len(v)}
    if not v.sum() or len(v) < 2:
        return row
    return row | {
        "dp": measures.deviation_of_proportions(v, share),
        "dp_norm": measures.dp_norm(v, share),
        "d_a": measures.d_a(v, share),
        "d_kl": measures.d_kl(v, share),
        "s": measures.rosengren(v, share),
        "juilland_d": measures.juilland(v, share),
        "arf": measures.average_reduced_frequency(positions, n),
    }


def positions(words, terms, zone="body"):
    """Return where in each document terms are used, for a dispersion plot: one row for each term and document.

    Columns: word, document, freq, positions: how many hundredths of the document's counted words stand before each use, as "0.5 33.1", in
    reading order. Documents without the term have freq 0 and no positions.
    """
    counted = _zone(words, zone).reset_index(drop=True)
    place, documents = pd.factorize(counted.document, sort=True)
    at = 100 * counted.groupby(place).cumcount().to_numpy() / np.bincount(place)[place]
    rows = []
    for name, first in _firsts(counted, terms):
        uses = [[] for _ in documents]
        for i, x in zip(place[first], at[first]):
            uses[i].append(f"{x:.1f}")
        rows += [(name, document, len(here), " ".join(here)) for document, here in zip(documents, uses)]
    return pd.DataFrame(rows, columns=["word", "document", "freq", "positions"])


def collocates(words, node, window=5, min_freq=3, zone="body"):
    """Return the words that stand near a node word or phrase: one row each, the strongest first.

    window: so many words to the left and to the right, within the sentence and the counted zone. A word is counted once for each place in a
    window, however many nodes are near. Columns: word, freq (in the windows), expected, docfreq (documents in which they meet), freq_all, freq_node,
    window, min_freq; logdice (Rychlý 2008, with the node's frequency, and no more meetings than nodes), log_likelihood (4 cells, positive for more than expected),
    mutual_information (bits), t_score, delta_p (of the word near the node), delta_p_node (of a window near the word).

    The contingency is that of windows against the rest of the text (Evert 2008). logDice compares across corpora; log-likelihood
    prefers frequent words, mutual information rare ones. Near is not "means": read the lines (`kwic`).
    """
    counted = _zone(words, zone)
    counted = counted[counted.word.astype("str") != ""].reset_index(drop=True)
    if not isinstance(node, str):
        raise TypeError(f"found the node {node!r}, wanted one word or phrase")
    (name, first), = _firsts(counted, node)
    last = first + np.where(counted.word.iloc[first] == name, 0, name.count(" "))
    near, inside = _near(first, last, window, _unit(counted))
    names = counted.word.astype("str")
    freq, every = names[near].value_counts(), names[~inside].value_counts()
    docfreq = counted[near].assign(word=names[near]).groupby("word").document.nunique()
    freq = freq[freq >= min_freq].sort_index()
    o, c, r, n = freq.to_numpy(float), every.reindex(freq.index).to_numpy(float), float(near.sum()), float((~inside).sum())
    table = pd.DataFrame({"word": freq.index, "freq": freq.to_numpy(), "expected": r * c / n if n else c, "docfreq": docfreq.reindex(freq.index).to_numpy(), "freq_all": c.astype(int), "freq_node": len(first), "window": window, "min_freq": min_freq})
    table = table.assign(
        logdice=measures.log_dice(np.minimum(o, len(first)), len(first), c),
        log_likelihood=measures.log_likelihood(o, c - o, r, n - r),
        mutual_information=measures.mutual_information(o, r, c, n),
        t_score=measures.t_score(o, r, c, n),
        delta_p=measures.delta_p(o, r, c, n),
        delta_p_node=measures.delta_p(o, c, r, n),
    )
    return table.sort_values(["logdice", "word"], ascending=[False, True], ignore_index=True)


def _near(first, last, window, unit):
    """(near, inside): which rows stand so near to a node in its sentence, and which are part of one."""
    near = np.zeros(len(unit), bool)
    for step in range(1, window + 1):
        for place in (first - step, last + step):
            there = (place >= 0) & (place < len(unit))
            near[place[there][unit[place[there]] == unit[first[there]]]] = True
    begun, ended = (np.cumsum(np.bincount(rows, minlength=len(unit) + 1))[: len(unit)] for rows in (first, last + 1))
    return near & (begun == ended), begun > ended


def collocations(words, min_freq=3, zone="body"):
    """Return the pairs of neighbouring words: one row each, the strongest (logDice) first.

    Pairs stand side by side in one sentence of the counted zone. Columns: word (the pair), first, second, freq, docfreq, freq_first and freq_second (as first
    and second word of any pair), pairs (all of them), min_freq; logdice, log_likelihood (4 cells), mutual_information (bits),
    t_score, delta_p (second given first), delta_p_first (first given second). A high value means a fixed phrase, not an important one.
    """
    counted = _zone(words, zone)
    counted = counted[counted.word.astype("str") != ""]
    unit = _unit(counted)
    pair = pd.DataFrame({"document": counted.document.astype("str"), "first": counted.word.astype("str"), "second": counted.word.astype("str").shift(-1)})
    pair = pair[unit == np.append(unit[1:], -1)]
    groups = pair.groupby(["first", "second"]).document.agg(["size", "nunique"]).reset_index()
    firsts, seconds = pair["first"].value_counts(), pair["second"].value_counts()
    table = groups[groups["size"] >= min_freq].rename(columns={"size": "freq", "nunique": "docfreq"})
    f12, f1, f2, n = table.freq, table["first"].map(firsts), table["second"].map(seconds), len(pair)
    table = table.assign(word=table["first"] + " " + table["second"], freq_first=f1, freq_second=f2, pairs=n, min_freq=min_freq)
    f12, f1, f2 = (column.to_numpy(float) for column in (f12, f1, f2))
    table = table.assign(
        logdice=measures.log_dice(f12, f1, f2),
        log_likelihood=measures.pair_log_likelihood(f12, f1, f2, n),
        mutual_information=measures.mutual_information(f12, f1, f2, n),
        t_score=measures.t_score(f12, f1, f2, n),
        delta_p=measures.delta_p(f12, f1, f2, n),
        delta_p_first=measures.delta_p(f12, f2, f1, n),
    )
    table = table[["word", *[c for c in table if c != "word"]]]
    return table.sort_values(["logdice", "freq", "word"], ascending=[False, False, True], ignore_index=True)


def ngrams(words, n=2, min_freq=2, zone="body"):
    """Return the runs of n words that occur again: one row each, the most frequent first.

    Within one sentence of the counted zone. Columns: word (the run), n, freq, docfreq, words (counted), per_1000, min_freq.
    """
    counted = _zone(words, zone)
    full = counted[counted.word.astype("str") != ""]
    columns = [full.word.astype("str").shift(-i) for i in range(n)]
    unit = _unit(full)
    inside = unit == np.append(unit[n - 1 :], np.full(min(n - 1, len(unit)), -1))
    runs = columns[0].str.cat(columns[1:], sep=" ")[inside]
    groups = pd.DataFrame({"word": runs, "document": full.document.astype("str")[inside]}).groupby("word").document.agg(["size", "nunique"]).reset_index()
    table = groups[groups["size"] >= min_freq].rename(columns={"size": "freq", "nunique": "docfreq"})
    table = table.assign(n=n, words=len(counted), per_1000=1000 * table.freq / max(len(counted), 1), min_freq=min_freq)
    return table.sort_values(["freq", "docfreq", "word"], ascending=[False, False, True], ignore_index=True)[["word", "n", "freq", "docfreq", "words", "per_1000", "min_freq"]]


def diversity(words, window=50, zone="body"):
    """Return how varied the words of each document are: one row each.

    Columns: document, words, types, mattr (moving average of the type–token ratio over `window` words), mtld (factors at 0.72 or below), hdd (42 words
    drawn), yule_k, window. mattr and hdd are nan where a text is too short. Higher mattr, mtld and hdd mean more variety, a higher K more repetition; a plain
    type–token ratio is left out, since it falls with the length of the text.
    """
    counted = _zone(words, zone)
    rows = []
    for name, part in counted.groupby("document", observed=True, sort=True):
        text = [word for word in part.word.astype("str") if word]
        rows.append({"document": name, "words": len(text), "types": len(set(text)), "mattr": measures.mattr(text, window), "mtld": measures.mtld(text), "hdd": measures.hdd(text), "yule_k": measures.yule_k(text), "window": window})
    return pd.DataFrame(rows, columns=["document", "words", "types", "mattr", "mtld", "hdd", "yule_k", "window"])


def tf_idf(words, zone="body"):
    """Return how much each word sets its document apart: one row for each word of each document, the highest of a document first.

    tf_idf is freq / words of the document · ln(documents / docfreq): 0 for a word that stands in all. Columns: document, word, freq, words, docfreq,
    documents, tf_idf. Other programs smooth or normalise; their numbers differ, their order hardly.
    """
    counted = _zone(words, zone)
    table = counted[counted.word.astype("str") != ""].groupby(["document", "word"], observed=True).size().reset_index(name="freq")
    size, docfreq = counted.document.value_counts(), table.word.value_counts()
    table = table.assign(words=table.document.map(size).astype(int), docfreq=table.word.map(docfreq).astype(int), documents=counted.document.nunique())
    table["tf_idf"] = table.freq / table.words * np.log(table.documents / table.docfreq)
    return table.astype({"document": "str", "word": "str"}).sort_values(["document", "tf_idf", "word"], ascending=[True, False, True], ignore_index=True)


def _by_document(words, names):
    """((row, column, freq), words of each document): how often each name stands in each document, as `_counts` gives it."""
    ids = _occurring(words.document)
    return _counts(words, "word", ids, names), _sizes(words, ids)


def _summed(row, column, freq, width):
    """(freq, docfreq) of each name."""
    return np.bincount(column, freq, minlength=width).astype(int), np.bincount(column, minlength=width)


def _list_of_counts(reference):
    """A table of word and freq, checked."""
    if reference.word.isna().any():
        raise ValueError("found a row without a word in the reference, wanted one in every row: mend or drop it")
    return reference.assign(freq=_whole_counts(reference.freq))


def _whole_counts(freq):
    """Counts, checked: whole numbers, none missing, none negative."""
    freq = pd.to_numeric(freq, errors="coerce")
    if freq.isna().any() or (freq < 0).any() or (freq % 1 != 0).any():
        raise ValueError("found a missing or negative freq, or a rate, wanted whole counts: mend or drop the row")
    return freq.astype(int)


def _occurred(table):
    """The rows of a table that occurred: all of them, or those of counts, checked, that are no nought."""
    if "freq" not in table:
        return table
    table = table.assign(freq=_whole_counts(table.freq))
    return table[table.freq > 0]


def _from_list(reference, names):
    """((row, column, freq), words): the frequencies of a list as those of a single document; its size is the column `words`, else the sum of its rows."""
    known = set(reference.word)
    joined = [name for name in names if " " in name and name not in known]
    if joined:
        raise ValueError(f"found the name {joined[0]!r} in the target and single words in the list, wanted both alike: give the words as they were before `compound`")
    size = int(reference.words.iloc[0]) if "words" in reference and len(reference) else int(reference.freq.sum())
    freq = reference.groupby("word").freq.sum().reindex(names, fill_value=0).to_numpy()
    return (np.zeros(len(names), int), np.arange(len(names)), freq), np.array([size])


def _dp_norm(row, column, freq, total, size):
    if len(size) < 2:
        return np.full(len(total), np.nan)
    share = size / size.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        away = np.abs(freq / total[column] - share[row]) - share[row]  # documents without the word are away by their share
        return np.where(total > 0, (1 + np.bincount(column, away, minlength=len(total))) / 2 / (1 - share.min()), np.nan)


def content(table):
    """Return the rows of a table of terms that name a subject: no stop word, no number, in the same order, numbered anew.

    >>> content(pd.DataFrame({"word": ["the", "coal", "2017", "3.5", "38north"]})).word.tolist()
    ['coal', '38north']
    """
    plain = table.word.isin(stopwords()) | table.word.str.fullmatch(r"[\d.,-]+")
    return table[~plain.astype(bool)].reset_index(drop=True)


def _zone(words, zone):
    """The counted rows of a table of words, with the run of neighbouring rows that each is of: what was between two runs is not counted."""
    if "freq" in words:
        raise ValueError("found counts, wanted the table of words: this needs the places where they stand, or their order")
    if zone is None or "zone" not in words:
        return _of_zone(words, zone)
    return _of_zone(words.assign(run=(words.zone != words.zone.shift()).cumsum()), zone)


def _counted(words, zone):
    """Of the counted rows the document and the word, and how often, in a table of counts: all that a frequency needs."""
    return _of_zone(words, zone, ["document", "word", "freq"] if "freq" in words else ["document", "word"])


def _totals(words):
    """How often each word stands in all documents together, by its name."""
    total = words.groupby("word", observed=True).freq.sum() if "freq" in words else words.word.value_counts()
    return total[total > 0].rename(str)


def _sizes(words, ids):
    """How many words each document has."""
    values = words.document.astype("category").cat
    codes, place = values.codes.to_numpy(), _places(ids, values)
    first, size = _runs(codes, words.get("freq"))
    return np.bincount(place[codes[first]] + 1, size, minlength=len(ids) + 1)[1:].astype(int)


def _runs(values, freq=None):
    """Where each run of equal values begins, and how long it is; with counts, how much they come to."""
    first = np.flatnonzero(np.append(True, values[1:] != values[:-1])[: len(values)])
    return first, np.diff(first, append=len(values)) if freq is None or not len(first) else np.add.reduceat(np.asarray(freq), first)


def _of_zone(words, zone, columns=slice(None)):
    """The rows of a zone of a table of words, checked, with their words in the normal form."""
    needed = [c for c in ("document", "word", "sentence", "section") if c in words]
    missing = words[needed].isna().any()
    if missing.any():
        raise ValueError(f"found a row without {missing.index[missing][0]}, wanted one in every row: drop or fill it")
    if not isinstance(words.word.dtype, pd.CategoricalDtype):  # a table of one's own may have words as printed
        words = words.assign(word=words.word.map({word: normal(word) for word in words.word.unique()}))
    words = _occurred(words)
    if zone is None or "zone" not in words:
        return words.loc[:, columns]
    if zone not in ZONES and zone not in set(words.zone.unique()):
        raise ValueError(f"found the zone {zone!r}, wanted one of {', '.join(ZONES)}, or None for all")
    inside = (words.zone == zone).to_numpy()
    return words.loc[:, columns] if inside.all() else words.loc[inside, columns]


def _firsts(words, terms):
    """Yield (term, rows): the rows in which each term starts, or which a name made one by `compound` is."""
    reading, rest = _reading(words), (words.word == "").to_numpy(bool)
    for term in dict.fromkeys(map(_term, _listed(terms))):
        yield " ".join(term), np.flatnonzero(_starts(term, *reading, rest) | (words.word == " ".join(term)).to_numpy(bool))


def _reading(words):
    """(distinct single words, the number of each row's in them, the number of each row's sentence): what phrases are looked up in."""
    name = _single(words).astype("category").cat
    return np.array(list(name.categories), object), name.codes.to_numpy(), _unit(words)


def _starts(term, names, code, unit, rest):
    """Where, row by row, does a phrase start that stands in one sentence of one document, and cuts no name made one by `compound`?

    rest: True for the rows that are the rest of such a name.
    """
    n = max(len(code) - len(term) + 1, 0)
    here, deadline = np.ones(n, bool), time.monotonic() + 1
    for i, part in enumerate(term):
        here &= np.asarray(_matching(part, names, deadline), bool)[code[i : i + n]] if len(names) else False
    here &= unit[:n] == unit[len(term) - 1 : len(term) - 1 + n]
    rest = np.append(rest, False)
    here &= ~rest[:n] & ~rest[len(term) : len(term) + n]
    return np.append(here, np.zeros(len(code) - n, bool))


def _single(words):
    """The single words of the rows, also of names that `compound` made one."""
    column = words.word.astype("category")
    joined = np.append([" " in name for name in column.cat.categories], False)[column.cat.codes]
    if not joined.any():
        return column
    word = column.astype(object).to_numpy(object, copy=True)
    for i in np.flatnonzero(joined):
        parts = word[i].split(" ")
        if i + len(parts) <= len(word) and not any(word[i + 1 : i + len(parts)]):
            word[i : i + len(parts)] = parts
    return pd.Series(word)


def _unit(words):
    """A number for each row that is that of its sentence; of its document where the table has no sentences."""
    return words.groupby([c for c in ("document", "sentence", "run") if c in words], observed=True, sort=False).ngroup().to_numpy()


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
    """The parts of a term: words in their normal form, and /expressions/ that match a whole word."""
    if not isinstance(term, str):
        raise TypeError(f"found the term {term!r}, wanted a string")
    if any(piece.count("/") == 1 and (piece[0] == "/" or piece[-1] == "/") for piece in term.split()):
        raise ValueError(f"found a blank inside an expression in {term!r}, wanted one between slashes for each word")
    parts = [part for piece in term.split() for part in ([piece] if _is_pattern(piece) else of(piece))] if "/" in term else of(term)
    if not parts:
        raise ValueError(f"found no word in the term {term!r}, wanted a word or phrase")
    return tuple(parts)


def _is_pattern(part):
    return len(part) > 2 and part.startswith("/") and part.endswith("/")


def _matching(part, names, deadline):
    """Which of the distinct words does a part of a term match? An expression has a second for all of them."""
    if not _is_pattern(part):
        return names == part
    try:
        pattern = regex.compile(part[1:-1], regex.IGNORECASE)
        return np.array([bool(pattern.fullmatch(name, timeout=max(deadline - time.monotonic(), 0.001))) for name in names], bool)
    except regex.error as error:
        raise ValueError(f"found the expression {part}, which does not compile ({error}): mend it, or write the words out") from None
    except TimeoutError:
        raise ValueError(f"found the expression {part}, which takes more than a second: write it without nested repetition") from None


def _whole(text, at, towards):
    """The next place towards another where no word is cut."""
    step, here = (1 if towards > at else -1), at
    while here != towards and 0 < here < len(text) and text[here - 1].isalnum() and text[here].isalnum():
        here += step
    return here


def _one_line(text):
    return regex.sub(r"\s*\R\s*", " ", text)


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


def _places(index, values):
    """Where each category of a column stands in an index, -1 where it does not; in the end -1, for what is missing (its code is -1)."""
    names = values.categories
    return np.append(np.arange(len(names)) if names is index else index.get_indexer(names), -1)


def _occurring(values):
    """The values that occur, sorted, without the empty word that `compound` leaves."""
    values = values.astype("category").cat
    there = np.zeros(len(values.categories) + 1, bool)
    there[values.codes] = True
    there = there[:-1] & (values.categories != "")
    names = values.categories if there.all() else values.categories[there]
    return names if names.is_monotonic_increasing else names.sort_values()


def _counts(places, label, ids, names):
    """Return (row, column, freq): how often each name (column) stands in each document (row); the names in turn, zeros left out."""
    documents, labels = (places[column].astype("category").cat for column in ("document", label))
    bits = len(ids).bit_length()  # both in one number, for one sort; -1 where one is missing
    row, column = _places(ids, documents), _places(names, labels) << bits
    number = np.int32 if len(names) << bits < 1 << 31 else np.int64
    cell = np.maximum(column, -1).astype(number).take(labels.codes) | row.astype(number).take(documents.codes)
    order = np.argsort(cell, kind="stable") if "freq" in places else None
    cell = np.sort(cell) if order is None else cell[order]
    missing = np.searchsorted(cell, 0)
    cell = cell[missing:]
    first, freq = _runs(cell, None if order is None else places.freq.to_numpy()[order[missing:]])
    return cell[first] & (1 << bits) - 1, cell[first] >> bits, freq


def _rates(places, counted, documents, by, label, names):
    ids = pd.Index(documents.document) if documents is not None else _occurring(counted.document)
    if not ids.is_unique:
        raise ValueError(f"found the document {ids[ids.duplicated()][0]!r} twice in the table of documents, wanted each once")
    if by in (label, *RATES):
        raise BadInput(f"found the column {by!r} to group by, which the result has itself: give it another name")
    group = _groups(ids, documents, by)
    every = _occurring(places[label]) if names is None else pd.Index(names)
    size = _sizes(counted, ids)
    row, column, freq = _counts(places, label, ids, every)
    tables = []
    for name in sorted(set(group) or {""}, key=lambda name: (name == UNSTATED, name)):
        inside = group == name
        here = slice(None) if inside.all() else inside[row]
        table = _rated((np.cumsum(inside) - 1)[row[here]], column[here], freq[here], size[inside], every, label, names is None)
        tables.append(table if by is None else table.assign(**{by: name})[[by, *table]])
    table = pd.concat(tables, ignore_index=True)
    if names is None:
        return table
    return table.assign(per_1000=table.per_1000.where(table.groupby(label).freq.transform("sum") > 0))


def _rated(row, column, freq, size, every, label, found):
    """The rates of one group of documents: a row for each name; if found, for each that occurs, the most frequent first."""
    total, words = np.bincount(column, freq, minlength=len(every)).astype(int), int(size.sum())
    order = np.argsort(-total, kind="stable")[: np.count_nonzero(total)] if found else np.arange(len(every))
    drawn = order[:MOST] if found and len(order) > MANY else order
    low, high = np.full((2, len(every)), np.nan)
    for names in np.split(drawn, range(CHUNK, len(drawn), CHUNK)):
        low[names], high[names] = inference.interval(_dense(row, column, freq, len(size), len(every), names), size, per=1000)
    said = np.full(len(every), f"no interval: one of more than {MANY:,} words, name it as a term", object)
    said[drawn] = [inference.method(int((size > 0).sum()), *name) for name in zip(total[drawn], low[drawn])]
    table = pd.DataFrame(
        {
            label: every,
            "freq": total,
            "docfreq": np.bincount(column, minlength=len(every)),
            "documents": len(size),
            "words": words,
            "per_1000": 1000 * total / words if words else np.nan,
            "low": low,
            "high": high,
            "interval": said,
        }
    )
    return table.iloc[order].reset_index(drop=True)


def _dense(row, column, freq, height, width, names):
    """The counts of some of the names as a matrix: documents × names."""
    place = np.full(width, -1)
    place[names] = np.arange(len(names))
    here = place[column] >= 0
    matrix = np.zeros((height, len(names)), int)
    matrix[row[here], place[column[here]]] = freq[here]
    return matrix

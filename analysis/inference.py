"""How far a number would move if other documents of the same kind had been read.

The unit is the document. Words of one text are not independent observations: a writer who uses a term once uses it again,
so an interval computed from words is far too narrow. Here documents are drawn again from those that were read, with
replacement, and the number is computed anew from each draw. With too few documents that says nothing, and then no interval
is given.
"""

import math
from itertools import combinations

import numpy as np
import pandas as pd

RESAMPLES, SEED, FEWEST = 2000, 20170903, 5
AT_ONCE = 4_000_000  # documents drawn at a time, in as many resamples as that makes: those of many documents need little memory
EXACT = 20_000  # as many ways to divide the documents are all tried; of more a sample is
METHOD = f"95% percentile interval from {RESAMPLES} resamples of documents, seed {SEED}"


def interval(freq, size, per=1.0):
    """Return (low, high): 95% of the rates `per * sum(freq) / sum(size)` of resampled documents lie between them.

    `freq` and `size` have one row for each document: shapes (documents,) or (documents, terms), and (documents,). Both bounds
    are nan where fewer than five documents have words: too few to say; and where the rate is the same in each of them, as it is where nothing was
    found, or all that there is: every draw would be alike, and its interval no width. The draws are those of a frozen generator, the same on every machine.

    A wide interval means that the documents differ. It says nothing about documents of another kind, and with few documents it holds the
    rate of their kind less often than in the 95% of cases it names: in 70 to 85% with five, 80 to 90% with ten, 86 to 93% with twenty (measured
    on made-up counts), least where a few texts have most of the uses.

    >>> low, high = interval([2, 4, 3, 5, 6], [100, 100, 100, 100, 100], per=100)
    >>> float(low), float(high)
    (2.8, 5.2)
    >>> interval([2, 4], [100, 100])
    (nan, nan)
    """
    freq, size = np.asarray(freq, float), np.asarray(size, float)
    freq, size = freq[size > 0], size[size > 0]
    if len(size) < FEWEST:
        nothing = np.full(freq.shape[1:], np.nan) if freq.ndim > 1 else np.nan
        return nothing, nothing
    draw, sums, step = np.random.RandomState(SEED), [], AT_ONCE // len(size) + 1
    for first in range(0, RESAMPLES, step):
        number = min(step, RESAMPLES - first)
        drawn = draw.randint(len(size), size=(number, len(size))) + len(size) * np.arange(number)[:, None]
        times = np.bincount(drawn.ravel(), minlength=drawn.size).reshape(drawn.shape).astype(float)
        sums.append(times @ np.column_stack([freq, size]))
    sums = np.concatenate(sums)
    rates = np.ascontiguousarray((per * sums[:, :-1] / sums[:, -1:]).T)
    rates.sort()  # percentiles of what is in order are found faster, sorting included
    known = (freq.T * size.sum() != np.multiply.outer(freq.sum(axis=0), size)).any(axis=-1)  # whole numbers: exact
    low, high = np.where(known, np.percentile(rates, [2.5, 97.5], axis=1).reshape(2, *freq.shape[1:]), np.nan)
    return low, high


def method(documents, found, low):
    """Say in words how the interval of a number from so many documents was made, or why there is none.

    found: how much was found. low: what `interval` returned.

    >>> method(3, 7, np.nan), method(9, 0, np.nan), method(9, 100, np.nan)
    ('no interval: 3 documents, at least 5 needed', 'no interval: none found', 'no interval: the same in every document')
    """
    if documents < FEWEST:
        return f"no interval: {documents} document{'s' * (documents != 1)}, at least {FEWEST} needed"
    if np.isnan(low):
        return "no interval: the same in every document" if found else "no interval: none found"
    return METHOD + (f" (from {documents} documents: rather too narrow)" if documents < 20 else "")


def permutation(freq, size, member):
    """Return (p, smallest, method): how often a division of the documents into two such groups by chance differs as much.

    freq: shape (documents,) or (documents, terms); size: words of each document; member: True for the documents of the first group. The
    difference is that of the two groups' rates; p is two-sided (twice the smaller tail). All divisions are tried where there are at
    most 20,000, else 9,999 drawn ones with a fixed seed. smallest: the p that the number of documents can reach at all.

    A small p says that the groups differ by more than documents do by chance, if documents were drawn independently; it says nothing of the
    size of the difference. p is nan where a group has no document with words, or each has only one: no inference possible.

    >>> p, smallest, method = permutation([5, 6, 7, 1, 2, 0], [100] * 6, [True] * 3 + [False] * 3)
    >>> float(p), smallest, method
    (0.1, 0.1, 'all 20 divisions of 3 against 3 documents: p cannot go below 0.10')
    >>> permutation([5, 1], [100, 100], [True, False])[2]
    'no inference possible: 1 document against 1'
    """
    if np.asarray(member).dtype != bool:
        raise TypeError(f"found members of type {np.asarray(member).dtype}, wanted True or False for each document")
    freq, size, member = np.asarray(freq, float), np.asarray(size, float), np.asarray(member)
    freq, size, member = freq[size > 0], size[size > 0], member[size > 0]
    n, k = len(size), int(member.sum())
    if min(k, n - k) == 0 or n == 2:
        nothing = np.full(freq.shape[1:], np.nan) if freq.ndim > 1 else np.nan
        return nothing, np.nan, f"no inference possible: {k} document{'s' * (k != 1)} against {n - k}"
    ways = math.comb(n, k)
    groups = _divisions(n, k, ways)
    differences, here = _difference(groups, freq, size), _difference(member[None], freq, size)
    near = 1e-12 * np.abs(differences).max(initial=1)
    extra = 0 if ways <= EXACT else 1  # the division at hand is one of those a sample is drawn from
    tails = [(extra + (side * differences >= side * here - near).sum(axis=0)) / (extra + len(groups)) for side in (1, -1)]
    smallest = min(1.0, 2 / (extra + len(groups)))
    said = f"all {ways:,} divisions" if ways <= EXACT else f"{len(groups):,} divisions drawn, seed {SEED},"
    return np.minimum(1, 2 * np.minimum(*tails)), smallest, f"{said} of {k} against {n - k} documents: p cannot go below {f'{smallest:.2f}' if smallest >= 0.01 else f'{smallest:.1g}'}"


def _divisions(n, k, ways):
    """Rows of True for the first group: every way to choose k of n, or a sample of them."""
    if ways <= EXACT:
        chosen = np.array(list(combinations(range(n), k)))
    else:
        draw = np.random.RandomState(SEED)
        chosen = np.argpartition(draw.random_sample((9_999, n)), k, axis=1)[:, :k]  # the places of the k smallest
    groups = np.zeros((len(chosen), n), bool)
    np.put_along_axis(groups, chosen, True, axis=1)
    return groups


def _difference(groups, freq, size):
    """The rate of each group less that of all the other documents."""
    groups = groups.astype(float)
    inside, words = groups @ freq, groups @ size
    words = words if freq.ndim == 1 else words[:, None]
    return inside / words - (freq.sum(axis=0) - inside) / (size.sum() - words)


def leave_one_out(freq, size, documents, per=1000):
    """Return the rate without each document in turn: one row each, on top the one without which there is none, or that moves it most.

    Columns: document, freq, words, rate (of all documents), without (the rate of the others), change. If the
    sentence you would quote no longer holds without a document, it is a sentence about that document.

    >>> leave_one_out([9, 1, 2], [100, 100, 100], ["a", "b", "c"])[["document", "without", "change"]].values.tolist()[0]
    ['a', 15.0, -25.0]
    """
    freq, size = np.asarray(freq, float), np.asarray(size, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, without = per * freq.sum() / size.sum(), per * (freq.sum() - freq) / (size.sum() - size)
    table = pd.DataFrame({"document": list(documents), "freq": freq.astype(int), "words": size.astype(int), "rate": rate, "without": without, "change": without - rate})
    return table.iloc[np.argsort(-table.change.abs().fillna(np.inf).to_numpy(), kind="stable")].reset_index(drop=True)


def holm(p, comparisons=None):
    """Return p-values adjusted for their number by Holm's method (1979): the chance of any false alarm stays below the level chosen.

    nan stays nan and is not counted, unless the number of comparisons is given: then those that were not computed count as the larger ones.

    >>> [round(float(value), 3) for value in holm([0.01, 0.04, 0.03, float("nan")])]
    [0.03, 0.06, 0.06, nan]
    """
    p = np.asarray(p, float)
    order = np.argsort(p, kind="stable")
    known = int((~np.isnan(p)).sum())
    steps = np.maximum.accumulate(p[order[:known]] * ((comparisons or known) - np.arange(known))) if known else p[:0]
    adjusted = np.full(len(p), np.nan)
    adjusted[order[:known]] = np.minimum(steps, 1)
    return adjusted


def ties(values, shown):
    """Return how many values further down a sorted list equal the last one shown: they were cut off by the alphabet only.

    >>> ties([9, 7, 5, 5, 5, 1], shown=3)
    2
    """
    values = list(values)
    return values[shown:].count(values[shown - 1]) if 0 < shown < len(values) else 0

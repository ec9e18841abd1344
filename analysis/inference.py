"""How far a number would move if other documents of the same kind had been read.

The unit is the document. Words of one text are not independent observations: a writer who uses a term once uses it again,
so an interval computed from words is far too narrow. Here documents are drawn again from those that were read, with
replacement, and the number is computed anew from each draw. With too few documents that says nothing, and then no interval
is given.
"""

import numpy as np

RESAMPLES, SEED, FEWEST = 2000, 20170903, 5
METHOD = f"95% percentile interval from {RESAMPLES} resamples of documents, seed {SEED}"


def interval(freq, size, per=1.0):
    """Return (low, high): 95% of the rates `per * sum(freq) / sum(size)` of resampled documents lie between them.

    `freq` and `size` have one row for each document: shapes (documents,) or (documents, terms), and (documents,). Both bounds
    are nan where fewer than five documents have words: too few to say. The draws are those of a frozen generator,
    the same on every machine.

    A wide interval means that the documents differ. It says nothing about documents of another kind, and with five to
    twenty documents it covers somewhat less often than the 95% it names (about 84% with five).

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
    drawn = np.random.RandomState(SEED).randint(len(size), size=(RESAMPLES, len(size)))
    times = np.stack([np.bincount(draw, minlength=len(size)) for draw in drawn])
    rates = per * (times @ freq) / (times @ size).reshape(-1, *[1] * (freq.ndim - 1))
    low, high = np.percentile(rates, [2.5, 97.5], axis=0)
    return low, high


def method(documents):
    """Say in words how the interval of a number from so many documents was made, or why there is none.

    >>> method(3)
    'no interval: 3 documents, at least 5 needed'
    """
    if documents < FEWEST:
        return f"no interval: {documents} document{'s' * (documents != 1)}, at least {FEWEST} needed"
    return METHOD + (f" (from {documents} documents: rather too narrow)" if documents < 20 else "")

"""Quotations: what stands between quotation marks, who speaks in a line of minutes, and what of it a sentence leaves to the next.

A quotation may go on in the next sentence. So the sentences are read in their order, with a small memory: who spoke, and whether in a line of minutes.
Such a line (*The chair: …*) is its speaker's to the end of the paragraph. A section starts with nothing in mind.

An opening mark that its own sentence does not close lasts to the end of that, and a closing one holds from the start of its own. A sentence in the
middle of a quotation, with no mark of its own, is not taken as quoted. An apostrophe is no mark.
"""

import re
from typing import NamedTuple

import numpy as np

from analysis import phrases

QUOTE = re.compile(r"“|”|\"|«|»|‘(?<!\w‘)|’(?<=[.,?!]’)(?!\w)")
MARKS = np.isin(np.arange(ord("”") + 2), [ord(sign) for sign in "“”\"«»‘’"])
LABEL = re.compile(r"[“\"]?([^:“\"]{2,60}):(?=\s)")  # who speaks, in minutes, also where these are quoted
SIGNED = re.compile(r"[”\"»]\s*[—―–]\s*([A-Z][^“”\":;!?]{2,60}?)\.?\s*$")  # who said what stands in quotation marks before
TITLES = frozenset("dr mr mrs ms prof professor ambassador sir lord judge".split())
MASTHEAD = frozenset("to from date re cc subject note notes source sources place present author authors contact tel fax key".split())
UNSPOKEN = MASTHEAD | phrases.PREPOSITIONS  # what no speaker starts with
SPEAKERS = phrases.GROUPS["people"] | phrases.GROUPS["institution"]
PAIRS = {"“": "”", "«": "»", "‘": "’", '"': '"”'}  # a straight mark may be closed by a curly one
ITSELF = re.compile(r"(This|Our) (" + "|".join(sorted(phrases.GROUPS["own_text"])) + r")\b|We\b")
LABELS = 8  # words in a label


class Memory(NamedTuple):
    """What a sentence leaves to the next: who spoke, and whether he still does."""

    home: int = -9  # which sentence
    source: str = ""
    voice: str = "reported"
    line: bool = False  # in a line of minutes, which lasts to the end of the paragraph


NOTHING = Memory()


def quoted(found, texts):
    """Return {number of a sentence: its marks}, where it has quotation marks. found: the words of the sentences (`cues.tokens`)."""
    at = np.flatnonzero((found.letters > 127) | (found.letters == ord('"')))
    at = at[MARKS[np.minimum(found.letters[at], len(MARKS) - 1)]]
    inside = (found.letters[at] == ord("’")) & ~np.isin(found.letters[np.maximum(at - 1, 0)], [ord(sign) for sign in ".,?!"])
    some = np.unique(np.searchsorted(found.base, at[~inside], "right") - 1).tolist()
    return {i: spans for i in some if (spans := marks(texts[i])) or QUOTE.search(texts[i])}


def speakers(found, texts):
    """Return {number of a sentence: (its speaker, the words of that)}, for lines of minutes. found: the words of the sentences (`cues.tokens`)."""
    at = np.flatnonzero(found.letters == ord(":"))[::-1]  # of several the first is kept
    home = np.searchsorted(found.base, at, "right") - 1
    first, last = found.bounds[home], np.searchsorted(found.starts, at)
    near = (at - found.base[home] <= 60) & (first < last) & (last - first <= LABELS)
    labels, words = {}, {}
    for i, end, begin, stop in zip(*(column[near].tolist() for column in (home, at - found.base[home] + 2, first, last))):
        labels[i] = texts[i][:end]
        words[labels[i]] = found.codes[begin:stop]
    spoken = {label: [found.names[code] for code in codes.tolist()] for label, codes in words.items()}  # a speaker has many lines
    named = {label: (name, words) for label, words in spoken.items() if (name := speaker(label, words))}
    return {i: named[label] for i, label in labels.items() if label in named}


def marks(text):
    """The stretches of a text between quotation marks, as (start, end); one that the text does not close goes to its end.

    >>> marks('“May” was 5’ and "no" is'), marks("no,” she said, “no")
    ([(1, 4), (18, 20)], [(0, 3), (16, 18)])
    """
    spans, start, opened = [], 0, None
    for mark in QUOTE.finditer(text):
        sign, at = mark[0], mark.start()
        if opened is None and (sign in "“«‘" or (sign == '"' and (not at or text[at - 1] in " \n([—–"))):
            start, opened = at + 1, sign
        elif sign in PAIRS.get(opened, sign) and (opened or sign != "’") and sign not in "“«‘":
            spans.append((start, at))
            start, opened = at + 1, None
    return [*spans, (start, len(text))] if opened else spans


def speaker(text, spoken):
    """The speaker of a line of minutes, or nothing. spoken: the words before its colon.

    >>> speaker("The chair: Trade may fall.", ["the", "chair"]), speaker("Two reasons: rice and fish.", ["two", "reasons"])
    ('The chair', '')
    """
    match = LABEL.match(text) if spoken[0] not in UNSPOKEN else None
    label = match[1] if match else ""
    if not label[:1].isupper() or not phrases.GROUPS["auxiliary"].isdisjoint(spoken):
        return ""
    titled = spoken[0] in TITLES or label.isupper()
    return label if titled or phrases.head(spoken) in SPEAKERS else ""


def signature(text):
    """Who signs a quotation that ends a text, or nothing.

    >>> signature("“Trade may fall.” — Lin Mei, trader"), signature("He called it “a fall” – Trade had halved.")
    ('Lin Mei, trader', '')
    """
    match = SIGNED.search(text)
    return match[1] if match and all(word[:1].isupper() for word in match[1].split()[:2]) else ""


def recalled(memory, i, opens, texts):
    """What the sentence before text i left to it: nothing where it opens a section."""
    if opens:
        return NOTHING
    return memory if memory.home == i - 1 else Memory(i - 1, "", voice(texts[i - 1]))


def voice(text):
    """The voice of a sentence in which nobody is given as the source, for the *it* of the next: the author's where it speaks of itself.

    >>> voice("This paper follows two ports."), voice("Trade fell.")
    ('author', 'reported')
    """
    return "author" if ITSELF.match(text) else "reported"


def lasts(memory, begins, texts):
    """Does the speaker of the sentence before still speak: in the same paragraph of minutes?"""
    i = memory.home
    return memory.line and begins[i + 1] - begins[i] - len(texts[i]) <= 1

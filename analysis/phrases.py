"""Phrases: where in a sentence a phrase or a clause starts and ends, and what in it may be a verb, by the order of words alone.

There is no grammar here. A phrase reaches over no comma, no word that opens a clause (*that*, *while*) and nothing that looks like a verb; what
may be a verb is told by its ending and by short lists. A clause ends at a semicolon, a colon, a bracket, and at a comma before *but* or *and*.
That finds *the foreign ministry of China* as one phrase, and is sometimes wrong; the room `voices` builds sources and claims from it.

Words are counted from the sentence's first; a phrase is the pair of its first and last word.
"""

import math
import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from analysis import cues as lists

NAMES = "auxiliary be claim_noun clause determiner institution own_text people preposition pronoun speaker".split()
STOP = re.compile(r"[,;:()\[\]…—?!“”\"«»]|\s–|–\s|\.")  # a phrase does not reach over these
CLAUSE = re.compile("[;:()—]")  # here a clause ends
BEFORE, BEHIND = re.compile(r"[$€£(\[]*$"), re.compile(r"(\s?[%‰°]|[)\]])*")  # what is printed at the ends of a claim, and is part of it
OWNER = re.compile(r"['’]s?$")
DATE = re.compile(r"\d|.*day$|(year|month|week|decade)s?$|january|february|march|april|may$|june|july|august|.+ember$|october")
PAST = frozenset("said made took gave went came met told saw won lost began fell rose kept thought held found wrote".split())
PREPOSITIONS = frozenset("of in on at by after before during since for from under with as despite amid among to against about between".split())
ENDING = frozenset("but yet although though".split())  # after a comma they end a claim
JOINING = frozenset("and or but then while whereas".split())
OPENING = "yet still also meanwhile however moreover indeed perhaps nevertheless so thus although though because since when if"
LEADING = JOINING | frozenset(OPENING.split())
AMOUNT = frozenset("dozens number majority most many some several few all both one two three none half scores hundreds".split())
GROUPS = {name: lists.group(name) for name in NAMES}


class Sentence(NamedTuple):
    """The words of a sentence and what stands between them (before the first, …, after the last)."""

    text: str
    words: list
    starts: list
    stopped: list  # where each word ends
    gaps: list
    verbs: frozenset  # where cues of attribution stand
    stops: list  # does a phrase end before the word?
    ends: list  # words before which a clause ends
    cuts: list  # words before which another claim starts beside the one before
    quotations: list  # (start, end) of what stands between quotation marks, None where there are no marks


def sentence(text, i, found, bounds, verbs, quotations):
    """Return text i of many as a Sentence.

    found: the words of all (`cues.tokens`); those of this text stand from bounds[i] to bounds[i + 1]. verbs: which of its words start a cue of attribution.
    """
    of, base = slice(*bounds[i : i + 2]), found.base[i]
    starts, stopped = (found.starts[of] - base).tolist(), (found.ends[of] - base).tolist()
    gaps = [text[a:b] for a, b in zip([0, *stopped], [*starts, len(text)])]
    spoken = [found.names[code] for code in found.codes[of].tolist()]
    stops = [gap != " " and _stops(gap) for gap in gaps]
    ends = [k for k, stop in enumerate(stops[: len(starts)]) if stop and k and _ends(gaps[k], spoken[k])]
    if quotations:
        ends = [k for k in ends if not _within(quotations, starts[k])]
    return Sentence(text, spoken, starts, stopped, gaps, frozenset(verbs), stops, ends, [], quotations)


def _within(spans, at):
    """Does a place lie in one of the spans, which follow one another?"""
    place = bisect_right(spans, (at, math.inf)) - 1
    return place >= 0 and at < spans[place][1]


@lru_cache(maxsize=4096)
def _stops(gap):
    return STOP.search(gap) is not None


def is_in(group, word):
    """Is a word one of a group of `groups.csv`?

    >>> is_in("institution", "ministry"), is_in("institution", "rice")
    (True, False)
    """
    return word in GROUPS[group]


def possessive(s, k):
    """Is word k printed as a possessive: *China’s*, *scholars'*?"""
    printed = s.text[s.starts[k] : s.stopped[k] + 1].strip() if k >= 0 and not is_in("pronoun", s.words[k]) else ""
    return printed.endswith(("'s", "’s", "s'", "s’"))


def verbal(s, k):
    """Is word k a verb, as far as its form shows?"""
    word = s.words[k]
    if k in s.verbs or word in PAST or (is_in("auxiliary", word) and not word.endswith("ly") and word not in ("also", "first", "only", "just", "to")):
        return True
    after = s.words[k + 1] if k + 1 < len(s.words) else ""
    past = word.endswith("ed") and len(word) > 4 and s.text[s.starts[k]].islower()
    return past and after not in PREPOSITIONS and not (k and is_in("determiner", s.words[k - 1]))


def chain(s, i):
    """The first word of the auxiliaries and adverbs before a verb: *has never openly* said."""
    k = i
    while k and not s.stops[k] and (is_in("auxiliary", s.words[k - 1]) or s.words[k - 1].endswith("ly")):
        k -= 1
    return k


def left(s, last):
    """The phrase that ends with a word, as (first, last); None for no phrase."""
    first = last
    while first > 0 and not s.stops[first] and not is_in("clause", s.words[first - 1]) and not verbal(s, first - 1):
        if s.words[first - 1] in JOINING and not _joins(s, first - 1):
            break
        first -= 1
    return bare(s, first, last)


def _joins(s, k):
    """Does *and* at word k join two nouns, and not two clauses?"""
    first = k
    while first and not s.stops[first] and not is_in("clause", s.words[first - 1]):
        first -= 1
        if verbal(s, first):
            return False
    return s.words[k] in ("and", "or") and first < k


def right(s, first):
    """The phrase that starts with a word."""
    last = first
    while last + 1 < len(s.words) and not s.stops[last + 1] and not _ends_right(s, last + 1):
        last += 1
    return (first, last) if first < len(s.words) else None


def _ends_right(s, k):
    word = s.words[k]
    return is_in("clause", word) or verbal(s, k) or word in ("who", "which", "on", "during", "after", "before", "at", "to") or word.endswith("day")


def bare(s, first, last):
    """A phrase without the words that lead up to it: *On 14 April* North Korea, *In private* officials, *but* they."""
    while first < last and s.words[first] in LEADING:
        first += 1
    if s.words[first] in PREPOSITIONS and first < last:
        dates = [k for k in range(first, last) if DATE.fullmatch(s.words[k]) or s.words[k][0].isdigit()]
        first = dates[-1] + 1 if dates else min(first + 2 + is_in("determiner", s.words[first + 1]), last)
    return None if first > last or s.words[first] in LEADING or s.words[last] in PREPOSITIONS else (first, last)


def behind(s, phrase):
    """Who stands behind a text: *materials written by experts* are the experts'."""
    words = s.words[phrase[0] : phrase[1] + 1] if phrase else []
    return bare(s, phrase[0] + words.index("by") + 1, phrase[1]) if "by" in words[:-1] else phrase


def rest(s, j):
    """How many words stand between a word and the next stop."""
    return next((k for k in range(j + 1, len(s.words)) if s.stops[k]), len(s.words)) - j - 1


def _ends(gap, word):
    """Does a clause end between a gap and a word: at a semicolon, a colon, a bracket, or a comma with *but* or *and*?"""
    return CLAUSE.search(gap) is not None or ("," in gap and (word in ENDING or word == "and"))


def clause(s, i, joined=False):
    """The clause around a word, as (first, last); joined: over *, and* too."""
    ends = [k for k in s.ends if not (joined and s.words[k] == "and" and "," in s.gaps[k])] if joined else s.ends
    place = bisect_right(ends, i)
    first, last = ends[place - 1] if place else 0, (ends[place] if place < len(ends) else len(s.words)) - 1
    return first + (s.words[first] in JOINING and first < last), last


def characters(s, reach):
    """The characters of a run of words, with what is printed at its ends (5 %, $3) and without the last stop."""
    first, last = reach
    start, end = s.starts[first], s.stopped[last]
    start -= len(BEFORE.search(s.gaps[first])[0])
    return start, end + len(BEHIND.match(s.gaps[last + 1])[0])


def written(s, source):
    """A source as it is written, without a possessive ’s."""
    return OWNER.sub("", s.text[s.starts[source[0]] : s.stopped[source[1]]]) if source else ""


def head(words):
    """The noun of a phrase, given as its words.

    >>> [head(phrase.split()) for phrase in ("the foreign ministry of china", "resolution 1718", "dozens of images taken in may")]
    ['ministry', 'resolution', 'images']
    """
    if "of" in words[:-1] and AMOUNT & set(words[: words.index("of")]):
        words = words[words.index("of") + 1 :]
    cut = next((k for k, word in enumerate(words) if k and (word in PREPOSITIONS or word in ("to", "who", "which", "whose"))), len(words))
    cut -= 1 < cut < len(words) and words[cut - 1].endswith(("ed", "en"))
    core = [word for word in words[:cut] if not word[0].isdigit() and word != "no"]
    return core[-1] if core else words[0]

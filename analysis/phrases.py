"""Phrases: where in a sentence a phrase or a clause starts and ends, and what in it may be a verb, by the order of words alone.

There is no grammar here. A phrase reaches over no comma, no word that opens a clause (*that*, *while*) and nothing that looks like a verb; what
may be a verb is told by its ending and by short lists. A clause ends at a semicolon, a colon, and at a comma before *but* or *and*;
one in brackets with its bracket, and one around these goes on after them.
That finds *the foreign ministry of China* as one phrase, and is sometimes wrong; the room `voices` builds sources and claims from it.

The words of many sentences are numbered in one row, with a mark between two sentences over which no phrase reaches; a phrase is the pair of its first and
last word. Where a phrase or a clause ends is found for all words at once, so that whoever asks about one only looks it up.
"""

import re
from typing import NamedTuple

import numpy as np

from analysis import cues as lists
from analysis.words import spread

NAMES = "auxiliary be claim_noun clause determiner institution own_text people preposition pronoun speaker".split()
STOP = re.compile(r"[,;:()\[\]…—?!“”\"«»]|\s–|–\s|\.")  # a phrase does not reach over these
CLAUSE, OPENED, CLOSED = re.compile("[;:—]"), re.compile("[:“\"«‘]"), re.compile("[”\"’»]")  # here a clause ends; what is said starts; it ends
BEFORE, BEHIND = re.compile(r"[$€£(\[]*$"), re.compile(r"(\s?[%‰°]|[)\]])*")  # what is printed at the ends of a claim, and is part of it
OWNER = re.compile(r"['’]s?$")
DATE = re.compile(r"\d|.*day$|(year|month|week|decade)s?$|january|february|march|april|may$|june|july|august|.+ember$|october")
PAST = frozenset("said made took gave went came met told saw won lost began fell rose kept thought held found wrote".split())
PREPOSITIONS = frozenset("of in on at by after before during since for from under with within without as despite amid among to against about between around over across throughout toward towards inside outside near".split())
ARTICLES = frozenset("the a an".split())
PREDETERMINERS = frozenset("all both half such many what quite".split())  # before an article, in its phrase
TAKING = frozenset("about against for to with".split())  # after a verb and before what it is about
SUBJECTS = frozenset("they he she we i".split())
FOLLOWING = PREPOSITIONS | {"to", "who", "which", "whose"}  # after its noun, in a phrase
ENDING = frozenset("but yet although though".split())  # after a comma they end a claim
JOINING = frozenset("and or but then while whereas".split())
OPENING = "yet still also meanwhile however moreover indeed perhaps nevertheless so thus although though because since when if"
LEADING = JOINING | frozenset(OPENING.split())
BEGINNING = PREPOSITIONS | LEADING
AMOUNT = frozenset("dozens number majority most many some several few all both one two three none half scores hundreds".split())
POINTING = frozenset("this these our my".split())
GROUPS = {name: lists.group(name) for name in NAMES}
VERBS = PAST | {word for word in GROUPS["auxiliary"] if not word.endswith("ly")} - {"also", "first", "only", "just", "to"}
RIGHT = GROUPS["clause"] | frozenset("who which on during after before at to".split())
FORMS = {  # what is asked of each word: is it one of these, or does it end so?
    "auxiliary": GROUPS["auxiliary"],
    "adverb": {"*ly"},
    "verb": VERBS,
    "past": {"*ed"},
    "preposition": PREPOSITIONS,
    "determiner": GROUPS["determiner"],
    "clause": GROUPS["clause"],
    "right": RIGHT | {"*day"},
    "joining": JOINING,
    "ending one": ENDING,
    "ending": ENDING | {"and"},
    "that": {"that"},
    "and": {"and"},
    "and or": {"and", "or"},
    "article": ARTICLES,
    "before article": PREDETERMINERS,
    "subject": SUBJECTS,  # starts a phrase wherever it stands …
    "subject too": {"it"},  # … and this, unless a preposition or a verb leads to it
    "pointing": POINTING,
    "own text": GROUPS["own_text"],
    "mine": {"we", "i", "our", "my", "us"},
}
GAPS = {"comma": lambda gap: "," in gap, "stop": STOP.search, "end": CLAUSE.search, "opened": OPENED.search, "closed": CLOSED.search, "bracket": re.compile(r"\([^)]*$").search, "behind": re.compile(r"\)[^(]*$").search}  # … and of what stands before it


class Words(NamedTuple):
    """The words of some sentences, one sentence after another, with a mark before each and behind the last that is no word and ends every phrase.

    What is asked of many words is found beforehand for all of them, a column each; `first_stop[k]` is the first stop from word k on.
    """

    text: str  # what the offsets are of
    words: list  # "" for a mark
    starts: memoryview
    ends: memoryview  # a mark reaches from the end of a sentence to the start of the next
    opens: memoryview  # the first word of its sentence
    closes: memoryview  # the mark behind it
    cues: memoryview  # does a cue of attribution start here?
    verbs: memoryview  # a verb, as far as its form shows?
    commas: memoryview  # does a comma stand before the word?
    stops: memoryview  # does a phrase end before it?
    opened: memoryview  # does a colon or an opening quotation mark stand before it?
    closed: memoryview  # … a closing one?
    bracket: memoryview  # the first word of the bracket that the word stands in; 0 for none
    first_stop: memoryview
    first_halt: memoryview  # the same, of what ends the search for what a verb introduces
    chain: memoryview  # the first of the auxiliaries and adverbs before it: *has never openly* said
    last_left: memoryview  # where a phrase that ends with the word starts
    first_right: memoryview  # before which word a phrase that goes over it ends
    last_end: memoryview  # where its clause starts …
    first_end: memoryview  # … and before which word it ends
    last_joined: memoryview  # the same, for clauses that go on over *, and*
    first_joined: memoryview
    last_own: memoryview  # the last word up to it that names the author's text: this *report*, our *paper*


def words(found, sentences, lengths, cues, quoted):
    """Return the words of some sentences as Words, and a function that tells the place in it of words of all that stands there.

    found: the words of all sentences (`cues.tokens`). sentences: the numbers of some, in order; lengths: theirs, in characters. cues: which words start a cue of
    attribution. quoted: (starts, ends) of what stands between quotation marks, in order: no clause ends there.
    """
    low, high = found.bounds[sentences], found.bounds[sentences + 1]
    which, at = spread(low, high)
    place, closes = np.arange(len(at)) + which + 1, np.cumsum(high - low + 1)
    marks = np.append(0, closes)

    def column(values, mark):
        whole = np.full(len(at) + len(marks), mark, values.dtype)
        whole[place] = values[at]
        return whole

    code, gap = column(found.codes, len(found.names)), column(found.before, len(found.gaps))
    starts, ends = column(found.starts, 0), column(found.ends, 0)
    starts[closes], ends[marks[:-1]] = found.base[sentences] + lengths, found.base[sentences]
    gap[marks[:-1] + 1] = len(found.gaps)  # what stands before the first word is no gap in the sentence
    known = {name: lists.among(found, forms).take(code) for name, forms in FORMS.items()}
    known["past"][known["past"]] = [len(found.names[number]) > 4 for number in code[known["past"]].tolist()]  # no *need*
    known |= {name: np.array([*map(test, found.gaps), False], bool).take(gap) for name, test in GAPS.items()}
    border, is_cue = np.zeros((2, len(code)), bool)
    border[marks] = border[marks[:-1] + 1] = is_cue[place[np.searchsorted(at, cues)]] = True
    spoken, opens = np.array([*found.names, ""], object)[code].tolist(), np.repeat(marks[:-1] + 1, np.diff(marks))
    columns = {"starts": starts, "ends": ends, "opens": opens, "closes": np.repeat(closes, np.diff(marks)), "cues": is_cue}
    columns |= _borders(known, border, is_cue, starts, found.letters, quoted)
    return Words(found.text, spoken, **{name: memoryview(values) for name, values in columns.items()}), lambda word: place[np.searchsorted(at, word)]


def _borders(known, border, is_cue, starts, letters, quoted):
    """The columns of Words from `verbs` on, by name: verbs, and where phrases and clauses end. border: where a sentence starts or ends."""
    comma, stop = known["comma"], known["stop"] | border
    verb, edge = is_cue | _verbs(known, letters, starts), stop | _behind(known["clause"])
    end = known["end"] | comma & known["ending"]
    end[end] = ~_within(starts[end], *quoted)
    bracket = _last(known["bracket"] | known["behind"] | border)
    bracket[~known["bracket"][bracket]] = 0
    end[bracket[known["mine"]]] = True  # he spoke of *full* measures (our translation)
    end |= border
    joined = end & ~(comma & known["and"])
    helped = _behind(known["auxiliary"] | known["adverb"])
    left = edge | _behind(verb | known["joining"] & ~_joins(known, edge, verb))
    opens = _opens(known)
    left |= opens
    halt = known["that"] | is_cue | known["ending one"] | known["opened"] | stop & ~(comma & (known["auxiliary"] | _behind(known["auxiliary"])))
    beside = (bracket > 0) & ~known["bracket"], bracket > 0, known["bracket"] | known["behind"]
    forms = {"verbs": verb, "commas": comma, "stops": stop, "opened": known["opened"], "closed": known["closed"], "bracket": bracket}
    phrase = {"first_stop": _next(stop), "first_halt": _next(halt), "chain": _last(stop | ~helped), "last_left": _last(left), "first_right": _next(stop | verb | known["right"] | opens)}
    clause = zip(("last_end", "first_end", "last_joined", "first_joined"), (*_clauses(end, *beside), *_clauses(joined, *beside)))
    return forms | phrase | dict(clause) | {"last_own": _last(known["own text"] & _behind(known["pointing"]))}


def _opens(known):
    """Which words open a phrase of their own: an article that no preposition leads to, and *they*: no doubt *the* president, part of it *they*."""
    led = _behind(known["preposition"] | known["joining"])
    return known["article"] & ~led & ~_behind(known["before article"] | known["adverb"]) | known["subject"] & ~_behind(known["and or"]) | known["subject too"] & ~led


def _clauses(end, skipped, inside, edge):
    """Where the clause of each word starts, and before which word that of the word before ends: a bracket holds its own clauses, and ends none around it."""
    outer, inner = end & ~skipped, end | edge
    return np.where(inside, _last(inner), _last(outer)), np.where(_behind(inside), _next(inner), _next(outer))


def _behind(flags):
    """Is the word before one of those?"""
    return np.append(False, flags[:-1])


def _last(flags):
    """For each place the last one up to it where something is so."""
    at = np.flatnonzero(flags).astype(np.int32)
    return np.repeat(np.append(np.int32(0), at), np.diff(at, prepend=0, append=len(flags)))


def _next(flags):
    """For each place the first one from it on where something is so."""
    at = np.flatnonzero(flags).astype(np.int32)
    return np.repeat(np.append(at, np.int32(len(flags))), np.diff(at, prepend=-1, append=len(flags) - 1))


def _verbs(known, letters, starts):
    """Which words are verbs by their form: auxiliaries, some past forms, and small letters with -ed that no noun or preposition follows."""
    past = known["past"] & ~np.append(known["preposition"][1:], False) & ~_behind(known["determiner"])
    past[past] = [chr(letter).islower() for letter in letters[starts[past]].tolist()]
    return known["verb"] | past


def _joins(known, edge, verbs):
    """Where *and* joins two nouns, and not two clauses: no verb stands between it and the edge before it."""
    start = _last(edge)
    return known["and or"] & (start < np.arange(len(edge))) & (np.append(0, _last(verbs)[:-1]) < start)


def _within(at, starts, ends):
    """Does a place lie in one of the spans, which follow one another?"""
    span = np.searchsorted(starts, at, "right")
    return at < np.append(0, ends)[span]


def is_in(group, word):
    """Is a word one of a group of `groups.csv`?

    >>> is_in("institution", "ministry"), is_in("institution", "rice")
    (True, False)
    """
    return word in GROUPS[group]


def gap(w, k):
    """What stands before word k."""
    return w.text[w.ends[k - 1] : w.starts[k]]


def possessive(w, k):
    """Is word k printed as a possessive: *China’s*, *scholars'*?"""
    printed = w.text[w.starts[k] : w.ends[k] + 1].strip() if w.words[k] and not is_in("pronoun", w.words[k]) else ""
    return printed.endswith(("'s", "’s", "s'", "s’"))


def left(w, last):
    """The phrase that ends with a word, as (first, last); None for no phrase."""
    return bare(w, w.last_left[last], last)


def antecedent(w, last):
    """The phrase before a relative clause, which ends with a word: *voted against* a resolution that … is about the resolution."""
    first = w.last_left[last]
    first = next((k + 2 for k in range(last - 2, first - 1, -1) if w.words[k].endswith("ed") and w.words[k + 1] in TAKING), first)
    while first < last and w.words[first] in BEGINNING:
        first += 1
    return bare(w, first, last)


def series(w, phrase):
    """A phrase that ends a list of speakers, with the others: *Japan, Mongolia, and* the ministry."""
    joined = w.words[phrase[0] - 1] in ("and", "or")
    first = phrase[0] - joined
    while (joined or "and" in w.words[first : phrase[1]]) and w.commas[first] and (item := bare(w, w.last_left[first - 1], first - 1)) and item[0] == w.last_left[first - 1]:
        if not is_in("speaker", head(w.words[item[0] : first])):
            break
        first = item[0]
    return (first, phrase[1]) if first < phrase[0] - joined else phrase


def right(w, first):
    """The phrase that starts with a word."""
    return (first, w.first_right[first + 1] - 1) if w.words[first] else None


def bare(w, first, last):
    """A phrase without the words that lead up to it: *On 14 April* North Korea, *In private* officials, *but* they."""
    while first < last and w.words[first] in LEADING:
        first += 1
    if w.words[first] in PREPOSITIONS and first < last:
        dates = [k for k in range(first, last) if DATE.fullmatch(w.words[k]) or w.words[k][0].isdigit()]
        first = dates[-1] + 1 if dates else min(first + 2 + is_in("determiner", w.words[first + 1]), last)
    return None if first > last or w.words[first] in LEADING or w.words[last] in PREPOSITIONS | ARTICLES else (first, last)


def behind(w, phrase):
    """Who stands behind a text: *materials written by experts* are the experts'."""
    words = w.words[phrase[0] : phrase[1]] if phrase else ()
    return bare(w, phrase[0] + words.index("by") + 1, phrase[1]) if "by" in words else phrase


def rest(w, j):
    """How many words stand between a word and the next stop."""
    return w.first_stop[j + 1] - j - 1


def clause(w, i, joined=False):
    """The clause around a word, as (first, last); joined: over *, and* too."""
    first, last = (w.last_joined[i], w.first_joined[i + 1] - 1) if joined else (w.last_end[i], w.first_end[i + 1] - 1)
    return first + (w.words[first] in JOINING and first < last), last


def characters(w, reach):
    """The characters of a run of words, with what is printed at its ends (5 %, $3) and without the last stop."""
    first, last = reach
    return printed(w.text, w.ends[first - 1], w.starts[first], w.ends[last], w.starts[last + 1])


def printed(text, low, start, end, high):
    """A start and an end between a low and a high, with what is printed there, but half a bracket.

    >>> printed("of ($3 a %)", 2, 5, 8, 11), printed("of ($3 a %)", 2, 5, 8, 8)
    ((3, 11), (4, 8))
    """
    lead, trail = text[low:start], text[end:high]
    start = start - len(BEFORE.search(lead)[0]) if lead not in ("", " ") else start
    end = end + len(BEHIND.match(trail)[0]) if trail not in (" ", ".") else end
    return start + (text[start] == "(" and ")" not in text[start:end]), end - (text[end - 1] == ")" and "(" not in text[start:end])


def written(w, source):
    """A source as it is written, without a possessive ’s."""
    return OWNER.sub("", w.text[w.starts[source[0]] : w.ends[source[1]]]) if source else ""


def head(words):
    """The noun of a phrase, given as its words.

    >>> [head(phrase.split()) for phrase in ("the foreign ministry of china", "resolution 1718", "dozens of images taken in may", "kim jong un")]
    ['ministry', 'resolution', 'images', 'jong']
    """
    if len(words) == 1:
        return words[0]
    cut = len(words)
    if not FOLLOWING.isdisjoint(words):
        if "of" in words[:-1] and not AMOUNT.isdisjoint(words[: words.index("of")]):
            words = words[words.index("of") + 1 :]
        cut = next((k for k, word in enumerate(words) if k and word in FOLLOWING), len(words))
        cut -= 1 < cut < len(words) and words[cut - 1].endswith(("ed", "en"))
    other = ("no", "un") if "jong" in words else ("no",)  # Kim Jong Un is not the UN
    for word in reversed(words[:cut]):
        if word not in other and not word[0].isdigit():
            return word
    return words[0]

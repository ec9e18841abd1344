"""Voices: who is the source of a claim, and how far the claim reaches.

A report passes on what others say. *Chinese scholars argue that pressure may fail*: the *may* is theirs, and a count that gives
it to the author is wrong. So each cue of attribution (*argue*, *according to*, *reportedly*) is followed to its source and to its claim:

- SOURCE VERB that CLAIM; CLAIM, SOURCE VERB; 'CLAIM', VERB SOURCE; CLAIM is VERB by SOURCE; they VERB CLAIM and VERB CLAIM.
- according to SOURCE, CLAIM; in SOURCE's view, CLAIM; CLAIM, from SOURCE's perspective; for SOURCE, CLAIM; by SOURCE, CLAIM.
- SOURCE's assessment that CLAIM; an assessment of texts written by SOURCE shows that CLAIM.
- reportedly, it is argued that, is said to: a claim whose source nobody names.
- words in quotation marks, also where these close in a later sentence; a line of minutes that starts with its speaker: *The chair: …*

Whoever's claim a hit stands in is its holder, the innermost where claims stand in claims. A holder's voice is one of three:
author (*we*, *this report*), institution (a state, a ministry, a council, its resolution), or reported: everybody else, people, their studies,
records, and whoever is not named. What nobody holds is the author's.

There is no grammar here but the order of words, commas and the lists of `groups.csv` (the room `phrases`), and marks and speakers (the room
`quotations`). So a claim is taken to end with its sentence, at a semicolon, before *, but* and *, although*, with the bracket that its verb stands in, and
before the next claim; what follows *, and* is still the source's. That is a convention, and sometimes wrong.
"""

import itertools
import re
from bisect import bisect_right
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import cues as lists
from analysis import phrases, quotations

COLUMNS = ["document", "section", "sentence", "source", "verb", "claim", "voice", "start", "end", "distance"]
AFFIRMING = re.compile("suggest|indicat|impl|show|demonstrat|reveal|confirm|prov|underlin|underscor|highlight|point")  # facts do so too
SAYING, HALT = re.compile("[:“]"), re.compile("[;:]")
THIS = re.compile(r"\b[Tt]his (" + "|".join(sorted(phrases.GROUPS["own_text"])) + r")\b")
PARTICIPLES = frozenset("said told seen thought held found written known shown understood put".split())
OWN = frozenset("we i our my us".split())
OFFICES = frozenset("president minister premier chancellor king ambassador secretary government ministry parliament".split())  # *my* minister is not I
VERBS_TOO = frozenset("claim demand estimate fear hope note promise report".split())
SOURCELESS = phrases.JOINING | phrases.GROUPS["clause"] | {""}  # what stands before a verb and is no source
RELATIVES = ("who", "which", "that")
NOBODY = ("nobody", "no one", "none")  # whose claim is the writer's: nobody doubts that
ASKING = frozenset("what whatever which whichever whom whoever".split())
PRONOUNS = ("it", "it shows", "they")  # sources for which the sentence before stands
TAIL, NEAR, FAR = 6, 8, 40  # words after a verb that follows its claim; before "that"; between a claim and one that stands in it


class Claim(NamedTuple):
    """A claim: its sentence, who holds it, the characters of the joined text that it reaches over, and the cue that introduces it."""

    home: int
    source: str
    voice: str
    start: int
    end: int
    at: int  # where the cue starts …
    cue: int  # … and its number; -1 for none


def claims(sentences, found, hits, quoted):
    """Return the claims in the sentences, one row each, in reading order.

    found: the words of the sentences (`cues.tokens`). hits: the counted cues of attribution, in reading order: `first` and `last` word.
    quoted: {sentence: its quotations} (`quotations.quoted`).

    Columns: home (which of the sentences), source, voice, start, end, at (where the cue starts) and cue (which of the hits it is). A quotation or a speaker's line has
    no cue: -1 for both; a quotation whose speaker is not told has no source either. Looked at are only the sentences with a cue or a mark.
    """
    texts, documents, base = sentences.text.tolist(), sentences.document.tolist(), found.base.tolist()
    home, speakers, own = found.home[hits["first"]], quotations.speakers(found, texts), _own(documents, texts, found)
    cues = _by_sentence(home)
    spans = np.array([(base[i] + start, base[i] + end) for i in sorted(quoted) for start, end in quoted[i]], int).reshape(-1, 2).T
    w, place = phrases.words(found, np.array([*cues], int), [len(texts[i]) for i in cues], hits["first"], spans)
    said = zip(home.tolist(), _told(w, place(hits["first"]).tolist(), place(hits["last"]).tolist()))
    told = [_claim(w, *words, own.get(documents[i], ()), i, cue) for cue, (i, words) in enumerate(said)]
    table = pd.DataFrame(list(_in_order(sentences, texts, found, told, cues, quoted, speakers)), columns=Claim._fields)
    shift = (sentences.start.to_numpy() - found.base)[table.home.to_numpy(int)]
    return table.assign(start=table.start + shift, end=table.end + shift, at=np.where(table.cue < 0, -1, table["at"] + shift))


def _in_order(sentences, texts, found, told, cues, quoted, speakers):
    """Yield the claims of the sentences, one sentence after another, with what each leaves to the next in mind, if the next asks for it.

    told: those that cues introduce; a sentence asks where one of these has a pronoun as its source, or where it has a mark or a speaker.
    """
    begins, base, bounds = sentences.start.tolist(), found.base.tolist(), found.bounds.tolist()
    asking, opening = {*quoted, *speakers, *(claim.home for claim in told if claim.voice in PRONOUNS)}, _opening_sections(sentences)
    memory = quotations.NOTHING
    for i, text in enumerate(texts):
        asks, label, goes_on = i in asking or memory.line, None, False
        if not asks and i not in cues:
            continue
        here = [told[k] for k in cues.get(i, ())]
        if asks:
            memory = quotations.recalled(memory, i, opening[i], texts)
            label, marks, goes_on = speakers.get(i), quoted.get(i), quotations.lasts(memory, begins, texts)
            here = [claim if claim.voice not in PRONOUNS else claim._replace(voice=_recalled(claim.voice, memory)) for claim in here]
            here += _line(i, text, base[i], found, range(*bounds[i : i + 2]), label, memory) if label or goes_on else []
            here += _quotations(i, text, base[i], marks, here, memory) if marks else []
        here = _within(here) if len(here) > 1 else here
        yield from here
        memory = _remember(i, here, label or goes_on, texts) if label or goes_on or i + 1 in asking else quotations.NOTHING


def _opening_sections(sentences):
    """Say of each sentence whether it opens a section."""
    document, section = pd.factorize(sentences.document)[0], sentences.section.to_numpy()
    return [True, *((np.diff(document) != 0) | (section[1:] != section[:-1])).tolist()]


def held(hits, home, claims):
    """Return voice and holder of each hit, as a table with the same index. hits: in reading order; home: which of the sentences each stands in.

    The cue of an attribution has the voice of its source (*suggest* is the hedge of who suggests), any other hit that of the innermost claim it
    stands in, or else the author's. What nobody is said to say (*no one doubts*) is the author's.
    """
    some, of = np.flatnonzero(np.isin(home, claims.home)), np.full(len(hits), -1)
    width = 1 + max(claims.end.max(), hits.end.max()) if len(some) else 1  # of a sentence, where the sentences stand side by side
    start, end, at = (claims[name].to_numpy(int) + claims.home.to_numpy(int) * width for name in ("start", "end", "at"))
    own, order = dict(zip(at[::-1].tolist(), range(len(at))[::-1])), np.argsort(start)
    spans = zip(*(column[order].tolist() for column in (end - start, start, end, at)), order.tolist())
    places = zip(*((hits[name].to_numpy()[some] + home[some] * width).tolist() for name in ("start", "end")))
    of[some] = list(_innermost(own, spans, places))
    voice = np.append(claims.voice.mask(claims.source.str.casefold().isin(NOBODY), "author"), "author")[of]
    return pd.DataFrame({"voice": voice, "holder": np.where(voice == "author", "", np.append(claims.source, "")[of])}, index=hits.index)


def _innermost(own, spans, places):
    """Yield for each place, in order, the number of the claim whose cue it is, or else of the shortest that it stands in; -1 for none.

    own: {start of a cue: number of its claim}. spans: the claims as (length, start, end, start of the cue, number), by their start; the shortest that have
    begun are kept on top of a heap.
    """
    coming, open_ = next(spans, None), []
    for start, end in places:
        while coming and coming[1] <= start:
            heappush(open_, coming)
            coming = next(spans, None)
        while open_ and open_[0][2] <= start:
            heappop(open_)
        if start in own:
            yield own[start]
        elif open_ and end <= open_[0][2]:
            yield open_[0][4]
        else:
            yield min((span for span in open_ if end <= span[2]), default=(-1,))[-1]


def _by_sentence(home):
    """{sentence: the numbers of its cues}."""
    sentences, first = np.unique(home, return_index=True)
    return dict(zip(sentences.tolist(), map(range, first.tolist(), [*first[1:].tolist(), len(home)])))


def _own(documents, texts, found):
    """{document: nouns by which it speaks of itself}: where it says "this report", the report is its own too, and so are the authors."""
    this = lists.among(found, {"*this"})
    at = np.flatnonzero(this[found.codes[:-1]])
    nouns = [code for code in np.unique(found.codes[at + 1]).tolist() if found.names[code].startswith(tuple(phrases.GROUPS["own_text"]))]
    own = {}
    for i in np.unique(found.home[at[np.isin(found.codes[at + 1], nouns)]]).tolist():
        own.setdefault(documents[i], {"author", "authors"}).update(THIS.findall(texts[i]))
    return own


def _told(w, firsts, lasts):
    """For each cue, by its first and last word: the first word, the words of its source, and those of its claim."""
    subjects, sources, cuts = {}, [], []
    kinds = [_construction(w, i, j) for i, j in zip(firsts, lasts)]
    for kind, i, j in zip(kinds, firsts, lasts):
        sources.append(SOURCES[kind](w, i, j, subjects))
        passive = w.chain[i] > w.opens[i] and (kind if i == j else _construction(w, i, i)) == "passive"
        subjects[i] = phrases.left(w, w.chain[i] - 1) if passive else sources[-1]  # *officials* are said to doubt
        cuts += _cut(w, i, subjects[i])
    cuts = [*sorted(cuts), len(w.words)]
    return ((i, source, REACHES[kind](w, i, j, source, cuts)) for kind, i, j, source in zip(kinds, firsts, lasts, sources))


def _claim(w, i, source, reach, own, home, cue):
    """The claim that a cue introduces."""
    return Claim(home, phrases.written(w, source), _voice(w, source, i, own), *phrases.characters(w, reach), w.starts[i], cue)


def _construction(w, i, j):
    """Which of the constructions a cue stands in: clause, frame, aside, noun, passive or verb."""
    word = w.words[i]
    if word == "what":
        return "clause"
    if word in ("according", "in", "from", "for", "by"):
        return "frame"
    if word == "as" or word.endswith("edly") or (word in ("alleged", "reported", "unnamed", "anonymous") and (i == w.opens[i] or _marked(w, i))):
        return "aside"
    if w.words[j] == "that" and word != "that" and i > w.opens[i] and w.words[i - 1] in phrases.ARTICLES:
        return "noun"
    if w.words[j] == "that" and phrases.is_in("claim_noun", word) and (word.rstrip("s") not in VERBS_TOO or i == w.opens[i] or _marked(w, i)):
        return "noun"
    return "passive" if (word.endswith("ed") or word in PARTICIPLES) and _is_passive(w, i, j) else "verb"


def _is_passive(w, i, j):
    """Is a participle passive: after *be*, or set off and with nothing but a phrase of place or time after it?"""
    after = w.words[j + 1]
    agentless = w.words[i].endswith("ed") and i > w.opens[i] and w.stops[i] and (not after or after in phrases.PREPOSITIONS)
    return agentless or not phrases.GROUPS["be"].isdisjoint(w.words[w.chain[i] : i])


def _marked(w, i):
    """Is the word made a noun by what stands before it: *the* claim, China's claim, *of* claims, *a bold* claim (but *the envoys* claim)?"""
    if phrases.is_in("determiner", w.words[i - 1]) or phrases.is_in("preposition", w.words[i - 1]) or phrases.possessive(w, i - 1):
        return True
    plain = not w.stops[i] and not w.stops[i - 1] and not w.words[i - 1].endswith("s") and not w.words[i].endswith("s")
    return plain and (phrases.is_in("determiner", w.words[i - 2]) or phrases.possessive(w, i - 2))


def _subject(w, i, j, subjects):
    """The source of an active verb: what stands before it, and before an inserted clause; its first clause's for *and warn*, *adding*, *to argue*."""
    if _inverted(w, i, j):
        return phrases.right(w, j + 1)
    k = w.chain[i] - 1
    if "to" in w.words[k + 1 : i] or w.words[i].endswith("ing") and k + 1 == i and (w.stops[i] or w.words[k] in phrases.PREPOSITIONS):
        return _shared(w, i, subjects)
    if w.commas[k + 1]:
        k = next((c - 1 for c in range(k, w.opens[i], -1) if w.commas[c]), k)
    k, relative = _before_relative(w, k, i)
    if w.bracket[k] not in (0, w.bracket[i]):  # *the Panel (PoE) says*
        k = w.bracket[k] - 1
    if w.words[k] in SOURCELESS:
        return _shared(w, i, subjects)
    phrase = phrases.behind(w, phrases.antecedent(w, k) if relative else phrases.left(w, k))
    if phrase and phrases.DATE.fullmatch(phrases.head(w.words[phrase[0] : phrase[1] + 1])):
        return _shared(w, i, subjects)
    return phrase and phrases.series(w, phrase)


def _before_relative(w, k, i):
    """The last word before the relative clause that ends with word k, and whether there is one: who say, *one person* who escaped, *experts* I met."""
    if w.words[k] in RELATIVES:
        return k - 1, True
    first = w.last_left[k]
    if first < k and w.words[first] in phrases.SUBJECTS and w.words[first + 1] not in ("all", "both") and not phrases.is_in("auxiliary", w.words[first + 1]) and first > w.opens[i] and not w.stops[first]:
        return first - 1, True
    led = first > w.opens[i] + 1 and w.words[first - 1] == "who" and not w.stops[first - 1] and w.words[first].endswith("ed")
    return (first - 2, True) if led else (k, False)


def _shared(w, i, subjects):
    """The subject of the verb before, or what the clause starts with."""
    earlier = itertools.takewhile(lambda k: k >= w.opens[i], reversed(subjects))
    before = next((subjects[k] for k in earlier if subjects[k]), None)
    if before:
        return before
    first = next((k for k in range(i - 1, w.opens[i], -1) if phrases.is_in("clause", w.words[k - 1]) or HALT.search(phrases.gap(w, k))), w.opens[i])
    while w.words[first] in phrases.PREPOSITIONS or phrases.is_in("auxiliary", w.words[first]):
        comma = next((k for k in range(first + 1, i) if w.commas[k]), None)
        if comma is None:
            break
        first = comma
    last = first
    while last + 1 < i and not w.verbs[last + 1] and not w.words[last + 1].endswith("ed") and not w.stops[last + 1]:
        last += 1
    named = last + 1 < i and not w.stops[last + 1] and not w.verbs[last]
    return phrases.behind(w, phrases.bare(w, first, last)) if named else None


def _inverted(w, i, j):
    """*…, said the envoy*: the source follows its verb, which follows a quotation or a comma."""
    if i != j or not (w.closed[i] or w.commas[i]) or w.stops[j + 1] or w.words[i].endswith("ing"):
        return False
    follows = w.closed[i] or not any(w.commas[max(i - 40, w.opens[i]) : i])
    named = follows and w.words[j + 1] not in ("that", "to") and not phrases.is_in("clause", w.words[j + 1])
    return named and (w.closed[i] or phrases.rest(w, j) <= TAIL)


def _frame(w, i, j, subjects):
    """The source in *according to SOURCE*, *in SOURCE's view*, *in the view of SOURCE*, *for SOURCE,*."""
    after = w.words[j + 1]
    if w.words[j] in ("to", "of") or after == "of":
        return phrases.right(w, j + 1 + (after == "of" and w.words[j] != "of"))
    if w.words[i] in ("for", "by"):
        return (i + 1, j)
    inside = (i + 1, min((k for k in range(i + 1, j) if phrases.possessive(w, k)), default=j - 1))
    return None if inside[0] > inside[1] else (inside[0] + (w.words[inside[0]] in ("a", "an")), inside[1])


def _inside(w, i, j, subjects):
    """The source within a cue: what *SOURCE* calls."""
    return (i + 1, j - 1) if i + 1 < j else None


def _nobody(w, i, j, subjects):
    return None


def _agent(w, i, j, subjects):
    """The source of a passive verb: *by SOURCE*."""
    by = next((k for k in range(j + 1, min(j + 1 + NEAR, w.closes[j])) if w.words[k] == "by" and w.first_stop[j + 1] >= k), None)
    return phrases.right(w, by + 1) if by else None


def _possessor(w, i, j, subjects):
    """The source of a noun: *SOURCE's* assessment that."""
    before = range(i - 1, max(i - 4, w.opens[i] - 1), -1)
    owner = next((k for k in before if phrases.possessive(w, k) or w.words[k] in ("our", "my", "their", "his", "its", "her")), None)
    return None if owner is None else (owner, owner) if not phrases.possessive(w, owner) else phrases.left(w, owner)


def _last(w, first, i, cuts):
    """Where a claim ends: with the clause, or before the next claim at its side."""
    apart = w.bracket[first] != w.bracket[i] and w.bracket[first]  # *say (some) ships may sail*
    return min(w.first_joined[apart or first + 1], cuts[bisect_right(cuts, max(first, i))]) - 1


def _cut(w, i, subject):
    """Where a claim starts beside another: *and warn*, *, while others say*, *, adding*."""
    chain, first = w.chain[i] - 1, subject[0] - 1 if subject else w.opens[i]
    if chain > w.opens[i] and w.words[chain] in phrases.JOINING:
        return [chain]
    if first > w.opens[i] and w.words[first] in phrases.JOINING and w.commas[first]:
        return [first]
    return [i] if w.commas[i] and w.words[i].endswith("ing") else []


def _after(w, i, j, source, cuts):
    """How far the claim of an active verb reaches."""
    if source and source[0] > j:
        return _around(w, i, source[1])
    if source and w.words[source[0] - 1] == "as":
        return _aside(w, source[0] - 1, j, source, cuts)
    if source and w.opens[i] < source[0] <= source[1] < i and w.stops[source[0]] and _closes(w, j, phrases.gap(w, source[0])):
        return _around(w, source[0], j)
    first = _opening(w, j)
    return (first, _last(w, first, i, cuts)) if w.words[first] else _asked(w, i, source)


def _asked(w, i, source):
    """The claim before a verb that ends its sentence: *what they reject*, or else the clause."""
    first, last = phrases.clause(w, i)
    near = range(source[0] - 1, max(first, source[0] - NEAR), -1) if source else ()
    return next((k for k in itertools.takewhile(lambda k: not w.verbs[k], near) if w.words[k] in ASKING), first), last


def _called(w, i, j, source, cuts):
    """How far *what SOURCE calls* reaches."""
    return (j + 1, _last(w, j + 1, i, cuts)) if w.words[j + 1] else (i, j)


def _closes(w, j, before):
    """Does nothing follow a verb but a stop, or a few words of time and place (after a quotation: any) before one?"""
    rest, after = phrases.rest(w, j), w.words[j + 1]
    aside = rest and (after in phrases.PREPOSITIONS or phrases.DATE.fullmatch(after) or quotations.QUOTE.search(before))
    return rest <= (TAIL if aside else 0) and "that" not in (w.words[j], after) and not SAYING.search(phrases.gap(w, j + 1))


def _opening(w, j):
    """The first word of what a verb introduces: after *that*, a colon or a quotation mark with no verb before it, or right after the verb."""
    if w.words[j] == "that":
        return j + 1
    k = w.first_halt[j + 1]
    if k >= min(j + 1 + NEAR, w.closes[j]) or w.cues[k] and w.words[k] != "that":
        return j + 1
    return k + 1 if w.words[k] == "that" else k if w.opened[k] and w.words[k] not in phrases.ENDING and not any(w.verbs[j + 1 : k]) else j + 1


def _around(w, first, last):
    """The claim around or before *, officials said*: what stands before it, and after it where more follows."""
    start, end = _clause(w, first, last)
    more = w.words[last + 1] and end > last and w.words[w.first_stop[last + 1]]
    return (start, end) if more or first <= start else (start, first - 1)


def _clause(w, first, last):
    """The clause around some words, over *, and*; around their bracket where they fill it: *it may sail (officials say)*."""
    start, end = phrases.clause(w, first, joined=True)
    return phrases.clause(w, start - 1, joined=True) if w.bracket[first] == start == first and end == last else (start, end)


def _framed(w, i, j, source, cuts):
    """How far the claim of a frame reaches: over what follows where it stands first, else over what stands before."""
    last = max(j, (source or (i, j))[1])
    first, end = _set_off(w, i, last, last + 1)
    that = next((k for k in range(i - 1, max(first, i - FAR), -1) if w.words[k] == "that" and w.cues[k - 1]), None)  # this suggests that, *in her view*, …
    return (that + 1 if that else first, end)


def _aside(w, i, j, source, cuts):
    """How far the claim of *as reported*, *reportedly*, *alleged* reaches."""
    if w.words[i] == "as":
        return _set_off(w, i, j, next((k for k in range(j + 1, w.closes[j]) if w.commas[k]), j + 1))
    first, last = phrases.clause(w, i)
    before = phrases.gap(w, i).strip()
    near = (i if before else i + 1) if (before == "," or not w.words[i].endswith("ly")) else first
    return (min(max(near, first), last), last)


def _set_off(w, i, j, after):
    """The claim around words that stand apart: all after them where they stand first, else all before them, and after them where more follows."""
    first, last = _clause(w, i, j)
    bracket = w.bracket[after]
    while bracket not in (0, w.bracket[i]) and w.bracket[after] == bracket:
        after += 1
    if i <= first + 1 or phrases.is_in("clause", w.words[i - 1]):
        return (after, last) if after <= last else (first, last)
    return (first, last) if j < last else (first, i - 1)


def _passive(w, i, j, source, cuts):
    """How far the claim of a passive verb reaches: after *that* or *as*, or over its clause; not over *, which implies*, where nobody is named: so the writer."""
    first, last = _whole(w, i, j, source, cuts)
    after = range(j + 1, min(last, j + FAR)) if not source else ()
    return first, next((k - 1 for k in after if w.commas[k] and w.words[k] == "which" and AFFIRMING.match(w.words[k + 1])), last)


def _whole(w, i, j, source, cuts):
    """The same, with what is inferred."""
    first = max(j, source[1] if source else j) + 1
    if w.words[j] == "that" or w.words[first] in ("that", "as"):
        first += w.words[j] != "that"
        return (first, _last(w, first, i, cuts)) if w.words[first] else phrases.clause(w, i)
    return phrases.clause(w, i)


def _content(w, i, j, source, cuts):
    """How far the claim of a noun reaches: to the comma after *Despite fears that*, else as that of a verb."""
    first = min(j + 1, w.closes[j] - 1)
    last, led = _last(w, first, i, cuts), w.words[w.opens[i]] in phrases.BEGINNING
    comma = next((k for k in range(first + 1, last + 1) if w.commas[k]), None) if led else None
    return (first, comma - 1) if comma else (first, last)


SOURCES = {"clause": _inside, "frame": _frame, "aside": _nobody, "noun": _possessor, "passive": _agent, "verb": _subject}
REACHES = {"clause": _called, "frame": _framed, "aside": _aside, "noun": _content, "passive": _passive, "verb": _after}


def _voice(w, source, i, own):
    """The voice of a source: author, institution or reported; or one of PRONOUNS, where the sentence before says whose it is."""
    words = w.words[source[0] : source[1] + 1] if source else []
    if not words:
        return "author" if w.words[i] == "as" and not {"reported", "announced", "claimed"} & set(w.words[i : i + 2]) else "reported"
    head = phrases.head(words)
    nouns = {head, *words[1:2]}
    pointed = words[0] in phrases.POINTING or words[:2] == ["the", "present"]
    if words[0] in OWN and head not in OFFICES or (pointed and nouns & phrases.GROUPS["own_text"]):
        return "author"
    if words[0] == "the" and not nouns.isdisjoint(own) and not ("of" in words and phrases.POINTING.isdisjoint(words)):  # the authors, but not those of a letter
        return "author"
    if phrases.is_in("institution", head):
        return "institution"
    if head in ("it", "its"):
        return "author" if w.last_own[i - 1] > w.opens[i] else "it shows" if head == "it" and AFFIRMING.match(w.words[i]) else "it"
    if head in ("they", "their"):
        return "they"
    if not AFFIRMING.match(w.words[i]) or phrases.is_in("speaker", head):
        return "reported"
    place = source[0] + words.index(head)
    named = place > w.opens[i] and w.text[w.starts[place]].isupper()
    return "reported" if named else "author"


def _recalled(pronoun, memory):
    """The voice of what a pronoun stands for: that of the sentence before, but *they* are not the author, and *it shows* is the author's if nobody spoke there."""
    if pronoun == "it shows" and not memory.source:
        return "author"
    return "reported" if pronoun == "they" and memory.voice == "author" else memory.voice


def _line(i, text, base, found, words, label, memory):
    """What is said in a line of minutes, as a claim. words: the numbers of the sentence's words. label: its speaker, and the words of that."""
    speaker, spoken = label or (memory.source, ())
    said = words[len(spoken) :]
    if not said:
        return []
    low = found.ends[said[0] - 1].item() if spoken else base
    place = phrases.printed(found.text, low, found.starts[said[0]].item(), found.ends[said[-1]].item(), base + len(text))
    voice = memory.voice if not label else "institution" if phrases.is_in("institution", phrases.head(spoken)) else "reported"
    return [Claim(i, speaker, voice, *place, -1, -1)]


def _quotations(i, text, base, marks, told, memory):
    """What stands between quotation marks and in no claim, as claims of who spoke last, or of nobody who is named."""
    rows, signed = [], quotations.signature(text) if marks else ""
    for start, end in marks:
        if not any(claim.start <= base + start + 1 and base + end - 1 <= claim.end + 1 for claim in told):
            goes_on = memory.source and start <= 1
            source, voice = (memory.source, memory.voice) if goes_on and memory.voice != "author" else (signed, "reported")
            end -= text[end - 1] in ".,"
            rows += [Claim(i, source, voice, base + start, base + end, -1, -1)] if start < end else []
    return rows


def _within(told):
    """Give what is the author's by its words (*we*, *this shows*) but stands in another's claim to that other."""
    others = [claim for claim in told if claim.voice != "author"]
    return [_given(claim, others) if claim.voice == "author" and others else claim for claim in told]


def _given(claim, others):
    around = [other for other in others if other.start <= claim.at < other.end]
    return claim._replace(voice=min(around, key=lambda other: other.end - other.start, default=claim).voice)


def _remember(i, told, minutes, texts):
    """What sentence i leaves to the next. minutes: is it a line of them, or more of one?"""
    line = next((claim for claim in told if claim.cue < 0), None) if minutes else None
    if line:
        return quotations.Memory(i, line.source, line.voice, True)
    source, voice = next(((claim.source, claim.voice) for claim in reversed(told) if claim.source), ("", quotations.voice(texts[i])))
    return quotations.Memory(i, source, voice)

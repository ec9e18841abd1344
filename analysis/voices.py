"""Voices: who is the source of a claim, and how far the claim reaches.

A report passes on what others say. *Chinese scholars argue that pressure may fail*: the *may* is theirs, and a count that gives
it to the author is wrong. So each cue of attribution (*argue*, *according to*, *reportedly*) is followed to its source and to its claim:

- SOURCE VERB that CLAIM; CLAIM, SOURCE VERB; 'CLAIM', VERB SOURCE; CLAIM is VERB by SOURCE; they VERB CLAIM and VERB CLAIM.
- according to SOURCE, CLAIM; in SOURCE's view, CLAIM; CLAIM, from SOURCE's perspective; for SOURCE, CLAIM.
- SOURCE's assessment that CLAIM; an assessment of texts written by SOURCE shows that CLAIM.
- reportedly, it is argued that, is said to: a claim whose source nobody names.
- words in quotation marks, also over several sentences; a line of minutes that starts with its speaker: *The chair: …*

Whoever's claim a hit stands in is its holder, the innermost where claims stand in claims. A holder's voice is one of three:
author (*we*, *this report*), institution (a state, a ministry, a council, its resolution), or reported: everybody else, people, their studies,
records, and whoever is not named. What nobody holds is the author's.

There is no grammar here but the order of words, commas and the lists of `groups.csv` (the room `phrases`), and marks and speakers (the room
`quotations`). So a claim is taken to end with its sentence, at a semicolon, before *, but* and *, although*, and before the next claim; what
follows *, and* is still the source's. That is a convention, and sometimes wrong.
"""

import re
from bisect import bisect_right
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import phrases, quotations

COLUMNS = ["document", "section", "sentence", "source", "verb", "claim", "voice", "start", "end", "distance"]
AFFIRMING = re.compile("suggest|indicat|impl|show|demonstrat|reveal|confirm|prov|underlin|underscor|highlight|point")  # facts do so too
CLOSING, OPENING, SAYING, HALT = re.compile("[”\"’»]"), re.compile("[:“\"«‘]"), re.compile("[:“]"), re.compile("[;:]")
PARTICIPLES = frozenset("said told seen thought held found written known shown understood put".split())
OWN = frozenset("we i our my us".split())
VERBS_TOO = frozenset("claim demand estimate fear hope note promise report".split())
POINTING = frozenset("this these our my".split())
TAIL, NEAR, CARRIED = 6, 8, 8  # words after a verb that follows its claim; before "that"; sentences a quotation lasts


class Claim(NamedTuple):
    """A claim in a sentence: who holds it, and the characters that it reaches over."""

    source: str
    verb: str
    voice: str
    start: int
    end: int
    distance: str
    at: int


def claims(sentences, found, hits, cues):
    """Return the claims in the sentences, one row each, in reading order.

    found: the words of the sentences (`cues.tokens`). hits: the counted cues of attribution: `row` of the list, `first` and `last` word.

    Columns: those of `stance.attributions`, `home` (which of the sentences) and `at` (where the cue starts). A quotation or a speaker's line has no
    verb, and -1 for `at`; a quotation whose speaker is not told has no source either. Looked at are only the sentences with a cue or a mark.
    """
    texts, begins, documents = (sentences[column].tolist() for column in ("text", "start", "document"))
    places = list(zip(documents, sentences.section.tolist(), sentences.sentence.tolist()))
    bounds = np.searchsorted(found.home, np.arange(len(texts) + 1)).tolist()
    some, own, kinds = _by_sentence(hits, found.home, bounds), _own(documents, texts, found), cues.kind.tolist()
    quoted, labelled = quotations.quoted(found), quotations.labelled(found, bounds)
    rows, memory, near = [], quotations.Memory(), {*some, *quoted, *labelled}
    for i, text in enumerate(texts):
        if i not in near and not memory.lasts:
            continue
        memory, label = quotations.recalled(memory, i, places, texts), quotations.speaker(text, labelled[i]) if i in labelled else ""
        here, marked, goes_on = some.get(i, ()), i in quoted and quotations.QUOTE.search(text) is not None, quotations.lasts(memory, begins, texts)
        if here or label or marked or goes_on:
            s = phrases.sentence(text, i, found, bounds, [first for _, first, _ in here], quotations.marks(text) if marked else None)
            told = _told(s, here, kinds, own.get(documents[i], frozenset()), memory) + _line(s, label, memory, goes_on)
            told = _within(told + _quotations(s, told, memory))
            rows += [_row(i, places[i], begins[i], text, claim) for claim in told]
            memory = _remember(i, memory, told, s, label, texts)
        else:
            memory = quotations.Memory()
    return pd.DataFrame(rows, columns=["home", *COLUMNS, "at"])


def _row(home, place, begin, text, claim):
    source, verb, voice, start, end, distance, at = claim
    return (home, *place, source, verb, text[start:end], voice, begin + start, begin + end, distance, at if at < 0 else begin + at)


def held(hits, home, claims):
    """Return voice and holder of each hit, as a table with the same index. hits: in reading order; home: which of the sentences each stands in.

    The cue of an attribution has the voice of its source (*suggest* is the hedge of who suggests), any other hit that of the innermost claim it
    stands in, or else the author's.
    """
    spans, places, holders = {}, {}, [("author", "")] * len(hits)
    for i, start, end, at, voice, source in zip(*(claims[column].tolist() for column in ("home", "start", "end", "at", "voice", "source"))):
        spans.setdefault(i, []).append((end - start, start, end, at, voice, source))
    some = np.flatnonzero(np.isin(home, list(spans)))
    for k, i, start, end in zip(some.tolist(), home[some].tolist(), *(hits[column].to_numpy()[some].tolist() for column in ("start", "end"))):
        places.setdefault(i, []).append((k, start, end))
    for i, here in places.items():
        for k, voice, source in _holders(spans[i], here):
            holders[k] = voice, "" if voice == "author" else source
    return pd.DataFrame(holders, columns=["voice", "holder"], index=hits.index)


def _holders(spans, places):
    """Yield (number, voice, source) of the places, of one sentence, that are a claim's cue or stand in a claim.

    spans: the sentence's claims, as (length, start, end, at, voice, source); the shortest that have begun are kept on top of a heap.
    """
    own = {span[3]: span for span in reversed(spans)}
    coming, open_ = sorted(spans, key=lambda span: -span[1]), []
    for k, start, end in places:
        while coming and coming[-1][1] <= start:
            heappush(open_, coming.pop())
        while open_ and open_[0][2] <= start:
            heappop(open_)
        inner = open_[0] if open_ and end <= open_[0][2] else min((span for span in open_ if end <= span[2]), default=None)
        if span := own.get(start, inner):
            yield k, span[4], span[5]


def _by_sentence(hits, home, bounds):
    """{sentence: its cues as (row of the list, first word, last word)}, words counted from the sentence's first."""
    some = {}
    for row, first, last in zip(hits["row"].tolist(), hits["first"].tolist(), hits["last"].tolist()):
        i = int(home[first])
        some.setdefault(i, []).append((row, first - bounds[i], last - bounds[i]))
    return some


def _own(documents, texts, found):
    """{document: nouns by which it speaks of itself}: where it says "this report", "the report" is its own too."""
    nouns = re.compile(r"\b[Tt]his (" + "|".join(sorted(phrases.GROUPS["own_text"])) + r")\b")
    this = np.array([name.endswith("this") for name in found.names], bool)
    own = {}
    for i in np.unique(found.home[this[found.codes]]).tolist():
        own.setdefault(documents[i], set()).update(nouns.findall(texts[i]))
    return own


def _told(s, some, distances, own, memory):
    """The claims that the cues of a sentence introduce."""
    subjects, told, kinds = {}, [], {}
    for _, i, j in some:
        kinds[i] = _construction(s, i, j)
        subjects[i] = SOURCES[kinds[i]](s, i, j, subjects)
        s.cuts.extend(_cut(s, i, _spoken_of(s, i, subjects)))
    s.cuts.sort()
    for row, i, j in some:
        source, reach = subjects[i], REACHES[kinds[i]](s, i, j, subjects)
        voice = _voice(s, source, i, own, memory)
        start, end = phrases.characters(s, reach)
        told.append(Claim(phrases.written(s, source), s.text[s.starts[i] : s.stopped[j]], voice, start, end, distances[row], s.starts[i]))
    return told


def _construction(s, i, j):
    """Which of the constructions a cue stands in: clause, frame, aside, noun, passive or verb."""
    word = s.words[i]
    if word == "what":
        return "clause"
    if word in ("according", "in", "from", "for"):
        return "frame"
    if word == "as" or word.endswith("edly") or (word in ("alleged", "reported", "unnamed", "anonymous") and (i == 0 or _marked(s, i))):
        return "aside"
    if s.words[j] == "that" and phrases.is_in("claim_noun", word) and (word.rstrip("s") not in VERBS_TOO or i == 0 or _marked(s, i)):
        return "noun"
    chain = phrases.chain(s, i)
    after = s.words[j + 1 : j + 2]
    agentless = word.endswith("ed") and i and s.stops[i] and after != ["that"] and set(after) <= phrases.PREPOSITIONS
    passive = agentless or ((word.endswith("ed") or word in PARTICIPLES) and any(phrases.is_in("be", w) for w in s.words[chain:i]))
    return "passive" if passive else "verb"


def _marked(s, i):
    """Is the word made a noun by what stands before it: *the* claim, China's claim, *of* claims, *a bold* claim (but *the envoys* claim)?"""
    if i and (phrases.is_in("determiner", s.words[i - 1]) or phrases.is_in("preposition", s.words[i - 1]) or phrases.possessive(s, i - 1)):
        return True
    plain = i > 1 and not s.stops[i] and not s.stops[i - 1] and not s.words[i - 1].endswith("s") and not s.words[i].endswith("s")
    return plain and (phrases.is_in("determiner", s.words[i - 2]) or phrases.possessive(s, i - 2))


def _subject(s, i, j, subjects):
    """The source of an active verb: what stands before it, and before an inserted clause; its first clause's for *and warn*, *adding*, *to argue*."""
    if _inverted(s, i, j):
        return phrases.right(s, j + 1)
    k = phrases.chain(s, i) - 1
    if "to" in s.words[k + 1 : i] or s.words[i].endswith("ing") and k + 1 == i and (s.stops[i] or s.words[k] in phrases.PREPOSITIONS):
        return _shared(s, i, subjects)
    if k >= 0 and "," in s.gaps[k + 1]:
        k = next((c - 1 for c in range(k, 0, -1) if "," in s.gaps[c]), k)
    if k >= 0 and s.words[k] in ("who", "which", "that"):
        k -= 1
    if k < 0 or s.words[k] in phrases.JOINING or phrases.is_in("clause", s.words[k]):
        return _shared(s, i, subjects)
    return phrases.behind(s, phrases.left(s, k))


def _shared(s, i, subjects):
    """The subject of the verb before, or what the clause starts with."""
    before = next((found for k in reversed(subjects) if (found := _spoken_of(s, k, subjects))), None)
    if before:
        return before
    first = next((k for k in range(i - 1, 0, -1) if phrases.is_in("clause", s.words[k - 1]) or HALT.search(s.gaps[k])), 0)
    while s.words[first] in phrases.PREPOSITIONS or phrases.is_in("auxiliary", s.words[first]):
        comma = next((k for k in range(first + 1, i) if "," in s.gaps[k]), None)
        if comma is None:
            break
        first = comma
    last = first
    while last + 1 < i and not phrases.verbal(s, last + 1) and not s.words[last + 1].endswith("ed") and not s.stops[last + 1]:
        last += 1
    named = last + 1 < i and not s.stops[last + 1] and not phrases.verbal(s, last)
    return phrases.behind(s, phrases.bare(s, first, last)) if named else None


def _spoken_of(s, k, subjects):
    """The subject of a verb, also of a passive one: *officials* are said to doubt."""
    return phrases.left(s, phrases.chain(s, k) - 1) if _construction(s, k, k) == "passive" and phrases.chain(s, k) else subjects[k]


def _inverted(s, i, j):
    """*…, said the envoy*: the source follows its verb, which follows a quotation or a comma."""
    plain = i and i == j and not s.words[i].endswith("ing") and j + 1 < len(s.words) and not s.stops[j + 1]
    quoted = plain and CLOSING.search(s.gaps[i]) is not None
    follows = plain and "," in s.gaps[i] and not any("," in gap for gap in s.gaps[max(i - 40, 1) : i])
    named = (quoted or follows) and s.words[j + 1] not in ("that", "to") and not phrases.is_in("clause", s.words[j + 1])
    return bool(named and (quoted or phrases.rest(s, j) <= TAIL))


def _frame(s, i, j, subjects):
    """The source in *according to SOURCE*, *in SOURCE's view*, *in the view of SOURCE*, *for SOURCE,*."""
    after = s.words[j + 1] if j + 1 < len(s.words) else ""
    if s.words[j] in ("to", "of") or after == "of":
        return phrases.right(s, j + 1 + (after == "of" and s.words[j] != "of"))
    if s.words[i] == "for":
        return (i + 1, j)
    inside = (i + 1, min((k for k in range(i + 1, j) if phrases.possessive(s, k)), default=j - 1))
    return None if inside[0] > inside[1] else (inside[0] + (s.words[inside[0]] in ("a", "an")), inside[1])


def _inside(s, i, j, subjects):
    """The source within a cue: what *SOURCE* calls."""
    return (i + 1, j - 1) if i + 1 < j else None


def _nobody(s, i, j, subjects):
    return None


def _agent(s, i, j, subjects):
    """The source of a passive verb: *by SOURCE*."""
    by = next((k for k in range(j + 1, min(j + 1 + NEAR, len(s.words))) if s.words[k] == "by" and not any(s.stops[m] for m in range(j + 1, k))), None)
    return phrases.right(s, by + 1) if by else None


def _possessor(s, i, j, subjects):
    """The source of a noun: *SOURCE's* assessment that."""
    before = range(i - 1, max(i - 4, -1), -1)
    owner = next((k for k in before if phrases.possessive(s, k) or s.words[k] in ("our", "my", "their", "his", "its", "her")), None)
    return None if owner is None else (owner, owner) if not phrases.possessive(s, owner) else phrases.left(s, owner)


def _last(s, first, i):
    """Where a claim ends: with the clause, or before the next claim at its side."""
    ends, cut = range(bisect_right(s.ends, first), len(s.ends)), bisect_right(s.cuts, max(first, i))
    end = next((s.ends[n] for n in ends if s.words[s.ends[n]] != "and" or "," not in s.gaps[s.ends[n]]), len(s.words))
    cut = s.cuts[cut] if cut < len(s.cuts) else len(s.words)
    return min(end, cut) - 1


def _cut(s, i, subject):
    """Where a claim starts beside another: *and warn*, *, while others say*, *, adding*."""
    chain, first = phrases.chain(s, i) - 1, subject[0] - 1 if subject else -1
    if chain > 0 and s.words[chain] in phrases.JOINING:
        return [chain]
    if first > 0 and s.words[first] in phrases.JOINING and "," in s.gaps[first]:
        return [first]
    return [i] if s.words[i].endswith("ing") and "," in s.gaps[i] else []


def _after(s, i, j, subjects):
    """How far the claim of an active verb reaches."""
    source = subjects[i]
    if source and source[0] > j:
        return _around(s, i, source[1])
    if source and source[0] and s.words[source[0] - 1] == "as":
        return _aside(s, source[0] - 1, j, subjects)
    if source and 0 < source[0] <= source[1] < i and phrases.STOP.search(s.gaps[source[0]]) and _closes(s, j, s.gaps[source[0]]):
        return _around(s, source[0], j)
    first = _opening(s, j)
    return (first, _last(s, first, i)) if first < len(s.words) else phrases.clause(s, i)


def _called(s, i, j, subjects):
    """How far *what SOURCE calls* reaches."""
    return (j + 1, _last(s, j + 1, i)) if j + 1 < len(s.words) else (i, j)


def _closes(s, j, before):
    """Does nothing follow a verb but a stop, or a few words of time and place (after a quotation: any) before one?"""
    rest, goes_on = phrases.rest(s, j), SAYING.search(s.gaps[j + 1]) or s.words[j] == "that" or s.words[j + 1 : j + 2] == ["that"]
    aside = rest and (s.words[j + 1] in phrases.PREPOSITIONS or phrases.DATE.fullmatch(s.words[j + 1]) or quotations.QUOTE.search(before))
    return not goes_on and (rest == 0 or (rest <= TAIL and bool(aside)))


def _opening(s, j):
    """The first word of what a verb introduces: after *that*, a colon or a quotation mark, or right after the verb."""
    if s.words[j] == "that":
        return j + 1
    for k in range(j + 1, min(j + 1 + NEAR, len(s.words))):
        if s.words[k] == "that":
            return k + 1
        if k in s.verbs or s.words[k] in phrases.ENDING:
            break
        if OPENING.search(s.gaps[k]):
            return k
        if s.stops[k] and not ("," in s.gaps[k] and (phrases.is_in("auxiliary", s.words[k]) or phrases.is_in("auxiliary", s.words[k - 1]))):
            break
    return j + 1


def _around(s, first, last):
    """The claim around or before *, officials said*: what stands before it, and after it where more follows."""
    start, end = phrases.clause(s, first, joined=True)
    more = last + 1 < len(s.words) and end > last and not _closes_all(s, last)
    return (start, end) if more or first <= start else (start, first - 1)


def _closes_all(s, last):
    return last + 1 + phrases.rest(s, last) >= len(s.words)


def _framed(s, i, j, subjects):
    """How far the claim of a frame reaches: over what follows where it stands first, else over what stands before."""
    last = max(j, (subjects[i] or (i, j))[1])
    return _set_off(s, i, last, last + 1)


def _aside(s, i, j, subjects):
    """How far the claim of *as reported*, *reportedly*, *alleged* reaches."""
    if s.words[i] == "as":
        return _set_off(s, i, j, next((k for k in range(j + 1, len(s.words)) if "," in s.gaps[k]), j + 1))
    first, last = phrases.clause(s, i)
    near = (i if s.gaps[i].strip() else i + 1) if (s.gaps[i].strip() == "," or not s.words[i].endswith("ly")) else first
    return (min(max(near, first), last), last)


def _set_off(s, i, j, after):
    """The claim around words that stand apart: all after them where they stand first, else all before them, and after them where more follows."""
    first, last = phrases.clause(s, i, joined=True)
    if i <= first + 1 or phrases.is_in("clause", s.words[i - 1]):
        return (after, last) if after <= last else (first, last)
    return (first, last) if j < last else (first, i - 1)


def _passive(s, i, j, subjects):
    """How far the claim of a passive verb reaches: after *that* or *as*, or over its clause."""
    first = max(j, (subjects[i] or (0, 0))[1]) + 1
    if s.words[j] == "that" or s.words[first : first + 1] in (["that"], ["as"]):
        first += s.words[j] != "that"
        return (first, _last(s, first, i)) if first < len(s.words) else phrases.clause(s, i)
    return phrases.clause(s, i)


def _content(s, i, j, subjects):
    """How far the claim of a noun reaches: to the comma after *Despite fears that*, else as that of a verb."""
    first, last = j + 1, _last(s, j + 1, i)
    comma = next((k for k in range(first + 1, last + 1) if "," in s.gaps[k]), None) if s.words[0] in phrases.PREPOSITIONS | phrases.LEADING else None
    return (first, comma - 1) if comma else (min(first, len(s.words) - 1), last)


SOURCES = {"clause": _inside, "frame": _frame, "aside": _nobody, "noun": _possessor, "passive": _agent, "verb": _subject}
REACHES = {"clause": _called, "frame": _framed, "aside": _aside, "noun": _content, "passive": _passive, "verb": _after}


def _voice(s, source, i, own, memory):
    """The voice of a source: author, institution or reported."""
    words = s.words[source[0] : source[1] + 1] if source else []
    if not words:
        return "author" if s.words[i] == "as" and not {"reported", "announced", "claimed"} & set(s.words[i : i + 2]) else "reported"
    head = phrases.head(words)
    nouns = {head, *words[1:2]}
    if words[0] in OWN or (words[0] in POINTING and nouns & phrases.GROUPS["own_text"]) or (words[0] == "the" and nouns & own):
        return "author"
    if phrases.is_in("institution", head):
        return "institution"
    if head in ("it", "its") and (memory.voice == "author" or _points(s.words[:i])):
        return "author"
    if head == "it" and AFFIRMING.match(s.words[i]) and not memory.source:
        return "author"
    if head in ("it", "its", "they", "their"):
        return memory.voice if memory.voice != "author" else "reported"
    place = source[0] + words.index(head)
    named = place and s.text[s.starts[place]].isupper()
    fact = AFFIRMING.match(s.words[i]) and not phrases.is_in("speaker", head) and not named
    return "author" if fact else "reported"


def _points(words):
    """Do the words name the author's text: *this report*, *our paper*?"""
    return any(word in POINTING and phrases.is_in("own_text", noun) for word, noun in zip(words, words[1:]))


def _line(s, label, memory, goes_on):
    """What is said in a line of minutes, as a claim."""
    first = next((k for k, begin in enumerate(s.starts) if begin > len(label)), None) if label else 0
    if first is None or not s.words or not (label or (memory.lasts == "line" and goes_on)):
        return []
    voice = memory.voice if not label else "institution" if phrases.is_in("institution", phrases.head(s.words[:first])) else "reported"
    return [Claim(label or memory.source, "", voice, *phrases.characters(s, (first, len(s.words) - 1)), "neutral", -1)]


def _quotations(s, told, memory):
    """What stands between quotation marks and in no claim, as claims of who spoke last, or of nobody who is named."""
    rows = []
    for start, end in s.quotations or ():
        if not any(claim.start <= start + 1 and end - 1 <= claim.end + 1 for claim in told):
            goes_on = memory.source and start <= 1
            source, voice = (memory.source, memory.voice) if goes_on and memory.voice != "author" else ("", "reported")
            end -= s.text[end - 1] in ".,"
            rows += [Claim(source, "", voice, start, end, "neutral", -1)] if start < end else []
    return rows


def _within(told):
    """Give what is the author's by its words (*we*, *this shows*) but stands in another's claim to that other."""
    others = [claim for claim in told if claim.voice != "author"]
    return [_given(claim, others) if claim.voice == "author" and others else claim for claim in told]


def _given(claim, others):
    around = [other for other in others if other.start <= claim.at < other.end]
    return claim._replace(voice=min(around, key=lambda other: other.end - other.start, default=claim).voice)


def _remember(i, memory, told, s, label, texts):
    """What sentence i leaves to the next."""
    line = next((claim for claim in told if claim.at < 0 and (label or memory.lasts == "line")), None)
    if line:
        return quotations.Memory(i, line.source, line.voice, "line")
    source, voice = next(((claim.source, claim.voice) for claim in reversed(told) if claim.source), ("", quotations.voice(s.text)))
    return quotations.Memory(i, source, voice, "quotation" if quotations.goes_on(s, memory, texts[i + 1 : i + 1 + CARRIED]) else "")

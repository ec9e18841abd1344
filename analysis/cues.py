"""The list of stance cues, and the small language it is written in.

A cue is a word, or a few, by which a writer shows how sure, how keen or how bound somebody is: *may*, *it is clear that*,
*must*. The list is data, `cues.csv`: one row a cue, with the stance it shows, an example in which it counts and one in which
it does not. Nothing about a single cue is written in code, so whoever disagrees with a count can point at a row.

A pattern is words between blanks, in the form in which `words` counts them:

- `a|b`: one of these words; `{state}`: one of the words of that group in `groups.csv`, which may name other groups in braces.
- `suggest~`: the verb with its regular forms (`forms` shows them); irregular forms are written out: `hold~|held`.
- `very?`: may be missing; `..3`: up to three words of any kind; `*`: any one word; `*ly`: any word that ends so; `#`: a number.
- `Aa`: a word with a capital; `,`: a comma, which otherwise must not stand between two words of a pattern; `^` and `$`: the
  sentence starts, or ends, here.

Context is written in the same language, with `@` for the cue. `requires`: patterns of which one must fit, separated by `;`.
`excludes`: why = pattern, separated by `;`: where one fits, the hit is kept and not counted, and *why* is its reason (REASONS says what each of
ours means).

Patterns and contexts are looked for all together, over all texts at once, as tables of numbers (`runs`): the places of a pattern's rarest
word are few, and only there the other words are compared, step by step, for all patterns in one go. Of a context with many runs (`..4`) that step is
asked first which most of them share, once for all these. The order of the rows has no influence.
"""

import itertools
import re
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import corpus, words
from analysis.formats import BadInput

HERE = Path(__file__).parent
STANCES = ("hedge", "booster", "attitude", "obligation", "conditional", "attribution", "concession", "self_mention")
PROFILES = ("core", "wide")
KINDS = {  # where the kind decides what is read from a cue; a hedge of the kind hearsay is the writer's, who passes something on
    "attribution": ("neutral", "endorsing", "distancing"),
    "obligation": ("modal", "to", "for", "that", "to_act", "act", "needed", "needs", "order", "rule", "law"),
}
BANDS = {  # words of estimative probability in ICD 203, in per cent
    "almost no chance": "1-5",
    "very unlikely": "5-20",
    "unlikely": "20-45",
    "roughly even chance": "45-55",
    "likely": "55-80",
    "very likely": "80-95",
    "almost certain": "95-99",
}
REASONS = {  # why a place that fits is not counted; a list may use reasons of its own
    "ability": "what somebody can do or see, not what may be: could not agree, could be seen",
    "advice": "what somebody should say: should note",
    "certainty": "a doubt that is denied: never doubt",
    "comparison": "rather than, as many as, however hard",
    "condition": "should it fail, if it is true",
    "fixed phrase": "as soon as possible, no uncertain terms",
    "forecast": "what will come: I shall see",
    "holder": "somebody is named who holds it: was criticized by the panel",
    "inference": "what must have happened: must have left",
    "law": "what a rule provides: as the council may direct",
    "manner": "how a thing is done: put simply",
    "mention": "the word is spoken of and not used: the word “must”",
    "month": "May 2017",
    "name": "a name, a rank or a technical term: critical infrastructure",
    "negation": "the opposite is said: not likely",
    "no contrast": "all but two, not only but",
    "noun": "the military might",
    "number": "some 40, several months",
    "office": "assumed office",
    "other cue": "the words belong to another cue: certain that",
    "other sense": "the word means something else: bound to the pier",
    "participle": "a word before a noun: the proposed pier",
    "passive": "done to somebody: was called on to",
    "permission": "may only carry rice",
    "place": "on the other side of the river",
    "politeness": "I should like to",
    "prohibition": "no state may",
    "question": "how many",
    "quoted": "somebody else speaks of himself: the envoy says we shall wait",
    "regardless": "whether it rains or not",
    "relative": "all they have to sell",
    "speech": "what somebody proposed: suggested a walk",
    "statistics": "significant at the 5 per cent level",
    "time": "while sailing, not yet",
    "verb": "is pressing the firms",
}
COLUMNS = ["pattern", "stance", "kind", "strength", "profile", "band", "requires", "excludes", "counting", "look_alike", "note"]
BLANK, COMMA, OTHER, BORDER, ANY = range(5)  # what stands between two words; any of them
QUOTES = "\"'“”‘’«»"
LONGEST = 12  # words of one pattern
TOGETHER = 2500  # hits whose contexts are looked at together: arrays of this size stay in the processor's cache


def read(path=None):
    """Return the list of cues, one row each, in the order of the file (default: the list that comes with the package).

    Columns: pattern, stance (one of STANCES), kind, strength (1 weak to 3 strong), profile (core or wide), band (of ICD 203, for words of
    estimative probability), requires, excludes, counting, look_alike, note. `band` says what the standard of American intelligence
    means by the word; a scholar who writes it has promised no percentage.

    Raises BadInput, with file and line, for a cue that stands there twice or out of order, an unknown stance, profile, band or group, a pattern
    that cannot be read or could match nothing, a missing example, and in a list of your own an example that does not do what it says.
    """
    path = Path(path or HERE / "cues.csv")
    if not path.is_file():
        raise BadInput(f"{path}: found no such file, wanted a list of cues as CSV: check the path")
    rows, seen = [], []
    for line, row in corpus.table(path, COLUMNS):
        try:
            _checked(row)
        except BadInput as error:
            raise BadInput(f"{path}:{line}: {error}") from None
        key = (row["pattern"], row["stance"])
        if seen and key <= seen[-1]:
            raise BadInput(f"{path}:{line}: found {key} after {seen[-1]}, wanted each cue once, sorted by pattern and stance: move or remove the row")
        seen.append(key)
        rows.append({**{column: row[column] for column in COLUMNS}, "strength": int(row["strength"])})
    return pd.DataFrame(rows, columns=COLUMNS)


def forms(verb):
    """Return a verb and its regular forms. What doubles a letter or is irregular is written out in the list.

    >>> forms("suggest"), forms("imply"), forms("urge")
    (['suggest', 'suggests', 'suggested', 'suggesting'], ['imply', 'implies', 'implied', 'implying'], ['urge', 'urges', 'urged', 'urging'])
    """
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", (verb[:-2] + "y" if verb.endswith("ie") else verb[:-1]) + "ing"]
    if verb.endswith("y") and verb[-2] not in "aeou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    return [verb, verb + ("es" if verb.endswith(("s", "x", "ch", "sh")) else "s"), verb + "ed", verb + "ing"]


@cache
def variants(pattern):
    """Return the runs of words that a pattern stands for, the longest first: each a tuple of (test, gap before it).

    A test is a frozenset of words, or a sign such as `*ly`; the gap is what may stand before the word.

    >>> variants("no very? doubt")
    (((frozenset({'no'}), 0), (frozenset({'very'}), 0), (frozenset({'doubt'}), 0)), ((frozenset({'no'}), 0), (frozenset({'doubt'}), 0)))
    """
    runs = itertools.product(*map(_choices, pattern.split()))
    found = dict.fromkeys(_run(tuple(itertools.chain(*run))) for run in runs)
    if not pattern.split() or () in found or max(map(len, found)) > LONGEST:
        raise BadInput(f"found the pattern {pattern!r}, wanted one to {LONGEST} words that cannot all be missing: write it out")
    return tuple(sorted(found, key=lambda run: -len(run)))


def _choices(part):
    """The runs of signs that one part of a pattern stands for."""
    if re.fullmatch(r"\.\.[1-9]", part):
        return [("*",) * n for n in range(int(part[2:]) + 1)]
    if part.endswith("?") and len(part) > 1:
        return [(part[:-1],), ()]
    return [(part,)]


def _run(parts):
    """A run of (test, gap before it) from parts: words, signs, and commas and borders, which are gaps and no words."""
    run, gap = [], BLANK
    for part in parts:
        if part == ",":
            gap = COMMA
        elif part in ("^", "$"):
            run.append((part, BLANK))
        else:
            run.append((_test(part), gap))
            gap = BLANK
    return tuple(run)


def _test(part):
    """What a word must be to fit a part: one of a set, or a sign."""
    if part in ("*", "#", "Aa", "@") or re.fullmatch(r"\*[a-z]+", part):
        return part
    names = []
    for name in part.split("|"):
        known = re.fullmatch(r"\{(\w+)\}", name)
        plain = name.removesuffix("~")
        if not known and (words.of(plain) != [plain] or name.endswith("~") and len(plain) < 2):
            raise BadInput(f"found {name!r} in a pattern, wanted a word as it is counted, such as {' '.join(words.of(plain)) or 'may'!r}: write it so")
        names += group(known[1]) if known else forms(plain) if name.endswith("~") else [name]
    return frozenset(names)


@cache
def group(name):
    """Return the words of a group of `groups.csv`, as a set: they can stand in a pattern as {name}.

    >>> "ministry" in group("institution"), "china" in group("institution"), "rice" in group("institution")
    (True, True, False)
    """
    groups = _groups()
    if name not in groups:
        raise BadInput(f"found the group {name!r}, wanted one of {', '.join(sorted(groups))}: add its words to groups.csv")
    return frozenset(itertools.chain(*(group(word[1:-1]) if word.startswith("{") else [word] for word in groups[name])))


@cache
def _groups():
    """{name of a group: its words}."""
    found = {}
    for _, row in corpus.table(HERE / "groups.csv", ["group", "word"]):
        found.setdefault(row["group"], set()).update(forms(row["word"][:-1]) if row["word"].endswith("~") else [row["word"]])
    return found


def _checked(row):
    """Refuse a row that could not do its work."""
    for column, known in (("stance", STANCES), ("profile", PROFILES), ("strength", ("1", "2", "3")), ("band", ("", *BANDS))):
        if row[column] not in known:
            raise BadInput(f"found the {column} {row[column]!r}, wanted one of {', '.join(known)}: write it so")
    if not (row["counting"] and row["look_alike"]):
        raise BadInput("found a missing example, wanted a sentence in which the cue counts and one in which it does not: write both")
    if row["kind"] not in KINDS.get(row["stance"], (row["kind"],)):
        raise BadInput(f"found the kind {row['kind']!r}, wanted one of {', '.join(KINDS[row['stance']])}: it decides what is read from the cue")
    if {row["pattern"][:1], row["pattern"][-1:]} & {","}:
        raise BadInput(f"found a comma at the end of the pattern {row['pattern']!r}, wanted a word there: write the comma into requires or excludes")
    if "@" in row["pattern"]:
        raise BadInput(f"found @ in the pattern {row['pattern']!r}, wanted words: @ stands for the cue in its context")
    variants(row["pattern"])
    for _, context in contexts(row["requires"], row["excludes"]):
        if context.split().count("@") != 1:
            raise BadInput(f"found the context {context!r}, wanted @ in it once, for the cue: write it so")
        if context.endswith(","):
            raise BadInput(f"found a comma at the end of the context {context!r}, wanted a word or * after it: write it so")
        variants(context)


def contexts(requires, excludes):
    """Yield (why, pattern) of the contexts of a cue; what it requires has no reason.

    >>> list(contexts("@ that", "comparison = @ than; name = Aa @"))
    [('', '@ that'), ('comparison', '@ than'), ('name', 'Aa @')]
    """
    for context in filter(str.strip, requires.split(";")):
        yield "", context.strip()
    for context in filter(str.strip, excludes.split(";")):
        why, sign, pattern = context.partition("=")
        if not sign or not why.strip():
            raise BadInput(f"found the exclusion {context.strip()!r}, wanted its reason, such as: comparison = @ than: write it so")
        yield why.strip(), pattern.strip()


class Runs(NamedTuple):
    """Patterns and contexts as runs of steps, one row a run: tables that are looked at column by column. A step is what must be true of one place."""

    openings: np.ndarray  # where the openings of each pattern begin: runs with the same first step have one opening
    bounds: np.ndarray  # where the runs of each opening begin
    of: np.ndarray  # which pattern each run is of
    size: np.ndarray  # how many words it has; -1 for a context
    steps: np.ndarray  # how many steps; at least one
    place: np.ndarray  # (steps, runs): where, in words from the first of the hit …
    after: np.ndarray  # … or, if this is true, from the word after its last
    gap: np.ndarray  # what must stand before the word there
    test: np.ndarray  # which test the word must pass
    kinds: dict  # words that the tests name, endings (*ly), and * for all others: one kind of word each, from 1; 0 is no word
    passing: np.ndarray  # (tests, kinds): does a word of this kind pass?
    passed: np.ndarray  # the kinds that pass, of all tests in turn …
    tests: np.ndarray  # … and where those of each test begin
    signs: np.ndarray  # for each test, the sign that passes too: 1 for a number, 2 for a capital


@lru_cache(maxsize=8)
def runs(patterns):
    """Return a tuple of patterns, and contexts (patterns with @), ready to be looked up: made once for each list."""
    found = [(i, *run) for i, pattern in enumerate(patterns) for run in _shared([(run, _steps(run)) for run in variants(pattern)])]
    tests = {test: number for number, test in enumerate(dict.fromkeys([None, "*", "#", "Aa", *(test for *_, steps in found for *_, test in steps)]))}
    width = max((len(steps) for *_, steps in found), default=1)
    table = [[(*where, tests[test]) for *where, test in steps] + [(0, False, ANY, 0)] * (width - len(steps)) for *_, steps in found]
    place, after, gap, test = np.array(table, np.int32).reshape(-1, width, 4).transpose(2, 1, 0).copy()
    of, steps = np.array([i for i, *_ in found], int), np.array([max(len(steps), 1) for *_, steps in found], int)
    size = np.array([-1 if "@" in (test for test, _ in run) else _size(run) for _, run, _ in found], int)
    signs, (kinds, passing) = np.array([{"#": 1, "Aa": 2}.get(test, 0) for test in tests], np.uint8), _passing(list(tests))
    openings = np.flatnonzero(np.any([np.diff(column, prepend=-9) for column in (of, place[0], after[0], gap[0], test[0])], axis=0))
    bounds = np.searchsorted(of[openings], np.arange(len(patterns) + 1)), np.append(openings, len(of))
    ends = np.cumsum(passing.sum(axis=1))
    return Runs(*bounds, of, size, steps, place, after.astype(bool), gap, test, kinds, passing, np.nonzero(passing)[1], np.append(0, ends), signs)


def _steps(run):
    """The steps of a run, as (place, after the hit?, gap, test), those that ask for certain words first."""
    middle = next((i for i, (test, _) in enumerate(run) if test == "@"), None)
    if middle is None:
        steps = _walk(run, 0, False)
    else:
        size, gap = _size(run[:middle]), run[middle][1]
        lead = [(0, False, gap, None)] if size or gap == COMMA else []
        steps = _walk(run[:middle], -size, False) + lead + _walk(run[middle + 1 :], 0, True)
    return sorted(steps, key=lambda step: not isinstance(step[3], frozenset))


def _shared(runs):
    """The runs of a pattern, with their steps, side by side where they share the first: the one that most have, of those that ask for certain words or a border."""
    counts = Counter(step for _, steps in runs for step in steps if step[2] == BORDER or isinstance(step[3], frozenset))
    if not counts:
        return runs
    first = max(counts, key=counts.get)
    sharing = [(run, [first, *(step for step in steps if step != first)]) for run, steps in runs if first in steps]
    return sharing + _shared([(run, steps) for run, steps in runs if first not in steps])


def _walk(run, place, after):
    """The steps of a run that starts at a place; what stands before its first word is asked only after a hit."""
    steps, first = [], place
    for test, gap in run:
        if test in ("^", "$"):
            steps.append((place, after, BORDER, None))
        else:
            steps.append((place, after, gap if after or place > first else ANY, test))
            place += 1
    return steps


def _size(run):
    return sum(test not in ("^", "$") for test, _ in run)


def _passing(tests):
    """The kinds of words that the tests tell apart, and which kinds pass which test; a number or a capital is no matter of the word."""
    named = sorted(set().union(*(test for test in tests if isinstance(test, frozenset))))
    endings = sorted({"*"} | {test for test in tests if isinstance(test, str) and test[0] == "*"})
    kinds = {name: kind for kind, name in enumerate([*named, *endings], 1)}
    passing = np.zeros((len(tests), len(kinds) + 1), bool)
    for row, test in zip(passing, tests):
        if isinstance(test, frozenset):
            row[[kinds[word] for word in test]] = True
        elif test not in ("#", "Aa"):
            row[[kind for name, kind in kinds.items() if test in (None, "*") or name.endswith(test[1:])]] = True
    passing[0, 0] = True  # no test
    return kinds, passing


class Tokens(NamedTuple):
    """The words of many texts in reading order, as arrays. Behind the last stand LONGEST that are none: an index before the first meets them too."""

    codes: np.ndarray  # which of the names
    starts: np.ndarray  # offsets in the joined text
    ends: np.ndarray
    home: np.ndarray  # in which text
    bounds: np.ndarray  # where the words of each text begin; one more for the end
    base: np.ndarray  # where each text starts
    text: str  # the joined text …
    letters: np.ndarray  # … and as numbers
    before: np.ndarray  # which of the gaps stands before it
    gaps: list  # what stands between words, each once
    gap: np.ndarray  # what stands before it, in short: BLANK, COMMA, OTHER, or BORDER of a text (longer)
    sign: np.ndarray  # 1 if it starts with a digit, 2 with a capital, and no quotation (longer)
    kind: np.ndarray  # its kind in a list of patterns (longer)
    names: list
    number: dict  # … and the number of each
    spelling: np.ndarray  # all of them in UTF-8, each between two line feeds


def tokens(texts, known):
    """Return the words of texts, ready to look the patterns of `runs` up in."""
    joined = "\n".join(texts)
    base = np.cumsum([0, *map(len, texts)]) + np.arange(len(texts) + 1)
    starts, ends, codes, names = words.places(joined)
    bounds = np.searchsorted(starts, base)
    home = np.repeat(np.arange(len(texts)), np.diff(bounds))
    letters = words.code_points(joined)
    before, gaps = _gaps(joined, letters, starts, ends)
    gap = np.array([*map(_gap, gaps)], np.uint8)[before]
    gap[bounds[:-1][np.diff(bounds) > 0]] = BORDER
    number, spelling = dict(zip(names, range(len(names)))), np.frombuffer("\n".join(["", *names, ""]).encode(), np.uint8)
    kind = _kinds(number, spelling, known.kinds).take(codes)
    longer = _longer(gap, BORDER), _longer(_signs(letters, starts), 0), _longer(kind, 0)
    return Tokens(codes, starts, ends, home, bounds, base[:-1], joined, letters, before, gaps, *longer, names, number, spelling)


def _longer(array, value):
    return np.append(array, np.full(LONGEST + 1, value, array.dtype))


def _gaps(text, letters, starts, ends):
    """Return (before, gaps): which of the gaps stands before each word, and each gap once. Up to three characters are told by their numbers."""
    last = np.append(0, ends[:-1])[: len(starts)]
    size, letter = starts - last, letters[last] + 1
    before, other = np.zeros(len(starts), int), np.flatnonzero((size != 1) | (letter != 1 + ord(" ")))
    last, size = last[other], size[other]
    key = np.where(size > 0, letter[other], 0).astype(np.int64) << 42
    for place in (1, 2):
        key += np.where(size > place, letters[np.minimum(last + place, len(letters) - 1)] + 1, 0).astype(np.int64) << 42 - 21 * place
    longer = np.flatnonzero(size > 3)
    pieces = [text[begin:end] for begin, end in zip(last[longer].tolist(), starts[other[longer]].tolist())]
    names = dict(zip(dict.fromkeys(pieces), itertools.count(-1, -1)))
    key[longer] = [names[piece] for piece in pieces]
    number, distinct = pd.factorize(key)
    sample = np.zeros(len(distinct), int)
    sample[number] = np.arange(len(number))
    before[other] = number + 1
    return before, [" ", *(text[last[i] : starts[other[i]]] for i in sample.tolist())]


def _gap(piece):
    """BLANK for blanks and quotation marks, COMMA if there is one too, else OTHER."""
    signs = {sign for sign in piece if not sign.isspace() and sign not in QUOTES and sign != "\xad"}
    return BLANK if not signs else COMMA if signs == {","} else OTHER


def _signs(letters, starts):
    """1 for each word that starts with a digit, 2 for a capital that is not the first letter of a quotation."""
    first = letters[starts]
    known = np.zeros(int(first.max(initial=0)) + 1, np.uint8)
    for letter in np.flatnonzero(np.bincount(first)).tolist():
        known[letter] = chr(letter).isdigit() + 2 * chr(letter).isupper()
    sign = known.take(first)
    capital = np.flatnonzero(sign == 2)
    sign[capital[np.isin(letters[np.maximum(starts[capital] - 1, 0)], [ord(mark) for mark in QUOTES])]] = 0
    return sign


def _kinds(number, spelling, kinds):
    """The kind of each name: its own, or that of its longest ending, or that of all others."""
    kind, own = np.full(len(number), kinds["*"], np.uint16), kinds.keys() & number.keys()
    for ending in sorted((kind for kind in kinds if kind[0] == "*" and len(kind) > 1), key=len):
        kind[_ends(spelling, ending)] = kinds[ending]
    kind[[number[name] for name in own]] = [kinds[name] for name in own]
    return kind


def _ends(spelling, ending):
    """Which of the names have an ending, such as *ly?"""
    behind = np.flatnonzero(spelling == ord("\n"))[1:]
    return np.logical_and.reduce([spelling[behind - place] == ord(letter) for place, letter in enumerate(ending[:0:-1], 1)])


def among(found, forms):
    """Return which of the names are one of some forms, which are words, or endings such as *ly. One more, for no word, is none.

    >>> found = tokens(["It may mainly be a ferry"], runs(("may",)))
    >>> [name for name, there in zip(found.names, among(found, {"*ly", "may", "must"})) if there]
    ['mainly', 'may']
    """
    flags = np.zeros(len(found.names) + 1, bool)
    flags[[found.number[form] for form in forms if form in found.number]] = True
    for ending in (form for form in forms if form[0] == "*"):
        flags[:-1] |= _ends(found.spelling, ending)
    return flags


def places(known, found):
    """Return (which, first, last) of every place where a pattern fits: the pattern's number, and positions of words in the tokens.

    >>> known = runs(("it is not? very? clear that", "may"))
    >>> found = tokens(["It is not very clear that it may.", "Clear, it is"], known)
    >>> [array.tolist() for array in places(known, found)]
    [[0, 1], [0, 7], [5, 7]]
    """
    kinds = found.kind[: len(found.codes)]
    counts = np.bincount(kinds, minlength=known.passing.shape[1])
    run, step, test = _rarest(known, counts)
    number, which = words.spread(known.tests[test], known.tests[test + 1])
    kind = known.passed[which]
    wanted = np.bincount(kind, minlength=len(counts)) > 0
    at = np.flatnonzero(wanted[kinds])
    at = at[np.argsort(kinds[at], kind="stable")]
    bounds = np.append(0, np.cumsum(np.where(wanted, counts, 0)))
    which, here = words.spread(bounds[kind], bounds[kind + 1])
    run, step = run[number[which]], step[number[which]]
    first = at[here] - known.place[step, run]
    run, first = run[first >= 0], first[first >= 0]
    fits = _fits(known, run, first, first, found)
    return known.of[run[fits]], first[fits], first[fits] + known.size[run[fits]] - 1


def _rarest(known, counts):
    """For each run of a pattern the step that the fewest words pass, and its test: (runs, steps, tests). A number or a capital may be any word."""
    run = np.flatnonzero(known.size > 0)
    passed = np.diff(np.append(0, np.cumsum(counts[known.passed]))[known.tests]).astype(float)
    passed[0] = np.inf  # no test
    test = np.where(known.signs[known.test] > 0, 1, known.test)[:, run]
    step = passed[test].argmin(axis=0)
    return run, step, test[step, np.arange(len(run))]


def fit(known, begin, end, first, last, found):
    """Return (which, context) of every context that fits around a hit. A hit is its first and last word; asked are its contexts from the number begin to end.

    >>> known = runs(("clear", "not ..2 @", "@ that", "is *? *? @"))
    >>> found = tokens(["It is not very clear"], known)
    >>> [array.tolist() for array in fit(known, np.array([1]), np.array([4]), np.array([4]), np.array([4]), found)]
    [[0, 0], [1, 3]]
    """
    parts = []  # the openings first, of which most fail
    for some in range(0, max(len(first), 1), TOGETHER):
        which, opening = words.spread(*(known.openings[numbers[some : some + TOGETHER]] for numbers in (begin, end)))
        which += some
        stays = _stays(known, 0, known.bounds[opening], first[which], last[which] + 1, found)
        parts.append((which[stays], opening[stays]))
    which, opening = map(np.concatenate, zip(*parts))
    again, run = words.spread(known.bounds[opening], known.bounds[opening + 1])
    which = which[again]
    fits = _fits(known, run, first[which], last[which] + 1, found)
    return which[fits], known.of[run[fits]]


def _fits(known, run, first, after, found):
    """Does each run fit at its place: all its steps, those of a context from the hit's first word or from the word after it?"""
    fits, number = np.zeros(len(run), bool), np.arange(len(run))
    for step in range(len(known.place)):
        stays = _stays(known, step, run, first, after, found)
        last = known.steps[run[stays]] == step + 1
        fits[number[stays[last]]] = True
        stays = stays[~last]
        run, first, after, number = run[stays], first[stays], after[stays], number[stays]
    return fits


def _stays(known, step, run, first, after, found):
    """Which of the runs stay at their place after one of their steps?"""
    at, asked = np.where(known.after[step].take(run), after, first) + known.place[step].take(run), known.test[step].take(run)
    stays = known.passing.ravel().take(asked * known.passing.shape[1] + found.kind.take(at))
    signed = np.flatnonzero(known.signs.take(asked) > 0)
    stays[signed] |= known.signs[asked[signed]] & found.sign[at[signed]] > 0
    stays = np.flatnonzero(stays)
    between = known.gap[step][run[stays]]
    return stays[(between == ANY) | (between == found.gap[at[stays]])]

"""Stance: the words by which a writer shows how sure, how keen and how bound somebody is, and whose claim it is.

*Stance* as linguists use the word (Hyland, Biber), not the "for or against a target" of shared tasks in language technology:

- hedge: holds back (*may*, *likely*, *suggests that*); booster: insists (*clearly*, *no doubt*).
- attitude: evaluates (*important*, *worrying*).
- obligation: somebody should or must act; conditional: only if something holds.
- attribution: says whose claim it is (*scholars argue*); concession: grants a counter-point (*although*).
- self_mention: the writer appears (*we*, *this report*).

A count of such words is worth nothing if it cannot be opened and argued with. So every place is a row with its quotation,
also the look-alikes (*May 2017*, *rather than*), which are kept with the reason why they do not count; and every hit has a
voice: a scholar's *may* that a report passes on is the scholar's.
"""

import difflib
import itertools
import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import advice, corpus, inference, measures, quotations, voices
from analysis import cues as lists
from analysis.formats import BadInput
from analysis.terms import UNSTATED

COLUMNS = ["document", "section", "sentence", "zone", "start", "end", "quote", "cue", "stance", "strength", "voice", "holder", "counted", "reason"]
PLACE = COLUMNS[:4]
BATCH = 4_000_000  # characters of whole documents that are searched at once
ADVICE = ["document", "section", "sentence", "condition", "action", "addressee", "force", "start", "end", "zone", "voice", "conditional", "action_start", "action_end"]
VOICES = ("author", "reported", "institution")
RATES = ["freq", "docfreq", "documents", "words", "per_1000", "low", "high", "sentences", "share", "share_low", "share_high", "interval"]
DECISIONS = ["document", "start", "end", "quote", "stance", "decision", "checked_by", "checked_on", "why"]
SCORES = ["stance", "labels", "found", "counted", "judged", "right", "precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high", "f1"]
SCORES += ["precision_strict", "look_alikes", "negatives", "labels_per_hit", "labels_per_hit_low", "labels_per_hit_high"]
NEGATORS = frozenset("not no never nor neither cannot without hardly scarcely nobody nothing none *n't".split())  # words, and an ending
NAMES = np.array(sorted(lists.STANCES), object)  # a stance's number is its place here
LAYERS = [NAMES.searchsorted(names).tolist() for names in (["attitude", "booster", "hedge"], ["booster", "hedge", "obligation"])]  # of these a longer cue takes in a shorter one
LAYERS += [[number] for number in range(len(NAMES)) if number not in sum(LAYERS, [])]
ATTRIBUTION, BOOSTER, CONDITIONAL, HEDGE, OBLIGATION = NAMES.searchsorted("attribution booster conditional hedge obligation".split())
UNSAID = [  # attributing verbs by which nobody has said anything, with their reason
    ("advice", "should|must|shall|ought *? *? @"),
    ("condition", "if|unless|until|whether *? *? *? *? *? @"),
]
DAYS = "day|night|week|weekend|month|year|morning|afternoon|evening|spring|summer|autumn|winter|season"
POINTING = [("time", f"@ {DAYS} {after}") for after in ("$", ", *", "as|at|because|before|in|until|when|while")]  # *that week* after a cue that ends in *that*
UNSURE = [  # boosters that insist on nothing, with their reason
    ("question", "^ is|are|was|does|did|has|can|must ..9 @"),
    ("negated", "^ nobody|none|few ..3 {be} ..1 @"),
    ("negated", "^ no one ..3 {be} ..1 @"),
    ("negated", "fail~|unable to ..2 @"),
]
MENTIONS = frozenset("word words term terms phrase phrases label expression adjective adverb verb headline".split())  # after which a cue between quotation marks is spoken of
POSSESSIVE = re.compile(r"(?<!\bhe)(?<!\bshe)(?<!\bit)(?<!\bwho)(?<!\bthat)(?<!\bwhat)['’]s\s?$|s['’]$", re.I)  # he's, she's, it's may go before a verb
VERBAL = re.compile("(ed|ing|said|told|wrote|thought)$", re.I)  # forms that are no nouns
REACH = 2  # words before a cue in which a negation is looked for


def cues(profile="core", path=None):
    """Return the list of cues of a profile: "core", or "wide" with would, should, can, and frequency and vague words too.

    path: a list of your own in the same form, whose examples are tried. Columns and errors: `cues.read` in the room of that name.

    >>> len(cues()) < len(cues("wide"))
    True
    """
    table = lists.read(path)
    if profile not in lists.PROFILES:
        raise BadInput(f"found the profile {profile!r}, wanted one of {', '.join(lists.PROFILES)}: name one")
    if path is not None:
        lines = [line for line, _ in corpus.table(path, lists.COLUMNS)]
        for row, example in wrong_examples(table):
            found, wanted = ("no counted hit", "one") if example == "counting" else ("a counted hit", "none")
            here = f"{path}:{lines[row]}: found {found} of {table.pattern[row]!r} in the example {table[example][row]!r}"
            raise BadInput(f"{here}, wanted {wanted}: change the pattern or the example")
    return table[(table.profile == "core") | (profile == "wide")].reset_index(drop=True)


_core = cues  # where a parameter has its name


def bands():
    """Return the words of ICD 203 for steps of probability, from almost none to almost certain."""
    return list(lists.BANDS)


def wrong_examples(cues):
    """Return the examples of a list that do not do what they say, as (row of the list, column): no counted hit in `counting`, or one in `look_alike`.

    All are looked for together, as in a text: an example also fails where a longer cue takes the words.

    >>> wrong_examples(cues("wide"))
    []
    """
    texts = pd.concat([cues.counting, cues.look_alike], ignore_index=True)
    place = {"document": "examples", "section": 1, "sentence": range(len(texts)), "zone": "body", "start": 0, "end": texts.str.len()}
    hits = find(pd.DataFrame(place | {"text": texts}), cues)
    hits = hits[hits.counted]
    found = set(zip(hits.sentence, hits.cue, hits.stance))
    keys = list(zip(cues.pattern, cues.stance))
    missed = [(i, "counting") for i, key in enumerate(keys) if (i, *key) not in found]
    return missed + [(i, "look_alike") for i, key in enumerate(keys) if (i + len(keys), *key) in found]


def find(sentences, cues=None):
    """Return the places of stance cues in the sentences, one row each, in reading order.

    cues: a list as `cues` gives it (default: its core). Columns: document, section, sentence, zone, start, end, quote, cue (the pattern), stance,
    strength, voice (author, reported or institution), holder (who that is, as written; empty for the author), counted, reason. `quote` is the
    document's text from start to end. Every zone is searched; count `body` for what the argument says.

    Where several cues fit the same words the longest is taken: *not certain* is one hedge and no booster. One that shows who speaks, concedes or
    conditions stands beside the others: *suggests that* is an attribution and a hedge; and what evaluates stands beside what obliges: *it is essential to* does both. `counted` is False for a look-alike, and `reason` says why: what the
    list excludes (month, comparison), `name` for a word with a capital inside a sentence, `quoted` for a *we* that is somebody else's, or `source` for *the author* of another text. A booster under a negation is a hedge, with the reason `negated`.

    A hit says that the words are there. Whether the sentence holds back or insists, its reader says.

    >>> sentences = pd.DataFrame([("d", 1, 1, "body", 7, 40, "In May 2017 trade may have fallen.")], columns=["document", "section", "sentence", "zone", "start", "end", "text"])
    >>> find(sentences)[["start", "quote", "stance", "voice", "counted", "reason"]].values.tolist()
    [[10, 'May', 'hedge', 'author', False, 'month'], [25, 'may', 'hedge', 'author', True, '']]
    """
    return _made(sentences, cues, _hits)[0]


def _batches(sentences):
    """Cut the table into runs of whole documents that are searched at once."""
    number = (sentences.text.str.len() + 1).cumsum() // BATCH
    first = number.groupby(sentences.document.to_numpy(), sort=False, observed=True).transform("first")
    return [rows for _, rows in sentences.groupby(first.to_numpy(), sort=False)]


def attributions(sentences, cues=None):
    """Return the claims that the sentences attribute to somebody, one row each, in reading order.

    cues: a list as `cues` gives it (default: its core). Columns: document, section, sentence, source (as written; empty where nobody is named), verb (the cue; empty
    for a speaker's line in minutes or a quotation that goes on), claim, voice (author, institution or reported), start, end, distance (of the verb: neutral, endorsing as
    *show* is, or distancing as *claim* is). `claim` is the document's text from start to end. Claims may stand in one another.

    A row says who is given as the source, not that he said so, and where the words end that are his is a convention (the room `voices` says which).

    >>> sentences = pd.DataFrame([("d", 1, 1, "body", 5, 55, "Scholars claim that trade may fall, but it has grown.")], columns=["document", "section", "sentence", "zone", "start", "end", "text"])
    >>> attributions(sentences)[["source", "verb", "claim", "voice", "start", "end", "distance"]].values.tolist()
    [['Scholars', 'claim that', 'trade may fall', 'reported', 25, 39, 'distancing']]
    """
    return _made(sentences, cues, _attributions)[0]


def together(sentences, cues=None):
    """Return what `find`, `attributions` and `recommendations` give, as three tables: the sentences are read once for all of them."""
    return tuple(_made(sentences, cues, _hits, _attributions, _recommendations))


class Read(NamedTuple):
    """Some sentences, read: their words, the places of the cues, and the claims with their cues."""

    sentences: pd.DataFrame
    cues: pd.DataFrame
    listed: "Listed"
    found: lists.Tokens
    places: np.ndarray  # row of the list, first and last word
    table: pd.DataFrame  # those that stay, of some stances, as `_table` gives them
    claiming: pd.DataFrame  # those of attribution that count
    marks: dict  # what stands between quotation marks in each sentence that has some
    claims: pd.DataFrame


def _made(sentences, cues, *tables):
    """Make tables of the sentences, some batches of them at a time. A table is made from what was read of a batch."""
    cues = (_core() if cues is None else cues).sort_values(["pattern", "stance"], ignore_index=True)
    stances = range(len(NAMES)) if _hits in tables else [ATTRIBUTION]
    parts = [[table(read) for table in tables] for read in (_read(batch, cues, stances) for batch in _batches(sentences) or [sentences])]
    return [pd.concat([table for table in part if len(table)] or part[:1], ignore_index=True) for part in zip(*parts)]


def _read(sentences, cues, stances):
    """Read a batch of sentences. cues: sorted by pattern and stance. stances: those that are wanted; claims need attributions."""
    listed = _listed(*(tuple(cues[column]) for column in ("pattern", "stance", "requires", "excludes")))
    texts = sentences.text.tolist()
    found = lists.tokens(texts, listed.known)
    places = _matches(listed, found)
    table = _table(listed, found, places, stances)
    claiming = table[table.counted & (table.stance == "attribution")]
    marks = quotations.quoted(found, texts)
    return Read(sentences, cues, listed, found, places, table, claiming, marks, voices.claims(sentences, found, claiming, marks))


def _table(listed, found, places, stances):
    """The places of cues of some stances that stay: row of the list, first and last word, stance, counted and reason, in reading order.

    Of several rows of one stance that fit the same words, one that counts is taken, and of these the first.
    """
    row, first, last = _longest(listed, *places[:, np.isin(listed.stance[places[0]], stances)])
    stance, reason = listed.stance[row], _reasons(listed, row, first, last, found)
    span = np.cumsum(np.append(0, np.diff(np.array([first, last, stance])).any(axis=0)))[: len(row)]  # places stand in order
    order = np.lexsort((reason != "", span))
    order = order[np.diff(span[order], prepend=-1) > 0]
    row, first, last, stance, reason = (column[order] for column in (row, first, last, stance, reason))
    reason[_negated(np.flatnonzero((stance == BOOSTER) & (reason == "")), first, found)] = "negated"
    stance[reason == "negated"] = HEDGE
    order = np.lexsort((row, stance, last, first))
    columns = {"row": row, "first": first, "last": last, "stance": NAMES[stance], "counted": (reason == "") | (reason == "negated"), "reason": reason}
    return pd.DataFrame({name: column[order] for name, column in columns.items()})


def _placed(read, table):
    """Where the places of a table are: in which sentence, by which row of the list, start and end in the joined text; and start, end, voice and holder as a table."""
    home, row = read.found.home[table["first"]], table["row"].to_numpy()
    begin, stop = read.found.starts[table["first"]], read.found.ends[table["last"]]
    shift = (read.sentences.start.to_numpy() - read.found.base)[home]
    spans = pd.DataFrame({"start": begin + shift, "end": stop + shift})
    held, hearsay = voices.held(spans, home, read.claims), ((read.cues.kind == "hearsay").to_numpy()[row] & (table.stance == "hedge")).to_numpy()
    return home, row, begin, stop, spans.assign(voice=held.voice.mask(hearsay, "author"), holder=held.holder.mask(hearsay, ""))


def _hits(read):
    """The places of all cues, with their voices."""
    table, text, cues = read.table, read.found.text, read.cues
    home, row, begin, stop, placed = _placed(read, table)
    known = {name: placed[name] for name in placed} | {name: table[name] for name in ("stance", "counted", "reason")}
    mentions = ((table.stance == "self_mention") & table.counted).to_numpy()
    quoted = _quoted(read, mentions & (placed.voice != "author").to_numpy(), home, begin)
    others = _others(read, mentions & ~quoted, home, begin, stop)
    known |= {"counted": table.counted & ~quoted & ~others, "reason": table.reason.mask(quoted, "quoted").mask(others, "source")}
    known |= {"quote": np.array([text[a:b] for a, b in zip(begin.tolist(), stop.tolist())], object)}
    known |= {"cue": cues.pattern.to_numpy()[row], "strength": cues.strength.to_numpy()[row]}
    return read.sentences[PLACE].iloc[home].reset_index(drop=True).assign(**{name: known[name] for name in COLUMNS[4:]})


def _quoted(read, some, home, begin):
    """Which of some places stand between quotation marks, or in a line of minutes or a quotation that goes on?"""
    lines, inside = set(read.claims.home[read.claims.cue < 0]), np.zeros(len(some), bool)
    for place, i, at in zip(np.flatnonzero(some).tolist(), home[some].tolist(), (begin - read.found.base[home])[some].tolist()):
        inside[place] = any(a <= at < b for a, b in read.marks[i]) if i in read.marks else i in lines
    return inside


def _attributions(read):
    """The claims with their place in the documents, and with their verbs."""
    claims, found = read.claims[(read.claims.source != "") | (read.claims.cue >= 0)], read.found
    home, cue, shift = claims.home.to_numpy(int), claims.cue.to_numpy(int), read.found.base - read.sentences.start.to_numpy()
    start, end = ((claims[name].to_numpy(int) + shift[home]).tolist() for name in ("start", "end"))
    first, last, row = (np.append(read.claiming[name], -1)[cue] for name in ("first", "last", "row"))
    known = {name: claims[name].to_numpy() for name in ("source", "voice", "start", "end")}
    known["claim"] = np.array([found.text[a:b] for a, b in zip(start, end)], object)
    verbs = [found.text[found.starts[a] : found.ends[b]] if k >= 0 else "" for k, a, b in zip(cue.tolist(), first.tolist(), last.tolist())]
    known["verb"] = np.array(verbs, object)
    known["distance"] = np.append(read.cues.kind.to_numpy(object), "neutral")[row]
    return read.sentences[PLACE[:3]].iloc[home].reset_index(drop=True).assign(**known)[voices.COLUMNS]


def _others(read, some, home, begin, stop):
    """Which of some places name the source of somebody else's claim: *the author* of a text that is passed on?"""
    text, spans = read.found.text, zip(np.flatnonzero(some).tolist(), *(column[some].tolist() for column in (home, begin, stop)))
    named = {k: (i, re.split("['’]", text[start:end])[0]) for k, i, start, end in spans if text[start : start + 4].lower() == "the "}
    claims, others = read.claims[(read.claims.voice != "author") & read.claims.home.isin(home[[*named]])], np.zeros(len(some), bool)
    sources = set(zip(claims.home, claims.source))
    others[[k for k, name in named.items() if name in sources]] = True
    return others


class Listed(NamedTuple):
    """A list of cues, ready to be looked up: its patterns are followed by the contexts they require, and by those that exclude them."""

    known: lists.Runs
    stance: np.ndarray  # the stance of each cue, as its place among NAMES
    required: np.ndarray  # where the contexts of each cue begin
    excluding: np.ndarray
    why: np.ndarray  # the reason of each pattern, "" for all but those that exclude


@lru_cache(maxsize=8)
def _listed(patterns, stances, requires, excludes):
    required = [list(lists.contexts(cell, "")) for cell in requires]
    excluding = [[*lists.contexts("", cell), *_always(*cue)] for *cue, cell in zip(patterns, stances, excludes)]
    contexts = list(itertools.chain(*required, *excluding))
    bounds = len(patterns) + np.cumsum([0, *map(len, required), *map(len, excluding)])
    why = np.array([*[""] * len(patterns), *(why for why, _ in contexts)], object)
    known, stance = lists.runs((*patterns, *(context for _, context in contexts))), np.searchsorted(NAMES, np.array(stances, object))
    return Listed(known, stance, bounds[: len(patterns) + 1], bounds[len(patterns) :], why)


def _matches(listed, found):
    """Every place where a cue fits and has the context it requires, in order: row of the list, first and last word."""
    row, first, last = lists.places(listed.known, found)
    begin, end = listed.required[row], listed.required[row + 1]
    fits = begin == end
    fits[lists.fit(listed.known, begin, end, first, last, found)[0]] = True
    row, first, last = row[fits], first[fits], last[fits]
    return np.array([row, first, last])[:, np.lexsort((row, listed.stance[row], last, first))]


def _longest(listed, row, first, last):
    """The places that stay where several share words: the longest, then the first, then by the list; of some stances together (LAYERS), of others apart."""
    stays, stance = np.ones(len(row), bool), listed.stance[row]
    for layer in LAYERS:
        some = np.flatnonzero(np.isin(stance, layer))
        cluster = np.cumsum(first[some] > np.append(-1, np.maximum.accumulate(last[some])[:-1])[: len(some)])
        crowded = np.bincount(cluster)[cluster] > 1
        some, cluster = some[crowded], cluster[crowded]
        order = np.lexsort((row[some], first[some], first[some] - last[some], cluster))
        taken, before = [], -1
        for crowd, i, *span in zip(*(column[order].tolist() for column in (cluster, some, first[some], last[some]))):
            taken, before = taken if crowd == before else [], crowd
            if all(span == there or span[1] < there[0] or there[1] < span[0] for there in taken):
                taken.append(span)
            else:
                stays[i] = False
    return row[stays], first[stays], last[stays]


def _reasons(listed, row, first, last, found):
    """Why each place does not count: an excluded context fits, or it is (reason `name`) one word with a capital inside a sentence (I is none); else ""."""
    which, context = lists.fit(listed.known, listed.excluding[row], listed.excluding[row + 1], first, last, found)
    some, at = np.unique(which, return_index=True)
    reason = np.full(len(row), "", object)
    reason[some] = listed.why[context[at]]
    reason[_possessed(np.flatnonzero((listed.stance[row] == ATTRIBUTION) & (first == last)), first, found)] = "noun"
    reason[_mentioned(first, found) & (reason == "")] = "mention"
    i = found.number.get("i", -1)
    inside = (found.sign[first] == 2) & (found.gap[first] <= lists.COMMA) & (first == last) & (found.codes[first] != i)
    reason[inside & ~_headlines(found)[found.home[first]] & (reason == "")] = "name"
    return reason


def _mentioned(first, found):
    """Is a cue spoken of and not used: the word “must”?"""
    marked = np.array([bool(re.fullmatch("\\s*[“\"‘'«]", gap)) for gap in found.gaps], bool)
    return (first > 0) & lists.among(found, MENTIONS)[found.codes[first - 1]] & marked[found.before[first]]


def _headlines(found):
    """Of each sentence: has nearly every word a capital, as in a headline, so that a capital says nothing?"""
    words, capitals = np.diff(found.bounds), np.bincount(found.home[found.sign[: len(found.home)] == 2], minlength=len(found.bounds) - 1)
    return (words >= 4) & (capitals > 0.7 * words)


def _always(pattern, stance):
    """The contexts in which no cue of its kind counts, whatever its row says: each with its reason."""
    return [
        *(UNSAID if _is_saying(stance, pattern) else []),
        *(POINTING if "that" in pattern.split()[-1].split("|") else []),
        *(UNSURE if stance == "booster" else []),
    ]


def _is_saying(stance, pattern):
    """Is a cue a verb of saying (*argue*), and no *according to*, *reportedly*, *view that*?"""
    return stance == "attribution" and not re.match(r"(according|as|for|from|in|what) |.*(edly|alleged|reported$)", pattern)


def _possessed(some, first, found):
    """Which of some places are a verb by its form that a possessive makes a noun: *the team's report*, but *he's saying*?"""
    some = some[(first[some] > 0) & (found.gap[first[some]] == lists.BLANK)]
    end = found.ends[first[some] - 1]
    some = some[np.isin(found.letters[[end - 2, end]], [ord(sign) for sign in "'’"]).any(axis=0)]
    owners = zip(*(offsets[first[some] - 1].tolist() for offsets in (found.starts, found.ends)))
    cues = zip(*(offsets[first[some]].tolist() for offsets in (found.starts, found.ends)))
    text = found.text
    return some[[bool(POSSESSIVE.search(text[a : b + 1])) and not VERBAL.search(text[start:end]) for (a, b), (start, end) in zip(owners, cues)]]


def _negated(some, first, found):
    """Which of some boosters are under a negation, and so a hedge: *not clearly*."""
    negator = lists.among(found, NEGATORS)
    negated, unbroken, at = np.zeros(len(some), bool), np.ones(len(some), bool), first[some]
    for step in range(1, REACH + 1):
        unbroken &= (at >= step) & (found.gap[at - step + 1] == lists.BLANK)
        negated |= unbroken & negator[found.codes[np.maximum(at - step, 0)]]
    return some[negated]


def recommendations(sentences, cues=None):
    """Return what the sentences recommend, one row each, in reading order.

    Columns: document, section, sentence, condition (without *if* and *then*), action, addressee (empty when nobody is named), force (must, should,
    consider), start and end (of the sentence), zone, voice (of whoever recommends it: author, reported or institution), conditional (the words that set the condition, such as *If* or *Unless*), action_start and action_end.
    action, condition and addressee are the document's own words.

    One row is one clause: *should weigh and list the cargo* is one recommendation. Advice that a report passes on is there too: `voice` says so. A law's *shall* is not. What is asked for without any of the cues (a question, a wish) is not found.
    """
    return _made(sentences, cues, _recommendations)[0]


def _recommendations(read):
    """What is recommended, from the counted cues of obligation and condition, and from imperatives."""
    table = _table(read.listed, read.found, read.places, [OBLIGATION, CONDITIONAL])
    table = table[table.counted]
    home, row, _, _, placed = _placed(read, table)
    spans = {"obligation": {}, "conditional": {}}
    known = [table.stance, home, placed.start, placed.end, read.cues.kind.to_numpy()[row], read.cues.strength.to_numpy()[row], placed.voice]
    for stance, i, *span in zip(*(column.tolist() for column in known)):
        spans[stance].setdefault(i, []).append(span)
    orders, rows = advice.orders(read.found), []
    columns = [read.sentences[column].tolist() for column in [*PLACE, "start", "text"]]
    for i in sorted({*orders, *spans["obligation"], *spans["conditional"]}):
        *place, start, text = (column[i] for column in columns)
        asked, conditions = (spans[kind].get(i, ()) for kind in ("obligation", "conditional"))
        known = dict(zip(PLACE, place)) | {"start": start, "end": start + len(text)}
        rows += [act | known for act in _acts(text, start, asked, conditions)]
    return pd.DataFrame(rows, columns=ADVICE)


def _acts(text, begin, asked, conditions):
    """What one sentence recommends, from its hits."""
    spans = [(start - begin, end - begin, kind, strength) for start, end, kind, strength, _ in asked]
    acts = advice.acts(text, spans, [(start - begin, end - begin) for start, end, *_ in conditions])
    whose = {start - begin: voice for start, *_, voice in asked}  # an imperative has no cue and is the author's
    return [act | {"action_start": begin + act["start"], "action_end": begin + act["end"], "voice": whose.get(act["cue"], "author")} for act in acts]


def rates(hits, words, by=None, documents=None, sections=None, zone="body"):
    """Return how often each stance is shown: per 1,000 counted words and as the share of sentences, one row for each stance in each group.

    hits: from `find`; those that are not counted are left out. words: the table of words. by: what divides them, one name or several: a column of
    `documents` (document, genre, period …), `path` or another column of `sections`, and voice (which divides the hits and not the words: rates of the voices add
    up). zone: the zone that is counted; None for all.

    Columns: by, stance, freq, docfreq (documents with it), documents (of the group, with counted words), words, per_1000, low, high (95%, documents
    resampled), sentences (with at least one), share (of the group's sentences), share_low, share_high, interval (how that of the rate was made, or
    why there is none). Raises KeyError where `by` is no column, and BadInput where it is one of the result.

    A rate depends on the list of cues: compare it with rates by the same list and profile. It counts words, and not how sure anybody is.
    """
    by = [by] if isinstance(by, str) else list(by or [])
    own = next((name for name in by if name in ("stance", *RATES)), None)
    if own:
        raise BadInput(f"found the column {own!r} to divide by, which the result has itself: give it another name")
    place, label = [name for name in by if name != "voice"], [*(["voice"] if "voice" in by else []), "stance"]
    hits = _divided(_zone(hits[hits.counted], zone), place, documents, sections)
    each = list(dict.fromkeys([*place, "document"]))
    sizes = _divided(_zone(words, zone), place, documents, sections).groupby([*each, "section", "sentence"], observed=True).size()
    sizes = sizes.groupby(each, observed=True).agg(words="sum", sentences="size").reset_index()
    names = [(voice, stance) for voice in VOICES for stance in lists.STANCES] if "voice" in by else [(stance,) for stance in lists.STANCES]
    parts = []
    for key, size in sizes.groupby(place, sort=True) if place else [((), sizes)]:
        inside = hits[(hits[place] == list(key)).all(axis=1)]
        parts.append(pd.DataFrame([key] * len(names), columns=place).assign(**_columns(inside, size, label, names)))
    return pd.concat(parts, ignore_index=True)[[*place, *label, *RATES]] if parts else pd.DataFrame(columns=[*by, "stance", *RATES])


def _columns(hits, size, label, names):
    """The columns of a group's rates, one value for each name."""
    counts = [_by_name(table, label, size.document, names) for table in (hits, hits.drop_duplicates([*PLACE[:3], *label]))]
    freq, sentences = counts
    known = {label[i]: [name[i] for name in names] for i in range(len(label))}
    low, high = inference.interval(freq, size.words, 1000)
    share_low, share_high = inference.interval(sentences, size.sentences)
    known |= {"freq": freq.sum(axis=0), "docfreq": (freq > 0).sum(axis=0), "documents": len(size), "words": size.words.sum()}
    known |= {"per_1000": _ratio(1000 * freq.sum(axis=0), size.words.sum()), "low": low, "high": high, "sentences": sentences.sum(axis=0)}
    known |= {"share": _ratio(sentences.sum(axis=0), size.sentences.sum()), "share_low": share_low, "share_high": share_high}
    return known | {"interval": [inference.method(len(size), *name) for name in zip(known["freq"], low)]}


def _by_name(hits, label, documents, names):
    """How many hits each document has of each name: shape (documents, names)."""
    counts = np.zeros((len(documents), len(names)), int)
    rows = pd.Index(documents).get_indexer(hits.document)
    hits, rows = hits[rows >= 0], rows[rows >= 0]  # a document without counted words has no rate
    columns = [names.index(key) for key in zip(*(hits[name] for name in label))]
    np.add.at(counts, (rows, columns), 1)
    return counts


def _divided(table, place, documents, sections):
    """Add the columns that divide a table: those of its documents and of its sections."""
    for name in place:
        if name in PLACE:
            continue
        source, keys = (sections, ["document", "section"]) if sections is not None and name in sections else (documents, ["document"])
        if source is None or name not in source:
            raise KeyError(f"found no column {name!r} to divide by, wanted one of documents or sections: give the table that has it")
        known = source.set_index(keys)[name].fillna(UNSTATED).replace("", UNSTATED)
        table = table.assign(**{name: known.reindex(pd.MultiIndex.from_frame(table[keys]) if len(keys) > 1 else table.document).to_numpy()})
    return table.assign(document=table.document.astype("str"))


def _zone(table, zone):
    return table if zone is None else table[table.zone == zone]


def without_each_cue(hits, words, documents, by, groups, stance="hedge", zone="body"):
    """Return what the difference between two groups of documents is without each cue in turn: one row a cue, the one that moves it most on top.

    by: a column of documents; groups: two of its values. Columns: cue, freq (in both groups), gap (rate of the first group less that of the second, per 1,000
    words; nan where one has no words), without (the gap without this cue), change. Raises BadInput for a group that no document is of.

    If one cue carries the gap, the finding is about that cue.
    """
    if len(set(groups)) != 2:
        raise BadInput(f"found the groups {list(groups)}, wanted two values of {by!r}: name two")
    known = set(documents[by].fillna(UNSTATED))
    lost = [group for group in groups if group not in known]
    if lost:
        near = difflib.get_close_matches(str(lost[0]), sorted(map(str, known)), 1, 0)
        raise BadInput(f"found no document with the {by} {lost[0]!r}, wanted one of {len(known)}: did you mean {', '.join(near)}?")
    hits = _divided(_zone(hits[hits.counted & (hits.stance == stance)], zone), [by], documents, None)
    size = _divided(_zone(words, zone), [by], documents, None)[by].value_counts()
    table = pd.crosstab(hits.cue, hits[by]).reindex(columns=list(groups), fill_value=0)
    each = 1000 * (table[groups[0]] / size.get(groups[0], np.nan) - table[groups[1]] / size.get(groups[1], np.nan))
    gap = each.sum(skipna=False)
    table = pd.DataFrame({"cue": table.index, "freq": table.sum(axis=1).to_numpy(), "gap": gap, "without": gap - each.to_numpy(), "change": -each.to_numpy()})
    return table.iloc[np.argsort(-table.change.abs().to_numpy(), kind="stable")].reset_index(drop=True)


def decisions(folder=None):
    """Return a reviewer's decisions on single hits: gold/decisions.csv of a corpus, one row a hit that is kept or rejected; no rows where it has none.

    Columns: document, start, end, quote, stance, decision (keep or reject), checked_by, checked_on, why. Raises BadInput for a decision that is neither, or
    that nobody has signed.
    """
    table = corpus.labels("decisions", folder)
    table = pd.DataFrame(columns=DECISIONS) if table is None else table
    missing = [column for column in DECISIONS if column not in table]
    wrong = [] if missing else table[~table.decision.isin(("keep", "reject")) | (table.checked_by == "")].index
    if missing or len(wrong):
        found = f"no column {missing[0]!r}" if missing else f"{table.decision[wrong[0]]!r} by {table.checked_by[wrong[0]]!r} on {table.quote[wrong[0]]!r}"
        raise BadInput(f"gold/decisions.csv: found {found}, wanted keep or reject, and who decided: fill the row")
    return table[DECISIONS]


def decide(hits, decisions):
    """Return the hits with the decisions of a reviewer applied: kept ones are counted, rejected ones are not, and the reason names the reviewer.

    A decision holds for one hit: same document, place, quotation and stance. Those on hits that no longer exist are listed by `gone`.
    """
    if decisions.empty:
        return hits
    known = {tuple(row[:5]): row[5:] for row in decisions[DECISIONS].itertuples(index=False)}
    found = [known.get(key) for key in zip(*(hits[column] for column in DECISIONS[:5]))]
    counted = [row[0] == "keep" if row else counted for row, counted in zip(found, hits.counted)]
    reason = [": ".join(filter(None, [f"{'kept' if row[0] == 'keep' else 'rejected'} by {row[1]}", row[3]])) if row else reason for row, reason in zip(found, hits.reason)]
    return hits.assign(counted=np.array(counted, bool), reason=reason)


def gone(hits, decisions):
    """Return the decisions that fit no hit any more, because a text or the list of cues has changed: look at these again."""
    there = set(zip(*(hits[column] for column in DECISIONS[:5])))
    return decisions[np.array([key not in there for key in zip(*(decisions[column] for column in DECISIONS[:5]))], bool)].reset_index(drop=True)


def score(hits, gold, zone="body"):
    """Return how well the counted hits agree with labels of readers: one row for each stance.

    gold: document, start, end, stance and status (core: two readers would agree; optional: a good system may differ; negative: a look-alike). A hit is right
    where it shares a character with a core label of its stance (two hits on one label are both right); one that meets only an optional label counts neither way,
    and one on the very place of a negative is wrong.

    Columns: stance, labels (core), found (of these), counted (all hits), judged (without those neither way), right, precision (right of the judged), recall
    (found of the labels), their 95% intervals over documents (Wilson's where nothing or all is right), f1, precision_strict (right of all that were counted),
    look_alikes (hits on the very place of a negative; negatives: how many there are), and labels_per_hit (labels of counted) with its interval.

    Where the list was made with these labels in view, precision and recall are those of practice: on texts of others both are lower.
    """
    hits, spans = _zone(hits[hits.counted], zone), ["document", "start", "end"]
    rows = []
    for stance in lists.STANCES:
        mine, labels = hits[hits.stance == stance], gold[gold.stance == stance]
        core, optional, negative = (labels[labels.status == status] for status in ("core", "optional", "negative"))
        refused = set(zip(*(negative[name] for name in spans)))
        wrong = np.array([place in refused for place in zip(*(mine[name] for name in spans))], bool)
        right, neither = meets(mine, core) & ~wrong, meets(mine, optional) & ~wrong
        counts = {"right": mine[right], "judged": mine[right | ~neither], "found": core[meets(core, mine)], "labels": core, "counted": mine}
        table = pd.DataFrame({name: rows.document.value_counts() for name, rows in counts.items()}).fillna(0).sort_index()
        total = table.sum().astype(int)
        precision, recall = _ratio(total.right, total.judged), _ratio(total.found, total.labels)
        row = {"stance": stance, **total, "precision": precision, "recall": recall, "f1": _ratio(2 * precision * recall, precision + recall)}
        row |= {"precision_strict": _ratio(total.right, total.counted), "look_alikes": int(wrong.sum()), "negatives": len(negative)}
        row |= _bounded("precision", table.right, table.judged) | _bounded("recall", table.found, table.labels)
        low, high = inference.interval(table.labels, table.counted.clip(lower=1e-9))  # one without a hit, too: there all labels were missed
        rows.append(row | {"labels_per_hit": _ratio(total.labels, total.counted), "labels_per_hit_low": low, "labels_per_hit_high": high})
    return pd.DataFrame(rows)[SCORES]


def score_voices(hits, gold, zone="body"):
    """Return how well the voices agree with those of readers: one row for each stance, over hits that meet a core or optional label of it.

    Columns: stance, hits (of these), others (that are said not to be the author's), right (of them, by the label too), labelled (labels that are not the
    author's and were hit), found (of them, said so).
    """
    hits, rows = _zone(hits[hits.counted], zone), []
    gold = gold[gold.status != "negative"]
    for stance in lists.STANCES:
        mine, labels = hits[hits.stance == stance], gold[gold.stance == stance]
        mine = mine[meets(mine, labels)]
        theirs, said = labels[labels.voice != "author"], (mine.voice != "author").to_numpy()
        rows.append([stance, len(mine), said.sum(), meets(mine[said], theirs).sum(), meets(theirs, mine).sum(), meets(theirs, mine[said]).sum()])
    return pd.DataFrame(rows, columns=["stance", "hits", "others", "right", "labelled", "found"])


def _bounded(name, some, of):
    """The ends of a share's interval over documents; where all documents are alike, as where nothing or all is right, Wilson's: ten of ten is no certainty."""
    low, high = inference.interval(some, of)
    if (np.isnan(low) or low == high) and (of > 0).sum() >= inference.FEWEST:
        low, high = measures.wilson(int(some.sum()), int(of.sum()))
    return {f"{name}_low": low, f"{name}_high": high}


def _ratio(a, b):
    return a / b if b else np.nan


def meets(some, others):
    """Say of each row whether it shares a character with one of the others, in the same document: both with document, start and end."""
    spans = {document: rows[["start", "end"]].to_numpy() for document, rows in others.groupby("document", observed=True)}
    return np.array([bool(((spans[d][:, 0] < end) & (spans[d][:, 1] > start)).any()) if d in spans else False for d, start, end in zip(some.document, some.start, some.end)], bool)


def corrected(rates, scores):
    """Return the rates with `per_1000_corrected`: what would be counted if the list found just what readers labelled.

    The rate is multiplied with `labels_per_hit` of the scores. Columns added: per_1000_corrected, corrected_low, corrected_high; the relative widths of both intervals are
    joined as if they were independent. It is exact for the labelled texts. For others it supposes that the list errs there as it does here, which depends on how
    common a stance is: label some of your own first.
    """
    known = scores.set_index("stance").reindex(rates.stance).reset_index(drop=True)
    value = rates.per_1000.to_numpy() * known.labels_per_hit.to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        wide = {end: np.hypot(rates[end].to_numpy() / rates.per_1000.to_numpy() - 1, (known[f"labels_per_hit_{end}"] / known.labels_per_hit).to_numpy() - 1) for end in ("low", "high")}
    return rates.assign(per_1000_corrected=value, corrected_low=np.maximum(value * (1 - wide["low"]), 0), corrected_high=value * (1 + wide["high"]))

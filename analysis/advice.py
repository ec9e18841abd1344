"""Recommendations: who should do what, how strongly, and on which condition.

A policy text is read for its advice. Advice is built in few ways, and each is one rule here, told by the kind of the cue that
carries it (`kind` in the list of cues):

- modal: *Importers must count in tonnes.* Who acts stands before the cue, the act after it.
- to, for: *We urge banks to close such accounts. It is important for donors to publish.* Who acts stands between cue and *to*.
- that: *It is recommended that the port keep a second log.* Who acts ends before the verb.
- to_act, act: *It is vital to count. We recommend a second inspection.* Nobody is named.
- needed: *A common form is needed.* The act is the whole clause; who acts may follow with *for*.
- imperative: *Publish the log. From the pier, take the tram. The toll is high, so pay early.* A sentence, or a clause after a phrase or an aside, that
  starts with a verb of action. The list has the commonest as cues (kind order), so that they count; what they ask is read in the sentence.

Where the subject cannot act (*the rules should remain*) or suffers the act (*files should be checked*), nobody is addressed, and the act is
given as the whole clause, so that nothing is lost. A law's *shall* is no advice (kind law), and what ought to have been done is a judgement
on the past. There is no parser in this: a clause ends at a comma, a semicolon or a word that starts another.
"""

import itertools
import re
from bisect import bisect_left, bisect_right

import numpy as np

from analysis.cues import BLANK, group

IRREGULAR = "been|had|done|made|known|seen|taken|gone|come|said|told|asked|met|kept|held|found|built|cut|put|set|read|shown|sent|brought|taught|paid|sought|left|dealt|led|spent|sold|bought|lost|won|fallen|risen|grown|given|drawn|written|broken|spoken|chosen|begun|become|understood|felt|meant|thought|caught|stood"
NEAR = 40  # characters before a clause in which a question word is looked for
REACH = 400  # characters before a cue in which its clause is looked at
FAR = 2000  # characters before a cue over which its clause does not reach, and where the act before ends
FORCES = {3: "must", 2: "should", 1: "consider"}
SHAPES = ("modal", "to", "for", "that", "to_act", "act", "needed", "needs")
BORDER = re.compile(r"[,;:—–]\s|\(|\s[-–—]\s|\b(?:then|that|because|so|but|whether|while|although|therefore|which|what|how|why|where|when|if|unless|as|(?<!those )(?<!anyone )(?<!everyone )(?<!people )who|who(?=\s+(?:should|must|ought|needs?|has|have)\b))\s", re.IGNORECASE)
OPENING = re.compile(r"[\s“\"'‘(]*(?:(?:and|or|but|yet|so|then|also|thus|hence|therefore|instead|finally|first|firstly|second|secondly|third|thirdly|next|in addition|moreover|however|that|nor)\b,?\s+)*", re.IGNORECASE)
CLOSING = ".!?;:,”\"’)("
PASSIVE = re.compile(rf"\s*(?:\w+ly\s+|not\s+|never\s+|also\s+|all\s+|both\s+)*be\s+(?:\w+ly\s+|not\s+)*(\w+ed|{IRREGULAR})\b(?!\s+to\b)")
PERFECT = re.compile(rf"\s*(?:not\s+|also\s+)?have\s+(?:\w+ed|{IRREGULAR})\b", re.IGNORECASE)
BY = re.compile(r"\bby\s+(.+?)(?=(?<!\s)\s+(?:in|on|at|before|after|within|until|when|if|and|to)\b|[,;]|$)")
WHOM = re.compile(r"\s+(.+?)(?=(?<!\s)\s+(?:so|to|that|if|when|in|as)\b|[,;]|$)")
FOR = re.compile(r"\s+for" + WHOM.pattern)
MORE = re.compile(r"(?:,\s+and|,|\s+and)\s+(?:by\s+)?" + BY.pattern.removeprefix(r"\bby\s+"))  # another agent
ASIDE = re.compile(r"(?:,\s+(?P<comma>[^,;]*),|\s+\((?P<bracket>[^()]*)\)|\s+[–—-]\s+(?P<dash>[^;–—]*)\s[–—-])\s+")  # between a cue and its act: should, if it rains, wait
SUBJECT = re.compile(r"(?:^|[,;:]\s+)[“\"(]?([^,;:]+),\s[^,;]*,\s*$")  # before an aside
BRACKET = re.compile(r"\([^()]*\)")
ITEM = re.compile(r"[\s,;:–—]*(?:(?:and|or)\s+)?(?:\(?(?:\d{1,2}|[a-z]|[ivx]+)[).]\s+)?")  # what leads to an act, and its number in a list
FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|do|does|did|may|might|can|could|will|would|must|should)\b", re.IGNORECASE)
PREPOSITION = re.compile(r"(?<!\s)\s+(?:of|in|on|at|for|from|with|to|by|across|among|between|along|near|inside|outside|that|who|which|whose|under|over|beyond)\s", re.IGNORECASE)
ENDINGS = re.compile(r"(?:ers|ors|ists|ians|ants|ials|ees)$")
ASKED = re.compile(r"\b(?:whether|what|how|why|where|when|who)\s+$", re.IGNORECASE)
INSIDE = re.compile(r"[\w,;]\s+$")  # before a word that does not open a sentence
WHO = re.compile(r"\s*\w+\s+who\s")  # those who trade
JOINT = re.compile(r"\s(?:and|or)\s")
TRAILING = re.compile(r"(?<![\s,])[\s,]+(?:(?:and|or|but|only|even|while|whereas|although|though|yet)\b[\s,]*)?$")
CELL, CODE = re.compile(r"\S\s\|\s\S"), "-_/=`"  # a row of a table; before a word that is no word of a sentence: *--must*
AFTERTHOUGHT = re.compile(  # what follows an act and is no part of it: a reason, a reservation, another clause, who said so
    r",\s+(?:because|although|though|whereas|so that|however(?!\s*,)|for\s+(?:it|they|this|he|she|we)\b"
    r"|(?:and|or)\s+(?=(?:the|a|an|this|that|it|they|he|she|we|its|their)\b|[A-Z])(?:(?!what|which|who|that|where|how|whether|if|when)[^\s,;]+\s+){1,6}?(?:might|could|may|would|will|can)\s"
    r"|(?!as|and|or|but|which|what|who|that)(?:[^\s,;]+\s+){0,4}(?:says|said|argued?|argues|warn(?:s|ed)|add(?:s|ed))(?=\s[^,;]*$|[,.]|$))"
)
FURNITURE = re.compile(r"read more\b|share this\b|sign (?:up|in)\s+(?:to|for|now|with|here)\b|sign in$|log in\b|follow us\b|skip to\b|see (?:more|also)\b", re.IGNORECASE)  # what a web page asks of its reader
ARTICLE = re.compile(r"\bneeds?\s+(?=\w+$)(?!to$|for$)", re.IGNORECASE)  # needs *an* answer
SAYING = re.compile(r"(?<!who )(?<!that )\b(?:say|says|said|insists?|insisted|argues?|argued|warns?|warned|believes?|believed|adds|added|stresse[sd])\s+(?!no\b)")
RELATIVE = re.compile(rf"(?:(?<=[,;:]\s)|^)(?P<who>[^,;:]+?)\s(?:(?:which|who)\s+(?:$|(?=\w))|that\s+(?=(?:\w+ed|{IRREGULAR}|has|have|was|were|is|are|do|does|did)\b))")  # a firm *that sold* coal should
FREE = re.compile(r"(?<!\bof )(?<!\bin )(?<!\bon )(?<!\bat )(?<!\bto )(?<!\bby )(?<!\bfor )(?<!\bfrom )(?<!\bwith )(?<!\band )(?<!\bor )\b(?:the|a|an|any|each|every)\s", re.IGNORECASE)  # an article that opens a phrase
ADVERBS = re.compile(r"(?:\s+(?:also|now|therefore|thus|still|then|all|both|each|first|instead|will|would|does|do|\w+ly))+$")
ORDER = re.compile(r"(please\s+|do not\s+|don[’'`]?t\s+|never\s+|always\s+)*(?:(?:just|also|only|simply|maybe|perhaps|definitely|do(?!\s+(?:a|an|your\w*)\b))\s+)*(\w+)\s*(\w*)", re.IGNORECASE)
AGAIN = re.compile(  # where an order may follow within a sentence: before one that is plain by its start, or by the word after its verb
    r"(?:[;:(]\s*|\s[-–—]\s|\.\.\.\s*|,\s+(?:(?:and|but|or|then|just|definitely)\s)?|\b(?:so|please)\s)"
    r"(?=please|do not|don[’'`]?t|never|always|be sure|be aware|be prepared|make sure|\w+ (?:the|a|an|your|it|them|all|for|to|away|elsewhere)\b)"
    r"|(?:[;:(]\s*|\s[-–—]\s|\.\.\.\s*|,\s+(?:but|so|just)\s|\bplease\s|(?<!and )\bso\s)"
    r"(?=\w+ (?:early|late|ahead|well|directly|at|in|on|out|up|down|off|some|plenty|extra|and|with|another)\b)"
    r"|:\s+(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
LEAD = re.compile(r"(?:(?:otherwise|alternatively|overall|seriously|by all means|all in all|above all|at the very least|next time),?|(?:for|to|from|at|in|on|upon|when|once|after|before|whatever|unless)\b[^,;:]{2,80},)\s+", re.IGNORECASE)
ABSTRACT = re.compile(r"(?:s|[cst]ion|ment|ness|ity|[cglmt]y|ing|[ae]nce|ism|age|ship|ure)$")  # endings of what is no person
MINDED = re.compile(  # what only somebody can do
    r"(?:\s+(?:also|never|not|now|still|therefore|\w+ly))*\s+(?:(?:bear|keep)\s+(?:\w+\s+)?in\s+mind|acknowledge|apologi[sz]e|ask|call\s+on|consider|decide|heed|insist|instruct|invite|know|listen|persuade|phone|recall|recogni[sz]e|refrain|refuse|remember|resist|say|speak|tell|think|understand|urge|warn)\b"
)
NO_ORDER = frozenset("of by is are was were has had will would may might can could must should simply differently bluntly".split())  # what follows a noun, or *put simply*
BEFORE = frozenset(  # words that may stand right before an order
    "and or but yet so then also thus hence therefore instead finally first firstly second secondly third thirdly next addition moreover however that nor please not t dont"
    " never always just only simply maybe perhaps definitely do otherwise alternatively overall seriously means all least time".split()
)
NOBODY = re.compile(r"(?:no|none|nobody|neither|no one)\b", re.IGNORECASE)
DETERMINERS = frozenset("the a an all any each every both no some more most other its their your our his her this that these those it them us what where how which who if to out up at your yourself around by early late away ahead again another carefully directly light online twice".split())
PRONOUNS = frozenset("we you i they he she it both all each everybody everyone somebody someone one these those others either".split())


def acts(text, spans, conditions=()):
    """Return what a sentence recommends, one dict each: condition, conditional, action, addressee, force, start and end of the action, and where its cue starts.

    spans: (start, end, kind, strength) of the cues of obligation in the text. conditions: (start, end) of the conditional cues.

    >>> acts("If prices fall, banks should wait.", [(22, 28, "modal", 2)], [(0, 2)])[0]
    {'condition': 'prices fall', 'conditional': 'If', 'action': 'wait', 'addressee': 'banks', 'force': 'should', 'start': 29, 'end': 33, 'cue': 22}
    >>> [row["action"] for row in acts("The old files should be checked; guards must stay awake.", [(14, 20, "modal", 2), (40, 44, "modal", 3)])]
    ['The old files should be checked', 'stay awake']
    """
    if CELL.search(text):
        return []
    spans = [span for span in spans if span[2] in SHAPES and not PERFECT.match(text, span[1]) and text[max(span[0] - 1, 0)] not in CODE]
    spans = sorted((start, _act_from(text, start, end), kind, strength) for start, end, kind, strength in spans)
    rows = _advised(text, spans, conditions)
    found = None if rows else imperative(text, conditions) or (None if spans else _reader(text, conditions))
    return _advised(text, [found], conditions) if found else rows


def _advised(text, spans, conditions):
    """What the cues at these spans recommend."""
    rows, clauses, conditions, before, lead = [], _clauses(text, [span[0] for span in spans]), sorted(conditions), "", 0
    for i, (start, end, kind, strength) in enumerate(spans):
        first = clauses[i]
        if ASKED.search(text, max(first - NEAR, 0), first) and _longer(text, first, start, "") is None or kind in ("that", "act") and _that(text, end) in clauses[i + 1 : i + 2]:
            continue  # a question, or *we suggest that* before a clause with a cue of its own
        lead = lead if rows else first
        following = next((place for place in clauses[i + 1 :] if place > end), len(text))
        aside = ASIDE.match(text, end, following)
        end = aside.end() if aside else end
        stop = _stop(text, end, following, conditions)
        condition, conditional = _condition(text, lead, aside, stop, conditions)
        who, begin = _parts(text, first, start, end, stop, kind)
        if kind == "modal" and not text[first:start].strip() and (rows or before):
            who, begin = before, _after(text, end)
        before = _named(who, condition if conditions and conditions[0][0] < start else "")
        for begin, stop in _items(text, end, begin, stop, following):
            begin, stop, force = _considered(text, begin, stop, FORCES[strength])
            begin = begin if text[begin:stop].strip() or kind == "modal" else first  # *the lift, which I recommend*, but not *he said it should*
            if text[begin:stop].strip():
                rows.append({"condition": condition, "conditional": conditional, "action": text[begin:stop], "addressee": before, "force": force, "start": begin, "end": stop, "cue": start})
    return rows


def _items(text, end, begin, stop, following):
    """The acts of a list, as (start, end): one, or each that a semicolon divides where a colon leads to them: *they should: (1) pay; (2) wait*."""
    items = [(begin, stop)]
    while ":" in text[end : items[0][0]] and text[stop : stop + 1] == ";":
        begin = _after(text, stop)
        stop = _stop(text, begin, following, ())
        items.append((begin, stop))
    return items


def orders(found):
    """Return the sentences that may have an imperative, as a list of their numbers: a verb of action opens one, or follows a stop or a word that leads to it.

    found: the words of the sentences (`cues.tokens`). It is quick, and `imperative` says which of them have one.
    """
    act = np.array([re.split("['-]", name)[0] in group("act") for name in found.names], bool)
    led = np.array([re.split("['-]", name)[-1] in BEFORE for name in found.names], bool)
    at = np.flatnonzero(act[found.codes])
    return np.unique(found.home[at[(found.gap[at] != BLANK) | led[found.codes[at - 1]]]]).tolist()


def imperative(text, conditions=()):
    """Return the span of an imperative that opens a sentence or a clause, as (start, end, kind, strength), or None.

    A verb that is a noun too must be followed by a determiner: *Support for the ban fell* is no order. A question has none.

    >>> imperative("Publish the log."), imperative("The pier is old, so do not wait for spring."), imperative("Support for the ban fell.")
    ((0, 0, 'to_act', 2), (20, 20, 'to_act', 2), None)
    """
    if text.rstrip().endswith("?"):
        return None
    first = OPENING.match(text).end()
    places = [first, *(match.end() for match in AGAIN.finditer(text))]
    places += [lead.end()] if (lead := LEAD.match(text, first)) else []
    if conditions:
        begin = min(conditions)[0]
        places += [match.end() for match in re.finditer(r"(?:,\s+|\s)then\s+|,\s+|\s[-–—]\s+", text) if begin < match.start()]
    return next(((place, place, "to_act", 2) for place in sorted(places) if _ordered(text, place)), None)


def _ordered(text, place):
    """Does an order start here: a verb of action, which what follows does not make a noun?"""
    match = ORDER.match(text, place)
    verb, after = (match[2].lower(), match[3].lower()) if match else ("", "")
    if FURNITURE.match(text, place) or (verb, after) == ("let", "me"):
        return False
    return verb in group("act") and after not in NO_ORDER and bool(match[1] or verb not in group("act_noun") or after in DETERMINERS)


def _reader(text, conditions):
    """The span of what a reader is told who meets a condition (*if you need the log, the annex has it*), or None."""
    for start, end in conditions:
        if re.compile(r"\s+you\b", re.IGNORECASE).match(text, end):
            comma = re.compile(r",\s+|\sthen\s+").search(text, end)
            place = comma.end() if comma else OPENING.match(text).end()
            return (place, place, "to_act", 1) if comma or place < start else None
    return None


def _clauses(text, cues):
    """Where the clause of each cue starts: after the last border before it that is in no bracket, or in its own, and after words such as *and* and *first*."""
    bare = BRACKET.sub(lambda inside: inside[0] if bisect_left(cues, inside.start()) < bisect_left(cues, inside.end()) else "_" * len(inside[0]), text) if cues else ""
    ends = [match.end() for match in BORDER.finditer(bare)]
    return [_clause(text, ends[place - 1] if (place := bisect_right(ends, at)) else 0, at) for at in cues]


def _clause(text, border, at):
    first = OPENING.match(text, border).end()
    first = max(first, text.rfind(" ", first, max(at - FAR, 0)) + 1)
    near = max(first, at - REACH)
    finite = FINITE.search(text, near, at)
    joint = finite and JOINT.search(text, finite.end(), at)
    return joint.end() if joint else min(first, at)


def _stop(text, end, following, conditions):
    """Where an act ends: at a semicolon, the next act's clause, a condition after it, or the end of the sentence."""
    place, semicolon = bisect_right(conditions, (end, len(text))), text.find(";", end, following)
    stop = min(following, *(start for start, _ in conditions[place : place + 1]), semicolon if semicolon > 0 else following)
    more = AFTERTHOUGHT.search(text, end, stop)
    stop = more.start() if more else stop
    piece = TRAILING.sub("", text[end:stop]) if stop < len(text) else text[end:stop]
    return end + len(_closed(piece))


def _closed(piece):
    """A piece of a sentence without the blanks and stops at its end."""
    while piece and (piece[-1].isspace() or piece[-1] in CLOSING):
        piece = piece.rstrip().rstrip(CLOSING)
    return piece


def _condition(text, lead, aside, stop, conditions):
    """The condition of an act and the words that set it: one in an aside after its cue, one before the sentence's first act, or one that follows this act."""
    first, last = aside.span(aside.lastgroup) if aside else (len(text), 0)
    start, end = _from(conditions, first)
    if start == first:
        return text[end:last].strip(), text[start:end]
    if conditions and conditions[0][1] <= lead:
        start, end = conditions[0]
        piece = re.sub(r"(?<![\s,–—-])[\s,–—-]+(?:then[\s,]*)?$", "", text[end : _lead(text, lead)])
        return piece.strip(), text[start:end]
    start, end = _from(conditions, stop)
    if end and ";" not in text[stop:start]:
        return _closed(text[end:].partition(";")[0]).strip(), text[start:end]
    return "", ""


def _from(conditions, place):
    """The first condition from a place on; (-1, 0) for none."""
    number = bisect_left(conditions, (place, 0))
    return conditions[number] if number < len(conditions) else (-1, 0)


def _lead(text, first):
    """Where what stands before a clause ends: before the comma and the *then* that lead to it."""
    comma = max(text.rfind(",", 0, first), text.rfind(" then ", 0, first))
    return comma if comma > 0 else first


def _parts(text, first, start, end, stop, kind):
    """Who is addressed, and where the act starts."""
    if kind == "modal":
        who = ADVERBS.sub("", text[first:start].strip()) if start - first <= REACH else ""
        who = who or _set_off(text, first)
        if (longer := _longer(text, first, start, who)) is not None:
            first, who = longer, text[longer:start].strip(" \n“\"‘'")
        if PASSIVE.match(text, end):
            return _agents(text, end, stop), first
        return (who, _after(text, end)) if can_act(who, bool(INSIDE.search(text, max(first - NEAR, 0), first))) or _is_person(who, text[end:stop]) else ("", first)
    if kind in ("to", "for"):
        to = re.compile(r"(?<!\s)\s+(?:not\s+)?to\s+").search(text, end, stop)
        who = text[end : to.start()].strip() if to else ""
        return (who, to.end()) if to and can_act(who, True) else ("", _after(text, end))
    if kind == "that":
        return _before_verb(text, _after(text, end), stop)
    if kind == "needed":
        whom = WHOM.match(text, end, stop) if text[start:end].lower().endswith("for") else FOR.match(text, end, end + REACH)
        who = whom[1] if whom else ""
        return (who if can_act(who) else ""), first
    return "", _after(text, end)


def _longer(text, first, start, who):
    """Where somebody who can act starts, whom a relative clause or a verb of saying hides: *a firm* that sold coal should, he said *the firm* should; else None."""
    begin = max(first - REACH, 0)
    if can_act(who, True) or not text[first:start].strip():
        return None
    if (said := list(SAYING.finditer(text, first, start))) and can_act(text[said[-1].end() : start].strip(" “\"‘'"), True):
        return said[-1].end()
    match = RELATIVE.match(text[begin:start], text.rfind(", ", begin, first) + 2 - begin if ", " in text[begin:first] else 0)
    if not match or begin + match.end() != first:
        return None
    free = [article.start() for article in FREE.finditer(match["who"])]
    place = match.start("who") + (free[-1] if free else 0)
    return begin + place if can_act(text[begin + place : begin + match.end("who")], place > 0) else None


def _set_off(text, first):
    """Who stands before an aside: *Seoul, if it can, should act*. first: where the aside ends."""
    before = SUBJECT.search(text, max(first - REACH, 0), first)
    return before[1] if before and can_act(before[1], before.start(1) > 0) else ""


def _agents(text, end, stop):
    """Who acts in a passive: *by Seoul*, *by Seoul and Tokyo*."""
    agent = BY.search(text, end, stop)
    if not agent or not can_act(agent[1], True):
        return ""
    last = agent.end(1)
    while (more := MORE.match(text, last, stop)) and can_act(more[1], True):
        last = more.end(1)
    return text[agent.start(1) : last]


def _before_verb(text, at, stop):
    """Split *the port keep a second log* before its verb: the first verb of action after somebody who can act."""
    for match in re.finditer(r"\s+(?:(?:not|should|must|also)\s+)*(?=([a-z]+))", text[at:stop]):
        if (match[1] in group("act") or match[1] == "be") and match.start() > 0:
            who = text[at : at + match.start()]
            if PASSIVE.match(text[at + match.start() : stop]):
                return "", at
            if can_act(who, True):  # else it may be a noun: that the waste firms publish
                return who, at + match.end()
    return "", at


def can_act(who, inside=False):
    """Is this somebody who can act: a state, a body, a person, or people by the ending of the word?

    inside: the words stand within a sentence, where a capital makes a name of a single word, too, but not of an abbreviation, which may be a treaty.

    >>> can_act("Customs officers on both banks"), can_act("the U.S."), can_act("A new rule")
    (True, True, False)
    >>> can_act("No state"), can_act("Nobody")
    (False, False)
    >>> can_act("Halvorsen"), can_act("Halvorsen", inside=True)
    (False, True)
    """
    head, *rest = PREPOSITION.split(" " + BRACKET.sub("", who).strip() + " ", maxsplit=1)
    head = head.strip()
    if NOBODY.match(head):
        return False
    if rest and head.lower() in PRONOUNS:
        return can_act(rest[0], True) or WHO.match(who) is not None
    last = head.split()[-1] if head else ""
    plain = last.lower().strip("’'").removesuffix("’s").removesuffix("'s")
    known = plain in PRONOUNS or plain in group("state") or plain in group("institution") or plain in group("people")
    proper = last[:1].isupper() and (len(head.split()) > 1 or inside and not last.isupper() or not who[:1].isupper()) or last[:1].isupper() and plain in group("state")
    return bool(head) and len(who.split()) <= 15 and (known or proper or bool(ENDINGS.search(plain)))


def _is_person(who, act):
    """Is the word that opens a sentence a name: by its ending it may be one, no list has it as a noun, and the act is one of a mind?

    >>> _is_person("Halvorsen", " keep in mind that coal is sold"), _is_person("Coal", " move by rail"), _is_person("Policy", " recognise it")
    (True, False, False)
    """
    plain = who.lower()
    noun = plain in group("act") or any(plain in group(name) for name in ("act_noun", "claim_noun", "measure", "text"))
    return who[:1].isupper() and who.isalpha() and not who.isupper() and not noun and not ABSTRACT.search(plain) and plain not in DETERMINERS and bool(MINDED.match(act))


def _considered(text, begin, stop, force):
    """An act that is only to be considered loses that word and keeps its force."""
    match = re.compile(r"(?:also\s+|at least\s+)?consider\s+(?!\w+ing that)", re.IGNORECASE).match(text, begin, stop)
    return (match.end(), stop, "consider") if match else (begin, stop, force)


def _named(who, condition):
    """The addressee, without a bracket or an apposition behind it; of *they*, who stands at the start of the condition."""
    if who.lower() in ("they", "it", "he", "she") and condition:
        for end in (match.end() for match in itertools.islice(re.finditer(r"\S+", condition), 15)):
            if can_act(condition[:end]):
                return condition[:end]
    who = who.strip()
    if who.endswith(","):
        who = who[:-1].rpartition(",")[0] or who[:-1]
    return who[: who.rfind("(")].strip() if who.endswith(")") else who


def _that(text, end):
    """Where the clause starts that *that* leads to, at the end of a cue or after it, and after an aside; else -1."""
    match = re.compile(r"(?:(?<=that)|\s+that)(?:,\s[^,;]*,)?\s+").match(text, end)
    return match.end() if match else -1


def _act_from(text, start, end):
    """Where a cue ends: before its *not* or its article, which belong to the act (*ought not to promise*, *need an answer*)."""
    match = re.compile(r"\s+not\b").search(text, start, end)
    article = ARTICLE.match(text[start:end])
    return match.start() if match else start + article.end() - 1 if article else end


def _after(text, end):
    """Where an act starts, after its cue or after the act before."""
    return ITEM.match(text, end).end()

"""Who is named: the mentions of actors, under all the names they go by.

One actor has many names. North Korea is also the DPRK and the Democratic People's Republic of Korea; a report
that uses all three has not named three states. So each name is a row of a table, with the actor it stands for and its kind:

- name: *China*, *the People's Republic of China*.
- adjective: *Chinese*. It may speak of a language, a dish or a person, so it is no vote of attention to the state.
- metonym: a place that stands for somebody in it, as *Beijing* does for a government. Only a reader can tell whether
  "Beijing hesitates" or "it rains in Beijing" was meant, so these are found but kept apart: whoever counts chooses.
- none: a name with another in it that stands for nobody who is counted, as the *South China Sea* does. It is never returned, nor is what
  stands in it; its actor is written *nobody*.

Names stand inside one another. The text is read from left to right, and where several names start the longest is taken:
the *United Nations Security Council* is one mention of the council and none of the United Nations; *North Korean* is the
adjective and no name; the south's *Republic of Korea* is not found inside the north's full name. This is settled over
all the names there are, whichever kinds are asked for. Only names in the table can be told apart: a *National Security Council*
is taken for the other one, and the *Bank of China* for China, until they have rows of their own.

A name ends where a word does. Chinese and Japanese have no blanks, so beside their letters any place will do; and Korean writes particles
onto a name (*북한은*), so after a Korean letter any other may follow. There a longer word (*중국어*, the language) needs a row to be told apart.
"""

import re
from unicodedata import normalize

import pandas as pd

from analysis.corpus import ALIASES
from analysis.formats import BadInput
from analysis.words import APOSTROPHES, HYPHENS, NO_BLANKS

COLUMNS = ["document", "section", "sentence", "zone", "start", "end", "quote", "actor", "kind"]
KINDS = ("name", "adjective", "metonym")
NOBODY = "none"  # a kind of rows that is never returned
SOFT = r"(?:\xad\s*)?"  # a soft hyphen, and the line break it may stand at
JOINED, KOREAN = rf"[^\W{NO_BLANKS}]", r"[\u1100-\u11ff\uac00-\ud7a3]"  # letters of which no name begins or ends in the middle; and those of which it may end there
BEFORE = rf"(?<!{JOINED})(?<!{JOINED}\xad)"  # no border at a letter, digit, underscore or an accent set apart; US$ is money
AFTER = rf"(?:(?<={KOREAN})|(?!\xad?{JOINED}|\$|[\u0300-\u036f]))"
FOLD = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-"))


def find(sentences, aliases, kinds=("name", "adjective")):
    """Return the mentions of actors in the sentences: one row each, in reading order.

    aliases: table of actor, alias and kind, in any order. kinds: those to return; metonyms (a capital for its
    government) only when asked for, since a capital is a city too; those of the kind none never.
    Columns: document, section, sentence, zone, start, end, quote, actor, kind; `quote` is the document's text from start to end, letter for letter, without a possessive ’s.

    A name counts as printed or wholly in capitals (China, CHINA; "us" is not US), also over a line break. Every zone
    is searched: count `body` for what the argument says. A mention is attention, not approval, and an actor that is
    only "it" or "the regime" is not found. Another row for an actor changes the others only where its name holds theirs.

    Raises BadInput (a ValueError) for a missing column, an empty cell, a kind there is not, or an alias that stands for two.

    >>> sentences = pd.DataFrame([("d", 1, 1, "body", 9, 44, "The DPRK’s trade, in Chinese figures")], columns=[*COLUMNS[:6], "text"])
    >>> aliases = pd.DataFrame([("North Korea", "DPRK", "name"), ("China", "Chinese", "adjective")], columns=ALIASES)
    >>> find(sentences, aliases)[["start", "end", "quote", "actor", "kind"]].values.tolist()
    [[13, 17, 'DPRK', 'North Korea', 'name'], [30, 37, 'Chinese', 'China', 'adjective']]
    """
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    for kind in kinds:
        _known(kind, KINDS)
    names = _names(aliases)
    pattern = _pattern(names)
    rows = []
    for *place, begin, text in zip(*(sentences[column] for column in [*COLUMNS[:5], "text"])):
        for match in pattern.finditer(text):
            actor, kind = names[_plain(match[0])]
            if kind in kinds:
                rows.append((*place, begin + match.start(), begin + match.end(), match[0], actor, kind))
    return pd.DataFrame(rows, columns=COLUMNS)


def _names(aliases):
    """Return {name in its plain form: (actor, kind)}, with each name in capitals too."""
    missing = [column for column in ALIASES if column not in aliases]
    if missing:
        raise BadInput(f"aliases: found no column {missing[0]!r}, wanted {', '.join(ALIASES)}: add the column")
    names = {}
    for row in zip(*(aliases[column] for column in ALIASES)):
        if not all(isinstance(cell, str) and _plain(cell) for cell in row):
            raise BadInput(f"aliases: found an empty cell in {row}, wanted {', '.join(ALIASES)}: fill it, or remove the row")
        actor, alias, kind = row
        _known(kind, (*KINDS, NOBODY))
        both = sorted({names.setdefault(_plain(alias), (actor, kind)), (actor, kind)})
        if len(both) > 1:
            raise BadInput(f"aliases: found {alias!r} for {both[0]} and {both[1]}, wanted one actor and kind: remove one row")
    return {_plain(name.upper()): names[name] for name in sorted(names)} | names


def _known(kind, kinds):
    if kind not in kinds:
        raise BadInput(f"found the kind {kind!r}, wanted one of {', '.join(kinds)} for a name: write it so")


def _pattern(names):
    """Return the expression that finds any of the names, the longest first.

    >>> _pattern({"US": 1, "USA": 2}).findall("The US, BUS, USA, US-led, US$5 and US_map")
    ['US', 'USA', 'US']
    """
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(BEFORE + "(?:" + "|".join(map(_printed, longest_first)) + ")" + AFTER if names else r"(?!)")


def _printed(name):
    """Return the expression for a name as a page may print it: wrapped, with either apostrophe, with soft hyphens, with accents set apart."""
    signs = {"'": f"[{APOSTROPHES}]", "-": f"[{HYPHENS}]"} | {c: f"(?:{c}|{apart})" for c in set(name) if (apart := normalize("NFD", c)) != c}
    return r"\s+".join(SOFT.join(signs.get(c, re.escape(c)) for c in word) for word in name.split())


def _plain(name):
    """Return a name on one line, with one kind of apostrophe and hyphen, and accents on their letters.

    >>> _plain("People’s Re\\u00adpublic\\r\\n of\\u00a0China")
    "People's Republic of China"
    """
    return " ".join(normalize("NFC", re.sub(SOFT, "", name)).translate(FOLD).split())

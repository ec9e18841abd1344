"""What a word is: the one definition that every count in this package stands on.

A word is a run of letters and digits. Inside it may stand a hyphen (long-term), an apostrophe (don’t), a full stop or
comma between digits (3.5; 1,027.72), and the full stops of an abbreviation of single letters (U.S.). A dash joins
nothing: China–North Korea is three words. Words are counted in their normal form: small letters, NFC, one kind of
apostrophe and hyphen, and no possessive ’s, so that *China’s* counts as *china*. (It cannot be told from the ’s of *it’s*
without grammar; that goes too.) *US* in capitals is *u.s.* and not the pronoun. A number in square brackets is the mark of a footnote
and no word. Soft hyphens and other invisible characters are no part of a word, but hold their place.
Scripts written without blanks between words, such as Chinese, have no words by this definition: they are not counted,
and never counted as something they are not.

>>> of("China’s U.S.-led talks: a long\\u00adterm, re-opened 3.5 on No. 2321.")
['china', 'u.s.-led', 'talks', 'a', 'longterm', 're-opened', '3.5', 'on', 'no', '2321']
>>> of("China–North Korea; scholars' views; DON'T; e.g. cafe\\u0301, 1,027.72, ¹ and A-1")
['china', 'north', 'korea', 'scholars', 'views', "don't", 'e.g.', 'café', '1,027.72', 'and', 'a-1']

The text is read as an array of characters, about a megabyte of whole documents at a time. Equal words are found by their
bytes, eight at a time and exactly, without a hash that could collide; what needs knowledge of Unicode is then decided
once for each distinct word and not once for each time it stands there.
"""

import re
import sys
import unicodedata
from functools import cache

import numpy as np
import pandas as pd

COLUMNS = ["document", "section", "sentence", "zone", "word", "start", "end"]
OTHER, LETTER, DIGIT, HYPHEN, APOSTROPHE, STOP, COMMA, INVISIBLE = range(8)
HYPHENS, APOSTROPHES = "-‐‑", "'’ʼ＇"
UNSPACED = [  # Thai and Lao, Burmese, Khmer, Japanese syllables, Chinese characters
    *(range(0x0E00, 0x0F00), range(0x1000, 0x10A0), range(0x1780, 0x1800), range(0x3040, 0x3100), range(0x31F0, 0x3200)),
    *(range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x40000)),
]
BATCH = 1_000_000  # characters: an array of this size stays in the processor's cache
LONGEST = 32  # bytes of an ASCII word that are compared in steps of eight; longer words are compared as strings


def split(documents, sentences):
    """Return the words of the sentences, one row each, in reading order.

    Columns: document, section, sentence, zone, word (its normal form), start, end; the document's text from start to end
    is the word as printed. document, zone and word are categories. Words outside the sentences, such as headings and list
    markers, are not there; add `sections.headings` to the sentences to have them. A document that is mostly in a script
    without blanks (`unspaced`) has no words: its numbers alone would pass for all it says.
    """
    readable = documents.document[documents.text.map(unspaced) <= 0.5]
    sentences = sentences[sentences.document.isin(readable)]
    order = {document: i for i, document in enumerate(documents.document)}
    sentences = sentences.assign(place=sentences.document.map(order)).sort_values(["place", "start"], ignore_index=True)
    lengths = documents.text.str.len().to_numpy() + 1
    batches = np.cumsum(lengths) // BATCH
    vocabulary, parts = {}, []
    rows = sentences.groupby(batches[sentences.place.to_numpy()], sort=True) if len(sentences) else []
    for batch, inside in rows:
        mine = np.flatnonzero(batches == batch)
        base = np.zeros(len(documents), int)
        base[mine] = np.cumsum(lengths[mine]) - lengths[mine]
        text = "\n".join(documents.text.iloc[mine])
        shift = base[inside.place.to_numpy()]
        first, last = inside.start.to_numpy() + shift, inside.end.to_numpy() + shift
        starts, ends = _spans(text)
        home = np.searchsorted(first, starts, "right") - 1
        counted = (home >= 0) & (starts < last[home])
        starts, ends, home = starts[counted], ends[counted], home[counted]
        codes = _codes(text, starts, ends, vocabulary)
        parts.append((inside.index.to_numpy()[home], codes, starts - shift[home], ends - shift[home]))
    row, code, start, end = (np.concatenate(column).astype(np.int32) for column in zip(*parts)) if parts else (np.zeros(0, np.int32),) * 4
    return _table(sentences, documents, row, code, start, end, list(vocabulary))


def of(text):
    """Return the words of one text, in their normal form, as a list. (The module's first lines show what is one.)"""
    vocabulary, (starts, ends) = {}, _spans(text)
    codes = _codes(text, starts, ends, vocabulary)
    names = list(vocabulary)
    return [names[code] for code in codes]


def unspaced(text):
    """Return the share of a text's letters that are of a script written without blanks between words.

    >>> unspaced("双暂停 (dual freeze)"), unspaced("dual freeze")
    (0.23076923076923078, 0.0)
    """
    if text.isascii() or not _UNSPACED.search(text):
        return 0.0
    among = _UNSPACED.sub("", text)
    letters = len(text) - len(among) + sum(map(str.isalpha, among))
    return (len(text) - len(among)) / letters if letters else 0.0


def normal(word):
    """Return the form in which a printed word is counted.

    >>> normal("CHINA’S"), normal("U.S"), normal("US-led"), normal("re‑open")
    ('china', 'u.s.', 'u.s.-led', 're-open')
    """
    if "US" in word:
        word = _UNITED_STATES.sub("U.S.", word)
    if not word.isascii():
        word = "".join(_FOLD.get(c, c) for c in word if _kind(ord(c)) != INVISIBLE)
        word = unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).lower())
    word = word.lower().removesuffix("'s")
    return word + "." if "." in word and _ABBREVIATION.fullmatch(word) else word


_UNITED_STATES = re.compile(r"(?<![^\W_])US(?![^\W_])")
_ABBREVIATION = re.compile(r"([^\W\d_]\.)+[^\W\d_]")  # U.S without its last full stop
_UNSPACED = re.compile("[" + "".join(f"{chr(script[0])}-{chr(script[-1])}" for script in UNSPACED) + "]+")
_FOLD = dict.fromkeys(HYPHENS, "-") | dict.fromkeys(APOSTROPHES, "'")


def _kind(character):
    """Return the class of a code point: what it does inside a word."""
    letter = chr(character)
    if letter in HYPHENS:
        return HYPHEN
    if letter in APOSTROPHES:
        return APOSTROPHE
    if letter in ".,":
        return STOP if letter == "." else COMMA
    category = unicodedata.category(letter)
    if category == "Cf" or 0xFE00 <= character <= 0xFE0F:
        return INVISIBLE
    if any(character in script for script in UNSPACED):
        return OTHER
    return DIGIT if category == "Nd" else LETTER if category[0] == "L" or category in ("Mn", "Mc") else OTHER


@cache
def _kinds():
    """The class of every code point below 65,536; those above are looked up one by one where they occur."""
    return np.array([_kind(c) for c in range(0x10000)], np.uint8)


def _characters(text):
    return np.frombuffer(text.encode("utf-32-" + sys.byteorder[0] + "e", "surrogatepass"), np.uint32)


def _spans(text):
    """Return the starts and the ends of the words of a text, as arrays of offsets."""
    characters = _characters(text)
    kind = _kinds()[np.minimum(characters, 0xFFFF)]
    for i in np.flatnonzero(characters > 0xFFFF):
        kind[i] = _kind(int(characters[i]))
    seen = np.flatnonzero(kind != INVISIBLE)
    k = np.zeros(len(seen) + 4, np.uint8)  # two places of nothing on both sides
    k[2:-2] = kind[seen]
    core = (k == LETTER) | (k == DIGIT)
    inside = core.copy()
    joiner = np.flatnonzero(k >= HYPHEN)
    point = joiner[k[joiner] >= STOP]
    inside[point] = (k[point - 1] == DIGIT) & (k[point + 1] == DIGIT)
    stop = joiner[k[joiner] == STOP]
    after_one = stop[(k[stop - 1] == LETTER) & ~core[stop - 2]]  # a full stop after a single letter
    between = after_one[(k[after_one + 1] == LETTER) & ~core[after_one + 2]]  # … and before one
    inside[between] = True
    final = after_one[inside[after_one - 2] & (k[after_one - 2] == STOP) & ~core[after_one + 1]]
    inside[final] = True
    link = joiner[k[joiner] <= APOSTROPHE]
    inside[link] = inside[link - 1] & core[link + 1]
    edge = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    first, last = edge[::2], edge[1::2]
    printed = np.append(characters[seen], 0)
    mark = (k[first] == DIGIT) & (last - first <= 3) & (printed[first - 3] == ord("[")) & (printed[np.minimum(last - 2, len(seen))] == ord("]"))
    first, last = first[~mark], last[~mark]
    return seen[first - 2], seen[last - 3] + 1


def _codes(text, starts, ends, vocabulary):
    """Return the number of each word in the vocabulary, which grows by the words it does not have yet.

    Words of ASCII are compared as whole numbers of eight bytes, the others and very long ones as strings.
    """
    if not len(starts):
        return np.zeros(0, np.int32)
    characters = _characters(text)
    length = ends - starts
    foreign = np.flatnonzero(characters > 127)
    odd = (np.searchsorted(foreign, starts) != np.searchsorted(foreign, ends)) | (length > LONGEST)
    same = _same(characters, starts, np.where(odd, 0, length))
    names, free = {}, same.max() + 1
    for i in np.flatnonzero(odd):
        same[i] = names.setdefault(text[starts[i] : ends[i]], free + len(names))
    same, _ = pd.factorize(same)
    sample = np.empty(same.max() + 1, int)
    sample[same[::-1]] = np.arange(len(same))[::-1]
    printed = [text[start:end] for start, end in zip(starts[sample].tolist(), ends[sample].tolist())]
    return np.array([vocabulary.setdefault(normal(word), len(vocabulary)) for word in printed], np.int32)[same]


def _same(characters, starts, length):
    """Return numbers that are equal for words of equal bytes, however long, and never for others."""
    data = np.zeros(len(characters) + LONGEST + 8, np.uint8)
    data[: len(characters)] = characters
    eight = np.ndarray(len(data) - 7, np.uint64, data, strides=(1,))
    mask = np.array([(1 << 8 * n) - 1 if sys.byteorder == "little" else ((1 << 8 * n) - 1) << 8 * (8 - n) for n in range(9)], np.uint64)
    same, _ = pd.factorize(eight[starts] & mask[np.minimum(length, 8)])
    for step in range(8, LONGEST, 8):
        more = np.flatnonzero(length > step)
        if not len(more):
            break
        key, values = pd.factorize(eight[starts[more] + step] & mask[np.minimum(length[more] - step, 8)])
        both, _ = pd.factorize(same[more] * len(values) + key)
        same[more] = same.max() + 1 + both
    return same


def _table(sentences, documents, row, code, start, end, names):
    order = np.argsort(np.array(names, object)) if names else np.zeros(0, int)
    rank = np.empty(len(names), np.int32)
    rank[order] = np.arange(len(names), dtype=np.int32)
    zones = sentences.zone.astype("category")
    return pd.DataFrame(
        {
            "document": pd.Categorical.from_codes(sentences.place.to_numpy()[row], list(documents.document)),
            "section": sentences.section.to_numpy(np.int32)[row],
            "sentence": sentences.sentence.to_numpy(np.int32)[row],
            "zone": pd.Categorical.from_codes(zones.cat.codes.to_numpy()[row], list(zones.cat.categories)),
            "word": pd.Categorical.from_codes(rank[code], [names[i] for i in order]),
            "start": start,
            "end": end,
        }
    )[COLUMNS]

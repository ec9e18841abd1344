"""What a word is: the one definition that every count in this package stands on.

A word is a run of letters and digits. Inside it may stand a hyphen (long-term), an apostrophe (don’t), a full stop or
comma between digits (3.5; 1,027.72), and the full stops of an abbreviation of single letters (U.S.). A dash joins
nothing: China–North Korea is three words. Words are counted in their normal form: small letters, NFC, one kind of
apostrophe and hyphen, and no possessive ’s, so that *China’s* counts as *china*. (It cannot be told from the ’s of *it’s*
without grammar; that goes too.) *US* in capitals is *u.s.* and not the pronoun. A number of up to three
digits in square brackets is the mark of a footnote and no word. Soft hyphens and other invisible characters are no part of a word, but hold their place.
Scripts written without blanks between words, such as Chinese, have no words by this definition: they are not counted,
and never counted as something they are not. Korean has blanks, and writes particles onto its words: *북한은*, *북한의* and *북한을* are three words here
(the term "/북한.*/" counts them all).

>>> of("China’s U.S.-led talks: a long\\u00adterm, re-opened 3.5 on No. 2321.")
['china', 'u.s.-led', 'talks', 'a', 'longterm', 're-opened', '3.5', 'on', 'no', '2321']
>>> of("China–North Korea; scholars' views; DON'T; e.g. cafe\\u0301, 1,027.72, ¹ and A-1")
['china', 'north', 'korea', 'scholars', 'views', "don't", 'e.g.', 'café', '1,027.72', 'and', 'a-1']

A collection has few distinct words and uses them over and over. So its bytes are cut at what surely stands in no word, a megabyte
of whole documents at a time; equal pieces are found by their bytes, eight at a time and exactly, without a hash
that could collide; and what is a word, which needs knowledge of Unicode, is decided once for each distinct piece and
not once for each time it stands there.
"""

import re
import sys
import unicodedata
from functools import cache

import numpy as np
import pandas as pd

from analysis import corpus

COLUMNS = ["document", "section", "sentence", "zone", "word", "start", "end"]
OTHER, LETTER, DIGIT, HYPHEN, APOSTROPHE, STOP, COMMA, INVISIBLE = range(8)
HYPHENS, APOSTROPHES = "-‐‑", "'’ʼ＇"
UNSPACED = [  # Thai and Lao, Burmese, Khmer, marks of repetition, Japanese syllables and Bopomofo, Chinese characters, syllables of half width
    *(range(0x0E00, 0x0F00), range(0x1000, 0x10A0), range(0x1780, 0x1800), range(0x3005, 0x3008), range(0x3031, 0x3036), range(0x3040, 0x3130)),
    *(range(0x31A0, 0x31C0), range(0x31F0, 0x3200), range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0xFF66, 0xFFA0), range(0x20000, 0x40000)),
]
NO_BLANKS = "".join(f"{chr(script[0])}-{chr(script[-1])}" for script in UNSPACED)  # as a range of a regular expression
BATCH = 1_000_000  # characters: arrays of this size stay in the processor's cache
LONGEST = 32  # bytes of a piece that are compared in steps of eight; longer pieces are compared as strings


def split(documents, sentences):
    """Return the words of the sentences, one row each, in reading order.

    Columns: document, section, sentence, zone, word (its normal form), start, end; the document's text from start to end
    is the word as printed. document, zone and word are categories. Words outside the sentences, such as headings and list
    markers, are not there; add `sections.headings` to the sentences to have them. A document that is mostly in a script
    without blanks (`unspaced`) has no words: its numbers alone would pass for all it says.
    """
    known = corpus.placed(sentences[["document", "section", "sentence", "zone", "start", "end"]], documents).sort_values(["place", "start"], ignore_index=True)
    place, first, last, texts = known.place.to_numpy(), known.start.to_numpy(), known.end.to_numpy(), documents.text.tolist()
    batches = _batches(texts)
    cuts = [_cut(map(_encoded, texts[begin:end])) for begin, end in batches]
    pieces, distinct = _same([eights for _, eights in cuts])
    names, entries = _entries(distinct)
    parts = [(np.zeros(0, np.int32),) * 4]
    for begin, end in batches:
        starts, _ = cuts.pop(0)
        rows = slice(*np.searchsorted(place, [begin, end]))
        shift = np.cumsum([0, *(len(text) + 1 for text in texts[begin:end])])[place[rows] - begin]
        parts.append(_inside(_found(starts, pieces[: len(starts)], *entries), first[rows] + shift, last[rows] + shift, shift))
        pieces = pieces[len(starts) :]
    columns = [np.concatenate(column) for column in zip(*parts)]
    del parts, pieces  # the table needs the memory
    return _table(known, documents.document, *columns, names)


def of(text):
    """Return the words of one text, in their normal form, as a list. (The module's first lines show what is one.)"""
    return [normal(text[start:end]) for start, end in zip(*(offsets.tolist() for offsets in _spans(text)))]


def places(text):
    """Return (starts, ends, codes, names) of the words of one text: its words are names[code], in reading order.

    >>> *where, names = places("Coal, rice, coal")
    >>> [array.tolist() for array in where], names
    ([[0, 6, 12], [4, 10, 16], [0, 1, 0]], ['coal', 'rice'])
    """
    starts, eights = _cut([text.encode("utf-8", "surrogatepass")])
    pieces, distinct = _same([eights])
    names, entries = _entries(distinct)
    return *_found(starts, pieces, *entries), names


def spread(begin, end):
    """Return (which, number): the numbers from each begin to its end, and which row each is of.

    >>> [array.tolist() for array in spread(np.array([5, 1, 7]), np.array([7, 1, 8]))]
    [[0, 0, 2], [5, 6, 7]]
    """
    size = end - begin
    which = np.repeat(np.arange(len(size)), size)
    return which, np.arange(len(which)) + (begin - np.cumsum(size) + size)[which]


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
    if word.isascii() and word.isalpha() and word != "US":
        return word.lower()
    if not word.isascii():
        word = unicodedata.normalize("NFC", "".join(map(_fold, word)))
    if "US" in word:
        word = _UNITED_STATES.sub("U.S.", word)
    if not word.isascii():
        word = unicodedata.normalize("NFC", word.lower())
    word = word.lower().removesuffix("'s")
    return word + "." if "." in word and _ABBREVIATION.fullmatch(word) else word


_UNITED_STATES = re.compile(r"(?<![^\W_])US(?![^\W_])")
_ABBREVIATION = re.compile(r"([^\W\d_]\.)+[^\W\d_]")  # U.S without its last full stop
_UNSPACED = re.compile(f"[{NO_BLANKS}]+")


@cache
def _fold(letter):
    kind = _kind(ord(letter))
    plain = unicodedata.normalize("NFKC", letter) if "\uff01" <= letter <= "\uff5e" else letter  # of full width
    return {INVISIBLE: "", HYPHEN: "-", APOSTROPHE: "'"}.get(kind, plain)


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


def _kinds(characters):
    """The classes of an array of code points, each looked up once."""
    kind = _PLAIN.take(characters, mode="clip")
    other = np.flatnonzero(characters > 127)
    known, place = np.unique(characters[other], return_inverse=True)
    kind[other] = np.array([_kind(c) for c in known.tolist()], np.uint8)[place]
    return kind


_PLAIN = np.array([_kind(c) for c in range(128)], np.uint8)


def code_points(text):
    """Return the characters of a text as an array of their numbers, lone surrogates too."""
    return np.frombuffer(text.encode("utf-32-" + sys.byteorder[0] + "e", "surrogatepass"), np.uint32)


def _spans(text):
    """Return the starts and the ends of the words of a text, as arrays of offsets."""
    characters = code_points(text)
    kind = _kinds(characters)
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


# A collection's words: its distinct pieces, and where they stand


def _batches(texts):
    """The (begin, end) of the texts that make a batch of about so many characters, one after the other."""
    batch = np.cumsum([len(text) + 1 for text in texts]) // BATCH
    edges = [0, *(np.flatnonzero(np.diff(batch)) + 1).tolist(), len(texts)]
    return list(zip(edges[:-1], edges[1:])) if texts else []


def _encoded(text):
    """The text in UTF-8; blanks instead of one that is mostly in a script without them."""
    raw = text.encode("utf-8", "surrogatepass")
    return b" " * len(text) if not raw.isascii() and raw.translate(None, _SPACED) and unspaced(text) > 0.5 else raw


_SPACED = bytes([*range(0xE0), 0xE2])  # with the other bytes begin the characters of scripts without blanks


def _cut(texts):
    """Cut texts in UTF-8, put together, between characters of ASCII that surely stand in no word.

    Returns (starts, eights): where each piece starts, in characters; and what the pieces are: a list of (which pieces, their next eight bytes as
    a number), first of all of them, then of those that are longer, and in the end the rest of those longer than 32, as bytes.
    """
    raw = b"\n".join([b"", *texts, b"\n" * 7])
    data = np.frombuffer(raw, np.uint8)
    part = _part(raw, data)
    edges = np.flatnonzero(part[1:] != part[:-1])
    starts, size = edges[::2] + 1, edges[1::2] - edges[::2]
    eight = np.ndarray(len(data) - 7, np.uint64, data, strides=(1,))
    eights, more = [(slice(None), eight[starts] & _MASK.take(size, mode="clip"))], np.flatnonzero(size > 8)
    for step in range(8, LONGEST, 8):
        eights.append((more, eight[starts[more] + step] & _MASK.take(size[more] - step, mode="clip")))
        more = more[size[more] > step + 8]
    rest = [raw[starts[i] + LONGEST : starts[i] + size[i]] for i in more.tolist()]
    return _in_characters(data, starts) - 1, [*eights, (more, np.array(rest, object))]


def _part(raw, data):
    """Which bytes may stand in a word? No full stop does after two letters or digits and before neither; no comma, except between two digits."""
    part = np.frombuffer(bytearray(raw.translate(_PART)), bool)
    point = np.flatnonzero(data & 0xFD == ord(","))  # a full stop is two more
    stop, before, after = data[point] == ord("."), data[point - 1], data[point + 1]
    part[point[stop & _CORE[before] & _CORE[data[point - 2]] & _NO_CORE[after]]] = False
    part[point[~stop & (_NO_DIGIT[before] | _NO_DIGIT[after])]] = False
    return part


_ASCII = [chr(c) if c < 128 else "é" for c in range(256)]
_PART = bytes(c.isalnum() or c in "-'.,[]" for c in _ASCII)
_CORE, _NO_CORE = np.array([[c.isalnum() and c != "é", not c.isalnum()] for c in _ASCII]).T
_NO_DIGIT = np.array([not c.isdigit() and c != "é" for c in _ASCII])
_MASK = np.array([(1 << 8 * n) - 1 if sys.byteorder == "little" else ((1 << 8 * n) - 1) << 8 * (8 - n) for n in range(9)], np.uint64)


def _in_characters(data, starts):
    """Offsets in characters, of offsets in bytes: without the bytes before them that only go on with a character."""
    more = np.searchsorted(starts, np.flatnonzero(data.view(np.int8) < -64))
    return starts.astype(np.int32) - np.repeat(np.arange(len(more) + 1, dtype=np.int32), np.diff(more, prepend=0, append=len(starts)))


def _same(batches):
    """Return (same, lines): numbers that are equal for equal pieces and for no others; and, a line of bytes each, the pieces in the order of these numbers.

    batches: the eights of `_cut`. A piece's number comes from its first eight bytes; a longer one's from the number it has so far and its next
    eight. A beginning that is no piece itself is an empty line.
    """
    if not batches:
        return np.zeros(0, int), b""
    before = np.cumsum([0, *(len(eights[0][1]) for eights in batches)])
    (firsts, *longer) = zip(*batches)
    same, eight = pd.factorize(np.concatenate([key for _, key in firsts]))
    pieces, number = [eight.reshape(-1, 1)], 0  # rows of eights; a step's pieces are numbered on from those before it
    for step in longer:
        which = np.concatenate([more + first for (more, _), first in zip(step, before)])
        key, eight = pd.factorize(np.concatenate([key for _, key in step]))
        both, pairs = pd.factorize((same[which] - number) * max(len(eight), 1) + key)
        begin, end = np.divmod(pairs, max(len(eight), 1))
        number += len(pieces[-1])
        same[which] = number + both
        pieces.append(np.column_stack([pieces[-1][begin], eight[end]]))
    there = np.zeros(number + len(pieces[-1]), bool)
    there[same] = True
    return same, b"".join(map(_lines, pieces, np.split(there, np.cumsum([len(rows) for rows in pieces[:-1]]))))


def _lines(pieces, there):
    """Pieces, rows of their eights, as lines of bytes, empty where they are not there."""
    if pieces.dtype == object:  # the longest, whose rest is bytes
        return b"".join(b"%s%s\n" % (np.array(eights, np.uint64).tobytes(), rest) for *eights, rest in pieces.tolist())
    lines = np.full((len(pieces), 8 * pieces.shape[1] + 1), ord("\n"), np.uint8)
    lines[:, :-1] = np.where(there[:, None], pieces, np.uint64(0)).view(np.uint8)
    return lines.tobytes().translate(None, b"\0")  # after their last byte


def _entries(lines):
    """Return (names, (begin, number, offset, length)) of the lines' pieces: all their words, and for each piece where its words begin in the three
    lists: the word's number in names, its offset in the piece, its length."""
    text = lines.decode("utf-8", "surrogatepass")
    first, last = _spans(text)
    ends = np.flatnonzero(code_points("\n" + text) == ord("\n"))
    words = [normal(text[start:end]) for start, end in zip(first.tolist(), last.tolist())]
    names = sorted(set(words))
    number = dict(zip(names, range(len(names))))
    begin = np.searchsorted(first, ends)
    offset = first - np.repeat(ends[:-1], np.diff(begin))
    return names, (begin, np.array([number[word] for word in words], np.int32), offset.astype(np.int32), (last - first).astype(np.int32))


def _found(starts, piece, begin, number, offset, length):
    """Return (starts, ends, numbers) of the words of the pieces that start there; piece: the number of each among the distinct."""
    times, entry = np.diff(begin).take(piece), begin.take(piece)
    starts, entry, other = np.repeat(starts, times), np.repeat(entry, times), np.flatnonzero(times != 1)  # most pieces are one word
    many = times[other]
    first = other + np.cumsum(many - 1) - many + 1
    which, row = spread(first, first + many)
    entry[row] += row - first[which]
    start = starts + offset.take(entry)
    return start, start + length.take(entry), number.take(entry)


def _inside(found, first, last, shift):
    """Of the words found, those that start in a sentence: how many in each, and their codes, starts and ends in their document."""
    starts, ends, codes = found
    low = np.searchsorted(starts, first)
    high = np.maximum(low, np.minimum(np.searchsorted(starts, last), np.append(low[1:], len(starts))))
    edges = np.column_stack([low, high]).ravel()
    kept = np.repeat(np.arange(len(edges) + 1) % 2 == 1, np.diff(edges, prepend=0, append=len(starts)))
    back = np.repeat(shift.astype(np.int32), high - low)
    return high - low, codes[kept], starts[kept] - back, ends[kept] - back


def _table(sentences, documents, freq, code, start, end, names):
    zones = sentences.zone.astype("category").cat
    used = np.zeros(len(names), bool)
    used[code] = True
    if not used.all():  # some words stand outside the sentences only
        code, names = (np.cumsum(used, dtype=np.int32) - 1)[code], [name for name, there in zip(names, used.tolist()) if there]
    columns = {
        "document": pd.Categorical.from_codes(np.repeat(sentences.place.to_numpy(np.min_scalar_type(-len(documents))), freq), list(documents)),
        "section": np.repeat(sentences.section.to_numpy(np.int32), freq),
        "sentence": np.repeat(sentences.sentence.to_numpy(np.int32), freq),
        "zone": pd.Categorical.from_codes(np.repeat(zones.codes.to_numpy(), freq), list(zones.categories)),
        "word": pd.Categorical.from_codes(code, names),
        "start": start,
        "end": end,
    }
    return pd.DataFrame(columns, copy=False)

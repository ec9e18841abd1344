"""Where a sentence starts and where it ends.

What ends a sentence inside a paragraph is decided by the library sentencex, which knows abbreviations ("U.S.",
"No. 2321", "Dr") and full stops that nobody put a blank after. What it cannot know is the page: that a line of its own ends
a sentence without a full stop, that a wrapped line does not, that a bullet is no word, and that a footnote mark belongs
to the sentence before it (a bare figure, *voted.1*, to none). That is decided here. Every zone is cut, so that what is left out can be shown; headings are not
sentences (see `sections.headings`).
"""

import itertools
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import sentencex

from analysis import corpus

COLUMNS = ["document", "section", "sentence", "zone", "start", "end", "text"]
LONGEST = 20_000  # characters of a paragraph
LINE = re.compile(".+")
MARKER = re.compile(r"\s*(?:(?:[-–—*•·▪◦‣]|\(?(?:\d{1,3}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.)]|\(\d{1,3}\)|[¹²³⁰⁴-⁹]+|\[\d{1,3}\]|#{1,6}|>)[^\S\n]+)+")
LABEL = re.compile(r"[A-Z][\w ]{0,20}:(\s|$)")
CAPTION = re.compile(r"\s*(Figure|Table|Chart|Map|Box) [\dIVX]+(\.\d+)?[.:]\s*")
UNFINISHED = (".", "!", "?", ":", ";", "”", '"')  # a line that ends in none of these
NOTE = re.compile(r"[.!?](?<=[a-z]{3}.)[”\"’)]?(\d{1,3})(?=\s+[“\"‘(]?[A-Z]|\s*$)")  # a raised figure that a copied page has on the line
LEFT_OVER = re.compile(r"\s*(?:[\"'”’)\]]|\[\d{1,3}\]|[¹²³⁰⁴-⁹])+(?=\s|$)")


def split(documents, sections, by="sentencex"):
    """Return the sentences of the documents, one row each, in reading order.

    by: the library that cuts paragraphs, "sentencex" or "nltk" (Punkt, untrained: a second opinion, which knows few abbreviations).
    Columns: document, section, sentence (from 1 in each document), zone, start, end, text; `text` is the document's
    text from start to end. A list item is a sentence without its marker, and so is a table's row or a title over two
    lines.
    """
    known = corpus.placed(sections, documents)
    texts, languages = documents.text.tolist(), documents.get("language", pd.Series("en", documents.index)).astype(object).fillna("en").tolist()
    starts, quoted, freq = [], [], []
    for place, prose, end in zip(known.place.tolist(), known.prose.tolist(), known.end.tolist()):
        found = list(_sentences(texts[place][prose:end], languages[place], by))
        starts += [prose + start for start, _ in found]
        quoted += [sentence for _, sentence in found]
        freq.append(len(found))
    table = known[["place", "document", "section", "zone"]].loc[np.repeat(np.arange(len(known)), freq)].reset_index(drop=True)
    start = np.array(starts, int)
    table = table.assign(sentence=table.groupby("place").cumcount() + 1, start=start, end=start + np.array([*map(len, quoted)], int))
    return table.assign(text=pd.Series(quoted, dtype="str"))[COLUMNS]


def counted(words):
    """Return how many words each sentence has: one row each, with start and end of what was counted, and freq.

    Columns: document, section, sentence, zone, start, end, freq. The rows add up to the number of words.
    """
    groups = words.groupby(["document", "section", "sentence", "zone"], observed=True, sort=False)
    return groups.agg(start=("start", "min"), end=("end", "max"), freq=("word", "size")).reset_index()


def spans(text, language="en", by="sentencex"):
    """Return (start, end) of each sentence of a text.

    >>> text = "- The U.S. Treasury acted.[1] No. 2321 followed\\n- Dr Li left the U.S. The vote came.\\n\\nA line that\\nwas wrapped\\nA row | 2"
    >>> [text[start:end] for start, end in spans(text)]
    ['The U.S. Treasury acted.[1]', 'No. 2321 followed', 'Dr Li left the U.S.', 'The vote came.', 'A line that\\nwas wrapped', 'A row | 2']
    """
    return [(start, start + len(sentence)) for start, sentence in _sentences(text, language, by)]


def _sentences(text, language, by):
    """Yield where each sentence of a text starts, and the sentence."""
    for start, end in _paragraphs(text):
        paragraph, cut = text[start:end], 0
        stops, notes = (*CUTTERS[by](paragraph, language), len(paragraph)), {}
        if NOTE.search(paragraph):
            notes = {note.end(): note.start(1) for note in NOTE.finditer(paragraph) if not _abbreviated(paragraph[max(0, note.start() - 20) : note.start() + 1])}
            stops = sorted({*stops, *notes})
        for stop in stops:
            if start + stop < end:
                left_over = LEFT_OVER.match(paragraph, stop)
                stop = left_over.end() if left_over else stop
            piece = paragraph[cut:stop]
            if piece and (start + stop == end or not _goes_on(piece, paragraph[stop : stop + 9])):
                rest = piece.lstrip()
                if rest:
                    yield start + stop - len(rest), (rest[: notes[stop] - stop] if stop in notes else rest).rstrip()
                cut = stop


def _by_sentencex(paragraph, language):
    """Where the pieces end of which the library makes a paragraph, all but the last: they leave nothing out where no line is empty."""
    return itertools.accumulate(map(len, sentencex.segment(language, paragraph)[:-1]))


def _by_nltk(paragraph, language):
    from nltk.tokenize.punkt import PunktSentenceTokenizer  # a slow import that few need

    return [end for _, end in PunktSentenceTokenizer().span_tokenize(paragraph)][:-1]


CUTTERS = {"sentencex": _by_sentencex, "nltk": _by_nltk}  # where a library cuts a paragraph


def _goes_on(sentence, rest):
    """Does the sentence end in an abbreviation before the number that follows, inside a word (U.S.-led), or in the label of a caption?

    >>> _goes_on("Under para. ", "8 exports stop."), _goes_on("It has one para. ", "Eight follow.")
    (True, False)
    >>> _goes_on("Figure 1. ", "Coal, 2017")
    True
    """
    if rest[:1] in ("-", "‐", "‑", "'", "’") or CAPTION.fullmatch(sentence):
        return True
    if not rest.lstrip()[:1].isdigit() or not sentence.strip():
        return False
    return _abbreviated(sentence)


def _abbreviated(sentence):
    return sentence.rsplit(None, 1)[-1].lstrip("(").lower() in _abbreviations()


@cache
def _abbreviations():
    return frozenset(row["abbreviation"] for _, row in corpus.table(Path(__file__).parent / "abbreviations.csv", ["abbreviation"]))


def _paragraphs(text):
    """Yield (start, end) of the paragraphs, each without its list marker: lines that are one line wrapped stand together."""
    places = [m.span() for m in LINE.finditer(text.replace("\r", "\n"))]
    lines = [text[start:end].strip() for start, end in places]
    lengths, unfinished = [len(line) for line in lines], [not line.endswith(UNFINISHED) for line in lines]
    begin, markers = None, [MARKER.match(text, start, end) for start, end in places]
    for i, (start, end) in enumerate(places):
        if not lines[i]:
            continue
        if begin is None:
            begin = markers[i].end() if markers[i] and markers[i].end() < end else start
        last = i + 1 == len(lines) or text.count("\n", end, places[i + 1][0]) > 1 or markers[i + 1]
        if last or not _wrapped(lines, i, lengths, unfinished):
            while end - begin > LONGEST:  # no prose: cut it, since the time to split it grows faster than its length
                cut = text.rfind(" ", begin, begin + LONGEST) + 1 or begin + LONGEST
                yield begin, cut
                begin = cut
            yield begin, end
            begin = None


def _wrapped(lines, i, lengths, unfinished):
    """Does line i go on in the next line, as a line does that was broken to fit the page?

    It does inside a quotation, before a small letter, and where the next line's first word would not have fitted.
    """
    line, following = lines[i], lines[i + 1]
    if not following or following[0].islower():
        return following != "" and not any(border in line and border in following for border in "|\t")
    if line.count("“") > line.count("”"):
        return not LABEL.match(following)
    around = slice(max(0, i - 20), i + 20)
    size = len(lengths[around])
    if size >= 3 and 2 * sum(unfinished[around]) > size and sum(lengths[around]) >= 30 * size:
        full = unfinished[i] or line[-1] in ";”\""
    else:
        width = max(lengths[around]) if len(line) <= 120 else 0
        full = 40 <= width <= 120 and len(line) + 1 + len(following.split(None, 1)[0]) > width
    return full and "|" not in line and "|" not in following and "\t" not in line and not LABEL.match(following)

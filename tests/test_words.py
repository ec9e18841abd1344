"""What a word is, against the slow and obvious definition that follows the sentence in the module's first lines."""

import random
import time
import unicodedata

import numpy as np
import pandas as pd
import pytest

from analysis import formats, sections, sentences, terms, words

from conftest import tables


@pytest.mark.parametrize(
    "text, expected",
    [
        ("China’s China's CHINA", ["china"] * 3),
        ("the scholars’ views, it's", ["the", "scholars", "views", "it"]),
        ("don’t DON'T", ["don't"] * 2),
        ("China–North Korea", ["china", "north", "korea"]),
        ("long-term long‐term long‑term", ["long-term"] * 3),
        ("well--known -ism co-", ["well", "known", "ism", "co"]),
        ("No. 2321, 3.5, 576,582 and 3.9.2017.", ["no", "2321", "3.5", "576,582", "and", "3.9.2017"]),
        ("the U.S. and U.S, a U.S.’s e.g. D.C.", ["the", "u.s.", "and", "u.s.", "a", "u.s.", "e.g.", "d.c."]),
        ("the U.S.The end", ["the", "u.s.", "the", "end"]),
        ("trade¹ fell² ½ ①", ["trade", "fell"]),
        ("de\u00adnuclear\u200bisation", ["denuclearisation"]),
        ("cafe\u0301 café", ["café"] * 2),
        ("İstanbul", ["i̇stanbul"]),
        ("中国 и Корея, 双暂停 or dual freeze", ["и", "корея", "or", "dual", "freeze"]),
        ("US, us, US’s and US-led BUS", ["u.s.", "us", "u.s.", "and", "u.s.-led", "bus"]),
        ("trade[2] fell [12], [2017] [a] 3 [4", ["trade", "fell", "2017", "a", "3", "4"]),
        ("snake_case a/b", ["snake", "case", "a", "b"]),
        ("", []),
        ("\u200b \u00ad", []),
        ("x" * 5000, ["x" * 5000]),
    ],
)
def test_words_are_what_the_definition_says(text, expected):
    assert words.of(text) == expected


def test_words_keep_their_place_on_the_page():
    text = "A long\u00adterm plan, China’s."
    *_, found = tables(text)
    assert [text[r.start : r.end] for r in found.itertuples()] == ["A", "long\u00adterm", "plan", "China’s"]
    assert found.word.tolist() == ["a", "longterm", "plan", "china"]


def slow(text):
    """The spans of the words of a text, letter by letter."""

    def kind(c):
        category = unicodedata.category(c)
        if c in words.HYPHENS or c in words.APOSTROPHES or c in ".,":
            return "-" if c in words.HYPHENS else "'" if c in words.APOSTROPHES else c
        if category == "Cf" or 0xFE00 <= ord(c) <= 0xFE0F:
            return ""
        if any(ord(c) in script for script in words.UNSPACED):
            return " "
        return "9" if category == "Nd" else "a" if category[0] == "L" or category in ("Mn", "Mc") else " "

    seen = [(i, kind(c)) for i, c in enumerate(text) if kind(c)]
    k = ["  ", "  ", *(c for _, c in seen), "  ", "  "]
    core = [c in ("a", "9") for c in k]
    single = [k[i] == "a" and not core[i - 1] and not core[i + 1] for i in range(1, len(k) - 1)]
    single = [False, *single, False]
    inside = list(core)
    for i in range(2, len(k) - 2):
        if k[i] in ".," and k[i - 1] == k[i + 1] == "9":
            inside[i] = True
        if k[i] == "." and k[i - 1] == "a" and not core[i - 2] and single[i + 1]:
            inside[i] = True
    for i in range(2, len(k) - 2):
        if k[i] == "." and k[i - 1] == "a" and k[i - 2] == "." and inside[i - 2] and not core[i + 1]:
            inside[i] = True
    for i in range(2, len(k) - 2):
        if k[i] in ("-", "'"):
            inside[i] = inside[i - 1] and core[i + 1]
    runs, start = [], None
    for i in range(2, len(k) - 1):
        if inside[i] and start is None:
            start = i
        if not inside[i] and start is not None:
            here = text[seen[start - 3][0]] if start > 2 else "", text[seen[i - 2][0]] if i - 2 < len(seen) else ""
            if not (here == ("[", "]") and k[start] == "9" and i - start <= 3):
                runs.append((seen[start - 2][0], seen[i - 3][0] + 1))
            start = None
    return runs


LETTERS = list("aabUS..'’-‐ ,3 5\n\u00ad\u200b\u0301é中İ–s_½²\u00a0\ufe0f") + ["😀", "𝒜", "𠀀", "'s", "U.S.", "ʼ", "US", "[", "]", "[3]"]


def test_the_fast_words_are_the_slow_words_on_any_text():
    dice = random.Random(3)
    for _ in range(3000):
        text = "".join(dice.choices(LETTERS, k=dice.randint(0, 40)))
        starts, ends = words._spans(text)
        assert list(zip(starts.tolist(), ends.tolist())) == slow(text), text
        assert words.of(text) == [words.normal(text[start:end]) for start, end in slow(text)], text


def test_equal_words_are_one_word_across_documents_and_batches(monkeypatch):
    """Words of all lengths around the steps of eight bytes, in batches of a few documents, are told apart and found again."""
    names = ["a" * n for n in (1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40)] + ["é" * 3, "a" * 15 + "b"]
    documents = pd.DataFrame({"document": [f"d{i:02}" for i in range(40)], "text": " ".join(names)})
    lines = pd.DataFrame({"document": documents.document, "section": 1, "sentence": 1, "zone": "body", "start": 0, "end": documents.text.str.len()})
    monkeypatch.setattr(words, "BATCH", 500)
    found = words.split(documents, lines)
    assert found.word.tolist() == names * 40
    assert found.document.tolist() == [d for d in documents.document for _ in names]
    assert (found.start[found.document == "d39"].to_numpy() == found.start[found.document == "d00"].to_numpy()).all()


WHITE = ["\u3000", "\t", "\r\n", "\x00", "\x85", ".", ", ", '"', "“", "”", "/", "3,5", "3.", "ab.", "ab. ", "end.The", "U.S. ", "[12]", "trade[3].", "co\u00adoperation", "\ud800", "a" * 33, "a" * 40 + "b", "é" * 9]


def pages(dice, pieces, longest):
    """Documents of random pieces, some of them empty, and random sentences in them."""
    documents, lines = [], []
    for i in range(dice.randint(1, 6)):
        text = "".join(dice.choices(pieces, k=dice.randint(0, longest)))
        cuts = sorted(dice.sample(range(len(text) + 1), min(len(text) + 1, dice.randint(0, 6))))
        documents.append((f"d{i}", text))
        lines += [(f"d{i}", 1, n, "body", start, end) for n, (start, end) in enumerate(zip(cuts, cuts[1:])) if dice.random() < 0.8]
    return pd.DataFrame(documents, columns=["document", "text"]), pd.DataFrame(lines, columns=["document", "section", "sentence", "zone", "start", "end"])


def expected(documents, lines):
    """The rows of the table of words by the plain definition: each word that starts in a sentence."""
    rows = []
    for document, text in zip(documents.document, documents.text):
        if words.unspaced(text) > 0.5:
            continue
        for line in lines[lines.document == document].itertuples():
            rows += [(document, line.sentence, words.normal(text[start:end]), start, end) for start, end in slow(text) if line.start <= start < line.end]
    return rows


def test_the_table_of_words_is_that_of_the_plain_definition_on_any_texts(monkeypatch):
    """Borders of documents, batches and sentences, blanks of every script, invisible characters, pieces of all lengths: all together."""
    dice = random.Random(7)
    for _ in range(400):
        monkeypatch.setattr(words, "BATCH", dice.choice([1, 20, 60, 1_000_000]))
        documents, lines = pages(dice, LETTERS + WHITE, 25)
        found = words.split(documents, lines)
        got = list(zip(found.document.astype(object), found.sentence.tolist(), found.word.astype(object), found.start.tolist(), found.end.tolist()))
        assert got == expected(documents, lines), documents.text.tolist()


def test_frequencies_are_those_of_a_plain_loop_on_any_texts():
    dice = random.Random(8)
    for _ in range(50):
        documents, lines = pages(dice, ["coal ", "Coal, ", "rice ", "U.S. ", "a-b ", "é ", "\n"], 40)
        counted = words.split(documents, lines)
        rows = expected(documents, lines)
        found = terms.frequencies(counted, documents)
        plain = {word: (sum(row[2] == word for row in rows), len({row[0] for row in rows if row[2] == word})) for word in {row[2] for row in rows}}
        assert {row.word: (row.freq, row.docfreq) for row in found.itertuples()} == plain


def test_pieces_are_told_apart_by_their_bytes_alone():
    """Pieces that share their first 8, 16, 24 and 32 bytes, and pieces that end in a byte of nought, are different ones."""
    stems = ["abcdefgh" * n for n in range(1, 6)]
    names = sorted({stem[:-cut] + tail for stem in stems for cut in (1, 2, 7) for tail in ("x", "y", "xy", "yx")} | set(stems))
    documents = pd.DataFrame({"document": ["a"], "text": [" ".join(names * 3)]})
    assert words.split(documents, whole(documents)).word.tolist() == names * 3


def whole(documents):
    return pd.DataFrame({"document": documents.document, "section": 1, "sentence": 1, "zone": "body", "start": 0, "end": documents.text.str.len()})


def test_where_sentences_overlap_a_word_is_that_of_the_later_one():
    documents = pd.DataFrame({"document": ["a"], "text": ["One two three four"]})
    lines = pd.DataFrame({"document": "a", "section": 1, "sentence": [1, 2], "zone": "body", "start": [0, 4], "end": [18, 7]})
    found = words.split(documents, lines)
    assert list(zip(found.sentence, found.word)) == [(1, "one"), (2, "two")]


def test_nothing_has_no_words():
    for texts in ([], [""], ["", " ", "\n\n"], ["...", "\u3000\u200b"]):
        documents = pd.DataFrame({"document": [f"d{i}" for i in range(len(texts))], "text": pd.Series(texts, dtype="str")})
        found = words.split(documents, whole(documents))
        assert found.columns.tolist() == words.COLUMNS and len(found) == 0


LINES = [" ", "7", "A", "I. ", ". ", ".", "1.", "1,", "(a) ", "- ", "U.S.", ".” ", "[1] ", "\t", "A ", "Trade .... 7 ", "\u3000", "e\u0301", "中", "A\n", "1. A\n"]


@pytest.mark.parametrize("unit", LINES)
def test_the_time_to_cut_a_line_grows_as_its_length(unit, tmp_path):
    """A line eight times as long takes about eight times as long in every room, and never sixty-four times."""

    def cost(length):
        text = (unit * length)[:length]
        file = tmp_path / "a.txt"
        file.write_text(text, encoding="utf-8")
        documents = pd.DataFrame({"document": ["a"], "text": [text]})
        body = whole(documents).assign(prose=0)
        lines = sentences.split(documents, body)
        rooms = lambda: text.strip() and formats.read(file), lambda: sections.split(documents), lambda: sentences.split(documents, body), lambda: words.split(documents, lines)
        return np.array([min(seconds(room) for _ in range(2)) for room in rooms])

    short, long = cost(10_000), cost(80_000)
    assert (long <= 24 * short + 0.05).all(), (short, long)


def seconds(work):
    started = time.process_time()
    work()
    return time.process_time() - started


@pytest.mark.parametrize("unit", [" ", "7", "A", "I. ", ". "])
def test_a_line_of_a_megabyte_is_cut_without_going_back(unit):
    text = (unit * 1_000_000)[:1_000_000]
    _, parts, lines, found = tables(text)
    assert (parts.start.min(), parts.end.max()) == (0, len(text))
    assert (lines.end <= len(text)).all() and (found.end <= len(text)).all()


def test_no_word_reaches_over_two_documents():
    documents = pd.DataFrame({"document": ["a", "b"], "text": ["long-", "term"]})
    lines = pd.DataFrame({"document": ["a", "b"], "section": 1, "sentence": 1, "zone": "body", "start": 0, "end": [5, 4]})
    assert words.split(documents, lines).word.tolist() == ["long", "term"]


def test_words_outside_the_sentences_are_not_there():
    documents = pd.DataFrame({"document": ["a"], "text": ["One two three four"]})
    lines = pd.DataFrame({"document": ["a", "a"], "section": 1, "sentence": [1, 2], "zone": "body", "start": [4, 14], "end": [7, 18]})
    found = words.split(documents, lines)
    assert found.word.tolist() == ["two", "four"] and found.sentence.tolist() == [1, 2]


def test_marks_and_syllables_of_chinese_and_japanese_are_no_words_and_full_width_letters_are_letters():
    assert words.of("佐々木 met 人々 ㄅㄆ ｱｲｳ ㇰ 〱") == ["met"]
    assert words.of("ＤＰＲＫ ＵＳ ２０１７") == ["dprk", "u.s.", "2017"]


def test_a_document_in_a_script_without_blanks_has_no_words():
    documents = pd.DataFrame({"document": ["zh", "en"], "text": ["2023年中国政府工作报告，第1号", "The 2023 report of China"]})
    lines = pd.DataFrame({"document": ["zh", "en"], "section": 1, "sentence": 1, "zone": "body", "start": 0, "end": [18, 24]})
    assert words.split(documents, lines).document.unique().tolist() == ["en"]


def test_without_sentences_there_are_no_words():
    documents, _, lines, _ = tables("Coal.")
    assert len(words.split(documents, lines[:0])) == 0


def test_sentences_and_words_follow_the_documents_and_not_the_order_of_categories():
    documents = pd.DataFrame({"document": ["b", "a"], "text": ["Coal fell.", "Rice rose. Salt fell."], "language": pd.Categorical(["fr", None])})
    parts = pd.DataFrame({"document": pd.Categorical(["a", "b"]), "section": 1, "zone": "body", "prose": 0, "end": [21, 10]})
    lines = sentences.split(documents, parts)
    assert lines.text.tolist() == ["Coal fell.", "Rice rose.", "Salt fell."]
    for order in (lines, lines[::-1]):
        found = words.split(documents, order.assign(document=order.document.astype("category")))
        assert found.word.tolist() == ["coal", "fell", "rice", "rose", "salt", "fell"] and found.document.tolist() == list("bbaaaa")

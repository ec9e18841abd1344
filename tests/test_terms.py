"""Counts that can be checked on one's fingers."""

import csv
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from nltk import FreqDist
from nltk.tokenize import RegexpTokenizer

from analysis import corpus, sections, sentences, terms, words

from conftest import tables


def test_frequencies_count_uses_documents_and_words(counted, documents):
    found = terms.frequencies(counted, documents).set_index("word")
    coal = found.loc["coal"]
    assert (coal.freq, coal.docfreq, coal.documents, coal.words) == (6, 5, 6, 18)
    assert coal.per_1000 == pytest.approx(1000 * 6 / 18)
    assert found.index[0] == "coal" and found.freq.sum() == 18
    assert coal.low < coal.per_1000 < coal.high


def test_a_group_is_a_column_of_the_documents_and_missing_is_a_group(counted, documents):
    found = terms.frequencies(counted, documents, by="genre", terms=["coal", "iron"])
    assert found[["genre", "word", "freq", "docfreq", "documents", "words"]].values.tolist() == [
        ["memo", "coal", 2, 2, 3, 9],
        ["memo", "iron", 0, 0, 3, 9],
        ["note", "coal", 2, 2, 2, 6],
        ["note", "iron", 0, 0, 2, 6],
        ["not stated", "coal", 2, 1, 1, 3],
        ["not stated", "iron", 0, 0, 1, 3],
    ]
    assert set(found.interval) == {"no interval: 3 documents, at least 5 needed", "no interval: 2 documents, at least 5 needed", "no interval: 1 document, at least 5 needed"}
    assert found.low.isna().all()


def test_groups_add_up_to_the_whole(counted, documents):
    whole = terms.frequencies(counted, documents).set_index("word").freq
    for by in ("document", "genre", "date"):
        assert (terms.frequencies(counted, documents, by=by).groupby("word").freq.sum().sort_index() == whole.sort_index()).all()


def test_a_document_without_words_is_counted_among_the_documents(counted, documents):
    more = pd.concat([documents, pd.DataFrame({"document": ["z"], "text": ["..."], "genre": ["void"]})], ignore_index=True)
    assert terms.frequencies(counted, more).documents[0] == 7
    empty = terms.frequencies(counted, more, by="genre", terms="coal").set_index("genre").loc["void"]
    assert empty.words == 0 and np.isnan(empty.per_1000)


def test_only_the_body_is_counted_unless_another_zone_is_named(counted):
    page = counted.assign(zone=["body", "front", "back"] * 6)
    assert terms.frequencies(page).words[0] == 6
    assert terms.frequencies(page, zone="front").words[0] == 6
    assert terms.frequencies(page, zone=None).words[0] == 18


def test_a_column_that_is_not_there_is_named_with_those_that_are(counted, documents):
    with pytest.raises(KeyError, match="no column 'gender'.*document, date, genre"):
        terms.frequencies(counted, documents, by="gender")


def test_groups_are_one_column(counted, documents):
    with pytest.raises(TypeError, match="wanted the name of one column"):
        terms.frequencies(counted, documents, by=["genre"])


def test_words_of_other_documents_are_not_counted(counted, documents):
    memos = documents[documents.genre == "memo"]
    assert terms.frequencies(counted, memos).set_index("word").freq.coal == 2


def test_a_word_that_is_not_found_has_no_interval(counted, documents):
    found = terms.frequencies(counted, documents, terms="iron").iloc[0]
    assert (found.freq, found.interval) == (0, "no interval: none found") and np.isnan(found.low) and np.isnan(found.per_1000)


def test_a_missing_word_is_refused():
    with pytest.raises(ValueError, match="a row without document"):
        terms.frequencies(pd.DataFrame({"document": ["a", None], "word": ["coal", "ban"]}))


def test_a_table_of_ones_own_is_enough():
    found = terms.frequencies(pd.DataFrame({"document": ["a", "a", "b"], "word": ["coal", "ban", "coal"]}))
    assert found.freq.tolist() == [2, 1]
    assert len(terms.frequencies(pd.DataFrame({"document": [], "word": []}, dtype="str"))) == 0


def test_many_words_are_counted_a_thousand_at_a_time(monkeypatch, counted, documents):
    whole = terms.frequencies(counted, documents)
    monkeypatch.setattr(terms, "CHUNK", 2)
    pd.testing.assert_frame_equal(terms.frequencies(counted, documents), whole)


def test_of_many_words_only_the_most_frequent_get_an_interval(monkeypatch, counted, documents):
    """Coal is used six times and the others less often; a word that is named gets its interval all the same."""
    whole = terms.frequencies(counted, documents).set_index("word")
    monkeypatch.setattr(terms, "MANY", 3)
    monkeypatch.setattr(terms, "MOST", 1)
    some = terms.frequencies(counted, documents).set_index("word")
    assert (some.low.coal, some.high.coal) == (whole.low.coal, whole.high.coal) and some.low.drop("coal").isna().all()
    assert set(some.interval.drop("coal")) == {"no interval: one of more than 3 words, name it as a term"}
    assert some.drop(columns=["low", "high", "interval"]).equals(whole.drop(columns=["low", "high", "interval"]))
    named = terms.frequencies(counted, documents, terms=["is", "sold", "cheap", "rice"]).set_index("word")
    assert named.low["is"] == whole.low["is"] and named.low.notna().all()


def test_a_phrase_is_found_over_a_line_break_but_not_over_a_full_stop():
    text = "All the coal that was ever counted on its way out of North\nKorea was sold. They looked north. Korea was quiet, said North\nKorea’s press, and the coal was gone."
    documents, _, _, found = tables(text)
    lines = terms.kwic(found, documents, "North Korea", width=12)
    assert lines.quote.tolist() == ["North\nKorea", "North\nKorea’s"]
    assert lines.left.tolist() == [" way out of ", "quiet, said "]
    assert [text[r.start : r.end] for r in lines.itertuples()] == lines.quote.tolist()


def test_contexts_do_not_cut_words():
    documents, _, _, found = tables("The ministers counted coal, and nobody afterwards remembered why they did so at all.")
    line = terms.kwic(found, documents, "coal", width=12).iloc[0]
    assert (line.left, line.right) == (" counted ", ", and nobody")
    assert terms.kwic(found, documents, "coal", width=4).left[0] == " "
    documents, _, _, found = tables("Each spring the old ministers counted\ncoal\nand nobody afterwards remembered why they did so at all.")
    line = terms.kwic(found, documents, "coal", width=12).iloc[0]
    assert (line.left, line.right) == (" counted ", " and nobody ")


def test_overlapping_uses_are_all_found():
    *_, found = tables("Coal coal coal is what they say in every port of the coast, all year.")
    assert len(terms.occurrences(found, "coal coal")) == 2
    assert len(terms.occurrences(found, ["coal", "Coal"])) == 3


def test_a_term_without_a_word_in_it_is_refused(counted, documents):
    for count in (terms.occurrences, lambda words, term: terms.frequencies(words, documents, terms=term)):
        with pytest.raises(ValueError, match="found no word in the term '–'"):
            count(counted, ["coal", "–"])
    assert len(terms.occurrences(counted, "no such phrase here at all")) == 0


def test_compound_names_are_one_term_and_leave_the_rate_of_others_alone():
    text = "The United Nations Security Council met; the Council and the United Nations of North Korea agreed to meet again soon."
    documents, _, _, found = tables(text)
    joined = terms.compound(found, ["United Nations", "Security Council", "United Nations Security Council", "North Korea"])
    before, after = (terms.frequencies(table, documents).set_index("word") for table in (found, joined))
    assert {"united nations security council", "united nations", "north korea"} < set(after.index)
    assert after.freq.get("council") == 1 and "security council" not in after.index and "" not in after.index
    assert (after.words == len(found)).all() and before.per_1000["met"] == after.per_1000["met"]
    assert terms.kwic(joined, documents, ["north korea", "council"]).quote.tolist() == ["Council", "North Korea"]


def test_phrases_are_found_over_names_made_one_but_do_not_cut_them():
    *_, found = tables("North Korean coal left North Korea by rail, and the trade of North Korea with China–North Korea desks fell again.")
    joined = terms.compound(found, ["North Korea", "North Korean"])
    for phrase, uses in (("north korean coal", 1), ("china north korea", 1), ("of North Korea", 1), ("korea by", 0), ("of north", 0), ("north", 0), ("north korea", 3)):
        assert len(terms.occurrences(joined, phrase)) == uses, phrase


def test_overlapping_names_are_joined_from_the_left():
    table = pd.DataFrame({"document": "a", "word": list("aaaa")})
    assert terms.compound(table, "a a").word.tolist() == ["a a", "", "a a", ""]


def test_stop_words_are_sorted_unique_and_in_their_normal_form():
    with (Path(terms.__file__).parent / "stopwords.csv").open(encoding="utf-8", newline="") as file:
        listed = [row["word"] for row in csv.DictReader(file)]
    assert listed == sorted(set(listed))
    assert all(words.of(word) == [word] for word in listed)


def test_counts_are_those_of_nltk_and_of_a_plain_loop_where_words_are_plain():
    """On text of small ASCII letters every definition of a word is the same: so must be the counts."""
    documents = corpus.read()
    documents = documents.assign(text=[re.sub(r"[^a-z\n]+", " ", text.lower()) for text in documents.text])
    whole = pd.DataFrame({"document": documents.document, "section": 1, "sentence": 1, "zone": "body", "start": 0, "end": documents.text.str.len()})
    found = terms.frequencies(words.split(documents, whole), documents).set_index("word")
    tokens = [RegexpTokenizer("[a-z]+").tokenize(text) for text in documents.text]
    assert found.freq.to_dict() == dict(FreqDist(token for text in tokens for token in text))
    assert found.docfreq.to_dict() == dict(Counter(token for text in tokens for token in set(text)))


def test_the_corpus_names_stand_where_a_careful_reader_counts_them():
    """Counted by hand in D15, a page with a contents list that names North Korea as often as its argument does."""
    documents = corpus.read().query("document == 'D15'").reset_index(drop=True)
    found = words.split(documents, sentences.split(documents, sections.split(documents)))
    by_zone = terms.occurrences(found, "North Korea", zone=None).zone.astype("str").value_counts()
    assert by_zone.to_dict() == {"body": 3, "contents": 3, "front": 1}
    assert documents.text[0].count("North Korea") - documents.text[0].count("North Korean") == 3 + 3 + 1

"""A number in a sentence has its places behind it, or the sentence is not made."""

import json
import math
import time

import pandas as pd
import pytest

from analysis import citations, findings, inference, sections, terms


@pytest.fixture
def places(counted, documents):
    return findings.evidence(terms.occurrences(counted, "coal"), documents, sections.split(documents))


@pytest.fixture
def sizes(counted):
    return counted.document.value_counts()


def test_a_finding_works_out_its_number_and_registers_it(figures_here, documents, places, sizes):
    entry = findings.state("coal-uses", "Coal: {numerator} of {denominator} words, {value:.1%} ({interval}).", "share of words", documents, places, sizes)
    assert entry["sentence"].startswith("Coal: 6 of 18 words, 33.3% (95% interval ")
    assert repr(entry) == f"{entry['sentence']} [coal-uses, digest {entry['digest']}]" and entry["digest"] in entry._repr_html_()
    assert json.loads((figures_here / "register.json").read_text(encoding="utf-8")) == [entry]
    card = json.loads((figures_here / "coal-uses.json").read_text(encoding="utf-8"))
    assert card == entry | {"citation": citations.citation(entry)} and r"33.3\%" in card["citation"]["bibtex"]
    assert entry["printed"][:3] == ["33%", "33 per cent", "33 percent"] and "one third" in entry["printed"]
    assert {"value", "unit", "numerator", "denominator", "low", "high", "method", "printed", "notebook"} <= set(entry)
    assert pd.read_csv(figures_here / "coal-uses.evidence.csv").freq.sum() == 6


def test_what_was_resampled_is_written_beside_the_number(figures_here, documents, places, sizes):
    entry = findings.state("coal-uses", "{value}", "per 1,000 words", documents, places, sizes, per=1000)
    table = pd.read_csv(figures_here / "coal-uses.csv")
    assert table[["freq", "size"]].sum().tolist() == [6, 18] and len(table) == 6
    low, high = inference.interval(table.freq, table["size"], per=1000)
    assert (entry["low"], entry["high"]) == (pytest.approx(low, rel=1e-5), pytest.approx(high, rel=1e-5))


def test_a_finding_without_an_interval_says_why(figures_here, documents, places, sizes):
    few = places[places.document == "a"]
    entry = findings.state("coal-uses", "{value:.2f} ({interval})", "share of words", documents, few, sizes[["a"]])
    assert entry["sentence"] == "0.33 (no interval: 1 document, at least 5 needed)" and entry["low"] is None
    assert "about single documents" in findings.state("coal-top", "{value:.2f} ({interval})", "share of uses", documents, few, sizes, resample=False)["sentence"]


def test_a_place_in_a_document_without_a_size_is_refused(figures_here, documents, places, sizes):
    with pytest.raises(ValueError, match="coal-uses: found places in 'a', which has no size"):
        findings.state("coal-uses", "{numerator}", "uses", documents, places, sizes.drop("a"))
    assert not figures_here.exists()


def test_a_place_in_a_document_without_a_word_is_refused(figures_here, documents, places, sizes):
    with pytest.raises(ValueError, match="coal-uses: found places in 'a', which has no size"):
        findings.state("coal-uses", "{numerator}", "uses", documents, places, sizes.where(sizes.index != "a", 0))
    assert not figures_here.exists()


def test_the_interval_counts_the_documents_that_have_a_size(figures_here, documents, places, sizes):
    entry = findings.state("coal-uses", "{interval}", "share of words", documents, places[places.document != "a"], sizes.where(sizes.index != "a", 0))
    assert entry["sentence"].endswith("from 5 documents")


def test_the_interval_of_what_is_not_all_does_not_reach_all():
    assert findings._interval(0.98, 0.9999, "share of words", "", 6) == "95% interval 98.0% to 99.99%, from 6 documents"


def test_documents_that_were_left_out_have_no_row_of_nothing(figures_here, documents, places, sizes):
    entry = findings.state("coal-uses", "{value}", "share of words", documents, places, pd.concat([sizes, pd.Series({"zh": 0})]))
    rows = pd.read_csv(figures_here / "coal-uses.csv")
    assert len(rows) == entry["documents"] == 6 and "zh" not in set(rows.document)


def test_lines_are_found_as_fast_in_a_long_document(documents):
    text, number = "Coal is sold.\n" * 60_000, 60_000
    long = pd.DataFrame({"document": ["z"], "text": [text]})
    parts = pd.DataFrame({"document": ["z"], "section": [1], "path": [""]})
    place = pd.DataFrame({"document": "z", "section": 1, "start": range(0, 14 * number, 14), "end": range(4, 14 * number + 4, 14)})
    clock = time.process_time()
    assert findings.evidence(place, long, parts).line.tolist() == list(range(1, number + 1))
    assert time.process_time() - clock < 5  # a count from the top for each place takes fifteen


def test_a_typed_number_is_not_stated(figures_here, documents, places, sizes):
    with pytest.raises(ValueError, match="a number is not typed"):
        findings.state("coal-uses", "Coal is named 6 times.", "uses", documents, places, sizes)


def test_evidence_quotes_no_more_than_it_needs(documents):
    text = "Coal " * 200
    long = pd.DataFrame({"document": ["z"], "text": [text]})
    place = pd.DataFrame({"document": ["z"], "section": [1], "start": [0], "end": [len(text)], "freq": [200]})
    row = findings.evidence(place, long, sections.split(long)).iloc[0]
    assert row.quote == "Coal " * 15 + "Coal" and text[row.start : row.end] == row.quote and len(row.context) <= 300 and row.freq == 200


def test_what_stands_around_a_place_begins_and_ends_with_whole_words(documents):
    text = "A title\n\n" + "Provisions under review " * 8 + "name coal " + "and provide otherwise " * 9 + "here.\n\nMore coal."
    start, last = text.index("coal"), text.rindex("coal")
    around, end = findings._around(text, start, start + 4), findings._around(text, last, last + 4)
    assert " name coal and " in around and 180 < len(around) <= 204 and set(around.split()) <= set(text.split())
    assert end == "More coal." and findings._around(text, 2, 7) == "A title"


def test_evidence_names_the_section(documents):
    text = "On Coal\n\nCoal is sold in every port that we know of today.\n\n1. Trade\n\n1.1 Rail\n\nCoal goes by rail, and has done so for a long time."
    long = pd.DataFrame({"document": ["z"], "text": [text]})
    place = pd.DataFrame({"document": ["z"], "section": [4], "start": [text.rindex("Coal")], "end": [text.rindex("Coal") + 4]})
    row = findings.evidence(place, long, sections.split(long)).iloc[0]
    assert (row.path, row.line, row.quote, row.freq) == ("1 Trade > 1.1 Rail", 9, "Coal", 1)


def test_a_missing_value_is_printed_as_nothing():
    assert citations.printed(math.nan, "uses") == citations.printed(None, "share of words") == citations.printed(math.inf, "uses") == []


@pytest.mark.parametrize("value, unit, wanted", [(0.995, "share of words", "99.5%"), (0.9996, "share of words", "99.96%"), (0.0996, "share of words", "10%"), (0.0994, "share of words", "9.9%"), (1.0, "share of words", "100%"), (0.0, "share of words", "0%"), (0.0, "uses", "0"), (99.96, "uses", "100.0"), (123.4, "uses", "123")])
def test_the_usual_string_is_rounded_once(value, unit, wanted):
    assert citations.printed(value, unit)[0] == wanted


@pytest.mark.parametrize("value, said", [(0.25, "one quarter"), (0.247, "one in four"), (0.238, "about one in four"), (0.67, "two thirds"), (0.9, "nine in ten"), (0.51, "about half")])
def test_a_share_is_said_in_words_where_it_is_that_fraction(value, said):
    assert said in citations.printed(value, "share of words")


@pytest.mark.parametrize("value, said", [(0.22, "about one in four"), (0.238, "one quarter"), (0.45, "about half"), (0.02, "about one in ten")])
def test_and_not_where_it_is_not(value, said):
    assert said not in citations.printed(value, "share of words")


def test_the_marks_of_a_reviewer_survive_in_the_evidence_of_a_number(figures_here, documents, places, sizes):
    findings.state("coal-uses", "{numerator}", "uses", documents, places, sizes)
    path = figures_here / "coal-uses.evidence.csv"
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    table.loc[5, ["checked_by", "checked_on"]] = ["E. R.", "2026-11-22"]
    table.to_csv(path, index=False)
    findings.state("coal-uses", "{numerator}", "uses", documents, places, sizes)
    assert pd.read_csv(path, keep_default_na=False).checked_by.tolist() == [""] * 5 + ["E. R."]
    assert "not counted any more: 1, see coal-uses.gone.csv" in repr(findings.state("coal-uses", "{numerator}", "uses", documents, places[:5], sizes))


def test_the_order_of_the_sizes_does_not_move_the_interval(figures_here, documents, places):
    uneven = places.assign(freq=[1, 1, 9, 1, 1, 1][: len(places)])
    sizes = pd.Series([3, 30, 3, 23, 13, 9], list("abcdef"))
    ways = [findings.state("coal-uses", "{value} ({interval})", "share of words", documents, uneven, some) for some in (sizes, sizes[::-1])]
    assert ways[0]["low"] == ways[1]["low"] and ways[0]["digest"] == ways[1]["digest"]


def test_where_nothing_or_all_was_found_the_sentence_has_no_interval(figures_here, documents, places, sizes):
    none = findings.state("coal-none", "{numerator} of {denominator} ({value:.0%}; {interval})", "share of words", documents, places[:0], sizes)
    assert none["sentence"] == "0 of 18 (0%; no interval: none found)" and none["low"] is None and none["method"] == "no interval: none found"
    every = findings.state("coal-all", "{value:.0%} ({interval})", "share of uses", documents, places, places.document.value_counts())
    assert every["sentence"] == "100% (no interval: the same in every document)" and every["high"] is None


def test_words_of_a_text_may_hold_braces(figures_here, documents, places, sizes):
    sentence = "{numerator} uses stand in “{where}”."
    entry = findings.state("coal-uses", sentence, "uses", documents, places, sizes, words={"where": "The {draft} at {0:"})
    assert entry["sentence"] == "6 uses stand in “The {draft} at {0:”." and "where" not in entry
    assert entry["digest"] == findings.state("coal-uses", "{numerator}", "uses", documents, places, sizes)["digest"]


def test_nothing_to_divide_by_is_said_in_words(figures_here, documents, places, sizes):
    entry = findings.state("coal-none", "{value:.0%} of {denominator}", "share of hedges", documents, places[:0], sizes[:0])
    assert entry["sentence"] == "Nothing to divide by: no hedges in these documents." and entry["printed"] == []


@pytest.mark.parametrize(
    "value, unit, strings",
    [
        (0.0004, "share of words", ["0.04%", "0.04 per cent", "0.04 percent"]),
        (0.001, "share of words", ["0.1%", "0.1 per cent", "0.1 percent"]),
        (0.004, "per 1,000 words", ["0.004"]),
        (0.00002, "per 1,000 words", ["0.00002"]),
        (-0.04, "log ratio", ["−0.04", "-0.04"]),
        (0.9996, "share of words", ["99.96%", "99.96 per cent", "99.96 percent"]),
        (0.9951, "share of words", ["99.5%", "99.5 per cent", "99.5 percent"]),
        (0.0, "share of words", ["0%", "0 per cent", "0 percent", "0.0%", "0.0 per cent", "0.0 percent", "0.00"]),
    ],
)
def test_what_is_not_nought_is_not_printed_as_nought_nor_as_all_what_is_not_all(value, unit, strings):
    assert citations.printed(value, unit) == strings

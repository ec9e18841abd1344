"""A number in a sentence has its places behind it, or the sentence is not made."""

import json
import math

import pandas as pd
import pytest

from analysis import findings, inference, sections, terms


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
    assert json.loads((figures_here / "register.json").read_text(encoding="utf-8")) == [entry] == [json.loads((figures_here / "coal-uses.json").read_text(encoding="utf-8"))]
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


def test_a_typed_number_is_not_stated(figures_here, documents, places, sizes):
    with pytest.raises(ValueError, match="a number is not typed"):
        findings.state("coal-uses", "Coal is named 6 times.", "uses", documents, places, sizes)


def test_evidence_quotes_no_more_than_it_needs(documents):
    text = "Coal " * 200
    long = pd.DataFrame({"document": ["z"], "text": [text]})
    place = pd.DataFrame({"document": ["z"], "section": [1], "start": [0], "end": [len(text)], "freq": [200]})
    row = findings.evidence(place, long, sections.split(long)).iloc[0]
    assert row.quote == "Coal " * 15 + "Coal" and text[row.start : row.end] == row.quote and len(row.context) <= 300 and row.freq == 200


def test_evidence_names_the_section(documents):
    text = "On Coal\n\nCoal is sold in every port that we know of today.\n\n1. Trade\n\n1.1 Rail\n\nCoal goes by rail, and has done so for a long time."
    long = pd.DataFrame({"document": ["z"], "text": [text]})
    place = pd.DataFrame({"document": ["z"], "section": [4], "start": [text.rindex("Coal")], "end": [text.rindex("Coal") + 4]})
    row = findings.evidence(place, long, sections.split(long)).iloc[0]
    assert (row.path, row.line, row.quote, row.freq) == ("1 Trade > 1.1 Rail", 9, "Coal", 1)


def test_a_missing_value_is_printed_as_nothing():
    assert findings.printed(math.nan, "uses") == []

"""A number in a sentence has its places behind it, or the sentence is not made."""

import json
import math

import pandas as pd
import pytest

from analysis import findings, sections, terms


@pytest.fixture
def places(counted, documents):
    return findings.evidence(terms.occurrences(counted, "coal"), documents, sections.split(documents))


def test_a_finding_says_its_number_and_registers_it(figures_here, documents, places):
    entry = findings.state("coal-uses", "Coal: {numerator} of {denominator} words, {value:.1%} ({interval}).", 6 / 18, "share of words", documents, places, 6, 18, 0.1, 0.5)
    assert repr(entry) == "Coal: 6 of 18 words, 33.3% (95 % interval 10.0% to 50.0%). [coal-uses]"
    assert json.loads((figures_here / "register.json").read_text(encoding="utf-8")) == [entry]
    assert {"value", "unit", "numerator", "denominator", "low", "high", "method", "printed", "digest", "notebook"} <= set(entry)
    assert pd.read_csv(figures_here / "coal-uses.evidence.csv").freq.sum() == 6
    assert "Coal: 6 of 18" in entry._repr_html_()


def test_a_finding_without_an_interval_says_why(figures_here, documents, places):
    entry = findings.state("coal-uses", "{value} ({interval})", 6, "uses", documents, places, 6, method="no interval: 1 document, at least 5 needed")
    assert entry["sentence"] == "6 (no interval: 1 document, at least 5 needed)" and entry["low"] is None


def test_a_number_that_its_places_do_not_add_up_to_is_not_stated(figures_here, documents, places):
    with pytest.raises(ValueError, match="the evidence has 6 places, the number 7"):
        findings.state("coal-uses", "{numerator}", 7, "uses", documents, places, 7)
    assert not figures_here.exists()


def test_a_typed_number_is_not_stated(figures_here, documents, places):
    with pytest.raises(ValueError, match="a number is not typed"):
        findings.state("coal-uses", "Coal is named 6 times.", 6, "uses", documents, places, 6)


def test_evidence_quotes_no_more_than_it_needs(documents):
    text = "Coal " * 200
    long = pd.DataFrame({"document": ["z"], "text": [text]})
    place = pd.DataFrame({"document": ["z"], "section": [1], "start": [0], "end": [len(text)], "freq": [200]})
    row = findings.evidence(place, long, sections.split(long)).iloc[0]
    assert len(row.quote) == 80 and text[row.start : row.end] == row.quote and len(row.context) <= 300 and row.freq == 200


def test_evidence_names_the_section(documents):
    text = "On Coal\n\nCoal is sold in every port that we know of today.\n\n1. Trade\n\n1.1 Rail\n\nCoal goes by rail, and has done so for a long time."
    long = pd.DataFrame({"document": ["z"], "text": [text]})
    place = pd.DataFrame({"document": ["z"], "section": [4], "start": [text.rindex("Coal")], "end": [text.rindex("Coal") + 4]})
    row = findings.evidence(place, long, sections.split(long)).iloc[0]
    assert (row.path, row.quote, row.freq) == ("1 Trade > 1.1 Rail", "Coal", 1)


def test_a_missing_value_is_printed_as_nothing():
    assert findings.printed(math.nan, "uses") == []

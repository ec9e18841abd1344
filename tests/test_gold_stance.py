"""The labels of stance, recommendations and attributions: they stand in the texts where they say, and keep the rules of corpus/README.md."""

import pandas as pd
import pytest
from benchmarks import gold

from analysis import corpus

CUES = ["document", "start", "end", "quote", "stance", "status", "voice", "holder", "note"]
RECOMMENDATIONS = ["document", "start", "end", "condition", "action", "addressee", "force", "kind", "note"]
ATTRIBUTIONS = ["document", "start", "end", "source", "verb", "claim", "voice", "distance", "note"]
COLUMNS = {"cues": CUES, "recommendations": RECOMMENDATIONS, "attributions": ATTRIBUTIONS}
VALUES = {
    "stance": set(gold.STANCES),
    "status": {"core", "optional", "negative"},
    "voice": {"author", "reported", "institution"},
    "force": {"must", "should", "consider"},
    "kind": {"advice", "law"},
    "distance": {"endorsing", "neutral", "distancing"},
}
TABLES = [f"{folder}{name}{k}" for name in COLUMNS for folder, k in (("", ""), ("passes/", "-1"), ("passes/", "-2"))]


@pytest.fixture(scope="module")
def texts():
    return corpus.read().set_index("document").text


def read(table):
    return pd.read_csv(corpus.HOME / "gold" / f"{table}.csv", keep_default_na=False)


def overlap(row, rows):
    return rows[(rows.document == row.document) & (rows.start < row.end) & (row.start < rows.end)]


def columns_of(table):
    return COLUMNS[table.removeprefix("passes/").split("-")[0]]


def wrong(rows, texts):
    """The rows whose words do not stand where the row says, and the values that no label may have."""
    found = [row for row in rows.itertuples() if not 0 <= row.start < row.end <= len(texts[row.document])]
    if "quote" in rows:
        found += [row for row in rows.itertuples() if texts[row.document][row.start : row.end] != row.quote]
    for column in set(rows) & {"condition", "action", "verb", "claim"}:
        found += [row for row in rows.itertuples() if getattr(row, column) not in texts[row.document][row.start : row.end]]
    return found + [(column, value) for column in set(rows) & set(VALUES) for value in set(rows[column]) - VALUES[column]]


@pytest.mark.parametrize("table", TABLES)
def test_every_row_stands_where_it_says(table, texts):
    rows = read(table)
    assert list(rows) == columns_of(table)
    assert len(rows) and set(rows.document) <= set(texts.index)
    assert wrong(rows, texts) == []


def test_whoever_is_named_is_named_in_the_same_sentence(texts):
    for table, column in (("recommendations", "addressee"), ("attributions", "source")):
        for row in read(table).itertuples():
            assert getattr(row, column) in texts[row.document][row.start : row.end], row


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_sorted_and_none_is_there_twice(table):
    rows = read(table)
    by = ["document", "start", "end"] + (["stance"] if "quote" in rows else [])
    assert rows[by].values.tolist() == rows.sort_values(by)[by].values.tolist()
    assert not rows.duplicated([*by, *({"action", "source", "verb", "claim"} & set(rows))]).any()


def test_a_wrong_row_is_seen(texts):
    row = {"document": "D01", "start": 0, "end": 10, "quote": "Resolution", "stance": "hedge", "status": "core", "voice": "author", "holder": "", "note": ""}
    assert wrong(pd.DataFrame([row]), texts) == []
    assert len(wrong(pd.DataFrame([row | {"start": 1}]), texts)) == 1
    assert len(wrong(pd.DataFrame([row | {"end": 10**6}]), texts)) == 2
    assert wrong(pd.DataFrame([row | {"voice": "nobody"}]), texts) == [("voice", "nobody")]


def test_every_digest_is_labelled_and_a_look_alike_has_its_reason(texts):
    rows = read("cues")
    assert set(rows.document) == set(texts.index)
    assert (rows[rows.status == "negative"].note != "").all()
    assert (rows[rows.status == "negative"].holder == "").all()
    assert set(rows.stance) == VALUES["stance"]
    assert set(rows[rows.status == "core"].stance) == VALUES["stance"]


def test_only_prose_of_the_body_carries_cues():
    rows, zones, headings = read("cues"), read("zones"), read("sections")
    real = rows[rows.status != "negative"]
    assert all(overlap(row, zones).zone.tolist() == ["body"] for row in real.itertuples())
    assert not any(len(overlap(row, headings)) for row in real.itertuples())


def test_a_core_cue_was_marked_by_both_readers():
    rows, passes = read("cues"), [read(f"passes/cues-{k}") for k in (1, 2)]
    for row in rows[rows.status == "core"].itertuples():
        marks = [overlap(row, one[(one.stance == row.stance) & (one.status != "negative")]) for one in passes]
        assert all(len(mark) for mark in marks) or "oversight" in row.note, row


def test_the_rules_for_if_then_for_inverted_should_and_for_the_text_itself():
    rows = read("cues")
    assert (rows[rows.quote.str.lower() == "then"].status == "optional").all()
    inverted = rows[(rows.stance == "conditional") & (rows.quote.str.lower() == "should")]
    assert len(inverted) == 4 and (inverted.status == "core").all()
    for row in inverted.itertuples():
        beside = rows[(rows.document == row.document) & (rows.start == row.start) & (rows.stance == "obligation")]
        assert beside.status.tolist() == ["negative"], row
    itself = rows[(rows.stance == "self_mention") & rows.quote.str.lower().str.startswith("this ")]
    assert len(itself) >= 7 and (itself.status == "core").all() and (itself.voice == "author").all()
    law = rows[rows.quote == "may not"]
    assert set(zip(law.stance, law.status)) == {("hedge", "negative"), ("obligation", "optional")}


def test_a_recommendation_stands_beside_its_cue():
    cues = read("cues")
    cues = cues[(cues.stance == "obligation") & (cues.status != "negative")]
    rows = read("recommendations")
    assert all(len(overlap(row, cues)) for row in rows.itertuples())
    assert (rows[rows.kind == "law"].condition == "").all()


def test_an_attribution_has_its_verb_among_the_cues(texts):
    cues = read("cues")
    cues = cues[(cues.stance == "attribution") & (cues.status != "negative")]
    for row in gold.located(read("attributions"), "verb", texts).itertuples():
        assert len(overlap(row, cues)), row


def test_the_readme_gives_the_agreement_of_the_passes():
    page = (corpus.HOME / "README.md").read_text(encoding="utf-8")
    for table in gold.tables():
        assert table in page, table

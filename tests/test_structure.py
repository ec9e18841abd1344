"""How documents are built: the tree, its lengths, and two trees side by side."""

import pandas as pd
import pytest

from analysis import corpus, sections, sentences, words

LONG = "The council adopted a new resolution in March and the ministers agreed to report on trade within ninety days."


def document(*headings):
    """A document of these headings, each over a paragraph."""
    return "A Title\n\n" + LONG + "\n\n" + "\n\n".join(f"{heading}\n\n{LONG}" for heading in headings)


@pytest.fixture
def parts():
    texts = {"a": document("1 Trade", "1.1 Coal at sea", "1.2 Rail", "2 Recommendations"), "b": document("1 Trade in coal", "2 Recommendations", "3 Rail"), "c": document()}
    return sections.split(pd.DataFrame({"document": list(texts), "text": list(texts.values())}))


def test_an_outline_is_a_table_and_a_text(parts):
    found = sections.outline(parts)
    assert "\n".join(found.tree[found.document == "a"]) == "1 Trade\n  1.1 Coal at sea\n  1.2 Rail\n2 Recommendations"
    assert found.level.tolist()[:4] == [1, 2, 2, 1] and set(found.level_source) == {"number"} and set(found.level_confidence) == {"high"}
    assert "c" not in set(found.document)


def test_a_profile_adds_up_to_the_document(parts):
    documents = corpus.read()
    every = sections.split(documents)
    page = words.split(documents, sentences.split(documents, every))
    found = sections.profile(every, page)
    assert found.words.sum() == len(page) and found.groupby("document").share.sum().round(9).eq(1).all()
    assert found.groupby("zone").words.sum()["body"] == (page.zone == "body").sum()
    assert found.columns.tolist() == ["document", "section", "zone", "path", "sentences", "words", "share"]


def test_headings_are_aligned_by_their_words_and_then_their_place(parts):
    found = sections.align(parts, "a", "b")
    pairs = found.dropna(subset=["first", "second"])[["first", "second"]].values.tolist()
    assert pairs == [["Trade", "Trade in coal"], ["Rail", "Rail"], ["Recommendations", "Recommendations"]]
    assert found[found.second.isna()]["first"].tolist() == ["Coal at sea"] and found.likeness.max() == 100


def test_of_headings_that_are_alike_the_nearest_are_partners():
    texts = {"a": document("1 Means", "2 Trade"), "b": document("1 Trade", "2 Means", "3 Rail", "4 Trade")}
    found = sections.align(sections.split(pd.DataFrame({"document": list(texts), "text": list(texts.values())})), "a", "b")
    trade = found[found["first"] == "Trade"].iloc[0]  # the second third of a; the first and the last quarter of b
    assert abs(trade.position_first - trade.position_second) < 0.2


def test_the_tree_distance_is_of_the_pairs_that_share_most(parts):
    found = sections.compare(parts, most=1)
    assert found[["first", "second"]].values.tolist()[0] == ["a", "b"] and found.tree_distance.notna().tolist() == [True, False, False]


def test_documents_are_compared_in_pairs(parts):
    found = sections.compare(parts).set_index(["first", "second"])
    pair = found.loc[("a", "b")]
    assert (pair.headings_first, pair.headings_second, pair.shared) == (4, 3, 3)
    assert pair.in_order == 0.5  # trade, rail, recommendations against trade, recommendations, rail
    assert pair.tree_distance == 4  # coal at sea goes, rail moves up (one out, one in), trade is renamed
    assert found.loc[("a", "c")].tree_distance == 4 and pd.isna(found.loc[("a", "c")].in_order)


def test_a_document_alone_is_compared_with_nothing(parts):
    assert len(sections.compare(parts[parts.document == "a"])) == 0

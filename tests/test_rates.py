"""How often stance is shown, how well that agrees with readers, and what a reviewer decided: on hits that can be counted by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis import corpus, stance
from analysis.formats import BadInput

PLACE = ["document", "section", "sentence", "zone"]


def hit(document, sentence, start, stance_of, voice="author", counted=True, cue="may", zone="body"):
    return (document, 1, sentence, zone, start, start + 3, "may", cue, stance_of, 2, voice, "", counted, "")


@pytest.fixture
def hits():
    """Two hedges and a booster in a, one hedge in b, a look-alike in b, a hedge outside the body in a."""
    rows = [
        hit("a", 1, 0, "hedge"),
        hit("a", 1, 10, "hedge", "reported", cue="might"),
        hit("a", 2, 30, "booster"),
        hit("a", 3, 60, "hedge", zone="back"),
        hit("b", 1, 0, "hedge"),
        hit("b", 2, 20, "hedge", counted=False),
    ]
    return pd.DataFrame(rows, columns=stance.COLUMNS)


@pytest.fixture
def words():
    """Ten words in each document: two sentences of five in each."""
    rows = [(document, 1, sentence, "body", "w", 0, 1) for document in "ab" for sentence in (1, 2) for _ in range(5)]
    return pd.DataFrame(rows, columns=[*PLACE, "word", "start", "end"])


@pytest.fixture
def documents():
    return pd.DataFrame({"document": ["a", "b"], "genre": ["memo", None], "period": ["early", "late"]})


def row(table, **key):
    for name, value in key.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_rates_count_body_hits_over_body_words(hits, words):
    hedge = row(stance.rates(hits, words), stance="hedge")
    assert (hedge.freq, hedge.docfreq, hedge.documents, hedge.words, hedge.per_1000) == (3, 2, 2, 20, 150)
    assert (hedge.sentences, hedge.share) == (2, 0.5) and np.isnan(hedge.low) and hedge.interval == "no interval: 2 documents, at least 5 needed"
    assert list(stance.rates(hits, words).stance) == ["hedge", "booster", "attitude", "obligation", "conditional", "attribution", "concession", "self_mention"]


def test_rates_by_a_column_of_the_documents_and_what_states_none(hits, words, documents):
    table = stance.rates(hits, words, "genre", documents)
    assert row(table, genre="memo", stance="hedge").per_1000 == 200 and row(table, genre="not stated", stance="hedge").per_1000 == 100
    assert row(stance.rates(hits, words, "document"), document="b", stance="hedge").freq == 1


def test_voices_divide_the_hits_and_not_the_words(hits, words):
    table = stance.rates(hits, words, "voice")
    assert row(table, voice="author", stance="hedge").per_1000 == 100 and row(table, voice="reported", stance="hedge").per_1000 == 50
    assert table[table.stance == "hedge"].per_1000.sum() == 150


def test_stance_by_section_and_voice_in_one_table(hits, words):
    sections = pd.DataFrame({"document": ["a", "b"], "section": [1, 1], "path": ["Trade", "Rice"]})
    table = stance.rates(hits, words, ["path", "voice"], sections=sections)
    assert row(table, path="Trade", voice="reported", stance="hedge").per_1000 == 100
    with pytest.raises(KeyError, match="found no column 'colour'"):
        stance.rates(hits, words, "colour", sections=sections)


def test_a_column_of_the_documents_is_no_column_of_the_hits(hits, words, documents):
    table = stance.rates(hits, words, "strength", documents.assign(strength=["high", "low"]))
    assert row(table, strength="high", stance="hedge").freq == 2 and row(table, strength="low", stance="hedge").freq == 1
    table = stance.rates(hits, words, "holder", documents.assign(holder=["one", ""]))
    assert row(table, holder="one", stance="hedge").freq == 2 and row(table, holder="not stated", stance="hedge").freq == 1
    assert row(stance.rates(hits, words, "zone", zone=None), zone="body", stance="hedge").freq == 3


@pytest.mark.parametrize("name", ["words", "freq", "low", "stance"])
def test_a_column_named_as_one_of_the_result_does_not_divide_it(hits, words, documents, name):
    named = documents.assign(**{name: "x"})
    with pytest.raises(BadInput, match=f"found the column '{name}' to divide by, which the result has itself: give it another name"):
        stance.rates(hits, words, name, named)


def test_a_stance_never_shown_has_no_interval_and_says_so(words):
    many = pd.concat([words[words.document == "a"].assign(document=name) for name in "abcde"])
    rows = pd.DataFrame([hit(name, sentence, 10 * sentence, "hedge") for name in "abcde" for sentence in (1, 2)], columns=stance.COLUMNS)
    table = stance.rates(rows, many)
    booster, hedge = row(table, stance="booster"), row(table, stance="hedge")
    assert booster[["low", "high", "share_low", "share_high"]].isna().all() and booster.interval == "no interval: none found"
    assert hedge[["low", "high", "share_low", "share_high"]].isna().all() and hedge.share == 1 and hedge.interval == "no interval: the same in every document"


def test_an_interval_where_there_are_five_documents(words):
    many = pd.concat([words[words.document == "a"].assign(document=name) for name in "abcde"])
    rows = pd.DataFrame([hit(name, 1, 10 * i, "hedge") for name, n in zip("abcde", (2, 4, 3, 5, 6)) for i in range(n)], columns=stance.COLUMNS)
    hedge = row(stance.rates(rows, many), stance="hedge")
    assert (hedge.low, hedge.per_1000, hedge.high) == (280, 400, 520)  # the example of inference.interval, times a hundred


def test_the_gap_without_each_cue(hits, words, documents):
    table = stance.without_each_cue(hits, words, documents, "period", ["early", "late"])
    assert table.gap.tolist() == [100, 100]  # 2 of 10 against 1 of 10 words
    assert dict(zip(table.cue, table.without)) == {"might": 0, "may": 100}
    assert dict(zip(table.cue, table.change)) == {"might": -100, "may": 0} and (table.without - table.gap == table.change).all()


def test_a_group_that_is_not_there_is_refused_with_the_nearest(hits, words, documents):
    with pytest.raises(BadInput, match="found no document with the period 'erly', wanted one of 2: did you mean early?"):
        stance.without_each_cue(hits, words, documents, "period", ["erly", "late"])
    unread = pd.concat([documents, pd.DataFrame({"document": ["z"], "genre": ["memo"], "period": ["lost"]})])
    assert stance.without_each_cue(hits, words, unread, "period", ["lost", "late"]).gap.isna().all()  # a group without words has no rate


def test_scores_leave_optional_labels_out_and_count_look_alikes(hits):
    gold = pd.DataFrame(
        [("a", 0, 3, "hedge", "core"), ("a", 10, 13, "hedge", "optional"), ("a", 40, 43, "hedge", "core"), ("b", 0, 3, "hedge", "negative")],
        columns=["document", "start", "end", "stance", "status"],
    )
    scores = row(stance.score(hits, gold), stance="hedge")
    assert (scores.labels, scores.found, scores.counted, scores.judged, scores.right, scores.look_alikes, scores.negatives) == (2, 1, 3, 2, 1, 1, 1)
    assert (scores.precision, scores.recall, scores.f1) == (0.5, 0.5, 0.5) and scores.precision_strict == scores.right / 3
    assert np.isnan(row(stance.score(hits, gold), stance="attitude").precision)


def test_a_hit_on_the_very_place_of_a_look_alike_is_wrong_whatever_stands_around_it(hits):
    gold = pd.DataFrame([("b", 0, 3, "hedge", "negative"), ("b", 0, 9, "hedge", "optional"), ("b", 0, 9, "hedge", "core")], columns=["document", "start", "end", "stance", "status"])
    assert row(stance.score(hits[hits.document == "b"], gold), stance="hedge").precision == 0


def test_where_nothing_or_all_is_right_the_interval_is_not_nothing():
    many = pd.DataFrame([hit(name, 1, 0, "hedge") for name in "abcdefghij"], columns=stance.COLUMNS)
    for gold, ends in ((many.assign(status="core"), (0.72, 1)), (many.assign(status="core", start=50, end=53), (0, 0.28))):
        scores = row(stance.score(many, gold), stance="hedge")
        assert scores[["recall_low", "recall_high"]].astype(float).round(2).tolist() == list(ends)  # Wilson, ten of ten and none of ten
    twice = pd.DataFrame([hit(name, 1, start, "hedge") for name in "abcdefghij" for start in (0, 10)], columns=stance.COLUMNS)
    scores = row(stance.score(twice, twice.assign(status=["core", "negative"] * 10)), stance="hedge")
    assert scores[["precision_low", "precision_high"]].astype(float).round(2).tolist() == [0.3, 0.7]  # one of two in each document
    few = stance.score(many[:4], many[:4].assign(status="core"))
    assert np.isnan(row(few, stance="hedge").recall_low)  # four documents are too few to say


def test_voices_are_scored_where_hit_and_label_meet(hits):
    gold = pd.DataFrame(
        [("a", 0, 3, "hedge", "core", "reported"), ("a", 10, 13, "hedge", "optional", "reported"), ("b", 0, 3, "hedge", "core", "author")],
        columns=["document", "start", "end", "stance", "status", "voice"],
    )
    assert row(stance.score_voices(hits, gold), stance="hedge").tolist() == ["hedge", 3, 1, 1, 2, 1]


def test_voices_are_scored_by_label_where_one_has_two_hits():
    rows = [hit("a", 1, 0, "hedge", "reported"), hit("a", 1, 10, "hedge", "reported"), hit("a", 2, 30, "hedge", "reported"), hit("a", 2, 40, "hedge")]
    gold = pd.DataFrame(
        [("a", 0, 13, "hedge", "core", "reported"), ("a", 30, 33, "hedge", "core", "author"), ("a", 40, 43, "hedge", "core", "reported")],
        columns=["document", "start", "end", "stance", "status", "voice"],
    )
    # four hits, three of them of others, two of these by their label too; two labels of others, of which the hits say one
    scores = stance.score_voices(pd.DataFrame(rows, columns=stance.COLUMNS), gold)
    assert row(scores, stance="hedge").tolist() == ["hedge", 4, 3, 2, 2, 1]


def test_corrected_rates_are_times_labels_per_hit():
    rates = pd.DataFrame({"stance": ["hedge"], "per_1000": [10.0], "low": [8.0], "high": [12.0]})
    scores = pd.DataFrame({"stance": ["hedge"], "labels_per_hit": [1.2], "labels_per_hit_low": [1.2], "labels_per_hit_high": [1.2]})
    row = stance.corrected(rates, scores).iloc[0]
    assert [round(float(x), 6) for x in (row.per_1000_corrected, row.corrected_low, row.corrected_high)] == [12, 9.6, 14.4]


def test_a_corrected_rate_does_not_begin_below_nought():
    rates = pd.DataFrame({"stance": ["hedge"], "per_1000": [10.0], "low": [1.0], "high": [40.0]})
    scores = pd.DataFrame({"stance": ["hedge"], "labels_per_hit": [1.0], "labels_per_hit_low": [0.2], "labels_per_hit_high": [1.8]})
    assert stance.corrected(rates, scores).corrected_low.tolist() == [0]  # 1 - √(0.9² + 0.8²) is less than nought


def test_no_hits_and_one_group_are_no_accident(words, documents):
    nothing = stance.find(pd.DataFrame(columns=[*PLACE, "start", "end", "text"]))
    assert stance.rates(stance.decide(nothing, decisions()), words).freq.sum() == 0
    with pytest.raises(BadInput, match="wanted two values of 'period'"):
        stance.without_each_cue(nothing, words, documents, "period", ["early", "early"])


def decisions(*rows):
    return pd.DataFrame(rows, columns=stance.DECISIONS)


def test_a_reviewers_decisions_hold_for_one_hit_each(hits):
    review = decisions(("a", 0, 3, "may", "hedge", "reject", "R. Lee", "2026-11-22", "a name"), ("b", 20, 23, "may", "hedge", "keep", "R. Lee", "2026-11-22", ""))
    decided = stance.decide(hits, review)
    assert decided.counted.tolist() == [False, True, True, True, True, True]
    assert decided.reason[0] == "rejected by R. Lee: a name" and decided.reason[5] == "kept by R. Lee"
    assert stance.gone(hits, review).empty


def test_a_decision_on_one_of_two_stances_of_the_same_words_leaves_the_other(hits):
    both = pd.concat([hits[:1], hits[:1].assign(stance="attribution")], ignore_index=True)
    decided = stance.decide(both, decisions(("a", 0, 3, "may", "hedge", "reject", "R. Lee", "", "")))
    assert decided.counted.tolist() == [False, True] and decided.reason.tolist() == ["rejected by R. Lee", ""]


def test_decisions_on_hits_that_are_gone_are_listed(hits):
    review = decisions(("a", 99, 102, "may", "hedge", "reject", "R. Lee", "", ""))
    assert stance.decide(hits, review).counted.tolist() == hits.counted.tolist()
    assert stance.gone(hits, review).start.tolist() == [99]


def test_decisions_are_read_from_the_corpus_and_checked(tmp_path):
    assert stance.decisions(tmp_path).empty
    (tmp_path / "gold").mkdir()
    file = tmp_path / "gold" / "decisions.csv"
    head = ",".join(stance.DECISIONS) + "\n"
    file.write_text(head + "a,0,3,may,hedge,reject,R. Lee,2026-11-22,a name\n")
    assert stance.decisions(tmp_path).decision.tolist() == ["reject"]
    for bad, said in (("a,0,3,may,hedge,maybe,R. Lee,,\n", "found 'maybe' by 'R. Lee'"), ("a,0,3,may,hedge,keep,,,\n", "found 'keep' by ''"), ("a,x,3,may,hedge,keep,R. Lee,,\n", "found the place 'x'")):
        file.write_text(head + bad)
        with pytest.raises(BadInput, match=said):
            stance.decisions(tmp_path)
    file.write_text("document,start,end\na,0,3\n")
    with pytest.raises(BadInput, match="found no column 'quote'"):
        stance.decisions(tmp_path)


def test_labels_of_a_corpus():
    assert corpus.labels("nothing") is None and set(corpus.labels("zones").columns) == {"document", "zone", "start", "end"}


def test_hits_of_a_document_without_words_count_for_no_other(hits, words):
    assert stance.rates(hits, words[words.document == "b"]).freq.sum() == 1


def test_no_decisions_have_gone(hits):
    assert list(stance.gone(hits, decisions())) == stance.DECISIONS

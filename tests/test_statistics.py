"""The verbs of `terms` that compare, spread and pair: tables one can work out by hand."""

import time

import numpy as np
import pandas as pd
import pytest
from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder
from scipy.stats import chi2_contingency

from analysis import corpus, measures, sections, sentences, terms, words
from analysis.formats import BadInput

from conftest import tables


def bag(texts, zone="body"):
    """A table of words of one's own: {document: words}, one sentence each, without offsets."""
    rows = [(document, 1, word, zone) for document, text in texts.items() for word in text.split()]
    return pd.DataFrame(rows, columns=["document", "sentence", "word", "zone"])


EARLY = bag({"a": "coal coal ban ban and the", "b": "coal ban and the the the", "c": "coal and and the the ore"})
LATE = bag({"d": "rice and the the the the", "e": "rice coal and the the the", "f": "rice and and the the the"})


def test_keyness_gives_evidence_size_and_spread_of_each_word():
    found = terms.keyness(EARLY, LATE, min_freq=3).set_index("word")
    coal = found.loc["coal"]
    assert (coal.freq, coal.freq_ref, coal.docfreq, coal.docfreq_ref, coal.words, coal.words_ref) == (4, 1, 3, 1, 18, 18)
    assert coal.log_likelihood == pytest.approx(float(measures.log_likelihood(4, 1, 18, 18)))
    assert coal.log_ratio == 2 and coal.percent_difference == pytest.approx(300) and coal.comparisons == len(found) == 5
    assert coal.lrc == 0 and coal.p < coal.p_holm and coal.bic == pytest.approx(coal.log_likelihood - np.log(36))
    assert found.index[0] == "ban" and found.index[-1] == "rice" and found.loc["rice"].log_likelihood < 0
    assert found.loc["rice"].freq == 0 and found.loc["rice"].odds_ratio == 0
    assert "ore" not in found.index


def test_the_bounds_of_a_log_ratio_are_for_all_comparisons():
    found = terms.keyness(bag({"a": "ban " * 40 + "and " * 60}), bag({"b": "ban " * 5 + "and " * 95}), min_freq=1).set_index("word").loc["ban"]
    low, high = measures.log_ratio_interval(40, 5, 100, 100, comparisons=2)
    assert (found.log_ratio_low, found.log_ratio_high, found.lrc) == pytest.approx((low, high, low)) and low > 1


def test_of_many_words_the_strongest_get_the_second_opinion_for_all_comparisons(monkeypatch):
    whole = terms.keyness(EARLY, LATE, min_freq=1).set_index("word")
    monkeypatch.setattr(terms, "MANY", 2)
    monkeypatch.setattr(terms, "MOST", 1)
    found = terms.keyness(EARLY, LATE, min_freq=1).set_index("word")
    first = found.log_likelihood.abs().idxmax()
    assert found.p_documents[first] == whole.p_documents[first] and found.p_documents.notna().sum() == 1
    assert found.p_documents_holm[first] == pytest.approx(min(1, len(found) * found.p_documents[first]))
    assert found.method.drop(first).unique().tolist() == ["no inference over documents: one of more than 2 words"]


def test_what_stands_near_a_node_is_what_a_plain_loop_finds():
    dice = np.random.RandomState(4)
    for _ in range(200):
        unit = np.sort(dice.randint(0, 4, dice.randint(1, 30)))
        first = np.flatnonzero(dice.random_sample(len(unit)) < 0.2)
        last, window = np.minimum(first + dice.randint(0, 2, len(first)), len(unit) - 1), dice.randint(1, 6)
        inside = [any(a <= i <= b for a, b in zip(first, last)) for i in range(len(unit))]
        near = [not inside[i] and any(unit[i] == unit[a] and (a - window <= i < a or b < i <= b + window) for a, b in zip(first, last)) for i in range(len(unit))]
        found = terms._near(first, last, window, unit)
        assert [rows.tolist() for rows in found] == [near, inside]


def test_keyness_has_a_second_opinion_with_documents_as_the_unit():
    found = terms.keyness(EARLY, LATE, min_freq=3).set_index("word")
    assert found.loc["rice"].p_documents == pytest.approx(0.1) and (found.p_documents_smallest == 0.1).all()
    assert found.loc["coal"].p_documents >= 0.1 and found.p_documents.min() >= 0.1
    assert found.method.iloc[0] == "all 20 divisions of 3 against 3 documents: p cannot go below 0.10"


def test_one_document_against_one_gives_no_inference():
    found = terms.keyness(EARLY[EARLY.document == "a"], LATE[LATE.document == "d"], min_freq=1)
    assert found.p_documents.isna().all() and found.method.iloc[0] == "no inference possible: 1 document against 1"
    assert found.dp_norm.isna().all()


def test_the_column_says_which_log_likelihood_it_is():
    four, two = (terms.keyness(EARLY, LATE, min_freq=3, cells=cells).set_index("word") for cells in (4, 2))
    assert four.cells.unique() == [4] and two.cells.unique() == [2]
    assert four.loc["ban"].log_likelihood > two.loc["ban"].log_likelihood


def test_an_empty_side_gives_nothing_and_not_nought():
    for target, reference in ((EARLY, LATE[:0]), (EARLY[:0], LATE)):
        found = terms.keyness(target, reference, min_freq=3)
        assert len(found) and found[["log_likelihood", "p", "log_ratio", "per_1000", "p_documents"]].isna().all(axis=None)
    assert len(terms.keyness(EARLY[:0], LATE[:0])) == 0


def test_a_frequency_list_may_be_the_reference(tmp_path):
    (tmp_path / "list.csv").write_text("word,freq\nthe,700\nCoal,2\nCOAL,1\nand,297\n", encoding="utf-8")
    reference = terms.frequency_list(tmp_path / "list.csv")
    found = terms.keyness(EARLY, reference, min_freq=3).set_index("word")
    assert (found.loc["coal"].freq_ref, found.loc["coal"].words_ref) == (3, 1000)
    assert found.docfreq_ref.isna().all() and found.p_documents.isna().all() and "a list" in found.method.iloc[0]


@pytest.mark.parametrize("row, message", [("coal,-1", "list.csv:2: found the freq '-1'"), ("coal,", "found the freq ''"), ("coal,1.5", "found the freq '1.5'"), ("coal,²", "found the freq '²'"), ("–,3", "found no word in '–'"), ("coal", "found 1 cells, wanted 2")])
def test_a_list_without_counts_is_refused(tmp_path, row, message):
    (tmp_path / "list.csv").write_text(f"word,freq\n{row}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        terms.frequency_list(tmp_path / "list.csv")


@pytest.mark.parametrize("freq", [[1, -2], [1, None], [0.02, 0.1], ["1", "x"]])
def test_a_table_of_bad_counts_is_refused(freq):
    with pytest.raises(ValueError, match="missing or negative freq, or a rate"):
        terms.keyness(EARLY, pd.DataFrame({"word": ["coal", "the"], "freq": freq}))


def test_a_list_without_its_stop_words_keeps_its_size():
    whole = terms.frequencies(LATE)
    found = terms.keyness(EARLY, terms.content(whole), min_freq=3)
    assert (found.words_ref == 18).all()


def test_only_words_of_the_target_are_compared_with_a_list():
    long = pd.DataFrame({"word": ["coal", *map(str, range(500))], "freq": 9})
    assert terms.keyness(EARLY, long, min_freq=3).comparisons.unique() == [4]  # coal, ban, and, the


def test_names_made_one_are_not_compared_with_a_list_of_single_words():
    joined = terms.compound(bag({"a": "north korea " * 5}), ["North Korea"])
    with pytest.raises(ValueError, match="found the name 'north korea' in the target and single words in the list"):
        terms.keyness(joined, pd.DataFrame({"word": ["north", "korea"], "freq": [5, 5]}))


def test_a_document_is_on_one_side_only():
    with pytest.raises(ValueError, match="found the document 'a' in target and reference"):
        terms.keyness(EARLY[EARLY.document == "a"], EARLY)


def test_the_second_opinion_is_corrected_for_its_number_too():
    found = terms.keyness(EARLY, LATE, min_freq=3)
    assert (found.p_documents_holm >= found.p_documents).all() and found.p_documents_holm.min() == pytest.approx(0.5)


def test_neighbours_do_not_cross_what_is_not_counted():
    split = pd.DataFrame({"document": "a", "zone": ["body", "back", "body"], "word": ["north", "foo", "korea"]})
    assert len(terms.collocations(split, min_freq=1)) == len(terms.ngrams(split, 2, 1)) == len(terms.occurrences(split, "north korea")) == 0


def test_logdice_has_its_upper_end_in_windows_too():
    assert terms.collocates(bag({"a": "b b coal b b x y"}), "coal", min_freq=1).logdice.max() <= 14


def test_words_as_printed_are_counted_in_their_normal_form():
    found = terms.frequencies(pd.DataFrame({"document": ["a", "a"], "word": ["Coal", "coal’s"]}), terms="COAL")
    assert found.freq[0] == 2


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: terms.occurrences(EARLY, "/coal ban/"), "a blank inside an expression"),
        (lambda: terms.occurrences(EARLY, [2017]), "found the term 2017, wanted a string"),
        (lambda: terms.frequencies(EARLY, zone="bodyy"), "found the zone 'bodyy', wanted one of front"),
        (lambda: terms.dispersion(EARLY, parts="chapter"), "found parts='chapter'"),
        (lambda: terms.dispersion(EARLY, parts="section"), "found parts='section'"),
        (lambda: terms.keyness(EARLY, LATE, cells=3), "found cells=3"),
        (lambda: terms.collocates(EARLY, ["coal", "ban"]), "wanted one word or phrase"),
        (lambda: terms.log_odds(EARLY, LATE, prior=0), "wanted a number above 0"),
        (lambda: terms.kwic(EARLY, pd.DataFrame(), "coal"), "words without start and end"),
        (lambda: terms.occurrences(EARLY.assign(sentence=None), "coal"), "a row without sentence"),
        (lambda: terms.frequencies(EARLY, pd.DataFrame({"document": ["a", "a"]})), "found the document 'a' twice"),
    ],
)
def test_a_mistyped_argument_is_refused_and_not_guessed(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()


def test_ids_may_be_numbers():
    table = pd.DataFrame({"document": [1, 1, 2], "word": ["coal", "x", "coal"]})
    assert terms.positions(table, "coal").positions.tolist() == ["0.0", "0.0"] and terms.positions(table, "x").positions.tolist() == ["50.0", ""] and terms.frequencies(table).freq[0] == 2


def test_positions_in_many_documents_take_about_as_long_as_finding_them():
    table = pd.DataFrame({"document": np.repeat(np.arange(2000), 5), "word": list("abcde") * 2000})

    def seconds(verb):
        begin = time.process_time()
        assert len(verb(table, list("abcde"))) == 10_000
        return time.process_time() - begin

    assert seconds(terms.positions) < 20 * seconds(terms.occurrences) + 0.1


def test_an_empty_side_has_no_log_odds():
    assert terms.log_odds(EARLY[:0], LATE).z.isna().all()


def test_log_odds_rank_the_words_of_each_side():
    found = terms.log_odds(EARLY, LATE).set_index("word")
    assert found.loc["coal"].z > 0 > found.loc["rice"].z and found.loc["rice"].log_odds < -3
    assert (found.z.abs() >= found.z_exact.abs()).all() and (found.prior == 0.01).all()


def test_dispersion_over_documents():
    even = bag({d: "coal and the" for d in "abcd"} | {"e": "ban ban ban"})
    found = terms.dispersion(even, min_freq=3).set_index("word")
    assert found.loc["ban"][["freq", "range", "parts"]].tolist() == [3, 1, 5]
    assert found.loc["ban"].dp == pytest.approx(0.8) and found.loc["ban"].dp_norm == pytest.approx(1)
    assert found.loc["coal"].dp == pytest.approx(0.2) and found.loc["coal"].d_a > found.loc["ban"].d_a
    assert found.loc["ban"].juilland_d == pytest.approx(0) and found.loc["ban"].s == pytest.approx(0.2)


def test_dispersion_of_griess_corpus_is_as_in_his_book():
    texts = ["b a m n i b e u p", "b a s a t b e w q n", "b c a g a b e s t a", "b a g h a b e a a t", "b a h a a b e a x a t"]
    found = terms.dispersion(bag(dict(zip("12345", texts))), terms=["a", "i"]).set_index("word")
    assert found.loc["a"][["dp", "dp_norm", "juilland_d", "s", "d_a"]].round(4).tolist() == [0.18, 0.2195, 0.7852, 0.9498, 0.6975]
    assert found.loc["i"][["range", "dp", "dp_norm"]].tolist() == pytest.approx([1, 0.82, 1])


def test_dispersion_of_what_occurs_nowhere_is_nothing():
    row = terms.dispersion(EARLY, terms=["iron"]).iloc[0]
    assert row.freq == 0 and row[["dp", "dp_norm", "d_a", "arf"]].isna().all()


def test_dispersion_over_sections_and_of_phrases():
    documents = corpus.read()
    parts = sections.split(documents)
    counted = words.split(documents, sentences.split(documents, parts))
    found = terms.dispersion(counted, "section", ["North Korea"]).iloc[0]
    assert found.freq == 49 and found.parts == counted[counted.zone == "body"].groupby(["document", "section"], observed=True).ngroups
    assert 1 < found.arf < 49


PAIRS = "North coal is sold by rail today. Nobody sold coal. Coal, they say, is sold."


def test_collocates_stand_in_the_window_and_in_the_sentence():
    *_, found = tables(PAIRS)
    near = terms.collocates(found, "coal", window=2, min_freq=1).set_index("word")
    # windows by hand: north | is sold ; nobody sold | ; | they say — and never over a full stop
    assert near.freq.to_dict() == {"north": 1, "is": 1, "sold": 2, "nobody": 1, "they": 1, "say": 1}
    assert (near.freq_node == 3).all() and near.loc["sold"].freq_all == 3 and (near.window == 2).all()
    sold = near.loc["sold"]
    assert sold.expected == pytest.approx(7 * 3 / 12) and sold.mutual_information == pytest.approx(np.log2(2 / (7 * 3 / 12)))
    assert sold.logdice == pytest.approx(14 + np.log2(2 * 2 / (3 + 3))) and sold.docfreq == 1
    # of 12 words beside the nodes 7 stand in a window, 2 of them sold; of the 5 others 1
    assert sold.log_likelihood == pytest.approx(chi2_contingency([[2, 1], [5, 4]], correction=False, lambda_="log-likelihood").statistic)
    assert (sold.delta_p, sold.delta_p_node) == pytest.approx((2 / 7 - 1 / 5, 2 / 3 - 5 / 9))
    assert sold.t_score == pytest.approx((2 - 7 * 3 / 12) / np.sqrt(2))


def test_collocates_of_a_phrase_leave_the_phrase_out():
    *_, found = tables("The North Korea desk met. North Korea replied, and the desk of North Korea closed again today.")
    near = terms.collocates(found, "North Korea", window=2, min_freq=1)
    assert not set(near.word) & {"north", "korea"} and near.freq_node.iloc[0] == 3
    joined = terms.collocates(terms.compound(found, ["North Korea"]), "North Korea", window=2, min_freq=1)
    assert joined[["word", "freq"]].values.tolist() == near[["word", "freq"]].values.tolist()


def test_a_node_that_occurs_nowhere_has_no_collocates(counted):
    assert len(terms.collocates(counted, "iron")) == 0


def test_collocations_are_those_of_nltk():
    documents = corpus.read()
    counted = words.split(documents, sentences.split(documents, sections.split(documents)))
    body = counted[counted.zone == "body"]
    ours = terms.collocations(counted, min_freq=4).set_index("word")
    texts = [group.word.astype("str").tolist() for _, group in body.groupby(["document", "sentence"], observed=True)]
    finder = BigramCollocationFinder.from_documents(texts)  # pads documents, so that no pair crosses a sentence
    assert ours.freq.to_dict() == {" ".join(pair): n for pair, n in finder.ngram_fd.items() if n >= 4 and None not in pair}
    pair = ours.loc["security council"]
    table = (pair.freq, (pair.freq_first, pair.freq_second), pair.pairs)
    assert pair.t_score == pytest.approx(BigramAssocMeasures.student_t(*table)) and pair.mutual_information == pytest.approx(BigramAssocMeasures.pmi(*table))
    assert -1 <= pair.delta_p <= 1 and pair.delta_p != pair.delta_p_first


def test_pairs_do_not_cross_a_sentence_or_a_zone():
    *_, found = tables("Coal Ban\n\nThe ports are open and the coal is sold by night. Ban it. Coal ban, they say, and coal ban it is.")
    assert terms.collocations(found, min_freq=1).set_index("word").freq.get("coal ban") == 2
    assert "night ban" not in set(terms.collocations(found, min_freq=1).word)


def test_ngrams_are_runs_within_a_sentence():
    *_, found = tables(PAIRS)
    runs = terms.ngrams(found, 2, min_freq=2)
    assert runs[["word", "freq"]].values.tolist() == [["is sold", 2]]
    assert len(terms.ngrams(found, 9)) == 0 and terms.ngrams(found, 1, 3).word.tolist() == ["coal", "sold"]


def test_diversity_of_each_document():
    found = terms.diversity(bag({"a": "x " * 60, "b": " ".join(map(str, range(60)))})).set_index("document")
    assert found.loc["a"][["types", "mattr"]].tolist() == [1, 0.02] and found.loc["b"].mattr == 1
    assert found.loc["b"].yule_k == 0 and found.loc["b"].hdd == pytest.approx(1) and found.loc["a"].hdd == pytest.approx(1 / 42) and found.loc["a"].mtld < 3


def test_tf_idf_is_nought_for_a_word_of_all_documents():
    found = terms.tf_idf(EARLY).set_index(["document", "word"]).tf_idf
    assert found["a", "the"] == 0 and found["c", "ore"] == pytest.approx(1 / 6 * np.log(3))
    assert terms.tf_idf(EARLY).word[0] == "ban"


def test_an_expression_matches_whole_words():
    *_, found = tables("Sanctions were sanctioned, and a sanction is no sanctionable act of the sanctioner.")
    assert terms.occurrences(found, "/sanction(s|ed)?/").word.size == 3
    assert terms.occurrences(found, "a /sanct.*/ is").start.size == 1
    assert terms.frequencies(found, terms="/Sanction.*/").freq[0] == 5


@pytest.mark.parametrize("pattern, message", [("/sanction(/", "does not compile"), ("/(a|aa)+b/", "takes more than a second")])
def test_a_bad_expression_is_refused(pattern, message):
    *_, found = tables("Sanctions " + "a" * 40 + " hold.")
    with pytest.raises(ValueError, match=message):
        terms.occurrences(found, pattern)


def test_contexts_are_sorted_by_their_neighbours_and_name_their_section():
    text = "Ports\n\nOld coal burns in every port of the coast.\n\nTRADE\n\nNew coal ash is sold there, and all coal is sold."
    documents, parts, _, found = tables(text)
    assert terms.kwic(found, documents, "coal", sort=("R1",)).right.str.split().str[0].tolist() == ["ash", "burns", "is"]
    assert terms.kwic(found, documents, "coal", sort=("L1",)).left.str.split().str[-1].tolist() == ["all", "New", "Old"]
    assert terms.kwic(found, documents, "coal", sections=parts).path.tolist() == ["", "TRADE", "TRADE"]
    with pytest.raises(KeyError, match="found 'M1' to sort by"):
        terms.kwic(found, documents, "coal", sort=("M1",))


def test_three_lines_are_enough_for_a_table_of_ones_own():
    """As the docstring of keyness shows: no notebook, no corpus, no offsets."""
    table = pd.DataFrame({"document": list("aabb"), "word": ["coal", "and", "coal", "and"]})
    for verb in (terms.dispersion, terms.ngrams, terms.diversity, terms.tf_idf, terms.collocations):
        assert isinstance(verb(table), pd.DataFrame)
    assert isinstance(terms.collocates(table, "coal"), pd.DataFrame)


def test_mentions_have_rates_like_words(counted, documents):
    mentions = pd.DataFrame({"document": ["a", "a", "f"], "actor": ["China", "Japan", "China"], "zone": ["body", "front", "body"]})
    found = terms.rates(mentions, counted, documents, "genre", "actor", ["Japan", "China"])
    assert found[["genre", "actor", "freq"]].values.tolist() == [["memo", "Japan", 0], ["memo", "China", 1], ["note", "Japan", 0], ["note", "China", 0], ["not stated", "Japan", 0], ["not stated", "China", 1]]
    assert found.per_1000[1] == pytest.approx(1000 / 9)
    assert terms.rates(mentions, counted, label="actor", zone=None).freq.tolist() == [2, 1]


def test_a_group_of_one_word_is_compared_too():
    found = terms.keyness(bag({"a": "coal"}), LATE, min_freq=1).set_index("word")
    assert found.loc["coal"].freq == 1 and found.loc["coal"].words == 1 and np.isfinite(found.loc["coal"].log_likelihood)
    assert "p cannot go below 0.50" in found.method.iloc[0]


def test_a_row_of_counts_with_nought_is_no_row(documents):
    long = pd.DataFrame({"document": list("aabb"), "word": ["coal", "ban"] * 2, "freq": [2, 0, 1, 3]})
    found, bare = terms.frequencies(long), terms.frequencies(long[long.freq > 0])
    assert found.set_index("word").docfreq.to_dict() == {"coal": 2, "ban": 1} and found.equals(bare)
    other = pd.DataFrame({"document": list("ccdd"), "word": ["coal", "ban"] * 2, "freq": [0, 4, 0, 3]})
    assert terms.keyness(long, other, 1).set_index("word").docfreq_ref.to_dict() == {"coal": 0, "ban": 2}
    mentions = long.rename(columns={"word": "actor"})
    assert terms.rates(mentions, long, label="actor").set_index("actor").docfreq.to_dict() == {"coal": 2, "ban": 1}


@pytest.mark.parametrize("freq", [[1, -2], [1, None], [0.02, 0.1], ["1", "x"]])
def test_counts_that_are_none_are_refused_in_words_and_in_places(freq):
    table = pd.DataFrame({"document": ["a", "b"], "word": ["coal", "the"], "freq": freq})
    for count in (lambda: terms.frequencies(table), lambda: terms.keyness(table, LATE), lambda: terms.log_odds(LATE, table), lambda: terms.rates(table, LATE)):
        with pytest.raises(ValueError, match="missing or negative freq, or a rate"):
            count()


@pytest.mark.parametrize("name", ["freq", "words", "low", "word"])
def test_a_group_named_as_a_column_of_the_result_is_refused(name):
    documents = pd.DataFrame({"document": list("abc"), name: "x"})
    with pytest.raises(BadInput, match=f"found the column '{name}' to group by, which the result has itself: give it another name"):
        terms.frequencies(EARLY, documents, by=name)


def test_all_words_and_none_have_no_interval():
    words = bag({d: "coal ban" for d in "abcde"})
    every = terms.rates(words.assign(part="all"), words, label="part", names=["all", "none"]).set_index("part")
    assert every.loc["all", "per_1000"] == 1000 and every[["low", "high"]].isna().all(axis=None)
    assert every.interval.to_dict() == {"all": "no interval: the same in every document", "none": "no interval: none found"}

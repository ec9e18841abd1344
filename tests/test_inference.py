"""Intervals resample documents, and are not given where there are too few."""

import numpy as np
import pytest

from scipy import stats

from analysis import inference, measures


def test_fewer_than_five_documents_give_no_interval():
    assert np.isnan(inference.interval([1, 2, 3, 4], [10, 10, 10, 10])).all()
    assert not np.isnan(inference.interval([1, 2, 3, 4, 5], [10] * 5)).any()


def test_documents_without_words_do_not_count_as_documents():
    assert np.isnan(inference.interval([1, 2, 3, 4, 0], [10, 10, 10, 10, 0])).all()


def test_equal_documents_leave_nothing_to_doubt():
    assert np.isnan(inference.interval([2] * 8, [100] * 8, per=1000)).all()
    assert np.isnan(inference.interval([2, 4, 2, 4, 3], [100, 200, 100, 200, 150])).all()
    assert not np.isnan(inference.interval([2, 4, 2, 4, 3], [100, 200, 100, 200, 151])).any()


def test_an_interval_holds_its_rate_and_is_the_same_on_every_run():
    freq, size = np.array([0, 3, 1, 7, 2, 4]), np.array([90, 110, 100, 120, 80, 100])
    low, high = inference.interval(freq, size)
    assert low < freq.sum() / size.sum() < high
    assert (low, high) == inference.interval(freq, size)
    assert (round(float(low), 6), round(float(high), 6)) == (0.012281, 0.045004)  # frozen: RandomState's stream does not change


@pytest.mark.parametrize("at_once", [1, 40, 10**9])
def test_the_interval_does_not_depend_on_how_many_resamples_are_drawn_at_a_time(monkeypatch, at_once):
    freq, size = np.array([[0, 3], [1, 7], [2, 4], [5, 0], [1, 1]]), np.array([10, 20, 30, 40, 50])
    known = inference.interval(freq, size)
    monkeypatch.setattr(inference, "AT_ONCE", at_once)
    assert np.array_equal(known, inference.interval(freq, size))


def test_many_terms_at_once_are_each_one_alone():
    freq, size = np.array([[0, 3], [1, 7], [2, 4], [5, 0], [1, 1]]), np.array([10, 20, 30, 40, 50])
    low, high = inference.interval(freq, size)
    for i in range(2):
        assert (low[i], high[i]) == pytest.approx(inference.interval(freq[:, i], size))


def test_an_interval_from_documents_is_wider_than_one_from_words():
    """Over-dispersed counts: most documents do not use the word, some use it much (variance well above the mean)."""
    draw = np.random.RandomState(1)
    covered = []
    for _ in range(200):
        freq = draw.negative_binomial(1, 1 / 4, 30)  # mean 3, variance 12
        low, high = inference.interval(freq, np.full(30, 1000), per=1000)
        covered.append(low <= 3 <= high)
    assert 0.88 <= np.mean(covered) <= 0.99


# Divisions of documents


@pytest.mark.parametrize("k, n, smallest", [(1, 2, None), (2, 4, 1 / 3), (3, 6, 0.1), (4, 8, 2 / 70), (5, 10, 2 / 252), (6, 12, 2 / 924), (2, 12, 2 / 66), (1, 12, 2 / 12)])
def test_the_smallest_p_depends_on_the_number_of_documents_alone(k, n, smallest):
    p, reachable, said = inference.permutation([9] * k + [0] * (n - k), [10] * n, [True] * k + [False] * (n - k))
    if smallest is None:
        assert np.isnan(p) and said == "no inference possible: 1 document against 1"
    else:
        assert p == pytest.approx(smallest) and reachable == pytest.approx(smallest) and "p cannot go below" in said


def test_exact_divisions_are_those_of_scipy():
    freq, size, member = np.array([3, 1, 4, 1, 5, 9, 2]), np.array([90, 80, 100, 70, 60, 90, 110]), np.array([1, 1, 1, 0, 0, 0, 0], bool)

    def difference(x, y, axis):
        return freq[x].sum(axis) / size[x].sum(axis) - freq[y].sum(axis) / size[y].sum(axis)

    theirs = stats.permutation_test((np.flatnonzero(member), np.flatnonzero(~member)), difference, vectorized=True, n_resamples=np.inf)
    assert inference.permutation(freq, size, member)[0] == pytest.approx(theirs.pvalue)


def test_many_documents_are_divided_by_a_seeded_sample():
    draw = np.random.RandomState(2)
    freq, size, member = draw.poisson(5, 40), np.full(40, 100), np.arange(40) < 20
    p, smallest, said = inference.permutation(freq, size, member)
    assert (p, smallest) == inference.permutation(freq, size, member)[:2] and smallest == 2 / 10_000 and "9,999 divisions drawn" in said


def test_equal_groups_do_not_differ():
    assert inference.permutation([2, 2, 2, 2, 2, 2], [10] * 6, [True] * 3 + [False] * 3)[0] == 1


def test_divisions_do_not_cry_wolf_where_words_do():
    """Two groups of one kind of over-dispersed documents: a test on words rejects far too often, one on documents does not."""
    draw, on_words, on_documents = np.random.RandomState(8), [], []
    for _ in range(200):
        freq = draw.negative_binomial(2, 2 / 12, 12)  # mean 10, variance 60
        member = np.arange(12) < 6
        on_documents.append(inference.permutation(freq, [1000] * 12, member)[0] < 0.05)
        on_words.append(stats.binomtest(int(freq[:6].sum()), int(freq.sum())).pvalue < 0.05)
    assert np.mean(on_words) > 0.3 and np.mean(on_documents) < 0.1


def test_an_interval_covers_what_it_says_where_a_poisson_interval_does_not():
    """Forty documents, variance about three times the mean: about 95% and about 75%."""
    draw, ours, poisson = np.random.RandomState(5), [], []
    for _ in range(400):
        freq = draw.negative_binomial(3, 3 / 9, 40)  # mean 6, variance 18
        low, high = inference.interval(freq, np.full(40, 1000), per=1000)
        ours.append(low <= 6 <= high)
        low, high = measures.garwood(int(freq.sum()))
        poisson.append(low / 40 <= 6 <= high / 40)
    assert 0.91 <= np.mean(ours) <= 0.98 and 0.68 <= np.mean(poisson) <= 0.82


@pytest.mark.parametrize("documents, at_least, at_most", [(5, 0.70, 0.85), (10, 0.80, 0.90), (20, 0.86, 0.93)])
def test_with_few_documents_an_interval_holds_the_rate_as_often_as_the_docstring_says(documents, at_least, at_most):
    """From texts that use a word about equally often to texts of which a few have most of its uses; 1,000 draws of each."""
    draw, covered = np.random.RandomState(3), []
    for shape, mean in ((0.3, 2), (1, 5), (np.inf, 20)):
        expected = np.full((documents, 1000), mean) if shape == np.inf else draw.gamma(shape, mean / shape, (documents, 1000))
        low, high = inference.interval(draw.poisson(expected), np.full(documents, 1000), per=1000)
        covered.append(np.mean((low <= mean) & (mean <= high)))
    assert covered == sorted(covered) and covered[0] == pytest.approx(at_least, abs=0.03) and covered[-1] == pytest.approx(at_most, abs=0.03)


def test_divisions_that_differ_by_rounding_only_are_alike():
    """Of the 20 divisions five differ as much as the one at hand; one of them in the last digit only."""
    p, *_ = inference.permutation([3, 3, 0, 1, 0, 3], [7, 4, 4, 1, 2, 2], [True] * 3 + [False] * 3)
    assert p == 0.5


def test_leaving_one_document_out_shows_which_one_carries_a_rate():
    found = inference.leave_one_out([9, 1, 2], [100, 100, 100], ["a", "b", "c"])
    assert found.document.tolist()[0] == "a" and found.rate.tolist() == [40] * 3
    assert inference.leave_one_out([3], [100], ["a"]).without.isna().all()
    assert inference.leave_one_out([0, 1], [0, 10], ["empty", "all"]).document.tolist() == ["all", "empty"]


def test_adjusted_p_values_keep_their_order_and_their_gaps():
    assert inference.holm([]).tolist() == [] and np.isnan(inference.holm([np.nan])).all()
    assert inference.holm([0.5, 0.9]).tolist() == [1, 1]


def test_p_values_that_were_not_computed_count_as_the_larger_ones():
    assert inference.holm([0.01, np.nan, 0.02], 5)[[0, 2]].tolist() == pytest.approx([0.05, 0.08])
    assert inference.holm([0.01, np.nan, 0.02]).tolist()[::2] == pytest.approx([0.02, 0.02])


def test_ties_at_the_end_of_a_list_are_told():
    assert inference.ties([5, 5, 5], 1) == 2 and inference.ties([5, 4], 2) == inference.ties([5], 5) == inference.ties([], 3) == 0


def test_a_group_is_true_or_false_for_each_document():
    with pytest.raises(TypeError, match="wanted True or False"):
        inference.permutation([1, 2, 3, 4], [10] * 4, ["early", "early", "late", "late"])


def test_nothing_and_all_have_no_interval_and_say_so():
    freq, size = np.array([[0, 10, 1], [0, 20, 2], [0, 30, 3], [0, 40, 4], [0, 50, 6]]), np.array([10, 20, 30, 40, 50])
    low, high = inference.interval(freq, size)
    assert np.isnan([low, high]).tolist() == [[True, True, False]] * 2
    assert np.isnan(inference.interval(freq[:, 0], size)).all() and np.isnan(inference.interval(size, size)).all()
    said = [inference.method(5, found, end) for found, end in zip(freq.sum(axis=0), low)]
    assert said[:2] == ["no interval: none found", "no interval: the same in every document"] and said[2].startswith("95% percentile interval")


def test_a_sample_of_divisions_is_no_single_one():
    groups = inference._divisions(40, 20, 10**9)
    assert groups.shape == (9_999, 40) and set(groups.sum(axis=1)) == {20} and len(np.unique(groups, axis=0)) > 9_990
    assert abs(groups.mean(axis=0) - 0.5).max() < 0.03  # each document is as often in either group


def test_documents_without_words_are_not_divided():
    assert inference.permutation([5, 6, 7, 0, 1, 2, 0, 0], [100] * 3 + [0] + [100] * 3 + [0], [True] * 4 + [False] * 4) == inference.permutation([5, 6, 7, 1, 2, 0], [100] * 6, [True] * 3 + [False] * 3)

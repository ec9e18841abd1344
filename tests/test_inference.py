"""Intervals resample documents, and are not given where there are too few."""

import numpy as np
import pytest

from analysis import inference


def test_fewer_than_five_documents_give_no_interval():
    assert np.isnan(inference.interval([1, 2, 3, 4], [10, 10, 10, 10])).all()
    assert not np.isnan(inference.interval([1, 2, 3, 4, 5], [10] * 5)).any()


def test_documents_without_words_do_not_count_as_documents():
    assert np.isnan(inference.interval([1, 2, 3, 4, 0], [10, 10, 10, 10, 0])).all()


def test_equal_documents_leave_nothing_to_doubt():
    assert inference.interval([2] * 8, [100] * 8, per=1000) == (20, 20)


def test_an_interval_holds_its_rate_and_is_the_same_on_every_run():
    freq, size = np.array([0, 3, 1, 7, 2, 4]), np.array([90, 110, 100, 120, 80, 100])
    low, high = inference.interval(freq, size)
    assert low < freq.sum() / size.sum() < high
    assert (low, high) == inference.interval(freq, size)
    assert (round(float(low), 6), round(float(high), 6)) == (0.012281, 0.045004)  # frozen: RandomState's stream does not change


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

"""Every published value, recomputed; and the same statistics by other libraries, where they compute the same thing."""

import numpy as np
import pytest
from scipy import stats

from analysis import measures

PUBLISHED = measures.published()


@pytest.mark.parametrize("row", list(PUBLISHED.itertuples()), ids=lambda row: f"{row.statistic} {row.variant} {row.printed}")
def test_a_published_value_comes_out_as_printed(row):
    assert row.ours == row.printed, f"{row.input}: {row.source}"


def test_there_are_at_least_sixty_published_values_each_with_its_source():
    assert len(PUBLISHED) >= 60 and (PUBLISHED.source != "").all()
    assert not PUBLISHED.duplicated(["statistic", "variant", "input"]).any()


def test_a_printed_value_is_the_sources_and_has_no_digit_of_ours():
    """Gries's book has these digits for his word a; WordSmith printed one number, the teaching page one for its own formula."""
    book = PUBLISHED[PUBLISHED.source.str.startswith("Gries 2020") & PUBLISHED.variant.str.endswith("word a")]
    assert book.printed.tolist() == ["0.18", "0.22", "0.785", "0.938", "0.95", "0.137"]
    assert PUBLISHED.printed[PUBLISHED.source.str.contains("WordSmith|UCREL")].tolist() == ["2.65", "228.02"]
    assert not PUBLISHED.source.str.contains("recomputed").any()


def test_values_that_the_reference_implementation_prints_for_log_odds():
    """scattertext's test: [1, 5, 1, 9] against [100, 510, 100, 199], prior 0.01 a word, four-term variance, −(2Φ(z) − 1)."""
    a, b = np.array([1, 5, 1, 9]), np.array([100, 510, 100, 199])
    _, _, z = measures.log_odds(a, b, a.sum(), b.sum(), 0.01, 0.04)
    assert -(2 * stats.norm.cdf(z) - 1) == pytest.approx([0.4447054, 0.9433088, 0.4447054, -0.9971462], abs=2e-6)


def test_the_rank_sum_of_a_word_is_kilgarriffs():
    """Kilgarriff 2001, p. 238: frequencies in five samples of each of two corpora; the smaller rank sum is 24, the other 31."""
    first, second = [12, 15, 18, 24, 88], [3, 3, 13, 27, 33]
    u = stats.mannwhitneyu(first, second).statistic
    assert u + 5 * 6 / 2 == 31


def test_variants_of_one_name_differ_where_they_should():
    table = (288, 114099, 92965, 104570472)
    four, two = measures.log_likelihood(*table), measures.log_likelihood(*table, cells=2)
    assert four - two > 0.3 and measures.williams(*table) < four
    spread = ([1, 2, 3, 4, 5], [0.18, 0.2, 0.2, 0.2, 0.22])
    assert measures.juilland(*spread) > measures.juilland_sample(*spread)
    assert measures.deviation_of_proportions(*spread) < measures.dp_norm(*spread)


def test_log_likelihood_is_scipys_g_test():
    for a, b, c, d in [(10, 5, 100, 200), (0, 5, 100, 200), (52, 57, 50000, 75000), (3, 0, 40, 60)]:
        g = stats.chi2_contingency([[a, c - a], [b, d - b]], correction=False, lambda_="log-likelihood").statistic
        assert abs(measures.log_likelihood(a, b, c, d)) == pytest.approx(g)


def test_log_likelihood_has_the_sign_of_the_difference():
    assert measures.log_likelihood([10, 5, 5], [5, 10, 10], 100, [100, 100, 200]) == pytest.approx([1.82, -1.82, 0], abs=0.02)
    assert measures.log_likelihood(1, 3, 3, 9) == 0  # and not a rounding error below


def test_the_conservative_log_ratio_lies_between_nought_and_the_ratio():
    a, b = np.array([40, 4, 5, 0, 1]), np.array([5, 5, 4, 9, 60])
    ratio, bound = measures.log_ratio(a, b, 1000, 1000), measures.log_ratio_conservative(a, b, 1000, 1000, comparisons=5)
    assert (np.abs(bound) <= np.abs(ratio)).all() and (bound * ratio >= 0).all()
    assert bound[0] > 1 and bound[1] == bound[2] == 0 and bound[4] < -1


def test_absent_words_have_no_infinite_ratio_where_the_field_has_none():
    assert measures.log_ratio(0, 10, 100, 100) == pytest.approx(np.log2(0.5 / 10))
    assert measures.percent_difference(5, 0, 100, 100) == np.inf and measures.odds_ratio(5, 0, 100, 100) == np.inf
    assert measures.log_dice(0, 5, 5) == -np.inf


@pytest.mark.parametrize("text, sample", [("a b c d e f g h i j".split() * 6, 42), ("a".split() * 50, 42)])
def test_hdd_is_the_ratio_one_would_draw(text, sample):
    draw = np.random.RandomState(4)
    drawn = np.mean([len(set(draw.choice(text, sample, replace=False))) / sample for _ in range(3000)])
    assert measures.hdd(text) == pytest.approx(drawn, abs=0.005)


def test_mtld_counts_a_factor_at_72_hundredths_and_not_only_below():
    """18 different words and 7 repetitions: the ratio is 18/25 = 0.72 at the last word, which ends a factor only if 0.72 does."""
    text = [str(i) for i in range(18)] + [str(i) for i in range(7)]
    assert measures._factors(text, 0.72) == 25


def test_short_texts_have_no_diversity():
    assert np.isnan(measures.mattr(["a"] * 9, 10)) and np.isnan(measures.hdd(["a"] * 41)) and np.isnan(measures.mtld([]))


def test_an_even_spread_is_even_by_every_measure():
    v, s = [2, 2, 2, 2], [0.25] * 4
    assert measures.deviation_of_proportions(v, s) == measures.dp_norm(v, s) == measures.kullback_leibler(v, s) == 0
    for even in (measures.d_a, measures.d_kl, measures.rosengren, measures.juilland, measures.carroll, measures.dp_egbert):
        assert even(v, s) == pytest.approx(1)
    assert measures.average_reduced_frequency([0, 25, 50, 75], 100) == 4


def test_uses_side_by_side_count_as_little_more_than_one():
    assert measures.average_reduced_frequency([10, 11, 12, 13], 100) == pytest.approx(1.12)


def test_a_word_that_is_nowhere_has_no_measure():
    for measure in (measures.log_likelihood, measures.log_ratio, measures.log_ratio_conservative):
        assert np.isnan(measure(0, 0, 100, 200))

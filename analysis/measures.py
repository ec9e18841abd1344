"""The formulas: one function for each statistic of words, on plain numbers or arrays.

One name often stands for several formulas in this field, and two programs print two numbers for one "log-likelihood". So every function
here is one variant and says which; where programs differ, the variant has an argument. `published.csv` has values printed in
papers, manuals and reference implementations, and `published()` recomputes them all.

In comparisons of two corpora `a` and `b` are a word's frequencies in target and reference, `c` and `d` the sizes of the two in words. For pairs
of words `f12` is how often they stand together, `f1` and `f2` how often each does, `n` the number of all pairs. For dispersion
`v` has a word's frequency in each part of a corpus and `s` the part's share of all words.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

# Two corpora


def log_likelihood(a, b, c, d, cells=4):
    """Return G², positive where the target has more of the word than expected, negative where it has less.

    cells=4 sums over all cells of the table (Dunning 1993; AntConc, WordSmith, UCS), cells=2 over the word's two only (Rayson's
    wizard; Conc). They differ where the word is a large part of a corpus. Higher means more evidence of a difference,
    not a larger difference; with words as units it is too high wherever a few texts repeat a word.

    >>> round(float(log_likelihood(10, 5, 100, 200)), 6), round(float(log_likelihood(10, 5, 100, 200, cells=2)), 4)
    (7.329812, 6.9315)
    """
    a, b, c, d = _floats(a, b, c, d)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (a + b) / (c + d)
        total = _part(a, c * share) + _part(b, d * share)
        if cells == 4:
            total = total + _part(c - a, c * (1 - share)) + _part(d - b, d * (1 - share))
        return np.where(a + b > 0, np.where(a / c >= b / d, 1, -1) * np.maximum(2 * total, 0), np.nan)


def _part(observed, expected):
    return np.where(observed > 0, observed * np.log(np.where(observed > 0, observed, 1) / np.where(expected > 0, expected, 1)), 0)


def williams(a, b, c, d):
    """Return G² (four cells) divided by Williams's correction, as quanteda does by default.

    >>> round(float(williams(288, 114099, 92965, 104570472)), 2)
    227.64
    """
    a, b, c, d = _floats(a, b, c, d)
    n, rows, columns = c + d, (a + b, c + d - a - b), (c, d)
    q = 1 + (n / rows[0] + n / rows[1] - 1) * (n / columns[0] + n / columns[1] - 1) / (6 * n)
    return log_likelihood(a, b, c, d) / q


def bic(g2, n):
    """Return the Bayesian information criterion of a G² over n words (Wilson 2013): below 0 evidence for no difference, 0 to 2 hardly any of one, 2 to 6
    positive, 6 to 10 strong, above 10 very strong evidence."""
    return np.abs(g2) - np.log(n)


def log_ratio(a, b, c, d):
    """Return the binary logarithm of the ratio of two rates (Hardie 2014): 1 is twice as frequent, −1 half.

    A frequency of 0 counts as 0.5, and only that one; nan for a word that neither has. The size of a difference, and no evidence of one.

    >>> float(log_ratio(10, 5, 100, 200))
    2.0
    """
    a, b, c, d = _floats(a, b, c, d)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(a + b > 0, np.log2((np.where(a == 0, 0.5, a) / c) / (np.where(b == 0, 0.5, b) / d)), np.nan)


def log_ratio_interval(a, b, c, d, comparisons=1, alpha=0.05):
    """Return (low, high): the Clopper–Pearson interval of the log ratio, for so many comparisons at once (Bonferroni); infinite where a side has none."""
    from scipy.stats import beta

    a, b, c, d = _floats(a, b, c, d)
    level = alpha / (2 * comparisons)
    low = np.where(a > 0, beta.ppf(level, np.where(a > 0, a, 1), b + 1), 0)
    high = np.where(b > 0, beta.ppf(1 - level, a + 1, np.where(b > 0, b, 1)), 1)
    with np.errstate(divide="ignore"):
        return np.log2((d / c) * low / (1 - low)), np.log2((d / c) * high / (1 - high))


def log_ratio_conservative(a, b, c, d, comparisons=1, alpha=0.05):
    """Return LRC (Evert 2022): the end nearer to 0 of the log ratio's interval, and 0 where the interval holds 0.

    A word with an LRC above 1 is at least twice as frequent in the target, with that much certainty, if words were independent.

    >>> round(float(log_ratio_conservative(1189, 968, 168329, 19552238, comparisons=599)), 4)
    6.9101
    """
    return conservative(*log_ratio_interval(a, b, c, d, comparisons, alpha))


def conservative(low, high):
    """Return the end of an interval that is nearer to 0, and 0 where it holds 0; nan where both ends are infinite, which says nothing.

    >>> conservative([1.5, -2.0, -1.0, -np.inf], [3.0, -0.5, 1.0, np.inf]).tolist()
    [1.5, -0.5, 0.0, nan]
    """
    low, high = _floats(low, high)
    return np.where(np.isinf(low) & np.isinf(high), np.nan, np.where(low > 0, low, np.minimum(high, 0)))


def percent_difference(a, b, c, d):
    """Return %DIFF (Gabrielatos & Marchi 2011): by how many per cent the target's rate exceeds the reference's; inf where that is 0."""
    a, b, c, d = _floats(a, b, c, d)
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100 * (a / c - b / d) / (b / d)


def odds_ratio(a, b, c, d):
    """Return the ratio of the word's odds against all other words, target over reference; inf where the reference has none."""
    a, b, c, d = _floats(a, b, c, d)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (a / (c - a)) / (b / (d - b))


def simple_maths(a, b, c, d, k=1):
    """Return Kilgarriff's ratio of rates per million, each with k added (2009): a larger k prefers frequent words."""
    a, b, c, d = _floats(a, b, c, d)
    return (1e6 * a / c + k) / (1e6 * b / d + k)


def rate(a, c, per=1000):
    """Return the frequency per so many words."""
    return per * np.asarray(a, float) / np.asarray(c, float)


def rank_sum(freq, freq_ref):
    """Return the sum of the ranks of a word's frequencies in the samples of the first corpus among those of both (Kilgarriff 2001)."""
    from scipy.stats import rankdata

    return rankdata([*freq, *freq_ref])[: len(freq)].sum()


def difference_coefficient(rate, rate_ref):
    """Return (x − y) / (x + y) of two rates (Hofland & Johansson 1982), from −1 to 1."""
    return (rate - rate_ref) / (rate + rate_ref)


def log_odds(a, b, c, d, prior, prior_size):
    """Return (δ, z, z_exact): Monroe et al.'s log-odds ratio with a Dirichlet prior (2008), and its two z-scores.

    prior: the word's pseudo-count, prior_size: their sum; the same for every word it is uninformative, in proportion to background frequencies
    informative. z has the paper's approximate variance (as in ConvoKit), z_exact the
    variance of all four terms (as in scattertext). |z| above 1.96 is unusual for one word chosen beforehand, not for the top of a list.
    """
    a, b, c, d = _floats(a, b, c, d)
    rest_a, rest_b = c + prior_size - a - prior, d + prior_size - b - prior
    delta = np.log((a + prior) / rest_a) - np.log((b + prior) / rest_b)
    variance = 1 / (a + prior) + 1 / (b + prior)
    return delta, delta / np.sqrt(variance), delta / np.sqrt(variance + 1 / rest_a + 1 / rest_b)


# Pairs of words (mutual information, t, Dice and G² are NLTK's)


def mutual_information(f12, f1, f2, n, base=2):
    """Return MI in bits: log2 of observed over expected (Church & Hanks 1990). It prefers rare pairs; use a minimum frequency.

    UCS prints it to the base of 10, quanteda to that of e.
    """
    return _nltk("pmi", f12, f1, f2, n) / np.log2(base)


def t_score(f12, f1, f2, n):
    """Return (observed − expected) / √observed. It prefers frequent pairs, and is a ranking, no test."""
    return _nltk("student_t", f12, f1, f2, n)


def pair_log_likelihood(f12, f1, f2, n):
    """Return G² of a pair over all four cells (Dunning 1993), not signed."""
    return _nltk("likelihood_ratio", f12, f1, f2, n)


def chi_square(f12, f1, f2, n):
    """Return Pearson's χ² of a pair, without Yates's correction."""
    return _nltk("chi_sq", f12, f1, f2, n)


def phi_square(f12, f1, f2, n):
    """Return φ², which is χ² over n, from 0 to 1."""
    return _nltk("phi_sq", f12, f1, f2, n)


def dice(f12, f1, f2, n=None):
    """Return 2 f12 / (f1 + f2), from 0 to 1, whatever the size of the corpus."""
    return 2 * np.asarray(f12) / (np.asarray(f1) + np.asarray(f2))


def log_dice(f12, f1, f2, n=None):
    """Return logDice (Rychlý 2008): 14 + log2 of Dice. At most 14; one less is half as strong; comparable between corpora of different size."""
    with np.errstate(divide="ignore"):
        return 14 + np.log2(dice(f12, f1, f2))


def delta_p(f12, f1, f2, n):
    """Return ΔP of the second word given the first (Gries 2013), from −1 to 1; swap f1 and f2 for the other direction.

    >>> round(float(delta_p(5610, 5610 + 168938, 5610 + 2257, 5610 + 168938 + 2257 + 10233063)), 3)
    0.032
    """
    f12, f1, f2, n = _floats(f12, f1, f2, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return f12 / f1 - (f2 - f12) / (n - f1)


def normalized_mutual_information(f12, f1, f2, n):
    """Return NPMI (Bouma 2009): MI over −log2 of the pair's probability, from −1 (never together) to 1 (never apart)."""
    f12, f1, f2, n = _floats(f12, f1, f2, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(f12 == 0, -1.0, np.log2(n * f12 / (f1 * f2)) / -np.log2(f12 / n))


def _nltk(name, f12, f1, f2, n):
    """A measure of NLTK's, pair by pair."""
    from nltk.metrics.association import BigramAssocMeasures

    measure = getattr(BigramAssocMeasures, name)
    return np.vectorize(lambda a, b, c, d: float(measure(a, (b, c), d)), otypes=[float])(f12, f1, f2, n)[()]


# Dispersion


def deviation_of_proportions(v, s):
    """Return DP (Gries 2008): 0 where a word is spread as the parts are long, near 1 where it clumps."""
    v, s = _floats(v, s)
    return np.abs(v / v.sum() - s).sum() / 2


def dp_norm(v, s):
    """Return DP norm (Lijffijt & Gries 2012): DP over its maximum, so that 1 can be reached."""
    return deviation_of_proportions(v, s) / (1 - np.min(s))


def dp_egbert(v, s):
    """Return D_P (Egbert et al. 2020): 1 for an even spread, with the smallest part that has the word in the correction."""
    v, s = _floats(v, s)
    return 1 - deviation_of_proportions(v, s) / (1 - s[v > 0].min())


def d_a(v, s):
    """Return D_A (Burch et al. 2017) on the parts' rates, by Wilcox's short cut (1973): 1 for an even spread, 0 for one part only."""
    p = np.asarray(v, float) / np.asarray(s, float)
    r = np.sort(p / p.sum())[::-1]
    return 2 * ((np.arange(1, len(r) + 1) * r).sum() - 1) / (len(r) - 1)


def kullback_leibler(v, s):
    """Return the divergence of the word's spread from that of the parts, in bits (Gries 2020): 0 for an even spread, without upper end."""
    t, s = np.asarray(v, float) / np.sum(v), np.asarray(s, float)
    return (t[t > 0] * np.log2(t[t > 0] / s[t > 0])).sum()


def d_kl(v, s):
    """Return D_KL: 1 − KLD / (1 + KLD), which is 1 for an even spread."""
    divergence = kullback_leibler(v, s)
    return 1 - divergence / (1 + divergence)


def rosengren(v, s):
    """Return Rosengren's S (1971): 1 for an even spread."""
    v, s = _floats(v, s)
    return np.sqrt(v * s).sum() ** 2 / v.sum()


def juilland(v, s):
    """Return Juilland's D with the population's standard deviation of the parts' rates (Gries; Wordless): 1 for an even spread."""
    p = np.asarray(v, float) / np.asarray(s, float)
    return 1 - p.std() / p.mean() / np.sqrt(len(p) - 1)


def juilland_sample(v, s):
    """Return Juilland's D with the sample's standard deviation (quanteda.extras): lower than the other on the same word."""
    p = np.asarray(v, float) / np.asarray(s, float)
    return 1 - p.std(ddof=1) / p.mean() / np.sqrt(len(p) - 1)


def carroll(v, s):
    """Return Carroll's D2 (1970) on the parts' rates: 1 for an even spread."""
    p = np.asarray(v, float) / np.asarray(s, float)
    p = p / p.sum()
    return -(p[p > 0] * np.log2(p[p > 0])).sum() / np.log2(len(p))


def d3(v):
    """Return Lyne's D3 of equal parts: 1 − χ²/4f."""
    v = np.asarray(v, float)
    expected = v.sum() / len(v)
    return 1 - ((v - expected) ** 2 / expected).sum() / (4 * v.sum())


def dc(v):
    """Return the distributional consistency DC (Zhang et al. 2004) of equal parts."""
    v = np.asarray(v, float)
    return (np.sqrt(v).sum() / len(v)) ** 2 / v.mean()


def usage(v):
    """Return Carroll's U_m (1970) of equal parts: the frequency, weighed down where the spread is uneven."""
    v = np.asarray(v, float)
    evenness = carroll(v, np.full(len(v), 1 / len(v)))
    return v.sum() * evenness + (1 - evenness) * v.sum() / len(v)


def adjusted_frequency(v, s):
    """Return Rosengren's adjusted frequency (1971; Francis & Kučera 1982 as KF): the frequency times his S."""
    return np.sum(v) * rosengren(v, s)


def distances(positions, n):
    """Return the distances between successive uses of a word in a corpus of n words, the last joined to the first."""
    positions = np.sort(np.asarray(positions))
    return np.diff(positions, append=positions[0] + n)


def average_reduced_frequency(positions, n):
    """Return ARF (Savický & Hlaváčová 2002): the frequency if uses nearer than n/f to the last one hardly counted."""
    d = distances(positions, n)
    return np.minimum(d, n / len(d)).sum() * len(d) / n


def average_logarithmic_distance(positions, n):
    """Return ALD (Savický & Hlaváčová 2002): the mean logarithm (base 10) of the distance to the next use, weighed by it."""
    d = distances(positions, n)
    return (d * np.log10(d)).sum() / n


def average_waiting_time(positions, n):
    """Return AWT (Savický & Hlaváčová 2002): how many words one reads, on average, from anywhere to the next use."""
    d = distances(positions, n)
    return (1 + (d**2).sum() / n) / 2


# Lexical diversity


def mattr(words, window=50):
    """Return the moving-average type–token ratio (Covington & McFall 2010): the mean share of different words in a window.

    Hardly depends on the text's length, unlike the plain ratio. nan for a text shorter than the window.

    >>> round(mattr("one one two one one two one".split(), 4), 4)
    0.5
    """
    if len(words) < window:
        return np.nan
    counts, total = {}, 0
    for i, word in enumerate(words):
        counts[word] = counts.get(word, 0) + 1
        if i >= window:
            old = words[i - window]
            counts[old] -= 1
            if not counts[old]:
                del counts[old]
        total += len(counts) if i >= window - 1 else 0
    return total / window / (len(words) - window + 1)


def mtld(words, below=0.72):
    """Return MTLD (McCarthy & Jarvis 2010): how many words it takes, on average, until the type–token ratio is at 0.72 or below.

    Read forwards and backwards, with a partial factor for the rest. Programs that ask for *less than* 0.72 give other numbers.
    """
    return (_factors(words, below) + _factors(words[::-1], below)) / 2 if len(words) else np.nan


def _factors(words, below):
    factors, types, tokens = 0.0, set(), 0
    for word in words:
        tokens += 1
        types.add(word)
        if len(types) / tokens <= below:
            factors, types, tokens = factors + 1, set(), 0
    if tokens:
        factors += (1 - len(types) / tokens) / (1 - below)
    return len(words) / factors if factors else np.nan


def hdd(words, sample=42):
    """Return HD-D (McCarthy & Jarvis 2007): the type–token ratio to expect in 42 words drawn from the text; nan for shorter texts."""
    from scipy.stats import hypergeom

    if len(words) < sample:
        return np.nan
    counts = np.unique(np.asarray(words, str), return_counts=True)[1]
    return float((1 - hypergeom.pmf(0, len(words), counts, sample)).sum() / sample)


def yule_k(words):
    """Return Yule's K (1944): 10⁴ (Σ i² V_i − N) / N². Higher means more repetition.

    >>> float(yule_k("a b c d d e e f f f".split()))
    1000.0
    """
    counts = np.unique(np.asarray(words, str), return_counts=True)[1]
    return 1e4 * ((counts**2).sum() - len(words)) / len(words) ** 2


# Shares and counts


def wilson(k, n, confidence=0.95):
    """Return Wilson's interval (1927) for a share of k in n independent cases: (low, high).

    Words of a text are not independent; use it for documents.

    >>> [round(end, 4) for end in wilson(10, 100)]
    [0.0552, 0.1744]
    """
    from scipy.stats import binomtest

    return tuple(float(end) for end in binomtest(int(k), int(n)).proportion_ci(confidence, method="wilson"))


def garwood(k, confidence=0.95):
    """Return Garwood's exact interval (1936) for a count of independent events: (low, high).

    >>> [round(end, 4) for end in garwood(10)]
    [4.7954, 18.3904]
    """
    from scipy.stats import chi2

    tail = (1 - confidence) / 2
    return float(chi2.ppf(tail, 2 * k) / 2 if k else 0), float(chi2.isf(tail, 2 * k + 2) / 2)


# What others printed


def published():
    """Return the published values with ours beside them: one row each, from `published.csv`.

    Columns: subject, statistic, variant, input (the arguments, as JSON), printed (as the source prints it, no digit more), ours (as many digits),
    agrees, source. What was only recomputed from a source's counts is none of them.
    """
    table = pd.read_csv(Path(__file__).parent / "published.csv", dtype="str", keep_default_na=False)
    ours = [_digits(_compute(function, json.loads(arguments)), printed) for function, arguments, printed in zip(table.function, table.input, table.printed)]
    return table.assign(ours=ours, agrees=table.printed == ours)[["subject", "statistic", "variant", "input", "printed", "ours", "agrees", "source"]]


def variants():
    """Return what programs print under one name: one row each, all variants of a statistic on the same counts.

    Columns: statistic, input, variant, printed_by, value (computed here; none is a quotation). A number is
    comparable with another program's only where the variant is the same.
    """
    words, spread, pair = (288, 114099, 92965, 104570472), ([1, 2, 3, 4, 5], [0.18, 0.2, 0.2, 0.2, 0.22]), (20, 42, 20, 14307668)
    example = [str(i) for i in (*range(18), *range(7), *range(18), *range(7))]
    rows = [
        ("log-likelihood", "288 of 92,965 against 114,099 of 104,570,472", "4 cells", "AntConc, WordSmith, UCS", log_likelihood(*words)),
        ("log-likelihood", "the same", "2 cells", "Rayson's wizard, Conc", log_likelihood(*words, cells=2)),
        ("log-likelihood", "the same", "4 cells over Williams's q", "quanteda by default", williams(*words)),
        ("DP", "1, 2, 3, 4, 5 uses in parts of 18, 20, 20, 20, 22%", "Gries 2008", "most programs", deviation_of_proportions(*spread)),
        ("DP", "the same", "norm, Lijffijt & Gries 2012", "here, as dp_norm", dp_norm(*spread)),
        ("DP", "the same", "1 − DP, where a correction drops out by mistake", "tlda's disp()", 1 - deviation_of_proportions(*spread)),
        ("DP", "the same", "D_P, Egbert et al. 2020: 1 is even", "tlda's disp_DP()", dp_egbert(*spread)),
        ("Juilland's D", "the same", "population's deviation", "Gries, Wordless; here", juilland(*spread)),
        ("Juilland's D", "the same", "sample's deviation", "quanteda.extras", juilland_sample(*spread)),
        ("mutual information", "20 together, 42 and 20 alone, of 14,307,668", "base 2", "Conc, NLTK; here", mutual_information(*pair)),
        ("mutual information", "the same", "base 10", "UCS", mutual_information(*pair, base=10)),
        ("mutual information", "the same", "base e", "quanteda", mutual_information(*pair, base=np.e)),
        ("log ratio", "0 of 100 against 10 of 100", "0 counts as 0.5", "Hardie; CQPweb, Conc; here", log_ratio(0, 10, 100, 100)),
        ("log ratio", "the same", "0.001 added to every cell", "association-measures by default", log_ratio(0.001, 10.001, 100.002, 100.002)),
        ("Carroll's D2", "1, 2, 3, 4, 5 uses in the same parts", "on rates", "Gries; here", carroll(*spread)),
        ("Carroll's D2", "the same", "on counts", "quanteda.extras", carroll(spread[0], [0.2] * 5)),
        ("MTLD", "18 words and 7 of them again, twice", "a factor ends at 0.72", "here", mtld(example)),
        ("MTLD", "the same", "a factor ends below 0.72", "other programs", mtld(example, below=0.72 - 1e-9)),
        ("log-odds z", "10 of 100 against 5 of 200, prior 0.01 of 1", "two-term variance", "ConvoKit; Monroe et al.", log_odds(10, 5, 100, 200, 0.01, 1)[1]),
        ("log-odds z", "the same", "four-term variance", "scattertext", log_odds(10, 5, 100, 200, 0.01, 1)[2]),
    ]
    return pd.DataFrame(rows, columns=["statistic", "input", "variant", "printed_by", "value"]).astype({"value": float})


def _compute(call, arguments):
    """The value of a function of this module or of SciPy ("scipy.stats.chi2.isf"), or of a part of it ("wilson:0")."""
    import scipy.stats

    path, _, part = call.partition(":")
    names = path.split(".")
    value = {"scipy": scipy}.get(names[0]) or globals()[names[0]]
    for name in names[1:]:
        value = getattr(value, name)
    value = value(**arguments)
    return value[int(part)] if part else value


def _digits(value, printed):
    """Write a value with as many decimals as the printed one has."""
    decimals = len(printed.partition(".")[2])
    return f"{round(float(value), decimals) + 0.0:.{decimals}f}"


def _floats(*values):
    return [np.asarray(value, float) for value in values]

"""Do other programs count the same? Prints our counts and statistics beside those of other libraries, on one collection of texts.

    python tests/benchmarks/agreement.py [FOLDER]

FOLDER is a corpus (default: the package's). Compared is what is installed: NLTK and SciPy always; scikit-learn and
association-measures where they are (pip install scikit-learn association-measures, in an environment of their own). Every difference is named with
the documented rule that makes it; one that no rule explains is printed last, and the exit status is 1.
"""

import re
import sys
from collections import Counter

import numpy as np
import pandas as pd

from analysis import corpus, measures, sections, sentences, terms, words

RULES = {  # why a word of ours may be another one of theirs, tried in this order
    "an inner hyphen is kept (long-term)": lambda word: "-" in word,
    "a number keeps its point or comma (3.5), and the mark of a footnote is no word": lambda word: re.fullmatch(r"\d+([.,]\d+)*|[¹²³⁰⁴-⁹]+", word),
    "an abbreviation keeps its full stops, and US is u.s.": lambda word: re.fullmatch(r"(\w\.)+(\w)?", word) or word in ("us", "u", "s", "e", "g", "i"),
    "an apostrophe inside is kept, a possessive ’s is dropped": lambda word: "'" in word or word in ("s", "t", "don", "doesn", "isn", "won", "re", "ve", "ll", "d", "m"),
    "a part of one of these": None,
}


def theirs(name, tokenize, documents):
    """Compare our frequencies with those of a tokenizer on the same counted text."""
    lines = sentences.split(documents, sections.split(documents))
    counted = words.split(documents, lines)
    body = lines[lines.zone == "body"]
    ours = Counter(counted[counted.zone == "body"].word.astype("str"))
    other = Counter(token for text in body.text for token in tokenize(text.replace("’", "'")))
    parts = {part for word in ours if not word.isalnum() for part in re.findall(r"\w+", word)}
    rows, unexplained = Counter(), []
    for word in sorted(set(ours) | set(other)):
        if ours[word] != other[word]:
            rule = next((rule for rule, holds in RULES.items() if holds and holds(word)), "a part of one of these" if word in parts or "us" == word else None)
            rows[rule] += abs(ours[word] - other[word])
            if rule is None:
                unexplained.append((word, ours[word], other[word]))
    same = sum(min(ours[word], other[word]) for word in ours)
    print(f"\n{name}: {sum(ours.values()):,} words of ours, {sum(other.values()):,} of theirs, {same:,} the same")
    for rule, number in rows.most_common():
        print(f"  {number:6,} differ: {rule or 'NO RULE EXPLAINS THIS'}")
    return unexplained


def statistics(documents):
    """Compare measures on our own counts: here nothing may differ."""
    lines = sentences.split(documents, sections.split(documents))
    counted = words.split(documents, lines)
    pairs = terms.collocations(counted, min_freq=3)
    try:
        import association_measures.measures as other
    except ImportError:
        print("\nassociation-measures: not installed")
        return
    o11, r1, c1, n = (pairs[c].astype(float) for c in ("freq", "freq_first", "freq_second", "pairs"))
    table = pd.DataFrame({"O11": o11, "O12": r1 - o11, "O21": c1 - o11, "O22": n - r1 - c1 + o11})
    table = table.assign(E11=r1 * c1 / n, E12=r1 * (n - c1) / n, E21=(n - r1) * c1 / n, E22=(n - r1) * (n - c1) / n, R1=r1, R2=n - r1, C1=c1, C2=n - c1, N=n)
    print(f"\nassociation-measures, {len(pairs):,} pairs: largest difference")
    for name, ours, their in [
        ("log-likelihood (ours unsigned)", np.abs(pairs.log_likelihood), np.abs(other.log_likelihood(table, signed=False))),
        ("t", pairs.t_score, other.t_score(table)),
        ("mutual information (theirs base 10)", pairs.mutual_information, other.mutual_information(table) / np.log10(2)),
        ("Dice (from logDice)", 2 ** (pairs.logdice - 14), other.dice(table)),
        ("log ratio's conservative bound, pairs as comparisons", measures.log_ratio_conservative(o11, c1 - o11, r1, n - r1, comparisons=len(pairs)), other.conservative_log_ratio(table, alpha=0.05, correct="Bonferroni")),
    ]:
        print(f"  {np.nanmax(np.abs(np.asarray(ours) - np.asarray(their))):.2g}  {name}")


def main():
    documents = corpus.read(sys.argv[1] if len(sys.argv) > 1 else None)
    from nltk.tokenize import RegexpTokenizer

    left = theirs(r"NLTK RegexpTokenizer(\w+)", lambda text: RegexpTokenizer(r"\w+").tokenize(text.lower()), documents)
    try:
        from sklearn.feature_extraction.text import CountVectorizer

        left += theirs("scikit-learn CountVectorizer, words of one letter too", CountVectorizer(token_pattern=r"(?u)\b\w+\b").build_analyzer(), documents)
    except ImportError:
        print("\nscikit-learn: not installed")
    statistics(documents)
    for word, ours, other in left:
        print("unexplained:", word, ours, other)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())

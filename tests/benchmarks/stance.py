"""How well does the list of cues agree with sentences that other people labelled? Beside a plain word list and ConvoKit's.

    python tests/benchmarks/stance.py FOLDER [--half 0|1] [--convokit FILE] [--errors SET]

FOLDER holds the labelled sets as CSV, a column `sentence` and a column with 0 or 1; nothing of it is kept. FILE is
`politeness_strategies.py` in the source of convokit, whose list of hedges is read without running anything of it.

A sentence is said to be labelled when it has one counted hit at least. Each set defines its category in its own way, so each is scored with a
named selection of the list (SELECTIONS), written down here and chosen by what the makers of the set say they label, not by
trying all. `list` is our list with every excluded context ignored, `rules` the list as it counts. --half scores the sentences of even or odd
place only: rules were made while looking at the even ones.

Attribution is scored a second time, as `sources`: by `stance.attributions`, which also gives the speaker of a line of minutes, and without sentences that
stand within quotation marks from end to end. Whose words these are is said outside them, and the makers of that set give a word to one
attribution at most, so what a quoted speaker passes on has no label of its own.
"""

import argparse
import ast
from pathlib import Path

import pandas as pd

from analysis import quotations, stance, words

PLUS = "stance == 'hedge' and (profile == 'core' or kind in "
SELECTIONS = {
    "careful": "stance == 'hedge' and profile == 'core'",
    "diplomatic": PLUS + "['modal', 'verb', 'opinion'])",  # would, should, can, and what we believe or hope
    "scientific": PLUS + "['question'])",  # whether
    # nobody is named who holds it (some say, it is thought, widely regarded, seems), how many stays vague, or it is praised (most famous);
    # not what a named source suggests, estimates or expects, and no limits of a claim (at best, on the whole)
    "weasel": "stance == 'hedge' and kind in ['quantity', 'hearsay', 'passive', 'impression', 'estimative', 'adverb']"
    " or stance == 'hedge' and kind == 'adjective' and profile == 'core' or kind == 'peacock'",
    "attribution": "stance == 'attribution'",
    "modality": "stance == 'hedge' and kind not in ['frequency', 'quantity', 'approximator', 'hearsay', 'opinion']"
    " or stance in ['booster', 'obligation'] or stance == 'attitude' and kind != 'peacock'",  # possible, sure, needed, good
}
SETS = [
    ("hedges-security-council", "hedged", "diplomatic"),
    ("hedges-encyclopedia", "hedged", "weasel"),
    ("hedges-biomedical", "hedged", "scientific"),
    ("attribution-political-news", "attributed", "attribution"),
    ("modality-news", "modal", "modality"),
    ("suggestions-hotel-reviews", "suggestion", "recommendations"),
]
PLAIN = """may might could can would should must shall will need ought cannot perhaps possibly possible probably probable likely unlikely maybe seem seems
seemed appear appears appeared suggest suggests suggested indicate indicates indicated assume assumed believe believed think thought about approximately
somewhat often usually generally apparently presumably potentially""".split()


def score(predicted, true):
    """Return precision, recall and F1 of two lists of 0 and 1.

    >>> score([1, 1, 0, 0], [1, 0, 1, 0])
    (0.5, 0.5, 0.5)
    """
    both = sum(p and t for p, t in zip(predicted, true))
    precision, recall = both / max(1, sum(predicted)), both / max(1, sum(true))
    return precision, recall, 2 * both / max(1, sum(predicted) + sum(true))


def sentences(rows):
    """The labelled sentences as a table of sentences, each a document of its own."""
    place = {"document": range(len(rows)), "section": 1, "sentence": 1, "zone": "body", "start": 0}
    return pd.DataFrame(place | {"end": rows.sentence.str.len(), "text": rows.sentence})


def ours(rows, selection):
    """Return what the list alone, and the list with its rules, say of each sentence, or None where this part is not there yet."""
    table = sentences(rows)
    if selection == "recommendations":
        if not hasattr(stance, "recommendations"):
            return None
        found = set(stance.recommendations(table).document)
        return [None, [i in found for i in table.document]]
    cues = stance.cues("wide").query(SELECTIONS[selection]).reset_index(drop=True)
    hits = stance.find(table, cues)
    places = [set(hits.document), set(hits[hits.counted].document), *([_sources(table, cues)] if selection == "attribution" else [])]
    return [[i in some for i in table.document] for some in places]


def _sources(table, cues):
    """The sentences that say themselves whose claim they pass on."""
    named = stance.attributions(table, cues)
    whole = [i for i, text in zip(table.document, table.text) if any(start <= 1 and end >= len(text) - 2 for start, end in quotations.marks(text))]
    return set(named[~named.document.isin(whole) | (named.verb == "")].document)


def listed(rows, wanted):
    """What a list of words and phrases says of each sentence."""
    phrases = [f" {' '.join(words.of(phrase))} " for phrase in wanted]
    texts = [f" {' '.join(words.of(sentence))} " for sentence in rows.sentence]
    return [any(phrase in text for phrase in phrases) for text in texts]


def convokit(path):
    """The hedges in the source of ConvoKit."""
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    return next(ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "hedges")


def table(folder, half=None, source=None):
    """Return one row for each set: what was scored, and precision, recall and F1 of each way."""
    rows = []
    for name, label, selection in SETS:
        data = pd.read_csv(folder / f"{name}.csv", keep_default_na=False)
        data = data if half is None else data.iloc[half::2].reset_index(drop=True)
        true = (data[label].astype(int) == 1).tolist()
        ways = dict(zip(("list", "rules", "sources"), ours(data, selection) or [None, None]))
        ways["plain words"] = listed(data, PLAIN)
        if source:
            ways["ConvoKit"] = listed(data, convokit(source))
        for way, predicted in ways.items():
            if predicted is not None:
                rows.append((name, selection, len(data), sum(true), way, *score(predicted, true)))
    return pd.DataFrame(rows, columns=["set", "selection", "sentences", "labelled", "way", "precision", "recall", "f1"])


def errors(folder, wanted):
    """Print the sentences of the even half that are judged otherwise than labelled, with the hits."""
    name, label, selection = next(row for row in SETS if wanted in row[0])
    data = pd.read_csv(folder / f"{name}.csv", keep_default_na=False).iloc[::2].reset_index(drop=True)
    hits = stance.find(sentences(data), stance.cues("wide").query(SELECTIONS[selection]).reset_index(drop=True))
    quotes = hits[hits.counted].groupby("document").quote.agg(" | ".join)
    for i, row in data.iterrows():
        if (i in quotes.index) != (int(row[label]) == 1):
            print("FALSE" if i in quotes.index else "MISSED", quotes.get(i, ""), "#", row.get("cues", ""), "#", row.sentence)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the labelled sets")
    parser.add_argument("--half", type=int, choices=(0, 1), help="the sentences of even or of odd place only")
    parser.add_argument("--convokit", type=Path, metavar="FILE", help="the source in which ConvoKit's list of hedges stands")
    parser.add_argument("--errors", metavar="SET", help="print the sentences of one set that are judged otherwise than labelled")
    said = parser.parse_args()
    if said.errors:
        errors(said.folder, said.errors)
    else:
        print(table(said.folder, said.half, said.convokit).round(3).to_string(index=False))

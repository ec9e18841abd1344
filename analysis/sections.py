"""Which part of a document is its argument, and how is it built?

A report is printed with much that nobody argues: a title, a byline, a list of contents that names every subject once
more, a note on the authors, and on web pages the menu. Whoever counts words counts these too, unless they are set
apart first. Here every document is cut into sections that tile its text: each character belongs to one section, each
section to one zone. `front` is what stands before the argument, `contents` announces it, `body` is it, `back` follows
it, `chrome` is what the page put there. Only `body` is counted by default. How a line is told to be a heading stands in `lines`.
"""

import json

import numpy as np
import pandas as pd

from analysis.lines import ZONES, cut

SHOWN = ["body", "heading", "front", "contents", "back", "chrome"]  # in a chart: what counts first, and headings apart
COLUMNS = ["document", "section", "level", "number", "heading", "path", "zone", "start", "end", "prose", "level_source", "level_confidence"]


def split(documents):
    """Return the sections of the documents: they tile each text, in order, from its first character to its last.

    Columns: document, section (from 1 in each document), level (1 is the highest; 0 where there is no heading), number
    ("2.1"), heading, path ("3 Means > 3.1 Money"), zone, start, end, prose, the offset where the heading ends and the
    text under it starts, level_source (markup, number, contents, style, position; "" without a heading) and level_confidence
    (high, medium, low). `text[start:end]` is the whole section, `text[prose:end]` what may be counted. A section that
    the page interrupts goes on in a new row with the same path and no heading. A low confidence means that the level is open:
    headings of two levels often look alike, and the number given then serves the path only.

    A column `marks` may hold what a format's reader found, as a JSON string (see `cut`).
    """
    marks = documents.marks if "marks" in documents else [None] * len(documents)
    rows = [
        {"document": document, "section": section, **row}
        for document, text, found in zip(documents.document, documents.text, marks)
        for section, row in enumerate(cut(text, json.loads(found) if isinstance(found, str) and found else ()), 1)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def headings(sections):
    """Return the headings of the body, shaped like sentences, so that what they would add to a count can be shown.

    Columns: document, section, sentence (0: a heading is none), zone ("heading"), start, end. Pass them to `words.split`
    beside the sentences to count them too.
    """
    found = sections[(sections.zone == "body") & (sections.heading != "")]
    return found.assign(sentence=0, zone="heading", end=found.prose)[["document", "section", "sentence", "zone", "start", "end"]].reset_index(drop=True)


# What a document is built of


def outline(sections):
    """Return the tree of headings: one row for each heading, in reading order.

    Columns: document, section, level, number, heading, zone, path, level_source, level_confidence, and tree, the heading with its number indented by its
    level, so that the rows printed under each other are the outline as text.
    """
    found = sections[sections.heading != ""].reset_index(drop=True)
    tree = ["  " * (level - 1) + f"{number} {heading}".strip() for level, number, heading in zip(found.level, found.number, found.heading)]
    return found[["document", "section", "level", "number", "heading", "zone", "path", "level_source", "level_confidence"]].assign(tree=tree)


def profile(sections, words):
    """Return how long each section is: one row for each section that has words, in reading order.

    words: the table of `words.split`, all zones. Columns: document, section, zone, path, sentences, words, share (of the document's words). Headings are no
    words here; a short share is no judgement on what it says.
    """
    counts = words.groupby(["document", "section"], observed=True).agg(sentences=("sentence", "nunique"), words=("word", "size")).reset_index()
    table = sections[["document", "section", "zone", "path"]].merge(counts.astype({"document": "str"}), on=["document", "section"])
    return table.assign(share=table.words / table.groupby("document").words.transform("sum"))


def align(sections, first, second, least=75):
    """Return the headings of two documents side by side: one row for each heading of either, in the order of the first.

    Headings are matched one to one, the most alike first, by their words (rapidfuzz's token-set ratio, 0 to 100, at least `least`), and of equally alike
    ones the nearest by position. Columns: first, second (the headings; missing where there is no partner), likeness, position_first,
    position_second (share of the document before the heading). Headings that mean the same in other words are not found.
    """
    one, two = (_headings(sections[sections.document == document]) for document in (first, second))
    partner = _partners(one, two, least)
    rows = [(a, two[0][partner[i][0]], partner[i][1], x, two[1][partner[i][0]]) if i in partner else (a, None, None, x, None) for i, (a, x) in enumerate(zip(*one))]
    taken = {j for j, _ in partner.values()}
    rows += [(None, b, None, None, y) for j, (b, y) in enumerate(zip(*two)) if j not in taken]
    return pd.DataFrame(rows, columns=["first", "second", "likeness", "position_first", "position_second"])


def _headings(part):
    """The headings of one document's argument, and the share of the document before each."""
    rows = part[(part.heading != "") & (part.zone == "body")]
    return rows.heading.tolist(), (rows.start / max(part.end.max(), 1)).to_numpy()


def _partners(one, two, least=75):
    """{heading of one document: (its partner of the other, likeness)}, by their numbers: the most alike first, then the nearest."""
    from rapidfuzz import fuzz, process

    (first, x), (second, y) = one, two
    likeness = process.cdist(first, second, scorer=fuzz.token_set_ratio, processor=str.casefold, score_cutoff=least, dtype=float)
    i, j = np.nonzero(likeness >= least)
    partner, taken = {}, set()
    for at in np.lexsort((j, i, np.abs(x[i] - y[j]), -likeness[i, j])):
        if i[at] not in partner and j[at] not in taken:
            partner[i[at]] = (j[at], likeness[i[at], j[at]])
            taken.add(j[at])
    return partner


def compare(sections, most=1000):
    """Return how alike each two documents are built: one row for each pair, the most alike first.

    Columns: first, second, headings_first, headings_second, shared (headings with a partner, see `align`), in_order (of the shared, the share that stands in
    the same order), tree_distance (edits that turn one tree of headings into the other: APTED, Pawlik & Augsten 2016; of so many pairs, those that share most:
    it takes time, and is missing in the others).
    Compare documents of one genre; a small distance between two documents without headings says nothing.
    """
    from itertools import combinations

    from apted import APTED

    trees = {document: _tree(part) for document, part in outline(sections[sections.zone == "body"]).groupby("document")}
    headings = {document: _headings(part) for document, part in sections.groupby("document", sort=False)}
    rows = []
    for (first, one), (second, two) in combinations(headings.items(), 2):
        partner = _partners(one, two)
        order = [partner[i][0] for i in sorted(partner)]
        rows.append((first, second, len(one[0]), len(two[0]), len(order), (np.diff(order) > 0).mean() if len(order) > 1 else None))
    table = pd.DataFrame(rows, columns=["first", "second", "headings_first", "headings_second", "shared", "in_order"])
    table = table.sort_values(["shared", "first", "second"], ascending=[False, True, True], ignore_index=True)
    pairs = [APTED(trees.get(first, _Node("")), trees.get(second, _Node(""))) for first, second in zip(table["first"][:most], table.second[:most])]
    table["tree_distance"] = pd.Series([pair.compute_edit_distance() for pair in pairs], dtype="Int64")
    return table.sort_values(["shared", "tree_distance", "first", "second"], ascending=[False, True, True, True], ignore_index=True)


class _Node:
    """A heading and those under it, as APTED reads a tree."""

    def __init__(self, name):
        self.name, self.children = name, []


def _tree(headings):
    """The tree of one document's headings under a nameless root."""
    open_nodes = [(0, _Node(""))]
    for level, heading in zip(headings.level, headings.heading):
        while open_nodes[-1][0] >= level and len(open_nodes) > 1:
            open_nodes.pop()
        node = _Node(heading.casefold())
        open_nodes[-1][1].children.append(node)
        open_nodes.append((level, node))
    return open_nodes[0][1]

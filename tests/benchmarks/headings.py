"""How many headings are found, and under which heading each is put? Scores documents whose true headings are known.

    python tests/benchmarks/headings.py [FOLDER] [--errors]

FOLDER holds <id>.gold.json with the lists headings_blank, headings_tight or headings_natural ({level, text, start, end}) and
ignore_… (spans where a heading counts neither way), and the texts as <id>.blank.txt and so on. Nothing of it is kept.

A heading is hit when one of ours covers half of its span at least; ours that hit nothing, outside the ignored spans, is false.
`parent` is the share of all true headings that are hit and stand under the right heading; a missed one is wrong. `untitled` is the same
where the true headings begin with the document's title, a level-1 heading over all others, and we put that into the front, as the guide
for our own labels says: such a title is no heading then, and what stands under it stands under nothing.
`claimed` is the share of the hit headings whose level is claimed (level_confidence not low), `right` how many of these levels
are true, counted from the highest level that both have, `placed` how many of these headings stand under the right heading. A second table tells
documents in which most of the true headings begin with a number from the others. With --errors every miss and every false heading is listed.
"""

import json
import re
import sys
import time
from pathlib import Path

import pandas as pd

from analysis import sections

NUMBERED = re.compile(r"((\d+\.)*\d+\.?|[A-Z](\.\d+)+\.?|([IVX]+|[A-Za-z])\.|[\d.]*(\([A-Za-z0-9]{1,4}\))+|(Annex|Appendix|Article|Chapter|Part|Section|Step) [\dA-Z]+\b)")
FOLDER = Path(__file__).parents[3] / "shared" / "practice" / "sections"


def score(text, true, ignored):
    """Return the counts of one text as a dict, and its misses and false headings."""
    begin = time.perf_counter()
    every = sections.cut(text)
    rows = [row for row in every if row["heading"]]
    seconds = time.perf_counter() - begin
    hits, used = {}, set()
    for i, heading in enumerate(true):
        half = (heading["end"] - heading["start"]) / 2
        for j, row in enumerate(rows):
            if j not in used and min(heading["end"], row["prose"]) - max(heading["start"], row["start"]) >= half:
                hits[i] = j
                used.add(j)
                break
    false = [row for j, row in enumerate(rows) if j not in used and not any(row["start"] < end and start < row["prose"] for start, end in ignored)]
    above, ours = parents([h["level"] for h in true]), parents([r["level"] for r in rows])
    right = {i for i, j in hits.items() if ours[j] == (None if above[i] is None else hits.get(above[i], "missed"))}
    title = int(_is_title(true, hits, every))
    untitled = right | {i for i, j in hits.items() if title and above[i] == 0 and ours[j] is None}
    top, first = min((true[i]["level"] for i in hits), default=1), min((rows[j]["level"] for j in hits.values()), default=1)
    claimed = [i for i in hits if rows[hits[i]].get("level_confidence", "high") != "low"]
    level = sum(true[i]["level"] - top == rows[hits[i]]["level"] - first for i in claimed)
    counts = {"true": len(true), "hits": len(hits), "false": len(false), "parents": len(right), "below": len(true) - title, "untitled": len(untitled)}
    counts |= {"claims": len(claimed), "levels": level, "places": len(untitled & set(claimed)), "seconds": seconds, "characters": len(text)}
    return counts, [h for i, h in enumerate(true) if i not in hits], false


def _is_title(true, hits, rows):
    """Is the first true heading a title over all others, that we have in the front?"""
    over = true and 0 not in hits and all(heading["level"] > true[0]["level"] for heading in true[1:])
    return bool(over) and any(row["zone"] == "front" and row["start"] <= true[0]["start"] < row["end"] for row in rows)


def parents(levels):
    """For each heading the index of the one it stands under, or None.

    >>> parents([1, 2, 3, 2])
    [None, 0, 1, 0]
    """
    stack, found = [], []
    for i, level in enumerate(levels):
        while stack and levels[stack[-1]] >= level:
            stack.pop()
        found.append(stack[-1] if stack else None)
        stack.append(i)
    return found


def table(folder, errors=False):
    """Return the counts of every text: one row for each document and variant."""
    rows = []
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        for variant in ("blank", "tight", "natural"):
            if f"headings_{variant}" in gold:
                true = gold[f"headings_{variant}"]
                text = (folder / path.name.replace(".gold.json", f".{variant}.txt")).read_text(encoding="utf-8")
                counts, missed, false = score(text, true, gold.get(f"ignore_{variant}", []))
                most = sum(bool(NUMBERED.match(heading["text"])) for heading in true) * 2 > len(true)
                rows.append({"kind": gold["kind"], "variant": variant, "headings are": "mostly numbered" if most else "not", "documents": 1, **counts})
                if errors:
                    for heading in missed:
                        print(path.name[:40], variant, "MISSED", heading["level"], repr(heading["text"][:110]))
                    for row in false:
                        print(path.name[:40], variant, "FALSE", row["zone"], repr(text[row["start"] : row["prose"]].strip()[:110]))
    return pd.DataFrame(rows)


def shares(counts, by):
    """Return the shares of each group of texts: one row for each."""
    sums = counts.groupby(by).sum(numeric_only=True)
    found = pd.DataFrame({"documents": sums.documents, "headings": sums.true})
    found["precision"], found["recall"] = sums.hits / (sums.hits + sums.false), sums.hits / sums.true
    found["f1"] = 2 * sums.hits / (sums.hits * 2 + sums.false + sums.true - sums.hits)
    found["parent"], found["untitled"] = sums.parents / sums.true, sums.untitled / sums.below
    found["claimed"], found["right"], found["placed"] = sums.claims / sums.hits, sums.levels / sums.claims, sums.places / sums.claims
    found["mb_s"] = sums.characters / 1e6 / sums.seconds
    return found.round(2)


if __name__ == "__main__":
    named = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    counts = table(named[0] if named else FOLDER, "--errors" in sys.argv)
    print(shares(counts, ["kind", "variant"]).to_string(), "\n")
    print(shares(counts[counts.variant != "tight"], ["headings are"]).to_string())

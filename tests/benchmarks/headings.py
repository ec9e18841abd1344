"""How many headings are found, and under which heading each is put? Scores documents whose true headings are known.

    python tests/benchmarks/headings.py [FOLDER] [--errors]

FOLDER holds <id>.gold.json with the lists headings_blank, headings_tight or headings_natural ({level, text, start, end}) and
ignore_… (spans where a heading counts neither way), and the texts as <id>.blank.txt and so on. Nothing of it is kept.

A heading is hit when one of ours covers half of its span at least; ours that hit nothing, outside the ignored spans, is false.
`parent` is the share of all true headings that are hit and stand under the right heading; a missed one is wrong.
`claimed` is the share of the hit headings whose level is claimed (level_confidence not low), `right` how many of these levels
are true, counted from the highest level that both have. With --errors every miss and every false heading is listed.
"""

import json
import sys
import time
from pathlib import Path

import pandas as pd

from analysis import sections

FOLDER = Path(__file__).parents[3] / "shared" / "practice" / "sections"


def score(text, true, ignored):
    """Return the counts of one text as a dict, and its misses and false headings."""
    begin = time.perf_counter()
    rows = [row for row in sections.cut(text) if row["heading"]]
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
    right = sum(ours[j] == (None if above[i] is None else hits.get(above[i], "missed")) for i, j in hits.items())
    top, first = min((true[i]["level"] for i in hits), default=1), min((rows[j]["level"] for j in hits.values()), default=1)
    claimed = [(i, j) for i, j in hits.items() if rows[j].get("level_confidence", "high") != "low"]
    level = sum(true[i]["level"] - top == rows[j]["level"] - first for i, j in claimed)
    counts = {"true": len(true), "hits": len(hits), "false": len(false), "parents": right, "claims": len(claimed), "levels": level, "seconds": seconds, "characters": len(text)}
    return counts, [h for i, h in enumerate(true) if i not in hits], false


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
    """Return one row for each kind of document and variant."""
    rows = []
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        for variant in ("blank", "tight", "natural"):
            if f"headings_{variant}" in gold:
                text = (folder / path.name.replace(".gold.json", f".{variant}.txt")).read_text(encoding="utf-8")
                counts, missed, false = score(text, gold[f"headings_{variant}"], gold.get(f"ignore_{variant}", []))
                rows.append({"kind": gold["kind"], "variant": variant, "documents": 1, **counts})
                if errors:
                    for heading in missed:
                        print(path.name[:40], variant, "MISSED", heading["level"], repr(heading["text"][:110]))
                    for row in false:
                        print(path.name[:40], variant, "FALSE", row["zone"], repr(text[row["start"] : row["prose"]].strip()[:110]))
    sums = pd.DataFrame(rows).groupby(["kind", "variant"]).sum()
    found = pd.DataFrame({"documents": sums.documents, "headings": sums.true})
    found["precision"], found["recall"] = sums.hits / (sums.hits + sums.false), sums.hits / sums.true
    found["f1"] = 2 * sums.hits / (sums.hits * 2 + sums.false + sums.true - sums.hits)
    found["parent"], found["claimed"], found["right"] = sums.parents / sums.true, sums.claims / sums.hits, sums.levels / sums.claims
    found["mb_s"] = sums.characters / 1e6 / sums.seconds
    return found


if __name__ == "__main__":
    named = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    print(table(named[0] if named else FOLDER, "--errors" in sys.argv).round(2).to_string())

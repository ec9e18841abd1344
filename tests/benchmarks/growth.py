"""Does the time grow as the text does? Generated corpora from 1 to 300 MB, each through every room; writes growth.csv and growth.svg.

    python tests/benchmarks/growth.py FOLDER [MB ...]

A straight line of slope 1 is linear growth. The seconds are those of one machine; on another only the shape should be the same.
"""

import sys
import tempfile
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import texts
from tqdm import tqdm

from analysis import corpus, engine

SIZES = [1, 3, 10, 30, 100, 300]


def measured(size):
    """The profile of a generated corpus of so many MB."""
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        for document, text in texts.documents(size * 1_000_000)[["document", "text"]].itertuples(index=False):
            (Path(folder) / f"{document}.txt").write_text(text, encoding="utf-8")
        index = corpus.index(folder)
        with tqdm(total=int(index.stored_bytes.sum()), unit="B", unit_scale=True, desc=f"{size} MB", leave=False) as bar:
            table = engine.profile(index, lambda part: bar.update(int(part.stored_bytes.sum())))
    return table.assign(mb=index.stored_bytes.sum() / 1e6, documents=len(index))


def drawn(table):
    """Seconds of each step against MB, both on logarithmic axes, with the line of linear growth."""
    figure, axes = plt.subplots(figsize=(7, 5), layout="constrained")
    steps = table[~table.table.isin(["start", "imports"])]
    total = steps.groupby("mb").seconds.sum()
    axes.plot(total.index, total, "o-", color="black", linewidth=2)
    colours = {name: axes.plot(rows.mb, rows.seconds, "o-", markersize=3, linewidth=1)[0].get_color() for name, rows in steps.groupby("table", sort=False)}
    place = 0.0
    ends = steps.groupby("table").seconds.last().sort_values()
    for name, seconds in [*ends.items(), ("together", total.iloc[-1])]:
        place = max(1.3 * place, seconds)  # of two labels the upper gives way
        axes.annotate(name, (total.index[-1], seconds), (total.index[-1] * 1.7, place), va="center", fontsize=8, color=colours.get(name, "black"),
                      arrowprops={"arrowstyle": "-", "color": colours.get(name, "black"), "linewidth": 0.5})  # fmt: skip
    axes.plot(total.index, total.iloc[-1] * total.index / total.index[-1], ":", color="grey")
    axes.annotate("linear", (total.index[0], total.iloc[-1] * total.index[0] / total.index[-1]), (6, -12), textcoords="offset points", color="grey")
    axes.set(xscale="log", yscale="log", xlabel="MB of text", ylabel="seconds")
    axes.set_xlim(right=total.index[-1] * 8)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:g}")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def main(folder, *sizes):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tables = []
    for size in map(int, sizes or SIZES):
        tables.append(measured(size))
        print(f"{size:>4} MB {tables[-1].seconds[2:].sum():8.1f} s {tables[-1].seconds[2:].sum() / tables[-1].mb[0]:6.2f} s/MB", flush=True)
        table = pd.concat(tables, ignore_index=True)
        table.round(4).to_csv(folder / "growth.csv", index=False)
    matplotlib.rcParams["svg.hashsalt"] = "growth"
    drawn(table).savefig(folder / "growth.svg", metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main(*sys.argv[1:])

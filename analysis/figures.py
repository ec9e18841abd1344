"""A chart that can be cited: drawn in one style, and never without what travels with it.

A picture in a briefing is only as good as the way back from it. So a chart is saved together with the table it shows, the
places every value was counted from, a caption, a text for those who cannot see it, and a card with its fingerprint; and
it is not saved if the places do not add up to the values. The same data give the same bytes. In a notebook a saved
figure speaks: its text names slug and digest, so that a check that compares texts sees when a bar has moved.
"""

import hashlib
import html
import io
import json
import logging
import os
import re
import textwrap
import unicodedata
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
from anyascii import anyascii
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis import citations, corpus
from analysis.formats import BadInput
from analysis.terms import UNSTATED

WIDTH = 8.0  # inches: printed a fifth smaller, between the margins of a page
ROW = 0.25  # inches from bar to bar
INK, FAINT, BAR = "#222222", "#6b6b6b", "#5b97bf"
COLOURS = ["#1b4f72", "#e69f00", "#7fb8d6", "#8c3b1a", "#c9c9c9", "#4d4d4d"]  # told apart in grey and by the colour-blind: tested
TICKS = [COLOURS[0], "#c0392b", "#8a6d00"]  # dark enough for a thin line on grey
HATCHES = ["", "", "///", "", "", "..."]
MARKERS = ["o", "s", "D", "^", "v", "P"]
FONT = "DejaVu Sans"  # comes with matplotlib: Latin letters are the same bytes everywhere; for letters it lacks one of these, where installed
ASIAN = ["Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR", "Microsoft YaHei", "Malgun Gothic", "Hiragino Sans GB", "Apple SD Gothic Neo", "Arial Unicode MS", "WenQuanYi Zen Hei"]
STYLE = {
    "font.family": FONT,
    "font.size": 12,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "ytick.left": False,
    "axes.grid": True,
    "axes.grid.axis": "x",
    "grid.color": "#e3e3e3",
    "axes.axisbelow": True,
    "svg.fonttype": "path",
    "hatch.linewidth": 0.6,
    "figure.dpi": 100,
}
OWN = corpus.HOME.parent / "notebooks" / "figures"  # those that come with the package
ZONE_COLOURS = {"body": 0, "front": 2, "contents": 3, "back": 4, "chrome": 5}  # as in a chart of zones with headings
SPELT = " · Letters that no font here has are spelt in Latin ones."
ALT_LENGTH = 250
FEW = 200  # words: in a group of fewer one mention alone makes more than 5 per 1,000, as many as a frequent word has
SLIDE = 1.75  # a slide's room for a picture, width to height
PLACE = ["document", "start", "end", "quote"]  # what makes a place the same place after another run,
COUNTED = ["stance", "word", "actor"]  # and what is counted there
CHECKED = ["checked_by", "checked_on"]  # what a reviewer writes beside it
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # that a font has no bold letters is nothing to tell in a notebook


def bars(table, label, unit, value="per_1000", names=None):
    """Draw one horizontal bar for each row, the longest on top, its value in the column at the right, and its interval if it has one.

    table: rows with the columns `label`, `value`, and low and high if there are intervals. names: {label: what is printed for it}. Returns a matplotlib Figure that
    carries the table (`.table`), its key columns, unit and alternative text; give it to `save`.
    """
    table = table.sort_values([value, label], ascending=[False, True], ignore_index=True)
    figure, axes = _page(len(table), unit)
    place = np.arange(len(table))[::-1]
    axes.barh(place, table[value], height=0.66, color=BAR)
    _whiskers(axes, table, place, value, INK)
    for y, number in zip(place, table[value]):
        _beside(axes, y, _number(number))
    axes.set_yticks(place, _named(table[label], names))
    axes.set_ylim(-0.6, len(table) - 0.4)
    axes.set_xlim(left=0)
    what = f"Bar chart, one bar for each {label} ({len(table)}), {unit}. "
    ranks = f"Highest: {table[label].iloc[0]}, {_number(table[value].iloc[0])}; lowest: {table[label].iloc[-1]}, {_number(table[value].iloc[-1])}." if len(table) else ""
    return _carry(figure, table, [label], unit, what + ranks, table[value])


def dots(table, label, series, unit, value="per_1000", names=None):
    """Draw one line for each `label` with a dot for each `series`, for example a term by period, with intervals where there are any.

    Rows are ordered as in the table; the key says how many documents and words a series has, where the table does. Dots without an interval are hollow: too
    few documents to say how far they would move, or nothing found. A rate in fewer than 200 words (column words) is not drawn, which is said where its dot would
    stand; the values have it. names: {label: what is printed for it}. Returns a Figure as `bars` does; its alternative text has the highest dot drawn.
    """
    labels, few, number = list(dict.fromkeys(table[label])), _few(table), table[series].nunique()
    figure, axes = _page(len(labels) * (0.75 + 0.43 * number), unit)
    for i, (name, part) in enumerate(table.groupby(series, sort=False)):
        shift = ((number - 1) / 2 - i) * 0.8 / (number + 1)
        part = part.assign(place=[len(labels) - 1 - labels.index(x) + shift for x in part[label]])
        _dots(axes, part[~few[part.index]], value, COLOURS[i % len(COLOURS)], MARKERS[i % len(MARKERS)], f"{name}{_size(part)}")
    for name in set(labels) - set(table[label][~few]) if not few.all() else ():
        axes.annotate(f"not drawn: fewer than {FEW} words", (0, len(labels) - 1 - labels.index(name)), (8, 0), textcoords="offset points", va="center", fontsize=10, color=FAINT)
    axes.set_yticks(range(len(labels))[::-1], _named(labels, names))
    axes.set_xlim(left=0)
    axes.set_ylim(-0.6, len(labels) - 0.4)
    alt = f"Dot chart, one row for each {label} ({len(labels)}), a mark for each {series}, {unit}. {_highest(table[~few], label, series, value)}"
    return _carry(figure, table, [label, series], unit, alt, table[value])


def _few(table):
    """Which rows are rates in so few words that a dot would be louder than what was found."""
    return table["words"] < FEW if "words" in table else pd.Series(False, table.index)


def _dots(axes, part, value, colour, marker, name):
    """The dots of a series, with their intervals; hollow where there is none. What is not drawn has no mark in the key."""
    style = {"marker": marker if len(part) else "", "ms": 7, "mec": colour, "mew": 1.5, "ls": ""}
    _whiskers(axes, part, part["place"], value, colour)
    sure = part["low"].notna() if "low" in part else pd.Series(False, part.index)
    for solid, fill in ((sure, colour), (~sure, "white")):
        marks = axes.plot(part[value][solid], part["place"][solid], mfc=fill, clip_on=False, zorder=3, **style)
        marks[0].set_in_layout(False)
    axes.plot([], [], mfc=colour if sure.any() else "white", label=name, **style)


def _size(part):
    """How large a series is, as its key says it.

    >>> _size(pd.DataFrame({"documents": [3, 3], "words": [57, 57]})), _size(pd.DataFrame({"words": [300, 1400]})), _size(pd.DataFrame({"documents": [1], "words": [1400]}))
    (' (3 documents, 57 words: too few to draw)', '', ' (1 document, 1,400 words)')
    """
    sizes = [f"{part[c].iloc[0]:,} {c[:-1] if part[c].iloc[0] == 1 else c}" for c in ("documents", "words") if c in part and part[c].nunique() == 1 and "documents" in part]
    return f" ({', '.join(sizes)}{': too few to draw' * bool(_few(part).all())})" if sizes else ""


def _highest(table, label, series, value):
    """The highest dot of those drawn, and where that has no interval the highest of those that have."""
    if not table[value].notna().any():
        return ""
    known = table[table["low"].notna()] if "low" in table else table[:0]
    first, sure = (rows.loc[rows[value].idxmax()] if len(rows) else None for rows in (table, known))
    said = f"Highest: {first[label]} in {first[series]}, {_number(first[value])}"
    if sure is None or sure.name == first.name:
        return said + "."
    return f"{said}, no interval; of those with one: {sure[label]} in {sure[series]}, {_number(sure[value])}."


def effects(table, label, unit, value="log_ratio", low="log_ratio_low", high="log_ratio_high", ends=("less", "more"), leftward=False):
    """Draw one dot with its interval for each row, to both sides of nought, the highest on top; an interval that goes on beyond the edge ends in an arrow.

    ends: what it means to lie left and right of nought. leftward: the higher values to the left, for example where they speak of what was earlier.
    Returns a Figure as `bars` does.
    """
    table = table.sort_values([value, label], ascending=[False, True], ignore_index=True)
    figure, axes = _page(len(table) + 1, unit)
    place = np.arange(len(table))[::-1]
    known = table[value].dropna()
    reach = 1.6 * max(np.abs([*known, 1]))
    for y, number, left, right in zip(place, table[value], table[low], table[high]):
        axes.plot([max(left, -reach), min(right, reach)], [y, y], color=BAR, lw=2.2, solid_capstyle="butt")
        for end in [end for end, beyond in ((-reach, left < -reach), (reach, right > reach)) if beyond]:
            axes.plot([end], [y], "<" if (end < 0) != leftward else ">", color=BAR, ms=7, clip_on=False, gid="beyond")[0].set_in_layout(False)
        _beside(axes, y, _signed(number), 36)
    axes.plot(table[value], place, "o", color=COLOURS[0], ms=7, ls="")
    axes.axvline(0, color=INK, lw=1)
    axes.set_xlim((reach, -reach) if leftward else (-reach, reach))
    axes.set_ylim(-0.6, len(table) + 0.2)
    axes.set_yticks(place, table[label])
    for x, text, side in ((0, f"← {ends[0]}", "left"), (1, f"{ends[1]} →", "right")):
        axes.annotate(text, (x, len(table) - 0.25), xycoords=("axes fraction", "data"), ha=side, fontsize=10, color=FAINT)
    ranks = "" if known.empty else f"Highest: {table[label].iloc[0]}, {_signed(known.iloc[0])}; lowest: {table[label].iloc[len(known) - 1]}, {_signed(known.iloc[-1])}."
    return _carry(figure, table, [label], unit, f"Dots with intervals, one for each {label} ({len(table)}), {unit}. {ranks}", table[value], "log ratio")


def strips(table, label, part, unit, names=None):
    """Draw a dispersion plot: one strip for each `label` (a document), a tick for each use, in a row and colour for each `part` (a term).

    table: as `terms.positions` makes it. names: what is printed for a label. Returns a Figure as `bars` does.
    """
    labels, parts = list(dict.fromkeys(table[label])), list(dict.fromkeys(table[part]))
    if len(parts) > len(TICKS):
        raise ValueError(f"found {len(parts)} terms for a dispersion plot, wanted at most {len(TICKS)}: more cannot be told apart")
    figure, axes = _page(len(labels) * (0.35 + 0.42 * len(parts)), unit)
    height = 0.8 / max(len(parts), 1)
    for i, name in enumerate(parts):
        colour = TICKS[i]
        for row in table[table[part] == name].itertuples():
            y = len(labels) - 1 - labels.index(getattr(row, label)) + 0.4 - (i + 0.5) * height
            axes.vlines([float(x) for x in row.positions.split()], y - 0.42 * height, y + 0.42 * height, color=colour, lw=2)
            axes.annotate(str(row.freq), (1, y), (20, 0), ("axes fraction", "data"), "offset points", va="center", ha="right", fontsize=8, color=colour)
        axes.plot([], [], color=colour, lw=4, label=name)
    for y in range(len(labels)):
        axes.axhspan(y - 0.42, y + 0.42, color="#f3f3f3", zorder=0)
    axes.grid(False)
    axes.set_xlim(-0.5, 100.5)
    axes.set_ylim(-0.6, len(labels) - 0.4)
    axes.set_yticks(range(len(labels))[::-1], _named(labels, names))
    most = table.loc[table["freq"].idxmax()] if len(table) else None
    ranks = "" if most is None else f"Most: {most[part]} in {most[label]}, {most['freq']}."
    return _carry(figure, table, [label, part], unit, f"Dispersion plot, one strip for each {label} ({len(labels)}), a tick for each use. {ranks} Terms: {', '.join(parts)}.", table["freq"], "uses")


def stacked(table, label, part, unit, value="freq", order=None, names=None, rows=None):
    """Draw one horizontal bar for each `label`, cut into parts, for example a document's words by zone; its sum in the column at the right.

    Bars stand in the order of the table, or of `rows`, which may name labels without a bar; parts in `order`. names: {label: what is printed for
    it}, as `titles` makes it for documents. Returns a Figure as `bars` does.
    """
    wide = table.pivot(index=label, columns=part, values=value).reindex(dict.fromkeys(table[label] if rows is None else rows)).fillna(0)
    shown = [name for name in (order or wide.columns) if name in wide]
    figure, axes = _page(len(wide), unit)
    place, left = np.arange(len(wide))[::-1], np.zeros(len(wide))
    for i, name in enumerate(shown):
        cut = axes.barh(place, wide[name], 0.7, left, color=COLOURS[i % len(COLOURS)], hatch=HATCHES[i % len(HATCHES)], edgecolor="white", lw=0.6, label=name)
        for piece in (piece for piece in cut if not piece.get_width()):
            piece.set_linewidth(0)  # its white edge would hide the axis
        left = left + wide[name].to_numpy()
    for y, number in zip(place, left):
        _beside(axes, y, _number(number))
    axes.set_yticks(place, _named(wide.index, names))
    axes.set_ylim(-0.6, len(wide) - 0.4)
    axes.set_xlim(0, 1.03 * max(left.max(initial=0), 1))
    axes.xaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 2.5, 5, 10], integer=bool((table[value] % 1 == 0).all())))
    total = wide.to_numpy().sum()
    first = f"{shown[0]} {int(wide[shown[0]].sum()):,} of {int(total):,}" if shown else ""
    return _carry(figure, table, [label, part], unit, f"Stacked bars, one for each {label} ({len(wide)}), cut by {part}, {unit}. Together: {first}.", table[value])


def layout(table, label, piece, part, unit, names=None):
    """Draw one bar for each `label` (a document), cut into its pieces (sections) in the order of the table, each in the colour of its `part` (zone).

    table: with the columns label, piece, part and freq (words). names: what is printed for a label. Returns a Figure as `bars` does.
    """
    labels = list(dict.fromkeys(table[label]))
    parts = [name for name in ("body", "front", "contents", "back", "chrome") if name in set(table[part])]
    figure, axes = _page(len(labels), unit)
    share = 100 * table["freq"] / table.groupby(label)["freq"].transform("sum")
    left = share.groupby(table[label]).cumsum() - share
    place = len(labels) - 1 - table[label].map({name: i for i, name in enumerate(labels)})
    for name in parts:
        here, i = (table[part] == name).to_numpy(), ZONE_COLOURS[name]
        axes.barh(place[here], share[here], 0.7, left[here], color=COLOURS[i], hatch=HATCHES[i], edgecolor="white", lw=1.2, label=name)
    axes.set_yticks(range(len(labels))[::-1], _named(labels, names))
    axes.set_ylim(-0.6, len(labels) - 0.4)
    axes.set_xlim(0, 100)
    total, body = int(table["freq"].sum()), int(table["freq"][table[part] == "body"].sum())
    return _carry(figure, table, [label, piece], unit, f"Bars, one for each {label} ({len(labels)}), cut into sections in reading order. Together: body {body:,} of {total:,} words.", share)


def listing(table, columns, unit, names=None):
    """Draw a table of texts as a picture, one row below the other, its cells wrapped: for what is read and not measured.

    columns: {name of a column: its share of the width}, left to right. The table needs a column freq: how many places each row was counted from; the
    columns drawn are its keys. names: {what stands in the first column: what is printed for it}. Returns a Figure as `bars` does.
    """
    table, total, figure = table[[*columns, "freq"]], sum(columns.values()), Figure(figsize=(WIDTH, 1), layout="constrained")
    wide = {name: max(8, int(96 * share / total) - 2) for name, share in columns.items()}
    texts = [{name: " ".join(str(row[name]).split()) or "–" for name in columns} for row in table.to_dict("records")]
    cells = [[_wrapped(text, wide[name]) for name, text in (row | dict(zip([*row][:1], _named([*row.values()][:1], names)))).items()] for row in texts]
    heights = [max(map(len, row)) + 0.7 for row in cells]
    figure.height = 0.3 + 0.19 * (sum(heights) + 1.6)
    figure.set_size_inches(WIDTH, figure.height)
    with matplotlib.rc_context(STYLE):
        axes = figure.subplots()
    axes.set_axis_off()
    axes.set_xlim(0, total)
    axes.set_ylim(sum(heights) + 1.6, 0)
    lefts = np.cumsum([0, *columns.values()])[:-1]
    for left, name in zip(lefts, columns):
        axes.text(left, 0.9, name, va="center", fontsize=10.5, fontweight="bold", family=FONT, color=INK)
    for top, row in zip(np.cumsum([1.6, *heights]), cells):
        axes.axhline(top, color="#c9c9c9", lw=0.8)
        for left, lines in zip(lefts, row):
            for line, text in enumerate(lines):
                axes.text(left, top + 0.85 + line, text, va="center_baseline", fontsize=10, family=FONT, color=INK)
    alt = f"Table of {len(table)} rows: {', '.join(columns)}."
    first = f" First: {'; '.join(texts[0].values())}" if texts else ""
    return _carry(figure, table, list(columns), unit, alt + first, [])


def _wrapped(text, width):
    """The lines of a cell; a word that would take more than two of them, such as the name of a file, is cut.

    >>> _wrapped("2017-09-institute-for-ports is closed", 9)
    ['2017-09-', 'institut…', 'is closed']
    """
    return _lines(" ".join(word if len(word) < 2 * width else word[: 2 * width - 2] + "…" for word in _spelt(text).split()), width)


def _lines(text, width):
    """A text as the lines of a chart, so many letters wide; those of Chinese, Japanese and Korean take the room of two."""
    text = _spelt(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return textwrap.wrap(text, max(1, width * len(text) // (len(text) + wide or 1)))


def save(figure, slug, documents, evidence, title, note, source=None, alt=None):
    """Write a figure and all that travels with it; return its card, which shows the figure in a notebook.

    figure: made by `bars`, `dots`, `stacked` and their like. slug: its name for good, small letters and hyphens. documents: the table that was
    read. evidence: the places counted (`findings.evidence`), which must add up to the figure's `freq` (and `freq_ref`) row by row. title: what
    is shown, with period. note: what was counted and left out. source and alt: written from the table if not given.

    Written into figures/ beside the notebook: <slug>.svg and .png (of a slide's shape), lettered so that they can stand alone; .print.png, for a
    page that sets caption, note and source itself; .csv (the values), .evidence.csv (`write_evidence`), .json (the card), and the
    figure's entry in register.json. Letters that no font here has are spelt in Latin ones, which the picture says; values and words keep them.
    Raises ValueError, and writes nothing, where caption, source or alternative text are missing or too long, or where the evidence does not add up.
    """
    table, digest = figure.table, digest_of(figure.table)
    evidence = keyed(evidence, documents, figure.keys)
    known = provenance(slug, documents, evidence)
    source = source if source is not None else source_line(documents, known["corpus"])
    alt = alt if alt is not None else figure.alt
    _refuse(slug, title=title, note=note, source=source, alt=alt)
    adds_up(table, evidence, figure.keys, slug)
    card = {
        "slug": slug,
        "kind": "figure",
        "title": title,
        "unit": figure.unit,
        "note": note,
        "source": source,
        "caption": f"{title} ({figure.unit}). Note: {note} Source: {source}",
        "alt": alt,
        **known,
        "variants": sorted({str(value) for name in ("interval", "cells", "method") if name in table for value in table[name]}),
        "values": len(table),
        "printed": figure.printed,
        "digest": digest,
    }
    folder().mkdir(parents=True, exist_ok=True)
    _draw(figure, card)
    write(f"{slug}.csv", csv_text(table))
    gone = write_evidence(slug, evidence)
    register(card)
    return Card(card, gone)


class Card(dict):
    """What is known of a saved figure, as a dict that shows itself in a notebook: the picture, and in words slug and digest."""

    def __init__(self, card, gone=""):
        super().__init__(card)
        self.gone = gone

    def __repr__(self):
        return f"[figure {self['slug']}, digest {self['digest']}, {self['values']} values] {self['title']}\n{self['alt']}{self.gone and chr(10) + self.gone}"

    def _repr_html_(self):
        slug, alt, caption = self["slug"], html.escape(self["alt"]), html.escape(self["caption"])
        files = {"values": "csv", "evidence": "evidence.csv", "png": "png", "png for print": "print.png", "svg": "svg"}
        links = " · ".join(f'<a href="figures/{slug}.{end}">{name}</a>' for name, end in files.items())
        return (
            f'<figure><img src="figures/{slug}.svg" alt="{alt}" width="800">'
            f'<figcaption><small><code>{slug}</code> · digest {self["digest"]} · {links}<br>{caption}{self.gone and "<br>" + self.gone}</small></figcaption></figure>'
        )


def folder():
    """Return the folder that figures are written to: ANALYSIS_FIGURES, else figures/ beside the notebook that runs.

    Raises ValueError where figures of another corpus would be written over those that come with the package.
    """
    named, other = os.environ.get("ANALYSIS_FIGURES"), os.environ.get("ANALYSIS_CORPUS")
    if other and not named and Path().resolve() == corpus.HOME.parent / "notebooks":
        raise ValueError(f"found ANALYSIS_CORPUS={other} in the package's own notebooks, wanted their figures left alone: use  python -m analysis run {other} --to FOLDER  and open FOLDER")
    return Path(named or "figures")


def titles(documents, width=28):
    """Return {id: id and the start of the title} to print beside a bar; the id alone where there is no other title.

    >>> titles(pd.DataFrame({"document": ["D01", "x"], "title": ["Coal and its Carriers on the Yalu River", "x"]}))
    {'D01': 'D01 Coal and its Carriers on …', 'x': 'x'}
    """
    named = zip(documents.document, documents.title)
    return {document: f"{document} {textwrap.shorten(title, width - 2, placeholder=' …')}" if isinstance(title, str) and title != document else document for document, title in named}


def by_heading(rows, sections):
    """Return the rows, which have document and section, with the column place: their section's name to print beside a bar, one name for each section.

    That is the document and the heading, both cut, with an ellipsis; where that is the same for several of the rows it has a number, which counts all such sections.

    >>> by_heading(pd.DataFrame({"document": ["a"], "section": [2]}), pd.DataFrame({"document": ["a"], "section": [2], "path": ["Coal > By rail"]})).place[0]
    'a By rail'
    """
    each = sections[["document", "section", "path"]].copy()
    heading = each.pop("path").str.split(" > ").str[-1].replace("", "(no heading)")
    each["place"] = each.document.astype("str").map(lambda name: _cut(name, 18)) + " " + heading.map(lambda name: _cut(name, 40))
    each["number"] = (each.groupby("place").cumcount() + 1).astype("str")
    each = each.merge(rows[["document", "section"]].drop_duplicates())
    each["place"] = each.place.mask(each.place.duplicated(keep=False), each.place + " (" + each.pop("number") + ")")
    return rows.merge(each)


def _cut(text, width):
    """A text, or its beginning with an ellipsis.

    >>> _cut("Year Chinese exports", 20), _cut("Year Chinese exports", 13)
    ('Year Chinese exports', 'Year Chinese…')
    """
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def span(documents):
    """Return the years of the documents' dates, first to last, as a title names them.

    >>> span(pd.DataFrame({"date": ["2017-02", "2009-07-01", None]})), span(pd.DataFrame({"date": [None]}))
    ('2009–2017', 'undated')
    """
    years = sorted(documents.date.dropna().astype("str").str[:4])
    return "–".join(dict.fromkeys([years[0], years[-1]])) if years else "undated"


def source_line(documents, fingerprint):
    """Return the source of a figure as it is printed under it.

    >>> source_line(pd.DataFrame({"document": ["a", "b"], "date": ["2017-02", None]}), "f7137511877a")
    'Own count of 2 documents, 2017, 1 undated (corpus f7137511877a).'
    """
    count, undated = len(documents), int(documents.date.isna().sum())
    among = f", {undated} undated" if 0 < undated < count else ""
    return f"Own count of {count} document{'s' * (count != 1)}, {span(documents)}{among} (corpus {fingerprint})."


def digest_of(table):
    """Return twelve hexadecimal digits that change when a drawn value changes by more than its sixth digit.

    >>> digest_of(pd.DataFrame({"a": [0.1 + 0.2]})) == digest_of(pd.DataFrame({"a": [0.3]}))
    True
    """
    return hashlib.sha256(csv_text(table).encode()).hexdigest()[:12]


@cache
def lists_version():
    """Return twelve hexadecimal digits over the package's word lists: what is counted depends on them too."""
    lists = sorted(Path(__file__).parent.glob("*.csv"))
    return hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in lists)).hexdigest()[:12]


def csv_text(table):
    """Return a table as CSV: floats with six digits, and a quotation mark before what a spreadsheet would take for a formula.

    >>> csv_text(pd.DataFrame({"quote": ["=1+1"], "rate": [1 / 3]}))
    "quote,rate\\n'=1+1,0.333333\\n"
    """
    guarded = table.astype({c: "str" for c in table if isinstance(table[c].dtype, pd.CategoricalDtype)}).copy()
    for column in guarded.select_dtypes(["object", "string"]):
        risky = guarded[column].astype("str").str.match(corpus.RISKY).fillna(False)
        guarded[column] = guarded[column].where(~risky, "'" + guarded[column].astype("str"))
    return guarded.to_csv(index=False, float_format="%.6g", lineterminator="\n")


def json_text(value):
    """Return a value as JSON with sorted keys, one to a line, and lists of strings on one line.

    >>> print(json_text({"b": ["7.5", "7.53"], "a": 1}), end="")
    {
     "a": 1,
     "b": ["7.5", "7.53"]
    }
    """
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    string = r'"(?:[^"\\\n]|\\.)*"'
    return re.sub(rf"\[\n\s*({string}(?:,\n\s*{string})*)\n\s*\]", lambda found: "[" + re.sub(r",\n\s*", ", ", found[1]) + "]", text) + "\n"


def write(name, text, place=None):
    """Write a file of the figures' folder, or of another, in one step: a reader sees the old one or the new one, never half of it."""
    path = (place or folder()) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{name}.{os.getpid()}.new")
    beside.write_bytes(text if isinstance(text, bytes) else text.encode())
    beside.replace(path)


def register(entry):
    """Write the card of a figure or number, with its citation, and register.json, which has what all cards in the folder have but citations.

    Where another process has written a card meanwhile, register.json is written again, so that the last to write it has seen all.
    """
    write(f"{entry['slug']}.json", json_text(entry | {"citation": citations.citation(entry)}))
    written = None
    while written != (entries := _entries()):
        write("register.json", json_text(entries))
        written = entries


def _entries():
    """What the cards of the folder say, but how they are cited, in the order of their slugs."""
    cards = [json.loads(path.read_text(encoding="utf-8")) for path in folder().glob("*.json") if path.name != "register.json"]
    return sorted(({key: card[key] for key in card if key != "citation"} for card in cards if isinstance(card, dict) and "slug" in card), key=lambda card: card["slug"])


def home(place=None):
    """Return the folder of figures that is cited from: that of the place named (`citations.home`), else the notebook's, else the one that comes with the package."""
    return citations.home(place) if place else citations.home(folder(), OWN)


def registered(place=None):
    """Return the register of a folder of figures (`home`) as {slug: entry}.

    Raises BadInput where there is none, or one that is broken or of an older version.
    """
    entries = citations.register(home(place))
    lacking = sorted({key for entry in entries.values() for key in ("digest", "printed", "notebook") if key not in entry})
    if lacking:
        raise BadInput(f"{home(place)}: found a register with entries without {', '.join(lacking)}, as an older version wrote them: run the notebooks again")
    return entries


def card(slug, place=None):
    """Return the card of a figure or number (`home`): its entry in the register, and how it is cited.

    Raises BadInput where there is no such slug, with the nearest that there is, or where a file that belongs to it is missing.
    """
    entries, here = registered(place), home(place)
    if slug not in entries:
        raise citations.unknown(slug, entries)
    missing = [end for end in citations.FILES[entries[slug]["kind"]] if not (here / f"{slug}{end}").exists()]
    if missing:
        raise BadInput(f"{here}: found no {slug}{missing[0]}, wanted all files that belong to it: run the notebooks again")
    return json.loads((here / f"{slug}.json").read_text(encoding="utf-8"))


def write_evidence(slug, evidence):
    """Write the places counted to <slug>.evidence.csv, with columns for a reviewer: checked_by and checked_on, empty at first.

    What a reviewer wrote is kept, here and on every later run, for a place that is still counted (same document, start, end and quote, and
    stance, word or actor). Checked places that are not counted any more go to <slug>.gone.csv; returned is a sentence that says so, or nothing.
    If such a place is counted again, it has its marks again; and who has looked at the file may delete it. Raises BadInput where a file with marks
    cannot be read.
    """
    return _mark(slug, citations.table(io.BytesIO(csv_text(evidence).encode())), folder(), [folder(), Path(os.environ.get("ANALYSIS_LAST", OWN))])


def remark(place, last):
    """Give the evidence in a folder the marks that a reviewer has made in the folder of the last run, also since it was read."""
    for path in sorted(place.glob("*.evidence.csv")):
        if (last / path.name).exists():
            _mark(path.name.removesuffix(".evidence.csv"), citations.table(path), place, [last])


def _mark(slug, table, place, folders):
    """Write evidence, as strings, into a folder with the marks of the first of the folders that has any file of it; and what is gone."""
    keys, old = _keys(table), _checked(slug, folders)
    marks = dict(zip(_keys(old), old[CHECKED].itertuples(index=False, name=None)))
    kept = pd.DataFrame([marks.get(key, ("", "")) for key in keys], columns=CHECKED, index=table.index, dtype="str")
    write(f"{slug}.evidence.csv", table.assign(**kept).to_csv(index=False, lineterminator="\n"), place)
    there = set(keys)
    gone = old[np.array([key not in there for key in marks], bool)]
    if gone.empty:
        (place / f"{slug}.gone.csv").unlink(missing_ok=True)
        return ""
    write(f"{slug}.gone.csv", gone.to_csv(index=False, lineterminator="\n"), place)
    return f"Checked places that are not counted any more: {len(gone)}, see {slug}.gone.csv"


def unchecked(path):
    """Return the bytes of a file as a run wrote it: evidence without the reviewer's marks, as far as a spreadsheet left them to be read (`citations.table`)."""
    if not path.name.endswith(".evidence.csv"):
        return path.read_bytes()
    return citations.table(path).assign(**dict.fromkeys(CHECKED, "")).to_csv(index=False, lineterminator="\n").encode()


def is_checked(path):
    """Whether a reviewer has marked any place in a file of evidence."""
    return bool((citations.table(path).reindex(columns=CHECKED, fill_value="") != "").any(axis=None))


def _checked(slug, folders):
    """The places of a slug that somebody has checked, of the first of these folders that has a file of them."""
    for place in folders:
        tables = [citations.table(path) for end in ("evidence", "gone") if (path := place / f"{slug}.{end}.csv").exists()]
        if tables:
            table = pd.concat([table.reindex(columns=[*table, *(c for c in CHECKED if c not in table)], fill_value="") for table in tables], ignore_index=True)
            table = table[(table[CHECKED] != "").any(axis=1)]
            return table[~pd.Series(_keys(table), table.index, object).duplicated()]
    return pd.DataFrame(columns=PLACE + CHECKED)


def _keys(table):
    """What each row of a file of evidence is known by after another run; a spreadsheet may have written line ends in its quotation anew."""
    table = table.reindex(columns=PLACE + COUNTED, fill_value="").fillna("")
    return list(table.assign(quote=table["quote"].str.split().str.join(" ")).itertuples(index=False, name=None))


def provenance(slug, documents, evidence):
    """Return where an entry of the register comes from: documents, zones, fingerprints, notebook and heading."""
    return {
        "documents": len(documents),
        "zones": sorted(evidence["zone"].astype("str").unique()) if "zone" in evidence else [],
        "corpus": corpus.fingerprint(documents),
        "lists": lists_version(),
        **_place(slug),
    }


def keyed(evidence, documents, keys):
    """Return the evidence with the columns it is added up by, taken from the table of documents where it lacks them."""
    known = documents.set_index("document")
    for key in keys:
        if key not in evidence:
            evidence = evidence.assign(**{key: evidence["document"].astype(object).map(known[key]).astype(object).fillna(UNSTATED)})
    return evidence


def adds_up(table, evidence, keys, slug):
    """Raise ValueError unless the evidence, row by row of the table, adds up to its freq."""
    if "freq" not in table:
        raise ValueError(f"{slug}: found no column 'freq' in the figure's table, wanted the counts that the evidence adds up to")
    found = evidence.astype({key: object for key in keys}).groupby(keys, observed=True)["freq"].sum()
    wanted = table.astype({key: object for key in keys}).set_index(keys)
    wanted = wanted["freq"] + wanted["freq_ref"] if "freq_ref" in wanted else wanted["freq"]
    wrong = wanted[wanted != found.reindex(wanted.index).fillna(0)]
    extra = found[~found.index.isin(wanted.index)]
    if len(wrong) or len(extra):
        key = (wrong if len(wrong) else extra).index[0]
        raise ValueError(f"{slug}: the evidence has {found.get(key, 0)} places for {key!r}, the figure {wanted.get(key, 0)}: give the rows the figure was counted from")


def _refuse(slug, **texts):
    if not SLUG.fullmatch(slug):
        raise ValueError(f"found the slug {slug!r}, wanted small letters, digits and single hyphens")
    for name, text in texts.items():
        if not text or not text.strip():
            raise ValueError(f"{slug}: found no {name}, wanted one: a figure without it cannot be cited")
    if len(texts["alt"]) > ALT_LENGTH:
        raise ValueError(f"{slug}: found {len(texts['alt'])} characters of alternative text, wanted at most {ALT_LENGTH}")
    if not re.search(r"\d", texts["alt"]):
        raise ValueError(f"{slug}: found no number in the alternative text, wanted the main one")


def _place(slug):
    """Find the notebook and the heading under which a slug is saved or stated: its code names it."""
    for path in sorted(Path().glob("*.ipynb")):
        heading = ""
        for cell in _cells(path):
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                heading = (re.findall(r"^#+ (.+)$", text, re.M) or [heading])[-1]
            elif re.search(f"['\"]{slug}['\"]", text) and ("figures.save(" in text or "findings.state(" in text):
                return {"notebook": path.name, "heading": heading}
    return {"notebook": "", "heading": ""}


def _cells(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError):
        return []  # somebody's notebook that is being written, or none


def _page(rows, unit):
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, max(2.2, 1.1 + ROW * rows)), layout="constrained")
        axes = figure.subplots()
    figure.height = figure.get_figheight()  # without what is lettered around it
    axes.set_xlabel(unit)
    return figure, axes


def _named(labels, names):
    return [(names or {}).get(name, name) for name in labels]


def _beside(axes, y, text, room=30):
    """Write a value in the column at the right of a chart."""
    axes.annotate(text, (1, y), (room, 0), ("axes fraction", "data"), "offset points", va="center", ha="right", fontweight="bold")


def _whiskers(axes, table, place, value, colour):
    if "low" in table:
        for y, low, high in zip(place, table["low"], table["high"]):
            if not np.isnan(low):
                axes.plot([low, high], [y, y], color=colour, lw=1.8, solid_capstyle="butt")


def _carry(figure, table, keys, unit, alt, drawn, drawn_unit=None):
    figure.table, figure.keys, figure.unit, figure.alt = table, keys, unit, textwrap.shorten(alt, ALT_LENGTH, placeholder=" …")
    labels = table[keys].astype("str").agg(" | ".join, axis=1) if len(table) else []
    figure.printed = {name: citations.printed(value, drawn_unit or unit) for name, value in zip(labels, drawn)}
    return figure


def _number(value):
    """Write a value as it is printed beside a bar.

    >>> _number(6.9124), _number(1234.0), _number(0.04), _number(float("nan"))
    ('6.9', '1,234', '0.04', 'none')
    """
    return "none" if np.isnan(value) else citations.rounded(value, [0 if abs(value) >= 100 or value == int(value) else 1])[0]


def _signed(value):
    """Write a value as it is printed beside a dot that may lie on both sides of nought.

    >>> _signed(2.0), _signed(-0.04), _signed(float("nan"))
    ('+2.0', '−0.04', 'none')
    """
    return "none" if np.isnan(value) else ("−" if value < 0 else "+") + citations.rounded(abs(value), [1])[0]


def _letter(figure, width, above="", below=()):
    """Set title, key, note and source around the chart, so that they stay with it when it is pasted alone; what was set before is taken off."""
    for old in [*figure.texts, *figure.legends]:
        old.remove()
    above, below = _lines(above, int(9 * width)), [line for text in below for line in _lines(text, int(14 * width))]
    handles, labels = figure.axes[0].get_legend_handles_labels()
    title, bottom = 0.12 + 0.24 * len(above) if above else 0.02, 0.12 + 0.185 * len(below)
    columns = max(1, int(width / (0.093 * max(map(len, labels), default=0) + 0.56)))  # as many as fit the width
    rows = -(-len(labels) // columns)
    columns = -(-len(labels) // max(rows, 1))
    order = [row * columns + column for column in range(columns) for row in range(rows) if row * columns + column < len(labels)]  # read line by line
    top = title + 0.34 * rows
    tall = figure.height + top + bottom
    figure.set_size_inches(width, tall)
    figure.get_layout_engine().set(rect=(0.005, bottom / tall, 0.985, figure.height / tall), w_pad=0.06)
    if labels:
        key = figure.legend([handles[i] for i in order], [labels[i] for i in order], loc="upper left", bbox_to_anchor=(0.002, 1 - title / tall), ncols=columns, frameon=False, handlelength=1.2, columnspacing=1.4)
        key.set_in_layout(False)
    figure.text(0.012, 1 - 0.1 / tall, "\n".join(above), va="top", fontsize=14, fontweight="bold", linespacing=1.25, family=FONT, color=INK)
    figure.text(0.012, 0.09 / tall, "\n".join(below), va="bottom", fontsize=9, linespacing=1.35, family=FONT, color=FAINT)
    _spell(figure)
    return tall


def _spell(figure):
    """Where a chart has letters that its font lacks, draw them in a font that has them, or spell them in Latin letters."""
    texts = figure.findobj(Text)
    if not _letters(FONT).issuperset("".join(text.get_text() for text in texts)):
        for axes in figure.axes:
            axes.set_yticks(axes.get_yticks(), [_spelt(label.get_text()) for label in axes.get_yticklabels()])
        for text in texts:
            text.set(text=_spelt(text.get_text()), fontfamily=_fonts())


def _spelt(text):
    """A text with those letters that no font here has spelt in Latin ones."""
    return "".join(letter if any(letter in _letters(font) for font in _fonts()) else anyascii(letter) for letter in text)


@cache
def _fonts():
    return [FONT, *sorted(set(ASIAN) & set(font_manager.get_font_names()), key=ASIAN.index)]


@cache
def _letters(font):
    """The letters that a font has, plain and bold, and what ends a line."""
    files = (font_manager.findfont(font_manager.FontProperties(family=font, weight=weight)) for weight in ("normal", "bold"))
    return set.intersection(*(set(map(chr, font_manager.get_font(file).get_charmap())) for file in files)) | {"\n"}


def _draw(figure, card):
    """Write the two PNGs and the SVG: the same bytes on every run, with slug and digest inside."""
    slug, digest = card["slug"], card["digest"]
    labels = [label for axes in figure.axes for label in axes.get_legend_handles_labels()[1]]
    written = "".join([card["title"], card["note"], card["source"], csv_text(figure.table[figure.keys]), *labels, *(text.get_text() for text in figure.findobj(Text))])
    mark = f"{slug} · {digest}" + SPELT * (_spelt(written) != written)
    said = {"Title": card["title"], "Description": card["alt"]}
    full = {"above": card["title"], "below": (f"Note: {card['note']}", f"Source: {card['source']} {mark}")}
    with matplotlib.rc_context(STYLE | {"svg.hashsalt": slug}):
        _letter(figure, WIDTH, below=(mark,))
        write(f"{slug}.print.png", _png(figure, 225, {"analysis-slug": slug, "analysis-digest": digest, **said}))
        wide = max(WIDTH, SLIDE * _letter(figure, WIDTH, **full))
        _letter(figure, wide, **full)
        write(f"{slug}.png", _png(figure, 1920 / wide, {"analysis-slug": slug, "analysis-digest": digest, **said}))
        _letter(figure, WIDTH, **full)
        drawing = io.BytesIO()
        figure.savefig(drawing, format="svg", metadata={"Date": None, "Creator": None, "Identifier": f"{slug} {digest}", **said}, facecolor="white")
        write(f"{slug}.svg", drawing.getvalue())


def _png(figure, dpi, said):
    """A figure as PNG of at most 256 colours, which nobody sees and which takes a third of the bytes; with text fields."""
    drawn, small, fields = io.BytesIO(), io.BytesIO(), PngInfo()
    figure.savefig(drawn, format="png", dpi=dpi, facecolor="white")
    for name, text in said.items():
        fields.add_text(name, text) if text.isascii() else fields.add_itxt(name, text, "", "")
    picture = Image.open(drawn).convert("RGB").quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    picture.save(small, "PNG", optimize=True, pnginfo=fields, dpi=(dpi, dpi))
    return small.getvalue()

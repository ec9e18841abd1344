"""A chart that can be cited: drawn in one style, and never without what travels with it.

A picture in a briefing is only as good as the way back from it. So a chart is saved together with the table it shows, the
places every value was counted from, a caption, a text for those who cannot see it, and a card with its fingerprint; and
it is not saved if the places do not add up to the values. The same data give the same bytes. In a notebook a saved
figure speaks: its text names slug and digest, so that a check that compares texts sees when a bar has moved.
"""

import hashlib
import html
import json
import os
import re
import textwrap
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis import corpus
from analysis.terms import UNSTATED

WIDTH = 8.0  # inches: the width of a slide's text, and of a page with its margins
INK, FAINT, BAR = "#222222", "#6b6b6b", "#5b97bf"
COLOURS = ["#1b4f72", "#e69f00", "#7fb8d6", "#8c3b1a", "#c9c9c9", "#4d4d4d"]  # told apart in grey and by the colour-blind: tested
TICKS = [COLOURS[0], "#c0392b", "#8a6d00"]  # dark enough for a thin line on grey
HATCHES = ["", "", "///", "", "", "..."]
MARKERS = ["o", "s", "D", "^", "v", "P"]
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
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
ZONE_COLOURS = {"body": 0, "front": 2, "contents": 3, "back": 4, "chrome": 5}  # as in a chart of zones with headings
ALT_LENGTH = 250
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def bars(table, label, unit, value="per_1000"):
    """Draw one horizontal bar for each row, the longest on top, its value in the column at the right, and its interval if it has one.

    table: rows with the columns `label`, `value`, and low and high if there are intervals. Returns a matplotlib Figure that
    carries the table (`.table`), its key columns, unit and alternative text; give it to `save`.
    """
    table = table.sort_values([value, label], ascending=[False, True], ignore_index=True)
    figure, axes = _page(len(table), unit)
    place = np.arange(len(table))[::-1]
    axes.barh(place, table[value], height=0.66, color=BAR)
    _whiskers(axes, table, place, value, INK)
    for y, number in zip(place, table[value]):
        axes.annotate(_number(number), (1, y), (28, 0), ("axes fraction", "data"), "offset points", va="center", ha="right", fontweight="bold")
    axes.set_yticks(place, table[label])
    axes.set_ylim(-0.6, len(table) - 0.4)
    axes.set_xlim(left=0)
    what = f"Bar chart, one bar for each {label} ({len(table)}), {unit}. "
    ranks = f"Highest: {table[label].iloc[0]}, {_number(table[value].iloc[0])}; lowest: {table[label].iloc[-1]}, {_number(table[value].iloc[-1])}." if len(table) else ""
    return _carry(figure, table, [label], unit, what + ranks)


def dots(table, label, series, unit, value="per_1000"):
    """Draw one line for each `label` with a dot for each `series`, for example a term by period, with intervals where there are any.

    Rows are ordered as in the table. Dots without an interval are hollow: too few documents to say how far they would move.
    Returns a Figure as `bars` does.
    """
    labels, names = list(dict.fromkeys(table[label])), list(dict.fromkeys(table[series]))
    figure, axes = _page(len(labels) * (0.6 + 0.35 * len(names)), unit)
    for i, name in enumerate(names):
        part = table[table[series] == name]
        shift = ((len(names) - 1) / 2 - i) * 0.8 / (len(names) + 1)
        place = np.array([len(labels) - 1 - labels.index(x) for x in part[label]]) + shift
        colour = COLOURS[i % len(COLOURS)]
        _whiskers(axes, part, place, value, colour)
        sure = part["low"].notna().to_numpy() if "low" in part else np.zeros(len(part), bool)
        for solid, fill in ((sure, colour), (~sure, "white")):
            marks = axes.plot(part[value].to_numpy()[solid], place[solid], MARKERS[i % len(MARKERS)], ms=7, mfc=fill, mec=colour, mew=1.5, ls="", clip_on=False, zorder=3)
            marks[0].set_in_layout(False)
        texts = f" ({part['documents'].iloc[0]} texts)".replace("(1 texts)", "(1 text)") if "documents" in part else ""
        axes.plot([], [], MARKERS[i % len(MARKERS)], mfc=colour if sure.any() else "white", mec=colour, mew=1.5, ms=7, ls="", label=f"{name}{texts}")
    axes.set_yticks(range(len(labels))[::-1], labels)
    axes.set_xlim(left=0)
    axes.set_ylim(-0.6, len(labels) - 0.4)
    known = table[table["low"].notna()] if "low" in table and table["low"].notna().any() else table  # the highest that has an interval
    top = known.loc[known[value].idxmax()] if known[value].notna().any() else None
    ranks = "" if top is None else f"Highest: {top[label]} in {top[series]}, {_number(top[value])}."
    return _carry(figure, table, [label, series], unit, f"Dot chart, one row for each {label} ({len(labels)}), a mark for each {series}, {unit}. {ranks}")


def effects(table, label, unit, value="log_ratio", low="log_ratio_low", high="log_ratio_high", ends=("less", "more")):
    """Draw one dot with its interval for each row, to both sides of nought, the highest on top; ends beyond the edge run to it.

    ends: what it means to lie left and right of nought. Returns a Figure as `bars` does.
    """
    table = table.sort_values([value, label], ascending=[False, True], ignore_index=True)
    figure, axes = _page(len(table) + 1, unit)
    place = np.arange(len(table))[::-1]
    known = table[value].dropna()
    reach = 1.6 * max(np.abs([*known, 1]))
    for y, number, left, right in zip(place, table[value], table[low].clip(-reach, reach), table[high].clip(-reach, reach)):
        axes.plot([left, right], [y, y], color=BAR, lw=2.2, solid_capstyle="butt")
        axes.annotate("none" if np.isnan(number) else f"{number:+.1f}".replace("-", "−"), (1, y), (34, 0), ("axes fraction", "data"), "offset points", va="center", ha="right", fontweight="bold")
    axes.plot(table[value], place, "o", color=COLOURS[0], ms=7, ls="")
    axes.axvline(0, color=INK, lw=1)
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-0.6, len(table) + 0.2)
    axes.set_yticks(place, table[label])
    for x, text, side in ((0, f"← {ends[0]}", "left"), (1, f"{ends[1]} →", "right")):
        axes.annotate(text, (x, len(table) - 0.25), xycoords=("axes fraction", "data"), ha=side, fontsize=10, color=FAINT)
    ranks = "" if known.empty else f"Highest: {table[label].iloc[0]}, {known.iloc[0]:+.1f}; lowest: {table[label].iloc[len(known) - 1]}, {known.iloc[-1]:+.1f}.".replace("-", "−")
    return _carry(figure, table, [label], unit, f"Dots with intervals, one for each {label} ({len(table)}), {unit}. {ranks}")


def strips(table, label, part, unit, names=None):
    """Draw a dispersion plot: one strip for each `label` (a document), a tick for each use, in a row and colour for each `part` (a term).

    table: as `terms.positions` makes it. names: what is printed for a label. Returns a Figure as `bars` does.
    """
    labels, parts = list(dict.fromkeys(table[label])), list(dict.fromkeys(table[part]))
    if len(parts) > len(TICKS):
        raise ValueError(f"found {len(parts)} terms for a dispersion plot, wanted at most {len(TICKS)}: more cannot be told apart")
    figure, axes = _page(len(labels) * (0.35 + 0.4 * len(parts)), unit)
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
    axes.set_yticks(range(len(labels))[::-1], [(names or {}).get(name, name) for name in labels])
    most = table.loc[table["freq"].idxmax()] if len(table) else None
    ranks = "" if most is None else f"Most: {most[part]} in {most[label]}, {most['freq']}."
    return _carry(figure, table, [label, part], unit, f"Dispersion plot, one strip for each {label} ({len(labels)}), a tick for each use. {ranks} Terms: {', '.join(parts)}."[:ALT_LENGTH])


def stacked(table, label, part, unit, value="freq", order=None, names=None):
    """Draw one horizontal bar for each `label`, cut into parts, for example a document's words by zone.

    Bars stand in the order of the table, parts in `order`. names: {label: what is printed for it}, as `titles` makes it for documents.
    Returns a Figure as `bars` does.
    """
    wide = table.pivot(index=label, columns=part, values=value).reindex(dict.fromkeys(table[label])).fillna(0)
    shown = [name for name in (order or wide.columns) if name in wide]
    figure, axes = _page(len(wide), unit)
    place, left = np.arange(len(wide))[::-1], np.zeros(len(wide))
    for i, name in enumerate(shown):
        axes.barh(place, wide[name], 0.7, left, color=COLOURS[i % len(COLOURS)], hatch=HATCHES[i % len(HATCHES)], edgecolor="white", lw=0.6, label=name)
        left = left + wide[name].to_numpy()
    axes.set_yticks(place, [(names or {}).get(name, name) for name in wide.index])
    axes.set_ylim(-0.6, len(wide) - 0.4)
    axes.set_xlim(0, 1.03 * max(left.max(initial=0), 1))
    total = wide.to_numpy().sum()
    first = f"{shown[0]} {int(wide[shown[0]].sum()):,} of {int(total):,}" if shown else ""
    return _carry(figure, table, [label, part], unit, f"Stacked bars, one for each {label} ({len(wide)}), cut by {part}, {unit}. Together: {first}.")


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
    axes.set_yticks(range(len(labels))[::-1], [(names or {}).get(name, name) for name in labels])
    axes.set_ylim(-0.6, len(labels) - 0.4)
    axes.set_xlim(0, 100)
    total, body = int(table["freq"].sum()), int(table["freq"][table[part] == "body"].sum())
    return _carry(figure, table, [label, piece], unit, f"Bars, one for each {label} ({len(labels)}), cut into sections in reading order. Together: body {body:,} of {total:,} words.")


def save(figure, slug, documents, evidence, title, note, source=None, alt=None):
    """Write a figure and all that travels with it; return its card, which shows the figure in a notebook.

    figure: made by `bars`, `dots` or `stacked`. slug: its name for good, small letters and hyphens. documents: the table that was
    read. evidence: the places counted (`findings.evidence`), which must add up to the figure's `freq` (and `freq_ref`) row by row. title: what
    is shown, with period. note: what was counted and left out. source and alt: written from the table if not given.

    Written into figures/ beside the notebook: <slug>.svg, .png, .csv (the values), .evidence.csv, .json (the card), and the
    figure's entry in register.json. Raises ValueError, and writes nothing, where caption, source or alternative text are
    missing or too long, or where the evidence does not add up.
    """
    table, digest = figure.table, digest_of(figure.table)
    source = source if source is not None else source_line(documents)
    alt = alt if alt is not None else figure.alt
    _refuse(slug, title=title, note=note, source=source, alt=alt)
    evidence = keyed(evidence, documents, figure.keys)
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
        **provenance(slug, documents, evidence),
        "variants": sorted({str(value) for name in ("interval", "cells", "method") if name in table for value in table[name]}),
        "values": len(table),
        "digest": digest,
    }
    _letter(figure, title, note, source, f"{slug} · {digest}")
    folder().mkdir(parents=True, exist_ok=True)
    _draw(figure, card)
    write(f"{slug}.csv", csv_text(table))
    write(f"{slug}.evidence.csv", csv_text(evidence))
    write(f"{slug}.json", json_text(card))
    register(card)
    return Card(card)


class Card(dict):
    """What is known of a saved figure, as a dict that shows itself in a notebook: the picture, and in words slug and digest."""

    def __repr__(self):
        return f"[figure {self['slug']}, digest {self['digest']}, {self['values']} values] {self['title']}\n{self['alt']}"

    def _repr_html_(self):
        slug, alt, caption = self["slug"], html.escape(self["alt"]), html.escape(self["caption"])
        files = {"values": "csv", "evidence": "evidence.csv", "png": "png", "svg": "svg"}
        links = " · ".join(f'<a href="figures/{slug}.{end}">{name}</a>' for name, end in files.items())
        return (
            f'<figure><img src="figures/{slug}.svg" alt="{alt}" width="800">'
            f'<figcaption><small><code>{slug}</code> · digest {self["digest"]} · {links}<br>{caption}</small></figcaption></figure>'
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
    return {document: document if title == document else f"{document} {textwrap.shorten(title, width - 2, placeholder=' …')}" for document, title in named}


def span(documents):
    """Return the years of the documents' dates, first to last, as a title names them.

    >>> span(pd.DataFrame({"date": ["2017-02", "2009-07-01", None]})), span(pd.DataFrame({"date": [None]}))
    ('2009–2017', 'undated')
    """
    years = sorted(documents.date.dropna().astype("str").str[:4])
    return "–".join(dict.fromkeys([years[0], years[-1]])) if years else "undated"


def source_line(documents):
    """Return the source of a figure as it is printed under it.

    >>> source_line(pd.DataFrame({"document": ["a", "b"], "text": ["One.", "Two."], "date": ["2017-02", None]}))
    'Own count of 2 documents, 2017, 1 undated (corpus f7137511877a).'
    """
    count, undated = len(documents), int(documents.date.isna().sum())
    among = f", {undated} undated" if 0 < undated < count else ""
    return f"Own count of {count} document{'s' * (count != 1)}, {span(documents)}{among} (corpus {corpus.fingerprint(documents)})."


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
        risky = guarded[column].astype("str").str.match(r"[=+\-@\t\r]").fillna(False)
        guarded[column] = guarded[column].where(~risky, "'" + guarded[column].astype("str"))
    return guarded.to_csv(index=False, float_format="%.6g", lineterminator="\n")


def json_text(value):
    """Return a value as JSON with sorted keys, one to a line."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(name, text):
    """Write a file of the figures' folder in one step: a reader sees the old one or the new one, never half of it."""
    path = folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{name}.new")
    beside.write_bytes(text if isinstance(text, bytes) else text.encode())
    beside.replace(path)


def register(entry):
    """Put a figure or number into register.json, in the place of an older one of the same slug."""
    path = folder() / "register.json"
    entries = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    entries = [old for old in entries if old["slug"] != entry["slug"]] + [entry]
    write("register.json", json_text(sorted(entries, key=lambda entry: entry["slug"])))


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
            elif f'"{slug}"' in text and ("figures.save(" in text or "findings.state(" in text):
                return {"notebook": path.name, "heading": heading}
    return {"notebook": "", "heading": ""}


def _cells(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError):
        return []  # somebody's notebook that is being written, or none


def _page(rows, unit):
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, max(2.2, 1.1 + 0.31 * rows)), layout="constrained")
        axes = figure.subplots()
    axes.set_xlabel(unit)
    return figure, axes


def _whiskers(axes, table, place, value, colour):
    if "low" in table:
        for y, low, high in zip(place, table["low"], table["high"]):
            if not np.isnan(low):
                axes.plot([low, high], [y, y], color=colour, lw=1.8, solid_capstyle="butt")


def _carry(figure, table, keys, unit, alt):
    figure.table, figure.keys, figure.unit, figure.alt = table, keys, unit, alt
    return figure


def _number(value):
    """Write a value as it is printed beside a bar.

    >>> _number(6.9124), _number(1234.0), _number(float("nan"))
    ('6.9', '1,234', 'none')
    """
    return "none" if np.isnan(value) else f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.1f}"


def _letter(figure, heading, note, source, mark):
    """Set title, key, note and source into the picture, so that they stay with it when it is pasted alone."""
    below = [*textwrap.wrap(f"Note: {note}", 128), *textwrap.wrap(f"Source: {source} {mark}", 128)]
    above = textwrap.wrap(heading, 78)
    width, height = figure.get_size_inches()
    handles, labels = figure.axes[0].get_legend_handles_labels()
    title, bottom = 0.12 + 0.24 * len(above), 0.12 + 0.165 * len(below)
    columns = max(1, 100 // (max(map(len, labels), default=0) + 5))  # as many as fit the width
    top = title + 0.34 * -(-len(labels) // columns)
    tall = height + top + bottom
    figure.set_size_inches(width, tall)
    figure.get_layout_engine().set(rect=(0.005, bottom / tall, 0.985, height / tall), w_pad=0.06)
    if labels:
        key = figure.legend(handles, labels, loc="upper left", bbox_to_anchor=(0.002, 1 - title / tall), ncols=columns, frameon=False, handlelength=1.2, columnspacing=1.4)
        key.set_in_layout(False)
    figure.text(0.012, 1 - 0.1 / tall, "\n".join(above), va="top", fontsize=13, fontweight="bold", linespacing=1.25, family="DejaVu Sans", color=INK)
    figure.text(0.012, 0.09 / tall, "\n".join(below), va="bottom", fontsize=8, linespacing=1.35, family="DejaVu Sans", color=FAINT)


def _draw(figure, card):
    """Write the PNG and the SVG: the same bytes on every run, with slug and digest inside."""
    slug, digest = card["slug"], card["digest"]
    said = {"Title": card["title"], "Description": card["alt"]}
    with matplotlib.rc_context(STYLE | {"svg.hashsalt": slug}):
        for end, metadata in {
            "svg": {"Date": None, "Creator": None, "Identifier": f"{slug} {digest}", **said},
            "png": {"Software": None, "analysis-slug": slug, "analysis-digest": digest, **said},
        }.items():
            beside = folder() / f".{slug}.{end}.new"
            figure.savefig(beside, format=end, dpi=200, metadata=metadata, facecolor="white")
            beside.replace(folder() / f"{slug}.{end}")

"""A sentence that may go into a briefing, with the number in it and the way back from that number.

Nobody should retype a number. A finding is a sentence with a place for its number; it is printed with the number filled in,
and the number goes into the register with its unit, what it was divided by, its interval and how that was made, the
places it was counted from, and the strings it may be printed as.
"""

import html
import math

import pandas as pd

from analysis import figures

CONTEXT = 200  # characters of a sentence shown beside a quotation: enough to judge it, too few to republish a text


def evidence(places, documents, sections):
    """Return places with their section path and their words, ready to travel with a figure or number.

    places: any table with document, section, start and end. Columns added: path, freq (1 where the table has none), quote (the text
    from start to end; of a longer place its first 80 characters, and end with it) and context (the line around it). For all
    rows `text[start:end] == quote`.
    """
    texts = dict(zip(documents.document, documents.text))
    paths = sections.set_index(["document", "section"]).path
    keep = [c for c in places if c not in ("text", "document", "section", "start", "end")]
    end = (places.start + 80).where(places.end - places.start > 80, places.end)
    pages = [texts[document] for document in places.document]
    quote = [text[start:stop] for text, start, stop in zip(pages, places.start, end)]
    context = [_line(text, start, stop) for text, start, stop in zip(pages, places.start, end)]
    path = [paths[key] for key in zip(places.document, places.section)]
    table = places[["document", "section"]].assign(path=path, start=places.start, end=end, **{c: places[c] for c in keep})
    table = table if "freq" in table else table.assign(freq=1)
    return table.assign(quote=quote, context=context).reset_index(drop=True)


def state(slug, sentence, value, unit, documents, evidence, numerator, denominator=None, low=math.nan, high=math.nan, method=""):
    """Put a number into the register; return its entry, which shows the sentence with the number in a notebook.

    sentence: with fields in braces, filled from value, numerator, denominator, low, high, unit, and interval ("95 % interval
    1.2 to 3.4", or why there is none), for example "{numerator:,} of {denominator:,} words". evidence: the places counted (`evidence`), which must add up to the numerator.
    Raises ValueError, and registers nothing, where they do not, or where the sentence has no field.

    The sentence says what was counted in these documents. Whether it holds of the world is for the analyst to say.
    """
    known = {"value": value, "numerator": numerator, "denominator": denominator, "low": low, "high": high, "unit": unit}
    said = sentence.format(**known, interval=_interval(low, high, unit, method))
    if said == sentence:
        raise ValueError(f"{slug}: found no field in the sentence, wanted its number as {{value}} or {{numerator}}: a number is not typed")
    found = int(evidence["freq"].sum())
    if found != numerator:
        raise ValueError(f"{slug}: the evidence has {found} places, the number {numerator}: give the rows it was counted from")
    table = pd.DataFrame([known])
    entry = {
        "slug": slug,
        "kind": "number",
        "sentence": said,
        **{key: _plain(number) for key, number in known.items()},
        "method": method,
        "printed": printed(value, unit),
        **figures.provenance(slug, documents, evidence),
        "digest": figures.digest_of(table),
    }
    figures.write(f"{slug}.evidence.csv", figures.csv_text(evidence))
    figures.register(entry)
    return Finding(entry)


class Finding(dict):
    """What is known of a number, as a dict that shows itself in a notebook: the sentence and its slug."""

    def __repr__(self):
        return f"{self['sentence']} [{self['slug']}]"

    def _repr_html_(self):
        slug = self["slug"]
        return f'<p>{html.escape(self["sentence"])} <small><code>{slug}</code> · <a href="figures/{slug}.evidence.csv">evidence</a></small></p>'


def printed(value, unit):
    """Return the strings a value may be printed as: rounded, and as a percentage where it is a share.

    >>> printed(0.6129, "share of words")
    ['0.6', '0.61', '61 %', '61 per cent', '61.3 %', '61.3 per cent']
    >>> printed(1234, "words")
    ['1,234', '1234']
    """
    if value is None or math.isnan(value):
        return []
    if float(value).is_integer():
        return sorted({f"{value:.0f}", f"{value:,.0f}"})
    strings = {f"{value:,.1f}", f"{value:,.2f}"}
    if unit.startswith("share"):
        strings |= {f"{100 * value:.{digits}f}{sign}" for digits in (0, 1) for sign in (" %", " per cent")}
    return sorted(strings)


def _interval(low, high, unit, method):
    if math.isnan(low) or math.isnan(high):
        return method or "no interval"
    return f"95 % interval {low:.1%} to {high:.1%}" if unit.startswith("share") else f"95 % interval {low:.1f} to {high:.1f}"


def _line(text, start, end):
    """The line or lines around a place, shortened to what may be quoted."""
    left = text.rfind("\n\n", 0, start) + 1
    right = text.find("\n\n", end)
    left, right = max(left, start - CONTEXT // 2), min(len(text) if right < 0 else right, end + CONTEXT // 2)
    return " ".join(text[left:right].split())


def _plain(number):
    """A number as JSON knows it: six digits, and null for none."""
    if number is None or isinstance(number, str):
        return number
    return None if math.isnan(number) else int(number) if float(number).is_integer() else float(f"{number:.6g}")

"""A sentence that may go into a briefing, with the number in it and the way back from that number.

Nobody should retype a number. A finding is a sentence with a place for its number; it is printed with the number filled in,
and the number goes into the register with its unit, what it was divided by, its interval and how that was made, the
places it was counted from, and the strings it may be printed as.
"""

import html
import math
import re
from bisect import bisect_left

import pandas as pd

from analysis import citations, figures, inference

QUOTE = 80  # characters of a place that is quoted
CONTEXT = 200  # characters of a sentence shown beside a quotation: enough to judge it, too few to republish a text


def evidence(places, documents, sections):
    """Return places with their section path, line and words, ready to travel with a figure or number.

    places: any table with document, section, start and end. Columns added: path, line (of the text, from 1), freq (1 where the table has
    none), quote (the text from start to end; of a longer place its first words, and end with them) and context (what stands around it). For
    all rows `text[start:end] == quote`, where `text` is the document as `corpus.read` gives it, repairs done.
    """
    texts = dict(zip(documents.document, documents.text))
    paths = sections.set_index(["document", "section"]).path
    pages = [texts[document] for document in places.document]
    breaks = {document: [found.start() for found in re.finditer("\n", texts[document])] for document in places.document.unique()}
    ends = [_cut(text, start, end) for text, start, end in zip(pages, places.start, places.end)]
    table = places[["document", "section"]].assign(
        path=[paths[key] for key in zip(places.document, places.section)],
        line=[bisect_left(breaks[document], start) + 1 for document, start in zip(places.document, places.start)],
        start=places.start,
        end=ends,
        **{c: places[c] for c in places if c not in ("text", "document", "section", "path", "start", "end")},
    )
    table = table if "freq" in table else table.assign(freq=1)
    spans = list(zip(pages, places.start, ends))
    return table.assign(quote=[text[start:end] for text, start, end in spans], context=[_around(*span) for span in spans]).reset_index(drop=True)


def state(slug, sentence, unit, documents, evidence, sizes, per=1, resample=True, words=None):
    """Work out a number from its places, put it into the register, and return its entry, which shows the sentence in a notebook.

    The number is `per` times the places (the numerator) over the sum of `sizes` (the denominator); its interval resamples documents.
    evidence: the places counted (`evidence`). sizes: a Series with what they are divided by, one value for each document in its index: words,
    mentions or uses. resample: False where another draw of documents would make no sense, as for a number about one text.

    sentence: with fields in braces, filled from value, numerator, denominator, low, high, unit and interval ("95% interval 1.2 to 3.4, from 15 documents", or
    why there is none), for example "{numerator:,} of {denominator:,} words". words: {field: text} of what else it names: words of the texts, which may
    hold braces themselves, come in by a field. Written are <slug>.evidence.csv, <slug>.csv (numerator and
    denominator by document: what was resampled) and <slug>.json. Raises ValueError, and writes nothing, where the sentence has no field, or
    a place is in a document without a size.

    The sentence says what was counted in these documents. Whether it holds of the world is for the analyst to say.
    """
    sizes = pd.Series(sizes.to_numpy(), sizes.index.astype("str")).sort_index()  # the draws are by place: one order, one interval
    freq = evidence.groupby(evidence["document"].astype("str"))["freq"].sum()
    without = sorted(set(freq.index[freq > 0]) - set(sizes.index[sizes > 0]))
    if without:
        raise ValueError(f"{slug}: found places in {without[0]!r}, which has no size, wanted one for every document")
    sizes = sizes[(sizes > 0) | sizes.index.isin(documents["document"].astype("str"))]  # not those that were left out
    freq = freq.reindex(sizes.index, fill_value=0)
    numerator, denominator = int(freq.sum()), int(sizes.sum())
    low, high = inference.interval(freq, sizes, per) if resample else (math.nan, math.nan)
    known = {"value": per * numerator / denominator if denominator else math.nan, "numerator": numerator, "denominator": denominator, "low": low, "high": high, "unit": unit}
    counted = int((sizes > 0).sum())
    method = inference.method(counted, numerator, low) if resample else "no interval: a number about single documents"
    said = sentence.format(**(words or {}) | known | {"interval": _interval(low, high, unit, method, counted)})
    if said == sentence:
        raise ValueError(f"{slug}: found no field in the sentence, wanted its number as {{value}} or {{numerator}}: a number is not typed")
    said = said if denominator else f"Nothing to divide by: no {unit.removeprefix('share of ').split(' per ')[0]} in these documents."
    entry = {
        "slug": slug,
        "kind": "number",
        "sentence": said,
        **{key: _plain(number) for key, number in known.items()},
        "method": method,
        "printed": citations.printed(known["value"], unit),
        **figures.provenance(slug, documents, evidence),
        "digest": figures.digest_of(pd.DataFrame([known])),
    }
    figures.write(f"{slug}.csv", figures.csv_text(pd.DataFrame({"document": sizes.index, "freq": freq.to_numpy(), "size": sizes.to_numpy()})))
    gone = figures.write_evidence(slug, evidence)
    figures.register(entry)
    return Finding(entry, gone)


class Finding(dict):
    """What is known of a number, as a dict that shows itself in a notebook: the sentence and its slug."""

    def __init__(self, entry, gone=""):
        super().__init__(entry)
        self.gone = gone

    def __repr__(self):
        return f"{self['sentence']} [{self['slug']}, digest {self['digest']}]{self.gone and chr(10) + self.gone}"

    def _repr_html_(self):
        slug, links = self["slug"], {"values": "csv", "evidence": "evidence.csv"}
        files = " · ".join(f'<a href="figures/{slug}.{end}">{name}</a>' for name, end in links.items())
        return f'<p>{html.escape(self["sentence"])}<br><small><code>{slug}</code> · digest {self["digest"]} · {files}{self.gone and "<br>" + self.gone}</small></p>'


def _interval(low, high, unit, method, documents):
    if math.isnan(low) or math.isnan(high):
        return method or "no interval"
    share = unit.startswith("share")
    ends = [citations.rounded(100 * end, [1], 100)[0] + "%" if share else citations.rounded(end, [1])[0] for end in (low, high)]
    return f"95% interval {' to '.join(ends)}, from {documents} documents"


def _cut(text, start, end):
    """Where a quotation ends: with its place, or with the last whole word that may be shown of a long one."""
    if end - start <= QUOTE:
        return end
    blank = max(text.rfind(" ", start, start + QUOTE + 1), text.rfind("\n", start, start + QUOTE + 1))
    return blank if blank > start else start + QUOTE


def _around(text, start, end):
    """What stands around a place in its paragraph, shortened between words to what may be quoted.

    >>> _around("A title\\n\\nCoal is sold here.", 14, 18)
    'Coal is sold here.'
    >>> _around(f"{'un' * 50}sold coal is cheap {'no' * 50}", 105, 109)
    'coal is cheap'
    """
    room = CONTEXT // 2 + 1  # one more, to see whether a word ends there
    before, after = text[max(start - room, 0) : start], text[end : end + room]
    before = re.sub(r"\A\S*\s", "", before) if start > room else before
    after = re.sub(r"\s\S*\Z", "", after) if end + room < len(text) else after
    return " ".join((before.rpartition("\n\n")[2] + text[start:end] + after.partition("\n\n")[0]).split())


def _plain(number):
    """A number as JSON knows it: six digits, and null for none."""
    if number is None or isinstance(number, str):
        return number
    return None if math.isnan(number) else int(number) if float(number).is_integer() else float(f"{number:.6g}")

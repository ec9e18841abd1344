"""What a reader needs to find a number again: how it may be printed, and how its source is named.

A number in a briefing is seldom printed as it was computed: it is rounded, put as a percentage, or said in words. All the
ways that are still the same number are listed, so that a printed one can be held to its source. A citation names the
figure by its slug and the digest of its values, for a title may be reworded and a page may move.
"""

import codecs
import difflib
import io
import json
import math
import os
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from analysis import corpus
from analysis.formats import BadInput

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
COUNTS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}
PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 10: "tenth"}
FRACTIONS = [(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5), (1, 6), (1, 7), (1, 8), (1, 10), (9, 10)]
NAMED = {"\\": "backslash", "{": "braceleft", "}": "braceright", "~": "asciitilde", "^": "asciicircum"}  # in TeX
TEX = str.maketrans({letter: f"\\text{name}{{}}" for letter, name in NAMED.items()} | {letter: f"\\{letter}" for letter in "%&#_$"})
FILES = {"figure": [".png", ".print.png", ".svg", ".csv", ".evidence.csv", ".json"], "number": [".csv", ".evidence.csv", ".json"]}


def printed(value, unit):
    """Return the strings a value may be printed as, the usual one first.

    value: a number; a share if the unit starts with "share", a percentage if it starts with "%". The rule: rounded once, from the full
    value, to the nearest; shares to whole per cents (below ten to tenths) or tenths, as a fraction of one to hundredths, and in words where a
    simple fraction is near; rates to tenths or hundredths, from ten on also to whole numbers; whole numbers with or without a comma, and in
    thousands. What is not nought is never printed as nought, nor as all what is not all. A missing value has no strings. That a string is listed says that it is the same number, not that so many digits are earned.

    >>> printed(0.0524, "share of words")
    ['5.2%', '5.2 per cent', '5.2 percent', '5%', '5 per cent', '5 percent', '0.05']
    >>> printed(0.26, "share of words")[-3:]
    ['0.26', 'about one quarter', 'about one in four']
    >>> printed(7.531, "per 1,000 words"), printed(12.6, "per 1,000 words"), printed(1234, "words"), printed(-1.52, "log ratio")
    (['7.5', '7.53'], ['12.6', '12.60', '13'], ['1,234', '1234', '1.2 thousand'], ['−1.5', '-1.5', '−1.52', '-1.52'])
    """
    if value is None or math.isnan(value) or math.isinf(value):
        return []
    if unit.startswith(("share", "%")):
        return _share(value / 100 if unit.startswith("%") else value)
    if float(value).is_integer() and "ratio" not in unit:
        return list(dict.fromkeys([f"{value:,.0f}", f"{value:.0f}", *([f"{value / 1000:,.1f} thousand"] if value >= 1000 else [])]))
    digits = [1, 2, *([0] if abs(value) >= 10 else [])]
    strings = [string.removeprefix("-") for string in rounded(value, digits if abs(value) < 100 else digits[::-1])]
    signs = ["−", "-"] if value < 0 else ["", "+"] if "ratio" in unit else [""]
    return [sign + string for string in strings for sign in signs]


def _share(value):
    digits = (0, 1) if abs(value) >= 0.0995 or not value else (1, 0)
    percents = [f"{number}{sign}" for number in rounded(100 * value, digits, 100) for sign in ("%", " per cent", " percent")]
    return [*percents, *[string for string in [f"{value:.2f}"] if rounded(value, [2], 1) == [string]], *in_words(value)]


def rounded(value, digits, whole=0):
    """Return a value rounded to so many digits after the point, a string for each.

    What is not nought is not rounded to nought, nor to `whole` what is not all of it: where no string is left, to the first digit that tells them apart.

    >>> rounded(0.04, [1, 2]), rounded(0.0004, [1, 2]), rounded(99.96, [0, 1], whole=100)
    (['0.04'], ['0.0004'], ['99.96'])
    """
    ends = {0, whole} - {value}
    strings = [string for string in (f"{value:,.{n}f}" for n in digits) if float(string.replace(",", "")) not in ends]
    return strings or [f"{value:.{-Decimal(f'{min(abs(value - end) for end in ends):.1g}').as_tuple().exponent}f}"]


def home(*places, said=None):
    """Return the folder of figures of the first of these places that has one with a register: it, figures/ or notebooks/figures/ in it.

    A place is a folder of figures, of notebooks, of a run, or a checkout. Raises BadInput where there is none; said: what the message names (default: the last place).
    """
    for place in places:
        for inner in ("", "figures", "notebooks/figures"):
            if (Path(place) / inner / "register.json").is_file():
                return Path(place) / inner
    raise BadInput(f"{said or places[-1]}: found no register.json, wanted the folder of a run: run the notebooks first, or name another folder")


def register(folder):
    """Return the register of a folder of figures as {slug: entry}, also one of an older version, which lacks what was not known then.

    A kind that is lacking is filled in. Raises BadInput where there is no register, or none that can be read.
    """
    path = Path(folder) / "register.json"
    if not path.is_file():
        raise BadInput(f"{folder}: found no register.json, wanted the figures of a run: run the notebooks first, or name another folder")
    try:
        return {str(entry["slug"]): {"kind": "figure" if "alt" in entry else "number"} | entry for entry in json.loads(path.read_text(encoding="utf-8-sig"))}
    except (ValueError, TypeError, KeyError):
        raise BadInput(f"{path}: found a broken register, wanted a list of figures and numbers with their slugs: remove it, and run the notebooks again") from None


def table(path, columns=()):
    """Return a table that a run wrote, as strings.

    path: a file, or bytes to read. A spreadsheet may have saved it anew, with semicolons or tabs between the columns, or as UTF-16. Raises BadInput
    where it cannot be read, is in another encoding (which nothing in it tells), or lacks one of the columns.
    """
    try:
        data = path.read() if hasattr(path, "read") else Path(path).read_bytes()
        text = data.decode("utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig")
        separator = max(",;\t", key=text.partition("\n")[0].count)
        found = pd.read_csv(io.StringIO(text), sep=separator, dtype="str", keep_default_na=False)
    except UnicodeDecodeError:
        raise BadInput(f"{path}: found letters that are no UTF-8, wanted a table as UTF-8: save it in the spreadsheet as “CSV UTF-8”") from None
    except (ValueError, OSError) as error:
        raise BadInput(f"{path}: found no table ({' '.join(str(error).split())}), wanted what a run wrote: run the notebooks again") from None
    if not set(columns) <= set(found):
        raise BadInput(f"{path}: found the columns {', '.join(found)}, wanted {', '.join(columns)}: run the notebooks again")
    return found


def strings(entry, name="value"):
    """Return the strings that a value of a number's entry may be printed as: its own as the register has them, or those of what stands beside it.

    entry: of the register. name: value, numerator, denominator, documents, low, high or interval (both ends). Counts are counts, whatever the unit; nothing where the entry has none.

    >>> entry = {"value": 0.5, "unit": "share of words", "numerator": 1200, "low": 0.4, "printed": ["50%"]}
    >>> strings(entry), strings(entry, "numerator"), strings(entry, "low")[0], strings(entry, "high"), strings(entry | {"high": 0.6}, "interval")
    (['50%'], ['1,200', '1200', '1.2 thousand'], '40%', [], ['40% to 60%'])
    """
    if name == "value" and "printed" in entry:
        return list(entry["printed"])
    if name == "interval":
        ends = [string for end in ("low", "high") for string in strings(entry, end)[:1]]
        return [" to ".join(ends)] if len(ends) == 2 else []
    value = entry.get(name)
    return printed(value, entry.get("unit", "") if name in ("value", "low", "high") else "") if isinstance(value, (int, float)) else []


def in_words(value):
    """Return how a share may be said in words: "about" within a twentieth of a simple fraction, plainly where it is that fraction in whole per cents.

    >>> in_words(0.253)
    ['one quarter', 'one in four', 'about one quarter', 'about one in four']
    >>> in_words(0.52), in_words(0.45)
    (['about half', 'about one in two'], [])
    """
    above, below = min(FRACTIONS, key=lambda fraction: abs(value - fraction[0] / fraction[1]))
    part = above / below
    said = "half" if below == 2 else f"{COUNTS[above]} {PARTS[below]}{'s' * (above > 1)}"
    names = [said, f"{COUNTS[above]} in {COUNTS[below]}"]
    exact = names if abs(value - part) < 0.005 else []
    return exact + [f"about {name}" for name in names] if abs(value - part) <= part / 20 else []


@cache
def package():
    """Return what CITATION.cff says of the package: title, author, version, date (its release; never today)."""
    known = yaml.safe_load((corpus.HOME.parent / "CITATION.cff").read_text(encoding="utf-8"))
    author = known["authors"][0]
    name = author.get("name") or f"{author['given-names']} {author['family-names']}"
    return {"title": known["title"], "author": name, "version": str(known["version"]), "date": known["date-released"]}


def citation(entry):
    """Return how a figure or number is cited: a dict with chicago (a note in that style), bibtex and csl (CSL-JSON, as a dict).

    entry: a card with slug, kind, digest, corpus, and title (a figure) or sentence (a number). What was counted in the package's own corpus is cited as
    a part of the package. Of another corpus the source is that corpus, by the name of its folder and its fingerprint, and the package is named as the program
    only: whoever counted puts their own name, and the year, before.
    """
    about, title, place = package(), (entry.get("title") or entry["sentence"]).strip().removesuffix("."), corpus.place(None).resolve()
    own, date, inner = place == corpus.HOME, about["date"], title.replace("“", "‘").replace("”", "’")
    program, day = f"{about['title']}, version {about['version']}", f"{MONTHS[date.month - 1]} {date.day}, {date.year}"
    what = f"{entry['kind']} {entry['slug']}, digest {entry['digest']}"
    what += f", corpus {entry['corpus']}" if own else f", own count of the corpus “{place.name}” (fingerprint {entry['corpus']})"
    note = what[0].upper() + what[1:] + ("" if own else f"; counted with the program {program}")
    chicago = f"{about['author']}, “{inner},” {what}, in {program} ({day})." if own else f"“{inner},” {what}, counted with the program {program} ({day})."
    fields = {"title": f"{{{_tex(title)}}}", "note": _tex(note)}
    csl = {"id": entry["slug"], "type": "figure" if entry["kind"] == "figure" else "dataset", "title": title, "note": note}
    if own:
        fields |= {"author": f"{{{about['author']}}}", "howpublished": _tex(program), "year": f"{date.year}", "month": MONTHS[date.month - 1][:3].lower()}
        csl |= {"author": [{"literal": about["author"]}], "container-title": about["title"], "version": about["version"], "issued": {"date-parts": [[date.year, date.month, date.day]]}}
    order = ["author", "title", "howpublished", "year", "month", "note"]
    rows = ",\n".join(f"  {key} = {fields[key] if key == 'month' else f'{{{fields[key]}}}'}" for key in order if key in fields)
    return {"chicago": chicago, "bibtex": f"@misc{{{entry['slug']},\n{rows}\n}}", "csl": csl}


def paste(card, number=""):
    """Return what is pasted beside a picture or into a text: caption, note, source, alternative text and citation, as plain text.

    card: as `<slug>.json` has it. number: of the figure in the text it goes into.
    """
    if card["kind"] == "number":
        return f"{card['sentence']}\n\nCitation: {card['citation']['chicago']}\n"
    label = f"Figure {number}".strip()
    return (
        f"{label}. {card['title']} ({card['unit']})\nNote: {card['note']}\nSource: {card['source']}\n\n"
        f"Alternative text: {card['alt']}\n\nCitation: {card['citation']['chicago']}\n"
    )


def sheet(card, folder):
    """Return all there is to know for citing: what `paste` gives, the strings of a number, where it was made, BibTeX, and the files."""
    strings = [f"May be printed as: {'; '.join(card['printed'])}\n"] if card["kind"] == "number" else []
    files = [f"{Path(folder) / card['slug']}{end}".replace(os.sep, "/") for end in FILES[card["kind"]]]
    made = f"{card['kind'].capitalize()} {card['slug']}, digest {card['digest']}, {card['notebook']}, “{card['heading']}”\n"
    return "\n".join([made, paste(card), *strings, card["citation"]["bibtex"] + "\n", "Files:", *[f"  {file}" for file in files]]) + "\n"


def unknown(slug, slugs):
    """Return the error for a slug that is not in the register: it names the nearest that is.

    >>> unknown("terms-most-frequnt", ["terms-most-frequent", "corpus-zones"])
    BadInput("found no figure or number 'terms-most-frequnt', wanted one of 2 in the register: did you mean terms-most-frequent?")
    """
    near = difflib.get_close_matches(slug, sorted(slugs), 1)
    do = f"did you mean {near[0]}?" if near else "look into register.json" if slugs else "run the notebooks first"
    return BadInput(f"found no figure or number {slug!r}, wanted one of {len(slugs)} in the register: {do}")


def _tex(text):
    r"""Guard what TeX would read as a command, and braces, which BibTeX counts.

    >>> print(_tex("61% of A & B {draft"))
    61\% of A \& B \textbraceleft{}draft
    """
    return text.translate(TEX)

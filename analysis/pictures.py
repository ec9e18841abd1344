"""Which of our figures a picture is, and whether it is the one that holds today.

A picture loses its name on its way into a briefing, but seldom everything. Word and PowerPoint keep its bytes. A program
that saves it anew mostly keeps the text fields in which a figure carries slug and digest. A PDF keeps the pixels. These
three can say whether a figure is current. After a resizing, a recompression or a cut only a likeness is left, and that says
which figure it was and no more: two states of one chart are more alike than any two charts, so likeness is never taken for currency.

The likeness of whole pictures comes from a difference hash (Krawetz 2013: is each cell of a coarse grid lighter than its neighbour). How far two
are apart is the share of cells in which they differ, of those that are lighter in either: most of a figure is white, and white
is no likeness. That of a part is the highest normalised correlation at any place and at several scales.
"""

import hashlib
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
from lxml import etree
from PIL import Image

from analysis import figures

GRID = 16  # cells to a side of the hash
NEAR = 0.35  # the figures here differ from one another by .53 and more, from their resized and recompressed copies by at most .16
WIDTH = 64  # pixels to which a figure is shrunk before parts are looked for: of 64 cuts from the figures here 49 were known, none wrongly
ALIKE, AHEAD = 0.8, 0.1  # the correlation of a part with its figure, and how far every other figure must lie behind
SCALES = [1.06**-k for k in range(12)]  # a part is at least half as wide as its figure
LARGEST = 50_000_000  # pixels
UNREADABLE = (OSError, ValueError, SyntaxError, TypeError, LookupError, EOFError, ArithmeticError, MemoryError, etree.LxmlError, Image.DecompressionBombError)
FORMATS = ["PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"]
COLUMNS = ["slug", "file", "digest", "sha256", "pixels", "hash", "small"]
ENDS = (".png", ".print.png", ".svg")


def known(folder, slugs):
    """Return the pictures of these figures in a folder, one row a file: slug, file, digest (that it carries), sha256, pixels, hash, small.

    The last three are fingerprints of what is drawn: exact, coarse, and the picture itself 64 pixels wide; missing for SVG.
    A file that is missing or no picture has no row.
    """
    paths = [(slug, Path(folder) / f"{slug}{end}") for slug in slugs for end in ENDS]
    rows = [_row(slug, path) for slug, path in paths if path.is_file()]
    return pd.DataFrame([row for row in rows if row["pixels"] or row["file"].endswith(".svg")], columns=COLUMNS)


def identify(picture, table, entries):
    """Return what a picture is: {slug, state, how, found, current, message}; found and current are digests.

    picture: the bytes of a file, or an image of PIL where a PDF has no file. table: from `known`. entries: {slug: entry} of the
    register. State is current, out of date, cannot say (one of our figures, changed) or unknown (none that we know).
    """
    data = picture if isinstance(picture, bytes) else b""
    same = table[table.sha256 == hashlib.sha256(data).hexdigest()]
    if len(same):
        return _current(same.iloc[0], entries, "bytes")
    image = opened(picture)
    (slug, digest), look = fields(data, image), _look(image)
    drawn = table[table.pixels == look["pixels"]] if look["pixels"] else table[:0]
    if slug:
        return _by_field(slug, digest, drawn, table, entries)
    if len(drawn):
        return _current(drawn.iloc[0], entries, "pixels")
    slug = nearest(look, table)
    if slug:
        message = "same picture, or an older state of it, resized, recompressed or cut: cannot say whether current"
        return _said(slug, "cannot say", "near hash", "", entries.get(slug, {}).get("digest", ""), message)
    unread = "" if look["pixels"] else ", and not a picture that can be opened"
    return _said("", "unknown", "", "", "", f"none of the {table.slug.nunique()} figures in the folder{unread}")


def opened(picture):
    """Return a picture (bytes, or an image of PIL) as an image with all that its file says; None where it is none or is too large.

    >>> opened(b"nothing") is None, opened(Image.new("1", (2, 1))).size
    (True, (2, 1))
    """
    try:
        image = Image.open(io.BytesIO(picture), formats=FORMATS) if isinstance(picture, bytes) else picture
        if image.width * image.height > LARGEST:
            return None
        image.load()
        return image
    except UNREADABLE:
        return None


def fields(data, image):
    """Return (slug, digest) as an image carries them in text fields, and an SVG (its bytes) in its metadata; empty where it does not.

    >>> fields(b"nothing", None)
    ('', '')
    """
    named = f"{image.info.get('analysis-slug')} {image.info.get('analysis-digest')}" if data and image else _identifier(data)
    found = re.fullmatch(rf"({figures.SLUG.pattern}) ([0-9a-f]{{12}})", named)
    return (found[1], found[3]) if found else ("", "")


def _identifier(data):
    """What an SVG says it is."""
    if b"<svg" not in data[:4096]:
        return ""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        return next((element.text or "" for element in root.iter("{*}identifier")), "").strip()
    except UNREADABLE:
        return ""


def nearest(look, table):
    """Return the slug of the figure that a picture looks like, as a whole or as a part; empty where it looks like none, or like two."""
    drawn = table[table.hash.notna()]
    if not look["pixels"] or drawn.empty:
        return ""
    apart = np.array([_apart(look["hash"], other) for other in drawn.hash])
    if apart.min() <= NEAR:
        return drawn.slug.iloc[int(apart.argmin())]
    if look["small"].std() < 1 or np.median(look["small"]) < 128:
        return ""  # a plain colour, or a photograph: not on white paper, as figures are
    parts = [_shrunk(look["image"], round(WIDTH * scale)) for scale in SCALES]
    alike = pd.Series([max(_part_of(part, whole) for part in parts) for whole in drawn.small], drawn.slug.tolist()).groupby(level=0).max()
    first, second = [*alike.nlargest(2), 0.0][:2]
    return str(alike.idxmax()) if first >= ALIKE and first - second >= AHEAD else ""


def _apart(one, other):
    """The share of cells in which two hashes differ, of those that are lighter in either.

    >>> _apart(np.array([True, True, False, False]), np.array([True, False, False, False])), _apart(np.zeros(4, bool), np.zeros(4, bool))
    (0.5, 1.0)
    """
    either = np.count_nonzero(one | other)
    return float(np.count_nonzero(one != other) / either) if either else 1.0


def _row(slug, path):
    data = path.read_bytes()
    image = opened(data)
    look = _look(image)
    exact = {"digest": fields(data, image)[1], "sha256": hashlib.sha256(data).hexdigest()}
    return {"slug": slug, "file": path.name, **exact, **{key: look[key] for key in ("pixels", "hash", "small")}}


def _look(image):
    """The fingerprints of an image, in three colours on white: exact, coarse, and itself made small."""
    if image is None:
        return {"image": None, "pixels": "", "hash": None, "small": None}
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("RGB")
    grey = image.convert("L")
    cells = np.asarray(grey.resize((GRID + 1, GRID), Image.Resampling.BOX), int)
    exact = hashlib.sha256(f"{image.size}".encode() + image.tobytes()).hexdigest()
    return {"image": grey, "pixels": exact, "hash": (cells[:, 1:] > cells[:, :-1] + 1).ravel(), "small": _shrunk(grey, WIDTH)}


def _shrunk(grey, width):
    height = min(max(1, round(grey.height * width / grey.width)), 20 * width)  # a rule across a page is no figure
    return np.asarray(grey.resize((width, height), Image.Resampling.BOX), float)


def _part_of(part, whole):
    """The highest normalised correlation of a small picture with a place of another."""
    (height, width), size = part.shape, part.size
    if height > whole.shape[0] or part.std() < 1:
        return 0.0
    part = part - part.mean()
    product = np.fft.irfft2(np.fft.rfft2(whole) * np.fft.rfft2(part[::-1, ::-1], whole.shape), whole.shape)[height - 1 :, width - 1 :]
    spread = _sums(whole**2, height, width) - _sums(whole, height, width) ** 2 / size
    return float((product / np.sqrt(np.maximum(spread, size) * (part**2).sum())).max())


def _sums(array, height, width):
    """The sum of each window of this height and width."""
    summed = np.pad(array.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    return summed[height:, width:] - summed[:-height, width:] - summed[height:, :-width] + summed[:-height, :-width]


def _current(row, entries, how):
    """What is said of a picture that is one of the folder's: current, if the folder's own picture is."""
    digest = entries.get(row.slug, {}).get("digest", "")
    if not digest or row.digest != digest:
        message = f"it is {row.file} of the folder, which carries digest {row.digest or 'none'} where the register has {digest or 'none'}: run the notebooks again"
        return _said(row.slug, "cannot say", how, row.digest, digest, message)
    return _said(row.slug, "current", how, digest, digest, "")


def _by_field(slug, digest, drawn, table, entries):
    """What is said of a picture that carries slug and digest, but is none of the folder's files byte for byte."""
    if slug not in entries:
        return _said(slug, "unknown", "text field", digest, "", "the picture names a figure that is not in the register")
    now = entries[slug].get("digest", "")
    if not now:
        return _said(slug, "cannot say", "text field", digest, "", "the register has no digest for it: it was written by an older version, run the notebooks again")
    if digest != now:
        return _said(slug, "out of date", "text field", digest, now, "")
    if slug in set(drawn.slug):
        return _said(slug, "current", "text field", digest, now, "saved anew, pixels as in the folder")
    missing = not (table.slug[table.pixels != ""] == slug).any()
    why = f"{slug}.png is missing from the folder: nothing to compare it with" if missing else "it is not drawn as in the folder: resized, drawn by another version, or changed by hand"
    return _said(slug, "cannot say", "text field", digest, now, f"it carries today's digest, but {why}")


def _said(slug, state, how, found, current, message):
    return {"slug": slug, "state": state, "how": how, "found": found, "current": current, "message": message}

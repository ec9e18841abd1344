"""What the tests share: where notebooks write while they are tested, and the small documents they are tested on."""

import os
import tempfile
from pathlib import Path

import pandas as pd
import pytest

from analysis import sections, sentences, words

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config):
    """Notebooks under test write their figures here, so that they can be compared with the committed ones."""
    place = tempfile.TemporaryDirectory(prefix="analysis-figures-")
    config.add_cleanup(place.cleanup)
    os.environ["ANALYSIS_FIGURES"] = place.name
    os.environ.pop("ANALYSIS_CORPUS", None)


@pytest.fixture
def figures_here(tmp_path, monkeypatch):
    """A folder of figures of the test's own."""
    monkeypatch.setenv("ANALYSIS_FIGURES", str(tmp_path / "figures"))
    return tmp_path / "figures"


@pytest.fixture
def documents():
    """Six documents of one sentence each: coal stands in five of them, once in each, and twice in the last."""
    texts = ["Coal is sold.", "Rice is sold.", "Coal is cheap.", "Nobody buys coal.", "They sell coal.", "Coal follows coal."]
    table = pd.DataFrame({"document": list("abcdef"), "text": texts, "date": ["2016", "2017-02", None, "2016-09-09", "2017", "2017"]})
    return table.assign(genre=["memo", "memo", "memo", "note", "note", None])


@pytest.fixture
def counted(documents):
    """The words of these documents, all of them body."""
    whole = pd.DataFrame({"document": documents.document, "section": 1, "sentence": 1, "zone": "body", "start": 0, "end": documents.text.str.len()})
    return words.split(documents, whole)


def tables(text, document="d"):
    """Documents, sections, sentences and words of one text."""
    documents = pd.DataFrame({"document": [document], "text": [text]})
    parts = sections.split(documents)
    lines = sentences.split(documents, parts)
    return documents, parts, lines, words.split(documents, lines)


def lines_of(*texts, gap=1):
    """The texts as sentences of one document, `gap` characters apart."""
    rows, start = [], 0
    for number, text in enumerate(texts, 1):
        rows.append(("d", 1, number, "body", start, start + len(text), text))
        start += len(text) + gap
    return pd.DataFrame(rows, columns=sentences.COLUMNS)


def pdf_file(objects, trailer=b""):
    """The bytes of a PDF with these objects; the first is its catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)

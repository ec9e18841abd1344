"""Look-alikes: words that look like a cue and are none, beside sentences close to them in which they are one.

`lookalikes.csv` has sentences of our own, and what they say is invented: the words (`quote`), the stance they seem to show, and whether they are a look-alike
(`negative`) or a cue (`core`). Parts 1 to 4 were written with some patterns of the list before the writer and nothing else of it, in two sittings (1 and 2, 3 and 4), a hash of
the sentence putting each into one of two parts; the second sitting was asked for the rarest traps (*it is time that small firms mention most*). Parts 5 and 6 were written
blind, by the labelling guide alone: the look-alikes that an annotator of policy texts meets every day. Part 7 has cues only, by a
writer who had seen patterns and no context: what the contexts must not take away. The list was mended by parts 1, 2, 3, 5 and 7. No rule was made for parts 4 and 6: they
alone say what a determined opponent, and what an ordinary text by such a writer, would still find.
"""

from pathlib import Path

import pandas as pd
import pytest

from analysis import stance


@pytest.fixture(scope="module")
def sentences():
    return pd.read_csv(Path(__file__).with_name("lookalikes.csv"), keep_default_na=False)


@pytest.fixture(scope="module")
def met(sentences):
    """Is a hit of that stance counted over the quotation, for each sentence?"""
    lines = pd.DataFrame({"document": sentences.index.astype(str), "section": 1, "sentence": 1, "start": 0, "text": sentences.sentence, "zone": "body"})
    begin = pd.Series([text.index(quote) for text, quote in zip(sentences.sentence, sentences["quote"])])
    asked = pd.DataFrame({"document": lines.document, "stance": sentences.stance, "begin": begin, "stop": begin + sentences["quote"].str.len()})
    hits = stance.find(lines.assign(end=lines.text.str.len()))
    both = asked.merge(hits[hits.counted], on=["document", "stance"])
    return asked.document.isin(both.document[(both.start < both.stop) & (both.end > both.begin)])


def test_a_quotation_stands_once_in_its_sentence(sentences):
    assert [text for text, quote in zip(sentences.sentence, sentences["quote"]) if text.count(quote) != 1] == []
    assert not sentences.duplicated(["sentence", "stance"]).any()
    assert set(sentences.status) == {"core", "negative"} and set(sentences.part) == {1, 2, 3, 4, 5, 6, 7}


@pytest.mark.parametrize("part, most", [(1, 8), (2, 28), (3, 11), (4, 65), (5, 26), (6, 23)])
def test_look_alikes_are_left_alone(sentences, met, part, most):
    """Of 619, 594, 235, 218, 3,016 and 360; hit before a rule was made by any of them: 189, 199, 95, 93, 347 and 41."""
    assert met[(sentences.part == part) & (sentences.status == "negative")].sum() <= most


@pytest.mark.parametrize("part, least", [(1, 227), (2, 226), (3, 119), (4, 90), (5, 1453), (6, 173), (7, 1262)])
def test_cues_close_to_them_are_found(sentences, met, part, least):
    """Of 234, 236, 143, 113, 1,536, 180 and 1,344; from part 3 on some are for the wide list, which is not asked here."""
    assert met[(sentences.part == part) & (sentences.status == "core")].sum() >= least

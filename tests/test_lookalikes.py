"""Look-alikes: words that look like a cue and are none, beside sentences close to them in which they are one.

`lookalikes.csv` has sentences of our own: the words (`quote`), the stance they seem to show, and whether they are a look-alike (`negative`) or a cue
(`core`). They were written with the patterns of the list before us and nothing else of it. A hash of the sentence put each into a half: the list was mended
by the look-alikes of the first. No rule was made for those of the second but one (*it is not clear that* insists on nothing), so only the second says what to
expect elsewhere. Even that is friendly: both halves have one author, who knew what he had written.
"""

from pathlib import Path

import pandas as pd
import pytest

from analysis import stance

from conftest import lines_of


@pytest.fixture(scope="module")
def sentences():
    return pd.read_csv(Path(__file__).with_name("lookalikes.csv"), keep_default_na=False)


@pytest.fixture(scope="module")
def met(sentences):
    """Is a hit of that stance counted over the quotation, for each sentence?"""
    lines = lines_of(*sentences.sentence)
    begin = lines.start + [text.index(quote) for text, quote in zip(sentences.sentence, sentences["quote"])]
    asked = pd.DataFrame({"sentence": lines.sentence, "stance": sentences.stance, "begin": begin, "stop": begin + sentences["quote"].str.len()})
    hits = stance.find(lines)
    both = asked.merge(hits[hits.counted], on=["sentence", "stance"])
    return asked.sentence.isin(both.sentence[(both.start < both.stop) & (both.end > both.begin)])


def test_a_quotation_stands_once_in_its_sentence(sentences):
    assert [text for text, quote in zip(sentences.sentence, sentences["quote"]) if text.count(quote) != 1] == []
    assert not sentences.duplicated(["sentence", "stance"]).any()
    assert set(sentences.status) == {"core", "negative"} and set(sentences.half) == {1, 2}


@pytest.mark.parametrize("half, most", [(1, 12), (2, 75)])
def test_look_alikes_are_left_alone(sentences, met, half, most):
    """Of 619 and 594; before the list was mended by those of the first half, 189 and 199 were hit."""
    assert met[(sentences.half == half) & (sentences.status == "negative")].sum() <= most


@pytest.mark.parametrize("half, least", [(1, 224), (2, 225)])
def test_cues_close_to_them_are_found(sentences, met, half, least):
    """Of 234 and 236."""
    assert met[(sentences.half == half) & (sentences.status == "core")].sum() >= least

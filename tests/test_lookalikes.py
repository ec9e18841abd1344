"""Look-alikes: words that look like a cue and are none, beside sentences close to them in which they are one.

`lookalikes.csv` has sentences of our own: the words (`quote`), the stance they seem to show, and whether they are a look-alike (`negative`) or a cue
(`core`). They were written with some patterns of the list before the writer and nothing else of it, in two sittings; a hash of the sentence put each into one of two
parts. Parts 1 and 2 are of the first sitting, 3 and 4 of the second, which was asked for the rarest traps (*it is time that small firms mention most*). The list was
mended by the look-alikes of parts 1 to 3. No rule was made for those of part 4, so it alone says what a determined opponent would still find.
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
    assert set(sentences.status) == {"core", "negative"} and set(sentences.part) == {1, 2, 3, 4}


@pytest.mark.parametrize("part, most", [(1, 11), (2, 30), (3, 12), (4, 66)])
def test_look_alikes_are_left_alone(sentences, met, part, most):
    """Of 619, 594, 235 and 218; hit before a rule was made by any of them: 189, 199, 95 and 93."""
    assert met[(sentences.part == part) & (sentences.status == "negative")].sum() <= most


@pytest.mark.parametrize("part, least", [(1, 226), (2, 226), (3, 118), (4, 88)])
def test_cues_close_to_them_are_found(sentences, met, part, least):
    """Of 234, 236, 143 and 113. The last two have sentences for the wide list too, which is not asked here."""
    assert met[(sentences.part == part) & (sentences.status == "core")].sum() >= least

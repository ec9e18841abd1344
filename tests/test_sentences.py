"""Where sentences end, on pages as they are printed."""

import csv
from pathlib import Path

import pytest
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from analysis import corpus, sections, sentences

from conftest import tables


def cut(text):
    return [text[start:end] for start, end in sentences.spans(text)]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("The U.S. Treasury acted.", ["The U.S. Treasury acted."]),
        ("It is not sold in the U.S. The trade is with China.", ["It is not sold in the U.S.", "The trade is with China."]),
        ("Resolution No. 2321 followed.", ["Resolution No. 2321 followed."]),
        ("Dr Saar spoke. Mr. Ito left.", ["Dr Saar spoke.", "Mr. Ito left."]),
        ("It lies on the Peninsula.The page ends.", ["It lies on the Peninsula.", "The page ends."]),
        ("It rose to 3.5 per cent on 3.9.2017 in all.", ["It rose to 3.5 per cent on 3.9.2017 in all."]),
        ("Trade¹ fell.² Then it rose.[3] It fell.", ["Trade¹ fell.²", "Then it rose.[3]", "It fell."]),
        ("It voted.1 The vote was “unanimous.”12 It was 15-0.3", ["It voted.", "The vote was “unanimous.”", "It was 15-0.3"]),
        ("It fell.7\n\nSee para.8 The rest rose to No.5 in 2.5 years.", ["It fell.", "See para.8 The rest rose to No.5 in 2.5 years."]),
        ("- Coal.\n- Rice is sold.\n\u2022 Iron\n· Lead (all of it)", ["Coal.", "Rice is sold.", "Iron", "Lead (all of it)"]),
        ("1. Coal is sold.\n2) Rice is not.\n(a) Iron is.", ["Coal is sold.", "Rice is not.", "Iron is."]),
        ("Figure 1. Coal, 2017\nSource: own count.", ["Figure 1. Coal, 2017", "Source: own count."]),
        ("TO: all\nFROM: the desk", ["TO: all", "FROM: the desk"]),
        ("He said “Stop. Go.” Then he left.", None),
        ("Coal is sold. \r\n\r\nRice is not.\r\n", ["Coal is sold.", "Rice is not."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text, expected):
    if expected is None:
        assert "".join(cut(text)).replace(" ", "") == text.replace(" ", "")  # two readers differ: nothing may be lost
    else:
        assert cut(text) == expected


def test_a_wrapped_line_goes_on():
    text = "Three branches are closed to the Democratic People's Republic\nof Korea, and to whoever sells on its behalf in the ports. The\nUnited Nations will count."
    assert cut(text) == [text[: text.index(" The\n")], text[text.index("The\n") :]]


def test_ragged_lines_go_on_too():
    text = "On behalf of the delegation of the \nDemocratic People’s \nRepublic of Korea, I speak of peace in the United \nStates of that day, as it did in the years before, and \nthank you."
    assert len(cut(text)) == 1


def test_rows_of_a_table_and_short_lines_do_not_go_on():
    assert len(cut("First | 9 October 2006 | 1718 | 14 October 2006\nSecond | 25 May 2009 | 1874 | 12 June 2009\nThird | 12 February 2013 | 2094 | 7 March")) == 3
    assert len(cut("Coal\nRice\nIron")) == 3
    for border in ("|", "\t"):
        assert len(cut(f"coal{border}5\niron{border}6\nrice{border}7")) == 3
        assert len(cut(f"Coal that was sold in the ports of the north{border}5\nIron that was sold in the ports of the north{border}6")) == 2


def test_a_sentence_does_not_end_inside_a_word():
    assert cut("It is a matter of the U.S.-ROK space talks.") == ["It is a matter of the U.S.-ROK space talks."]


def test_an_abbreviation_of_ours_stands_before_a_number_only():
    with (Path(sentences.__file__).parent / "abbreviations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["abbreviation"] for row in rows] == sorted({row["abbreviation"] for row in rows})
    for row in rows:
        assert len(cut(row["counting"])) == 1, row
        assert len(cut(row["look_alike"])) == 2, row


def test_sentences_count_up_within_a_document_and_give_their_text_back():
    documents, _, lines, _ = tables("Coal and Rice\n\nCoal is sold in every port that we know of. Rice is not.")
    assert lines.sentence.tolist() == [1, 2, 3]
    assert [documents.text[0][r.start : r.end] for r in lines.itertuples()] == lines.text.tolist()


def test_a_plain_punkt_with_the_same_abbreviations_agrees_on_the_prose_of_the_corpus():
    """NLTK's Punkt, given abbreviations, is another splitter: on plain paragraphs both should nearly always cut alike."""
    known = PunktParameters()
    known.abbrev_types = {"u.s", "no", "dr", "mr"}
    punkt = PunktSentenceTokenizer(known)
    documents = corpus.read()
    prose = sentences.split(documents, sections.split(documents))
    prose = prose[(prose.zone == "body") & ~prose.document.isin(["D08"])]
    same = total = 0
    for _, part in prose.groupby(["document", "section"]):
        text = " ".join(line.replace("\n", " ") for line in part.text)
        ours = {len(" ".join(part.text[:n])) for n in range(1, len(part) + 1)}
        theirs = {end for _, end in punkt.span_tokenize(text)}
        same, total = same + len(ours & theirs), total + len(ours | theirs)
    assert same / total > 0.9


def test_sentences_have_their_words_counted():
    _, _, lines, words = tables("Coal is sold in every port that we know of. Rice is not.")
    found = sentences.counted(words)
    assert found.freq.tolist() == [10, 3] and found.freq.sum() == len(words)

"""What is argument and what is not: zones, headings, and every character in one section."""

import csv
import json
import random
import re
import time
from pathlib import Path

import pandas as pd
import pytest

from analysis import corpus, sections, terms

from conftest import tables

PAGE = """Group on Ports: quiet research

Home | Research | Contact

Coal on the Yalu: A Report

yalu_cover
March 2016
Group on Ports

Coal crosses the river by rail. The trains are counted on one bank only, and the counts differ.

Table of contents

1. Trains and coal\u00a0

2. Coal at sea

2.1 Coal in Dalian

3. Conclusions on coal

1. Trains and coal

Trains carry coal when the river is low.

2.1 Coal in Dalian

Is coal weighed twice there? Nobody knows.

Figure 1. Trains by month
Source: own count.

ABOUT THE AUTHOR

Dr Ito counts trains.

Share this page: Facebook | E-mail
"""


def zones(text):
    return {zone: [text[r["prose"] : r["end"]].strip() for r in sections.cut(text) if r["zone"] == zone] for zone in sections.ZONES}


def test_a_saved_page_is_cut_as_a_reader_would():
    found = zones(PAGE)
    assert found["chrome"] == ["Home | Research | Contact", "yalu_cover", "Share this page: Facebook | E-mail"]
    assert found["front"] == ["Group on Ports: quiet research", "Coal on the Yalu: A Report", "March 2016\nGroup on Ports"]
    assert found["contents"] == ["Table of contents\n\n1. Trains and coal\u00a0\n\n2. Coal at sea\n\n2.1 Coal in Dalian\n\n3. Conclusions on coal"]
    assert found["back"] == ["Dr Ito counts trains."]
    headings = [(r["level"], r["number"], r["heading"]) for r in sections.cut(PAGE) if r["heading"]]
    assert headings == [(1, "1", "Trains and coal"), (2, "2.1", "Coal in Dalian"), (1, "", "ABOUT THE AUTHOR")]


def test_only_the_argument_is_counted():
    *_, words = tables(PAGE)
    assert len(terms.occurrences(words, "coal")) == 3  # by hand: crosses, carry, weighed
    assert len(terms.occurrences(words, "coal", zone=None)) == 8  # and the title, four entries; headings are no sentences


SUMMARY = """EXECUTIVE SUMMARY

A. Ito
“Coal and Its Carriers: A View from the
Quays of Dalian”

This note asks who carries coal, and whether anybody counts it on both banks of the river.

WHO CARRIES IT

Trains do.

WHAT TO DO

- If trains stop, then ships should be counted.
- Rail must be watched."""


def test_a_summary_has_its_headings_and_its_title_over_two_lines():
    _, parts, lines, _ = tables(SUMMARY)
    assert parts.heading[parts.heading != ""].tolist() == ["WHO CARRIES IT", "WHAT TO DO"]
    front = lines[lines.zone == "front"].text.tolist()
    assert front == ["EXECUTIVE SUMMARY", "A. Ito", "“Coal and Its Carriers: A View from the\nQuays of Dalian”"]
    assert lines[lines.zone == "body"].text.tolist()[-2:] == ["If trains stop, then ships should be counted.", "Rail must be watched."]


@pytest.mark.parametrize(
    "text, first",
    [
        ("TO: Members\nFROM: Desk\nRE: Coal, trains and whoever it is that counts them today.\n\nWHAT IS NEW\n\nCoal is sold again, as every port in the north-east has noticed by now.", "Coal is sold"),
        ("A Plea\nVienna, May 2017\n\nMr Chairman, dear colleagues,\n\nWe thank you.", "Mr Chairman"),
        ("# On Coal\n\n## Prices\n\nPrices fell in every port that anybody cared to count in.", "Prices fell"),
        ("Coal is sold in every port that anybody cared to count in, and nobody minds.", "Coal is sold"),
        ("On Coal\n\nA. Ito\n\nAbstract\n\nThe ban has two holes:\n\n• Ships pass.\n\nTrains\n\nNobody counts them, as every official has said.", "The ban"),
        ("Executive Summary\n\nCoal and its carriers as seen from the quays\n\nCoal is sold in every port that anybody cared to count in.", "Coal is sold"),
    ],
    ids=["memo", "statement", "markdown", "prose alone", "an abstract of few words", "a title under its kind"],
)
def test_the_argument_starts_after_the_front(text, first):
    assert zones(text)["body"][0].startswith(first) or zones(text)["body"][1].startswith(first)


LONG = "The council adopted a new resolution in March and the ministers agreed to report on trade within ninety days."


@pytest.mark.parametrize(
    "text, front",
    [
        (f"North Korea: What Comes Next\n{LONG} {LONG}\n{LONG}", "North Korea: What Comes Next"),
        (f"TO: A\nRE: B\n{LONG} {LONG}", "TO: A\nRE: B"),
        (f"Record\n\nPresent: the chair; a former diplomat; a specialist in the law of sanctions and\ntrade; the rapporteur.\n\n{LONG}", "Record\n\nPresent: the chair; a former diplomat; a specialist in the law of sanctions and\ntrade; the rapporteur."),
        (f"Coal Ban Bites\nBy A. Reader\n{LONG}\n{LONG}", "Coal Ban Bites\nBy A. Reader"),
        (f"# T\n\n_{LONG}_\n\n**{LONG}**", "# T"),
        (f"R\n\nOur answer is simple: China will enforce the ban as long as it is cheap.\n\n{LONG}", "R"),
        ("Coal\n\nQ: Is coal banned this year?\nA: It is banned, as every official has said for months.\n", "Coal"),
        (f"BRIEF\n\n- China will enforce the coal ban only as long as it costs little\n- Europe should help\n\n{LONG}", "BRIEF"),
        (f"BRIEF\n\nRecalling its earlier resolutions on the subject and the replies to them,\n\n{LONG}", "BRIEF"),
        ("A Title\n\nCoal is banned.\n\nTrade fell.\n\nChina denied it.", "A Title"),
        (f"A Title\n\nThank you.\n\nIt is good to be here.\n\n{LONG}", "A Title"),
        ("政府工作报告\n\n过去一年，我国发展面临多重挑战，全国各族人民在党的领导下迎难而上，全面落实各项要求，取得了新的成绩。", "政府工作报告"),
    ],
)
def test_no_argument_is_lost_in_the_front(text, front):
    found = zones(text)
    assert found["front"] == [front] and sum(map(len, found["body"])) >= len(text.strip()) - len(front) - 20


@pytest.mark.parametrize(
    "middle, zone",
    [
        ("Share: China took nine tenths of the trade in 2016.", "body"),
        ("The regulation uses cookies as its example, and ministers disagreed.", "body"),
        ("In this report\n\n- Coal exports fell by half\n- Trade moved to the night\n- Nobody published figures", "body"),
        ("Contents\n\n- [Trade](#t)\n- [Ports](#p)\n- [The end](#e)", "contents"),
        ("Contents\n\nTrade ........ 3\nPorts ........ 7\nThe end ...... 9", "contents"),
    ],
)
def test_lines_that_look_like_something_else_are_told_apart(middle, zone):
    found = zones(f"R\n\n{LONG}\n\n{middle}\n\n{LONG}")
    assert any(middle[-12:] in part for part in found[zone])


def test_back_matter_ends_where_the_argument_goes_on():
    text = f"R\n\n{LONG}\n\n{LONG}\n\nNotes\n\nNames follow usage.\n\nPart Two: What Europe Can Do\n\n{LONG}\n\nReferences\nIto, A. On Coal.\n"
    assert zones(text)["back"] == ["Names follow usage.", "Ito, A. On Coal."]
    assert zones(text)["body"][-1] == LONG


def test_a_name_over_a_note_on_its_bearer_is_no_heading_of_the_argument():
    text = f"R\n\n{LONG}\n\nAbout the authors\n\nLena Hartwig\n\nShe writes on ports and what they hide.\n\nAuthors’ note\n\nThanks to all.\n"
    assert zones(text)["body"] == [LONG]


ARGUED = "Coal crosses the river by rail, and has done so in each of the years that we counted.\n\nChina has bought less of it since the bridge was closed in the spring."
READER = "Ada B. Reader is a senior fellow at the Institute of Ports, where she counts ships. Before that she counted trains."
WEI = "Li Wei, Director, Institute of Ports."


@pytest.mark.parametrize("end", [READER, f"---\n\n__Ada B. Reader__{READER[13:]}", f"{READER}\n\n{WEI}\n\nThe views are the authors\u2019 own.", f"{WEI}\n\n{READER}\n\nImage: a crane at work"])
def test_notes_on_the_authors_at_the_end_need_no_heading(end):
    found = zones(f"Coal on the Yalu\n\nMarch 2016\n\n{ARGUED}\n\n{end}\n")
    assert found["body"] == [ARGUED + "\n\n---" * end.startswith("---")] and found["back"] == [end.removeprefix("---\n\n")]


def test_a_long_note_on_an_author_is_one():
    long = f"{READER} {'She has written on the ports of the north, and on those of the south. ' * 4}".strip()
    assert zones(f"Coal on the Yalu\n\n{ARGUED}\n\n{long}\n")["back"] == [long]


def test_notes_on_the_authors_stand_before_the_notes_as_well():
    found = zones(f"Coal on the Yalu\n\n{ARGUED}\n\n{READER}\n\nNotes\n\n1. The trains were counted on one bank of the river only.")
    assert (found["body"], found["back"]) == ([ARGUED], [READER, "1. The trains were counted on one bank of the river only."])


def test_a_note_on_the_author_under_the_byline_is_front_matter():
    found = zones(f"Coal on the Yalu\n\nBy Ada B. Reader and Li Wei\n\n{READER}\n\n{ARGUED}\n")
    assert found["body"] == [ARGUED] and READER in found["front"][0]
    assert zones(f"Coal on the Yalu\n\nBy Piet Lammers\n\n{READER}\n\n{ARGUED}\n")["body"] == [f"{READER}\n\n{ARGUED}"]


@pytest.mark.parametrize(
    "person",
    [
        "Kim Jong Un is the leader of the north and opened the bridge himself.",
        "Li Wei is director of the port and head of its customs house.",
        "Ada B. Reader is a fellow of the Institute of Ports, and said that the bridge would be mended.",
        "Xi Jinping is president of China, and his envoys have been to see the bridge.",
        "Ri Chol is an associate of the bank and moved its cash through two ports.",
        "Han Song was a journalist in Seoul. He was sent back in May.",
    ],
)
def test_a_person_of_the_argument_stays_in_it(person):
    assert zones(f"Coal on the Yalu\n\nBy Piet Lammers\n\n{ARGUED}\n\n{person}\n")["body"] == [f"{ARGUED}\n\n{person}"]


def test_a_scholar_in_the_midst_of_the_argument_stays_in_it_and_the_director_of_the_byline_at_its_end_does_not():
    assert zones(f"Coal on the Yalu\n\n{ARGUED}\n\n{READER}\n\n{ARGUED}\n")["body"] == [f"{ARGUED}\n\n{READER}\n\n{ARGUED}"]
    assert zones(f"Coal on the Yalu\n\nBy W. Wei and Piet Lammers\n\n{ARGUED}\n\n{WEI}\n")["back"] == [WEI]


def test_a_last_paragraph_of_many_views_is_cut_in_no_time():
    end = "The views " + "of the view " * 30_000
    started = time.process_time()
    zones(f"Coal on the Yalu\n\n{ARGUED}\n\n{end}\n")
    assert time.process_time() - started < 5


@pytest.mark.parametrize("opens", ["Related content", "Related Reading:", "You may also like", "More from this author"])
def test_a_box_of_links_is_chrome_and_ends_where_the_argument_goes_on(opens):
    box = f"{opens}\n\n- North Korea and its coal\n- China counts its ports"
    assert zones(f"Coal on the Yalu\n\n{ARGUED}\n\n{box}\n\n{ARGUED}\n") == zones("") | {"front": ["Coal on the Yalu"], "body": [ARGUED, ARGUED], "chrome": [box]}
    assert zones(f"Coal on the Yalu\n\n{ARGUED}\n\n{opens}\n\n{ARGUED}\n")["chrome"] == []


def test_the_heading_after_a_box_of_links_is_none_of_them():
    box = "Related content\n\nNorth Korea and its coal\n\nChina counts its ports"
    rows = sections.cut(f"Coal on the Yalu\n\n{ARGUED}\n\n{box}\n\nWhat the Bridge Carries\n\n{ARGUED}\n")
    assert [(row["zone"], row["heading"]) for row in rows] == [("front", ""), ("body", ""), ("chrome", ""), ("body", "What the Bridge Carries")]
    text = f"Coal on the Yalu\n\n{ARGUED}\n\n{box}\n\n{ARGUED}"
    marks = [("heading", 1, 0, 16, "html"), ("heading", 3, text.index("Related"), text.index("\n\nNorth"), "html")]
    assert [row["zone"] for row in sections.cut(text, marks)] == ["front", "body", "chrome", "body"]


def parts(text, marks=()):
    """(zone, first line) of each section."""
    return [(row["zone"], text[row["start"] : row["end"]].strip().split("\n")[0]) for row in sections.cut(text, marks)]


ABOUT = "About the authors\n\nAda Reader is a fellow at the Institute of Ports. She counts ships."


@pytest.mark.parametrize(
    "front, first, second",
    [
        (f"A Title\n\n{ABOUT}", "1. Introduction", "2. What the Data Show"),
        (f"A Title\n\nContents\n\n1. Trade ..... 1\n2. What the Data Show ..... 3\n3. Ships ..... 4\n\n{ABOUT}", "1. Trade", "2. What the Data Show"),
        ("A TITLE\n\nAbout the author\n\nAda Reader deserves some thanks for this.", "Executive Summary", "What China Wants"),
        ("A TITLE\n\nAbout the author\n\nAda Reader deserves some thanks for this.", "INTRODUCTION", "WHAT CHINA WANTS"),
        ("A Title\n\nBy Ada Reader\n\nAcknowledgements\n\nThe author thanks everybody who may have helped.", "1 Introduction", "2 Findings"),
        ("A Title\n\nDisclaimer\n\nThe views are those of the author.", "1. Introduction", "2. Findings"),
        ("A Title\n\nAbbreviations\n\nThe names of offices are kept short here.", "I. Introduction", "II. Findings"),
    ],
)
def test_a_note_on_the_author_at_the_front_ends_where_the_argument_starts(front, first, second):
    body = f"{first}\n\n{LONG}\n\n{second}\n\n{LONG} {LONG}\n"
    found = parts(f"{front}\n\n{body}")
    assert found[-2:] == [("body", first), ("body", second)] and found[-3][0] == "back"


def test_a_note_on_the_author_before_an_argument_without_headings_has_one_paragraph_and_the_lives_that_follow():
    found = parts(f"A Title\n\n{ABOUT}\n\nLi Wei is a researcher at the Institute of Rail.\n\n{LONG}\n\n{LONG} {LONG}\n")
    assert found == [("front", "A Title"), ("back", "About the authors"), ("body", LONG)]


def test_under_a_note_on_the_authors_a_name_is_one_and_a_heading_as_short_is_none():
    names = f"{ABOUT}\n\nLena Hartwig\n\nSenior fellow at the Institute of Rail, where trains are counted.\n\n"
    found = parts(f"R\n\n{names}What China Wants\n\nThe head of state has said it for years, and nobody listened.\n\nShips at Sea\n\n{LONG} {LONG}\n")
    assert found[1:] == [("back", "About the authors"), ("back", "Lena Hartwig"), ("body", "What China Wants"), ("body", "Ships at Sea")]


def test_a_few_paragraphs_of_thanks_before_the_first_heading_are_no_argument():
    found = parts(f"A Title\n\nAcknowledgements\n\nThis took a year.\n\nIt was written for all who asked.\n\nIntroduction\n\n{LONG} {LONG}\n\n{LONG}\n")
    assert found == [("front", "A Title"), ("back", "Acknowledgements"), ("body", "Introduction")]


def test_numbers_under_notes_are_those_of_notes_until_a_number_stands_over_a_paragraph_of_the_argument():
    chapters = f"R\n\n1. Trade\n\n{LONG}\n\nNotes\n\n1 Ito, On Coal\n\n2 Ito, On Rail\n\n"
    assert parts(f"{chapters}2. Ships\n\n{LONG}\n")[1:] == [("body", "1. Trade"), ("back", "Notes"), ("body", "2. Ships")]
    assert parts(f"{chapters}7. Ships\n\n8. {LONG}\n")[1:] == [("body", "1. Trade"), ("back", "Notes")]


TABLE = "Table 1. Coal by year\nYear Tons Carts\n2016 3,192 12\n2017 2,634 –\nSource: own count.\nNote: Carts were counted\non one bank. Both hold coal."


@pytest.mark.parametrize(
    "line",
    [
        "Table 1 shows that trade fell in 2017.",
        "Note: this view is not shared in Dalian, as every official has said for months.",
        "Box 1. The port was closed for a year, and nobody said why it was.",
        "Ships called in 2016 and in 2017 2,634 carts\ncame by rail.",
        "Who | What\nChina | China should publish what its ports take in.",
        "Coal fell in the | that nobody has counted | and the port was shut\nyears of the ban, | in any of the ports | by those who ran it",
    ],
)
def test_what_speaks_in_sentences_is_no_row_and_no_caption(line):
    assert line.split("\n")[-1] in "\n".join(zones(f"R\n\n{LONG}\n\n{line}\n\n{LONG}\n")["body"])


def test_numbered_links_in_a_box_are_links_where_headings_are_marked():
    text = f"R\n\nTrade\n\n{LONG}\n\nMost viewed\n\n1. China must act, says minister\n2. Ten recipes you should try\n\nShips\n\n{LONG}"
    marks = [("heading", 2, text.index(line), text.index(line) + len(line), "html") for line in ("Trade", "Most viewed", "Ships")]
    assert parts(text, marks)[1:] == [("body", "Trade"), ("chrome", "Most viewed"), ("body", "Ships")]


def test_markdown_headings_need_no_blank_lines():
    assert [r["heading"] for r in sections.cut(f"# T\n{LONG}\n## Trade\n{LONG}") if r["heading"]][-1] == "Trade"


def test_questions_are_headings_and_numbered_paragraphs_are_not():
    text = "Coal: Answers\n\nCoal is sold on the river, and who counts it there is another matter.\n\n1. Nobody counts it, as far as anybody in the ports has said so far.\n\nWho should?\n\nThe customs should."
    assert [r["heading"] for r in sections.cut(text) if r["heading"]] == ["Who should?"]


def test_without_a_blank_line_nothing_is_lost():
    assert zones("Coal.\nRice.")["front"] == ["Coal.\nRice."] or zones("Coal.\nRice.")["body"] == ["Coal.\nRice."]


def test_sections_tile_any_text():
    """Every character stands in one section, in order, whatever the lines are."""
    pieces = ["Coal is sold, and the ports along the coast have known it for years.", "1. Trains", "2.1 Coal", "CONTENTS", "Contents", "", "", "cover_a", "- If so,", "Notes", "[1] Own count.", "Who?", "\u00a0", "TO: all", "# Heading", "Figure 1. Coal"]
    dice = random.Random(5)
    for _ in range(400):
        text = dice.choice(["\n", "\r\n"]).join(dice.choices(pieces, k=dice.randint(0, 14)))
        rows = sections.cut(text)
        assert "".join(text[r["start"] : r["end"]] for r in rows) == text
        assert all(r["start"] <= r["prose"] <= r["end"] and r["zone"] in sections.ZONES for r in rows)


def test_the_tables_of_the_corpus_tile_its_texts():
    documents = corpus.read()
    parts = sections.split(documents)
    for document in documents.itertuples():
        part = parts[parts.document == document.document]
        assert part.start.tolist() == [0, *part.end[:-1]] and part.end.iloc[-1] == len(document.text)


def test_headings_can_be_counted_when_asked_for():
    _, parts, _, _ = tables(PAGE)
    found = sections.headings(parts)
    assert [PAGE[r.start : r.end].strip() for r in found.itertuples()] == ["1. Trains and coal", "2.1 Coal in Dalian"]
    assert set(found.zone) == {"heading"}


def test_a_long_line_is_read_in_time_linear_in_its_length():
    for line in (" " * 300_000, "1" * 300_000, "A" * 300_000, "1.1." * 75_000, "_a" * 150_000, "| " * 150_000):
        assert sections.cut(line)[-1]["end"] == len(line)


def found(text, marks=()):
    """(level, number and words, source, confidence) of the headings."""
    rows = sections.cut(text, marks)
    return [(r["level"], f"{r['number']} {r['heading']}".strip(), r["level_source"], r["level_confidence"]) for r in rows if r["heading"] or r["number"]]


def names(text, marks=()):
    return [name for _, name, _, _ in found(text, marks)]


def test_without_blank_lines_a_short_line_between_paragraphs_is_a_heading():
    text = f"Coal and Rail\n{LONG} {LONG}\nWho Carries It\n{LONG} {LONG}\n1. Trains by night\n{LONG}\n2. Ships\n{LONG} {LONG}\n{LONG}"
    assert names(text) == ["Who Carries It", "1 Trains by night", "2 Ships"]


def test_without_blank_lines_and_broken_at_the_edge_a_line_that_stops_early_ends_something():
    half = "The council adopted a new resolution in March and\nthe ministers agreed to report on trade by summer,\nwhich nobody did.\n"
    text = f"{half * 2}Who Carries Coal\n{half * 2}Trains and Ships\n{half}"
    assert names(text) == ["Who Carries Coal", "Trains and Ships"]
    assert sum(len(text[r["prose"] : r["end"]]) for r in sections.cut(text) if r["zone"] == "body") == 5 * len(half)


def test_what_is_indented_further_than_the_text_is_no_heading():
    text = f"R\n\n{LONG}\n\nWhere We Counted\n\n{LONG}\n\n    Error: nothing counted\n\n{LONG}"
    assert names(text) == ["Where We Counted"]


def test_where_the_text_is_indented_headings_hang_out_of_it():
    body = "   The council adopted a new resolution in March, and the\n   ministers agreed to report on trade.\n\n"
    text = f"Abstract\n\n{body}1.  Trains\n\n{body}   Coal Prices\n\n{body}1.1.  By night\n\n{body}"
    assert found(text) == [(1, "Abstract", "style", "medium"), (1, "1 Trains", "number", "high"), (2, "1.1 By night", "number", "high")]


def test_running_heads_are_chrome_and_a_heading_that_comes_again_is_none():
    pages = "".join(f"The {who} agreed in March to report to the council on all the\n\nTRADE AND COAL\n\n{what} of the year.\n\n" for who, what in [("ports", "ships"), ("mines", "coal"), ("banks", "loans")])
    text = f"R\n\n{LONG}\n\n{pages}Conclusion\n\n{LONG}\n\nSecond Part\n\n{LONG}\n\nConclusion\n\n{LONG}\n\nThird Part\n\n{LONG}\n\nConclusion\n\n{LONG}"
    assert names(text) == ["Conclusion", "Second Part", "Conclusion", "Third Part", "Conclusion"]
    assert zones(text)["chrome"] == ["TRADE AND COAL"] * 3


@pytest.mark.parametrize("cuts, times", [(1, 3), (2, 9)])
def test_a_heading_that_comes_again_and_seldom_cuts_a_sentence_is_none_of_them(cuts, times):
    """By hand: one cut is too few, and two of nine are less than a quarter; two of eight are running heads."""
    cut = "The ports agreed in March to report to the council on all the\n\nKey points\n\nships of the year.\n\n"
    parts = [cut] * cuts + [f"{LONG}\n\nKey points\n\n"] * (times - cuts)
    assert zones(f"R\n\n{LONG}\n\n{''.join(parts)}{LONG}")["chrome"] == []
    if times == 9:
        assert zones(f"R\n\n{LONG}\n\n{''.join(parts[:-1])}{LONG}")["chrome"] != []


def test_two_entries_are_no_contents_list():
    entries = ["1. Trains and coal", "2. Ships", "3. Carts"]
    text = f"R\n\n{LONG}\n\nContents\n\n{{}}\n\n{LONG}"
    assert [zones(text.format("\n\n".join(entries[:n])))["contents"] != [] for n in (2, 3)] == [False, True]


def test_page_numbers_with_running_heads_beside_them_are_chrome():
    foot = "Ito               Ports               [Page {}]\n\nNote 7             Coal at Sea             May 2016\n\n"
    text = "R\n\n" + "".join(f"{LONG}\n\n{foot.format(n)}" for n in range(1, 5)) + LONG
    assert not names(text) and len(zones(text)["chrome"]) == 4


@pytest.mark.parametrize(
    "line",
    ["The first duty of a port is", "However, no train was late", "Friday, March 9", "12 percent of all trains", "See https://ports.example/coal", "15 July 2019"],
)
def test_a_line_that_goes_on_or_tells_a_day_is_no_heading(line):
    assert names(f"R\n\n{LONG}\n\nTrains and Ships\n\n{LONG}\n\n{line}\n\n{LONG}") == ["Trains and Ships"]


def test_what_stands_in_a_row_with_nothing_between_is_a_list():
    ports = "\n\n".join(["Dalian", "Dandong", "Nampo", "Rason", "Hunchun", "Tumen"])
    steps = "\n\n".join(f"{n}. Count the {what}" for n, what in enumerate(["trains", "ships", "carts", "sleds"], 1))
    assert names(f"R\n\n{LONG}\n\nTrains and Ships\n\n{LONG}\n\n{ports}\n\n{LONG}\n\n{steps}\n\n{LONG}") == ["Trains and Ships"]


def test_numbered_notes_are_back_matter():
    text = f"R\n\n{LONG}\n\nTrains and Ships\n\n{LONG}\n\nEndnotes\n\n1. Ito, On Coal\n\n2. Ito, On Ships\n"
    assert names(text) == ["Trains and Ships", "Endnotes"] and "Ito, On Ships" in zones(text)["back"][-1]


def test_points_to_note_in_the_middle_of_a_text_are_argument():
    points = "- Coal fell by half that year.\n- Nobody published figures."
    assert any(points in part for part in zones(f"R\n\n{LONG}\n\nNotes:\n\n{points}\n\nTrains\n\n{LONG}\n\n" + f"{LONG}\n\n" * 6)["body"])


def test_a_card_of_fields_stands_before_the_argument():
    text = f"Paper: 7\n\nStatus: Final\n\nPost-History: none\n\nAbstract\n\n{LONG}\n\nTrains\n\n{LONG}"
    assert names(text) == ["Abstract", "Trains"] and "Post-History" in zones(text)["front"][-1]


def test_kinds_of_numbers_rank_as_they_come_under_the_heading_right_over_the_first():
    text = f"NOTICE\n\nSUMMARY: Coal.\n\nMORE INFORMATION ON COAL AND ITS CARRIERS:\n\nI. Trains\n\n{LONG}\n\nA. By night\n\n{LONG}\n\n7(c)(2) Sledges\n\n{LONG}\n\nB. By day\n\n{LONG}\n\nII. Ships\n\n{LONG}\n\nAuthority\n\n{LONG}"
    assert [(level, name, sure) for level, name, _, sure in found(text)] == [
        (1, "MORE INFORMATION ON COAL AND ITS CARRIERS:", "low"), (2, "I Trains", "medium"), (3, "A By night", "medium"), (4, "7(c)(2) Sledges", "low"), (3, "B By day", "medium"), (2, "II Ships", "medium"), (2, "Authority", "low"),
    ]  # fmt: skip


def test_levels_that_the_text_does_not_tell_are_open():
    text = f"R\n\n{LONG}\n\nIntroduction\n\n{LONG}\n\nTrains at Night\n\n{LONG}\n\nShips\n\nShips by Day\n\n{LONG}"
    assert found(text) == [(1, "Introduction", "style", "medium"), (1, "Trains at Night", "style", "low"), (1, "Ships", "style", "low"), (2, "Ships by Day", "style", "low")]


def test_a_few_numbers_that_start_late_stand_under_the_heading_before_them():
    text = "R\n\n" + "".join(f"{LONG}\n\n{name}\n\n" for name in ["Trains", "Ships", "Carts", "What to Do", "1. Count", "2. Publish"]) + LONG
    assert [level for level, *_ in found(text)] == [1, 1, 1, 1, 2, 2]


def report(*headings):
    """(level, name) of headings, each with a paragraph under it, or with none where it ends in a bar."""
    text = f"R\n\n{LONG}\n\n" + "".join(f"{h[:-1]}\n\n" if h.endswith("|") else f"{h}\n\n{LONG}\n\n" for h in headings)
    return " ".join(f"{level}:{name.split()[-1]}" for level, name, *_ in found(text))


def test_numbers_that_start_again_stand_under_the_heading_before_them():
    assert report("1. Coal", "2. Ships", "Annex A: Ports", "1. Dalian", "2. Rason", "Annex B: Mines", "1. Musan") == "1:Coal 1:Ships 1:Ports 2:Dalian 2:Rason 1:Mines 2:Musan"
    assert report("China|", "1. Coal", "2. Rail", "Korea", "1. Coal", "1.1 Mines", "2. Rail", "Outlook") == "1:China 2:Coal 2:Rail 1:Korea 2:Coal 3:Mines 2:Rail 1:Outlook"
    assert report("I. Coal", "A. Mines", "1. Musan", "2. Anju", "B. Ports", "II. Rail", "A. Gauge", "1. Broad") == "1:Coal 2:Mines 3:Musan 3:Anju 2:Ports 1:Rail 2:Gauge 3:Broad"


def test_what_stands_among_numbers_that_go_on_stands_under_the_last():
    assert report("1. Coal", "2. Ships", "ASSUMPTIONS", "2.1 Carts", "2.2 Sledges", "REQUEST 1", "REQUEST 2", "3. Rail", "Afterword") == (
        "1:Coal 1:Ships 2:ASSUMPTIONS 2:Carts 2:Sledges 3:1 3:2 1:Rail 1:Afterword"
    )


def test_a_heading_right_over_a_new_row_of_numbers_holds_it():
    assert report("ON COAL AND RAIL|", "I. Coal", "II. Rail", "What Was Ordered|", "A. Trains", "B. Ships", "III. Carts") == "1:RAIL 2:Coal 2:Rail 2:Ordered 3:Trains 3:Ships 2:Carts"


def test_before_and_after_the_numbers_what_looks_alike_ranks_alike():
    assert report("ON COAL AND RAIL|", "Background", "How It Was Counted|", "A. Trains", "B. Ships", "Drafting") == "1:RAIL 2:Background 2:Counted 3:Trains 3:Ships 2:Drafting"


def test_capitals_stand_over_the_rest_where_they_come_first_and_under_it_where_not():
    assert report("PORTS AND PIERS", "Trains", "API", "RAIL AND ROAD", "Sledges") == "1:PIERS 2:Trains 2:API 1:ROAD 2:Sledges"
    assert report("Introduction", "Trains", "PORTS AND PIERS", "RAIL AND ROAD", "Ships") == "1:Introduction 1:Trains 2:PIERS 2:ROAD 1:Ships"


def test_what_comes_again_and_again_stands_under_what_came_before_it():
    assert report("On Rail", "Trains|", "By night", "Checklist", "Ships", "Checklist", "Carts", "Checklist") == "1:Rail 1:Trains 2:night 3:Checklist 2:Ships 3:Checklist 2:Carts 3:Checklist"


def test_a_lettered_heading_may_be_long_and_a_clause_may_have_no_words():
    long = "B. Trains by Night and by Day, Ships, Carts, Sledges, and Whatever Else Carries Coal Across the River in a Cold Winter"
    assert names(f"R\n\n{LONG}\n\nA. Coal\n\n{LONG}\n\n{long}\n\n{LONG}\n\n7(c)(2)\n\n{LONG}\n\n") == ["A Coal", long.replace("B.", "B"), "7(c)(2)"]


def test_a_contents_list_tells_headings_and_levels():
    entries = "Contents\n\nTrains ........ 3\n   by night and by day ........ 5\nShips ........ 7\n\n"
    text = f"R\n\n{entries}Trains\n\n{LONG}\n\nby night and by day\n\n{LONG}\n\nShips\n\n{LONG}"
    assert found(text) == [(1, "Trains", "contents", "medium"), (2, "by night and by day", "contents", "medium"), (1, "Ships", "contents", "medium")]


def test_a_contents_list_that_was_run_together_is_read_by_its_dots():
    text = f"R\n\nContents\nI. Trains . . . . 1 Coal by Night and by Day, and Who Counts\nIt . . . 2 II. Ships . . 7\n\nI. Trains\n{LONG}\n\nCoal by Night and by Day, and Who Counts\nIt\n{LONG}\n\nII. Ships\n{LONG}"
    assert names(text) == ["I Trains", "Coal by Night and by Day, and Who Counts It", "II Ships"]
    assert len(zones(text)["contents"]) == 1


def test_markdown_headings_are_the_headings_and_comments_of_code_are_none():
    assert names(f"# T\n\n## Trains\n\n{LONG}\n\nNorth Korea\n\n{LONG}\n\n## Ships\n\n{LONG}\n\nNotes\n\nOwn count.") == ["Trains", "Ships", "Notes"]


MARKED = f"Coal: A Report\n{LONG}\nTrains\n{LONG}\nNorth Korea\n{LONG}\nPort News 7\nby night and\nby day\n{LONG}\nOwn count.\nNotes\n"


def marked(*rows):
    return [(kind, level, MARKED.index(words), MARKED.index(words) + len(words), source) for kind, level, words, source in rows]


def test_marked_headings_are_the_headings():
    marks = marked(("heading", 2, "Trains", "html"), ("heading", 3, "by night and\nby day", "pdf-font"), ("furniture", 0, "Port News 7", "pdf"), ("footnote", 0, "Own count.", "pdf"))
    assert found(MARKED, marks) == [(2, "Trains", "markup", "high"), (3, "by night and by day", "markup", "medium"), (1, "Notes", "style", "medium")]
    assert zones("x")["chrome"] == [] and [MARKED[r["start"] : r["end"]].strip() for r in sections.cut(MARKED, marks) if r["zone"] == "chrome"] == ["Port News 7"]
    assert [MARKED[r["start"] : r["end"]].strip() for r in sections.cut(MARKED, marks) if r["zone"] == "back"][0] == "Own count."


@pytest.mark.parametrize(
    "first, then, sources, zone",
    [
        ("Coal at the Border", "Ada B. Reader and Min-ji Park", ("pdf-font", "pdf-outline", "pdf-outline"), "front"),
        ("Coal at the Border", "Institute of Ports, Seoul", ("pdf-font", "pdf-outline", "pdf-outline"), "front"),
        ("Coal at the Border", "By Ada Reader", ("docx-bold",) * 3, "front"),
        ("Coal at the Border", "Seoul, March 2018", ("html",) * 3, "front"),
        ("Coal at the Border", "Institute of Ports, Seoul", ("html",) * 3, "body"),
        ("Background", "On 3 May 2018 China closed the bridge.", ("html",) * 3, "body"),
        ("Background", "Nothing left in May 2018, the ministry answered, and no barge had left the port that year, nor would one as long as the ban was in force", ("html",) * 3, "body"),
        ("Coal at the Border", "Institute of Ports, Seoul", ("docx-title", "docx-style", "docx-style"), "front"),
        ("Background", "Institute of Ports, Seoul", ("pdf-outline",) * 3, "body"),
    ],
)
def test_the_first_marked_heading_is_the_title_where_the_outline_leaves_it_out_or_a_byline_follows(first, then, sources, zone):
    text = f"{first}\n\n{then}\n\nAims\n\n{LONG}\n\nShips\n\n{LONG}"
    marks = [("heading", 1, text.index(name), text.index(name) + len(name), source) for name, source in zip((first, "Aims", "Ships"), sources)]
    rows = sections.cut(text, marks)
    assert next(row["zone"] for row in rows if row["end"] > text.index(then)) == zone and [row["heading"] for row in rows][-2:] == ["Aims", "Ships"]
    assert [row["heading"] for row in rows][0] == ("" if zone == "front" else first)


def test_whatever_stands_before_the_outline_of_a_pdf_is_its_front():
    text = f"Coal at the Border\n\nWhat Changed\n\nAda B. Reader\n\nAims\n\n{LONG}\n\nShips\n\n{LONG}"
    marks = [("heading", level, text.index(name), text.index(name) + len(name), source) for level, name, source in ((1, "Coal at the Border", "pdf-font"), (2, "What Changed", "pdf-font"), (1, "Aims", "pdf-outline"), (1, "Ships", "pdf-outline"))]
    assert [(row["zone"], row["heading"]) for row in sections.cut(text, marks)] == [("front", ""), ("body", "Aims"), ("body", "Ships")]


def test_marked_headings_of_one_level_on_lines_that_follow_each_other_are_two():
    text = f"Trains\nShips\n{LONG}\n"
    assert names(text, [("heading", 1, 0, 6, "html"), ("heading", 1, 7, 12, "html")]) == ["Trains", "Ships"]


def test_a_marked_heading_of_unknown_level_is_open_and_one_inside_a_line_leaves_the_rest_of_it():
    text = f"Coal. {LONG}\n\nTrains. {LONG}\n"
    at = text.index("Trains")
    rows = sections.cut(text, [("heading", 0, 0, 5, "docx-bold"), ("heading", 0, at, at + 7, "docx-bold")])
    assert [(r["heading"], text[r["prose"] : r["end"]].strip(), r["level_confidence"]) for r in rows] == [("Coal.", LONG, "low"), ("Trains.", LONG, "low")]


def test_captions_and_lines_of_tables_are_no_headings():
    text = f"R\n\n{LONG}\n\nTrains by Month\n\n{LONG}\n\nCoal Tons Carts\n\n{LONG}\n\nShips\n\n{LONG}"
    spans = [("caption", text.index("Trains by"), 15), ("table", text.index("Coal Tons"), 15)]
    assert names(text, [(kind, 0, start, start + length, "html") for kind, start, length in spans]) == ["Ships"]


def test_split_reads_marks_from_a_column():
    marks = marked(("heading", 1, "Trains", "html"))
    table = sections.split(pd.DataFrame({"document": ["a", "b", "c"], "text": [MARKED, LONG, LONG], "marks": [json.dumps(marks), None, float("nan")]}))
    assert table.heading[table.level_source == "markup"].tolist() == ["Trains"] and set(table.document) == {"a", "b", "c"}


def test_sections_tile_any_text_with_any_marks():
    dice, kinds = random.Random(7), ["heading", "page", "list", "table", "caption", "footnote", "emphasis", "furniture"]
    for _ in range(400):
        text = dice.choice(["\n", "\r\n"]).join(dice.choices(["Trains", "## Coal", "", "Notes", LONG, "1. Ships", "Contents", "  - If so"], k=dice.randint(0, 12)))
        starts = [dice.randint(-3, len(text) + 3) for _ in range(dice.randint(0, 6))]
        marks = [(dice.choice(kinds), dice.randint(0, 4), start, start + dice.randint(-2, 40), dice.choice(["html", "docx-bold"])) for start in starts]
        rows = sections.cut(text, marks)
        assert "".join(text[r["start"] : r["end"]] for r in rows) == text
        assert all(r["start"] <= r["prose"] <= r["end"] and r["zone"] in sections.ZONES for r in rows)
        assert all((r["level"] >= 1 and r["level_source"] in ("markup", "number", "contents", "style", "position") and r["level_confidence"] in ("high", "medium", "low")) if r["heading"] or r["number"] else r["level"] == 0 for r in rows)


@pytest.mark.parametrize("piece", [" ", "1", "A", "A. ", "1.", ". ", ".", "1(a)", "[a](", "# ", "a\u00a0"], ids=repr)
@pytest.mark.parametrize("head", ["", "Contents\n"], ids=["alone", "in a contents list"])
def test_a_line_of_a_million_characters_is_read_at_once(piece, head):
    assert_time_grows_as_length(head, piece)


def test_the_time_to_cut_a_report_grows_as_its_length():
    assert_time_grows_as_length("R\n\n", f"1. Trains\n\n{LONG} {LONG} {LONG}\n\nWho Counts\n\n{LONG} {LONG}\n{LONG}\n\n- Rail must be watched.\n\n")


def assert_time_grows_as_length(head, piece):
    """Four times the text takes about four times as long on any machine, and never sixteen times."""

    def seconds(length):
        text = head + piece * (length // len(piece))
        begin = time.process_time()
        assert sections.cut(text)[-1]["end"] == len(text)
        return time.process_time() - begin

    assert seconds(1_000_000) < 10 * min(seconds(250_000), seconds(250_000)) + 0.1


def rules():
    with (Path(sections.__file__).parent / "zones.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["counting"])
def test_a_rule_for_lines_matches_its_example_and_not_its_look_alike(rule):
    pattern = re.compile(rule["whole_line"], re.I)
    assert pattern.fullmatch(rule["counting"]) and not pattern.fullmatch(rule["look_alike"])


def test_rules_for_lines_are_sorted_and_unique():
    keys = [(rule["zone"], rule["whole_line"]) for rule in rules()]
    assert keys == sorted(set(keys))

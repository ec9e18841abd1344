"""What is argument and what is not: zones, headings, and every character in one section."""

import csv
import random
import re
from pathlib import Path

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
    return {zone: [text[r["prose"] : r["end"]].strip() for r in sections.outline(text) if r["zone"] == zone] for zone in sections.ZONES}


def test_a_saved_page_is_cut_as_a_reader_would():
    found = zones(PAGE)
    assert found["chrome"] == ["Home | Research | Contact", "yalu_cover", "Share this page: Facebook | E-mail"]
    assert found["front"] == ["Group on Ports: quiet research", "Coal on the Yalu: A Report", "March 2016\nGroup on Ports"]
    assert found["contents"] == ["Table of contents\n\n1. Trains and coal\u00a0\n\n2. Coal at sea\n\n2.1 Coal in Dalian\n\n3. Conclusions on coal"]
    assert found["back"] == ["Dr Ito counts trains."]
    headings = [(r["level"], r["number"], r["heading"]) for r in sections.outline(PAGE) if r["heading"]]
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
    ],
    ids=["memo", "statement", "markdown", "prose alone"],
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


def test_markdown_headings_need_no_blank_lines():
    assert [r["heading"] for r in sections.outline(f"# T\n{LONG}\n## Trade\n{LONG}") if r["heading"]][-1] == "Trade"


def test_questions_are_headings_and_numbered_paragraphs_are_not():
    text = "Coal: Answers\n\nCoal is sold on the river, and who counts it there is another matter.\n\n1. Nobody counts it, as far as anybody in the ports has said so far.\n\nWho should?\n\nThe customs should."
    assert [r["heading"] for r in sections.outline(text) if r["heading"]] == ["Who should?"]


def test_without_a_blank_line_nothing_is_lost():
    assert zones("Coal.\nRice.")["front"] == ["Coal.\nRice."] or zones("Coal.\nRice.")["body"] == ["Coal.\nRice."]


def test_sections_tile_any_text():
    """Every character stands in one section, in order, whatever the lines are."""
    pieces = ["Coal is sold, and the ports along the coast have known it for years.", "1. Trains", "2.1 Coal", "CONTENTS", "Contents", "", "", "cover_a", "- If so,", "Notes", "[1] Own count.", "Who?", "\u00a0", "TO: all", "# Heading", "Figure 1. Coal"]
    dice = random.Random(5)
    for _ in range(400):
        text = dice.choice(["\n", "\r\n"]).join(dice.choices(pieces, k=dice.randint(0, 14)))
        rows = sections.outline(text)
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
        assert sections.outline(line)[-1]["end"] == len(line)


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

"""A figure leaves with its values, its evidence, its words and its fingerprint, the same bytes each time, or not at all."""

import json
import os
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import font_manager
from PIL import Image

from analysis import citations, corpus, figures, findings, sections, terms
from analysis.formats import BadInput

WORDS = {"title": "Coal, 2016–2017", "note": "Body text only."}


@pytest.fixture
def chart(counted):
    return figures.bars(terms.frequencies(counted).head(3), "word", "uses per 1,000 counted words")


@pytest.fixture
def evidence(counted, documents, chart):
    return findings.evidence(terms.occurrences(counted, chart.table.word), documents, sections.split(documents))


def test_everything_a_figure_travels_with_is_written(figures_here, chart, documents, evidence):
    card = figures.save(chart, "coal", documents, evidence, **WORDS)
    names = sorted(path.name for path in figures_here.iterdir())
    assert names == ["coal.csv", "coal.evidence.csv", "coal.json", "coal.png", "coal.print.png", "coal.svg", "register.json"]
    assert json.loads((figures_here / "coal.json").read_text(encoding="utf-8")) == card | {"citation": citations.citation(card)}
    assert json.loads((figures_here / "register.json").read_text(encoding="utf-8")) == [card]
    wanted = {"slug", "title", "caption", "note", "source", "alt", "unit", "documents", "zones", "corpus", "lists", "variants", "digest", "notebook", "heading"}
    assert wanted <= set(card)
    assert card["documents"] == 6 and card["zones"] == ["body"]
    assert card["caption"].startswith("Coal, 2016–2017 (uses per 1,000 counted words). Note: Body text only. Source: Own count of 6 documents")


def test_the_evidence_rows_add_up_to_the_values_and_quote_the_texts(figures_here, chart, documents, evidence):
    figures.save(chart, "coal", documents, evidence, **WORDS)
    drawn = pd.read_csv(figures_here / "coal.csv").set_index("word").freq
    places = pd.read_csv(figures_here / "coal.evidence.csv")
    assert places.groupby("word").freq.sum().to_dict() == drawn.to_dict()
    texts = dict(zip(documents.document, documents.text))
    assert all(texts[r.document][r.start : r.end] == r.quote for r in places.itertuples())
    assert {"document", "section", "path", "start", "end", "quote", "context"} <= set(places)


def test_a_figure_whose_evidence_does_not_add_up_is_not_saved(figures_here, chart, documents, evidence):
    for broken in (evidence[1:], pd.concat([evidence, evidence[:1]]), pd.concat([evidence, evidence[:1].assign(word="rice")])):
        with pytest.raises(ValueError, match="coal: the evidence has .* places for"):
            figures.save(chart, "coal", documents, broken, **WORDS)
    assert not figures_here.exists()


@pytest.mark.parametrize(
    "change, message",
    [
        ({"title": " "}, "found no title"),
        ({"note": ""}, "found no note"),
        ({"source": ""}, "found no source"),
        ({"alt": ""}, "found no alt"),
        ({"alt": "9" * 251}, "251 characters of alternative text, wanted at most 250"),
        ({"alt": "A chart of coal."}, "no number in the alternative text"),
    ],
)
def test_a_figure_that_could_not_be_cited_is_not_saved(figures_here, chart, documents, evidence, change, message):
    with pytest.raises(ValueError, match=message):
        figures.save(chart, "coal", documents, evidence, **(WORDS | change))
    assert not figures_here.exists()


@pytest.mark.parametrize("slug", ["Coal", "coal trade", "../coal", "coal--trade", ""])
def test_a_slug_is_a_slug(figures_here, chart, documents, evidence, slug):
    with pytest.raises(ValueError, match="wanted small letters"):
        figures.save(chart, slug, documents, evidence, **WORDS)


def test_two_runs_write_the_same_bytes(tmp_path, monkeypatch, counted, documents, evidence):
    written = []
    for run in ("one", "two"):
        monkeypatch.setenv("ANALYSIS_FIGURES", str(tmp_path / run))
        chart = figures.bars(terms.frequencies(counted).head(3), "word", "uses per 1,000 counted words")
        figures.save(chart, "coal", documents, evidence, **WORDS)
        written.append({path.name: path.read_bytes() for path in (tmp_path / run).iterdir()})
    assert written[0] == written[1]


def test_pictures_carry_slug_and_digest_and_say_their_alternative_text(figures_here, chart, documents, evidence):
    card = figures.save(chart, "coal", documents, evidence, **WORDS)
    for name, width in (("coal.png", 1920), ("coal.print.png", 1800)):
        with Image.open(figures_here / name) as picture:
            assert picture.text["analysis-slug"] == "coal" and picture.text["analysis-digest"] == card["digest"]
            assert picture.text["Description"] == card["alt"] and "Software" not in picture.text
            assert picture.size[0] == width, name
    drawing = (figures_here / "coal.svg").read_text(encoding="utf-8")
    assert f"coal {card['digest']}" in drawing and "<dc:date>" not in drawing


def test_a_changed_value_changes_the_digest_and_what_the_figure_says(figures_here, chart, documents, evidence, counted):
    before = figures.save(chart, "coal", documents, evidence, **WORDS)
    table = chart.table.assign(per_1000=chart.table.per_1000 + [0.01, 0, 0])
    after = figures.save(figures.bars(table, "word", chart.unit), "coal", documents, evidence, **WORDS)
    assert before["digest"] != after["digest"] and repr(before) != repr(after)
    assert len(json.loads((figures_here / "register.json").read_text(encoding="utf-8"))) == 1


def test_a_saved_figure_speaks(figures_here, chart, documents, evidence):
    card = figures.save(chart, "coal", documents, evidence, title="Coal & <ash>", note="Body text only.")
    assert f"[figure coal, digest {card['digest']}" in repr(card) and card["alt"] in repr(card)
    shown = card._repr_html_()
    assert shown.startswith("<figure>") and f'alt="{card["alt"]}"' in shown and "Coal &amp; &lt;ash&gt;" in shown


def test_the_alternative_text_states_the_main_number(chart):
    assert chart.alt == "Bar chart, one bar for each word (3), uses per 1,000 counted words. Highest: coal, 333; lowest: sold, 111."


def test_dots_without_an_interval_are_hollow(counted, documents):
    table = terms.frequencies(counted, documents, by="genre", terms=["coal", "sold"]).assign(words=300)
    drawn = figures.dots(table, "word", "genre", "uses per 1,000 counted words")
    filled = [line for line in drawn.axes[0].lines if len(line.get_xdata()) and line.get_marker() != "None" and line.get_markerfacecolor() != "white"]
    assert not filled and "Highest: coal in not stated, 667" in drawn.alt


def rates(rows):
    """A chart of dots from (actor, period, rate, interval or not, documents, words), and the marks it has."""
    table = pd.DataFrame(rows, columns=["actor", "period", "per_1000", "low", "documents", "words"]).assign(freq=1)
    drawn = figures.dots(table.assign(high=table["low"]), "actor", "period", "mentions", names={"China": "China (all)"})
    return drawn, sorted(float(x) for line in drawn.axes[0].lines if line.get_marker() not in ("None", "") for x in line.get_xdata())


def test_the_alternative_text_has_the_highest_of_what_is_drawn():
    rows = [("China", "2018", 8.3, 8.1, 5, 2000), ("North Korea", "2018", 7.9, 7.0, 5, 2000), ("North Korea", "none", 17.2, np.nan, 1, 349)]
    assert rates(rows)[0].alt.endswith("Highest: North Korea in none, 17.2, no interval; of those with one: China in 2018, 8.3.")
    assert rates(rows[:2])[0].alt.endswith("Highest: China in 2018, 8.3.")
    assert rates(rows[2:])[0].alt.endswith("Highest: North Korea in none, 17.2.")


def test_a_handful_of_words_makes_no_mark_and_the_key_says_so():
    drawn, marks = rates([("China", "2018", 8.3, 8.1, 5, 2000), ("China", "none", 35.1, np.nan, 3, 57)])
    key = drawn.axes[0].get_legend_handles_labels()[1]
    assert marks == [8.3] and key == ["2018 (5 documents, 2,000 words)", "none (3 documents, 57 words: too few to draw)"]
    assert "35" not in drawn.alt and drawn.printed["China | none"][0] == "35.1" and drawn.axes[0].get_xlim()[1] < 10
    assert [label.get_text() for label in drawn.axes[0].get_yticklabels()] == ["China (all)"]
    assert rates([("China", "2018", 8.3, 8.1, 5, 200)])[1] == [8.3]


def test_a_row_of_a_handful_of_words_says_that_nothing_is_drawn():
    drawn, marks = rates([("China", "2018", 8.3, 8.1, 5, 2000), ("Russia", "2018", 35.1, np.nan, 1, 39)])
    assert marks == [8.3] and [text.get_text() for text in drawn.axes[0].texts] == ["not drawn: fewer than 200 words"]


def test_stacked_bars_have_their_sums_whole_ticks_and_the_rows_that_are_asked_for():
    table = pd.DataFrame({"band": ["likely", "likely"], "voice": ["author", "reported"], "freq": [1, 1]})
    drawn = figures.stacked(table, "band", "voice", "words", rows=["certain", "likely"])
    assert [text.get_text() for text in drawn.axes[0].texts] == ["0", "2"]
    assert [label.get_text() for label in drawn.axes[0].get_yticklabels()] == ["certain", "likely"]
    assert all(tick % 1 == 0 for tick in drawn.axes[0].get_xticks()) and drawn.table is table
    assert [bar.get_linewidth() > 0 for bar in drawn.axes[0].patches] == [False, True, False, True]  # no white edge on the axis


def test_an_interval_that_goes_on_has_an_arrow_and_time_may_run_to_the_right():
    table = pd.DataFrame({"word": ["ash", "coal"], "log_ratio": [2.0, -1.0], "log_ratio_low": [1.0, -1.5], "log_ratio_high": [9.0, -0.5]})
    for leftward, sign in ((False, ">"), (True, "<")):
        axes = figures.effects(table, "word", "log ratio", leftward=leftward).axes[0]
        arrows = [(line.get_marker(), line.get_xdata()[0], line.get_ydata()[0]) for line in axes.lines if line.get_gid() == "beyond"]
        assert arrows == [(sign, 3.2, 1)] and axes.xaxis_inverted() == leftward


def test_a_bar_is_labelled_with_the_name_that_is_given():
    table = pd.DataFrame({"genre": ["memo", "law"], "per_1000": [2.0, 1.0]})
    drawn = figures.bars(table, "genre", "words", names={"memo": "memo (3)"})
    assert [label.get_text() for label in drawn.axes[0].get_yticklabels()] == ["memo (3)", "law"] and "Highest: memo, 2" in drawn.alt


def test_the_small_print_can_be_read_on_a_page(figures_here, chart, documents, evidence):
    figures.save(chart, "coal", documents, evidence, **WORDS)
    assert 0.8 * chart.texts[-1].get_fontsize() >= 7  # as printed, a fifth smaller


def test_stacked_bars_show_every_part_from_the_left():
    table = pd.DataFrame({"document": ["a", "a", "b"], "zone": ["body", "front", "body"], "freq": [5, 2, 3]})
    bars = figures.stacked(table, "document", "zone", "words", order=["body", "front"]).axes[0].patches
    assert [(bar.get_x(), bar.get_width()) for bar in bars] == [(0, 5), (0, 3), (5, 2), (3, 0)]


def test_effects_lie_on_both_sides_of_nought_and_say_so(figures_here, documents, counted):
    early = counted.document.isin(["a", "b", "c"])
    key = terms.keyness(counted[early], counted[~early], min_freq=2)
    chart = figures.effects(key, "word", "log ratio", ends=("later", "earlier"))
    words = [text.get_text() for text in chart.axes[0].texts]
    assert "← later" in words and "earlier →" in words and any(text.startswith("−") for text in words)
    assert chart.alt.startswith(f"Dots with intervals, one for each word ({len(key)})") and "Highest: " in chart.alt
    places = findings.evidence(terms.occurrences(counted, key.word), documents, sections.split(documents))
    card = figures.save(chart, "coal-early", documents, places, **WORDS)  # target and reference add up together
    assert card["variants"][0] == "4" and "p cannot go below 0.1" in card["variants"][1]
    with pytest.raises(ValueError, match="the evidence has"):
        figures.save(chart, "coal-early", documents, places[1:], **WORDS)


def test_what_is_not_nought_is_not_drawn_as_nought():
    rates = pd.DataFrame({"word": ["ash", "coal"], "per_1000": [0.04, 0.31]})
    assert figures.bars(rates, "word", "uses").alt.endswith("Highest: coal, 0.3; lowest: ash, 0.04.")
    ratios = pd.DataFrame({"word": ["ash", "coal"], "log_ratio": [-0.04, 2.0], "log_ratio_low": [-1, 1], "log_ratio_high": [1, 3]})
    drawn = figures.effects(ratios, "word", "log ratio")
    assert drawn.alt.endswith("Highest: coal, +2.0; lowest: ash, −0.04.") and "−0.04" in [text.get_text() for text in drawn.axes[0].texts]


def test_a_strip_has_a_tick_for_each_use(counted):
    table = terms.positions(counted, ["coal", "sold"])
    assert table[table.word == "coal"].freq.tolist() == [1, 0, 1, 1, 1, 2] and table.positions[5] == "0.0 66.7"
    drawn = figures.strips(table, "document", "word", "% of the text").axes[0]
    assert sum(len(lines.get_segments()) for lines in drawn.collections) == 8
    assert "Most: coal in f, 2." in figures.strips(table, "document", "word", "%").alt
    with pytest.raises(ValueError, match="wanted at most 3"):
        figures.strips(terms.positions(counted, ["coal", "sold", "is", "they"]), "document", "word", "%")
    assert figures.strips(table[:0], "document", "word", "%").axes


def test_an_empty_table_is_drawn_as_nothing(counted):
    none = terms.keyness(counted[:0], counted[:0])
    assert "(0)" in figures.effects(none, "word", "log ratio").alt
    assert figures.dots(terms.frequencies(counted[:0]).assign(group="a"), "word", "group", "uses").axes


def test_one_bar_and_no_bar_are_drawn(figures_here, counted):
    assert figures.bars(terms.frequencies(counted).head(1), "word", "uses").alt.startswith("Bar chart, one bar for each word (1)")
    assert figures.bars(terms.frequencies(counted)[:0], "word", "uses").axes


def test_the_slide_has_a_slides_shape_and_the_print_is_left_to_its_page(figures_here, chart, documents, evidence):
    figures.save(chart, "coal", documents, evidence, **WORDS)
    with Image.open(figures_here / "coal.png") as slide, Image.open(figures_here / "coal.print.png") as page:
        assert slide.width / slide.height >= figures.SLIDE - 0.01
        assert page.info["dpi"][0] == pytest.approx(225, abs=0.1) and page.width / 225 == figures.WIDTH
        assert slide.mode == page.mode == "P"  # few colours, few bytes


def test_a_printed_picture_has_no_title_of_its_own_and_the_others_have(counted, documents, evidence, figures_here, monkeypatch):
    lettered = {}

    def png(figure, dpi, said):
        lettered[dpi] = " ".join(text.get_text() for text in figure.texts)
        return b""

    monkeypatch.setattr(figures, "_png", png)
    chart = figures.bars(terms.frequencies(counted).head(3), "word", "uses")
    card = figures.save(chart, "coal", documents, evidence, **WORDS)
    print_dpi = 225
    assert lettered.pop(print_dpi).strip() == f"coal · {card['digest']}"
    (slide,) = lettered.values()
    assert all(text in slide for text in ("Coal, 2016–2017", "Note: Body text only.", "Source: Own count of 6", card["digest"]))


def test_every_value_drawn_has_the_strings_it_may_be_printed_as(figures_here, chart, documents, evidence):
    card = figures.save(chart, "coal", documents, evidence, **WORDS)
    assert card["printed"] == {"coal": ["333", "333.33", "333.3"], "is": ["167", "166.67", "166.7"], "sold": ["111", "111.11", "111.1"]}
    beside = {text.get_text() for text in chart.axes[0].texts}
    assert beside == {strings[0] for strings in card["printed"].values()}


def test_a_share_of_a_bar_and_a_ratio_are_printed_as_what_they_are(counted):
    table = pd.DataFrame({"document": ["a", "a"], "section": [1, 2], "zone": ["body", "front"], "freq": [3, 1]})
    assert figures.layout(table, "document", "section", "zone", "% of the words").printed["a | 1"][:2] == ["75%", "75 per cent"]
    early = counted.document.isin(["a", "b", "c"])
    drawn = figures.effects(terms.keyness(counted[early], counted[~early], min_freq=2), "word", "log ratio: 1 is twice as frequent")
    beside = [text.get_text() for text in drawn.axes[0].texts if text.get_text()[0] in "+−"]
    assert beside and all(any(text in strings for strings in drawn.printed.values()) for text in beside)


# Letters that the font of the figures lacks


@pytest.fixture
def asian(documents, monkeypatch, figures_here):
    """Save a chart with Chinese letters in labels, key and title, with some fonts and no warning; return its SVG."""

    def save(*fonts):
        table = pd.DataFrame({"document": ["a", "報告 1"], "zone": ["body", "報"], "freq": [1, 1]})
        known = pd.concat([documents, documents[:1].assign(document="報告 1")])
        chart = figures.stacked(table, "document", "zone", "words", names={"a": "a 報"})
        with warnings.catch_warnings(), monkeypatch.context() as here:
            warnings.simplefilter("error")
            here.setattr(figures, "ASIAN", list(fonts))
            figures._fonts.cache_clear()
            figures.save(chart, "coal", known, table, title="What 報 takes up, 2017", note="All.")
        figures._fonts.cache_clear()
        return chart, (figures_here / "coal.svg").read_text(encoding="utf-8")

    return save


def test_letters_that_no_font_has_are_spelt_and_the_picture_says_so(asian, figures_here):
    chart, drawing = asian()
    assert [label.get_text() for label in chart.axes[0].get_yticklabels()] == ["a Bao", "BaoGao 1"]
    assert [text.get_text() for text in chart.legends[0].get_texts()] == ["body", "Bao"] and chart.texts[0].get_text() == "What Bao takes up, 2017"
    assert chart.texts[-1].get_text().replace("\n", " ").endswith(figures.SPELT.strip()) and "報告 1" in (figures_here / "coal.csv").read_text(encoding="utf-8")
    assert "What 報 takes up, 2017" in drawing


def test_a_listing_of_letters_that_no_font_has_says_so(figures_here, documents, monkeypatch):
    monkeypatch.setattr(figures, "_fonts", lambda: [figures.FONT])
    rows = pd.DataFrame({"document": ["a"], "action": ["推动双暂停"], "freq": [1]})
    chart = figures.listing(rows, {"document": 10, "action": 40}, "recommendations")
    figures.save(chart, "coal", documents, rows, title="Coal", note="All.", alt="1 row")
    assert chart.axes[0].texts[3].get_text() == "TuiDongShuangZanTing" and chart.texts[-1].get_text().endswith("Latin ones.")


def test_letters_that_another_font_has_are_drawn_in_it_and_the_others_spelt(asian, tmp_path, caplog):
    made = FontBuilder(1000)
    pen = TTGlyphPen(None)
    for i, point in enumerate([(100, 0), (100, 700), (900, 700)]):
        (pen.lineTo if i else pen.moveTo)(point)
    pen.closePath()
    made.setupGlyphOrder([".notdef", "bao"])
    made.setupCharacterMap({ord("報"): "bao"})
    made.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "bao": pen.glyph()})
    made.setupHorizontalMetrics({".notdef": (1000, 0), "bao": (1000, 100)})
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": "One Letter", "styleName": "Regular", "psName": "OneLetter"})
    made.setupOS2()
    made.setupPost()
    made.save(tmp_path / "one.ttf")
    font_manager.fontManager.addfont(tmp_path / "one.ttf")
    try:
        chart, drawing = asian("Nowhere Sans", "One Letter")
    finally:
        font_manager.fontManager.ttflist = [font for font in font_manager.fontManager.ttflist if font.name != "One Letter"]
        font_manager.fontManager._findfont_cached.cache_clear()
    assert [label.get_text() for label in chart.axes[0].get_yticklabels()] == ["a 報", "報Gao 1"]
    assert not caplog.text and "OneLetter" in drawing and "DejaVuSans" in drawing and chart.texts[0].get_text() == "What 報 takes up, 2017"


def test_lines_of_wide_letters_are_shorter(monkeypatch):
    monkeypatch.setattr(figures, "_spelt", str)
    assert figures._lines("coal ash", 4) == ["coal", "ash"] and figures._lines("報告報告", 4) == ["報告", "報告"] and figures._lines("", 4) == []


# What a reviewer wrote is kept


def check(path, row, by="E. R."):
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    table.loc[row, ["checked_by", "checked_on"]] = [by, "2026-11-22"]
    table.to_csv(path, index=False, sep=";", encoding="utf-8-sig", lineterminator="\r\n")  # as a spreadsheet saves it
    return table.loc[row]


def test_the_evidence_has_empty_columns_for_a_reviewer_whose_marks_survive_a_rerun(figures_here, chart, documents, evidence):
    figures.save(chart, "coal", documents, evidence, **WORDS)
    path = figures_here / "coal.evidence.csv"
    first = path.read_bytes()
    assert pd.read_csv(path, keep_default_na=False)[figures.CHECKED].eq("").all(axis=None)
    assert not figures.is_checked(path)
    check(path, 2)
    assert figures.is_checked(path) and figures.unchecked(path) == first
    figures.save(chart, "coal", documents, evidence, **WORDS)
    again = pd.read_csv(path, keep_default_na=False)
    assert again.checked_by.tolist() == ["", "", "E. R."] + [""] * (len(again) - 3) and again.checked_on[2] == "2026-11-22"
    assert figures.unchecked(path) == first


def test_a_checked_place_that_is_gone_is_said_and_kept_until_it_comes_back(figures_here, counted, documents, evidence):
    def save(words):
        chart = figures.bars(terms.frequencies(counted, terms=words), "word", "uses")
        return figures.save(chart, "coal", documents, evidence[evidence.word.isin(words)], **WORDS)

    save(["coal", "sold"])
    path = figures_here / "coal.evidence.csv"
    table = pd.read_csv(path, keep_default_na=False)
    lost = check(path, int(table.index[table.word == "sold"][0]))
    for _ in range(2):  # and it is not forgotten by the run after
        card = save(["coal"])
        assert "Checked places that are not counted any more: 1, see coal.gone.csv" in repr(card) and "coal.gone.csv" in card._repr_html_()
        gone = pd.read_csv(figures_here / "coal.gone.csv", dtype="str")
        assert gone[[*figures.PLACE, "checked_by"]].values.tolist() == [[*lost[figures.PLACE], "E. R."]]
    assert "not counted" not in repr(save(["coal", "sold"])) and not (figures_here / "coal.gone.csv").exists()
    assert pd.read_csv(path, keep_default_na=False).checked_by.tolist().count("E. R.") == 1


@pytest.mark.parametrize("separator, encoding", [("\t", "utf-16"), (",", "utf-8"), (";", "utf-8-sig")])
def test_marks_are_read_as_a_spreadsheet_saved_them(figures_here, chart, documents, evidence, separator, encoding):
    figures.save(chart, "coal", documents, evidence, **WORDS)
    path = figures_here / "coal.evidence.csv"
    first = path.read_bytes()
    citations.table(path).assign(checked_by="Zoë Müller").to_csv(path, index=False, sep=separator, encoding=encoding)
    assert figures.is_checked(path) and figures.unchecked(path) == first
    figures.save(chart, "coal", documents, evidence, **WORDS)
    assert set(pd.read_csv(path).checked_by) == {"Zoë Müller"}


def test_marks_in_an_unknown_encoding_are_refused_and_kept(figures_here, chart, documents, evidence):
    figures.save(chart, "coal", documents, evidence, **WORDS)
    path = figures_here / "coal.evidence.csv"
    citations.table(path).assign(checked_by="Zoë Müller").to_csv(path, index=False, encoding="cp1252")
    marked = path.read_bytes()
    for read in (figures.unchecked, figures.is_checked, lambda path: figures.save(chart, "coal", documents, evidence, **WORDS)):
        with pytest.raises(BadInput, match="coal.evidence.csv: found letters that are no UTF-8, .*: save it in the spreadsheet as “CSV UTF-8”"):
            read(path)
    assert path.read_bytes() == marked


def test_what_is_gone_stays_as_it_was_however_often_it_is_written(figures_here):
    rows = pd.DataFrame({"document": ["a"], "start": [0], "end": [5], "quote": ["-coal"], "word": ["coal"], "freq": [1]})
    figures.write_evidence("coal", rows)
    check(figures_here / "coal.evidence.csv", 0)
    written = {figures.write_evidence("coal", rows[:0]) and (figures_here / "coal.gone.csv").read_bytes() for _ in range(3)}
    assert len(written) == 1 and b",'-coal," in written.pop()


def test_a_run_elsewhere_takes_the_marks_of_the_last_run(figures_here, tmp_path, monkeypatch, chart, documents, evidence):
    figures.save(chart, "coal", documents, evidence, **WORDS)
    check(figures_here / "coal.evidence.csv", 0)
    monkeypatch.setenv("ANALYSIS_LAST", str(figures_here))
    monkeypatch.setenv("ANALYSIS_FIGURES", str(tmp_path / "new"))
    figures.save(chart, "coal", documents, evidence, **WORDS)
    assert figures.is_checked(tmp_path / "new" / "coal.evidence.csv")


def test_the_marks_of_a_quotation_over_a_line_end_survive(figures_here):
    documents = pd.DataFrame({"document": ["a"], "text": ["Coal\r\nash is sold.\r\n"], "date": "2017"})
    rows = pd.DataFrame({"document": ["a"], "section": [1], "path": [""], "line": [1], "start": [0], "end": [9], "quote": ["Coal\r\nash"], "word": ["coal ash"], "freq": [1]})
    chart = figures.bars(pd.DataFrame({"word": ["coal ash"], "freq": [1]}), "word", "uses", "freq")
    figures.save(chart, "coal", documents, rows, **WORDS)
    path = figures_here / "coal.evidence.csv"
    check(path, 0)
    for end in (b"\r\n", b"\n"):  # some spreadsheets write the ends of lines in a cell anew
        path.write_bytes(path.read_bytes().replace(b"Coal\r\nash", b"Coal" + end + b"ash"))
        assert "not counted" not in repr(figures.save(chart, "coal", documents, rows, **WORDS)) and figures.is_checked(path)
    figures.write_evidence("coal", rows[:0])
    assert b'"Coal\r\nash"' in (figures_here / "coal.gone.csv").read_bytes()  # the text's own letters


def test_two_cues_on_the_same_words_are_marked_apart(figures_here):
    rows = pd.DataFrame({"document": "a", "start": 0, "end": 13, "quote": "suggests that", "stance": ["hedge", "attribution"], "freq": 1})
    figures.write_evidence("cues", rows)
    path = figures_here / "cues.evidence.csv"
    for row, name in enumerate(["Ann", "Bob"]):
        check(path, row, name)
        figures.write_evidence("cues", rows)
    assert pd.read_csv(path).checked_by.tolist() == ["Ann", "Bob"]
    assert "any more: 1" in figures.write_evidence("cues", rows[1:]) and pd.read_csv(path).checked_by.tolist() == ["Bob"]
    figures.write_evidence("cues", rows)
    assert pd.read_csv(path).checked_by.tolist() == ["Ann", "Bob"]


def test_two_processes_lose_no_entry_of_the_register(figures_here):
    code = "import sys; from analysis import figures; [figures.register({'slug': f'{sys.argv[1]}-{i}', 'kind': 'number', 'sentence': 'x', 'digest': 'd', 'corpus': 'c'}) for i in range(20)]"
    both = [subprocess.Popen([sys.executable, "-c", code, name], stderr=subprocess.PIPE, env=os.environ) for name in ("one", "two")]
    assert [process.communicate()[1] for process in both] == [b"", b""]
    entries = json.loads((figures_here / "register.json").read_text(encoding="utf-8"))
    assert [entry["slug"] for entry in entries] == sorted(f"{name}-{i}" for name in ("one", "two") for i in range(20))
    assert not list(figures_here.glob(".*"))


def test_a_card_that_is_written_meanwhile_is_in_the_register(figures_here, monkeypatch):
    def meanwhile(name, text, write=figures.write):
        write(name, text)
        if name == "register.json" and not (figures_here / "b.json").exists():
            write("b.json", figures.json_text(entry | {"slug": "b"}))

    entry = {"slug": "a", "kind": "number", "sentence": "x", "digest": "d", "corpus": "c"}
    monkeypatch.setattr(figures, "write", meanwhile)
    figures_here.mkdir(exist_ok=True)
    (figures_here / "palette.json").write_text('["#123456"]', encoding="utf-8")  # somebody's own
    figures.register(entry)
    assert json.loads((figures_here / "register.json").read_text(encoding="utf-8")) == [entry, entry | {"slug": "b"}]


# How it is cited


def test_a_card_has_its_citation_in_three_forms(figures_here, chart, documents, evidence):
    figures.save(chart, "coal", documents, evidence, **WORDS)
    card = figures.card("coal")
    about = citations.package()
    named = f"“Coal, 2016–2017,” figure coal, digest {card['digest']}, corpus {card['corpus']}, in {about['title']}, version {about['version']}"
    assert card["citation"]["chicago"].startswith(f"{about['author']}, {named} (") and card["citation"]["chicago"].endswith(").")
    assert card["citation"]["bibtex"].startswith("@misc{coal,\n  author = {{") and f"digest {card['digest']}" in card["citation"]["bibtex"]
    csl = card["citation"]["csl"]
    assert csl["type"] == "figure" and csl["version"] == about["version"] and csl["issued"]["date-parts"] == [[about["date"].year, about["date"].month, about["date"].day]]


def test_a_slug_in_single_quotation_marks_is_found(tmp_path, monkeypatch):
    cells = [{"cell_type": "markdown", "source": ["## Coal"]}, {"cell_type": "code", "source": ["figures.save(f, 'coal', d)"]}]
    (tmp_path / "n.ipynb").write_text(json.dumps({"cells": cells}))
    monkeypatch.chdir(tmp_path)
    assert figures._place("coal") == {"notebook": "n.ipynb", "heading": "Coal"} and figures._place("oal")["notebook"] == ""


def test_a_title_may_hold_what_tex_and_bibtex_read_as_their_own(figures_here, chart, documents, evidence):
    card = figures.save(chart, "coal", documents, evidence, title="{A draft} ~5^2 {x\\y", note="All.")
    said = citations.citation(card)["bibtex"]
    assert r"\textbraceleft{}A draft\textbraceright{} \textasciitilde{}5\textasciicircum{}2 \textbraceleft{}x\textbackslash{}y" in said
    assert said.count("{") == said.count("}")


def test_of_another_corpus_the_package_is_not_the_author(figures_here, chart, documents, evidence, monkeypatch, tmp_path):
    monkeypatch.setenv("ANALYSIS_CORPUS", str(tmp_path))
    figures.save(chart, "coal", documents, evidence, **WORDS)
    said = figures.card("coal")["citation"]
    assert said["chicago"].startswith("“Coal") and "author" not in said["csl"] and "author" not in said["bibtex"]
    about, source = citations.package(), f"own count of the corpus “{tmp_path.name}” (fingerprint {figures.card('coal')['corpus']})"
    assert f"{source}, counted with the program {about['title']}, version" in said["chicago"] and source in said["csl"]["note"]
    assert not {"container-title", "issued", "version"} & set(said["csl"]) and "howpublished" not in said["bibtex"] and "year" not in said["bibtex"]
    assert str(tmp_path.parent) not in json.dumps(said)


def test_an_unknown_slug_a_missing_file_and_a_broken_register_are_told(figures_here, chart, documents, evidence):
    figures.save(chart, "coal", documents, evidence, **WORDS)
    with pytest.raises(BadInput, match="no figure or number 'cool', wanted one of 1 in the register: did you mean coal"):
        figures.card("cool")
    with pytest.raises(BadInput, match="no figure or number '../x', wanted one of 1 in the register: look into register.json"):
        figures.card("../x")
    (figures_here / "coal.print.png").unlink()
    with pytest.raises(BadInput, match="found no coal.print.png"):
        figures.card("coal")
    for text, message in (("[{}", "broken register"), ("{}", "unknown|no figure"), ('[{"slug": "coal", "kind": "figure", "digest": "1"}]', "without notebook, printed, as an older version")):
        (figures_here / "register.json").write_text(text)
        with pytest.raises(BadInput, match=message):
            figures.card("coal")


# Colours that hold for everybody: in grey, and for the three kinds of colour-blindness


def linear(colour):
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lightness(colour):
    y = linear(colour) @ [0.2126, 0.7152, 0.0722]
    return 116 * np.cbrt(y) - 16


# Viénot, Brettel & Mollon 1999 (protan, deutan), as matrices on linear RGB; tritan after Brettel 1997, one half-plane
BLIND = {
    "protan": [[0.1124, 0.8876, 0], [0.1124, 0.8876, 0], [0.0040, -0.0040, 1]],
    "deutan": [[0.2928, 0.7072, 0], [0.2928, 0.7072, 0], [-0.0223, 0.0223, 1]],
    "tritan": [[1.0126, 0.1348, -0.1474], [-0.0115, 0.8744, 0.1371], [0.0770, 0.8940, 0.0291]],
}


def lab(rgb):
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("kind", BLIND)
def test_neighbouring_colours_differ_for_the_colour_blind(kind):
    seen = [lab(np.array(BLIND[kind]) @ linear(colour)) for colour in figures.COLOURS]
    for one, next_one in zip(seen, seen[1:]):
        assert np.linalg.norm(one - next_one) > 20


def test_neighbouring_colours_differ_in_grey_or_by_their_hatching():
    for i in range(len(figures.COLOURS) - 1):
        apart = abs(lightness(figures.COLOURS[i]) - lightness(figures.COLOURS[i + 1]))
        assert apart > 20 or figures.HATCHES[i] != figures.HATCHES[i + 1], i


def test_text_has_contrast_on_white():
    for colour in (figures.INK, figures.FAINT):
        assert 1.05 / (linear(colour) @ [0.2126, 0.7152, 0.0722] + 0.05) >= 4.5
    assert 1.05 / (linear(figures.BAR) @ [0.2126, 0.7152, 0.0722] + 0.05) >= 3


def test_figures_of_another_corpus_are_not_written_over_the_packages_own(monkeypatch):
    monkeypatch.delenv("ANALYSIS_FIGURES")
    monkeypatch.setenv("ANALYSIS_CORPUS", "elsewhere")
    monkeypatch.chdir(corpus.HOME.parent / "notebooks")
    with pytest.raises(ValueError, match="run elsewhere --to FOLDER"):
        figures.folder()


def test_a_listing_wraps_its_cells_and_says_its_first_row():
    rows = pd.DataFrame({"document": ["a", "b"], "action": ["weigh the cargo " * 9, ""], "freq": [1, 1], "other": [3, 4]})
    figure = figures.listing(rows, {"document": 10, "action": 40}, "recommendations")
    assert list(figure.table) == ["document", "action", "freq"] and figure.keys == ["document", "action"] and figure.printed == {}
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts[:3] == ["document", "action", "a"] and texts[-2:] == ["b", "–"] and len(texts) > 6
    assert figures.listing(rows, {"document": 10, "action": 40}, "recommendations", {"a": "a Coal"}).axes[0].texts[2].get_text() == "a Coal"
    tops = [text.get_position()[1] for text in figure.axes[0].texts[2:]]
    assert tops[0] == tops[1] and tops[2] - tops[1] == pytest.approx(1)  # lines stand evenly, whatever letters they have
    assert figure.alt.startswith("Table of 2 rows: document, action. First: a; weigh the cargo") and len(figure.alt) <= figures.ALT_LENGTH


def test_a_listing_cuts_the_name_of_a_file_and_says_it_whole():
    name = "2017-09-institute-for-ports-and-ferries-follow-up"
    figure = figures.listing(pd.DataFrame({"document": [name], "action": ["wait"], "freq": [1]}), {"document": 10, "action": 40}, "recommendations")
    shown = [text.get_text() for text in figure.axes[0].texts[2:-1]]
    assert len(shown) < 4 and shown[-1].endswith("…") and name in figure.alt


def test_a_document_without_a_title_is_named_by_its_id():
    assert figures.titles(pd.DataFrame({"document": ["a", "b", "c"], "title": [None, float("nan"), "Coal"]})) == {"a": "a", "b": "b", "c": "c Coal"}


def test_a_long_label_leaves_an_alternative_text_that_can_be_saved(counted):
    table = terms.frequencies(counted).head(1).assign(genre="a memorandum on the carriers of coal " * 8)
    chart = figures.bars(table, "genre", "uses")
    assert len(chart.alt) <= figures.ALT_LENGTH and chart.alt.startswith("Bar chart, one bar for each genre (1), uses. Highest: a memorandum") and chart.alt.endswith(" …")


def test_a_figure_is_saved_with_one_fingerprint_of_its_documents(figures_here, chart, documents, evidence, monkeypatch):
    made, fingerprint = [], corpus.fingerprint
    monkeypatch.setattr(corpus, "fingerprint", lambda table: made.append(fingerprint(table)) or made[-1])
    card = figures.save(chart, "coal", documents, evidence, **WORDS)
    assert made == [card["corpus"]] and card["source"].endswith(f"(corpus {card['corpus']}).")


def test_sections_with_names_alike_are_named_apart():
    ids = ["A report of the institute on trade, part 1", "A report of the institute on trade, part 2", "D01"]
    parts = pd.DataFrame({"document": [*ids, "D01"], "section": [1, 1, 1, 2], "path": ["Coal > By rail", "Coal > By rail", "", "Rice"]})
    rows = pd.DataFrame({"document": [ids[0], ids[0], ids[1], "D01"], "section": [1, 1, 1, 1], "start": [0, 9, 0, 3]})
    found = figures.by_heading(rows, parts)
    assert found.start.tolist() == [0, 9, 0, 3]
    assert found.place.tolist() == ["A report of the i… By rail (1)"] * 2 + ["A report of the i… By rail (2)", "D01 (no heading)"]

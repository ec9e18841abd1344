"""A briefing names its numbers: what is set in their place, what is refused, and what the three files hold."""

import ctypes
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pptx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

from analysis import __main__ as commands
from analysis import briefing, figures, findings, pages, sections, terms
from analysis.formats import BadInput

from conftest import ROOT

TEXT = """# Coal in six sentences

A *small* example, with **nothing** typed.

## What is counted?

Of {{coal-share denominator}} words {{coal-share|one third}} are coal (95% interval {{coal-share interval}}), in 2016 and 2017, under resolution 2270.

![](figure:coal)

- {{coal-share sentence}}
- Written `{{coal-share}}` in a [manual](https://example.org/).

1. First.
2. Second.

### And what is not?

1. Another list.

> Rice.

| word | share |
|---|---|
| coal | {{coal-share}} |

```
{{no-such-slug}} 33%
```
"""


SAVED = {}  # the folder of figures, made once


@pytest.fixture
def shelf(figures_here, counted, documents, tmp_path):
    """A folder of figures with one figure and one number, and a briefing that names them."""
    if not SAVED:
        places = findings.evidence(terms.occurrences(counted, "coal"), documents, sections.split(documents))
        chart = figures.bars(terms.frequencies(counted, terms=["coal"]), "word", "uses per 1,000 counted words")
        figures.save(chart, "coal", documents, places, title="Coal, 2016–2017", note="Body text only.")
        findings.state("coal-share", "{numerator} of {denominator} words are coal ({value:.1%}).", "share of words", documents, places, counted.document.value_counts())
        SAVED.update({path.name: path.read_bytes() for path in figures_here.iterdir()})
    figures_here.mkdir(exist_ok=True)
    for name, data in SAVED.items():
        (figures_here / name).write_bytes(data)
    (tmp_path / "coal.md").write_text(TEXT, encoding="utf-8")
    return tmp_path


def written(shelf, text):
    (shelf / "b.md").write_text(text, encoding="utf-8")
    return shelf / "b.md"


def word(data, part="word/document.xml"):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(part).decode()


def test_a_briefing_is_built_as_word_slides_and_pdf(shelf):
    files = briefing.build(shelf / "coal.md", shelf / "out")
    assert files.values.tolist() == [[f"coal.{end}", 1, 5] for end in ("docx", "pptx", "pdf")]
    assert sorted(path.name for path in (shelf / "out").iterdir()) == ["coal.docx", "coal.pdf", "coal.pptx"]


def test_what_is_named_is_set_in_its_place(shelf):
    briefing.build(shelf / "coal.md", shelf / "out")
    text = "\n".join(paragraph.text for paragraph in docx.Document(shelf / "out/coal.docx").paragraphs)
    assert "Of 18 words one third are coal (95% interval 17% to 50%), in 2016 and 2017, under resolution 2270." in text
    assert "6 of 18 words are coal (33.3%)." in text
    assert "Written {{coal-share}} in a " in text and "{{no-such-slug}} 33%" in text  # code is left alone


def test_every_number_in_word_stands_between_bookmarks_that_name_its_slug(shelf):
    briefing.build(shelf / "coal.md", shelf / "out")
    body = docx.Document(shelf / "out/coal.docx").element.body
    marks = {start.get(qn("w:name")): start for start in body.iter(qn("w:bookmarkStart"))}
    assert list(marks) == ["a_coal_share__1d", "a_coal_share__2v", "a_coal_share__3i", "a_coal_share__4s", "a_coal_share__5v"]  # which part of the number
    said = ["".join(text.text for text in start.getnext().iter(qn("w:t"))) for start in marks.values()]
    assert said == ["18", "one third", "17% to 50%", "6 of 18 words are coal (33.3%).", "33%"]
    assert all(start.getnext().getnext().get(qn("w:id")) == start.get(qn("w:id")) for start in marks.values())


def test_word_has_a_caption_field_alternative_text_and_the_saved_picture(shelf, figures_here):
    briefing.build(shelf / "coal.md", shelf / "out")
    document = docx.Document(shelf / "out/coal.docx")
    caption = next(paragraph for paragraph in document.paragraphs if paragraph.style.name == "Caption")
    assert [field.get(qn("w:instr")).split()[:2] for field in caption._p.iter(qn("w:fldSimple"))] == [["SEQ", "Figure"]]
    assert "".join(text.text for text in caption._p.iter(qn("w:t"))) == "Figure 1. Coal, 2016–2017 (uses per 1,000 counted words)"
    (about,) = document.element.body.iter(qn("wp:docPr"))
    assert about.get("descr") == json.loads((figures_here / "coal.json").read_text())["alt"]
    picture = next(part for part in document.part.package.iter_parts() if str(part.partname).endswith(".png"))
    assert picture.blob == (figures_here / "coal.print.png").read_bytes()
    notes = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Figure note"]
    assert notes[0] == "Note: Body text only." and notes[1].startswith("Source: Own count of 6 documents")


def test_word_has_headings_lists_and_an_annex(shelf, figures_here):
    briefing.build(shelf / "coal.md", shelf / "out")
    document = docx.Document(shelf / "out/coal.docx")
    heads = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.style.name.startswith(("Title", "Heading"))]
    assert heads == [("Title", "Coal in six sentences"), ("Heading 1", "What is counted?"), ("Heading 2", "And what is not?"), ("Heading 1", "Figures and numbers used")]
    lists = [paragraph._p.pPr.numPr.numId.val for paragraph in document.paragraphs if paragraph.style.name == "List Number"]
    assert lists[0] == lists[1] != lists[2]  # the second list starts anew
    digests = {slug: entry["digest"] for slug, entry in figures.registered(figures_here).items()}
    rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert rows[0] == ["slug", "value", "notebook", "digest"] and rows[1:] == [
        *[["coal-share", value, "", digests["coal-share"]] for value in ("18 (denominator)", "one third (value)", "17% to 50% (interval)")],
        ["coal", "figure", "", digests["coal"]],
        *[["coal-share", value, "", digests["coal-share"]] for value in ("33% (sentence)", "33% (value)")],
    ]


def test_a_bookmark_is_as_short_as_word_wants_it():
    assert pages.bookmark("a" * 60, 1234) == "a_" + "a" * 31 + "__1234v"


def test_slides_have_titles_pictures_with_alternative_text_and_the_annex(shelf, figures_here):
    briefing.build(shelf / "coal.md", shelf / "out")
    slides = list(pptx.Presentation(shelf / "out/coal.pptx").slides)
    titles = [slide.shapes.title.text for slide in slides]
    below = ["And what is not?", "And what is not? (continued)"]  # a table between its texts; code does not fit there
    assert titles == ["Coal in six sentences", "What is counted?", *below, "Figures and numbers used"]
    picture = next(shape for shape in slides[1].shapes if shape.shape_type == 13)
    assert picture._element.nvPicPr.cNvPr.get("descr").startswith("Bar chart") and picture.image.blob == (figures_here / "coal.print.png").read_bytes()
    below = " ".join(shape.text_frame.text for shape in slides[1].shapes if shape.has_text_frame)
    assert "Figure 1. Coal, 2016–2017 (uses" in below and "Note: Body text only." in below and "Source: Own count" in below
    annex = next(shape for shape in slides[-1].shapes if shape.has_table).table
    assert [cell.text for cell in annex.rows[0].cells] == ["slug", "value", "notebook", "digest"] and len(annex.rows) == 7
    show = pptx.Presentation(shelf / "out/coal.pptx")
    for shape in (shape for slide in slides for shape in slide.shapes):
        assert shape.left >= 0 and shape.top >= 0 and shape.left + shape.width <= show.slide_width and shape.top + shape.height <= show.slide_height
    sizes = [run.font.size.pt for slide in slides for shape in slide.shapes if shape.has_text_frame for line in shape.text_frame.paragraphs for run in line.runs]
    assert min(sizes) >= 12


def test_slides_keep_the_order_of_the_briefing_and_their_numbers_the_names_of_their_marks(shelf):
    briefing.build(shelf / "coal.md", shelf / "out")
    slides = list(pptx.Presentation(shelf / "out/coal.pptx").slides)
    assert [line.text.split()[0] for line in slides[1].placeholders[1].text_frame.paragraphs] == ["Of", "6", "Written", "First.", "Second."]  # before the figure, and after it
    picture = next(shape for shape in slides[1].shapes if shape.shape_type == 13)
    assert slides[1].placeholders[1].left + slides[1].placeholders[1].width <= picture.left and picture.top + picture.height <= slides[1].shapes[-1].top
    marked = [(run.get("bmk"), run.getparent().find(f"{{{run.nsmap['a']}}}t").text) for slide in slides for run in slide.element.iter("{*}rPr") if run.get("bmk")]
    assert marked == [(f"a_coal_share__{i}", text) for i, text in (("2d", "18"), ("4v", "one third"), ("6i", "17% to 50%"), ("1s", "6 of 18 words are coal (33.3%)."), ("1v", "33%"))]


def test_a_figure_takes_three_quarters_of_the_text_so_that_pages_fill(shelf):
    text = "# Coal\n\n" + "## Coal\n\nCoal is sold.\n\n![](figure:coal)\n\n" * 6
    briefing.build(written(shelf, text), shelf / "out")
    document = docx.Document(shelf / "out/b.docx")
    page = document.sections[0]
    assert {round(about.extent.cx / (page.page_width - page.left_margin - page.right_margin), 2) for about in document.element.body.iter(qn("wp:inline"))} == {0.75}
    with pypdfium2.PdfDocument(shelf / "out/b.pdf") as made:
        images = [[image.get_bounds() for image in sheet.get_objects(filter=[3])] for sheet in made]
        assert len(made) == 3 and [len(found) for found in images] == [3, 3, 0]  # two pages of three figures, and the annex
        assert {round((right - left) / 160 * 25.4 / 72, 2) for found in images for left, _, right, _ in found} == {0.75}


def test_a_tall_figure_leaves_room_for_its_caption_on_the_page():
    drawing = io.BytesIO()
    Image.new("1", (100, 1000)).save(drawing, "PNG")
    figure = {"kind": "figure", "number": 1, "picture": drawing.getvalue(), **dict.fromkeys(("slug", "title", "unit", "alt", "note", "source"), "x")}
    document = docx.Document(io.BytesIO(pages.word("Coal", [figure], [])))
    (about,) = document.element.body.iter(qn("wp:inline"))
    assert about.extent.cy.cm < 0.75 * (29.7 - 5) and about.extent.cy == pytest.approx(10 * about.extent.cx, rel=0.01)


def test_the_text_of_a_long_section_goes_on_to_another_slide(shelf):
    sentence = "Coal crosses the river by rail, and whoever counts the wagons on one bank should ask what was counted on the other. "
    briefing.build(written(shelf, "# Coal\n\n## Long\n\n" + sentence * 30), shelf / "out")
    slides = list(pptx.Presentation(shelf / "out/b.pptx").slides)[1:-1]
    assert [slide.shapes.title.text for slide in slides][:2] == ["Long", "Long (continued)"]
    for frame in (slide.placeholders[1] for slide in slides):  # 20 points, a line and a twentieth apart, and 10 points after a paragraph
        assert sum(-(-len(line.text) // 92) * 20 * 1.2 * 1.05 + 10 for line in frame.text_frame.paragraphs) < frame.height.pt
    assert "".join(slide.placeholders[1].text_frame.text for slide in slides).count("Coal crosses") == 30


def test_the_pdf_is_tagged_says_what_its_pictures_show_and_reads_its_annex_in_rows(shelf, figures_here):
    briefing.build(shelf / "coal.md", shelf / "out")
    data = (shelf / "out/coal.pdf").read_bytes()
    pdf = pypdfium2.PdfDocument(data)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in pdf).replace("\r", "")
    digest = figures.registered(figures_here)["coal-share"]["digest"]
    assert re.search(rf"^coal-share one third \(value\) +{digest}$", text, re.M) and "Figure 1. Coal, 2016–2017" in text.replace("\xa0", " ")
    assert pdf.get_metadata_dict()["Title"] == "Coal in six sentences"
    assert any(alt.startswith("Bar chart, one bar for each word") for page in pdf for alt in alternatives(page))


def alternatives(page):
    """The alternative texts in the structure of a PDF's page."""
    raw, found = pypdfium2.raw, []
    tree = raw.FPDF_StructTree_GetForPage(page)

    def walk(element):
        size = raw.FPDF_StructElement_GetAltText(element, None, 0)
        if size > 2:
            buffer = ctypes.create_string_buffer(size)
            raw.FPDF_StructElement_GetAltText(element, buffer, size)
            found.append(bytes(buffer)[:-2].decode("utf-16-le"))
        for i in range(max(raw.FPDF_StructElement_CountChildren(element), 0)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, i)
            if child:
                walk(child)

    for i in range(raw.FPDF_StructTree_CountChildren(tree)):
        walk(raw.FPDF_StructTree_GetChildAtIndex(tree, i))
    return found


@pytest.mark.parametrize("text", ["Some text.\n\n#### Deep\n\ntext\n\n## Higher\n\n###### Deepest\n\ntext", "#### Deep\n\ntext", "#\n\n##\n\ntext", "# " + "Long " * 60])
def test_headings_may_skip_a_level_and_still_make_a_tagged_pdf(shelf, text):
    briefing.build(written(shelf, text), shelf / "out")
    assert (shelf / "out/b.pdf").read_bytes().startswith(b"%PDF")


# Letters that the fonts lack


ASIAN = "# 双暂停\n\nThe slogan **双暂停** (dual suspension) of 북한 and `報告.txt`, 1️⃣ 👍🏽 ⚠️: {{coal-share}}.\n\n![Coal in 報告](figure:coal)\n\n| 名 |\n|---|\n| [报告](https://example.org/报告) |\n"


def font(path, letters):
    """A font that has these letters only, each a square, with a file name that says so."""
    pen, names = TTGlyphPen(None), [".notdef", *(f"u{ord(letter):04X}" for letter in letters)]
    for i, corner in enumerate([(0, 0), (0, 700), (700, 700), (700, 0)]):
        (pen.lineTo if i else pen.moveTo)(corner)
    pen.closePath()
    made, square = FontBuilder(1000), pen.glyph()
    made.setupGlyphOrder(names)
    made.setupCharacterMap({ord(letter): name for letter, name in zip(letters, names[1:])})
    made.setupGlyf({name: square for name in names})
    made.setupHorizontalMetrics({name: (800, 0) for name in names})
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupOS2()
    made.setupNameTable({"familyName": "Square", "styleName": "Regular", "psName": "Square-Regular"})
    made.setupPost()
    made.save(path)


@pytest.fixture
def machine(shelf, monkeypatch):
    """A machine with no fonts but those that are put into the folder that is given; a list of the calls of typst."""
    (shelf / "fonts").mkdir()
    compile, calls = pages.typst.compile, []

    def compiled(*arguments, ignore_system_fonts, **options):
        calls.append(ignore_system_fonts)
        return compile(*arguments, ignore_system_fonts=True, font_paths=[] if ignore_system_fonts else [shelf / "fonts"], **options)

    monkeypatch.setattr(pages.typst, "compile", compiled)
    return shelf / "fonts", calls


def printed(path):
    with pypdfium2.PdfDocument(path) as made:
        assert pypdfium2.raw.FPDFCatalog_IsTagged(made) and b"pdfuaid:part>1" in path.read_bytes()
        return "".join(page.get_textpage().get_text_range() for page in made)


def test_a_letter_that_no_font_has_is_told_of_and_keeps_nothing_from_being_built(shelf, machine, capsys):
    briefing.build(written(shelf, ASIAN), shelf / "out")
    text = printed(shelf / "out/b.pdf")
    assert "The slogan \ufffd\ufffd\ufffd (dual suspension) of \ufffd\ufffd and \ufffd\ufffd.txt, 1 \ufffd\ufffd ⚠: 33%." in text and "A \ufffd stands for a letter" in text
    said = capsys.readouterr().err
    assert said.startswith("b.pdf: no font on this machine has ") and said.count("\n") == 1 and set("双暂停북한報告👍🏽名报") == set(said.split()[7].rstrip(":"))
    assert "双暂停" in word((shelf / "out/b.docx").read_bytes()) and pptx.Presentation(shelf / "out/b.pptx").slides[0].shapes.title.text == "双暂停"
    with pypdfium2.PdfDocument(shelf / "out/b.pdf") as made:
        assert made.get_metadata_dict()["Title"] == "双暂停" and "Coal in 報告" in [alt for page in made for alt in alternatives(page)]


def test_letters_that_the_machine_has_are_printed(shelf, machine, capsys):
    font(machine[0] / "square.ttf", "双暂停북한報告👍🏽名")
    briefing.build(written(shelf, ASIAN.replace("报告", "報告").replace("1️⃣", "")), shelf / "out")
    assert "The slogan 双暂停 (dual suspension) of 북한 and 報告.txt" in printed(shelf / "out/b.pdf") and machine[1] == [True, False]
    assert "\ufffd" not in printed(shelf / "out/b.pdf") and capsys.readouterr().err == ""
    briefing.build(written(shelf, ASIAN), shelf / "out")
    assert "報告" in printed(shelf / "out/b.pdf") and " 报:" in capsys.readouterr().err


def test_fonts_of_the_machine_are_asked_only_where_those_of_typst_lack_a_letter_and_need_not_be_fit(shelf, machine, monkeypatch):
    briefing.build(written(shelf, "# Ünïcödé Пхеньян ₩ № “q”"), shelf / "out")
    assert machine[1] == [True]
    compile = pages.typst.compile

    def unfit(*arguments, ignore_system_fonts, **options):
        if not ignore_system_fonts:
            error = pages.typst.TypstError("PDF/UA-1 error: the font `Square` is restricted")
            error.diagnostic = str(error)
            raise error
        return compile(*arguments, ignore_system_fonts=True, **options)

    monkeypatch.setattr(pages.typst, "compile", unfit)
    briefing.build(written(shelf, ASIAN), shelf / "out")
    assert "\ufffd\ufffd\ufffd" in printed(shelf / "out/b.pdf")
    monkeypatch.setattr(pages.typst, "compile", lambda *arguments, **options: unfit(*arguments, **options | {"ignore_system_fonts": False}))
    with pytest.raises(BadInput, match="^found what cannot be set as a PDF .PDF/UA-1 error: the font `Square` is restricted.*[^\n]*$"):
        briefing.build(written(shelf, "# T"), shelf / "none")
    assert not (shelf / "none").exists()


def test_the_same_bytes_twice_in_another_place_time_zone_and_with_another_seed(shelf, figures_here):
    seen = []
    for run, more in enumerate(({"TZ": "UTC", "PYTHONHASHSEED": "0"}, {"TZ": "Asia/Seoul", "PYTHONHASHSEED": "7", "LC_ALL": "C"})):
        (shelf / f"at{run}").mkdir()
        (shelf / f"at{run}/coal.md").write_text(TEXT, encoding="utf-8")
        arguments = [sys.executable, "-m", "analysis", "briefing", "coal.md", "--to", "out", "--figures", str(figures_here)]
        subprocess.run(arguments, check=True, cwd=shelf / f"at{run}", env={"PATH": "", **more}, capture_output=True)
        seen.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (shelf / f"at{run}/out").iterdir()})
    assert seen[0] == seen[1] and len(seen[0]) == 4


def test_nothing_in_the_files_says_when_or_by_whom(shelf):
    briefing.build(shelf / "coal.md", shelf / "out")
    about = docx.Document(shelf / "out/coal.docx").core_properties
    assert (about.author, about.last_modified_by, about.title) == ("", "", "Coal in six sentences")
    assert about.created == about.modified == pages.released().replace(tzinfo=about.created.tzinfo)
    for end in ("docx", "pptx"):
        with zipfile.ZipFile(shelf / f"out/coal.{end}") as archive:
            assert {entry.date_time for entry in archive.infolist()} == {pages.EPOCH}


def test_the_front_matter_is_the_title_and_the_line_below_it(shelf):
    front = "---\ntitle: Coal in six sentences\nauthor: [A. Lee, B. Kim]\ndate: 2026-11-22\n---\n\n"
    assert briefing.build(written(shelf, front + TEXT.partition("\n")[2]), shelf / "out").figures[0] == 1
    said = [(paragraph.style.name, paragraph.text) for paragraph in docx.Document(shelf / "out/b.docx").paragraphs[:3]]
    assert said[:2] == [("Title", "Coal in six sentences"), ("Normal", "A. Lee, B. Kim, 2026-11-22")] and said[2][1].startswith("A small example")
    opening = pptx.Presentation(shelf / "out/b.pptx").slides[0]
    assert [opening.shapes.title.text, *opening.placeholders[1].text_frame.text.splitlines()] == [said[0][1], said[1][1], said[2][1]]
    text = printed(shelf / "out/b.pdf")
    assert "title:" not in text and "2026-11-22" in text
    briefing.build(written(shelf, "Coal.\n\n---\n\nRice."), shelf / "out")  # a rule further down is one


def test_a_file_says_in_which_corpus_its_numbers_were_counted(shelf, figures_here):
    briefing.build(written(shelf, "Of all words {{coal-share}} are coal."), shelf / "out")
    said = f"Counted in corpus {figures.registered(figures_here)['coal-share']['corpus']} with "
    assert said in docx.Document(shelf / "out/b.docx").paragraphs[-1].text and said in printed(shelf / "out/b.pdf")
    assert said in pptx.Presentation(shelf / "out/b.pptx").slides[-1].shapes[-1].text_frame.text


def test_a_section_whose_text_fits_is_one_slide_with_its_figure_or_table(shelf):
    text = "# Coal\n\n## Short\n\nCoal is sold.\n\n![](figure:coal)\n\nBy rail.\n\n## Table\n\nSee:\n\n| a |\n|---|\n| b |\n\nNo more.\n\n## Long\n\n" + "Coal is sold. " * 60
    briefing.build(written(shelf, text + "\n\n![](figure:coal)\n\nBy rail.\n"), shelf / "out")
    slides = list(pptx.Presentation(shelf / "out/b.pptx").slides)[1:-1]
    assert [slide.shapes.title.text for slide in slides] == ["Short", "Table", "Long", "Long (continued)"]
    assert slides[0].placeholders[1].text_frame.text == "Coal is sold.\nBy rail." and slides[3].placeholders[1].text_frame.text == "By rail."
    shapes = list(slides[1].shapes)[1:]
    assert [shape.has_table for shape in shapes] == [False, True, False] and [shape.top for shape in shapes] == sorted(shape.top for shape in shapes)


@pytest.mark.parametrize("sentences, together", [(7, True), (12, False)])
def test_text_beside_a_figure_fits_its_frame(shelf, sentences, together):
    briefing.build(written(shelf, "## Coal\n\n" + "Coal crosses the river by rail, it is said, and by road. " * sentences + "\n\n![](figure:coal)\n"), shelf / "out")
    slides = list(pptx.Presentation(shelf / "out/b.pptx").slides)[1:-1]
    assert (len(slides) == 1) is together
    frame = slides[0].placeholders[1]
    letters, size = (35, 18) if together else (92, 20)
    assert sum(-(-len(line.text) // letters) * size * 1.2 * 1.05 + size / 2 for line in frame.text_frame.paragraphs) < frame.height.pt


def test_a_table_is_as_wide_on_paper_as_in_word_and_the_annex_follows_the_text(shelf):
    briefing.build(written(shelf, "# Coal\n\n| a | b |\n|---|---|\n| c | d |\n\nShare: {{coal-share}}"), shelf / "out")
    with pypdfium2.PdfDocument(shelf / "out/b.pdf") as made:
        assert len(made) == 1  # no page for the annex alone
        rules = [part.get_bounds() for part in made[0].get_objects(filter=[2])]
    assert min(left for left, *_ in rules) < 72 and max(right for *_, right, _ in rules) > 595 - 72


# What is refused


@pytest.mark.parametrize(
    "text, line, message",
    [
        ("One.\n\nTwo {{coal-shares}}.", 3, "did you mean coal-share?"),
        ("![](figure:cole)", 1, "did you mean coal?"),
        ("{{coal}}", 1, "found the figure coal where a number is named"),
        ("![](figure:coal-share)", 1, "found the number coal-share where a figure is named"),
        ("![](chart.png)", 1, "a picture without a slug cannot be traced"),
        ("Text ![](figure:coal) in a line.", 1, "on a line of its own"),
        ("{{coal-share|34%}}", 1, "printed as '34%', wanted one of 33%; "),
        ("{{coal-share median}}", 1, "found coal-share median, wanted one of value, numerator"),
        ("{{Coal Share!}} and {{}}", 1, "found no figure or number 'Coal'"),
        ("We found\nthat 33.3% of it is coal.", 2, "“33.3%” typed, wanted {{coal-share|33.3%}}"),
        ("It is 33 per cent.", 1, "“33%” typed"),
        ("A share of 0.33 is coal.", 1, "“0.33” typed"),
        ("At least 17%, that is.", 1, "wanted {{coal-share low}}"),
        ("## All 18 words", 1, "wanted {{coal-share denominator}}"),
        ("- one\n- 6 counted words", 2, "wanted {{coal-share numerator}}"),
        ("![A chart: 33%](figure:coal)", 1, "typed"),
        ("| a |\n|---|\n| 33% |", 3, "typed"),
        ("![" + "9" * 251 + "](figure:coal)", 1, "251 characters of alternative text"),
        ("<div>coal</div>", 1, "found HTML"),
        ("Coal<br>here", 1, "found the HTML <br>"),
        ("Coal is sold.[^1]\n\n[^1]: By rail, that is.\n", 1, "found the footnote [^1]"),
        ("Coal is sold.[^1]\n\n[^1]: Rail\n", 3, "found the footnote [^1]"),
        ("---\ntitle: Coal\nlang: en\n---\nText.", 3, "found lang in the front matter, wanted title, author or date"),
        ("---\ntitle: [Coal\n---\nText.", 3, "found front matter that is no YAML"),
        ("---\ntitle: Coal\n", 1, "found --- and no second one"),
        ("---\ntitle: Coal\n---\n\n# Rice\n", 5, "found a title in the front matter and one here"),
        ("---\ntitle: Coal\ndate: 2026\n---\n\n33%\n", 6, "typed"),
        ("Coal\n\nand \x0brice", 3, "found the control character U+000B"),
    ],
)
def test_what_cannot_be_traced_is_refused_with_its_line_and_nothing_is_written(shelf, text, line, message):
    file = written(shelf, text)
    with pytest.raises(BadInput, match=re.escape(message)) as error:
        briefing.build(file, shelf / "out")
    assert str(error.value).startswith(f"{file}:{line}: ") and "\n" not in str(error.value)
    assert not (shelf / "out").exists()
    assert briefing.faults(file).line.tolist()[0] == line


@pytest.mark.parametrize(
    "text",
    [
        "In 2016 and 2017, on 18 March, under resolution 2270 (2016), 18 members and 6 parties voted.",
        "Version 0.33.1, chapter 3.33, D18, and 1,018 tonnes at 133% of 33.35.",
        "95% interval, 3 per cent, 18 of them.",
        "Another survey found [33 per cent](https://example.org/).",
        "Written as `33%`.\n\n    33% in a block\n",
        "<!-- 33% in a comment -->",
    ],
)
def test_years_resolutions_and_the_numbers_of_others_may_be_typed(shelf, text):
    assert briefing.faults(written(shelf, text)).empty


def test_all_faults_are_listed_and_the_first_is_told(shelf):
    file = written(shelf, "{{a-b}}\n\n33%\n\n{{coal-share}}")
    assert briefing.faults(file).line.tolist() == [1, 3]
    with pytest.raises(BadInput, match=r"b.md:1: .* \(and 1 more\)"):
        briefing.build(file, shelf / "out")
    assert briefing.faults(written(shelf, "33%\nand<br>")).line.tolist() == [1, 2]  # though numbers are looked for when a paragraph has been read


def test_shares_below_ten_per_cent_may_be_typed():
    known = briefing._measured({"coal": {"kind": "number", "unit": "share of words", "value": 0.11, "low": 0.05, "high": 0.2, "numerator": 2, "denominator": 18, "printed": ["11%"]}})
    assert {"11%", "20%"} <= set(known) and "5%" not in known


def test_a_missing_value_is_refused(figures_here, documents, counted, tmp_path):
    places = findings.evidence(terms.occurrences(counted, "rice"), documents, sections.split(documents))
    sizes = counted.document.value_counts()
    findings.state("rice-share", "{numerator} of {denominator}", "share of words", documents, places[:0], sizes[:0])
    findings.state("rice-few", "{numerator} of {denominator}", "share of words", documents, places[:0], sizes[:2])
    file = written(tmp_path, "{{rice-share}}\n\n{{rice-share sentence}}\n\n{{rice-few low}}\n\n{{rice-few}}\n")
    said = briefing.faults(file)
    assert said.line.tolist() == [1, 3, 5] and "found no value of rice-share" in said.fault[0] and "found no low of rice-few, wanted one: no interval: 2 documents" in said.fault[2]


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", None])
def test_a_file_that_is_no_text_is_refused(shelf, data):
    if data is None:
        with pytest.raises(BadInput, match="nowhere.md: No such file"):
            briefing.build(shelf / "nowhere.md", shelf / "out")
    elif data:
        (shelf / "b.md").write_bytes(data)
        with pytest.raises(BadInput, match="no UTF-8"):
            briefing.build(shelf / "b.md", shelf / "out")
    else:
        briefing.build(written(shelf, ""), shelf / "out")  # an empty briefing has an empty annex


def test_a_figure_without_its_picture_is_refused(shelf, figures_here):
    (figures_here / "coal.print.png").unlink()
    with pytest.raises(BadInput, match="coal.md:9: found no coal.print.png beside the register"):
        briefing.build(shelf / "coal.md", shelf / "out")


# A template of one's own


def test_a_template_gives_its_styles_page_and_header_and_not_its_text(shelf):
    house = docx.Document()
    house.add_paragraph("Old text of the house.")
    house.sections[0].header.paragraphs[0].text = "The House"
    house.sections[0].page_width = docx.shared.Cm(18)
    house.styles["Heading 1"].font.name = "Georgia"
    for name in ("Caption", "List Bullet", "List Number"):
        house.styles[name].delete()  # as in a template that never used them
    house.save(shelf / "house.docx")
    briefing.build(shelf / "coal.md", shelf / "out", shelf / "house.docx")
    made = docx.Document(shelf / "out/coal.docx")
    assert made.sections[0].header.paragraphs[0].text == "The House" and made.styles["Heading 1"].font.name == "Georgia"
    assert not any("Old text" in paragraph.text for paragraph in made.paragraphs)
    assert any(paragraph.text == "• 6 of 18 words are coal (33.3%)." for paragraph in made.paragraphs)
    (about,) = made.element.body.iter(qn("wp:inline"))
    page = made.sections[0]
    assert about.extent.cx <= page.page_width - page.left_margin - page.right_margin
    assert "SEQ Figure" in word((shelf / "out/coal.docx").read_bytes())
    again = (shelf / "out/coal.docx").read_bytes()
    briefing.build(shelf / "coal.md", shelf / "out", shelf / "house.docx")
    assert (shelf / "out/coal.docx").read_bytes() == again


def test_a_template_made_by_another_program_gives_its_headings_and_one_set_of_properties(shelf):
    house = docx.Document()
    house.styles["Heading 1"].font.name = "Georgia"
    house.styles["Heading 1"].element.find(qn("w:name")).set(qn("w:val"), "Heading 1")  # as LibreOffice writes it; Word writes small letters
    for name in ("Title", "Heading 2"):
        house.styles[name].delete()
    house.save(shelf / "word.docx")
    with zipfile.ZipFile(shelf / "word.docx") as old, zipfile.ZipFile(shelf / "house.docx", "w") as new:
        for name in old.namelist():
            package = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
            new.writestr(name, old.read(name).replace(package, package.replace(b"package", b"officedocument") if name == "_rels/.rels" else package))
    briefing.build(shelf / "coal.md", shelf / "out", shelf / "house.docx")
    made = docx.Document(shelf / "out/coal.docx")
    first, second = (next(paragraph.style for paragraph in made.paragraphs if paragraph.text == text) for text in ("What is counted?", "And what is not?"))
    assert first.font.name == "Georgia" and second.font.bold and second.element.find(f".//{qn('w:outlineLvl')}").get(qn("w:val")) == "1"
    names = zipfile.ZipFile(shelf / "out/coal.docx").namelist()
    assert len(names) == len(set(names)) and made.core_properties.title == "Coal in six sentences"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nothing", b"text", None])
def test_a_template_that_is_none_is_refused_and_nothing_is_written(shelf, data):
    if data is not None:
        (shelf / "house.docx").write_bytes(data)
    with pytest.raises(BadInput, match="house.docx: found no " + ("such file" if data is None else "Word file")):
        briefing.build(shelf / "coal.md", shelf / "out", shelf / "house.docx")
    assert not (shelf / "out").exists()


# The commands


def test_the_command_builds_again_but_never_over_what_somebody_changed(shelf, figures_here, capsys):
    arguments = ["briefing", str(shelf / "coal.md"), "--to", str(shelf / "out"), "--figures", str(figures_here)]
    assert commands.main(arguments) == 0 and capsys.readouterr().out.splitlines() == [str(shelf / f"out/coal.{end}") for end in ("docx", "pptx", "pdf")]
    assert commands.main(arguments) == 0
    (shelf / "out/coal.docx").write_bytes(b"with my changes")
    assert commands.main(arguments) == 1 and "coal.docx: found a file that is not ours, or changed since" in capsys.readouterr().err
    assert (shelf / "out/coal.docx").read_bytes() == b"with my changes"


@pytest.mark.parametrize("calls", range(5))
def test_a_folder_in_which_a_briefing_ended_halfway_is_not_locked(shelf, figures_here, monkeypatch, calls):
    arguments = ["briefing", str(written(shelf, "Coal: {{coal-share}}")), "--to", str(shelf / "out"), "--figures", str(figures_here)]
    assert commands.main(arguments) == 0
    written(shelf, "# Coal\n\nCoal: {{coal-share}}")
    done, replace = [], os.replace

    def full(source, target):
        done.extend([target] * (Path(target).parent == shelf / "out"))
        if len(done) > calls:
            raise OSError("no space left")
        return replace(source, target)

    with monkeypatch.context() as disk:
        disk.setattr(os, "replace", full)
        assert commands.main(arguments) == 1
    assert commands.main(arguments) == 0


def test_a_folder_with_a_reviewers_marks_may_be_run_into_again_and_other_changes_may_not(tmp_path, capsys):
    place, out = tmp_path / "made", tmp_path / "out"
    (place / "figures").mkdir(parents=True)
    text = "document,start,end,quote,checked_by,checked_on\nd,0,4,Coal,,\n"
    (place / "figures/coal.evidence.csv").write_text(text)
    commands._publish(place, commands._fresh(out), "run")
    path = out / "figures/coal.evidence.csv"
    path.write_text("document;start;end;quote;checked_by;checked_on\r\nd;0;4;Coal;E. R.;2026\r\n")
    assert commands._fresh(out) == out
    (place / "figures/coal.evidence.csv").rename(place / "figures/rice.evidence.csv")
    commands._publish(place, commands._fresh(out), "run")
    assert "coal.evidence.csv: not made any more, and kept" in capsys.readouterr().err and "E. R." in path.read_text()
    path.write_text(text.replace("Coal", "Rice"))
    with pytest.raises(BadInput, match="changed since it was written"):
        commands._fresh(out)


def test_the_command_says_in_one_line_what_is_wrong(shelf, figures_here, capsys):
    assert commands.main(["briefing", str(written(shelf, "33%")), "--to", str(shelf / "out"), "--figures", str(figures_here)]) == 1
    assert re.fullmatch(r"analysis: .*b\.md:1: found “33%” typed, .*\n", capsys.readouterr().err)
    assert commands.main(["briefing", str(shelf / "coal.md"), "--to", str(shelf / "out"), "--figures", str(shelf / "nowhere")]) == 1
    assert "nowhere: found no register.json" in capsys.readouterr().err and not (shelf / "out").exists()


def test_cite_prints_all_that_is_pasted(figures_here, shelf, capsys):
    assert commands.main(["cite", "coal", "--figures", str(figures_here)]) == 0
    said = capsys.readouterr().out
    for part in ("Figure. Coal, 2016–2017 (uses per 1,000 counted words)\nNote: Body text only.\nSource: Own count", "\nAlternative text: Bar chart", "\nCitation: ", "@misc{coal,", f"  {figures_here}/coal.print.png"):
        assert part in said, part
    assert commands.main(["cite", "coal-share", "--copy", "--figures", str(figures_here)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("6 of 18 words are coal (33.3%).\n\nCitation: ") and "@misc" not in said and str(figures_here) not in said
    assert commands.main(["cite", "coal", "--figures", str(figures_here.parent)]) == 0  # the folder of a run
    assert f"  {figures_here}/coal.print.png" in capsys.readouterr().out
    assert commands.main(["cite", "coal-shere", "--figures", str(figures_here)]) == 1
    assert "did you mean coal-share?" in capsys.readouterr().err


def test_a_finished_briefing_is_checked_by_the_figures_beside_it(shelf, figures_here, capsys):
    assert commands.main(["briefing", str(shelf / "coal.md"), "--to", str(figures_here.parent), "--figures", str(figures_here)]) == 0
    (shelf / "elsewhere").mkdir()
    capsys.readouterr()
    said = []
    (figures_here.parent / "briefing").mkdir()  # where a run builds its own
    shutil.copy(figures_here.parent / "coal.docx", figures_here.parent / "briefing")
    (shelf / "elsewhere/far").mkdir()
    shutil.copy(figures_here.parent / "coal.docx", shelf / "elsewhere/far")
    beside, built = figures_here.parent / "coal.docx", figures_here.parent / "briefing/coal.docx"
    for arguments in ([beside], [beside, "--figures", figures_here], [built], [built, "--figures", figures_here], [shelf / "elsewhere/far/coal.docx"]):
        commands.main(["check", *map(str, arguments)])
        said.append(capsys.readouterr().out)
    assert said[0] == said[1] and said[2] == said[3] and "12 current" in said[0] and "12 current" in said[2] and "unknown" in said[4]


def test_the_packages_own_slugs_are_cited_without_naming_a_folder(capsys):
    assert commands.main(["cite", "terms-most-frequent"]) == 0
    assert "notebooks/figures/terms-most-frequent.png" in capsys.readouterr().out


def test_the_example_names_only_what_the_register_has():
    assert briefing.faults(ROOT / "notebooks/briefing.md", ROOT / "notebooks/figures").empty
    assert len(briefing.used(ROOT / "notebooks/briefing.md", ROOT / "notebooks/figures")) > 5


def test_the_preview_shows_itself_without_headings_of_its_own(shelf):
    page = briefing.preview(shelf / "coal.md")
    assert repr(page).endswith("1 figures]") and "<h" not in page and 'alt="Bar chart' in page._repr_html_()
    assert '<span title="coal-share">one third</span>' in page and "{{no-such-slug}}" in page

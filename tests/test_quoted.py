"""A finished file is opened, whoever made it, and what it quotes is held against today's register: never "current" where nobody knows.

The figures are made twice from six short documents, as they are today and as they were, when coal was named less often. Word and PowerPoint files are made
with python-docx and python-pptx, PDFs by the short writer of `test_formats`, here with pictures.
"""

import io
import json
import time
import zipfile
import zlib

import docx
import numpy as np
import pandas as pd
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image, PngImagePlugin
from pptx import Presentation
from pptx.util import Inches

from analysis import __main__ as commands
from analysis import figures, findings, pictures, quoted, sections, sentences, terms, words
from analysis.formats import BadInput

from conftest import pdf_file

TODAY = ["Coal is sold.", "Rice is sold.", "Coal is cheap.", "Nobody buys coal.", "They sell coal.", "Coal follows coal."]
ONCE = ["Coal is sold.", "Rice is sold.", "Coal is cheap.", "Nobody buys coal.", "They sell rice.", "Rice follows coal."]


def made(folder, texts):
    """A folder of figures: the charts coal-words and coal-where, the numbers coal-share (6 of 18 words today, 4 of 18 once) and sold-share (2 of 18)."""
    documents = pd.DataFrame({"document": list("abcdef"), "text": texts, "date": "2017"})
    parts = sections.split(documents)
    counted = words.split(documents, sentences.split(documents, parts)).assign(zone="body")
    sizes = counted.document.value_counts()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYSIS_FIGURES", str(folder))
        shown = figures.bars(terms.frequencies(counted).head(3), "word", "uses per 1,000 counted words")
        places = findings.evidence(terms.occurrences(counted, shown.table.word), documents, parts)
        figures.save(shown, "coal-words", documents, places, title="Words, 2017", note="Body text only.")
        strips = figures.strips(terms.positions(counted, ["coal", "sold"]), "document", "word", "% of the text")
        places = findings.evidence(terms.occurrences(counted, ["coal", "sold"]), documents, parts)
        figures.save(strips, "coal-where", documents, places, title="Where coal and what is sold stand, 2017", note="Body text only.")
        for slug, word in {"coal-share": "coal", "sold-share": "sold"}.items():
            places = findings.evidence(terms.occurrences(counted, word), documents, parts)
            findings.state(slug, "{numerator} of {denominator} words: {value:.1%} ({interval}).", "share of words", documents, places, sizes)
    return folder


@pytest.fixture(scope="module")
def today(tmp_path_factory):
    return made(tmp_path_factory.mktemp("today"), TODAY)


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    return made(tmp_path_factory.mktemp("once"), ONCE)


def entry(folder, slug):
    return json.loads((folder / f"{slug}.json").read_text(encoding="utf-8"))


def marked(paragraph, slug, text, number=1):
    """A number as a built briefing has it: its run between the two ends of a bookmark."""
    name = f"a_{slug.replace('-', '_')}"[: 40 - len(f"__{number}")] + f"__{number}"
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        end = OxmlElement(tag)
        end.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            end.set(qn("w:name"), name)
        paragraph._p.append(end)
        if tag == "w:bookmarkStart" and text:
            paragraph.add_run(text)


def annexed(table, rows):
    for cells in rows:
        for cell, text in zip(table.add_row().cells, cells):
            cell.text = text


def word(path, fill):
    document = docx.Document()
    fill(document)
    document.save(path)
    return path


def found(path, folder, *columns):
    """The rows of a file as tuples of these columns."""
    table = quoted.check([path], folder)
    assert list(table) == quoted.COLUMNS and set(table.state) <= set(quoted.STATES)
    return list(table[list(columns or ("kind", "slug", "state", "how"))].itertuples(index=False, name=None))


def pdf(pages, images=()):
    """A PDF: for each page its lines of text; the pictures (drawn without loss) stand on the first page."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    for image in images:
        data = zlib.compress(image.convert("RGB").tobytes())
        head = b"<< /Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode /Width %d /Height %d /Length %d >>"
        objects.append(head % (*image.size, len(data)) + b"\nstream\n" + data + b"\nendstream")
    named, kids = b" ".join(b"/I%d %d 0 R" % (i, i + 4) for i in range(len(images))), []
    for number, lines in enumerate(pages):
        stream = b"".join(b"q 100 0 0 100 %d 600 cm /I%d Do Q\n" % (72 + 110 * i, i) for i in range(len(images))) if number == 0 else b""
        stream += b"".join(b"BT /F1 9 Tf 72 %d Td (%s) Tj ET\n" % (560 - 14 * i, line.replace("(", r"\(").replace(")", r"\)").encode("cp1252")) for i, line in enumerate(lines))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> /XObject << %s >> >> /Contents %d 0 R >>"
        objects.append(page % (named, len(objects)))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return pdf_file(objects)


def saved(image, end="PNG", **options):
    data = io.BytesIO()
    image.save(data, end, **options)
    return data.getvalue()


def at(folder, data):
    """What `pictures` says of a picture: (slug, state, how)."""
    entries, table = quoted.known(folder)
    one = pictures.identify(data, table, entries)
    return one["slug"], one["state"], one["how"]


# Pictures


def test_a_picture_is_known_by_its_bytes(today):
    for end in ("png", "svg"):
        assert at(today, (today / f"coal-words.{end}").read_bytes()) == ("coal-words", "current", "bytes")


def test_a_picture_of_once_is_out_of_date_by_the_fields_it_carries(today, once):
    for end in ("png", "svg"):
        assert at(today, (once / f"coal-words.{end}").read_bytes()) == ("coal-words", "out of date", "text field")
    entries, table = quoted.known(today)
    one = pictures.identify((once / "coal-words.png").read_bytes(), table, entries)
    assert (one["found"], one["current"]) == (entry(once, "coal-words")["digest"], entry(today, "coal-words")["digest"])


def test_a_picture_saved_anew_is_known_by_fields_and_pixels(today):
    with Image.open(today / "coal-words.png") as image:
        kept = PngImagePlugin.PngInfo()
        for key, value in image.text.items():
            kept.add_text(key, value)
        assert at(today, saved(image, pnginfo=kept, compress_level=1)) == ("coal-words", "current", "text field")
        assert at(today, saved(image.convert("RGB"))) == ("coal-words", "current", "pixels")
        assert at(today, image.convert("RGB")) == ("coal-words", "current", "pixels")


def test_a_picture_edited_by_hand_is_not_current_though_it_carries_todays_digest(today):
    with Image.open(today / "coal-words.png") as image:
        kept = PngImagePlugin.PngInfo()
        for key, value in image.text.items():
            kept.add_text(key, value)
        drawing = image.convert("RGB")  # as a program does in which somebody paints: our pictures have a palette
        drawing.paste("white", (400, 200, 900, 260))
        assert at(today, saved(drawing, pnginfo=kept)) == ("coal-words", "cannot say", "text field")
    drawing = (today / "coal-words.svg").read_bytes()
    assert at(today, drawing.replace(b"</svg>", b"<g/></svg>")) == ("coal-words", "cannot say", "text field")


@pytest.mark.parametrize("slug", ["coal-words", "coal-where"])
def test_a_picture_recompressed_resized_or_cut_is_the_same_and_no_more(today, slug):
    with Image.open(today / f"{slug}.png") as image:
        image = image.convert("RGB")
        width, height = image.size
        changed = [
            saved(image, "JPEG", quality=30),
            saved(image.resize((width // 3, height // 3))),
            saved(image.resize((width // 2, height))),
            saved(image.crop((0, 90, width, height - 60))),
            image.crop((0, 90, width, height - 60)).resize((width // 2, (height - 150) // 2)),
        ]
    assert [at(today, data) for data in changed] == 5 * [(slug, "cannot say", "near hash")]


def test_a_likeness_to_two_figures_is_none(today):
    _, table = quoted.known(today)
    with Image.open(today / "coal-words.png") as image:
        look = pictures._look(image.convert("RGB").crop((0, 120, int(0.8 * image.width), image.height - 60)))
    assert min(pictures._apart(look["hash"], other) for other in table.hash.dropna()) > pictures.NEAR  # known by a part of it
    assert pictures.nearest(look, table) == "coal-words"
    assert pictures.nearest(look, pd.concat([table, table.assign(slug="coal-words-of-once")])) == ""


@pytest.mark.parametrize("same, slug", [(66, "coal-words"), (60, "")])
def test_pictures_are_alike_where_they_differ_in_a_third_of_their_cells_and_not_in_four_tenths(same, slug):
    lighter = np.arange(256) < 100
    table = pd.DataFrame({"slug": ["coal-words"], "hash": [np.arange(256) < same], "small": [None]})
    assert pictures.nearest({"pixels": "x", "hash": lighter, "small": np.full((8, 8), 255.0)}, table) == slug


def test_the_figures_of_the_package_are_not_alike():
    folder = commands.NOTEBOOKS / "figures"
    _, table = quoted.known(folder)
    drawn = table[table.hash.notna()]
    apart = [pictures._apart(one.hash, other.hash) for one in drawn.itertuples() for other in drawn.itertuples() if one.slug < other.slug]
    assert len(apart) > 100 and min(apart) > pictures.NEAR


def test_an_old_picture_without_fields_is_never_current(today, once):
    with Image.open(once / "coal-words.png") as image:
        slug, state, _ = at(today, saved(image.convert("RGB")))
    assert state in ("cannot say", "unknown") and slug in ("coal-words", "")


def test_a_picture_of_somebody_else_is_unknown(today):
    noise = Image.effect_noise((600, 400), 80)
    for picture in (saved(noise), saved(Image.new("RGB", (300, 200), "white")), saved(Image.new("RGB", (1, 1))), noise.point(lambda v: 255 - v // 4)):
        assert at(today, picture) == ("", "unknown", "")


def test_what_is_no_picture_is_unknown_and_a_bomb_is_not_opened(today, monkeypatch):
    for data in (saved(Image.new("1", (1, 1_000_000))), b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"<svg"):
        assert at(today, data) == ("", "unknown", "")
    assert pictures.opened(saved(Image.new("1", (11, 10)))).size == (11, 10)
    monkeypatch.setattr(pictures, "LARGEST", 100)
    assert pictures.opened(saved(Image.new("1", (11, 10)))) is None


def test_a_field_with_a_slug_that_is_not_registered_is_unknown(today):
    kept = PngImagePlugin.PngInfo()
    kept.add_text("analysis-slug", "rice-words")
    kept.add_text("analysis-digest", "0123456789ab")
    assert at(today, saved(Image.new("RGB", (9, 9)), pnginfo=kept)) == ("rice-words", "unknown", "text field")


# Word


def test_a_built_briefing_is_current(today, tmp_path):
    def fill(document):
        document.add_picture(str(today / "coal-words.png"), width=Inches(5))
        paragraph = document.add_paragraph("Of these words ")
        marked(paragraph, "coal-share", "33.3%", 1)
        paragraph.add_run(" are coal: ")
        marked(paragraph, "coal-share", "6", 2)
        document.add_heading("Figures and numbers used", 1)
        rows = [(slug, shown, "00-coal.ipynb", entry(today, slug)["digest"]) for slug, shown in (("coal-words", "figure"), ("coal-share", "33.3%"))]
        annexed(document.add_table(0, 4), [("slug", "value", "notebook", "digest"), *rows])

    path = word(tmp_path / "briefing.docx", fill)
    assert found(path, today) == [
        ("figure", "coal-words", "current", "bytes"),
        ("number", "coal-share", "current", "marker"),
        ("number", "coal-share", "current", "marker"),
        ("figure", "coal-words", "current", "annex"),
        ("number", "coal-share", "current", "annex"),
    ]
    assert found(path, today, "place")[:2] == [("paragraph 1",), ("paragraph 2",)]
    assert commands.main(["check", str(path), "--figures", str(today)]) == 0


def test_a_briefing_of_once_is_out_of_date_old_to_new(today, once, tmp_path, capsys):
    def fill(document):
        document.add_picture(str(once / "coal-words.png"), width=Inches(5))
        marked(document.add_paragraph(), "coal-share", "22.2%", 1)
        marked(document.add_paragraph(), "sold-share", "11.1%", 2)
        rows = [(slug, shown, "00-coal.ipynb", entry(once, slug)["digest"]) for slug, shown in (("coal-words", "figure"), ("coal-share", "22.2%"), ("sold-share", "11.1%"))]
        annexed(document.add_table(0, 4), rows)

    path = word(tmp_path / "briefing.docx", fill)
    was, now = entry(once, "coal-words")["digest"], entry(today, "coal-words")["digest"]
    assert found(path, today, "slug", "state", "found", "current") == [
        ("coal-words", "out of date", was, now),
        ("coal-share", "out of date", "22.2%", "33.3%"),
        ("sold-share", "current", "11.1%", "11.1%"),
        ("coal-words", "out of date", was, now),
        ("coal-share", "out of date", "22.2%", "33.3%"),
        ("sold-share", "current", "11.1%", "11.1%"),  # nothing about it has changed
    ]
    assert commands.main(["check", str(path), "--figures", str(today)]) == 1
    said = capsys.readouterr().out
    assert "out of date  paragraph 2     number coal-share 22.2% → 33.3% (marker)" in said
    assert said.splitlines()[-1] == quoted.NOT_KNOWN and "means what its number means" in quoted.NOT_KNOWN


def test_a_marker_is_read_over_runs_and_without_what_was_deleted(today, tmp_path):
    def fill(document):
        paragraph = document.add_paragraph()
        marked(paragraph, "coal-share", "33", 1)
        end = paragraph._p[-1]
        for text, tag in (("9", "w:del"), ("8", "w:moveFrom"), (".3%", "w:ins")):
            run = paragraph.add_run(text)._r
            change = OxmlElement(tag)
            change.append(run)
            end.addprevious(change)
        marked(document.add_paragraph(), "coal-share", "", 2)

    path = word(tmp_path / "a.docx", fill)
    assert found(path, today, "state", "found", "message") == [("current", "33.3%", ""), ("cannot say", "", "the marker holds no text: the number was deleted, or retyped outside it")]


def test_an_end_of_todays_interval_may_be_an_old_value_and_the_annex_decides(today, tmp_path):
    end, digest = f"{entry(today, 'coal-share')['low']:.1%}", entry(today, "coal-share")["digest"]

    def fill(document, stamp):
        marked(document.add_paragraph(), "coal-share", end)
        annexed(document.add_table(0, 4), [("coal-share", end, "00-coal.ipynb", stamp)])

    assert found(word(tmp_path / "a.docx", lambda document: fill(document, digest)), today, "state", "message") == 2 * [("current", "an end of its interval")]
    assert found(word(tmp_path / "b.docx", lambda document: fill(document, "0123456789ab")), today, "state") == [("cannot say",), ("cannot say",)]


def test_a_sentence_is_held_as_a_sentence_and_not_by_its_numbers_alone(today, tmp_path):
    said = entry(today, "coal-share")["sentence"]

    def fill(document):
        for i, text in enumerate([said, said.replace("words", "uses of iron and coal").partition(":")[0], "6 of 18", said.replace("33.3%", "31%")]):
            marked(document.add_paragraph(), "coal-share", text, i)

    rows = found(word(tmp_path / "a.docx", fill), today, "state", "current", "message")
    assert rows[0] == ("current", said, "as in its sentence") and rows[2] == ("current", "6 of 18", "as in its sentence")
    assert [rows[1], rows[3]] == 2 * [("out of date", said, "")]


def test_the_text_of_a_box_is_read_once(today, tmp_path):
    def fill(document):
        box = OxmlElement("w:txbxContent")
        box.append(document.add_paragraph("Coal is 33% (coal-share).")._p)
        document.add_paragraph("A box: ").add_run()._r.append(box)

    assert found(word(tmp_path / "a.docx", fill), today, "slug", "state") == [("coal-share", "current")]


def test_a_slug_that_is_a_common_word_is_not_looked_for_in_running_text(tmp_path, today):
    (tmp_path / "register.json").write_text(json.dumps([entry(today, "coal-share") | {"slug": "coal"}]))
    assert found(markdown(tmp_path, "Here coal is 21% of the words."), tmp_path, "slug", "state") == [("", "unknown")]


def test_a_marker_whose_slug_was_cut_is_found_by_its_beginning(tmp_path, today):
    register = json.loads((today / "register.json").read_text(encoding="utf-8"))
    number = next(one for one in register if one["slug"] == "coal-share")
    long = "coal-share-of-all-the-words-that-are-counted"
    for count in (1, 2):
        folder = tmp_path / str(count)
        folder.mkdir()
        (folder / "register.json").write_text(json.dumps([number | {"slug": long + "-twice" * i} for i in range(count)]))
        path = word(folder / "a.docx", lambda document: marked(document.add_paragraph(), long, "33%", 7))
        assert found(path, folder, "state") == [("current",) if count == 1 else ("cannot say",)]
    unknown = word(tmp_path / "b.docx", lambda document: marked(document.add_paragraph(), "cool-share", "33%"))
    assert found(unknown, today, "slug", "state", "message") == [("cool-share", "unknown", "not in the register: perhaps coal-share?")]


@pytest.mark.parametrize("cut_off, message", [("20000", "shown cut: what is cut off is not seen"), ("0%", ""), ("0", "")])
def test_a_picture_that_word_shows_cut_says_so(today, tmp_path, cut_off, message):
    def fill(document):
        picture = document.add_picture(str(today / "coal-words.png"), width=Inches(5))._inline
        cut = OxmlElement("a:srcRect")
        cut.set("l", cut_off)
        next(picture.iter("{*}blip")).addnext(cut)

    assert found(word(tmp_path / "a.docx", fill), today, "state", "message") == [("current", message)]


def test_what_stands_in_a_header_and_in_a_cell_is_found(today, once, tmp_path):
    def fill(document):
        document.sections[0].header.paragraphs[0].add_run().add_picture(str(once / "coal-words.png"), width=Inches(1))
        document.add_table(1, 1).cell(0, 0).paragraphs[0].add_run().add_picture(str(today / "coal-words.png"), width=Inches(1))

    assert found(word(tmp_path / "a.docx", fill), today, "place", "state") == [("row 1 of a table", "current"), ("header", "out of date")]


def test_a_place_in_a_word_file_is_told_by_its_heading(today, tmp_path):
    def fill(document):
        document.add_heading("Coal", 0)
        document.add_paragraph("Nothing here.")
        marked(document.add_paragraph(), "coal-share", "33%", 1)
        document.add_heading("Of coal and of all other things that are sold", 2)
        cell = document.add_table(2, 1).cell(1, 0).paragraphs[0]
        marked(cell, "coal-share", "33%", 2)

    assert found(word(tmp_path / "a.docx", fill), today, "place") == [("“Coal”, paragraph 2",), ("“Of coal and of all other things that are…”, row 2 of a table",)]


# Another corpus, and parts of a number


def test_what_was_made_from_another_corpus_is_given_no_value_of_ours(today, once, tmp_path, capsys):
    theirs, ours = entry(once, "coal-share")["corpus"], entry(today, "coal-share")["corpus"]

    def fill(document):
        document.add_picture(str(once / "coal-words.png"), width=Inches(5))
        document.add_paragraph(f"Source: {entry(once, 'coal-words')['source']}")
        marked(document.add_paragraph(), "coal-share", "22.2%", 1)
        marked(document.add_paragraph(), "sold-share", "11.1%", 2)
        annexed(document.add_table(0, 4), [("coal-share", "22.2%", "00-coal.ipynb", entry(once, "coal-share")["digest"])])

    path = word(tmp_path / "a.docx", fill)
    entries, table = quoted.known(today)
    rows = quoted.quotes(path, entries, table)
    assert set(rows.state) == {"cannot say"} and set(rows.current) == {""} and len(rows) == 4
    said = quoted.report(rows)
    assert said[1] == f"  cannot say   4 figures and numbers: made from another corpus ({theirs}) than these figures ({ours}): name its figures with --figures" and "33" not in said[1]
    assert not any("→" in line for line in said) and quoted.fails(rows)
    named = quoted.check([path], today)  # whoever names the folder says that it is the file's own, grown since
    assert named.current[1] == "33.3%" and f"its corpus was another ({theirs}, here {ours})" in named.message[1]
    assert quoted.quotes(path, *quoted.known(once)).state.tolist() == 4 * ["current"]
    assert quoted.check([path], once).state.tolist() == 4 * ["current"]


def test_a_caption_of_another_corpus_in_a_file_of_ours_speaks_for_itself(today, once, tmp_path):
    text = f"Counted in corpus {entry(today, 'coal-share')['corpus']}.\n\nCoal is 22% (coal-share, corpus {entry(once, 'coal-share')['corpus']}).\n\nSold is 45% (sold-share).\n"
    rows = quoted.quotes(markdown(tmp_path, text), *quoted.known(today))
    assert rows[["slug", "state", "current"]].values.tolist() == [["coal-share", "cannot say", ""], ["sold-share", "out of date", "11%"]]


@pytest.mark.parametrize(
    "form, text, state, now",
    [
        ("l", "24.1", "out of date", "11.6"),
        ("h", "44.4", "out of date", "17.2"),
        ("h", "17.2", "current", "17.2"),
        ("l", "11.60", "current", "11.60"),
        ("l", "12", "current", "12"),
        ("l", "11.600", "rounding", "11.6"),
        ("v", "11.6", "out of date", "14.4"),  # a value, and no end of today's interval
        ("i", "24.1 to 44.4", "out of date", "11.6 to 17.2"),
        ("", "24.1 to 44.4", "out of date", "11.6 to 17.2"),
        ("s", "27 hedges: 27.5.", "out of date", "94 hedges in 6,506 words: 14.4."),
        ("n", "93", "out of date", "94"),
        ("d", "6506", "current", "6506"),
    ],
)
def test_a_part_of_a_number_is_held_to_the_same_part(tmp_path, form, text, state, now):
    rate = RATE | {"slug": "a-rate", "kind": "number", "digest": "0123456789ab", "sentence": "94 hedges in 6,506 words: 14.4."}
    (tmp_path / "register.json").write_text(json.dumps([rate]))

    def fill(document):
        marked(document.add_paragraph(), "a-rate", text)
        next(document.element.iter(qn("w:bookmarkStart"))).set(qn("w:name"), f"a_a_rate__1{form}")

    assert found(word(tmp_path / "a.docx", fill), tmp_path, "state", "current") == [(state, now)]
    if form:
        value = text if form != "s" else "27.5"
        row = quoted._texts(f"a-rate {value} ({quoted.shown.FORMS[form]}) 00-a.ipynb 0123456789ac", {"a-rate": rate})[0]
        assert row["current"] == ("14.4" if form == "s" else now)


def test_a_share_in_words_that_is_said_otherwise_today_is_out_of_date(today):
    entries, _ = quoted.known(today)
    assert quoted.judge("about one in eight", entries["coal-share"])["current"] == "one third"
    assert quoted.judge("One third", entries["coal-share"])["state"] == "current"
    assert quoted.judge("most", entries["coal-share"])["message"] == "no number written in digits"


def test_a_number_of_the_annex_that_was_retyped_in_the_text_is_not_current(today, tmp_path):
    digest = entry(today, "coal-share")["digest"]

    def fill(document, text):
        document.add_paragraph(text)
        annexed(document.add_table(0, 4), [("coal-share", "33% (value)", "00-coal.ipynb", digest)])

    assert found(word(tmp_path / "a.docx", lambda document: fill(document, "Coal stands at 31.9% of words.")), today, "state", "message") == [("cannot say", quoted.NOWHERE)]
    assert found(word(tmp_path / "b.docx", lambda document: fill(document, "Coal stands at 33.3% of words.")), today, "state") == [("current",)]
    (tmp_path / "a.pdf").write_bytes(pdf([["Coal: 31.9%, or 133%."], [f"coal-share 33% (value) 00-coal.ipynb {digest}"]]))
    assert found(tmp_path / "a.pdf", today, "state", "message") == [("cannot say", quoted.NOWHERE)]


def test_an_interval_that_there_is_none_of_is_in_the_text_by_its_reason(tmp_path):
    rate = RATE | {"slug": "a-rate", "kind": "number", "digest": "0123456789ab", "low": None, "high": None, "method": "no interval: 2 documents"}
    (tmp_path / "register.json").write_text(json.dumps([rate]))
    (tmp_path / "a.pdf").write_bytes(pdf([["The rate (no interval: 2 documents)."], ["a-rate none (interval) 00-a.ipynb 0123456789ab"]]))
    assert found(tmp_path / "a.pdf", tmp_path, "slug", "state") == [("a-rate", "current")]


# PowerPoint and PDF


def test_slides_are_read_with_their_tables_and_notes(today, once, tmp_path):
    deck = Presentation()
    for folder in (today, once):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        slide.shapes.add_picture(str(folder / "coal-words.png"), 0, 0, width=Inches(5))
        table = slide.shapes.add_table(1, 4, 0, Inches(5), Inches(8), Inches(1)).table
        for i, text in enumerate(["coal-share", entry(folder, "coal-share")["printed"][-1], "00-coal.ipynb", entry(folder, "coal-share")["digest"]]):
            table.cell(0, i).text = text
        slide.notes_slide.notes_text_frame.text = "Say that 33% are coal (coal-share)."
    deck.save(tmp_path / "a.pptx")
    assert found(tmp_path / "a.pptx", today, "place", "slug", "state", "how") == [
        ("slide 1", "coal-words", "current", "bytes"),
        ("slide 1", "coal-share", "current", "annex"),
        ("slide 1, notes", "coal-share", "current", "text near slug"),
        ("slide 2", "coal-words", "out of date", "text field"),
        ("slide 2", "coal-share", "out of date", "annex"),
        ("slide 2, notes", "coal-share", "current", "text near slug"),
    ]


def test_a_number_that_was_retyped_on_a_slide_is_held_to_its_mark(today, tmp_path):
    deck = Presentation()
    line = deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_textbox(0, 0, Inches(5), Inches(1)).text_frame.paragraphs[0]
    for text, name in (("Of the words ", ""), ("3", "a_coal_share__2"), ("4%", "a_coal_share__2"), (" are coal, say ", ""), ("33%", "a_coal_share__4")):
        run = line.add_run()
        run.text = text
        if name:
            run._r.get_or_add_rPr().set("bmk", name)
    deck.save(tmp_path / "a.pptx")
    assert found(tmp_path / "a.pptx", today, "found", "state", "how") == [("34%", "out of date", "marker"), ("33%", "current", "marker")]


def test_a_pdf_is_read_by_pixels_and_by_the_rows_of_its_annex(today, once, tmp_path):
    with Image.open(today / "coal-words.png") as new, Image.open(once / "coal-words.png") as old:
        now, was = entry(today, "coal-share")["digest"], entry(once, "coal-share")["digest"]
        wrapped = ["coal-", "share", "22.2%", "00-", "coal.ipyn", "b", was[:5], was[5:]]  # as a narrow column breaks it
        pages = [["A briefing: 33.3% are coal, and 11% are sold."], [f"coal-share 33.3% 00-coal.ipynb {now}"], wrapped, [f"rice-share 33.3% 00-coal.ipynb {now}"], ["sold-", f"share 11% 00-coal.ipynb {entry(today, 'sold-share')['digest']}"]]
        (tmp_path / "a.pdf").write_bytes(pdf(pages, [new, old]))
    rows = found(tmp_path / "a.pdf", today, "place", "slug", "state", "how")
    assert rows[0] == ("page 1", "coal-words", "current", "pixels") and rows[1][2] != "current"
    assert rows[2:] == [
        ("page 2", "coal-share", "current", "annex"),
        ("page 3", "coal-share", "out of date", "annex"),
        ("page 4", "rice-share", "unknown", "annex"),
        ("page 5", "sold-share", "current", "annex"),  # and no figure "share"
    ]


# Markdown, and running text


def markdown(tmp_path, text):
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_markers_of_a_source_resolve_or_do_not(today, tmp_path):
    text = "# Coal\n\n![Words](figure:coal-words)\n\nOf {{coal-share denominator}}\n{{coal-share}}, that is\n{{coal-share|33 per cent}} or {{coal-share|22%}}.\n\n"
    path = markdown(tmp_path, text + "![x](figure:coal-wards) {{coal-words}} {{coal-share colour}}\n")
    assert found(path, today, "place", "kind", "slug", "state") == [
        ("line 3", "figure", "coal-words", "current"),
        ("line 5", "number", "coal-share", "current"),
        ("line 6", "number", "coal-share", "current"),
        ("line 7", "number", "coal-share", "current"),
        ("line 7", "number", "coal-share", "out of date"),
        ("line 9", "figure", "coal-wards", "unknown"),
        ("line 9", "figure", "coal-words", "unknown"),
        ("line 9", "number", "coal-share", "unknown"),
    ]


def test_a_slug_in_code_is_no_marker(today, tmp_path):
    path = markdown(tmp_path, "Write `{{coal-share}}` or\n\n```\n![x](figure:coal-words) {{coal-share|22%}} 21% coal-share\n```\n\n    {{coal-share}}\n")
    assert found(path, today, "slug", "state", "message") == [("", "unknown", "nothing of ours found: no figure, marker, annex or slug")]
    assert commands.main(["check", str(path), "--figures", str(today)]) == 1  # nothing found is not "current"


def test_pictures_named_by_a_markdown_file_are_looked_at_and_never_fetched(today, once, tmp_path):
    for folder in (today, once):
        (tmp_path / f"{folder.name[:4]} it.png").write_bytes((folder / "coal-words.png").read_bytes())
    path = markdown(tmp_path, f'![a](<{today.name[:4]} it.png>)\n\n<img alt="b" src="{once.name[:4]} it.png">\n\n![c](https://example.org/c.png) ![d](d.png)\n')
    assert found(path, today, "place", "slug", "state", "how") == [
        ("line 1", "coal-words", "current", "bytes"),
        ("line 3", "coal-words", "out of date", "text field"),
        ("line 5", "", "unknown", ""),
        ("line 5", "", "unknown", ""),
    ]


@pytest.mark.parametrize(
    "text, state, said",
    [
        ("A third, 33%, is coal (coal-share).", "current", "33%"),
        ("6 of 18 words, 33.3 per cent [coal-share].", "current", "33.3 per cent"),
        ("Coal is 21% of it. Source: coal-share.", "out of date", "21%"),
        ("Coal is 33.33% (coal-share).", "rounding", "33.33%"),
        ("Coal rose from 21% to 25% (coal-share).", "cannot say", "21%, 25%"),
        ("Coal is named (coal-share) as we saw in 2017.", "cannot say", ""),
        ("Sold is 11%, sold-share, and coal 21%, coal-share.", "out of date", "21%"),
        ("See [coal-share, digest 0123456789ab].", "out of date", "0123456789ab"),
        ("| coal-share | 21% |", "out of date", "21%"),
        ("Coal is 11% of it (coal-share), and 33% is sold (sold-share).", "out of date", "11%"),
        ("Coal is 33% of it (coal-share), and 11% is sold (sold-share).", "current", "33%"),
        ("Of coal-share we say 33%, of sold-share 11%.", "current", "33%"),
        ("Of sold-share we say 33%, of coal-share 11%.", "out of date", "11%"),
        ("We found 11% and 33% (sold-share, coal-share).", "cannot say", "33%"),
        ("See sold-share, and coal-share.", "cannot say", ""),
        ("Coal is 33% of it (coal-words, coal-share).", "current", "33%"),
        ("Of 18 words some are coal (coal-share).", "current", "18"),
        ("Of 6 words some are coal (coal-share).", "cannot say", ""),
        ("They are coal (coal-share). There are 18.", "cannot say", ""),
    ],
)
def test_a_number_typed_near_a_slug_is_judged_or_not_at_all(today, tmp_path, text, state, said):
    rows = [row for row in found(markdown(tmp_path, text), today, "slug", "state", "found", "how") if row[0] == "coal-share"]
    assert rows == [("coal-share", state, said, "text near slug")]


RATE = {"value": 14.4, "unit": "cues per 1,000 words", "numerator": 94, "denominator": 6506, "low": 11.6, "high": 17.2, "documents": 15, "printed": ["14.4", "14.40", "14"]}


@pytest.mark.parametrize(
    "text, state, now, message",
    [
        ("94", "current", "94", "its numerator"),
        ("6,506", "current", "6,506", "its denominator"),
        ("94 of 6,506", "current", "94 of 6,506", "its numerator and its denominator"),
        ("93", "out of date", "94", ""),  # no rate in the place of a count
        ("13", "out of date", "14", ""),
        ("11.6", "cannot say", "14.4", "an end of its interval" + quoted.OLD),
        ("15", "cannot say", "14.4", "its number of documents" + quoted.OLD),  # a rate of once, perhaps
        ("6 506", "current", "6 506", "its denominator"),
        ("6\u2009506", "current", "6\u2009506", "its denominator"),
        ("14,4", "current", "14,4", ""),
    ],
)
def test_what_a_rate_is_counted_from_is_called_by_its_name(text, state, now, message):
    said = quoted.judge(text, RATE)
    assert (said["state"], said["current"], said["message"]) == (state, now, message)
    for entry in (RATE | {"numerator": 20}, {"value": 5, "unit": "documents", "numerator": 20, "printed": ["5"]}):  # both might be values of once
        assert quoted.judge("20", entry)["message"] == "its numerator" + quoted.OLD


def test_the_digest_of_the_day_decides_what_may_be_a_value_of_once():
    row = quoted._by_digest("a-rate", "11.6", "d", {"a-rate": RATE | {"kind": "number", "digest": "d"}}, "text near slug")
    assert (row["state"], row["message"]) == ("current", "an end of its interval")


def test_a_number_as_others_write_it_is_held_to_its_row_of_the_annex(today):
    entries, _ = quoted.known(today)
    for text, state in (("33,3%", "current"), ("38,3%", "out of date"), (".33", "current"), (".38", "out of date")):
        assert quoted._by_digest("coal-share", text, entries["coal-share"]["digest"], entries, "annex")["state"] == state, text


def test_the_fingerprint_of_the_corpus_is_not_taken_for_a_digest(today, tmp_path):
    path = markdown(tmp_path, f"Figure coal-words. {entry(today, 'coal-words')['source']}")
    assert found(path, today, "slug") == [("",)]


def test_a_value_that_moved_by_less_than_is_printed_is_a_matter_of_rounding(today, tmp_path):
    row = "coal-share 33.3% 00-coal.ipynb 0123456789ab"
    (tmp_path / "a.pdf").write_bytes(pdf([["Some 33.3% are coal."], [row]]))
    assert found(tmp_path / "a.pdf", today, "state", "found") == [("rounding", "33.3%")]
    assert commands.main(["check", str(tmp_path / "a.pdf"), "--figures", str(today)]) == 0
    (tmp_path / "a.pdf").write_bytes(pdf([[row.replace("33.3%", "38.3%").replace("0123456789ab", entry(today, "coal-share")["digest"])]]))
    assert found(tmp_path / "a.pdf", today, "state", "message") == [("out of date", "though the digest beside it is today's: perhaps changed by hand")]


# Bad input


def bomb():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 50_000_000)
    return data.getvalue()


def protected():
    encrypt = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32)
    return pdf([["x"]]).replace(b"/Root 1 0 R", b"/Root 1 0 R /ID [<00> <00>] /Encrypt " + encrypt)


def archive(parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return data.getvalue()


RELS = '<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="{}"/></Relationships>'


@pytest.mark.parametrize(
    "name, data, message",
    [
        ("a.docx", bomb(), "do not open it"),
        ("a.pptx", bomb(), "do not open it"),
        ("a.docx", b"no zip", "found no Word file or a broken one"),
        ("a.pptx", b"no zip", "found no PowerPoint file or a broken one"),
        ("a.pptx", archive({"a.txt": "x"}), "found a ZIP archive that holds no PowerPoint document"),
        ("a.pptx", archive({"_rels/.rels": RELS.format("p.xml"), "p.xml": '<p><notesSz/><sldId id="1"/></p>'}), "found a broken .pptx"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "found a Word file with a password"),
        ("a.pptx", b"\xd0\xcf\x11\xe0", "found an old PowerPoint file (.ppt)"),
        ("a.pdf", protected(), "found a PDF with a password"),
        ("a.pdf", b"%PDF-1.4 nothing", "found a broken PDF"),
        ("a.md", b"\xff coal", "which is not UTF-8"),
        ("a.md", b"", "found an empty file"),
        ("a.docx", b"", "found an empty file"),
        ("a.odt", b"x", "found a .odt, wanted .md, .docx, .pptx, .pdf"),
    ],
)
def test_what_cannot_be_read_is_never_current(today, tmp_path, capsys, name, data, message):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadInput, match="^[^\n]*$"):
        quoted.check([path], today)
    good = markdown(tmp_path / "..", "{{coal-share}}")
    assert commands.main(["check", str(path), str(good), "--figures", str(today), "--json"]) == 2
    said = capsys.readouterr()
    assert message in said.err and said.err.count("\n") == 1
    shown = json.loads(said.out)
    assert [row["file"] for row in shown["rows"]] == [str(good)] and message in shown["unreadable"][0]  # the other file is reported all the same


def test_a_document_type_that_names_another_file_is_refused(today, tmp_path):
    hostile = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d><body><p><t>&x;</t></p></body></d>'
    (tmp_path / "a.docx").write_bytes(archive({"_rels/.rels": RELS.format("d.xml"), "d.xml": hostile}))
    with pytest.raises(BadInput, match="holds no Word document"):
        quoted.check([tmp_path / "a.docx"], today)


def test_five_hundred_pictures_are_checked_in_seconds(today, tmp_path):
    with Image.open(today / "coal-words.png") as image:
        image = image.convert("RGB")

    def fill(document):
        for i in range(500):
            if i % 5:
                document.add_picture(str(today / "coal-words.png"), width=Inches(1))
            else:
                document.add_picture(io.BytesIO(saved(Image.new("RGB", (300, 200), (i % 256, 90, 90)))), width=Inches(1))
        document.add_picture(io.BytesIO(saved(image)), width=Inches(1))

    path = word(tmp_path / "a.docx", fill)
    start = time.perf_counter()
    rows = found(path, today, "slug", "how")
    assert time.perf_counter() - start < 20
    assert len(rows) == 501 and rows.count(("coal-words", "bytes")) == 400 and rows[-1] == ("coal-words", "pixels")


@pytest.mark.parametrize("register", [None, "", "{", "3", '{"a": 1}', '[{"title": "x"}]', "[1]"])
def test_without_a_register_nothing_is_current(tmp_path, capsys, register):
    if register is not None:
        (tmp_path / "register.json").write_text(register)
    path = markdown(tmp_path, "{{coal-share}}")
    assert commands.main(["check", str(path), "--figures", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1 and "register.json" in said.err and said.out == ""


def test_a_register_of_an_older_version_says_what_it_can(today, tmp_path):
    old = [{"slug": "coal-share", "value": 0.333333, "unit": "share of words"}, {"slug": "sold-share", "sentence": "Two."}, {"slug": "coal-words", "alt": "Bars, 3."}]
    (tmp_path / "register.json").write_text(json.dumps(old))
    (tmp_path / "coal-words.png").write_bytes((today / "coal-words.png").read_bytes())

    def fill(document):
        marked(document.add_paragraph(), "coal-share", "33%", 1)
        marked(document.add_paragraph(), "sold-share", "2", 2)
        document.add_picture(str(today / "coal-words.png"))
        annexed(document.add_table(0, 4), [("coal-share", "33%", "00-coal.ipynb", "0123456789ab")])

    assert found(word(tmp_path / "a.docx", fill), tmp_path, "slug", "state") == [
        ("coal-share", "current"),
        ("sold-share", "cannot say"),
        ("coal-words", "cannot say"),
        ("coal-share", "cannot say"),
    ]


def test_a_folder_with_a_file_missing_or_changed_says_so(today, once, tmp_path):
    (tmp_path / "register.json").write_bytes((today / "register.json").read_bytes())
    picture = (today / "coal-words.png").read_bytes()
    entries, table = quoted.known(tmp_path)
    one = pictures.identify(picture, table, entries)
    assert one["state"] == "cannot say" and "coal-words.png is missing" in one["message"]
    (tmp_path / "coal-words.png").write_bytes((once / "coal-words.png").read_bytes())
    entries, table = quoted.known(tmp_path)
    one = pictures.identify((once / "coal-words.png").read_bytes(), table, entries)
    assert one["state"] == "cannot say" and "run the notebooks again" in one["message"]
    (tmp_path / "coal-words.png").write_bytes(b"half a picture")
    assert at(tmp_path, picture) == ("coal-words", "cannot say", "text field")


def test_the_files_that_come_with_the_package_are_current():
    folder = commands.NOTEBOOKS / "figures"
    entries, table = quoted.known(folder)
    said = [pictures.identify((folder / file).read_bytes(), table, entries)["state"] for file in table.file]
    assert said and set(said) == {"current"}


def test_the_end_of_a_broken_slug_is_no_slug(today):
    entries, _ = quoted.known(today)
    rows = quoted._page(f"sold-\nshare 11% 00-coal.ipynb {entries['sold-share']['digest']}", entries)
    assert [(row["slug"], row["state"]) for row in rows] == [("sold-share", "current")]


def test_the_level_of_an_interval_is_no_number_beside_it(today, tmp_path):
    sentence = entry(today, "coal-share")["sentence"]
    assert "95% interval" in sentence
    path = markdown(tmp_path, f"{sentence} (coal-share)\n")
    assert found(path, today, "slug", "state", "message") == [("coal-share", "current", "")]
    assert quoted.numbers("9.5% (95% interval 4.1% to 15%)") == ["9.5%", "4.1%", "15%"]


def test_a_slug_in_backticks_quotes_the_number_beside_it_and_is_else_a_name(today, tmp_path):
    path = markdown(tmp_path, "Coal is 33% of it (`coal-share`).\n\nSold is 45% of it: `sold-share`.\n\nThe number `coal-share` and the number `sold-share` are kept.\n")
    assert found(path, today, "place", "slug", "state", "found") == [("line 1", "coal-share", "current", "33%"), ("line 3", "sold-share", "out of date", "45%")]

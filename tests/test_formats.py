"""Five kinds of file become one text with marks; what a file is not, or hides, is refused with its place.

The files are made here: Word files with python-docx, PDFs by the short writer below, so that what they hold is known.
"""

import io
import os
import random
import re
import time
import zipfile
from pathlib import Path

import docx
import pytest
import typst
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from analysis import formats
from analysis.formats import BadInput

from conftest import pdf_file

W = nsdecls("w")
BODY = "Pyongyang must stop its tests before any talks can begin, and "  # 62 letters
FILL = [BODY + word for word in ("trade", "sanctions", "inspectors", "the border", "aid", "coal exports", "the courts", "seoul", "tokyo", "allies")]


def pdf(pages, outline=(), extra=b"", trailer=b"", info=b"null"):
    """A PDF: for each page its lines (x, y, size, bold, text); the outline is (level, title, page number from 1)."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R" + (b" /Outlines 5 0 R" if outline else b"") + b" >>", b"", b"", b"", b""]
    encoding = b"/Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [1 /fi] >>"
    objects[2] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica " + encoding + b" >>"
    objects[3] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold " + encoding + b" >>"
    kids = []
    for lines in pages:
        stream = extra
        for x, y, size, bold, text in lines:
            shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
            stream += b"BT /F%d %d Tf %d %d Td (%s) Tj ET\n" % (2 if bold else 1, size, x, y, shown)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents %d 0 R >>"
        objects.append(page % len(objects))
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    if outline:
        first = len(objects) + 1
        objects[4] = b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % (first, first + len(outline) - 1, len(outline))
        for i, (title, page) in enumerate(outline):
            chain = (b" /Next %d 0 R" % (first + i + 1) if i + 1 < len(outline) else b"") + (b" /Prev %d 0 R" % (first + i - 1) if i else b"")
            objects.append(b"<< /Title (%s) /Parent 5 0 R /Dest [%d 0 R /Fit]%s >>" % (title.encode(), kids[page - 1], chain))
    else:
        objects[4] = info
    return pdf_file(objects, trailer)


def running(lines, top=700, x=72, size=10, step=12):
    """These lines, one under the other, as `pdf` wants them."""
    return [(x, top - step * i, size, False, line) for i, line in enumerate(lines)]


def page(number):
    """The ten lines in an order of the page's own, since no line of a real report returns at one height."""
    return FILL[number % 10 :] + FILL[: number % 10]


def loaded(folder, name, data):
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    text, marks = formats.load(folder / name)
    assert all(0 <= start <= end <= len(text) for _, _, start, end, _ in marks)
    assert (text, marks) == formats.load(folder / name) and formats.read(folder / name) == text
    return text, marks


def of(kind, text, marks):
    """The marks of a kind: (level, quotation)."""
    return [(level, text[start:end]) for name, level, start, end, _ in marks if name == kind]


def word(change):
    """The bytes of a Word file that `change` was done to."""
    document, data = docx.Document(), io.BytesIO()
    change(document)
    document.save(data)
    return data.getvalue()


def zipped(parts, data=b""):
    """A ZIP archive with these parts, added to those of another archive."""
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        if data:
            old = zipfile.ZipFile(io.BytesIO(data))
            for name in old.namelist():
                if name not in parts:
                    archive.writestr(name, old.read(name))
        for name, content in parts.items():
            archive.writestr(name, content)
    return new.getvalue()


# Plain text


@pytest.mark.parametrize(
    "data, text",
    [(b"One.\nTwo.\n", "One.\nTwo.\n"), (b"One.\r\nTwo.\r\n", "One.\r\nTwo.\r\n"), (b"\xef\xbb\xbfOne.", "One."), ("naïve".encode(), "naïve"), (b"# One\n", "# One\n")],
    ids=["LF", "CRLF as stored", "byte-order mark", "no final newline", "no Markdown"],
)
def test_text_is_read_as_it_is_stored(tmp_path, data, text):
    assert loaded(tmp_path, "a.txt", data) == (text, [])


@pytest.mark.parametrize(
    "name, data, message",
    [
        ("a.txt", "One.\nTwo: caf\u00e9.".encode("latin-1"), r"a\.txt:2: byte 13 is 0xe9, which is not UTF-8: convert .*iconv -f CODE .*CP1252 for Western texts, GB18030 for Chinese"),
        ("a.txt", b"\xef\xbb\xbf\xe9", r"a\.txt:1: byte 3 is 0xe9"),
        ("a.md", b"# One\n\n\xe9", r"a\.md:3: byte 7 is 0xe9"),
        ("a.txt", "One.".encode("utf-16"), "found UTF-16"),
        ("a.txt", b"", "found an empty file"),
        ("a.txt", b" \n\n", "found an empty file"),
        ("a.md", b"<!-- nothing -->\n", r"found no text in this \.md"),
        ("a.txt", b"One\0two", r"a\.txt:1: found a NUL character"),
        ("a.txt", b"Title\r\rText.\r", r"a\.txt: found lines that end in CR alone.*tr"),
        ("a.csv", b"a,b", r"found a \.csv, wanted \.docx, \.htm, \.html, \.md, \.pdf, \.txt"),
        ("a", b"One.", "found a file without a suffix"),
        ("a.doc", b"\xd0\xcf", r"found a \.doc, wanted a \.docx: convert it with  soffice --headless --convert-to docx"),
        ("a.odt", b"PK", r"found a \.odt, wanted a \.docx: convert it with  soffice"),
        ("a.html", b"<p>One</p>\n<p>\xe9</p>", r"a\.html:2: byte 14 is 0xe9, which is not UTF-8"),
        ("a.html", b'<meta charset="utf-8"><p>\xc3\xa9 \xe9</p>', r"a\.html:1: byte 28 is 0xe9, which is not UTF-8"),
        ("a.html", b'<meta charset="klingon"><p>One', r"found the encoding 'klingon', wanted one that is known"),
        ("a.html", b"<script>x()</script>", r"found no text in this \.html"),
        ("a.html", b"<div>" * 5000 + b"One" + b"</div>" * 5000, "nested more than 2,000 deep"),
        ("a.docx", b"One.", "found no Word file or a broken one"),
        ("a.docx", zipped({"a.txt": "One."}), "a ZIP archive that holds no Word document"),
        ("a.docx", zipped({"a.txt": "One."})[:-30], "found no Word file or a broken one"),
        ("a.docx", zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "found an OpenDocument text.*soffice"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600), r"an old Word file \(\.doc\).*soffice"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "found a Word file with a password"),
        ("a.docx", zipped({"word/document.xml": bytes(201_000_000)}), "that unpacks to 201 MB.*do not open it"),
        ("a.docx", zipped({"word/document.xml": bytes(30_000_000)}), "that unpacks to 30 MB"),
        ("a.docx", zipped({"word/document.xml": bytes(201_000_000), "noise": random.Random(1).randbytes(1_100_000)}), "that unpacks to 202 MB"),
        ("a.docx", word(lambda document: None), r"found no text in this \.docx"),
        ("a.pdf", b"%PDF", "found a broken PDF"),
        ("a.pdf", pdf([running(FILL)])[:300], "found a broken PDF"),
        ("a.pdf", pdf([[]]), r"a PDF without any text \(its one page is a picture\).*ocrmypdf"),
        ("a.pdf", pdf([[], [], []], extra=b"0.5 g 100 100 200 200 re f\n"), r"pages 1 to 3 are pictures"),
        (
            "a.pdf",
            pdf([running(FILL)], trailer=b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32)),
            "found a PDF with a password",
        ),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(tmp_path, name, data, message):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput, match=message) as found:
        formats.load(tmp_path / name)
    assert "\n" not in str(found.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadInput, match="b.txt: no such file"):
        formats.read(tmp_path / "b.txt")


@pytest.mark.parametrize("grown", [b"One. Two.", b"Two."], ids=["grown", "same size, other time"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch, grown):
    path, plain = tmp_path / "a.txt", Path.read_bytes
    path.write_bytes(b"One.")

    def interrupted(self):
        data = plain(self)
        self.write_bytes(grown)
        os.utime(self, (1, 1))
        return data

    monkeypatch.setattr(Path, "read_bytes", interrupted)
    with pytest.raises(BadInput, match="a file that changed while it was read"):
        formats.load(path)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    with open(tmp_path / "a.html", "wb") as file:
        file.truncate(200_000_000)  # takes no room on the disk
    with pytest.raises(BadInput, match="found 200 MB, wanted at most 100 MB"):
        formats.load(tmp_path / "a.html")


def test_a_page_of_a_megabyte_on_one_line_takes_seconds_at_most(tmp_path):
    start = time.process_time()
    text, _ = loaded(tmp_path, "a.html", "<p>One <b>two</b> three.</p>" * 30_000 + "<p>" + "word " * 40_000)
    assert text.count("One two three.") == 30_000 and text.count("word") == 40_000
    assert time.process_time() - start < 9  # three readings; quadratic ones take hours


# Markdown


def test_markdown_loses_its_signs_and_keeps_its_structure(tmp_path):
    source = (
        "---\ntitle: Coal\ndate: 2016\n---\n\n# The *title* of it {#top}\n\nSee [the report](http://a.example/b.html) and ![chart](c.png)it, they **must**[^1] "
        "stop.\n<!-- a\nremark -->\nA &amp; B.  \nNew line.\n\n**Bold only**\n\nWrapped\n===\n\n- one\n- two\n\n  more\n  1. inner\n\n5. five\n6. six\n\n"
        "| Year | Coal |\n|---|---|\n| 2016 | **22** |\n\n```python\nx = 1\n```\n\n> quoted\n\n[^1]: http://a.example\n[^2]: A note\n    of two lines.\n\n[unused]: http://b.example\n"
    )
    text, marks = loaded(tmp_path, "a.md", source)
    assert text == (
        "title: Coal\ndate: 2016\n\nThe title of it\n\nSee the report and it, they must[1] stop.\n\nA & B.\nNew line.\n\nBold only\n\nWrapped\n\n"
        "- one\n- two\nmore\n1. inner\n\n5. five\n6. six\n\nYear | Coal\n2016 | 22\n\nx = 1\n\nquoted\n\n[1] http://a.example\n\n[2] A note of two lines."
    )
    assert of("heading", text, marks) == [(1, "The title of it"), (1, "Wrapped")]
    assert of("emphasis", text, marks) == [(0, "title"), (0, "must"), (0, "Bold only")]
    assert of("list", text, marks) == [(0, "- one"), (0, "- two"), (0, "more"), (0, "1. inner"), (0, "5. five"), (0, "6. six")]
    assert of("table", text, marks) == [(0, "Year | Coal\n2016 | 22")]
    assert of("footnote", text, marks) == [(0, "[1] http://a.example"), (0, "[2] A note of two lines.")]
    assert {mark[4] for mark in marks} == {"markdown"}


def test_a_line_of_markdown_without_signs_is_left_unread_and_that_changes_nothing(monkeypatch):
    bits = ["**", "*", "_", "`", "[a](b)", "[^1]", "\\*", "&amp;", "<b>", "![i](j)", "  \n", "\\\n", "\n", "\n\n", " ", "coal", "a_b", "__n__", "<http://a.b>", "[r]", "\n\n[r]: /u\n\n"]
    bits += ["\n\n- ", "\n1. ", "\n\n| a | b |\n|---|---|\n| c | *d* |\n", "\n# ", "\n> ", "\n\n[^1]: note\n", "\xad", "\x0b", "~~", "]", "[", "!", "&", "<", "\xa0", "{#id}", "http://x.y"]
    dice = random.Random(3)
    texts = ["".join(dice.choice(bits) for _ in range(dice.randint(1, 40))).encode() + b" end" for _ in range(300)]
    short = [formats._markdown("x.md", text) for text in texts]
    monkeypatch.setattr(formats, "SIGNS", re.compile(""))  # every line is read for signs
    assert [formats._markdown("x.md", text) for text in texts] == short


def test_the_card_before_a_markdown_text_is_none_of_it(tmp_path):
    text, marks = loaded(tmp_path, "a.md", f"---\ntitle: Coal\nsummary: {COAL[0]}\n---\n\n# Coal\n\n{COAL[1]}\n")
    assert of("furniture", text, marks) == [(0, f"title: Coal\nsummary: {COAL[0]}")]


def test_html_inside_markdown_is_read_as_html(tmp_path):
    text, marks = loaded(tmp_path, "a.md", "<h3>Aims</h3>\n\nText<br>goes on.\n\n<script>\nx()\n</script>\n")
    assert text == "Aims\n\nText\ngoes on." and marks == [("heading", 3, 0, 4, "html")]


def test_windows_line_ends_make_no_difference_in_markdown(tmp_path):
    source = "# One\n\ntwo\nthree\n\n- a\n- b\n"
    assert loaded(tmp_path, "a.md", source) == loaded(tmp_path, "b.md", source.replace("\n", "\r\n"))


# Web pages


def test_a_page_becomes_blocks_with_marks(tmp_path):
    source = (
        "<title>Tab</title><h1>Coal &amp; iron</h1>Text in the body<br>goes&nbsp;on.<br><br>Then <b>more</b>.<script>x()</script><style>p {}</style><template><p>No</p></template>"
        "<ul><li>one<li>two<ol start=3><li>inner<li><p>last</p><p>more</p></ol></ul><p><strong>Bold only</strong></p>"
        "<table><caption>Table 1. Coal</caption><tr><th>Year<th>Coal<tr><td>2016<td><p>22</p><p>tons</p></table>"
        "<p>They said<sup><a href=#n>1</a></sup> <i>no</i>, 5 km<sup>2</sup>.</p><figure><img alt=gone src=x><figcaption>Figure 1: F</figcaption></figure>"
        "<div class=footnotes><ol><li>A note.</ol></div>"
    )
    text, marks = loaded(tmp_path, "a.html", source)
    assert text == (
        "Coal & iron\n\nText in the body\ngoes on.\n\nThen more.\n\n- one\n- two\n3. inner\n4. last\nmore\n\nBold only\n\nTable 1. Coal\n\n"
        "Year | Coal\n2016 | 22 tons\n\nThey said[1] no, 5 km2.\n\nFigure 1: F\n\n1. A note."
    )
    assert of("heading", text, marks) == [(1, "Coal & iron")]
    assert of("emphasis", text, marks) == [(0, "more"), (0, "Bold only"), (0, "no")]
    assert of("table", text, marks) == [(0, "Year | Coal\n2016 | 22 tons")]
    assert of("caption", text, marks) == [(0, "Table 1. Coal"), (0, "Figure 1: F")]
    assert of("footnote", text, marks) == [(0, "1. A note.")]
    assert of("furniture", text, marks) == []


def test_what_the_site_put_around_the_text_is_marked_and_kept(tmp_path):
    long = "<p>" + "Sanctions must hold. " * 30 + "</p>"
    source = (
        f"<header role=banner>Site</header><nav><h2>Menu</h2><a>Home</a></nav><form><main><h1>Report</h1>{long}<div class='share-buttons'>Tweet</div>"
        f"<aside class=pull>Pulled</aside><button>Print</button><article><footer>Of the article</footer></article></main></form>"
        "<div id=cookie-notice>We use cookies.</div><form>Search</form><footer>Contact</footer>"
    )
    text, marks = loaded(tmp_path, "a.html", source)
    assert [quote for _, quote in of("furniture", text, marks)] == ["Site", "Menu", "Home", "Tweet", "Pulled", "Print", "We use cookies.", "Search", "Contact"]
    assert "Of the article" in text


COAL = ["China stopped the trade in coal in the spring of 2017, and nobody was surprised by it.", "Customs officers counted forty barges in May, and none in the autumn of that year.", "Prices fell in every port that anybody cared to count in, as the ministry has said."]
ON_COAL = "".join(f"<p>{line}</p>" for line in COAL)
SEA = "The coast guard patrols the strait every week, and ships have changed their routes since then."
THANKS = "Great post about the trade, and thank you for counting all the barges for the rest of us!"
SIGN_UP = "Sign up for our newsletter and get our weekly briefing on China and North Korea by e-mail."
TEASER = "<article class=card><h3><a href=x>Another story</a></h3><p>Ministers met in the port on Monday, and they left it on Tuesday.</p></article>"
PAGES = {
    "a blog": (
        "<header class=site-header><h1><a href=/>Institute of Ports</a></h1><nav><a>Home</a></nav></header><div id=content><article class='post tag-coal'><header><h1>Coal at the border</h1>"
        f"</header>{ON_COAL}<h2>What next</h2>{ON_COAL}<div class=tags>Tags: <a href=x>coal</a>, trade</div></article><div id=comments class=comments-area><h3>2 thoughts on “Coal”</h3><ol class=comment-list>"
        f"<li class=comment><article class=comment-body><p>{THANKS}</p></article></ol></div></div><aside id=secondary class=widget-area><h3>Recent Posts</h3><ul><li><a href=x>North Korea and the sea</a></ul></aside>"
        f"<div class=newsletter><p>{SIGN_UP}</p></div>",
        ["Coal at the border", *COAL, "What next", *COAL],
    ),
    "Quarto and pandoc": (
        "<nav id=TOC role=doc-toc><ul><li><a href='#freedom-of-navigation'>Freedom of navigation</a></ul></nav><main id=quarto-document-content><header id=title-block-header><h1>Sea lanes</h1></header><section id=introduction "
        f"class=level2><h2>Introduction</h2>{ON_COAL}</section><section id=freedom-of-navigation class=level2><h2>Freedom of navigation</h2><button>Copy link</button><p>{SEA}</p></section><section id=social-stability "
        f"class=level2><h2>Social stability</h2><p>{SEA}</p></section><section id=comments class=level2><h2>Comments</h2><p>{SEA}</p></section><div class=market-share><h2>Share of trade</h2><p>{SEA}</p></div></main><footer>Built today</footer>",
        ["Sea lanes", "Introduction", *COAL, "Freedom of navigation", SEA, "Social stability", SEA, "Comments", SEA, "Share of trade", SEA],
    ),
    "Sphinx": (
        f"<div class=related role=navigation><ul><li><a href=x>index</a></ul></div><div class=document><div class=documentwrapper><div class=body role=main><section id=the-menu-of-sanctions><h1>The menu of sanctions</h1>{ON_COAL}"
        f"<section id=market-share><h2>Market share</h2><p>{SEA}</p></section></section></div></div><div class=sphinxsidebar><h3>Navigation</h3><p>This page was made by the desk for ports and borders, which answers for it.</p></div></div>",
        ["The menu of sanctions", *COAL, "Market share", SEA],
    ),
    "a newspaper with teasers": (f"<main><article><h1>Coal stops</h1>{ON_COAL * 2}</article><section><h2>More stories</h2>{TEASER * 4}</section></main>", ["Coal stops", *COAL * 2]),
    "a press release in nested tables": (
        "<table><tr><td colspan=2>Ministry of Ports</td></tr><tr><td><div class=menu><a href=x>Home</a><br><a href=x>News</a></div></td><td><table><tr><td><h1>Coal stops</h1></td></tr><tr>"
        f"<td>{ON_COAL}</td><td></td></tr><tr><td><table><tr><td>2016</td><td>22</td></tr></table></td></tr></table></td></tr></table>",
        ["Ministry of Ports", "Coal stops", *COAL, "2016 | 22"],
    ),
    "a table as the frame of a page without headings": (f"<table><tr><td><a href=x>Home</a></td><td>{ON_COAL}</td></tr></table>", ["Home", *COAL]),
    "a think tank": (
        f"<main><section class=hero><h1>Coal stops</h1><p>By Ada Reader</p></section><article>{ON_COAL * 2}<aside class=related><h4>Related reports</h4><p>Read our earlier report on the ports of the east and their many barges.</p></aside>"
        f"<p>{SEA}</p></article><div class=author-box><p>Ada Reader is a fellow at the institute, and has counted ships in the north for years.</p></div></main>",
        ["Coal stops", "By Ada Reader", *COAL * 2, SEA],
    ),
    "an old page": (f"<body>{'<br><br>'.join(COAL)}<br><br>Copyright 2018</body>", [*COAL, "Copyright 2018"]),
    "comments longer than the article": (
        f"<div class=wrap><h1>Coal stops</h1>{ON_COAL}<div id=comments><h3>Comments</h3>" + f"<div class=comment><p>{THANKS}</p></div>" * 20 + "</div></div>",
        ["Coal stops", *COAL],
    ),
    "chapters that are articles": (f"<main><p>{SEA}</p>" + f"<article><h2>Coal</h2>{ON_COAL}</article>" * 3 + "</main>", [SEA, *["Coal", *COAL] * 3]),
    "an advertisement in the article": (f"<article>{ON_COAL}<div class='ad slot'>Buy a boat</div>{ON_COAL}</article>", COAL * 2),
    "a menu of many short lines": (f"{ON_COAL * 2}<div class=menu>{'<p>Press room</p>' * 30}</div>", COAL * 2),
    "a box of long links": (f"{ON_COAL * 2}<div class=related>" + f"<p><a href=x>{SEA}</a>" * 3 + "</div>", COAL * 2),
    "a long chapter and a short one": (f"<p>{SEA}</p><article>{ON_COAL * 6}</article><article>{ON_COAL}<p>{SEA}</p></article>", [SEA, *COAL * 7, SEA]),
    "a box that is named again inside": (f"{ON_COAL * 2}<div class=related><div class=related-text>{ON_COAL}</div></div>", COAL * 2),
    "a page of blocks that are called widgets": ("".join(f"<div class=elementor-widget><div class=elementor-widget-container>{ON_COAL}</div></div>" for _ in "abc"), COAL * 3),
    "a box under its own name": (f"{ON_COAL * 2}<div class=newsletter><h3>Newsletter</h3><p>{SIGN_UP}</p></div>", COAL * 2),
    "a form around a page with such a name": (f"<div class=menu-open><form>{ON_COAL}</form></div>", COAL),
    "a page of one paragraph with such a name": (f"<div class=social><p>{SEA}</p></div>", [SEA]),
    "an article in the article": (f"<article>{ON_COAL * 2}<article>{ON_COAL}</article></article><p>{SIGN_UP}</p>", COAL * 3),
    "a title beside a menu": (f"<div class=menu><h1>Coal stops</h1></div>{ON_COAL}", ["Coal stops", *COAL]),
    "a page of few words": ("<form><p>Coal stops.</p></form>", ["Coal stops."]),
    "an introduction before the article": (f"<body><p>{SEA}</p><p>{SEA}</p><article>{ON_COAL}</article>", [SEA, SEA, *COAL]),
    "a box in an aside, and what is folded": (
        f"<main>{ON_COAL}<aside><h3>How we counted</h3>{ON_COAL}</aside><div style='display: none'>{ON_COAL}</div><p style='display:none'>Draft of May</p></main>", [*COAL, "How we counted", *COAL, *COAL]
    ),
    "a name of the whole page": (f"<div class='menu-open share'><form id=aspnetForm>{ON_COAL}<p class=share>Tweet</p></form></div>", COAL),
    "a name that a long chapter has by chance": (f"<p>{SEA}</p><div class=social-policy>{ON_COAL}</div><p>{SEA}</p>{ON_COAL}", [SEA, *COAL, SEA, *COAL]),
    "a box that asks to be filled in": (f"<p>{SEA}</p><div class=newsletter>{ON_COAL}<form><input></form></div>{ON_COAL}", [SEA, *COAL]),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_argument_of_a_page_is_told_from_what_stands_around_it(tmp_path, name):
    source, wanted = PAGES[name]
    text, marks = loaded(tmp_path, "a.html", source)
    around = {(start, end) for kind, _, start, end, _ in marks if kind == "furniture"}
    blocks = [(match.start(), match.end()) for match in re.finditer(r"(?:.+\n?)*.+", text)]
    assert [text[start:end] for start, end in blocks if not any(a <= start and end <= b for a, b in around)] == wanted


@pytest.mark.parametrize(
    "source",
    [
        "<h1>A</h1>Text<h2>B</h2>text<h3>C</h3>",
        "<html><h1>A</h1><frameset></frameset><h2>B</h2>",
        "<body><table><tr><td><h1>A</h1><td>x<h2>B</h2></table><ul><li><h3>C</h3>text</ul>",
        "<p>Text<h2><button><span>A</span></button></h2><a><h3><div>B</div></h3></a><b><h4>C</h4></b>",
        "<nav><h2>A</h2></nav><article><header><h1>B<br>C</h1></header></article><h1>A</h1>",
        "<dl><dt><h5>A</h5></dt><dd><h6>B</h6></dd></dl><details><summary><h2>C</h2></summary></details><pre><h3>D</h3></pre>",
        "<h2>A<h3>B</h3></h2><figure><figcaption><h4>C</h4></figcaption></figure><blockquote><h2>D</h2></blockquote>",
        "<section hidden><h2>A</h2></section><form><h2>B</h2></form><div class=menu><h3>C</h3></div>" + "text " * 99,
        "<h2></h2><h2><img src=x></h2><h2>A</h2>",
    ],
)
def test_no_heading_is_lost_wherever_it_stands(tmp_path, source):
    from lxml import html

    tags = html.document_fromstring(source).xpath("//h1|//h2|//h3|//h4|//h5|//h6")
    wanted = [(int(tag.tag[1]), " ".join("".join(tag.xpath("text() | *[not(self::h3)]//text()")).split())) for tag in tags]
    text, marks = loaded(tmp_path, "a.html", source.replace("<br>", "<br> "))
    assert [(level, " ".join(quote.split())) for level, quote in of("heading", text, marks)] == [
        (level, {"BC": "B C"}.get(quote, quote)) for level, quote in wanted if quote
    ]


def test_a_row_inside_a_caption_inside_a_cell_loses_nothing(tmp_path):
    (tmp_path / "a.html").write_text("<figcaption role=doc-endnotes><ol><tr><th>Coal<figcaption>Rail<tr>Ships", encoding="utf-8")
    assert formats.read(tmp_path / "a.html").split() == ["Coal", "Rail", "Ships"]


@pytest.mark.parametrize(
    "data",
    [
        "<p>naïve – “so”".encode(),
        b"\xef\xbb\xbf" + "<meta charset=latin1><p>naïve – “so”".encode(),
        "<p>naïve – “so”".encode("utf-16"),
        '<meta charset="iso-8859-1"><p>naïve – “so”'.encode("cp1252"),
        '<meta http-equiv=Content-Type content="text/html; charset=windows-1252"><p>naïve – “so”'.encode("cp1252"),
        '<?xml version="1.0" encoding="utf-8"?><html><p>naïve – “so”</p></html>'.encode(),
        b"<p>na&iuml;ve &ndash; &#8220;so&rdquo;",
    ],
    ids=["UTF-8", "mark before meta", "UTF-16", "latin1 as browsers do", "windows-1252", "XML declaration", "entities"],
)
def test_a_page_in_any_declared_encoding_gives_the_same_text(tmp_path, data):
    assert loaded(tmp_path, "a.htm", data)[0] == "naïve – “so”"


@pytest.mark.parametrize(
    "declared, encoding, shown",
    [("gb2312", "gb18030", "朱镕基"), ("gbk", "gb18030", "㐀"), ("euc-kr", "cp949", "똠방각하"), ("shift_jis", "cp932", "①髙"), ("big5", "big5hkscs", "㗎"), ("ascii", "cp1252", "“naïve”"), ("iso-8859-9", "cp1254", "“ş”")],
)
def test_a_page_is_decoded_as_browsers_do(tmp_path, declared, encoding, shown):
    assert loaded(tmp_path, "a.html", f"<meta charset={declared}><p>{shown}".encode(encoding))[0] == shown


def test_a_page_that_is_not_in_its_encoding_is_not_said_to_be_latin(tmp_path):
    (tmp_path / "a.html").write_bytes(b"<meta charset=euc-kr><p>\xff")
    with pytest.raises(BadInput, match=r"a\.html:1: byte 24 is 0xff, which is not CP949, as the page claims to be: convert .*CP949 for Korean") as found:
        formats.load(tmp_path / "a.html")
    assert "latin1" not in str(found.value)


def test_marks_for_right_to_left_stay_and_soft_hyphens_go(tmp_path):
    assert loaded(tmp_path, "a.html", "<p>\u200fשלום\u200e denu\u00adcle\u200barize")[0] == "\u200fשלום\u200e denuclearize"


# Word


def test_a_word_file_is_read_in_its_order(tmp_path):
    def fill(document):
        document.add_heading("Title of it", 0)
        document.add_heading("Aims", 1)
        paragraph = document.add_paragraph("They ")
        paragraph.add_run("must").bold = True
        paragraph.add_run(" stop.").add_break()
        paragraph.add_run("Next line.")
        document.add_paragraph("one", style="List Bullet")
        document.add_paragraph("two", style="List Number")
        table = document.add_table(2, 2)
        for cell, shown in zip((cell for row in table.rows for cell in row.cells), ("Year", "Coal", "2016", "22")):
            cell.text = shown
        document.add_paragraph("Table 1. Coal", style="Caption")
        document.add_heading("Detail", 2)
        document.add_paragraph().add_run("Bold and short").bold = True
        document.add_paragraph().add_run("Bold and a sentence.").bold = True
        document.add_paragraph().add_run(" ".join(["Bold"] * 15)).bold = True
        frame = document.add_table(1, 1)
        frame.cell(0, 0).text = "In a frame"
        document.sections[0].header.paragraphs[0].text = "Running head"

    text, marks = loaded(tmp_path, "a.docx", word(fill))
    long = " ".join(["Bold"] * 15)
    assert text == (
        "Title of it\n\nAims\n\nThey must stop.\nNext line.\n\n- one\n- two\n\nYear | Coal\n2016 | 22\n\nTable 1. Coal\n\nDetail\n\nBold and short\n\n"
        f"Bold and a sentence.\n\n{long}\n\nIn a frame"
    )
    assert of("heading", text, marks) == [(1, "Title of it"), (1, "Aims"), (2, "Detail"), (0, "Bold and short")]
    assert [mark[4] for mark in marks if mark[0] == "heading"] == ["docx-title", "docx-style", "docx-style", "docx-bold"]
    assert of("emphasis", text, marks) == [(0, "must"), (0, "Bold and a sentence."), (0, long)]
    assert of("table", text, marks) == [(0, "Year | Coal\n2016 | 22")] and of("caption", text, marks) == [(0, "Table 1. Coal")]
    assert of("list", text, marks) == [(0, "- one"), (0, "- two")]


def test_word_levels_come_from_base_styles_and_outline_levels_too(tmp_path):
    def fill(document):
        own = document.styles.add_style("House", 1)
        own.base_style = document.styles["Heading 3"]
        outlined = document.styles.add_style("Outlined", 1)
        outlined.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="1"/>'))
        document.add_paragraph("By base", style="House")
        document.add_paragraph("By outline", style="Outlined")
        direct = document.add_paragraph("By itself")
        direct._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="0"/>'))
        body = document.add_paragraph("Back to body", style="Outlined")
        body._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="9"/>'))

    text, marks = loaded(tmp_path, "a.docx", word(fill))
    assert of("heading", text, marks) == [(3, "By base"), (2, "By outline"), (1, "By itself")] and "Back to body" in text


def test_word_shows_what_a_reader_sees(tmp_path):
    def fill(document):
        document.add_paragraph()._p.append(parse_xml(f"<w:ins {W}><w:r><w:t>Put in.</w:t></w:r></w:ins>"))
        document.add_paragraph("Kept.")._p.append(parse_xml(f"<w:del {W}><w:r><w:delText>Struck.</w:delText></w:r></w:del>"))
        hidden = document.add_paragraph("Seen.").add_run("Hidden.")
        hidden.font.hidden = True
        document.add_paragraph()._p.append(parse_xml(f'<w:hyperlink {W}><w:r><w:instrText>HYPERLINK</w:instrText><w:t>A link</w:t></w:r></w:hyperlink>'))
        box = f"<w:r {W}><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
        document.add_paragraph("Beside it")._p.append(parse_xml(box))
        content = parse_xml(f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>In a field</w:t></w:r></w:p></w:sdtContent></w:sdt>")
        document.element.body.insert(0, content)

    assert loaded(tmp_path, "a.docx", word(fill))[0] == "In a field\n\nPut in.\n\nKept.\n\nSeen.\n\nA link\n\nBeside it\n\nIn a box"


def boxed(name, words, times=1):
    """A paragraph with a text box as Word writes it, twice or more: for new programs and for old ones."""
    box = f"<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    choices = f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>" * times
    return parse_xml(f"<w:p {W} {mc}><w:r><w:t>{name}</w:t></w:r><w:r><mc:AlternateContent>{choices}<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>")


@pytest.mark.parametrize("times", [1, 2])
def test_a_text_box_is_read_once_in_a_cell_too(tmp_path, times):
    def fill(document):
        document.add_paragraph("Before.")
        table = document.add_table(1, 2)
        table.cell(0, 0).text = "Year"
        table.cell(0, 1)._tc.append(boxed("Cell.", "Boxed coal.", times))
        document.element.body.insert(1, boxed("Beside.", "In a box.", times))

    assert loaded(tmp_path, "a.docx", word(fill))[0] == "Before.\n\nBeside.\n\nIn a box.\n\nYear | Cell. Boxed coal."


def test_word_is_read_with_its_tracked_changes_accepted(tmp_path):
    def paragraph(text, mark="", style=""):
        return parse_xml(f'<w:p {W}><w:pPr>{style}<w:rPr>{mark}</w:rPr></w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>')

    def fill(document):
        document.add_paragraph("Moved here.")
        table = document.add_table(3, 2)
        for i, row in enumerate(table.rows):
            row.cells[0].text = row.cells[1].text = f"row {i}"
        table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {W}/>"))
        new = [paragraph("The trade fell ", "<w:del/>", '<w:pStyle w:val="Heading1"/>'), parse_xml(f"<w:bookmarkEnd {W}/>"), paragraph("in spring, ", "<w:del/>", '<w:pStyle w:val="Heading1"/>'), parse_xml(f"<w:p {W}><w:r><w:t>and rose.</w:t></w:r></w:p>"), paragraph("Ends.", "<w:del/>")]
        for i, element in enumerate(new):
            document.element.body.insert(i, element)
        document.element.body.insert(5, parse_xml(f"<w:tbl {W}><w:tr><w:tc><w:p><w:r><w:t>A frame.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"))
        document.element.body.append(parse_xml(f"<w:moveFrom {W}><w:p><w:r><w:t>Moved here.</w:t></w:r></w:p></w:moveFrom>"))
        ruby = "<w:ruby><w:rt><w:r><w:t>jin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>金</w:t></w:r></w:rubyBase></w:ruby>"
        document.element.body.append(parse_xml(f"<w:p {W}><w:r>{ruby}</w:r></w:p>"))

    text, marks = loaded(tmp_path, "a.docx", word(fill))
    assert text == "The trade fell in spring, and rose.\n\nEnds.\n\nA frame.\n\nMoved here.\n\nrow 0 | row 0\nrow 2 | row 2\n\n金" and of("heading", text, marks) == []


def test_word_notes_stand_at_the_end_in_the_order_of_their_references(tmp_path):
    def fill(document):
        for shown, number in (("First", 7), ("Second", 5)):
            run = document.add_paragraph(shown).add_run()
            reference = OxmlElement("w:footnoteReference")
            reference.set(qn("w:id"), str(number))
            run._r.append(reference)

    data = word(fill)
    notes = "".join(f'<w:footnote w:id="{n}"><w:p><w:r><w:footnoteRef/><w:t>Note {n}.</w:t></w:r></w:p></w:footnote>' for n in (5, 7, 9))
    relations = zipfile.ZipFile(io.BytesIO(data)).read("word/_rels/document.xml.rels").decode()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = relations.replace("</Rel", f'<Relationship Id="rId99" Type="{office}/footnotes" Target="footnotes.xml"/></Rel', 1)
    data = zipped({"word/footnotes.xml": f"<w:footnotes {W}>{notes}</w:footnotes>", "word/_rels/document.xml.rels": relations}, data)
    text, marks = loaded(tmp_path, "a.docx", data)
    assert text == "First[1]\n\nSecond[2]\n\n[1] Note 7.\n\n[2] Note 5."
    assert of("footnote", text, marks) == [(0, "[1] Note 7."), (0, "[2] Note 5.")]


def test_links_out_of_a_word_file_and_macros_are_left_alone(tmp_path, monkeypatch):
    import socket

    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("the network was asked"))
    data = word(lambda document: document.add_paragraph("Plain text."))
    archive = zipfile.ZipFile(io.BytesIO(data))
    relations = archive.read("word/_rels/document.xml.rels").decode()
    outside = '<Relationship Id="rId98" Type="x/attachedTemplate" Target="http://a.example/evil.dotm" TargetMode="External"/></Rel'
    types = archive.read("[Content_Types].xml").decode().replace("wordprocessingml.document.main", "ms-word.document.macroEnabled.main")
    parts = {"word/vbaProject.bin": b"macro", "[Content_Types].xml": types}
    data = zipped({**parts, "word/_rels/document.xml.rels": relations.replace("</Rel", outside, 1)}, data)
    assert loaded(tmp_path, "a.docx", data)[0] == "Plain text."


def test_a_word_file_that_names_other_files_is_refused(tmp_path):
    data = word(lambda document: document.add_paragraph("Plain text."))
    head, rest = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode().split("?>", 1)
    hostile = head + '?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + rest.replace("Plain", "Plain&e;")
    (tmp_path / "a.docx").write_bytes(zipped({"word/document.xml": hostile}, data))
    with pytest.raises(BadInput, match="holds no Word document"):
        formats.load(tmp_path / "a.docx")


def test_a_broken_part_of_a_word_file_is_refused(tmp_path):
    data = word(lambda document: document.add_paragraph("Plain text."))
    (tmp_path / "a.docx").write_bytes(zipped({"word/styles.xml": "<w:styles"}, data))
    with pytest.raises(BadInput, match=r"a broken Word file \(XMLSyntaxError\)"):
        formats.load(tmp_path / "a.docx")


# PDF


def test_paragraphs_of_a_pdf_are_put_together_by_gaps_and_indents(tmp_path):
    lines = [*running(FILL[:3], 700), *running(["Trade goes on here and ends in this line."], 664), *running(FILL[3:6], 630)]
    indented = [(84, 580, 10, False, FILL[6]), (72, 568, 10, False, FILL[7] + "."), (84, 556, 10, False, FILL[8]), (72, 544, 10, False, FILL[9])]
    text, marks = loaded(tmp_path, "a.pdf", pdf([lines + indented]))
    assert text.split("\n\n") == [
        " ".join([*FILL[:3], "Trade goes on here and ends in this line."]),
        " ".join(FILL[3:6]),
        " ".join(FILL[6:8]) + ".",
        " ".join(FILL[8:]),
    ]
    assert marks == [("page", 1, 0, len(text), "pdf-layout")]


def test_words_cut_at_a_line_end_are_joined_but_not_compounds_or_names(tmp_path):
    lines = ["A nuclear-armed state will hardly agree to a full denuclea-", "rization, and the other nuclear-", "armed states know it, as does the Asia-", "Pacific bloc."]
    text, _ = loaded(tmp_path, "a.pdf", pdf([running(lines) + running(FILL, 600)]))
    assert text.startswith("A nuclear-armed state will hardly agree to a full denuclearization, and the other nuclear-armed states know it, as does the Asia-Pacific bloc.")


def test_headings_of_a_pdf_come_from_its_outline(tmp_path):
    first = [(72, 720, 10, False, "1. Aims"), *running(FILL), (72, 570, 10, False, "2. What a long heading may"), (72, 558, 10, False, "look like"), *running(FILL, 530)]
    second = [(72, 720, 10, False, "Contents and aims"), *running(FILL), (72, 560, 14, False, "Larger"), *running(FILL, 530)]
    text, marks = loaded(tmp_path, "a.pdf", pdf([first, second], [("Aims", 1), ("2. What a long heading may look like", 1), ("Not there", 2)]))
    found = [(text[start:end], level, source) for kind, level, start, end, source in marks if kind == "heading"]
    assert found == [("1. Aims", 1, "pdf-outline"), ("2. What a long heading may look like", 1, "pdf-outline"), ("Larger", 1, "pdf-font")]


def test_headings_of_a_pdf_without_outline_come_from_its_fonts(tmp_path):
    lines = [(72, 740, 20, True, "The Price of Coal"), (72, 716, 20, True, "in Dandong"), (72, 680, 14, True, "Aims"), *running(FILL[:4], 660)]
    lines += [(72, 590, 10, True, "Bold and short"), *running(FILL[4:], 578), (72, 480, 14, True, "Ends"), *running(FILL, 460), (72, 330, 10, True, "Table 2. Coal by year")]
    lines += [*running(FILL[:3], 300), (72, 240, 10, True, "A bold line that ends as a sentence does."), *running(FILL[:3], 210)]
    text, marks = loaded(tmp_path, "a.pdf", pdf([lines]))
    assert of("heading", text, marks) == [(1, "The Price of Coal in Dandong"), (2, "Aims"), (3, "Bold and short"), (2, "Ends")]
    assert of("caption", text, marks) == [(0, "Table 2. Coal by year")]
    assert {mark[4] for mark in marks if mark[0] == "heading"} == {"pdf-font"}


def test_a_line_a_little_larger_than_the_text_is_a_heading(tmp_path):
    lines = [*running(FILL), (72, 560, 12, False, "Aims"), *running(FILL, 530), (72, 390, 11, False, "No heading"), *running(FILL, 360)]
    text, marks = loaded(tmp_path, "a.pdf", pdf([lines]))
    assert of("heading", text, marks) == [(1, "Aims")]


def test_the_size_of_letters_is_the_one_on_the_page(tmp_path):
    data = pdf([[(72, 700, 20, False, "Aims"), *running(FILL, 660)]]).replace(b"BT /F1 20 Tf 72 700 Td", b"BT /F1 2 Tf 10 0 0 10 72 700 Tm")
    text, marks = loaded(tmp_path, "a.pdf", data)  # the cross-references are out of step now, too
    assert of("heading", text, marks) == [(1, "Aims")]


def test_running_heads_and_page_numbers_are_furniture_and_headings_are_not(tmp_path):
    pages = []
    for number in range(1, 7):
        head = "Trade after the Pandemic" if number % 2 else "A Report"
        heading = (72, 500, 14, True, "Public Comments")
        pages.append([(72, 760, 9, False, head), *running(page(number)[:5]), heading, *running(page(number)[5:], 480), (300, 30, 9, False, f"{number}")])
    text, marks = loaded(tmp_path, "a.pdf", pdf(pages))
    furniture = [quote for _, quote in of("furniture", text, marks)]
    assert furniture == ["Trade after the Pandemic", "1", "A Report", "2", "Trade after the Pandemic", "3", "A Report", "4", "Trade after the Pandemic", "5", "A Report", "6"]
    assert of("heading", text, marks) == [(1, "Public Comments")] * 6
    assert [level for level, _ in of("page", text, marks)] == [1, 2, 3, 4, 5, 6]


def test_the_running_head_and_the_numbers_of_two_pages_are_furniture(tmp_path):
    pages = [[(72, 760, 10, False, "A Report"), *running([*page(n), "and the coast guard says that"]), (72, 400 + 9 * n, 10, False, "Step 1"), (300, 30, 10, False, shown)] for n, shown in ((1, "Page 1 of 2"), (2, "Page 2 of 2"))]
    text, marks = loaded(tmp_path, "a.pdf", pdf(pages))
    assert [quote for _, quote in of("furniture", text, marks)] == ["A Report", "Page 1 of 2", "A Report", "Page 2 of 2"]
    text, marks = loaded(tmp_path, "b.pdf", pdf([[(72, 760, 10, False, f"Step {n}"), *running(page(n))] for n in (1, 2)]))
    assert of("furniture", text, marks) == []
    text, marks = loaded(tmp_path, "c.pdf", pdf([[(72, 760, 10, False, "A Report"), *running(FILL), (300, 30, 10, False, "1")]]))
    assert of("furniture", text, marks) == [(0, "1")]


def test_a_sentence_goes_on_over_the_end_of_the_first_of_two_pages(tmp_path):
    ends = [[*running(FILL), (72, 570, 10, False, "ships have changed")], running(["their routes since then.", *page(3)])]
    text, _ = loaded(tmp_path, "a.pdf", pdf([[(72, 760, 9, False, "A Report"), *lines, (300, 30, 9, False, str(n))] for n, lines in enumerate(ends, 1)]))
    assert "ships have changed their routes since then." in text


def test_titles_of_chapters_are_no_running_heads_nor_is_what_returns_on_few_pages(tmp_path):
    text, marks = loaded(tmp_path, "b.pdf", pdf([[(72, 740, 16, True, f"Chapter {n}"), *running(page(n))] for n in range(1, 5)]))
    assert of("heading", text, marks) == [(1, f"Chapter {n}") for n in range(1, 5)] and of("furniture", text, marks) == []
    tops = ["Key points"] * 3 + FILL[3:]
    text, marks = loaded(tmp_path, "c.pdf", pdf([[(72, 740, 10, False, top), *running(page(n), 700 - 7 * n)] for n, top in enumerate(tops)]))
    assert of("furniture", text, marks) == []


def test_a_running_head_that_changes_by_chapter_is_known_by_its_page_number(tmp_path):
    pages = [[(72, 760, 9, False, f"{title}"), (500, 760, 9, False, str(n)), *running(page(n))] for n, title in enumerate(("Coal", "Iron", "Aid", "Seoul", "Tokyo"), 11)]
    text, marks = loaded(tmp_path, "a.pdf", pdf(pages))
    assert [quote for _, quote in of("furniture", text, marks)][:4] == ["Coal", "11", "Iron", "12"]


def test_two_columns_are_read_one_after_the_other(tmp_path):
    left, right = [f"left column line {n} of the text" for n in range(9)], [f"right column line {n} of the text" for n in range(9)]
    page = [(72, 740, 16, True, "A title that runs across both of the columns of this page")]
    page += [line for pair in zip(running(left), running(right, x=330)) for line in pair]  # as some programs write them
    text, _ = loaded(tmp_path, "a.pdf", pdf([page]))
    assert text == "A title that runs across both of the columns of this page\n\n" + " ".join(left + right)


def test_three_columns_are_read_one_after_the_other(tmp_path):
    columns = [running([f"{name} column line {n} of it" for n in range(9)], x=x) for name, x in (("left", 72), ("middle", 230), ("right", 390))]
    text, marks = loaded(tmp_path, "a.pdf", pdf([[line for row in zip(*columns) for line in row]]))
    assert text == " ".join(shown for column in columns for *_, shown in column) and of("table", text, marks) == []


def test_notes_at_the_foot_of_three_columns_are_notes(tmp_path):
    columns = [[*running([f"{name} column line {n} of it" for n in range(9)], x=x), (x, 580, 7, False, f"{i} Kim, A Report on {name} barges.")] for i, (name, x) in enumerate((("left", 72), ("middle", 230), ("right", 390)), 1)]
    text, marks = loaded(tmp_path, "a.pdf", pdf([[line for column in columns for line in column]]))
    assert [quote for _, quote in of("footnote", text, marks)] == [f"{i} Kim, A Report on {name} barges." for i, name in enumerate(("left", "middle", "right"), 1)]


def test_a_running_head_over_two_columns_is_of_neither(tmp_path):
    left, right = [f"left column line {n} of the text" for n in range(9)], [f"right column line {n} of the text" for n in range(9)]
    text, _ = loaded(tmp_path, "a.pdf", pdf([[(72, 760, 10, False, "Policy Brief 12"), (330, 760, 10, False, "Coal at the border"), *running(left), *running(right, x=330)]]))
    assert text == "Policy Brief 12 Coal at the border\n\n" + " ".join(left + right)


BOX = ["Key point: coal exports fell", "to nothing in one year, and", "nobody had expected it."]


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("top", [700, 697, 652])
@pytest.mark.parametrize("left", [True, False])
def test_a_box_in_the_margin_does_not_cut_the_lines_beside_it(tmp_path, count, top, left):
    box = running(BOX[:count], top, 40 if left else 470, 8, 10)
    lines = [f"{FILL[0]} and", *(line[10:] for line in FILL[1:])]
    text, marks = loaded(tmp_path, "a.pdf", pdf([running(lines, x=180 if left else 72) + box]))
    beside, apart = " ".join(lines), " ".join(BOX[:count])
    assert text.split("\n\n") == ([apart, beside] if left else [beside, apart]) and of("table", text, marks) == []


def test_a_heading_over_one_of_two_columns_stays_in_it(tmp_path):
    left, right = [f"left column line {n} of the text" for n in range(9)], [f"right column line {n} of the text" for n in range(8)]
    lines = [*running(left[:1]), *running(left[1:], 682), (330, 700, 10, True, "Where the trains go"), *running(right, 682, x=330)]
    text, _ = loaded(tmp_path, "a.pdf", pdf([lines]))
    assert text.endswith(" ".join(left[1:]) + "\n\nWhere the trains go\n\n" + " ".join(right))


def test_a_table_whose_cells_begin_large_is_none_of_two_columns(tmp_path):
    rows = [(x, 700 - 12 * i, 10, False, f"{name} of the coal trade {i}") for i in range(3) for x, name in ((72, "north side"), (300, "South side"))]
    text, marks = loaded(tmp_path, "a.pdf", pdf([rows + running(FILL, 640)]))
    assert [quote.count("|") for _, quote in of("table", text, marks)] == [3]
    rows = [(x, 700 - 12 * i, 10, False, f"{name} of the coal trade {i}") for i in range(3) for x, name in ((40, "north side"), (230, "south side"), (420, "both sides"))]
    text, marks = loaded(tmp_path, "b.pdf", pdf([rows + running(FILL, 640)]))
    assert [quote.count("|") for _, quote in of("table", text, marks)] == [6]


def test_the_numbers_of_lines_are_furniture_and_those_of_a_list_are_none(tmp_path):
    numbers = [(50, 700 - 12 * n, 8, False, str(n)) for n in range(1, 11)]
    lines = [(72, 700 - 12 * n, 10, False, line) for n, line in enumerate(FILL, 1)]
    text, marks = loaded(tmp_path, "a.pdf", pdf([numbers + lines]))
    assert text.startswith(" ".join(FILL)) and [quote for _, quote in of("furniture", text, marks)] == [str(n) for n in range(1, 11)]
    for others in (running(["2013", "2014", "2015", "2016"], 500), [(50, 688 - 12 * n, 8, False, shown) for n, shown in enumerate(("7", "12", "9", "3"))]):
        text, marks = loaded(tmp_path, "b.pdf", pdf([lines + others]))
        assert of("furniture", text, marks) == []


def test_a_table_in_a_pdf_is_no_pair_of_columns(tmp_path):
    rows = [("Year", "Coal", "Iron"), ("2016", "22", "7"), ("2017", "5", "3"), ("2018", "0", "1")]
    page = [(x, 500 - 12 * i, 10, False, cell) for i, row in enumerate(rows) for x, cell in zip((72, 250, 400), row)]
    text, marks = loaded(tmp_path, "a.pdf", pdf([running(FILL) + page]))
    assert of("table", text, marks) == [(0, "Year | Coal | Iron\n2016 | 22 | 7\n2017 | 5 | 3\n2018 | 0 | 1")]


def test_a_table_of_long_cells_amid_the_text_is_no_pair_of_columns(tmp_path):
    rows = [(x, 660 - 12 * i, 10, False, f"{name} of the coal trade {i}") for i in range(5) for x, name in ((72, "North side"), (300, "South side"))]
    text, marks = loaded(tmp_path, "a.pdf", pdf([[*running(FILL[:3]), *rows, *running(FILL[3:], 590)]]))
    assert of("table", text, marks) == [(0, "\n".join(f"North side of the coal trade {i} | South side of the coal trade {i}" for i in range(5)))]


def test_a_long_table_of_three_columns_of_words_is_one(tmp_path):
    rows = [(x, 700 - 12 * i, 10, False, f"{name} of the coal trade {i}") for i in range(9) for x, name in ((40, "North side"), (230, "South side"), (420, "Both sides"))]
    text, marks = loaded(tmp_path, "a.pdf", pdf([rows]))
    assert of("table", text, marks) == [(0, text)] and text.startswith("North side of the coal trade 0 | South side of the coal trade 0 | Both sides")


def test_a_contents_list_keeps_a_line_for_each_entry(tmp_path):
    rows = [(72, 500, "Aims"), (500, 500, "3"), (72, 488, "Ends of trade"), (500, 488, "14"), (72, 476, "Coal . . . . . . . . . . . . . 20")]
    text, _ = loaded(tmp_path, "a.pdf", pdf([running(FILL) + [(x, y, 10, False, shown) for x, y, shown in rows]]))
    assert text.endswith("\n\nAims 3\nEnds of trade 14\nCoal . . . . . . . . . . . . . 20")


def test_lists_in_a_pdf_have_a_line_for_each_item(tmp_path):
    rows = ["• Stop the tests before talks", "• Open the border", "1. First", "(a) Inner"]
    text, marks = loaded(tmp_path, "a.pdf", pdf([running(FILL) + running(rows, 560)]))
    assert text.endswith("\n\n- Stop the tests before talks\n- Open the border\n1. First\n(a) Inner") and len(of("list", text, marks)) == 4


def test_footnotes_stand_apart_and_do_not_cut_a_sentence_at_the_page_end(tmp_path):
    first = [*running(FILL[:8]), (72, 590, 10, False, "The allies agreed"), (153, 594, 6, False, "1"), (157, 590, 10, False, " that any relief must be")]
    first += [(72, 100, 6, False, "1"), (76, 96, 8, False, "Kim, A Report, 2016,"), (72, 86, 8, False, "p. 12."), (72, 76, 8, False, "2 Lee, 2017."), (300, 30, 9, False, "1")]
    second = [*running(["small, reversible and slow, or they would not agree to it.", *page(2)]), (300, 30, 9, False, "2")]
    third = [*running(page(5)), (300, 30, 9, False, "3")]
    text, marks = loaded(tmp_path, "a.pdf", pdf([first, second, third]))
    assert of("footnote", text, marks) == [(0, "[1] Kim, A Report, 2016, p. 12."), (0, "2 Lee, 2017.")]
    assert "The allies agreed[1] that any relief must be small, reversible and slow" in text
    pages = of("page", text, marks)
    assert "".join(quote for _, quote in pages) == text and pages[1][1].startswith("small, reversible") and "Lee, 2017" in pages[0][1]


def test_a_listing_with_numbers_at_the_foot_is_no_row_of_notes(tmp_path):
    listing = [(72, 100 - 10 * i, 8, False, f"{n} count the barges") for i, n in enumerate((10, 20, 30))]
    text, marks = loaded(tmp_path, "a.pdf", pdf([[*running(FILL), *listing]]))
    assert of("footnote", text, marks) == [] and "20 count the barges" in text


def test_a_page_on_its_side_is_read_and_a_note_along_the_edge_is_furniture(tmp_path):
    on_side = b"BT /F1 10 Tf 0 1 -1 0 100 72 Tm (Coal is sold and) Tj ET\nBT /F1 10 Tf 0 1 -1 0 112 72 Tm (rice is bought.) Tj ET\n"
    assert loaded(tmp_path, "a.pdf", pdf([[]], extra=on_side))[0] == "Coal is sold and rice is bought."
    text, marks = loaded(tmp_path, "b.pdf", pdf([running(FILL)], extra=on_side))
    assert of("furniture", text, marks) == [(0, "Coal is sold and"), (0, "rice is bought.")] and text.startswith(" ".join(FILL))


def test_a_page_without_text_has_an_empty_mark(tmp_path):
    text, marks = loaded(tmp_path, "a.pdf", pdf([running(FILL), [], running(FILL[:3]), []]))
    assert [(level, bool(quote)) for level, quote in of("page", text, marks)] == [(1, True), (2, False), (3, True), (4, False)]


def test_ligatures_are_letters_again_and_set_apart_headings_are_words(tmp_path):
    lines = [(72, 740, 10, True, "N A T I O N A L   S E C U R I T Y"), *running(["The \x01rst of the e\x01nite clauses, so to say, is the one on missiles."]), *running(FILL, 680)]
    text, _ = loaded(tmp_path, "a.pdf", pdf([lines]))
    assert text.startswith("NATIONAL SECURITY\n\nThe first of the efinite clauses, so to say,")


def test_a_letter_that_is_a_shape_only_is_shown_as_lost(tmp_path):
    data = pdf([running(["A \x01rst line of it, and more of it here"])]).replace(b"/Differences [1 /fi]", b"/Differences [1 /g9]")
    assert loaded(tmp_path, "a.pdf", data)[0].startswith("A \ufffdrst line of it, and more of it here")
    (tmp_path / "b.pdf").write_bytes(pdf([running(["\x01" * 30 + "coal" * 29])]).replace(b"/Differences [1 /fi]", b"/Differences [1 /g9]"))
    with pytest.raises(BadInput, match=r"b\.pdf: found a PDF in which 30 of 146 letters are shapes only, wanted text: run  ocrmypdf --force-ocr"):
        formats.load(tmp_path / "b.pdf")


def test_letters_beyond_the_first_65536_are_whole(tmp_path):
    """Mathematical letters, rare Chinese ones: pdfium gives them in two halves."""
    (tmp_path / "a.typ").write_text("The share $x$ of coal is counted by $H$ alone.", encoding="utf-8")
    text, marks = loaded(tmp_path, "a.pdf", typst.compile(tmp_path / "a.typ", ignore_system_fonts=True))
    assert text == "The share 𝑥 of coal is counted by 𝐻 alone." and of("page", text, marks) == [(1, text)]


def test_broken_cross_references_are_mended(tmp_path):
    whole = pdf([running(FILL)])
    broken = whole[: whole.rindex(b"xref\n0")] + b"xref\n0 1\nnonsense\nstartxref\n99999\n%%EOF"
    broken = broken.replace(b"startxref", b"trailer << /Root 1 0 R >>\nstartxref")
    assert loaded(tmp_path, "a.pdf", broken)[0] == loaded(tmp_path, "b.pdf", whole)[0]


# What a file says of itself


@pytest.mark.parametrize(
    "name, data, said",
    [
        ("a.txt", b"Coal\n", {}),
        ("a.txt", b"Coal and Its Ports\r\nBy A. Kim\r\n\r\nCoal is sold.\r\n", {"title": "Coal and Its Ports"}),
        ("a.txt", b"Coal and Its Ports: A View from the\nQuays\n\nCoal is sold.\n", {"title": "Coal and Its Ports: A View from the Quays"}),
        ("a.txt", "煤炭与港口\n\n煤炭出口下降。\n".encode(), {"title": "煤炭与港口"}),
        ("a.txt", b"Coal is sold in\nall of the ports.\n\nNobody asks.\n", {}),
        ("a.txt", b"TO: Members\nFROM: Desk\n\nCoal is sold.\n", {}),
        ("a.txt", b"9 March 2016\n\nCoal is sold.\n", {}),
        ("a.txt", b"Home | Contact\n\nCoal is sold.\n", {}),
        ("a.txt", b"Executive Summary\n\nCoal is sold.\n", {}),
        ("b.docx", word(lambda document: [setattr(document.add_paragraph().add_run("Coal and iron"), "bold", True), *map(document.add_paragraph, COAL)]), {"title": "Coal and iron"}),
        ("a.md", b"---\ntitle: 'Coal: a report'\nauthor: A. Kim\ndate: 2016-09-09\nlang: en\n---\n# Other\n", dict(title="Coal: a report", author="A. Kim", date="2016-09-09", language="en")),
        ("a.md", b"# The *price*\n", {"title": "The price"}),
        ("a.md", b"---\ndate: 9 September\n---\nText\n", {}),
        ("a.md", b"---\ndate: 2017-02-30\nlang: English\n---\nText\n", {}),
        ("a.md", b"---\ndate: 2017-02\nlang: EN_us\n---\nText\n", {"date": "2017-02", "language": "en-us"}),
        ("a.html", b"<html lang=zh_Hant-TW><p>Text", {"language": "zh-Hant-TW"}),
        ("a.html", b"<div class=menu><h1>Site</h1><ul><li>Home</ul></div><main><h1>Coal</h1><p>Coal crosses the river by rail, and has done so in all of the years.</main>", {"title": "Coal"}),
        ("a.html", b"<title>Coal - Site</title><h1>Coal</h1>", {"title": "Coal"}),
        ("a.html", b"<title>Coal</title><p>Text", {"title": "Coal"}),
        (
            "a.html",
            b'<html lang=en><meta name=author content="A. Kim"><meta property="article:published_time" content="2016-09-09T10:00Z"><meta property="og:title" content=Coal><p>x',
            dict(title="Coal", author="A. Kim", date="2016-09-09", language="en"),
        ),
        ("a.docx", word(lambda document: document.add_heading("Coal", 0)), {"title": "Coal"}),
        ("a.pdf", pdf([[(72, 740, 16, True, "Coal and iron"), *running(FILL)]]), {"title": "Coal and iron"}),
        ("b.pdf", pdf([running(FILL)], trailer=b"/Info 5 0 R", info=b"<< /Title (Coal) /Author (A. Kim) /CreationDate (D:20160909) >>"), dict(title="Coal", author="A. Kim")),
        ("c.pdf", pdf([running(FILL)], trailer=b"/Info 5 0 R", info=b"<< /Title (Microsoft Word - coal.doc) /Author (Administrator) >>"), {}),
    ],
)
def test_title_author_date_and_language_are_what_the_file_states(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    assert formats.about(tmp_path / name) == said


def test_the_properties_of_a_word_file_are_read_but_not_the_names_that_programs_write(tmp_path):
    def fill(document):
        document.add_paragraph("Text.")
        document.core_properties.title, document.core_properties.author = "Coal", author

    for author, said in (("A. Kim", {"title": "Coal", "author": "A. Kim"}), ("python-docx", {"title": "Coal"})):
        (tmp_path / "a.docx").write_bytes(word(fill))
        assert formats.about(tmp_path / "a.docx") == said


def test_an_outline_entry_is_found_where_it_is_set_as_a_heading(tmp_path):
    """Not at the bullet with the same word in a list, nor behind the end of a telephone number."""
    lines = [(72, 740, 11, False, "• Trains"), (72, 720, 11, False, "• Ports"), (72, 690, 11, False, "Call the desk on 555"), (72, 676, 11, False, "7700.")]
    lines += [(72, 650, 16, True, "Trains"), (72, 620, 11, False, "Trains carry coal when the river is low, as customs have said."), (72, 600, 11, False, "Ships are rare.")]
    text, marks = loaded(tmp_path, "a.pdf", pdf([lines], [("Trains", 1)]))
    assert [(text[start:end], source) for kind, _, start, end, source in marks if kind == "heading"] == [("Trains", "pdf-outline")]
    assert text.index("Trains\n\nTrains carry") == next(start for kind, _, start, *_ in marks if kind == "heading")

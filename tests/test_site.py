"""The site opens from a disk: every link leads somewhere, nothing is fetched, and a screen reader finds its way."""

import json
import posixpath
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import nbformat
import pandas as pd
import pytest

from analysis import __main__ as commands
from analysis import site
from analysis.formats import BadInput

from conftest import ROOT


@pytest.fixture(scope="module")
def built():
    return site.build(ROOT / "notebooks")


@pytest.fixture(scope="module")
def pages(built):
    return {name: lxml.html.document_fromstring(data) for name, data in built.items() if name.endswith(".html")}


def entries():
    return json.loads((ROOT / "notebooks/figures/register.json").read_text(encoding="utf-8"))


def dead_links(pages, names):
    """Links, and what pages load, that lead to no file of the site or to no place in it."""
    found = []
    for name, page in pages.items():
        for element, _, link, _ in page.iterlinks():
            parts = urlsplit(link)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path))) if parts.path else name
            if parts.scheme == "data" or parts.scheme in ("http", "https") and element.tag == "a":
                continue
            if parts.scheme or parts.netloc or target not in names:
                found.append((name, link))
            elif parts.fragment and not pages[target].xpath("//*[@id=$anchor]", anchor=unquote(parts.fragment)):
                found.append((name, link))
    return found


def barriers(page):
    """What would stop somebody who does not see the page, or has no mouse."""
    ids = page.xpath("//@id")
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4")]
    labels = page.xpath("//*[@role='region' or self::nav]/@aria-label")
    tests = {
        "an id twice": len(ids) != len(set(ids)),
        "not one h1": levels.count(1) != 1 or levels[0] != 1,
        "a heading level left out": any(b > a + 1 for a, b in zip(levels, levels[1:])),
        "a picture without a text": any(not (image.get("alt") or "").strip() for image in page.iter("img")),
        "a table head of nothing": any(not cell.get("scope") or not cell.text_content().strip() for cell in page.iter("th")),
        "a table without heads": any(table.find(".//th") is None for table in page.iter("table")),
        "a link without a name": any(not (link.text_content().strip() or link.get("aria-label") or link.findall(".//img")) for link in page.iter("a")),
        "two parts of one name": len(labels) != len(set(labels)) or len(labels) != len(page.xpath("//*[@role='region' or self::nav]")),
        "no language": page.get("lang") != "en",
        "landmarks": [len(page.findall(f".//{name}")) for name in ("header", "main", "footer")] != [1, 1, 1],
        "no way past the menu": page.xpath("string(//body/a[1]/@href)") != "#content",
    }
    return [name for name, found in tests.items() if found]


def test_every_link_and_anchor_resolves_and_nothing_comes_from_elsewhere(built, pages):
    assert dead_links(pages, built) == []
    for name in ("style.css", "sort.js"):
        assert not re.search(rb"url\(|@import|https?:|fetch\(|XMLHttp", built[name]), name
    assert not any(page.xpath("//script[not(@src)] | //style | //iframe | //*[@style] | //@*[starts-with(name(), 'on')]") for page in pages.values())


def test_dead_links_are_seen():
    page = lxml.html.document_fromstring('<p id="x"><a href="#x"></a><a href="#y"></a><a href="b.html"></a><img src="https://example.org/a.png"><a href="https://example.org">')
    assert dead_links({"a.html": page}, {"a.html"}) == [("a.html", "#y"), ("a.html", "b.html"), ("a.html", "https://example.org/a.png")]


def test_every_page_can_be_read_without_seeing_it(pages):
    assert {name: found for name, page in pages.items() if (found := barriers(page))} == {}


def test_barriers_are_seen():
    page = lxml.html.document_fromstring('<h2 id="a">x</h2><h4 id="a">y</h4><img src="a"><table><tr><th></th></tr></table><a href="b"></a><nav></nav>')
    assert len(barriers(page)) == 10  # but for the table without heads


def test_every_figure_and_number_has_its_page_with_its_evidence_and_files(built, pages):
    for entry in entries():
        page, slug = pages[f"figures/{entry['slug']}.html"], entry["slug"]
        assert entry["digest"] in page.text_content() and (entry.get("title") or entry["sentence"]) == page.find(".//h1").text
        assert {f"{slug}.csv", f"{slug}.evidence.csv", f"{slug}.json"} <= set(page.xpath("//dd/a/@href"))
        assert built[f"figures/{slug}.evidence.csv"] == (ROOT / f"notebooks/figures/{slug}.evidence.csv").read_bytes()
        rows = page.xpath("//h2[@id='evidence']/following::table[1]/tbody/tr")
        assert len(rows) == sum(1 for _ in site._read(ROOT / f"notebooks/figures/{slug}.evidence.csv").itertuples())
        if entry["kind"] == "figure":
            assert page.find(".//figure/img").get("alt") == entry["alt"] and entry["source"] in page.find(".//figcaption").text
    shown = {row[0].text_content(): (row[3].text_content(), row[4].text_content()) for row in pages["register.html"].xpath("//tbody/tr")}
    assert all(shown[entry["slug"]] == ((entry["printed"][0], site._printed(entry, "interval")) if entry["kind"] == "number" else ("", "")) for entry in entries())
    assert any(value.endswith("%") and end.count("%") == 2 for value, end in shown.values())  # as it is printed
    assert pages["register.html"].xpath("count(//tbody/tr)") == len(entries())
    assert "sections-most-named" in pages["index.html"].text_content() and len(list(pages["index.html"].iter("img"))) == len([e for e in entries() if e["kind"] == "figure"])


def test_a_notebooks_page_has_all_its_prose_code_and_tables(pages):
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        page, notebook = pages[f"{path.stem}.html"], nbformat.read(path, as_version=4)
        assert [code.text for code in page.xpath("//details//code")] == [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        tables = sum("".join(output.get("data", {}).get("text/html", "")).count("<table") for cell in notebook.cells for output in cell.get("outputs", []))
        assert len(page.xpath("//table")) == tables
        headings = re.findall(r"^#+ (.+)$", "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown"), re.M)
        assert [heading.text_content() for heading in page.iter("h1", "h2", "h3")] == headings


def test_findings_stand_in_the_order_of_the_notebooks(pages):
    place = {entry["slug"]: entry["notebook"] for entry in entries()}
    named = [link.removeprefix("figures/").removesuffix(".html") for link in pages["index.html"].xpath("//ul[@class='findings']//a/@href")]
    assert [place[slug] for slug in named] == sorted(place[slug] for slug in named) and len(named) == len(set(named)) > 5
    printed = str(nbformat.read(ROOT / "notebooks/02-stance-cues.ipynb", as_version=4).cells)
    stance = [slug for slug in named if place[slug] == "02-stance-cues.ipynb"]
    assert stance == sorted(stance, key=lambda slug: re.search(rf"(?<![\w-]){slug}(?![\w-])", printed).start()) != sorted(stance)


def test_a_column_is_not_called_by_a_letter_and_a_long_word_may_be_cut():
    table = site._rows(pd.DataFrame({"p": ["1"], "p_holm": ["2"], "per_1000": ["3"]}))
    assert table["head"] == ["p-value", "p-value holm", "per 1000"]
    assert [site._look(text) for text in ("2016-01-31", "setback|breakthrough", "setback|breakthrough|milestone|fiasco|debacle")] == ["one", "some", "long"]


def test_the_same_run_gives_the_same_bytes(built, tmp_path):
    command = [sys.executable, "-m", "analysis", "site", "--to", str(tmp_path / "book")]
    subprocess.run(command, check=True, cwd=tmp_path, env={"PYTHONHASHSEED": "7", "TZ": "Asia/Seoul", "LC_ALL": "C", "PATH": ""}, capture_output=True)
    written = {path.relative_to(tmp_path / "book").as_posix(): path.read_bytes() for path in (tmp_path / "book").rglob("*") if path.is_file()}
    del written[commands.OURS]
    assert written == built and not any(str(ROOT).encode() in data or str(Path.home()).encode() in data for name, data in built.items() if name.endswith(".html"))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0  # and once more into the same folder


@pytest.fixture
def run(tmp_path):
    """A copy of the notebooks and figures, to be broken."""
    return shutil.copytree(ROOT / "notebooks", tmp_path / "run")


def test_what_a_notebook_brings_along_cannot_act_or_load(run):
    hostile = (
        '<div id="content" onclick="x()"><style>p {}</style><script src="https://example.org/x.js"></script><iframe src="https://example.org"></iframe>'
        '<meta http-equiv="refresh" content="0;url=https://example.org"><table background="https://example.org"><tr><td>x</td></tr></table>'
        '<video poster="https://example.org"></video><svg><image xlink:href="https://example.org/x.svg"/></svg><button formaction="javascript:x()">b</button>'
        '<img src="https://example.org/x.png" onerror="x()"><a href="javascript:x()">here</a><p style="color: red">text &lt;b&gt;</p><!-- x --></div>'
    )
    output = nbformat.v4.new_output("display_data", {"text/html": hostile})
    cells = [nbformat.v4.new_markdown_cell("# Who?\n\n<script>x()</script>\n\n# Who?"), nbformat.v4.new_code_cell("1 < 2", outputs=[output])]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), run / "99-mine.ipynb")
    text = site.build(run)["99-mine.html"].decode()
    page = lxml.html.document_fromstring(text)
    assert "example.org" not in text and "javascript:" not in text and "text &lt;b&gt;" in text and "1 &lt; 2" in text
    assert not page.xpath("//script | //style | //iframe | //@onclick | //@onerror | //@style") and len(page.xpath("//*[@id='content']")) == 1
    assert [(heading.tag, heading.get("id")) for heading in page.iter("h1", "h2")] == [("h1", "who"), ("h2", "who-2")]


def test_the_text_of_an_output_is_kept_that_no_element_stands_around():
    assert site._plain("Total: <b>5</b> of<!-- x --> 6 &lt; 7", "", set()) == "Total: <b>5</b> of 6 &lt; 7" and site._plain("text only", "", set()) == "text only"


def test_a_register_of_an_older_version_is_shown_with_what_it_has(run):
    kept = [{key: entry[key] for key in ("slug", "digest", "alt", "title", "sentence", "notebook") if key in entry} for entry in entries()]
    (run / "figures/register.json").write_text(json.dumps(kept), encoding="utf-8")
    made = site.build(run)
    assert b"corpus not recorded" in made["index.html"] and len([name for name in made if name.startswith("figures/") and name.endswith(".html")]) == len(kept)


def test_the_page_of_a_figure_says_how_to_cite_it_where_its_card_does(run):
    card = json.loads((run / "figures/terms-where.json").read_text(encoding="utf-8"))
    (run / "figures/terms-where.json").write_text(json.dumps(card | {"citation": {"chicago": "Cite it <so>."}}), encoding="utf-8")
    assert b"<dt>To cite</dt><dd>Cite it &lt;so&gt;.</dd>" in site.build(run)["figures/terms-where.html"]


@pytest.mark.parametrize(
    "break_it, message",
    [
        (lambda run: (run / "figures/terms-where.evidence.csv").unlink(), "found no terms-where.evidence.csv"),
        (lambda run: (run / "figures/terms-where.svg").unlink(), "found no terms-where.svg"),
        (lambda run: (run / "figures/register.json").unlink(), "found no register.json"),
        (lambda run: (run / "figures/register.json").write_text("{"), "register.json: found a broken register"),
        (lambda run: (run / "figures/terms-where.json").write_text("[]"), "terms-where.json: found something else"),
        (lambda run: (run / "00-corpus.ipynb").write_text("{"), "00-corpus.ipynb: found no notebook"),
        (lambda run: [path.unlink() for path in run.glob("*.ipynb")], "found no notebooks"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_written(run, tmp_path, capsys, break_it, message):
    break_it(run)
    with pytest.raises(BadInput, match=re.escape(message)):
        site.build(run)
    assert commands.main(["site", str(run), "--to", str(tmp_path / "book")]) == 1
    assert message in capsys.readouterr().err and not (tmp_path / "book").exists()


def test_a_table_of_a_notebook_gets_heads_and_loses_what_only_numbers_its_rows():
    import pandas as pd

    def shown(table):
        page = lxml.html.fragment_fromstring(site._plain(table.to_html(), "Table", set()))
        return [[(cell.tag, cell.text_content(), cell.get("scope") or cell.get("class")) for cell in row] for row in page.iter("tr")]

    plain = pd.DataFrame({"date": ["2016-02", None], "freq": ["1,200", "7"]})
    assert shown(plain)[0] == [("th", "date", "col"), ("th", "freq", "col")]
    assert shown(plain)[1:] == [[("td", "2016-02", "one"), ("td", "1,200", "n")], [("td", "NaN", "one"), ("td", "7", "n")]]
    crossed = pd.DataFrame([[1]], index=pd.Index(["memo"], name="genre"), columns=pd.Index(["2010s"], name="period"))
    assert shown(crossed) == [[("th", "genre by period", "col"), ("th", "2010s", "col")], [("th", "memo", "row"), ("td", "1", "n")]]


def test_a_guard_against_spreadsheets_is_not_shown(run):
    path = run / "figures/terms-where.evidence.csv"
    path.write_text("document,quote,context\nD01,'-ism,'-ism is a word.\n", encoding="utf-8")
    assert b"<mark>-ism</mark> is a word." in site.build(run)["figures/terms-where.html"]


def test_evidence_is_marked_only_where_it_can_be_one_place():
    assert site._marked("Coal is sold <here>.", "Coal") == "<mark>Coal</mark> is sold &lt;here&gt;."
    assert site._marked("Coal is coal.", "coal") == "Coal is <mark>coal</mark>." and site._marked("coal, coal", "coal") == "coal, coal"
    assert site._marked("cut", "a <place> of its own") == "cut <small>(a &lt;place&gt; of its own)</small>"

"""A manifest says what was read; whatever does not fit it is refused with file and line, and nothing is half-written."""

import csv
import hashlib
import re
import unicodedata
from pathlib import Path

import pandas as pd
import pytest

from analysis import corpus, formats, sections, sentences, words
from analysis.formats import BadInput

HEADER = ",".join(corpus.COLUMNS)


def shelf(folder, texts, rows=None, header=HEADER):
    """A corpus of these texts in a folder; `rows` replaces the rows that fit them."""
    (folder / "texts").mkdir(parents=True)
    for name, text in texts.items():
        (folder / "texts" / f"{name}.txt").write_bytes(text.encode())
    fitting = [row(name, text) for name, text in texts.items()]
    (folder / "manifest.csv").write_text("\n".join([header, *(fitting if rows is None else rows)]) + "\n", encoding="utf-8")
    return folder


def row(name, text, date=""):
    return f"{name},texts/{name}.txt,Title,,,{date},,,,,{hashlib.sha256(text.encode()).hexdigest()}"


def test_a_corpus_is_read_in_the_order_of_its_ids(tmp_path):
    found = corpus.read(shelf(tmp_path, {"b": "Two.", "a": "One."}))
    assert found.document.tolist() == ["a", "b"]
    assert found.text.tolist() == ["One.", "Two."]
    assert found.date.isna().all() and found.period.isna().all()


def test_columns_without_a_name_may_be_several(tmp_path):
    assert corpus.read(shelf(tmp_path, {"a": "One."}, [row("a", "One.") + ",,"], f"{HEADER},,")).document.tolist() == ["a"]


def test_a_period_is_the_manifests_own_or_the_decade(tmp_path):
    found = corpus.read(shelf(tmp_path, {"a": "One."}, [row("a", "One.", "2017-02")]))
    assert found.period[0] == "2010s"
    (tmp_path / "own").mkdir()
    rows = [row("a", "One.", "2017-02").replace("2017-02,", "2017-02,late,"), row("b", "Two.", "1999").replace("1999,", "1999,,"), row("c", "No.").replace("Title,,,,", "Title,,,,,")]
    own = corpus.read(shelf(tmp_path / "own" / "shelf", {"a": "One.", "b": "Two.", "c": "No."}, rows, HEADER.replace("date,", "date,period,")))
    assert own.period.fillna("").tolist() == ["late", "1990s", ""]
    assert set(corpus.read().period.dropna()) == {"2006–2015", "2016–2017", "2018–2024"}


def test_columns_of_a_users_own_stay_whatever_their_names(tmp_path):
    own = "group,path,bytes,here,repairs"
    found = corpus.read(shelf(tmp_path, {"a": "One."}, [row("a", "One.") + ",1,2,3,4,5"], f"{HEADER},{own}"))
    assert found[own.split(",")].values.tolist() == [["1", "2", "3", "4", "5"]]


BAD = {
    "an id twice": (["a"], [row("a", "a."), row("a", "a.")], HEADER, r"manifest\.csv:3: found the id 'a' again.*line 2"),
    "a row without a text": (["a"], [row("a", "a."), row("b", "b.")], HEADER, r"manifest\.csv:3: found no text 'texts/b\.txt'"),
    "a text without a row": (["a", "b"], [row("a", "a.")], HEADER, r"texts/b\.txt: found a text without a row"),
    "a changed text": (["a"], [row("a", "before.")], HEADER, r"manifest\.csv:2: texts/a\.txt has changed since its row was written"),
    "a missing column": (["a"], [row("a", "a.")], HEADER.replace("genre,", ""), r"manifest\.csv:1: found no column 'genre'"),
    "a date that is none": (["a"], [row("a", "a.", "3.9.2017")], HEADER, r"manifest\.csv:2: found the date '3\.9\.2017', wanted YYYY-MM-DD"),
    "a day that is none": (["a"], [row("a", "a.", "2017-02-31")], HEADER, "found the date '2017-02-31'"),
    "a language by name": (["a"], [row("a", "a.").replace(",,,,,,,", ",,,,,English,,").replace(",Title,,,,,English", ",Title,,,,,English")], HEADER, "found the language 'English', wanted its code"),
    "semicolons": (["a"], [row("a", "a.").replace(",", ";")], HEADER.replace(",", ";"), "found semicolons between the columns"),
    "a month that is none": (["a"], [row("a", "a.", "2017-13")], HEADER, "found the date '2017-13'"),
    "a row too short": (["a"], ["a,texts/a.txt"], HEADER, r"manifest\.csv:2: found 2 cells, wanted 11"),
    "no rows": (["a"], [], HEADER, "found no rows"),
    "no id": (["a"], [row("a", "a.").replace("a,", ",", 1)], HEADER, r"manifest\.csv:2: found no id"),
    "a text under two ids": (["a"], [row("a", "a."), row("b", "a.").replace("texts/b.txt", "texts/a.txt")], HEADER, r"manifest\.csv:3: found the text 'texts/a\.txt' again.*line 2"),
    "a column twice": (["a"], [row("a", "a.") + ",note"], f"{HEADER},genre", r"manifest\.csv:1: found the column 'genre' twice"),
    "a column of ours": (["a"], [row("a", "a.") + ",note"], f"{HEADER},text", r"manifest\.csv:1: found the column 'text', which the table of documents has itself"),
    "a place of ours": (["a"], [row("a", "a.") + ",note"], f"{HEADER},stored_path", r"manifest\.csv:1: found the column 'stored_path'"),
    "a quotation without an end": (["a"], [row("a", "a."), '"' + 200_000 * "x"], HEADER, r"manifest\.csv:3: found no table \(field larger than field limit \(131072\)\)"),
    "a way out of the folder": (["a"], [row("a", "a.").replace("texts/a.txt", "../a.txt")], HEADER, r"found no text '\.\./a\.txt' inside the corpus"),
}


@pytest.mark.parametrize("names, rows, header, message", BAD.values(), ids=BAD)
def test_what_does_not_fit_the_manifest_is_refused_with_its_line(tmp_path, names, rows, header, message):
    (tmp_path / "a.txt").write_text("a.")
    with pytest.raises(BadInput, match=message):
        corpus.read(shelf(tmp_path / "shelf", {name: f"{name}." for name in names}, rows, header))


def test_bare_files_are_a_corpus_with_their_names_for_ids(tmp_path):
    (tmp_path / "b.txt").write_text("Two.")
    (tmp_path / "a.md").write_text("# One")
    found = corpus.read(tmp_path)
    assert found.document.tolist() == ["a", "b"]
    assert found[["author", "publisher", "date", "genre"]].isna().all(axis=None)


def test_what_a_bare_file_says_of_itself_is_known(tmp_path):
    (tmp_path / "a.md").write_text("---\ntitle: Coal\nauthor: Ada Reader\ndate: 2018-03-04\n---\n\n# One\n\nTwo.\n")
    (tmp_path / "b.txt").write_text("Two.")
    found = corpus.read(tmp_path).set_index("document")
    assert found.loc["a", ["title", "author", "date", "period"]].tolist() == ["Coal", "Ada Reader", "2018-03-04", "2010s"]
    assert found.title["b"] == "b"


def test_one_file_under_two_names_is_not_counted_twice(tmp_path):
    for name in ("a.txt", "a (1).txt"):
        (tmp_path / name).write_text("One.")
    with pytest.raises(BadInput, match=r"a\.txt: found the same file as a \(1\)\.txt"):
        corpus.read(tmp_path)


@pytest.mark.parametrize("names, message", [([], "found no corpus"), (["Thumbs.db"], "found no corpus"), (["a.txt", "a.md"], "found the id 'a' twice"), (["a.csv", "b.doc"], r"a\.csv: found.*b\.doc: found")])
def test_a_folder_that_is_no_corpus_is_refused(tmp_path, names, message):
    for name in names:
        (tmp_path / name).write_text("One.")
    with pytest.raises(BadInput, match=message):
        corpus.read(tmp_path)


def test_each_refused_file_is_named(tmp_path):
    for i in range(6):
        (tmp_path / f"{i}.odt").write_text("One.")
    with pytest.raises(BadInput, match=r"0\.odt: found.*3\.odt: found.*\(refused too: 4\.odt, 5\.odt\)"):
        corpus.read(tmp_path)


def test_a_folder_in_the_folder_is_not_passed_over(tmp_path):
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "more").mkdir()
    with pytest.raises(BadInput, match="more: found a folder inside the folder"):
        corpus.read(tmp_path)


def test_what_browsers_and_word_put_beside_a_document_is_passed_over(tmp_path):
    (tmp_path / "a.htm").write_text("<p>One.</p>")
    (tmp_path / "a_files").mkdir()
    (tmp_path / "~$b.docx").write_bytes(b"lock")
    (tmp_path / "b.txt").write_text("Two.")
    assert corpus.read(tmp_path).document.tolist() == ["a", "b"]
    folder = shelf(tmp_path / "shelf", {"c": "Three."})
    (folder / "texts" / "~$c.docx").write_bytes(b"lock")
    assert corpus.read(folder).document.tolist() == ["c"]
    (tmp_path / "c_files").mkdir()
    with pytest.raises(BadInput, match="c_files: found a folder inside the folder"):
        corpus.read(tmp_path)


@pytest.mark.parametrize("suffix", [".txt", ".docx"])
def test_a_link_to_nowhere_is_refused_in_one_line(tmp_path, suffix):
    (tmp_path / f"a{suffix}").symlink_to(tmp_path / "nowhere")
    with pytest.raises(BadInput, match=f"a{suffix}: no such file or directory"):
        corpus.read(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match="found no such folder"):
        corpus.read(tmp_path / "nowhere")


def repaired(folder, line, text="A dash â€“ and one."):
    shelf(folder, {"a": text})
    (folder / "repairs.csv").write_text(f"document,find,replace,reason\n{line}\n", encoding="utf-8")
    return corpus.read(folder)


def test_a_repair_is_applied_where_it_fits_once(tmp_path):
    assert repaired(tmp_path, "a,â€“,–,wrong code page").text[0] == "A dash – and one."
    assert (tmp_path / "texts/a.txt").read_text(encoding="utf-8") == "A dash â€“ and one."


@pytest.mark.parametrize(
    "line, message",
    [("a,nowhere,x,why", "found 'nowhere' 0 times"), ("a,a,x,why", "found 'a' 2 times"), ("z,dash,x,why", "0 times in 'z'"), ("a,dash,x,", "found no reason")],
)
def test_a_repair_that_fits_nowhere_is_refused(tmp_path, line, message):
    with pytest.raises(BadInput, match=rf"repairs\.csv:2: .*{message}"):
        repaired(tmp_path, line)


def test_a_fingerprint_changes_with_a_text_and_with_what_is_said_of_it():
    one = pd.DataFrame({"document": ["a", "b"], "text": ["One.", "Two."], "genre": ["memo", "memo"]})
    prints = {corpus.fingerprint(one), corpus.fingerprint(one.assign(text=["One!", "Two."])), corpus.fingerprint(one.assign(genre=["note", "memo"]))}
    assert len(prints) == 3


def test_added_files_get_a_row_and_are_read_again(tmp_path):
    (tmp_path / "old.md").write_text("# On Coal\n\nIt burns.", encoding="utf-8")
    (tmp_path / "new.txt").write_text("It burns.", encoding="utf-8")
    rows = corpus.add([tmp_path / "old.md"], tmp_path / "shelf")
    assert rows.title.tolist() == ["On Coal"]
    corpus.add([tmp_path / "new.txt"], tmp_path / "shelf")
    assert corpus.read(tmp_path / "shelf").title.tolist() == ["new", "On Coal"]


def test_one_bad_file_is_named_and_the_others_are_in(tmp_path):
    (tmp_path / "good.txt").write_text("It burns.")
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9")
    (tmp_path / "also.txt").write_text("It does not.")
    with pytest.raises(BadInput, match=r"bad.txt:1: byte 3 .*\(the other 2 are in\)"):
        corpus.add([tmp_path / name for name in ("good.txt", "bad.txt", "also.txt")], tmp_path / "shelf")
    assert corpus.read(tmp_path / "shelf").document.tolist() == ["also", "good"]


def test_nothing_is_written_where_every_file_is_bad(tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9")
    with pytest.raises(BadInput, match="bad.txt:1: byte 3"):
        corpus.add([tmp_path / "bad.txt"], tmp_path / "shelf")
    assert not (tmp_path / "shelf").exists()


def test_an_added_page_keeps_its_structure_and_its_origin(tmp_path):
    page = "<html lang='en'><head><title>On Coal</title><meta name='author' content='A. Ito'><meta name='date' content='2016-03-01T09:00'></head><body><nav>Home | About</nav><h1>On Coal</h1><p>Coal is sold in every port that we know of, and nobody asks.</p><h2>trains and what they carry</h2><p>They carry coal.</p></body></html>"
    (tmp_path / "coal.html").write_text(page, encoding="utf-8")
    row = corpus.add([tmp_path / "coal.html"], tmp_path / "shelf", publisher="Us", title="").iloc[0]
    assert (row.title, row.author, row.date, row.language, row.publisher, row.original) == ("On Coal", "A. Ito", "2016-03-01", "en", "Us", "coal.html")
    assert row.original_sha256 == hashlib.sha256(page.encode()).hexdigest()
    parts = sections.split(corpus.read(tmp_path / "shelf"))
    assert parts[parts.heading != ""][["heading", "level", "level_source", "level_confidence"]].values.tolist() == [["trains and what they carry", 1, "markup", "high"]]
    assert "chrome" in set(parts.zone) and "front" in set(parts.zone)
    assert corpus.add([tmp_path / "coal.html"], tmp_path / "other", title="Mine").title[0] == "Mine"


def test_a_bare_page_is_read_with_the_same_structure(tmp_path):
    (tmp_path / "a.md").write_text("# On Coal\n\nIt is [sold](http://x.y) by *rail*.\n\n## trade\n\nIt pays.\n", encoding="utf-8")
    documents = corpus.read(tmp_path)
    assert "http" not in documents.text[0] and sections.split(documents).heading.tolist()[-1] == "trade"


def test_changed_marks_are_noticed(tmp_path):
    (tmp_path / "a.md").write_text("# On Coal\n\nIt burns in every port.", encoding="utf-8")
    corpus.add([tmp_path / "a.md"], tmp_path / "shelf")
    (tmp_path / "shelf/texts/a.marks.json").write_text("[]")
    with pytest.raises(BadInput, match=r"manifest\.csv:2: a\.marks\.json is not there or has changed"):
        corpus.read(tmp_path / "shelf")


def test_marks_do_not_go_with_another_text(tmp_path):
    (tmp_path / "a.md").write_text("# On Coal\n\nIt burns in every port.", encoding="utf-8")
    corpus.add([tmp_path / "a.md"], tmp_path / "shelf")
    text, manifest = tmp_path / "shelf/texts/a.txt", tmp_path / "shelf/manifest.csv"
    old = text.read_text()
    text.write_text(f"Draft. {old}")
    manifest.write_text(manifest.read_text().replace(corpus.sha256(old.encode()), corpus.sha256(text.read_bytes())))
    with pytest.raises(BadInput, match=r"a\.marks\.json is not there or has changed since its row was written: add the document again"):
        corpus.read(tmp_path / "shelf")


def test_marks_of_an_older_version_are_taken_as_they_are(tmp_path):
    (tmp_path / "a.md").write_text("# On Coal\n\nIt burns in every port.", encoding="utf-8")
    rows = corpus.add([tmp_path / "a.md"], tmp_path / "shelf")
    manifest, beside = tmp_path / "shelf/manifest.csv", tmp_path / "shelf/texts/a.marks.json"
    manifest.write_text(manifest.read_text().replace(rows.marks_sha256[0], corpus.sha256(beside.read_bytes())))
    assert "heading" in corpus.read(tmp_path / "shelf").marks[0]


def test_a_manifest_made_by_hand_gets_the_columns_that_added_files_need(tmp_path):
    folder = shelf(tmp_path / "shelf", {"d": "One."}, [row("d", "One.").replace("Title", '"Coal, and rice"')])
    (tmp_path / "a.md").write_text("# On Coal\n\nIt burns.\n\n## trade\n\nIt pays.", encoding="utf-8")
    corpus.add([tmp_path / "a.md"], folder)
    found = corpus.read(folder)
    assert found.title.tolist() == ["On Coal", "Coal, and rice"] and found.original[0] == "a.md"
    assert sections.outline(sections.split(found)).heading.tolist() == ["trade"]


@pytest.mark.parametrize("error", [UnicodeEncodeError, OSError])
def test_an_add_that_ends_halfway_leaves_a_folder_that_may_be_added_to(tmp_path, monkeypatch, error):
    def full(path, data):
        raise OSError("no space left")

    (tmp_path / "a.txt").write_text("It burns.")
    with monkeypatch.context() as broken:
        broken.setattr(*(Path, "write_bytes", full) if error is OSError else (formats, "parse", lambda path, data: ("\ud835", [])))
        with pytest.raises(error):
            corpus.add([tmp_path / "a.txt"], tmp_path / "shelf")
    corpus.add([tmp_path / "a.txt"], tmp_path / "shelf")
    assert corpus.read(tmp_path / "shelf").document.tolist() == ["a"]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_a_manifest_that_could_not_be_finished_is_taken_back_with_its_texts(tmp_path, monkeypatch, error):
    def full(path, data, write=Path.write_bytes):
        write(path, data[:10] if path.suffix == ".new" else data)
        if path.suffix == ".new":
            raise error("no space left")

    (tmp_path / "a.txt").write_text("It burns.")
    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_bytes", full)
        with pytest.raises(error):
            corpus.add([tmp_path / "a.txt"], tmp_path / "shelf")
    assert not [path for path in (tmp_path / "shelf").rglob("*") if path.is_file()]
    corpus.add([tmp_path / "a.txt"], tmp_path / "shelf")


@pytest.mark.parametrize("title", ["=1+1", "@home", "'=1+1", "'tis so"])
def test_a_title_is_no_formula_in_a_spreadsheet_and_is_read_as_it_is(tmp_path, title):
    (tmp_path / "a.txt").write_text("It burns.")
    corpus.add([tmp_path / "a.txt"], tmp_path / "shelf", title=title)
    assert not re.search(",[=+@-]", (tmp_path / "shelf/manifest.csv").read_text()) and corpus.read(tmp_path / "shelf").title[0] == title


def test_the_bytes_that_are_checked_are_those_that_are_read(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(b"One.")
    index = corpus.index(tmp_path)
    monkeypatch.setattr(formats, "raw", lambda path, read=formats.raw: (path.write_bytes(b"Two."), read(path))[1])
    with pytest.raises(BadInput, match="a.txt has changed since its row was written"):
        corpus.load(index)


def labelled(folder, rows):
    (folder / "gold").mkdir(parents=True)
    (folder / "gold" / "zones.csv").write_text("document,zone,start,end\n" + rows, encoding="utf-8")
    return corpus.labels("zones", folder)


def test_labels_have_their_columns_also_without_rows(tmp_path):
    assert labelled(tmp_path, "").columns.tolist() == ["document", "zone", "start", "end"]
    assert labelled(tmp_path / "one", "d,body,0,12\n").values.tolist() == [["d", "body", 0, 12]]


@pytest.mark.parametrize("place", [",12", "1,", "²,12"])
def test_a_place_that_is_no_two_numbers_is_refused(tmp_path, place):
    with pytest.raises(BadInput, match=r"zones\.csv:2: found the place .*, wanted two numbers"):
        labelled(tmp_path, f"d,body,{place}\n")


def test_a_date_given_by_hand_is_checked(tmp_path):
    (tmp_path / "a.txt").write_text("It burns.")
    with pytest.raises(BadInput, match="found the date '3.9.2017'"):
        corpus.add([tmp_path / "a.txt"], tmp_path / "shelf", date="3.9.2017")


def test_a_language_given_by_hand_is_checked_before_anything_is_written(tmp_path):
    (tmp_path / "a.txt").write_text("It burns.")
    with pytest.raises(BadInput, match="found the language 'english', wanted its code"):
        corpus.add([tmp_path / "a.txt"], tmp_path / "shelf", language="english")
    assert not (tmp_path / "shelf").exists()


def test_one_text_under_two_names_is_added_once(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text("It burns." if name != "c" else "It does not.")
    corpus.add([tmp_path / "c.txt"], tmp_path / "shelf")
    with pytest.raises(BadInput, match="b.txt: found the same text as 'a', wanted each once.*the other 1 are in"):
        corpus.add([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "shelf")
    assert corpus.read(tmp_path / "shelf").document.tolist() == ["a", "c"]


def test_an_id_is_not_added_twice_where_two_rows_have_one_text(tmp_path):
    folder = shelf(tmp_path / "shelf", {"a": "One.", "b": "One."}, [row("a", "One."), row("b", "One.")])
    (tmp_path / "a.txt").write_text("Another.")
    (folder / "texts").mkdir(exist_ok=True)
    before = (folder / "manifest.csv").read_bytes()
    with pytest.raises(BadInput, match="found the id or the file 'a' in the corpus already"):
        corpus.add([tmp_path / "a.txt"], folder)
    assert (folder / "manifest.csv").read_bytes() == before


def test_a_document_is_not_added_twice(tmp_path):
    (tmp_path / "a.txt").write_text("It burns.")
    corpus.add([tmp_path / "a.txt"], tmp_path / "shelf")
    before = (tmp_path / "shelf/manifest.csv").read_bytes()
    assert corpus.add([tmp_path / "a.txt"], tmp_path / "shelf").empty
    assert (tmp_path / "shelf/manifest.csv").read_bytes() == before
    (tmp_path / "a.txt").write_text("It burns no more.")
    with pytest.raises(BadInput, match="found the id or the file 'a' in the corpus already"):
        corpus.add([tmp_path / "a.txt"], tmp_path / "shelf")
    assert (tmp_path / "shelf/manifest.csv").read_bytes() == before


def test_a_text_is_not_written_over_by_one_of_the_same_name(tmp_path):
    (tmp_path / "a.txt").write_text("It burns.")
    corpus.add([tmp_path / "a.txt"], tmp_path / "shelf")
    manifest = tmp_path / "shelf/manifest.csv"
    manifest.write_text(manifest.read_text().replace("\na,", "\nD01,"))
    (tmp_path / "a.txt").write_text("It does not.")
    with pytest.raises(BadInput, match="in the corpus already"):
        corpus.add([tmp_path / "a.txt"], tmp_path / "shelf")
    assert corpus.read(tmp_path / "shelf").text.tolist() == ["It burns."]


def test_a_manifest_of_excels_keeps_its_mark_and_its_line_ends(tmp_path):
    (tmp_path / "a.txt").write_text("It burns.")
    (tmp_path / "b.txt").write_text("It does not.")
    corpus.add([tmp_path / "a.txt"], tmp_path / "shelf")
    manifest = tmp_path / "shelf/manifest.csv"
    manifest.write_bytes(b"\xef\xbb\xbf" + manifest.read_bytes().replace(b"\n", b"\r\n").replace(b",a,", b",Line \xe2\x80\xa8 end,"))
    corpus.add([tmp_path / "b.txt"], tmp_path / "shelf")
    assert manifest.read_bytes().startswith(b"\xef\xbb\xbf") and manifest.read_bytes().count(b"\r\n") == 3
    assert len(corpus.read(tmp_path / "shelf")) == 2


# The corpus that comes with the package


def rows_of(name):
    with (corpus.HOME / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_fifteen_digests_of_the_planned_length():
    documents = corpus.read()
    assert len(documents) == 15
    assert documents.text.str.split().str.len().between(300, 620).all()
    assert documents.date.isna().sum() == 1
    assert all(unicodedata.is_normalized("NFC", text) and "\r" not in text for text in documents.text)


def test_no_digest_speaks_of_a_year_after_its_date():
    for document in corpus.read().itertuples():
        if isinstance(document.date, str):
            told = [int(year) for year in re.findall(r"\b(?:19\d\d|20[0-2]\d)\b", document.text)]
            announced = {"D03": 2014, "D06": 2017, "D08": 2018}.get(document.document, 0)  # plans that stood in the sources
            assert max(told) <= max(int(document.date[:4]), announced), document.document


def test_sources_in_the_manifest_are_those_in_the_bibliography():
    known = re.findall(r"^@\w+\{([^,]+),", (corpus.HOME / "references.bib").read_text(encoding="utf-8"), re.M)
    used = {key for source in corpus.read().source for key in source.split("; ")}
    assert sorted(used) == known
    assert set(corpus.read().derived_from.dropna()) <= set(known)


def test_every_planted_trap_stands_where_it_is_listed():
    texts = dict(zip(corpus.read().document, corpus.read().text))
    traps = rows_of("gold/traps.csv")
    for trap in traps:
        assert texts[trap["document"]].count(trap["quote"]) == 1, trap
    count = pd.Series([trap["trap"] for trap in traps]).value_counts()
    assert count.min() >= 2 and len(count) >= 29


def test_aliases_are_sorted_and_unique():
    rows = [(row["actor"], row["alias"], row["kind"]) for row in rows_of("aliases.csv")]
    assert rows == sorted(set(rows))
    assert {kind for *_, kind in rows} == {"name", "adjective", "metonym", "none"}
    assert len({alias for _, alias, _ in rows}) == len(rows)


def test_every_row_of_every_table_gives_its_quotation_back():
    documents = corpus.read()
    texts = dict(zip(documents.document, documents.text))
    parts = sections.split(documents)
    lines = sentences.split(documents, parts)
    for row in lines.itertuples():
        assert texts[row.document][row.start : row.end] == row.text
    for row in words.split(documents, lines).itertuples():
        assert words.normal(texts[row.document][row.start : row.end]) == row.word

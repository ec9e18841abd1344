"""The commands as they are typed: what they write, what they refuse, and what they leave alone."""

import csv
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis import __main__ as commands
from analysis import words

from conftest import ROOT

TEXT = "On Coal\n\n- Coal crosses the Yalu by rail, and China counts it on the other bank.\n\n=Nobody else counts it, as far as anybody knows.\n"


def fingerprints(folder):
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def shelf(tmp_path):
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "silent").mkdir()
    (tmp_path / "silent" / "zh.txt").write_text("双暂停，双轨并行。", encoding="utf-8")
    return folder


def test_run_on_a_corpus_of_one_document_writes_there_and_nowhere_else(shelf, tmp_path, monkeypatch):
    monkeypatch.delenv("ANALYSIS_FIGURES")
    (shelf / "zh.txt").write_text("朝鲜进行了核试验，联合国安理会随后通过了新的决议。We may clearly see 这一点。\n", encoding="utf-8")  # no words are counted in it, and so no cues
    before = fingerprints(ROOT / "notebooks") | fingerprints(ROOT / "corpus")
    answer = subprocess.run([sys.executable, "-m", "analysis", "run", str(shelf), "--to", str(tmp_path / "out")], capture_output=True, text=True, cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    written = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {"00-corpus.ipynb", "01-term-frequencies.ipynb", "figures/register.json", "figures/terms-where.png"} <= written
    assert answer.stdout.strip().endswith("; 1 of 2 documents not analysed: zh (no word of it can be counted)")
    assert "for want of a counted word: zh" in (tmp_path / "out/02-stance-cues.ipynb").read_text(encoding="utf-8")
    assert "no interval: 1 document, at least 5 needed" in (tmp_path / "out/01-term-frequencies.ipynb").read_text(encoding="utf-8")
    assert fingerprints(ROOT / "notebooks") | fingerprints(ROOT / "corpus") == before
    monkeypatch.chdir(tmp_path / "out")  # a notebook run again from there reads the same corpus
    assert commands.corpus.read().document.tolist() == ["a", "zh"]


def test_tables_are_written_for_other_programs(shelf, tmp_path, capsys):
    assert commands.main(["tables", str(shelf), "--to", str(tmp_path / "out")]) == 0
    assert "words.csv: 25 rows" in capsys.readouterr().out
    lines = pd.read_csv(tmp_path / "out/sentences.csv")
    assert lines.columns.tolist() == ["document", "section", "sentence", "zone", "start", "end", "text"]
    assert [TEXT[r.start : r.end] for r in lines.itertuples()][:2] == lines.text.tolist()[:2]
    with (tmp_path / "out/sentences.csv").open(encoding="utf-8", newline="") as file:
        assert [row["text"][:8] for row in csv.DictReader(file)] == ["On Coal", "Coal cro", "'=Nobody"]  # no formula for a spreadsheet
    assert (tmp_path / "out/texts/a.txt").read_text(encoding="utf-8") == TEXT


def test_tables_may_be_written_again_but_never_over_something_else(shelf, tmp_path, capsys):
    out = tmp_path / "out"
    assert commands.main(["tables", str(shelf), "--to", str(out)]) == 0
    first = fingerprints(out)
    assert commands.main(["tables", str(shelf), "--to", str(out)]) == 0
    assert fingerprints(out) == first
    (out / "words.csv").write_text("checked by me")
    assert commands.main(["tables", str(shelf), "--to", str(out)]) == 1
    assert "found words.csv changed since it was written" in capsys.readouterr().err
    assert (out / "words.csv").read_text() == "checked by me"


def test_what_is_not_ours_and_not_in_the_way_is_left_alone_and_said(shelf, tmp_path, capsys):
    out, call = tmp_path / "out", ["tables", str(shelf), "--to", str(tmp_path / "out"), "--only", "counts"]
    assert commands.main(call) == 0
    (out / "my-briefing.md").write_text("mine")
    assert commands.main(call) == 0 and "out: not ours, and left alone: my-briefing.md\n" in capsys.readouterr().err
    (out / "words.csv").write_text("mine")
    (out / "texts").write_text("mine")
    for wanted in ("words", "documents"):
        assert commands.main([*call, wanted]) == 1
        assert "in the way, or a file where its folder goes, which is not ours: give it another name" in capsys.readouterr().err
    assert {(out / name).read_text() for name in ("my-briefing.md", "words.csv", "texts")} == {"mine"}


def test_a_folder_of_somebody_elses_is_no_folder_for_results(shelf, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/letter.txt").write_text("mine")
    assert commands.main(["tables", str(shelf), "--to", str(tmp_path / "out")]) == 1
    assert "found letter.txt, which is not ours, wanted a new or empty folder" in capsys.readouterr().err


def test_what_is_in_the_way_of_a_run_is_found_before_it(shelf, tmp_path, monkeypatch):
    published(tmp_path, {"a.ipynb": "v1"})
    (tmp_path / "out/run.ipynb").write_text("mine")
    monkeypatch.setattr(commands, "NOTEBOOKS", tmp_path / "package")
    (tmp_path / "package").mkdir()
    (tmp_path / "package/run.ipynb").write_text("not even a notebook")
    monkeypatch.setattr(commands, "_executed", lambda *_: pytest.fail("it ran"))
    assert commands.main(["run", str(shelf), "--to", str(tmp_path / "out")]) == 1


ROWS = ["document,start,end,quote,freq,checked_by,checked_on", "d,0,4,coal,1,,", "d,9,13,rice,1,,", "e,0,4,coal,1,,"]


def test_evidence_in_another_order_is_the_same_evidence(tmp_path):
    def rows(*lines):
        return "\n".join(lines) + "\n"

    def mark(*lines):
        (tmp_path / "out/figures/x.evidence.csv").write_text(rows(*lines))

    files = {"figures/x.evidence.csv": rows(*ROWS), "figures/x.csv": "word,freq\ncoal,3\n"}
    published(tmp_path, files)
    mark(ROWS[0], "e,0,4,coal,1,Lee,2026-11-22", *ROWS[2:0:-1])
    assert published(tmp_path, files)["figures/x.evidence.csv"] == rows(*ROWS[:3], "e,0,4,coal,1,Lee,2026-11-22")
    for changed, said in (((*ROWS[:2], ROWS[3]), "2 places for a count of 3"), ((*ROWS[:3], "e,0,4,ash,1,,"), "another word or number"), ((ROWS[0].replace("quote", "q"), *ROWS[1:]), "no column quote")):
        mark(*changed)
        with pytest.raises(commands.BadInput, match=f"found figures/x.evidence.csv changed since it was written \\({said}.*rename the file, run again, and copy your marks"):
            published(tmp_path, files)
        assert (tmp_path / "out/figures/x.evidence.csv").read_text() == rows(*changed)


def test_a_folder_of_version_0_4_is_still_ours(tmp_path):
    published(tmp_path, {"figures/x.evidence.csv": "\n".join(ROWS) + "\n"})
    path = tmp_path / "out/figures/x.evidence.csv"
    listed = (tmp_path / "out/.analysis").read_text()
    (tmp_path / "out/.analysis").write_text(listed.replace(commands._sha256(path), hashlib.sha256(path.read_bytes()).hexdigest()))
    assert (tmp_path / "out/.analysis").read_text() != listed and commands._fresh(tmp_path / "out")


def test_the_last_line_of_a_run_says_what_was_not_analysed(tmp_path):
    documents = pd.DataFrame({"document": ["a", "b", "007"]})
    (tmp_path / "figures").mkdir()
    assert commands._unanalysed(documents, tmp_path) == ""
    (tmp_path / "figures/corpus-share-counted.csv").write_text("document,freq,size\na,3,4\nb,0,5\n")
    wanted = "; 2 of 3 documents not analysed: 007 (no word of it can be counted); b (all of it was taken for other than argument)"
    assert commands._unanalysed(documents, tmp_path) == wanted
    assert commands._unanalysed(documents[:1], tmp_path) == "; all 1 documents analysed"


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["tables", "{shelf}/nowhere", "--to", "{out}"], "found no such folder"),
        (["tables", "{shelf}", "--to", "{shelf}/a.txt"], "found a file, wanted a folder"),
        (["run", "{shelf}"], "add  --to FOLDER"),
        (["run", "{shelf}/nowhere", "--to", "{out}"], "found no such folder"),
        (["run", "{shelf}", "--to", "{shelf}"], "found a.txt, which is not ours"),
        (["run", "{shelf}/../silent", "--to", "{out}"], "found no argument in any of 1 documents"),
        (["add", "{shelf}/a.txt", "--into", "{shelf}/a.txt"], "found a file, wanted a folder for the corpus"),
        (["tables", "{shelf}", "--to", "/proc/nowhere"], "/proc/nowhere"),
        (["add", "{shelf}/b.txt", "--into", "{out}"], "b.txt: no such file"),
        (["tables", "{shelf}/a.txt", "--to", "{out}"], "a.txt: found a file, wanted a folder"),
        (["tables", "{shelf}", "--to", "{shelf}/out"], "found a folder inside the corpus"),
        (["run", "{shelf}", "--to", "{shelf}/deep/out"], "found a folder inside the corpus"),
        (["tables", "", "--to", "{out}"], "found an empty name for corpus"),
        (["run", "{shelf}", "--to", ""], "found an empty name for to"),
        (["add", "{shelf}/a.txt", "", "--into", "{out}"], "found an empty name for files"),
        (["cite", "coal", "--figures", "{shelf}"], "shelf: found no register.json"),
    ],
)
def test_bad_input_is_one_line_and_status_one_and_leaves_nothing(shelf, tmp_path, capsys, arguments, message):
    out = tmp_path / "out"
    assert commands.main([argument.format(shelf=shelf, out=out) for argument in arguments]) == 1
    said = capsys.readouterr().err.rpartition("\r")[2]  # after the progress bar
    assert message in said and said.startswith("analysis: ") and said.strip().count("\n") == 0
    assert not out.exists() and [path.name for path in shelf.iterdir()] == ["a.txt"]


def test_a_run_in_place_keeps_what_is_not_the_packages(tmp_path):
    for name in ("figures/old.svg", "figures/mine.svg", "figures/.ipynb_checkpoints/x"):
        (tmp_path / "notebooks" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "notebooks" / name).write_text("")
    (tmp_path / "notebooks/figures/register.json").write_text('[{"slug": "old"}]')
    assert commands._registered(tmp_path / "notebooks/figures") >= {"figures/old.svg", "figures/old.evidence.csv"}
    assert not any("mine" in name for name in commands._registered(tmp_path / "notebooks/figures"))


def test_two_commands_may_share_a_folder(shelf, tmp_path):
    place, out = tmp_path / "made", tmp_path / "out"
    for command, name in (("run", "a.ipynb"), ("tables", "b.csv"), ("run", "c.ipynb")):
        place.mkdir()
        (place / name).write_text(name)
        commands._publish(place, commands._fresh(out), command)
        (place / name).unlink()
        place.rmdir()
    assert sorted(path.name for path in out.iterdir()) == [".analysis", "b.csv", "c.ipynb"]


@pytest.mark.parametrize("calls", range(5))
def test_a_folder_in_which_a_call_ended_halfway_is_not_locked(tmp_path, monkeypatch, calls):
    """A call writes its list, two files, and its list once more: each of these may fail, also twice."""
    place, out, replace = tmp_path / "made", tmp_path / "out", os.replace
    place.mkdir()

    def publish(text, left=9):
        def full(*paths):
            nonlocal left
            left -= 1
            return replace(*paths) if left >= 0 else exec("raise OSError('no space left')")

        for name in ("a.csv", "b.csv"):
            (place / name).unlink(missing_ok=True)  # it may be a link to what was published
            (place / name).write_text(text)
        with monkeypatch.context() as disk:
            disk.setattr(os, "replace", full)
            commands._publish(place, commands._fresh(out), "tables")

    publish("old")
    clean = fingerprints(out)
    for text in ("new", "newer"):
        try:
            publish(text, calls)
        except OSError:
            pass
    publish("old")
    assert {path: data for path, data in fingerprints(out).items() if not path.name.endswith(".new")} == clean
    (out / "a.csv").write_text("checked by me")
    with pytest.raises(commands.BadInput, match="found a.csv changed since it was written"):
        publish("new")


MARKED = "document,checked_by,checked_on\n{},{},\n"


def published(tmp_path, files, between=lambda out: None):
    """What a run of these files leaves in a folder of results, in which somebody worked while it ran."""
    out = commands._fresh(tmp_path / "out")
    with tempfile.TemporaryDirectory(dir=tmp_path) as place:
        for name, text in files.items():
            (Path(place) / name).parent.mkdir(exist_ok=True)
            (Path(place) / name).write_text(text)
        between(out)
        commands._publish(Path(place), out, "run")
    return {path.relative_to(out).as_posix(): path.read_text() for path in out.rglob("*") if path.is_file() and path.name != ".analysis"}


def test_what_is_changed_while_a_run_lasts_is_kept(tmp_path):
    published(tmp_path, {"a.ipynb": "v1"})
    with pytest.raises(commands.BadInput, match="found a.ipynb changed since it was written"):
        published(tmp_path, {"a.ipynb": "v2"}, lambda out: (out / "a.ipynb").write_text("mine"))
    assert (tmp_path / "out/a.ipynb").read_text() == "mine"


def test_a_place_that_is_checked_while_a_run_lasts_is_checked_after_it(tmp_path):
    def check(out):
        (out / "figures/x.evidence.csv").write_text(MARKED.format("d", "Lee"))

    published(tmp_path, {"figures/x.evidence.csv": MARKED.format("d", "")})
    assert published(tmp_path, {"figures/x.evidence.csv": MARKED.format("d", "")}, check) == {"figures/x.evidence.csv": MARKED.format("d", "Lee")}
    moved = published(tmp_path, {"figures/x.evidence.csv": MARKED.format("e", "")})
    assert moved == {"figures/x.evidence.csv": MARKED.format("e", ""), "figures/x.gone.csv": MARKED.format("d", "Lee")}
    assert published(tmp_path, {"figures/x.evidence.csv": MARKED.format("d", "")}) == {"figures/x.evidence.csv": MARKED.format("d", "Lee")}


def test_checked_places_outlive_their_figure(tmp_path, capsys):
    places = {"figures/x.evidence.csv": MARKED.format("d", "Lee"), "figures/x.gone.csv": MARKED.format("old", "Lee")}
    published(tmp_path, places | {"figures/x.csv": "1"})
    assert published(tmp_path, {"b.csv": "1"}) == places | {"b.csv": "1"}
    assert "x.gone.csv: not made any more, and kept" in capsys.readouterr().err


def test_notebooks_that_are_edited_while_they_run_in_place_are_kept(tmp_path, monkeypatch, capsys):
    path = tmp_path / "n.ipynb"
    cell = nbformat.v4.new_code_cell(f"open({str(path)!r}, 'a').write(' ')", id="c1")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    before = path.read_text()
    monkeypatch.setattr(commands, "NOTEBOOKS", tmp_path)
    assert commands.main(["run"]) == 1 and "found a notebook changed while it ran" in capsys.readouterr().err
    assert path.read_text() == before + " "


def test_a_folder_is_not_left_halfway_by_ctrl_c(tmp_path, monkeypatch):
    def stopped(*paths, replace=os.replace):
        os.kill(os.getpid(), signal.SIGINT)
        replace(*paths)

    monkeypatch.setattr(os, "replace", stopped)
    try:
        published(tmp_path, {"a.csv": "1", "b.csv": "2"})
    except KeyboardInterrupt:
        pytest.fail("stopped between two files")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {".analysis", "a.csv", "b.csv"}


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini"])
def test_what_a_system_puts_into_folders_is_no_file_of_the_users(shelf, tmp_path, name):
    call = ["tables", str(shelf), "--to", str(tmp_path / "out"), "--only", "counts"]
    assert commands.main(call) == 0
    (tmp_path / "out" / name).write_bytes(b"\0")
    assert commands.main(call) == 0 and (tmp_path / "out" / name).read_bytes() == b"\0"


def test_what_is_printed_is_utf8_wherever_it_goes(tmp_path):
    for name, version in (("old", "1.0"), ("new", "2.0")):
        (tmp_path / name / "figures").mkdir(parents=True)
        (tmp_path / name / "figures/register.json").write_text("[]")
        (tmp_path / name / "run.csv").write_text(f"kind,name,digest\nlibrary,numpy,{version}\n")
    command = [sys.executable, "-m", "analysis", "changes", "old", "new"]
    answer = subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}, capture_output=True)
    assert answer.returncode == 0 and "library numpy 1.0 → 2.0" in answer.stdout.decode(), answer.stderr


def test_the_search_for_an_argument_stops_at_the_first(tmp_path, monkeypatch):
    documents = pd.DataFrame({"document": list("abc"), "text": ["双暂停。", "Coal burns.", "Rice does not."]})
    seen = []
    monkeypatch.setattr(words, "split", lambda some, lines, split=words.split: seen.extend(some.document) or split(some, lines))
    commands._argument(documents)
    assert seen == ["a", "b"]


@pytest.mark.parametrize("source, said", [("import time; time.sleep(9)", "a cell took longer than 1 seconds"), ("import os; os._exit(1)", "the kernel died")])
def test_a_notebook_that_hangs_or_dies_is_named(tmp_path, monkeypatch, source, said):
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="c1")]), tmp_path / "n.ipynb")
    monkeypatch.setattr(commands, "LIMIT", 1)
    with pytest.raises(commands.BadInput, match=f"n.ipynb: {said}"):
        commands._execute(tmp_path / "n.ipynb", dict(os.environ))


def test_a_notebook_that_is_stopped_is_no_notebook_that_failed(tmp_path):
    source = "import os, signal, time; os.kill(os.getppid(), signal.SIGINT); time.sleep(9)"  # the kernel's parent is this process
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="c1")]), tmp_path / "n.ipynb")
    with pytest.raises(KeyboardInterrupt):
        commands._execute(tmp_path / "n.ipynb", dict(os.environ))


def test_add_says_what_was_added(shelf, tmp_path, capsys):
    assert commands.main(["add", str(shelf / "a.txt"), "--into", str(tmp_path / "corpus")]) == 0
    said = capsys.readouterr().out
    assert said.startswith("a: On Coal\n    (no headings)\n    left out of the count, besides headings: front 7%\n1 added")
    assert commands.main(["add", str(shelf / "a.txt"), "--into", str(tmp_path / "corpus")]) == 0
    assert capsys.readouterr().out == "1 of the files are there already, and unchanged\n"


def test_add_warns_of_a_document_that_is_mostly_left_out(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("On Coal\n\nIt burns, and nobody counts it.\n\nNotes\n\n" + "1. Seen in the port book of Dandong, 1943.\n" * 9)
    assert commands.main(["add", str(tmp_path / "a.txt"), "--into", str(tmp_path / "corpus")]) == 0
    assert "back 9" in (said := capsys.readouterr().out) and "LESS THAN HALF IS COUNTED" in said


def test_forty_files_go_in_with_one_command_and_the_bad_one_is_named(tmp_path, capsys):
    for i in range(39):
        (tmp_path / f"t{i:02}.md").write_text(f"# Report {i}\n\n## Coal and where it goes\n\nCoal is sold in every port that we know of, in year {i}.\n", encoding="utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    files = sorted(str(path) for path in tmp_path.glob("*.*"))
    assert commands.main(["add", *files, "--into", str(tmp_path / "corpus"), "--genre", "report", "--language", "en"]) == 1
    said = capsys.readouterr()
    assert "39 added" in said.out and said.out.count("    Coal and where it goes") == 39
    assert "bad.pdf: found a broken PDF" in said.err and "(the other 39 are in)" in said.err
    assert set(commands.corpus.read(tmp_path / "corpus").genre) == {"report"}


def test_a_word_file_is_cut_by_its_styles(tmp_path, capsys):
    import docx

    document = docx.Document()
    document.add_heading("Coal on the Yalu", 0)
    document.add_heading("who carries it", 1)
    document.add_paragraph("Trains do, as everybody on both banks has known for years.")
    document.add_heading("who counts it", 2)
    document.add_paragraph("Nobody does.")
    document.save(tmp_path / "coal.docx")
    assert commands.main(["add", str(tmp_path / "coal.docx"), "--into", str(tmp_path / "corpus")]) == 0
    assert "    who carries it\n      who counts it\n    left out of the count, besides headings: front" in capsys.readouterr().out


def test_a_failing_cell_is_named_and_nothing_is_published(shelf, tmp_path, capsys, monkeypatch):
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    source = (ROOT / "notebooks" / "00-corpus.ipynb").read_text(encoding="utf-8")
    (notebooks / "00-corpus.ipynb").write_text(source.replace("corpus.read()", "corpus.reed()"), encoding="utf-8")
    monkeypatch.setattr(commands, "NOTEBOOKS", notebooks)
    assert commands.main(["run", str(shelf), "--to", str(tmp_path / "out")]) == 1
    assert "00-corpus.ipynb: a cell failed with AttributeError" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        commands.main(["--help"])
    said = capsys.readouterr().out
    assert all(f"    {name} " in said for name in ("run", "add", "tables", "check"))


def test_what_a_cell_prints_in_two_goes_is_one_output(tmp_path):
    cell = nbformat.v4.new_code_cell("import time\nprint('found', end='', flush=True)\ntime.sleep(0.5)\nprint(' 43')", id="c1")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "n.ipynb")
    commands._execute(tmp_path / "n.ipynb", dict(os.environ))
    outputs = nbformat.read(tmp_path / "n.ipynb", as_version=4).cells[0].outputs
    assert [(output.output_type, output.text) for output in outputs] == [("stream", "found 43\n")]

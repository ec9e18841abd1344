"""However a corpus is cut, and whoever makes the pieces, and whatever happens to them on the way: the same tables, the same numbers."""

import io
import os
import shutil
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from analysis import __main__ as commands
from analysis import corpus, engine, sections, sentences, stance, terms, words
from analysis.formats import BadInput

from conftest import ROOT

BODY = "{0} Report\n\nCoal crosses the Yalu by rail in year {0}. Both sides should count it, and {1} may do so.\n\n1. Means\n\nIf talks resume, Seoul must publish the log. China’s rail is cheap.\n"


@pytest.fixture
def shelf(tmp_path):
    """Ten documents that differ in what they have: one has no words, one has no argument, one has marks, one is repaired."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    for i in range(7):
        (folder / f"t{i}.txt").write_text(BODY.format(2010 + i, ["Japan", "Beijing", "nobody"][i % 3]) * (1 + i % 3), encoding="utf-8")
    (folder / "s.txt").write_text("双暂停，双轨并行。", encoding="utf-8")
    (folder / "u.txt").write_text("=Title", encoding="utf-8")
    (folder / "m.md").write_text("# On Coal\n\n## Who counts it\n\nNobody counts it as far as anybody knows.\n", encoding="utf-8")
    (folder / "repairs.csv").write_text("document,find,replace,reason\nm,Nobody counts,Nobody ever counts,a word was lost\n", encoding="utf-8")
    return folder


@pytest.fixture
def heavy(tmp_path):
    """Eight documents that take a while."""
    folder = tmp_path / "heavy"
    folder.mkdir()
    for i in range(8):
        (folder / f"h{i}.txt").write_text(BODY.format(2010 + i, "Japan") * 400, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def cluster():
    """A Dask cluster of two workers, each a process."""
    distributed = pytest.importorskip("dask.distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL") as cluster:
        yield cluster


def written(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".analysis"}


def tables_of(folder, target, *options):
    assert commands.main(["tables", str(folder), "--to", str(target), *map(str, options)]) == 0
    return written(target)


def test_partitions_are_runs_of_documents_of_about_equal_size():
    index = pd.DataFrame({"document": [f"d{i}" for i in range(100)], "stored_bytes": [1000] * 100})
    parts = engine.partitions(index, 8)
    assert [len(part) for part in parts] == [12, 13, 12, 13, 12, 13, 12, 13] and pd.concat(parts, ignore_index=True).equals(index)
    assert len(engine.partitions(index)) == 1 and len(engine.partitions(index, 1000)) == 100
    assert len(engine.partitions(index.assign(stored_bytes=0), 3)) == 1
    with pytest.raises(BadInput, match="found 0 partitions"):
        engine.partitions(index, 0)


def test_an_index_and_its_texts_are_the_corpus(shelf):
    index = corpus.index(shelf)
    assert "text" not in index and index.document.tolist() == sorted(index.document)
    parts = [corpus.load(part) for part in engine.partitions(index, 4)]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), corpus.read(shelf))
    assert "Nobody ever counts it" in corpus.read(shelf).set_index("document").text["m"]
    (shelf / "t0.txt").write_text("Something else.")
    with pytest.raises(BadInput, match="t0.txt has changed since"):
        corpus.load(index)


def test_the_tables_are_those_of_the_rooms_and_the_same_for_any_way_to_cut(shelf, tmp_path, cluster):
    whole = tables_of(shelf, tmp_path / "one", "--partitions", 1)
    documents = corpus.read(shelf)
    parts = sections.split(documents)
    found = words.split(documents, sentences.split(documents, parts))
    assert whole["words.csv"].decode() == engine.figures.csv_text(found)
    assert whole["sections.csv"].decode() == engine.figures.csv_text(parts)
    assert whole["texts/t0.txt"].decode() == documents.set_index("document").text["t0"]
    assert {f"{name}.csv" for name in engine.TABLES} < set(whole)
    for number in (3, 10):
        assert tables_of(shelf, tmp_path / f"here{number}", "--partitions", number) == whole
    for number in (1, 3, 10):
        assert tables_of(shelf, tmp_path / f"dask{number}", "--partitions", number, "--engine", "dask", "--scheduler", cluster.scheduler_address) == whole


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_measures_over_counts_are_those_over_words_to_the_last_digit(shelf, tmp_path, format):
    pytest.importorskip("pyarrow")
    documents = corpus.read(shelf).assign(genre=["note", "memo"] * 5)
    found = words.split(documents, sentences.split(documents, sections.split(documents)))
    for number in (1, 4, 10):
        tables_of(shelf, tmp_path / f"{number}", "--partitions", number, "--format", format, "--only", "counts")
        counts = engine.read(tmp_path / f"{number}", "counts")
        assert counts.freq.sum() == len(found) > len(counts)
        for by in (None, "genre", "document"):
            pd.testing.assert_frame_equal(terms.frequencies(counts, documents, by), terms.frequencies(found, documents, by), check_exact=True)
        pd.testing.assert_frame_equal(terms.frequencies(counts, documents, terms=["coal", "tin"]), terms.frequencies(found, documents, terms=["coal", "tin"]), check_exact=True)
        pd.testing.assert_frame_equal(terms.frequencies(counts, corpus.index(shelf), "period"), terms.frequencies(found, corpus.read(shelf), "period"), check_exact=True)
        early, late = ["t0", "t1", "t2"], ["t3", "t4", "t5"]
        for measure in (terms.keyness, terms.log_odds):
            pairs = [[table[table.document.isin(half)] for half in (early, late)] for table in (counts, found)]
            pd.testing.assert_frame_equal(measure(*pairs[0]), measure(*pairs[1]), check_exact=True)


def test_what_was_written_is_read_back_the_same_from_csv_and_parquet(tmp_path):
    """Ids and numbers of sections that look like numbers, empty cells, and what a spreadsheet would take for a formula."""
    pytest.importorskip("pyarrow")
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "007.txt").write_text("Report\n\n2.1 Means\n\n=Nobody may count coal.\r\n-1, +2 and @home it is said that rice may burn.\n\n'-ism' may burn too.\n\n2.10 Ends\n\nChina must stop.\n", encoding="utf-8", newline="")
    tables_of(folder, tmp_path / "csv")
    tables_of(folder, tmp_path / "parquet", "--format", "parquet")
    texts = corpus.read(folder).text
    for name, table in engine.tables(corpus.load(corpus.index(folder))):
        plain, packed = (engine.read(tmp_path / kind, name) for kind in ("csv", "parquet"))
        pd.testing.assert_frame_equal(plain, packed, check_dtype=False)
        pd.testing.assert_frame_equal(plain.astype("str"), table.astype("str"), check_categorical=False)
        assert plain.document.dtype == "category" and set(plain.document) == {"007"}
        if "quote" in plain:
            assert [texts[0][start:end] for start, end in zip(plain.start, plain.end)] == plain.quote.tolist()
    assert {"2.1", "2.10"} <= set(engine.read(tmp_path / "csv", "sections").number)
    hits = engine.read(tmp_path / "csv", "hits", ["reason", "counted"])
    assert hits.columns.tolist() == ["reason", "counted"] and hits.counted.dtype == bool and hits.reason[hits.counted].eq("").all()
    counts = engine.read(tmp_path / "csv", "counts")
    assert terms.frequencies(counts, corpus.index(folder), terms=["coal"]).freq.tolist() == [1]


def test_an_id_with_a_stroke_has_its_text_in_one_file_of_the_folder(tmp_path):
    row = dict.fromkeys(corpus.COLUMNS, "") | {"file": "texts/a.txt", "sha256": corpus.sha256(b"Coal is sold.")}
    ids = ["S/RES/1718", "../../../escaped"]
    for i, name in enumerate(ids):
        (tmp_path / "shelf/texts").mkdir(parents=True, exist_ok=True)
        (tmp_path / f"shelf/texts/{i}.txt").write_text("Coal is sold.")
    pd.DataFrame([row | {"document": name, "file": f"texts/{i}.txt"} for i, name in enumerate(ids)]).to_csv(tmp_path / "shelf/manifest.csv", index=False)
    made = tables_of(tmp_path / "shelf", tmp_path / "out", "--only", "documents")
    assert {name for name in made if "texts" in name} == {"texts/S%2FRES%2F1718.txt", "texts/..%2F..%2F..%2Fescaped.txt"}
    assert engine.read(tmp_path / "out", "documents").document.tolist() == sorted(ids)


def test_what_needs_the_order_of_words_refuses_counts():
    counts = engine.counts(pd.DataFrame({"document": ["a"] * 3, "zone": "body", "word": ["north", "korea", "north"]}))
    assert terms.frequencies(counts, terms="north").freq.tolist() == [2]
    for call in (lambda: terms.frequencies(counts, terms="korea north"), lambda: terms.collocates(counts, "north"), lambda: terms.occurrences(counts, "north")):
        with pytest.raises(ValueError, match="found counts, wanted the table of words"):
            call()


def test_parquet_comes_in_and_goes_out(shelf, tmp_path):
    pytest.importorskip("pyarrow")
    plain = tables_of(shelf, tmp_path / "csv")
    assert "words.parquet/000002.parquet" in tables_of(shelf, tmp_path / "parquet", "--format", "parquet", "--partitions", 3)
    for name in ("words", "sections", "hits", "recommendations"):
        table = pd.read_parquet(tmp_path / "parquet" / f"{name}.parquet")  # as other programs read it
        assert engine.figures.csv_text(table).encode() == plain[f"{name}.csv"], name
    again = tables_of(tmp_path / "parquet" / "documents.parquet", tmp_path / "again", "--partitions", 4)
    assert {name: again[name] for name in plain if name != "documents.csv"} == {name: plain[name] for name in plain if name != "documents.csv"}
    index = corpus.index(tmp_path / "parquet" / "documents.parquet")
    with pytest.raises(BadInput, match="found 'm' changed while the corpus was read"):
        corpus.load(index.assign(sha256="0"))
    pd.testing.assert_frame_equal(corpus.load(index)[["document", "text"]], corpus.read(shelf)[["document", "text"]])


@pytest.mark.parametrize(
    "table, message",
    [
        ({"document": ["a", "a"], "text": ["One.", "Two."]}, "found the id 'a' with 4 characters, wanted each id once"),
        ({"document": ["a"], "text": [None]}, "found the id 'a' with 0 characters"),
        ({"name": ["a"], "text": ["One."]}, "found the id None"),
        ({"document": [], "text": []}, "found no rows"),
        (None, "found no Parquet file"),
    ],
)
def test_a_parquet_file_that_is_no_corpus_is_refused(tmp_path, table, message):
    pytest.importorskip("pyarrow")
    path = tmp_path / "d.parquet"
    path.write_bytes(b"PAR?") if table is None else pd.DataFrame(table).to_parquet(path)
    with pytest.raises(BadInput, match=message):
        corpus.read(path)


def test_a_lost_worker_changes_nothing(heavy, tmp_path, cluster):
    from dask.distributed import Client

    parts, killed = engine.partitions(corpus.index(heavy), 8), None
    alone = [name for _, name in engine.finish(parts, tmp_path / "alone", wanted=["words", "counts"])]
    with Client(cluster) as client:
        for _ in engine.finish(parts, tmp_path / "lost", wanted=["words", "counts"], dask=True, scheduler=cluster.scheduler_address):
            if killed is None:
                busy = next(worker for worker, tasks in client.processing().items() if tasks)
                killed = next(nanny.pid for nanny in cluster.workers.values() if nanny.worker_address == busy)
                os.kill(killed, signal.SIGKILL)
    assert killed not in [nanny.pid for nanny in cluster.workers.values()]
    assert sorted(path.name for path in (tmp_path / "lost").iterdir() if len(path.name) == 32) == sorted(alone)
    whole, again = (engine.merge(tmp_path / place, alone)[0] for place in ("alone", "lost"))
    assert written(whole) == written(again)


@pytest.mark.parametrize("options", [[], ["--engine", "dask"]])
def test_a_stopped_call_leaves_nothing_half_written_and_goes_on_later(heavy, tmp_path, options, monkeypatch, capsys):
    if options:
        pytest.importorskip("dask.distributed")
    out, call = tmp_path / "out", ["tables", str(heavy), "--to", str(tmp_path / "out"), "--only", "words", "--partitions", "8"]
    process = subprocess.Popen([sys.executable, "-m", "analysis", *call, *options], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True)
    finished = []
    while not finished and process.poll() is None:
        time.sleep(0.02)
        finished = list(out.glob(".parts/*/rows.json"))
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130, said
    assert "partitions are kept: the same call goes on from there" in said and "Traceback" not in said
    assert [path.name for path in out.iterdir()] == [".parts"]
    kept = [path.parent.name for path in out.glob(".parts/*/rows.json") if len(path.parent.name) == 32]
    assert 1 <= len(kept) < 8
    made = []
    monkeypatch.setattr(engine, "write", lambda *task, write=engine.write: made.append(write(*task)) or made[-1])
    assert tables_of(heavy, out, "--only", "words", "--partitions", 8) == tables_of(heavy, tmp_path / "undisturbed", "--only", "words", "--partitions", 3)
    assert not set(kept) & set(made) and len(set(made)) == 8 - len(kept) + 3
    assert not (out / ".parts").exists()


def test_a_result_is_made_again_when_a_text_or_the_code_changes(shelf, tmp_path, monkeypatch):
    def name(format="csv", table="words"):
        return engine.name(corpus.index(shelf), format, [table], (corpus.aliases(shelf), stance.decisions(shelf)))

    names = [name(), name("parquet"), name(table="counts")]
    (shelf / "t0.txt").write_text("Something else.")
    names.append(name())
    (shelf / "repairs.csv").write_text("document,find,replace,reason\nm,Nobody,None,better\n")
    names.append(name())
    monkeypatch.setattr(engine, "fingerprint", lambda: "other code")
    names.append(name())
    assert len(set(names)) == 6


def test_a_result_is_kept_where_names_or_decisions_change_that_it_was_not_made_from(shelf):
    def name(*wanted, aliases=corpus.aliases(), decisions=stance.decisions()):
        return engine.name(corpus.index(shelf), "csv", list(wanted), (aliases, decisions))

    other = {"aliases": corpus.aliases()[1:], "decisions": stance.decisions()[1:]}
    assert name("words") == name("words", **other)
    assert name("words", "mentions") == name("words", "mentions", decisions=other["decisions"]) != name("words", "mentions", aliases=other["aliases"])
    assert name("hits") == name("hits", aliases=other["aliases"]) != name("hits", decisions=other["decisions"])


@pytest.mark.parametrize("name", ["lxml", "markdown-it-py", "pypdfium2", "unicodedata"])
def test_code_that_makes_the_text_is_part_of_the_fingerprint(name, monkeypatch):
    before = engine.fingerprint.__wrapped__()
    if name == "unicodedata":
        monkeypatch.setattr(engine, "unidata_version", "1.0")
    else:
        monkeypatch.setattr(engine, "version", lambda of, real=engine.version: "0" if of == name else real(of))
    assert engine.fingerprint.__wrapped__() != before


def test_the_tables_have_the_names_of_the_corpus_and_the_decisions_of_its_reviewer(tmp_path):
    own = shutil.copytree(corpus.HOME, tmp_path / "own")
    (own / "aliases.csv").write_text("actor,alias,kind\nUnited Nations,Security Council,name\n", encoding="utf-8")
    hits, mentions = (pd.read_csv(io.BytesIO(tables_of(own, tmp_path / name)[f"{name}.csv"]), keep_default_na=False) for name in ("hits", "mentions"))
    assert set(mentions.actor) == {"United Nations"} and set(mentions.quote.str.lower().str.split().str.join(" ")) == {"security council"}
    decisions = stance.decisions(own)
    rejected = hits[hits.reason.str.startswith("rejected by gold labels")]
    assert len(rejected) == len(decisions) > 0 and not rejected.counted.any()
    (own / "gold" / "decisions.csv").unlink()
    hits = pd.read_csv(io.BytesIO(tables_of(own, tmp_path / "without")["hits.csv"]), keep_default_na=False)
    assert not hits.reason.str.startswith("rejected").any()


def test_a_worker_that_counts_differently_is_refused(shelf, tmp_path):
    with pytest.raises(BadInput, match=r"found other code or libraries on a worker \(\w{12}\), wanted those here \(other\)"):
        engine.write(corpus.index(shelf), str(tmp_path), "x", "csv", ["words"], (corpus.aliases(), stance.decisions()), "other")
    assert [path.name for path in tmp_path.iterdir()] == ["shelf"]


@pytest.mark.parametrize(
    "options, message",
    [
        (["--scheduler", "tcp://127.0.0.1:1"], "no engine, wanted both: add  --engine dask"),
        (["--only", "word"], "found the table 'word', wanted one of documents, sections"),
        (["--partitions", "0"], "found 0 partitions, wanted 1 or more"),
        (["--engine", "dask", "--scheduler", "tcp://127.0.0.1:1"], "tcp://127.0.0.1:1: found no Dask scheduler"),
        (["--engine", "dask", "--scheduler", "nonsense://"], "nonsense://: found no Dask scheduler"),
    ],
)
def test_bad_options_are_one_line_and_leave_nothing(shelf, tmp_path, capsys, options, message):
    dask = pytest.importorskip("dask")
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        assert commands.main(["tables", str(shelf), "--to", str(tmp_path / "out"), *options]) == 1
    said = capsys.readouterr().err.rpartition("\r")[2]
    assert message in said and said.startswith("analysis: ") and said.strip().count("\n") == 0
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_a_result_is_there_whole_or_not_at_all(shelf, tmp_path, monkeypatch, error):
    def broken(table, path, write=engine._write):
        if path.stem == "words":
            raise error
        write(table, path)

    monkeypatch.setattr(engine, "_write", broken)
    with pytest.raises(error):
        list(engine.finish(engine.partitions(corpus.index(shelf)), tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_text_that_cannot_be_read_is_named_from_a_worker_too(shelf, tmp_path, capsys, cluster):
    (shelf / "t9.txt").write_bytes(b"caf\xe9")
    for options in ([], ["--engine", "dask", "--scheduler", cluster.scheduler_address]):
        assert commands.main(["tables", str(shelf), "--to", str(tmp_path / "out"), *options]) == 1
        assert "t9.txt:1: byte 3" in capsys.readouterr().err
        assert not (tmp_path / "out").exists()


def test_a_profile_says_what_each_room_takes(shelf, capsys):
    table = engine.profile(corpus.index(shelf))
    assert table.table.tolist() == ["start", "imports", *engine.TABLES[:-2], "frequencies", "keyness"] and engine.TABLES[-2:] == engine.WITH_HITS
    assert (table.seconds > 0).all() and table.share.sum() == pytest.approx(1)
    assert (table.memory[2:] > 0).all() and table.memory[:2].isna().all()
    assert commands.main(["profile", str(shelf)]) == 0
    said = capsys.readouterr().out
    assert "sections" in said and "10 documents, 0.00 MB" in said


def test_counts_are_read_back_with_the_categories_of_all(shelf, tmp_path):
    tables_of(shelf, tmp_path / "out", "--only", "counts")
    assert [path.name for path in sorted((tmp_path / "out").iterdir())] == [".analysis", "counts.csv"]
    assert engine.read(tmp_path / "out", "counts", ["document", "word"]).dtypes.astype(str).tolist() == ["category", "category"]
    with pytest.raises(BadInput, match="found no table words, wanted words.csv or words.parquet"):
        engine.read(tmp_path / "out", "words")

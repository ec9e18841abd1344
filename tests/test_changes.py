"""When a number moves, the report says which, from what to what, and why; when nothing moves, it says nothing."""

import json
import shutil
import subprocess

import pandas as pd
import pytest

from analysis import __main__ as commands
from analysis import changes, corpus, figures, findings, sections, sentences, terms, words

from conftest import ROOT

TEXTS = {
    "a": "Coal crosses the river by night, and nobody counts the trains.\n\nThe ports are closed to coal.\n",
    "b": "Rice is dear this year, for the harvest failed in the hills.\n\nCoal is cheap.\n",
    "c": "Nobody buys rice on the far bank.\n",
}


@pytest.fixture
def ran(tmp_path, monkeypatch):
    """A function that runs a small analysis on texts and returns its folder: two numbers and a figure, as notebooks save them."""

    def run(name, texts=TEXTS):
        here, out = tmp_path / f"texts-{name}", tmp_path / name
        for folder in (here, out):
            folder.mkdir()
        for document, text in texts.items():
            (here / f"{document}.txt").write_text(text, encoding="utf-8")
        monkeypatch.setenv("ANALYSIS_FIGURES", str(out / "figures"))
        documents = corpus.read(here)
        parts = sections.split(documents)
        counted = words.split(documents, sentences.split(documents, parts))
        sizes = counted[counted.zone == "body"].document.value_counts()
        for word in ("coal", "rice"):
            places = findings.evidence(terms.occurrences(counted, [word]), documents, parts)
            findings.state(f"{word}-named", f"{word.title()} is named {{numerator}} times.", "uses", documents, places, (sizes > 0).astype(int), resample=False)
        table = terms.frequencies(counted, documents, terms=["coal", "rice"])[["word", "freq"]]
        places = findings.evidence(terms.occurrences(counted, ["coal", "rice"]), documents, parts)
        figures.save(figures.bars(table, "word", "uses", "freq"), "coal-and-rice", documents, places, title="Coal and rice", note="Body text.")
        (out / changes.RECORD).write_text(figures.csv_text(changes.record(here)), encoding="utf-8")
        return out

    return run


def compared(old, new, tmp_path):
    """What moved between two runs, and what differs."""
    runs = [changes.read(place, tmp_path / f"scratch{i}") for i, place in enumerate((old, new))]
    return changes.moved(*runs), changes.differences(runs[0]["record"], runs[1]["record"])


def test_nothing_changed_is_nothing(ran, tmp_path, capsys):
    table, differ = compared(ran("old"), ran("new"), tmp_path)
    assert table.empty and differ.empty
    assert commands.main(["changes", str(tmp_path / "old"), str(tmp_path / "new")]) == 0
    assert capsys.readouterr().out == "No figure or number moved. Nothing under them differs.\n"
    assert (tmp_path / "old/run.csv").read_bytes() == (tmp_path / "new/run.csv").read_bytes()


def test_one_changed_sentence_lists_exactly_the_figures_it_moved_with_text_and_places(ran, tmp_path, capsys):
    texts = TEXTS | {"b": TEXTS["b"].replace("Coal is cheap.", "Coal is cheap, and coal is near.")}
    table, differ = compared(ran("old"), ran("new", texts), tmp_path)
    assert table.slug.tolist() == ["coal-and-rice", "coal-named"]  # and not rice-named
    assert table.cause.tolist() == ["text b changed"] * 2 and table.places.tolist() == ["b +1 −0"] * 2
    assert table.old[1].startswith("Coal is named 3 times. [") and table.new[1].startswith("Coal is named 4 times. [")
    assert differ.values.tolist() == [["text", "b", "changed"]]
    assert commands.main(["changes", str(tmp_path / "old"), str(tmp_path / "new")]) == 1
    said = capsys.readouterr().out
    assert said.startswith("2 figures or numbers moved.\n\ncoal-and-rice (figure, )\n    old     Bar chart") and "    cause   text b changed\n" in said


def test_a_sentence_in_which_nothing_is_counted_moves_nothing_and_is_named(ran, tmp_path, capsys):
    texts = TEXTS | {"a": TEXTS["a"].replace("nobody counts", "few count")}  # what stands after it shifts
    ran("old"), ran("new", texts)
    assert commands.main(["changes", str(tmp_path / "old"), str(tmp_path / "new")]) == 0
    assert "These differ and moved nothing: text a changed." in capsys.readouterr().out


def test_places_that_only_shifted_did_not_come_or_go(ran, tmp_path):
    texts = TEXTS | {"a": "Long before dawn, coal is weighed. " + TEXTS["a"]}
    table, _ = compared(ran("old"), ran("new", texts), tmp_path)
    assert table.places.tolist() == ["a +1 −0"] * 2


def test_of_two_changed_texts_a_number_names_the_one_it_moved_with(ran, tmp_path):
    texts = TEXTS | {"a": TEXTS["a"].replace("to coal", "to ore"), "c": TEXTS["c"].replace("buys rice", "buys any")}
    table, _ = compared(ran("old"), ran("new", texts), tmp_path)
    cause = dict(zip(table.slug, table.cause))
    assert cause["coal-named"] == "text a changed" and cause["rice-named"] == "text c changed"
    assert cause["coal-and-rice"] == "text a changed, c changed"  # its values are not by document: either may be why


def test_added_and_removed_texts_and_numbers_are_named(ran, tmp_path):
    old, new = ran("old"), ran("new", {"a": TEXTS["a"], "d": "Coal, and no end of it."})
    entries = json.loads((new / "figures/register.json").read_text(encoding="utf-8"))
    (new / "figures/register.json").write_text(json.dumps([entry for entry in entries if entry["slug"] != "rice-named"]), encoding="utf-8")
    table, _ = compared(old, new, tmp_path)
    assert table.new[table.slug == "rice-named"].item() == "not there"
    assert table.cause[table.slug == "coal-and-rice"].item() == "text b removed, c removed, d added"


@pytest.fixture
def package(tmp_path):
    """A copy of what the package's records are made of."""
    home = tmp_path / "package"
    for name in ("analysis", "notebooks"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("figures", "__pycache__"))
    shutil.copy(ROOT / "requirements.lock", home)
    return home


def test_a_changed_list_row_room_and_library_are_each_named(package, tmp_path):
    before = changes.record(ROOT / "corpus", package)
    lists, room, lock = package / "analysis/stopwords.csv", package / "analysis/words.py", package / "requirements.lock"
    lists.write_text(lists.read_text(encoding="utf-8").replace("about,preposition\n", "") + "zounds,exclamation\n", encoding="utf-8")
    room.write_text(room.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    lock.write_text(lock.read_text(encoding="utf-8").replace("matplotlib==3.11.2", "matplotlib==3.12.0"), encoding="utf-8")
    assert changes.differences(before, changes.record(ROOT / "corpus", package)).values.tolist() == [
        ["list row", "stopwords.csv: about, preposition", "removed"],
        ["list row", "stopwords.csv: zounds, exclamation", "added"],
        ["code", "words", "changed"],
        ["library", "matplotlib", "3.11.2 → 3.12.0"],
    ]


def test_rooms_that_no_notebook_uses_move_nothing(package):
    known = changes.record(ROOT / "corpus", package)
    rooms = set(known.name[known.kind == "code"])
    assert {"corpus", "words", "terms", "figures", "lines"} <= rooms and not {"changes", "site", "__main__"} & rooms


def test_a_manifest_row_and_an_alias_are_named_and_a_text_counts_with_its_repairs(tmp_path):
    here = shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    before = changes.record(here)
    for name, old, new in (("manifest.csv", ",memo,", ",aide-memoire,"), ("repairs.csv", "Project – patient", "Project – steady"), ("aliases.csv", "China,Chinese,adjective", "China,Sinic,adjective")):
        text = (here / name).read_text(encoding="utf-8")
        (here / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        assert text != (here / name).read_text(encoding="utf-8")
    found = changes.differences(before, changes.record(here)).values.tolist()
    assert found == [["text", "D03", "changed"], ["manifest row", "D04", "changed"], ["list row", "aliases.csv: China, Chinese", "removed"], ["list row", "aliases.csv: China, Sinic", "added"]]


def test_a_decision_and_a_label_of_a_reviewer_are_named(tmp_path):
    here = tmp_path / "shelf"
    (here / "gold").mkdir(parents=True)
    (here / "a.txt").write_text("Coal may burn.")
    corpus.add([here / "a.txt"], tmp_path / "own")
    before = changes.record(tmp_path / "own")
    (tmp_path / "own/gold").mkdir()
    (tmp_path / "own/gold/decisions.csv").write_text("document,start,end,quote,stance,decision,checked_by,checked_on,why\na,5,8,may,hedge,reject,E. R.,,\n")
    (tmp_path / "own/gold/cues.csv").write_text("document,start,end,quote,stance\na,5,8,may,hedge\n")
    after = changes.record(tmp_path / "own")
    assert changes.differences(before, after).values.tolist() == [["list row", "gold/cues.csv: a, 5, 8, may, hedge", "added"], ["list row", "gold/decisions.csv: a, 5, 8, may, hedge", "added"]]
    path = tmp_path / "own/gold/decisions.csv"
    path.write_text(path.read_text().replace("reject", "keep"))
    assert changes.differences(after, changes.record(tmp_path / "own")).values.tolist() == [["list row", "gold/decisions.csv: a, 5, 8, may, hedge", "changed"]]


def test_nothing_of_the_machine_is_in_a_record(tmp_path):
    text = figures.csv_text(changes.record())
    assert str(ROOT) not in text and "python," not in text.replace("ipython,", "")
    rows = text.splitlines()
    assert max(map(len, rows)) < 1000 and len(text) < 100 * len(rows)  # names and fingerprints, and nobody's text


def test_only_the_notebook_of_a_figure_is_a_cause_of_it(ran, tmp_path):
    old, new = ran("old"), ran("new", TEXTS | {"c": "Nobody sells coal."})
    for out, code in ((old, "top = 10"), (new, "top = 12")):
        entries = json.loads((out / "figures/register.json").read_text(encoding="utf-8"))
        for entry in entries:
            entry["notebook"] = "rice.ipynb" if entry["slug"] == "rice-named" else "coal.ipynb"
        (out / "figures/register.json").write_text(json.dumps(entries), encoding="utf-8")
        (out / "rice.ipynb").write_text(json.dumps({"cells": [{"cell_type": "code", "source": [code]}]}), encoding="utf-8")
    table, _ = compared(old, new, tmp_path)
    cause = dict(zip(table.slug, table.cause))
    assert cause["rice-named"] == "text c changed; notebook rice.ipynb changed" and "notebook" not in cause["coal-named"]


def test_a_run_without_a_record_and_a_register_of_an_older_version_are_read(ran, tmp_path):
    old, new = ran("old"), ran("new", TEXTS | {"c": "Nobody sells coal."})
    (old / changes.RECORD).unlink()
    table, differ = compared(old, new, tmp_path)
    assert differ.empty and table.cause[0] == "texts or manifest, of which a run has no record; code or libraries, of which a run has no record"
    (old / "figures/register.json").write_text('[{"slug": "rice-named"}, {"slug": "coal-named", "digest": "x"}]', encoding="utf-8")
    for name in ("rice-named.csv", "rice-named.evidence.csv"):
        (old / "figures" / name).unlink()
    table, _ = compared(old, new, tmp_path)
    assert table.slug.tolist() == ["coal-and-rice", "coal-named", "rice-named"] and table.old.tolist() == ["not there", "[x]", "[no digest]"]


def test_what_moved_although_nothing_differs_is_said_so(ran, tmp_path):
    old, new = ran("old"), ran("new")
    text = (new / "figures/register.json").read_text(encoding="utf-8")
    (new / "figures/register.json").write_text(text.replace(json.loads(text)[1]["digest"], "0" * 12), encoding="utf-8")
    table, _ = compared(old, new, tmp_path)
    assert table.slug.tolist() == ["coal-named"] and table.cause[0] == "not known: nothing that was recorded differs"


@pytest.mark.parametrize(
    "break_it, message",
    [
        (lambda out: (out / "figures/register.json").write_text("[{"), "found a broken register"),
        (lambda out: (out / "figures/register.json").write_text('[{"digest": "x"}]'), "found a broken register"),
        (lambda out: shutil.rmtree(out / "figures"), "found no register.json"),
        (lambda out: shutil.rmtree(out), "found no such folder, and no such git revision"),
        (lambda out: (out / "x.ipynb").write_text("{}"), "x.ipynb: found no notebook"),
    ],
)
def test_what_cannot_be_read_is_status_two(ran, tmp_path, capsys, break_it, message):
    break_it(ran("old"))
    assert commands.main(["changes", str(tmp_path / "old"), str(ran("new"))]) == 2
    said = capsys.readouterr()
    assert message in said.err and said.err.count("\n") == 1 and not said.out


def test_the_checkout_and_a_git_revision_are_runs(tmp_path, monkeypatch, capsys):
    home = tmp_path / "checkout"
    shutil.copytree(ROOT, home, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", "tests"))
    monkeypatch.setattr(changes, "HOME", home)
    git = ["git", "-C", str(home), "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "core.autocrlf=false"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *arguments], check=True)
    monkeypatch.chdir(home)
    assert commands.main(["changes", "HEAD", "."]) == 0 and "Nothing under them differs" in capsys.readouterr().out
    lists = home / "corpus/aliases.csv"
    lists.write_text(lists.read_text(encoding="utf-8") + "Russia,Muscovy,name\n", encoding="utf-8")
    assert commands.main(["changes", "HEAD", "notebooks"]) == 0 and "list row aliases.csv: Russia, Muscovy added" in capsys.readouterr().out
    assert commands.main(["changes", "HEAD~1", "."]) == 2 and "no such git revision" in capsys.readouterr().err


def test_the_briefings_that_cite_what_moved_are_named(ran, tmp_path, capsys):
    import docx

    old, shelf = ran("old"), tmp_path / "briefings"
    ran("new", TEXTS | {"b": TEXTS["b"].replace("Coal is cheap.", "Coal is cheap, and coal is near.")})
    (shelf / "june").mkdir(parents=True)
    (shelf / "coal.md").write_text("Coal is named {{coal-named}} times.\n", encoding="utf-8")
    (shelf / "rice.md").write_text("Rice is named {{rice-named}} times.\n", encoding="utf-8")
    document = docx.Document()
    document.add_picture(str(old / "figures/coal-and-rice.png"))
    document.save(shelf / "june" / "memo.docx")
    command = ["changes", str(old), str(tmp_path / "new"), "--briefings", str(shelf)]
    assert commands.main(command) == 1
    said = capsys.readouterr().out
    assert "    cited   june/memo.docx\n" in said and "    cited   coal.md\n" in said and "rice.md" not in said
    (shelf / "broken.docx").write_bytes(b"PK nothing")
    assert commands.main(command) == 2 and "Not read: " in capsys.readouterr().out
    assert commands.main([*command[:-1], str(shelf / "none")]) == 2 and "found no such folder" in capsys.readouterr().err


def test_a_run_on_a_folder_leaves_its_record(tmp_path, monkeypatch):
    monkeypatch.setattr(commands, "NOTEBOOKS", tmp_path / "none")
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "a.txt").write_text(TEXTS["a"], encoding="utf-8")
    assert commands.main(["run", str(shelf), "--to", str(tmp_path / "out")]) == 0
    kept = pd.read_csv(tmp_path / "out" / changes.RECORD, dtype="str", keep_default_na=False)
    assert kept[kept.kind == "text"].name.tolist() == ["a"] and {"code", "library", "list row", "manifest row"} < set(kept.kind)


def test_of_many_rows_some_are_named_and_the_rest_counted():
    differ = pd.DataFrame({"kind": "list row", "name": [f"cues.csv: {'word|' * i}, hedge" for i in range(50)], "change": "added"})
    text = changes.said(pd.DataFrame(columns=["slug", "kind", "notebook", "old", "new", "places", "cause"]), differ)
    assert text.count(" added") == 40 and "and 10 more" in text and max(map(len, text.split(", cues.csv"))) < 200

"""Notebooks ask, cells answer; what is committed is what a run writes, to the byte."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from analysis import figures

from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
COMMITTED = ROOT / "notebooks" / "figures"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*\s*(?:%|per cent)?")
SPELLED = re.compile(
    r"\b(?:in (?:only |just )?one document|(?:one|two|three) (?:thirds?|quarters?)|half of|"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twice|dozen|hundred) (?:of|documents?|words?|times|texts?|per))\b", re.I
)


def disorder(notebook):
    """What is wrong with the outputs of a notebook: stripped, or run out of order."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    counts = [cell.execution_count for cell in cells]
    found = [] if counts == list(range(1, len(cells) + 1)) else [f"run in the order {counts}"]
    for cell in cells:
        speaks = isinstance(ast.parse(cell.source).body[-1], ast.Expr)
        if speaks and not cell.outputs:
            found.append(f"no output under {cell.source.splitlines()[0]!r}")
        if any(output.output_type == "error" or output.get("name") == "stderr" for output in cell.outputs):
            found.append(f"an error or warning under {cell.source.splitlines()[0]!r}")
    return found


def typed_numbers(notebook):
    """Numbers typed in the prose of a notebook; code spans (file names) are no prose."""
    prose = [re.sub(r"`[^`]*`", "", cell.source) for cell in notebook.cells if cell.cell_type == "markdown"]
    return [found for text in prose for found in NUMBER.findall(text) + SPELLED.findall(text)]


def misshapen(notebook):
    """Cells that are too long or do what a room should do, and headings that do not ask."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            lines = cell.source.splitlines()
            if len(lines) > 8 or max(map(len, lines)) > 110:
                found.append(f"long cell: {lines[0]!r}")
            nodes = list(ast.walk(ast.parse(cell.source)))
            paths = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and re.search(r"/|\.\w{3,4}$", n.value)]
            if paths or any(isinstance(n, (ast.FunctionDef, ast.ClassDef)) or "warnings" in ast.dump(n) for n in nodes):
                found.append(f"a definition, a filter or a path: {lines[0]!r}")
        else:
            headings = re.findall(r"^#+ (.+)$", cell.source, re.M)
            found += [f"does not ask: {heading!r}" for heading in headings if not heading.endswith("?") and heading != "Findings"]
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_run_from_top_to_bottom_and_keeps_the_house_rules(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert disorder(notebook) == [] and typed_numbers(notebook) == [] and misshapen(notebook) == []
    assert set(notebook.metadata) == {"kernelspec", "language_info"} and set(notebook.metadata.language_info) == {"name"}
    assert all(not cell.metadata for cell in notebook.cells)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert re.findall(r"^#+ (.+)$", prose, re.M)[-1] == "Findings"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_tables_are_short_enough_to_be_shown_whole(path):
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            page = "".join(output.get("data", {}).get("text/html", ""))
            assert page.count("<tr") <= 22, cell.source


def broken(change):
    notebook = nbformat.read(NOTEBOOKS[1], as_version=4)
    change([cell for cell in notebook.cells if cell.cell_type == "code"])
    return notebook


def test_stripped_and_disordered_notebooks_are_seen():
    def strip(cells):
        cells[1].outputs = []

    def swap(cells):
        cells[1].execution_count, cells[2].execution_count = 3, 2

    assert disorder(broken(strip)) and disorder(broken(swap))[0].startswith("run in the order [1, 3, 2, 4, 5,")


@pytest.mark.parametrize("prose", ["They use it 49 times.", "About 7.5 per 1,000 words.", "It stands in three of them.", "Half of documents use it.", "Most uses stand in one document.", "Two thirds of all words are argument."])
def test_a_number_typed_in_prose_is_seen(prose):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(prose)])
    assert typed_numbers(notebook)


def test_a_cell_that_does_too_much_is_seen():
    for source in ("x = 1\n" * 9, "def count():\n    pass", "import warnings", 'open("a.csv")'):
        assert misshapen(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]))
    assert misshapen(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("## Results")]))


@pytest.fixture(scope="module")
def rerun(tmp_path_factory):
    """The figures of this session's notebooks, which nbval has run before this test, else of a run of our own."""
    here = Path(os.environ["ANALYSIS_FIGURES"])
    if (here / "register.json").exists():
        return here
    target = tmp_path_factory.mktemp("run") / "out"
    environment = {key: value for key, value in os.environ.items() if key != "ANALYSIS_FIGURES"}
    subprocess.run([sys.executable, "-m", "analysis", "run", "--to", str(target)], check=True, env=environment, capture_output=True)
    return target / "figures"


def test_a_run_writes_the_committed_figures_to_the_byte(rerun):
    made = {path.name: path.read_bytes() for path in rerun.iterdir()}
    kept = {path.name: path.read_bytes() for path in COMMITTED.iterdir() if path.is_file()}
    assert sorted(made) == sorted(kept), "a figure file that no notebook writes, or one that is not committed"
    assert [name for name in sorted(made) if made[name] != kept[name]] == []


def register():
    return json.loads((COMMITTED / "register.json").read_text(encoding="utf-8"))


def test_the_register_has_every_figure_and_number_once_with_its_notebook():
    slugs = [entry["slug"] for entry in register()]
    assert slugs == sorted(set(slugs))
    assert {path.name.removesuffix(".svg") for path in COMMITTED.glob("*.svg")} == {e["slug"] for e in register() if e["kind"] == "figure"}
    for entry in register():
        assert (ROOT / "notebooks" / entry["notebook"]).is_file() and entry["heading"]
        assert all((COMMITTED / f"{entry['slug']}{end}").is_file() for end in (".csv", ".evidence.csv", ".json"))
        assert entry["lists"] == figures.lists_version()


def test_the_evidence_of_every_figure_and_number_adds_up():
    import pandas as pd

    for entry in register():
        places = pd.read_csv(COMMITTED / f"{entry['slug']}.evidence.csv", dtype={"word": "str"}, keep_default_na=False)
        if entry["kind"] == "number":
            by_document = pd.read_csv(COMMITTED / f"{entry['slug']}.csv")
            assert places.freq.sum() == by_document.freq.sum() == entry["numerator"], entry["slug"]
            assert by_document["size"].sum() == entry["denominator"], entry["slug"]
        else:
            drawn = pd.read_csv(COMMITTED / f"{entry['slug']}.csv", dtype={"word": "str"}, keep_default_na=False)
            keys = [column for column in drawn if column in places and column not in ("freq", "documents", "words")]
            counts = drawn.set_index(keys).freq + (drawn.set_index(keys).freq_ref if "freq_ref" in drawn else 0)
            both = counts.to_frame("drawn").join(places.groupby(keys).freq.sum().rename("found")).fillna(0)
            assert (both.drawn == both.found).all() and both.found.sum() == places.freq.sum(), entry["slug"]


def test_readme_names_every_figure():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [entry["slug"] for entry in register() if f"`{entry['slug']}`" not in readme] == []


def test_the_readme_quotes_the_findings_as_they_are():
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    for entry in register():
        if entry["kind"] == "number":
            assert entry["sentence"] in readme, entry["slug"]


def test_the_readme_cites_the_digest_as_it_is():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    entry = next(entry for entry in register() if entry["slug"] == "terms-most-frequent")
    assert f"figure `terms-most-frequent`, digest {entry['digest']}, corpus {entry['corpus']}." in readme

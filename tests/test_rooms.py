"""The house rules of the code: imports point one way, and whatever is public says what it is."""

import ast
from pathlib import Path

import pytest

import analysis

ROOMS = [
    *("pdf", "formats", "corpus", "lines", "sections", "sentences", "words", "measures", "inference", "terms", "actors", "cues", "phrases", "quotations", "voices", "advice", "stance"),
    *("citations", "figures", "findings", "engine", "pages", "slides", "pictures", "shown", "quoted", "briefing", "changes", "site", "__main__"),
]
SOURCES = {path.stem: path.read_text(encoding="utf-8") for path in Path(analysis.__file__).parent.glob("*.py") if path.stem != "__init__"}


def wrong_imports(room, source):
    """The rooms that a room imports although they come after it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "analysis":
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis."):
            found.append(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found += [name.name.split(".")[1] for name in node.names if name.name.startswith("analysis.")]
        assert not (isinstance(node, ast.ImportFrom) and node.level), "write out: from analysis import …"
    return [other for other in found if other not in ROOMS or ROOMS.index(other) >= ROOMS.index(room)]


def without_docstring(source):
    """The public names of a module that do not say what they are."""
    tree = ast.parse(source)
    public = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")]
    return [node.name for node in public if not ast.get_docstring(node) and node.name != "main"] + ([] if ast.get_docstring(tree) else ["(module)"])


def test_every_module_is_a_room():
    assert sorted(SOURCES) == sorted(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_from_later_rooms_to_earlier_ones(room):
    assert wrong_imports(room, SOURCES[room]) == []


@pytest.mark.parametrize("room", ROOMS)
def test_whatever_is_public_has_a_docstring(room):
    assert without_docstring(SOURCES[room]) == []


def test_a_wrong_import_and_a_missing_docstring_are_seen():
    assert wrong_imports("words", "from analysis import terms, formats") == ["terms"]
    assert wrong_imports("words", "from analysis.figures import bars\nimport analysis.corpus") == ["figures"]
    assert without_docstring('"""A room."""\ndef count():\n    pass\nclass Row:\n    "A row."\n') == ["count"]


def test_no_room_reaches_for_the_network():
    for room, source in SOURCES.items():
        assert not any(name in source for name in ("urllib", "requests", "http.client", "nltk.download", "socket")), room

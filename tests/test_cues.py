"""The list of cues: every row does what its examples say, and a list that could not do its work is refused with its line."""

import csv

import numpy as np
import pandas as pd
import pytest

from analysis import cues, stance
from analysis.formats import BadInput

ROW = dict(pattern="may", stance="hedge", kind="modal", strength="2", profile="core", band="", requires="", excludes="month = @ #")
ROW |= dict(counting="The ban may fail.", look_alike="It was May 2017.", note="")


@pytest.fixture(scope="module")
def listed():
    return stance.cues("wide")


def written(folder, *rows):
    """A list of one's own, on disk: each row is ROW with the cells that are given."""
    path = folder / "own.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, cues.COLUMNS)
        table.writeheader()
        table.writerows(ROW | row for row in rows)
    return path


def test_every_example_does_what_it_says(listed):
    assert stance.wrong_examples(listed) == []


def test_an_example_that_does_not_is_seen(listed):
    row = listed.index[listed.pattern == "clearly"][0]
    wrong = listed.assign(counting=listed.counting.where(listed.index != row, "The ban failed."))
    assert stance.wrong_examples(wrong) == [(row, "counting")]
    wrong = listed.assign(look_alike=listed.look_alike.where(listed.index != row, "The ban clearly failed."))
    assert stance.wrong_examples(wrong) == [(row, "look_alike")]


def test_the_list_is_sorted_and_each_cue_stands_once(listed):
    keys = list(zip(listed.pattern, listed.stance))
    assert keys == sorted(set(keys))


def test_no_example_stands_for_two_patterns(listed):
    examples = pd.concat([listed.counting, listed.look_alike]).groupby(level=0).agg(" / ".join)
    assert examples.groupby(examples).size().max() <= 2  # a cue of two stances may keep its sentences


def test_the_list_is_long_enough_and_each_stance_has_its_cues(listed):
    assert len(listed) >= 400
    assert set(listed.stance) <= set(cues.STANCES)


def test_only_words_of_estimative_probability_have_a_band(listed):
    banded = listed[listed.band != ""]
    assert set(banded.kind) == {"estimative"} and set(banded.band) == set(cues.BANDS)
    band = dict(zip(banded.pattern, banded.band))
    assert (band["likely"], band["unlikely"], band["probably"], band["improbable"]) == ("likely", "unlikely", "likely", "unlikely")
    assert "may" not in band and "might" not in band


def test_a_band_is_told_by_the_longest_words():
    texts = ["It is likely.", "It is very likely.", "It is almost certain.", "There is a remote chance of it."]
    texts += ["It has a roughly even chance of success.", "It is not likely."]
    sentences = pd.DataFrame({"document": "d", "section": 1, "sentence": range(6), "zone": "body", "start": 0, "end": 99, "text": texts})
    listed = stance.cues()
    hits = stance.find(sentences, listed).merge(listed, left_on=["cue", "stance"], right_on=["pattern", "stance"])
    hits = hits[hits.band != ""].sort_values("sentence")
    assert hits.band.tolist() == ["likely", "very likely", "almost certain", "almost no chance", "roughly even chance", "unlikely"]


def test_the_reasons_are_few_and_named(listed):
    assert {why for excludes in listed.excludes for why, _ in cues.contexts("", excludes)} <= set(cues.REASONS)


def test_no_pattern_is_looked_for_at_every_word(listed):
    """A pattern of signs alone would be compared at each word of every text."""
    loose = [pattern for pattern in listed.pattern for run in cues.variants(pattern) if not any(isinstance(test, frozenset) for test, _ in run)]
    assert loose == []


@pytest.mark.parametrize(
    "cell, said",
    [
        ({"stance": "stubborn"}, "found the stance 'stubborn', wanted one of hedge"),
        ({"profile": "broad"}, "found the profile 'broad'"),
        ({"strength": "5"}, "found the strength '5'"),
        ({"band": "maybe"}, "found the band 'maybe'"),
        ({"pattern": ""}, "found the pattern ''"),
        ({"pattern": "very? ..2"}, "found the pattern 'very? ..2'"),
        ({"pattern": "May"}, "found 'May' in a pattern"),
        ({"pattern": "may {nobody}"}, "found the group 'nobody'"),
        ({"pattern": "may @"}, "found @ in the pattern"),
        ({"pattern": "may ..9 or ..9 not"}, "wanted one to 12 words"),
        ({"excludes": "@ #"}, "found the exclusion '@ #', wanted its reason"),
        ({"excludes": "month = 2017"}, "found the context '2017', wanted @ in it once"),
        ({"requires": "in"}, "found the context 'in', wanted @ in it once"),
        ({"counting": ""}, "found a missing example"),
        ({"look_alike": ""}, "found a missing example"),
        ({"counting": "The ban fails."}, "found no counted hit of 'may' in the example 'The ban fails.', wanted one"),
        ({"look_alike": "It may be."}, "found a counted hit of 'may' in the example 'It may be.', wanted none"),
    ],
)
def test_a_row_that_could_not_do_its_work_is_refused_with_its_line(tmp_path, cell, said):
    path = written(tmp_path, {"pattern": "can", "counting": "It can fail.", "look_alike": "A tin fell."}, ROW | cell)
    if cell.get("pattern") in ("", "May"):
        path = written(tmp_path, ROW | cell)
    with pytest.raises(BadInput) as error:
        stance.cues(path=path)
    assert said in str(error.value) and str(error.value).startswith(f"{path}:{2 if cell.get('pattern') in ('', 'May') else 3}: ")


def test_a_cue_that_stands_twice_or_out_of_order_is_refused_with_its_line(tmp_path):
    for first, second in (("may", "may"), ("may", "can")):
        path = written(tmp_path, {"pattern": first}, {"pattern": second, "counting": f"It {second} be.", "look_alike": "No."})
        with pytest.raises(BadInput, match=r"own\.csv:3: found .* wanted each cue once, sorted"):
            stance.cues(path=path)


def test_a_list_of_ones_own_is_used_alone(tmp_path):
    own = stance.cues(path=written(tmp_path, {}))
    text = "It may clearly fail after May 3, 2017"
    sentences = pd.DataFrame({"document": ["d"], "section": 1, "sentence": 1, "zone": "body", "start": 0, "end": len(text), "text": text})
    hits = stance.find(sentences, own)
    assert hits[["quote", "counted"]].values.tolist() == [["may", True], ["May", False]]


def test_the_order_of_the_rows_makes_no_difference(listed):
    texts = pd.concat([listed.counting, listed.look_alike], ignore_index=True)
    sentences = pd.DataFrame({"document": "d", "section": 1, "sentence": range(len(texts)), "zone": "body", "start": 0, "end": texts.str.len(), "text": texts})
    expected = stance.find(sentences, listed)
    for seed in (1, 2):
        shuffled = listed.sample(frac=1, random_state=seed).reset_index(drop=True)
        pd.testing.assert_frame_equal(stance.find(sentences, shuffled), expected)


def test_the_profile_must_be_known():
    with pytest.raises(BadInput, match="found the profile 'broad', wanted one of core, wide"):
        stance.cues("broad")


@pytest.mark.parametrize(
    "pattern, text, found",
    [
        ("may", "It may. May it?", ["may", "May"]),
        ("suggest~ that", "They suggest that; suggesting that; suggestion that", ["suggest that", "suggesting that"]),
        ("not very? clear", "not clear, not very clear, not at all clear", ["not clear", "not very clear"]),
        ("as ..2 as", "as good as gold; as very good as it is; as far", ["as good as", "as very good as"]),
        ("on , however", "on, however. on however", ["on, however"]),
        ("^ yet", "Yet it rose, yet it fell.", ["Yet"]),
        ("fail~ $", "It failed and fails.", ["fails"]),
        ("# ships", "40 ships, forty ships", ["40 ships"]),
        ("*ly sure", "fairly sure, not sure", ["fairly sure"]),
        ("* sure", "It is sure", ["is sure"]),
        ("general Aa", "General Pak met a general officer", ["General Pak"]),
        ("not clear", "It is not. Clear it is. It is not “clear”.", ["not “clear"]),
        ("may be", "It may, be sure, be. It may\nbe.", ["may\nbe"]),
    ],
)
def test_each_sign_of_the_pattern_language(pattern, text, found):
    known = cues.runs((pattern,))
    tokens = cues.tokens([text], known)
    _, first, last = cues.places(known, tokens)
    assert sorted(text[tokens.starts[i] : tokens.ends[j]] for i, j in zip(first, last)) == sorted(found)


@pytest.mark.parametrize(
    "context, text, fits",
    [
        ("@ that", "certain that", True),
        ("@ that", "certain, that", False),
        ("@ , *", "certain, that", True),
        (", @", "so, certain", True),
        (", @", "so certain", False),
        ("^ @", "certain of it", True),
        ("^ @", "so certain", False),
        ("@ $", "so certain.", True),
        ("not ..2 @", "not at all certain", True),
        ("not ..2 @", "not of it at all certain", False),
    ],
)
def test_a_context_is_written_in_the_same_language(context, text, fits):
    known = cues.runs(("certain", context))
    tokens = cues.tokens([text], known)
    _, first, last = cues.places(known, tokens)
    one = np.ones(len(first), int)
    assert (len(cues.fit(known, one, one + 1, first, last, tokens)[0]) > 0) == fits


def test_patterns_looked_for_together_are_found_as_each_is_alone(listed):
    texts = [*listed.counting, *listed.look_alike, "", "…", "May, may"]
    together = cues.runs(tuple(listed.pattern))
    which, first, last = cues.places(together, cues.tokens(texts, together))
    found = {(listed.pattern[i], a, b) for i, a, b in zip(which.tolist(), first.tolist(), last.tolist())}
    for pattern in listed.pattern[::40]:
        alone = cues.runs((pattern,))
        _, first, last = cues.places(alone, cues.tokens(texts, alone))
        assert {(pattern, a, b) for a, b in zip(first.tolist(), last.tolist())} == {row for row in found if row[0] == pattern} != set()


@pytest.mark.parametrize("gap, kind", [(" ", "BLANK"), ("\n\n\n", "BLANK"), (" “", "BLANK"), (", ", "COMMA"), (",” ", "COMMA"), (" (", "OTHER"), (". ", "OTHER"), (" — ", "OTHER")])
def test_what_stands_between_two_words_is_read_whole(gap, kind):
    """Short gaps are told by their characters, long ones one by one: a long one beside a short one with the same beginning must not take its place."""
    known = cues.runs(("may",))
    for other in (" (see ", " ", ", (", " (((", ",” ("):
        found = cues.tokens([f"coal{gap}may{other}rice"], known)
        assert found.gap[:2].tolist() == [cues.BORDER, getattr(cues, kind)], other


def test_a_run_does_not_reach_over_the_end_of_all_texts():
    known = cues.runs(("certain", "* * @", "@ * *", "^ @", "@ $", "^ * @"))
    for text, expected in (("certain", [False, False, True, True, False]), ("so certain of it", [False, True, False, False, True])):
        found = cues.tokens([text], known)
        _, first, last = cues.places(known, found)
        fitting = set(cues.fit(known, np.array([1]), np.array([6]), first, last, found)[1].tolist())
        assert [i in fitting for i in range(1, 6)] == expected


def test_a_pattern_of_signs_alone_is_looked_for_everywhere():
    known = cues.runs(("# Aa", "*ly *"))
    found = cues.tokens(["40 Koreans nearly left 3 Ports"], known)
    assert [column.tolist() for column in cues.places(known, found)] == [[0, 0, 1], [0, 4, 2], [1, 5, 3]]


def test_a_word_has_all_the_endings_that_it_ends_in():
    known = cues.runs(("*y crew", "*ly crew"))
    which, first, _ = cues.places(known, cues.tokens(["An early crew met a city crew."], known))
    assert sorted(zip(which.tolist(), first.tolist())) == [(0, 1), (0, 5), (1, 1)]

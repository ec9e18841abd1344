"""Who is named: names inside names, names as they are printed, and what is no name."""

import unicodedata

import pandas as pd
import pytest

from analysis import actors, corpus, sections, sentences

from conftest import tables

NAMES = pd.DataFrame(
    [
        ("China", "China", "name"),
        ("China", "Chinese", "adjective"),
        ("China", "Beijing", "metonym"),
        ("China", "People's Republic of China", "name"),
        ("North Korea", "DPRK", "name"),
        ("North Korea", "Democratic People's Republic of Korea", "name"),
        ("North Korea", "North Korea", "name"),
        ("North Korea", "North Korean", "adjective"),
        ("Security Council", "Security Council", "name"),
        ("Security Council", "United Nations Security Council", "name"),
        ("South Korea", "Republic of Korea", "name"),
        ("United Nations", "UN", "name"),
        ("United Nations", "United Nations", "name"),
        ("United States", "US", "name"),
        ("United States", "USA", "name"),
        ("United States", "U.S.", "name"),
    ],
    columns=actors.ALIASES,
)
N, A, M = actors.KINDS


def found(text, aliases=NAMES, kinds=actors.KINDS):
    """The mentions in one text, which must all give their quote back."""
    *_, lines, _ = tables(text)
    mentions = actors.find(lines, aliases, kinds)
    assert all(text[start:end] == quote for start, end, quote in zip(mentions.start, mentions.end, mentions.quote))
    return mentions


def named(text, aliases=NAMES, kinds=actors.KINDS):
    return [tuple(row) for row in found(text, aliases, kinds)[["actor", "kind"]].values]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("The United Nations Security Council met.", [("Security Council", N)]),
        ("The United Nations and its Security Council met.", [("United Nations", N), ("Security Council", N)]),
        ("A North Korean ship left North Korea.", [("North Korea", A), ("North Korea", N)]),
        ("The Democratic People's Republic of Korea voted.", [("North Korea", N)]),
        ("The Republic of Korea voted.", [("South Korea", N)]),
        ("The People's Republic of China voted.", [("China", N)]),
        ("The USA voted.", [("United States", N)]),
    ],
)
def test_of_names_inside_names_the_longest_counts_once(text, expected):
    assert named(text) == expected


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_aliases_does_not_matter(seed):
    text = "The United Nations Security Council, the UN, the USA, a North Korean and the Democratic People's Republic of Korea voted."
    pd.testing.assert_frame_equal(found(text, NAMES.sample(frac=1, random_state=seed)), found(text))


def test_capitals_of_two_names_do_not_depend_on_the_order_either():
    both = pd.DataFrame([("Abel", "Us", "name"), ("Cain", "uS", "name")], columns=actors.ALIASES)
    assert named("US and uS and Us.", both) == named("US and uS and Us.", both[::-1]) == [("Cain", N), ("Cain", N), ("Abel", N)]


def test_a_name_as_printed_goes_before_the_capitals_of_another():
    both = pd.DataFrame([("Abel", "Us", "name"), ("Cain", "US", "name")], columns=actors.ALIASES)
    assert named("US and Us.", both) == [("Cain", N), ("Abel", N)]


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\u00a0", " \n  ", "\t", "\u2009"])
def test_a_name_over_a_line_break_is_one_mention(gap):
    text = f"Nobody sells coal to North{gap}Korea now."
    lines = pd.DataFrame([("d", 1, 1, "body", 0, len(text), text)], columns=sentences.COLUMNS)
    assert actors.find(lines, NAMES)[["start", "end", "quote"]].values.tolist() == [[21, 31 + len(gap), f"North{gap}Korea"]]


def test_a_soft_hyphen_inside_a_name_is_no_part_of_it():
    text = "The Demo\u00adcratic People's Re\u00adpub\u00ad\nlic of Korea voted."
    assert found(text).quote.tolist() == [text[4 : text.index(" voted")]]
    assert named("The China\u00adtown and the Indo\u00adChina line.") == []


@pytest.mark.parametrize("printed, written", [("NFC", "NFD"), ("NFD", "NFC"), ("NFD", "NFD")])
def test_letters_and_their_accents_may_stand_apart(printed, written):
    aliases = pd.DataFrame([("Turkey", unicodedata.normalize(written, "Türkiye"), "name"), ("Mali", "Mali", "name")], columns=actors.ALIASES)
    text = unicodedata.normalize(printed, "Türkiye and TÜRKIYE’s envoy met Malí.")
    assert found(text, aliases).quote.tolist() == [unicodedata.normalize(printed, name) for name in ("Türkiye", "TÜRKIYE")]


@pytest.mark.parametrize("written", "'’")
@pytest.mark.parametrize("printed", "'’ʼ")
def test_curly_and_straight_apostrophes_are_alike(written, printed):
    aliases = NAMES.assign(alias=NAMES.alias.str.replace("'", written))
    assert named(f"The Democratic People{printed}s Republic of Korea voted.", aliases) == [("North Korea", N)]


@pytest.mark.parametrize("dash", "–-—‑/")
def test_a_compound_with_a_dash_is_one_of_each(dash):
    assert found(f"The China{dash}North Korea trade fell.").quote.tolist() == ["China", "North Korea"]


@pytest.mark.parametrize("apostrophe", "'’")
def test_a_possessive_is_no_part_of_the_quote(apostrophe):
    assert found(f"China{apostrophe}s view and the UN{apostrophe}s differ.").quote.tolist() == ["China", "UN"]


def test_a_name_is_found_in_capitals_but_not_in_small_letters():
    assert found("NORTH KOREA AND THE PEOPLE’S REPUBLIC OF CHINA VOTED").quote.tolist() == ["NORTH KOREA", "PEOPLE’S REPUBLIC OF CHINA"]
    assert named("It told us that un is a word; fine china is sold, Us and Un too.") == []


def test_us_is_not_found_inside_a_word_or_before_a_currency_sign():
    assert named("A BUS took USB sticks for US$5 to the USSR.") == []
    assert found("It paid 5 US dollars.").quote.tolist() == ["US"]  # by the letter: a reader knows better


@pytest.mark.parametrize("word", ["dprk_cover", "DPRK_cover", "cover_DPRK", "DPRK2", "2DPRK", "Chinatown", "ÀChina", "Chinaé"])
def test_a_letter_digit_or_underscore_is_no_border(word):
    assert named(f"See {word} here.") == []


def test_an_abbreviation_with_full_stops_has_its_borders():
    assert found("A U.S.-led plan was made in the U.S. The U.S.’s view, and the U.S.").quote.tolist() == ["U.S."] * 4


def test_names_are_settled_before_kinds_are_chosen():
    text = "A North Korean ship left Beijing for China."
    assert named(text) == [("North Korea", A), ("China", M), ("China", N)]
    assert named(text, kinds=("name",)) == named(text, kinds="name") == [("China", N)]
    inside = pd.concat([NAMES, pd.DataFrame([("Korea", "Korean", "name"), ("the North", "North", "name")], columns=actors.ALIASES)])
    assert named(text, inside, kinds=("name",)) == [("China", N)]


def test_editing_one_row_changes_only_that_actor():
    text = "China, the DPRK and the UN voted in Beijing; the UN and China left."
    before = found(text).groupby("actor").size()
    for edited in (NAMES[NAMES.alias != "UN"], NAMES.replace("UN", "voted")):
        after = found(text, edited).groupby("actor").size().reindex(before.index, fill_value=0)
        assert before[before != after].to_dict() == {"United Nations": 2}


def test_offsets_and_zone_are_those_of_the_document():
    text = "Coal and Rice\n\nCoal is sold. The DPRK and China buy it.\n\nReferences\n\nThe UN, A note on coal, 2017."
    mentions = found(text)
    assert list(mentions) == actors.COLUMNS
    assert mentions.start.tolist() == [text.index(name) for name in ("DPRK", "China", "UN")]
    assert mentions.zone.tolist() == ["body", "body", "back"]
    assert mentions.sentence.tolist()[0] == mentions.sentence.tolist()[1] != mentions.sentence.tolist()[2]


def test_no_sentences_or_no_names_are_no_mentions():
    for mentions in (found("China."[:0]), found("China.", NAMES[:0]), found("Coal.")):
        assert list(mentions) == actors.COLUMNS and len(mentions) == 0


@pytest.mark.parametrize(
    "aliases, message",
    [
        (NAMES.drop(columns="kind"), "found no column 'kind', wanted actor, alias, kind"),
        (NAMES.replace("DPRK", ""), "found an empty cell in ('North Korea', '', 'name')"),
        (NAMES.replace("DPRK", " "), "found an empty cell"),
        (NAMES.replace("DPRK", None), "found an empty cell"),
        (NAMES.replace("metonym", "capital"), "found the kind 'capital', wanted one of name, adjective, metonym"),
        (NAMES.replace("DPRK", "UN"), "found 'UN' for ('North Korea', 'name') and ('United Nations', 'name'), wanted one"),
        (NAMES.replace("North Korean", "DPRK"), "found 'DPRK' for ('North Korea', 'adjective') and ('North Korea', 'name'), wanted one"),
        (NAMES.replace("DPRK", "People’s  Republic of China"), "found 'People’s  Republic of China' for ('China', 'name') and"),
    ],
)
def test_aliases_that_cannot_be_used_are_refused_in_one_line(aliases, message):
    for order in (aliases, aliases[::-1]):
        with pytest.raises(ValueError) as error:
            found("China.", order)
        assert "\n" not in str(error.value) and (message in str(error.value) or order is not aliases)


def test_a_name_that_stands_for_nobody_is_no_mention_and_hides_what_stands_in_it():
    text = "Patrols in the South China Sea rose, and China said so to China Daily and the South China Morning Post."
    assert found(text, corpus.aliases()).start.tolist() == [text.index("China said")]
    with pytest.raises(ValueError, match="found the kind 'none', wanted one of name, adjective, metonym for a name"):
        found(text, kinds="none")


@pytest.mark.parametrize("text, quotes", [("他认为中国应当恢复谈判。", ["中国"]), ("与DPRK的贸易", ["DPRK"]), ("북한은 2017년 핵실험을 하였다. 북한의 배", ["북한", "북한"]), ("탈북한 사람", []), ("이DPRK", [])])
def test_names_are_found_where_no_blank_ends_them(text, quotes):
    asian = pd.DataFrame([("China", "中国", "name"), ("North Korea", "북한", "name"), ("North Korea", "DPRK", "name")], columns=actors.ALIASES)
    lines = pd.DataFrame([("d", 1, 1, "body", 0, len(text), text)], columns=sentences.COLUMNS)
    assert actors.find(lines, asian).quote.tolist() == quotes


def test_an_alias_written_twice_for_one_actor_does_no_harm():
    assert named("China.", pd.concat([NAMES, NAMES])) == [("China", N)]


def test_a_kind_there_is_not_cannot_be_asked_for():
    with pytest.raises(ValueError, match="found the kind 'names', wanted one of name, adjective, metonym"):
        found("China.", kinds=("names",))


@pytest.fixture(scope="module")
def own():
    documents = corpus.read()
    return documents, actors.find(sentences.split(documents, sections.split(documents)), corpus.aliases())


def test_every_mention_in_the_corpus_gives_its_quote_back(own):
    documents, mentions = own
    texts = dict(zip(documents.document, documents.text))
    assert len(mentions) and all(texts[m.document][m.start : m.end] == m.quote for m in mentions.itertuples())
    assert not mentions.duplicated(["document", "start"]).any()


@pytest.mark.parametrize("document", ["D01", "D11"])
def test_the_long_name_over_two_lines_is_one_mention(own, document):
    documents, mentions = own
    text = documents.text[documents.document == document].item()
    start = text.index("Democratic People's Republic\nof Korea")
    here = mentions[(mentions.document == document) & (mentions.end > start) & (mentions.start < start + 37)]
    assert here[["start", "end", "actor", "kind"]].values.tolist() == [[start, start + 37, "North Korea", "name"]]


@pytest.mark.parametrize(
    "name, actor",
    [
        *[(f"Democratic {people} Republic of Korea", "North Korea") for people in ("Peoples", "Peoples’", "People s", "People´s", "People`s")],
        *[(name, "North Korea") for name in ("D.P.R.K.", "DPR Korea", "DPR of Korea", "N. Korea", "N Korea", "N. Korean", "Korea, Democratic People’s Republic of")],
        *[(name, "South Korea") for name in ("R.O.K.", "S. Korea", "S Korea", "S. Korean", "Korea, Republic of")],
        *[(name, "China") for name in ("PRC", "P.R.C.", "P.R. China", "PR China", "Peoples Republic of China", "People´s Republic of China")],
        *[("U.N.", "United Nations"), ("E.U.", "European Union"), ("U.S.A.", "United States"), ("U.N. Security Council", "Security Council")],
    ],
)
def test_a_name_as_others_print_it_is_its_own_actor_and_no_other(name, actor):
    mentions = found(f"In the {name} coal is sold. They sold rice to the {name}", corpus.aliases())
    assert mentions[["quote", "actor"]].values.tolist() == [[name, actor]] * 2


def test_capitals_are_no_governments_unless_asked_for():
    _, _, lines, _ = tables("Beijing replied to Pyongyang, as China and the DPRK do in every port.")
    assert set(actors.find(lines, corpus.aliases()).kind) == {"name"}
    assert actors.find(lines, corpus.aliases(), kinds=("metonym",)).actor.tolist() == ["China", "North Korea"]

"""Who says so: sources, the reach of claims, voices and holders. All sentences are our own; the expected spans are written out by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis import cues, stance, voices

from conftest import lines_of


def told(*texts):
    return stance.attributions(lines_of(*texts))[["source", "verb", "claim", "voice"]].values.tolist()


def may(*texts):
    """(voice, holder) of each *may* that counts."""
    hits = stance.find(lines_of(*texts))
    return hits[(hits.quote == "may") & hits.counted][["voice", "holder"]].values.tolist()


@pytest.mark.parametrize(
    "text, source, verb, claim, voice",
    [
        ("Chinese scholars argue that prices may fall.", "Chinese scholars", "argue", "prices may fall", "reported"),
        ("The ministry said prices may fall by 5%.", "The ministry", "said", "prices may fall by 5%", "institution"),
        ("Prices may fall, officials said.", "officials", "said", "Prices may fall", "reported"),
        ("“Prices may fall,” said the envoy.", "the envoy", "said", "Prices may fall", "reported"),
        ('"Prices may fall," the envoy told reporters on Friday.', "the envoy", "told", "Prices may fall", "reported"),
        ("According to the ministry, prices may fall.", "the ministry", "According to", "prices may fall", "institution"),
        ("Prices may fall, according to some traders.", "some traders", "according to", "Prices may fall", "reported"),
        ("In Beijing's view, prices may fall.", "Beijing", "In Beijing's view", "prices may fall", "institution"),
        ("In the view of some traders, prices may fall.", "some traders", "In the view", "prices may fall", "reported"),
        ("For some traders, prices may fall.", "some traders", "For some traders", "prices may fall", "reported"),
        ("The bank's assessment that prices may fall was new.", "The bank", "assessment that", "prices may fall was new", "institution"),
        ("A review of papers written by Chinese historians indicates that prices may fall.", "Chinese historians", "indicates", "prices may fall", "reported"),
        ("This report finds that prices may fall.", "This report", "finds that", "prices may fall", "author"),
        ("Our data show that prices may fall.", "Our data", "show", "prices may fall", "author"),
        ("Customs data show that prices may fall.", "Customs data", "show", "prices may fall", "reported"),
        ("The rise suggests that prices may fall.", "The rise", "suggests that", "prices may fall", "author"),
        ("It is argued that prices may fall.", "", "argued", "prices may fall", "reported"),
        ("Prices reportedly may fall.", "", "reportedly", "Prices reportedly may fall", "reported"),
        ("The plan was described by the Council as a step that may fail.", "the Council", "described", "a step that may fail", "institution"),
        ("As critics have noted, prices may fall.", "critics", "noted", "prices may fall", "reported"),
        ("Dr Lin, who runs a shop, notes that prices may fall.", "Dr Lin", "notes that", "prices may fall", "reported"),
        ("On 3 March South Korea said that prices may fall.", "South Korea", "said", "prices may fall", "institution"),
        ("The Council decided that states may inspect ships.", "The Council", "decided", "states may inspect ships", "institution"),
    ],
)
def test_each_construction_gives_source_claim_and_voice(text, source, verb, claim, voice):
    rows = stance.attributions(lines_of(text))
    assert rows[["source", "verb", "claim", "voice"]].values.tolist() == [[source, verb, claim, voice]]
    assert [text[start:end] for start, end in zip(rows.start, rows.end)] == [claim]
    assert may(text) == [[voice, "" if voice == "author" else source]]


@pytest.mark.parametrize(
    "text, source, claim, voice",
    [
        ("Ports should say which part of it they reject.", "they", "which part of it they reject", "reported"),
        ("The clause seems to mean whatever the buyer declared.", "the buyer", "whatever the buyer declared", "reported"),
        ("There is some hope the mayor saw the pact as a gift.", "the mayor", "the pact as a gift", "reported"),
        ("Mongolia voted against a Council resolution that condemned the raid.", "a Council resolution", "the raid", "institution"),
        ("Within the last two months, Halvorsen, on a whim, suggested that coal is dear.", "Halvorsen", "coal is dear", "reported"),
        ("A clerk who escaped remarked that coal is dear.", "A clerk", "coal is dear", "reported"),
        ("All the clerks I met say coal is dear.", "All the clerks", "coal is dear", "reported"),
        ("Japan, Mongolia, and the ministry called for talks.", "Japan, Mongolia, and the ministry", "talks", "institution"),
        ("Meanwhile, Japan and Mongolia called for talks.", "Japan and Mongolia", "talks", "institution"),
        ("In the eyes of Beijing the test was dear.", "Beijing", "the test was dear", "institution"),
        ("The drill casts doubt on the notion that coal is dear.", "", "coal is dear", "reported"),
        ("By some accounts, coal is dear.", "some accounts", "coal is dear", "reported"),
        ("My minister warned that coal is dear.", "My minister", "coal is dear", "reported"),
        ("Our paper warned that coal is dear.", "Our paper", "coal is dear", "author"),
        ("The United States and the Republic of Korea said coal is dear.", "The United States and the Republic of Korea", "coal is dear", "institution"),
    ],
)
def test_a_source_is_one_phrase_that_can_speak(text, source, claim, voice):
    rows = stance.attributions(lines_of(text))[["source", "claim", "voice"]].values.tolist()
    assert [source, claim, voice] in rows and len(rows) <= 2


def test_what_a_figure_implies_is_said_by_who_passes_it_on():
    hits = stance.find(lines_of("The catch was estimated at 3 tonnes, which implies a poor year."))
    assert hits[hits.quote == "implies"].voice.tolist() == ["author"]
    assert told("Trade fell, reported as a drop of 3 tonnes, which implies a poor year.")[0][2] == "a drop of 3 tonnes"


def test_a_view_within_what_the_writer_infers_does_not_take_the_inference():
    hits = stance.find(lines_of("It does suggest that the two are, in Beijing's eyes, parts of one plan."))
    assert hits[hits.quote == "suggest that"].voice.tolist() == ["author"] * 2


def test_whose_claim_nobodys_is():
    assert may("Nobody doubts that prices may fall.") == [["author", ""]]


def test_hearsay_is_held_back_by_the_writer():
    hits = stance.find(lines_of("Scholars say that the envoy reportedly left and may return."))
    held = hits[hits.stance == "hedge"][["quote", "voice", "holder"]].values.tolist()
    assert held == [["reportedly", "author", ""], ["may", "reported", "Scholars"]]


def test_claims_side_by_side_end_where_the_next_begins():
    assert told("Some argue that coal may last; others warn that it might not.") == [["Some", "argue", "coal may last", "reported"], ["others", "warn", "it might not", "reported"]]
    assert told("Doubters concede the point but reply that more may follow.") == [["Doubters", "concede", "the point", "reported"], ["Doubters", "reply", "more may follow", "reported"]]
    assert told("The bank rejected the plan, saying that prices may fall.")[1] == ["The bank", "saying", "prices may fall", "institution"]
    assert may("Traders say that prices may rise, but they may fall.") == [["reported", "Traders"], ["author", ""]]


def test_the_innermost_holder_holds():
    text = "Scholars argue that officials believe that prices may fall."
    assert [row[0] for row in told(text)] == ["Scholars", "officials"]
    assert may(text) == [["reported", "officials"]]
    assert may("Prices may fall.") == [["author", ""]]


def test_we_in_a_quotation_is_not_the_author():
    hits = stance.find(lines_of("“We believe that prices may fall,” the envoy said."))
    assert set(hits.voice[hits.counted]) == {"reported"}
    assert may("A sign read “prices may fall” and no more.") == [["reported", ""]]


def test_a_quotation_goes_on_in_the_next_sentence_and_ends_there():
    assert may("The envoy said: “Prices may fall.", "They may rise too.” Wages may fall.") == [["reported", "The envoy"], ["reported", "The envoy"], ["author", ""]]


def test_a_speaker_of_minutes_speaks_to_the_end_of_the_paragraph():
    sentences = lines_of("DR LIN: Prices may fall.", "They may rise too.")
    hits = stance.find(pd.concat([sentences, lines_of("Wages may fall.").assign(start=99, end=114, sentence=3)], ignore_index=True))
    assert hits[hits.quote == "may"][["voice", "holder"]].values.tolist() == [["reported", "DR LIN"], ["reported", "DR LIN"], ["author", ""]]
    assert may("Three reasons: prices may fall.") == [["author", ""]]


def test_minutes_may_be_quoted_and_a_straight_mark_closed_by_a_curly_one():
    assert may('"DR LIN: Prices may fall.') == may("“DR LIN: Prices may fall.”") == [["reported", "DR LIN"]]
    assert may('"Prices fell,” he said, but he may be wrong.') == [["author", ""]]


def test_a_quotation_may_be_signed():
    assert told("“Prices may fall.” — Lin Mei, trader") == [["Lin Mei, trader", "", "Prices may fall", "reported"]]
    assert told("It was “a fall” – Trade had halved.") == []


def test_a_pronoun_speaks_with_the_voice_before_it():
    assert told("The two ministries said little.", "They add that prices may fall.")[1] == ["They", "add", "prices may fall", "institution"]
    assert told("This paper follows two ports.", "It argues that prices may fall.")[-1] == ["It", "argues", "prices may fall", "author"]


def test_the_report_is_the_authors_where_the_document_says_this_report():
    assert [row[3] for row in told("This report follows two ports.", "The report finds that prices may fall.")] == ["author"]
    assert [row[3] for row in told("A bank owns a report.", "The report finds that prices may fall.")] == ["reported"]


@pytest.mark.parametrize(
    "text, reason",
    [
        ("The envoy did not say that prices may fall.", "negation"),
        ("If the bank reports a loss, the port may close.", "condition"),
        ("Governments should say what they want.", "advice"),
        ("The team's report may be late.", "noun"),
        ("The claims were settled.", "noun"),
    ],
)
def test_what_nobody_has_said_is_kept_with_its_reason_and_makes_no_claim(text, reason):
    hits = stance.find(lines_of(text))
    assert reason in set(hits.reason[hits.stance == "attribution"])
    assert not (hits.counted & (hits.stance == "attribution")).any() and told(text) == []
    assert set(hits.voice) == {"author"}


def test_distance_is_that_of_the_verb():
    rows = stance.attributions(lines_of("Critics claim that it rained.", "Critics point out that it rained.", "Critics say that it rained."))
    assert rows.distance.tolist() == ["distancing", "endorsing", "neutral"]


def test_a_cue_that_is_both_belongs_to_its_source():
    hits = stance.find(lines_of("Officials doubt that ships will come."))
    assert set(hits.voice) == {"reported"} and set(hits.holder) == {"Officials"}


def test_offsets_are_those_of_the_document_and_nothing_gives_nothing():
    sentences = lines_of("Coal is cheap.", "Traders say that coal is dear.", gap=2)
    rows = stance.attributions(sentences)
    assert "\n\n".join(sentences.text)[rows.start[0] : rows.end[0]] == rows.claim[0] == "coal is dear"
    assert stance.attributions(sentences.iloc[:0]).columns.tolist() == voices.COLUMNS


def test_odd_marks_and_long_sentences_are_read():
    long = "Officials said that “prices may fall” and scholars argue that " * 900
    assert len(stance.attributions(lines_of("”, said", "“", "said “", "According to", "that said:", long))) > 900


def test_every_cue_of_attribution_counts_in_its_example_and_not_in_the_other():
    listed = cues.read()
    listed = listed[listed.stance == "attribution"].reset_index(drop=True)
    assert len(listed) >= 90 and set(listed.kind) == {"neutral", "endorsing", "distancing"}
    for column, wanted in (("counting", True), ("look_alike", False)):
        hits = stance.find(lines_of(*listed[column]), listed)
        found = set(zip(hits.sentence[hits.counted], hits.cue[hits.counted]))
        wrong = [cue for number, cue in enumerate(listed.pattern, 1) if ((number, cue) in found) != wanted]
        assert wrong == [], column


def test_the_innermost_of_claims_that_overlap_is_the_shortest_around_the_place():
    claims = pd.DataFrame({"home": 0, "start": [0, 10, 20, 50], "end": [100, 40, 30, 60], "at": [-1, -1, -1, 90], "voice": "reported", "source": ["a", "b", "c", "d"]})
    hits = pd.DataFrame({"start": [0, 12, 21, 29, 35, 41, 90, 101], "end": [3, 15, 25, 33, 45, 43, 92, 103]})
    assert voices.held(hits, np.zeros(8, int), claims).holder.tolist() == ["a", "b", "c", "b", "a", "a", "d", ""]
    assert voices.held(hits, np.ones(8, int), claims).voice.eq("author").all()


def test_sentences_that_say_nothing_of_sources_are_not_needed_between_those_that_do():
    texts = ["The envoy said: “Prices may fall.", "Coal may last.", "Rice may last.” Wages may fall.", "Tin may last."]
    assert may(*texts) == [["reported", "The envoy"], ["author", ""], ["reported", ""], ["author", ""], ["author", ""]]
    assert told("This paper follows two ports.", "It argues that prices may fall.")[-1][3] == "author"
    assert told("This paper follows two ports.", "Coal is dear.", "It argues that prices may fall.")[-1][3] == "reported"


def test_a_section_starts_with_nobody_speaking():
    rows = lines_of("DR LIN: Prices may fall.", "They may rise too.")
    for sections, holder in (([1, 1], "DR LIN"), ([1, 2], "")):
        hits = stance.find(rows.assign(section=sections))
        assert hits[hits.quote == "may"].holder.tolist() == ["DR LIN", holder]


def test_a_source_and_a_claim_end_with_their_sentence():
    assert told("The ministry met the traders", "said that prices may fall", "Coal is cheap") == [["", "said", "prices may fall", "reported"]]
    assert told("Traders", "according to", "the bank") == [["", "according to", "according to", "reported"]]


@pytest.mark.parametrize(
    "text, source, claim, voice",
    [
        ("According to the Council (CFR), prices may fall.", "the Council", "prices may fall", "institution"),
        ("The Panel of Experts (PoE) reported that prices may fall.", "The Panel of Experts", "prices may fall", "institution"),
        ("Officials say the Korea Port Fund (KPF) may close.", "Officials", "the Korea Port Fund (KPF) may close", "reported"),
        ("Seoul estimates that half (about 5%; less in May) could go and may stay away.", "Seoul", "half (about 5%; less in May) could go and may stay away", "institution"),
        ("Officials say (some) prices may fall.", "Officials", "(some) prices may fall", "reported"),
        ("Prices may fall (officials say).", "officials", "Prices may fall", "reported"),
        ("Prices may fall (according to officials).", "officials", "Prices may fall", "reported"),
        ("Prices (they may fall, officials say, by half) are high.", "officials", "(they may fall, officials say, by half)", "reported"),
    ],
)
def test_a_bracket_ends_no_claim_around_it(text, source, claim, voice):
    assert [[row[0], *row[2:]] for row in told(text)] == [[source, claim, voice]]
    assert may(text)[:1] == [[voice, source]]


def test_a_claim_in_a_bracket_ends_with_it():
    assert may("The plan (which Seoul says may fail) may work.") == [["institution", "Seoul"], ["author", ""]]
    assert may("Rice (Lee says it is short; see annex) is dear, and prices may fall.") == [["author", ""]]
    assert told("Seoul called it “a full stop” (our words).")[0][2] == "a full stop"  # the author's word for it


@pytest.mark.parametrize("claim", ["prices may “fall” in spring", "it may “fall”", "prices may fall: they did so in May", "Kim may fail because “trust” is low"])
def test_a_partly_quoted_claim_begins_before_the_quotation(claim):
    assert may(f"Officials say {claim}.") == [["reported", "Officials"]]
    assert told(f"Officials say {claim}.")[0][2].startswith(claim[:12])
    assert told("Officials told us in Seoul: “Prices may fall.”")[0][2] == "Prices may fall"


@pytest.mark.parametrize(
    "text, voice",
    [
        ("Kim Jong Un said prices may fall.", "reported"),
        ("Kim Jong-un said prices may fall.", "reported"),
        ("KIM JONG UN said prices may fall.", "reported"),
        ("KIM JONG UN: Prices may fall.", "reported"),
        ("Kim Jong Un’s government said prices may fall.", "institution"),
        ("The UN said prices may fall.", "institution"),
        ("The authors of this report argue that prices may fall.", "author"),
        ("The present paper argues that prices may fall.", "author"),
        ("The authors of the letter argue that prices may fall.", "reported"),
        ("This report is by Lee. The authors argue that prices may fall.", "author"),
        ("This report is by Lee. The authors of the letter argue that prices may fall.", "reported"),
    ],
)
def test_who_an_institution_is_and_who_the_author(text, voice):
    assert [row[0] for row in may(text)] == [voice]


def test_the_author_is_the_writer_or_another_but_never_both():
    for before, voice, counted in (("This report is short.", "author", True), ("Lee wrote a book.", "reported", False)):
        for text in ("The authors argue that prices may fall.", "In the author's view, prices may fall."):
            hits = stance.find(lines_of(before, text))
            assert hits[hits.quote.isin(["may", "argue"])].voice.unique().tolist() == [voice]
            named = hits[hits.quote.isin(["The authors", "the author", "the author's"])]
            assert named.counted.tolist() == [counted] and named.reason.tolist() == ["" if counted else "source"], text


def test_a_claim_that_we_pass_on_within_two_others_is_the_nearest_ones():
    assert may("Officials said that scholars argue that we may lose.")[0] == ["reported", "scholars"]
    rows = stance.attributions(lines_of("The ministry said that traders argue that we believe that prices may fall."))
    assert rows.voice.tolist() == ["institution", "reported", "reported"]  # min of the two around *we*: the traders


def test_they_after_the_author_are_others():
    assert [row[0] for row in may("This paper follows two ports.", "They say that prices may fall.")] == ["reported"]


def test_how_far_is_looked():
    assert told("The envoy told the chair of the bank that prices may fall.")[0][2] == "prices may fall"  # six words before *that*
    assert told("Few saw China's own latest official assessment that prices may fall.")[0][0] == ""  # the owner is too far off
    assert told("China's own latest assessment that prices may fall is new.")[0][0] == "China"
    assert told("In private traders said that prices may fall.")[0][0] == "traders"
    assert told("Prices may fall, the envoy said in Seoul on Friday morning.")[0][2] == "Prices may fall"  # five words after *said*
    assert may("The chair of the committee on coal: Prices may fall.") == [["reported", "The chair of the committee on coal"]]  # seven


def test_a_weekday_is_no_part_of_a_source():
    assert [row[0] for row in told("Trade fell, said officials Monday.", "Trade fell, said the envoy Monday after talks.")] == ["officials", "the envoy"]

"""Stance cues in small sentences: what counts, what does not and why."""

import time

import pandas as pd
import pytest

from analysis import cues, stance

from conftest import lines_of


def judged(text, profile="core"):
    """[(quote, stance, reason, or "counted")] of a sentence."""
    hits = stance.find(lines_of(text), stance.cues(profile))
    return list(zip(hits.quote, hits.stance, hits.reason.where(hits.reason != "", "counted")))


def said(text, quote, profile="core"):
    """The judgements on one quotation of a sentence, without the words that stand beside it."""
    return [(kind, reason) for found, kind, reason in judged(text, profile) if found == quote]


@pytest.mark.parametrize(
    "text, quote, reason",
    [
        ("In May 2017 trade fell.", "May", "month"),
        ("Trade fell on 3 May.", "May", "month"),
        ("The talks of May and June failed.", "May", "month"),
        ("May 2017 was quiet.", "May", "month"),
        ("May the truce hold.", "May", "fixed phrase"),
        ("No state may ship oil.", "may", "prohibition"),
        ("No member of the pact may ship oil.", "may", "prohibition"),
        ("Members may only ship rice.", "may", "permission"),
        ("The bank acts as the council may direct.", "may", "law"),
        ("Ore may not be exported.", "may not", "law"),
        ("No bank ever may not report a raid.", "may not", "prohibition"),
        ("Member states may not ship oil.", "may not", "prohibition"),
        ("Persons on the list may not travel.", "may not", "prohibition"),
        ("North Korea may not export coal.", "may not", "prohibition"),
        ("The military might of the North grew.", "might", "noun"),
        ("The two sides could not agree.", "could", "ability"),
        ("Smoke could be seen from the hill.", "could", "ability"),
        ("They chose it as soon as possible.", "possible", "fixed phrase"),
        ("The region has great potential.", "potential", "noun"),
        ("Since the assumption of office he has met nobody.", "assumption", "office"),
        ("He spoke in no uncertain terms.", "uncertain", "fixed phrase"),
        ("Never doubt the figures.", "doubt", "certainty"),
        ("States may not issue visas.", "may not", "prohibition"),
        ("Customs staff may not print logs without permission.", "may not", "prohibition"),
        ("Salt may be sold only with approval.", "may", "permission"),
        ("It was no better than guesswork.", "guesswork", "comparison"),
        ("They ask who was expected to pay.", "was expected to", "law"),
        ("If clerks doubt the log, they call.", "doubt", "condition"),
        ("Those who doubt the log may call.", "doubt", "relative"),
        ("Ports must assume that the log is old.", "assume that", "advice"),
        ("It came from all, so that banks, firms and ports could use it.", "could", "ability"),
        ("She could read at six.", "could", "ability"),
        ("The ship could carry 500 tonnes.", "could", "ability"),
        ("They could sell coal but could not buy rice.", "could", "ability"),
        ("Prices may be expected to fall.", "be expected to", "other cue"),
    ],
)
def test_what_looks_like_a_hedge_is_kept_with_its_reason(text, quote, reason):
    assert ("hedge", reason) in said(text, quote, "wide")


@pytest.mark.parametrize(
    "text, quote",
    [
        ("The ban may fail.", "may"),
        ("The ban may not fail.", "may not"),
        ("In May 2017 trade may have fallen.", "may"),
        ("The North might test again.", "might"),
        ("An embargo could hurt farmers.", "could"),
        ("The ship is likely lost.", "likely"),
        ("It is not certain who paid.", "not certain"),
        ("The list is not necessarily complete.", "not necessarily"),
        ("Whether it holds remains to be seen.", "remains to be seen"),
        ("A test cannot be ruled out.", "cannot be ruled out"),
        ("The assumption of steady trade is bold.", "assumption"),
        ("Beijing may not publish the figures this year.", "may not"),
        ("Governments may not admit the loss.", "may not"),
        ("Talks may resume without the approval of the court.", "may"),
        ("Traders doubt the log.", "doubt"),
        ("We assume that the log is old.", "assume that"),
        ("The ship could carry arms.", "could"),
        ("The North could carry out 3 tests.", "could"),
        ("One wonders whether the pact will hold.", "One wonders whether"),
    ],
)
def test_a_hedge_counts(text, quote):
    assert ("hedge", "counted") in said(text, quote)


def test_what_only_looks_like_praise_contrast_or_insistence():
    assert said("Pressing Moscow is hard.", "Pressing") == [("attitude", "verb")]
    assert said("They came not to take but to give.", "but") == [("concession", "no contrast")]
    assert said("It sent a clear signal.", "clear signal") == []
    assert ("booster", "counted") in said("Let me be clear: the port is shut.", "Let me be clear")
    assert said("Critics pinned the failure on the navy.", "pinned the failure on") == [("attribution", "counted")]


def test_will_and_can_the_nouns_and_so_called_are_no_cues():
    for text in ("The will of the people counts.", "He left a will.", "A can of oil stood there.", "The so-called fund never paid."):
        assert [row for row in judged(text) if row[1] in ("hedge", "booster")] == []


def test_significant_beside_statistics_is_no_evaluation():
    assert said("The deal is a significant step.", "significant") == [("attitude", "counted")]
    texts = "The fall was statistically significant.", "The fall was significant at the 5 per cent level.", "A significant correlation was found."
    for text in texts:
        assert said(text, "significant") == [("attitude", "statistics")]


def test_politeness_is_no_hedge():
    assert set(said("I should like to thank the envoy.", "should", "wide")) == {("hedge", "politeness"), ("obligation", "politeness")}
    assert said("We would like to thank the envoy.", "would", "wide") == [("hedge", "politeness")]
    assert ("hedge", "counted") in said("A ban would fail.", "would", "wide")


def test_would_should_can_and_vague_words_are_wide():
    text = "Some traders often say that a ban would fail, should fail and can fail."
    assert [row for row in judged(text) if row[1] == "hedge"] == []
    assert {quote for quote, kind, _ in judged(text, "wide") if kind == "hedge"} == {"Some", "often", "would", "should", "can"}


@pytest.mark.parametrize(
    "text, quote, kind, reason",
    [
        ("It is certain that the mine is open.", "certain that", "booster", "counted"),
        ("It is not certain that the mine is open.", "not certain", "hedge", "counted"),
        ("No doubt the mine is open.", "No doubt", "booster", "counted"),
        ("The step is not clearly wrong.", "clearly", "hedge", "negated"),
        ("It will never certainly be known.", "certainly", "hedge", "negated"),
        ("The step is not, clearly, wrong.", "clearly", "booster", "counted"),
        ("The step is not likely.", "not likely", "hedge", "counted"),
        ("A thaw is not impossible.", "not impossible", "hedge", "counted"),
        ("The ship must have sunk.", "must have", "booster", "counted"),
    ],
)
def test_what_a_negation_makes_of_a_cue(text, quote, kind, reason):
    assert said(text, quote) == [(kind, reason)]


def test_the_longest_cue_takes_the_words():
    assert judged("A deal is very likely.") == [("very likely", "hedge", "counted")]
    assert judged("The parts almost certainly came by sea.") == [("almost certainly", "hedge", "counted")]
    assert judged("Banks may have to wait.") == [("may have to", "obligation", "counted")]
    assert judged("Even though it rained, they came.") == [("Even though", "concession", "counted")]


def test_what_evaluates_stands_beside_what_obliges():
    assert judged("It is essential to check the cargo.") == [("It is essential to", "obligation", "counted"), ("essential", "attitude", "counted")]


@pytest.mark.parametrize(
    "text, quote, reason",
    [
        ("However, it failed.", "However", "counted"),
        ("However hard they tried, it failed.", "However", "comparison"),
        ("While exports fell, imports rose.", "While", "counted"),
        ("They waited for a while.", "while", "time"),
        ("While sailing to Busan, they slept.", "While", "time"),
        ("It rose, but slowly.", "but", "counted"),
        ("All but two signed.", "but", "no contrast"),
        ("It is not only dear but slow.", "but", "no contrast"),
        ("It looks as though it failed.", "though", "comparison"),
    ],
)
def test_a_concession_grants_a_point(text, quote, reason):
    assert said(text, quote) == [("concession", reason)]


def test_yet_of_time_and_still_of_time_are_no_concessions():
    assert judged("The ship has not yet sailed.") == []
    assert judged("The ship still waits.") == []
    assert judged("Yet the ship waits.") == [("Yet", "concession", "counted")]


def test_a_name_in_a_sentence_is_no_cue_and_a_quotation_is_one():
    assert said("The envoy met Indeed Ltd.", "Indeed") == [("booster", "name")]
    assert said("He called it “Clearly illegal”.", "Clearly") == [("booster", "counted")]


def test_of_two_rows_on_the_same_words_one_that_counts_is_taken():
    rows = stance.cues("wide")
    strict = rows[rows.pattern == "remark~"].assign(pattern="remarked", requires="", excludes="noun = also @")
    loose = strict.assign(pattern="remarked|muttered", excludes="noun = never @")
    both = pd.concat([strict, loose], ignore_index=True)
    for sentence, counted in (("She also remarked it.", True), ("She never remarked it.", True)):
        assert stance.find(lines_of(sentence), both).counted.tolist() == [counted]
    assert not stance.find(lines_of("She also remarked it."), strict).counted.any()


def test_a_possessive_makes_a_noun_of_a_verb():
    for owner in ("team", "unit", "tribe", "summit’s chair"):
        assert said(f"The {owner}’s claims fell.", "claims") == [("attribution", "noun")]
    for owner in ("It", "She", "He", "Who"):
        assert said(f"{owner}’s claiming that rice may fall.", "claiming that") == [("attribution", "counted")]
    for owner in ("he", "who", "that"):
        assert said(f"It is {owner}’s forecast a fall.", "forecast") == [("attribution", "counted")]


def test_a_capital_says_nothing_in_a_headline():
    assert said("Envoy Says Trade May Fall", "Says") == said("Envoy Says the Trade May Fall", "Says") == [("attribution", "counted")]  # five of six
    assert said("The envoy met the Envoy Says Trade line.", "Says") == [("attribution", "name")]


def test_a_word_that_is_spoken_of_shows_no_stance():
    for marks in ("“must”", '"must"', "‘must’"):
        assert said(f"The word {marks} stands twice in the text.", "must") == [("obligation", "mention")]
    assert said("The council “must act” now.", "must") == [("obligation", "counted")]
    assert said("In other words must the north pay?", "must") == [("obligation", "counted")]
    assert said("He kept his word. “Must we pay?”", "Must") == [("obligation", "counted")]


def test_that_week_is_no_claim():
    assert said("The envoy found that week.", "found that") == [("attribution", "time")]
    assert said("The envoy found that week, from Seoul.", "found that") == [("attribution", "time")]
    assert said("The envoy found that trade fell.", "found that") == [("attribution", "counted")]
    assert said("The envoy found that night raids go on.", "found that") == [("attribution", "counted")]
    assert said("It is clear that year after year trade fell.", "It is clear that") == [("booster", "counted")]


def test_a_booster_in_a_question_or_that_nobody_is_sure_of_insists_on_nothing():
    assert said("Does a fleet necessarily win?", "necessarily") == [("booster", "question")]
    assert said("No one in the town is sure of the date.", "sure of") == [("hedge", "negated")]
    assert said("The bank failed to prove beyond a doubt who paid.", "beyond a doubt") == [("hedge", "negated")]
    assert said("The bank is sure of the date.", "sure of") == [("booster", "counted")]
    assert said("Few doubt that the ban will certainly fail.", "certainly") == [("booster", "counted")]


def test_i_is_no_name():
    assert said("In June I saw the port.", "I") == [("self_mention", "counted")]
    assert said("World War I ended.", "I") == [("self_mention", "name")]


def test_the_us_are_not_us():
    assert said("The US Treasury paid.", "US") == []
    assert said("The bills tell us who paid.", "us") == [("self_mention", "counted")]


def test_we_in_the_mouth_of_somebody_else_is_not_the_writer():
    assert said("The envoy said: “Rice is what we need.”", "we") == [("self_mention", "quoted")]
    assert said("We met the envoy, who said “trade fell”.", "We") == [("self_mention", "counted")]
    assert said("The envoy told us that trade fell.", "us") == [("self_mention", "counted")]
    assert said("“We need rice,” we wrote.", "We") == [("self_mention", "counted")]


def test_offsets_give_the_quotation_back():
    texts = ["“It may fail,” he said.", "Trade\nmight, perhaps,\nnot\trecover.", "Café owners may — or may not — agree: it is not\ncertain.", "İ may. 朝鲜 may."]
    table = lines_of(*texts)
    whole = " ".join(texts)
    hits = stance.find(table)
    assert len(hits) >= 8
    assert all(whole[start:end] == quote for start, end, quote in zip(hits.start, hits.end, hits.quote))
    assert hits.start.is_monotonic_increasing


def test_a_sentence_keeps_its_cues_to_itself():
    assert stance.find(lines_of("It is not", "certain that it is.")).quote.tolist() == ["certain that"]


def test_a_sentence_of_fifty_thousand_characters_is_read():
    text = "it may not be clear that " * 2000
    hits = stance.find(lines_of(text))
    assert hits[hits.stance == "hedge"].quote.value_counts().to_dict() == {"may not": 2000, "clear that": 2000}
    assert all(text[start:end] == quote for start, end, quote in zip(hits.start, hits.end, hits.quote))


def seconds(run, *arguments):
    """The processor seconds of the fastest of three runs."""
    taken = []
    for _ in range(3):
        begin = time.process_time()
        run(*arguments)
        taken.append(time.process_time() - begin)
    return min(taken)


ODD = ["it may not be clear that ", "he said ", "it says that ", "the claim that ", "“may” ", "we recommend that a bank should be asked ", "If so, they should wait; ", "and banks and ships say ", "...   may ", "....... should "]


@pytest.mark.parametrize("unit", ODD)
@pytest.mark.parametrize("run", [stance.find, stance.attributions, stance.recommendations], ids=lambda run: run.__name__)
def test_a_sentence_eight_times_as_long_does_not_take_much_longer_than_eight_times(run, unit):
    short, long = (lines_of(unit * (size // len(unit))) for size in (6_250, 50_000))
    listed = stance.cues()
    run(short, listed)
    assert seconds(run, long, listed) < 20 * seconds(run, short, listed)  # squared would be 64 times


@pytest.mark.parametrize("text", ["If it is wet{}x, banks should wait.", "Banks should wait{}x, if it is wet.", "If you{}x, close it.", "We urge the banks {}x to wait.", "Files should be{}told by{}banks{}x."])
def test_blanks_in_a_sentence_take_no_time(text):
    short, long = (lines_of(text.replace("{}", " " * size)) for size in (1, 16_000))
    assert seconds(stance.recommendations, long) < 8 * seconds(stance.recommendations, short)  # as long: more than 50 times where it is squared


def test_a_line_of_a_million_characters_is_read():
    short, long = ("The bank said that coal may last, but prices should fall. " * times for times in (1_000, 17_000))
    listed = stance.cues()
    run = [stance.find, stance.recommendations]
    assert len(long) > 980_000 and stance.find(lines_of(long), listed).quote.eq("may").sum() == 17_000
    assert all(seconds(one, lines_of(long), listed) < 40 * seconds(one, lines_of(short), listed) for one in run)  # squared: 289 times


def test_nothing_to_read_gives_an_empty_table():
    hits = stance.find(lines_of())
    assert hits.empty and list(hits) == stance.COLUMNS
    assert list(stance.recommendations(lines_of())) == stance.ADVICE
    assert stance.find(lines_of("", "…", "北京")).empty


def test_the_same_sentence_gives_the_same_hits_wherever_it_stands(monkeypatch):
    texts = ["It may rain.", "However, the ban clearly failed.", "We hope.", "No doubt it fell."] * 3
    lines = lines_of(*texts).assign(document=list("aabbbcddeeff"))
    together = stance.find(lines)
    monkeypatch.setattr(stance, "BATCH", 20)
    assert len(stance._batches(lines)) == 6
    pd.testing.assert_frame_equal(stance.find(lines), together)


@pytest.mark.parametrize("batch", [4_000_000, 60])
def test_what_is_read_together_is_what_each_function_gives(monkeypatch, batch):
    monkeypatch.setattr(stance, "BATCH", batch)
    lines = lines_of("The ministry said banks must wait.", "Rain fell.", "Publish the log.", "It may well be important to wait, scholars argue.", "“Ships may sail,” it added.").assign(document=list("aabcc"))
    hits, claims, advised = stance.together(lines)
    for table, alone in ((hits, stance.find), (claims, stance.attributions), (advised, stance.recommendations)):
        pd.testing.assert_frame_equal(table, alone(lines))
    assert claims.source.tolist() == ["The ministry", "scholars", "scholars"] and advised.action.tolist()[:2] == ["wait", "Publish the log"]
    assert [table.empty for table in stance.together(lines.iloc[:0])] == [True] * 3
    assert [len(table) for table in stance.together(lines, stance.cues().iloc[:0])] == [0, 0, 1]  # an imperative needs no cue


def test_a_document_in_which_all_was_missed_widens_the_interval_of_labels_per_hit():
    place = lambda *rows: pd.DataFrame(rows, columns=["document", "start", "end"]).assign(stance="hedge", counted=True, zone="body", status="core")
    hits = place(*[(name, start, start + 3) for name in "abcdef" for start in (0, 10)])
    gold = place(*hits[["document", "start", "end"]].values.tolist(), *[(name, start, start + 3) for name in "ghij" for start in range(0, 80, 10)])
    row = stance.score(hits, gold).set_index("stance").loc["hedge"]
    assert row.labels_per_hit == 44 / 12 and row.labels_per_hit_low < row.labels_per_hit < row.labels_per_hit_high


def test_an_order_is_a_cue_and_a_recommendation_and_both_are_the_same_persons():
    hits, _, advised = stance.together(lines_of("“Strengthen the locks,” the envoy said.", "Do not sell the oil.", "Reinstate the ban."))
    orders = hits[hits.counted & (hits.stance == "obligation")]
    assert orders["quote"].tolist() == ["Strengthen", "Do not", "Reinstate"]
    assert orders.voice.tolist() == advised.voice.tolist() == ["reported", "author", "author"]


def test_every_verb_that_gives_an_order_is_known_to_the_register():
    assert cues.group("order") <= cues.group("act")


def test_a_short_not_negates_too():
    hits = stance.find(lines_of("It isn't clearly wrong."))
    assert hits[hits["quote"] == "clearly"][["stance", "reason"]].values.tolist() == [["hedge", "negated"]]

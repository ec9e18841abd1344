"""What a text recommends: who should do what, how strongly, on which condition. Every sentence here is ours, and each expected value is read off it."""

import pytest
from conftest import tables

from analysis import advice, cues, stance

COLUMNS = ["condition", "action", "addressee", "force"]


def advised(text):
    return stance.recommendations(tables(text)[2])


@pytest.mark.parametrize(
    ("sentence", "condition", "action", "addressee", "force"),
    [
        ("Importers must count in tonnes.", "", "count in tonnes", "Importers", "must"),
        ("If the pier floods, then the Council should meet at once.", "the pier floods", "meet at once", "the Council", "should"),
        ("If the pier floods, the Council should meet at once.", "the pier floods", "meet at once", "the Council", "should"),
        ("The Council should meet at once if the pier floods.", "the pier floods", "meet at once", "The Council", "should"),
        ("Should the pier flood, member states should meet.", "the pier flood", "meet", "member states", "should"),
        ("Unless monitors return, donors should wait.", "monitors return", "wait", "donors", "should"),
        ("If auditors doubt a paper, they should ask for the log.", "auditors doubt a paper", "ask for the log", "auditors", "should"),
        ("It is recommended that the Council visit the port and list each ship.", "", "visit the port and list each ship", "the Council", "should"),
        ("It is recommended that the files be checked.", "", "the files be checked", "", "should"),
        ("It is recommended that the waste firms publish their logs.", "", "publish their logs", "the waste firms", "should"),
        ("Old files should be checked against the log.", "", "Old files should be checked against the log", "", "should"),
        ("Old files should be checked by inspectors.", "", "Old files should be checked by inspectors", "inspectors", "should"),
        ("A common ledger will be vital for insurers when prices rise.", "", "A common ledger will be vital for insurers when prices rise", "insurers", "should"),
        ("A common form is needed.", "", "A common form is needed", "", "should"),
        ("We urge banks to close such accounts.", "", "close such accounts", "banks", "should"),
        ("It is vital for donors to publish their plans.", "", "publish their plans", "donors", "should"),
        ("It is vital to count in tonnes.", "", "count in tonnes", "", "should"),
        ("Lenders should consider a joint register.", "", "a joint register", "Lenders", "consider"),
        ("The EU should not wait for spring.", "", "not wait for spring", "The EU", "should"),
        ("Envoys ought not to promise rice.", "", "not to promise rice", "Envoys", "should"),
        ("We suggest that donors should prepare early.", "", "prepare early", "donors", "should"),
        ("Halvorsen should also keep in mind that coal is weighed.", "", "also keep in mind that coal is weighed", "Halvorsen", "should"),
        ("Pork should feed his troops.", "", "Pork should feed his troops", "", "should"),
        ("If prices fall, Halvorsen should wait.", "prices fall", "wait", "Halvorsen", "should"),
        ("We urge Halvorsen to publish the log.", "", "publish the log", "Halvorsen", "should"),
        ("The log should be checked by Halvorsen.", "", "The log should be checked by Halvorsen", "Halvorsen", "should"),
        ("Coal should move by rail.", "", "Coal should move by rail", "", "should"),
        ("Diplomacy should consider his view.", "", "Diplomacy should consider his view", "", "should"),
        ("Pressure should help his friends.", "", "Pressure should help his friends", "", "should"),
        ("In short, TRAP should consider the price.", "", "TRAP should consider the price", "", "should"),
        ("Publish the log every spring.", "", "Publish the log every spring", "", "should"),
        ("If prices fall, publish the log.", "prices fall", "publish the log", "", "should"),
        ("Consider a second list.", "", "a second list", "", "consider"),
        ("Anyone who trades with the port should count twice.", "", "count twice", "Anyone who trades with the port", "should"),
        ("Those who trade in rice should count twice.", "", "count twice", "Those who trade in rice", "should"),
        ("I would wait for the thaw.", "", "wait for the thaw", "", "consider"),
        ("It would be useful to have a second log.", "", "have a second log", "", "consider"),
        ("You do not need a permit.", "", "You do not need a permit", "", "consider"),
        ("The Council should, as long as tests go on, meet monthly.", "tests go on", "meet monthly", "The Council", "should"),
        ("Seoul should (unless talks resume) wait.", "talks resume", "wait", "Seoul", "should"),
        ("Seoul should – unless talks resume – wait.", "talks resume", "wait", "Seoul", "should"),
        ("They should, if Pyongyang agrees, talk.", "Pyongyang agrees", "talk", "They", "should"),
        ("They should talk if Pyongyang agrees.", "Pyongyang agrees", "talk", "They", "should"),
        ("It is a list that we recommend.", "", "we recommend", "", "should"),
        ("We recommend that, if talks resume, the Council should meet.", "talks resume", "meet", "the Council", "should"),
        ("Seoul, if it can, must ask Tokyo.", "it can", "ask Tokyo", "Seoul", "must"),
        ("“The chair, above all, must wait,” he said.", "", "wait,” he said", "The chair", "must"),
        ("North Korea must, in our view, disarm.", "", "disarm", "North Korea", "must"),
        ("The Security Council (UNSC) must meet.", "", "meet", "The Security Council", "must"),
        ("It is vital that donors, above all the EU, publish the log.", "", "publish the log", "donors", "should"),
        ("Officials say he may act (as in spring) and must be watched.", "", "must be watched", "", "must"),
        ("Files must be checked by China and Russia.", "", "Files must be checked by China and Russia", "China and Russia", "must"),
        ("Files must be checked by inspectors and in May.", "", "Files must be checked by inspectors and in May", "inspectors", "must"),
        ("The United States needs to, and must, act.", "", "act", "The United States", "must"),
        ("No state should act.", "", "No state should act", "", "should"),
        ("Nobody should act.", "", "Nobody should act", "", "should"),
    ],
)
def test_each_way_to_advise(sentence, condition, action, addressee, force):
    assert advised(sentence)[COLUMNS].values.tolist() == [[condition, action, addressee, force]]


@pytest.mark.parametrize(
    "sentence",
    [
        "The depot shall be closed by the state within a year.",  # law
        "All cargo is to be inspected.",  # law
        "The convoy must have left before dawn.",  # an inference
        "The Council should have met in spring.",  # a judgement on the past
        "Nobody said whether states should act.",  # a question
        "I should like to thank the chair.",  # courtesy
        "Should the border reopen, prices will fall.",  # a condition and no advice
        "Support for the ban fell.",  # a noun
        "The talks failed.",
        "So do the others.",
        "Put simply, the plan failed.",
        "Have the envoys met?",
        "Work of that kind is slow.",
        "In June, pay rose.",
        "For years, support for the ban fell.",
        "Ships that dock then leave the port.",
        "The talks were long – the envoys went home.",
        "Few, if any, ships came.",
        "We wish the envoys well.",
        "The risk could be more easily borne.",
        "Villagers are better off today.",
        "Asked whether China might act, Wang said it should.",  # act it is not said how
    ],
)
def test_what_only_looks_like_advice(sentence):
    assert advised(sentence).empty


def test_one_sentence_two_clauses_two_rows_under_one_condition():
    rows = advised("If supplies grow, then planners should expect more ships; old plans should be reviewed.")
    assert rows[COLUMNS].values.tolist() == [
        ["supplies grow", "expect more ships", "planners", "should"],
        ["supplies grow", "old plans should be reviewed", "", "should"],
    ]


def test_a_condition_after_a_semicolon_is_not_that_of_the_act_before():
    rows = advised("Banks must wait; if rice is short, they may leave.")
    assert rows.condition.tolist() == [""]


def test_two_verbs_of_one_subject():
    rows = advised("Each government must ask for the log and should close the gap.")
    assert rows[["action", "addressee"]].values.tolist() == [["ask for the log", "Each government"], ["close the gap", "Each government"]]


def test_spans_are_those_of_the_document():
    text = "A title\n\n- The rule is old.\n- If the pier\nfloods, banks should wait."
    documents, _, sentences, _ = tables(text)
    row = stance.recommendations(sentences).iloc[0]
    assert text[row.start : row.end] == "If the pier\nfloods, banks should wait."
    assert text[row.action_start : row.action_end] == row.action == "wait"
    assert row.condition == "the pier\nfloods" and row.conditional == "If"


def test_nobody_by_a_rule_can_act():
    assert not advice.can_act("The new rule") and not advice.can_act("larger deliveries") and not advice.can_act("")
    assert advice.can_act("European governments") and advice.can_act("All of the states") and not advice.can_act("All of the rules")


def test_no_advice_gives_a_table_with_its_columns():
    assert list(advised("Rain fell."))[:9] == ["document", "section", "sentence", "condition", "action", "addressee", "force", "start", "end"]


def test_the_order_of_the_list_and_the_voice_of_each_act():
    _, _, lines, _ = tables("We urge banks to close such accounts. Officials argue that banks must pay, but old files should be checked.")
    listed = stance.cues()
    for cues in (listed, listed.iloc[::-1].reset_index(drop=True)):
        assert stance.recommendations(lines, cues).voice.tolist() == ["author", "reported", "author"]


@pytest.mark.parametrize(
    ("sentence", "condition", "action"),
    [
        ("From the pier, take the second road.", "", "take the second road"),
        ("To save coal, close every hatch.", "", "close every hatch"),
        ("For a better price, buy early.", "", "buy early"),
        ("Otherwise, close both gates.", "", "close both gates"),
        ("The gate is old, so stay at the pier.", "", "stay at the pier"),
        ("The toll is high (pay early).", "", "pay early"),
        ("Recommendation 4: Publish the log.", "", "Publish the log"),
        ("Maybe add a second log.", "", "Maybe add a second log"),
        ("Do a second count.", "", "Do a second count"),
        ("Plan ahead.", "", "Plan ahead"),
        ("If the pier floods – keep the log dry.", "the pier floods", "keep the log dry"),
        ("If any crate is wet, close the hatch.", "any crate is wet", "close the hatch"),
        ("When in port you have to ask whether the log is kept, so bring your papers.", "", "bring your papers"),
    ],
)
def test_an_order_may_follow_a_phrase_an_aside_or_a_question_that_gives_none(sentence, condition, action):
    assert advised(sentence)[["condition", "action"]].values.tolist() == [[condition, action]]


def test_a_sentence_with_an_imperative_is_among_those_that_may_have_one():
    listed = cues.read()
    texts = ["So publish the log.", "Also, then check it.", "The pier is old, so do not wait.", "Rain fell (publish it).", "We met: never use it.", "Please don’t just use it.", "Dont use it.", "They use the log."]
    texts = [*texts, "Otherwise close both gates.", "By all means check it.", "Maybe add a second log.", "To save coal, close it.", "Recommendation 4: Publish it.", *listed.counting, *listed.look_alike]
    orders = advice.orders(cues.tokens(texts, cues.runs(("may",))))
    assert {i for i, text in enumerate(texts) if advice.imperative(text)} - set(orders) == set()
    assert orders[:7] == [0, 1, 2, 3, 4, 5, 6] and 7 not in orders and len(orders) < len(texts) / 4


def test_an_act_of_a_sentence_without_an_end_stops_at_a_cue_far_from_it():
    text = "coal should " * 1_000
    rows = advice.acts(text, [(at + 5, at + 11, "modal", 2) for at in range(0, len(text), 12)])
    assert len(rows) == 1_000 and max(len(row["action"]) for row in rows) <= 2 * advice.FAR + 24
    assert all(row["action"] == text[row["start"] : row["end"]] and row["action"].startswith(("coal", "should")) for row in rows[:-1])


def test_each_act_of_a_list_is_a_row():
    rows = advised("The Council should: (1) name an envoy; (2) ease the ban; and (3) fund a line.")
    assert rows.action.tolist() == ["name an envoy", "ease the ban", "fund a line"] and set(rows.addressee) == {"The Council"}
    assert advised("The Council should wait; ports are full.").action.tolist() == ["wait"]
    assert advised("The Council should act (states must wait).").action.tolist() == ["act", "wait"]


def test_a_long_subject_is_still_one():
    who = "The members of the larger banks and of the smaller insurers of the north coast"  # 15 words
    assert advised(f"{who} should wait.")[COLUMNS].values.tolist() == [["", "wait", who, "should"]]
    files = "Files " + "of one port or of another " * 10  # 266 characters
    assert advised(f"{files}should be checked.").action.tolist() == [f"{files}should be checked"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Officials insist that the price will rise.",
        "The Council insisted that Mongolia had left.",
        "Let me be clear.",
        "In spring you will see the pier.",
        "You may unsubscribe at any time.",
        "Somebody will at last be asked to write a log.",
        "Coal | 40 | should be weighed",
        "python count.py --should --must",
        "Read more about the pier.",
        "Sign up to the weekly list.",
    ],
)
def test_nobody_recommends_what_is_told_granted_or_printed_around_a_text(sentence):
    assert advised(sentence).empty


@pytest.mark.parametrize(
    ("sentence", "action", "addressee"),
    [
        ("Officials insist that the log be kept.", "the log be kept", ""),
        ("Let us read the log.", "read the log", ""),
        ("In her view a member that blocked a text should say why.", "say why", "a member that blocked a text"),
        ("Officers who said no should leave.", "leave", "Officers who said no"),
        ("It is a fact that rules should be kept.", "rules should be kept", ""),
        ("The envoy said the Council “must keep a log”.", "keep a log", "the Council"),
        ("The Council will need an answer to fraud.", "an answer to fraud", "The Council"),
        ("The Council should wait, because ice is near.", "wait", "The Council"),
        ("The Council should wait, or the pier could sink.", "wait", "The Council"),
        ("The Council should buy coal, and list what is sold.", "buy coal, and list what is sold", "The Council"),
        ("The Council must act, officials said.", "act", "The Council"),
        ("Such raids cannot be tolerated.", "Such raids cannot be tolerated", ""),
    ],
)
def test_an_act_has_its_whole_addressee_and_no_afterthought(sentence, action, addressee):
    assert advised(sentence)[["action", "addressee"]].values.tolist() == [[action, addressee]]


def test_what_joins_two_acts_is_part_of_neither():
    assert advised("Mongolia must keep a log, while the Council must wait.").action.tolist() == ["keep a log", "wait"]


def test_a_second_act_that_ends_in_a_clause_of_its_own_stays():
    text = "The EU should cut the list, and publish rules banks can use."
    assert [row["action"] for row in advice.acts(text, [(7, 13, "modal", 2)])] == ["cut the list, and publish rules banks can use"]

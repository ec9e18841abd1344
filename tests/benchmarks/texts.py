"""Texts to measure speed on: as long as you like, the same on every machine, and nobody's.

Words are drawn as they are in real texts: a few very often, most hardly ever (Zipf's law, with the faster fall beyond a kernel of some thousand
words that Gerlach & Altmann measured in 2013), so that a longer text has more different ones. The frequent ones and the cues are English; the rare ones are made of syllables. Some
carry what makes cutting hard: a possessive, a hyphen, full stops, digits, an accent. They stand in sentences with
commas, quotation marks and footnote marks, the sentences in paragraphs under numbered headings with a list here and there, and these in documents of
about 18,000 characters. What cannot be measured on such texts is quality: they mean nothing.
"""

import numpy as np
import pandas as pd

SEED, KERNEL = 20170903, 3_000
COMMON = """the of and to in a that is for on with as by it be this are was which from at its has not or their have an will but
policy state trade security report council government regional economic measures between other these under more than they also
sanctions talks nuclear border export import agreement ministry committee region resolution programme year years new all been no into
China North Korea Japan Seoul Beijing Pyongyang Russia U.S. EU coal iron grain fuel port rail bank loan ship cargo long-term short-term state-owned
China’s Korea’s council’s country’s 2006 2016 2017 3.5 12 1,200 per cent resumed limited joint common public local foreign national central""".split()
CUES = """must|should|may|might|could|it is clear that|according to officials|it appears that|in our view|we recommend that|on the other hand|there is little doubt that|
reportedly|is likely to|would need to|if talks resume|the ministry said that|it remains to be seen whether|is expected to|at least""".replace("\n", "").split("|")
ONSETS = "b c ch d f g h j k l m n p r s sh t tr v w y z".split()
RHYMES = "a al an ar e en er i in o on u".split()
ENDS = ["", "", "", "", "", "", "", "", "", "s", "s", "ed", "ing", "ation", "’s"]


def documents(characters, seed=SEED):
    """Return generated documents of so many characters together, or a little more: columns document, language, text."""
    draw = np.random.RandomState(seed)
    names, chances = vocabulary(draw)
    texts, written = [], 0
    while written < characters:
        texts.append(_document(draw, names, chances))
        written += len(texts[-1])
    return pd.DataFrame({"document": [f"g{i:06}" for i in range(1, len(texts) + 1)], "language": "en", "text": texts})


def vocabulary(draw, size=300_000):
    """Return (words, the chance that a draw falls on a word up to this one): that of the n-th word falls as 1 / n, and faster beyond the kernel."""
    rank = np.arange(size)
    parts = 1 + (rank > 1_500) + (rank > 50_000), draw.randint(len(ONSETS), size=(size, 4)), draw.randint(len(RHYMES), size=(size, 4)), draw.randint(len(ENDS), size=size)
    made = ["".join(ONSETS[o] + RHYMES[r] for o, r in zip(onset[: n + 1], rhyme)) + ENDS[end] for n, onset, rhyme, end in zip(*(part.tolist() for part in parts))]
    made = [_odd(i, word, made) for i, word in enumerate(made)]
    names = list(dict.fromkeys(COMMON + made))
    rank = np.arange(len(names)) + 2.7
    chances = np.cumsum(1 / rank * np.minimum(1, KERNEL / rank) ** 0.77)
    return np.array(names, object), chances / chances[-1]


def _odd(i, word, others):
    """Of every ten rare words four are not plain: a name, a compound, a number, and a few with an accent or full stops."""
    if i % 10 == 3 or i % 10 == 6:
        return word.capitalize()
    if i % 10 == 5:
        return f"{word}-{others[i - 1]}" if i % 40 == 5 else f"{i * 37 % 9973}"
    if i % 200 == 7:
        return word + "é"
    return f"{word[0].upper()}.{word[-1].upper()}." if i % 1000 == 8 else word


def _document(draw, names, chances):
    text = [f"{_heading(draw, names, chances)}\n\nA report of {2000 + draw.randint(24)}\n"]
    for section in range(1, 7):
        text.append(f"\n{section}. {_heading(draw, names, chances)}\n")
        text += [f"\n{_paragraph(draw, names, chances)}\n" for _ in range(draw.randint(1, 6))]
        if draw.randint(3) == 0:
            text.append("\n" + "".join(f"• {_sentence(draw, _some(draw, names, chances, 12))}\n" for _ in range(4)))
    return "".join(text)


def _some(draw, names, chances, number):
    return names[np.searchsorted(chances, draw.random_sample(number))].tolist()


def _heading(draw, names, chances):
    return " ".join(word[:1].upper() + word[1:] for word in _some(draw, names, chances, draw.randint(3, 8)))


def _paragraph(draw, names, chances):
    lengths = np.clip(draw.lognormal(3.0, 0.45, draw.randint(3, 9)), 4, 70).astype(int)
    words = _some(draw, names, chances, int(lengths.sum()))
    ends = np.cumsum(lengths).tolist()
    return " ".join(_sentence(draw, words[end - length : end]) for length, end in zip(lengths.tolist(), ends))


def _sentence(draw, words):
    """The words as a sentence: a capital, a comma about every tenth word, a cue in every third, now and then a quotation or a footnote mark."""
    die = draw.randint(60)
    for place in range(9 + die % 5, len(words), 10):
        words[place - 1] += ","
    if die < 20:
        words.insert(min(die, len(words)), CUES[die])
    if die in (21, 22) and len(words) > 8:
        words[3], words[6] = f"“{words[3]}", f"{words[6]}”"
    if die == 23 and len(words) > 6:
        words[4] = f"{words[4]} –"
    mark = f"[{draw.randint(1, 99)}]" if die == 24 else "¹" if die == 25 else ""
    return words[0][:1].upper() + " ".join(words)[1:].rstrip(",") + "." + mark

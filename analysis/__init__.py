"""Count only the argument: term frequencies, stance cues and section structure in policy texts.

One module is one room, and text moves through the rooms one way: `formats`, `corpus`, `sections`, `sentences`,
`words`, then `terms`, then `figures` and `findings`. Every room takes a table and returns a table.

>>> from analysis import corpus, sections, sentences, words, terms
"""

__version__ = "0.1.0"

"""Count only the argument: term frequencies, stance cues and section structure in policy texts.

One module is one room, and text moves through the rooms one way: `formats`, `corpus`, `sections`, `sentences`,
`words`, then `terms` and `stance`, then `figures`, `findings` and `briefing`. Every room takes a table and returns a table.

>>> from analysis import corpus, sections, sentences, words, terms
"""

import pandas as pd

__version__ = "0.6.0"
pd.options.mode.string_storage = "python"  # texts are stored in one way, whether or not pyarrow is installed

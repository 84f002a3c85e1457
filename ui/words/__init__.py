"""Every word of the page, English and Chinese side by side: {key: (en, zh)}.

The browser holds the whole table and picks the language, so switching asks nothing of the
server, and the server answers with keys, never with sentences. Each room has a table of its own.
"""

from . import code, compare, how, map, morph, noises, replay, share, stage, strange, tour, train

TABLES = (stage, tour, how, share, compare, code, map, morph, noises, strange, replay, train)
WORDS: dict[str, tuple[str, str]] = {k: v for table in TABLES for k, v in table.WORDS.items()}

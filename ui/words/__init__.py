"""Every word of the page, in English and Chinese side by side: {key: (english, chinese)}.

The browser holds the whole table and picks the language, so switching needs no request, and the
server answers with keys, not with sentences. Every module of this folder is a table; a room's has
the room's name.
"""

import pkgutil
from collections.abc import Mapping
from importlib import import_module

Words = Mapping[str, tuple[str, str]]

TABLES: Mapping[str, Words] = {
    name: import_module(f"{__name__}.{name}").WORDS for _, name, _ in pkgutil.iter_modules(__path__)
}
WORDS: Words = {key: pair for table in TABLES.values() for key, pair in table.items()}

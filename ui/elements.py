"""HTML elements whose words the browser fills in."""

import html
import json


def words(tag: str, key: str, **values: object) -> str:
    """An element that the browser fills with words in the visitor's language."""
    filled = f' data-t-values="{html.escape(json.dumps(values))}"' if values else ""
    return f'<{tag} data-t="{key}"{filled}></{tag}>'

"""JSON that can be read, and compared from run to run."""

import json


def as_text(value: object, depth: int = 4, indent: str = "\n") -> str:
    """Return JSON with one line for each entry at `depth`.

    Args:
        value: plain JSON types.
        depth: how many levels of dictionaries get a line for each entry. Four reach the scores.
        indent: what a line of this level begins with.
    """
    if not depth or not isinstance(value, dict) or not value:
        return json.dumps(value, allow_nan=False)
    inner = indent + " "
    rows = (f"{json.dumps(key)}: {as_text(row, depth - 1, inner)}" for key, row in value.items())
    return "{" + inner + f",{inner}".join(rows) + indent + "}"

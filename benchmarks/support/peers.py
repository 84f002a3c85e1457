"""What a measurement compares our page with: two minimal pages, and another checkout."""

from pathlib import Path
from typing import Annotated

import typer

from tests.support.servers import ROOT

NAIVE = ("-m", "benchmarks.support.naive")
BARE = ("-m", "benchmarks.support.bare")

Before = Annotated[
    Path | None,
    typer.Option(
        help="Another checkout, measured in turns with this one.",
        exists=True,
        file_okay=False,
        resolve_path=True,
    ),
]


def checkouts(before: Path | None) -> dict[str, Path]:
    """Return the checkouts to measure in turns: "before", if there is one, and "after", this one.

    Only `app.py` of the other checkout is run, so its modules may have other names.
    """
    return {"before": before, "after": ROOT} if before else {"after": ROOT}

"""What the browser needs to know of a model: its place in the menu, its code, what it has met."""

from ae_core.models.spec import ModelSpec

FIRST_MODEL = "conv_32"  # on show when the page opens


def facts(spec: ModelSpec) -> dict:
    """Facts of a model of the table, as plain JSON types.

    Returns:
        {"key", "group", "size", "code", "trained", "kind"}. "group" says where it stands in the
        menu; "size" how many numbers its code has; "code" is "none" to show, "maps", or bars,
        "signed" where the net keeps the mean of every number at zero. "trained" is "mixed", a
        level, or None, and "kind" the kind of noise of that level.
    """
    origin = "published" if spec.published else "ours"
    if spec.has_skips:
        code = "none"
    elif len(spec.code_shape) > 1:
        code = "maps"
    else:
        code = "signed" if spec.family == "residual" else "bars"
    kind, trained = spec.noise if isinstance(spec.noise, tuple) else (None, spec.noise)
    return {
        "key": spec.key,
        "group": f"{origin}_{'noisy' if spec.noise else 'clean'}",
        "size": spec.code_size,
        "code": code,
        "trained": trained,
        "kind": kind,
    }

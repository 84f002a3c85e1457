"""What the browser needs to know of a model: its group in the menu, code and training noise."""

from ae_core.models.spec import ModelSpec

FIRST_MODEL = "ordered_32"  # chosen when the page opens


def facts(spec: ModelSpec) -> dict:
    """Facts of a model, as plain JSON types.

    Returns:
        "key": of the model.
        "group": in the menu: "ours_noisy", "ours_clean", "published_noisy" or "published_clean".
        "size": how many numbers its code has.
        "ordered": whether its first numbers are enough for a picture, however few.
        "code": how it is shown: "bars"; "signed", bars from zero in both directions, if the
        network keeps each number's mean at zero; "maps"; or "none" if it says little.
        "trained": level of the training noise, "mixed", or None if trained on clean digits;
        "kind": its kind, None unless "trained" is a level.
    """
    origin = "published" if spec.published else "ours"
    if spec.has_skips:
        code = "none"
    elif len(spec.code_shape) > 1:
        code = "maps"
    else:
        code = "signed" if spec.has_linear_code else "bars"
    kind, trained = spec.noise if isinstance(spec.noise, tuple) else (None, spec.noise)
    return {
        "key": spec.key,
        "group": f"{origin}_{'noisy' if spec.noise else 'clean'}",
        "size": spec.code_size,
        "ordered": spec.has_ordered_code,
        "code": code,
        "trained": trained,
        "kind": kind,
    }

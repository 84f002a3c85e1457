"""Cards: what is said of a training, and of the net that came out of it, as plain JSON types.

They are made here, whether `train.py` or a visitor had the net trained; `weights` keeps them.
"""

from typing import TYPE_CHECKING, Any

from . import data, evaluation, weights
from .spec import ModelSpec

if TYPE_CHECKING:
    import keras

    from .training import Training


def made_by(run: "Training", recipe_name: str, train: data.Digits) -> dict[str, Any]:
    """How, and from what.

    Args:
        run: the training.
        recipe_name: of its recipe.
        train: the digits it learns from.

    Returns:
        {"recipe", "seed", "data", "versions"}.
    """
    return {
        "recipe": {"name": recipe_name, **run.recipe.__dict__},
        "seed": run.seed,
        "data": {"name": train.name, "digits": len(train.images), "sha256": train.sha256},
        "versions": weights.versions(),
    }


def of(
    run: "Training", recipe_name: str, train: data.Digits, model: "keras.Model", test: data.Digits
) -> dict[str, Any]:
    """The whole card of a run that is over, but for its "file".

    Args:
        run: the training.
        recipe_name: of its recipe.
        train: the digits it learnt from.
        model: its net, in the precision in which it will be used.
        test: the digits on which that is measured.
    """
    return {
        "key": run.spec.key,
        "spec": run.spec.as_json(),
        **made_by(run, recipe_name, train),
        "epochs": len(run.history),
        "minutes": round(sum(epoch.seconds for epoch in run.history) / 60, 2),
        "history": {"loss": [round(epoch.loss, 5) for epoch in run.history]},
        **_measured(model, run.spec, test),
    }


def _measured(model: "keras.Model", spec: ModelSpec, test: data.Digits) -> dict[str, Any]:
    pictures, on = data.as_pictures(test.images), {"digits": len(test.images), "on": test.name}
    restore = evaluation.forward(model)
    if spec.family == "reader":
        right = restore(pictures).argmax(axis=1) == test.labels
        return {"metrics": {**on, "accuracy": round(float(right.mean()), 5)}}
    metrics = {**on, **evaluation.evaluate(restore, pictures)}
    if spec.skips:
        return {"metrics": metrics}
    encode = evaluation.forward(model.get_layer("encoder"))
    codes = evaluation.in_batches(encode, pictures)
    return {"code_range": evaluation.code_range(codes), "metrics": metrics}

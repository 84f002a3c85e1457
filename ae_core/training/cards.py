"""Cards: what is said of a training, and of the net that came out of it, as plain JSON types.

They are made here, whether `train.py` or a visitor had the net trained; `weights` keeps them.
"""

from typing import TYPE_CHECKING, Any

from ae_core import evaluation
from ae_core.data import datasets
from ae_core.models.spec import ModelSpec
from ae_core.pictures import from_uint8

from . import saving

if TYPE_CHECKING:
    import keras

    from .trainer import Training


def made_by(run: "Training", recipe_name: str, train: datasets.Digits) -> dict[str, Any]:
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
        "versions": saving.versions(),
    }


def of(
    run: "Training",
    recipe_name: str,
    train: datasets.Digits,
    model: "keras.Model",
    test: datasets.Digits,
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


def _measured(model: "keras.Model", spec: ModelSpec, test: datasets.Digits) -> dict[str, Any]:
    pictures, on = from_uint8(test.images), {"digits": len(test.images), "on": test.name}
    restore = evaluation.forward(model)
    if spec.family == "classifier":
        right = restore(pictures).argmax(axis=1) == test.labels
        return {"metrics": {**on, "accuracy": round(float(right.mean()), 5)}}
    metrics = {**on, **evaluation.evaluate(restore, pictures)}
    if spec.has_skips:
        return {"metrics": metrics}
    encode = evaluation.forward(model.get_layer("encoder"))
    codes = evaluation.in_batches(encode, pictures)
    return {"code_range": evaluation.code_range(codes), "metrics": metrics}

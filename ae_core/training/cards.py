"""Cards: how a net was trained and how good it is, as plain JSON types.

Made here for the models of the table and for visitors' nets; `models.store` reads them.
"""

from typing import TYPE_CHECKING, Any

from ae_core import evaluation
from ae_core.data import datasets, non_digits
from ae_core.models import store
from ae_core.models.spec import ModelSpec

from . import saving
from .classifying import scores

if TYPE_CHECKING:
    import keras

    from .trainer import Training

NON_DIGITS = 50  # pictures of each held-out drawing, of which a classifier should not be sure


def made_by(run: "Training", recipe_name: str, train: datasets.Digits) -> dict[str, Any]:
    """How a net was trained, and on which digits.

    Args:
        run: the training.
        recipe_name: the name of its recipe.
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


def make(
    run: "Training",
    recipe_name: str,
    train: datasets.Digits,
    model: "keras.Model",
    test: datasets.Digits,
) -> dict[str, Any]:
    """Measure a finished net and make its whole card, but for "files".

    Args:
        run: the training.
        recipe_name: the name of its recipe.
        train: the digits it learnt from.
        model: its net, in the precision in which it will be used.
        test: the digits on which the scores are measured.

    Returns:
        `made_by`, and "key", "spec", "epochs", "minutes", "history", "metrics" and, for a net
        with a code, "code_range". The history holds lists with a number for each epoch: "loss";
        "extra" if losses on codes were added; "validation_loss" if it was measured. For a run
        that did not begin with fresh weights see `begun_with`.
    """
    return {
        "key": run.spec.key,
        "spec": run.spec.as_json(),
        **made_by(run, recipe_name, train),
        "epochs": len(run.history),
        "minutes": round(sum(epoch.seconds for epoch in run.history) / 60, 2),
        "history": _history(run),
        **_measured(model, run.spec, test),
    }


def begun_with(card: dict[str, Any], start: dict[str, Any]) -> dict[str, Any]:
    """The card of a run that began with trained weights.

    If those are of the same model, the run continues their training: epochs and minutes are added
    up, the losses of both make one history, and the run's own recipe is called "continued".

    Args:
        card: of the run, as `make` gives it.
        start: the card of the weights.
    """
    card = {**card, "began_with": {"key": start["key"], "sha256": store.checksum(start)}}
    if start["key"] == card["key"]:
        losses = [*start["history"]["loss"], *card["history"]["loss"]]
        minutes = round(start["minutes"] + card["minutes"], 2)
        card |= {"epochs": len(losses), "minutes": minutes, "history": {"loss": losses}}
        card |= {"recipe": start["recipe"], "continued": card["recipe"]}
    return card


def _history(run: "Training") -> dict[str, list[float]]:
    lists = {"loss": [round(epoch.loss, 5) for epoch in run.history]}
    if any(epoch.extra for epoch in run.history):
        lists["extra"] = [round(epoch.extra, 5) for epoch in run.history]
    measured = [e.validation_loss for e in run.history if e.validation_loss is not None]
    if len(measured) == len(run.history):  # an older checkpoint has none of its first epochs
        lists["validation_loss"] = [round(loss, 5) for loss in measured]
    return lists


def _measured(model: "keras.Model", spec: ModelSpec, test: datasets.Digits) -> dict[str, Any]:
    pictures, on = test.pictures, {"digits": len(test.images), "on": test.name}
    restore = evaluation.forward(model)
    if spec.family == "classifier":
        from .classifying import calibration  # imports Keras

        others = non_digits.make(NON_DIGITS, evaluation.SEED)
        measured = scores.measure(calibration.reader(model), pictures, test.labels, others)
        return {"metrics": {**on, **measured}}
    metrics = {**on, **evaluation.evaluate(restore, pictures)}
    if spec.has_skips:
        return {"metrics": metrics}
    encode = evaluation.forward(model.get_layer("encoder"))
    codes = encode(pictures)
    if spec.has_ordered_code:
        decode = evaluation.forward(model.get_layer("decoder"))
        sizes = [2**i for i in range(spec.code_size.bit_length()) if 2**i <= spec.code_size]
        metrics["first_numbers"] = evaluation.evaluate_lengths(encode, decode, pictures, sizes)
    return {"code_range": evaluation.code_range(codes), "metrics": metrics}

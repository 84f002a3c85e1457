"""A worker that trains nothing, and what is asked of it."""

import dataclasses
from typing import ClassVar

import numpy as np
import pytest

from ae_core.data.symbols import ready
from ae_core.explore import latent_map, map_making
from ae_core.models.spec import dense_layers
from ae_core.training import worker
from ui.live import samples

WISH = {
    "code": 8,
    "layers": 1,
    "units": 32,
    "loss": "bce",
    "noise": "gaussian",
    "level": 0.5,
    "epochs": 2,
}
REQUEST = {"train": WISH}
SYMBOLS = [
    {**symbol._asdict(), "drawings": [samples.as_json(one) for one in symbol.drawings]}
    for symbol in ready.sets()["letters"]
]


class Job:
    """A worker that trains nothing and sends the messages of a real one."""

    jobs: ClassVar[list] = []

    def __init__(self):
        self.spec, self.name, self.stopped, self.killed, self.died = None, None, False, 0, False
        self.broken = False  # ended with an error
        self.unmapped = False  # dies before the map of symbols is made
        Job.jobs.append(self)

    def alive(self):
        return not self.killed and not self.died

    def failed(self):
        return self.broken

    def begin(self, spec, name, symbols=None):
        assert self.spec is None  # it can train one net
        self.spec, self.name, self.symbols = spec, name, symbols
        self.messages = self.script()

    def script(self):
        layers = dense_layers(self.spec.widths, self.spec.code_size)
        values = [np.zeros(shape, np.float32) for layer in layers for shape in (layer, layer[1:])]
        ten = np.zeros((10, 28, 28), np.uint8)
        yield {"kind": "digits", "data": self.name, "count": 100, "ten": ten}
        yield None
        yield {"kind": "weights", "epoch": 0, "values": values}
        for epoch in range(1, self.spec.recipe.epochs + 1):
            known = {"left": 3.0} if epoch > 1 else {}
            yield {"kind": "step", "done": epoch - 0.5, "first": 0.7, "loss": 0.4, **known}
            yield None
            yield {"kind": "weights", "epoch": epoch, "loss": 0.3, "values": values}
            yield None
            if self.stopped:
                break
        yield {"kind": "testing"}
        yield None
        scores = {"digits": 10, "own": 15.0, "ours": 20.0, "model": "conv_32"}
        files = {"values": values, "archive": b"zip"}
        if self.spec.code_size == 2:
            labels = np.arange(40, dtype=np.uint8) % 10
            files["plane"] = [np.random.default_rng(0).normal(size=(40, 2)).astype("f"), labels]
        if self.symbols:
            files["errors"] = np.linspace(0.01, 0.02, 201).tolist()
            files["pictures"] = b"npz"
        yield {"kind": "done", "card": {"epochs": epoch}, "scores": scores, **files}
        yield None
        if self.unmapped:
            raise worker.JobError("killed")
        codes = np.random.default_rng(0).normal(size=(40, 2)).astype("f")
        labels = np.arange(40, dtype=np.uint8) % len(self.symbols)
        made = symbols_map(codes, labels, self.spec.code_size)
        yield {"kind": "map", "map": latent_map.as_json(made)}

    def message(self, patience):
        return next(self.messages)

    def stop(self):
        self.stopped = True

    def kill(self):
        self.killed += 1


def symbols_map(codes, labels, size):
    """A map of `size` numbers, of which the first two are the place."""
    flat = map_making.make_for_plane("own", codes, labels)
    (to_place,), (to_code,) = flat.to_place, flat.to_code
    wider = latent_map.DenseLayer(np.pad(to_place.kernel, ((0, size - 2), (0, 0))), to_place.bias)
    back = [np.pad(to_code.kernel, ((0, 0), (0, size - 2))), np.pad(to_code.bias, (0, size - 2))]
    parts = {
        "code_shape": (size,),
        "to_place": (wider,),
        "to_code": (latent_map.DenseLayer(*back),),
    }
    return dataclasses.replace(flat, **parts)


@pytest.fixture
def fake_workers(monkeypatch):
    """Replaces workers by `Job`; the value lists those started."""
    Job.jobs = []
    monkeypatch.setattr(worker, "Job", Job)
    return Job.jobs


def states(replies):
    """The states of the replies in order, without repetitions."""
    found = []
    for reply in replies:
        if found[-1:] != [reply["state"]]:
            found.append(reply["state"])
    return found

"""Training a visitor's network: the request, the queue, progress, and how a training ends."""

import dataclasses
import subprocess
import sys
import threading
import time
from typing import ClassVar

import numpy as np
import psutil
import pytest

from ae_core.data import stroke_digits
from ae_core.data.symbols import ready
from ae_core.explore import latent_map, map_making
from ae_core.inference import autoencoder, runtime
from ae_core.models.spec import MIXED, dense_layers
from ae_core.pictures import from_uint8
from ae_core.training import archive, worker
from tests.conftest import ROOT
from ui.live import samples
from ui.problems import Problem
from ui.training import choices, ready_worker, sessions, visitor_nets
from ui.training.queue import Queue

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


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    monkeypatch.setattr(sessions, "_queue", Queue(1 + sessions.WAITING))
    monkeypatch.setattr(sessions, "_ending", threading.Event())
    monkeypatch.setattr(sessions, "_ready", ready_worker.ReadyWorker())
    yield
    sessions._ready.close()
    assert not sessions._stops
    assert not len(sessions._queue)
    for key in list(visitor_nets._nets):
        visitor_nets.remove(key)


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
        files = {"values": values, "pack": b"zip"}
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
    wider = latent_map.Layer(np.pad(to_place.kernel, ((0, size - 2), (0, 0))), to_place.bias)
    back = [np.pad(to_code.kernel, ((0, 0), (0, size - 2))), np.pad(to_code.bias, (0, size - 2))]
    parts = {"code_shape": (size,), "to_place": (wider,), "to_code": (latent_map.Layer(*back),)}
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


# ---- the request ----


def test_a_request_becomes_a_spec():
    spec = choices.read(REQUEST)
    assert (spec.code_shape, spec.widths, spec.loss) == ((8,), (32,), "bce")
    assert spec.noise == ("gaussian", 0.5)
    assert spec.recipe.epochs == 2
    assert choices.read({"train": {**WISH, "noise": "none", "layers": 0}}).widths == ()
    assert choices.read({"train": {**WISH, "noise": "none"}}).noise is None
    assert choices.read({"train": {**WISH, "noise": "mixed"}}).noise == MIXED


@pytest.mark.parametrize("start", choices.STARTS.values(), ids=list(choices.STARTS))
def test_every_starting_point_is_among_the_choices(start):
    spec = choices.read({"train": start})
    assert spec.recipe.epochs == start["epochs"]
    assert spec.code_activation == "linear"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("code", [0, 3, 1000, 8.0, "8", True, None, [8], float("nan")]),
        ("layers", [-1, 4, True, False, 1.0, None, [1]]),
        ("units", [0, 31, 100_000, "64", None, {}]),
        ("loss", ["", "labels", "log", None, 1, ["bce"]]),
        ("noise", ["", "Gaussian", None, 3, ["gaussian"]]),
        ("level", [0, 0.05, 1.01, float("nan"), float("inf"), True, None, "0.5", []]),
        ("epochs", [0, 41, -1, 1e9, 2.0, True, None, "2", float("nan")]),
    ],
)
def test_choices_that_the_page_does_not_offer_are_refused(name, values):
    for value in values:
        with pytest.raises(Problem):
            choices.read({"train": {**WISH, name: value}})


@pytest.mark.parametrize("request_", [None, 3, [], {}, {"train": None}, {"train": []}])
def test_a_malformed_request_gets_one_problem_and_creates_nothing(request_, fake_workers):
    assert list(sessions.train(request_)) == [
        {"state": "problem", "problem": {"key": "bad_request"}}
    ]
    assert not fake_workers
    assert not visitor_nets._nets


def test_without_tensorflow_no_training_starts(monkeypatch, fake_workers):
    monkeypatch.setattr(worker.importlib.util, "find_spec", lambda name: None)
    assert list(sessions.train(REQUEST)) == [
        {"state": "problem", "problem": {"key": "no_tensorflow"}}
    ]
    assert not fake_workers
    assert not visitor_nets._nets


# ---- progress and end ----


def test_a_training_ends_with_a_network_that_can_be_used(fake_workers, monkeypatch, no_mnist):
    replies = list(sessions.train(REQUEST))
    assert states(replies) == ["starting", "training", "testing", "done"] or (
        states(replies) == ["starting", "training", "done"]
    )
    assert fake_workers[0].name == "strokes"
    last = replies[-1]
    assert last["losses"] == [0.3, 0.3]
    assert last["facts"]["group"] == "own"
    assert last["facts"]["key"] == last["key"]
    assert last["facts"]["widths"] == [32]
    assert not last["stopped"]
    assert autoencoder.load(last["key"]).card == {"epochs": 2}
    assert visitor_nets.find(last["key"]).pack == b"zip"
    assert fake_workers[0].killed
    assert {reply["key"] for reply in replies} == {last["key"]}


def test_during_training_and_after_the_network_runs_in_numpy(fake_workers, no_mnist):
    """So the page can restore a digit after every epoch without a conversion to LiteRT."""
    kinds = {}
    for reply in sessions.train(REQUEST):
        if autoencoder.loaded(reply["key"]):
            kinds[reply["state"]] = type(autoencoder.load(reply["key"]).net)
    assert set(kinds.values()) == {runtime.DenseNet}
    assert {"training", "done"} <= set(kinds)


def test_a_net_of_two_numbers_has_a_map_and_others_have_none(fake_workers):
    for code, size in ((2, 40), (8, None)):
        *_, last = sessions.train({"train": {**WISH, "code": code}})
        plane = visitor_nets.find(last["key"]).chart
        assert (plane and len(plane.points)) == size


def test_the_time_left_is_told_from_the_second_epoch_and_ends_when_time_is_up(
    fake_workers, monkeypatch
):
    monkeypatch.setattr(sessions, "SECONDS", 2.0)
    replies = [reply for reply in sessions.train(REQUEST) if "done" in reply]
    assert "left" not in replies[0]
    assert replies[-1]["epoch"] == 1
    assert replies[-1]["left"] <= 2.0  # not the worker's 3


def test_a_training_stopped_after_an_epoch_keeps_its_network(fake_workers):
    for reply in sessions.train({"train": {**WISH, "epochs": 15}}):
        if reply.get("epoch") == 1:
            sessions.stop({"stop": reply["key"]})
    assert reply["state"] == "done"
    assert reply["stopped"]
    assert reply["epoch"] < 15
    assert autoencoder.loaded(reply["key"])


def test_a_training_stopped_before_the_first_epoch_keeps_nothing(fake_workers):
    for reply in sessions.train(REQUEST):
        sessions.stop({"stop": reply["key"]})
    assert reply == {"key": reply["key"], "state": "stopped"}
    assert all(job.killed for job in fake_workers)
    assert visitor_nets.find(reply["key"]) is None
    assert not autoencoder.loaded(reply["key"])


def test_a_wrong_key_stops_nothing(fake_workers):
    replies = []
    for reply in sessions.train(REQUEST):
        replies.append(reply)
        for wrong in (None, {}, {"stop": "own:other"}, {"stop": None}, {"stop": ["x"]}, 3):
            sessions.stop(wrong)
    reply = replies[-1]
    assert reply["state"] == "done"
    assert not reply["stopped"]


def test_without_an_epoch_in_time_there_is_no_network(fake_workers, monkeypatch):
    monkeypatch.setattr(sessions, "SECONDS", -1)
    replies = list(sessions.train({"train": {**WISH, "epochs": 15}}))
    assert fake_workers[0].killed
    assert replies[-1]["state"] == "stopped"  # not one epoch had been done


def test_a_training_that_runs_out_of_time_keeps_its_network(fake_workers, monkeypatch):
    replies = sessions.train({"train": {**WISH, "epochs": 15}})
    for reply in replies:
        if reply.get("epoch") == 1 and reply["state"] == "training":
            now = sessions.time.monotonic() + sessions.SECONDS + 1
            monkeypatch.setattr(sessions.time, "monotonic", lambda now=now: now)
    assert reply["state"] == "done"
    assert reply["late"]
    assert not reply["stopped"]
    assert 1 <= reply["epoch"] < 15


def test_a_failed_training_is_one_problem_and_logs_its_traceback_once(
    fake_workers, monkeypatch, caplog
):
    def fails(self, patience):
        raise worker.JobError("the loss is no number")

    monkeypatch.setattr(Job, "message", fails)
    reply = list(sessions.train(REQUEST))[-1]
    assert reply == {"state": "problem", "problem": {"key": "train_failed"}}
    assert sum("the loss is no number" in record.getMessage() for record in caplog.records) == 1
    assert fake_workers[0].killed
    assert not visitor_nets._nets


# ---- symbols ----

SYMBOLS = [
    {**symbol._asdict(), "drawings": [samples.as_json(one) for one in symbol.drawings]}
    for symbol in ready.sets()["letters"]
]


def test_symbols_are_learnt_and_the_network_knows_their_names(fake_workers):
    *_, last = sessions.train({"train": {"symbols": SYMBOLS}})
    job, net = fake_workers[0], visitor_nets.find(last["key"])
    assert (job.name, [symbol["name"] for symbol in job.symbols]) == ("symbols", list("AEMT"))
    assert job.symbols[0]["drawings"][0][0][0] == tuple(SYMBOLS[0]["drawings"][0][0][0])
    assert job.spec.code_size == 12
    assert last["facts"]["symbols"] == list("AEMT")
    assert net.symbols == tuple("AEMT") == visitor_nets.symbols_of(net.key)
    assert (net.chart.key, net.chart.code_shape) == (net.key, (12,))
    assert net.errors.value(0.5) == pytest.approx(0.015)
    assert net.tested == 10


def test_symbols_that_are_learnt_are_not_lost_with_their_map(fake_workers, monkeypatch):
    for reply in sessions.train({"train": {"symbols": SYMBOLS}}):
        if reply["state"] == "testing":
            fake_workers[0].unmapped = True
    assert (reply["state"], reply["late"], reply["facts"]["key"]) == ("done", False, reply["key"])
    net = visitor_nets.get(reply["key"])
    assert (net.chart, net.pack, net.pictures, net.tested) == (None, b"zip", b"npz", 10)
    assert fake_workers[0].killed


def test_a_network_that_learns_digits_has_no_symbols(fake_workers):
    *_, last = sessions.train(REQUEST)
    assert last["facts"]["symbols"] == []
    assert visitor_nets.symbols_of(last["key"]) == ()
    assert visitor_nets.symbols_of("conv_32") == ()
    assert visitor_nets.symbols_of("own:gone") == ()


def test_symbols_have_less_time_to_learn_than_digits(fake_workers, monkeypatch):
    monkeypatch.setattr(sessions, "SYMBOL_SECONDS", -1)
    assert list(sessions.train({"train": {"symbols": SYMBOLS}}))[-1]["state"] == "stopped"
    assert list(sessions.train(REQUEST))[-1]["state"] == "done"


def test_what_was_learnt_in_time_is_not_late_while_its_map_is_made(fake_workers, monkeypatch):
    states = []
    for reply in sessions.train({"train": {"symbols": SYMBOLS}}):
        states.append(reply["state"])
        if reply["state"] == "testing":
            now = sessions.time.monotonic() + sessions.SYMBOL_SECONDS + 1
            monkeypatch.setattr(sessions.time, "monotonic", lambda now=now: now)
    assert states[-2:] == ["testing", "done"]
    assert not reply["late"]
    assert not fake_workers[0].stopped


def test_symbols_have_as_long_to_be_done_as_digits(fake_workers, monkeypatch):
    for seconds, last in ((sessions.SECONDS - 1, "done"), (sessions.SECONDS + 60, "problem")):
        with monkeypatch.context() as patch:
            begun = sessions.time.monotonic()
            for reply in sessions.train({"train": {"symbols": SYMBOLS}}):
                if reply["state"] == "testing":
                    patch.setattr(sessions.time, "monotonic", lambda now=begun + seconds: now)
        assert reply["state"] == last


@pytest.mark.parametrize(
    ("symbols", "problem"),
    [
        (SYMBOLS[:1], {"key": "symbols_few", "n": 1}),
        (SYMBOLS * 3, {"key": "symbols_many", "n": 12}),
        (SYMBOLS[:2] * 2, {"key": "symbols_same_name", "name": "A"}),
        ([*SYMBOLS, {"name": "", "drawings": []}], {"key": "symbols_name"}),
        (
            [*SYMBOLS, {"name": "x", "drawings": SYMBOLS[0]["drawings"][:4]}],
            {"key": "symbols_few_drawings", "name": "x", "n": 4},
        ),
        (
            [*SYMBOLS, {"name": "x", "drawings": SYMBOLS[0]["drawings"] * 3}],
            {"key": "symbols_many_drawings", "name": "x", "n": 24},
        ),
        ([*SYMBOLS, {"name": "x", "drawings": [[]] * 5}], {"key": "symbols_empty", "name": "x"}),
        (
            [*SYMBOLS, {"name": "x", "drawings": [[[[0, 0]] * 700]] * 5}],
            {"key": "symbols_long", "name": "x"},
        ),
        (None, {"key": "bad_request"}),
        ([3, 4], {"key": "bad_request"}),
    ],
)
def test_symbols_that_cannot_be_learnt_are_one_sentence(symbols, problem, fake_workers):
    replies = list(sessions.train({"train": {"symbols": symbols}}))
    assert replies == [{"state": "problem", "problem": problem}]
    assert Problem(**problem).in_english()
    assert not fake_workers


# ---- the queue ----


def test_visitors_train_one_after_the_other_and_see_their_position(fake_workers):
    first, second, third = (sessions.train(REQUEST) for _ in range(3))
    assert next(first)["state"] == "starting"
    assert next(second)["place"] == 1
    assert next(third)["place"] == 2
    assert not fake_workers or len(fake_workers) == 1
    assert states(first)[-1] == "done"
    assert next(second)["state"] == "starting"
    assert next(third)["place"] == 1
    third.close()
    assert states(second)[-1] == "done"


def test_closing_the_page_leaves_the_queue(fake_workers):
    first, second, third = (sessions.train(REQUEST) for _ in range(3))
    for replies in (first, second, third):
        next(replies)
    second.close()
    assert next(third)["place"] == 1
    first.close()
    assert next(third)["state"] == "starting"
    third.close()


def test_a_waiting_visitor_can_stop(fake_workers):
    first, second = sessions.train(REQUEST), sessions.train(REQUEST)
    next(first)
    sessions.stop({"stop": next(second)["key"]})
    assert list(second)[-1]["state"] == "stopped"
    assert len(sessions._queue) == 1
    first.close()


def test_a_class_of_thirty_finds_a_place_and_keeps_its_networks(fake_workers):
    pupils = [sessions.train(REQUEST) for _ in range(30)]
    assert [next(replies).get("place", 0) for replies in pupils] == list(range(30))
    for replies in reversed(pupils):
        replies.close()
    assert visitor_nets.LIMIT >= 30


def test_a_full_queue_refuses_before_a_network_is_created(fake_workers, monkeypatch):
    """A network more would make the oldest of other visitors expire."""
    waiting = [sessions.train(REQUEST) for _ in range(1 + sessions.WAITING)]
    for replies in waiting:
        next(replies)
    with monkeypatch.context() as patch:
        patch.setattr(visitor_nets, "new", lambda spec: pytest.fail("a network was created"))
        refused = list(sessions.train(REQUEST))
    assert refused == [{"state": "problem", "problem": {"key": "train_full"}}]
    for replies in waiting:
        replies.close()
    assert not visitor_nets._nets


# ---- shutdown ----

ENDED = {"state": "problem", "problem": {"key": "train_ended"}}


def test_shutdown_ends_running_and_waiting_trainings_at_once(fake_workers, monkeypatch):
    for patience in ("_PATIENCE", "_QUEUE_PATIENCE"):
        monkeypatch.setattr(sessions, patience, 60)  # which nobody waits for
    trains, waits = sessions.train(REQUEST), sessions.train(REQUEST)
    next(trains)
    next(trains)
    next(waits)
    start = time.monotonic()
    sessions.end()
    assert list(trains) == list(waits)[-1:] == [ENDED]
    assert time.monotonic() - start < 30
    assert fake_workers[0].killed
    assert len(fake_workers) == 1
    assert not visitor_nets._nets


def test_after_shutdown_no_training_starts(fake_workers):
    sessions.end()
    assert list(sessions.train(REQUEST))[-1] == ENDED
    assert not visitor_nets._nets
    assert all(job.killed for job in fake_workers)


# ---- the worker that is kept ready ----


def test_one_worker_is_started_ahead_and_the_next_training_takes_it(fake_workers):
    sessions.prepare()
    sessions.prepare()
    assert len(fake_workers) == 1
    assert states(sessions.train(REQUEST))[-1] == "done"
    assert len(fake_workers) == 1
    sessions.prepare()
    assert len(fake_workers) == 2
    assert fake_workers[1].alive()


def test_during_a_training_no_other_worker_is_started(fake_workers):
    """It would take the memory and the processor that the training needs."""
    replies = sessions.train(REQUEST)
    next(replies)
    sessions.prepare()
    assert len(fake_workers) == 0
    next(replies)
    sessions.prepare()
    assert len(fake_workers) == 1
    replies.close()


def test_a_ready_worker_that_has_ended_is_replaced(fake_workers):
    sessions.prepare()
    fake_workers[0].died = True
    sessions.prepare()
    assert len(fake_workers) == 2
    fake_workers[1].died = True
    assert states(sessions.train(REQUEST))[-1] == "done"
    assert fake_workers[2].spec is not None


def test_a_ready_worker_that_failed_is_not_replaced(fake_workers):
    sessions.prepare()
    fake_workers[0].died = fake_workers[0].broken = True
    sessions.prepare()
    sessions.prepare()
    assert len(fake_workers) == 1


def test_shutdown_kills_the_ready_worker_and_starts_no_other(fake_workers):
    sessions.prepare()
    sessions.end()
    assert fake_workers[0].killed
    sessions.prepare()
    assert len(fake_workers) == 1


# ---- real worker processes ----


def test_an_idle_worker_ends_without_an_error():
    program = (
        "import sys, types; sys.modules['ae_core.training.export'] = types.ModuleType('export');"
        "sys.modules['ae_core.training.trainer'] = types.ModuleType('trainer');"  # it takes seconds
        "from ae_core.training import worker, worker_process;"
        "worker.IDLE_SECONDS = 0.1; worker_process.main()"
    )
    waits = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        assert waits.wait(60) == 0
        assert waits.stdout.read() == b""
    finally:
        waits.kill()
        waits.communicate()


@pytest.fixture
def began(monkeypatch):
    """Lists the real workers that are started."""
    found = []

    class Noted(worker.Job):
        def __init__(self, *args):
            super().__init__(*args)
            found.append(self)

    monkeypatch.setattr(worker, "Job", Noted)
    return found


def test_closing_the_replies_kills_the_worker_within_a_second(began):
    before = set(threading.enumerate())
    replies = sessions.train(REQUEST)
    next(replies)
    next(replies)  # begun
    pid = began[0].pid
    assert psutil.pid_exists(pid)
    start = time.monotonic()
    replies.close()
    assert time.monotonic() - start < 1
    assert not psutil.pid_exists(pid)
    assert not visitor_nets._nets
    for thread in set(threading.enumerate()) - before:
        if thread.name == "training":  # it read what the process wrote
            thread.join(10)
            assert not thread.is_alive()


def test_a_worker_whose_parent_is_gone_ends_by_itself(began):
    replies = sessions.train(REQUEST)
    next(replies)
    next(replies)
    job = began[0]
    job._process.stdin.close()  # which is what the death of a parent does
    assert job._process.wait(60) == 1
    replies.close()


def test_a_real_training_learns_and_reports_it(began, no_mnist, monkeypatch):
    sessions.prepare()
    replies = list(sessions.train({"train": {**WISH, "code": 16, "units": 64}}))
    assert len(began) == 1  # the one started ahead
    last = replies[-1]
    assert last["state"] == "done", last
    assert any(reply.get("data") == "strokes" for reply in replies)
    assert last["losses"][1] < last["losses"][0] < 0.6
    assert last["scores"]["own"] > 9
    card = autoencoder.load(last["key"]).card
    assert card["data"]["name"] == "strokes"
    assert len(card["code_range"]["low"]) == 16
    assert card["metrics"]["digits"] == 1000
    assert not psutil.pid_exists(began[0].pid)
    # what is on the page is what is in the file
    path = no_mnist.parent / "net.zip"
    path.write_bytes(visitor_nets.find(last["key"]).pack)
    given = from_uint8(np.round(stroke_digits.make(4, 9)[0] * 255).astype(np.uint8))
    autoencoder.add("from_file", *archive.load(path))
    try:
        theirs, ours = (
            autoencoder.reconstruct(key, given)[0] for key in ("from_file", last["key"])
        )
    finally:
        autoencoder.remove("from_file")
    np.testing.assert_allclose(theirs, ours, atol=1e-5)

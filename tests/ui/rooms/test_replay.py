"""The room "Replay": the film of a training, its captions and its GIFs."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from ae_core.explore import playback
from ae_core.inference import autoencoder, classifier
from ae_core.models import presets, snapshots, store
from ui import problems, rooms
from ui.live import requests, samples
from ui.live.pictures import make
from ui.page import FIRST_VIEW
from ui.rooms import replay as room

FIRST = {**FIRST_VIEW, "digit": samples.first()}


@pytest.fixture(autouse=True)
def _fresh_log(no_mnist):
    problems.log_once.cache_clear()


def asked(view: dict | None = None, **wishes) -> dict:
    """What the room answers, as the browser gets it."""
    request = {**FIRST, **(view or {}), "room": {"name": "replay", **wishes}}
    return json.loads(json.dumps(rooms.respond(request), allow_nan=False))


def pictures(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, 28, 28) / 255


def frames(text: str):
    gif = Image.open(io.BytesIO(base64.b64decode(text)))
    assert gif.format == "GIF"
    assert gif.info["loop"] == 0
    for k in range(gif.n_frames):
        gif.seek(k)
        yield gif.convert("RGB"), gif.info["duration"]


@pytest.mark.parametrize("net", snapshots.PLANS)
def test_the_film_restores_the_noisy_digit_at_every_moment(net):
    reply = asked(net=net)
    assert reply["state"] == "ok"
    ask = make(requests.read(FIRST))
    film = pictures(reply["film"])
    np.testing.assert_allclose(film, playback.restore(net, ask.noisy[None])[:, 0], atol=0.005)
    restored = autoencoder.reconstruct(net, ask.noisy[None])[0][0]
    np.testing.assert_allclose(film[-1], restored, atol=0.005)
    assert len(film) == len(reply["moments"]) == len(reply["losses"]) == len(reply["stages"])
    assert len(reply["psnr"]) == len(reply["read"]) == len(film)
    assert reply["stages"][0] == "grey"
    assert reply["clean"]["read"] == 3
    assert reply["curve"] == [round(v, 4) for v in store.read_card(net)["history"]["loss"]]
    assert reply["loss"] == presets.get(net).loss


def test_our_model_goes_from_the_average_digit_to_this_one():
    reply = asked()
    assert reply["net"] == "conv_32"
    stages = reply["stages"]
    assert stages[0] == "grey"
    assert stages.index("average") < stages.index("read")
    assert stages[-1] == "done"
    assert reply["read"][-1]["read"] == 3
    assert reply["psnr"][-1] > reply["noisy_psnr"] + 5


def test_the_stage_s_model_is_the_default():
    assert asked({"model": "dense_32"})["net"] == "dense_32"
    assert asked({"model": "unet"})["net"] == room.DEFAULT
    assert asked({"model": "dense_32"}, net="dense_16")["net"] == "dense_16"


def test_a_model_trained_without_noise_keeps_the_noise():
    reply = asked(net="conv_4x4x8")
    assert reply["stages"][-1] in ("worse", "misread")


def test_without_noise_there_is_no_noisy_psnr():
    reply = asked({"level": 0}, net="dense_32")
    assert reply["noisy_psnr"] is None
    assert reply["stages"][-1] == "clean"


def test_the_gif_of_the_current_digit():
    reply = asked(net="dense_16", gif="own")
    assert reply["of"] == "own"
    film, shown = pictures(reply["film"]), list(frames(reply["gif"]))
    assert len(shown) == len(film)
    assert [time for _, time in shown] == [200] * (len(film) - 1) + [2000]
    for (frame, _), painted in zip(shown, film, strict=True):
        assert frame.size == (496, 278)
        grey = np.asarray(frame.convert("L"))[16:240, 256:480] / 255
        np.testing.assert_allclose(grey[4::8, 4::8], painted, atol=0.05)
    bar = [np.asarray(frame)[258, 16:480] for frame, _ in shown]  # fills as time goes by
    filled = [(row[:, 2] < 100).sum() for row in bar]
    assert filled == sorted(filled)
    assert (filled[0], filled[-1]) == (0, 464)


def test_the_gif_of_ten_digits_is_made_once(monkeypatch):
    first = asked(net="dense_16", gif="ten")
    assert first["of"] == "ten"
    shown = list(frames(first["gif"]))
    assert len(shown) == len(first["moments"])
    assert {time for _, time in shown} == {1000}
    assert shown[0][0].size == (1208, 248)
    digits = [pictures(d["pixels"])[0] for d in samples.choose()["digits"]]
    top = np.asarray(shown[0][0].convert("L"))[8:120, 368:480] / 255
    np.testing.assert_allclose(top[2::4, 2::4], digits[3], atol=0.03)
    # made once, whoever asks again
    monkeypatch.setattr(room.figures, "comparison", None)
    assert asked(net="dense_16", gif="ten")["gif"] == first["gif"]


def test_a_gif_that_cannot_be_made_leaves_the_film(monkeypatch):
    def fail(*args, **options):
        raise OSError("no room")

    monkeypatch.setattr(Image.Image, "save", fail)
    room._figures.cache_clear()
    for kind in ("own", "ten"):
        reply = asked(net="dense_16", gif=kind)
        assert reply["gif"] is None
        assert len(pictures(reply["film"])) == len(reply["moments"])


@pytest.mark.parametrize(
    "wish",
    [{"net": "unet"}, {"net": 7}, {"net": None}, {"net": []}, {"gif": "all"}, {"gif": True}],
)
def test_malformed_requests_are_refused(wish):
    assert asked(**wish)["problem"] == {"key": "bad_request"}


def test_damaged_snapshots_name_the_command_that_repairs_them(monkeypatch, tmp_path):
    def damaged(key):
        raise snapshots.SnapshotsError(key, tmp_path / "snapshots.zip", "is damaged")

    monkeypatch.setattr(playback, "_replays", {})
    monkeypatch.setattr(snapshots, "load", damaged)
    assert asked(net="dense_16")["problem"] == {
        "key": "replay_missing",
        "file": "dense_16/snapshots.zip",
        "command": "python train.py snapshots dense_16",
    }


def test_without_a_classifier_there_is_a_film(monkeypatch, tmp_path):
    def missing(pictures):
        raise store.WeightsError("classifier", tmp_path / "card.json", "is missing")

    monkeypatch.setattr(classifier, "classify", missing)
    reply = asked()
    assert reply["read"] == []
    assert reply["clean"] is None
    assert reply["stages"][-1] == "done"

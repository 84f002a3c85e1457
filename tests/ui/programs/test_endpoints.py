"""What programs are told: by the functions behind the endpoints, without a server."""

import base64
import inspect
import tracemalloc

import gradio as gr
import numpy as np
import pytest

from ae_core.inference import autoencoder
from ae_core.models import presets
from ae_core.noise import NOISES
from ui import menu, page
from ui.live import engine
from ui.problems import Refused
from ui.programs import batch, denoise, endpoints
from ui.programs.batch import MOST


def texts(pictures):
    grey = np.round(pictures * 255).astype(np.uint8)
    return [base64.b64encode(picture.tobytes()).decode() for picture in grey]


def pictures_of(answer):
    grey = [np.frombuffer(base64.b64decode(text), np.uint8) for text in answer]
    return np.stack(grey).reshape(-1, 28, 28).astype(np.float32) / np.float32(255)


@pytest.fixture(scope="module")
def some(stroke_pictures):
    """Forty pictures as programs send them, and as the core takes them."""
    sent = texts(stroke_pictures[:40])
    return sent, pictures_of(sent)


@pytest.mark.parametrize("key", ["dense_16", "conv_4x4x8"])
def test_a_batch_gives_what_the_core_gives(some, key):
    sent, pictures = some
    restored, codes = autoencoder.reconstruct(key, pictures)
    np.testing.assert_allclose(
        pictures_of(batch.denoise_batch(sent, key)), restored, atol=0.5 / 255 + 1e-4
    )
    told = batch.encode(sent, key)
    assert np.shape(told) == codes.shape
    np.testing.assert_allclose(told, codes, atol=1e-3)
    np.testing.assert_allclose(
        pictures_of(batch.decode(told, key)), restored, atol=0.5 / 255 + 1e-3
    )


def test_a_model_with_shortcuts_denoises_and_nothing_else(some):
    sent, pictures = some
    restored, _ = autoencoder.reconstruct("unet", pictures[:2])
    np.testing.assert_allclose(
        pictures_of(batch.denoise_batch(sent[:2], "unet")), restored, atol=0.5 / 255 + 1e-4
    )
    for refused in (lambda: batch.encode(sent, "unet"), lambda: batch.decode([], "unet")):
        with pytest.raises(Refused, match="unet has shortcuts"):
            refused()


GOOD = base64.b64encode(bytes(784)).decode()


@pytest.mark.parametrize("pictures", [None, "", GOOD, {}, [], [GOOD] * (MOST + 1)])
def test_pictures_are_a_list_that_is_neither_empty_nor_endless(pictures):
    with pytest.raises(Refused, match="a list of 1 to 256; received"):
        batch.denoise_batch(pictures, "dense_16")


@pytest.mark.parametrize(
    "odd",
    [
        *(None, 7, [], [[0.5] * 28] * 28, "", "ä", "no base64", GOOD[:-4], GOOD + "AAAA"),
        base64.b64encode(bytes(783)).decode(),
        "data:image/png;base64," + GOOD,
    ],
)
def test_the_first_that_is_no_picture_is_named(odd):
    with pytest.raises(Refused, match=r"pictures\[1\] should be base64 of 784 bytes"):
        batch.encode([GOOD, odd, odd], "dense_16")


@pytest.mark.parametrize(("key", "most"), [("conv_32", 256), ("conv_16", 256), ("restore_3x3", 16)])
def test_a_call_holds_so_many_numbers_of_codes(key, most):
    """Gradio looks at each of them while everybody waits."""
    code = np.zeros(presets.PRESETS[key].code_shape).tolist()
    for too_many in (
        lambda: batch.encode([GOOD] * (most + 1), key),
        lambda: batch.decode([code] * (most + 1), key),
    ):
        with pytest.raises(Refused, match=f"a list of 1 to {most}; received {most + 1}"):
            too_many()


CODE = [0.5] * 16


@pytest.mark.parametrize(
    "code",
    [
        *(None, 7, "x", [], CODE[:-1], [*CODE, 0.5], [CODE], {"a": 1}, ["x"] * 16),
        *([*CODE[:-1], odd] for odd in (float("nan"), float("inf"), 1e300, 10**400, None, [0.5])),
    ],
)
def test_what_is_no_code_of_the_model_is_refused(code):
    # alone it has the wrong shape or values, beside a good one the two are ragged
    for codes in ([code], [CODE, code]):
        with pytest.raises(Refused, match=r"Each code of dense_16 .* lists of \[16\]"):
            batch.decode(codes, "dense_16")


def test_numbers_of_which_no_picture_comes_are_refused():
    with pytest.raises(Refused, match="too large for conv_32"):
        batch.decode([[3e38] * 32], "conv_32")


def test_a_long_text_among_codes_costs_no_more_than_itself():
    """NumPy makes every place of an array of texts as wide as its longest."""
    tracemalloc.start()
    with pytest.raises(Refused):
        batch.decode([["x" * 1_000_000], *([CODE] * 255)], "dense_16")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20e6


def test_whole_numbers_are_numbers():
    whole, broken = (batch.decode([[one] * 16], "dense_16") for one in (1, 1.0))
    np.testing.assert_allclose(pictures_of(whole), pictures_of(broken), atol=1.01 / 255)


def test_the_list_of_models_is_the_table(monkeypatch):
    monkeypatch.setitem(engine._faults, "dense_32", "dense_32.weights.h5 is missing")
    monkeypatch.setattr(autoencoder, "_loaded", {"conv_32": None})
    rows = {row["key"]: row for row in batch.models()}
    assert list(rows) == list(presets.PRESETS)
    assert rows["conv_32"]["state"] == "usable"
    assert rows["dense_32"]["state"] == "dense_32.weights.h5 is missing"
    assert rows["conv_4x4x8"]["code_shape"] == [4, 4, 8]
    assert rows["unet"]["code_shape"] is None
    assert rows["conv_16"]["trained_on"] == "every noise"
    assert rows["dense_16"]["parameters"] == 25_888


@pytest.fixture(scope="module")
def built():
    return page.build()


def asked(built, name, *values):
    """Call an endpoint of the page as Gradio does, past the server."""
    return next(fn for fn in built.fns.values() if fn.api_name == name).fn(*values)


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("denoise_batch", ([GOOD], "dense_17"), "There is no such model; /models lists them."),
        ("denoise", (None, "dense_16", "fog", 0.5, 1), "there are gaussian, salt_pepper"),
        ("denoise", (None, "dense_16", "blur", 0.5, 1), "not a picture; PNG"),
        ("encode", (["x"], "dense_16"), "784 bytes"),
        ("decode", ([[1]], "own:gone"), "no longer on the server"),
    ],
)
def test_a_program_is_told_one_sentence_that_needs_no_page(built, name, values, sentence):
    with pytest.raises(gr.Error) as caught:
        asked(built, name, *values)
    assert sentence in caught.value.message
    assert caught.value.print_exception is False  # no traceback in the log


def test_a_fault_of_ours_is_told_and_logged(built, monkeypatch, caplog):
    monkeypatch.setattr(batch.engine, "encode", lambda *_: 1 / 0)
    with pytest.raises(gr.Error, match="Something went wrong on the server"):
        asked(built, "encode", [GOOD], "dense_16")
    assert "division by zero" in caplog.text


def test_gradio_lists_these_endpoints_and_no_other(built):
    described = built.get_api_info()["named_endpoints"]
    assert list(described) == [f"/{way.__name__}" for way in endpoints.WAYS]
    for way in endpoints.WAYS:
        told = described[f"/{way.__name__}"]
        assert [row["parameter_name"] for row in told["parameters"]] == list(
            inspect.signature(way).parameters
        )
        assert "Returns: " in told["description"]


def test_the_example_of_a_file_is_one_of_this_machine(built):
    """Gradio's own is an address, and none is ever fetched."""
    image = built.get_api_info()["named_endpoints"]["/denoise"]["parameters"][0]
    assert image["example_input"]["path"] == image["example_input"]["url"] == "digit.png"
    assert image["component"] == "File"


@pytest.mark.parametrize("way", endpoints.WAYS, ids=lambda way: way.__name__)
def test_each_argument_is_told_in_one_line(way):
    """Gradio's reader of docstrings, which describes tools to models, knows no second line."""
    _, told, _ = gr.utils.get_function_description(way)
    assert all(text.endswith(".") for text in told.values()), told


def test_the_docstrings_say_what_there_is():
    assert not [kind for kind in NOISES if kind not in denoise.denoise.__doc__]
    assert f"1 to {MOST} texts" in batch.denoise_batch.__doc__
    assert f"{batch.MOST_NUMBERS} numbers: 256 for conv_32" in batch.encode.__doc__
    for way in (batch.denoise_batch, batch.encode, batch.decode):
        assert inspect.signature(way).parameters["model"].default == menu.FIRST_MODEL
    assert presets.PRESETS[menu.FIRST_MODEL].code_shape == (32,)  # as they say
    assert endpoints._about(batch.encode).count("\n") == 0

"""The functions behind the endpoints, without a server."""

import base64
import inspect
import io
import tracemalloc
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from ae_core.inference import autoencoder
from ae_core.models import presets
from ae_core.noise import NOISES, add_noise
from tests.support import photographs
from ui import page
from ui.live import engine, uploads
from ui.problems import Refused
from ui.programs import batch, denoise, endpoints
from ui.programs.batch import MAX_PICTURES


def empty_sheet() -> bytes:
    file = io.BytesIO()
    Image.new("L", (300, 200), 230).save(file, "PNG")
    return file.getvalue()


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
    encoded = batch.encode(sent, key)
    assert np.shape(encoded) == codes.shape
    np.testing.assert_allclose(encoded, codes, atol=1e-3)
    np.testing.assert_allclose(
        pictures_of(batch.decode(encoded, key)), restored, atol=0.5 / 255 + 1e-3
    )


def test_a_model_with_skip_connections_only_denoises(some):
    sent, pictures = some
    restored, _ = autoencoder.reconstruct("unet", pictures[:2])
    np.testing.assert_allclose(
        pictures_of(batch.denoise_batch(sent[:2], "unet")), restored, atol=0.5 / 255 + 1e-4
    )
    for refused in (lambda: batch.encode(sent, "unet"), lambda: batch.decode([], "unet")):
        with pytest.raises(Refused, match="unet has skip connections"):
            refused()


GOOD = base64.b64encode(bytes(784)).decode()


@pytest.mark.parametrize("pictures", [None, "", GOOD, {}, [], [GOOD] * (MAX_PICTURES + 1)])
def test_pictures_are_a_list_of_1_to_256(pictures):
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
def test_the_first_text_that_is_not_a_picture_is_named(odd):
    with pytest.raises(Refused, match=r"pictures\[1\] should be base64 of 784 bytes"):
        batch.encode([GOOD, odd, odd], "dense_16")


@pytest.mark.parametrize(("key", "most"), [("conv_32", 256), ("conv_16", 256), ("restore_3x3", 16)])
def test_the_numbers_of_codes_in_a_call_are_limited(key, most):
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
def test_values_that_are_not_codes_of_the_model_are_refused(code):
    # alone it has the wrong shape or values, beside a good one the two are ragged
    for codes in ([code], [CODE, code]):
        with pytest.raises(Refused, match=r"Each code of dense_16 .* lists of \[16\]"):
            batch.decode(codes, "dense_16")


def test_numbers_too_large_to_decode_are_refused():
    with pytest.raises(Refused, match="too large for conv_32"):
        batch.decode([[3e38] * 32], "conv_32")


def test_a_long_text_among_codes_uses_little_memory():
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
    monkeypatch.setitem(engine._faults, "dense_32", "dense_32/model.weights.h5 is missing")
    monkeypatch.setattr(autoencoder, "_loaded", {"conv_32": None})
    rows = {row["key"]: row for row in batch.models()}
    assert list(rows) == list(presets.PRESETS)
    assert rows["conv_32"]["state"] == "usable"
    assert rows["dense_32"]["state"] == "dense_32/model.weights.h5 is missing"
    assert rows["conv_4x4x8"]["code_shape"] == [4, 4, 8]
    assert rows["unet"]["code_shape"] is None
    assert rows["conv_16"]["trained_on"] == "every noise"
    assert rows["dense_16"]["parameters"] == 25_888


@pytest.fixture
def file(stroke_pictures, tmp_path):
    """A picture file of a digit."""
    Image.fromarray(np.round(stroke_pictures[0] * 255).astype(np.uint8)).save(tmp_path / "d.png")
    return str(tmp_path / "d.png")


def test_denoise_uses_the_first_numbers_of_an_ordered_code(file):
    def restored(*numbers):
        return np.asarray(denoise.denoise(file, "ordered_32", "blur", 0.5, 1, *numbers)[1])

    digit = uploads.decode(Path(file).read_bytes()).picture
    noisy = add_noise("blur", digit, 0.5, 1)
    expected = autoencoder.run("ordered_32", digit, noisy, 5).restored
    np.testing.assert_allclose(restored(5) / 255, expected, atol=0.51 / 255)
    assert not np.array_equal(restored(5), restored())
    for every in (None, 0, 0.0, 32):  # Gradio's own default is 0
        np.testing.assert_array_equal(restored(every), restored())


@pytest.mark.parametrize(
    ("model", "numbers", "sentence"),
    [
        ("conv_32", 5, "The code of conv_32 has no order"),
        ("ordered_32", 33, "numbers should be a whole number from 0 to 32"),
        ("ordered_32", 1.5, "numbers should be a whole number from 0 to 32"),
        ("ordered_32", False, "numbers should be a whole number from 0 to 32"),
    ],
)
def test_numbers_that_cannot_be_used_alone_are_refused(file, model, numbers, sentence):
    with pytest.raises(Refused, match=sentence):
        denoise.denoise(file, model, "blur", 0.5, 1, numbers)


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
        ("denoise", (None, "dense_16", "blur", 0.5, 1), "as a picture; PNG"),
        ("encode", (["x"], "dense_16"), "784 bytes"),
        ("decode", ([[1]], "own:gone"), "no longer on the server"),
    ],
)
def test_an_error_is_one_sentence_that_makes_sense_without_the_page(built, name, values, sentence):
    with pytest.raises(gr.Error) as caught:
        asked(built, name, *values)
    assert sentence in caught.value.message
    assert caught.value.print_exception is False  # no traceback in the log


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (photographs.avif(), "That file cannot be read as a picture; PNG, JPEG, WebP, GIF"),
        (photographs.four_and_two()[:900], "That file cannot be read as a picture"),
        (bytes(uploads.MAX_BYTES + 1), "This file is too big. Pictures of up to 2 MB work."),
        (empty_sheet(), "Nothing written was found in this picture."),
    ],
    ids=["avif", "cut short", "too big", "empty"],
)
def test_a_picture_that_a_program_sends_is_read_or_refused_in_words(
    built, content, sentence, tmp_path
):
    path = tmp_path / "picture"
    path.write_bytes(content)
    with pytest.raises(gr.Error) as caught:
        asked(built, "denoise", str(path), "dense_16", "blur", 0.5, 1)
    assert caught.value.message.startswith(sentence)


def test_a_failure_is_answered_and_logged(built, monkeypatch, caplog):
    monkeypatch.setattr(batch.engine, "encode", lambda *_: 1 / 0)
    with pytest.raises(gr.Error, match="Something went wrong on the server"):
        asked(built, "encode", [GOOD], "dense_16")
    assert "division by zero" in caplog.text


def test_gradio_lists_exactly_these_endpoints(built):
    described = built.get_api_info()["named_endpoints"]
    assert list(described) == [f"/{function.__name__}" for function in endpoints.ENDPOINTS]
    for function in endpoints.ENDPOINTS:
        about = described[f"/{function.__name__}"]
        assert [row["parameter_name"] for row in about["parameters"]] == list(
            inspect.signature(function).parameters
        )
        assert "Returns: " in about["description"]


def test_the_example_of_a_file_is_not_on_another_host(built):
    """Gradio's own is an address, and none is ever fetched."""
    image = built.get_api_info()["named_endpoints"]["/denoise"]["parameters"][0]
    assert image["example_input"]["path"] == image["example_input"]["url"] == "digit.png"
    assert image["component"] == "File"


@pytest.mark.parametrize("function", endpoints.ENDPOINTS, ids=lambda function: function.__name__)
def test_each_argument_is_described_in_one_line(function):
    """Gradio reads one line for each argument; over MCP a model sees nothing else of it."""
    _, arguments, _ = gr.utils.get_function_description(function)
    assert all(text.endswith(".") for text in arguments.values()), arguments


def test_the_docstrings_agree_with_the_code():
    assert not [kind for kind in NOISES if kind not in denoise.denoise.__doc__]
    assert f"1 to {MAX_PICTURES} texts" in batch.denoise_batch.__doc__
    assert f"{batch.MAX_NUMBERS} numbers at once: 256 pictures for conv_32" in batch.encode.__doc__
    for function in (batch.denoise_batch, batch.encode, batch.decode):
        assert inspect.signature(function).parameters["model"].default == batch.DEFAULT_MODEL
    assert presets.PRESETS[batch.DEFAULT_MODEL].code_shape == (32,)  # as they say
    ordered = [key for key, spec in presets.PRESETS.items() if spec.has_ordered_code]
    assert f"numbers: of {', '.join(ordered)}, how many" in denoise.denoise.__doc__
    assert endpoints._describe(batch.encode).count("\n") == 0

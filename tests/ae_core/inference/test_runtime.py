"""Nets out of LiteRT files: many threads at once, chosen signatures, and dense ones in NumPy."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from ae_core.inference import runtime
from ae_core.models import builder, presets, store
from ae_core.models.dense import dense_spec


@pytest.fixture(scope="module")
def content():
    """The LiteRT file of dense_16 as it is shipped."""
    return store.read_litert("dense_16")[0]


@pytest.fixture(scope="module")
def net(content):
    return runtime.Net(content)


def close(one, other):
    np.testing.assert_allclose(one, other, atol=1e-6)


# Out of a file


def test_a_trace_begins_at_one_of_its_outputs(content, net, stroke_pictures):
    whole = net.run("trace", stroke_pictures[:3])
    rest = runtime.Net(runtime.trace_from(content, "encoder_01_dense"))
    assert rest.signatures == {"trace"}
    found = rest.run("trace", whole["encoder_01_dense"])
    assert set(found) == {name for name in whole if name.startswith("decoder")}
    for name, values in found.items():
        np.testing.assert_array_equal(values, whole[name])
    other = rest.run("trace", 0 * whole["encoder_01_dense"])
    assert not np.array_equal(other["decoder_00_dense"], whole["decoder_00_dense"])
    with pytest.raises(ValueError, match="has the output 'code'"):
        runtime.trace_from(content, "code")


def test_results_are_in_the_order_of_the_rows(net, stroke_pictures):
    whole = net.run("reconstruct", stroke_pictures[:5])
    assert {name: values.shape for name, values in whole.items()} == {
        "reconstruction": (5, 28, 28),
        "code": (5, 16),
    }
    for place, picture in enumerate(stroke_pictures[:5]):
        alone = net.run("reconstruct", picture[None])
        close(whole["reconstruction"][place], alone["reconstruction"][0])
        close(whole["code"][place], alone["code"][0])


def test_a_result_is_not_overwritten_by_the_next_call(net, stroke_pictures):
    """As it would be if it were a view of the interpreter's memory."""
    first = net.run("encode", stroke_pictures[:1])["code"]
    kept = first.copy()
    net.run("encode", stroke_pictures[1:3])
    np.testing.assert_array_equal(first, kept)


def test_parallel_calls_get_their_own_results(content, stroke_pictures):
    net, threads = runtime.Net(content), 12
    codes = net.run("encode", stroke_pictures)["code"]
    painted = net.run("decode", codes)["reconstruction"]
    together = threading.Barrier(threads)

    def work(place):
        together.wait(timeout=30)
        for _ in range(20):
            close(net.run("encode", stroke_pictures[place][None])["code"][0], codes[place])
            close(net.run("decode", codes[place][None])["reconstruction"][0], painted[place])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))


def test_a_failed_call_does_not_block_others(content, stroke_pictures):
    net = runtime.Net(content)
    with pytest.raises(RuntimeError):
        net.run("encode", np.zeros((1, 5, 5), np.float32))
    with ThreadPoolExecutor(1) as another:
        answer = another.submit(net.run, "encode", stroke_pictures[:1]).result(timeout=30)
    close(answer["code"], runtime.Net(content).run("encode", stroke_pictures[:1])["code"])


def test_only_the_chosen_ways_are_loaded(content, net, stroke_pictures):
    chosen = runtime.Net(content, ("decode", "encode"))
    assert net.signatures == {"encode", "decode", "reconstruct", "trace"}
    assert chosen.signatures == {"encode", "decode"}
    codes = chosen.run("encode", stroke_pictures[:3])["code"]
    both = net.run("reconstruct", stroke_pictures[:3])
    close(codes, both["code"])
    close(chosen.run("decode", codes)["reconstruction"], both["reconstruction"])
    with pytest.raises(KeyError):
        chosen.run("reconstruct", stroke_pictures[:3])


@pytest.mark.parametrize("key", ["conv_32", "unet", "classifier"])
def test_a_file_with_fewer_ways_gives_the_same_results(key, stroke_pictures):
    content, _ = store.read_litert(key)
    signature = "classify" if key == "classifier" else "reconstruct"
    whole, chosen = runtime.Net(content), runtime.Net(content, [signature])
    assert chosen.signatures == {signature}
    expected = whole.run(signature, stroke_pictures[:2])
    for name, values in chosen.run(signature, stroke_pictures[:2]).items():
        close(values, expected[name])


@pytest.mark.parametrize(
    "signatures", [["classify"], ["encode", "classify"], ["no_such_signature"]]
)
def test_refuses_an_unknown_way(content, signatures):
    with pytest.raises(
        ValueError, match=f"Expected a LiteRT file with the signatures .*{signatures[-1]}"
    ):
        runtime.Net(content, signatures)


@pytest.mark.parametrize("signatures", [None, ["encode"]])
@pytest.mark.parametrize("content", [b"", b"PK nonsense", b"\0" * 64], ids=["no", "other", "zero"])
def test_refuses_other_bytes(content, signatures):
    with pytest.raises(ValueError, match=r"."):
        runtime.Net(content, signatures)


# In NumPy


@pytest.mark.parametrize(
    "spec",
    [
        *(presets.PRESETS[key] for key in ("dense_16", "dense_32")),
        *(dense_spec(code, widths) for code, widths in [(2, ()), (8, (32,)), (64, (256, 128, 64))]),
    ],
    ids=lambda spec: f"{spec.widths}-{spec.code_size}",
)
def test_a_dense_net_in_numpy_agrees_with_keras(spec, stroke_pictures):
    model = builder.build(spec, seed=4)
    rng = np.random.default_rng(1)  # biases begin as zeros, which any order of them would fit
    model.set_weights(
        [value + rng.normal(0, 0.05, value.shape).astype(np.float32) for value in model.weights]
    )
    net = runtime.DenseNet(model.get_weights(), spec.code_activation)
    codes = net.run("encode", stroke_pictures)["code"]
    assert net.signatures == {"encode", "decode"}
    assert codes.dtype == np.float32
    np.testing.assert_allclose(
        codes, np.asarray(model.get_layer("encoder")(stroke_pictures)), atol=1e-4, rtol=1e-5
    )
    painted = net.run("decode", codes)["reconstruction"]
    assert painted.shape == stroke_pictures.shape
    assert painted.dtype == np.float32
    np.testing.assert_allclose(painted, np.asarray(model(stroke_pictures)), atol=1e-5)


@pytest.mark.filterwarnings("error")
def test_huge_codes_make_black_or_white_without_a_warning():
    model = builder.build(dense_spec(2), seed=4)
    codes = np.array([[1e6, -1e6], [-1e6, 1e6]], np.float32)
    painted = runtime.DenseNet(model.get_weights(), "linear").run("decode", codes)["reconstruction"]
    assert np.isfinite(painted).all()
    np.testing.assert_allclose(painted, np.asarray(model.get_layer("decoder")(codes)), atol=1e-5)

"""Fully connected nets that are added: spec, archive, use."""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from ae_core.artifacts import describe
from ae_core.inference import autoencoder, runtime
from ae_core.models import builder, code_changes, presets
from ae_core.models.dense import dense_spec, symbols_spec
from ae_core.models.spec import MIXED, ModelSpec
from ae_core.training import archive, export
from tests.conftest import ROOT

KEY = "mine"


@pytest.fixture(scope="module")
def spec():
    return dense_spec(8, (32,), "mse", ("blur", 0.5), epochs=2)


@pytest.fixture(scope="module")
def model(spec):
    return builder.build(spec, seed=3)


@pytest.fixture
def card(spec):
    return {"spec": spec.as_json(), "code_range": {"low": [0.0] * 8, "high": [1.0] * 8}}


@pytest.fixture(scope="module")
def litert(model):
    """The LiteRT file of `model`."""
    return export.convert(model)


@pytest.fixture
def pack(model, card):
    """An archive of `model`; its LiteRT file is never read."""
    return archive.dump(model, b"LiteRT", card)


@pytest.fixture
def added(spec, model, card):
    autoencoder.add(KEY, spec, model.get_weights(), card)
    yield KEY
    autoencoder.remove(KEY)


@pytest.mark.parametrize("widths", [(), (32,), (64, 64, 64)])
def test_the_spec_states_the_number_of_weights(widths):
    about = dense_spec(4, widths)
    net = builder.build(about)
    assert net.count_params() == about.parameters
    assert net.get_layer("encoder").output_shape == (None, 4)


def test_a_code_of_ones_own_is_linear_and_that_of_the_published_nets_is_not(stroke_pictures):
    def codes(spec):
        return np.asarray(builder.build(spec, seed=1).get_layer("encoder")(stroke_pictures))

    assert codes(dense_spec(8)).min() < 0
    assert codes(dense_spec(8, code_activation="relu")).min() == 0
    assert codes(presets.get("dense_32")).min() == 0
    assert dense_spec(8).has_linear_code
    assert not presets.get("dense_32").has_linear_code
    assert presets.get("conv_32").has_linear_code


def test_a_linear_code_is_standardised_and_the_pictures_stay(stroke_pictures):
    model = builder.build(dense_spec(3, (16,)), seed=2)
    before = np.asarray(model(stroke_pictures))
    code_changes.standardise(model, stroke_pictures)
    codes = np.asarray(model.get_layer("encoder")(stroke_pictures))
    np.testing.assert_allclose(codes.mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(codes.std(axis=0), 1, atol=1e-4)
    np.testing.assert_allclose(np.asarray(model(stroke_pictures)), before, atol=1e-5)


@pytest.mark.parametrize("numbers", [(0, ()), (4, (0,)), (4, (), -1)])
def test_numbers_below_1_are_refused(numbers):
    code, widths, *epochs = numbers
    with pytest.raises(ValueError, match="from 1 up"):
        dense_spec(code, widths, epochs=epochs[0] if epochs else 5)


@pytest.mark.parametrize(
    ("noise", "shown"),
    [(None, None), (MIXED, ("gaussian", 0.5)), (("mosaic", 0.3), ("mosaic", 0.3))],
)
def test_the_noise_to_show_a_net_with_is_that_of_its_training(noise, shown):
    assert dense_spec(4, noise=noise).shown_noise == shown


@pytest.mark.parametrize("row", [*presets.ALL.values(), dense_spec(2, (32, 32), noise=MIXED)])
def test_a_spec_comes_back_from_json(row):
    back = ModelSpec.from_json(json.loads(json.dumps(row.as_json())))
    assert {**back.as_json(), "published": None} == {**row.as_json(), "published": None}


def test_a_row_with_an_unknown_field_is_refused(spec):
    with pytest.raises(TypeError):
        ModelSpec.from_json({**spec.as_json(), "colour": "red"})


def test_an_archive_holds_weights_litert_file_and_card(model, card, pack):
    with zipfile.ZipFile(io.BytesIO(pack)) as members:
        found = {name: members.read(name) for name in members.namelist()}
    said = json.loads(found.pop("own_net.json"))
    files = said.pop("files")
    assert said == card
    assert {about["name"]: about for about in files.values()} == {
        name: describe(name, content) for name, content in found.items()
    }
    assert list(files) == ["keras", "litert"]
    assert found["own_net.tflite"] == b"LiteRT"


def test_a_net_comes_back_from_its_archive(spec, model, card, pack, tmp_path, stroke_pictures):
    path = tmp_path / "net.zip"
    path.write_bytes(pack)
    found = archive.load(path)
    assert found.spec == spec
    assert found.card["code_range"] == card["code_range"]
    autoencoder.add(KEY, *found)
    try:
        restored, _ = autoencoder.reconstruct(KEY, stroke_pictures)
    finally:
        autoencoder.remove(KEY)
    np.testing.assert_allclose(restored, model(stroke_pictures).numpy(), atol=1e-5)


def test_the_litert_file_of_an_archive_is_never_read(pack, tmp_path, monkeypatch):
    """It can do whatever its runtime can."""

    def never(*args):
        raise AssertionError("a LiteRT file was loaded")

    unpacked, unpack = [], archive._unpack
    monkeypatch.setattr(runtime, "Net", never)
    monkeypatch.setattr(
        archive, "_unpack", lambda *args: unpacked.append(args[1].filename) or unpack(*args)
    )
    path = tmp_path / "net.zip"
    path.write_bytes(pack)
    found = archive.load(path)
    autoencoder.add(KEY, *found)
    autoencoder.remove(KEY)
    assert unpacked == ["own_net.json", "own_net.weights.h5"]


def repacked(content: bytes, change) -> bytes:
    """The zip with its members as `change(name, bytes)` makes them."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return file.getvalue()


DAMAGED = {
    "no zip": lambda content: b"PK nonsense",
    "half": lambda content: content[: len(content) // 2],
    "other weights": lambda c: repacked(c, lambda n, b: b[:-1] if n.endswith("h5") else b),
    "no card": lambda c: repacked(c, lambda n, b: b"[]" if n.endswith("json") else b),
    "another net": lambda c: repacked(
        c, lambda n, b: b.replace(b"32", b"64") if n.endswith("json") else b
    ),
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=list(DAMAGED))
def test_a_damaged_file_is_refused_in_one_sentence(damage, pack, tmp_path):
    path = tmp_path / "net.zip"
    path.write_bytes(damage(pack))
    with pytest.raises(ValueError, match="Expected the archive of a net"):
        archive.load(path)


def test_an_archive_with_the_field_names_of_before_is_read(spec, pack, tmp_path):
    def rename(name, content):
        if not name.endswith("json"):
            return content
        card = json.loads(content)
        row = card["spec"]
        for name in ("has_ordered_code", "learns_between", "begins_as"):
            del row[name]
        row["walk"], row["warp"] = 0.0, row.pop("augment")
        row["noise"] = "every"
        return json.dumps(card).encode()

    path = tmp_path / "net.zip"
    path.write_bytes(repacked(pack, rename))
    assert archive.load(path).spec == replace(spec, noise=MIXED)


def test_an_archive_from_before_linear_codes_has_one_with_relu(pack, tmp_path):
    def forget(name, content):
        if not name.endswith("json"):
            return content
        card = json.loads(content)
        for field in ("code_activation", "code_noise"):
            del card["spec"][field]
        return json.dumps(card).encode()

    path = tmp_path / "net.zip"
    path.write_bytes(pack)
    assert archive.load(path).spec.code_activation == "linear"
    path.write_bytes(repacked(pack, forget))
    assert archive.load(path).spec.code_activation == "relu"


def test_a_missing_file_is_reported_as_such(tmp_path):
    with pytest.raises(FileNotFoundError):
        archive.load(tmp_path / "none.zip")


def test_an_added_net_answers_like_any_other(added, spec, stroke_pictures):
    assert autoencoder.loaded(added)
    assert autoencoder.spec_of(added) == spec
    restored, codes = autoencoder.reconstruct(added, stroke_pictures)
    assert codes.shape == (64, 8)
    np.testing.assert_allclose(autoencoder.decode(added, codes), restored, atol=1e-6)
    assert autoencoder.run(added, stroke_pictures[0], stroke_pictures[1]).restored.shape == (28, 28)


def test_adding_again_replaces_the_net(added, spec, model, stroke_pictures):
    before, _ = autoencoder.reconstruct(added, stroke_pictures)
    ran = autoencoder.run(added, stroke_pictures[0], stroke_pictures[1])
    autoencoder.add(added, spec, [value + 0.1 for value in model.get_weights()], {"seed": 1})
    assert autoencoder.load(added).card == {"seed": 1}
    assert np.abs(autoencoder.reconstruct(added, stroke_pictures)[0] - before).max() > 0.01
    again = autoencoder.run(added, stroke_pictures[0], stroke_pictures[1])
    assert np.abs(again.restored - ran.restored).max() > 0.01


def test_a_dense_net_runs_in_numpy(added):
    assert isinstance(autoencoder.load(added).net, runtime.DenseNet)


def test_a_litert_file_replaces_a_dense_net(added, spec, litert, model, stroke_pictures):
    before, codes = autoencoder.reconstruct(added, stroke_pictures)
    autoencoder.add_file(added, spec, litert, {"seed": 2})
    assert isinstance(autoencoder.load(added).net, runtime.Net)
    assert autoencoder.load(added).card == {"seed": 2}
    restored, same_codes = autoencoder.reconstruct(added, stroke_pictures)
    np.testing.assert_allclose(restored, before, atol=1e-5)
    np.testing.assert_allclose(same_codes, codes, atol=1e-4)


def test_a_net_with_convolutions_is_added_as_a_litert_file(stroke_pictures):
    row = presets.PRESETS["conv_4x4x8"]
    model = builder.build(row, seed=3)
    autoencoder.add_file(KEY, row, export.convert(model), {"seed": 3})
    try:
        assert isinstance(autoencoder.load(KEY).net, runtime.Net)
        assert autoencoder.load(KEY).card == {"seed": 3}
        restored, _ = autoencoder.reconstruct(KEY, stroke_pictures[:4])
    finally:
        autoencoder.remove(KEY)
    np.testing.assert_allclose(restored, np.asarray(model(stroke_pictures[:4])), atol=1e-4)


def test_a_dense_net_needs_no_tensorflow():
    program = (
        "import sys, numpy as np; sys.modules['tensorflow'] = sys.modules['keras'] = None\n"
        "from ae_core.inference import autoencoder\n"
        "from ae_core.models.dense import dense_spec, symbols_spec\n"
        "values = [np.zeros(s) for s in ((784, 2), 2, (2, 784), 784)]\n"
        "autoencoder.add('dense', dense_spec(2), values)\n"
        "print(autoencoder.decode('dense', np.zeros((1, 2))).mean())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) == pytest.approx(0.5)


def test_the_weights_of_another_family_are_refused_with_the_way_out():
    with pytest.raises(ValueError, match=r"fully connected.*'conv'.*add_file"):
        autoencoder.add(KEY, presets.PRESETS["conv_4x4x8"], [])


def test_a_removed_net_is_unknown(added):
    autoencoder.remove(added)
    autoencoder.remove(added)  # twice does no harm
    assert not autoencoder.loaded(added)
    with pytest.raises(KeyError):
        autoencoder.spec_of(added)
    with pytest.raises(KeyError):
        autoencoder.load(added)


def test_refuses_a_key_of_the_table(spec, model, litert):
    with pytest.raises(ValueError, match="free"):
        autoencoder.add("conv_32", spec, model.get_weights())
    with pytest.raises(ValueError, match="free"):
        autoencoder.add_file("conv_32", spec, litert)


def test_weights_of_another_net_are_refused(spec):
    with pytest.raises(ValueError, match=r"Expected weights of shapes .* received"):
        autoencoder.add(KEY, spec, builder.build(dense_spec(4)).get_weights())
    assert not autoencoder.loaded(KEY)


@pytest.mark.parametrize("content", [b"", b"PK nonsense"])
def test_refuses_other_bytes_for_a_litert_file(spec, content):
    with pytest.raises(ValueError, match="Expected a LiteRT file"):
        autoencoder.add_file(KEY, spec, content)
    assert not autoencoder.loaded(KEY)


def test_the_lines_that_the_page_shows_restore_a_digit(pack, tmp_path):
    """In a fresh process, with the file beside it, exactly as they stand on the page."""
    markup = (ROOT / "ui" / "static" / "markup" / "rooms" / "train.html").read_text(
        encoding="utf-8"
    )
    lines = markup.split('data-id="train-program"')[1].split(">", 1)[1].split("</pre>")[0]
    (tmp_path / "my-net.zip").write_bytes(pack)
    program = f"{lines}\nprint(restored.shape, codes.shape)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "(2, 28, 28) (2, 8)", done.stderr


@pytest.mark.parametrize("count", [2, 3, 10])
def test_the_net_for_symbols_grows_with_their_number(count):
    spec = symbols_spec(count)
    assert spec.code_size == 3 * count
    assert (spec.noise, spec.code_activation, spec.code_noise) == (MIXED, "linear", 0.0)

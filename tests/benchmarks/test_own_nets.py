"""`python -m benchmarks.own_nets`: what it says of a net, which is not trained here."""

import numpy as np
import pytest

from ae_core import metrics
from ae_core.data.datasets import Digits
from ae_core.data.strokes import from_strokes
from ae_core.data.symbols import making, ready
from ae_core.explore import novelty
from ae_core.inference import autoencoder
from ae_core.models.dense import dense_spec
from ae_core.models.spec import dense_layers
from benchmarks import own_nets


@pytest.fixture
def net():
    """A net of two numbers that paints mid-grey and whose code is the ink in two halves."""
    spec = dense_spec(2)
    shapes = [shape for layer in dense_layers((), 2) for shape in (layer, layer[1:])]
    values = [np.zeros(shape, np.float32) for shape in shapes]
    values[0][:392, 0] = values[0][392:, 1] = 1
    autoencoder.add(own_nets._KEY, spec, values)
    yield
    autoencoder.remove(own_nets._KEY)


def test_a_grey_net_has_the_scores_of_grey_and_no_digit_on_its_map(net, stroke_images):
    labels = (np.arange(300) % 10).astype(np.uint8)
    digits = Digits("strokes", stroke_images, labels, "")
    mse, clean, noisy = own_nets.scores(digits)
    assert float(mse) == pytest.approx(((digits.pictures - 0.5) ** 2).mean(), abs=1e-4)
    assert clean == noisy
    neighbours, read = own_nets.as_a_map(digits, digits)
    assert read in ("0 of 10", "1 of 10")  # grey everywhere
    one_class = digits._replace(labels=np.full(300, 4, np.uint8))
    assert own_nets.as_a_map(one_class, one_class)[0] == "100 %"
    assert int(neighbours.split()[0]) < 60


def test_a_digit_is_strange_where_its_copy_is_worse_than_those_of_the_drawings(net, stroke_images):
    digits = stroke_images[:50].astype(np.float32) / 255
    for error, share in ((0.01, 1.0), (0.9, 0.0)):  # a grey copy of a digit has some 0.2
        of_drawings = novelty.ranks(np.full(40, error)).values
        assert own_nets.share_strange(digits, of_drawings) == share


def test_noise_is_undone_on_drawings_held_out(net):
    symbols = ready.sets()["letters"][:2]
    held = np.stack([from_strokes(one) for s in symbols for one in making.split(s)[1]])
    own, ours = own_nets.undone(symbols)
    assert own == pytest.approx(metrics.psnr(held, np.full_like(held, 0.5)).mean(), abs=1e-3)
    assert ours > own + 3

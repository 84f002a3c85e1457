"""The naive page that ours is compared with: the same model behind a live `gr.Interface`.

It has a slider, `model.predict` on one digit and `gr.Image` for the answers. Everything else is
Gradio's default.
"""

import gradio as gr
import numpy as np

from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.models import store
from ae_core.noise import add_noise
from ae_core.pictures import to_uint8
from ui.page import FIRST_VIEW

model = store.load(FIRST_VIEW["model"])
digit = from_strokes(stroke_digits.variants(3)[0])  # the first digit of our page


def restore(level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the noisy and the restored picture, uint8 (28, 28), at a noise level from 0 to 1."""
    noisy = add_noise(FIRST_VIEW["noise"], digit, level, FIRST_VIEW["seed"])
    restored = model.predict(noisy[np.newaxis], verbose=0)[0]
    return to_uint8(noisy), to_uint8(restored)


page = gr.Interface(
    restore,
    gr.Slider(0, 1, value=FIRST_VIEW["level"], step=0.01, label="Level"),
    [gr.Image(label="noisy"), gr.Image(label="restored", elem_id="restored")],
    live=True,
)

if __name__ == "__main__":
    page.launch(ssr_mode=False)

"""The peer: the same model behind the page that comes to mind first.

A live `gr.Interface` with a slider, `model.predict` on one digit, `gr.Image` for the answers.
Everything else is left as Gradio has it.
"""

import gradio as gr
import numpy as np

from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.models import store
from ae_core.noise import add_noise
from ui.page import FIRST_VIEW

model = store.load(FIRST_VIEW["model"])
digit = from_strokes(stroke_digits.variants(3)[0])  # as on our page when it opens


def restore(level: float) -> tuple[np.ndarray, np.ndarray]:
    """Noise level → noisy and restored picture, uint8 (28, 28)."""
    noisy = add_noise(FIRST_VIEW["noise"], digit, level, FIRST_VIEW["seed"])
    restored = model.predict(noisy[np.newaxis], verbose=0)[0]
    return np.round(noisy * 255).astype(np.uint8), np.round(restored * 255).astype(np.uint8)


page = gr.Interface(
    restore,
    gr.Slider(0, 1, value=FIRST_VIEW["level"], step=0.01, label="Level"),
    [gr.Image(label="noisy"), gr.Image(label="restored", elem_id="restored")],
    live=True,
)

if __name__ == "__main__":
    page.launch(ssr_mode=False)

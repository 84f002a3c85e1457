"""Autoencoder Lab, the page: `python app.py`, then open the address it prints."""

import importlib
import logging
import os
import secrets
import sys
import tempfile

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # Gradio's statistics are off
# A new folder inside GRADIO_TEMP_DIR or the system's, because other programs keep files in both.
# Gradio reads the name when it is imported, and again with every file.
os.environ["GRADIO_TEMP_DIR"] = os.path.join(
    os.path.abspath(os.environ.get("GRADIO_TEMP_DIR") or tempfile.gettempdir()),
    f"autoencoder-lab-{secrets.token_hex(8)}",
)

from ui import page, settings
from ui.live import engine, routes, uploads
from ui.rooms import compare
from ui.security import middleware
from ui.server import class_pages, cleanup, connections, mnist_download, shutdown
from ui.training import sessions


def main() -> None:
    """Start the page, and serve it until a signal stops the process."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    try:
        place = settings.read()
    except ValueError as malformed:
        sys.exit(str(malformed))
    stop_requested = shutdown.listen()
    cleanup.start()
    demo = page.build()
    engine.load_first()
    if connections.on_a_space():
        mnist_download.start()
    connections.install()
    connections.bypass_proxies_for_this_machine()
    # with api_open, programs could call endpoints without the queue and its limits
    demo.queue(api_open=False, max_size=64, default_concurrency_limit=4)
    demo.launch(
        app_kwargs={
            "routes": [*routes.routes(), page.files().route(), class_pages.route()],
            "middleware": middleware.around(demo, {"Link": page.files().preload}, place),
        },
        root_path=place.root,
        max_file_size=uploads.MAX_BYTES,
        # Gradio keeps in them what calls were given and have answered; our page needs none of it
        state_session_capacity=2 * sessions.WAITING,
        max_threads=40 + sessions.WAITING,  # Gradio's 40, and one for each who waits for a training
        ssr_mode=False,
        prevent_thread_lock=True,
        **page.look(),
    )
    _load_the_rest()
    stop_requested.wait()
    shutdown.finish(demo)


def _load_the_rest() -> None:
    """Load what the first picture does not need: it takes a second, while the page answers."""
    try:
        engine.load_all()
        compare.import_filters()
        importlib.import_module("matplotlib.figure")
    except Exception as error:  # loaded again when it is needed
        logging.getLogger("autoencoder_lab").warning("not loaded at the start: %r", error)


if __name__ == "__main__":
    main()

"""Autoencoder Lab, the page: `python app.py`, then open the address it prints."""

import logging
import os
import secrets
import tempfile

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # nothing outside is ever asked
# not the folder that all Gradio apps of this machine share
os.environ.setdefault(
    "GRADIO_TEMP_DIR", f"{tempfile.gettempdir()}/autoencoder-lab-{secrets.token_hex(8)}"
)

from ui import connections, engine, fetch, guard, line, litter, page, shutdown, uploads


def main() -> None:
    """Load the models and start the page: once it answers, nothing waits."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    told_to_end = shutdown.listen()
    litter.start()
    demo = page.build()
    engine.load_all()
    if connections.on_a_space():
        fetch.start()
    connections.install()
    # without the queue's open side door, every public call passes its limits
    demo.queue(api_open=False, max_size=64, default_concurrency_limit=4)
    demo.launch(
        app_kwargs={"routes": line.routes(), "middleware": guard.around(demo)},
        max_file_size=uploads.MAX_BYTES,
        state_session_capacity=1000,  # of 40 kB each; ours keep nothing that could be lost
        ssr_mode=False,
        prevent_thread_lock=True,
        **page.look(),
    )
    told_to_end.wait()
    shutdown.finish(demo)


if __name__ == "__main__":
    main()

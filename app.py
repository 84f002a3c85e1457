"""Autoencoder Lab, the page: `python app.py`, then open the address it prints."""

import logging
import os
import secrets
import tempfile

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # nothing outside is ever asked
# One digit is too little work to share: with one thread a request is answered sooner, and two
# visitors at once use two cores.
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
# A folder of the app's own, in the one that is named there or in the system's: other programs keep
# files in both. Gradio reads the name as it is imported, and again with every file.
os.environ["GRADIO_TEMP_DIR"] = os.path.join(
    os.path.abspath(os.environ.get("GRADIO_TEMP_DIR") or tempfile.gettempdir()),
    f"autoencoder-lab-{secrets.token_hex(8)}",
)

from ui import connections, guard, line, litter, page, rooms, share, shutdown, uploads, warmup


def main() -> None:
    """Start the page and, beside it, the models."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    told_to_end = shutdown.listen()
    litter.start()
    demo = page.build()
    first = page.first_request()
    warmup.start(lambda: rooms.warm(first), lambda: share.warm(first))
    if os.environ.get("AE_LISTEN") == "ready":
        # one of several servers: to the balancer before them, a closed port says "not yet"
        warmup.wait()
        if warmup.failed():
            raise SystemExit(1)
    connections.install()
    connections.no_proxy_to_this_machine()
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

"""What the threads are that work beside the searches."""

import os
import threading

from index.vectors.threads import use_one_thread

NICENESS = 10  # searches go first


def step_back() -> None:
    """Lets searches go before the calling thread."""
    use_one_thread()
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)

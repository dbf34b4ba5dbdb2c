"""What the encoders calculate with."""

from collections.abc import Iterator

from app.doctor.findings import Finding, good, note, wrong
from app.doctor.setup import Setup
from models import Device, Precision
from models.runtime.openvino import supported_precision
from models.runtime.start import resolve_device

# A server over the samples takes 585 MB (`python -m benchmarks.serve`).
NEEDED_MEMORY = 700 * 2**20
_USEFUL = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8", "asimd", "sve")


def check_processor(setup: Setup) -> Iterator[Finding]:
    """Says what runs the encoders, and with which of the processor's features."""
    settings, machine = setup.settings, setup.machine
    device = resolve_device(settings.device)
    if device is not Device.CPU:
        yield good("processor", f"encoders run on {device}")
        return
    features = ", ".join(flag for flag in _USEFUL if flag in machine.processor_flags())
    precision = supported_precision(settings.precision)
    says = f"encoders calculate in {precision} on {machine.cores()} cores ({features or 'plain'})"
    if precision is Precision.FLOAT32 and settings.precision is Precision.AUTO:
        yield note("processor", f"{says}; a processor with bfloat16 is about twice as fast")
    else:
        yield good("processor", says)


def check_threads(setup: Setup) -> Iterator[Finding]:
    """Checks that encoders have no more threads than there are cores."""
    threads, cores = setup.settings.threads, setup.machine.cores()
    counted = setup.machine.counted_cores()
    if not threads and counted > cores:
        yield note(
            "threads",
            f"an encoder takes {counted} threads, and this container has {cores} cores: set "
            f"PIXWORD_THREADS to {cores}",
        )
    elif threads > cores:
        yield wrong(
            "threads",
            f"PIXWORD_THREADS is {threads}, and there are {cores} cores: threads would take them "
            f"from each other; set it to {cores}",
        )
    else:
        yield good("threads", f"{threads or cores} threads an encoder")


def check_memory(setup: Setup) -> Iterator[Finding]:
    """Checks that a server has enough memory to start."""
    available = setup.machine.available_memory()
    says = f"{available // 2**20:,} MB are free"
    if available >= NEEDED_MEMORY:
        yield good("memory", says)
    else:
        needs = f"a server needs {NEEDED_MEMORY // 2**20}"
        yield wrong("memory", f"{says}, and {needs}: end something else, or take more memory")

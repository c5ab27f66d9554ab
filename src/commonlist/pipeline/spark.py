"""A customer's file screened by a Spark cluster: the driver reads and writes, executors screen.

The index and what is shown of entities go to each executor once, as files that its Python
processes map. Rows go out and answers come back as Arrow, a wave of tasks at a time. Answers are
written in the order of the input, by the code that writes those of this machine's own processes:
the bytes are the same, and either goes on where the other was stopped. Where the cluster is and
how large, Spark's own configuration says.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from commonlist import __version__
from commonlist.errors import CommonlistError, InputError, InstallationError
from commonlist.matching import MODEL
from commonlist.pipeline.batches import Job, Part, Setup, Worker, in_order, prepared, worker
from commonlist.pipeline.indexing import Indexed
from commonlist.pipeline.outputs import Screened
from commonlist.screening.screener import Cleared
from commonlist.storage import Workspace

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark import Broadcast, SparkContext
    from pyspark.sql import SparkSession

PARTS = 8
"""Parts of the input in a wave for each core of the cluster: its task, of about a second."""
MOST_PARTS = 2000
"""Parts of a wave at most: what the driver holds has a bound, however large the cluster."""
WAVES = 2
"""Waves under way or done beside the one whose answers are waited for."""
_SCHEMA = "row long, body binary"
_RELEASE = (__version__, MODEL)
_encode = msgspec.msgpack.Encoder().encode
_part = msgspec.msgpack.Decoder(Part).decode
_screened = msgspec.msgpack.Decoder(Screened).decode


@contextmanager
def by_spark(
    workspace: Workspace, job: Job, found: Indexed, cleared: Cleared, parts: Iterator[Part]
) -> Iterator[Iterator[Screened]]:
    """Screen by the executors of a cluster.

    Raises:
        InstallationError: no PySpark, or no Java; on an executor, no or another commonlist.
        CommonlistError: the cluster failed.
    """
    if job.workers:
        raise InputError("--workers are processes here; Spark's configuration has its executors")
    setup = prepared(workspace, job, found, cleared)
    with _session() as spark:
        context = spark.sparkContext
        _send(context, (setup.index, setup.targets))
        wave = partial(_wave, spark, _task(context.broadcast(setup)))
        pool = ThreadPoolExecutor(WAVES + 1)
        try:
            waves = in_order(pool, wave, _waves(parts, context), WAVES)
            yield chain.from_iterable(waves)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _session() -> Iterator["SparkSession"]:
    """Hand out the session that is there, else one that ends with this."""
    try:
        import pyarrow  # noqa: F401  # loaded where it is used
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InstallationError(f"{error}: pip install 'commonlist[spark]'") from None
    there = SparkSession.getActiveSession()
    try:
        spark = there or _begun(SparkSession.builder)
    except (PySparkException, Py4JError) as error:
        raise InstallationError(
            f"Spark does not start: {_said(error)}; it needs Java 17 or later (PATH or JAVA_HOME)"
        ) from None
    try:
        yield spark
    except (PySparkException, Py4JError) as error:
        raise CommonlistError(f"Spark failed: {_said(error)}; the same command goes on") from None
    finally:
        if there is None:
            spark.stop()


def _begun(builder: "SparkSession.Builder") -> "SparkSession":
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    quiet = builder.config("spark.ui.showConsoleProgress", "false")
    return quiet.appName("commonlist screen").getOrCreate()


def _said(error: Exception) -> str:
    """Return the line of an error that says what was wrong: of a Python traceback the last."""
    lines = [line for line in str(error).partition("JVM stacktrace")[0].splitlines() if line]
    return next((line for line in reversed(lines) if not line.startswith((" ", "\t"))), "")


def _send(context: "SparkContext", files: Sequence[Path]) -> None:
    """Have files fetched by each executor, those that a session does not have yet.

    A file's name says what is in it.
    """
    sent = {Path(address).name for address in context.listFiles}
    for file in files:
        if file.name not in sent:
            context.addFile(str(file))


def _waves(parts: Iterator[Part], context: "SparkContext") -> Iterator[list[Part]]:
    """Yield as many parts at a time as the cluster, as large as it is now, is to screen."""
    while wave := list(islice(parts, min(MOST_PARTS, PARTS * context.defaultParallelism))):
        yield wave


def _wave(spark: "SparkSession", task: "Task", parts: Sequence[Part]) -> list[Screened]:
    """Screen some parts; return what they come to, in order."""
    import pyarrow as pa

    given = pa.Table.from_batches([_batch([part]) for part in parts])
    frame = spark.createDataFrame(given)  # batches are dealt out to as many tasks as cores
    made = frame.mapInArrow(task, _SCHEMA).toArrow()
    return [_screened(body) for body in made.sort_by("row")["body"].to_pylist()]


def _batch(made: Sequence[Part] | Sequence[Screened]) -> "RecordBatch":
    """Return parts, or what they came to, each with the number of its last row."""
    import pyarrow as pa

    rows = [each.last for each in made]
    bodies = [_encode(each) for each in made]
    return pa.RecordBatch.from_pydict({"row": rows, "body": pa.array(bodies, pa.binary())})


# On an executor

Task = Callable[["Iterator[RecordBatch]"], "Iterator[RecordBatch]"]


def _task(setup: "Broadcast[Setup]") -> Task:
    """Return what an executor does with the batches of a task."""
    return partial(_answered, _RELEASE, setup)


def _answered(
    release: tuple[str, str], setup: "Broadcast[Setup]", batches: Iterator["RecordBatch"]
) -> Iterator["RecordBatch"]:
    if release != _RELEASE:
        asked, ours = (f"commonlist {version} ({model})" for version, model in (release, _RELEASE))
        raise InstallationError(f"an executor has {ours}, the driver {asked}: install the same")
    screen = _worker(setup)
    for batch in batches:
        yield _batch([screen(_part(body)) for body in batch.column("body").to_pylist()])


@lru_cache(maxsize=1)
def _worker(setup: "Broadcast[Setup]") -> Worker:
    """Map the files that were sent: once in a process, in which a broadcast is one object."""
    from pyspark import SparkFiles

    given = setup.value
    index, targets = (Path(SparkFiles.get(file.name)) for file in (given.index, given.targets))
    return worker(msgspec.structs.replace(given, index=index, targets=targets))

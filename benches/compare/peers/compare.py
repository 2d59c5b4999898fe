#!/usr/bin/env python3
"""Runs newsdex, the floor and other search engines in turns, and says how they compare. ../README.md has the steps."""

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

# How often the memory of a process is looked at, in seconds.
PAUSE = 0.02


def main():
    arguments = parse_arguments()
    arguments.run(arguments)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    answers = commands.add_parser("answers", help="compare how long answers take")
    answers.set_defaults(run=compare_answers)
    answers.add_argument("--compare", required=True, metavar="PROGRAM", help="the program `compare` of this repository")
    answers.add_argument("--newsdex", required=True, metavar="INDEX")
    answers.add_argument("--floor", required=True, metavar="INDEX")
    answers.add_argument("--queries", required=True, metavar="FILE")
    answers.add_argument("--seekstorm", nargs=2, action="append", default=[], metavar=("PROGRAM", "INDEX"))
    answers.add_argument("--lucene", nargs=2, action="append", default=[], metavar=("CLASSPATH", "INDEX"))
    answers.add_argument("--rounds", type=int, default=5, help="measured rounds in each pass")
    answers.add_argument("--warm-up", type=int, default=10, help="rounds before them")
    index = commands.add_parser("index", help="compare what indexing takes")
    index.set_defaults(run=compare_indexing)
    index.add_argument("folder", help="the folder whose .txt files are articles")
    index.add_argument("scratch", help="a folder for indexes, which must not be there yet; it is removed at the end")
    index.add_argument("--newsdex", metavar="PROGRAM")
    index.add_argument("--floor", metavar="PROGRAM", help="the program `compare` of this repository")
    index.add_argument("--seekstorm", metavar="PROGRAM")
    index.add_argument("--shards", type=int, nargs="+", default=[1, 2], help="of SeekStorm")
    index.add_argument("--lucene", nargs="+", default=[], metavar="CLASSPATH", help="one for each version")
    index.add_argument("--recoll", metavar="PROGRAM", help="recollindex")
    index.add_argument("--recoll-files", type=int, metavar="N", help="give Recoll no more than N of the files")
    for command in (answers, index):
        command.add_argument("--passes", type=int, default=3, help="how often each engine has its turn")
        command.add_argument("--json", metavar="FILE", help="write all figures there as well")
    return parser.parse_args()


def say_turn(arguments, number, name):
    """With the load, since figures of a busy machine are worth less."""
    print(f"pass {number + 1} of {arguments.passes}, load {os.getloadavg()[0]:.1f}: {name}", file=sys.stderr)


def write_json(file, figures):
    if file:
        Path(file).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


# Answers


def compare_answers(arguments):
    """Asks everybody the same queries, pass by pass. Ratios are printed first, then the times."""
    engines = [lambda: own_figures(arguments)]
    engines += [peer(arguments, seekstorm_commands(*pair)) for pair in arguments.seekstorm]
    engines += [peer(arguments, lucene_commands(*pair)) for pair in arguments.lucene]
    passes = []
    for number in range(arguments.passes):
        say_turn(arguments, number, "answers")
        # Each pass begins with another engine, so that none is always the first.
        start = number % len(engines)
        figures = {}
        for engine in engines[start:] + engines[:start]:
            for answer, names in engine().items():
                figures.setdefault(answer, {}).update(names)
        passes.append(figures)
    figures = medians(passes)
    for answer, title in (("ids", "Ten ids, nothing shown"), ("full", "Ten hits with marked passages or snippets")):
        print_ratios(f"{title}: newsdex in terms of", figures[answer])
    for answer, title in (("ids", "Ten ids"), ("full", "Ten hits, shown")):
        print_times(f"{title}: µs", figures[answer])
    write_json(arguments.json, figures)


def own_figures(arguments):
    """The floor, and then newsdex, in one process, by `compare answers`. Each is asked alone, as the peers are."""
    command = [arguments.compare, "answers", "--ids", "--alone", "--json"]
    command += ["--newsdex", arguments.newsdex, "--floor", arguments.floor, "--queries", arguments.queries]
    # It warms up by itself, with one round.
    found = json.loads(output(command + ["--rounds", str(arguments.rounds)]))
    return {
        answer: {
            side: {figures["kind"]: figures[side] for figures in found[key]} for side in ("newsdex", "floor")
        }
        for answer, key in (("ids", "ids"), ("full", "answers"))
    }


def seekstorm_commands(program, index):
    command = [program, "answers", index]
    return {"name": Path(index).name, "ids": command, "full": [*command, "--snippets"]}


def lucene_commands(classpath, index):
    """Snippets are made where the class that makes them was compiled."""
    command = ["java", "-Xmx4g", "-cp", classpath, "Bench", "answers", index]
    marks = any((Path(entry) / "Marker.class").exists() for entry in classpath.split(os.pathsep))
    return {"name": Path(index).name, "ids": command, "full": [*command, "--snippets"] if marks else None}


def peer(arguments, commands):
    """What runs a peer once for each kind of answer that it gives."""
    options = ["--rounds", str(arguments.rounds), "--warm-up", str(arguments.warm_up)]

    def run():
        found = {}
        for answer in ("ids", "full"):
            if command := commands[answer]:
                lines = output(with_queries(command, arguments.queries) + options).splitlines()
                found[answer] = {commands["name"]: by_kind([json.loads(line) for line in lines])}
        return found

    return run


def with_queries(command, queries):
    """All peers take the queries behind the index, and then options."""
    places = command.index("answers") + 2
    return [*command[:places], queries, *command[places:]]


def output(command):
    """What a program prints. What it complains about is seen at once."""
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode("utf-8")


def by_kind(answers):
    """Medians and 99th percentiles by kind over queries, each with its fastest round, as `compare answers` has them."""
    fastest = {}
    for answer in answers:
        key = (answer["kind"], answer["query"])
        fastest[key] = min(answer["us"], fastest.get(key, math.inf))
    kinds = {}
    for (kind, _), time_taken in fastest.items():
        kinds.setdefault(kind, []).append(time_taken)
    kinds["all"] = list(fastest.values())
    return {kind: {"p50": quantile(times, 0.5), "p99": quantile(times, 0.99)} for kind, times in kinds.items()}


def quantile(values, share):
    """Between two values by the straight line, as `compare answers` has it."""
    values = sorted(values)
    below = math.floor(share * (len(values) - 1))
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (share * (len(values) - 1) - below)


def medians(passes):
    """Of figures that lie at the same place in each pass."""
    first = passes[0]
    if isinstance(first, dict):
        return {key: medians([one[key] for one in passes]) for key in first}
    return statistics.median(passes)


def print_ratios(title, engines):
    """Below 1, newsdex is faster."""
    others = [name for name in engines if name != "newsdex"]
    print(f"\n{title}")
    print_row("", [heading for name in others for heading in (f"{name} p50", "p99")])
    for kind, own in engines["newsdex"].items():
        cells = [own[part] / engines[name][kind][part] for name in others for part in ("p50", "p99")]
        print_row(kind, [f"{cell:.2f}" for cell in cells])


def print_times(title, engines):
    print(f"\n{title}")
    print_row("", [heading for name in engines for heading in (f"{name} p50", "p99")])
    for kind in engines["newsdex"]:
        cells = [engines[name][kind][part] for name in engines for part in ("p50", "p99")]
        print_row(kind, [f"{cell:,.0f}" for cell in cells])


def print_row(name, cells):
    print(f"{name:<12}" + "".join(f"{cell:>{20 - 11 * (place % 2)}}" for place, cell in enumerate(cells)))


# Indexing


def compare_indexing(arguments):
    """Lets everybody index the same files, pass by pass. Ratios are printed first, then what it took."""
    scratch = Path(arguments.scratch)
    scratch.mkdir(parents=True)
    try:
        engines = indexing_engines(arguments, scratch)
        runs = {name: [] for name in engines}
        for number in range(arguments.passes):
            order = list(engines)
            start = number % len(order)
            for name in order[start:] + order[:start]:
                say_turn(arguments, number, name)
                runs[name].append(index_once(*engines[name], scratch / "index"))
    finally:
        shutil.rmtree(scratch)
    figures = {name: medians(taken) for name, taken in runs.items()}
    print_indexing(figures)
    write_json(arguments.json, {"medians": figures, "passes": runs})


def indexing_engines(arguments, scratch):
    """Each with what makes its command, and its number of files."""
    folder = arguments.folder
    files = sum(1 for _ in Path(folder).rglob("*.txt"))
    engines = {}
    if program := arguments.newsdex:
        engines["newsdex"] = (lambda index: [program, "--index", index, "index", "--quiet", folder], files)
    if floor := arguments.floor:
        engines["floor"] = (lambda index: [floor, "floor-index", folder, index], files)
    if seekstorm := arguments.seekstorm:
        for shards in arguments.shards:
            engines[f"seekstorm-{shards}"] = (
                lambda index, shards=shards: [seekstorm, "index", folder, index, "--shards", str(shards)],
                files,
            )
    for number, classpath in enumerate(arguments.lucene, 1):
        engines[f"lucene-{number}"] = (
            lambda index, classpath=classpath: ["java", "-Xmx4g", "-cp", classpath, "Bench", "index", folder, index],
            files,
        )
    if recoll := arguments.recoll:
        sample = sample_of(folder, scratch / "sample", arguments.recoll_files) if arguments.recoll_files else folder
        engines["recoll"] = (
            lambda index: recoll_command(recoll, sample, index),
            min(files, arguments.recoll_files or files),
        )
    return engines


def sample_of(folder, sample, number):
    """The first files of a folder, in one folder."""
    sample.mkdir()
    for place, file in enumerate(sorted(Path(folder).rglob("*.txt"))[:number]):
        shutil.copyfile(file, sample / f"{place}.txt")
    return str(sample)


def recoll_command(program, folder, index):
    """With settings of its own, so that nobody's are read or changed."""
    settings = Path(index)
    settings.mkdir()
    (settings / "recoll.conf").write_text(f"topdirs = {Path(folder).resolve()}\nloglevel = 2\n", encoding="utf-8")
    return [program, "-c", index]


def index_once(command_for, files, index):
    """Makes an index and removes it again. CPU time and memory are those of the process and its children."""
    command = command_for(str(index))
    start = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        watch = MemoryWatch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - start
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    size = sum(file.stat().st_size for file in index.rglob("*") if file.is_file())
    shutil.rmtree(index)
    return {
        "files": files,
        "seconds": seconds,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_rss_bytes": usage.ru_maxrss * 1024,
        "peak_own_bytes": watch.stop(),
        "index_bytes": size,
    }


class MemoryWatch:
    """Looks at how much memory of its own a process has, mapped files not counted; 0 where there is no /proc."""

    def __init__(self, process):
        self.status = Path(f"/proc/{process}/status")
        self.peak = 0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()

    def look(self):
        while not self.is_over.wait(PAUSE):
            try:
                lines = self.status.read_text(encoding="utf-8").splitlines()
            except OSError:
                return
            sizes = [int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:")]
            self.peak = max([self.peak, *sizes])

    def stop(self):
        self.is_over.set()
        self.thread.join()
        return self.peak


def print_indexing(figures):
    """Of CPU time by file, since Recoll may have had fewer files."""
    by_file = {name: taken["cpu_seconds"] / taken["files"] for name, taken in figures.items()}
    if own := by_file.get("newsdex"):
        print("\nCPU time by file: newsdex in terms of")
        for name, taken in by_file.items():
            if name != "newsdex":
                print(f"{name:<16}{own / taken:>8.2f}")
    headings = ("files", "CPU s", "seconds", "own MB", "RSS MB", "index MB")
    print(f"\n{'':<16}" + "".join(f"{heading:>10}" for heading in headings))
    for name, taken in figures.items():
        cells = [f"{taken['files']:,}", f"{taken['cpu_seconds']:.1f}", f"{taken['seconds']:.1f}"]
        cells += [f"{taken[key] / 1e6:,.0f}" for key in ("peak_own_bytes", "peak_rss_bytes", "index_bytes")]
        print(f"{name:<16}" + "".join(f"{cell:>10}" for cell in cells))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Trains the line model: train.py EXTRACT --rows PROGRAM [--cross-validate N] [--out lines.trees]

EXTRACT is a folder of labelled pages: flat/ and container/ (ID.txt, ID.labels, truth.json) and warnews/ (the same, with
flat.ids and md.ids) and eval_flat.py, which holds the measure. PROGRAM is the built example `line_rows`
(cargo build --release --example line_rows). Needs Python 3.9, numpy and lightgbm 4.

Labels are one for each line that is not empty: 1 article, 0 not, ? either. Training data are these pages, the articles of
container/ and of the Markdown pages cut out of them, and Markdown pages with invented furniture (furniture.txt) put in, at
less weight; and the sample articles of this repository (corpus.labels). --cross-validate N splits the pages N times into eight parts, whole sites apart, and prints the measure over
what the program itself makes of pages with a model that has seen none of their sites.
"""
import argparse
import importlib.util
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
from urllib.parse import urlparse

import lightgbm
import numpy

PARTS = 8
ROUNDS = 200
MADE_UP_WEIGHT = 0.3
PARAMETERS = dict(
    objective="binary", learning_rate=0.06, num_leaves=12, min_data_in_leaf=30, feature_fraction=0.35,
    bagging_fraction=0.7, bagging_freq=1, lambda_l2=5, max_bin=63, verbose=-1, num_threads=1, deterministic=True,
    force_row_wise=True,
)
KINDS = [("flat", "flat", "text"), ("container", "container", "text"), ("war news flat", "warnews", "text"),
         ("war news Markdown", "warnews", "markdown")]
HERE = os.path.dirname(os.path.abspath(__file__))


class Page:
    """A labelled page: its physical lines, and later a row for each logical one."""

    def __init__(self, kind, shape, name, site, lines, truth=None):
        self.kind, self.shape, self.name, self.site, self.lines, self.truth = kind, shape, name, site, lines, truth

    def write(self, folder):
        with open(os.path.join(folder, self.name + ".txt"), "w", encoding="utf8") as file:
            file.write("\n".join(text for text, _ in self.lines))

    def add_rows(self, rows):
        """Joins the rows of logical lines with the labels of the physical lines they were made of."""
        numbers, labels, words = [], [], []
        for start, end, text, row in rows:
            parts = [(label, len(line.split())) for line, label in self.lines[start:end] if label]
            known = sum(count for label, count in parts if label != "?")
            article = sum(count for label, count in parts if label == "1")
            if known:
                numbers.append(row)
                labels.append(article * 2 >= known)
                words.append(len(text.split()))
        self.rows = numpy.array(numbers, dtype=numpy.float32)
        self.labels = numpy.array(labels, dtype=numpy.float32)
        # Long lines weigh more, and a page of many lines less than so many pages.
        weights = numpy.sqrt(numpy.minimum(numpy.array(words), 80) + 1.0)
        self.weights = weights / numpy.sqrt(max(weights.sum(), 1e-9))


def site(url):
    parts = (urlparse(url).hostname or url).split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and len(parts[-2]) <= 3 and len(parts[-1]) == 2 else parts[-2:])


def read_pages(extract):
    pages = []
    for kind, folder, shape in KINDS:
        folder = os.path.join(extract, folder)
        with open(os.path.join(folder, "truth.json"), encoding="utf8") as file:
            truth = json.load(file)
        listed = {"war news flat": "flat.ids", "war news Markdown": "md.ids"}.get(kind)
        if listed:
            names = open(os.path.join(folder, listed)).read().split()
        else:
            names = sorted(name[:-4] for name in os.listdir(folder) if name.endswith(".txt"))
        for name in names:
            text = open(os.path.join(folder, name + ".txt"), encoding="utf8").read().split("\n")
            labels = iter(open(os.path.join(folder, name + ".labels")).read().split())
            lines = [(line, next(labels) if line.strip() else None) for line in text]
            pages.append(Page(kind, shape, name, site(truth[name]["url"]), lines, truth[name]))
    return pages


def own_pages(corpus):
    """The sample articles of the repository, with their labels (corpus.labels)."""
    pages = []
    for line in open(os.path.join(HERE, "corpus.labels"), encoding="utf8"):
        path, labels = line.rstrip("\n").split("\t")
        labels = iter(labels)
        text = open(os.path.join(corpus, path), encoding="utf8").read().split("\n")
        lines = [(line, next(labels) if line.strip() else None) for line in text]
        shape = "markdown" if path.endswith(".md") else "text"
        pages.append(Page("own", shape, f"o{len(pages)}", "own", lines))
    return pages


def made_up(pages):
    """Pages made of others: articles alone, and Markdown with furniture put in."""
    invent = Furniture(page.truth.get("title") for page in pages if page.kind == "flat")
    found = []
    for page in pages:
        article = [at for at, (_, label) in enumerate(page.lines) if label == "1"]
        if not article or page.kind not in ("container", "war news Markdown"):
            continue
        alone = [line for line in page.lines[max(0, article[0] - 2):article[-1] + 1] if line[1] != "0"]
        found.append(Page("made up", page.shape, f"m{len(found)}", page.site, alone))
        for _ in range(4 if page.shape == "markdown" else 0):
            found.append(Page("made up", page.shape, f"m{len(found)}", page.site, invent.put_into(page.lines)))
    return found


class Furniture:
    """Invented lines of the kinds that stand around articles, all labelled 0."""

    WORDS = {
        "name": "Anna Lindqvist|Marek Dvorak|Jane Okafor|Tom Halloran|Sofia Petrenko|Luis Ortega|Daniel Weiss|Priya Raman|"
                "Oleh Marchenko|Helen Brandt|Yusuf Demir|Claire Dumont|Ivan Sokolov|Mary-Jane Pike|Kenji Mori|Paul R. Novak",
        "place": "Kyiv|Warsaw|Brussels|Berlin|Washington|London|Kharkiv|Tallinn|Paris|Ankara|Geneva|Vilnius|Odesa|Beirut",
        "topic": "European security|sanctions|energy markets|the Ukrainian economy|Russian politics|defence procurement|"
                 "drone warfare|human rights|climate policy|trade|migration|cyber security|NATO|the Middle East|technology",
        "outlet": "The Northern Monitor|Harbour News|Atlantic Post|The Daily Ledger|Frontline Review|Eastern Desk",
        "institute": "Institute for Strategic Research|Centre for European Studies|Baltic Security Foundation|Eurasia Programme",
        "role": "senior reporter|staff writer|foreign correspondent|columnist|freelance journalist|defence editor|producer",
        "fellow": "senior fellow|research fellow|nonresident fellow|visiting scholar|senior analyst|associate professor",
        "credit": "Photo: Capital Wire|(Photo by Jane Okafor/Capital Wire)|[Marek Dvorak/Eastern Desk]|Image: Eastern Desk",
        "day": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
        "month": "January|February|March|Apr|June|July|Aug|September|October|November",
        "mail": "news@example.org",
    }
    AT_THE_END = [("bio", .6), ("disclaimer", .35), ("about", .25), ("tags", .25), ("appeal", .25), ("newsletter", .25),
                  ("caption", .05), ("event", .08)]
    AT_THE_TOP = [("time", .4), ("caption", .25), ("cookie", .1), ("bio", .12), ("newsletter", .06)]
    WITHIN = ["teaser", "teaser", "teaser", "caption", "caption", "appeal", "newsletter", "event"]

    def __init__(self, headlines):
        self.random = random.Random(11)
        self.headlines = sorted(line for line in headlines if line and 30 < len(line) < 110)
        self.templates = {}
        for line in open(os.path.join(HERE, "furniture.txt"), encoding="utf8"):
            kind, text = line.rstrip("\n").split("\t")
            self.templates.setdefault(kind, []).append(text)

    def line(self, kind):
        chance = self.random
        he = chance.random() < 0.5
        pronouns = dict(zip(("He", "he", "his", "him"), ("He", "he", "his", "him") if he else ("She", "she", "her", "her")))

        def fill(found):
            slot = found.group(1)
            if slot in pronouns:
                return pronouns[slot]
            if slot in ("head", "HEAD"):
                headline = chance.choice(self.headlines)
                return headline.upper() if slot == "HEAD" else headline
            if slot in ("n", "i", "nn"):
                return str(chance.randint(*{"n": (2, 29), "i": (1, 4), "nn": (10, 25)}[slot]))
            return chance.choice(self.WORDS[slot].split("|"))

        return re.sub(r"\{(\w+)\}", fill, chance.choice(self.templates[kind])), "0"

    def some(self, kinds, most):
        found = [self.line(kind) for kind, share in kinds if self.random.random() < share
                 for _ in range(self.random.randint(1, most))]
        self.random.shuffle(found)
        return found

    def put_into(self, lines):
        lines, chance = list(lines), self.random
        article = [at for at, (_, label) in enumerate(lines) if label == "1"]
        blank = sum(label is None for _, label in lines) > len(lines) / 4

        def insert(at, new):
            gap = [("", None)] if blank and new else []
            lines[at:at] = gap + new + gap

        insert(article[-1] + 1, self.some(self.AT_THE_END, 2))
        paragraphs = [at for at in article[:-1] if len(lines[at][0].split()) >= 12 and lines[at][0].rstrip()[-1:] in '.!?”"']
        for at in sorted(chance.sample(paragraphs, min(len(paragraphs), chance.choice([0, 1, 2, 3, 5]))), reverse=True):
            kind = chance.choice(self.WITHIN)
            insert(at + 1, [self.line(kind) for _ in range(chance.randint(2, 4) if chance.random() < 0.1 else 1)])
        insert(article[0], self.some(self.AT_THE_TOP, 1))
        return lines


def run(program, pages, model=None):
    """What the program writes for each page: its rows, or with a model the text that it keeps."""
    found = {}
    for shape in ("text", "markdown"):
        for kind in sorted({page.kind for page in pages}):
            group = [page for page in pages if page.shape == shape and page.kind == kind]
            with tempfile.TemporaryDirectory() as folder:
                ids, out = os.path.join(folder, "ids"), os.path.join(folder, "out")
                for page in group:
                    page.write(folder)
                open(ids, "w").write("\n".join(page.name for page in group))
                subprocess.run([program, shape, folder, ids, out] + ([model] if model else []), check=True)
                written = open(out, encoding="utf8").read().split("\n")
            names = None if model else written.pop(0)
            found["columns"] = names or found.get("columns")
            for page, line in zip(group, written):
                found[page] = json.loads(line)
    return found


def train(pages, seed):
    weights = [page.weights * (MADE_UP_WEIGHT if page.kind == "made up" else 1) for page in pages]
    data = lightgbm.Dataset(numpy.vstack([page.rows for page in pages]), numpy.concatenate([page.labels for page in pages]),
                            weight=numpy.concatenate(weights))
    return lightgbm.train(dict(PARAMETERS, seed=seed), data, ROUNDS)


def write_model(model, columns, path):
    """The format of src/clean/model/trees.rs, below the names of the columns if there are any."""
    def tree(root):
        splits, leaves = [], []

        def add(node):
            if "leaf_value" in node:
                leaves.append(f"{node['leaf_value']:.6g}")
                return -len(leaves)
            at = len(splits)
            splits.append(None)
            children = add(node["left_child"]), add(node["right_child"])
            splits[at] = f"{node['split_feature']} {numpy.float32(node['threshold']):.9g} {children[0]} {children[1]}"
            return at

        add(root)
        return " ".join(splits) + " | " + " ".join(leaves)

    trees = [tree(info["tree_structure"]) for info in model.dump_model()["tree_info"]]
    with open(path, "w") as file:
        file.write("\n".join(([columns] if columns else []) + trees) + "\n")


def copy_weights(folder):
    """All weights as they are, for a folder in which some will be replaced."""
    weights = os.path.dirname(HERE)
    for name in os.listdir(weights):
        if name.endswith(".trees"):
            shutil.copy(os.path.join(weights, name), folder)


def cross_validate(pages, extra, columns, program, measure, english, times):
    figures = {}
    for seed in range(times):
        sites = sorted({page.site for page in pages})
        random.Random(seed).shuffle(sites)
        part_of = {name: at % PARTS for at, name in enumerate(sites)}
        kept = {}
        for part in range(PARTS):
            model = train([page for page in pages + extra if part_of.get(page.site) != part], seed)
            with tempfile.TemporaryDirectory() as folder:
                copy_weights(folder)
                write_model(model, columns, os.path.join(folder, "lines.trees"))
                kept.update(run(program, [page for page in pages if part_of[page.site] == part], folder))
        for kind in [kind for kind, _, _ in KINDS] + ["flat (English)"]:
            group = [page for page in pages if page.kind == kind.replace(" (English)", "")
                     and ("English" not in kind or page.name in english)]
            scores = [measure.tff(page.truth["articleBody"], kept[page]["text"], page.truth.get("eitherBody")) for page in group]
            f1 = [2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 1.0 for tp, fp, fn in scores]
            for page, value in zip(group, f1):
                page.f1 = getattr(page, "f1", []) + [value]
            figures.setdefault(kind, []).append((measure.agg(scores)[0], min(f1)))
    for kind, found in figures.items():
        mean, lowest = numpy.mean(found, axis=0)
        print(f"{kind:20} F1 {mean:.4f} (" + " ".join(f"{value:.3f}" for value, _ in found) + f") lowest page {lowest:.2f}")
    for page in sorted(pages, key=lambda page: numpy.mean(page.f1))[:10]:
        print(f"{numpy.mean(page.f1):.3f} {page.kind} {page.name[:10]} {page.truth['url']}")


def command_line(description, out):
    """What was typed, and the module that holds the measure."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("extract")
    parser.add_argument("--rows", required=True, metavar="PROGRAM")
    parser.add_argument("--cross-validate", type=int, default=0, metavar="N")
    parser.add_argument("--out", metavar=out)
    options = parser.parse_args()
    spec = importlib.util.spec_from_file_location("eval_flat", os.path.join(options.extract, "eval_flat.py"))
    measure = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(measure)
    return options, measure


def main():
    options, measure = command_line(__doc__, "FILE")
    pages = read_pages(options.extract)
    extra = made_up(pages) + own_pages(os.path.join(HERE, "../../../../tests/corpus"))
    found = run(options.rows, pages + extra)
    for page in pages + extra:
        page.add_rows(found[page]["lines"])
    extra = [page for page in extra if len(page.labels)]
    if options.cross_validate:
        english = set(open(os.path.join(options.extract, "en.ids")).read().split())
        cross_validate(pages, extra, found["columns"], options.rows, measure, english, options.cross_validate)
    if options.out:
        write_model(train(pages + extra, 0), found["columns"], options.out)


if __name__ == "__main__":
    main()

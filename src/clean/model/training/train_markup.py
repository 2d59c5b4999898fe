#!/usr/bin/env python3
"""Trains the line model for web pages: train_markup.py EXTRACT --rows PROGRAM [--cross-validate N] [--out FOLDER]

EXTRACT is a folder with html/ID.html.gz, truth.json (ID: articleBody, url) and eval_flat.py, which holds the measure.
PROGRAM is the built example `line_rows`. Needs Python 3.9, numpy and lightgbm 4.

A line is labelled by the text of the article: lines are chosen so that the chosen ones share as many 4-grams with it as they
can. The model has two steps: the second also sees the probabilities that the first gave to the lines around, in training
those of a first step that has not seen the site. --cross-validate N splits the pages N times into ten parts, whole sites
apart, and prints the measure over what the program itself makes of pages with a model that has seen none of their sites.
"""
import gzip
import json
import os
import random
import re
import subprocess
import tempfile
from collections import Counter

import lightgbm
import numpy

from train import command_line, copy_weights, site, write_model

PARTS, INNER_PARTS, ROUNDS = 10, 5, 250
PARAMETERS = dict(
    objective="binary", learning_rate=0.05, num_leaves=12, min_data_in_leaf=20, feature_fraction=0.4,
    bagging_fraction=0.7, bagging_freq=1, lambda_l2=5, path_smooth=1.0, max_bin=127, verbose=-1, num_threads=1,
    deterministic=True, force_row_wise=True,
)
WORD = re.compile(r"\w+")
# Rows for the second step: see src/clean/html/columns.rs.
REACH, MEAN_REACH, SURE, FARTHEST = 3, 6, 0.8, 30
# What a short line weighs beside its words, and the words of the shortest article.
LINE_WEIGHT, SHORTEST = 8, 150


class Page:
    def __init__(self, name, text, truth):
        self.name, self.text, self.truth, self.site = name, text, truth, site(truth["url"])

    def add_rows(self, lines):
        self.rows = numpy.array([row for _, _, _, row in lines], dtype=numpy.float32)
        words = [WORD.findall(text) for _, _, text, _ in lines]
        self.labels = numpy.array(labels(words, WORD.findall(self.truth["articleBody"])), dtype=numpy.float32)
        counts = numpy.array([len(found) for found in words], dtype=float)
        article = max(SHORTEST, (counts * self.labels).sum())
        self.weights = (counts + LINE_WEIGHT) / (article + 10 * LINE_WEIGHT)


def grams(words, length):
    return Counter(tuple(words[at:at + length]) for at in range(max(1, len(words) - length + 1)) if words)


def labels(lines, article):
    """1 for the lines that are the article: by common 3-grams first, then flipped as long as that helps."""
    trigrams, fourgrams, text = set(grams(article, 3)), grams(article, 4), " " + " ".join(article) + " "
    found, candidates = [], []
    for at, words in enumerate(lines):
        common = [gram in trigrams for gram in zip(words, words[1:], words[2:])] if len(words) >= 4 else []
        found.append(int(bool(common) and sum(common) / len(common) > 0.5))
        if words and (found[at] or any(common) or " " + " ".join(words) + " " in text):
            candidates.append(at)

    def score():
        kept = [word for at in candidates if found[at] for word in lines[at]]
        chosen = grams(kept, 4)
        return 2 * sum((fourgrams & chosen).values()) / (sum(fourgrams.values()) + sum(chosen.values())) if chosen else 0

    best = score()
    for _ in range(3):
        before = best
        for group in [[at] for at in candidates] + [list(pair) for pair in zip(candidates, candidates[1:])]:
            old = [found[at] for at in group]
            for at, value in zip(group, [1 - old[0]] if len(group) == 1 else [1, 1]):
                found[at] = value
            new = score()
            if new > best + 1e-12:
                best = new
            else:
                for at, value in zip(group, old):
                    found[at] = value
        if best == before:
            break
    return found


def run(program, pages, model=None):
    with tempfile.TemporaryDirectory() as folder:
        ids, out = os.path.join(folder, "ids"), os.path.join(folder, "out")
        for page in pages:
            with open(os.path.join(folder, page.name + ".txt"), "w", encoding="utf8") as file:
                file.write(page.text)
        open(ids, "w").write("\n".join(page.name for page in pages))
        subprocess.run([program, "html", folder, ids, out] + ([model] if model else []), check=True)
        written = open(out, encoding="utf8").read().split("\n")
    return [json.loads(line) for line in (written if model else written[1:]) if line]


def train(pages, rows, seed):
    weights = numpy.concatenate([page.weights for page in pages])
    data = lightgbm.Dataset(numpy.vstack([rows[page] for page in pages]),
                            numpy.concatenate([page.labels for page in pages]), weight=weights / weights.mean())
    return lightgbm.train(dict(PARAMETERS, seed=seed), data, ROUNDS)


def second_rows(page, first):
    """The rows of the second step, by the probabilities of the first."""
    count, columns = len(first), []
    padded = numpy.concatenate([numpy.zeros(REACH), first, numpy.zeros(REACH)])
    columns += [padded[step:step + count] for step in range(2 * REACH + 1)]
    columns.append([first[max(0, at - MEAN_REACH):at].mean() if at else 0 for at in range(count)])
    columns.append([first[at + 1:at + 1 + MEAN_REACH].mean() if at + 1 < count else 0 for at in range(count)])
    mass = first * page.rows[:, 0]
    total, sums = mass.sum() + 1e-9, numpy.cumsum(mass)
    columns += [(sums - mass) / total, (total - sums) / total, numpy.full(count, first.max())]
    columns += [distances(first), distances(first[::-1])[::-1]]
    return numpy.hstack([page.rows, numpy.column_stack(columns)]).astype(numpy.float32)


def distances(probabilities):
    found, since = [], FARTHEST
    for probability in probabilities:
        since = min(since + 1, FARTHEST)
        found.append(since)
        since = 0 if probability > SURE else since
    return found


def parts(pages, count, seed):
    sites = sorted({page.site for page in pages})
    random.Random(seed).shuffle(sites)
    part_of = {name: at % count for at, name in enumerate(sites)}
    for part in range(count):
        yield [page for page in pages if part_of[page.site] != part], [page for page in pages if part_of[page.site] == part]


def both_steps(pages, seed):
    rows = {page: page.rows for page in pages}
    first = train(pages, rows, seed)
    unseen = {}
    for seen, others in parts(pages, INNER_PARTS, seed + 1000):
        model = train(seen, rows, seed + 50)
        unseen.update((page, second_rows(page, model.predict(page.rows))) for page in others)
    return first, train(pages, unseen, seed + 99)


def write_both(models, folder):
    for name, model in zip(("markup_first", "markup_second"), models):
        write_model(model, None, os.path.join(folder, name + ".trees"))


def main():
    options, measure = command_line(__doc__, "FOLDER")
    truth = json.load(open(os.path.join(options.extract, "truth.json"), encoding="utf8"))
    folder = os.path.join(options.extract, "html")
    pages = []
    for name in sorted(os.listdir(folder)):
        text = gzip.open(os.path.join(folder, name)).read().decode("utf8", "replace")
        pages.append(Page(name.split(".")[0], text, truth[name.split(".")[0]]))
    for page, found in zip(pages, run(options.rows, pages)):
        page.add_rows(found["lines"])
    for seed in range(options.cross_validate):
        scores = {}
        for seen, others in parts(pages, PARTS, seed):
            with tempfile.TemporaryDirectory() as folder:
                copy_weights(folder)
                write_both(both_steps(seen, seed), folder)
                for page, kept in zip(others, run(options.rows, others, folder)):
                    scores[page] = measure.tff(page.truth["articleBody"], kept["text"])
        exact = sum(fp == fn == 0 for _, fp, fn in scores.values()) / len(scores)
        print("F1 %.4f P %.4f R %.4f" % measure.agg(list(scores.values())), "exact %.3f" % exact, flush=True)
        f1 = {page: 2 * tp / (2 * tp + fp + fn) for page, (tp, fp, fn) in scores.items()}
        for page in sorted(pages, key=f1.get)[:10]:
            print(f"  {f1[page]:.3f} {page.name[:10]} {page.truth['url']}")
    if options.out:
        write_both(both_steps(pages, 0), options.out)


if __name__ == "__main__":
    main()

"""Makes run.txt, qrels.txt and values.tsv: rankings and judgements of chance, and what trec_eval says of them.

Run in this folder with pytrec_eval 0.5 (pip install pytrec-eval-terrier), which is trec_eval 9 as a module of Python.
The values are in the order of newsdex: nDCG@10, MAP, MRR, P@5, recall@100; their means are called "all".
"""

import random

import pytrec_eval

MEASURES = ["ndcg_cut_10", "map", "recip_rank", "P_5", "recall_100"]

chance = random.Random(2007)
run, qrels = {}, {}
for number in range(1, 21):
    query = f"q{number:02}"
    # Two queries find more than recall looks at, one finds hardly anything.
    length = {7: 130, 8: 130, 9: 3}.get(number, 40)
    names = [f"d{name:03}" for name in chance.sample(range(200), length)]
    run[query] = {name: float(len(names) - place) for place, name in enumerate(names)}
    # Some of what was found is judged, and some of what was not; query 5 has nothing relevant, query 6 a lot.
    others = [f"d{name:03}" for name in range(200) if f"d{name:03}" not in run[query]]
    judged = chance.sample(names, min(len(names), 15 + number)) + chance.sample(others, 8)
    grades = {5: [-1, 0], 6: [1, 1, 2, 3]}.get(number, [-1, 0, 0, 0, 0, 0, 1, 1, 2, 3])
    qrels[query] = {name: chance.choice(grades) for name in judged}

values = pytrec_eval.RelevanceEvaluator(qrels, {"ndcg_cut.10", "map", "recip_rank", "P.5", "recall.100"}).evaluate(run)
values["all"] = {name: sum(row[name] for row in values.values()) / len(values) for name in MEASURES}

with open("run.txt", "w") as file:
    for query, scores in run.items():
        for rank, (name, score) in enumerate(scores.items(), 1):
            file.write(f"{query} Q0 {name} {rank} {score:.0f} chance\n")
with open("qrels.txt", "w") as file:
    for query, grades in qrels.items():
        for name, grade in grades.items():
            file.write(f"{query} 0 {name} {grade}\n")
with open("values.tsv", "w") as file:
    for query, row in values.items():
        file.write("\t".join([query] + [f"{row[name]:.4f}" for name in MEASURES]) + "\n")

"""Compares determinations with the generator's notes of what should come out.

usage: check_notes.py DETERMINATIONS.json NOTABLE.txt
"""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    outcomes = {}
    for one in json.load(file):
        subject = one["subject"]
        outcomes[subject, one["measure"]] = one["outcome"]
        outcomes[subject.split(":")[-1], one["measure"]] = one["outcome"]
with open(sys.argv[2], encoding="utf-8") as file:
    notes = [line.split() for line in file]
wrong = [(note, subject, measure, outcomes.get((subject, measure)))
         for note, subject, measure in notes if outcomes.get((subject, measure)) != note]
print(f"{len(notes)} notes, {len(wrong)} wrong", *wrong, sep="\n")

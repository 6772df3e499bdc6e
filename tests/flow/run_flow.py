"""Runs one flow: commands of the real binary with their exact output.

usage: run_flow.py CHUHAI FLOW.t

A flow is lines of text:
    # a comment            (no blank lines between blocks: a blank line is output)
    $ command            run by bash in an empty folder; `chuhai` is the binary under test
    expected line        standard output and standard error, in the order written
    [exit N]             the exit code, when it isn't 0
Two variables may stand in commands: $SOURCE, the checkout, and $SHARED, the folder with the
specification's schemas and samples; a flow that names $SHARED is skipped where there is none. Lines
of progress (two blanks, a label, "done/total") never reach a flow: they go to standard error only
where a terminal or a tenth is; run with 2>/dev/null where they would.
UPDATE_GOLDEN=1 rewrites the expected lines.
"""
import difflib
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77


def run(command, folder, environment):
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
    lines = done.stdout.splitlines()
    if done.returncode:
        lines.append(f"[exit {done.returncode}]")
    return lines


def main():
    binary, path = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    source = path.resolve().parents[2]
    text = path.read_text(encoding="utf-8")
    shared = os.environ.get("CHUHAI_SHARED") or str(source.parent / "shared")
    if "$SHARED" in text and not os.path.isdir(shared):
        print("skipped: the folder with the specification isn't here")
        return SKIPPED
    environment = dict(os.environ, PATH=f"{binary.parent}:{os.environ['PATH']}",
                       SOURCE=str(source), SHARED=shared, TZ="UTC", LC_ALL="C.UTF-8")
    expected = text.splitlines()
    actual = []
    with tempfile.TemporaryDirectory() as folder:
        for line in expected:
            if line.startswith("#"):
                actual.append(line)
            elif line.startswith("$ "):
                actual.append(line)
                actual += run(line[2:], folder, environment)
    if actual == expected:
        return 0
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text("\n".join(actual) + "\n", encoding="utf-8")
        print(f"rewrote {path}")
        return 0
    print("\n".join(difflib.unified_diff(expected, actual, "expected", "actual", lineterm="")))
    return 1


sys.exit(main())

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

With a PostgreSQL address in CHUHAI_TEST_STORE each `--store NAME` of a command becomes a schema of
that database, and its address in the output becomes NAME again. A command that ends in `# sqlite`
(about the store's file) is passed over there with its output; a flow whose first line says `# sqlite`
is skipped.
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SKIPPED = 77


class Postgres:
    """The schemas that stand for a flow's stores."""

    def __init__(self, address, flow, environment):
        self.address, self.flow, self.schemas = address, flow, {}
        self.environment = environment  # of the commands: a variable passes through all quotes

    def command(self, line):
        return re.sub(r"--store[ =]([\w./-]+)", self._substitute, line)

    def _substitute(self, match):
        name = os.path.basename(match.group(1))
        schema = f"flow_{self.flow}_{os.getpid()}_{name}".lower()
        address = f"{self.address}{'&' if '?' in self.address else '?'}schema={schema}"
        self.schemas[schema] = (name, address)
        self.environment[f"CHUHAI_FLOW_STORE_{name}"] = address
        return f'--store "$CHUHAI_FLOW_STORE_{name}"'

    def output(self, lines):
        for name, address in self.schemas.values():
            lines = [line.replace(address, name).replace("(postgresql)", "(sqlite)")
                     for line in lines]
        return lines

    def drop(self):
        for schema in self.schemas:
            subprocess.run(["psql", "--quiet", "--dbname", self.address, "--command",
                            f"DROP SCHEMA IF EXISTS {schema} CASCADE"],
                           stderr=subprocess.DEVNULL, check=False)


class Sqlite:
    """Stores are folders, as the flow has them."""

    def command(self, line):
        return line

    def output(self, lines):
        return lines

    def drop(self):
        pass


def without_sqlite_blocks(lines):
    kept, is_passed_over = [], False
    for line in lines:
        if line.startswith(("$ ", "#")):
            is_passed_over = line.startswith("$ ") and line.endswith("# sqlite")
        if not is_passed_over:
            kept.append(line)
    return kept


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
    engine = Sqlite()
    if os.environ.get("CHUHAI_TEST_STORE"):
        if expected[0].endswith("# sqlite"):
            print("skipped: a flow about SQLite's file")
            return SKIPPED
        engine = Postgres(os.environ["CHUHAI_TEST_STORE"], path.stem, environment)
        expected = without_sqlite_blocks(expected)
    actual = []
    with tempfile.TemporaryDirectory() as folder:
        for line in expected:
            if line.startswith("#"):
                actual.append(line)
            elif line.startswith("$ "):
                actual.append(line)
                actual += engine.output(run(engine.command(line[2:]), folder, environment))
    engine.drop()
    if actual == expected:
        return 0
    if os.environ.get("UPDATE_GOLDEN") and isinstance(engine, Sqlite):
        path.write_text("\n".join(actual) + "\n", encoding="utf-8")
        print(f"rewrote {path}")
        return 0
    print("\n".join(difflib.unified_diff(expected, actual, "expected", "actual", lineterm="")))
    return 1


sys.exit(main())

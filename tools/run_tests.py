"""Runs every test of the build folder with ctest and ends with a plain count.

usage: run_tests.py BUILD [ctest options]

Where a PostgreSQL server is installed, the tests that open a store run a second time on a throw-away
server (tools/postgres.sh), which is stopped whatever happens.
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

POSTGRES = pathlib.Path(__file__).parent / "postgres.sh"


def run_ctest(build, options, environment):
    """The names of the tests passed, failed and skipped, and whether ctest itself was content."""
    command = ["ctest", "--test-dir", build, "--output-on-failure", "--no-tests=error",
               "-j2", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    passed, failed, skipped = set(), set(), {}
    for line in process.stdout:
        outcome = re.match(r"\s*\d+/\d+ Test\s+#\d+: (.+?) \.*\s*(\*{3}\S+|Passed)", line)
        if not outcome:
            if not re.match(r"\s+Start\s+\d+: ", line):
                print(line, end="", flush=True)
            continue
        name, result = outcome.groups()
        if result == "***Not" and "(Disabled)" in line:
            continue  # a measurement that is run by hand
        if result == "Passed":
            passed.add(name)
        elif result == "***Skipped":
            skipped[name] = line
        else:
            failed.add(name)
            print(line, end="")
    return passed, failed, skipped, process.wait() == 0


def run_on_postgres(build, options):
    folder = tempfile.mktemp(prefix="chuhai-postgres.", dir="/tmp")
    started = subprocess.run([POSTGRES, "start", folder], stdout=subprocess.PIPE, text=True)
    try:
        if started.returncode:
            print("error: the throw-away PostgreSQL server didn't start")
            return set(), {"postgres.sh"}, {}, False
        print(f"Once more on PostgreSQL ({folder}):", flush=True)
        environment = dict(os.environ, CHUHAI_TEST_STORE=started.stdout.strip())
        return run_ctest(build, ["-L", "^store$", *options], environment)
    finally:
        if os.path.isdir(folder):
            subprocess.run([POSTGRES, "stop", folder], check=False)


def main():
    # Ended from outside, Python would leave the server running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    build, *options = sys.argv[1:]
    environment = {key: value for key, value in os.environ.items() if key != "CHUHAI_TEST_STORE"}
    runs = [run_ctest(build, options, environment)]
    if any(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        runs.append(run_on_postgres(build, options))
    else:
        print("No PostgreSQL server is installed: the tests ran on SQLite only.")
    passed = sum(len(run[0]) for run in runs)
    failed = sum(len(run[1]) for run in runs)
    # A test of one engine is skipped on the other, and has run all the same.
    ran = set().union(*(run[0] | run[1] for run in runs))
    skipped = {name: line for run in runs for name, line in run[2].items() if name not in ran}
    print("\n" + "".join(skipped.values()), end="")
    print(f"{passed} passed, {failed} failed, {len(skipped)} skipped")
    return 1 if failed or not all(run[3] for run in runs) else 0


sys.exit(main())

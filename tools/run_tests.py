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
    """The number of tests passed, failed and skipped, and whether ctest itself was content."""
    command = ["ctest", "--test-dir", build, "--output-on-failure", "--no-tests=error",
               "-j2", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    passed, failed, skipped = 0, 0, 0
    for line in process.stdout:
        outcome = re.match(r"\s*\d+/\d+ Test\s+#\d+: .*?\.*\s*(\*{3}\S+|Passed)", line)
        if not outcome:
            if not re.match(r"\s+Start\s+\d+: ", line):
                print(line, end="", flush=True)
            continue
        if outcome.group(1) == "***Not" and "(Disabled)" in line:
            continue  # a measurement that is run by hand
        if outcome.group(1) == "Passed":
            passed += 1
        elif outcome.group(1) == "***Skipped":
            skipped += 1
            print(line, end="")
        else:
            failed += 1
            print(line, end="")
    return [passed, failed, skipped], process.wait() == 0


def run_on_postgres(build, options):
    folder = tempfile.mktemp(prefix="chuhai-postgres.", dir="/tmp")
    started = subprocess.run([POSTGRES, "start", folder], stdout=subprocess.PIPE, text=True)
    try:
        if started.returncode:
            print("error: the throw-away PostgreSQL server didn't start")
            return [0, 1, 0], False
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
    counts, content = run_ctest(build, options, os.environ)
    if any(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        again, content_again = run_on_postgres(build, options)
        counts = [a + b for a, b in zip(counts, again)]
        content = content and content_again
    else:
        print("No PostgreSQL server is installed: the tests ran on SQLite only.")
    passed, failed, skipped = counts
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not content else 0


sys.exit(main())

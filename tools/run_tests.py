"""Runs every test of the build folder with ctest and ends with a plain count.

usage: run_tests.py BUILD [ctest options]
"""
import re
import subprocess
import sys


def main():
    build, *options = sys.argv[1:]
    command = ["ctest", "--test-dir", build, "--output-on-failure", "--no-tests=error",
               "-j2", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
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
    code = process.wait()
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or code else 0


sys.exit(main())

"""Every header compiles alone.

usage: headers.py SOURCE_DIR COMPILER
"""
import concurrent.futures
import pathlib
import subprocess
import sys


def compile_alone(compiler, source, header):
    text = f'#include "{header.relative_to(source / "src")}"\n'
    done = subprocess.run([compiler, "-std=c++20", f"-I{source / 'src'}", "-fsyntax-only", "-DCHUHAI_SOURCE_DIR=\"\"", "-x",
                           "c++", "-"], input=text, text=True, capture_output=True)
    return "" if done.returncode == 0 else f"{header}: doesn't compile alone\n{done.stderr}"


def main():
    source, compiler = pathlib.Path(sys.argv[1]), sys.argv[2]
    headers = sorted(source.glob("src/**/*.h"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        faults = [fault for fault in
                  pool.map(lambda header: compile_alone(compiler, source, header), headers) if fault]
    print("\n".join(faults) or f"{len(headers)} headers compile alone")
    return 1 if faults or not headers else 0


sys.exit(main())

"""The tree keeps its rules: declared dependencies, owners of third-party libraries, banned words,
sizes, tables named after their stage, and documentation of commands, options, tables and error codes.

usage: tidy.py SOURCE_DIR MODULES_TSV     (the list that configuring writes: name, layer, deps)
"""
import pathlib
import re
import sys

FILE_LINES_MAX = 800
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100

# Third-party headers by their prefix, and the modules that own the library.
OWNERS = {
    "simdjson": {"base"}, "bid_": {"base"}, "xxhash": {"base"}, "csv.h": {"csv"},
    "openssl/": {"crypto"}, "pugixml": {"dmn"}, "sqlite3": {"store"}, "zstd": {"journal"},
    "yaml-cpp/": {"documents", "facts", "policy"}, "CLI/": {"cli"},
    "libxml/": set(), "libpq": {"store"},
}
BANNED_WORDS = {
    r"\bdouble\b": "binary floating point has no place in a stage",
    r"\bfloat\b": "binary floating point has no place in a stage",
    r"\bthrow\b": "our code throws nothing: return an Error",
    r"\b(class|struct) \w*(Manager|Helper|Util|Utils|Data)\b": "say what it is",
    r"\bstd::(rand|random_device|stod|stof|strtod)\b": "no randomness, no binary floating point",
    r"\b(TODO|FIXME|XXX|HACK)\b": "finish it, or file it",
}
CLOCK = re.compile(r"system_clock|\btime\(nullptr\)|gettimeofday")
CLOCK_READERS = {"src/cli/context.cc", "src/base/log.cc"}
TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE|JOIN|TABLE(?: IF NOT EXISTS)?|DELETE FROM)\s+"
                   r"([a-z]+)_[a-z_]+\b")
FUNCTION_HEAD = re.compile(r"^[A-Za-z_].*[)>&\w]\s*(const\s*)?(noexcept\s*)?\{$")


def without_comments_and_strings(text):
    text = re.sub(r'R"([^(]*)\((.*?)\)\1"', lambda m: re.sub(r"[^\n]", " ", m.group(0)), text,
                  flags=re.S)
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
    return re.sub(r"//[^\n]*", "", text)


def read_modules(path):
    modules = {}
    for line in path.read_text().splitlines():
        name, layer, deps = line.split("\t")
        modules[name] = (int(layer), set(filter(None, deps.split(";"))))
    return modules


def check_includes(where, module, text, modules):
    deps = modules[module][1] | {module}
    for number, line in enumerate(text.splitlines(), 1):
        quoted = re.match(r'#include "([a-z_]+)/', line)
        if quoted and quoted.group(1) not in deps:
            yield f"{where}:{number}: includes {quoted.group(1)}, which {module} doesn't declare in DEPS"
        angled = re.match(r"#include <([^>]+)>", line)
        if angled:
            for prefix, owners in OWNERS.items():
                if angled.group(1).startswith(prefix) and module not in owners:
                    yield f"{where}:{number}: <{angled.group(1)}> belongs to {sorted(owners) or 'nobody'}"


def check_words(where, text):
    code = without_comments_and_strings(text)
    for number, line in enumerate(code.splitlines(), 1):
        for pattern, why in BANNED_WORDS.items():
            if re.search(pattern, line):
                yield f"{where}:{number}: '{re.search(pattern, line).group(0)}': {why}"
        if CLOCK.search(line) and where not in CLOCK_READERS:
            yield f"{where}:{number}: reads the clock; take the instant as a parameter"


def check_sizes(where, text):
    lines = text.splitlines()
    if len(lines) > FILE_LINES_MAX:
        yield f"{where}: {len(lines)} lines, {FILE_LINES_MAX} is the limit"
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX:
            yield f"{where}:{number}: {len(line)} columns, {COLUMNS_MAX} is the limit"
    start = None
    for number, line in enumerate(lines, 1):
        if FUNCTION_HEAD.match(line) and not line.startswith(("namespace", "class", "struct", "enum",
                                                              "extern", "union")):
            start = number
        elif line == "}" and start:
            if number - start + 1 > FUNCTION_LINES_MAX:
                yield f"{where}:{start}: a function of {number - start + 1} lines"
            start = None


def check_tables(where, module, text):
    for number, line in enumerate(text.splitlines(), 1):
        for match in TABLE.finditer(line):
            if match.group(1) != module and match.group(1) not in ("sqlite", "pragma", "pg"):
                yield f"{where}:{number}: SQL names a table of {match.group(1)}"


def check_documented(source):
    commands = (source / "docs/commands.md").read_text()
    for path in sorted((source / "src/cli").glob("*.cc")):
        for name in re.findall(r'add_subcommand\(\s*"([a-z-]+)"', path.read_text()):
            if not re.search(rf"`chuhai [a-z ]*{name}\b|\b{name}\b", commands):
                yield f"docs/commands.md: the command {name} isn't there"
        for option in re.findall(r'"(--[a-z-]+)"', path.read_text()):
            if option not in commands:
                yield f"docs/commands.md: the option {option} isn't there"
    for code in re.findall(r"^  k(\w+),", (source / "src/base/result.h").read_text(), re.M):
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", code).lower()
        if f"`{name}`" not in commands:
            yield f"docs/commands.md: the error code {name} isn't there"
    for path in sorted(source.glob("src/*/*.cc")):
        readme = path.parent / "README.md"
        text = readme.read_text() if readme.exists() else ""
        for table in re.findall(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(", path.read_text()):
            if table not in text and not path.name.endswith("_test.cc"):
                yield f"{readme.relative_to(source)}: the table {table} isn't there"


def main():
    source, modules = pathlib.Path(sys.argv[1]), read_modules(pathlib.Path(sys.argv[2]))
    faults, files = [], 0
    for path in sorted([*source.glob("src/**/*.cc"), *source.glob("src/**/*.h")]):
        where, module = str(path.relative_to(source)), path.relative_to(source / "src").parts[0]
        text = path.read_text(encoding="utf-8")
        files += 1
        faults += check_includes(where, module, text, modules)
        faults += check_words(where, text)
        faults += check_sizes(where, text)
        if not path.name.endswith("_test.cc"):
            faults += check_tables(where, module, text)
    for name in modules:
        if not (source / "src" / name / "README.md").exists():
            faults.append(f"src/{name}: has no README.md")
    faults += check_documented(source)
    print("\n".join(faults) or f"{files} files are tidy")
    return 1 if faults or not files else 0


sys.exit(main())

# Short names for the habits of CONTRIBUTING.md. ./run and ./test need only git and Debian.
.PHONY: build test check run update fmt lint asan tsan bench bare clean

build:      ; . tools/packages.sh && build_targets
run:        ; ./run
test:       ; ./test
check:      ; .ci/run
update:     ; UPDATE_GOLDEN=1 ./test
fmt:        ; git ls-files 'src/*.h' 'src/*.cc' 'bench/*.cc' | xargs clang-format -i
lint:       ; git ls-files 'src/*.h' 'src/*.cc' 'bench/*.cc' | xargs clang-format --dry-run -Werror
asan:       ; cmake --preset asan && ninja -C build-asan && python3 tools/run_tests.py build-asan
tsan:       ; cmake --preset tsan && ninja -C build-tsan && python3 tools/run_tests.py build-tsan
bench:      ; . tools/packages.sh && build_targets bench
bare:       ; tools/bare.sh
clean:      ; rm -rf build build-asan build-tsan out

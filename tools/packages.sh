# The Debian packages that Chuhai needs: RUN_PACKAGES to build and run it, TEST_PACKAGES what the
# tests add. Sourced by ./run, ./test and tools/bare.sh.
RUN_PACKAGES="g++ cmake ninja-build pkg-config make libfmt-dev libcli11-dev libyaml-cpp-dev
  libpugixml-dev libsimdjson-dev libsqlite3-dev libssl-dev libzstd-dev libxxhash-dev
  libintelrdfpmath-dev libcsv-dev libpq-dev"
TEST_PACKAGES="libgtest-dev libgmock-dev librapidcheck-dev libxml2-utils python3 postgresql"

# Installs what is missing of "$@"; silent when nothing is.
install_packages() {
  local missing=""
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
      missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  local as_root=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
      echo "error: these Debian packages are missing:$missing" >&2
      echo "       install them as root (apt-get install$missing), then run this again" >&2
      return 1
    }
    as_root=sudo
  fi
  echo "Installing Debian packages:$missing"
  $as_root apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing \
    >/dev/null
}

# Configures once and builds "$@" (ninja targets) in build/.
build_targets() {
  if [ ! -f build/build.ninja ]; then
    cmake --preset release "-DCHUHAI_TESTS=${CHUHAI_TESTS:-OFF}" >build-configure.log 2>&1 || {
      cat build-configure.log >&2
      return 1
    }
    mv build-configure.log build/configure.log
  elif [ -n "${CXXFLAGS:-}" ] && ! grep -qxF "CMAKE_CXX_FLAGS:STRING=$CXXFLAGS" build/CMakeCache.txt; then
    # cmake takes CXXFLAGS only when a folder is new.
    cmake build "-DCMAKE_CXX_FLAGS=$CXXFLAGS" "-DCHUHAI_TESTS=${CHUHAI_TESTS:-OFF}" >build/configure.log
  elif [ "${CHUHAI_TESTS:-OFF}" = ON ] && ! grep -q '^CHUHAI_TESTS:BOOL=ON' build/CMakeCache.txt; then
    cmake build -DCHUHAI_TESTS=ON >build/configure.log
  fi
  ninja -C build "$@"
}

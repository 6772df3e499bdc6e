# One static library per folder of src/. LAYER orders the stages: a module may depend only on
# modules of a lower layer, so an upward edge fails at configure time. The tidy test compares the
# declared DEPS with the actual #includes.
#
#   chuhai_module(NAME journal LAYER 3 DEPS base store crypto LINK PkgConfig::zstd)
#
# Sources are every *.cc of the folder; *_test.cc go to the test binary chuhai_<name>_test.
function(chuhai_module)
  cmake_parse_arguments(M "" "NAME;LAYER" "DEPS;LINK" ${ARGN})
  set(target chuhai_${M_NAME})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

  add_library(${target} STATIC ${sources})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_precompile_headers(${target} PRIVATE
    <algorithm> <cstdint> <functional> <map> <memory> <optional> <set> <string> <string_view>
    <unordered_map> <utility> <variant> <vector> <fmt/format.h>)
  target_link_libraries(${target} PUBLIC fmt::fmt ${M_LINK})
  # Compiled a few files at a time: a build from nothing takes half as long.
  set_target_properties(${target} PROPERTIES CHUHAI_LAYER ${M_LAYER} UNITY_BUILD ON
    UNITY_BUILD_BATCH_SIZE 5)

  foreach(dep IN LISTS M_DEPS)
    if(NOT TARGET chuhai_${dep})
      message(FATAL_ERROR "module ${M_NAME} depends on ${dep}, which is not declared before it")
    endif()
    get_target_property(dep_layer chuhai_${dep} CHUHAI_LAYER)
    if(NOT dep_layer LESS M_LAYER)
      message(FATAL_ERROR "module ${M_NAME} (layer ${M_LAYER}) may not depend on ${dep} "
        "(layer ${dep_layer}): a stage knows only those before it")
    endif()
    target_link_libraries(${target} PUBLIC chuhai_${dep})
  endforeach()
  file(APPEND ${CHUHAI_MODULE_LIST} "${M_NAME}\t${M_LAYER}\t${M_DEPS}\n")

  if(tests AND CHUHAI_TESTS)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE ${target} chuhai_test_main)
    target_precompile_headers(${target}_test REUSE_FROM chuhai_test_headers)
    target_compile_definitions(${target}_test PRIVATE
      CHUHAI_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    # "store" marks what ./test runs once more on PostgreSQL.
    set(label pure)
    if(M_NAME STREQUAL store OR "store" IN_LIST M_DEPS)
      set(label store)
    endif()
    gtest_discover_tests(${target}_test WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
      DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${label})
  endif()
endfunction()

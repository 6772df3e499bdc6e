# Compiles a data file into a module: `extern const std::string_view <SYMBOL>;` in
# namespace chuhai::<NAMESPACE>. Rebuilt when the file changes.
#
#   chuhai_embed(TARGET chuhai_registry NAMESPACE registry SYMBOL kRegionsCsv
#                FILE ${PROJECT_SOURCE_DIR}/data/codes/regions.csv)
function(chuhai_embed)
  cmake_parse_arguments(E "" "TARGET;NAMESPACE;SYMBOL;FILE" "" ${ARGN})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_${E_SYMBOL}.cc)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${E_FILE} -DOUTPUT=${output} -DNAMESPACE=${E_NAMESPACE}
      -DSYMBOL=${E_SYMBOL} -P ${PROJECT_SOURCE_DIR}/cmake/embed_file.cmake
    DEPENDS ${E_FILE} ${PROJECT_SOURCE_DIR}/cmake/embed_file.cmake VERBATIM)
  target_sources(${E_TARGET} PRIVATE ${output})
endfunction()

# SPDX-License-Identifier: MIT
# The few kinds of things that are built. All programs land in build/<preset>/bin.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

# cmsync_library(NAME SOURCES file... [USES target...]): the static library cmsync_NAME
function(cmsync_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES" ${ARGN})
  add_library(cmsync_${name} STATIC ${ARG_SOURCES})
  target_include_directories(cmsync_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(cmsync_${name} PUBLIC ${ARG_USES})
endfunction()

# cmsync_program(NAME SOURCES file... [USES target...] [OUTPUT name]):
# the library cmsync_NAME, and the program cmsync-NAME from it and main.c
function(cmsync_program name)
  cmake_parse_arguments(ARG "" "OUTPUT" "SOURCES;USES" ${ARGN})
  cmsync_library(${name} SOURCES ${ARG_SOURCES} USES ${ARG_USES})
  if(NOT ARG_OUTPUT)
    set(ARG_OUTPUT cmsync-${name})
  endif()
  add_executable(${ARG_OUTPUT} main.c)
  target_link_libraries(${ARG_OUTPUT} PRIVATE cmsync_${name})
  install(TARGETS ${ARG_OUTPUT})
endfunction()

# cmsync_stage(NAME ...): a program on the shared skeleton
function(cmsync_stage name)
  cmsync_program(${name} ${ARGN})
  target_link_libraries(cmsync_${name} PUBLIC cmsync_bus)
endfunction()

# Of the places that ctest -j gives away, a slow test takes this many; one that waits for a clock
# nearly all of its time takes 1, and so keeps nobody from a core.
set(slow_share 4)

# The editions differ in their requests and not in their threads: the slowest sanitizer, which looks
# for nothing but those, sees long scenarios in one of them.
set(tested_editions cloud datacenter)
if(CMSYNC_SANITIZE STREQUAL "thread")
  set(tested_editions cloud)
endif()

# cmsync_test(FOLDER MODULE [USES target...]): tests/unit/FOLDER/test_MODULE.c as unit/FOLDER/MODULE
function(cmsync_test folder module)
  cmake_parse_arguments(ARG "" "" "USES;LINK_OPTIONS" ${ARGN})
  add_executable(test_${folder}_${module} ${CMAKE_SOURCE_DIR}/tests/unit/${folder}/test_${module}.c)
  target_link_libraries(test_${folder}_${module} PRIVATE ${ARG_USES} PkgConfig::cmocka)
  target_include_directories(test_${folder}_${module} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_options(test_${folder}_${module} PRIVATE ${ARG_LINK_OPTIONS})
  set_target_properties(test_${folder}_${module} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME unit/${folder}/${module} COMMAND test_${folder}_${module})
  set_tests_properties(unit/${folder}/${module} PROPERTIES LABELS fast TIMEOUT 120
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()

# cmsync_fuzz(NAME USES target...): tests/fuzz/fuzz_NAME.c; where it has seeds, they are a test in every preset
function(cmsync_fuzz name)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  set(seeds ${CMAKE_SOURCE_DIR}/tests/fuzz/seeds/${name})
  if(NOT CMSYNC_FUZZ AND EXISTS ${seeds})
    add_executable(replay_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz_${name}.c
      ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.c)
    target_link_libraries(replay_${name} PRIVATE ${ARG_USES} cmsync_base)
    set_target_properties(replay_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    add_test(NAME fuzz/${name} COMMAND replay_${name} ${seeds})
    set_tests_properties(fuzz/${name} PROPERTIES LABELS fast TIMEOUT 60)
  endif()
  if(NOT CMSYNC_FUZZ)
    return()
  endif()
  add_executable(fuzz_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz_${name}.c)
  target_link_libraries(fuzz_${name} PRIVATE ${ARG_USES})
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
endfunction()

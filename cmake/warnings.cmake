# SPDX-License-Identifier: MIT
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
add_compile_definitions(_GNU_SOURCE CMSYNC_VERSION="${PROJECT_VERSION}")
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes
  -Wmissing-prototypes -Wswitch-enum -Wvla -Wwrite-strings -fstack-protector-strong
  -fno-omit-frame-pointer)
# snprintf() into a fixed buffer is how a text is cut on purpose; gcc guesses lengths it cannot know.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wno-format-truncation)
endif()
if(CMSYNC_WERROR)
  add_compile_options(-Werror)
endif()

# CMake's own RelWithDebInfo defines NDEBUG; assertions stay on in every build.
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g -D_FORTIFY_SOURCE=2")
set(CMAKE_C_FLAGS_RELEASE "-O2 -D_FORTIFY_SOURCE=2")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

if(CMSYNC_SANITIZE)
  add_compile_options(-fsanitize=${CMSYNC_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CMSYNC_SANITIZE})
  add_compile_definitions(CMSYNC_SANITIZED=1)
endif()
if(CMSYNC_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(CMSYNC_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

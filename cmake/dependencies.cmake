# SPDX-License-Identifier: MIT
# Every library the programs use, found through pkg-config; Debian 12 has all of them.
find_package(PkgConfig REQUIRED)

pkg_check_modules(zmq REQUIRED IMPORTED_TARGET libzmq)
pkg_check_modules(czmq REQUIRED IMPORTED_TARGET libczmq)
# Called `msgpack` in Debian 12 and `msgpack-c` in newer releases.
pkg_search_module(msgpack REQUIRED IMPORTED_TARGET msgpack-c msgpack)
pkg_check_modules(curl REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(md4c REQUIRED IMPORTED_TARGET md4c)
pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(ncurses REQUIRED IMPORTED_TARGET ncursesw)
pkg_check_modules(jansson REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(yaml REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(xml2 REQUIRED IMPORTED_TARGET libxml-2.0)
pkg_check_modules(xslt REQUIRED IMPORTED_TARGET libxslt)
pkg_check_modules(git2 REQUIRED IMPORTED_TARGET libgit2)
pkg_check_modules(microhttpd REQUIRED IMPORTED_TARGET libmicrohttpd)
pkg_check_modules(crypto REQUIRED IMPORTED_TARGET libcrypto)
pkg_check_modules(zlib REQUIRED IMPORTED_TARGET zlib)
# Cuts commands off from the network where namespaces are not to be had.
pkg_check_modules(seccomp IMPORTED_TARGET libseccomp)
pkg_check_modules(cmocka IMPORTED_TARGET cmocka)
pkg_check_modules(md4chtml IMPORTED_TARGET md4c-html)
find_library(UNISTRING_LIBRARY unistring REQUIRED)
find_package(Threads REQUIRED)

# libzmq names the headers of Kerberos with `-isystem`, which CMake takes for an include directory the
# first time and for an option ever after: the second call would build everything anew. Nobody here
# includes them.
foreach(module zmq czmq)
  get_target_property(folders PkgConfig::${module} INTERFACE_INCLUDE_DIRECTORIES)
  list(FILTER folders EXCLUDE REGEX "krb5")
  set_target_properties(PkgConfig::${module} PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${folders}" INTERFACE_COMPILE_OPTIONS "")
endforeach()

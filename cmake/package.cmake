# SPDX-License-Identifier: MIT
# `cpack -G DEB` in a build folder. Dependencies come from the programs themselves.
set(CPACK_PACKAGE_NAME cmsync)
set(CPACK_PACKAGE_CONTACT "cmsync maintainers <maintainers@cmsync.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "keeps a Confluence space equal to a folder of Markdown")
set(CPACK_PACKAGE_DESCRIPTION "Folders become parent pages, Markdown files pages, images
attachments, links between files links between pages. Runs once in CI or watches the folder.")
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION text)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/cmsync RENAME copyright)
install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/CHANGELOG.md
  DESTINATION share/doc/cmsync)
include(CPack)

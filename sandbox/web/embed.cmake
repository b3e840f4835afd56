# SPDX-License-Identifier: MIT
# Writes OUTPUT: the files of FOLDER as byte arrays.
set(text "#include \"sandbox/web/embedded.h\"\n")
foreach(pair "storage.xslt=embedded_style_sheet" "style.css=embedded_css")
  string(REPLACE "=" ";" pair ${pair})
  list(GET pair 0 file)
  list(GET pair 1 name)
  file(READ ${FOLDER}/${file} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND text "const char ${name}[] = {\n${bytes}0 };\n")
endforeach()
file(WRITE ${OUTPUT} "${text}")

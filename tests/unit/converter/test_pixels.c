/* SPDX-License-Identifier: MIT */
#include "converter/pixels.h"

#include "base/memory.h"
#include "tests/unit/test.h"

#include <string.h>

#define IMAGE(bytes, width, height)                                                                \
    {                                                                                              \
        bytes, sizeof(bytes) - 1, width, height                                                    \
    }

static const struct {
    const char *data;
    size_t size;
    int64_t width;
    int64_t height;
} images[] = {
    IMAGE("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0", 640, 480),
    IMAGE("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\0\0\0\0\0\x01\xe0", 0, 0),
    IMAGE("GIF89a\x0a\x01\x14\0\0\0\0", 266, 20),
    IMAGE("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\x01\xf0\0", 320, 240),
    IMAGE("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x3f\x41\x3b\0\0\0\0\0\0", 320, 238),
    IMAGE("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x3f\x01\0\xef\0\0", 320, 240),
    IMAGE("\xff\xd8\xff\xe0\0\x04\0\0\xff\xff\xc4\0\x02\xff\xc2\0\x11\x08\0\xf0\x01\x40\x03\0", 320,
        240),
    IMAGE("\xff\xd8\xff\xda\0\x04\0\0\0\0\0\0\0\0\0\0\0\0", 0, 0),
    IMAGE("<svg xmlns=\"x\" width=\"120\" height='40px'>", 120, 40),
    IMAGE("<?xml version=\"1.0\"?>\n<svg\n viewBox=\"0 0 24.4 12\">", 24, 12),
    IMAGE("<svg width=\"100%\" height=\"100%\" viewBox=\"0,0,30,20\"/>", 30, 20),
    IMAGE("<svg width=\"10cm\" height=\"5cm\">", 0, 0),
    IMAGE("<svg viewBox=", 0, 0),
    IMAGE("<svg viewBox=00 0 30 20>", 0, 0),
    IMAGE("<svg viewBox=\"0 0 nan inf\">", 0, 0),
    IMAGE("<p>text</p>", 0, 0),
    IMAGE("", 0, 0),
};

static void sizes_are_read_from_headers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof images / sizeof images[0]; i++) {
        struct pixels pixels = pixels_of((const unsigned char *)images[i].data, images[i].size);
        assert_int_equal(pixels.width, images[i].width);
        assert_int_equal(pixels.height, images[i].height);
    }
}

/* On the heap, so that a sanitizer sees each byte too far. */
static void every_truncation_is_borne(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof images / sizeof images[0]; i++) {
        for (size_t size = 1; size < images[i].size; size++) {
            unsigned char *data = memory_copy(images[i].data, size);
            struct pixels pixels = pixels_of(data, size);
            assert_true((pixels.width == 0) == (pixels.height == 0));
            memory_free(&data);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_read_from_headers),
        cmocka_unit_test(every_truncation_is_borne),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

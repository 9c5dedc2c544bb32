/* SPDX-License-Identifier: GPL-2.0 */
/* imageioctl.h: what image.c is asked to do. */
#ifndef IMAGEIOCTL_H
#define IMAGEIOCTL_H

#define IMAGE_CODE(function) \
    CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800 + (function), METHOD_BUFFERED, FILE_ANY_ACCESS)

#define IOCTL_IMAGE_CHECK IMAGE_CODE(0)      /* IMAGE_ANSWER */
#define IOCTL_IMAGE_BUG IMAGE_CODE(1)        /* frees pool with a wrong tag */
#define IOCTL_IMAGE_WRITE_CODE IMAGE_CODE(2) /* these three fault */
#define IOCTL_IMAGE_CALL_INIT IMAGE_CODE(3)
#define IOCTL_IMAGE_CALL_DATA IMAGE_CODE(4)

typedef struct _IMAGE_ANSWER {
    ULONG Wrong;   /* a bit for each thing that is not as it was linked */
    ULONG Counter; /* 42, 43 ... */
} IMAGE_ANSWER, *PIMAGE_ANSWER;

#endif

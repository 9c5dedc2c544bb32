/* SPDX-License-Identifier: GPL-2.0 */
/* Names of the Windows API for basic types, which some drivers use too. */
#ifndef _WDM_WINDEF_H
#define _WDM_WINDEF_H

#include <ntdef.h>

typedef unsigned char BYTE, *PBYTE, *LPBYTE;
typedef unsigned short WORD, *PWORD, *LPWORD;
typedef unsigned int DWORD, *PDWORD, *LPDWORD;
typedef int BOOL, *PBOOL, *LPBOOL;
typedef int *LPINT;
typedef LONG *LPLONG;
typedef void *LPVOID;
typedef const void *LPCVOID;
typedef float FLOAT, *PFLOAT;
typedef unsigned long long DWORDLONG, *PDWORDLONG;
typedef UINT_PTR WPARAM;
typedef LONG_PTR LPARAM, LRESULT;

#define WINAPI
#define CALLBACK
#define APIENTRY
#define MAX_PATH		260
#define MAKEWORD(a, b) \
	((WORD)(((BYTE)(a)) | ((WORD)((BYTE)(b))) << 8))
#define MAKELONG(a, b) \
	((LONG)(((WORD)(a)) | ((DWORD)((WORD)(b))) << 16))
#define LOWORD(l)		((WORD)((DWORD_PTR)(l) & 0xffff))
#define HIWORD(l)		((WORD)(((DWORD_PTR)(l) >> 16) & 0xffff))
#define LOBYTE(w)		((BYTE)((DWORD_PTR)(w) & 0xff))
#define HIBYTE(w)		((BYTE)(((DWORD_PTR)(w) >> 8) & 0xff))

#endif /* _WDM_WINDEF_H */

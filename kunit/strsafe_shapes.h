/* SPDX-License-Identifier: GPL-2.0 */
/* Gives the safe string functions one shape each for strsafe_rows.h: use_NAME(). */

#define SHAPE(function)								\
static NTSTATUS use_##function(CHAR_T *d, size_t size, const CHAR_T *s, size_t n, \
			       CHAR_T **end, size_t *left, ULONG flags)
#define PLAIN(function)								\
SHAPE(function)									\
{										\
	return function(d, size, s);						\
}
#define WITH_N(function)							\
SHAPE(function)									\
{										\
	return function(d, size, s, n);						\
}
#define WITH_EX(function)							\
SHAPE(function)									\
{										\
	return function(d, size, s, end, left, flags);				\
}
#define WITH_N_EX(function)							\
SHAPE(function)									\
{										\
	return function(d, size, s, n, end, left, flags);			\
}

#define FORMAT_SHAPE(function)							\
static NTSTATUS use_##function(CHAR_T *d, size_t size, CHAR_T **end, size_t *left, \
			       ULONG flags, const CHAR_T *f, int number, const CHAR_T *text)
#define FORMAT_PLAIN(function)							\
FORMAT_SHAPE(function)								\
{										\
	return function(d, size, f, number, text);				\
}
#define FORMAT_EX(function)							\
FORMAT_SHAPE(function)								\
{										\
	return function(d, size, end, left, flags, f, number, text);		\
}
#define V_FORMAT_PLAIN(function)						\
static NTSTATUS list_##function(CHAR_T *d, size_t size, const CHAR_T *f, ...)	\
{										\
	NTSTATUS status;							\
	va_list ap;								\
										\
	va_start(ap, f);							\
	status = function(d, size, f, ap);					\
	va_end(ap);								\
	return status;								\
}										\
FORMAT_SHAPE(function)								\
{										\
	return list_##function(d, size, f, number, text);			\
}
#define V_FORMAT_EX(function)							\
static NTSTATUS list_##function(CHAR_T *d, size_t size, CHAR_T **end, size_t *left, \
				ULONG flags, const CHAR_T *f, ...)		\
{										\
	NTSTATUS status;							\
	va_list ap;								\
										\
	va_start(ap, f);							\
	status = function(d, size, end, left, flags, f, ap);			\
	va_end(ap);								\
	return status;								\
}										\
FORMAT_SHAPE(function)								\
{										\
	return list_##function(d, size, end, left, flags, f, number, text);	\
}

#define OPERATION(function, append, n, ex, unit) \
	{ #function, use_##function, append, n, ex, unit }
#define FORMAT_OF(function, ex, unit) { #function, use_##function, ex, unit }

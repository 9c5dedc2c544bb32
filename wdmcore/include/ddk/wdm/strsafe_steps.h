/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The steps that the safe string functions come down to; part of ntstrsafe.h, which
 * includes this once for char and once for WCHAR. __WDM_SAFE(name) is the name of a
 * step for __WDM_SAFE_CHAR, and __WDM_SAFE_FORMAT and __WDM_SAFE_MEASURE format.
 *
 * d and cch are the target and its size; cb is the size in bytes, which may be odd.
 */
#ifndef __WDM_SAFE
#include <ntstrsafe.h>
#else

/* Length of s, n if it has no end within n characters. */
WDM_INLINE size_t __WDM_SAFE(len)(const __WDM_SAFE_CHAR *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i])
		i++;
	return i;
}

/* Puts characters at d[*at], and a NUL behind them. */
WDM_INLINE NTSTATUS __WDM_SAFE(put)(__WDM_SAFE_CHAR *d, size_t cch, size_t *at,
				    const __WDM_SAFE_CHAR *s, size_t length)
{
	size_t room = cch - 1 - *at;
	size_t n = length < room ? length : room;

	for (; n; n--)
		d[(*at)++] = *s++;
	d[*at] = 0;
	return length > room ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

WDM_INLINE NTSTATUS __WDM_SAFE(copy)(__WDM_SAFE_CHAR *d, size_t cch, const __WDM_SAFE_CHAR *s,
				     size_t n)
{
	size_t at = 0;

	if (!d || !cch)
		return STATUS_INVALID_PARAMETER;
	if (!s || cch > NTSTRSAFE_MAX_CCH || n > NTSTRSAFE_MAX_CCH) {
		*d = 0;
		return STATUS_INVALID_PARAMETER;
	}
	return __WDM_SAFE(put)(d, cch, &at, s, __WDM_SAFE(len)(s, n < cch ? n : cch));
}

WDM_INLINE NTSTATUS __WDM_SAFE(cat)(__WDM_SAFE_CHAR *d, size_t cch, const __WDM_SAFE_CHAR *s,
				    size_t n)
{
	size_t at;

	if (!d || !s || !cch || cch > NTSTRSAFE_MAX_CCH || n > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	at = __WDM_SAFE(len)(d, cch);
	if (at == cch)
		return STATUS_INVALID_PARAMETER;
	return __WDM_SAFE(put)(d, cch, &at, s, __WDM_SAFE(len)(s, n < cch ? n : cch));
}

/* Formats to d, and puts the NUL, which the C run-time leaves out of what just fits. */
WDM_INLINE NTSTATUS __WDM_SAFE(format)(__WDM_SAFE_CHAR *d, size_t cch, size_t *at,
				       const __WDM_SAFE_CHAR *f, va_list ap)
{
	int n = __WDM_SAFE_FORMAT(d, cch - 1, f, ap);

	*at = n < 0 ? cch - 1 : (size_t)n;
	d[*at] = 0;
	return n < 0 ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

WDM_INLINE NTSTATUS __WDM_SAFE(vprintf)(__WDM_SAFE_CHAR *d, size_t cch, const __WDM_SAFE_CHAR *f,
					va_list ap)
{
	size_t at;

	if (!d || !cch)
		return STATUS_INVALID_PARAMETER;
	if (!f || cch > NTSTRSAFE_MAX_CCH) {
		*d = 0;
		return STATUS_INVALID_PARAMETER;
	}
	return __WDM_SAFE(format)(d, cch, &at, f, ap);
}

/* NULL is for who asks for it, and a target that is NULL has no size. */
WDM_INLINE NTSTATUS __WDM_SAFE(check_ex)(const __WDM_SAFE_CHAR *d, size_t cch, const void *s,
					 ULONG flags)
{
	if (flags & ~(ULONG)STRSAFE_VALID_FLAGS || cch > NTSTRSAFE_MAX_CCH)
		return STATUS_INVALID_PARAMETER;
	if (!(flags & STRSAFE_IGNORE_NULLS) && (!d || !s))
		return STATUS_INVALID_PARAMETER;
	return d || !cch ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* What the flags ask for, and what the caller wants to know; at: where the NUL is. */
WDM_INLINE NTSTATUS __WDM_SAFE(finish)(__WDM_SAFE_CHAR *d, size_t cb, size_t at, NTSTATUS status,
				       __WDM_SAFE_CHAR **end, size_t *left, int bytes, ULONG flags)
{
	size_t cch = cb / sizeof(*d), used = (at + 1) * sizeof(*d);

	if (!d || !cch || cch > NTSTRSAFE_MAX_CCH) {
		at = 0;
	} else if (NT_SUCCESS(status)) {
		if ((flags & STRSAFE_FILL_BEHIND_NULL) && cb > used)
			__builtin_memset((PUCHAR)d + used, STRSAFE_GET_FILL_PATTERN(flags),
					 cb - used);
	} else {
		if (flags & STRSAFE_FILL_ON_FAILURE) {
			__builtin_memset(d, STRSAFE_GET_FILL_PATTERN(flags), cb);
			at = STRSAFE_GET_FILL_PATTERN(flags) ? cch - 1 : 0;
			d[at] = 0;
		}
		if (flags & STRSAFE_NULL_ON_FAILURE) {
			at = 0;
			d[0] = 0;
		}
	}
	if (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW) {
		if (end)
			*end = d ? d + at : d;
		if (left)
			*left = bytes ? cb - at * sizeof(*d) : cch - at;
	}
	return status;
}

/* Copies or appends length characters. What must not be truncated stays as it is. */
WDM_INLINE NTSTATUS __WDM_SAFE(store_ex)(__WDM_SAFE_CHAR *d, size_t cb, int append,
					 const __WDM_SAFE_CHAR *s, size_t length,
					 __WDM_SAFE_CHAR **end, size_t *left, int bytes,
					 ULONG flags)
{
	size_t cch = cb / sizeof(*d);
	size_t at = append && cch ? __WDM_SAFE(len)(d, cch) : 0;
	NTSTATUS status = STATUS_SUCCESS;

	if (cch ? at == cch : length != 0) {
		status = STATUS_INVALID_PARAMETER;
	} else if (cch && length >= cch - at && (flags & STRSAFE_NO_TRUNCATION)) {
		status = STATUS_BUFFER_OVERFLOW;
		at = __WDM_SAFE(len)(d, cch);
	} else if (cch) {
		status = __WDM_SAFE(put)(d, cch, &at, s, length);
	}
	return __WDM_SAFE(finish)(d, cb, at, status, end, left, bytes, flags);
}

/* Copies or appends a string, up to n characters of it. */
WDM_INLINE NTSTATUS __WDM_SAFE(string_ex)(__WDM_SAFE_CHAR *d, size_t cb, int append,
					  const __WDM_SAFE_CHAR *s, size_t n,
					  __WDM_SAFE_CHAR **end, size_t *left, int bytes,
					  ULONG flags)
{
	size_t cch = cb / sizeof(*d), most = cch ? cch : 1;
	NTSTATUS status = __WDM_SAFE(check_ex)(d, cch, s, flags);

	if (n > NTSTRSAFE_MAX_CCH)
		status = STATUS_INVALID_PARAMETER;
	if (!NT_SUCCESS(status))
		return __WDM_SAFE(finish)(d, cb, 0, status, end, left, bytes, flags);
	if (!s)
		n = 0;
	return __WDM_SAFE(store_ex)(d, cb, append, s, __WDM_SAFE(len)(s, n < most ? n : most), end,
				    left, bytes, flags);
}

WDM_INLINE NTSTATUS __WDM_SAFE(vprintf_ex)(__WDM_SAFE_CHAR *d, size_t cb, __WDM_SAFE_CHAR **end,
					   size_t *left, int bytes, ULONG flags,
					   const __WDM_SAFE_CHAR *f, va_list ap)
{
	static const __WDM_SAFE_CHAR nothing;
	size_t cch = cb / sizeof(*d), at = 0;
	NTSTATUS status = __WDM_SAFE(check_ex)(d, cch, f, flags);
	int n;

	if (!f)
		f = &nothing;
	if (NT_SUCCESS(status) && cch && (flags & STRSAFE_NO_TRUNCATION)) {
		n = __WDM_SAFE_MEASURE(f, ap);
		if (n < 0 || (size_t)n >= cch) {
			status = STATUS_BUFFER_OVERFLOW;
			at = __WDM_SAFE(len)(d, cch);
		}
	}
	if (status == STATUS_SUCCESS) {
		if (cch)
			status = __WDM_SAFE(format)(d, cch, &at, f, ap);
		else if (*f)
			status = STATUS_INVALID_PARAMETER;
	}
	return __WDM_SAFE(finish)(d, cb, at, status, end, left, bytes, flags);
}

WDM_INLINE NTSTATUS __WDM_SAFE(length)(const __WDM_SAFE_CHAR *s, size_t cch, size_t unit,
				       size_t *length)
{
	size_t n = s && cch <= NTSTRSAFE_MAX_CCH ? __WDM_SAFE(len)(s, cch) : cch;

	if (length)
		*length = n < cch ? n * unit : 0;
	return n < cch ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

#endif /* __WDM_SAFE */

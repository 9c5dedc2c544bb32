// SPDX-License-Identifier: GPL-2.0
/*
 * Interlocked operations, and reads and writes of shared variables. Each has its type,
 * returns the value before or after, wraps, leaves its neighbours alone, and is one
 * operation to other CPUs.
 */
#include "driver.h"

/* A variable between two that must stay. */
#define GUARDED(type)	struct { type before, v, after; }
#define GUARD(type)	((type)0x5a5a5a5a5a5a5a5aULL)
#define SET(g, type, value) \
	((g).before = GUARD(type), (g).v = (type)(value), (g).after = GUARD(type))
#define CHECK_GUARDED(test, g, type, value) do {				\
	CHECK_EQ(test, (g).v, (type)(value));					\
	CHECK_EQ(test, (g).before, GUARD(type));				\
	CHECK_EQ(test, (g).after, GUARD(type));					\
} while (0)

/* The operation with its arguments behind the variable, what it returns and leaves. */
#define CHECK_OP(test, operation, type, value, returns, leaves, ...) do {	\
	GUARDED(type) g;							\
										\
	CHECK_TYPE(operation(&g.v, ##__VA_ARGS__), type);			\
	SET(g, type, value);							\
	CHECK_EQ(test, operation(&g.v, ##__VA_ARGS__), (type)(returns));	\
	CHECK_GUARDED(test, g, type, leaves);					\
} while (0)

void increments_return_what_is_left(struct kunit *test)
{
	CHECK_OP(test, InterlockedIncrement, LONG, 41, 42, 42);
	CHECK_OP(test, InterlockedIncrement, LONG, MAXLONG, MINLONG, MINLONG);
	CHECK_OP(test, InterlockedIncrement, LONG, -1, 0, 0);
	CHECK_OP(test, InterlockedDecrement, LONG, 0, -1, -1);
	CHECK_OP(test, InterlockedDecrement, LONG, MINLONG, MAXLONG, MAXLONG);
	CHECK_OP(test, InterlockedIncrement16, SHORT, 0x7fff, -0x8000, -0x8000);
	CHECK_OP(test, InterlockedDecrement16, SHORT, -0x8000, 0x7fff, 0x7fff);
	CHECK_OP(test, InterlockedIncrement64, LONG64, 0xffffffffULL, 0x100000000LL,
		 0x100000000LL);
	CHECK_OP(test, InterlockedIncrement64, LONG64, MAXLONG64, MINLONG64, MINLONG64);
	CHECK_OP(test, InterlockedDecrement64, LONG64, 0x100000000LL, 0xffffffffULL,
		 0xffffffffULL);
	CHECK_OP(test, InterlockedAdd, LONG, 40, 42, 42, 2);
	CHECK_OP(test, InterlockedAdd, LONG, MAXLONG, MINLONG + 1, MINLONG + 1, 2);
	CHECK_OP(test, InterlockedAdd64, LONG64, 0xffffffffULL, 0x1fffffffeLL, 0x1fffffffeLL,
		 0xffffffffLL);
}

void exchanges_return_what_was_there(struct kunit *test)
{
	CHECK_OP(test, InterlockedExchange, LONG, -7, -7, 9, 9);
	CHECK_OP(test, InterlockedExchange8, CHAR, -7, -7, -9, -9);
	CHECK_OP(test, InterlockedExchange16, SHORT, -700, -700, 900, 900);
	CHECK_OP(test, InterlockedExchange64, LONG64, MINLONG64, MINLONG64, MAXLONG64, MAXLONG64);
	CHECK_OP(test, InterlockedExchangeAdd, LONG, 40, 40, 42, 2);
	CHECK_OP(test, InterlockedExchangeAdd, LONG, MINLONG, MINLONG, MAXLONG, -1);
	CHECK_OP(test, InterlockedExchangeAdd64, LONG64, MAXLONG64, MAXLONG64, MINLONG64, 1);
	CHECK_OP(test, InterlockedExchangeSubtract, ULONG, 1, 1, 0xffffffff, 2);

	/* The comparand comes last; only its match changes the variable. */
	CHECK_OP(test, InterlockedCompareExchange, LONG, 5, 5, 9, 9, 5);
	CHECK_OP(test, InterlockedCompareExchange, LONG, 5, 5, 5, 9, 4);
	CHECK_OP(test, InterlockedCompareExchange16, SHORT, -5, -5, -9, -9, -5);
	CHECK_OP(test, InterlockedCompareExchange16, SHORT, -5, -5, -5, -9, 5);
	CHECK_OP(test, InterlockedCompareExchange64, LONG64, 0x100000005LL, 0x100000005LL,
		 MINLONG64, MINLONG64, 0x100000005LL);
	CHECK_OP(test, InterlockedCompareExchange64, LONG64, 0x100000005LL, 0x100000005LL,
		 0x100000005LL, 9, 5);
}

void bits_return_what_was_there(struct kunit *test)
{
	CHECK_OP(test, InterlockedAnd, LONG, 0xf0f0f0f0, 0xf0f0f0f0, 0xf000f000, 0xff00ff00);
	CHECK_OP(test, InterlockedOr, LONG, 0xf0f0f0f0, 0xf0f0f0f0, 0xfff0fff0, 0xff00ff00);
	CHECK_OP(test, InterlockedXor, LONG, 0xf0f0f0f0, 0xf0f0f0f0, 0x0ff00ff0, 0xff00ff00);
	CHECK_OP(test, InterlockedAnd64, LONG64, MINLONG64 | 3, MINLONG64 | 3, MINLONG64 | 1,
		 MINLONG64 | 5);
	CHECK_OP(test, InterlockedOr64, LONG64, MINLONG64 | 3, MINLONG64 | 3, MINLONG64 | 7, 5);
	CHECK_OP(test, InterlockedXor64, LONG64, MINLONG64 | 3, MINLONG64 | 3, 6,
		 MINLONG64 | 5);
	CHECK_OP(test, InterlockedAnd8, CHAR, 0xf3, (CHAR)0xf3, (CHAR)0xf1, (CHAR)0xfd);
	CHECK_OP(test, InterlockedOr8, CHAR, 0x73, 0x73, (CHAR)0xf3, (CHAR)0x80);
	CHECK_OP(test, InterlockedXor8, CHAR, 0x73, 0x73, (CHAR)0x8c, (CHAR)0xff);
	CHECK_OP(test, InterlockedAnd16, SHORT, 0xff03, (SHORT)0xff03, (SHORT)0x8001,
		 (SHORT)0x8001);
	CHECK_OP(test, InterlockedOr16, SHORT, 0x7003, 0x7003, (SHORT)0xf003, (SHORT)0x8000);
	CHECK_OP(test, InterlockedXor16, SHORT, 0x7003, 0x7003, (SHORT)0x8ffc, (SHORT)0xffff);
}

/* A bit's number may lie beyond the first LONG, also before it. */
void single_bits_are_tested(struct kunit *test)
{
	LONG map[3] = { 0, 0, 0 };
	LONG64 wide[2] = { 0, 0 };

	CHECK_TYPE(InterlockedBitTestAndSet(map, 0), BOOLEAN);
	CHECK_TYPE(InterlockedBitTestAndReset(map, 0), BOOLEAN);
	CHECK_EQ(test, InterlockedBitTestAndSet(&map[1], 31), 0);
	CHECK_EQ(test, InterlockedBitTestAndSet(&map[1], 31), 1);
	CHECK_EQ(test, InterlockedBitTestAndSet(&map[1], 32), 0);
	CHECK_EQ(test, InterlockedBitTestAndSet(&map[1], -1), 0);
	CHECK_EQ(test, map[0], (LONG)MINLONG);
	CHECK_EQ(test, map[1], (LONG)MINLONG);
	CHECK_EQ(test, map[2], 1);
	CHECK_EQ(test, InterlockedBitTestAndReset(&map[1], 30), 0);
	CHECK_EQ(test, InterlockedBitTestAndReset(&map[1], 31), 1);
	CHECK_EQ(test, InterlockedBitTestAndReset(&map[1], 31), 0);
	CHECK_EQ(test, InterlockedBitTestAndReset(&map[1], 32), 1);
	CHECK_EQ(test, map[0], (LONG)MINLONG);
	CHECK_EQ(test, map[1] | map[2], 0);
	CHECK_EQ(test, InterlockedBitTestAndSet64(wide, 63), 0);
	CHECK_EQ(test, InterlockedBitTestAndSet64(wide, 64), 0);
	CHECK_EQ(test, InterlockedBitTestAndReset64(wide, 63), 1);
	CHECK_EQ(test, wide[0], 0);
	CHECK_EQ(test, wide[1], 1);
}

void pointers_are_exchanged(struct kunit *test)
{
	PVOID one = &one, two = (PVOID)~(ULONG_PTR)one;
	struct { PVOID before, v, after; } g;

	CHECK_TYPE(InterlockedExchangePointer(&one, NULL), PVOID);
	CHECK_TYPE(InterlockedCompareExchangePointer(&one, NULL, NULL), PVOID);
	SET(g, PVOID, one);
	CHECK_PTR(test, InterlockedExchangePointer(&g.v, two), one);
	CHECK_PTR(test, InterlockedCompareExchangePointer(&g.v, NULL, one), two);
	CHECK_PTR(test, g.v, two);
	CHECK_PTR(test, InterlockedCompareExchangePointer(&g.v, NULL, two), two);
	CHECK_PTR(test, g.v, NULL);
	CHECK_PTR(test, g.before, GUARD(PVOID));
	CHECK_PTR(test, g.after, GUARD(PVOID));
}

/* The names of one order are the operations of another. */
void weaker_orders_are_there(struct kunit *test)
{
	CHECK_OP(test, InterlockedIncrementNoFence, LONG, 1, 2, 2);
	CHECK_OP(test, InterlockedDecrementNoFence, LONG, 1, 0, 0);
	CHECK_OP(test, InterlockedIncrementAcquire, LONG, 1, 2, 2);
	CHECK_OP(test, InterlockedDecrementRelease, LONG, 1, 0, 0);
	CHECK_OP(test, InterlockedExchangeNoFence, LONG, 1, 1, 5, 5);
	CHECK_OP(test, InterlockedExchangeAcquire, LONG, 1, 1, 5, 5);
	CHECK_OP(test, InterlockedExchangeAddNoFence, LONG, 1, 1, 6, 5);
	CHECK_OP(test, InterlockedAddNoFence, LONG, 1, 6, 6, 5);
	CHECK_OP(test, InterlockedAndAcquire, LONG, 3, 3, 1, 5);
	CHECK_OP(test, InterlockedOrRelease, LONG, 3, 3, 7, 5);
	CHECK_OP(test, InterlockedXorNoFence, LONG, 3, 3, 6, 5);
	CHECK_OP(test, InterlockedCompareExchangeNoFence, LONG, 1, 1, 5, 5, 1);
	CHECK_OP(test, InterlockedCompareExchangeAcquire, LONG, 1, 1, 5, 5, 1);
	CHECK_OP(test, InterlockedCompareExchangeAcquire64, LONG64, 1, 1, 5, 5, 1);
	CHECK_OP(test, InterlockedExchangeAddNoFence64, LONG64, 1, 1, 6, 5);
	CHECK_OP(test, InterlockedIncrementSizeT, SIZE_T, MAXULONG, 0x100000000ULL,
		 0x100000000ULL);
	CHECK_OP(test, InterlockedDecrementSizeT, SIZE_T, 0, MAXSIZE_T, MAXSIZE_T);
	CHECK_OP(test, InterlockedExchangeAddSizeT, SIZE_T, 1, 1, 0, -1);
}

#define CHECK_ACCESS(test, read, write, type, value) do {			\
	GUARDED(type) g;							\
	const volatile type *constant = &g.v;					\
										\
	CHECK_TYPE(read(constant), type);					\
	CHECK_TYPE(write, VOID(type volatile *, type));				\
	SET(g, type, 0);							\
	write(&g.v, (type)(value));						\
	CHECK_EQ(test, read(constant), (type)(value));				\
	CHECK_GUARDED(test, g, type, value);					\
} while (0)

void reads_and_writes_have_their_width(struct kunit *test)
{
	PVOID p = NULL;

	CHECK_ACCESS(test, ReadAcquire, WriteRelease, LONG, MINLONG);
	CHECK_ACCESS(test, ReadNoFence, WriteNoFence, LONG, -1);
	CHECK_ACCESS(test, ReadRaw, WriteRaw, LONG, MAXLONG);
	CHECK_ACCESS(test, ReadAcquire64, WriteRelease64, LONG64, MINLONG64);
	CHECK_ACCESS(test, ReadNoFence64, WriteNoFence64, LONG64, -2);
	CHECK_ACCESS(test, ReadRaw64, WriteRaw64, LONG64, MAXLONG64);
	CHECK_ACCESS(test, ReadCharAcquire, WriteCharRelease, CHAR, -0x80);
	CHECK_ACCESS(test, ReadCharNoFence, WriteCharNoFence, CHAR, -1);
	CHECK_ACCESS(test, ReadCharRaw, WriteCharRaw, CHAR, 0x7f);
	CHECK_ACCESS(test, ReadUCharAcquire, WriteUCharRelease, UCHAR, 0xff);
	CHECK_ACCESS(test, ReadUCharNoFence, WriteUCharNoFence, UCHAR, 0x80);
	CHECK_ACCESS(test, ReadUCharRaw, WriteUCharRaw, UCHAR, 1);
	CHECK_ACCESS(test, ReadBooleanAcquire, WriteBooleanRelease, BOOLEAN, TRUE);
	CHECK_ACCESS(test, ReadBooleanNoFence, WriteBooleanNoFence, BOOLEAN, TRUE);
	CHECK_ACCESS(test, ReadBooleanRaw, WriteBooleanRaw, BOOLEAN, TRUE);
	CHECK_ACCESS(test, ReadShortAcquire, WriteShortRelease, SHORT, -0x8000);
	CHECK_ACCESS(test, ReadShortNoFence, WriteShortNoFence, SHORT, -1);
	CHECK_ACCESS(test, ReadShortRaw, WriteShortRaw, SHORT, 0x7fff);
	CHECK_ACCESS(test, ReadUShortAcquire, WriteUShortRelease, USHORT, 0xffff);
	CHECK_ACCESS(test, ReadUShortNoFence, WriteUShortNoFence, USHORT, 0x8000);
	CHECK_ACCESS(test, ReadUShortRaw, WriteUShortRaw, USHORT, 1);
	CHECK_ACCESS(test, ReadULongAcquire, WriteULongRelease, ULONG, 0xffffffff);
	CHECK_ACCESS(test, ReadULongNoFence, WriteULongNoFence, ULONG, 0x80000000);
	CHECK_ACCESS(test, ReadULongRaw, WriteULongRaw, ULONG, 1);
	CHECK_ACCESS(test, ReadULong64Acquire, WriteULong64Release, ULONG64, MAXULONG64);
	CHECK_ACCESS(test, ReadULong64NoFence, WriteULong64NoFence, ULONG64, 1ULL << 63);
	CHECK_ACCESS(test, ReadULong64Raw, WriteULong64Raw, ULONG64, 1ULL << 32);

	WritePointerRelease(&p, test);
	CHECK_PTR(test, ReadPointerAcquire(&p), test);
	WritePointerRaw(&p, &p);
	CHECK_PTR(test, ReadPointerRaw(&p), &p);
	WritePointerNoFence(&p, NULL);
	CHECK_PTR(test, ReadPointerNoFence(&p), NULL);
}

#define THREADS	4
#define ROUNDS	5000

/* What all threads change; each variable shows an update that got lost. */
struct shared {
	LONG members, up, down, sum, added, tickets, bits, swaps;
	LONG64 up64, sum64, bits64;
	SHORT up16, down16;
	CHAR bits8;
	SHORT bits16;
	ULONG less;
	LONG lock, inside, crowd;
	PVOID box;
	LONG found;
	LONG64 seen_tickets;
};

static void change(void *context)
{
	struct shared *s = context;
	LONG64 tickets = 0;
	LONG me = InterlockedIncrement(&s->members), old;
	LONG i;

	for (i = 0; i < ROUNDS; i++) {
		InterlockedIncrement(&s->up);
		InterlockedDecrement(&s->down);
		InterlockedIncrement16(&s->up16);
		InterlockedDecrement16(&s->down16);
		InterlockedIncrement64(&s->up64);
		InterlockedExchangeAdd(&s->sum, 3);
		InterlockedAdd(&s->added, -3);
		InterlockedExchangeAdd64(&s->sum64, 0x100000001LL);
		InterlockedExchangeSubtract(&s->less, 2);
		/* Every thread has bits of its own, which it finds as it left them. */
		if (InterlockedBitTestAndSet(&s->bits, me))
			InterlockedIncrement(&s->found);
		if (!InterlockedBitTestAndReset(&s->bits, me))
			InterlockedIncrement(&s->found);
		if (InterlockedOr8(&s->bits8, (CHAR)(1 << (me & 7))) & (1 << (me & 7)))
			InterlockedIncrement(&s->found);
		InterlockedAnd8(&s->bits8, (CHAR)~(1 << (me & 7)));
		InterlockedXor16(&s->bits16, (SHORT)(1 << me));
		InterlockedXor64(&s->bits64, 1LL << (me + 32));
		/* A lock by compare and exchange. */
		if (!InterlockedCompareExchange(&s->lock, me, 0)) {
			if (InterlockedIncrement(&s->inside) != 1)
				InterlockedIncrement(&s->crowd);
			InterlockedDecrement(&s->inside);
			if (InterlockedExchange(&s->lock, 0) != me)
				InterlockedIncrement(&s->crowd);
		}
		/* What is taken out was put in once. */
		if (InterlockedExchangePointer(&s->box, NULL) == s) {
			InterlockedIncrement(&s->swaps);
			if (InterlockedCompareExchangePointer(&s->box, s, NULL))
				InterlockedIncrement(&s->crowd);
		}
		do
			old = ReadNoFence(&s->tickets);
		while (InterlockedCompareExchange(&s->tickets, old + 1, old) != old);
		tickets += old;
	}
	InterlockedAdd64(&s->seen_tickets, tickets);
}

void operations_are_atomic(struct kunit *test)
{
	LONG n = THREADS * ROUNDS;
	static struct shared s;

	RtlZeroMemory(&s, sizeof(s));
	s.box = &s;
	wdm_check_in_parallel(test, change, &s, THREADS);
	CHECK_EQ(test, s.up, n);
	CHECK_EQ(test, s.down, -n);
	CHECK_EQ(test, s.up16, (SHORT)n);
	CHECK_EQ(test, s.down16, (SHORT)-n);
	CHECK_EQ(test, s.up64, n);
	CHECK_EQ(test, s.sum, 3 * n);
	CHECK_EQ(test, s.added, -3 * n);
	CHECK_EQ(test, s.sum64, n * 0x100000001LL);
	CHECK_EQ(test, s.less, (ULONG)(-2 * n));
	CHECK_EQ(test, s.bits | s.bits8 | s.bits16, 0);
	CHECK_EQ(test, s.bits64, 0);
	CHECK_EQ(test, s.found, 0);
	CHECK_EQ(test, s.crowd, 0);
	CHECK_PTR(test, s.box, &s);
	CHECK_TRUE(test, s.swaps > 0);
	CHECK_EQ(test, s.tickets, n);
	CHECK_EQ(test, s.seen_tickets, (LONG64)n * (n - 1) / 2);
}

struct message {
	LONG flag, taken;
	LONG64 flag64;
	PVOID pointer;
	LONG data[3];
	LONG wrong, turn;
};

/* The first to come writes, the second reads: what was written before the flag is seen. */
static void pass_on(void *context)
{
	struct message *m = context;
	LONG i;

	if (InterlockedIncrement(&m->turn) == 1) {
		for (i = 1; i <= ROUNDS; i++) {
			while (ReadAcquire(&m->taken) != i - 1)
				YieldProcessor();
			WriteNoFence(&m->data[0], i);
			WriteRelease(&m->flag, i);
			WriteNoFence(&m->data[1], i);
			WriteRelease64(&m->flag64, i);
			WriteNoFence(&m->data[2], i);
			WritePointerRelease(&m->pointer, (PVOID)(ULONG_PTR)i);
		}
		return;
	}
	for (i = 1; i <= ROUNDS; i++) {
		while (ReadAcquire(&m->flag) != i)
			YieldProcessor();
		m->wrong += ReadNoFence(&m->data[0]) != i;
		while (ReadAcquire64(&m->flag64) != i)
			YieldProcessor();
		m->wrong += ReadNoFence(&m->data[1]) != i;
		while (ReadPointerAcquire(&m->pointer) != (PVOID)(ULONG_PTR)i)
			YieldProcessor();
		m->wrong += ReadNoFence(&m->data[2]) != i;
		WriteRelease(&m->taken, i);
	}
}

void a_release_is_seen_by_an_acquire(struct kunit *test)
{
	static struct message m;

	/* Each waits for the other one, without sleeping. */
	if (wdm_check_processors() < 2)
		return;
	RtlZeroMemory(&m, sizeof(m));
	wdm_check_in_parallel(test, pass_on, &m, 2);
	CHECK_EQ(test, m.taken, ROUNDS);
	CHECK_EQ(test, m.wrong, 0);
}

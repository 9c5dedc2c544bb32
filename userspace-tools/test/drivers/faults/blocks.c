/* SPDX-License-Identifier: GPL-2.0 */
/*
 * blocks.c: __try, __except, __finally, __leave and their values, in all combinations.
 * Each step writes a letter to a path, which is compared in the end.
 */
#include <ntddk.h>
#include "faults.h"

static char Path[64];
static ULONG Failed;

#define CHECK(Condition) \
    do { if (!(Condition) && !Failed) { Failed = __LINE__; DbgPrint("faults: %s\n", Path); } } while (0)

static VOID
Step(char Letter)
{
    SIZE_T n = strlen(Path);

    if (n < sizeof(Path) - 1) {
        Path[n] = Letter;
        Path[n + 1] = 0;
    }
}

static BOOLEAN
Took(const char *Expected)
{
    BOOLEAN same = strcmp(Path, Expected) == 0;

    if (same)
        Path[0] = 0;
    return same;
}

static LONG
Answer(char Letter, LONG Value)
{
    Step(Letter);
    return Value;
}

static VOID
Raise(NTSTATUS Status)
{
    ExRaiseStatus(Status);
}

static VOID
TouchNull(VOID)
{
    *(volatile int *)NULL = 1;
}

/* Each way out of a block runs its __finally; the value to return is computed before. */
static int
WaysOut(int How)
{
    int i, value = 1;

    for (i = 0; i < 4; i++) {
        __try {
            Step('t');
            if (How == 0)
                return value;
            if (How == 1)
                break;
            if (How == 2)
                goto out;
            if (How == 3)
                continue;
            if (How == 4)
                __leave;
            Step('e');
        } __finally {
            Step(AbnormalTermination() ? 'F' : 'f');
            value = 100 + i;
        }
        Step('l');
        if (How >= 4)
            return value;
    }
    return -value - i * 1000;
out:
    return value + 5000;
}

static int
ThroughTwo(void)
{
    __try {
        __try {
            Step('1');
            return 7;
        } __finally {
            Step('2');
        }
    } __finally {
        Step(_abnormal_termination() ? '3' : 'x');
    }
}

static VOID
Order(VOID)
{
    /* Filters first, from the inside; then __finally blocks; then the handler. */
    __try {
        __try {
            __try {
                __try {
                    Step('a');
                    Raise(STATUS_UNSUCCESSFUL);
                    Step('x');
                } __finally {
                    Step('d');
                    CHECK(AbnormalTermination());
                }
                Step('x');
            } __except (Answer('b', EXCEPTION_CONTINUE_SEARCH)) {
                Step('x');
            }
        } __finally {
            Step('e');
        }
    } __except (Answer('c', EXCEPTION_EXECUTE_HANDLER)) {
        Step('f');
        CHECK(GetExceptionCode() == STATUS_UNSUCCESSFUL);
    }
    CHECK(Took("abcdef"));
}

static VOID
HandlerInFinally(VOID)
{
    /* A __finally block with an exception of its own; the first one goes on. */
    __try {
        __try {
            Raise(STATUS_NO_MEMORY);
        } __finally {
            __try {
                Step('a');
                Raise(STATUS_IN_PAGE_ERROR);
            } __except (EXCEPTION_EXECUTE_HANDLER) {
                CHECK(GetExceptionCode() == STATUS_IN_PAGE_ERROR);
                Step('b');
            }
            Step('c');
        }
        Step('x');
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        CHECK(GetExceptionCode() == STATUS_NO_MEMORY);
        Step('d');
    }
    CHECK(Took("abcd"));

    /* One that gets out of it takes the place of the first. */
    __try {
        __try {
            __try {
                Raise(STATUS_NO_MEMORY);
            } __finally {
                Step('a');
                Raise(STATUS_IN_PAGE_ERROR);
            }
        } __finally {
            Step('b');
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        CHECK(GetExceptionCode() == STATUS_IN_PAGE_ERROR);
    }
    CHECK(Took("ab"));
}

static VOID
NestedCodes(VOID)
{
    __try {
        Raise(STATUS_NO_MEMORY);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        __try {
            Raise(STATUS_IN_PAGE_ERROR);
        } __except (GetExceptionCode() == STATUS_IN_PAGE_ERROR) {
            CHECK(GetExceptionCode() == STATUS_IN_PAGE_ERROR);
        }
        CHECK(GetExceptionCode() == STATUS_NO_MEMORY);
    }
}

static VOID
FinallyInLoop(VOID)
{
    int i, sum = 0;

    for (i = 0; i < 5; i++) {
        try {
            if (i == 1)
                continue;
            if (i == 3)
                leave;
            sum += i;
        } finally {
            sum += 100;
        }
        sum += 1000;
    }
    CHECK(sum == 0 + 2 + 4 + 500 + 4000);

    /* The lower-case words are names elsewhere. */
    {
        struct { int try, leave; } finally = { 1, 2 };
        int except = finally.try + finally.leave;

        try {
            Raise(STATUS_UNSUCCESSFUL);
        } except (except == 3) {
            except = 4;
        }
        CHECK(except == 4);
    }
}

static LONG
Inspect(PEXCEPTION_POINTERS Pointers, ULONG_PTR Kind, ULONG_PTR Address)
{
    PEXCEPTION_RECORD record = Pointers->ExceptionRecord;

    CHECK(record->ExceptionCode == STATUS_ACCESS_VIOLATION);
    CHECK(record->NumberParameters == 2);
    CHECK(record->ExceptionInformation[0] == Kind);
    CHECK(record->ExceptionInformation[1] == Address);
    CHECK(record->ExceptionRecord == NULL);
    CHECK(record->ExceptionAddress != NULL);
    return EXCEPTION_EXECUTE_HANDLER;
}

typedef struct _WIDE { ULONG Numbers[40]; } WIDE;

static VOID
Faults(VOID)
{
    volatile ULONG *bad = (volatile ULONG *)0x10;
    volatile ULONGLONG *wild = (volatile ULONGLONG *)0x1234567812345678;
    volatile int zero = 0, one = 1;
    WIDE wide;
    int before = 0, after = 0;
    PCHAR buffer = NULL;

    __try {
        before = 1;
        buffer = ExAllocatePoolWithTag(NonPagedPool, 16, 'tseT');
        before = 2;
        before = (int)bad[1];
        after = 1;
    } __except (Inspect(GetExceptionInformation(), 0, 0x14)) {
        CHECK(before == 2 && after == 0);
        CHECK(buffer != NULL);
        if (buffer)
            ExFreePool(buffer);
    }
    __try {
        bad[0] = 5;
    } __except (Inspect(GetExceptionInformation(), 1, 0x10)) {
        Step('a');
    }
    __try {
        InterlockedExchange((PLONG)bad, 1);
    } __except (Inspect(GetExceptionInformation(), 1, 0x10)) {
        Step('b');
    }
    __try {
        *(volatile WIDE *)&wide = *(volatile WIDE *)bad;
    } __except (Inspect(GetExceptionInformation(), 0, 0x10)) {
        Step('c');
    }
    __try {
        *wild = 1;
    } __except (Inspect(GetExceptionInformation(), 0, ~0ULL)) {
        Step('d');
    }
    __try {
        one /= zero;
    } __except (GetExceptionCode() == STATUS_INTEGER_DIVIDE_BY_ZERO) {
        Step('e');
    }
    __try {
        before = (int)0x80000000;
        zero = -1;
        one = before / zero;
    } __except (GetExceptionCode() == STATUS_INTEGER_OVERFLOW) {
        Step('f');
    }
    __try {
        __try {
            TouchNull();
        } __finally {
            Step(AbnormalTermination() ? 'g' : 'x');
        }
    } __except (Inspect(GetExceptionInformation(), 1, 0)) {
        Step('h');
    }
    CHECK(Took("abcdefgh"));
}

static VOID
FilterRaises(VOID)
{
    /* An exception in a filter is for the frames outside; all __finally blocks run. */
    __try {
        __try {
            __try {
                Raise(STATUS_NO_MEMORY);
            } __finally {
                Step('c');
            }
        } __except (Step('a'), TouchNull(), EXCEPTION_EXECUTE_HANDLER) {
            Step('x');
        }
    } __except (Answer('b', GetExceptionCode() == STATUS_ACCESS_VIOLATION)) {
        Step('d');
    }
    CHECK(Took("abcd"));

    /* A filter may use __try itself. */
    __try {
        Raise(STATUS_NO_MEMORY);
    } __except (WaysOut(4) == 100 ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
        Step('.');
    }
    CHECK(Took("tfl."));
}

ULONG
TestBlocks(VOID)
{
    Failed = 0;
    Path[0] = 0;
    CHECK(WaysOut(0) == 1 && Took("tF"));
    CHECK(WaysOut(1) == -100 && Took("tF"));
    CHECK(WaysOut(2) == 5100 && Took("tF"));
    CHECK(WaysOut(3) == -4103 && Took("tFtFtFtF"));
    CHECK(WaysOut(4) == 100 && Took("tfl"));
    CHECK(WaysOut(5) == 100 && Took("tefl"));
    CHECK(ThroughTwo() == 7 && Took("123"));
    Order();
    HandlerInFinally();
    NestedCodes();
    FinallyInLoop();
    Faults();
    FilterRaises();
    return Failed;
}

/* SPDX-License-Identifier: GPL-2.0 */
#include "check.h"

typedef struct _DEVICE DEVICE;
typedef struct _PACKET PACKET;
typedef struct _MY_PACKET { int Number; } MY_PACKET, *PMY_PACKET;

_Function_class_(DISPATCH)
_IRQL_requires_same_
typedef NTSTATUS DISPATCH(_In_ DEVICE *Device, _Inout_ PACKET *Packet);
typedef VOID DONE(PVOID Context);

DISPATCH First;
static DISPATCH Second;
static NTSTATUS Third(DEVICE *Device, PACKET *Packet);
DONE Finish;
int Prototype(const char *Text, ULONG Length);
DISPATCH NotStatic;
DISPATCH Fits;

static DISPATCH *Table[] = { First, Second, Third, NotStatic, Fits };

static int Sum;

_Use_decl_annotations_
NTSTATUS First(PVOID Device, PMY_PACKET Packet)
{
	UNREFERENCED_PARAMETER(Device);
	Sum += Packet->Number;
	return 1;
}

static NTSTATUS
Second(
	IN DEVICE *Device,
	IN OUT PMY_PACKET Packet	/* of its own */
	)
{
	Sum += 10 * Packet->Number;
	return Device ? 2 : 3;
}

NTSTATUS Third(DEVICE *Device, PMY_PACKET Packet)
{
	Sum += 100 * Packet->Number;
	return 3;
}

VOID Finish(int *Context)
{
	*Context = 5;
}

int Prototype(char *Text, LONG Length)
{
	return Text[Length];
}

static NTSTATUS NotStatic(DEVICE *Device, PACKET *Packet)
{
	return 4;
}

NTSTATUS Fits(DEVICE *Device, PACKET *Packet)
{
	return 5;
}

int CheckRoles(void)
{
	MY_PACKET packet = { 1 };
	int value = 0, i;

	for (i = 0; i < 5; i++)
		CHECK(Table[i]((DEVICE *)&packet, (PACKET *)&packet) == (i == 1 ? 2 : i + 1));
	CHECK(Sum == 111);
	Finish(&value);
	CHECK(value == 5);
	CHECK(Prototype("abc", 1) == 'b');
	CHECK(First(NULL, (PVOID)&packet) == 1);
	return 0;
}

/* Headings that a condition chooses, and bodies whose braces it unbalances. */
DISPATCH Chosen1;
static DISPATCH Chosen2;

NTSTATUS
#ifdef NOT_DEFINED
Chosen1(PMY_PACKET Device, PVOID Packet, int More)
#else
Chosen1(DEVICE *Device, PMY_PACKET Packet)
#endif
{
#ifdef NOT_DEFINED
	if (!Device) {
#else
	if (Packet) {
#endif
		return Packet->Number;
	}
	return 0;
}

NTSTATUS Chosen2(PMY_PACKET Packet, PVOID Unused)
{
#ifdef NOT_DEFINED
	if (!Packet) {
#else
	if (Packet) {
#endif
		return Packet->Number + 1;
	}
	return 0;
}

int CheckChosen(void)
{
	MY_PACKET packet = { 1 };

	CHECK(Chosen1(NULL, (PACKET *)&packet) == 1);
	CHECK(Chosen2((DEVICE *)&packet, NULL) == 2);
	return 0;
}

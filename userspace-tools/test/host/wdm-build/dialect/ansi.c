/* SPDX-License-Identifier: GPL-2.0 */
#include "check.h"
static const WCHAR Umlaut[] = L"ä€";
int CheckAnsi(void)
{
	CHECK(Umlaut[0] == 0xe4 && Umlaut[1] == 0x20ac);
	return 0;
}

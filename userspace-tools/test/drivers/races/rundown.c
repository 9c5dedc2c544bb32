/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rundown.c: run-down protection and remove locks. Side 0 uses an object as often as it
 * can; side 1 waits until nobody uses it, and makes it anew. Each life of the object is
 * two hand-overs.
 */
#include "races.h"

#define RACE_TAG 'ecaR'

static EX_RUNDOWN_REF Rundown;
static PEX_RUNDOWN_REF_CACHE_AWARE CacheAware;
static IO_REMOVE_LOCK RemoveLock;

static volatile LONG Alive, Users;
static volatile ULONG Life, LastUse, LastRefusal;

static VOID
InitializeRundown(PRACE Race)
{
    ExInitializeRundownProtection(&Rundown);
    CacheAware = ExAllocateCacheAwareRundownProtection(NonPagedPoolNx, RACE_TAG);
    EXPECT(Race, CacheAware);
    IoInitializeRemoveLock(&RemoveLock, RACE_TAG, 0, 0);
    Alive = TRUE;
    Users = 0;
    Life = 1;
    LastUse = LastRefusal = 0;
}

static VOID
FreeRundown(PRACE Race)
{
    EXPECT(Race, Users == 0 && Alive);
    ExFreeCacheAwareRundownProtection(CacheAware);
}

// Side 0, with protection
static VOID
Use(PSIDE Side)
{
    InterlockedIncrement(&Users);
    if (!Alive)
        EXPECT(Side->Race, !"what is protected is there");
    if (LastUse != Life) {
        LastUse = Life;
        Side->HandOvers++;
    }
    if (!Alive)
        EXPECT(Side->Race, !"what is protected stays there");
    InterlockedDecrement(&Users);
}

// Side 1, without anybody protected
static VOID
Bury(PSIDE Side)
{
    Alive = FALSE;
    if (Users)
        EXPECT(Side->Race, !"nobody uses what is run down");
    Side->HandOvers++;
    Alive = TRUE;
}

// Until side 0 has had this life of the object. FALSE: it is over.
static BOOLEAN
AwaitUse(PSIDE Side)
{
    while (LastUse != Life) {
        if (RaceIsOver(Side->Race))
            return FALSE;
        YieldProcessor();
    }
    return TRUE;
}

static VOID
RaceForRundown(PSIDE Side)
{
    ULONG count;

    while (!RaceIsOver(Side->Race)) {
        Breathe(Side);
        count = 1 + Side->Round++ % 3;
        if (Side->Number == 0) {
            if (count == 1) {
                if (!ExAcquireRundownProtection(&Rundown))
                    continue;
                Use(Side);
                ExReleaseRundownProtection(&Rundown);
            } else if (ExAcquireRundownProtectionEx(&Rundown, count)) {
                Use(Side);
                ExReleaseRundownProtectionEx(&Rundown, count);
            }
        } else if (AwaitUse(Side)) {
            ExWaitForRundownProtectionRelease(&Rundown);
            Bury(Side);
            ExRundownCompleted(&Rundown);
            Life++;
            ExReInitializeRundownProtection(&Rundown);
        }
    }
}

static VOID
RaceForCacheAware(PSIDE Side)
{
    ULONG count;

    while (!RaceIsOver(Side->Race)) {
        Breathe(Side);
        count = 1 + Side->Round++ % 3;
        if (Side->Number == 0) {
            if (count == 1) {
                if (!ExAcquireRundownProtectionCacheAware(CacheAware))
                    continue;
                Use(Side);
                ExReleaseRundownProtectionCacheAware(CacheAware);
            } else if (ExAcquireRundownProtectionCacheAwareEx(CacheAware, count)) {
                Use(Side);
                ExReleaseRundownProtectionCacheAwareEx(CacheAware, count);
            }
        } else if (AwaitUse(Side)) {
            ExWaitForRundownProtectionReleaseCacheAware(CacheAware);
            Bury(Side);
            ExRundownCompletedCacheAware(CacheAware);
            Life++;
            ExReInitializeRundownProtectionCacheAware(CacheAware);
        }
    }
}

// A remove lock has one life: it is initialised again when side 0 has been refused.

static VOID
UseUntilRefused(PSIDE Side)
{
    NTSTATUS status;

    while (!RaceIsOver(Side->Race)) {
        status = IoAcquireRemoveLock(&RemoveLock, (PVOID)&Users);
        if (status != STATUS_SUCCESS) {
            EXPECT(Side->Race, status == STATUS_DELETE_PENDING);
            return;
        }
        Use(Side);
        IoReleaseRemoveLock(&RemoveLock, (PVOID)&Users);
    }
}

static VOID
RaceForRemoveLock(PSIDE Side)
{
    PRACE race = Side->Race;
    ULONG life;

    while (!RaceIsOver(race)) {
        life = Life;
        if (Side->Number == 0) {
            UseUntilRefused(Side);
            LastRefusal = life;
            while (Life == life && !RaceIsOver(race))
                YieldProcessor();
        } else if (AwaitUse(Side)) {
            EXPECT(race, IoAcquireRemoveLock(&RemoveLock, NULL) == STATUS_SUCCESS);
            IoReleaseRemoveLockAndWait(&RemoveLock, NULL);
            Bury(Side);
            while (LastRefusal != life && !RaceIsOver(race))
                YieldProcessor();
            if (LastRefusal == life) {
                IoInitializeRemoveLock(&RemoveLock, RACE_TAG, 0, 0);
                Life++;
            }
        }
        Side->Round++;
        Breathe(Side);
    }
}

const RACE_KIND RundownRaces[] = {
    { .Name = "run-down protection", .Begin = InitializeRundown, .End = FreeRundown,
      .Run = RaceForRundown },
    { .Name = "run-down protection, cache-aware", .Begin = InitializeRundown, .End = FreeRundown,
      .Run = RaceForCacheAware },
    { .Name = "IO_REMOVE_LOCK", .Begin = InitializeRundown, .End = FreeRundown,
      .Run = RaceForRemoveLock },
    { .Name = NULL }
};

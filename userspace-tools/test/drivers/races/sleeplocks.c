/* SPDX-License-Identifier: GPL-2.0 */
/* sleeplocks.c: locks whose waiters sleep. */
#include "races.h"

static FAST_MUTEX FastMutexes[TEAMS];
static KGUARDED_MUTEX GuardedMutexes[TEAMS];
static KMUTEX Mutexes[TEAMS];
static ERESOURCE Resources[TEAMS];
static EX_PUSH_LOCK PushLocks[TEAMS];
static ULONG SharedTurn[TEAMS][SIDES];

static VOID
InitializeLocks(PRACE Race)
{
    ExInitializeFastMutex(&FastMutexes[Race->Team]);
    KeInitializeGuardedMutex(&GuardedMutexes[Race->Team]);
    KeInitializeMutex(&Mutexes[Race->Team], 0);
    ExInitializePushLock(&PushLocks[Race->Team]);
    ExInitializeResourceLite(&Resources[Race->Team]);
}

static VOID
CheckAndDelete(PRACE Race)
{
    CheckTotal(Race);
    EXPECT(Race, KeReadStateMutex(&Mutexes[Race->Team]) == 1);
    EXPECT(Race, ExGetExclusiveWaiterCount(&Resources[Race->Team]) == 0);
    EXPECT(Race, ExGetSharedWaiterCount(&Resources[Race->Team]) == 0);
    EXPECT(Race, ExTryToAcquireFastMutex(&FastMutexes[Race->Team]));
    ExReleaseFastMutex(&FastMutexes[Race->Team]);
    EXPECT(Race, KeTryToAcquireGuardedMutex(&GuardedMutexes[Race->Team]));
    KeReleaseGuardedMutex(&GuardedMutexes[Race->Team]);
    KeEnterCriticalRegion();
    EXPECT(Race, ExAcquireResourceExclusiveLite(&Resources[Race->Team], FALSE));
    ExReleaseResourceLite(&Resources[Race->Team]);
    KeLeaveCriticalRegion();
    ExDeleteResourceLite(&Resources[Race->Team]);
}

#define TEAM (Side->Race->Team)

static VOID
AcquireFast(PSIDE Side)
{
    switch (Side->Round % 8) {
    case 3:
        KeRaiseIrql(APC_LEVEL, &Side->Irql);
        ExAcquireFastMutexUnsafe(&FastMutexes[TEAM]);
        break;
    case 5:
        if (ExTryToAcquireFastMutex(&FastMutexes[TEAM]))
            break;
        // fall through
    default:
        ExAcquireFastMutex(&FastMutexes[TEAM]);
        EXPECT(Side->Race, KeGetCurrentIrql() == APC_LEVEL);
    }
}

static VOID
ReleaseFast(PSIDE Side)
{
    // Round has gone one further.
    if (Side->Round % 8 == 4) {
        ExReleaseFastMutexUnsafe(&FastMutexes[TEAM]);
        KeLowerIrql(Side->Irql);
    } else {
        ExReleaseFastMutex(&FastMutexes[TEAM]);
    }
    EXPECT(Side->Race, KeGetCurrentIrql() == PASSIVE_LEVEL);
}

static VOID
AcquireGuarded(PSIDE Side)
{
    switch (Side->Round % 8) {
    case 3:
        KeEnterGuardedRegion();
        KeAcquireGuardedMutexUnsafe(&GuardedMutexes[TEAM]);
        break;
    case 5:
        if (KeTryToAcquireGuardedMutex(&GuardedMutexes[TEAM]))
            break;
        // fall through
    default:
        KeAcquireGuardedMutex(&GuardedMutexes[TEAM]);
        EXPECT(Side->Race, KeAreAllApcsDisabled());
    }
}

static VOID
ReleaseGuarded(PSIDE Side)
{
    if (Side->Round % 8 == 4) {
        KeReleaseGuardedMutexUnsafe(&GuardedMutexes[TEAM]);
        KeLeaveGuardedRegion();
    } else {
        KeReleaseGuardedMutex(&GuardedMutexes[TEAM]);
    }
    EXPECT(Side->Race, !KeAreAllApcsDisabled());
}

static VOID
AcquireMutex(PSIDE Side)
{
    EXPECT(Side->Race, KeWaitForMutexObject(&Mutexes[TEAM], Executive, KernelMode, FALSE, NULL) ==
                           STATUS_SUCCESS);
    if (Side->Round % 16 == 7)
        KeWaitForSingleObject(&Mutexes[TEAM], Executive, KernelMode, FALSE, NULL);
    EXPECT(Side->Race, KeAreApcsDisabled());
}

static VOID
ReleaseMutex(PSIDE Side)
{
    if (Side->Round % 16 == 8)
        EXPECT(Side->Race, KeReleaseMutex(&Mutexes[TEAM], FALSE) != 0);
    EXPECT(Side->Race, KeReleaseMutex(&Mutexes[TEAM], FALSE) == 0);
}

static VOID
AcquireResource(PSIDE Side)
{
    KeEnterCriticalRegion();
    if (Side->Round % 8 != 5 || !ExTryToAcquireResourceExclusiveLite(&Resources[TEAM]))
        EXPECT(Side->Race, ExAcquireResourceExclusiveLite(&Resources[TEAM], TRUE));
    EXPECT(Side->Race, ExIsResourceAcquiredExclusiveLite(&Resources[TEAM]));
}

static VOID
ReleaseResource(PSIDE Side)
{
    ExReleaseResourceLite(&Resources[TEAM]);
    KeLeaveCriticalRegion();
}

static VOID
ShareResource(PSIDE Side)
{
    KeEnterCriticalRegion();
    switch (SharedTurn[TEAM][Side->Number]++ % 3) {
    case 0:
        EXPECT(Side->Race, ExAcquireResourceSharedLite(&Resources[TEAM], TRUE));
        break;
    case 1:
        EXPECT(Side->Race, ExAcquireSharedStarveExclusive(&Resources[TEAM], TRUE));
        break;
    case 2:
        EXPECT(Side->Race, ExAcquireSharedWaitForExclusive(&Resources[TEAM], TRUE));
    }
    EXPECT(Side->Race, ExIsResourceAcquiredSharedLite(&Resources[TEAM]) == 1);
}

static VOID
ConvertResource(PSIDE Side)
{
    ExConvertExclusiveToSharedLite(&Resources[TEAM]);
    EXPECT(Side->Race, !ExIsResourceAcquiredExclusiveLite(&Resources[TEAM]));
}

static VOID
AcquirePush(PSIDE Side)
{
    KeEnterCriticalRegion();
    if (Side->Round % 8 != 5 || !ExTryAcquirePushLockExclusiveEx(&PushLocks[TEAM], 0))
        ExAcquirePushLockExclusive(&PushLocks[TEAM]);
}

static VOID
ReleasePush(PSIDE Side)
{
    if (Side->Round & 1)
        ExReleasePushLockExclusive(&PushLocks[TEAM]);
    else
        ExReleasePushLockEx(&PushLocks[TEAM], EX_DEFAULT_PUSH_LOCK_FLAGS);
    KeLeaveCriticalRegion();
}

static VOID
SharePush(PSIDE Side)
{
    KeEnterCriticalRegion();
    if (Side->Round % 8 != 5 || !ExTryAcquirePushLockSharedEx(&PushLocks[TEAM], 0))
        ExAcquirePushLockShared(&PushLocks[TEAM]);
}

static VOID
UnsharePush(PSIDE Side)
{
    if (Side->Round & 1)
        ExReleasePushLockShared(&PushLocks[TEAM]);
    else
        ExReleasePushLockEx(&PushLocks[TEAM], EX_DEFAULT_PUSH_LOCK_FLAGS);
    KeLeaveCriticalRegion();
}

#define RACE_FOR(name, acquire, release) \
    { .Name = name, .Begin = InitializeLocks, .End = CheckAndDelete, .Run = CompeteForLock, \
      .Acquire = acquire, .Release = release, .Teams = TRUE }

const RACE_KIND SleepingLockRaces[] = {
    RACE_FOR("FAST_MUTEX", AcquireFast, ReleaseFast),
    RACE_FOR("KGUARDED_MUTEX", AcquireGuarded, ReleaseGuarded),
    RACE_FOR("KMUTEX", AcquireMutex, ReleaseMutex),
    RACE_FOR("ERESOURCE, exclusive", AcquireResource, ReleaseResource),
    { .Name = "ERESOURCE, shared, converted", .Begin = InitializeLocks, .End = CheckAndDelete,
      .Run = CompeteForSharedLock, .Acquire = AcquireResource, .Release = ReleaseResource,
      .AcquireShared = ShareResource, .ReleaseShared = ReleaseResource,
      .Downgrade = ConvertResource, .Teams = TRUE },
    { .Name = "push lock", .Begin = InitializeLocks, .End = CheckAndDelete,
      .Run = CompeteForSharedLock, .Acquire = AcquirePush, .Release = ReleasePush,
      .AcquireShared = SharePush, .ReleaseShared = UnsharePush,
      .Teams = TRUE },
    { .Name = NULL }
};

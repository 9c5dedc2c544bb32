/* SPDX-License-Identifier: GPL-2.0 */
/*
 * races.h: two threads, each on a processor of its own, hand an object to each other as
 * often as asked. What they hand over along with it is not protected by anything else.
 * Where they sleep, several such teams, each with an object of its own, keep the
 * processors from being idle meanwhile.
 */
#ifndef RACES_H
#define RACES_H

#include <ntifs.h>
#include "racesioctl.h"

#define SIDES 2
#define TEAMS 8

typedef struct _RACE RACE, *PRACE;

typedef struct DECLSPEC_CACHEALIGN _SIDE {
    PRACE Race;
    ULONG Number;                   // of the side, and of its processor
    ULONG Round;                    // how often it has had the object
    ULONG Alone;                    // how often of late without a hand-over
    volatile ULONG HandOvers;       // how often it has got it from the other side
    KIRQL Irql;
    KLOCK_QUEUE_HANDLE Queued;
    PVOID Thread;
} SIDE, *PSIDE;

typedef VOID RACE_ROUTINE(PRACE Race);
typedef VOID SIDE_ROUTINE(PSIDE Side);

typedef struct _RACE_KIND {
    const char *Name;
    ULONG Divisor;                  // of the number of hand-overs asked for: some cost a lot
    BOOLEAN Teams;                  // TEAMS of them, else one
    RACE_ROUTINE *Begin, *End;      // at PASSIVE_LEVEL, before and after both sides run
    SIDE_ROUTINE *Run;              // in the thread of each side

    // For CompeteForLock, CompeteForSharedLock and TakeTurns
    SIDE_ROUTINE *Acquire, *Release;
    SIDE_ROUTINE *AcquireShared, *ReleaseShared;
    BOOLEAN (*Upgrade)(PSIDE Side);     // shared to exclusive, if possible
    SIDE_ROUTINE *Downgrade;
    BOOLEAN Spins;                  // the lock doesn't sleep: give the other side a chance
} RACE_KIND;

struct DECLSPEC_CACHEALIGN _RACE {
    const RACE_KIND *Kind;
    ULONG Team;                     // its number
    volatile ULONG Goal;            // hand-overs of the team
    volatile BOOLEAN TimeIsUp;
    volatile LONG Failures;

    // Protected by what is being tested, and by nothing else
    volatile ULONG Inside, Last, Total;
    volatile LONG Sharing, Shared;

    SIDE Sides[SIDES];
    RACES_RESULT *Result;
};

VOID RaceFail(PRACE Race, const char *File, ULONG Line, const char *Condition);

#define EXPECT(Race, Condition) \
    ((Condition) ? (void)0 : RaceFail((Race), __FILE__, __LINE__, #Condition))

extern PDEVICE_OBJECT RacesDevice;

static __inline BOOLEAN
RaceIsOver(PRACE Race)
{
    return Race->Sides[0].HandOvers + Race->Sides[1].HandOvers >= Race->Goal ||
           Race->TimeIsUp || Race->Failures > 100;
}

// In whatever is to be had by one at a time. Counts a hand-over if the other had it before.
VOID Hold(PSIDE Side);

// Lets other threads of the system run once in a while: both processors are busy.
VOID Breathe(PSIDE Side);

// Gives the other side a chance to have it next.
VOID GiveWay(PSIDE Side);

SIDE_ROUTINE CompeteForLock, CompeteForSharedLock, TakeTurns;
RACE_ROUTINE CheckTotal;

extern const RACE_KIND SpinLockRaces[], SleepingLockRaces[], SignalRaces[], ListRaces[],
    DeferredRaces[], RundownRaces[], IrpRaces[];

#endif

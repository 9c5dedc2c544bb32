/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: resources.c

    ERESOURCE. All with normal kernel APCs disabled, as the pages ask for.

--*/
#include "ddconform.h"

#define DdResourceTryExclusive 0
#define DdResourceTryShared    1

typedef struct _DD_TRY {
    PERESOURCE Resource;
    LONG Kind;
    BOOLEAN Acquired;
} DD_TRY;

static VOID NTAPI
DdTryThread(PVOID Context)
{
    DD_TRY *attempt = Context;

    KeEnterCriticalRegion();
    if (attempt->Kind == DdResourceTryExclusive) {
        attempt->Acquired = ExAcquireResourceExclusiveLite(attempt->Resource, FALSE);
    } else {
        attempt->Acquired = ExAcquireResourceSharedLite(attempt->Resource, FALSE);
    }
    if (attempt->Acquired) {
        ExReleaseResourceLite(attempt->Resource);
    }
    KeLeaveCriticalRegion();
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static BOOLEAN
DdOtherThreadGets(PERESOURCE Resource, LONG Kind)
{
    DD_TRY attempt = { Resource, Kind, FALSE };
    PVOID thread;

    if (DdRunThread(DdTryThread, &attempt, &thread)) {
        DdJoinThread(thread);
    }
    return attempt.Acquired;
}

static PERESOURCE
DdNewResource(VOID)
{
    PERESOURCE resource = ExAllocatePoolWithTag(NonPagedPool, sizeof(*resource), DDCONFORM_POOL_TAG);

    if (resource != NULL && !NT_SUCCESS(ExInitializeResourceLite(resource))) {
        ExFreePoolWithTag(resource, DDCONFORM_POOL_TAG);
        resource = NULL;
    }
    if (resource != NULL) {
        KeEnterCriticalRegion();
    }
    return resource;
}

static VOID
DdDeleteResource(PERESOURCE Resource)
{
    KeLeaveCriticalRegion();
    ExDeleteResourceLite(Resource);
    ExFreePoolWithTag(Resource, DDCONFORM_POOL_TAG);
}

CHECK(ExAcquireResourceExclusiveLite_Recursion)
{
    PERESOURCE resource = DdNewResource();

    REQUIRE(resource != NULL);
    EXPECT(ExAcquireResourceExclusiveLite(resource, TRUE));
    EXPECT(ExAcquireResourceExclusiveLite(resource, TRUE));
    EXPECT(ExIsResourceAcquiredExclusiveLite(resource));
    ExReleaseResourceLite(resource);
    EXPECT(ExIsResourceAcquiredExclusiveLite(resource));
    ExReleaseResourceLite(resource);
    EXPECT(!ExIsResourceAcquiredExclusiveLite(resource));
    DdDeleteResource(resource);
}

CHECK(ExAcquireResourceExclusiveLite_Excludes)
{
    PERESOURCE resource = DdNewResource();

    REQUIRE(resource != NULL);
    ExAcquireResourceExclusiveLite(resource, TRUE);
    EXPECT(!DdOtherThreadGets(resource, DdResourceTryExclusive));
    EXPECT(!DdOtherThreadGets(resource, DdResourceTryShared));
    ExReleaseResourceLite(resource);
    EXPECT(DdOtherThreadGets(resource, DdResourceTryExclusive));
    DdDeleteResource(resource);
}

CHECK(ExAcquireResourceSharedLite_Shares)
{
    PERESOURCE resource = DdNewResource();

    REQUIRE(resource != NULL);
    EXPECT(ExAcquireResourceSharedLite(resource, TRUE));
    EXPECT(!ExIsResourceAcquiredExclusiveLite(resource));
    EXPECT(ExIsResourceAcquiredSharedLite(resource) == 1);
    EXPECT(DdOtherThreadGets(resource, DdResourceTryShared));
    EXPECT(!DdOtherThreadGets(resource, DdResourceTryExclusive));
    ExReleaseResourceLite(resource);
    EXPECT(ExIsResourceAcquiredSharedLite(resource) == 0);
    DdDeleteResource(resource);
}

// The owner of the exclusive access may take shared access as well.
CHECK(ExAcquireResourceSharedLite_ByOwner)
{
    PERESOURCE resource = DdNewResource();

    REQUIRE(resource != NULL);
    ExAcquireResourceExclusiveLite(resource, TRUE);
    EXPECT(ExAcquireResourceSharedLite(resource, FALSE));
    EXPECT(ExIsResourceAcquiredSharedLite(resource) == 2);
    ExReleaseResourceLite(resource);
    ExReleaseResourceLite(resource);
    DdDeleteResource(resource);
}

CHECK(ExConvertExclusiveToSharedLite_Shares)
{
    PERESOURCE resource = DdNewResource();

    REQUIRE(resource != NULL);
    ExAcquireResourceExclusiveLite(resource, TRUE);
    ExConvertExclusiveToSharedLite(resource);
    EXPECT(!ExIsResourceAcquiredExclusiveLite(resource));
    EXPECT(DdOtherThreadGets(resource, DdResourceTryShared));
    EXPECT(!DdOtherThreadGets(resource, DdResourceTryExclusive));
    ExReleaseResourceLite(resource);
    DdDeleteResource(resource);
}

CHECK(ExGetExclusiveWaiterCount_None)
{
    PERESOURCE resource = DdNewResource();

    REQUIRE(resource != NULL);
    EXPECT(ExGetExclusiveWaiterCount(resource) == 0 && ExGetSharedWaiterCount(resource) == 0);
    DdDeleteResource(resource);
}

CHECK(ExReinitializeResourceLite_Free)
{
    PERESOURCE resource = DdNewResource();

    REQUIRE(resource != NULL);
    EXPECT(ExReinitializeResourceLite(resource) == STATUS_SUCCESS);
    EXPECT(ExAcquireResourceExclusiveLite(resource, FALSE));
    ExReleaseResourceLite(resource);
    DdDeleteResource(resource);
}

CHECK(ExAcquireSharedStarveExclusive_Shares)
{
    PERESOURCE resource = DdNewResource();

    REQUIRE(resource != NULL);
    EXPECT(ExAcquireSharedStarveExclusive(resource, FALSE));
    EXPECT(DdOtherThreadGets(resource, DdResourceTryShared));
    ExReleaseResourceLite(resource);
    DdDeleteResource(resource);
}

static const DD_CHECK DdResourceChecksEntries[] = {
    ENTRY(ExAcquireResourceExclusiveLite_Recursion),
    ENTRY(ExAcquireResourceExclusiveLite_Excludes),
    ENTRY(ExAcquireResourceSharedLite_Shares),
    ENTRY(ExAcquireResourceSharedLite_ByOwner),
    ENTRY(ExConvertExclusiveToSharedLite_Shares),
    ENTRY(ExGetExclusiveWaiterCount_None),
    ENTRY(ExReinitializeResourceLite_Free),
    ENTRY(ExAcquireSharedStarveExclusive_Shares),
};
CHECK_LIST(DdResourceChecks);

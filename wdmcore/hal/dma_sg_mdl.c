// SPDX-License-Identifier: GPL-2.0
/*
 * Hal: BuildMdlFromScatterGatherList.
 *
 * What the elements of a list are in memory: the pages of the original MDLs, or bounce
 * pages instead. Without any of these, the original MDL says it already. An MDL has an
 * offset in its first page only, so where an element doesn't go on at the beginning of a
 * page, another MDL of a chain begins.
 *
 * As the page allows one such MDL per list, it belongs to the list and goes with it.
 */
#include <linux/kernel.h>
#include <linux/mm.h>

#include "hal.h"

/* The MDLs that are being made. */
struct chain {
	PMDL first;
	PMDL last;
	PPFN_NUMBER pfn;	/* the next one of @last */
	phys_addr_t end;	/* where @last ends */
	size_t left;		/* bytes that no MDL describes yet */
	PEPROCESS process;
	bool bounced;
	bool failed;
};

static void free_chain(PMDL mdl)
{
	PMDL next;

	for (; mdl; mdl = next) {
		next = mdl->Next;
		IoFreeMdl(mdl);
	}
}

/** wdm_sg_free_mdl - free the MDL that was made for a list, if there is one */
void wdm_sg_free_mdl(struct wdm_sg *sg)
{
	free_chain(sg->mdl);
	sg->mdl = NULL;
}

/* With room for all that is left: how much of it lines up shows as it is added. */
static void new_mdl(struct chain *c, PVOID va)
{
	PMDL mdl = IoAllocateMdl(va, c->left, FALSE, FALSE, NULL);

	if (!mdl) {
		c->failed = true;
		return;
	}
	mdl->ByteCount = 0;
	mdl->Process = c->process;
	mdl->MdlFlags |= MDL_PAGES_LOCKED;
	if (c->last)
		c->last->Next = mdl;
	else
		c->first = mdl;
	c->last = mdl;
	c->pfn = MmGetMdlPfnArray(mdl);
}

static void add_element(struct wdm_sg *sg, struct wdm_mdl_cursor cursor,
			PSCATTER_GATHER_ELEMENT e, void *bounce, void *data)
{
	struct chain *c = data;
	phys_addr_t address = bounce ? virt_to_phys(bounce) : wdm_cursor_address(&cursor);
	u32 pages = ADDRESS_AND_SIZE_TO_SPAN_PAGES(address, e->Length);
	PFN_NUMBER page = PHYS_PFN(address);

	if (c->failed)
		return;
	if (!c->last || offset_in_page(c->end) || offset_in_page(address))
		new_mdl(c, wdm_cursor_va(&cursor));
	if (c->failed)
		return;
	while (pages--)
		*c->pfn++ = page++;
	c->last->ByteCount += e->Length;
	c->left -= e->Length;
	c->end = address + e->Length;
	c->bounced |= !!bounce;
}

/* DMA_OPERATIONS.BuildMdlFromScatterGatherList (PBUILD_MDL_FROM_SCATTER_GATHER_LIST) */
NTSTATUS NTAPI wdm_dma_build_mdl_from_sg_list(PDMA_ADAPTER DmaAdapter,
					      PSCATTER_GATHER_LIST ScatterGather,
					      PMDL OriginalMdl, PMDL *TargetMdl)
{
	struct wdm_sg *sg = wdm_sg_of(ScatterGather);
	struct chain c = { .left = sg->length };

	if (!OriginalMdl)
		return STATUS_INVALID_PARAMETER;
	if (sg->mdl)
		return STATUS_NONE_MAPPED;
	c.process = OriginalMdl->Process;
	wdm_sg_for_each(sg, add_element, &c);
	if (c.failed) {
		free_chain(c.first);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	if (!c.bounced) {
		free_chain(c.first);
		*TargetMdl = OriginalMdl;
		return STATUS_SUCCESS;
	}
	sg->mdl = c.first;
	*TargetMdl = c.first;
	return STATUS_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: code that speaks Microsoft's convention: that of images, and in tests of functions
 * that pretend to be images'.
 */
#include <linux/export.h>
#include <linux/jump_label.h>
#include <linux/rculist.h>
#include <linux/spinlock.h>

#include "pe.h"
#include "pe_exception.h"

static LIST_HEAD(pretenders);
static DEFINE_SPINLOCK(pretenders_lock);

/* Stays as its test does, which doesn't end while its code runs. */
static const struct wdm_image_code *pretender_at(const void *address)
{
	const struct wdm_image_code *c, *found = NULL;

	rcu_read_lock();
	list_for_each_entry_rcu(c, &pretenders, link) {
		if ((size_t)(address - c->base) < c->size) {
			found = c;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

/**
 * wdm_image_code_at - what image code stands at an address?
 * @address: the address
 * @code: set if there is any
 *
 * Context: any IRQL. Under RCU, or while the image can't go.
 * Return: false if there is none
 */
bool wdm_image_code_at(const void *address, struct wdm_image_code *code)
{
	const struct wdm_image *image = wdm_image_at(address);
	const struct wdm_image_code *c;

	if (image) {
		code->base = wdm_image_base(image);
		code->size = wdm_image_size(image);
		code->extent = code->size;
		code->functions = wdm_image_functions(image, &code->count);
		return true;
	}
	c = pretender_at(address);
	if (c)
		*code = *c;
	return c;
}
EXPORT_SYMBOL_GPL(wdm_image_code_at);

/**
 * wdm_code_kind - how is a routine to be called that is in no image?
 * @routine: a driver's routine
 *
 * An image may well give the address of an import as its routine.
 *
 * Context: any IRQL.
 * Return: WDM_CODE_*
 */
int wdm_code_kind(const void *routine)
{
	return WDM_IS_IMAGE_ENTRY(routine) || wdm_is_gate(routine) || pretender_at(routine) ?
	       WDM_CODE_IMAGE : WDM_CODE_SOURCE;
}

/**
 * wdm_is_image_code - is it called by Microsoft's convention?
 * @routine: a driver's routine
 *
 * Context: any IRQL. The image can't go.
 * Return: true if so
 */
bool wdm_is_image_code(const void *routine)
{
	return wdm_image_kind(routine) != WDM_CODE_SOURCE;
}
EXPORT_SYMBOL_GPL(wdm_is_image_code);

/**
 * wdm_image_pretend - let code count as an image's
 * @code: where it is; stays until wdm_image_pretend_end()
 *
 * For tests.
 *
 * Context: PASSIVE_LEVEL.
 */
void wdm_image_pretend(struct wdm_image_code *code)
{
	spin_lock(&pretenders_lock);
	list_add_rcu(&code->link, &pretenders);
	spin_unlock(&pretenders_lock);
	static_branch_inc(&wdm_images_key);
}
EXPORT_SYMBOL_GPL(wdm_image_pretend);

/**
 * wdm_image_pretend_end - and not any more
 * @code: the same
 *
 * Context: PASSIVE_LEVEL.
 */
void wdm_image_pretend_end(struct wdm_image_code *code)
{
	static_branch_dec(&wdm_images_key);
	spin_lock(&pretenders_lock);
	list_del_rcu(&code->link);
	spin_unlock(&pretenders_lock);
	synchronize_rcu();
}
EXPORT_SYMBOL_GPL(wdm_image_pretend_end);

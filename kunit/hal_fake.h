/* SPDX-License-Identifier: GPL-2.0 */
/* A device without hardware that can be mapped for: for the tests of DMA. */
#ifndef _KUNIT_HAL_FAKE_H
#define _KUNIT_HAL_FAKE_H

#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <ntddk.h>
#include "hal.h"

struct fake_dma {
	struct platform_device *pdev;
	struct wdm_adapter *adapter;
	PDMA_ADAPTER dma;
	PDMA_OPERATIONS op;
};

static inline void fake_dma_gone(void *data)
{
	struct fake_dma *fake = data;

	if (fake->adapter)
		fake->op->PutDmaAdapter(fake->dma);
	platform_device_unregister(fake->pdev);
}

/* The adapter goes when the test does. */
static inline struct fake_dma *fake_dma_new(struct kunit *test, unsigned int bits,
					    bool scatter_gather, size_t maximum_length)
{
	struct fake_dma *fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);
	u64 mask = DMA_BIT_MASK(bits);

	KUNIT_ASSERT_NOT_NULL(test, fake);
	fake->pdev = platform_device_register_simple("wdm_fake", PLATFORM_DEVID_AUTO, NULL, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(fake->pdev));
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, fake_dma_gone, fake));
	KUNIT_ASSERT_EQ(test, 0, dma_coerce_mask_and_coherent(&fake->pdev->dev, mask));
	fake->adapter = wdm_adapter_create(&fake->pdev->dev, NULL, mask, scatter_gather,
					   maximum_length, DEVICE_DESCRIPTION_VERSION3);
	KUNIT_ASSERT_NOT_NULL(test, fake->adapter);
	fake->dma = &fake->adapter->public;
	fake->op = fake->dma->DmaOperations;
	return fake;
}

static inline PDEVICE_OBJECT fake_device_object(struct kunit *test)
{
	PDEVICE_OBJECT device = kunit_kzalloc(test, sizeof(*device) + 16, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, device);
	device = PTR_ALIGN(device, 16);
	device->Type = IO_TYPE_DEVICE;
	return device;
}

#endif

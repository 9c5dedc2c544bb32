// SPDX-License-Identifier: GPL-2.0
/*
 * The edu device, driven as a Linux driver would: the measure for wdm/wdmbench.c.
 * Same functions, same order of work, each with Linux's own means. It takes the
 * first device only, so that the other driver gets the second.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>

#include <asm/msr.h>

#include "../benchioctl.h"

#define EDU_IRQ_STATUS	0x24
#define EDU_IRQ_RAISE	0x60
#define EDU_IRQ_ACK	0x64

static struct bench {
	struct pci_dev *pdev;
	void __iomem *registers;
	struct tasklet_struct done_tasklet;
	struct tasklet_struct count_tasklet;
	struct completion done;
	spinlock_t lock;
	u32 count;
} bench;

static irqreturn_t bench_irq(int irq, void *data)
{
	u32 bits = readl(bench.registers + EDU_IRQ_STATUS);

	if (!bits)
		return IRQ_NONE;
	writel(bits, bench.registers + EDU_IRQ_ACK);
	tasklet_schedule(&bench.done_tasklet);
	return IRQ_HANDLED;
}

static void bench_done(struct tasklet_struct *t)
{
	complete(&bench.done);
}

static void bench_count(struct tasklet_struct *t)
{
	bench.count++;
}

static u32 run_deferred(u32 n)
{
	u64 start = rdtsc_ordered();
	u32 i;

	bench.count = 0;
	for (i = 0; i < n; i++) {
		local_bh_disable();
		tasklet_schedule(&bench.count_tasklet);
		local_bh_enable();
	}
	return bench.count == n ? rdtsc_ordered() - start : 0;
}

static u32 run_lock(u32 n)
{
	u64 start = rdtsc_ordered();
	u32 i;

	for (i = 0; i < n; i++) {
		spin_lock_bh(&bench.lock);
		spin_unlock_bh(&bench.lock);
	}
	return rdtsc_ordered() - start;
}

static struct completion ping, pong;
static u32 pings;

static int bench_partner(void *unused)
{
	u32 i;

	for (i = 0; i < pings; i++) {
		wait_for_completion(&ping);
		complete(&pong);
	}
	return 0;
}

static u32 run_event(u32 n)
{
	struct task_struct *partner;
	u64 start;
	u32 i;

	init_completion(&ping);
	init_completion(&pong);
	pings = n + 1;
	partner = kthread_run(bench_partner, NULL, "bench_partner");
	if (IS_ERR(partner))
		return 0;
	/* It is there, and asleep, before the clock starts. */
	complete(&ping);
	wait_for_completion(&pong);
	start = rdtsc_ordered();
	for (i = 0; i < n; i++) {
		complete(&ping);
		wait_for_completion(&pong);
	}
	return rdtsc_ordered() - start;
}

static enum hrtimer_restart bench_expire(struct hrtimer *timer)
{
	return HRTIMER_NORESTART;
}

static u32 run_timer(u32 n)
{
	static struct hrtimer timer;
	u64 start;
	u32 i;

	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	timer.function = bench_expire;
	start = rdtsc_ordered();
	for (i = 0; i < n; i++) {
		hrtimer_start(&timer, ms_to_ktime(10000), HRTIMER_MODE_REL);
		hrtimer_cancel(&timer);
	}
	return rdtsc_ordered() - start;
}

static u32 run_pool(u32 n)
{
	u64 start = rdtsc_ordered();
	u32 i;

	for (i = 0; i < n; i++) {
		void *p = kmalloc(BENCH_BYTES, GFP_KERNEL);

		barrier_data(p);
		kfree(p);
	}
	return rdtsc_ordered() - start;
}

static long bench_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	u32 __user *user = (u32 __user *)argument;
	u32 value;

	if (get_user(value, user))
		return -EFAULT;
	switch (command) {
	case BENCH_NATIVE_CODE(BENCH_INVERT):
		value = ~value;
		break;
	case BENCH_NATIVE_CODE(BENCH_INTERRUPT):
		reinit_completion(&bench.done);
		writel(2, bench.registers + EDU_IRQ_RAISE);
		if (wait_for_completion_interruptible(&bench.done))
			return -EINTR;
		break;
	case BENCH_NATIVE_CODE(BENCH_DPC):
		value = run_deferred(value);
		break;
	case BENCH_NATIVE_CODE(BENCH_SPINLOCK):
		value = run_lock(value);
		break;
	case BENCH_NATIVE_CODE(BENCH_EVENT):
		value = run_event(value);
		break;
	case BENCH_NATIVE_CODE(BENCH_TIMER):
	case BENCH_NATIVE_CODE(BENCH_TIMERS):
		value = run_timer(value);
		break;
	case BENCH_NATIVE_CODE(BENCH_POOL):
	case BENCH_NATIVE_CODE(BENCH_LOOKASIDE):
		value = run_pool(value);
		break;
	default:
		return -ENOTTY;
	}
	return put_user(value, user);
}

static const struct file_operations bench_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = bench_ioctl,
};

static struct miscdevice bench_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "nativebench",
	.fops = &bench_fops,
};

static int bench_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int ret;

	if (bench.pdev)
		return -ENODEV;
	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	bench.registers = pcim_iomap(pdev, 0, 0);
	if (!bench.registers)
		return -ENOMEM;
	init_completion(&bench.done);
	spin_lock_init(&bench.lock);
	tasklet_setup(&bench.done_tasklet, bench_done);
	tasklet_setup(&bench.count_tasklet, bench_count);
	ret = devm_request_irq(&pdev->dev, pdev->irq, bench_irq, IRQF_SHARED, "nativebench",
			       &bench);
	if (ret)
		return ret;
	ret = misc_register(&bench_misc);
	if (!ret)
		bench.pdev = pdev;
	return ret;
}

static void bench_remove(struct pci_dev *pdev)
{
	misc_deregister(&bench_misc);
	devm_free_irq(&pdev->dev, pdev->irq, &bench);
	tasklet_kill(&bench.done_tasklet);
	tasklet_kill(&bench.count_tasklet);
	bench.pdev = NULL;
}

static const struct pci_device_id bench_ids[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },
	{ }
};
MODULE_DEVICE_TABLE(pci, bench_ids);

static struct pci_driver bench_driver = {
	.name = "nativebench",
	.id_table = bench_ids,
	.probe = bench_probe,
	.remove = bench_remove,
};
module_pci_driver(bench_driver);

MODULE_DESCRIPTION("Native counterpart of the WDM benchmark driver");
MODULE_LICENSE("GPL");

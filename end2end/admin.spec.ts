// The operator's desk: find a customer, record money that came in, void what was wrong.
import { expect, test, type Page } from '@playwright/test';
import { adminPages } from './support/pages';
import { customer, navigate, signIn, staff } from './support/sign-in';

const heading = { level: 1 } as const;

test('a customer does not see the desk', async ({ page }) => {
  await signIn(page, customer);
  expect([403, 404]).toContain((await page.goto('/admin'))?.status());
});

test.describe('staff', () => {
  test.beforeEach(({ page }) => signIn(page, staff));

  test('a customer is found by a part of the name', async ({ page }) => {
    await openCustomer(page);
    await expect(page.getByRole('heading', { ...heading, name: /Nordlicht/ })).toBeVisible();
  });

  test('a payment by bank transfer is recorded and reduces what is due', async ({ page }) => {
    await openInvoice(page, 'Open');
    await page.getByText('Record a payment', { exact: true }).first().click();
    await page.getByLabel('Amount', { exact: true }).fill('1.00');
    await page.getByLabel('Reference').fill(`Transfer ${Date.now()}`);
    await page.getByRole('button', { name: /record/i }).click();
    await expect(page.getByText('Partly paid').first()).toBeVisible();
  });

  test('an open invoice is voided, with a reason, after one is asked', async ({ page }) => {
    await openInvoice(page, 'Open');
    await page.getByText('Void invoice', { exact: true }).first().click();
    await expect(page.getByText('A void invoice cannot be reopened.')).toBeVisible();
    await page.getByLabel('Reason').fill('Billed twice');
    await page.getByRole('button', { name: 'Void invoice' }).click();
    await expect(page.locator('h1 .badge')).toHaveText('Void');
    await expect(page.getByRole('button', { name: 'Void invoice' })).toHaveCount(0);
  });

  for (const { path, heading: name } of adminPages) {
    test(`${path} opens and does not scroll sideways`, async ({ page }) => {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(200);
      await expect(page.getByRole('heading', { ...heading, name })).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    });
  }
});

async function openCustomer(page: Page) {
  await navigate(page, 'Customers');
  await page.getByRole('searchbox').fill('nordlicht');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('main').getByRole('link', { name: /Nordlicht/ }).first().click();
}

/** The customer's newest invoice in this state. */
async function openInvoice(page: Page, state: string) {
  await openCustomer(page);
  const row = page.getByRole('row').filter({ has: page.locator('.badge', { hasText: new RegExp(`^${state}$`) }) });
  await row.first().getByRole('link').first().click();
  await expect(page.getByRole('heading', { ...heading, name: /^Invoice / })).toBeVisible();
}

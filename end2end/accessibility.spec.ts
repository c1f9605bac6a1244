// Every page against WCAG 2.2 AA (axe), in light and dark; the keyboard's path; paper.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { adminPages, portalPages, publicPages, type PageOfOurs } from './support/pages';
import { customer, signIn, staff, type Person } from './support/sign-in';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const groups: [string, PageOfOurs[], Person | null][] = [
  ['public', publicPages, null],
  ['portal', portalPages, customer],
  ['admin', adminPages, staff],
];

for (const [name, pages, person] of groups) {
  test(`${name} pages have no accessibility fault`, async ({ page }) => {
    test.setTimeout(120_000);
    if (person) await signIn(page, person);
    for (const { path } of pages) {
      await page.goto(path);
      await expectNoFault(page);
    }
  });
}

test('an invoice has no accessibility fault', async ({ page }) => {
  await openInvoice(page);
  await expectNoFault(page);
});

test('the first Tab stop skips to the content, the next ones reach the navigation', async ({ page }) => {
  await signIn(page, customer);
  await page.goto('/invoices');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();

  await page.goto('/invoices');
  const navigation = page.getByRole('navigation', { name: 'Main' });
  for (let stop = 0; stop < 12; stop++) {
    await page.keyboard.press('Tab');
    if (await navigation.locator(':focus').count()) return;
  }
  throw new Error('12 Tab stops did not reach the navigation');
});

test('a refused form puts the focus on what must be corrected', async ({ page }) => {
  await signIn(page, customer);
  await page.goto('/settings/billing');
  await page.getByLabel('Legal name').fill(' ');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeFocused();
  await expectNoFault(page);
  await page.getByRole('alert').getByRole('link').first().click();
  await expect(page.getByLabel('Legal name')).toBeFocused();
});

test('a printed invoice is the invoice alone', async ({ page }, { project }) => {
  await openInvoice(page);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
  await expect(page.getByRole('link', { name: 'Download PDF' }).first()).toBeHidden();
  await page.screenshot({ path: `screenshots/invoice-print-${project.name}.png`, fullPage: true });
});

async function openInvoice(page: Page) {
  await signIn(page, customer);
  await page.goto('/invoices');
  await page.locator('tbody').getByRole('link').first().click();
}

async function expectNoFault(page: Page) {
  const { violations } = await new AxeBuilder({ page }).withTags(standards).analyze();
  const faults = violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`));
  expect.soft(faults, page.url()).toEqual([]);
}

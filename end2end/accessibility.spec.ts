// Every page against WCAG 2.2 AA (axe), in light and dark; forms that were refused; the keyboard's path; paper.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { groups, walk } from './support/pages';
import { cards, enterCard, goToGateway, openOwnInvoice } from './support/paying';
import { admin, comeIn, fillSignIn, finance, owner, type Person } from './support/sign-in';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

for (const [name, person, pages] of groups) {
  test(`${name} pages have no accessibility fault`, async ({ page }) => {
    test.setTimeout(120_000);
    await walk(page, person, pages, expectNoFault);
  });
}

test('menus that are open have no accessibility fault', async ({ page }) => {
  await comeIn(page, owner);
  await page.locator('.topbar summary').last().click();
  await expectNoFault(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/invoices');
  await page.getByText('Filters', { exact: true }).click();
  await expectNoFault(page);
  await page.getByRole('button', { name: 'Menu' }).click();
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();
  await expectNoFault(page);
});

const ardmore = '/admin/customers/deb00000-0000-7000-8000-000000000101';

/** Who sends which form in a state the server refuses; `button` opens or sends it, step by step. */
const refusedForms: { name: string; person: Person; path: string; follow?: string; clear: string[]; send: string }[] = [
  { name: 'billing details', person: owner, path: '/settings/billing', clear: ['Legal name', 'Town or city', 'E-mail addresses for documents'], send: 'Save' },
  { name: 'an invitation', person: owner, path: '/settings/people', clear: ['E-mail address'], send: 'Send invitation' },
  { name: "one's own name", person: owner, path: '/settings/account', clear: ['Name'], send: 'Save' },
  { name: 'a new password', person: owner, path: '/settings/account', clear: ['Current password', 'New password'], send: 'Change password' },
  { name: 'a payment', person: finance, path: `${ardmore}/payments/new`, clear: ['Amount', 'Received on'], send: 'Record a payment' },
  { name: 'a new invoice', person: finance, path: `${ardmore}/invoices/new`, clear: ['Currency', 'Issued on', 'Due on'], send: 'Save draft' },
  { name: 'a seller', person: admin, path: '/admin/sellers/new', clear: ['Legal name', 'Town or city', 'Days to pay'], send: 'Save' },
  { name: 'a credit note', person: finance, path: `${ardmore}?state=paid&q=LUM-000001`, follow: 'a[href$="/credit-note"]', clear: ['/^Credited quantity/'], send: 'Preview' },
];

for (const { name, person, path, follow, clear, send } of refusedForms) {
  test(`a refused form has no accessibility fault and fits a phone: ${name}`, async ({ page }) => {
    await comeIn(page, person);
    await page.goto(path);
    if (follow) {
      await page.goto((await page.locator('main tbody a').first().getAttribute('href'))!);
      await page.goto((await page.locator(follow).first().getAttribute('href'))!);
    }
    // The server shall answer, not the browser.
    await page.evaluate(() => document.querySelectorAll('form').forEach((form) => (form.noValidate = true)));
    for (const label of clear) {
      const fields = label.startsWith('/') ? page.getByLabel(new RegExp(label.slice(1, -1))) : page.getByLabel(label, { exact: true });
      for (const field of await fields.all()) await field.fill('');
    }
    const [answer] = await Promise.all([
      page.waitForResponse((it) => it.request().method() === 'POST'),
      page.getByRole('button', { name: send, exact: true }).first().click(),
    ]);
    expect(answer.status()).toBe(422);
    await expect(page.getByRole('alert').first()).toBeFocused();
    await expectNoFault(page);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await expectNoFault(page);
  });
}

test('a payment has no accessibility fault, from the choice of a card to the thanks', async ({ page }) => {
  test.setTimeout(60_000);
  const invoice = await openOwnInvoice(page);
  await goToGateway(page, true);
  await page.getByRole('link', { name: 'Cancel and go back' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Not paid yet' })).toBeVisible();
  await expectNoFault(page);
  await page.getByRole('link', { name: 'Back to the payment page' }).click();
  await enterCard(page, cards.works);
  await expect(page.getByRole('heading', { level: 1, name: 'Thank you for your payment' })).toBeVisible();
  await expectNoFault(page);
  await page.goto(invoice);
  await expectNoFault(page);
  // Now there is a saved card to choose, to rename and to remove.
  await openOwnInvoice(page);
  await page.getByRole('link', { name: 'Pay €123.00' }).first().click();
  await expectNoFault(page);
  await page.goto('/settings/payment-methods');
  await page.locator('summary', { hasText: 'Rename' }).first().click();
  await page.locator('summary', { hasText: 'Remove…' }).first().click();
  await expectNoFault(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoFault(page);
  await page.getByRole('button', { name: 'Remove', exact: true }).first().click();
  await expect(page.getByText('The payment method was removed.')).toBeVisible();
});

test('a refused sign-in has no accessibility fault', async ({ page }) => {
  await page.goto('/sign-in');
  await fillSignIn(page, `nobody-${Date.now()}@example.com`, 'not the password');
  await expect(page.getByText('The e-mail address or the password is not right.').first()).toBeVisible();
  await expectNoFault(page);
});

test('the first Tab stop skips to the content, the next ones reach the navigation', async ({ page }) => {
  await comeIn(page, owner);
  await page.goto('/invoices');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();

  await page.goto('/invoices');
  const navigation = page.getByRole('navigation', { name: 'Main navigation' });
  for (let stop = 0; stop < 12; stop++) {
    await page.keyboard.press('Tab');
    if (await navigation.locator(':focus').count()) return;
  }
  throw new Error('12 Tab stops did not reach the navigation');
});

test('a refused form puts the focus on what must be corrected', async ({ page }) => {
  await comeIn(page, owner);
  await page.goto('/settings/billing');
  await page.getByLabel('Legal name').fill(' ');
  await page.keyboard.press('Enter');
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await summary.getByRole('link').first().click();
  await expect(page.getByLabel('Legal name')).toBeFocused();
});

test('a printed invoice is the invoice alone', async ({ page }, { project }) => {
  await comeIn(page, owner);
  await page.goto('/invoices?state=open');
  await page.locator('tbody').getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: /^Invoice / })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.sheet')).toBeVisible();
  await expect(page.locator('.sheet')).toContainText('Amount due');
  for (const other of ['#nav', '.topbar', '.banners', '.foot', '.crumbs', '.with-aside > aside']) {
    for (const part of await page.locator(other).all()) await expect(part, other).toBeHidden();
  }
  await expect(page.locator('a', { hasText: 'Download PDF' }).first()).toBeHidden();
  expect(await page.locator('.sheet').evaluate((sheet) => getComputedStyle(sheet).color)).toBe('rgb(0, 0, 0)');
  await page.screenshot({ path: `screenshots/invoice-print-${project.name}.png`, fullPage: true });
});

async function expectNoFault(page: Page) {
  // Legacy mode looks from within the page; the default opens a second one each time. The only frame there is holds a
  // captured mail, and nothing can be run inside it.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ iframes: false }).withTags(standards);
  const { violations } = await axe.analyze();
  const faults = violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`));
  expect.soft(faults, page.url()).toEqual([]);
}

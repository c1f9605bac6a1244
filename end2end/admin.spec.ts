// The operator's desk: find a customer, write an invoice and issue it, record money that came in, take back what was wrong.
import { expect, test } from '@playwright/test';
import { badge, invoiceNumber, issue, issueInvoice, line, openCustomer, openNewInvoice, saveDraft, search } from './support/invoices';
import { mailsTo, newMailTo } from './support/mail';
import { comeIn, finance, longstanding, owner } from './support/sign-in';

const heading = { level: 1 } as const;
const billingAddress = 'purchase.ledger@greenfield.example';

test('a customer does not see the desk', async ({ page }) => {
  await comeIn(page, owner);
  for (const path of ['/admin', '/admin/customers', '/admin/audit']) {
    expect((await page.goto(path))?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { ...heading, name: 'Page not found' })).toBeVisible();
  }
});

test.describe('staff', () => {
  test.beforeEach(({ page }) => comeIn(page, finance));

  test('find a customer by a part of the name', async ({ page }) => {
    await openCustomer(page, 'nordli', /^Nordlicht/);
  });

  test('find an invoice by its number', async ({ page }) => {
    await search(page, 'LUM-000017');
    await page.getByRole('main').getByRole('link', { name: 'LUM-000017' }).click();
    await expect(page.getByRole('heading', { ...heading, name: 'Invoice LUM-000017' })).toBeVisible();
  });

  test('write a draft and issue it, and the customer gets it', async ({ page }) => {
    const earlier = await mailsTo(page, billingAddress);
    await saveDraft(page);
    await issue(page);
    const number = await invoiceNumber(page);
    const mail = await newMailTo(page, billingAddress, earlier);
    await page.goto(mail);
    await expect(page.getByRole('article').getByRole('heading', { level: 2 })).toContainText(number);

    await comeIn(page, longstanding);
    await page.goto('/invoices');
    await page.getByRole('link', { name: number }).click();
    await expect(page.getByRole('heading', { ...heading, name: `Invoice ${number}` })).toBeVisible();
    await expect(page.getByText('€123.00').first()).toBeVisible(); // 2 × 50.00 and 23 %
  });

  test('are told what a draft lacks, and lose nothing they typed', async ({ page }) => {
    await openNewInvoice(page);
    await line(page).getByLabel('Quantity').fill('2');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(line(page).getByLabel('Quantity')).toHaveValue('2');
  });

  test('record a payment by bank transfer, which reduces what is due', async ({ page }) => {
    await issueInvoice(page);
    const invoice = page.url();
    await page.getByRole('link', { name: 'Record a payment' }).click();
    await page.getByLabel('Amount', { exact: true }).fill('23.00');
    await page.getByLabel('Payment reference').fill(`Transfer ${Date.now()}`);
    await page.getByRole('button', { name: 'Record a payment' }).click();
    await expect(page.getByText('A payment of €23.00 was recorded.')).toBeVisible();
    await page.goto(invoice);
    await expect(badge(page)).toHaveText('Partly paid');
    await expect(page.locator('.totals .due')).toContainText('€100.00');
  });

  test('void an open invoice, with a reason, after one is asked', async ({ page }) => {
    await issueInvoice(page);
    await page.locator('summary', { hasText: /^Void…$/ }).click();
    await expect(page.getByText('A void invoice cannot be reopened.')).toBeVisible();
    const form = page.locator('form[action$="/void"]');
    await form.getByLabel('Reason').fill(' '); // not empty, or the browser would keep the form
    await form.getByRole('button', { name: 'Void', exact: true }).click();
    await expect(page.getByText('Nothing was changed: please give a reason.')).toBeVisible();
    await expect(badge(page)).toHaveText('Open');

    await page.locator('summary', { hasText: /^Void…$/ }).click();
    await form.getByLabel('Reason').fill('Billed twice');
    await form.getByRole('button', { name: 'Void', exact: true }).click();
    await expect(page.getByText('The invoice was voided.')).toBeVisible();
    await expect(badge(page)).toHaveText('Void');
    await expect(page.locator('summary', { hasText: /^Void/ })).toHaveCount(0);
  });

  test('credit a part of an invoice', async ({ page }) => {
    await issueInvoice(page);
    const invoice = page.url();
    await page.getByRole('link', { name: 'Issue credit note' }).click();
    await page.getByLabel('Reason').selectOption({ label: 'Goods returned' });
    await page.getByLabel(/^Credited quantity of/).fill('1');
    await page.locator('summary', { hasText: /^Issue credit note…$/ }).click();
    await page.getByRole('button', { name: 'Issue credit note' }).click();
    await expect(page.getByText('The credit note was issued and goes to the customer.')).toBeVisible();
    await page.goto(invoice);
    await expect(page.locator('.totals .due')).toContainText('€61.50'); // 123.00 − 50.00 × 1.23
    await page.getByRole('link', { name: /LUM-CN-\d+/ }).first().click();
    await expect(page.getByRole('heading', { ...heading, name: /^Credit note LUM-CN-/ })).toBeVisible();
  });
});

// Invoices of a test's own, made by staff as a person makes them: what a test does to one disturbs no other test.
import { expect, type Page } from '@playwright/test';
import { navigate } from './sign-in';

const heading = { level: 1 } as const;

export async function search(page: Page, text: string) {
  await navigate(page, 'Customers');
  await page.getByRole('searchbox').fill(text);
  await page.getByRole('button', { name: 'Search' }).click();
}

export async function openCustomer(page: Page, part: string, name: RegExp) {
  await search(page, part);
  await page.getByRole('main').getByRole('link', { name }).first().click();
  await expect(page.getByRole('heading', { ...heading, name })).toBeVisible();
}

export async function openNewInvoice(page: Page) {
  await openCustomer(page, 'greenfield', /Greenfield/);
  await page.getByRole('link', { name: 'New invoice' }).click();
  await expect(page.getByRole('heading', { ...heading, name: 'New invoice' })).toBeVisible();
}

/** A draft of 2 × 50.00 euro and 23 % tax for Greenfield, opened. */
export async function saveDraft(page: Page) {
  await openNewInvoice(page);
  await page.getByLabel('Seller').selectOption({ label: 'Lumen Software Ltd' });
  await page.getByLabel('Currency').fill('EUR');
  await line(page).getByLabel('Description').fill(`Workshop ${Date.now()}`);
  await line(page).getByLabel('Quantity').fill('2');
  await line(page).getByLabel('Unit price, net').fill('50.00');
  await line(page).getByLabel('Tax', { exact: true }).selectOption({ label: 'Standard or reduced rate (S)' });
  await line(page).getByLabel('Rate in %').fill('23');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.getByText('The draft was saved.')).toBeVisible();
  await expect(page.getByRole('heading', { ...heading, name: /^Draft invoice/ })).toBeVisible();
}

export async function issue(page: Page) {
  await page.locator('summary', { hasText: /^Issue invoice…$/ }).click();
  await expect(page.getByText(/^The invoice over €123\.00 gets its number/)).toBeVisible();
  await page.getByRole('button', { name: 'Issue invoice' }).click();
  await expect(page.getByText('The invoice was issued and goes to the customer.')).toBeVisible();
  await expect(badge(page)).toHaveText('Open');
}

/** A new open invoice over 123.00 euro for Greenfield, opened. */
export async function issueInvoice(page: Page) {
  await saveDraft(page);
  await issue(page);
}

export async function invoiceNumber(page: Page): Promise<string> {
  return (await page.getByRole('heading', heading).innerText()).match(/LUM-\d+/)![0];
}

export function line(page: Page) {
  return page.getByRole('group', { name: 'Line 1' });
}

export function badge(page: Page) {
  return page.locator('h1 .badge');
}

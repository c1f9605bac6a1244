// What a customer does on the gateway's own pages, which the simulator beside the demo serves.
import { expect, type Page } from '@playwright/test';
import { invoiceNumber, issueInvoice } from './invoices';
import { comeIn, finance, longstanding } from './sign-in';

export const cards = {
  works: '4242 4242 4242 4242',
  mastercard: '5555 5555 5555 4444',
  asksTheBank: '4000 0025 0000 3155',
  lacksFunds: '4000 0000 0000 9995',
} as const;

/** Makes an invoice over 123.00 euro and opens it as the customer who is to pay it; returns its address. */
export async function openOwnInvoice(page: Page): Promise<string> {
  await comeIn(page, finance);
  await issueInvoice(page);
  const number = await invoiceNumber(page);
  await comeIn(page, longstanding);
  await page.goto('/invoices');
  await page.getByRole('link', { name: number, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Invoice ${number}` })).toBeVisible();
  return page.url();
}

/** From an open invoice to the gateway's page. */
export async function goToGateway(page: Page, save = false) {
  await page.getByRole('link', { name: 'Pay €123.00' }).first().click();
  await page.getByRole('radio', { name: /^A new card/ }).check();
  if (save) await page.getByLabel('Save a new card for later payments').check();
  await page.getByRole('button', { name: 'Pay now' }).click();
  await expect(page.getByRole('heading', { name: 'Pay', exact: true })).toBeVisible();
  await expect(page.locator('.total')).toHaveText('€123.00');
}

/** Fills in the gateway's page and sends it. */
export async function enterCard(page: Page, number: string) {
  await page.getByLabel('Name on the card or account').fill('Grace Greenfield');
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel('Expires (MM / YY)').fill('12 / 30');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^(Pay|Save)$/ }).click();
}

export async function expectPaid(page: Page, invoice: string) {
  await expect(page.getByRole('heading', { level: 1, name: 'Thank you for your payment' })).toBeVisible();
  await page.goto(invoice);
  await expect(page.locator('h1 .badge')).toHaveText('Paid');
  await expect(page.getByRole('link', { name: /^Pay / })).toHaveCount(0);
}

/** The gateway ends its page, as it does by itself after an hour. The page's address is the browser's. */
export async function expirePage(page: Page) {
  const { origin, pathname } = new URL(page.url());
  const session = pathname.split('/').at(-1);
  const headers = { authorization: 'Bearer sk_test_quittance_simulator' };
  const answer = await page.request.post(`${origin}/v1/checkout/sessions/${session}/expire`, { headers });
  expect(answer.status()).toBe(200);
}

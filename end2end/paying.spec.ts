// Paying an invoice online, on the gateway's page and with a saved card, and what can go wrong on the way.
import { expect, test, type Page } from '@playwright/test';
import { cards, enterCard, expectPaid, expirePage, goToGateway, openOwnInvoice } from './support/paying';
import { comeIn, longstanding, navigate } from './support/sign-in';

const heading = { level: 1 } as const;
const methods = '/settings/payment-methods';

test('a card on the gateway\'s page pays the invoice, once', async ({ page }) => {
  const invoice = await openOwnInvoice(page);
  await goToGateway(page);
  await enterCard(page, cards.works);
  const back = page.url();
  await expectPaid(page, invoice);
  await page.goto(back); // and again
  await expect(page.getByText('The invoice is paid in full.')).toBeVisible();
  await navigate(page, 'Payments');
  await expect(page.getByText('€123.00').first()).toBeVisible();
});

test('the bank asks, and the customer confirms', async ({ page }) => {
  const invoice = await openOwnInvoice(page);
  await goToGateway(page);
  await enterCard(page, cards.asksTheBank);
  await expect(page.getByRole('heading', { name: 'Your bank asks: is this you?' })).toBeVisible();
  await page.getByRole('button', { name: 'Yes, complete it' }).click();
  await expectPaid(page, invoice);
});

test('the bank asks, the customer refuses, looks at our page and goes back to pay', async ({ page }) => {
  const invoice = await openOwnInvoice(page);
  await goToGateway(page);
  await enterCard(page, cards.asksTheBank);
  await page.getByRole('button', { name: 'No, refuse it' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByRole('link', { name: 'Cancel and go back' }).click();
  await expect(page.getByRole('heading', { ...heading, name: 'Not paid yet' })).toBeVisible();
  await page.getByRole('link', { name: 'Back to the payment page' }).click();
  await enterCard(page, cards.works);
  await expectPaid(page, invoice);
});

test('a card is declined, and another one pays', async ({ page }) => {
  const invoice = await openOwnInvoice(page);
  await goToGateway(page);
  await enterCard(page, cards.lacksFunds);
  await expect(page.getByRole('alert')).toContainText('insufficient funds');
  await enterCard(page, cards.works);
  await expectPaid(page, invoice);
});

test('a page that has expired charges nothing, and the invoice can be paid anew', async ({ page }) => {
  const invoice = await openOwnInvoice(page);
  await goToGateway(page);
  await expirePage(page);
  expect((await page.reload())?.status()).toBe(410);
  await expect(page.getByText('Nothing was charged.')).toBeVisible();
  await page.getByRole('link', { name: 'Back to the seller' }).click();
  await expect(page.getByRole('heading', { ...heading, name: 'Payment not carried out' })).toBeVisible();
  await page.goto(invoice);
  await goToGateway(page);
  await enterCard(page, cards.works);
  await expectPaid(page, invoice);
});

test('a card is saved while paying, pays the next invoice in one step, and is put in order and removed', async ({ page }) => {
  test.setTimeout(60_000);
  await comeIn(page, longstanding);
  await removeAll(page);
  const first = await openOwnInvoice(page);
  await goToGateway(page, true);
  await enterCard(page, cards.works);
  await expectPaid(page, first);

  const second = await openOwnInvoice(page);
  await page.getByRole('link', { name: 'Pay €123.00' }).first().click();
  await page.getByRole('radio', { name: /^Visa ending 4242/ }).check();
  await page.getByRole('button', { name: 'Pay now' }).click();
  await expectPaid(page, second);

  await page.goto(methods);
  await page.getByRole('button', { name: 'Add a card' }).click();
  await expect(page.getByRole('heading', { name: 'Save a payment method' })).toBeVisible();
  await enterCard(page, cards.mastercard);
  await expect(page.getByText('The payment method was saved.')).toBeVisible();
  const visa = page.getByRole('listitem').filter({ hasText: 'Visa ending 4242' });
  const mastercard = page.getByRole('listitem').filter({ hasText: 'ending 4444' });
  await expect(visa.locator('.badge')).toHaveText('Default');
  await mastercard.getByRole('button', { name: /^Make default/ }).click();
  await expect(page.getByText('The default was changed.')).toBeVisible();
  await expect(mastercard.locator('.badge')).toHaveText('Default');
  await expect(visa.locator('.badge')).toHaveCount(0);

  await mastercard.locator('summary', { hasText: 'Rename' }).click();
  await mastercard.getByLabel('Your name for it').fill('Travel');
  await mastercard.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The name was changed.')).toBeVisible();
  await expect(page.getByText('Travel').first()).toBeVisible();

  await removeAll(page);
  await expect(page.getByText('No payment method saved')).toBeVisible();
});

/** Removes every saved card, each after it was asked. */
async function removeAll(page: Page) {
  await page.goto(methods);
  const ask = page.locator('summary', { hasText: 'Remove…' });
  for (let left = await ask.count(); left > 0; left--) {
    await ask.first().click();
    await page.getByRole('button', { name: 'Remove', exact: true }).first().click();
    await expect(page.getByText('The payment method was removed.')).toBeVisible();
    await expect(ask).toHaveCount(left - 1);
  }
}

test('credit is bought ahead and is there when the money is', async ({ page }) => {
  await openOwnInvoice(page); // in euro: from now on credit is sold in euro, too
  await navigate(page, 'Credit');
  await page.getByRole('link', { name: 'Buy credit' }).click();
  await expect(page.getByRole('heading', { ...heading, name: 'Buy credit' })).toBeVisible();
  await page.getByLabel('Currency').selectOption('EUR');
  await page.getByLabel('Amount').fill('3');
  await page.getByRole('radio', { name: /^A new card/ }).check();
  await page.getByRole('button', { name: 'Pay now' }).click();
  await expect(page.getByRole('alert')).toContainText('Enter €5.00 or more');
  await page.getByLabel('Amount').fill('25.50');
  await page.getByRole('button', { name: 'Pay now' }).click();
  await expect(page.locator('.total')).toHaveText('€25.50');
  await enterCard(page, cards.works);
  await expect(page.getByText('€25.50 was added to your credit.')).toBeVisible();
  await page.getByRole('link', { name: 'View payment and receipt' }).click();
  await expect(page.getByText('Credit bought')).toBeVisible();
  await navigate(page, 'Credit');
  await expect(page.getByText('€25.50').first()).toBeVisible();
});

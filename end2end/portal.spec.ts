// What a customer comes for: see what is due, find and keep an invoice, put the account in order.
import { expect, test } from '@playwright/test';
import { portalPages } from './support/pages';
import { customer, navigate, signIn, signOut } from './support/sign-in';

const heading = { level: 1 } as const;

test('a wrong password is refused without saying whether the address is known', async ({ page }) => {
  for (const email of [customer.email, 'nobody@example.com']) {
    await page.goto('/sign-in');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('The e-mail address or the password is not right.')).toBeVisible();
    await expect(page.getByLabel('E-mail address')).toHaveValue(email);
  }
});

test('an e-mailed link signs in once', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(customer.email);
  await page.getByRole('button', { name: 'Send me a sign-in link' }).click();
  await expect(page.getByText(/sign-in link is on its way/)).toBeVisible();

  await page.goto('/dev/mail');
  await page.getByRole('link', { name: /sign/i }).first().click();
  const message = await page.content();
  const link = message.match(/https?:\/\/[^\s"'<>]*\/sign-in\/[^\s"'<>]+/)?.[0];
  expect(link, 'the newest mail contains a sign-in link').toBeTruthy();
  const path = new URL(link!).pathname + new URL(link!).search;

  await page.goto(path);
  const confirm = page.getByRole('button', { name: /sign in|continue/i }); // a mail scanner's GET must not use it up
  if (await confirm.isVisible()) await confirm.click();
  await expect(page.getByRole('heading', { ...heading, name: 'Overview' })).toBeVisible();

  await page.context().clearCookies();
  await page.goto(path);
  if (await confirm.isVisible()) await confirm.click();
  await expect(page.getByText(/has been used or has expired/)).toBeVisible();
});

test.describe('signed in', () => {
  test.beforeEach(({ page }) => signIn(page, customer));

  test('the overview says what is due', async ({ page }) => {
    await expect(page.getByRole('heading', { ...heading, name: 'Overview' })).toBeVisible();
    await expect(page.getByText('Amount due').first()).toBeVisible();
  });

  test('an invoice is found by its status, opened and downloaded', async ({ page }) => {
    await navigate(page, 'Invoices');
    await expect(page).toHaveURL(/\/invoices$/);
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('Status').selectOption({ label: 'Paid' });
    await page.getByRole('button', { name: /apply|filter/i }).click();
    const badges = page.locator('tbody .badge');
    for (const text of await badges.allInnerTexts()) expect(text).toBe('Paid');

    await page.locator('tbody').getByRole('link').first().click();
    await expect(page).toHaveURL(/\/invoices\/[0-9a-f-]{36}$/);
    await expect(page.getByRole('heading', { ...heading, name: /^Invoice / })).toBeVisible();

    const address = await page.getByRole('link', { name: 'Download PDF' }).first().getAttribute('href');
    const document = await page.request.get(address!);
    expect(document.headers()['content-type']).toBe('application/pdf');
    expect((await document.body()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('the list of invoices goes to older ones and back', async ({ page }) => {
    await page.goto('/invoices');
    const first = await page.locator('tbody').getByRole('link').first().innerText();
    await page.getByRole('link', { name: 'Older' }).click();
    await expect(page.locator('tbody').getByRole('link').first()).not.toHaveText(first);
    await page.getByRole('link', { name: 'Newer' }).click();
    await expect(page.locator('tbody').getByRole('link').first()).toHaveText(first);
  });

  test('billing details are corrected, and a missing name is asked for', async ({ page }) => {
    await page.goto('/settings/billing');
    const town = `Hamburg ${Date.now()}`;
    await page.getByLabel('Town or city').fill(town);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Your billing details were saved.')).toBeVisible();
    await expect(page.getByLabel('Town or city')).toHaveValue(town);

    const name = await page.getByLabel('Legal name').inputValue();
    await page.getByLabel('Legal name').fill(' '); // not empty, or the browser would keep the form
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.getByLabel('Legal name')).toHaveAttribute('aria-invalid', 'true');
    await page.goto('/settings/billing');
    await expect(page.getByLabel('Legal name')).toHaveValue(name);
  });

  test('a colleague is invited', async ({ page }, { project }) => {
    const colleague = `${project.name}-${Date.now()}@example.com`;
    await page.goto('/settings/people');
    await page.getByLabel('E-mail address').fill(colleague);
    await page.getByRole('button', { name: /invite/i }).click();
    await expect(page.getByText(`An invitation was sent to ${colleague}.`)).toBeVisible();
    await page.goto('/dev/mail');
    await expect(page.getByText(colleague).first()).toBeVisible();
  });

  test('after signing out the pages are closed', async ({ page }) => {
    await signOut(page);
    await page.goto('/invoices');
    await expect(page.getByRole('heading', { ...heading, name: 'Sign in' })).toBeVisible();
  });

  for (const { path, heading: name } of portalPages) {
    test(`${path} opens and does not scroll sideways`, async ({ page }) => {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(200);
      await expect(page.getByRole('heading', { ...heading, name })).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    });
  }
});

// What a customer comes for: see what is due, find and keep an invoice, put the account in order.
import { expect, test, type Page } from '@playwright/test';
import { linkIn, mailsTo, newMailTo } from './support/mail';
import { comeIn, fillSignIn, german, longstanding, navigate, owner, signIn, signOut, viewer } from './support/sign-in';

const heading = { level: 1 } as const;

test('a wrong password is refused without saying whether the address is known', async ({ page }) => {
  const answers: string[] = [];
  for (const email of [owner.email, `nobody-${Date.now()}@example.com`]) {
    await page.goto('/sign-in');
    await fillSignIn(page, email, 'not the password');
    await expect(page.getByText('The e-mail address or the password is not right.').first()).toBeVisible();
    await expect(page.getByLabel('E-mail address').first()).toHaveValue(email);
    answers.push(await page.getByRole('main').innerText());
  }
  expect(answers[1]).toBe(answers[0]);
  await signIn(page, owner); // and the right one still comes in
});

test('an e-mailed link signs in once', async ({ page }) => {
  const earlier = await mailsTo(page, owner.email);
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').last().fill(owner.email);
  await page.getByRole('button', { name: 'Send me a sign-in link' }).click();
  await expect(page.getByText(/sign-in link is on its way/)).toBeVisible();
  const link = await linkIn(page, await newMailTo(page, owner.email, earlier), '/sign-in/link/');

  const press = page.getByRole('button', { name: 'Sign in', exact: true });
  await page.goto(link);
  await page.goto(link); // a mail scanner's GET does not use it up
  await press.click();
  await expect(page.getByRole('heading', { ...heading, name: 'Overview' })).toBeVisible();

  await page.context().clearCookies();
  expect((await page.goto(link))?.status()).toBe(410);
  await expect(page.getByText(/has been used or has expired/)).toBeVisible();
  await expect(press).toHaveCount(0);
  await page.goto('/');
  await expect(page.getByRole('heading', { ...heading, name: 'Sign in' })).toBeVisible();
});

test('after signing out the pages are closed', async ({ page }) => {
  await signIn(page, owner);
  await signOut(page);
  await page.goto('/invoices');
  await expect(page.getByRole('heading', { ...heading, name: 'Sign in' })).toBeVisible();
});

test.describe('an owner', () => {
  test.beforeEach(({ page }) => comeIn(page, owner));

  test('sees on the overview what is due', async ({ page }) => {
    await expect(page.getByRole('heading', { ...heading, name: 'Overview' })).toBeVisible();
    const due = page.getByRole('region', { name: 'Amount due' });
    await expect(due).toContainText(/€\d{1,3}(,\d{3})*\.\d{2}/);
    await due.getByRole('link', { name: /open invoices/i }).click();
    await expect(page).toHaveURL(/\/invoices\?state=open$/);
  });

  test('finds an invoice by its status, opens and downloads it', async ({ page }) => {
    await navigate(page, 'Invoices');
    await expect(page).toHaveURL(/\/invoices$/);
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('Status').selectOption({ label: 'Paid' });
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await expect(page).toHaveURL(/state=paid/);
    const states = await page.locator('tbody .badge').allInnerTexts();
    expect(states.length).toBeGreaterThan(0);
    for (const state of states) expect(state).toBe('Paid');

    await firstLink(page).click();
    await expect(page).toHaveURL(/\/invoices\/[0-9a-f-]{36}$/);
    await expect(page.getByRole('heading', { ...heading, name: /^Invoice / })).toBeVisible();
    await expect(page.locator('h1 .badge')).toHaveText('Paid');

    const address = await page.getByRole('link', { name: 'Download PDF' }).first().getAttribute('href');
    const document = await page.request.get(address!);
    expect(document.headers()['content-type']).toBe('application/pdf');
    expect((await document.body()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('corrects billing details, and is asked for a name that is missing', async ({ page }) => {
    await page.goto('/settings/billing');
    const line2 = page.getByLabel('Address, line 2');
    const floor = `Floor ${Date.now()}`;
    await line2.fill(floor);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText(/^Your billing details were saved\./)).toBeVisible();
    await expect(line2).toHaveValue(floor);

    const name = page.getByLabel('Legal name');
    const before = await name.inputValue();
    await name.fill(' '); // not empty, or the browser would keep the form
    await line2.fill('Typed before the refusal');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('Enter the legal name of your company.');
    await expect(name).toHaveAttribute('aria-invalid', 'true');
    await expect(line2).toHaveValue('Typed before the refusal');

    await page.goto('/settings/billing');
    await expect(name).toHaveValue(before);
    await expect(line2).toHaveValue(floor);
  });

  test('invites a colleague, who gets a mail', async ({ page, browser, baseURL }, { project }) => {
    const colleague = `${project.name}-${Date.now()}@example.com`;
    await navigate(page, 'People');
    const invite = page.getByRole('region', { name: 'Invite someone' });
    await invite.getByLabel('E-mail address').fill(colleague);
    await invite.getByRole('button', { name: 'Send invitation' }).click();
    await expect(page.getByText('The invitation was sent.')).toBeVisible();
    const invited = page.getByRole('listitem').filter({ hasText: colleague });
    await expect(invited).toBeVisible();

    const mail = await newMailTo(page, colleague);
    await page.goto(mail);
    await expect(page.getByRole('article')).toContainText(colleague);
    const link = await linkIn(page, mail, '/invitations/');
    const elsewhere = await (await browser.newContext({ baseURL })).newPage();
    await elsewhere.goto(link);
    await expect(elsewhere.getByRole('heading', { ...heading, name: /^Join Ardmore Bakery/ })).toBeVisible();
    await expect(elsewhere.getByText(colleague).first()).toBeVisible();

    await page.goto('/settings/people');
    await invited.getByRole('button', { name: /^Revoke invitation/ }).click();
    await expect(page.getByText('The invitation was revoked.')).toBeVisible();
    await expect(invited).toHaveCount(0);
    expect((await elsewhere.goto(link))?.status()).toBe(410);
    await elsewhere.context().close();
  });
});

test('the list of invoices goes to older ones and back', async ({ page }) => {
  await comeIn(page, longstanding);
  await page.goto('/invoices');
  const first = await firstLink(page).innerText();
  await page.getByRole('link', { name: 'Older' }).click();
  await expect(firstLink(page)).not.toHaveText(first);
  await expect(page.locator('tbody').getByRole('link', { name: first, exact: true })).toHaveCount(0);
  await page.getByRole('link', { name: 'Newer' }).click();
  await expect(firstLink(page)).toHaveText(first);
});

test('a viewer cannot save billing details', async ({ page }) => {
  await comeIn(page, viewer);
  await page.goto('/settings/billing');
  await expect(page.getByText('Ardmore Bakery & Café Ltd').first()).toBeVisible();
  await expect(page.getByText('Owners and billing managers can change them.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0);

  const form = { legal_name: 'Taken Over Ltd', line1: '1 Street', city: 'Cork', country: 'IE', emails: viewer.email, language: 'en', time_zone: 'Europe/Dublin' };
  const answer = await page.request.post('/settings/billing', { form, headers: { origin: new URL(page.url()).origin } });
  expect(answer.status()).toBe(403);
  await page.goto('/settings/billing');
  await expect(page.getByText('Taken Over Ltd')).toHaveCount(0);
});

test('a German customer reads German, with German numbers', async ({ page }) => {
  await comeIn(page, german);
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('heading', { ...heading, name: 'Übersicht' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Offener Betrag' })).toContainText(/\d{1,3}(\.\d{3})*,\d{2}\s€/);
  await navigateGerman(page, 'Rechnungen');
  await expect(page.getByRole('heading', { ...heading, name: 'Rechnungen' })).toBeVisible();
  const amounts = await page.locator('tbody .money').allInnerTexts();
  expect(amounts.length).toBeGreaterThan(0);
  for (const amount of amounts) expect(amount).toMatch(/^\d{1,3}(\.\d{3})*,\d{2}\s€$/);
});

async function navigateGerman(page: Page, name: string) {
  const menu = page.locator('.topbar-menu');
  if (await menu.isVisible()) await menu.click();
  await page.locator('#nav').getByRole('link', { name, exact: true }).click();
}

function firstLink(page: Page) {
  return page.locator('tbody').getByRole('link').first();
}

// The operator's words in mails: reworded, previewed, sent to oneself, used by the next mail, taken back. And the list of e-mails.
import { expect, test, type Page } from '@playwright/test';
import { mailsTo, newMailTo } from './support/mail';
import { admin, comeIn, finance, navigate } from './support/sign-in';

const heading = { level: 1 } as const;
const subject = (page: Page) => page.getByLabel('Subject', { exact: true });
const body = (page: Page) => page.getByLabel('Text', { exact: true });
const frame = (page: Page) => page.frameLocator('iframe.mail-frame');

/** A mail that no other test looks at. */
async function openTemplate(page: Page, mail: string) {
  await navigate(page, 'E-mail templates');
  await page.locator('tbody a[href$="/de"]', { hasText: mail }).click();
  await expect(page.getByRole('heading', { ...heading, name: mail })).toBeVisible();
}

async function save(page: Page) {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
}

test.describe('an administrator', () => {
  test.beforeEach(({ page }) => comeIn(page, admin));

  test('rewords a mail, sees it before it counts, and takes it back', async ({ page }) => {
    await openTemplate(page, 'Payment received');
    const stamp = `${Date.now()}`;
    await subject(page).fill(`Danke ${stamp}, {account}`);
    await body(page).fill('Wir haben **{amount}** erhalten.\n\n- Danke\n- {date}\n\n[Zum Portal]({link})');
    await page.getByRole('button', { name: 'Preview', exact: true }).last().click();
    await expect(page.getByRole('definition').filter({ hasText: `Danke ${stamp}, Nordlicht GmbH` })).toBeVisible();
    await expect(frame(page).locator('strong', { hasText: '1.200,00' })).toBeVisible();
    await expect(frame(page).getByRole('link', { name: 'Zum Portal' })).toBeVisible();

    await save(page);
    await expect(page.getByText('The wording was saved.')).toBeVisible();
    await page.getByText('Restore the built-in wording…').click();
    await page.getByRole('button', { name: 'Restore the built-in wording' }).click();
    await expect(page.getByText('The wording was restored.')).toBeVisible();
    await expect(subject(page)).toHaveValue('Ihre Zahlung über {amount} ist eingegangen');
    // The version is still there.
    await page.getByRole('region', { name: 'History' }).getByRole('link', { name: /^Version/ }).nth(1).click();
    await expect(subject(page)).toHaveValue(`Danke ${stamp}, {account}`);
  });

  test('is told what is wrong and where, and loses nothing', async ({ page }) => {
    await openTemplate(page, 'Sign-in link');
    await subject(page).fill('Willkommen');
    await body(page).fill('Hallo\n{customer.tax_id}');
    await save(page);
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('Line 2: this mail has no variable called “customer.tax_id”');
    await expect(body(page)).toHaveValue('Hallo\n{customer.tax_id}');
    await body(page).fill('Ohne Link');
    await save(page);
    await expect(page.getByRole('alert')).toContainText('The text must name the variable “link”');
  });

  test('sends a test to the own mailbox', async ({ page }) => {
    const earlier = await mailsTo(page, admin.email);
    await openTemplate(page, 'Invitation');
    await page.getByRole('button', { name: `Send a test to ${admin.email}` }).click();
    await expect(page.getByText(`A test is on its way to ${admin.email}.`)).toBeVisible();
    await page.goto(await newMailTo(page, admin.email, earlier));
    await expect(page.getByRole('article').getByRole('heading', { level: 2 })).toContainText('[Test]');
  });
});

test('others of the staff read the words and look at what was sent', async ({ page }) => {
  await comeIn(page, finance);
  await openTemplate(page, 'Invoice issued');
  await expect(page.getByText('Administrators can change it.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0);
  await navigate(page, 'E-mails');
  await expect(page.getByRole('heading', { ...heading, name: 'E-mails' })).toBeVisible();
  await page.getByRole('link', { name: 'Sent', exact: true }).click();
  await expect(page.locator('tbody .badge').first()).toHaveText('Sent');
});

// The operator's legal issuers: who may change them, settings that are refused, a logo, a number series, a sample.
import { deflateSync } from 'node:zlib';
import { expect, test, type Page } from '@playwright/test';
import { admin, comeIn, finance, german, navigate } from './support/sign-in';

const lagos = '/admin/sellers/deb00000-0000-7000-8000-000000000202';
const heading = { level: 1 } as const;

test('staff who may not change settings read them', async ({ page }) => {
  await comeIn(page, finance);
  await navigate(page, 'Sellers');
  await expect(page.getByRole('link', { name: 'Add a seller' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Lumen Africa Ltd' }).click();
  await expect(page.getByRole('heading', { ...heading, name: 'Lumen Africa Ltd' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Edit seller' })).toHaveCount(0);
  expect((await page.goto(`${lagos}/edit`))?.status()).toBe(403);
});

test('a customer sees the logo of the seller that bills them', async ({ page }) => {
  await comeIn(page, german);
  const logo = page.locator('.topbar img.logo');
  await expect(logo).toHaveAttribute('alt', 'Lumen');
  expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
  await page.goto('/invoices');
  await page.locator('main tbody a').first().click();
  await expect(page.getByRole('img', { name: 'Logo von Lumen' })).toBeVisible();
});

test.describe('an administrator', () => {
  test.beforeEach(({ page }) => comeIn(page, admin));

  test('is told what is wrong with the settings and loses nothing', async ({ page }) => {
    await page.goto(lagos);
    await page.getByRole('link', { name: 'Edit seller' }).click();
    await page.getByLabel('Town or city').fill('Ibadan');
    await page.getByLabel('Brand colour').fill('#ffffff');
    const account = page.getByRole('group', { name: 'Account 3' });
    await account.getByLabel('IBAN').fill('DE88 3704 0044 0532 0130 00');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('its check digits do not fit');
    await expect(page.getByRole('alert')).toContainText('can hardly be told from white paper');
    await expect(page.getByLabel('Town or city')).toHaveValue('Ibadan');
    await page.goto(lagos);
    await expect(page.getByText('Ibadan')).toHaveCount(0);
  });

  test('changes a setting and finds it in the audit log', async ({ page }) => {
    const phone = `+234 1 ${Date.now()}`;
    await page.goto(`${lagos}/edit`);
    await page.getByLabel('Telephone').fill(phone);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('The settings were saved.')).toBeVisible();
    await expect(page.getByText(phone)).toBeVisible();
    await page.goto('/admin/audit');
    await expect(page.getByRole('rowheader', { name: 'seller.updated' }).first()).toBeVisible();
  });

  test('uploads a logo and removes it', async ({ page }) => {
    await page.goto(lagos);
    await choose(page, 'logo.png', Buffer.from('GIF89a no picture of ours'));
    await page.getByRole('button', { name: /^(Upload|Replace) logo$/ }).click();
    await expect(page.getByRole('alert')).toContainText('neither a PNG nor a JPEG');

    await choose(page, 'logo.png', png(240, 60));
    await page.getByRole('button', { name: /^(Upload|Replace) logo$/ }).click();
    await expect(page.getByText('The logo was saved.')).toBeVisible();
    const logo = page.getByRole('img', { name: 'Logo of Lumen Africa' });
    expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(240);

    await page.locator('summary', { hasText: 'Remove logo…' }).click();
    await page.getByRole('button', { name: 'Remove logo' }).click();
    await expect(page.getByText('The logo was removed.')).toBeVisible();
    await expect(logo).toHaveCount(0);
  });

  test('opens a number series and deletes it while nothing was issued from it', async ({ page }) => {
    const prefix = `T${Date.now()}-`;
    await page.goto(lagos);
    await page.getByText('Open a series', { exact: true }).first().click();
    await page.getByLabel('Prefix').fill('LAG-');
    await page.getByRole('button', { name: 'Open a series' }).click();
    await expect(page.getByRole('alert')).toContainText('could print the same numbers');
    await page.getByLabel('Prefix').fill(prefix);
    await page.getByLabel('Digits').fill('4');
    await page.getByRole('button', { name: 'Open a series' }).click();
    await expect(page.getByText('The series was opened.')).toBeVisible();
    const series = page.getByRole('row').filter({ hasText: `${prefix}0001` });
    await series.locator('summary').click();
    await series.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('The series was deleted.')).toBeVisible();
    await expect(series).toHaveCount(0);
  });

  test('gets a sample invoice as PDF', async ({ page }) => {
    const sample = await page.request.get(`${lagos}/preview?language=de&currency=NGN`);
    expect(sample.headers()['content-type']).toBe('application/pdf');
    expect((await sample.body()).subarray(0, 5).toString()).toBe('%PDF-');
  });
});

async function choose(page: Page, name: string, buffer: Buffer) {
  await page.getByLabel('Logo', { exact: true }).setInputFiles({ name, mimeType: 'image/png', buffer });
}

/** A plain picture of this size. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, RGB
  const rows = Buffer.alloc((width * 3 + 1) * height, 0x60);
  for (let row = 0; row < height; row++) rows[row * (width * 3 + 1)] = 0; // its filter
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'ascii'), body]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

// Subscriptions and usage as the customer sees them, without script: what is shown before a change is what is made.
import { expect, test } from '@playwright/test';
import { comeIn, german, owner } from './support/sign-in';

test('usage shows what is included, and leads to the events behind it', async ({ page }) => {
  await comeIn(page, german);
  await page.goto('/usage');
  await expect(page.locator('meter').first()).toBeVisible();
  await expect(page.locator('svg.chart').first()).toBeVisible();
  await page.getByRole('link', { name: 'Ereignisse ansehen' }).first().click();
  await expect(page.locator('tbody tr').first()).toBeVisible();
});

test('a change shows each document before it is confirmed, and can be left', async ({ page }) => {
  await comeIn(page, german);
  await page.goto('/subscriptions');
  await page.getByRole('link', { name: 'Team', exact: true }).click();
  await page.getByRole('link', { name: 'Ändern', exact: true }).click();
  await page.getByLabel('Plätze').fill('13');
  await page.getByRole('button', { name: 'Kosten ansehen' }).click();
  await expect(page.getByText('Jetzt fällig')).toBeVisible();
  await page.getByRole('link', { name: 'Alles lassen, wie es ist' }).click();
  await expect(page.getByText('12 Plätze').first()).toBeVisible();
});

test('a trial can be cancelled with a reason, and the cancellation undone', async ({ page }) => {
  await comeIn(page, owner);
  await page.goto('/subscriptions');
  await page.getByRole('link', { name: 'Starter', exact: true }).click();
  await page.getByRole('link', { name: 'Cancel', exact: true }).click();
  await page.getByText('We do not use it enough').click();
  await page.getByRole('button', { name: 'See what it costs' }).click();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText(/^Ends on/)).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(/^Ends on/)).toHaveCount(0);
});

// The people of the demo, and how they come in.
import { expect, type Page } from '@playwright/test';

export type Person = { email: string; password: string; home: string };

const password = process.env.DEMO_PASSWORD ?? 'demo-password';

/** A billing manager of a customer with invoices in every state. */
export const customer: Person = { email: process.env.DEMO_CUSTOMER ?? 'anna@nordlicht.example', password, home: '/' };
/** A member of the operator's finance team. */
export const staff: Person = { email: process.env.DEMO_STAFF ?? 'finance@quittance.example', password, home: '/admin' };

export async function signIn(page: Page, person: Person) {
  await page.goto(person.home);
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toHaveCount(1);
}

/** Opens the menu of one's own account first, where "Sign out" stands. */
export async function signOut(page: Page) {
  await page.getByText(/^Your account/).locator('xpath=ancestor::summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

/** Follows a link of the main navigation, which is a drawer on a narrow screen. */
export async function navigate(page: Page, name: string) {
  const menu = page.getByRole('button', { name: 'Menu' });
  if (await menu.isVisible()) await menu.click();
  // A link's count ("Invoices 1") is part of its name.
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: new RegExp(`^${name}( \\d+)?$`) }).click();
}

// The people of the demo, how they come in, and how they get about.
import { expect, type Cookie, type Page } from '@playwright/test';

export type Person = { email: string; home: string };

export const password = 'lantern harbour quietly';

/** Ardmore Bakery: invoices in every state. */
export const owner: Person = { email: 'orla@ardmorebakery.example', home: '/' };
export const viewer: Person = { email: 'dara@ardmorebakery.example', home: '/' };
/** An accountant of two customers. */
export const accountant: Person = { email: 'ines@byrnepartners.example', home: '/switch-tenant' };
/** Nordlicht, Hamburg: reads German. */
export const german: Person = { email: 'jutta@nordlicht.example', home: '/' };
/** Greenfield: more invoices than one page holds. */
export const longstanding: Person = { email: 'grace@greenfield.example', home: '/' };
export const finance: Person = { email: 'fiona@lumen.example', home: '/admin' };
export const admin: Person = { email: 'adam@lumen.example', home: '/admin' };

export async function signIn(page: Page, person: Person) {
  await page.goto('/sign-in');
  await fillSignIn(page, person.email, password);
  await expect(page).toHaveURL((url) => url.pathname !== '/sign-in');
}

/** Sends the form of e-mail address and password, which stands before the one that asks for a link. */
export async function fillSignIn(page: Page, email: string, secret: string) {
  await page.getByLabel('E-mail address').first().fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const sessions = new Map<string, Cookie[]>();

/** Comes in with the session an earlier test began, or begins one. A test that ends its session uses `signIn`. */
export async function comeIn(page: Page, person: Person) {
  const known = sessions.get(person.email);
  await page.context().clearCookies(); // of whoever was here before
  if (known) {
    await page.context().addCookies(known);
    await page.goto(person.home);
  } else {
    await signIn(page, person);
    await page.goto(person.home);
    sessions.set(person.email, await page.context().cookies());
  }
  await expect(page.getByRole('heading', { level: 1, name: /^(Sign in|Anmelden)$/ })).toHaveCount(0);
}

/** Opens the menu of one's own account first, where "Sign out" stands. */
export async function signOut(page: Page) {
  await accountMenu(page).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

/** Follows a link of the main navigation, which is a drawer on a narrow screen. */
export async function navigate(page: Page, name: string) {
  const menu = page.getByRole('button', { name: 'Menu' });
  if (await menu.isVisible()) await menu.click();
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name, exact: true }).click();
}

function accountMenu(page: Page) {
  return page.locator('.topbar summary').last();
}

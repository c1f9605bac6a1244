// Every page a person can come to. Two tests walk over them: none scrolls sideways, none has an accessibility fault.
import { expect, type Page } from '@playwright/test';
import { accountant, admin, comeIn, finance, german, longstanding, owner, viewer, type Person } from './sign-in';

export type PageOfOurs = {
  path: string;
  /** The page is the one the first such link on `path` leads to; with several, step by step. */
  follow?: string[];
  /** What must be in its level-1 heading. */
  heading: string | RegExp;
  status?: number;
};

const ardmore = '/admin/customers/deb00000-0000-7000-8000-000000000101';
const firstRow = 'main tbody a';

export const publicPages: PageOfOurs[] = [
  { path: '/sign-in', heading: 'Sign in' },
  { path: '/sign-in/link', heading: 'Look into your mailbox' },
  { path: '/sign-in/link/no-such-link', heading: 'Sign in', status: 410 },
  { path: '/invitations/no-such-invitation', heading: 'Sign in', status: 410 },
  { path: '/no-such-page', heading: 'Page not found', status: 404 },
  { path: '/dev/mail', heading: 'Captured e-mail' },
  { path: '/dev/mail', follow: ['.mail-list a'], heading: 'Captured e-mail' },
];

export const portalPages: PageOfOurs[] = [
  { path: '/', heading: 'Overview' },
  { path: '/invoices', heading: 'Invoices' },
  { path: '/invoices?q=no+such+number&state=paid', heading: 'Invoices' },
  ...['open', 'overdue', 'disputed', 'paid', 'void', 'uncollectible'].map((state) => ({
    path: `/invoices?state=${state}`,
    follow: [firstRow],
    heading: /^Invoice /,
  })),
  { path: '/subscriptions', heading: 'Subscriptions' },
  { path: '/subscriptions', follow: [firstRow], heading: /^Starter/ },
  { path: '/subscriptions', follow: [firstRow, 'a[href$="/change"]'], heading: 'Change subscription' },
  { path: '/subscriptions', follow: [firstRow, 'a[href$="/cancel"]'], heading: 'Cancel subscription' },
  { path: '/usage', heading: 'Usage' },
  { path: '/credit-notes', heading: 'Credit notes' },
  { path: '/credit-notes', follow: [firstRow], heading: /^Credit note / },
  { path: '/invoices?state=open', follow: [firstRow, 'a[href$="/pay"]'], heading: /^Pay / },
  { path: '/payments', heading: 'Payments' },
  { path: '/settings/payment-methods', heading: 'Payment methods' },
  { path: '/settings/billing', heading: 'Billing details' },
  { path: '/settings/people', heading: 'People' },
  { path: '/settings/account', heading: 'Your account' },
  { path: '/switch-tenant', heading: 'Choose an account' },
  { path: '/dev/mail', follow: ['.mail-list a'], heading: 'Captured e-mail' },
  { path: '/no-such-page', heading: 'Page not found', status: 404 },
];

const viewerPages: PageOfOurs[] = [
  { path: '/settings/billing', heading: 'Billing details' },
  { path: '/settings/people', heading: 'People' },
];

const accountantPages: PageOfOurs[] = [{ path: '/switch-tenant', heading: 'Choose an account' }];

const germanPages: PageOfOurs[] = [
  { path: '/', heading: 'Übersicht' },
  { path: '/invoices', heading: 'Rechnungen' },
  { path: '/invoices', follow: [firstRow], heading: /^Rechnung / },
  { path: '/subscriptions', heading: 'Abonnements' },
  { path: '/subscriptions', follow: ['main tbody a:has-text("Team")'], heading: /^Team/ },
  { path: '/usage', heading: 'Verbrauch' },
  { path: '/usage', follow: ['main a[href^="/usage/events"]'], heading: 'Verbrauchsereignisse' },
  { path: '/payments', heading: 'Zahlungen' },
  { path: '/settings/billing', heading: 'Rechnungsdaten' },
  { path: '/settings/people', heading: 'Personen' },
  { path: '/settings/account', heading: 'Ihr Benutzerkonto' },
];

const longstandingPages: PageOfOurs[] = [{ path: '/invoices', follow: ['a[rel=next]'], heading: 'Invoices' }];

export const staffPages: PageOfOurs[] = [
  { path: '/admin', heading: 'Overview' },
  { path: '/admin/customers', heading: 'Customers' },
  { path: '/admin/customers?q=LUM-000017', heading: 'Customers' },
  { path: '/admin/customers?q=nobody+of+this+name', heading: 'Customers' },
  { path: ardmore, heading: 'Ardmore Bakery' },
  { path: '/admin/customers?q=intercontinental', follow: [firstRow], heading: /Intercontinental/i },
  { path: `${ardmore}/payments`, heading: 'Payments' },
  { path: `${ardmore}/payments/new`, heading: 'Record a payment' },
  { path: `${ardmore}/credit-notes`, heading: 'Credit notes' },
  { path: `${ardmore}/credit-notes`, follow: [firstRow], heading: /^Credit note / },
  { path: `${ardmore}/invoices/new`, heading: 'New invoice' },
  ...['open', 'overdue', 'paid', 'void', 'uncollectible'].map((state) => ({
    path: `${ardmore}?state=${state}`,
    follow: [firstRow],
    heading: /^Invoice /,
  })),
  { path: `${ardmore}?state=draft`, follow: [firstRow], heading: /^Draft invoice/ },
  { path: `${ardmore}?state=draft`, follow: [firstRow, 'a[href$="/edit"]'], heading: /draft/i },
  { path: `${ardmore}?state=paid&q=LUM-000001`, follow: [firstRow, 'a[href$="/credit-note"]'], heading: /credit note/i },
  { path: '/admin/sellers', heading: 'Sellers' },
  { path: '/admin/sellers', follow: [firstRow], heading: /^Lumen/ },
  { path: '/admin/invoices', heading: 'Invoices' },
  { path: '/admin/invoices?state=all', heading: 'Invoices' },
  { path: '/admin/invoices?state=draft', heading: 'Invoices' },
  { path: '/admin/emails', heading: 'E-mails' },
  { path: '/admin/emails?state=bounced', heading: 'E-mails' },
  { path: '/admin/email-templates', heading: 'E-mail templates' },
  { path: '/admin/email-templates/invoice_issued/en', heading: 'Invoice issued' },
  { path: '/admin/diagnostics', heading: 'Diagnostics' },
  { path: '/settings/account', heading: 'Your account' },
  { path: '/no-such-page', heading: 'Page not found', status: 404 },
];

const adminPages: PageOfOurs[] = [
  { path: '/admin/sellers/new', heading: 'Add a seller' },
  ...['201', '202'].flatMap((seller) => {
    const path = `/admin/sellers/deb00000-0000-7000-8000-000000000${seller}`;
    return [{ path, heading: /^Lumen/ }, { path: `${path}/edit`, heading: 'Edit seller' }];
  }),
  { path: '/admin/audit', heading: 'Audit log' },
  { path: '/admin/email-templates/sign_in_link/de', heading: 'Sign-in link' },
  { path: '/admin/email-templates/sign_in_link/de?version=0', heading: 'Sign-in link' },
  { path: '/admin/diagnostics', heading: 'Diagnostics' },
];

/** Who sees which pages. */
export const groups: [string, Person | null, PageOfOurs[]][] = [
  ['public', null, publicPages],
  ["an owner's", owner, portalPages],
  ["a viewer's", viewer, viewerPages],
  ["an accountant's", accountant, accountantPages],
  ['German', german, germanPages],
  ["a longstanding customer's", longstanding, longstandingPages],
  ["staff's", finance, staffPages],
  ["an administrator's", admin, adminPages],
];

/** Opens each of the pages in turn, makes sure that it is the right one, and has `look` look at it. */
export async function walk(page: Page, person: Person | null, pages: PageOfOurs[], look: (page: Page) => Promise<void>) {
  if (person) await comeIn(page, person);
  for (const each of pages) {
    await open(page, each);
    await look(page);
  }
}

async function open(page: Page, { path, follow = [], heading, status = 200 }: PageOfOurs) {
  let answer = await page.goto(path);
  for (const link of follow) {
    const address = await page.locator(link).first().getAttribute('href', { timeout: 5_000 });
    answer = await page.goto(address!);
  }
  expect(answer?.status(), page.url()).toBe(status);
  await expect(page.getByRole('heading', { level: 1, name: heading }), page.url()).toBeVisible();
}

/** To be called on a page that is open. */
export async function expectNoSidewaysScroll(page: Page) {
  const tooWide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width && document.body.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((it) => it.getBoundingClientRect().right > width + 0.5)
      .map((it) => `${it.tagName.toLowerCase()}.${it.getAttribute('class')}: ${Math.round(it.getBoundingClientRect().right)} px`)
      .concat(`the page: ${document.documentElement.scrollWidth} of ${width} px`);
  });
  expect.soft(tooWide, page.url()).toEqual([]);
}

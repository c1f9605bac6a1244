// Every page a person can come to without an identifier, and its heading.
export type PageOfOurs = { path: string; heading: string | RegExp };

export const publicPages: PageOfOurs[] = [
  { path: '/sign-in', heading: 'Sign in' },
  { path: '/no-such-page', heading: 'Page not found' },
];

export const portalPages: PageOfOurs[] = [
  { path: '/', heading: 'Overview' },
  { path: '/invoices', heading: 'Invoices' },
  { path: '/payments', heading: 'Payments' },
  { path: '/payment-methods', heading: 'Payment methods' },
  { path: '/subscriptions', heading: 'Subscriptions' },
  { path: '/statement', heading: 'Statement of account' },
  { path: '/settings/billing', heading: 'Billing details' },
  { path: '/settings/people', heading: 'People' },
];

export const adminPages: PageOfOurs[] = [
  { path: '/admin', heading: 'Dashboard' },
  { path: '/admin/customers', heading: 'Customers' },
  { path: '/admin/audit-log', heading: 'Audit log' },
  { path: '/dev/mail', heading: /mail/i },
];

### Words that pages, documents and e-mails share.

## Navigation
nav-skip-to-content = Skip to content
nav-main = Main navigation
nav-overview = Overview
nav-invoices = Invoices
nav-credit-notes = Credit notes
nav-credits = Credit
nav-payments = Payments
nav-disputes = Disputes
nav-billing-details = Billing details
nav-payment-methods = Payment methods
nav-people = People
nav-settings = Settings
nav-sign-out = Sign out
nav-language = Language
nav-account = Your account
nav-customers = Customers
nav-operations = Operations
nav-sellers = Sellers
nav-emails = E-mails
nav-email-templates = E-mail templates
nav-audit-log = Audit log
nav-diagnostics = Diagnostics
nav-breadcrumb = You are here
nav-menu = Menu

## The frame around every page
shell-staff = Staff
shell-account = Account:
shell-your-account = Your account: { $name }
shell-billed-by = Billing portal of { $name }
banner-sandbox-title = Sandbox.
banner-sandbox = No real money moves here. It is
banner-sandbox-moved = No real money moves here. The clock was moved; it is
banner-sandbox-mail = Captured e-mail

## Languages, each named in itself
language-en = English
language-de = Deutsch

## Buttons and links
action-save = Save
action-cancel = Cancel
action-close = Close
action-remove = Remove
action-search = Search
action-filter = Filter
action-clear-filters = Clear filters
action-download-pdf = Download PDF
action-copy = Copy
action-copy-what = Copy { $what }
action-copied = Copied
action-preview = Preview

## Lists and paging
pager-newer = Newer
pager-older = Older
pager-label = Pages

## Words that many pages share
term-amount = Amount
term-date = Date
term-currency = Currency
term-none = None

## Status of an invoice
status-draft = Draft
status-open = Open
status-partly-paid = Partly paid
status-paid = Paid
status-overdue = Overdue
status-void = Void
status-uncollectible = Uncollectible
status-due-soon = Due soon
status-disputed = Disputed

## When an invoice is due, beside its date
due-today = today
due-in-days = { $days ->
        [one] tomorrow
       *[other] in { $days } days
    }
overdue-by-days = { $days ->
        [one] { $days } day overdue
       *[other] { $days } days overdue
    }

## Roles
member-role-owner = Owner
member-role-manager = Billing manager
member-role-viewer = Viewer
staff-role-support = Support
staff-role-finance = Finance
staff-role-admin = Administrator
staff-role-auditor = Auditor

## How something was paid
payment-method-card = Card
payment-method-bank-transfer = Bank transfer
payment-method-cash = Cash
payment-method-cheque = Cheque
payment-method-credit = Account credit
payment-method-direct-debit = Direct debit
payment-method-withholding-tax = Withholding tax
payment-method-other = Other

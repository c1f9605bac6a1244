### Pages for staff, diagnostics, and the mail that a sandbox captures.
## Words of the staff's pages
admin-customer = Customer
admin-invoice = Invoice
admin-number = Number
admin-reference = Reference
admin-country = Country
admin-currency = Currency
admin-language = Language of documents
admin-time-zone = Time zone
admin-address = Address
admin-billing-emails = Invoices go to
admin-issued-on = Issued on
admin-due-on = Due on
admin-due-on-date = Due on { $date }
admin-received-on = Received on
admin-state = Status
admin-amount = Amount
admin-amount-due = Amount due
admin-rest-due = { $amount } due
admin-draft = Draft
admin-reason = Reason
admin-details = Details
admin-history = History
admin-actions = What can be done
admin-lines = Lines
admin-choose-one = Choose one of the options
admin-number-unreadable = Write a number such as { $example }, without grouping the digits

## Lists and search
admin-search = Search
admin-search-label = Customer's name, reference, or an invoice number
admin-search-clear = Clear the search
admin-search-nothing = Nothing found
admin-search-no-match = No customer and no invoice number matches “{ $text }”.
admin-filter-text = Number, purchase order or note
admin-filter-apply = Apply
admin-filter-remove = Remove filter
admin-filter-no-match = No invoice matches these filters.
admin-active-filters = Active filters
admin-pages = Pages
admin-first-page = First page
admin-next-page = Next page
admin-rows-shown = { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    }
admin-list-empty = Nothing here
admin-list-empty-text = No invoice is in this state.
admin-list-all = All
admin-list-open = Open
admin-list-overdue = Overdue
admin-list-paid = Paid
admin-list-draft = Drafts
admin-list-void = Void
admin-list-uncollectible = Written off

## Overview
admin-overview-title = Overview
admin-receivables = Receivables by age
admin-ageing-title = Receivables in { $currency } by age
admin-owed-in = Owed in { $currency }:
admin-nothing-owed = No customer owes anything.
admin-age-not-due = Not due
admin-age-30 = 1–30 days late
admin-age-60 = 31–60 days late
admin-age-90 = 61–90 days late
admin-age-later = Over 90 days late
admin-most-overdue = Longest overdue
admin-all-overdue = All overdue invoices
admin-no-overdue-title = Nothing is overdue
admin-no-overdue-text = Every open invoice is still within its time to pay.
admin-queues-waiting = { $count ->
        [one] { $count } task is waiting.
       *[other] { $count } tasks are waiting.
    }
admin-queues-none-stuck = Nothing is stuck.
admin-queues-stuck = { $count ->
        [one] { $count } needs attention.
       *[other] { $count } need attention.
    }

## Customers
admin-customers-title = Customers
admin-customers-none = No customers yet
admin-customers-none-text = Customers come with an import.
admin-customers-shown = { $count ->
        [one] { $count } customer, by name
       *[other] { $count } customers, by name
    }
admin-customer-since = Customer since
admin-customer-no-invoices = This customer has no invoices yet.
admin-found-invoices = Invoices with this number
admin-reference-is = Reference { $reference }
admin-balance = Balance
admin-balance-note = What the customer owes, less credit
admin-credit = Credit
admin-credit-note = Can be placed on an open invoice
admin-profile = Billing profile
admin-profile-note = Issued documents keep the details they were issued with.
admin-people = People
admin-no-people = Nobody signs in for this customer yet.
admin-payments = Payments
admin-all-payments = All payments
admin-no-payments = No payments yet.
admin-to-credit = { $amount } became credit
admin-credit-notes = Credit notes
admin-all-credit-notes = All credit notes
admin-no-credit-notes = No credit notes yet.
admin-credit-note-title = Credit note { $number }
admin-credit-note-pdf = Credit note as PDF

## Invoices
admin-invoices-title = Invoices
admin-invoices-caption = Invoices
admin-invoices-by-state = Invoices by status
admin-invoices-shown = { $count ->
        [one] { $count } invoice
       *[other] { $count } invoices
    }
admin-invoice-title = Invoice { $number }
admin-invoice-pdf = Invoice as PDF
admin-draft-title = Draft invoice
admin-purchase-order = Purchase order
admin-replaces = Replaces the void invoice
admin-replaced-by = Replaced by
admin-settled-by-payment = { $method } on { $date }
admin-settled-by-credit-note = Credit note { $number } of { $date }
admin-settled-by-credit = Credit placed on { $date }

## What happened to a document
admin-event-imported = Imported
admin-event-finalized = Issued
admin-event-emailed = Sent by e-mail
admin-event-bounced = E-mail came back
admin-event-downloaded = Downloaded
admin-event-payment-recorded = Payment recorded
admin-event-credit-applied = Credit placed
admin-event-credited = Credit note issued
admin-event-paid = Paid in full
admin-event-voided = Voided
admin-event-written-off = Written off
admin-event-disputed = Disputed
admin-event-dispute-closed = Dispute closed

## Acts on an invoice
admin-finalize = Issue invoice
admin-finalize-confirm = The invoice over { $amount } gets its number, can no longer be changed, and is sent to the customer.
admin-finalize-note = The invoice gets its number, can no longer be changed, and is sent to the customer.
admin-edit-draft = Edit draft
admin-delete-draft = Delete draft
admin-delete-confirm = The draft has no number yet; nothing is missing when it is gone. This cannot be undone.
admin-void = Void
admin-void-confirm = A void invoice cannot be reopened. Its number stays taken.
admin-void-not-possible = Something was paid or credited already: correct this invoice with a credit note.
admin-reissue = Void and reissue
admin-reissue-confirm = This invoice becomes void. A draft with the same lines takes its place; you can correct it before it is issued.
admin-write-off = Write off
admin-write-off-confirm = What is still due is booked as a bad debt. The invoice stays a document.
admin-apply-credit = Place { $amount } of credit
admin-record-payment = Record a payment
admin-issue-credit-note = Issue credit note
admin-refused-not-draft = Nothing was changed: this invoice is issued already.
admin-refused-not-open = Nothing was changed: this invoice is not open.
admin-refused-settled = The invoice was not voided: { $amount } of it is paid or credited already. Correct it with a credit note.
admin-refused-changed = Nothing was changed: what is due on this invoice has changed since the page was opened. Please look again.
admin-refused-no-credit = Nothing was changed: the customer has no credit in this currency.
admin-refused-no-reason = Nothing was changed: please give a reason.
admin-refused-no-series = The seller has no number series to issue the new invoice from.

## What was done
admin-done-drafted = The draft was saved.
admin-done-deleted = The draft was deleted.
admin-done-finalized = The invoice was issued and goes to the customer.
admin-done-voided = The invoice was voided.
admin-done-reissued = The invoice was voided. This draft replaces it: check it, then issue it.
admin-done-written-off = The rest of the invoice was written off.
admin-done-credited = The credit note was issued and goes to the customer.
admin-done-credit-applied = The credit was placed on this invoice.
admin-done-recorded = A payment of { $amount } was recorded.
admin-done-recorded-as-credit = A payment of { $amount } was recorded. No invoice was open for it: all of it became the customer's credit.
admin-done-recorded-with-credit = A payment of { $amount } was recorded: { $settled } settled invoices, { $credit } was more than was due and became the customer's credit.

## Recording a payment
admin-method = Method
admin-payment-reference = Payment reference
admin-payment-reference-hint = What the bank statement or the cheque says
admin-payment-for = Invoices it pays
admin-payment-for-hint = Tick none to pay the oldest open invoices first. What is left over becomes the customer's credit.
admin-payment-nothing-open = No invoice is open: the payment becomes the customer's credit.
admin-payment-not-positive = Enter an amount greater than zero
admin-payment-in-future = The payment cannot have been received in the future
admin-payment-no-such-invoice = One of the invoices does not exist
admin-payment-not-open = One of the invoices is not open any more: choose again
admin-payment-other-currency = An invoice in another currency cannot be paid with this amount
admin-payment-key-reused = This form was sent before with another amount: that payment is recorded. Open the form anew for a second one.

## Writing an invoice
admin-new-invoice = New invoice
admin-seller = Seller
admin-service-from = Service from
admin-service-to = Service to
admin-memo = Note
admin-memo-hint = Printed on the document
admin-line-no = Line { $number }
admin-net-price = Unit price, net
admin-tax-category = Tax
admin-tax-rate = Rate in %
admin-sku = Item number
admin-tax-s = Standard or reduced rate
admin-tax-z = Zero-rated
admin-tax-e = Exempt
admin-tax-ae = Reverse charge
admin-tax-k = Intra-Community supply
admin-tax-g = Export
admin-tax-o = Outside the scope of tax
admin-tax-l = Canary Islands (IGIC)
admin-tax-m = Ceuta and Melilla (IPSI)
admin-draft-add-rows = Add rows
admin-draft-save = Save draft
admin-draft-save-and-finalize = Save and issue
admin-draft-no-series = No seller has a number series to issue invoices from.
admin-draft-no-lines = Enter at least one line
admin-draft-no-description = Say what this line is for
admin-draft-negative = The lines sum to less than zero: issue a credit note instead
admin-draft-too-large = The amounts are too large
admin-draft-due-before-issue = The invoice cannot be due before it is issued
admin-draft-period-reversed = The period cannot end before it begins
admin-draft-currency-unknown = Enter a currency code such as EUR
admin-draft-rate-needed = This kind of tax needs a rate
admin-draft-rate-not-allowed = This kind of tax has no such rate: leave it empty

## Issuing a credit note
admin-note-hint = Say how much of each line is credited; empty or 0 for none.
admin-note-left = Left
admin-note-quantity = Credited
admin-note-quantity-of = Credited quantity of { $line }
admin-note-confirm = The credit note gets its number, reduces what is due first, and goes to the customer. What is left over becomes credit.
admin-note-applied = Reduces the invoice by
admin-note-to-credit = Becomes credit
admin-note-nothing = Credit at least part of one line
admin-note-unreadable = The quantity of line { $line } is not a number
admin-note-more-than-invoiced = Line { $line } has { $left } left to credit
admin-note-more-than-left = { $left } is left to credit on this invoice
admin-note-no-series = The seller has no number series for credit notes

## Audit log
admin-audit-title = Audit log
admin-audit-search = Customer's name or reference
admin-audit-of = Customer: { $customer }
admin-audit-which-customer = Several customers match. Which one?
admin-audit-no-customer = No customer has this name or reference.
admin-audit-empty = Nothing has been recorded.
admin-audit-action = What
admin-audit-at = When
admin-audit-actor = Who
admin-audit-change = Change
admin-audit-operator = Operator
admin-audit-before-after = Before and after
admin-audit-before = Before
admin-audit-after = After

## Diagnostics
admin-diagnostics-title = Diagnostics
admin-diagnostics-ok = Everything works.
admin-diagnostics-warn = Everything works, but somebody should look at what is marked.
admin-diagnostics-fail = Something is broken or not safe.
admin-check = Check
admin-finding = Finding
admin-health-ok = In order
admin-health-warn = Look at it
admin-health-fail = Failed
admin-dead-jobs = Jobs that failed for good
admin-job-attempts = { $count ->
        [one] { $count } attempt
       *[other] { $count } attempts
    }
admin-job-redrive = Run again
admin-job-redriven = The job runs again.
admin-job-not-redriven = The job cannot run again: it is not failed any more, or what it carried was a secret and is forgotten.

diagnosis-could-not-look = This could not be checked. See the details, and the log.
diagnosis-database = Database
diagnosis-database-ok = PostgreSQL { $version } answers.
diagnosis-database-too-old = PostgreSQL { $version } is too old: move to version 15 or later.
diagnosis-database-unreachable = The database does not answer. Check DATABASE_URL, and that the server runs.
diagnosis-roles = Database roles
diagnosis-roles-ok = No role we connect as can step over row-level security.
diagnosis-roles-unsafe = Role { $role } could step over row-level security: one customer might see another's data. Take its rights away.
diagnosis-roles-not-utc = A database session is not in UTC. Do not set a time zone for the roles.
diagnosis-migrations = Schema
diagnosis-migrations-ok = All { $count } migrations are applied.
diagnosis-migrations-missing = { $count ->
        [one] { $count } migration is not applied: start this version of Quittance once.
       *[other] { $count } migrations are not applied: start this version of Quittance once.
    }
diagnosis-migrations-newer = The database is newer than this program by { $count }: run the newer version everywhere.
diagnosis-migrations-hidden = The list of migrations cannot be read, so nothing can be said about it.
diagnosis-clock = Clock
diagnosis-clock-live = Live: the clock is the system's.
diagnosis-clock-sandbox = Sandbox: the clock is { $days } days ahead.
diagnosis-clock-live-moved = Live, but the clock is off by { $seconds } seconds. Stop serving and find out why.
diagnosis-clock-no-mode = Nobody has chosen between live and sandbox yet. The first start does.
diagnosis-clock-skewed = This machine and the database differ by { $seconds } seconds. Let NTP set both clocks.
diagnosis-jobs = Jobs
diagnosis-jobs-ok = Jobs run; { $count } wait for their time.
diagnosis-jobs-dead = { $count ->
        [one] { $count } job failed for good. An administrator can run it again below.
       *[other] { $count } jobs failed for good. An administrator can run them again below.
    }
diagnosis-jobs-stand-still = The oldest job has waited for { $minutes } minutes: nothing is working. Start Quittance, or look at its log.
diagnosis-outbox = Messages to be told
diagnosis-outbox-ok = Nothing is held up; { $count } wait.
diagnosis-outbox-backlog = { $count } wait to be told: more than usual. See that jobs run.
diagnosis-charges = Online payments
diagnosis-charges-ok = None is stuck; { $count } are under way.
diagnosis-charges-stuck = { $count ->
        [one] { $count } payment has been under way for too long. Look it up at the gateway.
       *[other] { $count } payments have been under way for too long. Look them up at the gateway.
    }
diagnosis-webhooks = Messages of gateways
diagnosis-webhooks-ok = All are read: { $count }.
diagnosis-webhooks-wait = { $count } wait for too long. See that jobs run and that the gateway can be reached.
diagnosis-webhooks-failed = { $count ->
        [one] { $count } could not be read and was given up.
       *[other] { $count } could not be read and were given up.
    }
diagnosis-wordings = E-mail templates
diagnosis-wordings-ok = { $count } edited; all can be used.
diagnosis-wordings-unreadable = { $count ->
        [one] { $count } edited wording cannot be used any more, because it names something that is no longer known. The built-in one is sent. Correct it under E-mail templates.
       *[other] { $count } edited wordings cannot be used any more, because they name something that is no longer known. The built-in ones are sent. Correct them under E-mail templates.
    }
diagnosis-emails = E-mails
diagnosis-emails-ok = { $count } wait; the last one left at { $last }.
diagnosis-emails-uncertain = { $count ->
        [one] It is unknown whether { $count } e-mail arrived. Ask the mail server's log before sending it again.
       *[other] It is unknown whether { $count } e-mails arrived. Ask the mail server's log before sending them again.
    }
diagnosis-emails-failed = { $count ->
        [one] { $count } e-mail was refused. Check the recipient's address.
       *[other] { $count } e-mails were refused. Check the recipients' addresses.
    }
diagnosis-mail = Mail server
diagnosis-mail-captured = Mail is captured in a folder and reaches nobody. Set QUITTANCE_SMTP_URL to send it.
diagnosis-mail-smtp = Mail leaves through { $host }.
diagnosis-mail-unreadable = QUITTANCE_SMTP_URL does not read. See the details.
diagnosis-contradictions = Books
diagnosis-contradictions-none = Ledger, invoices, credit and numbers agree.
diagnosis-contradictions-found = { $count ->
        [one] { $count } contradiction between ledger, invoices, credit and numbers. Do not repair it by hand: report it with the details.
       *[other] { $count } contradictions between ledger, invoices, credit and numbers. Do not repair them by hand: report them with the details.
    }
diagnosis-trial-balance = Trial balance
diagnosis-trial-balance-even = The ledger sums to zero in each of { $count } currencies.
diagnosis-trial-balance-off = The ledger does not sum to zero in { $count } currencies. Stop issuing and report it.
diagnosis-pdf = PDF and fonts
diagnosis-pdf-ok = A probe was rendered ({ $bytes } bytes).
diagnosis-pdf-missing-glyphs = { $count } characters of the probe have no font. Install fonts on this machine.
diagnosis-pdf-failed = No PDF can be rendered: invoices cannot be issued. See the details.
diagnosis-public-url = Public address
diagnosis-public-url-https = Browsers come over https; cookies are secure.
diagnosis-public-url-local = Only this machine reaches it, over http. Put TLS in front before others do.
diagnosis-public-url-http = Browsers come over http: passwords and cookies can be read on the way. Put TLS in front and set QUITTANCE_PUBLIC_URL to https.

## Captured mail of a sandbox
mailbox-title = Captured e-mail
mailbox-note = This page exists only in a sandbox. Mail is kept here instead of being sent; anybody who can open this address can read it.
mailbox-empty = No e-mail yet
mailbox-empty-text = Ask for a sign-in link or issue an invoice: the message appears here a moment later.
mailbox-from = From
mailbox-to = To
mailbox-reply-to = Answers go to
mailbox-sent-at = Sent
mailbox-body = Message
mailbox-links = Links in this message
mailbox-as-text = As plain text

## E-mails: the list
admin-emails-title = E-mails
admin-emails-by-state = E-mails by status
admin-emails-queued = Waiting
admin-emails-sent = Sent
admin-emails-bounced = Came back
admin-emails-refused = Refused
admin-emails-suppressed = Held back
admin-emails-uncertain = Unknown
admin-emails-of = Customer: { $customer }
admin-emails-empty = No e-mail is in this state.
admin-emails-of-people = Sign-in links, invitations and tests
admin-emails-of-people-note = It is kept that they came back, not to whom they went.
admin-emails-done-retried = The e-mail is sent again.
admin-emails-done-nothing = Nothing was sent: the e-mail is on its way or has arrived.
admin-emails-done-barred = Nothing was sent: mail to this address came back. Allow the address again on the customer’s page first.
admin-email-subject = Subject
admin-email-to = To
admin-email-at = When
admin-email-state-queued = Waiting
admin-email-state-sent = Sent
admin-email-state-bounced = Came back
admin-email-state-refused = Refused
admin-email-state-suppressed = Held back
admin-email-state-uncertain = Unknown
admin-email-late = Not delivered yet
admin-email-status = Status { $status }
admin-email-wording = wording { $version }
admin-email-barred = Address not in use: it failed
admin-email-retry = Send again
admin-email-retry-uncertain = The mail server did not say what became of this e-mail. If it arrived, it arrives twice.
admin-job-send-sign-in-link = Sign-in link
admin-job-send-invitation = Invitation
admin-job-send-test-mail = Test
admin-customer-emails = E-mails to this customer
admin-address-failed = Address failed
admin-barred-title = Addresses that failed
admin-barred-note = E-mails about documents are held back for these addresses, until you allow them again or the customer gives another address. Sign-in links and invitations are still tried.
admin-barred-clear = Allow again
admin-done-address-cleared = The address is in use again. What was held back can be sent again from the list of e-mails.

## E-mails: their wording
admin-templates-title = E-mail templates
admin-templates-sub = What each e-mail says, in each language.
admin-template-mail = E-mail
admin-template-language = Language
admin-template-saved-at = Saved
admin-template-built-in = Built-in
admin-template-edited = Edited
admin-template-unreadable = Not usable
admin-template-unreadable-note = This wording names something that this version no longer knows. Until it is corrected, the built-in wording is sent.
admin-template-version = Version { $version }
admin-template-invoice-issued = Invoice issued
admin-template-credit-note-issued = Credit note for an invoice
admin-template-credit-note-unlinked = Credit note without an invoice
admin-template-payment-received = Payment received
admin-template-sign-in-link = Sign-in link
admin-template-invitation = Invitation
admin-template-subject = Subject
admin-template-body = Text
admin-template-body-hint = Greeting, table of facts, closing and footer are put around it.
admin-template-save = Save
admin-template-test = Send a test to { $address }
admin-template-words = Wording
admin-template-read-only = Administrators can change it.
admin-template-preview = Preview with invented values
admin-template-as-html = The e-mail as HTML
admin-template-as-text = As plain text
admin-template-variables = Variables
admin-template-variables-note = Nothing else can be named. The value stands where the variable does.
admin-template-markup = How to write it
admin-template-frame-note = HTML that is typed is shown as it was typed.
admin-template-viewing = You see version { $version }. Nothing is changed until it is restored or saved.
admin-template-viewing-built-in = You see the built-in wording. Nothing is changed until it is restored or saved.
admin-template-restore = Restore this wording
admin-template-restore-built-in = Restore the built-in wording
admin-template-restore-confirm = From now on the built-in wording is sent. Your versions stay in the history.
admin-template-went-back = Back to the built-in wording
admin-template-current = Current
admin-template-changed-meanwhile = Somebody saved another version meanwhile. The preview shows theirs; your text is still in the form. Save again to replace theirs.
admin-template-done-saved = The wording was saved. It is used from the next e-mail on.
admin-template-done-unchanged = Nothing was changed.
admin-template-done-restored = The wording was restored. It is used from the next e-mail on.
admin-template-done-unreadable = This version cannot be restored: it names something that is no longer known.
admin-template-done-test = A test is on its way to { $address }. Nothing was saved.
admin-variable-required = Required
admin-variable-number = The document’s number
admin-variable-invoice = The invoice that is credited
admin-variable-seller = Who bills
admin-variable-account = The customer’s name
admin-variable-amount = The amount
admin-variable-due = When it is due
admin-variable-date = When the payment was received
admin-variable-minutes = For how many minutes the link works
admin-variable-inviter = Who invites
admin-variable-until = Until when the invitation is valid
admin-variable-link = The address it leads to
admin-markup-paragraph = An empty line begins a new paragraph.
admin-markup-bold = is bold
admin-markup-list = at the start of a line is a list
admin-markup-link = is a link; https:// addresses are possible too
admin-markup-button = alone in a paragraph is the button
admin-refused-open-change = This invoice is for a change that only takes effect once it is paid. Void it; the customer can ask for the change again.

### Words that pages, documents and e-mails share.

## Navigation
nav-skip-to-content = Skip to content
nav-main = Main navigation
nav-overview = Overview
nav-invoices = Invoices
nav-credit-notes = Credit notes
nav-payments = Payments
nav-payment-methods = Payment methods
nav-subscriptions = Subscriptions
nav-installments = Installment plans
nav-usage = Usage
nav-credits = Credits
nav-statement = Statement of account
nav-billing-details = Billing details
nav-people = People
nav-notifications = Notifications
nav-settings = Settings
nav-sign-out = Sign out
nav-language = Language
nav-back = Back
nav-breadcrumb = You are here
nav-menu = Menu

## Languages, each named in itself
language-en = English
language-de = Deutsch

## Buttons and links
action-save = Save
action-cancel = Cancel
action-continue = Continue
action-confirm = Confirm
action-close = Close
action-edit = Edit
action-add = Add
action-remove = Remove
action-delete = Delete
action-undo = Undo
action-search = Search
action-filter = Filter
action-clear-filters = Clear filters
action-show-all = Show all
action-details = Details
action-pay = Pay
action-pay-amount = Pay { $amount }
action-pay-now = Pay now
action-download-pdf = Download PDF
action-download-csv = Download CSV
action-download-zip = Download as ZIP
action-print = Print
action-send = Send
action-try-again = Try again
action-preview = Preview
action-make-default = Make default

## Lists and paging
list-newer = Newer
list-older = Older
list-pages = Pages
list-empty = Nothing here yet.
list-no-match = Nothing matches these filters.
list-actions = Actions
list-selected = { $count ->
        [one] { $count } selected
       *[other] { $count } selected
    }

## Words that many pages share
term-amount = Amount
term-balance = Balance
term-date = Date
term-description = Description
term-status = Status
term-number = Number
term-reference = Reference
term-reason = Reason
term-note = Note
term-type = Type
term-name = Name
term-email = E-mail address
term-phone = Phone
term-currency = Currency
term-customer = Customer
term-seller = Seller
term-country = Country
term-period = Period
term-from = From
term-to = To
term-created-on = Created on
term-updated-on = Updated on
term-yes = Yes
term-no = No
term-none = None
term-optional = optional
term-default = Default
term-total = Total
term-total-in = Total in { $currency }
term-approximately = about { $amount }
term-date-range = { $from } to { $to }
term-time-zone = Time zone
term-all = All
term-today = Today
term-days = { $count ->
        [one] { $count } day
       *[other] { $count } days
    }

## Status of an invoice
invoice-status-draft = Draft
invoice-status-open = Open
invoice-status-partly-paid = Partly paid
invoice-status-paid = Paid
invoice-status-overdue = Overdue
invoice-status-void = Void
invoice-status-uncollectible = Uncollectible

## Status of a credit note
credit-note-status-issued = Issued
credit-note-status-void = Void

## Status of a payment
payment-status-created = Not started
payment-status-requires-action = Needs your confirmation
payment-status-processing = Processing
payment-status-succeeded = Succeeded
payment-status-failed = Failed
payment-status-canceled = Canceled
payment-status-refunded = Refunded
payment-status-partly-refunded = Partly refunded
payment-status-disputed = Disputed

## Status of a refund
refund-status-requested = Requested
refund-status-pending = Pending
refund-status-succeeded = Refunded
refund-status-failed = Failed
refund-status-canceled = Canceled

## Status of a subscription
subscription-status-incomplete = Waiting for first payment
subscription-status-incomplete-expired = Expired before first payment
subscription-status-trialing = Trial
subscription-status-active = Active
subscription-status-past-due = Past due
subscription-status-unpaid = Unpaid
subscription-status-paused = Paused
subscription-status-canceled = Canceled

## Status of an installment plan and of its installments
installment-plan-status-pending = Waiting for down payment
installment-plan-status-active = Active
installment-plan-status-completed = Completed
installment-plan-status-defaulted = Defaulted
installment-plan-status-canceled = Canceled
installment-status-scheduled = Scheduled
installment-status-due = Due
installment-status-paid = Paid
installment-status-overdue = Overdue

## Status of a dispute
dispute-status-warning-needs-response = Inquiry: response needed
dispute-status-warning-under-review = Inquiry: under review
dispute-status-warning-closed = Inquiry closed
dispute-status-needs-response = Response needed
dispute-status-under-review = Under review
dispute-status-won = Won
dispute-status-lost = Lost
dispute-status-prevented = Prevented

## Roles
role-owner = Owner
role-billing-manager = Billing manager
role-viewer = Viewer
role-support = Support
role-finance = Finance
role-admin = Administrator
role-auditor = Auditor

## How often something is billed
interval-week = { $count ->
        [one] every week
       *[other] every { $count } weeks
    }
interval-month = { $count ->
        [one] every month
       *[other] every { $count } months
    }
interval-year = { $count ->
        [one] every year
       *[other] every { $count } years
    }
interval-day = { $count ->
        [one] every day
       *[other] every { $count } days
    }

## Kinds of payment method
payment-method-card = { $brand } ending in { $last4 }
payment-method-bank-account = Bank account ending in { $last4 }
payment-method-bank-transfer = Bank transfer
payment-method-cash = Cash
payment-method-cheque = Cheque
payment-method-credit = Account credit
payment-method-withholding-tax = Withholding tax
payment-method-other = Other
payment-method-expires = Expires { $month }/{ $year }
payment-method-expired = Expired { $month }/{ $year }

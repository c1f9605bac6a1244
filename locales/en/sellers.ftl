### The operator's legal issuers: list, settings, logo, number series.
## List
admin-sellers-title = Sellers
admin-sellers-sub = The legal entities that issue your documents
admin-sellers-none = No sellers yet
admin-sellers-none-text = Add the company in whose name you issue invoices.
admin-seller-new = Add a seller
admin-seller-edit = Edit seller
admin-seller-code = Code
admin-seller-issued = Issued here
admin-seller-in-use = In use
admin-seller-archived = Archived
admin-seller-no-series = No series
admin-seller-updated = Last changed

## Settings
admin-seller-code-hint = Small letters, digits and dashes. Imports know the seller by it; it cannot be changed later.
admin-seller-trading-name = Trading name
admin-seller-trading-name-hint = Stands beside the logo when it is not the legal name
admin-seller-contact = Contact and terms
admin-seller-email = E-mail address
admin-seller-email-hint = Customers' answers to documents go there
admin-seller-phone = Telephone
admin-seller-website = Website
admin-seller-days-to-pay = Days to pay
admin-seller-days-to-pay-hint = What a new invoice proposes
admin-seller-days = { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
admin-seller-taxes = Tax registrations
admin-seller-taxes-hint = Numbers are checked by the rules of their country. A document names those that hold on its date; without dates a number holds always. Clear a number to remove it.
admin-seller-tax-no = Tax registration { $number }
admin-seller-tax-other = Other (not checked)
admin-seller-tax-kind = Name on documents
admin-seller-tax-from = Valid from
admin-seller-tax-to = Valid until
admin-seller-tax-valid = Printed
admin-seller-tax-not-today = Not printed
admin-seller-today = Today
admin-seller-accounts = Bank accounts
admin-seller-accounts-hint = An invoice names the account of its currency, else the one without a currency. Clear all fields of an account to remove it.
admin-seller-account-no = Account { $number }
admin-seller-iban = IBAN
admin-seller-bic = BIC
admin-seller-account-details = Other details
admin-seller-account-details-hint = One per line, such as “Sort code: 60-16-13”
admin-seller-any-currency = Any other currency
admin-seller-appearance = Appearance
admin-seller-color = Brand colour
admin-seller-color-hint = It must be seen on white paper. Text in a pale colour is darkened.
admin-seller-footer = Footer of documents
admin-seller-footer-in = Footer of documents: { $language }
admin-seller-footer-hint = Register, directors and what else the law wants on every page

## What is wrong with a field
admin-seller-error-code = Use at most 30 small letters, digits and dashes
admin-seller-error-code-taken = Another seller has this code
admin-seller-error-email = Enter an e-mail address such as name@example.com
admin-seller-error-website = Enter an address that begins with https://
admin-seller-error-date = Enter a date
admin-seller-error-lines = At most { $count } lines
admin-seller-error-between = Enter a whole number from { $least } to { $most }
admin-seller-error-tax-kind = Say how documents name this number
admin-seller-error-tax-twice = This number is there already
admin-seller-error-currency-twice = Another account is for this currency already
admin-seller-error-iban = This is not an IBAN: letters and digits do not stand where the country has them
admin-seller-error-iban-check = A digit of this IBAN is not right: its check digits do not fit
admin-seller-error-no-account = Enter an IBAN, or other details of the account
admin-seller-error-bic = A BIC has 8 or 11 characters, such as COBADEFFXXX
admin-seller-error-named-line = Write each line as name, colon and value
admin-seller-error-color = Enter a colour such as #0f5c4d
admin-seller-error-pale = This colour can hardly be told from white paper (contrast { $contrast }). Choose a darker one, such as { $darker }.
admin-seller-changed = Nothing was saved: somebody else has changed this seller since you opened the form. What you typed is still below.
admin-seller-changed-open = Open the current settings

## Logo and colour
admin-seller-logo = Logo
admin-seller-logo-hint = PNG or JPEG, at most 512 KB. It is shrunk to its place on the page and put on white.
admin-seller-logo-upload = Upload logo
admin-seller-logo-replace = Replace logo
admin-seller-logo-remove = Remove logo
admin-seller-logo-remove-confirm = New documents show the initials in its place. Issued documents keep the logo.
admin-seller-logo-changed = Nothing was removed: somebody else has changed the logo meanwhile.
admin-seller-logo-empty = Choose a file
admin-seller-logo-too-large = The file is larger than 512 KB. Save it smaller and try again.
admin-seller-logo-svg = SVG files are not taken, because they can load and run things. Export the logo as PNG, at least 710 pixels wide.
admin-seller-logo-not-a-picture = This is neither a PNG nor a JPEG, whatever its name says. Export the logo as PNG.
admin-seller-logo-broken = The picture is damaged or incomplete. Export the logo again.
admin-seller-logo-blank = Nothing of this logo can be seen on white paper. Use the version for light backgrounds.
admin-seller-logo-too-many-pixels = The picture has { $width } × { $height } pixels. At most 4,096 a side and 8 million in all are taken.
admin-seller-logo-too-few-pixels = The picture has { $width } × { $height } pixels. It needs at least 32 × 16.
admin-seller-letters-white = Letters on it are white.
admin-seller-letters-dark = Letters on it are dark.
admin-seller-color-as-text = Text is set in the colour itself.
admin-seller-color-darkened = Text on white is darkened to { $darker } so that it can be read.
admin-seller-color-contrast = Contrast with white: { $contrast }.

## Number series
admin-seller-series = Number series
admin-seller-series-none = No series yet: nothing can be issued.
admin-seller-series-next = Next number
admin-seller-series-kind = Numbers
admin-seller-series-open = Open
admin-seller-series-closed = Closed
admin-seller-series-elsewhere = Imported
admin-seller-series-drafts = { $count ->
        [one] { $count } draft
       *[other] { $count } drafts
    }
admin-seller-series-new = Open a series
admin-seller-series-hint = Prefix, digits and first number are fixed from then on, so that numbers have no gap. To number differently, open another series and close this one.
admin-seller-series-prefix = Prefix
admin-seller-series-digits = Digits
admin-seller-series-first = First number
admin-seller-series-characters = Use letters, digits and - / . _ only
admin-seller-series-collides = The series “{ $with }” could print the same numbers
admin-seller-series-not-after = Imported documents carry this prefix with numbers up to { $last }: begin after it
admin-seller-series-close = Close
admin-seller-series-close-confirm = No further number is taken from it, for good. Drafts that wait for it are numbered from this seller's other open series, if there is exactly one.
admin-seller-series-delete = Delete
admin-seller-series-delete-confirm = It has issued nothing; no number will be missing.
admin-seller-series-used = Nothing was deleted: the series has issued numbers meanwhile. Close it instead.
admin-seller-series-has-drafts = Nothing was deleted: drafts are to be numbered from this series. Close it instead.
admin-refused-series-closed = The number series of this draft is closed, and the seller has no single other one: choose a series in the draft.

## Archiving
admin-seller-archive = Archive seller
admin-seller-archive-confirm = No new invoice can be drafted for it. What it issued stays, and can still be credited.
admin-seller-archive-drafts = { $count ->
        [one] { $count } draft waits and can still be issued or deleted.
       *[other] { $count } drafts wait and can still be issued or deleted.
    }
admin-seller-archived-note = Archived: no new invoice is drafted for this seller. What it issued can still be credited.
admin-seller-restore = Take back into use

## What was done
admin-seller-done-added = The seller was added. Open a number series, then it can issue invoices.
admin-seller-done-saved = The settings were saved. They apply from the next document on.
admin-seller-done-logo = The logo was saved. It stands on documents from now on.
admin-seller-done-logo-removed = The logo was removed.
admin-seller-done-series-opened = The series was opened.
admin-seller-done-series-closed = The series was closed.
admin-seller-done-series-deleted = The series was deleted.
admin-seller-done-archived = The seller was archived.
admin-seller-done-restored = The seller is in use again.

## Sample invoice
admin-seller-preview = Preview invoice
admin-seller-preview-hint = A sample with the settings as they are saved. It takes no number.
admin-seller-sample-title = Sample invoice
admin-seller-sample-buyer = Sample customer
admin-seller-sample-line-1 = Setting up the account
admin-seller-sample-line-2 = Support, hours
admin-seller-sample-memo = This is a sample and no invoice. Please do not pay it.

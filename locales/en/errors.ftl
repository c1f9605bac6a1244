### What is said when something cannot be done.

## Whole pages
error-not-found-title = Page not found
error-not-found-text = There is nothing at this address, or you may not see it.
error-forbidden-title = Not allowed
error-forbidden-text = Your role does not allow this. Ask an owner of the account.
error-internal-title = Something went wrong
error-internal-text = The fault is ours and has been recorded. Please try again later.
error-unavailable-title = Not available
error-bad-request-title = Not understood
error-bad-request-text = The request could not be read. Please go back and try again.
error-home = To the start page
error-reference = Reference for support:
error-unavailable-text = The service is not available for a moment. Please try again.
card-number-refused-title = Card numbers are not accepted here
card-number-refused-text = What you entered holds the number of a payment card. It was not stored. Please go back, remove it and send the form again. If it is not a card’s number, write a letter directly before it.

## Forms
form-errors-title = { $count ->
        [one] Please correct { $count } entry:
       *[other] Please correct { $count } entries:
    }
form-error-required = Please fill in this field.
form-error-too-long = At most { $count } characters.
form-error-email = Please enter an e-mail address such as name@example.com.
form-error-choice = Please choose one of the options.
form-optional = optional

## Amounts
amount-error-empty = Please enter an amount.
amount-error-character = Please enter digits only; “{ $character }” does not belong into an amount.
amount-error-marks = Please write the amount like 1,234.50: a point before the decimals.
amount-error-decimals = { $decimals ->
        [0] { $currency } has no decimals.
       *[other] { $currency } has { $decimals } decimals at most.
    }
amount-error-too-large = This amount is too large.

## Dates
date-error-empty = Please enter a date.
date-error-not-a-date = Please enter a date such as 31/12/2026.

## Tax numbers
tax-id-error-format = This does not look like a tax number of { $country }.
tax-id-error-check-digit = A digit of this tax number is not right. Please check it.
tax-id-error-country = We cannot check tax numbers of this country.

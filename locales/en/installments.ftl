### Installment plans: an invoice that is paid in agreed parts.

## The agreement, on paper and on the screen
agreement-title = Installment agreement
agreement-seller = Seller
agreement-customer = Customer
agreement-total = To be paid in all
agreement-in-parts = { $count ->
    [one] in one installment
   *[other] in { $count } installments
}
agreement-invoice = Invoice
agreement-invoice-issued-on = Issued on
agreement-invoice-total = Invoice total
agreement-agreed-on = Agreed on
agreement-method = Payment
agreement-by-hand = By the customer, before each due date
agreement-part = Part
agreement-due-on = Due on
agreement-amount = Amount
agreement-left-after = Left to pay after it
agreement-down-payment = Down payment
agreement-installment = Installment { $number } of { $count }
agreement-installments = Installments
agreement-terms = Terms
agreement-terms-replaces = This agreement takes the place of the earlier one about the same invoice. What was paid before stays paid; only what is left is shared anew.
agreement-terms-what = The customer pays the amount due on the invoice in the parts listed above. There is no interest and no fee. The invoice itself does not change.
agreement-terms-down-payment = The agreement takes effect when the down payment arrives. If it has not arrived by { $date }, the agreement ends and the invoice is due by its own terms.
agreement-terms-charged = The seller may charge { $method } for each installment on its due date. If a charge fails, it is tried again three and seven days after that date. The customer can change or withdraw this permission at any time before a due date.
agreement-terms-by-hand = { $days ->
    [0] The customer pays each installment by its due date.
    [one] The customer pays each installment by its due date, with one day of grace.
   *[other] The customer pays each installment by its due date, with { $days } days of grace.
} After that the seller reminds the customer three times.
agreement-terms-default = If an installment is still unpaid after the third attempt or reminder, the agreement ends and everything that is left becomes due at once.
agreement-terms-early = The customer may pay the next installment early or pay off everything at any time. A credit note for the invoice reduces the last installments first.
agreement-accepted = Accepted
agreement-accepted-by = Accepted by { $email } on { $time } from the address { $address }. Fingerprint (SHA-256) of the agreement as it was shown: { $hash }

## E-mails
mail-link-view-installments = View the installment plan
mail-installment-charged = We will charge { $method } on that day; you need not do anything.
mail-installment-by-hand = Please pay it by then.
mail-installment-not-arrived = The payment has not arrived.
mail-installment-not-tried = Your bank does not allow another attempt with the saved payment method. Please choose another one, or pay the installment yourself.
mail-installment-accepted-subject = Your installment plan for invoice { $number }
mail-installment-accepted-body =
    You have agreed to pay { $amount } of invoice **{ $number }** in installments. The signed agreement is attached.

    The plan takes effect when the down payment has arrived; please pay it by { $due } if there is one.

    { $link }
mail-installment-offered-subject = An installment plan for invoice { $number }
mail-installment-offered-body =
    { $seller } offers { $account } to pay { $amount } of invoice **{ $number }** in installments. Please look at the schedule and accept or decline it:

    { $link }
mail-installment-refused-subject = No installment plan for invoice { $number }
mail-installment-refused-body =
    We cannot offer the installment plan that you asked for. Invoice **{ $number }** stays due as it is.

    The reason: { $reason }

    { $link }
mail-installment-upcoming-subject = Installment for invoice { $number } due on { $due }
mail-installment-upcoming-body =
    An installment of { $amount } for invoice **{ $number }** is due on { $due }. { $reason }

    { $link }
mail-installment-failed-subject = Installment for invoice { $number } not paid
mail-installment-failed-body =
    The installment of { $amount } for invoice **{ $number }** could not be collected. { $reason }

    After the third time in vain the plan ends and everything that is left becomes due. You can pay now or choose another payment method:

    { $link }
mail-installment-defaulted-subject = Installment plan for invoice { $number } has ended
mail-installment-defaulted-body =
    The installment plan for invoice **{ $number }** has ended before everything was paid. { $amount } is now due at once.

    { $link }
mail-installment-completed-subject = Installment plan for invoice { $number } completed
mail-installment-completed-body =
    Thank you: invoice **{ $number }** is paid. All of { $amount } agreed in the installment plan is settled.

    { $link }
admin-template-installment-accepted = Installment plan accepted
admin-template-installment-offered = Installment plan offered
admin-template-installment-refused = Installment plan refused
admin-template-installment-upcoming = Installment due soon
admin-template-installment-failed = Installment not paid
admin-template-installment-defaulted = Installment plan in default
admin-template-installment-completed = Installment plan completed

### A new card by the link of a mail, without signing in.

card-link-title = Update your card
card-link-for = { $seller } asks you for a new card.
card-link-for-card = { $seller } asks you for a new card in place of the one ending { $last4 }.
card-link-go = Enter the new card
card-link-hint = You enter it on the secure page of our payment provider. We never see its number.
card-link-saved = Thank you. The new card is saved and will be charged from now on. You can close this page.
card-link-not-saved = The card was not saved. Nothing was changed.
card-link-again = Try again
card-link-invalid = This link does not work any more. Sign in to update your card, or use the link in our newest e-mail.
card-link-sign-in = Sign in
admin-variable-update-card = The address that leads to a new card without signing in; works once, for 7 days

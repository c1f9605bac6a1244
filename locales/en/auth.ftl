### Signing in, passwords, sessions, invitations, the people of an account.

## Signing in
sign-in-title = Sign in
sign-in-to-portal-of = to the billing portal of { $name }
sign-in-email = E-mail address
sign-in-password = Password
sign-in-submit = Sign in
sign-in-or = or
sign-in-with-link = Send me a sign-in link
sign-in-link-hint = We send a link that signs you in without a password.
sign-in-link-sent-title = Look into your mailbox
sign-in-link-sent = If your address is known to us, a sign-in link is on its way. It works once and for { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }.
sign-in-link-press = Press the button to sign in. The link works once.
sign-in-link-invalid = This link has been used or has expired. Please request a new one.
sign-in-back = Back to sign-in
sign-in-failed = The e-mail address or the password is not right.
sign-in-too-many = Too many attempts. Please wait { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }.
sign-in-again = Please sign in to continue.
signed-out = You are signed out.

## Choosing among several accounts
switch-tenant-title = Choose an account
switch-tenant-choose = Open
switch-tenant-current = Open now
switch-tenant-staff = Administration
switch-tenant-staff-note = As one of the operator’s staff
switch-tenant-none-title = No account
switch-tenant-none = You are signed in, but you do not belong to any account. Ask the owner of the account for an invitation.

## Passwords
password-new = New password
password-current = Current password
password-current-wrong = This is not your current password.
password-none-yet = You have no password yet and sign in by e-mail link. You can set one here.
password-hint = At least { $count } characters
password-too-short = Please use at least { $count } characters.
password-common = This password is too easy to guess.
password-change = Change password
password-changed = Your password was changed, and you were signed out everywhere else.

## One’s own account
account-title = Your account
account-profile = Profile
account-name = Name
account-language-of-account = As the account
account-saved = Your profile was saved.

## Sessions
sessions-title = Where you are signed in
sessions-current = This device
sessions-browser-on = { $browser } on { $system }
sessions-unknown-browser = Unknown browser
sessions-last-seen = Last used { $time }
sessions-end = End this session
sessions-ended = The session was ended.
sessions-end-others = Sign out everywhere else
sessions-others-ended = You are signed out everywhere else.

## Accepting an invitation
invitation-title = Join { $account }
invitation-for = You were invited at { $email } as { $role }.
invitation-accept = Accept invitation
invitation-sign-in-first = This address has an account. Sign in to it to accept.
invitation-other-person = You are signed in as { $email }. Sign out and open the invitation again to accept it.
invitation-invalid = This invitation is no longer valid.

## The people of an account
people-members = Members
people-you = You
people-role-of = Role of { $name }
people-role-hint = Billing managers may change everything except the owner; viewers may read everything and change nothing.
people-change-role = Change
people-remove-question = Remove { $name }?
people-remove-note = They lose access at once. You can invite them again.
people-send-invitation = Send invitation
people-invitations = Open invitations
people-invited-until = Not yet accepted. Valid until { $time }
people-done-invited = The invitation was sent.
people-done-revoked = The invitation was revoked.
people-done-removed = The person was removed.
people-done-role-changed = The role was changed.
people-error-already-member = This person is a member already.
people-error-already-invited = This address has an open invitation. Revoke it to send another.
people-error-too-many-today = Too many invitations today. Please continue tomorrow.
form-error-name = Please enter a name of at most 120 characters.

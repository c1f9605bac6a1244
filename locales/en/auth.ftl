### Signing in, passwords, sessions, invitations.

## Signing in
sign-in-title = Sign in
sign-in-email = E-mail address
sign-in-password = Password
sign-in-submit = Sign in
sign-in-with-link = Send me a sign-in link
sign-in-link-sent = If { $email } is known to us, a sign-in link is on its way. It works once and for { $minutes } minutes.
sign-in-forgot-password = Forgot your password?
sign-in-failed = The e-mail address or the password is not right.
sign-in-link-invalid = This link has been used or has expired. Please request a new one.
sign-in-too-many = Too many attempts. Please wait { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }.
sign-in-again = Please sign in to continue.
sign-in-staff = Staff sign-in
signed-out = You are signed out.

## Second factor
second-factor-title = Confirm it is you
second-factor-code = Code from your authenticator app
second-factor-hint = Six digits
second-factor-recovery = Use a recovery code
second-factor-wrong = This code is not right or has expired.
second-factor-step-up = Please confirm with your second factor.
second-factor-set-up = Set up a second factor
second-factor-remove = Remove second factor

## Passwords
password-new = New password
password-current = Current password
password-repeat = Repeat the password
password-hint = At least { $count } characters
password-too-short = Please use at least { $count } characters.
password-mismatch = The two passwords differ.
password-common = This password is too easy to guess.
password-changed = Your password was changed.

## Sessions
sessions-title = Where you are signed in
sessions-current = This device
sessions-last-seen = Last used { $time }
sessions-end = End this session
sessions-end-others = Sign out everywhere else

## Accepting an invitation
invitation-title = Join { $account }
invitation-accept = Accept invitation
invitation-invalid = This invitation is no longer valid.

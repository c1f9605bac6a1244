### Signing in, passwords, sessions, invitations.

## Signing in
sign-in-title = Anmelden
sign-in-email = E-Mail-Adresse
sign-in-password = Passwort
sign-in-submit = Anmelden
sign-in-with-link = Anmeldelink zusenden
sign-in-link-sent = Falls { $email } bei uns bekannt ist, ist ein Anmeldelink unterwegs. Er gilt einmalig und { $minutes } Minuten lang.
sign-in-forgot-password = Passwort vergessen?
sign-in-failed = Die E-Mail-Adresse oder das Passwort ist nicht richtig.
sign-in-link-invalid = Dieser Link wurde bereits verwendet oder ist abgelaufen. Bitte fordern Sie einen neuen an.
sign-in-too-many = Zu viele Versuche. Bitte warten Sie { $minutes ->
        [one] { $minutes } Minute
       *[other] { $minutes } Minuten
    }.
sign-in-again = Bitte melden Sie sich an, um fortzufahren.
sign-in-staff = Anmeldung für das Team
signed-out = Sie sind abgemeldet.

## Second factor
second-factor-title = Bestätigen Sie Ihre Identität
second-factor-code = Code aus Ihrer Authenticator-App
second-factor-hint = Sechs Ziffern
second-factor-recovery = Wiederherstellungscode verwenden
second-factor-wrong = Dieser Code ist nicht richtig oder abgelaufen.
second-factor-step-up = Bitte bestätigen Sie mit Ihrem zweiten Faktor.
second-factor-set-up = Zweiten Faktor einrichten
second-factor-remove = Zweiten Faktor entfernen

## Passwords
password-new = Neues Passwort
password-current = Aktuelles Passwort
password-repeat = Passwort wiederholen
password-hint = Mindestens { $count } Zeichen
password-too-short = Bitte verwenden Sie mindestens { $count } Zeichen.
password-mismatch = Die beiden Passwörter stimmen nicht überein.
password-common = Dieses Passwort ist zu leicht zu erraten.
password-changed = Ihr Passwort wurde geändert.

## Sessions
sessions-title = Wo Sie angemeldet sind
sessions-current = Dieses Gerät
sessions-last-seen = Zuletzt verwendet: { $time }
sessions-end = Diese Sitzung beenden
sessions-end-others = Überall sonst abmelden

## Accepting an invitation
invitation-title = { $account } beitreten
invitation-accept = Einladung annehmen
invitation-invalid = Diese Einladung ist nicht mehr gültig.

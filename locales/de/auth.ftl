### Signing in, passwords, sessions, invitations, the people of an account.

## Signing in
sign-in-title = Anmelden
sign-in-to-portal-of = beim Rechnungsportal von { $name }
sign-in-email = E-Mail-Adresse
sign-in-password = Passwort
sign-in-submit = Anmelden
sign-in-or = oder
sign-in-with-link = Anmeldelink zusenden
sign-in-link-hint = Wir senden einen Link, der Sie ohne Passwort anmeldet.
sign-in-link-sent-title = Sehen Sie in Ihr Postfach
sign-in-link-sent = Falls Ihre Adresse bei uns bekannt ist, ist ein Anmeldelink unterwegs. Er gilt einmalig und { $minutes ->
        [one] { $minutes } Minute
       *[other] { $minutes } Minuten
    } lang.
sign-in-link-press = Drücken Sie die Schaltfläche, um sich anzumelden. Der Link gilt einmalig.
sign-in-link-invalid = Dieser Link wurde bereits verwendet oder ist abgelaufen. Bitte fordern Sie einen neuen an.
sign-in-back = Zurück zur Anmeldung
sign-in-failed = Die E-Mail-Adresse oder das Passwort ist nicht richtig.
sign-in-too-many = Zu viele Versuche. Bitte warten Sie { $minutes ->
        [one] { $minutes } Minute
       *[other] { $minutes } Minuten
    }.
sign-in-again = Bitte melden Sie sich an, um fortzufahren.
signed-out = Sie sind abgemeldet.

## Choosing among several accounts
switch-tenant-title = Konto wählen
switch-tenant-choose = Öffnen
switch-tenant-current = Gerade geöffnet
switch-tenant-staff = Verwaltung
switch-tenant-staff-note = Als Teammitglied des Betreibers
switch-tenant-none-title = Kein Konto
switch-tenant-none = Sie sind angemeldet, gehören aber zu keinem Konto. Bitten Sie den Inhaber des Kontos um eine Einladung.

## Passwords
password-new = Neues Passwort
password-current = Aktuelles Passwort
password-current-wrong = Das ist nicht Ihr aktuelles Passwort.
password-none-yet = Sie haben noch kein Passwort und melden sich per E-Mail-Link an. Hier können Sie eines festlegen.
password-hint = Mindestens { $count } Zeichen
password-too-short = Bitte verwenden Sie mindestens { $count } Zeichen.
password-common = Dieses Passwort ist zu leicht zu erraten.
password-change = Passwort ändern
password-changed = Ihr Passwort wurde geändert, und Sie wurden überall sonst abgemeldet.

## One’s own account
account-title = Ihr Benutzerkonto
account-profile = Profil
account-name = Name
account-language-of-account = Wie das Konto
account-saved = Ihr Profil wurde gespeichert.

## Sessions
sessions-title = Wo Sie angemeldet sind
sessions-current = Dieses Gerät
sessions-browser-on = { $browser } auf { $system }
sessions-unknown-browser = Unbekannter Browser
sessions-last-seen = Zuletzt verwendet: { $time }
sessions-end = Diese Sitzung beenden
sessions-ended = Die Sitzung wurde beendet.
sessions-end-others = Überall sonst abmelden
sessions-others-ended = Sie sind überall sonst abgemeldet.

## Accepting an invitation
invitation-title = { $account } beitreten
invitation-for = Sie wurden unter { $email } eingeladen. Rolle: { $role }.
invitation-accept = Einladung annehmen
invitation-sign-in-first = Zu dieser Adresse gibt es ein Benutzerkonto. Melden Sie sich an, um die Einladung anzunehmen.
invitation-other-person = Sie sind als { $email } angemeldet. Melden Sie sich ab und öffnen Sie die Einladung erneut, um sie anzunehmen.
invitation-invalid = Diese Einladung ist nicht mehr gültig.

## The people of an account
people-members = Mitglieder
people-you = Sie
people-role-of = Rolle von { $name }
people-role-hint = Rechnungsverwaltung darf alles ändern außer den Inhaber; Lesezugriff sieht alles und ändert nichts.
people-change-role = Ändern
people-remove-question = { $name } entfernen?
people-remove-note = Der Zugang endet sofort. Sie können die Person erneut einladen.
people-send-invitation = Einladung senden
people-invitations = Offene Einladungen
people-invited-until = Noch nicht angenommen. Gültig bis { $time }
people-done-invited = Die Einladung wurde gesendet.
people-done-revoked = Die Einladung wurde zurückgezogen.
people-done-removed = Die Person wurde entfernt.
people-done-role-changed = Die Rolle wurde geändert.
people-error-already-member = Diese Person ist bereits Mitglied.
people-error-already-invited = Für diese Adresse gibt es eine offene Einladung. Ziehen Sie sie zurück, um eine neue zu senden.
people-error-too-many-today = Zu viele Einladungen heute. Bitte morgen fortfahren.
form-error-name = Bitte geben Sie einen Namen mit höchstens 120 Zeichen ein.

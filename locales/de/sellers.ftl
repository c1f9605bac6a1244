### Die Rechnungssteller des Betreibers: Liste, Einstellungen, Logo, Nummernkreise.
## List
admin-sellers-title = Verkäufer
admin-sellers-sub = Die Gesellschaften, die Ihre Dokumente ausstellen
admin-sellers-none = Noch keine Verkäufer
admin-sellers-none-text = Legen Sie die Gesellschaft an, in deren Namen Sie Rechnungen ausstellen.
admin-seller-new = Verkäufer anlegen
admin-seller-edit = Verkäufer bearbeiten
admin-seller-code = Kürzel
admin-seller-issued = Hier ausgestellt
admin-seller-in-use = In Gebrauch
admin-seller-archived = Archiviert
admin-seller-no-series = Kein Nummernkreis
admin-seller-updated = Zuletzt geändert

## Settings
admin-seller-code-hint = Kleinbuchstaben, Ziffern und Bindestriche. Importe kennen den Verkäufer unter diesem Kürzel; es lässt sich später nicht ändern.
admin-seller-trading-name = Geschäftsbezeichnung
admin-seller-trading-name-hint = Steht neben dem Logo, wenn sie vom Firmennamen abweicht
admin-seller-contact = Kontakt und Zahlungsziel
admin-seller-email = E-Mail-Adresse
admin-seller-email-hint = Dorthin gehen Antworten der Kunden auf Dokumente
admin-seller-phone = Telefon
admin-seller-website = Website
admin-seller-days-to-pay = Zahlungsziel in Tagen
admin-seller-days-to-pay-hint = Das schlägt eine neue Rechnung vor
admin-seller-days = { $count ->
        [one] { $count } Tag
       *[other] { $count } Tage
    }
admin-seller-taxes = Steuerliche Registrierungen
admin-seller-taxes-hint = Nummern werden nach den Regeln ihres Landes geprüft. Ein Dokument nennt die, die an seinem Datum gelten; ohne Daten gilt eine Nummer immer. Leeren Sie eine Nummer, um sie zu entfernen.
admin-seller-tax-no = Registrierung { $number }
admin-seller-tax-other = Andere (ungeprüft)
admin-seller-tax-kind = Bezeichnung auf Dokumenten
admin-seller-tax-from = Gültig ab
admin-seller-tax-to = Gültig bis
admin-seller-tax-valid = Wird gedruckt
admin-seller-tax-not-today = Wird nicht gedruckt
admin-seller-today = Heute
admin-seller-accounts = Bankkonten
admin-seller-accounts-hint = Eine Rechnung nennt das Konto ihrer Währung, sonst das ohne Währung. Leeren Sie alle Felder eines Kontos, um es zu entfernen.
admin-seller-account-no = Konto { $number }
admin-seller-iban = IBAN
admin-seller-bic = BIC
admin-seller-account-details = Weitere Angaben
admin-seller-account-details-hint = Eine je Zeile, etwa „Sort code: 60-16-13“
admin-seller-any-currency = Jede andere Währung
admin-seller-appearance = Erscheinungsbild
admin-seller-color = Markenfarbe
admin-seller-color-hint = Sie muss auf weißem Papier zu sehen sein. Text in einer blassen Farbe wird abgedunkelt.
admin-seller-footer = Fußzeile der Dokumente
admin-seller-footer-in = Fußzeile der Dokumente: { $language }
admin-seller-footer-hint = Register, Geschäftsführung und was das Gesetz sonst auf jeder Seite verlangt

## What is wrong with a field
admin-seller-error-code = Höchstens 30 Kleinbuchstaben, Ziffern und Bindestriche
admin-seller-error-code-taken = Ein anderer Verkäufer hat dieses Kürzel
admin-seller-error-email = Geben Sie eine E-Mail-Adresse wie name@example.com ein
admin-seller-error-website = Geben Sie eine Adresse ein, die mit https:// beginnt
admin-seller-error-date = Geben Sie ein Datum ein
admin-seller-error-lines = Höchstens { $count } Zeilen
admin-seller-error-between = Geben Sie eine ganze Zahl von { $least } bis { $most } ein
admin-seller-error-tax-kind = Sagen Sie, wie Dokumente diese Nummer nennen
admin-seller-error-tax-twice = Diese Nummer gibt es schon
admin-seller-error-currency-twice = Für diese Währung gibt es schon ein Konto
admin-seller-error-iban = Das ist keine IBAN: Buchstaben und Ziffern stehen nicht da, wo das Land sie hat
admin-seller-error-iban-check = Eine Ziffer dieser IBAN stimmt nicht: Die Prüfziffern passen nicht
admin-seller-error-no-account = Geben Sie eine IBAN oder weitere Angaben zum Konto ein
admin-seller-error-bic = Ein BIC hat 8 oder 11 Zeichen, etwa COBADEFFXXX
admin-seller-error-named-line = Schreiben Sie jede Zeile als Bezeichnung, Doppelpunkt und Wert
admin-seller-error-color = Geben Sie eine Farbe wie #0f5c4d ein
admin-seller-error-pale = Diese Farbe ist auf weißem Papier kaum zu sehen (Kontrast { $contrast }). Wählen Sie eine dunklere, etwa { $darker }.
admin-seller-changed = Nichts wurde gespeichert: Jemand anderes hat diesen Verkäufer geändert, seit Sie das Formular geöffnet haben. Ihre Eingaben stehen noch unten.
admin-seller-changed-open = Aktuelle Einstellungen öffnen

## Logo and colour
admin-seller-logo = Logo
admin-seller-logo-hint = PNG oder JPEG, höchstens 512 KB. Es wird auf seinen Platz auf der Seite verkleinert und auf Weiß gesetzt.
admin-seller-logo-upload = Logo hochladen
admin-seller-logo-replace = Logo ersetzen
admin-seller-logo-remove = Logo entfernen
admin-seller-logo-remove-confirm = Neue Dokumente zeigen stattdessen die Anfangsbuchstaben. Ausgestellte Dokumente behalten das Logo.
admin-seller-logo-changed = Nichts wurde entfernt: Jemand anderes hat das Logo inzwischen geändert.
admin-seller-logo-empty = Wählen Sie eine Datei
admin-seller-logo-too-large = Die Datei ist größer als 512 KB. Speichern Sie sie kleiner und versuchen Sie es erneut.
admin-seller-logo-svg = SVG-Dateien nehmen wir nicht, weil sie Inhalte nachladen und ausführen können. Exportieren Sie das Logo als PNG mit mindestens 710 Pixeln Breite.
admin-seller-logo-not-a-picture = Das ist weder PNG noch JPEG, was auch immer der Name sagt. Exportieren Sie das Logo als PNG.
admin-seller-logo-broken = Das Bild ist beschädigt oder unvollständig. Exportieren Sie das Logo noch einmal.
admin-seller-logo-blank = Auf weißem Papier ist von diesem Logo nichts zu sehen. Verwenden Sie die Fassung für helle Hintergründe.
admin-seller-logo-too-many-pixels = Das Bild hat { $width } × { $height } Pixel. Höchstens 4.096 je Seite und 8 Millionen insgesamt sind möglich.
admin-seller-logo-too-few-pixels = Das Bild hat { $width } × { $height } Pixel. Es braucht mindestens 32 × 16.
admin-seller-letters-white = Buchstaben darauf sind weiß.
admin-seller-letters-dark = Buchstaben darauf sind dunkel.
admin-seller-color-as-text = Text steht in der Farbe selbst.
admin-seller-color-darkened = Text auf Weiß wird zu { $darker } abgedunkelt, damit er lesbar ist.
admin-seller-color-contrast = Kontrast zu Weiß: { $contrast }.

## Number series
admin-seller-series = Nummernkreise
admin-seller-series-none = Noch kein Nummernkreis: Es kann nichts ausgestellt werden.
admin-seller-series-next = Nächste Nummer
admin-seller-series-kind = Nummeriert
admin-seller-series-open = Offen
admin-seller-series-closed = Geschlossen
admin-seller-series-elsewhere = Importiert
admin-seller-series-drafts = { $count ->
        [one] { $count } Entwurf
       *[other] { $count } Entwürfe
    }
admin-seller-series-new = Nummernkreis eröffnen
admin-seller-series-hint = Präfix, Stellen und erste Nummer stehen danach fest, damit die Nummern lückenlos bleiben. Um anders zu nummerieren, eröffnen Sie einen weiteren Nummernkreis und schließen diesen.
admin-seller-series-prefix = Präfix
admin-seller-series-digits = Stellen
admin-seller-series-first = Erste Nummer
admin-seller-series-characters = Nur Buchstaben ohne Umlaute, Ziffern und - / . _
admin-seller-series-collides = Der Nummernkreis „{ $with }“ könnte dieselben Nummern drucken
admin-seller-series-not-after = Importierte Belege tragen dieses Präfix mit Nummern bis { $last }: Beginnen Sie danach
admin-seller-series-close = Schließen
admin-seller-series-close-confirm = Aus ihm wird endgültig keine Nummer mehr vergeben. Entwürfe, die auf ihn warten, bekommen ihre Nummer aus dem anderen offenen Nummernkreis dieses Verkäufers, wenn es genau einen gibt.
admin-seller-series-delete = Löschen
admin-seller-series-delete-confirm = Aus ihm wurde nichts ausgestellt; es wird keine Nummer fehlen.
admin-seller-series-used = Nichts wurde gelöscht: Aus dem Nummernkreis wurden inzwischen Nummern vergeben. Schließen Sie ihn stattdessen.
admin-seller-series-has-drafts = Nichts wurde gelöscht: Entwürfe sollen aus diesem Nummernkreis nummeriert werden. Schließen Sie ihn stattdessen.
admin-refused-series-closed = Der Nummernkreis dieses Entwurfs ist geschlossen, und der Verkäufer hat keinen einzelnen anderen: Wählen Sie im Entwurf einen Nummernkreis.

## Archiving
admin-seller-archive = Verkäufer archivieren
admin-seller-archive-confirm = Für ihn kann keine neue Rechnung mehr entworfen werden. Was er ausgestellt hat, bleibt und kann weiterhin gutgeschrieben werden.
admin-seller-archive-drafts = { $count ->
        [one] { $count } Entwurf wartet und kann noch ausgestellt oder gelöscht werden.
       *[other] { $count } Entwürfe warten und können noch ausgestellt oder gelöscht werden.
    }
admin-seller-archived-note = Archiviert: Für diesen Verkäufer wird keine neue Rechnung entworfen. Was er ausgestellt hat, kann weiterhin gutgeschrieben werden.
admin-seller-restore = Wieder in Gebrauch nehmen

## What was done
admin-seller-done-added = Der Verkäufer wurde angelegt. Eröffnen Sie einen Nummernkreis, dann kann er Rechnungen ausstellen.
admin-seller-done-saved = Die Einstellungen wurden gespeichert. Sie gelten ab dem nächsten Dokument.
admin-seller-done-logo = Das Logo wurde gespeichert. Es steht ab jetzt auf Dokumenten.
admin-seller-done-logo-removed = Das Logo wurde entfernt.
admin-seller-done-series-opened = Der Nummernkreis wurde eröffnet.
admin-seller-done-series-closed = Der Nummernkreis wurde geschlossen.
admin-seller-done-series-deleted = Der Nummernkreis wurde gelöscht.
admin-seller-done-archived = Der Verkäufer wurde archiviert.
admin-seller-done-restored = Der Verkäufer ist wieder in Gebrauch.

## Sample invoice
admin-seller-preview = Vorschau der Rechnung
admin-seller-preview-hint = Ein Muster mit den gespeicherten Einstellungen. Es verbraucht keine Nummer.
admin-seller-sample-title = Musterrechnung
admin-seller-sample-buyer = Musterkunde
admin-seller-sample-line-1 = Einrichten des Kontos
admin-seller-sample-line-2 = Betreuung, Stunden
admin-seller-sample-memo = Dies ist ein Muster und keine Rechnung. Bitte nicht bezahlen.

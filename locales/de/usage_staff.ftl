### Personal: was vom Verbrauch der Kunden gezählt wird, und die Schlüssel, mit denen Systeme ihn senden.
nav-meters = Zähler
nav-api-keys = API-Schlüssel

## Schlüssel
api-keys-title = API-Schlüssel
api-keys-intro = Mit diesen Schlüsseln melden sich Ihre Systeme an. Das Geheimnis eines Schlüssels wird einmal gezeigt, wenn er angelegt wird; aufbewahrt wird nur dessen Hash.
api-keys-none = Noch keine Schlüssel
api-keys-none-text = Ein System, das Verbrauch meldet, braucht einen.
api-keys-name = Name
api-keys-name-hint = Wofür der Schlüssel ist, etwa das System, das ihn benutzt
api-keys-scopes = Was er darf
api-key-scope-usage-write = Verbrauch melden
api-key-scope-usage-read = Verbrauch abfragen
api-keys-created = Angelegt
api-keys-last-used = Zuletzt benutzt
api-keys-never-used = Nie
api-keys-works = Gültig
api-keys-revoked = Widerrufen
api-keys-revoke = Widerrufen
api-keys-revoke-text = Systeme, die „{ $name }“ noch benutzen, werden ab der nächsten Anfrage abgewiesen. Das lässt sich nicht rückgängig machen.
api-keys-new = Neuer Schlüssel
api-keys-make = Schlüssel anlegen
api-keys-secret = Geheimnis
api-keys-done-made = „{ $name }“ ist angelegt. Kopieren Sie das Geheimnis jetzt: Es kann nicht noch einmal gezeigt werden.
api-keys-done-revoked = Der Schlüssel ist widerrufen.
api-keys-made-already = Dieses Formular wurde schon gesendet: Den Schlüssel gibt es, sein Geheimnis wurde damals gezeigt. Wenn es niemand hat, widerrufen Sie den Schlüssel und legen Sie einen neuen an.
api-key-error-name = Geben Sie einen Namen von höchstens 100 Zeichen ein.
api-key-error-scopes = Wählen Sie, was der Schlüssel darf.

## Zähler
meters-title = Zähler
meters-intro = Ein Zähler legt fest, wie aus Verbrauchsereignissen eine Menge wird. Er lässt sich nicht mehr ändern, weil Rechnungen auf ihm beruhen.
meters-none = Noch keine Zähler
meters-none-text = Tarife, die Verbrauch berechnen, brauchen einen, und die Ereignisse auch.
meters-name = Name
meters-code = Kürzel
meters-code-hint = So nennen ihn Ereignisse und Tarife: Kleinbuchstaben, Ziffern, - und _
meters-aggregation = Zählt
meters-unique-of = Wie viele verschiedene Werte von { $property }
meters-unique-property = Zu unterscheidende Eigenschaft
meters-unique-property-hint = Nur wo verschiedene Werte gezählt werden: der Name der Eigenschaft in den Ereignissen, etwa user_id
meters-group-by = Getrennt gezählt nach
meters-group-by-hint = Der Name einer Eigenschaft der Ereignisse, etwa region
meters-new = Neuer Zähler
meters-add = Zähler anlegen
meters-done-added = Der Zähler ist angelegt.
meter-aggregation-sum = Die Summe der Mengen
meter-aggregation-count = Wie viele Ereignisse es gab
meter-aggregation-max = Die größte Menge
meter-aggregation-last = Die letzte Menge
meter-aggregation-unique = Wie viele verschiedene Werte eine Eigenschaft hatte
meter-error-code = Geben Sie ein Kürzel aus Kleinbuchstaben, Ziffern, - und _ ein.
meter-error-code-taken = Es gibt einen Zähler mit diesem Kürzel, der anders zählt.
meter-error-name = Geben Sie einen Namen von höchstens 100 Zeichen ein.
meter-error-unique-property = Nennen Sie die Eigenschaft dort, und nur dort, wo verschiedene Werte gezählt werden.
meter-error-property = Der Name einer Eigenschaft hat höchstens 100 Zeichen.

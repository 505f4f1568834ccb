## Rahmen jeder Seite

skip-to-content = Zum Inhalt
nav-label = Bereiche
nav-queue = Warteschlange
nav-search = Suche
nav-customers = Kunden
nav-on-call = Bereitschaft
nav-mails = E-Mails
nav-plans = Pläne
nav-invoices = Rechnungen
nav-home = Übersicht
nav-new-ticket = Neue Anfrage
nav-emergency = Notfall
language-label = Sprache
theme-label = Darstellung
theme-light = Hell
theme-dark = Dunkel
theme-system = Wie das System
sign-out = Abmelden
toasts-label = Meldungen
close-dialog = Schließen
save = Speichern
cancel = Abbrechen

keys-title = Tasten
keys-move = nächste und vorige Zeile
keys-open = Zeile öffnen
keys-search = suchen
keys-write = antworten, notieren
keys-assign = zuweisen, Schweregrad ändern
keys-state = auf Kunden warten, lösen
keys-call = Anruf erfassen
keys-go = zur Warteschlange; auch c Kunden, o Bereitschaft, m E-Mails, p Pläne, i Rechnungen
keys-help = diese Liste
connection-lost = Der Server antwortet gerade nicht. Bitte versuchen Sie es noch einmal.
panel-label = Anruf

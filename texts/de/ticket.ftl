## Warteschlange und Ticket, für Mitarbeiter

queue-title = Warteschlange
queue-search = Tickets durchsuchen
queue-views = Ansichten
queue-empty = Nichts zu tun
queue-empty-how = Neue Anfragen erscheinen hier von selbst, sobald sie eintreffen.
queue-waits = wartet { $duration }
queue-since = seit { $at }
queue-customer-wrote-last = letztes Wort vom Kunden
preview-label = Vorschau
preview-empty = Eine Zeile wählen, um ihr Ticket hier zu lesen.

ticket-edit-subject = Betreff ändern
ticket-severity = Schweregrad
ticket-assign = Zuweisen an
ticket-log-call = Anruf erfassen
ticket-log-work = Zeit erfassen
ticket-wait = Auf Kunden warten
ticket-resume = Weiterarbeiten
ticket-resolve = Lösen
ticket-close = Schließen
ticket-reopen = Wieder öffnen

conversation-label = Verlauf
composer-label = Was Sie schreiben
composer-reply = Antworten
composer-note = Interne Notiz
composer-to = an { $to }
composer-only-staff = sehen nur Mitarbeiter
composer-then = Danach
composer-then-keep = danach: offen lassen
composer-then-wait = danach: auf Kunden warten
composer-then-resolve = danach: lösen
composer-send = Senden

side-label = Zum Ticket
side-verdict = Deckung
side-left = Guthaben
side-customer = Kunde
side-organisation = Firma
side-plan = Plan
side-contact = Kontakt
side-system = System
side-spent = Aufwand
side-others = Weitere offene Tickets
side-facts = Angaben zur Anfrage
side-facts-how = Stimmen die Angaben nicht, berichtigen Sie sie hier. Die Deckung wird dann für den Eingang der Anfrage neu beurteilt.
side-reached = Erreicht melden
side-reached-what = Was wurde erreicht?
side-reached-say = Jetzt erreicht

## Schreiben: Antworten, Notizen, Entwürfe, Dateien

composer-files = Dateien
composer-then-close = danach: schließen
composer-send-note = Notiz speichern
composer-later = Später senden
composer-later-tomorrow = Morgen um 8:00
composer-later-monday = Montag um 8:00
composer-later-at = Eigener Zeitpunkt
composer-later-send = Dann senden

composer-tools = Auszeichnen
composer-offers = Vorschläge
tool-bold = Fett (Strg B)
tool-italic = Kursiv (Strg I)
tool-link = Verweis (Strg K)
tool-list = Aufzählung
tool-numbers = Nummerierte Liste
tool-block = Als Zitat
tool-code = Code
tool-undo = Rückgängig (Strg Z)
tool-quote = Zitieren
tool-quote-how = Das Markierte oder die letzte Nachricht zitieren (q)

words-rest = Alles anzeigen
message-new = Neu

files-label = Dateien
files-remove = { $name } entfernen

draft-kept = Entwurf gespeichert { $at }

waiting-label = Antwort, die noch nicht gesendet ist
waiting-soon = wird gesendet in
waiting-planned = wird gesendet
waiting-undo = Zurückholen
waiting-take = Als Entwurf übernehmen
waiting-send = Jetzt senden
waiting-held-answered = Nicht gesendet: Inzwischen hat jemand anders geschrieben.
waiting-held-author = Nicht gesendet: Wer sie geschrieben hat, ist nicht mehr im Team.
waiting-held-erased = Nicht gesendet: Die Person, für die sie war, wurde gelöscht.

done-undo = Zurückgeholt. Der Text steht wieder im Entwurf.
done-discard = Der Entwurf ist verworfen.
done-before = Das wurde bereits gesendet.
done-at-once = Sofort gesendet, damit eine zugesagte Frist gehalten ist.
done-planned = Wird gesendet: { $at }

drafts-title = Entwürfe
drafts-ticket = Ticket
drafts-text = Text
drafts-state = Was daraus wird
drafts-changed = Geändert
drafts-act = Tun
drafts-none = Keine Entwürfe. Was Sie zu schreiben beginnen, bleibt hier erhalten.
drafts-goes-out = Wird gesendet: { $at }
drafts-discard = Verwerfen

kept-title = Ihre Sitzung ist beendet
kept-how = Ihr Text ist noch da, gesendet wurde nichts. Melden Sie sich in einem neuen Fenster an und senden Sie ihn danach von hier.
kept-files = Dateien müssen Sie danach noch einmal anhängen.
kept-sign-in = In neuem Fenster anmelden
kept-text = Ihr Text
kept-again = Weiter zum Ticket

event-plan-reply = { $name } hat eine Antwort geplant: { $at }
event-take-back-reply = { $name } hat die geplante Antwort zurückgeholt
event-hold-reply-answered = Die geplante Antwort wurde nicht gesendet: Inzwischen hat jemand anders geschrieben.
event-hold-reply-author = Die geplante Antwort wurde nicht gesendet: Wer sie geschrieben hat, ist nicht mehr im Team.
event-hold-reply-erased = Die Antwort wurde nicht gesendet: Die Person, für die sie war, wurde gelöscht.

field-in-past = Dieser Zeitpunkt ist vorbei. Bitte wählen Sie einen, der noch kommt.
field-empty-file = { $detail } ist leer.
field-file-too-large = Eine Datei darf höchstens { $detail } groß sein.
field-files-too-large = Alle Dateien zusammen dürfen höchstens { $detail } groß sein.
field-too-many-files = Mehr als { $detail } Dateien gehen nicht in eine Nachricht.

problem-answered-meanwhile = Inzwischen hat jemand anders geschrieben. Gesendet ist nichts. Bitte lesen Sie, was neu ist; wenn Sie noch einmal senden, geht Ihr Text hinaus.
problem-form-old = Sie haben sich neu angemeldet. Gesendet ist nichts; Ihr Text steht unten. Bitte senden Sie ihn noch einmal.
problem-draft-gone = Diese Antwort wartet nicht mehr: Sie ist schon gesendet oder zurückgeholt.
problem-draft-waits = Diese Antwort wartet darauf, gesendet zu werden. Holen Sie sie zuerst zurück.

refusal-broken-off = Das kam nicht vollständig an
refusal-broken-off-how = Die Übertragung ist abgebrochen. Es wurde nichts gespeichert; bitte senden Sie es noch einmal.

settings-drafts-how = Was Sie begonnen haben und was noch auf das Senden wartet
settings-canned-how = Texte, die Sie immer wieder brauchen, und was mit ihnen geschieht
settings-signatures-how = Was unter Ihren E-Mails steht

canned-title = Textbausteine
canned-how = Im Ticket fügen Sie sie über das Menü ein oder mit einem Semikolon und dem Namen.
canned-new = Neuer Textbaustein
canned-edit = Textbaustein ändern
canned-none = Noch keine Textbausteine. Legen Sie einen an für das, was Sie oft schreiben.
canned-name = Name
canned-whose = Für wen
canned-mine = nur für mich
canned-all = für alle
canned-does = Was geschieht
canned-act = Tun
canned-retire = Stilllegen
canned-text-de = Text auf Deutsch
canned-text-en = Text auf Englisch
canned-variables = Zwischen doppelten geschweiften Klammern können stehen: { $all }.
canned-assign = Zuweisen
canned-assign-keep = so lassen
canned-assign-me = mir zuweisen
canned-assign-nobody = niemandem zuweisen
canned-assign-to = { $name } zuweisen
canned-severity-keep = so lassen
canned-sets-severity = Schweregrad { $name }
canned-tags-added = Schlagworte hinzufügen, durch Kommas getrennt
canned-tags-removed = Schlagworte wegnehmen, durch Kommas getrennt
canned-adds-tags = Schlagworte hinzufügen: { $tags }
canned-removes-tags = Schlagworte wegnehmen: { $tags }
canned-with-sending = Mit dem Senden:
canned-insert = Einfügen
canned-cancel = Abbrechen
canned-drop = Nur den Text verwenden
canned-cannot-severity = Diesen Schweregrad gibt es im Plan des Kunden nicht; er bleibt, wie er ist.
canned-cannot-assignee = Wer das Ticket bekommen soll, ist nicht mehr im Team; es bleibt, wo es ist.
canned-cannot-tags = Das Ticket hätte zu viele Schlagworte; sie bleiben, wie sie sind.
canned-cannot-closed = Das Ticket ist geschlossen und bleibt es.

signature-title = Signatur
signature-mine = Meine Signatur
signature-desk = Signatur für alle
signature-team = Signatur von { $team }
signature-how = Steht unter E-Mails an Kunden, in deren Sprache: erst die eigene, darunter die der Gruppe, bei der das Ticket liegt, sonst die für alle. agent und provider können zwischen doppelten geschweiften Klammern stehen.

field-text-syntax = In Zeile { $detail } stimmt die Schreibweise nicht. Erlaubt sind Variablen und if.
field-text-variable = Zeile { $detail } ist keine bekannte Variable.

wording-title = Texte der E-Mails
wording-how = Was Kunden an E-Mails bekommen, in ihrer Sprache. Solange Sie nichts ändern, gilt der mitgelieferte Text, auch ein späterer.
settings-wording-how = Was Empfangsbestätigung, Antwort, Absage und neue Beurteilung sagen
wording-mail = E-Mail
wording-own = eigener Text
wording-shipped = mitgeliefert
wording-receipt = Empfangsbestätigung
wording-reply = Antwort
wording-refusal = Absage
wording-verdict = Neue Beurteilung
wording-form-how = Leer gespeichert gilt wieder der mitgelieferte Text. Was nur manchmal da ist, steht zwischen {"{% if due %}"} und {"{% endif %}"}.
wording-variables = Variablen
wording-preview = So käme sie an
wording-contact = Name des Ansprechpartners; leer, wenn unbekannt
wording-number = Nummer der Anfrage
wording-subject = Betreff der Anfrage
wording-severity = Schweregrad; leer ohne Einstufung
wording-due = zugesagte Frist in Worten; leer ohne Zusage
wording-left = was vom Kontingent übrig ist; leer ohne Kontingent
wording-link = Adresse der Anfrage im Portal; leer bei Unbekannten
wording-provider = Ihr Name
wording-body = was geschrieben wurde; steht allein in seiner Zeile
wording-signature = Signatur
wording-large-files = Namen von Dateien, die für die E-Mail zu groß sind; sonst leer
wording-ask = wer Anfragen stellen darf, wenn der Empfänger es nicht darf; sonst leer
wording-sentence = was aus der Anfrage wird und warum, mit dem Preis; in der Bestätigung leer, wenn der Vertrag sie abdeckt, in Absage und neuer Beurteilung allein in seiner Zeile
field-text-needs = { $detail } fehlt, immer oder in manchen Fällen: Ohne das sagt die E-Mail nichts.
field-text-alone = { $detail } muss allein in einer Zeile stehen.

signing-title = Signierte E-Mails
signing-how = Mit einer Signatur (DKIM) prüfen andere Mailserver, ob eine E-Mail wirklich von Ihnen kommt. Erzeugen Sie einen Schlüssel, tragen Sie seinen Eintrag im DNS der Domain ein, und lassen Sie dann mit ihm signieren.
settings-signing-how = Schlüssel, an denen andere Server Ihre E-Mails erkennen (DKIM)
signing-none = Noch signiert kein Schlüssel: E-Mails gehen ohne Signatur hinaus.
signing-make = Schlüssel erzeugen
signing-record-name = Name des DNS-Eintrags
signing-record = Inhalt (TXT)
signing-state = Zustand
signing-idle = wartet, bis sein Eintrag im DNS steht
signing-since = signiert seit
signing-made = Erzeugt
signing-start = Mit diesem signieren
signing-remove = Schlüssel wegwerfen
signing-actions = Tun
problem-too-many-keys = Eine Domain hat höchstens { $detail } Schlüssel. Werfen Sie zuerst einen alten weg.

desk-mail-per-minute = Höchstens so viele E-Mails in der Minute
desk-mail-per-minute-how = Manche Mailserver nehmen nur eine bestimmte Zahl an. Was darüber ist, wartet im Postausgang. Leer: ohne Grenze
desk-mail-sealers = Weiterleiter, denen geglaubt wird
desk-mail-sealers-how = Domains von Mailinglisten und Weiterleitungen, deren Siegel (ARC) gelten, durch Kommas getrennt. Wirkt, wo Absender geprüft werden und der prüfende Mailserver das Siegel für heil befindet.
desk-mail-participants = Beteiligte
desk-mail-participants-how = Wer in „An“ und „Kopie“ der E-Mail eines Ansprechpartners steht, kann am Ticket beteiligt werden und bekommt dann die Antworten
desk-participants-colleagues = Ansprechpartner desselben Kunden
desk-participants-nobody = Niemand von selbst

## Bausteine, die auf vielen Seiten stehen

count-tickets = { $n ->
    [one] { $n } Ticket
   *[other] { $n } Tickets
}
why = warum?
unassigned = niemand
field-optional = (freiwillig)

standing-due = fällig
standing-soon = bald fällig
standing-breached = überschritten
standing-kept = eingehalten
standing-waiting = wartet

stage-open = offen
stage-waiting = wartet auf Kunden
stage-resolved = gelöst
stage-closed = geschlossen
stage-open-customer = in Arbeit
stage-waiting-customer = wartet auf Sie

line-covered = Servicezeit
line-closed = außerhalb der Servicezeit
line-paused = angehalten
line-none = keine Frist zugesagt
line-no-target = { $title }: keine Frist zugesagt
line-reached = { $title }: { $standing }, erreicht { $at }, fällig war { $due }
line-open = { $title }: { $standing }, { $due }
line-left = noch { $duration } Servicezeit
line-over = seit { $duration } Servicezeit
line-table-what = Abschnitt
line-table-from = von
line-table-to = bis
clocks-label = Fristen
clocks-none = Der Plan sagt keine Frist zu.

left-of = von { $granted } übrig
left-unlimited = unbegrenzt
left-used = { $used } verbraucht
left-reserved = { $reserved } vorgemerkt
left-expires = { $much } verfallen am { $day }

verdict-label = Deckung
verdict-covered = Im Plan enthalten
verdict-best-effort = Nach bestem Bemühen
verdict-chargeable = Kostenpflichtig
verdict-refused = Nicht enthalten
verdict-conditions = Bedingungen ansehen
answer-yes = ja
answer-no = nein
answer-not-asked = nicht gefragt

ticker-label = Preis des Anrufs
ticker-running = läuft seit
ticker-so-far = bisher
ticker-next = bis { $price }
ticker-change = ab { $at }: { $band }

message-reply = Antwort
message-note = Interne Notiz
message-quoted = Zitat anzeigen
message-call = { $caller } sprach mit { $agent }
message-as-sent = Wie gesendet anzeigen
sent-title = Nachricht, wie sie gesendet wurde
sent-how = In diesem Rahmen wird nichts ausgeführt und nichts von außerhalb geladen. Links nennen ihr Ziel und öffnen sich daneben.
sent-remote = { $count ->
    [one] Ein Bild von außerhalb wurde nicht geladen.
   *[other] { $count } Bilder von außerhalb wurden nicht geladen.
}
sent-load = Bilder laden
sent-loaded = Die Bilder von außerhalb wurden über diesen Server geladen; der Absender sieht dessen Adresse, nicht Ihre.
sent-too-large = { $count ->
    [one] Ein Bild ist zu groß für diese Ansicht; es steht bei den Dateien der Nachricht.
   *[other] { $count } Bilder sind zu groß für diese Ansicht; sie stehen bei den Dateien der Nachricht.
}
left-out-text = Der Text dieser Mail ist zu lang: Das Ende steht nur in der Mail selbst.
left-out-files = Mehr als { $count } Anhänge: Die übrigen stehen nur in der Mail selbst.
left-out-depth = Sehr tief verschachtelt: Der innere Teil ist ein Anhang.
left-out-parts = Zu viele Teile: Der Rest ist ein Anhang.
left-out-headers = Zu viele oder zu lange Kopfzeilen: Der Rest wurde nicht gelesen.
left-out-packed = Die Datei winmail.dat ließ sich nicht ganz lesen: Sie ist als Ganzes ein Anhang.
seal-signed = Signiert (S/MIME) mit einem Zertifikat für { $address }, laut Zertifikat ausgestellt von { $issuer }. Der Aussteller ist nicht geprüft.
seal-by-another = Signiert (S/MIME), aber nicht vom Absender: Das Zertifikat lautet auf { $address }, laut Zertifikat ausgestellt von { $issuer }.
seal-not-then = Signiert (S/MIME) mit einem Zertifikat für { $address }, das beim Eingang nicht galt; laut Zertifikat ausgestellt von { $issuer }.
seal-changed = Die Signatur (S/MIME) passt nicht: Die Mail wurde unterwegs verändert.
seal-unreadable = Die Signatur (S/MIME) lässt sich hier nicht prüfen.
seal-pgp = Signiert (PGP). Nicht geprüft: Der Schlüssel ist hier nicht bekannt.
seal-encrypted = Verschlüsselt: Was in der Mail steht, lässt sich hier nicht lesen.

pager-label = Seiten
pager-newer = Neuere
pager-older = Ältere

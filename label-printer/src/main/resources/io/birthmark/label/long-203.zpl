^XA
^CI28
^PW400
^LL200
^FX For a scanner: registration ID, serial, number of the label. A printer puts it 10 dots lower.
^FO16,6^BQN,2,3^FDMA,${registrationId} ${serial} ${number}^FS
^FX The same for people.
^FO182,10^A0N,17^FDSerial^FS
^FO182,28^A0N,22,18^FB210,1^FD${serial}^FS
^FO182,62^A0N,17^FDCheck ${check}^FS
^FO182,88^A0N,17,15^FD${product}^FS
^FO182,110^A0N,17^FDLabel ${number}^FS
^FO182,148^A0N,17^FDRegistration ID^FS
^FO16,176^A0N,17,11^FB376,1^FD${registrationId}^FS
^XZ

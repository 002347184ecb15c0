^XA
^CI28
^PW591
^LL295
^FX For a scanner: registration ID, serial, number of the label. A printer puts it 10 dots lower.
^FO24,10^BQN,2,4^FDMA,${registrationId} ${serial} ${number}^FS
^FX The same for people.
^FO269,15^A0N,25^FDSerial^FS
^FO269,41^A0N,32,26^FB311,1^FD${serial}^FS
^FO269,92^A0N,25^FDCheck ${check}^FS
^FO269,130^A0N,25,22^FD${product}^FS
^FO269,163^A0N,25^FDLabel ${number}^FS
^FO269,219^A0N,25^FDRegistration ID^FS
^FO24,260^A0N,25,15^FB555,1^FD${registrationId}^FS
^XZ

^XA
^CI28
^PW591
^LL295
^FX For a scanner: registration ID, serial, number of the label. A printer puts it 10 dots lower.
^FO24,10^BQN,2,6^FDMA,${registrationId} ${serial} ${number}^FS
^FX The same for people.
^FO234,15^A0N,25^FDSerial^FS
^FO234,41^A0N,44,37^FB346,1^FD${serial}^FS
^FO234,91^A0N,25^FDRegistration ID^FS
^FO234,118^A0N,32^FB346,1^FD${registrationId}^FS
^FO234,165^A0N,25^FDCheck ${check}^FS
^FX As far from the code above it as both need to be read.
^FO30,216^BY3^BCN,44,N,N,N^FD${serial}^FS
^FO24,267^A0N,25^FD${product}  Label ${number}^FS
^XZ
